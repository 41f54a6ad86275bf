//! The institutions that build on the flagged papers: when first, on how many papers, in how many hops, with and
//! without self-citations, and what the watch lists said of them on the date of each paper.
//!
//! Reached is an institution on a paper of hop 1 or more; whether it stands on flagged papers itself is said beside.
//! Time O(authorships of the reached papers).

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, PolarsResult};

use super::self_citations::WithoutSelf;
use super::tables::{column, date_column};
use super::trails::Trails;
use super::watched::{Above, Subject, Watched, status_at};
use crate::corpus::Corpus;
use crate::date::PartialDate;
use crate::ids::PaperId;
use crate::places::watch::{Listing, Status};

/// One institution that is reached.
#[derive(Clone, Debug, PartialEq)]
pub struct ReachedInstitution {
    /// Who.
    pub subject: Subject,
    /// The date of its first reached paper, where any has one.
    pub first_date: Option<PartialDate>,
    /// How many reached papers it is on.
    pub papers: u32,
    /// The fewest hops of them.
    pub hop: u32,
    /// How many of them have each hop, from 1.
    pub by_hop: Vec<u32>,
    /// How many are still reached without citations between papers that share an author.
    pub without_author_self: u32,
    /// The same without those between papers that share an institution.
    pub without_institution_self: u32,
    /// The same without either.
    pub without_self: u32,
    /// How many flagged papers it is on itself.
    pub on_flagged_papers: u32,
    /// What each watch-list entry about it, or about what it is a part of, says; empty where none is.
    pub entries: Vec<EntryStanding>,
    /// How many of its reached papers are of a date on which an entry lists it or what it is a part of.
    pub papers_while_listed: u32,
    /// How many of them are of a date on which an entry lists the institution itself.
    pub papers_while_listed_itself: u32,
    /// The first such date.
    pub first_date_while_listed: Option<PartialDate>,
}

/// One watch-list entry against the reached papers of its institution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryStanding {
    /// The entry, by its number in the matcher.
    pub entry: usize,
    /// What the institution is a part of, where the entry is about that.
    pub part_of: Option<Above>,
    /// Papers of a date on which it is listed.
    pub listed: u32,
    /// Papers from before its listing.
    pub not_yet_listed: u32,
    /// Papers from after its listing.
    pub no_longer_listed: u32,
    /// Papers without a date.
    pub unknown_date: u32,
}

impl ReachedInstitution {
    /// `listed` where at least one reached paper is of a date on which it is listed, else what it was at its first
    /// paper; `None` where no watch list names it.
    pub fn status(&self) -> Option<Status> {
        let all = |count: fn(&EntryStanding) -> u32| self.entries.iter().map(count).sum::<u32>() > 0;
        if self.entries.is_empty() {
            None
        } else if self.papers_while_listed > 0 {
            Some(Status::Listed)
        } else if all(|e| e.not_yet_listed) {
            Some(Status::NotYetListed)
        } else if all(|e| e.no_longer_listed) {
            Some(Status::NoLongerListed)
        } else {
            Some(Status::UnknownDate)
        }
    }

    /// Through whom it is listed: `itself`, or `part of NAME` where only what it is a part of is; the nearest that is listed on the date of a
    /// reached paper, else the nearest that the lists have. `None` where no watch list names it.
    pub fn listed_as(&self) -> Option<String> {
        let counted = self.entries.iter().find(|entry| entry.listed > 0);
        let entry = counted.or_else(|| self.entries.first())?;
        Some(entry.part_of.as_ref().map_or_else(|| "itself".to_owned(), |a| format!("part of {}", a.name)))
    }
}

/// Collects the institutions of all reached papers, in the order of the corpus, then of the watch lists.
pub fn reached_institutions(
    corpus: &Corpus,
    trails: &Trails,
    without_self: &WithoutSelf,
    watched: &Watched,
) -> Vec<ReachedInstitution> {
    let mut reached: BTreeMap<Subject, ReachedInstitution> = BTreeMap::new();
    let mut flagged: BTreeMap<Subject, u32> = BTreeMap::new();
    for row in 0..trails.len() {
        let paper = PaperId(trails.papers[row]);
        let hits = watched.on_paper(paper);
        let mut subjects: Vec<Subject> =
            corpus.institutions_of(paper).into_iter().map(Subject::Institution).collect();
        subjects.extend(hits.iter().map(|hit| hit.subject));
        subjects.sort_unstable();
        subjects.dedup();
        for subject in subjects {
            if trails.hop[row] == 0 {
                *flagged.entry(subject).or_default() += 1;
                continue;
            }
            let of_subject = reached.entry(subject).or_insert_with(|| first_seen(subject, watched));
            let date = corpus.papers[paper.index()].date;
            of_subject.add(row, date, trails, without_self);
            of_subject.judge(date, watched);
        }
    }
    for (subject, institution) in &mut reached {
        institution.on_flagged_papers = flagged.get(subject).copied().unwrap_or(0);
    }
    reached.into_values().collect()
}

fn first_seen(subject: Subject, watched: &Watched) -> ReachedInstitution {
    let standing = |listing: Listing| EntryStanding {
        entry: listing.entry,
        part_of: watched.above(subject, listing),
        ..EntryStanding::default()
    };
    ReachedInstitution {
        subject,
        first_date: None,
        papers: 0,
        hop: u32::MAX,
        by_hop: Vec::new(),
        without_author_self: 0,
        without_institution_self: 0,
        without_self: 0,
        on_flagged_papers: 0,
        entries: watched.listings_of(subject).into_iter().map(standing).collect(),
        papers_while_listed: 0,
        papers_while_listed_itself: 0,
        first_date_while_listed: None,
    }
}

