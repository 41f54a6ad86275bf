//! Which watch-list entries stand on a paper, through whom (the institution itself or what it is a part of), and by what: the
//! registry's id, the name, or the text of an affiliation.

use std::ops::Range;

use hashbrown::HashMap;

use crate::corpus::Corpus;
use crate::corpus::schema::Authorship;
use crate::date::{PartialDate, Precision};
use crate::ids::{InstitutionId, PaperId};
use crate::places::watch::{Listing, PartOf, Status, WatchEntry, WatchMatcher};

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
    /// Another entry that was found names it as its parent.
    #[serde(rename = "parent on the watch list")]
    Parent,
}

/// What a listed institution is a part of, where the entry is not about itself.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Above {
    /// The registry's id, or that of the entry where the watch list says so.
    pub id: String,
    /// The name.
    pub name: String,
    /// Who says so: `registry` or `watch list`.
    pub by: &'static str,
}

/// One watch-list entry on one affiliation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Who that is.
    pub subject: Subject,
    /// The entry, by its number in the matcher.
    pub entry: usize,
    /// Through whom; none where the entry is about the subject itself.
    pub part_of: Option<PartOf>,
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
    /// For each institution the entries that count for it.
    of_institution: Vec<Vec<Listing>>,
    /// For each entry the institution of the corpus that it is about.
    institution_of: HashMap<usize, InstitutionId>,
    /// For each text of an affiliation the entries in it.
    of_text: HashMap<&'a str, Vec<(usize, Range<usize>)>>,
}

impl<'a> Watched<'a> {
    /// Ties the entries to the institutions and affiliations of `corpus`. Time O(institutions · depth of parents + distinct
    /// affiliations).
    pub fn new(corpus: &'a Corpus, matcher: &'a WatchMatcher) -> Self {
        let all = (0..corpus.institutions.len() as u32).map(InstitutionId);
        let of_institution: Vec<Vec<Listing>> = all.map(|id| corpus.listings(id, matcher)).collect();
        let mut institution_of = HashMap::new();
        for (number, listings) in of_institution.iter().enumerate() {
            for listing in listings.iter().filter(|listing| listing.part_of.is_none()) {
                institution_of.entry(listing.entry).or_insert(InstitutionId(number as u32));
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

    /// The entries that count for a subject.
    pub fn listings_of(&self, subject: Subject) -> Vec<Listing> {
        match subject {
            Subject::Institution(institution) => self.of_institution[institution.index()].clone(),
            Subject::Entry(entry) => self.matcher.listings_of_entry(entry),
        }
    }

    /// What the subject is a part of, by which the entry counts for it; none where the entry is about itself.
    pub fn above(&self, subject: Subject, listing: Listing) -> Option<Above> {
        if let (PartOf::Registry(steps), Subject::Institution(institution)) = (listing.part_of?, subject) {
            let above = self.corpus.at_and_above(institution).nth(steps)?;
            let above = self.corpus.institutions.get(above.index())?;
            return Some(Above { id: above.ror.clone(), name: above.name.clone(), by: "registry" });
        }
        let entry = self.entry(listing.entry);
        Some(Above { id: entry.id.clone(), name: entry.name.clone(), by: "watch list" })
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
            for (named, span) in self.of_text.get(row.affiliation.as_str()).into_iter().flatten() {
                let institution = self.institution_of.get(named).copied();
                let subject = institution.map_or(Subject::Entry(*named), Subject::Institution);
                for Listing { entry, part_of } in self.matcher.listings_of_entry(*named) {
                    let is_known = |hit: &Hit| {
                        let other = &self.corpus.authorships[hit.authorship];
                        hit.entry == entry
                            && (hit.part_of.is_none() || hit.subject == subject)
                            && other.position == row.position
                            && other.affiliation == row.affiliation
                    };
                    if !hits.iter().any(is_known) {
                        let span = Some(span.clone());
                        let by = MatchedBy::Text;
                        hits.push(Hit { subject, entry, part_of, by, span, authorship: first + at });
                    }
                }
            }
        }
        hits.sort_by_key(|hit| (hit.subject, hit.entry, hit.by, hit.authorship));
        hits
    }

    fn by_institution(&self, row: &Authorship, authorship: usize) -> impl Iterator<Item = Hit> {
        let institution = row.institution;
        let listings = institution.map_or(&[][..], |i| self.of_institution[i.index()].as_slice());
        listings.iter().filter_map(move |&Listing { entry, part_of }| {
            let subject = Subject::Institution(institution?);
            let by = self.by(institution?, part_of, entry);
            Some(Hit { subject, entry, part_of, by, span: None, authorship })
        })
    }

    /// By what the entry was tied to the institution, or to the one above it that it is about.
    fn by(&self, institution: InstitutionId, part_of: Option<PartOf>, entry: usize) -> MatchedBy {
        let steps = match part_of {
            Some(PartOf::Registry(steps)) => steps,
            None => 0,
            Some(PartOf::WatchList) => return MatchedBy::Parent,
        };
        let about = self.corpus.at_and_above(institution).nth(steps);
        let about = about.and_then(|id| self.corpus.institutions.get(id.index()));
        let by_id = about.is_some_and(|about| self.entry(entry).ror.as_ref() == Some(&about.ror));
        if by_id { MatchedBy::RegistryId } else { MatchedBy::Name }
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
