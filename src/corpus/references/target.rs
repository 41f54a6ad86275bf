//! What a reference can point at: the records of the corpus's papers, indexed by everything that a reference may share
//! with one of them.
//!
//! One sorted list of (key, target) serves all kinds of keys: DOI and own ids, the whole title, pairs of neighbouring
//! words and rare long words of the title, first author with page, volume with page, first author with year. A key that
//! more than [`COMMON`] targets share proposes nobody. Memory: about 16 bytes a key, some 25 keys a record.

use rayon::prelude::*;

use crate::corpus::fold::{number, words};
use crate::corpus::merge::{Keys, Work};
use crate::corpus::names::Name;
use crate::sources::record::Record;

/// More targets than this under one key are no help.
const COMMON: usize = 60;
/// The most candidates that a reference is compared with.
const CANDIDATES: usize = 24;

/// One record of a paper, as a reference would cite it.
#[derive(Debug, Default)]
pub(super) struct Target {
    pub(super) paper: u32,
    pub(super) title: String,
    pub(super) surnames: Vec<String>,
    pub(super) year: Option<i16>,
    pub(super) volume: Option<String>,
    pub(super) page: Option<String>,
    pub(super) page_end: Option<String>,
    pub(super) article: Option<String>,
    pub(super) venue: String,
    pub(super) venue_abbreviated: String,
}

/// A reference, folded for comparison.
#[derive(Debug, Default)]
pub(super) struct Query {
    pub(super) title: String,
    pub(super) surnames: Vec<String>,
    pub(super) year: Option<i16>,
    pub(super) volume: Option<String>,
    pub(super) page: Option<String>,
    pub(super) page_end: Option<String>,
    pub(super) article: Option<String>,
    pub(super) issue: Option<String>,
    pub(super) venue: String,
}

impl Query {
    /// Whether it says who, when, and in which volume of what.
    pub(super) fn gives_all_but_page(&self) -> bool {
        !self.surnames.is_empty() && self.year.is_some() && self.volume.is_some() && !self.venue.is_empty()
    }

    pub(super) fn of(fields: &crate::sources::record::ReferenceFields) -> Self {
        let folded = |text: &Option<String>| text.as_deref().and_then(number);
        Self {
            title: words(fields.title.as_deref().unwrap_or_default()),
            surnames: fields
                .authors
                .iter()
                .map(|a| Name::parse(a).surname)
                .filter(|s| !s.is_empty())
                .collect(),
            year: fields.year,
            volume: folded(&fields.volume),
            page: folded(&fields.page_start),
            page_end: folded(&fields.page_end),
            article: folded(&fields.article_number),
            issue: folded(&fields.issue),
            venue: words(fields.venue.as_deref().unwrap_or_default()),
        }
    }
}

/// All targets with the index over them.
#[derive(Debug, Default)]
pub(super) struct Targets {
    pub(super) targets: Vec<Target>,
    index: Vec<(u64, u32)>,
}

impl Targets {
    /// Indexes the records of all papers. Time: O(n log n).
    pub(super) fn new(works: &[Work], records: &[Record], keys: &[Keys]) -> Self {
        let targets: Vec<Target> = works
            .par_iter()
            .enumerate()
            .flat_map_iter(|(paper, work)| {
                work.records.iter().map(move |&r| target(paper as u32, &records[r], &keys[r]))
            })
            .collect();
        let firsts: Vec<usize> = works
            .iter()
            .scan(0, |next, work| {
                let first = *next;
                *next += work.records.len();
                Some(first)
            })
            .collect();
        let mut index: Vec<(u64, u32)> =
            works
                .par_iter()
                .zip(&firsts)
                .flat_map_iter(|(work, &first)| {
                    work.records.iter().enumerate().flat_map(move |(nth, &r)| {
                        let at = (first + nth) as u32;
                        let ids = keys[r].own.iter().map(|id| key('i', &[id]));
                        let doi = keys[r].doi.iter().map(|doi| key('d', &[doi]));
                        ids.chain(doi).map(move |k| (k, at)).collect::<Vec<_>>()
                    })
                })
                .chain(targets.par_iter().enumerate().flat_map_iter(|(at, target)| {
                    target_keys(target).into_iter().map(move |k| (k, at as u32))
                }))
                .collect();
        index.par_sort_unstable();
        index.dedup();
        Self { targets, index }
    }

