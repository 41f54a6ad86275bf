//! Katz: x(v) = 1 + α Σ over u → v of x(u), not normalised. Katz, Psychometrika 18 (1953). Weights are used only where that is
//! asked for, as in networkx: x(v) = 1 + α Σ w(u→v) x(u), so that an edge of weight 3 counts as three edges.
//!
//! One sweep over the condensed graph solves it (`solve.rs`). It converges where α ρ < 1 for the spectral radius ρ of
//! every strongly connected component; an acyclic graph has ρ = 0 and takes any α. ρ is enclosed by Collatz and
//! Wielandt's quotients: min (Bx)/x ≤ ρ(B) ≤ max (Bx)/x for every positive x, here with B = A + I, which does not swing (with
//! weights A + s I, s about ρ: I would be nothing beside large weights and everything beside small ones).
//! Time O(n + m) and the cycles' rounds; memory 16 n bytes and the edges of one component.

use super::solve::{Flow, Part, solve};
use super::weights::without_zeros;
use super::{Column, Settings, effort};
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::graph::strong::Condensation;

/// Rounds for the enclosure of ρ.
const MOST_ROUNDS: usize = 20_000;
/// Rounds after which the solver gives a cycle up.
const MOST_SOLVING: f64 = 1e6;
/// The enclosure is narrow enough to be printed.
const NARROW: f64 = 1e-9;

/// Katz's index of every node.
///
/// # Errors
/// An α that is not from 0 up to 1/ρ, with the bound named.
///
/// ```
/// use citetrace::{graph::Graph, measures::katz::katz};
/// let (chain, _) = Graph::directed(3, &[(2, 1), (1, 0)], None);
/// assert_eq!(katz(&chain, 0.5)?, [1.75, 1.5, 1.0]);
/// # Ok::<(), citetrace::Error>(())
/// ```
pub fn katz(graph: &Graph, alpha: f64) -> Result<Vec<f64>> {
    computed(graph, alpha, false)?.map_err(|reason| Error::unanswerable(reason, REMEDY))
}

/// Katz's index with the weights of the edges, which are 0 or more.
///
/// # Errors
/// As [`katz`].
///
/// ```
/// use citetrace::{graph::Graph, measures::katz::weighted_katz};
/// let (chain, _) = Graph::directed(3, &[(2, 1), (1, 0)], Some(&[2.0, 0.5]));
/// assert_eq!(weighted_katz(&chain, 0.5)?, [1.5, 2.0, 1.0]);
/// # Ok::<(), citetrace::Error>(())
/// ```
pub fn weighted_katz(graph: &Graph, alpha: f64) -> Result<Vec<f64>> {
    computed(&without_zeros(graph), alpha, true)?.map_err(|reason| Error::unanswerable(reason, REMEDY))
}

const REMEDY: &str = "give `--alpha` a smaller value";

/// The column `katz`, null where it would take days.
pub(super) fn column(graph: &Graph, alpha: f64, weighted: bool) -> Result<Column> {
    let found =
        if weighted { computed(&without_zeros(graph), alpha, true)? } else { computed(graph, alpha, false)? };
    Ok(match found {
        Ok(values) => Column::reals("katz", values),
        Err(reason) => Column::not_computed("katz", graph.nodes(), reason),
    })
}

/// Refuses an α that is none.
pub(super) fn check_alpha(alpha: f64) -> Result<()> {
    if !alpha.is_finite() || alpha < 0.0 {
        return Err(Error::argument(
            format!("Katz's α {alpha} is no number from 0 up"),
            format!("give `--alpha`, as {}", Settings::ALPHA),
        ));
    }
    Ok(())
}

/// The values, or why they would take too long.
fn computed(graph: &Graph, alpha: f64, weighted: bool) -> Result<Result<Vec<f64>, String>> {
    check_alpha(alpha)?;
    let weights = graph.reference_rows().weights().filter(|_| weighted);
    let flow = Flow { graph, scale: |_: u32| alpha, weights };
    let parts = Condensation::of(graph);
    let mut place = vec![0; graph.nodes()];
    let mut largest = 0.0f64;
    for number in parts.cycles() {
        let part = Part::of(&flow, &parts, number, &mut place);
        largest = largest.max(radius(&part, alpha));
    }
    if alpha * largest >= 1.0 {
        return Err(Error::unanswerable(
            format!(
                "Katz with α = {alpha} does not converge on this graph: it does from 0 up to {:.6}",
                1.0 / largest
            ),
            format!("give `--alpha` a value below {:.6}", 1.0 / largest),
        ));
    }
    if let Some(reason) = too_long(graph, &parts, alpha * largest) {
        return Ok(Err(reason));
    }
    let mut values = vec![1.0; graph.nodes()];
    solve(&flow, &mut values)?;
    if values.iter().any(|value| !value.is_finite()) {
        let what = format!("with α = {alpha} there are so many walks that Katz's index passes 10^308");
        return Err(Error::unanswerable(what, REMEDY));
    }
    Ok(Ok(values))
}

