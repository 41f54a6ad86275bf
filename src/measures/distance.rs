//! Closeness and harmonic centrality over the papers that reach a node (its downstream):
//! c(v) = r/(n−1) · r/Σ d(u,v) over the r nodes u ≠ v that reach v (Wasserman and Faust's correction), 0 where none does;
//! h(v) = Σ over u ≠ v of 1/d(u,v). Directed, as in networkx. Every edge is one step; `weighted_distance.rs` has distances
//! over edges with lengths.
//!
//! Searches run from the citing side, 64 × [`LANES`] of them at once, one bit each: what counts at a node is how many bits
//! arrive at which distance. Then et al., The more the merrier, VLDB 8 (2014). The bits of a node fill a line of the cache, which
//! is fetched ahead of its use. Time O(n m / 512) to O(n m), the less the more the searches overlap; memory some 200 n
//! bytes a thread.
//!
//! Batches of sources stand in blocks whose number depends on the graph alone, and the blocks are summed in order: the
//! same bytes for any number of threads. The blocks of the latest sources come first: in a graph in order of date these
//! have the most to reach, and the short searches fill what is left of the time.
//!
//! `distance_sample.rs` estimates both from a sample of sources.

use indicatif::ProgressBar;
use rayon::prelude::*;

use super::Column;
use super::effort::PASSES;
use crate::graph::Graph;
use crate::graph::ascending::Ascending;
use crate::graph::csr::Csr;
use crate::memory::prefetch;
use crate::progress;

/// How many words of 64 searches run at once.
const LANES: usize = 8;
/// How many searches that is.
pub(super) const BATCH: usize = 64 * LANES;

/// A bit for each search.
type Bits = [u64; LANES];

/// Bits for each node, each node's in a line of the cache of its own.
struct Lines {
    words: Vec<u64>,
    /// Where the first line begins.
    first: usize,
}

impl Lines {
    fn none(nodes: usize) -> Self {
        let words = vec![0; (nodes + 1) * LANES];
        let first = words.as_ptr().align_offset(8 * LANES).min(LANES);
        Self { words, first }
    }

    fn all(&mut self) -> &mut [Bits] {
        self.words[self.first..].as_chunks_mut().0
    }
}

fn is_none(bits: &Bits) -> bool {
    bits.iter().fold(0, |all, lane| all | lane) == 0
}

/// Nodes that are looked ahead: first it is fetched where a node's row stands, then the row, then the bits of its
/// neighbours, each while the one before is on its way.
const BOUNDS_AHEAD: usize = 16;
const ROWS_AHEAD: usize = 8;
const CELLS_AHEAD: usize = 2;

/// Exact closeness of every node.
///
/// ```
/// use citetrace::{graph::Graph, measures::distance::closeness};
/// let (chain, _) = Graph::directed(3, &[(2, 1), (1, 0)], None);
/// assert_eq!(closeness(&chain), [2.0 / 3.0, 0.5, 0.0]);
/// ```
pub fn closeness(graph: &Graph) -> Vec<f64> {
    Sums::over(graph, &all(graph)).closeness()
}

/// Exact harmonic centrality of every node.
pub fn harmonic(graph: &Graph) -> Vec<f64> {
    Sums::over(graph, &all(graph)).harmonic()
}

/// Σ 1/d(u,v) over the given sources alone: what a search from each costs, without what an estimate adds.
pub fn harmonic_from(graph: &Graph, sources: &[u32]) -> Vec<f64> {
    Sums::over(graph, sources).harmonic()
}

/// Σ d(u,v) over the given sources alone that reach v: what closeness divides by.
pub fn distances_from(graph: &Graph, sources: &[u32]) -> Vec<u64> {
    Sums::over(graph, sources).distances
}

fn all(graph: &Graph) -> Vec<u32> {
    (0..graph.nodes() as u32).collect()
}

/// What keeps count of the searches that arrive at nodes.
pub(super) trait Tally: Send {
    /// Nothing arrived yet.
    fn none(nodes: usize) -> Self;
    /// `count` searches arrive at `node` after `distance` steps.
    fn arrive(&mut self, node: usize, count: u64, distance: u64);
    /// Adds what arrived at a node elsewhere.
    fn add(&mut self, other: &Self);
}

