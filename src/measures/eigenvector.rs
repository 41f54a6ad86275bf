//! Eigenvector centrality: A x = λ x with the largest λ, on the undirected graph's largest component, with Euclidean
//! norm 1; null elsewhere, where the power of a component says nothing beside that of another. Bonacich 1972.
//!
//! The operator is A + I, whose leading vector is the same and which does not swing on bipartite graphs. Weights are not
//! used unless asked for, as in networkx; A(u, v) is then the weight as a share of the largest (a factor changes nothing, and
//! I stays as strong as A), an edge of weight 0 is none, and opposite edges add up. Time O(m) a product, memory 18 vectors.

use super::Column;
use super::dominant::leading;
use super::hits::multiply;
use super::weights::without_zeros;
use crate::graph::{Graph, weak};

/// The column `eigenvector`.
pub(super) fn column(graph: &Graph, weighted: bool) -> Column {
    let values = if weighted { weighted_eigenvector(graph) } else { eigenvector(graph) };
    let Some(values) = values else {
        let reason = "the leading eigenvector did not settle: the two largest eigenvalues lie too near";
        return Column::not_computed("eigenvector", graph.nodes(), reason);
    };
    Column::with_nulls("eigenvector", values, "only the largest component has an eigenvector centrality")
}

/// Eigenvector centrality, NaN outside the largest component; `None` where it does not settle.
pub fn eigenvector(graph: &Graph) -> Option<Vec<f64>> {
    of_largest(graph, false)
}

/// The same with the weights as strengths (0 or more), NaN outside the largest component; `None` where it does not settle.
///
/// ```
/// use citetrace::{graph::Graph, measures::eigenvector::weighted_eigenvector};
/// // A chain of two ties: the middle has 1/√2, the ends share the rest as their weights.
/// let (chain, _) = Graph::undirected(3, &[(0, 1), (1, 2)], Some(&[3.0, 4.0]));
/// let found = weighted_eigenvector(&chain).unwrap();
/// assert!((found[0] / found[2] - 0.75).abs() < 1e-12);
/// assert!((found[1] - 0.5f64.sqrt()).abs() < 1e-12);
/// ```
pub fn weighted_eigenvector(graph: &Graph) -> Option<Vec<f64>> {
    of_largest(&without_zeros(graph), true)
}

fn of_largest(graph: &Graph, weighted: bool) -> Option<Vec<f64>> {
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
    let rows = graph.reference_rows();
    let weights = rows.weights().filter(|_| weighted).map(|weights| {
        let inside = || inside.iter().flat_map(|&node| &weights[rows.range(node)]);
        let largest = inside().copied().fold(0.0, f64::max);
        inside().map(|weight| weight / largest).collect::<Vec<f64>>()
    });
    let part = Graph::undirected(inside.len(), &edges, weights.as_deref()).0;
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
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn the_weighted_vector_agrees_with_iteration(
            edges in prop::collection::vec((0u32..8, 0u32..8, 1u8..5), 1..40),
            scale in prop::sample::select(vec![1e-20, 1.0, 1e20]),
        ) {
            let (pairs, weights): (Vec<_>, Vec<f64>) =
                edges.iter().map(|e| ((e.0, e.1), f64::from(e.2) * scale)).unzip();
            // A ring of light ties makes one component.
            let ring = (0..8).map(|n| (n, (n + 1) % 8));
            let pairs: Vec<(u32, u32)> = pairs.into_iter().chain(ring).collect();
            let weights: Vec<f64> = weights.into_iter().chain(std::iter::repeat_n(scale, 8)).collect();
            let found = weighted_eigenvector(&Graph::directed(8, &pairs, Some(&weights)).0).unwrap();
            let mut x = [1.0f64; 8];
            for _ in 0..5000 {
                let mut next = x.map(|x| 4.0 * x);
                for (edge, weight) in pairs.iter().zip(&weights).filter(|(e, _)| e.0 != e.1) {
                    let (u, v) = (edge.0 as usize, edge.1 as usize);
                    next[u] += weight / scale * x[v];
                    next[v] += weight / scale * x[u];
                }
                let norm = next.iter().map(|x| x * x).sum::<f64>().sqrt();
                x = next.map(|x| x / norm);
            }
            for (found, expected) in found.iter().zip(x) {
                prop_assert!((found - expected).abs() < 1e-8, "{found} is not {expected}");
            }
        }
    }

    #[test]
    fn an_edge_of_weight_0_joins_nothing() {
        let edges = [(0, 1), (1, 2), (3, 4)];
        let values = weighted_eigenvector(&Graph::directed(5, &edges, Some(&[1.0, 0.0, 2.0])).0).unwrap();
        assert!((values[0] - 0.5f64.sqrt()).abs() < 1e-14 && values[2].is_nan() && values[3].is_nan());
    }
}
