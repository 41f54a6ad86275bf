//! The tables of a corpus as rows. Column names are the contract: `papers`, `texts`, `authors`, `authorships`,
//! `institutions`, `citations`, `unresolved_references`, `funding`.

use serde::{Deserialize, Serialize};

use crate::date::PartialDate;
use crate::ids::{AuthorId, InstitutionId, PaperId};
use crate::sources::record::ReferenceFields;

/// One record that a paper was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordLink {
    /// The file as the user named it.
    pub file: String,
    /// The record's place in that file, from 0.
    pub position: u64,
    /// The id by which its source knows it.
    pub source_id: Option<String>,
}

/// One work after duplicates are merged. Row n of the table is paper n.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paper {
    /// Normalised: lower case, no resolver in front.
    pub doi: Option<String>,
    /// Empty where no record gives one.
    pub title: String,
    /// With its precision; columns `date`, `date_precision` and `year`.
    pub date: Option<PartialDate>,
    /// Journal, book or proceedings.
    pub venue: Option<String>,
    /// One of `article`, `conference paper`, `review`, `book`, `book chapter`, `preprint`, `editorial`, `letter`,
    /// `note`, `erratum`, `retraction`, `dataset`, `thesis`, `report`, `other`.
    pub kind: Option<String>,
    /// As the source says.
    pub language: Option<String>,
    /// Authors' keywords.
    pub keywords: Vec<String>,
    /// Index terms and topics.
    pub topics: Vec<String>,
    /// The largest that a record says.
    pub cited_by_count: Option<u32>,
    /// How many references its records list (each cited work once).
    pub references_listed: u32,
    /// How many of them were tied to papers of the corpus.
    pub references_resolved: u32,
    /// Whether a record says so.
    pub retracted: bool,
    /// The records that it was made of, first file first.
    pub records: Vec<RecordLink>,
}

/// Long texts, kept apart so that `papers` stays small. Columns `paper`, `abstract`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperText {
    /// The paper.
    pub paper: PaperId,
    /// Its abstract.
    pub abstract_text: String,
}

/// What an author's identity rests on, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuthorBasis {
    /// The user decided.
    Override,
    /// One ORCID.
    Orcid,
    /// One id of a source.
    SourceId,
    /// One full name with a shared institution or co-author.
    NameAndInstitution,
    /// Nothing but a name: apart from all others of that name.
    NameOnly,
}

impl AuthorBasis {
    /// The words written into the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Override => "override",
            Self::Orcid => "orcid",
            Self::SourceId => "source id",
            Self::NameAndInstitution => "name and institution",
            Self::NameOnly => "name only",
        }
    }

    /// Reads what [`AuthorBasis::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Override, Self::Orcid, Self::SourceId, Self::NameAndInstitution, Self::NameOnly]
            .into_iter()
            .find(|b| b.as_str() == text)
    }
}

/// One person as far as the records tell. Row n of the table is author n.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The fullest name that a record gives.
    pub name: String,
    /// Normalised `0000-0000-0000-0000`.
    pub orcid: Option<String>,
    /// The sources' own ids, sorted.
    pub source_ids: Vec<String>,
    /// What the identity rests on.
    pub basis: AuthorBasis,
}

/// One author at one affiliation on one paper. An author with two affiliations has two rows; one without any has one
/// row with an empty text. Where a record lists affiliations without tying them to authors, each of its authors has one
/// row with an empty text, and every affiliation one row whose author is `None` and whose position is 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Authorship {
    /// The paper.
    pub paper: PaperId,
    /// The author's place in the author list, from 1.
    pub position: u16,
    /// The author; `None` for an affiliation that the record ties to no author.
    pub author: Option<AuthorId>,
    /// The text on the record, column `affiliation`; null there where it is empty.
    pub affiliation: String,
    /// The institution that it was matched to; a text that names two institutions has two rows.
    pub institution: Option<InstitutionId>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// How the institution (or, without one, the country) was found: `exact`, `alias`, `fuzzy`, `country name`, ….
    pub method: Option<String>,
    /// How surely, 0 to 1.
    pub score: Option<f32>,
    /// The bytes of `affiliation` that named it, `start..end` as text (`12..38`).
    pub span: Option<String>,
    /// The next best candidate and its score, as text (`Nanjing University (0.81)`).
    pub runner_up: Option<String>,
}

/// One institution of the registry that the corpus names, or a parent of one. Row n of the table is institution n.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Institution {
    /// The registry's id, column `ror` (a full ROR address, or the id of the user's own registry).
    pub ror: String,
    /// The registry's name.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Education, company, government, facility, ….
    pub kind: Option<String>,
    /// The institutions above it, in the order of the registry: column `parents`, the first also as `parent`.
    pub parents: Vec<InstitutionId>,
}