/// Runs a search from every source and tallies the arrivals.
pub(super) fn tally<T: Tally>(graph: &Graph, sources: &[u32]) -> T {
    let nodes = graph.nodes();
    let batches: Vec<&[u32]> = sources.chunks(BATCH).collect();
    let blocks = ((1 << 24) / nodes.max(1)).clamp(4, 64).min(batches.len().max(1));
    let bar = progress::bar("distances", sources.len() as u64);
    // A bridge deals out one block at a time, in this order.
    let mut parts: Vec<(usize, T)> = (0..blocks)
        .rev()
        .par_bridge()
        .map_init(
            || Search::new(nodes),
            |search, block| {
                let mut tally = T::none(nodes);
                for batch in batches.iter().skip(block).step_by(blocks) {
                    search.run(graph, batch, &mut tally, &bar);
                }
                (block, tally)
            },
        )
        .collect();
    bar.finish_and_clear();
    let mut tally = T::none(nodes);
    parts.sort_unstable_by_key(|part| part.0);
    for (_, part) in &parts {
        tally.add(part);
    }
    tally
}

/// What arrived at each node from all sources.
pub(super) struct Sums {
    nodes: usize,
    reached_by: Vec<u64>,
    distances: Vec<u64>,
    inverse: Vec<f64>,
}

impl Tally for Sums {
    fn none(nodes: usize) -> Self {
        Self { nodes, reached_by: vec![0; nodes], distances: vec![0; nodes], inverse: vec![0.0; nodes] }
    }

    #[inline]
    fn arrive(&mut self, node: usize, count: u64, distance: u64) {
        self.reached_by[node] += count;
        self.distances[node] += count * distance;
        self.inverse[node] += count as f64 * (1.0 / distance as f64);
    }

    fn add(&mut self, other: &Self) {
        for node in 0..self.nodes {
            self.reached_by[node] += other.reached_by[node];
            self.distances[node] += other.distances[node];
            self.inverse[node] += other.inverse[node];
        }
    }
}

impl Sums {
    /// From all sources.
    pub(super) fn of(graph: &Graph) -> Self {
        Self::over(graph, &all(graph))
    }

    fn over(graph: &Graph, sources: &[u32]) -> Self {
        tally(graph, sources)
    }

    /// The column `closeness`.
    pub(super) fn closeness_column(&self) -> Column {
        Column::reals("closeness", self.closeness())
    }

    /// The column `harmonic`.
    pub(super) fn harmonic_column(&self) -> Column {
        Column::reals("harmonic", self.harmonic())
    }

    fn closeness(&self) -> Vec<f64> {
        let others = self.nodes as f64 - 1.0;
        self.reached_by
            .iter()
            .zip(&self.distances)
            .map(|(&reached_by, &distances)| {
                if reached_by == 0 {
                    return 0.0;
                }
                let reached_by = reached_by as f64;
                reached_by / others * reached_by / distances as f64
            })
            .collect()
    }

    fn harmonic(&self) -> Vec<f64> {
        self.inverse.clone()
    }
}

/// One batch of searches.
struct Search {
    seen: Lines,
    next: Lines,
    /// The nodes of a level with the bits that are new at each.
    active: Vec<u32>,
    news: Vec<Bits>,
    /// Those that are next, in the first `found` cells; one cell more than there are nodes.
    coming: Vec<u32>,
    found: usize,
    /// These in order of their numbers.
    level: Vec<u32>,
    touched: Vec<u32>,
    ascending: Ascending,
}

impl Search {
    fn new(nodes: usize) -> Self {
        Self {
            seen: Lines::none(nodes),
            next: Lines::none(nodes),
            active: Vec::new(),
            news: Vec::new(),
            coming: vec![0; nodes + 1],
            found: 0,
            level: Vec::new(),
            touched: Vec::new(),
            ascending: Ascending::default(),
        }
    }

    /// The bar goes on by the sources of the batch, after each level by the share of the work that is behind it.
    fn run(&mut self, graph: &Graph, batch: &[u32], tally: &mut impl Tally, bar: &ProgressBar) {
        let work = PASSES * graph.edges().max(1) as f64;
        let (mut passed, mut shown) = (0.0, 0);
        let seen = self.seen.all();
        for (number, &source) in batch.iter().enumerate() {
            let mut bits = [0; LANES];
            bits[number / 64] = 1u64 << (number % 64);
            seen[source as usize][number / 64] |= bits[number / 64];
            self.active.push(source);
            self.news.push(bits);
            self.touched.push(source);
        }
        let mut distance = 0u64;
        while !self.active.is_empty() {
            distance += 1;
            passed += self.spread(graph.reference_rows()) as f64 / work;
            self.arrive(distance, tally);
            let share = (passed.min(1.0) * batch.len() as f64) as u64;
            bar.inc(share - shown);
            shown = share;
        }
        bar.inc(batch.len() as u64 - shown);
        let seen = self.seen.all();
        for node in self.touched.drain(..) {
            seen[node as usize] = [0; LANES];
        }
    }

