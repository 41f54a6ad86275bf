//! Eigenvector centrality: A x = λ x with the largest λ, on the undirected graph's largest component, with Euclidean
//! norm 1; null elsewhere, where the power of a component says nothing beside that of another. Bonacich 1972.
//!
//! The operator is A + I, whose leading vector is the same and which does not swing on bipartite graphs. Weights are not
//! used, as in networkx. Time O(m) a product, memory 18 vectors.

use super::Column;
use super::dominant::leading;
use super::hits::multiply;
use crate::graph::{Graph, weak};

/// The column `eigenvector`.
pub(super) fn column(graph: &Graph) -> Column {
    let Some(values) = eigenvector(graph) else {
        let reason = "the leading eigenvector did not settle: the two largest eigenvalues lie too near";
        return Column::not_computed("eigenvector", graph.nodes(), reason);
    };
    Column::with_nulls("eigenvector", values, "only the largest component has an eigenvector centrality")
}

/// Eigenvector centrality, NaN outside the largest component; `None` where it does not settle.
pub fn eigenvector(graph: &Graph) -> Option<Vec<f64>> {
    let component = weak::components(graph);
    let inside: Vec<u32> = (0..graph.nodes() as u32).filter(|&node| component[node as usize] == 0).collect();
    let mut place = vec![0u32; graph.nodes()];
    for (at, &node) in inside.iter().enumerate() {
        place[node as usize] = at as u32;
    }
    let edges: Vec<(u32, u32)> = inside
        .iter()
        .flat_map(|&node| graph.references(node).iter().map(move |&other| (node, other)))
        .map(|(node, other)| (place[node as usize], place[other as usize]))
        .collect();
    let part = Graph::undirected(inside.len(), &edges, None).0;
    let mut values = vec![f64::NAN; graph.nodes()];
    if inside.is_empty() {
        return Some(values);
    }
    let found = leading("eigenvector", inside.len(), |x, y| {
        multiply(part.reference_rows(), x, y);
        for (y, x) in y.iter_mut().zip(x) {
            *y += x;
        }
    })?;
    for (&node, value) in inside.iter().zip(found) {
        values[node as usize] = value;
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_forms() {
        // A star of k leaves: λ = √k, centre 1/√2, leaves 1/√(2k).
        let edges: Vec<(u32, u32)> = (1..10).map(|leaf| (leaf, 0)).chain([(10, 11)]).collect();
        let values = eigenvector(&Graph::directed(12, &edges, None).0).unwrap();
        assert!((values[0] - 0.5f64.sqrt()).abs() < 1e-14);
        assert!((values[1] - (1.0 / 18.0f64).sqrt()).abs() < 1e-14);
        assert!(values[10].is_nan());
        // A path of n nodes: x(k) ∝ sin(kπ/(n+1)); the second eigenvalue is near.
        let edges: Vec<(u32, u32)> = (1..100).map(|n| (n, n - 1)).collect();
        let values = eigenvector(&Graph::directed(100, &edges, None).0).unwrap();
        let norm = (101.0f64 / 2.0).sqrt();
        for (k, value) in values.iter().enumerate() {
            let expected = ((k + 1) as f64 * std::f64::consts::PI / 101.0).sin() / norm;
            assert!((value - expected).abs() < 1e-9 * expected, "{k}: {value} is not {expected}");
        }
        let complete: Vec<(u32, u32)> = (0..6).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
        let values = eigenvector(&Graph::directed(6, &complete, None).0).unwrap();
        assert!(values.iter().all(|v| (v - (1.0 / 6.0f64).sqrt()).abs() < 1e-15));
    }
}
