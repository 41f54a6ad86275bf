//! One work from several records: identifiers first, then title, year, first author and pages by blocking and a score.
//!
//! 1. Records of one DOI, EID, UT, PMID or OpenAlex id are one work, unless their texts contradict each other (the DOI
//!    of a volume on each of its papers).
//! 2. Records that share a block (the title; first author, volume and page; first author, year and some words of the title) are
//!    compared in pairs by [`compare`](compare::compare). The surest pairs are joined first, and never two groups
//!    whose DOIs differ, so that no chain of pairs joins what no pair would.
//!
//! Nothing depends on the order of the records: pairs are taken by score, then by content. Time: O(n log n) plus the
//! pairs inside blocks, which are at most [`BLOCK`] a record.

mod compare;
mod fields;
mod keys;

use hashbrown::HashMap;
use rayon::prelude::*;

pub(super) use compare::{likeness, same_place, surnames_agree};
pub(super) use fields::{PaperAuthor, Work, rank};
pub(super) use keys::Keys;

use super::overrides::Overrides;
use crate::error::Result;
use crate::sources::record::Record;
use compare::{Verdict, compare, contradict};

/// With how many neighbours of its block a record is compared at most.
const BLOCK: usize = 50;

/// Which records are one work.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// The records of each work by content; the works in no order yet.
    pub(super) members: Vec<Vec<usize>>,
    /// Pairs of groups that are a preprint and its article.
    pub(super) preprints: Vec<(usize, usize)>,
    /// The keys of every record.
    pub(super) keys: Vec<Keys>,
}

