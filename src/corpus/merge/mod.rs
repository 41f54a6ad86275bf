//! One work from several records: identifiers first, then title, year, first author and pages by blocking and a score.
//!
//! 1. Records of one DOI, EID, UT, PMID or OpenAlex id are one work, unless their texts contradict each other (the DOI
//!    of a volume on each of its papers).
//! 2. Records that share a block (the title; first author, volume and page; first author, year and some words of the title) are
//!    compared in pairs by [`compare`](compare::compare). The surest pairs are joined first, and never two groups
//!    whose DOIs differ, so that no chain of pairs joins what no pair would.
//!
//! Nothing depends on the order of the records: pairs are taken by score, then by content. All of this looks only at the
//! keys of records, not at the records. Time: O(n log n) plus the pairs inside blocks, which are at most [`BLOCK`] a
//! record.

mod compare;
mod declared;
mod fields;
mod keys;

use hashbrown::HashMap;
use rayon::prelude::*;

pub(super) use compare::{likeness, same_place, surnames_agree};
pub(super) use fields::{PaperAuthor, Work, rank, work};
pub(super) use keys::{Content, Keys};

use super::fold::hash;
use super::overrides::Overrides;
use crate::date::PartialDate;
use crate::error::Result;
use compare::{Verdict, compare, contradict};

/// With how many neighbours of its block a record is compared at most.
const BLOCK: usize = 50;

/// Which records are one work.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// The records of each work by content; the works in no order yet.
    pub(super) members: Vec<Vec<usize>>,
    /// Pairs of groups that are a preprint and its article, and whether a record says so.
    pub(super) preprints: Vec<(usize, usize, bool)>,
    /// The keys of every record.
    pub(super) keys: Vec<Keys>,
}

/// A paper of which nothing is known yet but its number and its records.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// Its records, best source first.
    pub(super) records: Vec<usize>,
    /// Its date.
    pub(super) date: Option<PartialDate>,
    /// What the user decided about its retraction.
    pub(super) retracted: Option<bool>,
}

/// Groups the records that are one work.
pub(super) fn group(keys: Vec<Keys>, contents: &[Content], merge_preprints: bool) -> Groups {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.par_sort_by(|&a, &b| keys[a].cmp(&keys[b]).then_with(|| contents[a].cmp(&contents[b])));
    let mut sets = Sets::new(&keys, &order);
    join_by_id(&keys, &order, &mut sets);
    join_the_equal(&keys, contents, &order, &mut sets);
    let stated = declared::declared(&keys, &order);
    if merge_preprints {
        for &(preprint, article) in &stated {
            sets.join(preprint, article);
        }
    }
    let (pairs, linked) = pairs(&keys, &sets.rank, &order, merge_preprints);
    for (_, a, b) in pairs {
        let (a, b) = (sets.root(a), sets.root(b));
        let (one, other) = (sets.dois(a), sets.dois(b));
        let apart = !one.is_empty() && !other.is_empty() && !one.iter().any(|d| other.contains(d));
        if !apart {
            sets.join(a, b);
        }
    }
    let mut number: HashMap<usize, usize> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for &record in &order {
        let root = sets.root(record);
        let group = *number.entry(root).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(record);
    }
    let linked = linked.into_iter().map(|(a, b)| if keys[a].preprint { (a, b) } else { (b, a) });
    let linked = stated.into_iter().map(|pair| (pair, true)).chain(linked.map(|pair| (pair, false)));
    let mut preprints: Vec<(usize, usize, bool)> = linked
        .map(|((a, b), stated)| (number[&sets.root(a)], number[&sets.root(b)], stated))
        .filter(|(a, b, _)| a != b)
        .collect();
    preprints.sort_unstable_by_key(|&(a, b, stated)| (a, b, !stated));
    preprints.dedup_by_key(|(a, b, _)| (*a, *b));
    Groups { members: groups, preprints, keys }
}

