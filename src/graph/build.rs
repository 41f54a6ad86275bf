//! Rows from edges in any order: a radix partition on all cores.
//!
//! Edges are dealt out by the high bits of their source into parts whose counters fit the cache, block by block at
//! once; inside a part a counting sort makes rows and each row is sorted while it is in the cache, part by part at once.
//! All passes keep the order of equal edges, and blocks and parts depend on the sizes alone: the same rows for any
//! number of threads. (A counting sort over the whole graph would miss the cache at almost every edge.)
//! Time O(n + m) and the sorting of each row; memory one copy of the edges.

use rayon::prelude::*;

use super::rows;

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
    /// How many targets equal the one before them in their row.
    pub(super) repeated: u64,
    /// Whether every target is below its source.
    pub(super) falling: bool,
}

/// Where edges come from, in blocks that can be read at once and more than once.
pub(super) trait EdgeSource<W>: Sync {
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

/// Parts at most: their counters stay in the cache of a core.
const MOST_PARTS: usize = 1 << 10;
/// Sources in a part at least.
const LEAST_SOURCES: usize = 1 << 10;
/// Edges in a block at least, and blocks at most.
const LEAST_BLOCK: usize = 1 << 16;
const MOST_BLOCKS: usize = 16;

/// Buckets `edges` by source and sorts each row; equal edges stay in the order of `edges`. `nodes` is above every source.
pub(super) fn by_source<W: Copy + Default + Send + Sync>(
    nodes: usize,
    edges: &impl EdgeSource<W>,
) -> BuiltRows<W> {
    let bits = (nodes / MOST_PARTS).max(LEAST_SOURCES).next_power_of_two().trailing_zeros();
    let parts = (nodes >> bits) + 1;
    let dealt = deal(edges, parts, bits);
    let total = dealt.ends.len();
    let mut offsets = vec![0u64; nodes + 1];
    let mut targets = vec![0u32; total];
    let mut weights = vec![W::default(); total];
    let slices = Slices { begins: &dealt.begins, bits, nodes };
    let work = slices.split(&mut offsets[1..], &mut targets, &mut weights);
    let told: Vec<(u64, bool)> = work
        .into_par_iter()
        .enumerate()
        .map(|(part, rows)| {
            let range = dealt.begins[part]..dealt.begins[part + 1];
            let first = (part << bits) as u32;
            fill(first, range.start as u64, &dealt.ends[range.clone()], &dealt.weights[range], rows)
        })
        .collect();
    let repeated = told.iter().map(|part| part.0).sum();
    let falling = told.iter().all(|part| part.1);
    BuiltRows { offsets, targets, weights, repeated, falling }
}

/// Makes the rows of one part, whose sources begin at `first` and whose edges begin at `begin`; returns how many repeat
/// the one before, and whether all targets are below their sources.
fn fill<W: Copy + Default>(
    first: u32,
    begin: u64,
    ends: &[(u32, u32)],
    carried: &[W],
    (offsets, targets, weights): Part<W>,
) -> (u64, bool) {
    let mut next = vec![0u32; offsets.len() + 1];
    for (source, _) in ends {
        next[(source - first) as usize + 1] += 1;
    }
    for at in 0..offsets.len() {
        next[at + 1] += next[at];
        offsets[at] = begin + u64::from(next[at + 1]);
    }
    for ((source, target), weight) in ends.iter().zip(carried) {
        let slot = &mut next[(source - first) as usize];
        targets[*slot as usize] = *target;
        weights[*slot as usize] = *weight;
        *slot += 1;
    }
    let mut repeated = 0;
    let mut falling = true;
    let mut scratch = Vec::new();
    let mut start = 0;
    for (source, end) in offsets.iter().enumerate() {
        let end = (end - begin) as usize;
        let row = &mut targets[start..end];
        rows::sort(row, &mut weights[start..end], &mut scratch);
        repeated += row.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64;
        falling &= row.last().is_none_or(|&last| last < first + source as u32);
        start = end;
    }
    (repeated, falling)
}

/// The edges part by part: source and target, what they carry, and where each part begins.
struct Dealt<W> {
    ends: Vec<(u32, u32)>,
    weights: Vec<W>,
    begins: Vec<usize>,
}

fn deal<W: Copy + Default + Send + Sync>(edges: &impl EdgeSource<W>, parts: usize, bits: u32) -> Dealt<W> {
    let counts: Vec<Vec<u32>> = (0..edges.blocks())
        .into_par_iter()
        .map(|block| {
            let mut counts = vec![0u32; parts];
            edges.each(block, |edge| counts[(edge.source >> bits) as usize] += 1);
            counts
        })
        .collect();
    let total: usize = counts.iter().flatten().map(|&count| count as usize).sum();
    let mut ends = vec![(0u32, 0u32); total];
    let mut weights = vec![W::default(); total];
    let mut begins = Vec::with_capacity(parts + 1);
    begins.push(0);
    // Each block gets its own stretch of each part.
    let mut stretches: Vec<Vec<_>> = counts.iter().map(|_| Vec::with_capacity(parts)).collect();
    let (mut ends_left, mut weights_left) = (&mut ends[..], &mut weights[..]);
    let mut at = 0;
    for part in 0..parts {
        for (block, counts) in counts.iter().enumerate() {
            let count = counts[part] as usize;
            let (ends, behind) = ends_left.split_at_mut(count);
            ends_left = behind;
            let (weights, behind) = weights_left.split_at_mut(count);
            weights_left = behind;
            stretches[block].push(ends.iter_mut().zip(weights));
            at += count;
        }
        begins.push(at);
    }
    stretches.into_par_iter().enumerate().for_each(|(block, mut stretches)| {
        edges.each(block, |edge| {
            if let Some((ends, weight)) = stretches[(edge.source >> bits) as usize].next() {
                *ends = (edge.source, edge.target);
                *weight = edge.weight;
            }
        });
    });
    Dealt { ends, weights, begins }
}

struct Slices<'a> {
    begins: &'a [usize],
    bits: u32,
    nodes: usize,
}

