//! The graph as compressed sparse rows in both directions: `references(u)` are the nodes that `u` points to (what a
//! paper cites), `cited_by(u)` those that point to it.
//!
//! Built by a radix partition (`build.rs`) in O(n + m) and the sorting of each row (`rows.rs`). Self-loops and repeated edges are
//! removed and counted; the weights of repeated edges are added up in the order of the edges.

use std::borrow::Cow;

use super::build::{self, Edge, EdgeSource, Scratch};
use super::part::Seen;
use crate::memory::prefetch;

/// One direction of a graph: for each node its neighbours in ascending order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Csr {
    offsets: Vec<u64>,
    targets: Vec<u32>,
    weights: Option<Vec<f64>>,
}

impl Csr {
    /// The neighbours of `node`, ascending.
    #[inline]
    pub fn row(&self, node: u32) -> &[u32] {
        &self.targets[self.range(node)]
    }

    /// The weights beside [`Csr::row`]; `None` in a graph without weights.
    #[inline]
    pub fn row_weights(&self, node: u32) -> Option<&[f64]> {
        self.weights.as_ref().map(|w| &w[self.range(node)])
    }

    /// Where the row of `node` stands in [`Csr::targets`]; the positions number the edges.
    #[inline]
    pub fn range(&self, node: u32) -> std::ops::Range<usize> {
        self.offsets[node as usize] as usize..self.offsets[node as usize + 1] as usize
    }

    /// Says that the bounds of the row of `node` are needed soon.
    #[inline]
    pub(crate) fn prefetch_bounds(&self, node: u32) {
        prefetch(&self.offsets, node as usize);
    }

    /// Says that the row of `node` is needed soon.
    #[inline]
    pub(crate) fn prefetch_row(&self, node: u32) {
        let row = self.range(node);
        prefetch(&self.targets, row.start);
        prefetch(&self.targets, row.end.saturating_sub(1));
    }

    /// All rows one after the other.
    pub fn targets(&self) -> &[u32] {
        &self.targets
    }

    /// The weights beside [`Csr::targets`].
    pub fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }

    /// The node in whose row each of these positions of [`Csr::targets`] stands.
    pub fn sources(&self, positions: std::ops::Range<usize>) -> impl Iterator<Item = u32> + '_ {
        let mut after = self.offsets.partition_point(|&begin| begin <= positions.start as u64);
        positions.map(move |at| {
            while self.offsets[after] <= at as u64 {
                after += 1;
            }
            after as u32 - 1
        })
    }

    /// The number of nodes.
    pub fn nodes(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Sorted rows of `edges`, equal ones merged.
    fn of_edges<W: Weight>(nodes: usize, edges: &impl EdgeSource<W>, scratch: &mut Scratch) -> Rows {
        let built = build::by_source(nodes, edges, scratch);
        let before = built.targets.len() as u64;
        let mut rows =
            Self { offsets: built.offsets, targets: built.targets, weights: W::into_column(built.weights) };
        if built.seen.repeated > 0 {
            rows.merge_repeats();
        }
        Rows { rows, before, seen: built.seen }
    }

    /// The rows the other way; sorted, since these are passed in order.
    fn transposed(&self, scratch: &mut Scratch) -> Self {
        fn turned<W: Weight>(rows: &Csr, scratch: &mut Scratch) -> Csr {
            let built = build::by_source::<W, _>(rows.nodes(), &Turned(rows), scratch);
            Csr { offsets: built.offsets, targets: built.targets, weights: W::into_column(built.weights) }
        }
        if self.weights.is_some() { turned::<f64>(self, scratch) } else { turned::<()>(self, scratch) }
    }

    /// Merges equal neighbours of sorted rows.
    fn merge_repeats(&mut self) {
        let nodes = self.nodes();
        let mut kept = 0usize;
        let mut start = 0usize;
        for node in 0..nodes {
            let end = self.offsets[node + 1] as usize;
            let row_start = kept;
            for at in start..end {
                let repeats = kept > row_start && self.targets[kept - 1] == self.targets[at];
                if repeats {
                    if let Some(w) = &mut self.weights {
                        w[kept - 1] += w[at];
                    }
                    continue;
                }
                self.targets[kept] = self.targets[at];
                if let Some(w) = &mut self.weights {
                    w[kept] = w[at];
                }
                kept += 1;
            }
            start = end;
            self.offsets[node + 1] = kept as u64;
        }
        self.targets.truncate(kept);
        if let Some(w) = &mut self.weights {
            w.truncate(kept);
        }
    }
}