    /// Passes the bits of the active nodes on to what they cite; returns over how many edges.
    fn spread(&mut self, rows: &Csr) -> usize {
        let Self { next, active, news, coming, found, .. } = self;
        let next = next.all();
        let ahead = |at: usize| active[at.min(active.len() - 1)];
        let mut passed = 0;
        for (at, (&node, bits)) in active.iter().zip(&*news).enumerate() {
            rows.prefetch_bounds(ahead(at + BOUNDS_AHEAD));
            rows.prefetch_row(ahead(at + ROWS_AHEAD));
            for &cell in rows.row(ahead(at + CELLS_AHEAD)) {
                prefetch(next, cell as usize);
            }
            passed += rows.row(node).len();
            for &other in rows.row(node) {
                let waiting = &mut next[other as usize];
                let mut any = [0; 2];
                for lane in 0..LANES {
                    any[lane % 2] |= waiting[lane];
                    waiting[lane] |= bits[lane];
                }
                // No branch: whether a node is new can't be foretold.
                coming[*found] = other;
                *found += usize::from(any == [0; 2]);
            }
        }
        active.clear();
        news.clear();
        passed
    }

    /// Counts the bits that are new at each node; those go on.
    fn arrive(&mut self, distance: u64, tally: &mut impl Tally) {
        let (seen, next) = (self.seen.all(), self.next.all());
        let coming = &self.coming[..std::mem::take(&mut self.found)];
        self.level.clear();
        self.ascending.append(coming, seen.len(), &mut self.level);
        for (place, &node) in self.level.iter().enumerate() {
            if let Some(&later) = self.level.get(place + ROWS_AHEAD) {
                prefetch(next, later as usize);
                prefetch(seen, later as usize);
            }
            let at = node as usize;
            let mut new = std::mem::take(&mut next[at]);
            let seen = &mut seen[at];
            let first = is_none(seen);
            let mut count = 0;
            for lane in 0..LANES {
                new[lane] &= !seen[lane];
                seen[lane] |= new[lane];
                count += u64::from(new[lane].count_ones());
            }
            if count > 0 {
                if first {
                    self.touched.push(node);
                }
                self.active.push(node);
                self.news.push(new);
                tally.arrive(at, count, distance);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Distances between all pairs by relaxing every edge n times.
    fn by_relaxing(graph: &Graph) -> (Vec<f64>, Vec<f64>) {
        let n = graph.nodes();
        let mut length = vec![vec![usize::MAX; n]; n];
        for (s, row) in length.iter_mut().enumerate() {
            row[s] = 0;
            for _ in 0..n {
                for (a, b) in graph.edge_list().0 {
                    let through = row[a as usize].saturating_add(1);
                    row[b as usize] = row[b as usize].min(through);
                }
            }
        }
        (0..n)
            .map(|v| {
                let near: Vec<usize> =
                    (0..n).filter(|&u| u != v).map(|u| length[u][v]).filter(|&d| d < n).collect();
                let sum: usize = near.iter().sum();
                let r = near.len() as f64;
                let closeness = if sum == 0 { 0.0 } else { r / sum as f64 * r / (n as f64 - 1.0) };
                (closeness, near.iter().map(|&d| 1.0 / d as f64).sum::<f64>())
            })
            .unzip()
    }

    fn assert_close(found: &[f64], expected: &[f64]) {
        for (f, e) in found.iter().zip(expected) {
            assert!((f - e).abs() <= 1e-12 * e.abs(), "{found:?} is not {expected:?}");
        }
    }

    proptest! {
        #[test]
        fn distances_agree_with_relaxation(edges in prop::collection::vec((0u32..13, 0u32..13), 0..40)) {
            let graph = Graph::directed(13, &edges, None).0;
            let (expected_closeness, expected_harmonic) = by_relaxing(&graph);
            assert_close(&closeness(&graph), &expected_closeness);
            assert_close(&harmonic(&graph), &expected_harmonic);
        }
    }

    #[test]
    fn more_sources_than_one_batch_holds() {
        // A star of 1000 leaves around 0, each citing it.
        let edges: Vec<(u32, u32)> = (1..1001).map(|leaf| (leaf, 0)).collect();
        let star = Graph::directed(1001, &edges, None).0;
        assert_eq!(closeness(&star)[..2], [1.0, 0.0]);
        assert_eq!(harmonic(&star)[0], 1000.0);
        let chain: Vec<(u32, u32)> = (1..700).map(|n| (n, n - 1)).collect();
        let chain = Graph::directed(700, &chain, None).0;
        let expected: f64 = (1..700).map(|d| 1.0 / f64::from(d)).sum();
        assert!((harmonic(&chain)[0] / expected - 1.0).abs() < 1e-13);
        assert!((closeness(&chain)[0] - 699.0 / (699.0 * 700.0 / 2.0)).abs() < 1e-16);
    }
}
