//! What a partition is worth: modularity and the constant Potts model, from the edges themselves. O(n + m).

use super::level::Objective;
use crate::graph::Graph;

/// Modularity with resolution γ: Σ over communities of (e_c/m − γ (K_c/2m)²); 0 in a graph without edges. Directions are
/// ignored, weights used.
pub fn modularity(graph: &Graph, community: &[u32], resolution: f64) -> f64 {
    quality(graph, community, Objective::Modularity, resolution)
}

/// The value of an objective.
pub fn quality(graph: &Graph, community: &[u32], objective: Objective, resolution: f64) -> f64 {
    let count = community.iter().max().map_or(0, |&c| c as usize + 1);
    let mut inner = 0.0;
    let mut total = 0.0;
    let mut strength = vec![0.0; count];
    let mut size = vec![0.0; count];
    let unweighted = graph.reference_rows().weights().is_none();
    let may_be_mutual = unweighted && graph.is_directed() && !graph.is_in_date_order();
    for node in 0..graph.nodes() as u32 {
        let own = community[node as usize];
        size[own as usize] += 1.0;
        let weights = graph.reference_rows().row_weights(node);
        for (at, &other) in graph.references(node).iter().enumerate() {
            // In a graph without weights, two papers that cite each other have one edge between them.
            if may_be_mutual && other < node && graph.references(other).binary_search(&node).is_ok() {
                continue;
            }
            let weight = weights.map_or(1.0, |w| w[at]) * if graph.is_directed() { 1.0 } else { 0.5 };
            total += weight;
            strength[own as usize] += weight;
            strength[community[other as usize] as usize] += weight;
            if community[other as usize] == own {
                inner += weight;
            }
        }
    }
    match objective {
        Objective::Cpm => inner - resolution * size.iter().map(|n| n * (n - 1.0) / 2.0).sum::<f64>(),
        Objective::Modularity if total == 0.0 => 0.0,
        Objective::Modularity => {
            let expected: f64 = strength.iter().map(|k| (k / (2.0 * total)).powi(2)).sum();
            inner / total - resolution * expected
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_forms() {
        // Two separate edges, each a community: 1 − 2 (1/2)².
        let graph = Graph::directed(4, &[(0, 1), (2, 3)], None).0;
        assert_eq!(modularity(&graph, &[0, 0, 1, 1], 1.0), 0.5);
        assert_eq!(modularity(&graph.to_undirected(), &[0, 0, 1, 1], 1.0), 0.5);
        assert_eq!(modularity(&graph, &[0, 0, 0, 0], 1.0), 0.0);
        assert_eq!(quality(&graph, &[0, 0, 1, 1], Objective::Cpm, 0.25), 1.5);
        let mutual = Graph::directed(4, &[(0, 1), (1, 0), (2, 3)], None).0;
        assert_eq!(modularity(&mutual, &[0, 0, 1, 1], 1.0), 0.5);
    }
}
