//! Rows from edges in any order: a radix partition on all cores.
//!
//! Edges are dealt out by the high bits of their source into parts that fit the cache, block by block at once; inside a
//! part a counting sort makes rows and each row is sorted while it is in the cache, part by part at once (`part.rs`).
//! All passes keep the order of equal edges, and blocks and parts depend on the sizes alone: the same rows for any
//! number of threads. (A counting sort over the whole graph would miss the cache at almost every edge.)
//! Time O(n + m) and the sorting of each row. Memory: the rows themselves, into which the targets are dealt at once,
//! and two bytes an edge. Memory that the system has to clear first was a third of the time when pairs of four bytes
//! each were laid aside instead.

use std::slice::IterMut;

use rayon::prelude::*;

use super::part::{Aside, Part, Seen};
use crate::memory::prefetch;

/// An edge with what it carries: `()` or its weight.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Edge<W> {
    pub(super) source: u32,
    pub(super) target: u32,
    pub(super) weight: W,
}

/// Rows: where each begins, the targets in ascending order and what the edges carry.
pub(super) struct BuiltRows<W> {
    pub(super) offsets: Vec<u64>,
    pub(super) targets: Vec<u32>,
    pub(super) weights: Vec<W>,
    /// What was seen on the way; nothing where the edges came in ascending order.
    pub(super) seen: Seen,
}

/// Where edges come from, in blocks that can be read at once and more than once.
pub(super) trait EdgeSource<W>: Sync {
    /// Whether the edges come in ascending order of their targets and none twice: then the rows need no sorting, and
    /// nothing is looked for on the way.
    const ASCENDING: bool = false;
    /// How many blocks there are: by the size of the graph alone.
    fn blocks(&self) -> usize;
    /// Hands the edges of one block to `take`, always in the same order.
    fn each(&self, block: usize, take: impl FnMut(Edge<W>));
}

/// A block's part of `length` things cut into `blocks`.
pub(super) fn stretch(length: usize, blocks: usize, block: usize) -> std::ops::Range<usize> {
    length * block / blocks..length * (block + 1) / blocks
}

/// How many blocks `edges` edges are cut into.
pub(super) fn blocks(edges: usize) -> usize {
    edges.div_ceil(LEAST_BLOCK).clamp(1, MOST_BLOCKS)
}

/// Parts at most: what is open of each for writing stays in the cache of a core.
const MOST_PARTS: usize = 1 << 8;
/// Sources in a part: so few that a number inside a part has sixteen bits, and not so few that a part is no work.
const LEAST_SOURCES: usize = 1 << 10;
const MOST_SOURCES: usize = 1 << u16::BITS;
/// Edges in a block at least, and blocks at most.
const LEAST_BLOCK: usize = 1 << 16;
const MOST_BLOCKS: usize = 16;

/// The number of each edge's source inside its part. Handed from one call of [`by_source`] to the next, since memory that
/// the system has to clear first costs as much as the work that is done in it.
pub(super) type Scratch = Vec<u16>;

/// Buckets `edges` by source and sorts each row; equal edges stay in the order of `edges`. `nodes` is above every source.
pub(super) fn by_source<W: Copy + Default + Send + Sync, E: EdgeSource<W>>(
    nodes: usize,
    edges: &E,
    scratch: &mut Scratch,
) -> BuiltRows<W> {
    let sources = (nodes / MOST_PARTS).clamp(LEAST_SOURCES, MOST_SOURCES).next_power_of_two();
    let bits = sources.trailing_zeros();
    let parts = (nodes >> bits) + 1;
    let Dealt { mut targets, mut weights, begins } = deal(edges, parts, bits, scratch);
    let mut offsets = vec![0u64; nodes + 1];
    let seen = cut_into_parts(&begins, bits, &mut offsets[1..], &mut targets, &mut weights)
        .into_par_iter()
        .zip(begins.par_windows(2))
        .map_init(Aside::default, |aside, (mut part, range)| {
            aside.by_source(&scratch[range[0]..range[1]], &mut part);
            if E::ASCENDING { Seen::default() } else { aside.sort(&mut part) }
        })
        .reduce(Seen::default, Seen::with);
    BuiltRows { offsets, targets, weights, seen }
}

/// The edges part by part: target and what they carry, and where each part begins.
struct Dealt<W> {
    targets: Vec<u32>,
    weights: Vec<W>,
    begins: Vec<usize>,
}

/// Where a block writes its edges of one part.
struct Stretch<'a, W> {
    sources: IterMut<'a, u16>,
    targets: IterMut<'a, u32>,
    weights: IterMut<'a, W>,
}

