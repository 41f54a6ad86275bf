//! Rows of small invented corpora, for the tests of what is built on them.

use super::schema::{Author, AuthorBasis, Authorship, Citation, Institution, Paper, ReferenceMethod};
use crate::ids::{AuthorId, InstitutionId, PaperId};
use crate::places::watch::WatchEntry;

/// A paper of this date; undated where the text is empty.
pub(crate) fn paper(date: &str) -> Paper {
    Paper { date: date.parse().ok(), ..Paper::default() }
}

/// An author known by name alone.
pub(crate) fn author(name: &str) -> Author {
    Author { name: name.to_owned(), orcid: None, source_ids: Vec::new(), basis: AuthorBasis::NameOnly }
}

/// Who wrote what.
pub(crate) fn authorship((paper, author): (u32, u32)) -> Authorship {
    Authorship { paper: PaperId(paper), author: Some(AuthorId(author)), ..Authorship::default() }
}

/// Where somebody wrote what.
pub(crate) fn at_institution((paper, institution): (u32, u32)) -> Authorship {
    Authorship {
        paper: PaperId(paper),
        position: 1,
        institution: Some(InstitutionId(institution)),
        ..Authorship::default()
    }
}

/// An institution known by its id alone.
pub(crate) fn institution(ror: &str) -> Institution {
    Institution { ror: ror.to_owned(), ..Institution::default() }
}

/// The entry of a watch list that names the institution of this id, listed always.
pub(crate) fn watch_entry(ror: &str) -> WatchEntry {
    WatchEntry {
        id: ror.to_owned(),
        name: format!("Synthetic laboratory {ror}"),
        ror: Some(ror.to_owned()),
        ..WatchEntry::default()
    }
}

/// Who cites whom.
pub(crate) fn citation((citing, cited): (u32, u32)) -> Citation {
    Citation { citing: PaperId(citing), cited: PaperId(cited), method: ReferenceMethod::Doi, score: 1.0 }
}
