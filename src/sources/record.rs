//! What one row or entry of an export says, before anything is decided.
//!
//! A source fills what its format has and leaves the rest empty: an empty list or `None` means that the record does
//! not say, never that there is none. Texts are trimmed and otherwise unchanged.

use serde::{Deserialize, Serialize};

use crate::date::PartialDate;

/// Where a record stood in its export.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The file's number in the order in which the files were named, from 0.
    pub file: u32,
    /// The record's place among the rows of that file, from 0 (rejects counted too).
    pub position: u64,
    /// The line on which it begins, from 1.
    pub line: u64,
}

/// The identifiers that sources give to a work, as written (the corpus normalises them).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifiers {
    /// Digital Object Identifier.
    pub doi: Option<String>,
    /// Scopus (`2-s2.0-…`).
    pub eid: Option<String>,
    /// Web of Science (`WOS:…`).
    pub ut: Option<String>,
    /// PubMed.
    pub pmid: Option<String>,
    /// OpenAlex (`W…`).
    pub openalex: Option<String>,
    /// Any other source's own id, with the source's name before a colon (`lens:…`, `dimensions:pub.…`).
    pub other: Option<String>,
}

impl Identifiers {
    /// The id by which the record's own source knows it: the first of EID, UT, OpenAlex, PMID, other, DOI.
    pub fn source_id(&self) -> Option<&str> {
        [&self.eid, &self.ut, &self.openalex, &self.pmid, &self.other, &self.doi]
            .into_iter()
            .find_map(|id| id.as_deref())
    }
}

/// One author as the record shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordAuthor {
    /// The name as in the author list, surname first where the source says which is which ("Kim J.H.").
    pub name: String,
    /// The full name, "Surname, Given names", where the record gives it.
    pub full_name: Option<String>,
    /// The source's own author id, with the source's name before a colon (`scopus:57202138757`, `openalex:A50…`).
    pub source_id: Option<String>,
    /// ORCID as written.
    pub orcid: Option<String>,
    /// The texts of this author's affiliations; empty when the record does not tie affiliations to authors.
    pub affiliations: Vec<String>,
}

/// One cited work as the record shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordReference {
    /// The reference as written; empty where the source gives only an id.
    pub text: String,
    /// Identifiers that the source gives with it (a DOI inside the text is left to the corpus).
    pub ids: Identifiers,
    /// What the source gives in fields of its own; where it gives none the corpus parses `text`.
    pub fields: ReferenceFields,
}

/// The parts of a reference. `None` where the part is not there or can't be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceFields {
    /// The authors as written, in order.
    pub authors: Vec<String>,
    /// The title of the cited work.
    pub title: Option<String>,
    /// The journal, book or series.
    pub venue: Option<String>,
    /// The year of publication.
    pub year: Option<i16>,
    /// Volume.
    pub volume: Option<String>,
    /// Issue.
    pub issue: Option<String>,
    /// First page.
    pub page_start: Option<String>,
    /// Last page.
    pub page_end: Option<String>,
    /// Article number.
    pub article_number: Option<String>,
    /// DOI found in the text.
    pub doi: Option<String>,
}

/// One funder that a record names, or a funding text that is still to be taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordFunding {
    /// The funder's name, or the whole sentence when `is_statement`.
    pub funder: String,
    /// Grant numbers that the source ties to this funder.
    pub awards: Vec<String>,
    /// The source's id of the funder (Crossref funder DOI, ROR, OpenAlex).
    pub funder_id: Option<String>,
    /// Whether `funder` is a free text ("This work was supported by …") and not a name.
    pub is_statement: bool,
}

/// What a source itself says of one affiliation, beside its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordPlace {
    /// The text, as in the affiliations of the authors.
    pub affiliation: String,
    /// The ROR id of an institution that the source found in it; one place for each.
    pub ror: Option<String>,
    /// The ISO 3166-1 alpha-2 code of its country.
    pub country: Option<String>,
}

/// How a record says that its work is tied to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RelationKind {
    /// The work is a preprint of the other.
    IsPreprintOf,
    /// The other is a preprint of the work.
    HasPreprint,
    /// The two are versions of one work.
    IsVersionOf,
}

/// A tie to another work that the record states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRelation {
    /// How.
    pub kind: RelationKind,
    /// The other work's DOI as written.
    pub doi: String,
}

/// One row or entry of an export.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Where it stood.
    pub origin: Origin,
    /// Its identifiers.
    pub ids: Identifiers,
    /// The title.
    pub title: Option<String>,
    /// The title in the language of the original, where both are given.
    pub original_title: Option<String>,
    /// The date of publication with what is known of it.
    pub date: Option<PartialDate>,
    /// Journal, book series or proceedings.
    pub venue: Option<String>,
    /// The abbreviated venue ("J. Comput. Chem.").
    pub venue_abbreviated: Option<String>,
    /// Volume.
    pub volume: Option<String>,
    /// Issue.
    pub issue: Option<String>,
    /// Article number.
    pub article_number: Option<String>,
    /// First page.
    pub page_start: Option<String>,
    /// Last page.
    pub page_end: Option<String>,
    /// ISSNs as written.
    pub issns: Vec<String>,
    /// The kind of document in the source's words ("Article", "Conference Paper").
    pub kind: Option<String>,
    /// The language in the source's words.
    pub language: Option<String>,
    /// Keywords that the authors chose.
    pub keywords: Vec<String>,
    /// Index terms, subject headings, topics that the source assigned.
    pub topics: Vec<String>,
    /// Times cited as the source says.
    pub cited_by_count: Option<u32>,
    /// Whether the record says that the work is retracted, or is its retraction notice.
    pub retracted: bool,
    /// The abstract.
    pub abstract_text: Option<String>,
    /// The authors in order.
    pub authors: Vec<RecordAuthor>,
    /// The affiliations that the record lists without tying them to authors (all of them, tied or not, where it has
    /// such a list).
    pub affiliations: Vec<String>,
    /// The correspondence address, which can hold an e-mail address.
    pub correspondence: Option<String>,
    /// The cited works in order.
    pub references: Vec<RecordReference>,
    /// How many references the source counts, where it gives only the number or gives it too.
    pub references_count: Option<u32>,
    /// Who paid.
    pub funding: Vec<RecordFunding>,
    /// What the source itself found in the affiliations.
    pub places: Vec<RecordPlace>,
    /// The works that it says are its preprint, its article or another version.
    pub relations: Vec<RecordRelation>,
}

/// A row that could not be read, kept with its place and reason.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Reject {
    /// The file as the user named it.
    pub file: String,
    /// The line on which the row begins, from 1.
    pub line: u64,
    /// Why it was not taken and what could be done.
    pub reason: String,
    /// The first 200 characters of what stood there.
    pub excerpt: String,
}