    /// The papers that carry an identifier, ascending, each once.
    pub(super) fn by_id(&self, kind: char, id: &str) -> Vec<u32> {
        let mut papers: Vec<u32> =
            self.under(key(kind, &[id])).iter().map(|(_, at)| self.targets[*at as usize].paper).collect();
        papers.sort_unstable();
        papers.dedup();
        papers
    }

    /// The first target of the only paper that has exactly this title.
    pub(super) fn only_of_title(&self, title: &str) -> Option<u32> {
        let under = if title.is_empty() { &[] } else { self.under(key('t', &[title])) };
        let paper = |at: u32| self.targets[at as usize].paper;
        let (_, first) = under.first()?;
        under.iter().all(|(_, at)| paper(*at) == paper(*first)).then_some(*first)
    }

    /// The targets that share most with a reference, most first.
    pub(super) fn candidates(&self, query: &Query) -> Vec<u32> {
        let mut hits: Vec<(u32, u32)> = Vec::new();
        for (key, weight) in query_keys(query) {
            let under = self.under(key);
            if under.len() <= COMMON {
                hits.extend(under.iter().map(|(_, at)| (*at, weight)));
            }
        }
        hits.sort_unstable();
        let mut summed: Vec<(u32, u32)> = Vec::with_capacity(hits.len());
        for (at, weight) in hits {
            match summed.last_mut() {
                Some((last, sum)) if *last == at => *sum += weight,
                _ => summed.push((at, weight)),
            }
        }
        summed.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        summed.truncate(CANDIDATES);
        summed.into_iter().map(|(at, _)| at).collect()
    }

    fn under(&self, key: u64) -> &[(u64, u32)] {
        let start = self.index.partition_point(|(k, _)| *k < key);
        let length = self.index[start..].partition_point(|(k, _)| *k == key);
        &self.index[start..start + length]
    }
}

fn target(paper: u32, record: &Record, keys: &Keys) -> Target {
    let surname = |a: &crate::sources::record::RecordAuthor| {
        Name::parse(a.full_name.as_deref().unwrap_or(&a.name)).surname
    };
    Target {
        paper,
        title: keys.title.clone(),
        surnames: record.authors.iter().map(surname).filter(|s| !s.is_empty()).collect(),
        year: keys.year,
        volume: keys.volume.clone(),
        page: keys.page.clone(),
        page_end: keys.page_end.clone(),
        article: keys.article.clone(),
        venue: keys.venue.clone(),
        venue_abbreviated: words(record.venue_abbreviated.as_deref().unwrap_or_default()),
    }
}

fn target_keys(target: &Target) -> Vec<u64> {
    let mut keys = title_keys(&target.title).into_iter().map(|(k, _)| k).collect::<Vec<_>>();
    let places = [&target.page, &target.article];
    let surname = target.surnames.first();
    for place in places.into_iter().flatten() {
        keys.extend(surname.map(|s| key('p', &[s, place])));
        keys.extend(target.volume.as_ref().map(|v| key('v', &[v, place])));
    }
    if let (Some(surname), Some(year)) = (surname, target.year) {
        keys.push(key('a', &[surname, &year.to_string()]));
    }
    keys
}

fn query_keys(query: &Query) -> Vec<(u64, u32)> {
    let mut keys = title_keys(&query.title);
    let surname = query.surnames.first();
    for place in [&query.page, &query.article].into_iter().flatten() {
        keys.extend(surname.map(|s| (key('p', &[s, place]), 8)));
        keys.extend(query.volume.as_ref().map(|v| (key('v', &[v, place]), 6)));
    }
    if let (Some(surname), Some(year)) = (surname, query.year) {
        keys.extend((year - 1..=year + 1).map(|y| (key('a', &[surname, &y.to_string()]), 2)));
    }
    keys
}

/// The whole title, its pairs of neighbouring words, its words of seven letters or more.
fn title_keys(title: &str) -> Vec<(u64, u32)> {
    if title.is_empty() {
        return Vec::new();
    }
    let mut keys = vec![(key('t', &[title]), 20)];
    let mut before = "";
    for word in title.split(' ').take(40) {
        if !before.is_empty() && before.len() + word.len() >= 7 {
            keys.push((key('b', &[before, word]), 2));
        }
        if word.len() >= 7 {
            keys.push((key('w', &[word]), 1));
        }
        before = word;
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// FNV-1a over the kind and the parts: stable, and wide enough that a clash only proposes one candidate more.
fn key(kind: char, parts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    add(kind as u8);
    for part in parts {
        part.bytes().for_each(&mut add);
        add(0xff);
    }
    hash
}
