//! Closeness and harmonic centrality over the papers that reach a node (its downstream):
//! c(v) = r/(n−1) · r/Σ d(u,v) over the r nodes u ≠ v that reach v (Wasserman and Faust's correction), 0 where none does;
//! h(v) = Σ over u ≠ v of 1/d(u,v). Directed, as in networkx. Every edge is one step; `weighted_distance.rs` has distances
//! over edges with lengths.
//!
//! Searches run from the citing side, 64 × [`LANES`] of them at once, one bit each: what counts at a node is how many bits
//! arrive at which distance. Then et al., The more the merrier, VLDB 8 (2014). Time O(n m / 256) to O(n m), the less the
//! more the searches overlap; memory 12 × 8 × [`LANES`] n bytes a thread.
//!
//! Batches of sources stand in blocks whose number depends on the graph alone, and the blocks are summed in order: the
//! same bytes for any number of threads. The blocks of the latest sources come first: in a graph in order of date these
//! have the most to reach, and the short searches fill what is left of the time.
//!
//! `distance_sample.rs` estimates both from a sample of sources.

use rayon::prelude::*;

use super::Column;
use crate::graph::Graph;
use crate::progress;

/// How many words of 64 searches run at once.
const LANES: usize = 4;
type Bits = [u64; LANES];
const NONE: Bits = [0; LANES];

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
    let batches: Vec<&[u32]> = sources.chunks(64 * LANES).collect();
    let blocks = ((1 << 24) / nodes.max(1)).clamp(4, 64).min(batches.len().max(1));
    let bar = progress::bar("distances", batches.len() as u64);
    // A bridge deals out one block at a time, in this order.
    let mut parts: Vec<(usize, T)> = (0..blocks)
        .rev()
        .par_bridge()
        .map_init(
            || Search::new(nodes),
            |search, block| {
                let mut tally = T::none(nodes);
                for batch in batches.iter().skip(block).step_by(blocks) {
                    search.run(graph, batch, &mut tally);
                    bar.inc(1);
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
    seen: Vec<Bits>,
    now: Vec<Bits>,
    next: Vec<Bits>,
    active: Vec<u32>,
    coming: Vec<u32>,
    touched: Vec<u32>,
}

impl Search {
    fn new(nodes: usize) -> Self {
        let none = || vec![NONE; nodes];
        let list = Vec::new;
        Self { seen: none(), now: none(), next: none(), active: list(), coming: list(), touched: list() }
    }

    fn run(&mut self, graph: &Graph, batch: &[u32], tally: &mut impl Tally) {
        for (number, &source) in batch.iter().enumerate() {
            let bit = 1u64 << (number % 64);
            self.seen[source as usize][number / 64] |= bit;
            self.now[source as usize][number / 64] |= bit;
            self.active.push(source);
            self.touched.push(source);
        }
        let mut distance = 0u64;
        while !self.active.is_empty() {
            distance += 1;
            self.spread(graph);
            self.arrive(distance, tally);
        }
        for node in self.touched.drain(..) {
            self.seen[node as usize] = NONE;
        }
    }

    /// Passes the bits of the active nodes on to what they cite.
    fn spread(&mut self, graph: &Graph) {
        for node in self.active.drain(..) {
            let bits = std::mem::replace(&mut self.now[node as usize], NONE);
            for &other in graph.references(node) {
                let waiting = &mut self.next[other as usize];
                if *waiting == NONE {
                    self.coming.push(other);
                }
                for lane in 0..LANES {
                    waiting[lane] |= bits[lane];
                }
            }
        }
    }

    /// Counts the bits that are new at each node; those go on.
    fn arrive(&mut self, distance: u64, tally: &mut impl Tally) {
        for node in self.coming.drain(..) {
            let at = node as usize;
            let waiting = std::mem::replace(&mut self.next[at], NONE);
            let seen = &mut self.seen[at];
            let first = *seen == NONE;
            let mut new = NONE;
            let mut count = 0;
            for lane in 0..LANES {
                new[lane] = waiting[lane] & !seen[lane];
                seen[lane] |= new[lane];
                count += u64::from(new[lane].count_ones());
            }
            if count > 0 {
                if first {
                    self.touched.push(node);
                }
                self.now[at] = new;
                self.active.push(node);
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
