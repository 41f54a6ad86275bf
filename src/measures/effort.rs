//! How long a measure takes, told before it begins: a few searches from nodes spread over the graph say what all of them cost.
//!
//! The estimate counts edges that are looked at and takes a usual number of them for a second, so it depends on the graph
//! alone. Searches that all meet the same nodes are cheap together, which is why closeness and harmonic have a pilot of
//! their own. Time O(m) a pilot search, memory 32 n bytes.

use super::weights::Role;
use super::{Measure, Settings};
use crate::graph::Graph;

/// Edges that one core looks at in a second, about.
pub(super) const EDGES_A_SECOND: f64 = 1e8;
/// Edges over which one core goes in a search by lengths in a second, about.
const LENGTHS_A_SECOND: f64 = 2e7;
/// Edges over which one core passes the bits of 256 searches in a second, about.
const WIDE_EDGES_A_SECOND: f64 = 3e7;
/// An exact answer that would take longer than this many seconds on one core is not begun.
pub(super) const LONGEST: f64 = 48.0 * 3600.0;
/// Searches of a pilot.
const PILOTS: usize = 16;
/// Searches that run at once in closeness and harmonic.
const BATCH: usize = 256;
/// Products until an eigenvector settles, as a rule.
const PRODUCTS: f64 = 50.0;

impl Measure {
    /// About how many seconds the measure takes on one core; `None` for what is done in a few sweeps.
    pub fn estimated_seconds(self, graph: &Graph, settings: &Settings) -> Option<f64> {
        let sources = settings.samples.unwrap_or(usize::MAX).min(graph.nodes()) as f64;
        let weighted = graph.reference_rows().weights().is_some()
            && self.role_of_weights(settings.weights).is_some_and(|role| role != Role::Strength);
        Some(match self {
            Self::Betweenness => 2.0 * edges_of_a_search(graph) * sources / pace(weighted),
            Self::Closeness | Self::Harmonic if weighted => {
                edges_of_a_search(graph) * sources / LENGTHS_A_SECOND
            }
            Self::Closeness | Self::Harmonic => wide_seconds(graph, sources),
            Self::Eigenvector | Self::HitsHub | Self::HitsAuthority => {
                PRODUCTS * 2.0 * graph.edges() as f64 / EDGES_A_SECOND
            }
            _ => return None,
        })
    }
}

/// Edges that one core looks at in a second of searches one by one.
pub(super) fn pace(weighted: bool) -> f64 {
    if weighted { LENGTHS_A_SECOND } else { EDGES_A_SECOND }
}

/// Why closeness and harmonic are not computed from all nodes, where that would take days.
pub(super) fn distances_too_long(graph: &Graph, weighted: bool) -> Option<String> {
    let nodes = graph.nodes() as f64;
    let pace = if weighted { LENGTHS_A_SECOND } else { WIDE_EDGES_A_SECOND };
    if nodes * (graph.edges() as f64) < LONGEST * pace {
        return None;
    }
    let seconds = if weighted { edges_of_a_search(graph) * nodes / pace } else { wide_seconds(graph, nodes) };
    (seconds > LONGEST).then(|| {
        format!(
            "exact distances would take about {} on one core; `--samples 1000` estimates them with a standard error",
            in_words(seconds)
        )
    })
}

/// A duration as people say it.
///
/// ```
/// use citetrace::measures::effort::in_words;
/// assert_eq!([12.0, 200.0, 7200.0, 1e6].map(in_words), ["12 seconds", "3 minutes", "2 hours", "12 days"]);
/// ```
pub fn in_words(seconds: f64) -> String {
    let (count, unit) = match seconds {
        s if s < 100.0 => (s, "second"),
        s if s < 100.0 * 60.0 => (s / 60.0, "minute"),
        s if s < 100.0 * 3600.0 => (s / 3600.0, "hour"),
        s => (s / 86_400.0, "day"),
    };
    let count = count.round().max(1.0);
    format!("{count:.0} {unit}{}", if count == 1.0 { "" } else { "s" })
}

