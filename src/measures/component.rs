//! Weakly connected components: 0 is the largest, equal ones stand in the order of their first node. O(m α(n)).

use crate::graph::{Graph, weak};

/// The component of each node.
pub fn component(graph: &Graph) -> Vec<u32> {
    weak::components(graph)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_component_is_0() {
        let (graph, _) = Graph::directed(6, &[(1, 0), (5, 3), (3, 4)], None);
        assert_eq!(component(&graph), [1, 1, 2, 0, 0, 0]);
    }
}
