//! Breadth-first search from one node along the references: who is reached, and through whom.
//!
//! See `levels.rs`, which does it on all cores. Time O(n + m) at most; memory 4.5 n bytes.

use super::csr::Graph;
use super::levels::Levels;

/// Stands for a node that is not reached.
pub const NOT_REACHED: u32 = u32::MAX;

/// For each node, of those a step nearer to `source` that cite it, the one with the lowest number; the source stands for
/// itself.
///
/// ```
/// use citetrace::graph::{Graph, search};
/// let (graph, _) = Graph::directed(4, &[(3, 2), (2, 1), (3, 1)], None);
/// assert_eq!(search::parents(&graph, 3), [search::NOT_REACHED, 3, 3, 3]);
/// ```
pub fn parents(graph: &Graph, source: u32) -> Vec<u32> {
    if source as usize >= graph.nodes() {
        return vec![NOT_REACHED; graph.nodes()];
    }
    // In the pool from here on, so that each level does not have to get there.
    rayon::scope(|_| {
        let mut levels = Levels::new(graph.reference_rows(), &[source], NOT_REACHED);
        let mut order = vec![source];
        while !order.is_empty() {
            let front = order.len();
            levels.step(&mut order, 0, |_, node| node, |_, _| true);
            order.drain(..front);
        }
        let mut parents = levels.into_marks();
        parents[source as usize] = source;
        parents
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Steps from the source by relaxing every edge until nothing changes.
    fn steps(graph: &Graph, source: u32) -> Vec<Option<usize>> {
        let mut found = vec![None; graph.nodes()];
        found[source as usize] = Some(0);
        for _ in 0..graph.nodes() {
            for (citing, cited) in graph.edge_list().0 {
                if let Some(through) = found[citing as usize].map(|s| s + 1) {
                    let so_far = &mut found[cited as usize];
                    *so_far = Some(so_far.map_or(through, |s: usize| s.min(through)));
                }
            }
        }
        found
    }

    proptest! {
        #[test]
        fn a_parent_is_the_lowest_a_step_nearer(
            edges in prop::collection::vec((0u32..70, 0u32..70), 0..400),
            source in 0u32..70,
            in_date_order: bool,
        ) {
            let edges: Vec<_> = edges.into_iter().filter(|e| !in_date_order || e.0 > e.1).collect();
            let graph = Graph::directed(70, &edges, None).0;
            let steps = steps(&graph, source);
            let many = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
            let in_parts = many.install(|| parents(&graph, source));
            let parents = parents(&graph, source);
            prop_assert_eq!(&parents, &in_parts);
            for node in 0..70u32 {
                let parent = parents[node as usize];
                match steps[node as usize] {
                    None => prop_assert_eq!(parent, NOT_REACHED),
                    Some(0) => prop_assert_eq!(parent, node),
                    Some(s) => {
                        let nearer = graph.cited_by(node).iter().find(|c| steps[**c as usize] == Some(s - 1));
                        prop_assert_eq!(Some(&parent), nearer);
                    }
                }
            }
        }
    }

    #[test]
    fn a_source_outside_reaches_nothing() {
        assert!(parents(&Graph::default(), 0).is_empty());
    }
}
