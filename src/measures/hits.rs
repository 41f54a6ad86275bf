//! Hubs and authorities: h ∝ A a, a ∝ Aᵀ h, each summing to 1; A(u, v) is the weight of u → v. Kleinberg, J. ACM 46 (1999).
//!
//! a is the leading eigenvector of Aᵀ A, found as in `dominant.rs`. Where several parts of the graph share the
//! leading singular value, the answer is the one that the iteration from equal scores tends to.
//! Time O(m) a product, memory 20 vectors.

use rayon::prelude::*;

use super::Column;
use super::dominant::leading;
use super::weights::without_zeros;
use crate::graph::Graph;
use crate::graph::csr::Csr;

const REASON: &str = "hubs and authorities did not settle: the two largest singular values lie too near";

/// The columns of hub and authority scores.
pub(super) fn columns(graph: &Graph) -> (Column, Column) {
    let graph = &*without_zeros(graph);
    let nodes = graph.nodes();
    if graph.edges() == 0 {
        let none =
            |name| Column::not_computed(name, nodes, "the graph has no edge that could point to anything");
        return (none("hits_hub"), none("hits_authority"));
    }
    match hits(graph) {
        Some((hubs, authorities)) => {
            (Column::reals("hits_hub", hubs), Column::reals("hits_authority", authorities))
        }
        None => (
            Column::not_computed("hits_hub", nodes, REASON),
            Column::not_computed("hits_authority", nodes, REASON),
        ),
    }
}

/// Hub and authority scores, each summing to 1; `None` in a graph without edges or where they do not settle.
pub fn hits(graph: &Graph) -> Option<(Vec<f64>, Vec<f64>)> {
    let (given, received) = (graph.reference_rows(), graph.cited_by_rows());
    let mut hubs = vec![0.0; graph.nodes()];
    let mut authorities = leading("hubs and authorities", graph.nodes(), |x, y| {
        multiply(given, x, &mut hubs);
        multiply(received, &hubs, y);
    })?;
    multiply(given, &authorities, &mut hubs);
    for scores in [&mut hubs, &mut authorities] {
        let sum: f64 = scores.iter().sum();
        for score in scores.iter_mut() {
            *score /= sum;
        }
    }
    Some((hubs, authorities))
}

/// y(u) = Σ over the row of u of w x.
pub(super) fn multiply(rows: &Csr, x: &[f64], y: &mut [f64]) {
    y.par_iter_mut().with_min_len(256).enumerate().for_each(|(node, y)| {
        let row = rows.row(node as u32);
        *y = match rows.row_weights(node as u32) {
            None => row.iter().map(|&other| x[other as usize]).sum(),
            Some(weights) => row.iter().zip(weights).map(|(&other, w)| w * x[other as usize]).sum(),
        };
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_star_has_one_authority_and_equal_hubs() {
        let edges: Vec<(u32, u32)> = (1..5).map(|leaf| (leaf, 0)).collect();
        let (hubs, authorities) = hits(&Graph::directed(5, &edges, None).0).unwrap();
        for (found, expected) in hubs.iter().zip([0.0, 0.25, 0.25, 0.25, 0.25]) {
            assert!((found - expected).abs() < 1e-14);
        }
        assert!((authorities[0] - 1.0).abs() < 1e-14);
        assert_eq!(hits(&Graph::directed(3, &[], None).0), None);
    }

    #[test]
    fn parts_of_one_singular_value_share_as_the_iteration_from_equal_scores_does() {
        // 1 and 6 point to 2 and 7, 5 and 7 to 3 and 4: the square of the leading singular value is 7 + √45 in both.
        let edges = [(1, 2), (1, 7), (6, 7), (5, 4), (7, 3), (7, 4), (2, 0), (2, 5), (3, 0), (0, 9)];
        let weights = [1.0, 3.0, 2.0, 1.0, 2.0, 3.0, 1.0, 1.0, 2.0, 3.0];
        let (hubs, _) = hits(&Graph::directed(10, &edges, Some(&weights)).0).unwrap();
        let root = 5.0f64.sqrt();
        let shares = [
            (1, (root - 1.0) / 4.0),
            (5, (3.0 - root) / 8.0),
            (6, (3.0 - root) / 4.0),
            (7, (root + 1.0) / 8.0),
        ];
        for (node, expected) in shares {
            assert!((hubs[node] - expected).abs() < 1e-9, "{node}: {} is not {expected}", hubs[node]);
        }
    }

    proptest! {
        #[test]
        fn the_scores_agree_with_iteration(edges in prop::collection::vec((0u32..10, 0u32..10), 1..50), weighted: bool) {
            let weights: Vec<f64> = (0..edges.len()).map(|at| 1.0 + (at % 3) as f64).collect();
            let graph = Graph::directed(10, &edges, weighted.then_some(&weights[..])).0;
            let (edges, weights) = graph.edge_list();
            let weight = |at: usize| weights.as_ref().map_or(1.0, |w| w[at]);
            prop_assume!(!edges.is_empty());
            let mut a = vec![1.0f64; 10];
            let mut h = vec![0.0; 10];
            for _ in 0..60_000 {
                h.fill(0.0);
                for (at, e) in edges.iter().enumerate() {
                    h[e.0 as usize] += weight(at) * a[e.1 as usize];
                }
                let sum: f64 = h.iter().sum();
                for x in &mut h {
                    *x /= sum;
                }
                a.fill(0.0);
                for (at, e) in edges.iter().enumerate() {
                    a[e.1 as usize] += weight(at) * h[e.0 as usize];
                }
                let sum: f64 = a.iter().sum();
                for x in &mut a {
                    *x /= sum;
                }
            }
            let (hubs, authorities) = hits(&graph).unwrap();
            for node in 0..10 {
                prop_assert!((hubs[node] - h[node]).abs() < 1e-8, "{:?} {:?}", hubs, h);
                prop_assert!((authorities[node] - a[node]).abs() < 1e-8, "{:?} {:?}", authorities, a);
            }
        }
    }
}
