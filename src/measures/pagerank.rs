//! PageRank: p(v) = (1−d)/n + d Σ over u → v of p(u) w(u→v)/W(u) + d/n Σ over dangling u of p(u), summing to 1.
//! Brin and Page 1998; d is the damping, W(u) the weights that u gives, dangling a node that gives none.
//!
//! Restart and dangling mass are spread over the same nodes, so p is proportional to the solution of
//! y = 1 + d Σ y(u) w/W(u), which one sweep over the condensed graph gives exactly (`solve.rs`). Time O(n + m)
//! and the cycles' rounds; memory 8 n bytes.
//!
//! Variants: the personalised one spreads restart and dangling mass evenly over the listed nodes. networkx does both alike
//! (`personalization`, and `dangling` left to its default), and takes weights where a graph has them.

use super::solve::{Flow, solve};
use super::{Measure, Settings, Weights, weights};
use crate::error::{Error, Result};
use crate::graph::Graph;

/// PageRank with restart anywhere.
///
/// # Errors
/// A damping outside 0 ≤ d < 1, negative weights or such as can't be added up.
///
/// ```
/// use citetrace::{graph::Graph, measures::pagerank::pagerank};
/// let (cycle, _) = Graph::directed(4, &[(0, 1), (1, 2), (2, 3), (3, 0)], None);
/// assert!(pagerank(&cycle, 0.85)?.iter().all(|p| (p - 0.25).abs() < 1e-15));
/// # Ok::<(), citetrace::Error>(())
/// ```
pub fn pagerank(graph: &Graph, damping: f64) -> Result<Vec<f64>> {
    restarting(graph, damping, vec![1.0; graph.nodes()])
}

/// PageRank that restarts at the nodes of `restart` (ascending, each once).
///
/// # Errors
/// An empty list, and as [`pagerank`].
pub fn personalized_pagerank(graph: &Graph, damping: f64, restart: &[u32]) -> Result<Vec<f64>> {
    if restart.is_empty() {
        return Err(no_restart());
    }
    let mut start = vec![0.0; graph.nodes()];
    for &node in restart {
        let Some(start) = start.get_mut(node as usize) else {
            return Err(Error::argument(
                format!("the restart node {node} is not in the graph"),
                "list only nodes of the graph",
            ));
        };
        *start = 1.0;
    }
    restarting(graph, damping, start)
}

/// What is said where there is no node to restart at.
pub(super) fn no_restart() -> Error {
    let what = "personalized_pagerank needs nodes to restart at";
    Error::argument(what, "give `--restart FILE` with one node a line")
}

/// Refuses a damping that is no share below 1.
pub(super) fn check_damping(damping: f64) -> Result<()> {
    if !(0.0..1.0).contains(&damping) {
        return Err(Error::argument(
            format!("the damping {damping} is not from 0 up to 1 (1 itself has no unique answer)"),
            format!("give `--damping` as a share below 1, as {}", Settings::DAMPING),
        ));
    }
    Ok(())
}

fn restarting(graph: &Graph, damping: f64, mut values: Vec<f64>) -> Result<Vec<f64>> {
    check_damping(damping)?;
    weights::role(Measure::Pagerank, graph, Weights::Usual)?;
    let rows = graph.reference_rows();
    match rows.weights() {
        None => {
            let scale = |node: u32| damping / rows.range(node).len() as f64;
            solve(&Flow { graph, scale, weights: None }, &mut values)?;
        }
        Some(weights) => {
            let given = |node: u32| rows.row_weights(node).map_or(0.0, |w| w.iter().sum::<f64>());
            let scale = |node: u32| {
                let given = given(node);
                if given > 0.0 { damping / given } else { 0.0 }
            };
            solve(&Flow { graph, scale, weights: Some(weights) }, &mut values)?;
        }
    }
    let share = 1.0 / sum(&values);
    for value in &mut values {
        *value *= share;
    }
    Ok(values)
}

