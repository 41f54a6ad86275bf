//! Distances over edges with lengths, from each source by Dijkstra's search: what closeness and harmonic centrality add up. Time
//! O(n m log n), memory 12 n bytes a thread and 40 n a block of sources.
//!
//! Sources are dealt out in interleaved blocks, whose number depends on the graph alone, and the blocks are summed in
//! order: the same bytes for any number of threads.

use rayon::prelude::*;

use super::dijkstra::Dijkstra;
use super::distance_sample::{Estimate, Moments};
use crate::graph::Graph;
use crate::progress;

/// Exact closeness of every node where edges have lengths: `lengths` stand beside the targets of
/// [`Graph::reference_rows`] and are positive. As `networkx.closeness_centrality` with `distance`.
///
/// ```
/// use citetrace::{graph::Graph, measures::weighted_distance::weighted_closeness};
/// let (chain, _) = Graph::directed(3, &[(2, 1), (1, 0)], Some(&[1.0, 3.0]));
/// let lengths = chain.reference_rows().weights().unwrap();
/// assert_eq!(weighted_closeness(&chain, lengths), [2.0 / 7.0, 0.5, 0.0]);
/// ```
pub fn weighted_closeness(graph: &Graph, lengths: &[f64]) -> Vec<f64> {
    Estimate::exact(graph, lengths).closeness().0
}

/// Exact harmonic centrality of every node where edges have lengths, as `networkx.harmonic_centrality` with `distance`.
pub fn weighted_harmonic(graph: &Graph, lengths: &[f64]) -> Vec<f64> {
    Estimate::exact(graph, lengths).harmonic().0
}

/// Σ 1/d(u,v) over the given sources alone.
pub fn weighted_harmonic_from(graph: &Graph, lengths: &[f64], sources: &[u32]) -> Vec<f64> {
    moments(graph, lengths, sources).into_inverse()
}

/// Runs a search from every source and adds up what arrives.
pub(super) fn moments(graph: &Graph, lengths: &[f64], sources: &[u32]) -> Moments {
    let nodes = graph.nodes();
    let blocks = ((1 << 24) / nodes.max(1)).clamp(4, 64).min(sources.len().max(1));
    let bar = progress::bar("distances", sources.len() as u64);
    let parts: Vec<Moments> = (0..blocks)
        .into_par_iter()
        .map(|block| {
            let mut found = Moments::none(nodes);
            let mut search = Dijkstra::new(nodes);
            for &source in sources.iter().skip(block).step_by(blocks) {
                search.run(graph.reference_rows(), lengths, source);
                for &node in &search.order()[1..] {
                    found.arrive(node, search.distance(node));
                }
                bar.inc(1);
            }
            found
        })
        .collect();
    bar.finish_and_clear();
    let mut found = Moments::none(nodes);
    for part in &parts {
        found.add(part);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::dijkstra::tests::by_floyd_warshall;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn distances_are_those_of_floyd_and_warshall(
            edges in prop::collection::vec((0u32..13, 0u32..13, 0.01f64..9.0), 0..60),
            directed: bool,
        ) {
            let (pairs, weights): (Vec<_>, Vec<_>) = edges.into_iter().map(|(u, v, w)| ((u, v), w)).unzip();
            let build = if directed { Graph::directed } else { Graph::undirected };
            let graph = build(13, &pairs, Some(&weights)).0;
            let lengths = graph.reference_rows().weights().unwrap();
            let far = by_floyd_warshall(&graph, lengths);
            let (closeness, harmonic) = (weighted_closeness(&graph, lengths), weighted_harmonic(&graph, lengths));
            for v in 0..13 {
                let near: Vec<f64> = (0..13).filter(|&u| u != v).map(|u| far[u][v]).filter(|d| d.is_finite()).collect();
                let (r, sum) = (near.len() as f64, near.iter().sum::<f64>());
                let expected = if r == 0.0 { 0.0 } else { r / 12.0 * r / sum };
                prop_assert!((closeness[v] - expected).abs() <= 1e-12 * expected);
                let expected: f64 = near.iter().map(|d| 1.0 / d).sum();
                prop_assert!((harmonic[v] - expected).abs() <= 1e-12 * expected);
            }
        }
    }

    #[test]
    fn the_same_bytes_for_any_number_of_threads() {
        let edges: Vec<(u32, u32)> =
            (0..900u32).flat_map(|n| [(n, n * 13 % 300), (n, n * 29 % 301)]).collect();
        let weights: Vec<f64> = (0..edges.len()).map(|at| 0.1 + (at % 7) as f64 / 3.0).collect();
        let graph = Graph::directed(900, &edges, Some(&weights)).0;
        let lengths = graph.reference_rows().weights().unwrap();
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| [weighted_closeness(&graph, lengths), weighted_harmonic(&graph, lengths)])
        };
        let one = with(1);
        for threads in [2, 3, 8] {
            let found = with(threads);
            let bits = |all: &[Vec<f64>; 2]| all.iter().flatten().map(|v| v.to_bits()).collect::<Vec<u64>>();
            assert_eq!(bits(&found), bits(&one));
        }
    }
}