/// Deals `edges` out to the `parts` of their sources; the number inside its part of each source goes to `scratch`.
fn deal<W: Copy + Default + Send + Sync>(
    edges: &impl EdgeSource<W>,
    parts: usize,
    bits: u32,
    scratch: &mut Scratch,
) -> Dealt<W> {
    let counts: Vec<Vec<u32>> = (0..edges.blocks())
        .into_par_iter()
        .map(|block| {
            let mut counts = vec![0u32; parts];
            edges.each(block, |edge| counts[(edge.source >> bits) as usize] += 1);
            counts
        })
        .collect();
    let total: usize = counts.iter().flatten().map(|&count| count as usize).sum();
    if scratch.len() < total {
        *scratch = vec![0; total];
    }
    let mut targets = vec![0u32; total];
    let mut weights = vec![W::default(); total];
    let mut begins = Vec::with_capacity(parts + 1);
    begins.push(0);
    // Each block gets its own stretch of each part.
    let mut stretches: Vec<Vec<_>> = counts.iter().map(|_| Vec::with_capacity(parts)).collect();
    let (mut sources_left, mut targets_left, mut weights_left) =
        (Left(scratch), Left(&mut targets), Left(&mut weights));
    let mut at = 0;
    for part in 0..parts {
        for (block, counts) in counts.iter().enumerate() {
            let count = counts[part] as usize;
            stretches[block].push(Stretch {
                sources: sources_left.cut(count).iter_mut(),
                targets: targets_left.cut(count).iter_mut(),
                weights: weights_left.cut(count).iter_mut(),
            });
            at += count;
        }
        begins.push(at);
    }
    let inside = (1u32 << bits) - 1;
    stretches.into_par_iter().enumerate().for_each(|(block, mut stretches)| {
        edges.each(block, |edge| {
            let stretch = &mut stretches[(edge.source >> bits) as usize];
            // Two lines of the cache ahead: no processor foresees where hundreds of stretches go on.
            prefetch(stretch.sources.as_slice(), 64);
            prefetch(stretch.targets.as_slice(), 32);
            if let (Some(source), Some(target), Some(weight)) =
                (stretch.sources.next(), stretch.targets.next(), stretch.weights.next())
            {
                *source = (edge.source & inside) as u16;
                *target = edge.target;
                *weight = edge.weight;
            }
        });
    });
    Dealt { targets, weights, begins }
}

/// The parts, each with its stretch of every column.
fn cut_into_parts<'a, W>(
    begins: &[usize],
    bits: u32,
    offsets: &'a mut [u64],
    targets: &'a mut [u32],
    weights: &'a mut [W],
) -> Vec<Part<'a, W>> {
    let (mut offsets, mut targets, mut weights) = (Left(offsets), Left(targets), Left(weights));
    let part = |(part, range): (usize, &[usize])| {
        let sources = offsets.0.len().min(1 << bits);
        let edges = range[1] - range[0];
        Part {
            first: (part << bits) as u32,
            begin: range[0] as u64,
            offsets: offsets.cut(sources),
            targets: targets.cut(edges),
            weights: weights.cut(edges),
        }
    };
    begins.windows(2).enumerate().map(part).collect()
}

/// What is not yet cut off.
struct Left<'a, T>(&'a mut [T]);

impl<'a, T> Left<'a, T> {
    /// The next `count`.
    fn cut(&mut self, count: usize) -> &'a mut [T] {
        self.0.split_off_mut(..count).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl<W: Copy + Sync> EdgeSource<W> for Vec<Edge<W>> {
        fn blocks(&self) -> usize {
            blocks(self.len())
        }

        fn each(&self, block: usize, take: impl FnMut(Edge<W>)) {
            self[stretch(self.len(), self.blocks(), block)].iter().copied().for_each(take);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn rows_are_sorted_and_keep_the_order_of_equal_edges(nodes in 1usize..5000, seeds in prop::collection::vec(any::<u64>(), 0..400)) {
            let edges: Vec<Edge<u64>> = seeds.iter()
                .map(|&s| Edge { source: (s % nodes as u64) as u32, target: (s >> 40) as u32 % 97, weight: s })
                .collect();
            let mut repeated = 0;
            let built = by_source(nodes, &edges, &mut Vec::new());
            prop_assert_eq!(built.offsets.len(), nodes + 1);
            for node in 0..nodes {
                let range = built.offsets[node] as usize..built.offsets[node + 1] as usize;
                let mut expected: Vec<(u32, u64)> =
                    edges.iter().filter(|e| e.source as usize == node).map(|e| (e.target, e.weight)).collect();
                // This sort keeps the order of equal ones.
                expected.sort_by_key(|e| e.0);
                let found: Vec<(u32, u64)> = range.map(|at| (built.targets[at], built.weights[at])).collect();
                repeated += expected.windows(2).filter(|w| w[0].0 == w[1].0).count() as u64;
                prop_assert_eq!(found, expected);
            }
            prop_assert_eq!(built.seen.repeated, repeated);
            prop_assert_eq!(built.seen.falling, edges.iter().all(|e| e.target < e.source));
        }
    }

    #[test]
    fn many_edges_are_dealt_out_block_by_block() {
        let edges: Vec<Edge<()>> = (0..300_000u32)
            .map(|n| Edge { source: n.wrapping_mul(2_654_435_761) % 100_003, target: n, weight: () })
            .collect();
        let built = by_source(100_003, &edges, &mut Vec::new());
        for node in 0..100_003 {
            let row = &built.targets[built.offsets[node] as usize..built.offsets[node + 1] as usize];
            assert!(row.windows(2).all(|w| w[0] < w[1]));
            assert!(row.iter().all(|&n| n.wrapping_mul(2_654_435_761) % 100_003 == node as u32));
        }
    }
}