/// The papers of all groups in the order of the corpus (by date, papers without one last, then by key), and the place
/// of each group in it. `ranks` and `dates` are of each record.
///
/// # Errors
/// A correction that matches nothing.
pub(super) fn drafts(
    grouped: &Groups,
    ranks: &dyn Fn(usize) -> usize,
    dates: &dyn Fn(usize) -> Option<PartialDate>,
    overrides: &Overrides,
) -> Result<(Vec<Draft>, Vec<usize>)> {
    let keys = &grouped.keys;
    let mut drafts: Vec<Draft> = grouped
        .members
        .iter()
        .map(|members| {
            let mut records = members.clone();
            records.sort_by_key(|&r| (keys[r].preprint, ranks(r)));
            let date = fields::date(records.iter().filter_map(|&r| dates(r)));
            Draft { records, date, retracted: None }
        })
        .collect();
    overrides.correct(&mut drafts, keys)?;
    // A group that was merged into another one is empty.
    let mut drafts: Vec<(usize, Draft)> =
        drafts.into_iter().enumerate().filter(|(_, draft)| !draft.records.is_empty()).collect();
    let key = |draft: &Draft| draft.records.iter().map(|&r| &keys[r]).min();
    drafts.par_sort_by(|(a, x), (b, y)| {
        let date = |d: &Draft| (d.date.is_none(), d.date);
        date(x).cmp(&date(y)).then_with(|| key(x).cmp(&key(y))).then(a.cmp(b))
    });
    let mut place = vec![0; grouped.members.len()];
    for (at, (group, _)) in drafts.iter().enumerate() {
        place[*group] = at;
    }
    Ok((drafts.into_iter().map(|(_, draft)| draft).collect(), place))
}

/// Joins records of one identifier whose texts do not contradict each other.
fn join_by_id(keys: &[Keys], order: &[usize], sets: &mut Sets) {
    let mut ids: Vec<(&str, u32)> = Vec::new();
    for (at, &record) in order.iter().enumerate() {
        ids.extend(keys[record].own.iter().chain(&keys[record].doi).map(|id| (id.as_str(), at as u32)));
    }
    ids.par_sort_unstable();
    for of_one in ids.chunk_by(|a, b| a.0 == b.0) {
        for (at, &(_, later)) in of_one.iter().enumerate() {
            let later = order[later as usize];
            let fits = of_one[..at]
                .iter()
                .rev()
                .take(BLOCK)
                .map(|&(_, earlier)| order[earlier as usize])
                .find(|&earlier| !contradict(&keys[earlier], &keys[later]));
            if let Some(earlier) = fits {
                sets.join(earlier, later);
            }
        }
    }
}

/// Joins records that say exactly the same (one file named twice), identifiers or not.
fn join_the_equal(keys: &[Keys], contents: &[Content], order: &[usize], sets: &mut Sets) {
    for pair in order.windows(2) {
        if contents[pair[0]] == contents[pair[1]] && keys[pair[0]] == keys[pair[1]] {
            sets.join(pair[0], pair[1]);
        }
    }
}

/// A pair of records that are one work, with how surely.
type Pair = (f64, usize, usize);

/// The pairs of records that are one work, surest first, and those that are a preprint and its article. `rank` is the
/// place of each record in `order`.
fn pairs(
    keys: &[Keys],
    rank: &[u32],
    order: &[usize],
    merge_preprints: bool,
) -> (Vec<Pair>, Vec<(usize, usize)>) {
    // Records of one block stand together once sorted, in the order of their content.
    let mut blocks: Vec<(u64, u32)> = order
        .par_iter()
        .enumerate()
        .flat_map_iter(|(at, &r)| blocks_of(&keys[r]).into_iter().flatten().map(move |b| (b, at as u32)))
        .collect();
    blocks.par_sort_unstable();
    let judged: Vec<(Verdict, usize, usize)> = (0..blocks.len())
        .into_par_iter()
        .flat_map_iter(|at| {
            let (block, first) = blocks[at];
            let rest = &blocks[at + 1..];
            rest.iter().take(BLOCK).take_while(move |(b, _)| *b == block).map(move |(_, second)| {
                let (one, other) = (order[first as usize], order[*second as usize]);
                (compare(&keys[one], &keys[other], merge_preprints), one, other)
            })
        })
        .filter(|(verdict, ..)| *verdict != Verdict::Apart)
        .collect();
    let mut same: Vec<Pair> = Vec::new();
    let mut linked = Vec::new();
    for (verdict, a, b) in judged {
        match verdict {
            Verdict::Same(score) => same.push((score, a, b)),
            _ => linked.push((a, b)),
        }
    }
    same.par_sort_by(|x, y| y.0.total_cmp(&x.0).then((rank[x.1], rank[x.2]).cmp(&(rank[y.1], rank[y.2]))));
    (same, linked)
}