/// Rows just built, and what was seen on the way.
struct Rows {
    rows: Csr,
    /// How many edges came in, loops not counted.
    before: u64,
    seen: Seen,
}

/// The edges of rows, turned round.
struct Turned<'a>(&'a Csr);

impl<W: Weight> EdgeSource<W> for Turned<'_> {
    const ASCENDING: bool = true;

    fn blocks(&self) -> usize {
        build::blocks(self.0.targets.len())
    }

    fn each(&self, block: usize, mut take: impl FnMut(Edge<W>)) {
        for node in build::stretch(self.0.nodes(), EdgeSource::<W>::blocks(self), block) {
            for at in self.0.range(node as u32) {
                let weight = self.0.weights.as_ref().map_or(1.0, |w| w[at]);
                take(Edge { source: self.0.targets[at], target: node as u32, weight: W::of(weight) });
            }
        }
    }
}

/// The edges of a list without loops; both ways in an undirected graph.
struct Listed<'a> {
    nodes: usize,
    edges: &'a [(u32, u32)],
    weights: Option<&'a [f64]>,
    directed: bool,
}

impl<W: Weight> EdgeSource<W> for Listed<'_> {
    fn blocks(&self) -> usize {
        build::blocks(self.edges.len())
    }

    fn each(&self, block: usize, mut take: impl FnMut(Edge<W>)) {
        for at in build::stretch(self.edges.len(), EdgeSource::<W>::blocks(self), block) {
            let (source, target) = self.edges[at];
            assert!((source.max(target) as usize) < self.nodes, "an edge names node {}", source.max(target));
            if source == target {
                continue;
            }
            let weight = W::of(self.weights.map_or(1.0, |w| w[at]));
            take(Edge { source, target, weight });
            if !self.directed {
                take(Edge { source: target, target: source, weight });
            }
        }
    }
}

/// What an edge carries in a graph with or without weights.
trait Weight: Copy + Default + Send + Sync {
    fn of(weight: f64) -> Self;
    fn into_column(weights: Vec<Self>) -> Option<Vec<f64>>;
}

impl Weight for () {
    fn of(_: f64) -> Self {}

    fn into_column(_: Vec<Self>) -> Option<Vec<f64>> {
        None
    }
}

impl Weight for f64 {
    fn of(weight: f64) -> Self {
        weight
    }

    fn into_column(weights: Vec<Self>) -> Option<Vec<f64>> {
        Some(weights)
    }
}

/// What building a graph removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Removed {
    /// Edges from a node to itself.
    pub self_loops: u64,
    /// Edges that stood before (their weights were added to the first).
    pub repeated: u64,
}

/// A directed graph in both directions. An undirected one holds each edge both ways.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    references: Csr,
    cited_by: Csr,
    directed: bool,
    in_date_order: bool,
}

impl Graph {
    /// A directed graph on nodes `0..nodes` from edges (source, target) in any order. Time and memory O(n + m).
    ///
    /// # Panics
    /// When an edge names a node that is not below `nodes`, or `weights` is not as long as `edges`.
    ///
    /// ```
    /// use citetrace::graph::csr::Graph;
    /// let (graph, removed) = Graph::directed(3, &[(2, 0), (2, 1), (1, 0), (2, 0), (1, 1)], None);
    /// assert_eq!(graph.references(2), [0, 1]);
    /// assert_eq!(graph.cited_by(0), [1, 2]);
    /// assert_eq!((removed.self_loops, removed.repeated), (1, 1));
    /// ```
    pub fn directed(nodes: usize, edges: &[(u32, u32)], weights: Option<&[f64]>) -> (Self, Removed) {
        Self::listed(&Listed { nodes, edges, weights, directed: true })
    }

