//! The paper that several records make: each field from the best source for it, references and keywords together.
//!
//! Sources stand in this order: Scopus, Web of Science, PubMed, Crossref, OpenAlex, Lens, Dimensions, then all others;
//! within one source the record that comes first by its keys, then the longer; preprints come last. A field is taken from the first record that has it, but:
//!
//! | field | taken from |
//! | --- | --- |
//! | date | the records of the first record's year; of them the date known most finely |
//! | kind | the first record whose kind is known; a preprint only where no record says otherwise |
//! | authors | the first record that ties affiliations to authors, else the first with authors; ids of the others are added |
//! | keywords, topics | all records together, each once |
//! | cited-by count | the largest |
//! | retracted | where any record says so |

use hashbrown::HashSet;

use super::Draft;
use super::keys::Keys;
use crate::corpus::fold::words;
use crate::corpus::identifiers;
use crate::corpus::kinds;
use crate::corpus::names::Name;
use crate::corpus::schema::{Paper, RecordLink};
use crate::date::PartialDate;
use crate::sources::record::{Record, RecordFunding, RecordPlace};

/// One author of a merged paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::corpus) struct PaperAuthor {
    /// The fullest name that a record gives.
    pub(in crate::corpus) name: String,
    /// Normalised ORCID.
    pub(in crate::corpus) orcid: Option<String>,
    /// The sources' own ids.
    pub(in crate::corpus) source_ids: Vec<String>,
    /// The affiliations' texts.
    pub(in crate::corpus) affiliations: Vec<String>,
}

/// A merged paper before its references are resolved.
#[derive(Clone, Debug, Default)]
pub(in crate::corpus) struct Work {
    /// The row of `papers`; its counts of references are filled later.
    pub(in crate::corpus) paper: Paper,
    /// The abstract.
    pub(in crate::corpus) abstract_text: Option<String>,
    /// The authors in order.
    pub(in crate::corpus) authors: Vec<PaperAuthor>,
    /// Affiliations that are tied to no author.
    pub(in crate::corpus) loose_affiliations: Vec<String>,
    /// Who paid.
    pub(in crate::corpus) funding: Vec<RecordFunding>,
    /// What the sources themselves say of affiliations.
    pub(in crate::corpus) places: Vec<RecordPlace>,
}

/// The place of a format in the order of sources.
pub(in crate::corpus) fn rank(format: &str) -> usize {
    const ORDER: [&str; 8] =
        ["scopus", "web of science", "wos", "pubmed", "crossref", "openalex", "lens", "dimensions"];
    ORDER.iter().position(|name| format.contains(name)).unwrap_or(ORDER.len())
}

/// Makes the paper of a draft from its records, which stand in the draft's order. `keys` are of all records, `files` the
/// names of all files.
pub(in crate::corpus) fn work(draft: &Draft, records: &[Record], keys: &[Keys], files: &[String]) -> Work {
    let best = |get: &dyn Fn(&Record) -> Option<String>| records.iter().find_map(get);
    let all = || records.iter();
    let mut links: Vec<RecordLink> = all()
        .map(|record| RecordLink {
            file: files.get(record.origin.file as usize).cloned().unwrap_or_default(),
            position: record.origin.position,
            source_id: record.ids.source_id().map(str::to_owned),
        })
        .collect();
    links.sort_by(|a, b| (&a.file, a.position).cmp(&(&b.file, b.position)));
    let doi = draft.records.iter().find_map(|&r| keys[r].doi.clone());
    let preprint = draft.records.iter().all(|&r| keys[r].preprint);
    let said = all().filter_map(|r| r.kind.as_deref()).map(kinds::kind);
    let kind = if preprint {
        Some("preprint")
    } else {
        let mut known: Vec<&str> = said.filter(|k| *k != "preprint").collect();
        known.sort_by_key(|k| *k == "other");
        known.first().copied()
    };
    let paper = Paper {
        doi,
        title: best(&|r| r.title.clone()).unwrap_or_default(),
        date: draft.date,
        venue: best(&|r| r.venue.clone()),
        kind: kind.map(str::to_owned),
        language: best(&|r| r.language.clone()),
        keywords: together(all().flat_map(|r| &r.keywords)),
        topics: together(all().flat_map(|r| &r.topics)),
        cited_by_count: all().filter_map(|r| r.cited_by_count).max(),
        references_listed: 0,
        references_resolved: 0,
        retracted: draft.retracted.unwrap_or_else(|| all().any(|r| r.retracted)),
        records: links,
    };
    let authors = authors(records);
    let loose = if authors.iter().any(|a| !a.affiliations.is_empty()) {
        Vec::new()
    } else {
        all()
            .find(|r| !r.affiliations.is_empty())
            .map(|r| together(r.affiliations.iter()))
            .unwrap_or_default()
    };
    Work {
        paper,
        abstract_text: best(&|r| r.abstract_text.clone()),
        authors,
        loose_affiliations: loose,
        funding: all().find(|r| !r.funding.is_empty()).map(|r| r.funding.clone()).unwrap_or_default(),
        places: all().flat_map(|r| r.places.iter().cloned()).collect(),
    }
}

