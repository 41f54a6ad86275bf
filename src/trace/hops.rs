//! Fewest citation steps from the seeds, the paper through which each one is reached, and how many trails are that
//! short: one breadth-first pass downstream.
//!
//! σ(p) = Σ σ(q) over causal references q of p one hop nearer, σ = 1 on the seeds. Time O(n + m) of what is reached.

use super::amount::Amount;
use super::causal::CausalGraph;
use crate::graph::ascending::Ascending;

/// What stands for a paper that is not reached, and for the missing `via` of a seed.
pub(super) const NOT_REACHED: u32 = u32::MAX;

/// What one pass finds, a row for each reached paper in order of hop, then number.
pub(super) struct Hops<A> {
    pub(super) papers: Vec<u32>,
    pub(super) hop: Vec<u32>,
    /// The row of `via`, [`NOT_REACHED`] for a seed.
    pub(super) via: Vec<u32>,
    /// The row of `origin`.
    pub(super) origin: Vec<u32>,
    pub(super) shortest: Vec<A>,
    /// For each paper of the graph its row.
    pub(super) row_of: Vec<u32>,
}

/// Goes at most `hops` steps downstream from `seeds` (ascending, each once).
pub(super) fn breadth_first<A: Amount>(causal: &CausalGraph, seeds: &[u32], hops: u32) -> Hops<A> {
    let mut row_of = vec![NOT_REACHED; causal.graph().nodes()];
    let mut papers = seeds.to_vec();
    let mut via = vec![NOT_REACHED; seeds.len()];
    let mut shortest = vec![A::ONE; seeds.len()];
    let mut hop = vec![0; seeds.len()];
    for (row, &seed) in seeds.iter().enumerate() {
        row_of[seed as usize] = row as u32;
    }
    let mut nearer = 0..seeds.len();
    let mut ascending = Ascending::default();
    for step in 1..=hops {
        let first = papers.len();
        // In the order of discovery: the paper, the row of its `via` so far, its trails so far.
        let mut found: Vec<(u32, u32, A)> = Vec::new();
        for row in nearer {
            for citing in causal.cited_by(papers[row]) {
                let known = row_of[citing as usize];
                if known == NOT_REACHED {
                    row_of[citing as usize] = (first + found.len()) as u32;
                    found.push((citing, row as u32, shortest[row]));
                } else if known as usize >= first {
                    let (_, via, trails) = &mut found[known as usize - first];
                    trails.add(shortest[row]);
                    if causal.dated_first(papers[row], papers[*via as usize]) {
                        *via = row as u32;
                    }
                }
            }
        }
        if found.is_empty() {
            break;
        }
        let unordered: Vec<u32> = found.iter().map(|found| found.0).collect();
        let mut level = Vec::with_capacity(found.len());
        ascending.append(&unordered, causal.graph().nodes(), &mut level);
        for paper in level {
            let (_, through, trails) = found[row_of[paper as usize] as usize - first];
            row_of[paper as usize] = papers.len() as u32;
            papers.push(paper);
            via.push(through);
            shortest.push(trails);
        }
        hop.resize(papers.len(), step);
        nearer = first..papers.len();
    }
    let mut origin: Vec<u32> = (0..papers.len() as u32).collect();
    for row in seeds.len()..papers.len() {
        origin[row] = origin[via[row] as usize];
    }
    Hops { papers, hop, via, origin, shortest, row_of }
}
