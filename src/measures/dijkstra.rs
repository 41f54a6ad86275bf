//! Distances from one source over edges with lengths. Dijkstra, Numer. Math. 1 (1959). Time O(m log n) a search, memory
//! 12 n bytes and 16 for each node that waits.
//!
//! A distance is the smallest of the sums from the source on, each rounded as f64 are. Nodes settle by distance, then by
//! number.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::graph::csr::Csr;

/// One search after the other.
pub(super) struct Dijkstra {
    /// Infinite for a node that is not reached.
    distances: Vec<f64>,
    /// The reached nodes, in the order in which they settled.
    order: Vec<u32>,
    /// Distance and node. Positive numbers stand in the order of their bits.
    waiting: BinaryHeap<Reverse<(u64, u32)>>,
}

impl Dijkstra {
    /// Over a graph of so many nodes.
    pub(super) fn new(nodes: usize) -> Self {
        Self { distances: vec![f64::INFINITY; nodes], order: Vec::new(), waiting: BinaryHeap::new() }
    }

    /// Searches from `source`; `lengths` stand beside the targets of `rows` and are positive.
    pub(super) fn run(&mut self, rows: &Csr, lengths: &[f64], source: u32) {
        for node in self.order.drain(..) {
            self.distances[node as usize] = f64::INFINITY;
        }
        self.distances[source as usize] = 0.0;
        self.waiting.push(Reverse((0, source)));
        while let Some(Reverse((bits, node))) = self.waiting.pop() {
            let distance = f64::from_bits(bits);
            if distance > self.distances[node as usize] {
                continue;
            }
            self.order.push(node);
            let range = rows.range(node);
            for (&next, length) in rows.targets()[range.clone()].iter().zip(&lengths[range]) {
                let through = distance + length;
                let known = &mut self.distances[next as usize];
                if through < *known {
                    *known = through;
                    self.waiting.push(Reverse((through.to_bits(), next)));
                }
            }
        }
    }

    /// The nodes that the last search reached, the nearest (the source) first.
    pub(super) fn order(&self) -> &[u32] {
        &self.order
    }

    /// How far a node is from the last source.
    #[inline]
    pub(super) fn distance(&self, node: u32) -> f64 {
        self.distances[node as usize]
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::graph::Graph;
    use proptest::prelude::*;

    /// The distances between all pairs. Floyd, Comm. ACM 5 (1962); Warshall, J. ACM 9 (1962).
    pub(in crate::measures) fn by_floyd_warshall(graph: &Graph, lengths: &[f64]) -> Vec<Vec<f64>> {
        let n = graph.nodes();
        let mut far = vec![vec![f64::INFINITY; n]; n];
        for (u, row) in far.iter_mut().enumerate() {
            row[u] = 0.0;
            for at in graph.reference_rows().range(u as u32) {
                row[graph.reference_rows().targets()[at] as usize] = lengths[at];
            }
        }
        for k in 0..n {
            for i in 0..n {
                for j in 0..n {
                    far[i][j] = far[i][j].min(far[i][k] + far[k][j]);
                }
            }
        }
        far
    }

    proptest! {
        #[test]
        fn distances_are_those_of_floyd_and_warshall(
            edges in prop::collection::vec((0u32..12, 0u32..12, 1e-3f64..1e3), 0..60),
            directed: bool,
        ) {
            let (pairs, weights): (Vec<_>, Vec<_>) = edges.into_iter().map(|(u, v, w)| ((u, v), w)).unzip();
            let build = if directed { Graph::directed } else { Graph::undirected };
            let graph = build(12, &pairs, Some(&weights)).0;
            let rows = graph.reference_rows();
            let lengths = rows.weights().unwrap();
            let expected = by_floyd_warshall(&graph, lengths);
            let mut search = Dijkstra::new(12);
            for source in [3, 0, 11, 5] {
                search.run(rows, lengths, source);
                prop_assert_eq!(search.order()[0], source);
                prop_assert!(search.order().is_sorted_by_key(|&v| search.distance(v)));
                let reached = expected[source as usize].iter().filter(|d| d.is_finite()).count();
                prop_assert_eq!(search.order().len(), reached);
                for v in 0..12u32 {
                    let (found, expected) = (search.distance(v), expected[source as usize][v as usize]);
                    prop_assert!(found == expected || (found / expected - 1.0).abs() < 1e-13);
                }
            }
        }
    }
}