/// The finest date of the first date's year.
pub(super) fn date(mut dates: impl Iterator<Item = PartialDate>) -> Option<PartialDate> {
    let first = dates.next()?;
    let same_year = dates.filter(|d| d.year_number() == first.year_number());
    Some(same_year.fold(first, |best, d| if d.precision() > best.precision() { d } else { best }))
}

/// Texts of several records, each once whatever its case, in order.
fn together<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut seen = HashSet::new();
    texts.filter(|t| !t.is_empty() && seen.insert(words(t))).cloned().collect()
}

/// The authors of the first record that ties affiliations to them, with the ids that other records add.
fn authors(records: &[Record]) -> Vec<PaperAuthor> {
    let tied = |r: &Record| r.authors.iter().any(|a| !a.affiliations.is_empty());
    let named = |r: &Record| !r.authors.is_empty();
    let Some(base) = records.iter().position(tied).or_else(|| records.iter().position(named)) else {
        return Vec::new();
    };
    let mut authors: Vec<PaperAuthor> = records[base]
        .authors
        .iter()
        .map(|author| PaperAuthor {
            name: author.full_name.clone().unwrap_or_else(|| author.name.clone()),
            orcid: author.orcid.as_deref().and_then(identifiers::orcid),
            source_ids: author.source_id.iter().cloned().collect(),
            affiliations: author.affiliations.clone(),
        })
        .collect();
    for (_, other) in records.iter().enumerate().filter(|(at, _)| *at != base) {
        add_ids(&mut authors, other);
    }
    for author in &mut authors {
        author.source_ids.sort_unstable();
        author.source_ids.dedup();
    }
    authors
}

/// Adds full names, ORCIDs and ids of the same authors in another record: at the same place in a list of the same
/// length with the same surname, or the only one of that surname in both.
fn add_ids(authors: &mut [PaperAuthor], record: &Record) {
    let name = |text: &str| Name::parse(text).surname;
    let here: Vec<String> = authors.iter().map(|a| name(&a.name)).collect();
    let there: Vec<String> =
        record.authors.iter().map(|a| name(a.full_name.as_deref().unwrap_or(&a.name))).collect();
    let count = |list: &[String], surname: &str| list.iter().filter(|s| *s == surname).count();
    for (at, other) in record.authors.iter().enumerate() {
        let surname = &there[at];
        let same_place = here.len() == there.len() && here[at] == *surname;
        let only = count(&here, surname) == 1 && count(&there, surname) == 1;
        let place = if same_place { Some(at) } else { here.iter().position(|s| only && s == surname) };
        let Some(author) = place.and_then(|p| authors.get_mut(p)) else { continue };
        if let Some(full) = &other.full_name
            && Name::parse(&author.name).full_key().is_none()
            && Name::parse(full).full_key().is_some()
        {
            author.name.clone_from(full);
        }
        if author.orcid.is_none() {
            author.orcid = other.orcid.as_deref().and_then(identifiers::orcid);
        }
        author.source_ids.extend(other.source_id.clone());
        if author.affiliations.is_empty() {
            author.affiliations.clone_from(&other.affiliations);
        }
    }
}