impl ReachedInstitution {
    fn add(&mut self, row: usize, date: Option<PartialDate>, trails: &Trails, without: &WithoutSelf) {
        let hop = trails.hop[row];
        self.papers += 1;
        self.hop = self.hop.min(hop);
        if self.by_hop.len() < hop as usize {
            self.by_hop.resize(hop as usize, 0);
        }
        self.by_hop[hop as usize - 1] += 1;
        self.without_author_self += u32::from(without.by_author[row]);
        self.without_institution_self += u32::from(without.by_institution[row]);
        self.without_self += u32::from(without.by_either[row]);
        self.first_date = earlier(self.first_date, date);
    }

    fn judge(&mut self, date: Option<PartialDate>, watched: &Watched) {
        let (mut is_listed, mut is_listed_itself) = (false, false);
        for standing in &mut self.entries {
            match status_at(watched.entry(standing.entry), date).0 {
                Status::Listed => {
                    standing.listed += 1;
                    is_listed = true;
                    is_listed_itself |= standing.part_of.is_none();
                }
                Status::NotYetListed => standing.not_yet_listed += 1,
                Status::NoLongerListed => standing.no_longer_listed += 1,
                Status::UnknownDate => standing.unknown_date += 1,
            }
        }
        self.papers_while_listed_itself += u32::from(is_listed_itself);
        if is_listed {
            self.papers_while_listed += 1;
            self.first_date_while_listed = earlier(self.first_date_while_listed, date);
        }
    }
}

fn earlier(known: Option<PartialDate>, other: Option<PartialDate>) -> Option<PartialDate> {
    match (known, other) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// What a subject is called: number in the corpus, id, name, country, kind.
pub(super) fn called<'a>(
    subject: Subject,
    corpus: &'a Corpus,
    watched: &'a Watched,
) -> (Option<u32>, Option<&'a str>, &'a str, Option<&'a str>, Option<&'a str>) {
    match subject {
        Subject::Institution(number) => {
            let i = &corpus.institutions[number.index()];
            (Some(number.0), Some(&i.ror), &i.name, i.country.as_deref(), i.kind.as_deref())
        }
        Subject::Entry(entry) => {
            let e = watched.entry(entry);
            let country = e.country.as_ref().map(crate::places::CountryCode::as_str);
            let kind = Some(e.kind.as_str()).filter(|kind| !kind.is_empty());
            (None, e.ror.as_deref(), &e.name, country, kind)
        }
    }
}

/// The table `reached_institutions`. Dates are text no finer than they are known; `hops` says how many papers have each hop (`1: 3; 2: 10`); `institution` is null for an entry that
/// only the text of an affiliation names; `listed_as` tells who is listed itself from who is a part of a listed one.
pub fn institutions_table(
    reached: &[ReachedInstitution],
    corpus: &Corpus,
    watched: &Watched,
) -> PolarsResult<DataFrame> {
    let names: Vec<_> = reached.iter().map(|r| called(r.subject, corpus, watched)).collect();
    let counts = |name: &str, count: fn(&ReachedInstitution) -> u32| {
        column(name, reached.iter().map(count).collect::<Vec<u32>>())
    };
    let texts = |name: &str, text: &dyn Fn(&ReachedInstitution) -> Option<String>| {
        column(name, reached.iter().map(text).collect::<Vec<Option<String>>>())
    };
    let entries = |r: &ReachedInstitution| {
        let told = |e: &EntryStanding| match &e.part_of {
            None => watched.entry(e.entry).id.clone(),
            Some(above) => format!("{} (part of {})", watched.entry(e.entry).id, above.name),
        };
        (!r.entries.is_empty()).then(|| r.entries.iter().map(told).collect::<Vec<_>>().join("; "))
    };
    let hops = |r: &ReachedInstitution| {
        let counted = r.by_hop.iter().enumerate().filter(|(_, count)| **count > 0);
        Some(counted.map(|(at, count)| format!("{}: {count}", at + 1)).collect::<Vec<_>>().join("; "))
    };
    let columns = vec![
        column("institution", names.iter().map(|n| n.0).collect::<Vec<Option<u32>>>()),
        column("ror", names.iter().map(|n| n.1).collect::<Vec<Option<&str>>>()),
        column("name", names.iter().map(|n| n.2).collect::<Vec<&str>>()),
        column("country", names.iter().map(|n| n.3).collect::<Vec<Option<&str>>>()),
        column("kind", names.iter().map(|n| n.4).collect::<Vec<Option<&str>>>()),
        date_column("first_date", reached.iter().map(|r| r.first_date)),
        counts("papers", |r| r.papers),
        counts("hop", |r| r.hop),
        texts("hops", &hops),
        counts("papers_without_author_self_citations", |r| r.without_author_self),
        counts("papers_without_institution_self_citations", |r| r.without_institution_self),
        counts("papers_without_self_citations", |r| r.without_self),
        counts("on_flagged_papers", |r| r.on_flagged_papers),
        texts("watch_list_entries", &entries),
        texts("watch_list_status", &|r| r.status().map(|s| s.as_str().to_owned())),
        texts("listed_as", &ReachedInstitution::listed_as),
        counts("papers_while_listed", |r| r.papers_while_listed),
        counts("papers_while_listed_itself", |r| r.papers_while_listed_itself),
        date_column("first_date_while_listed", reached.iter().map(|r| r.first_date_while_listed)),
    ];
    DataFrame::new(reached.len(), columns)
}
