//! Citations received and references given, inside the graph. O(n).
//!
//! On an undirected graph both are the number of neighbours.

use crate::graph::Graph;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_leave_out_loops_and_repeats() {
        let (graph, _) = Graph::directed(3, &[(2, 0), (2, 0), (2, 1), (1, 1)], None);
        assert_eq!(in_degree(&graph), [1, 1, 0]);
        assert_eq!(out_degree(&graph), [0, 0, 2]);
        assert_eq!(in_degree(&graph.to_undirected()), [1, 1, 2]);
    }
}
