//! What one correction says.

use serde::{Serialize, Serializer};

use crate::date::PartialDate;
use crate::error::Place;

/// One correction, as it is listed in `overrides.jsonl` of the corpus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Override {
    /// The file and line that it stands in.
    #[serde(serialize_with = "as_text")]
    pub place: Place,
    /// What it changes.
    pub change: Change,
    /// Who decided.
    pub who: String,
    /// When.
    pub when: String,
    /// Why.
    pub why: String,
}

fn as_text<S: Serializer>(place: &Place, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(place)
}

/// What a correction changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Two papers are one.
    Merge {
        /// An id of the one.
        paper: String,
        /// An id of the other.
        with: String,
    },
    /// A record is a paper of its own.
    Split {
        /// The record's own id.
        paper: String,
    },
    /// The date of a paper.
    Date {
        /// An id of the paper.
        paper: String,
        /// Its date.
        date: PartialDate,
    },
    /// Whether a paper is retracted.
    Retracted {
        /// An id of the paper.
        paper: String,
        /// Whether it is.
        retracted: bool,
    },
    /// What a reference points at.
    Reference {
        /// An id of the citing paper.
        citing: String,
        /// The reference as written.
        reference: String,
        /// An id of the cited paper; `None`: no paper of the corpus.
        cited: Option<String>,
    },
    /// What an affiliation names.
    Affiliation {
        /// Its text.
        affiliation: String,
        /// The id of the institution, `none` for no institution of the registry; `None`: not decided.
        institution: Option<String>,
        /// The code of the country, where decided.
        country: Option<String>,
    },
    /// Two authors are one person.
    SameAuthor {
        /// The one.
        author: AuthorName,
        /// The other.
        with: AuthorName,
    },
    /// Two authors are two people.
    DifferentAuthor {
        /// The one.
        author: AuthorName,
        /// The other, which is taken out of the person that the one is.
        with: AuthorName,
    },
    /// Who a funder is.
    Funder {
        /// Its text on the records.
        funder: String,
        /// Its name.
        name: Option<String>,
        /// The id of the institution that it is.
        institution: Option<String>,
        /// The code of its country.
        country: Option<String>,
        /// Whether it pays a state's money.
        state: Option<bool>,
    },
}

/// How a correction calls an author.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AuthorName {
    /// An id of a paper; empty where `author` is an id of the person.
    pub paper: String,
    /// The name or the place (from 1) in the paper's list of authors, or an ORCID or a source's own id.
    pub author: String,
}

impl Change {
    /// The kind of correction: the name of its file without ending.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Merge { .. } | Self::Split { .. } => "papers",
            Self::Date { .. } => "dates",
            Self::Retracted { .. } => "retractions",
            Self::Reference { .. } => "references",
            Self::Affiliation { .. } => "affiliations",
            Self::SameAuthor { .. } | Self::DifferentAuthor { .. } => "authors",
            Self::Funder { .. } => "funders",
        }
    }
}