/// Why it is not computed where that would take days: each round over the cycles takes the factor `shrink` off what is
/// still wrong, and the last digit needs ln 10⁻¹⁶/ln shrink of them.
fn too_long(graph: &Graph, parts: &Condensation, shrink: f64) -> Option<String> {
    if shrink <= 0.0 {
        return None;
    }
    let rounds = (1e-16f64.ln() / shrink.ln()).min(MOST_SOLVING);
    let seconds = |edges: usize| edges as f64 * rounds / effort::EDGES_A_SECOND;
    if seconds(graph.edges()) < effort::LONGEST {
        return None;
    }
    let own = |node: u32| parts.component[node as usize];
    let within = |node: u32| graph.references(node).iter().filter(|&&other| own(other) == own(node)).count();
    let seconds = seconds((0..graph.nodes() as u32).map(within).sum());
    (seconds > effort::LONGEST).then(|| {
        format!(
            "α is so near to where Katz no longer converges that it would take about {} on one core; choose a smaller `--alpha`",
            effort::in_words(seconds)
        )
    })
}

/// The spectral radius of a component; only an upper bound where that already shows convergence.
fn radius(part: &Part, alpha: f64) -> f64 {
    let mut x = vec![1.0; part.len()];
    let mut next = vec![0.0; part.len()];
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let mut shift = if part.is_weighted() {
        (0..part.len()).map(|node| part.received(node, &x)).fold(0.0, f64::max)
    } else {
        1.0
    };
    for _ in 0..MOST_ROUNDS {
        (low, high) = (f64::INFINITY, 0.0f64);
        let mut largest = 0.0f64;
        for node in 0..part.len() {
            let value = part.received(node, &x) + shift * x[node];
            let ratio = value / x[node];
            low = f64::min(low, ratio);
            high = high.max(ratio);
            largest = largest.max(value);
            next[node] = value;
        }
        // Far from the cycle's core an entry may shrink to nothing; it then says nothing about ρ.
        for value in &mut next {
            *value = (*value / largest).max(1e-280);
        }
        std::mem::swap(&mut x, &mut next);
        (low, high) = (low - shift, high - shift);
        let surely_converges = alpha * high < 1.0;
        if surely_converges || high - low <= NARROW * (high + shift) {
            break;
        }
        if part.is_weighted() {
            shift = f64::midpoint(low, high);
        }
    }
    if alpha * high < 1.0 { high } else { f64::midpoint(low, high) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cycle_converges_below_1() {
        let cycle: Vec<(u32, u32)> = (0..70).map(|n| (n, (n + 1) % 70)).collect();
        let graph = Graph::directed(70, &cycle, None).0;
        for (alpha, expected) in [(0.5, 2.0), (0.9, 10.0), (0.999, 1000.0)] {
            assert!(katz(&graph, alpha).unwrap().iter().all(|x| (x / expected - 1.0).abs() < 1e-11));
        }
        let message = katz(&graph, 1.0).unwrap_err().to_string();
        insta::assert_snapshot!(message, @"Katz with α = 1 does not converge on this graph: it does from 0 up to 1.000000; give `--alpha` a value below 1.000000");
    }

    #[test]
    fn what_takes_days_is_told_beforehand() {
        let cycle: Vec<(u32, u32)> = (0..70).map(|n| (n, (n + 1) % 70)).collect();
        let graph = Graph::directed(70, &cycle, None).0;
        let parts = Condensation::of(&graph);
        assert_eq!(too_long(&graph, &parts, 0.999_999), None);
        assert_eq!(column(&graph, 0.5, false).unwrap().nulls(), 0);
        // 18 million citations within one cycle, a million rounds.
        let edges: Vec<(u32, u32)> =
            (0..6_000u32).flat_map(|n| (1..=3_000).map(move |step| (n, (n + step) % 6_000))).collect();
        let graph = Graph::directed(6_000, &edges, None).0;
        let reason = too_long(&graph, &Condensation::of(&graph), 1.0 - 1e-9).unwrap();
        assert!(reason.contains("about 50 hours on one core"), "{reason}");
    }

    #[test]
    fn the_bound_of_a_complete_graph_is_one_over_its_degree() {
        let complete: Vec<(u32, u32)> = (0..5).flat_map(|a| (0..5).map(move |b| (a, b))).collect();
        let graph = Graph::directed(5, &complete, None).0;
        assert!(katz(&graph, 0.26).unwrap_err().to_string().contains("up to 0.250000"));
        assert!((katz(&graph, 0.2).unwrap()[0] - 5.0).abs() < 1e-13);
        for alpha in [-0.1, f64::NAN, f64::INFINITY] {
            assert!(katz(&graph, alpha).is_err());
        }
    }

    proptest! {
        #[test]
        fn the_sweep_satisfies_the_definition(edges in prop::collection::vec((0u32..14, 0u32..14), 0..60)) {
            let graph = Graph::directed(14, &edges, None).0;
            if let Ok(x) = katz(&graph, 0.15) {
                for v in 0..14u32 {
                    let sum: f64 = graph.cited_by(v).iter().map(|&u| x[u as usize]).sum();
                    prop_assert!((1.0 + 0.15 * sum - x[v as usize]).abs() <= 1e-11 * x[v as usize]);
                    prop_assert!(x[v as usize] >= 1.0);
                }
            } else {
                // Then counting walks must grow past all bounds.
                let mut x = [1.0f64; 14];
                for _ in 0..2000 {
                    let citing = |v: u32| graph.cited_by(v).iter().map(|&u| x[u as usize]).sum::<f64>();
                    x = std::array::from_fn(|v| 1.0 + 0.15 * citing(v as u32));
                }
                prop_assert!(x.iter().any(|&x| x > 1e3));
            }
        }
    }

    #[test]
    fn the_bound_of_a_weighted_cycle_is_one_over_its_geometric_mean() {
        for scale in [1e-6, 1.0, 1e6] {
            let cycle: Vec<(u32, u32)> = (0..60).map(|n| (n, (n + 1) % 60)).collect();
            let weights: Vec<f64> = (0..60).map(|n| if n % 2 == 0 { scale } else { 4.0 * scale }).collect();
            let graph = Graph::directed(60, &cycle, Some(&weights)).0;
            assert!(weighted_katz(&graph, 0.500_001 / scale).is_err(), "{scale}");
            // x = 1 + a y, y = 1 + b x along the cycle.
            let (a, b) = (0.4, 1.6);
            let found = weighted_katz(&graph, 0.4 / scale).unwrap();
            for (node, value) in found.iter().enumerate() {
                let into = if node % 2 == 0 { b } else { a };
                let expected = (1.0 + into) / (1.0 - a * b);
                assert!((value / expected - 1.0).abs() < 1e-9, "{scale}: {value} is not {expected}");
            }
        }
    }

    #[test]
    fn what_passes_all_numbers_is_refused() {
        let chain: Vec<(u32, u32)> = (1..400).map(|node| (node, node - 1)).collect();
        let message = katz(&Graph::directed(400, &chain, None).0, 100.0).unwrap_err().to_string();
        insta::assert_snapshot!(message, @"with α = 100 there are so many walks that Katz's index passes 10^308; give `--alpha` a smaller value");
    }

    proptest! {
        #[test]
        fn a_weight_is_so_many_edges(edges in prop::collection::vec((0u32..9, 0u32..9), 0..40), zeros: bool) {
            // A list in which edges stand more than once, and the same as weights; some edges of weight 0 beside.
            let mut list = edges.clone();
            let mut weights = vec![1.0; edges.len()];
            if zeros {
                list.extend([(0, 1), (1, 2), (2, 0)]);
                weights.extend([0.0; 3]);
            }
            let graph = Graph::directed(9, &list, Some(&weights)).0;
            if let Ok(x) = weighted_katz(&graph, 0.07) {
                for v in 0..9u32 {
                    let into = edges.iter().filter(|e| e.1 == v && e.0 != v);
                    let sum: f64 = into.map(|e| x[e.0 as usize]).sum();
                    prop_assert!((1.0 + 0.07 * sum - x[v as usize]).abs() <= 1e-11 * x[v as usize]);
                    prop_assert!(x[v as usize] >= 1.0);
                }
            } else {
                let mut x = [1.0f64; 9];
                for _ in 0..2000 {
                    x = std::array::from_fn(|v| {
                        let into = edges.iter().filter(|e| e.1 as usize == v && e.0 != e.1);
                        1.0 + 0.07 * into.map(|e| x[e.0 as usize]).sum::<f64>()
                    });
                }
                prop_assert!(x.iter().any(|&x| x > 1e3));
            }
        }
    }
}
