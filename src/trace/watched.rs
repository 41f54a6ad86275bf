//! Which watch-list entries stand on a paper, and by what: the institution's registry id, its name, or the text of an
//! affiliation that no institution was found in.

use std::ops::Range;

use hashbrown::HashMap;

use crate::corpus::Corpus;
use crate::corpus::schema::Authorship;
use crate::date::{PartialDate, Precision};
use crate::ids::{InstitutionId, PaperId};
use crate::places::watch::{Status, WatchEntry, WatchMatcher};

/// Who is reached: an institution of the corpus, or an entry of a watch list that the registry does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// An institution of the corpus.
    Institution(InstitutionId),
    /// An entry that only the text of an affiliation names, by its number in the matcher.
    Entry(usize),
}

/// By what an entry was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum MatchedBy {
    /// The entry states the registry's id of the institution.
    #[serde(rename = "registry id")]
    RegistryId,
    /// The institution's whole name is that of the entry.
    #[serde(rename = "name")]
    Name,
    /// The text of the affiliation holds the entry's name or alias as whole words.
    #[serde(rename = "text")]
    Text,
}

/// One watch-list entry on one affiliation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Who that is.
    pub subject: Subject,
    /// The entry, by its number in the matcher.
    pub entry: usize,
    /// By what it was found.
    pub by: MatchedBy,
    /// The bytes of the affiliation, where it was found by its text.
    pub span: Option<Range<usize>>,
    /// The row in the table `authorships`.
    pub authorship: usize,
}

/// A watch list's entries tied to a corpus.
#[derive(Debug)]
pub struct Watched<'a> {
    corpus: &'a Corpus,
    matcher: &'a WatchMatcher,
    /// For each institution its entries.
    of_institution: Vec<Vec<usize>>,
    /// For each entry the institution of the corpus that it is about.
    institution_of: HashMap<usize, InstitutionId>,
    /// For each text of an affiliation the entries in it.
    of_text: HashMap<&'a str, Vec<(usize, Range<usize>)>>,
}

impl<'a> Watched<'a> {
    /// Ties the entries to the institutions and affiliations of `corpus`. Time O(institutions + distinct affiliations).
    pub fn new(corpus: &'a Corpus, matcher: &'a WatchMatcher) -> Self {
        let of_institution: Vec<Vec<usize>> =
            corpus.institutions.iter().map(|i| matcher.by_institution(&i.ror, &i.name)).collect();
        let mut institution_of = HashMap::new();
        for (number, entries) in of_institution.iter().enumerate() {
            for &entry in entries {
                institution_of.entry(entry).or_insert(InstitutionId(number as u32));
            }
        }
        let mut of_text = HashMap::new();
        for authorship in &corpus.authorships {
            let text = authorship.affiliation.as_str();
            if !text.is_empty() && !of_text.contains_key(text) {
                of_text.insert(text, matcher.by_text(text));
            }
        }
        Self { corpus, matcher, of_institution, institution_of, of_text }
    }

    /// The entry of that number.
    pub fn entry(&self, entry: usize) -> &'a WatchEntry {
        &self.matcher.entries()[entry]
    }

    /// The entries about an institution of the corpus.
    pub fn entries_of(&self, subject: Subject) -> Vec<usize> {
        match subject {
            Subject::Institution(institution) => self.of_institution[institution.index()].clone(),
            Subject::Entry(entry) => vec![entry],
        }
    }

    /// All entries on the affiliations of `paper`, in order of subject, entry and how they were found; for each
    /// affiliation an entry counts once, by the strongest of the ways.
    pub fn on_paper(&self, paper: PaperId) -> Vec<Hit> {
        let rows = self.corpus.authorships_of(paper);
        let first = self.corpus.authorships.partition_point(|a| a.paper < paper);
        let mut hits: Vec<Hit> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            hits.extend(self.by_institution(row, first + at));
        }
        for (at, row) in rows.iter().enumerate() {
            for (entry, span) in self.of_text.get(row.affiliation.as_str()).into_iter().flatten() {
                let is_known = |hit: &Hit| {
                    let other = &self.corpus.authorships[hit.authorship];
                    hit.entry == *entry
                        && other.position == row.position
                        && other.affiliation == row.affiliation
                };
                if hits.iter().any(is_known) {
                    continue;
                }
                let institution = self.institution_of.get(entry).copied();
                hits.push(Hit {
                    subject: institution.map_or(Subject::Entry(*entry), Subject::Institution),
                    entry: *entry,
                    by: MatchedBy::Text,
                    span: Some(span.clone()),
                    authorship: first + at,
                });
            }
        }
        hits.sort_by_key(|hit| (hit.subject, hit.entry, hit.by, hit.authorship));
        hits
    }

    fn by_institution(&self, row: &Authorship, authorship: usize) -> impl Iterator<Item = Hit> + '_ {
        let institution = row.institution;
        let entries = institution.map_or(&[][..], |i| self.of_institution[i.index()].as_slice());
        entries.iter().filter_map(move |&entry| {
            let institution = institution?;
            let ror = &self.corpus.institutions[institution.index()].ror;
            let by = if self.entry(entry).ror.as_ref() == Some(ror) {
                MatchedBy::RegistryId
            } else {
                MatchedBy::Name
            };
            Some(Hit { subject: Subject::Institution(institution), entry, by, span: None, authorship })
        })
    }
}

/// The status of an entry at a date, and whether the date is fine enough to be sure of it: an entry that starts in May
/// is listed, but not surely, for a paper known only to be of that year.
pub fn status_at(entry: &WatchEntry, date: Option<PartialDate>) -> (Status, bool) {
    let status = entry.status_at(date);
    let Some(date) = date else { return (status, false) };
    let is_sure = |bound: Option<PartialDate>| {
        bound.is_none_or(|b| date.precision() == Precision::Day || date.compare(b).is_ne())
    };
    (status, is_sure(entry.valid_from) && is_sure(entry.valid_to))
}
