//! What a reference can point at: the records of the corpus's papers, indexed by everything that a reference may share
//! with one of them.
//!
//! One sorted list of (key, target) serves all kinds of keys: DOI and own ids, the whole title, pairs of neighbouring
//! words and rare long words of the title, first author with page, volume with page, first author with year. A key that
//! more than [`COMMON`] targets share proposes nobody and is not kept, unless it is an id or a whole title. What targets
//! say is not copied: it stays with the keys of the records. Memory: 16 bytes a key, some 25 keys a record.

use rayon::prelude::*;

use crate::corpus::fold::{hash, number, words};
use crate::corpus::merge::{Draft, Keys};
use crate::corpus::names::Name;
use crate::sources::record::{Record, RecordAuthor};

/// More targets than this under one key are no help.
const COMMON: usize = 60;
/// The most candidates that a reference is compared with.
const CANDIDATES: usize = 24;
/// How many records are indexed at a time.
const CHUNK: usize = 1 << 14;

/// What of a record only references are compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::corpus) struct CitedAs {
    /// The surnames of the authors, folded, each without gaps, apart by one space.
    surnames: Box<str>,
    /// The abbreviated venue, folded.
    venue_abbreviated: Box<str>,
}

impl CitedAs {
    pub(in crate::corpus) fn of(record: &Record) -> Self {
        let surname = |a: &RecordAuthor| Name::parse(a.full_name.as_deref().unwrap_or(&a.name)).surname;
        let mut surnames = String::new();
        for surname in record.authors.iter().map(surname).filter(|s| !s.is_empty()) {
            if !surnames.is_empty() {
                surnames.push(' ');
            }
            surnames.push_str(&surname);
        }
        let venue_abbreviated = words(record.venue_abbreviated.as_deref().unwrap_or_default()).into();
        Self { surnames: surnames.into(), venue_abbreviated }
    }
}

/// One record of a paper, as a reference would cite it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target<'a> {
    pub(super) paper: u32,
    pub(super) keys: &'a Keys,
    pub(super) cited_as: &'a CitedAs,
}

impl<'a> Target<'a> {
    /// The surnames of its authors in order.
    pub(super) fn surnames(self) -> impl Iterator<Item = &'a str> {
        self.cited_as.surnames.split(' ').filter(|s| !s.is_empty())
    }

    /// Its abbreviated venue.
    pub(super) fn venue_abbreviated(self) -> &'a str {
        &self.cited_as.venue_abbreviated
    }
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
#[derive(Debug)]
pub(super) struct Targets<'a> {
    /// The paper and the record of each target.
    targets: Vec<(u32, u32)>,
    keys: &'a [Keys],
    cited_as: &'a [CitedAs],
    index: Vec<(u64, u32)>,
    /// Where in the index the keys with each value of their first bits begin: what is left to search is short.
    starts: Vec<u32>,
}

impl<'a> Targets<'a> {
    /// Indexes the records of all papers; `keys` and `cited_as` are of all records. Time: O(n log n).
    pub(super) fn new(drafts: &[Draft], keys: &'a [Keys], cited_as: &'a [CitedAs]) -> Self {
        let targets: Vec<(u32, u32)> = (0u32..)
            .zip(drafts)
            .flat_map(|(paper, draft)| draft.records.iter().map(move |&r| (paper, r as u32)))
            .collect();
        let most = |keys: &Keys| keys.own.len() + 2 * keys.title.bytes().filter(|b| *b == b' ').count() + 9;
        let mut all = Self { targets, keys, cited_as, index: Vec::new(), starts: Vec::new() };
        let mut index: Vec<(u64, u32)> = Vec::with_capacity(keys.par_iter().map(most).sum());
        for start in (0..all.targets.len()).step_by(CHUNK) {
            let end = all.targets.len().min(start + CHUNK);
            index.par_extend(
                (start as u32..end as u32)
                    .into_par_iter()
                    .flat_map_iter(|at| target_keys(all.target(at)).into_iter().map(move |key| (key, at))),
            );
        }
        index.par_sort_unstable();
        index.dedup();
        drop_common(&mut index);
        all.starts = starts(&index);
        all.index = index;
        all
    }