/// The sum, by eight partial ones that don't wait for each other.
fn sum(values: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (eights, rest) = values.as_chunks::<8>();
    for eight in eights {
        for (lane, value) in lanes.iter_mut().zip(eight) {
            *lane += value;
        }
    }
    lanes.iter().chain(rest).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn assert_close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (f, e) in found.iter().zip(expected) {
            assert!((f - e).abs() <= 1e-12 * e.abs().max(1e-3), "{found:?} is not {expected:?}");
        }
    }

    /// The definition itself, iterated long enough.
    fn by_power_iteration(graph: &Graph, damping: f64, start: &[f64]) -> Vec<f64> {
        let (edges, weights) = graph.edge_list();
        let weight = |at: usize| weights.as_ref().map_or(1.0, |w| w[at]);
        let total: f64 = start.iter().sum();
        let start: Vec<f64> = start.iter().map(|s| s / total).collect();
        let mut given = vec![0.0; graph.nodes()];
        for (at, edge) in edges.iter().enumerate() {
            given[edge.0 as usize] += weight(at);
        }
        let mut p = start.clone();
        for _ in 0..400 {
            let dangling: f64 = (0..graph.nodes()).filter(|&n| given[n] == 0.0).map(|n| p[n]).sum();
            let mut next: Vec<f64> = start.iter().map(|s| (1.0 - damping + damping * dangling) * s).collect();
            for (at, edge) in edges.iter().enumerate() {
                if given[edge.0 as usize] > 0.0 {
                    next[edge.1 as usize] +=
                        damping * p[edge.0 as usize] * weight(at) / given[edge.0 as usize];
                }
            }
            p = next;
        }
        p
    }

    #[test]
    fn closed_forms() {
        // A star: n leaves cite the centre. y(leaf) = 1, y(centre) = 1 + d n.
        let edges: Vec<(u32, u32)> = (1..6).map(|leaf| (leaf, 0)).collect();
        let star = Graph::directed(6, &edges, None).0;
        let sum = 5.0 + 1.0 + 0.85 * 5.0;
        assert_close(&pagerank(&star, 0.85).unwrap()[..2], &[(1.0 + 0.85 * 5.0) / sum, 1.0 / sum]);
        let complete: Vec<(u32, u32)> = (0..60).flat_map(|a| (0..60).map(move |b| (a, b))).collect();
        assert_close(&pagerank(&Graph::directed(60, &complete, None).0, 0.85).unwrap(), &[1.0 / 60.0; 60]);
        assert_close(&pagerank(&Graph::directed(1, &[], None).0, 0.85).unwrap(), &[1.0]);
        assert!(pagerank(&Graph::directed(0, &[], None).0, 0.85).unwrap().is_empty());
        assert_close(&personalized_pagerank(&star, 0.5, &[1]).unwrap()[..3], &[1.0 / 3.0, 2.0 / 3.0, 0.0]);
    }

    #[test]
    fn what_has_no_answer_is_refused() {
        let graph = Graph::directed(2, &[(0, 1)], Some(&[-1.0])).0;
        assert!(pagerank(&graph, 0.85).is_err());
        let graph = Graph::directed(2, &[(0, 1)], None).0;
        for damping in [1.0, -0.1, f64::NAN] {
            assert!(pagerank(&graph, damping).is_err());
        }
        assert!(personalized_pagerank(&graph, 0.85, &[]).is_err());
        assert!(personalized_pagerank(&graph, 0.85, &[2]).is_err());
    }

    proptest! {
        #[test]
        fn the_sweep_agrees_with_power_iteration(
            edges in prop::collection::vec((0u32..12, 0u32..12, 0u8..4), 0..60),
            weighted: bool,
            restart in prop::collection::btree_set(0u32..12, 1..4),
        ) {
            let weights: Vec<f64> = edges.iter().map(|e| f64::from(e.2)).collect();
            let edges: Vec<(u32, u32)> = edges.iter().map(|e| (e.0, e.1)).collect();
            let graph = Graph::directed(12, &edges, weighted.then_some(&weights[..])).0;
            assert_close(&pagerank(&graph, 0.85).unwrap(), &by_power_iteration(&graph, 0.85, &[1.0; 12]));
            let restart: Vec<u32> = restart.into_iter().collect();
            let mut start = [0.0; 12];
            for &node in &restart {
                start[node as usize] = 1.0;
            }
            let found = personalized_pagerank(&graph, 0.85, &restart).unwrap();
            assert_close(&found, &by_power_iteration(&graph, 0.85, &start));
        }

        #[test]
        fn a_large_cycle_is_solved_by_rounds(
            shortcuts in prop::collection::vec((0u32..90, 0u32..90), 0..200),
        ) {
            let mut edges: Vec<(u32, u32)> = (0..80).map(|n| (n, (n + 1) % 80)).collect();
            edges.extend(shortcuts);
            let graph = Graph::directed(90, &edges, None).0;
            assert_close(&pagerank(&graph, 0.85).unwrap(), &by_power_iteration(&graph, 0.85, &[1.0; 90]));
        }
    }
}