impl Institution {
    /// The first institution above it.
    pub fn parent(&self) -> Option<InstitutionId> {
        self.parents.first().copied()
    }
}

/// How a reference was tied to a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferenceMethod {
    /// By an identifier of the source.
    Id,
    /// By DOI.
    Doi,
    /// By what the text says.
    Text,
}

impl ReferenceMethod {
    /// The word written into the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Doi => "doi",
            Self::Text => "text",
        }
    }

    /// Reads what [`ReferenceMethod::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Id, Self::Doi, Self::Text].into_iter().find(|m| m.as_str() == text)
    }
}

/// One resolved reference.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation {
    /// The paper that cites.
    pub citing: PaperId,
    /// The paper that is cited.
    pub cited: PaperId,
    /// How it was resolved.
    pub method: ReferenceMethod,
    /// How surely, 0 to 1.
    pub score: f32,
}

/// One reference that was tied to no paper of the corpus. Columns `citing, text, authors, title, venue, year, volume,
/// issue, page_start, page_end, article_number, doi, reason`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnresolvedReference {
    /// The paper that cites.
    pub citing: PaperId,
    /// The reference as written.
    pub text: String,
    /// What could be parsed of it.
    pub fields: ReferenceFields,
    /// Why it was not resolved (`not in the corpus`, `too little to match on`, `two papers fit equally`, …).
    pub reason: String,
}

/// One funder on one paper. The list of funders says whether it is a state body: columns `state` and `name` beside
/// those of the design.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Funding {
    /// The paper.
    pub paper: PaperId,
    /// The text on the record, column `funder`.
    pub funder: String,
    /// The funder as an institution of the registry, where it is one.
    pub institution: Option<InstitutionId>,
    /// The funder's name in the list of funders, where it was matched.
    pub name: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Whether the list of funders calls it a state body; `None` where the funder was not matched.
    pub state: Option<bool>,
    /// Grant number.
    pub award: Option<String>,
    /// How the funder was matched.
    pub method: Option<String>,
    /// How surely, 0 to 1.
    pub score: Option<f32>,
}

/// All tables of a corpus in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Corpus {
    /// Row n is paper n: sorted by date (papers without one last), then by key.
    pub papers: Vec<Paper>,
    /// Sorted by paper; papers without abstract have no row.
    pub texts: Vec<PaperText>,
    /// Row n is author n.
    pub authors: Vec<Author>,
    /// Sorted by paper, position, then order on the record.
    pub authorships: Vec<Authorship>,
    /// Row n is institution n.
    pub institutions: Vec<Institution>,
    /// Sorted by citing, then cited; each pair once.
    pub citations: Vec<Citation>,
    /// Sorted by citing, then order on the record.
    pub unresolved_references: Vec<UnresolvedReference>,
    /// Sorted by paper, then order on the record.
    pub funding: Vec<Funding>,
}

impl Corpus {
    /// The number of papers.
    pub fn len(&self) -> usize {
        self.papers.len()
    }

    /// Whether the corpus has no papers.
    pub fn is_empty(&self) -> bool {
        self.papers.is_empty()
    }

    /// The rows of `authorships` that belong to `paper`.
    pub fn authorships_of(&self, paper: PaperId) -> &[Authorship] {
        rows_of(&self.authorships, paper, |a| a.paper)
    }

    /// The rows of `funding` that belong to `paper`.
    pub fn funding_of(&self, paper: PaperId) -> &[Funding] {
        rows_of(&self.funding, paper, |f| f.paper)
    }

    /// The abstract of `paper`, where it has one.
    pub fn abstract_of(&self, paper: PaperId) -> Option<&str> {
        rows_of(&self.texts, paper, |t| t.paper).first().map(|t| t.abstract_text.as_str())
    }

    /// The countries of `paper`, sorted, each once.
    pub fn countries_of(&self, paper: PaperId) -> Vec<&str> {
        let mut countries: Vec<&str> =
            self.authorships_of(paper).iter().filter_map(|a| a.country.as_deref()).collect();
        countries.sort_unstable();
        countries.dedup();
        countries
    }

    /// The institutions of `paper`, sorted, each once.
    pub fn institutions_of(&self, paper: PaperId) -> Vec<InstitutionId> {
        let mut institutions: Vec<InstitutionId> =
            self.authorships_of(paper).iter().filter_map(|a| a.institution).collect();
        institutions.sort_unstable();
        institutions.dedup();
        institutions
    }
}

/// The rows of one paper in a table sorted by paper.
fn rows_of<T>(rows: &[T], paper: PaperId, paper_of: impl Fn(&T) -> PaperId) -> &[T] {
    let start = rows.partition_point(|row| paper_of(row) < paper);
    let length = rows[start..].partition_point(|row| paper_of(row) == paper);
    &rows[start..start + length]
}