/// The blocks that a record stands in, as hashes of their texts: a clash only compares a pair more.
fn blocks_of(keys: &Keys) -> [Option<u64>; 5] {
    let title = keys.title.as_str();
    if title.is_empty() {
        return [None; 5];
    }
    let surname = Some(keys.surname.as_str()).filter(|s| !s.is_empty());
    let page = keys.page.as_deref().or(keys.article.as_deref());
    let head = title.match_indices(' ').nth(2).map_or(title, |(at, _)| &title[..at]);
    let tail = title.rmatch_indices(' ').nth(2).map_or(title, |(at, _)| &title[at + 1..]);
    [
        Some(hash('t', &[title, keys.surname.get(..1).unwrap_or_default()])),
        page.zip(keys.volume.as_deref()).map(|(page, volume)| hash('p', &[&keys.surname, volume, page])),
        page.map(|page| hash('q', &[title.get(..12).unwrap_or(title), page])),
        surname.map(|surname| hash('h', &[surname, head])),
        surname.map(|surname| hash('e', &[surname, tail])),
    ]
}

/// Union-find over records that remembers each group's DOIs and puts the record that comes first by content on top.
struct Sets {
    parent: Vec<u32>,
    rank: Vec<u32>,
    /// The DOI of each record as the first record of it; none of a preprint, whose own DOI keeps it from no article.
    doi: Vec<Option<u32>>,
    /// The DOIs of the groups that have more than one record.
    of_group: HashMap<u32, Vec<u32>>,
}

impl Sets {
    fn new(keys: &[Keys], order: &[usize]) -> Self {
        let mut rank = vec![0; keys.len()];
        for (at, &record) in order.iter().enumerate() {
            rank[record] = at as u32;
        }
        let mut dois: Vec<(&str, u32)> = (0u32..)
            .zip(keys)
            .filter(|(_, k)| !k.preprint)
            .filter_map(|(at, k)| Some((k.doi.as_deref()?, at)))
            .collect();
        dois.par_sort_unstable();
        let mut doi = vec![None; keys.len()];
        for of_one in dois.chunk_by(|a, b| a.0 == b.0) {
            for (_, record) in of_one {
                doi[*record as usize] = Some(of_one[0].1);
            }
        }
        Self { parent: (0..keys.len() as u32).collect(), rank, doi, of_group: HashMap::new() }
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parent[at] as usize != at {
            self.parent[at] = self.parent[self.parent[at] as usize];
            at = self.parent[at] as usize;
        }
        at
    }

    /// The DOIs of the group of a root.
    fn dois(&self, root: usize) -> &[u32] {
        self.of_group.get(&(root as u32)).map_or_else(|| self.doi[root].as_slice(), Vec::as_slice)
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (top, below) = if self.rank[a] < self.rank[b] { (a, b) } else { (b, a) };
        self.parent[below] = top as u32;
        let mut dois = self.dois(top).to_vec();
        for doi in self.dois(below) {
            if !dois.contains(doi) {
                dois.push(*doi);
            }
        }
        self.of_group.remove(&(below as u32));
        self.of_group.insert(top as u32, dois);
    }
}

#[cfg(test)]
mod tests;