type Part<'a, W> = (&'a mut [u64], &'a mut [u32], &'a mut [W]);

impl Slices<'_> {
    /// What each part writes: the ends of its rows, its targets, its weights.
    fn split<'a, W>(
        &self,
        mut offsets: &'a mut [u64],
        mut targets: &'a mut [u32],
        mut weights: &'a mut [W],
    ) -> Vec<Part<'a, W>> {
        let mut parts = Vec::with_capacity(self.begins.len() - 1);
        for part in 0..self.begins.len() - 1 {
            let first = part << self.bits;
            let rows = (self.nodes.saturating_sub(first)).min(1 << self.bits);
            let edges = self.begins[part + 1] - self.begins[part];
            let (o, behind) = offsets.split_at_mut(rows);
            offsets = behind;
            let (t, behind) = targets.split_at_mut(edges);
            targets = behind;
            let (w, behind) = weights.split_at_mut(edges);
            weights = behind;
            parts.push((o, t, w));
        }
        parts
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
            let built = by_source(nodes, &edges);
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
            prop_assert_eq!(built.repeated, repeated);
            prop_assert_eq!(built.falling, edges.iter().all(|e| e.target < e.source));
        }
    }

    #[test]
    fn many_edges_are_dealt_out_block_by_block() {
        let edges: Vec<Edge<()>> = (0..300_000u32)
            .map(|n| Edge { source: n.wrapping_mul(2_654_435_761) % 100_003, target: n, weight: () })
            .collect();
        let built = by_source(100_003, &edges);
        for node in 0..100_003 {
            let row = &built.targets[built.offsets[node] as usize..built.offsets[node + 1] as usize];
            assert!(row.windows(2).all(|w| w[0] < w[1]));
            assert!(row.iter().all(|&n| n.wrapping_mul(2_654_435_761) % 100_003 == node as u32));
        }
    }
}
