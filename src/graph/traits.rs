//! petgraph's traits over `&Graph`, so that its algorithms (dominators, topological order, shortest paths, …) run on our
//! rows without a copy. An edge's id is its position among the references.

use petgraph::visit::{
    Data, EdgeRef, GraphBase, GraphProp, IntoEdgeReferences, IntoEdges, IntoNeighbors, IntoNeighborsDirected,
    IntoNodeIdentifiers, NodeCompactIndexable, NodeCount, NodeIndexable, Visitable,
};
use petgraph::{Directed, Direction};

use super::csr::Graph;

/// One edge as petgraph sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    source: u32,
    target: u32,
    position: usize,
    weight: f64,
}

impl EdgeRef for Edge {
    type NodeId = u32;
    type EdgeId = usize;
    type Weight = f64;

    fn source(&self) -> u32 {
        self.source
    }

    fn target(&self) -> u32 {
        self.target
    }

    fn weight(&self) -> &f64 {
        &self.weight
    }

    fn id(&self) -> usize {
        self.position
    }
}

impl GraphBase for Graph {
    type NodeId = u32;
    type EdgeId = usize;
}

impl Data for Graph {
    type NodeWeight = ();
    type EdgeWeight = f64;
}

impl GraphProp for Graph {
    type EdgeType = Directed;
}

impl NodeCount for Graph {
    fn node_count(&self) -> usize {
        self.nodes()
    }
}

impl NodeIndexable for Graph {
    fn node_bound(&self) -> usize {
        self.nodes()
    }

    fn to_index(&self, node: u32) -> usize {
        node as usize
    }

    fn from_index(&self, index: usize) -> u32 {
        index as u32
    }
}

impl NodeCompactIndexable for Graph {}

impl IntoNodeIdentifiers for &Graph {
    type NodeIdentifiers = std::ops::Range<u32>;

    fn node_identifiers(self) -> Self::NodeIdentifiers {
        0..self.nodes() as u32
    }
}

impl<'a> IntoNeighbors for &'a Graph {
    type Neighbors = std::iter::Copied<std::slice::Iter<'a, u32>>;

    fn neighbors(self, node: u32) -> Self::Neighbors {
        self.references(node).iter().copied()
    }
}

impl<'a> IntoNeighborsDirected for &'a Graph {
    type NeighborsDirected = std::iter::Copied<std::slice::Iter<'a, u32>>;

    fn neighbors_directed(self, node: u32, direction: Direction) -> Self::NeighborsDirected {
        match direction {
            Direction::Outgoing => self.references(node).iter().copied(),
            Direction::Incoming => self.cited_by(node).iter().copied(),
        }
    }
}

/// The edges of one node.
#[derive(Clone, Debug)]
pub struct NodeEdges<'a> {
    graph: &'a Graph,
    source: u32,
    positions: std::ops::Range<usize>,
}

impl Iterator for NodeEdges<'_> {
    type Item = Edge;

    fn next(&mut self) -> Option<Edge> {
        let position = self.positions.next()?;
        let rows = self.graph.reference_rows();
        let weight = rows.weights().map_or(1.0, |weights| weights[position]);
        Some(Edge { source: self.source, target: rows.targets()[position], position, weight })
    }
}

/// All edges, node by node.
#[derive(Clone, Debug)]
pub struct AllEdges<'a> {
    graph: &'a Graph,
    row: NodeEdges<'a>,
}

impl Iterator for AllEdges<'_> {
    type Item = Edge;

    fn next(&mut self) -> Option<Edge> {
        loop {
            if let Some(edge) = self.row.next() {
                return Some(edge);
            }
            let next = self.row.source + 1;
            if next as usize >= self.graph.nodes() {
                return None;
            }
            self.row = IntoEdges::edges(self.graph, next);
        }
    }
}

impl<'a> IntoEdgeReferences for &'a Graph {
    type EdgeRef = Edge;
    type EdgeReferences = AllEdges<'a>;

    fn edge_references(self) -> AllEdges<'a> {
        let first = NodeEdges { graph: self, source: 0, positions: 0..0 };
        let row = if self.nodes() == 0 { first } else { IntoEdges::edges(self, 0) };
        AllEdges { graph: self, row }
    }
}

impl<'a> IntoEdges for &'a Graph {
    type Edges = NodeEdges<'a>;

    fn edges(self, node: u32) -> NodeEdges<'a> {
        NodeEdges { graph: self, source: node, positions: self.reference_rows().range(node) }
    }
}

/// The nodes that a search has seen.
#[derive(Clone, Debug, Default)]
pub struct Seen(Vec<bool>);

impl petgraph::visit::VisitMap<u32> for Seen {
    fn visit(&mut self, node: u32) -> bool {
        !std::mem::replace(&mut self.0[node as usize], true)
    }

    fn is_visited(&self, node: &u32) -> bool {
        self.0[*node as usize]
    }

    fn unvisit(&mut self, node: u32) -> bool {
        std::mem::replace(&mut self.0[node as usize], false)
    }
}

impl Visitable for Graph {
    type Map = Seen;

    fn visit_map(&self) -> Seen {
        Seen(vec![false; self.nodes()])
    }

    fn reset_map(&self, map: &mut Seen) {
        map.0.clear();
        map.0.resize(self.nodes(), false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::strong::Condensation;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn algorithms_of_petgraph_run_on_our_rows(edges in prop::collection::vec((0u32..12, 0u32..12), 0..40)) {
            let (graph, _) = Graph::directed(12, &edges, None);
            let theirs = petgraph::algo::tarjan_scc(&graph);
            let ours = Condensation::of(&graph);
            prop_assert_eq!(theirs.len(), ours.len());
            for part in theirs {
                prop_assert!(part.iter().all(|&n| ours.component[n as usize] == ours.component[part[0] as usize]));
            }
            prop_assert_eq!(petgraph::algo::toposort(&graph, None).is_ok(), ours.is_acyclic());
            let listed: Vec<(u32, u32)> =
                (&graph).edge_references().map(|e| (e.source(), e.target())).collect();
            prop_assert_eq!(listed, graph.edge_list().0);
        }
    }

    #[test]
    fn shortest_paths_use_the_weights() {
        let (graph, _) = Graph::directed(3, &[(0, 1), (1, 2), (0, 2)], Some(&[1.0, 1.5, 4.0]));
        let lengths = petgraph::algo::dijkstra(&graph, 0, None, |e| *e.weight());
        assert_eq!(lengths[&2], 2.5);
    }
}
