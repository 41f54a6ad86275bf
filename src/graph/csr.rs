//! The graph as compressed sparse rows in both directions: `references(u)` are the nodes that `u` points to (what a
//! paper cites), `cited_by(u)` those that point to it.
//!
//! Built by a radix partition (`build.rs`) in O(n + m) and the sorting of each row. Self-loops and repeated edges are
//! removed and counted; the weights of repeated edges are added up in the order of the edges.

use super::build::{self, Edge, EdgeSource};

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

    /// All rows one after the other.
    pub fn targets(&self) -> &[u32] {
        &self.targets
    }

    /// The weights beside [`Csr::targets`].
    pub fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }

    /// The number of nodes.
    pub fn nodes(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Sorted rows of `edges`, equal ones merged; returns how many entries that removed.
    fn of_edges<W: Weight>(nodes: usize, edges: &impl EdgeSource<W>) -> (Self, u64) {
        let built = build::by_source(nodes, edges);
        let mut rows =
            Self { offsets: built.offsets, targets: built.targets, weights: W::into_column(built.weights) };
        rows.sort_rows();
        let repeated = rows.merge_repeats();
        (rows, repeated)
    }

    /// Sorts each row by target; equal targets keep their order, and so their weights are added up in it.
    fn sort_rows(&mut self) {
        let nodes = self.nodes();
        let mut order: Vec<(u32, f64)> = Vec::new();
        for node in 0..nodes {
            let range = self.offsets[node] as usize..self.offsets[node + 1] as usize;
            let row = &mut self.targets[range.clone()];
            if row.is_sorted() {
                continue;
            }
            match &mut self.weights {
                None => row.sort_unstable(),
                Some(weights) => {
                    let weights = &mut weights[range];
                    order.clear();
                    order.extend(row.iter().copied().zip(weights.iter().copied()));
                    order.sort_by_key(|entry| entry.0);
                    for (at, (target, weight)) in order.iter().enumerate() {
                        row[at] = *target;
                        weights[at] = *weight;
                    }
                }
            }
        }
    }

    fn entries(&self) -> impl Iterator<Item = (u32, u32, f64)> + Clone + '_ {
        (0..self.nodes() as u32).flat_map(move |node| {
            self.range(node)
                .map(move |at| (node, self.targets[at], self.weights.as_ref().map_or(1.0, |w| w[at])))
        })
    }

    /// The rows the other way; sorted, since these are passed in order.
    fn transposed(&self) -> Self {
        fn turned<W: Weight>(rows: &Csr) -> Csr {
            let built = build::by_source::<W>(rows.nodes(), &Turned(rows));
            Csr { offsets: built.offsets, targets: built.targets, weights: W::into_column(built.weights) }
        }
        if self.weights.is_some() { turned::<f64>(self) } else { turned::<()>(self) }
    }

    /// Merges equal neighbours of sorted rows; returns how many entries that removed.
    fn merge_repeats(&mut self) -> u64 {
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
        let removed = self.targets.len() - kept;
        self.targets.truncate(kept);
        if let Some(w) = &mut self.weights {
            w.truncate(kept);
        }
        removed as u64
    }
}

/// The edges of rows, turned round.
struct Turned<'a>(&'a Csr);

impl<W: Weight> EdgeSource<W> for Turned<'_> {
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
        let self_loops = list.edges.iter().filter(|(source, target)| source == target).count() as u64;
        let directed = list.directed;
        let (references, repeated) = if list.weights.is_some() {
            Csr::of_edges::<f64>(list.nodes, list)
        } else {
            Csr::of_edges::<()>(list.nodes, list)
        };
        // An undirected graph holds every edge both ways and is its own transpose.
        let cited_by = if directed { references.transposed() } else { references.clone() };
        let repeated = if directed { repeated } else { repeated / 2 };
        (Self { references, cited_by, directed }, Removed { self_loops, repeated })
    }

    /// This directed graph without its directions; the weights of a pair of opposite edges are added up.
    pub fn to_undirected(&self) -> Self {
        let (edges, weights) = self.edge_list();
        Self::undirected(self.nodes(), &edges, weights.as_deref()).0
    }

    /// All edges (source, target) in order of source, then target, with their weights.
    pub fn edge_list(&self) -> (Vec<(u32, u32)>, Option<Vec<f64>>) {
        let edges = self.references.entries().map(|(source, target, _)| (source, target)).collect();
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
