//! Citations received and references given, inside the graph. O(n).
//!
//! On an undirected graph both are the number of neighbours. Told to use weights, both are sums of weights, O(m): a node's
//! strength, Σ w (Barrat et al., PNAS 101 (2004) 3747).

use crate::graph::Graph;
use crate::graph::csr::Csr;

/// How many nodes point to each.
pub fn in_degree(graph: &Graph) -> Vec<u32> {
    let rows = graph.cited_by_rows();
    (0..graph.nodes() as u32).map(|node| rows.range(node).len() as u32).collect()
}

/// How many nodes each points to.
pub fn out_degree(graph: &Graph) -> Vec<u32> {
    let rows = graph.reference_rows();
    (0..graph.nodes() as u32).map(|node| rows.range(node).len() as u32).collect()
}

/// The sum of the weights by which nodes point to each; the in-degree where there are no weights.
///
/// ```
/// use citetrace::{graph::Graph, measures::degree::in_strength};
/// let (graph, _) = Graph::directed(3, &[(1, 0), (2, 0), (2, 1)], Some(&[0.5, 2.0, 1.0]));
/// assert_eq!(in_strength(&graph), [2.5, 1.0, 0.0]);
/// ```
pub fn in_strength(graph: &Graph) -> Vec<f64> {
    strength(graph.cited_by_rows())
}

/// The sum of the weights by which each points to nodes; the out-degree where there are no weights.
pub fn out_strength(graph: &Graph) -> Vec<f64> {
    strength(graph.reference_rows())
}

fn strength(rows: &Csr) -> Vec<f64> {
    (0..rows.nodes() as u32)
        .map(|node| match rows.row_weights(node) {
            Some(weights) => weights.iter().fold(0.0, |sum, weight| sum + weight),
            None => rows.range(node).len() as f64,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strengths_are_sums_of_weights() {
        let (graph, removed) =
            Graph::directed(3, &[(2, 0), (2, 0), (2, 1), (1, 1)], Some(&[1.0, 0.25, -2.0, 8.0]));
        assert_eq!(removed.self_loops, 1);
        assert_eq!(in_strength(&graph), [1.25, -2.0, 0.0]);
        assert_eq!(out_strength(&graph), [0.0, 0.0, -0.75]);
        assert_eq!(in_strength(&graph.to_undirected()), [1.25, -2.0, -0.75]);
        assert_eq!(in_strength(&Graph::directed(2, &[(1, 0)], None).0), [1.0, 0.0]);
    }

    #[test]
    fn degrees_leave_out_loops_and_repeats() {
        let (graph, _) = Graph::directed(3, &[(2, 0), (2, 0), (2, 1), (1, 1)], None);
        assert_eq!(in_degree(&graph), [1, 1, 0]);
        assert_eq!(out_degree(&graph), [0, 0, 2]);
        assert_eq!(in_degree(&graph.to_undirected()), [1, 1, 2]);
    }
}