/// Groups the records that are one work.
pub(super) fn group(records: &[Record], merge_preprints: bool) -> Groups {
    let keys: Vec<Keys> = records.par_iter().map(Keys::of).collect();
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.par_sort_by(|&a, &b| keys::by_content(records, &keys, a, b));
    let mut sets = Sets::new(records.len(), &keys, &order);
    join_by_id(&keys, &order, &mut sets);
    join_the_equal(records, &order, &mut sets);
    let (pairs, linked) = pairs(&keys, &order, merge_preprints);
    for (_, a, b) in pairs {
        let (a, b) = (sets.root(a), sets.root(b));
        let (one, other) = (&sets.dois[a], &sets.dois[b]);
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
    let mut preprints: Vec<(usize, usize)> = linked
        .into_iter()
        .map(|(a, b)| {
            let (a, b) = if keys[a].preprint { (a, b) } else { (b, a) };
            (number[&sets.root(a)], number[&sets.root(b)])
        })
        .filter(|(a, b)| a != b)
        .collect();
    preprints.sort_unstable();
    preprints.dedup();
    Groups { members: groups, preprints, keys }
}

/// Makes the papers of all groups, in the order of the corpus: by date, papers without one last, then by key.
///
/// # Errors
/// A correction that matches nothing.
pub(super) fn works(
    grouped: &Groups,
    records: &[Record],
    ranks: &[usize],
    files: &[String],
    overrides: &Overrides,
) -> Result<(Vec<Work>, Vec<usize>)> {
    let mut works: Vec<Work> = grouped
        .members
        .par_iter()
        .map(|members| fields::work(members, records, &grouped.keys, ranks, files))
        .collect();
    overrides.correct(&mut works, &grouped.keys)?;
    // A group that was merged into another one is empty.
    let mut works: Vec<(usize, Work)> =
        works.into_iter().enumerate().filter(|(_, work)| !work.records.is_empty()).collect();
    works.par_sort_by(|(a, x), (b, y)| {
        let date = |w: &Work| (w.paper.date.is_none(), w.paper.date);
        date(x).cmp(&date(y)).then_with(|| x.key.cmp(&y.key)).then(a.cmp(b))
    });
    let mut place = vec![0; grouped.members.len()];
    for (at, (group, _)) in works.iter().enumerate() {
        place[*group] = at;
    }
    Ok((works.into_iter().map(|(_, work)| work).collect(), place))
}

/// Joins records of one identifier whose texts do not contradict each other.
fn join_by_id(keys: &[Keys], order: &[usize], sets: &mut Sets) {
    let mut of_id: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut ids: Vec<&str> = Vec::new();
    for &record in order {
        for id in keys[record].own.iter().chain(&keys[record].doi) {
            let known = of_id.entry(id).or_insert_with(|| {
                ids.push(id);
                Vec::new()
            });
            known.push(record);
        }
    }
    for id in ids {
        let of_one = &of_id[id];
        for (at, &record) in of_one.iter().enumerate() {
            let fits = of_one[..at]
                .iter()
                .rev()
                .take(BLOCK)
                .find(|&&earlier| !contradict(&keys[earlier], &keys[record]));
            if let Some(&earlier) = fits {
                sets.join(earlier, record);
            }
        }
    }
}

/// Joins records that say exactly the same (one file named twice), identifiers or not.
fn join_the_equal(records: &[Record], order: &[usize], sets: &mut Sets) {
    for pair in order.windows(2) {
        let (a, b) = (&records[pair[0]], &records[pair[1]]);
        let bare =
            |record: &Record| Record { origin: crate::sources::record::Origin::default(), ..record.clone() };
        if a.title == b.title && a.ids == b.ids && a.authors == b.authors && bare(a) == bare(b) {
            sets.join(pair[0], pair[1]);
        }
    }
}

/// A pair of records that are one work, with how surely.
type Pair = (f64, usize, usize);

/// The pairs of records that are one work, surest first, and those that are a preprint and its article.
fn pairs(keys: &[Keys], order: &[usize], merge_preprints: bool) -> (Vec<Pair>, Vec<(usize, usize)>) {
    let mut rank = vec![0usize; keys.len()];
    for (at, &record) in order.iter().enumerate() {
        rank[record] = at;
    }
    // A block is a text; records of equal text stand together once sorted.
    let mut blocks: Vec<(String, usize)> =
        order.par_iter().flat_map_iter(|&r| blocks_of(&keys[r]).into_iter().map(move |b| (b, r))).collect();
    blocks.par_sort_by(|a, b| a.0.cmp(&b.0).then(rank[a.1].cmp(&rank[b.1])));
    let judged: Vec<(Verdict, usize, usize)> = (0..blocks.len())
        .into_par_iter()
        .flat_map_iter(|at| {
            let (block, record) = &blocks[at];
            let rest = &blocks[at + 1..];
            rest.iter().take(BLOCK).take_while(move |(b, _)| b == block).map(move |(_, other)| {
                (compare(&keys[*record], &keys[*other], merge_preprints), *record, *other)
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
    same.sort_by(|x, y| y.0.total_cmp(&x.0).then((rank[x.1], rank[x.2]).cmp(&(rank[y.1], rank[y.2]))));
    (same, linked)
}

/// The blocks that a record stands in.
fn blocks_of(keys: &Keys) -> Vec<String> {
    let mut blocks = Vec::new();
    if keys.title.is_empty() {
        return blocks;
    }
    blocks.push(format!("t{}|{}", keys.title, keys.surname.get(..1).unwrap_or_default()));
    let page = keys.page.as_ref().or(keys.article.as_ref());
    if let (Some(page), Some(volume)) = (page, &keys.volume) {
        blocks.push(format!("p{}|{volume}|{page}", keys.surname));
    }
    if let Some(page) = page {
        blocks.push(format!("q{}|{page}", keys.title.get(..12).unwrap_or(&keys.title)));
    }
    if !keys.surname.is_empty() {
        let words: Vec<&str> = keys.title.split(' ').collect();
        let head = words[..words.len().min(3)].join(" ");
        let tail = words[words.len().saturating_sub(3)..].join(" ");
        blocks.push(format!("h{}|{head}", keys.surname));
        blocks.push(format!("e{}|{tail}", keys.surname));
    }
    blocks
}

/// Union-find over records that remembers each group's DOIs and puts the record that comes first by content on top.
struct Sets {
    parent: Vec<usize>,
    rank: Vec<usize>,
    dois: Vec<Vec<String>>,
}

impl Sets {
    fn new(count: usize, keys: &[Keys], order: &[usize]) -> Self {
        let mut rank = vec![0; count];
        for (at, &record) in order.iter().enumerate() {
            rank[record] = at;
        }
        Self {
            parent: (0..count).collect(),
            rank,
            // A preprint's own DOI keeps it from no article.
            dois: keys.iter().map(|k| k.doi.iter().filter(|_| !k.preprint).cloned().collect()).collect(),
        }
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (top, below) = if self.rank[a] < self.rank[b] { (a, b) } else { (b, a) };
        self.parent[below] = top;
        let moved = std::mem::take(&mut self.dois[below]);
        for doi in moved {
            if !self.dois[top].contains(&doi) {
                self.dois[top].push(doi);
            }
        }
    }
}

#[cfg(test)]
mod tests;