/// Nodes spread over the graph.
fn spread(nodes: usize, count: usize) -> impl Iterator<Item = usize> {
    let count = count.min(nodes);
    (0..count).map(move |at| at * nodes / count + nodes / (2 * count))
}

/// Edges that a search from one node looks at, on average.
fn edges_of_a_search(graph: &Graph) -> f64 {
    let nodes = graph.nodes();
    let mut seen = vec![false; nodes];
    let mut looked_at = 0u64;
    let mut pilots = 0u64;
    for source in spread(nodes, PILOTS) {
        let mut reached = vec![source as u32];
        seen[source] = true;
        let mut at = 0;
        while at < reached.len() {
            let row = graph.references(reached[at]);
            looked_at += row.len() as u64;
            for &next in row {
                if !std::mem::replace(&mut seen[next as usize], true) {
                    reached.push(next);
                }
            }
            at += 1;
        }
        for node in reached {
            seen[node as usize] = false;
        }
        pilots += 1;
    }
    looked_at as f64 / pilots.max(1) as f64
}

/// Seconds of distances from `sources` nodes, by a few batches of neighbours in number, 64 searches standing for each batch.
fn wide_seconds(graph: &Graph, sources: f64) -> f64 {
    let nodes = graph.nodes();
    let mut looked_at = 0u64;
    let mut pilots = 0u64;
    let mut seen = vec![0u64; nodes];
    let mut now = vec![0u64; nodes];
    let mut next = vec![0u64; nodes];
    for start in spread(nodes, PILOTS / 4) {
        let mut active: Vec<u32> = Vec::new();
        let mut touched: Vec<u32> = Vec::new();
        for (bit, source) in (start..nodes.min(start + BATCH)).step_by(BATCH / 64).enumerate() {
            seen[source] = 1 << bit;
            now[source] = 1 << bit;
            active.push(source as u32);
        }
        while !active.is_empty() {
            let mut coming = Vec::new();
            for node in active.drain(..) {
                let bits = std::mem::take(&mut now[node as usize]);
                touched.push(node);
                looked_at += graph.references(node).len() as u64;
                for &other in graph.references(node) {
                    if next[other as usize] == 0 {
                        coming.push(other);
                    }
                    next[other as usize] |= bits;
                }
            }
            for node in coming {
                let new = std::mem::take(&mut next[node as usize]) & !seen[node as usize];
                if new != 0 {
                    seen[node as usize] |= new;
                    now[node as usize] = new;
                    active.push(node);
                }
            }
        }
        for node in touched {
            seen[node as usize] = 0;
        }
        pilots += 1;
    }
    let batches = (sources / BATCH as f64).ceil();
    looked_at as f64 / pilots.max(1) as f64 * batches / WIDE_EDGES_A_SECOND
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_costs_half_of_all_pairs() {
        let edges: Vec<(u32, u32)> = (1..2000).map(|n| (n, n - 1)).collect();
        let chain = Graph::directed(2000, &edges, None).0;
        let searched = edges_of_a_search(&chain);
        assert!((searched - 1000.0).abs() < 2.0, "{searched}");
        let settings = Settings { samples: Some(100), ..Settings::default() };
        let all = Measure::Betweenness.estimated_seconds(&chain, &Settings::default()).unwrap();
        let some = Measure::Betweenness.estimated_seconds(&chain, &settings).unwrap();
        assert!((all / some - 20.0).abs() < 1e-9);
        assert_eq!(Measure::Pagerank.estimated_seconds(&chain, &settings), None);
        assert!(Measure::Closeness.estimated_seconds(&chain, &settings).unwrap() > 0.0);
        assert_eq!(distances_too_long(&chain, false), None);
    }

    #[test]
    fn nothing_takes_no_time() {
        let empty = Graph::directed(0, &[], None).0;
        for measure in [Measure::Betweenness, Measure::Harmonic, Measure::Eigenvector] {
            assert_eq!(measure.estimated_seconds(&empty, &Settings::default()), Some(0.0));
        }
    }
}
