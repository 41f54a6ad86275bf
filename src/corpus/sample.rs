//! Rows of small invented corpora, for the tests of what is built on them.

use super::schema::{Author, AuthorBasis, Authorship, Citation, Paper, ReferenceMethod};
use crate::ids::{AuthorId, PaperId};

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

/// Who cites whom.
pub(crate) fn citation((citing, cited): (u32, u32)) -> Citation {
    Citation { citing: PaperId(citing), cited: PaperId(cited), method: ReferenceMethod::Doi, score: 1.0 }
}