    /// An undirected graph: each edge is held both ways, and (a, b) repeats (b, a).
    ///
    /// # Panics
    /// As [`Graph::directed`].
    pub fn undirected(nodes: usize, edges: &[(u32, u32)], weights: Option<&[f64]>) -> (Self, Removed) {
        Self::listed(&Listed { nodes, edges, weights, directed: false })
    }

    fn listed(list: &Listed) -> (Self, Removed) {
        let directed = list.directed;
        let mut scratch = Scratch::new();
        let built = if list.weights.is_some() {
            Csr::of_edges::<f64>(list.nodes, list, &mut scratch)
        } else {
            Csr::of_edges::<()>(list.nodes, list, &mut scratch)
        };
        let references = built.rows;
        // An undirected graph holds every edge both ways and is its own transpose.
        let cited_by = if directed { references.transposed(&mut scratch) } else { references.clone() };
        let ways = if directed { 1 } else { 2 };
        let self_loops = list.edges.len() as u64 - built.before / ways;
        let in_date_order = directed && built.seen.falling;
        let graph = Self { references, cited_by, directed, in_date_order };
        (graph, Removed { self_loops, repeated: built.seen.repeated / ways })
    }

    /// This directed graph without its directions; the weights of a pair of opposite edges are added up.
    pub fn to_undirected(&self) -> Self {
        let (edges, weights) = self.edge_list();
        Self::undirected(self.nodes(), &edges, weights.as_deref()).0
    }

    /// This graph where it is undirected, and [`Graph::to_undirected`] of it where it is directed.
    pub(crate) fn without_directions(&self) -> Cow<'_, Self> {
        if self.directed { Cow::Owned(self.to_undirected()) } else { Cow::Borrowed(self) }
    }

    /// This graph with every edge counting alike.
    pub fn without_weights(mut self) -> Self {
        self.references.weights = None;
        self.cited_by.weights = None;
        self
    }

    /// All edges (source, target) in order of source, then target, with their weights.
    pub fn edge_list(&self) -> (Vec<(u32, u32)>, Option<Vec<f64>>) {
        let rows = &self.references;
        let edges = rows.sources(0..rows.targets.len()).zip(rows.targets.iter().copied()).collect();
        (edges, self.references.weights.clone())
    }

    /// The number of nodes.
    pub fn nodes(&self) -> usize {
        self.references.nodes()
    }

    /// The number of edges; in an undirected graph each counts once.
    pub fn edges(&self) -> usize {
        if self.directed { self.references.targets.len() } else { self.references.targets.len() / 2 }
    }

    /// Whether the edges have a direction.
    pub fn is_directed(&self) -> bool {
        self.directed
    }

    /// Whether every node points to lower ones only, as papers numbered by date do: the graph is then acyclic, and
    /// descending numbers put the citing before the cited.
    pub fn is_in_date_order(&self) -> bool {
        self.in_date_order
    }

    /// What `node` points to: a paper's references. Ascending.
    #[inline]
    pub fn references(&self, node: u32) -> &[u32] {
        self.references.row(node)
    }

    /// What points to `node`: the papers that cite it. Ascending.
    #[inline]
    pub fn cited_by(&self, node: u32) -> &[u32] {
        self.cited_by.row(node)
    }

    /// The rows of references.
    pub fn reference_rows(&self) -> &Csr {
        &self.references
    }

    /// The rows of citing nodes.
    pub fn cited_by_rows(&self) -> &Csr {
        &self.cited_by
    }
}
