//! The graph as compressed sparse rows in both directions: `references(u)` are the nodes that `u` points to (what a
//! paper cites), `cited_by(u)` those that point to it.
//!
//! Built in O(n + m) by two counting passes, which also sort every row. Self-loops and repeated edges are removed and
//! counted; the weights of repeated edges are added up.

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

    /// Buckets `edges` by source; the order inside a bucket is that of `edges`.
    fn by_source(nodes: usize, edges: impl Iterator<Item = (u32, u32, f64)> + Clone, weighted: bool) -> Self {
        let mut offsets = vec![0u64; nodes + 1];
        for (source, _, _) in edges.clone() {
            offsets[source as usize + 1] += 1;
        }
        for node in 0..nodes {
            offsets[node + 1] += offsets[node];
        }
        let count = offsets[nodes] as usize;
        let mut next = offsets.clone();
        let mut targets = vec![0u32; count];
        let mut weights = if weighted { vec![0.0; count] } else { Vec::new() };
        for (source, target, weight) in edges {
            let at = &mut next[source as usize];
            targets[*at as usize] = target;
            if weighted {
                weights[*at as usize] = weight;
            }
            *at += 1;
        }
        Self { offsets, targets, weights: weighted.then_some(weights) }
    }

    fn entries(&self) -> impl Iterator<Item = (u32, u32, f64)> + Clone + '_ {
        (0..self.nodes() as u32).flat_map(move |node| {
            self.range(node)
                .map(move |at| (node, self.targets[at], self.weights.as_ref().map_or(1.0, |w| w[at])))
        })
    }

    fn transposed(&self) -> Self {
        let flipped = self.entries().map(|(source, target, weight)| (target, source, weight));
        Self::by_source(self.nodes(), flipped, self.weights.is_some())
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
        let self_loops = edges.iter().filter(|(source, target)| source == target).count() as u64;
        let entries = edges
            .iter()
            .enumerate()
            .map(|(at, &(source, target))| (source, target, weights.map_or(1.0, |w| w[at])))
            .filter(|(source, target, _)| source != target);
        let (graph, repeated) = Self::from_entries(nodes, entries, weights.is_some(), true);
        (graph, Removed { self_loops, repeated })
    }

    /// An undirected graph: each edge is held both ways, and (a, b) repeats (b, a).
    ///
    /// # Panics
    /// As [`Graph::directed`].
    pub fn undirected(nodes: usize, edges: &[(u32, u32)], weights: Option<&[f64]>) -> (Self, Removed) {
        let self_loops = edges.iter().filter(|(source, target)| source == target).count() as u64;
        let entries = edges
            .iter()
            .enumerate()
            .map(|(at, &(source, target))| (source, target, weights.map_or(1.0, |w| w[at])))
            .filter(|(source, target, _)| source != target)
            .flat_map(|(source, target, weight)| [(source, target, weight), (target, source, weight)]);
        let (graph, repeated) = Self::from_entries(nodes, entries, weights.is_some(), false);
        (graph, Removed { self_loops, repeated: repeated / 2 })
    }

    fn from_entries(
        nodes: usize,
        entries: impl Iterator<Item = (u32, u32, f64)> + Clone,
        weighted: bool,
        directed: bool,
    ) -> (Self, u64) {
        // Bucketing by target and then by source leaves every row sorted.
        let flipped = entries.map(|(source, target, weight)| (target, source, weight));
        let mut references = Csr::by_source(nodes, flipped, weighted).transposed();
        let repeated = references.merge_repeats();
        let cited_by = references.transposed();
        (Self { references, cited_by, directed }, repeated)
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
