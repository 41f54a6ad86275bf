//! What the records of a file do not have: a format that has no references, an export cut to fewer fields.

use super::record::Record;

/// A field and whether a record has it.
type Field = (&'static str, fn(&Record) -> bool);

/// The fields that a file is looked through for.
const FIELDS: [Field; 15] = [
    ("DOI", |r| r.ids.doi.is_some()),
    ("date", |r| r.date.is_some()),
    ("venue", |r| r.venue.is_some()),
    ("document type", |r| r.kind.is_some()),
    ("language", |r| r.language.is_some()),
    ("abstract", |r| r.abstract_text.is_some()),
    ("keywords", |r| !r.keywords.is_empty()),
    ("topics", |r| !r.topics.is_empty()),
    ("authors", |r| !r.authors.is_empty()),
    ("author ids", |r| r.authors.iter().any(|a| a.source_id.is_some() || a.orcid.is_some())),
    ("affiliations", |r| !r.affiliations.is_empty() || r.authors.iter().any(|a| !a.affiliations.is_empty())),
    ("affiliations tied to authors", |r| r.authors.iter().any(|a| !a.affiliations.is_empty())),
    ("references", |r| !r.references.is_empty()),
    ("funding", |r| !r.funding.is_empty()),
    ("citation count", |r| r.cited_by_count.is_some()),
];

/// Which fields a file has been seen to have.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen([bool; FIELDS.len()]);

impl Seen {
    /// Notes what a record has.
    pub(super) fn add(&mut self, record: &Record) {
        for (seen, (_, has)) in self.0.iter_mut().zip(&FIELDS) {
            *seen = *seen || has(record);
        }
    }

    /// The fields that no record had.
    pub(super) fn lacking(self) -> Vec<&'static str> {
        FIELDS.iter().zip(self.0).filter(|(_, seen)| !seen).map(|((name, _), _)| *name).collect()
    }
}