    /// One of them.
    pub(super) fn target(&self, at: u32) -> Target<'a> {
        let (paper, record) = self.targets[at as usize];
        Target { paper, keys: &self.keys[record as usize], cited_as: &self.cited_as[record as usize] }
    }

    fn paper(&self, at: u32) -> u32 {
        self.targets[at as usize].0
    }

    /// The papers that carry an identifier, ascending, each once.
    pub(super) fn by_id(&self, kind: char, id: &str) -> Vec<u32> {
        let mut papers: Vec<u32> =
            self.under(exact(kind, &[id])).iter().map(|(_, at)| self.paper(*at)).collect();
        papers.sort_unstable();
        papers.dedup();
        papers
    }

    /// The first target of the only paper that has exactly this title.
    pub(super) fn only_of_title(&self, title: &str) -> Option<u32> {
        let under = if title.is_empty() { &[] } else { self.under(exact('t', &[title])) };
        let (_, first) = under.first()?;
        under.iter().all(|(_, at)| self.paper(*at) == self.paper(*first)).then_some(*first)
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
        let front = front(key, self.starts.len() - 1);
        let near = &self.index[self.starts[front] as usize..self.starts[front + 1] as usize];
        let start = near.partition_point(|(k, _)| *k < key);
        let length = near[start..].iter().take_while(|(k, _)| *k == key).count();
        &near[start..start + length]
    }
}

/// The first bits of a key, as many as tell `count` (a power of two) values apart.
fn front(key: u64, count: usize) -> usize {
    key.checked_shr(64 - count.trailing_zeros()).unwrap_or_default() as usize
}

/// Where the keys of each front begin, and the end: about eight keys have one front.
fn starts(index: &[(u64, u32)]) -> Vec<u32> {
    let count = (index.len() / 8 + 1).next_power_of_two();
    let mut starts = vec![0_u32; count + 1];
    for (key, _) in index {
        starts[front(*key, count) + 1] += 1;
    }
    for at in 0..count {
        starts[at + 1] += starts[at];
    }
    starts
}

/// Drops the keys that propose nobody, and gives their memory back.
fn drop_common(index: &mut Vec<(u64, u32)>) {
    let (mut read, mut write) = (0, 0);
    while read < index.len() {
        let key = index[read].0;
        let length = index[read..].iter().take_while(|(k, _)| *k == key).count();
        if length <= COMMON || key & 1 == 0 {
            index.copy_within(read..read + length, write);
            write += length;
        }
        read += length;
    }
    index.truncate(write);
    index.shrink_to_fit();
}

fn target_keys(target: Target) -> Vec<u64> {
    let Keys { doi, own, title, year, volume, page, article, .. } = target.keys;
    let mut keys = title_keys(title).into_iter().map(|(k, _)| k).collect::<Vec<_>>();
    keys.extend(own.iter().map(|id| exact('i', &[id])));
    keys.extend(doi.iter().map(|doi| exact('d', &[doi])));
    let surname = target.surnames().next();
    for place in [page, article].into_iter().flatten() {
        keys.extend(surname.map(|s| loose('p', &[s, place])));
        keys.extend(volume.as_ref().map(|v| loose('v', &[v, place])));
    }
    if let (Some(surname), Some(year)) = (surname, year) {
        keys.push(loose('a', &[surname, &year.to_string()]));
    }
    keys
}

fn query_keys(query: &Query) -> Vec<(u64, u32)> {
    let mut keys = title_keys(&query.title);
    let surname = query.surnames.first();
    for place in [&query.page, &query.article].into_iter().flatten() {
        keys.extend(surname.map(|s| (loose('p', &[s, place]), 8)));
        keys.extend(query.volume.as_ref().map(|v| (loose('v', &[v, place]), 6)));
    }
    if let (Some(surname), Some(year)) = (surname, query.year) {
        keys.extend((year - 1..=year + 1).map(|y| (loose('a', &[surname, &y.to_string()]), 2)));
    }
    keys
}

/// The whole title, its pairs of neighbouring words, its words of seven letters or more.
fn title_keys(title: &str) -> Vec<(u64, u32)> {
    if title.is_empty() {
        return Vec::new();
    }
    let mut keys = vec![(exact('t', &[title]), 20)];
    let mut before = "";
    for word in title.split(' ').take(40) {
        if !before.is_empty() && before.len() + word.len() >= 7 {
            keys.push((loose('b', &[before, word]), 2));
        }
        if word.len() >= 7 {
            keys.push((loose('w', &[word]), 1));
        }
        before = word;
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// A key that says which work is meant, however many share it.
fn exact(kind: char, parts: &[&str]) -> u64 {
    hash(kind, parts) & !1
}

/// A key that only proposes works, while few share it.
fn loose(kind: char, parts: &[&str]) -> u64 {
    hash(kind, parts) | 1
}
