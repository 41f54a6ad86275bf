//! Betweenness: b(v) = Σ over s ≠ v ≠ t of σ(s,t|v)/σ(s,t), the share of shortest paths from s to t that pass v;
//! directed, unnormalised, end points not counted. Undirected: each pair once.
//!
//! Brandes, A faster algorithm for betweenness centrality, J. Math. Sociol. 25 (2001): one search a source. With
//! c(v) = (1 + δ(v))/σ(v) the dependency of s is δ(v) = σ(v) Σ c(w) over the next nodes w, and c can stand where σ
//! stood (`paths.rs`). Time O(n m), memory 20 n bytes and 4 for each edge on a shortest path a thread, and 8 n a block of
//! sources.
//!
//! Sources are dealt out in interleaved blocks, whose number depends on the graph alone, and the blocks are summed in
//! order: the same bytes for any number of threads. (Blocks of neighbours in date order would be uneven: late papers
//! reach much, early ones little.)
//!
//! With `samples` K: K sources drawn without replacement, b̂ = (n/K) Σ δ, and its standard error
//! n √((1 − K/n) s²/K) with s² the variance of δ among the drawn. With `error` e the number is doubled until the
//! largest standard error is at most e times the largest estimate.
//!
//! Over edges with lengths the searches are Dijkstra's (`weighted_paths.rs`): time O(n m log n), memory 29 n bytes and 4 for each
//! edge on a shortest path a thread.

use rayon::prelude::*;

use super::paths::{Paths, ShortestPaths};
use super::weighted_paths::WeightedPaths;
use super::{Column, Settings, effort, sampling};
use crate::error::Result;
use crate::graph::Graph;
use crate::progress;

/// The columns `betweenness` and, for a sample, `betweenness_se`. `lengths` stand beside the rows of references.
pub(super) fn columns(graph: &Graph, lengths: Option<&[f64]>, settings: &Settings) -> Result<Vec<Column>> {
    if settings.samples.is_none() && settings.error.is_none() {
        if let Some(reason) = effort::betweenness_too_long(graph, lengths.is_some()) {
            return Ok(vec![Column::not_computed("betweenness", graph.nodes(), reason)]);
        }
        let values =
            lengths.map_or_else(|| betweenness(graph), |lengths| weighted_betweenness(graph, lengths));
        return Ok(vec![Column::reals("betweenness", values)]);
    }
    let estimate = estimate_over(graph, lengths, settings)?;
    Ok(vec![
        Column::reals("betweenness", estimate.values),
        Column::reals("betweenness_se", estimate.standard_errors),
    ])
}

/// Exact betweenness of every node.
///
/// ```
/// use citetrace::{graph::Graph, measures::betweenness::betweenness};
/// let (chain, _) = Graph::directed(4, &[(3, 2), (2, 1), (1, 0)], None);
/// assert_eq!(betweenness(&chain), [0.0, 2.0, 2.0, 0.0]);
/// ```
pub fn betweenness(graph: &Graph) -> Vec<f64> {
    exact(graph, None)
}

/// Exact betweenness of every node where edges have lengths: `lengths` stand beside the targets of
/// [`Graph::reference_rows`] and are positive.
///
/// ```
/// use citetrace::{graph::Graph, measures::betweenness::weighted_betweenness};
/// // The way round by 1 is shorter than the straight one.
/// let (graph, _) = Graph::directed(3, &[(2, 0), (2, 1), (1, 0)], Some(&[5.0, 2.0, 2.0]));
/// let lengths = graph.reference_rows().weights().unwrap();
/// assert_eq!(weighted_betweenness(&graph, lengths), [0.0, 1.0, 0.0]);
/// ```
pub fn weighted_betweenness(graph: &Graph, lengths: &[f64]) -> Vec<f64> {
    exact(graph, Some(lengths))
}

fn exact(graph: &Graph, lengths: Option<&[f64]>) -> Vec<f64> {
    let sources: Vec<u32> = (0..graph.nodes() as u32).collect();
    let (mut values, _) = sum_over(graph, lengths, &sources, false);
    if !graph.is_directed() {
        for value in &mut values {
            *value /= 2.0;
        }
    }
    values
}

/// An estimate of betweenness from a sample of sources.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The estimated betweenness of every node.
    pub values: Vec<f64>,
    /// The standard error of every estimate; 0 where all sources were drawn.
    pub standard_errors: Vec<f64>,
    /// How many sources were drawn.
    pub samples: usize,
}

/// Sources that are drawn first when only the error is given.
const FIRST_SAMPLES: usize = 64;

/// Estimates betweenness from `settings.samples` sources (all, if there are no more), or from as many as
/// `settings.error` asks for; with both, `samples` is the most that is drawn.
///
/// # Errors
/// Fewer than two samples (they have no variance), an error that is not positive.
pub fn estimate(graph: &Graph, settings: &Settings) -> Result<Estimate> {
    estimate_over(graph, None, settings)
}

fn estimate_over(graph: &Graph, lengths: Option<&[f64]>, settings: &Settings) -> Result<Estimate> {
    let nodes = graph.nodes();
    let sources = sampling::sources(nodes, settings)?;
    let most = sources.len();
    let mut drawn = if settings.error.is_some() { FIRST_SAMPLES.min(most) } else { most };
    let (mut sums, mut squares) = sum_over(graph, lengths, &sources[..drawn], true);
    loop {
        let found = from_sums(graph, &sums, &squares, drawn);
        let largest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
        let enough = settings
            .error
            .is_none_or(|error| largest(&found.standard_errors) <= error * largest(&found.values));
        // No path passed any node so far: that says nothing about the rest.
        let blind = settings.error.is_some() && largest(&found.values) == 0.0;
        if drawn == most || (enough && !blind) {
            return Ok(found);
        }
        let next = (2 * drawn).min(most);
        let (more, more_squares) = sum_over(graph, lengths, &sources[drawn..next], true);
        for node in 0..nodes {
            sums[node] += more[node];
            squares[node] += more_squares[node];
        }
        drawn = next;
    }
}

fn from_sums(graph: &Graph, sums: &[f64], squares: &[f64], drawn: usize) -> Estimate {
    let (n, k) = (graph.nodes() as f64, drawn as f64);
    let half = if graph.is_directed() { 1.0 } else { 0.5 };
    let values = sums.iter().map(|sum| half * n / k * sum).collect();
    let standard_errors = sums
        .iter()
        .zip(squares)
        .map(|(sum, square)| {
            if drawn == graph.nodes() {
                return 0.0;
            }
            let variance = ((square - sum * sum / k) / (k - 1.0)).max(0.0);
            half * n * ((1.0 - k / n) * variance / k).sqrt()
        })
        .collect();
    Estimate { values, standard_errors, samples: drawn }
}

/// Σ δ over `sources`: what each node's betweenness owes to the shortest paths from them.
pub fn dependencies(graph: &Graph, sources: &[u32]) -> Vec<f64> {
    sum_over(graph, None, sources, false).0
}

/// The same where edges have `lengths` as in [`weighted_betweenness`].
pub fn weighted_dependencies(graph: &Graph, lengths: &[f64], sources: &[u32]) -> Vec<f64> {
    sum_over(graph, Some(lengths), sources, false).0
}

/// What so many sources cost, for an estimate of the time.
pub(super) fn pilot(graph: &Graph, lengths: Option<&[f64]>, sources: &[u32]) {
    sum_over(graph, lengths, sources, false);
}

/// Σ δ and (with `squared`) Σ δ² over `sources`.
fn sum_over(graph: &Graph, lengths: Option<&[f64]>, sources: &[u32], squared: bool) -> (Vec<f64>, Vec<f64>) {
    match lengths {
        None => {
            sum_of(graph, sources, squared, || Steps { graph, search: ShortestPaths::new(graph.nodes()) })
        }
        Some(lengths) => {
            sum_of(graph, sources, squared, || WeightedPaths::new(graph.reference_rows(), lengths))
        }
    }
}

/// Paths by the number of their steps.
struct Steps<'a> {
    graph: &'a Graph,
    search: ShortestPaths,
}

impl Paths for Steps<'_> {
    fn forward(&mut self, source: u32) {
        self.search.forward(self.graph, source);
    }

    fn backward(&mut self, take: impl FnMut(u32, f64)) {
        self.search.backward(take);
    }
}

/// The sums, in fixed blocks.
fn sum_of<P: Paths>(
    graph: &Graph,
    sources: &[u32],
    squared: bool,
    new_search: impl Fn() -> P + Sync + Send,
) -> (Vec<f64>, Vec<f64>) {
    let nodes = graph.nodes();
    let blocks = ((1 << 25) / nodes.max(1)).clamp(4, 64).min(sources.len().max(1));
    let bar = progress::bar("betweenness", sources.len() as u64);
    // A bridge deals out one block at a time, in this order: the last sources reach most, and what is quick fills what time
    // is left. A thread keeps its search from block to block.
    let mut parts: Vec<(usize, Vec<f64>, Vec<f64>)> = (0..blocks)
        .rev()
        .par_bridge()
        .map_init(&new_search, |search, block| {
            let mut sums = vec![0.0; nodes];
            let mut squares = vec![0.0; if squared { nodes } else { 0 }];
            for &source in sources.iter().skip(block).step_by(blocks) {
                search.forward(source);
                search.backward(|node, dependency| {
                    sums[node as usize] += dependency;
                    if squared {
                        squares[node as usize] += dependency * dependency;
                    }
                });
                bar.inc(1);
            }
            (block, sums, squares)
        })
        .collect();
    bar.finish_and_clear();
    parts.sort_unstable_by_key(|part| part.0);
    let mut parts = parts.into_iter().map(|(_, sums, squares)| (sums, squares));
    let (mut sums, mut squares) = parts.next().unwrap_or_default();
    for (more, more_squares) in parts {
        for (sum, more) in sums.iter_mut().zip(more) {
            *sum += more;
        }
        for (sum, more) in squares.iter_mut().zip(more_squares) {
            *sum += more;
        }
    }
    (sums, squares)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All shortest paths, counted by the lengths and numbers of paths between every pair (Floyd and Warshall).
    fn by_all_pairs(graph: &Graph) -> Vec<f64> {
        let n = graph.nodes();
        let far = u32::MAX / 4;
        let mut length = vec![vec![far; n]; n];
        let mut paths = vec![vec![0.0f64; n]; n];
        for s in 0..n {
            length[s][s] = 0;
            paths[s][s] = 1.0;
        }
        // Walks of growing length; the first length that arrives is the shortest.
        let mut walks = paths.clone();
        for step in 1..n as u32 {
            let mut next = vec![vec![0.0; n]; n];
            for (s, row) in next.iter_mut().enumerate() {
                for v in 0..n as u32 {
                    for &w in graph.references(v) {
                        row[w as usize] += walks[s][v as usize];
                    }
                }
            }
            walks = next;
            for s in 0..n {
                for t in 0..n {
                    if length[s][t] == far && walks[s][t] > 0.0 {
                        length[s][t] = step;
                        paths[s][t] = walks[s][t];
                    }
                }
            }
        }
        let mut found = vec![0.0; n];
        for (v, found) in found.iter_mut().enumerate() {
            for s in 0..n {
                for t in 0..n {
                    let through = s != v && v != t && s != t && length[s][t] < far;
                    if through && length[s][v] + length[v][t] == length[s][t] {
                        *found += paths[s][v] * paths[v][t] / paths[s][t];
                    }
                }
            }
            if !graph.is_directed() {
                *found /= 2.0;
            }
        }
        found
    }

    fn assert_close(found: &[f64], expected: &[f64]) {
        for (f, e) in found.iter().zip(expected) {
            assert!((f - e).abs() <= 1e-10 * e.abs().max(1.0), "{found:?} is not {expected:?}");
        }
    }

    #[test]
    fn all_graphs_of_four_nodes() {
        let pairs: Vec<(u32, u32)> =
            (0..4).flat_map(|a| (0..4).filter(move |&b| a != b).map(move |b| (a, b))).collect();
        for chosen in 0u32..1 << pairs.len() {
            let edges: Vec<_> = (0..pairs.len()).filter(|i| chosen >> i & 1 == 1).map(|i| pairs[i]).collect();
            let graph = Graph::directed(4, &edges, None).0;
            assert_close(&betweenness(&graph), &by_all_pairs(&graph));
        }
    }

    #[test]
    fn a_star_has_all_pairs_of_its_leaves_at_the_centre() {
        let edges: Vec<(u32, u32)> = (1..8).map(|leaf| (leaf, 0)).collect();
        let star = Graph::undirected(8, &edges, None).0;
        assert_eq!(betweenness(&star)[..2], [21.0, 0.0]);
    }

    proptest! {
        #[test]
        fn random_graphs(edges in prop::collection::vec((0u32..11, 0u32..11), 0..45), directed: bool) {
            let build = if directed { Graph::directed } else { Graph::undirected };
            let graph = build(11, &edges, None).0;
            let expected = by_all_pairs(&graph);
            assert_close(&betweenness(&graph), &expected);
            let all = Settings { samples: Some(11), ..Settings::default() };
            let estimate = estimate(&graph, &all).unwrap();
            assert_close(&estimate.values, &expected);
            prop_assert!(estimate.standard_errors.iter().all(|&se| se == 0.0));
        }
    }

    #[test]
    fn the_estimate_is_off_by_its_standard_error() {
        let edges: Vec<(u32, u32)> = (1..400u32).flat_map(|n| [(n, n / 2), (n, n / 3)]).collect();
        let graph = Graph::directed(400, &edges, None).0;
        let exact = betweenness(&graph);
        let mut squares = Vec::new();
        for seed in 0..40 {
            let settings = Settings { samples: Some(100), seed, ..Settings::default() };
            let found = estimate(&graph, &settings).unwrap();
            let errors = found.values.iter().zip(&exact).zip(&found.standard_errors).skip(1).take(5);
            squares.extend(errors.map(|((value, exact), se)| ((value - exact) / se).powi(2)));
        }
        let mean = squares.iter().sum::<f64>() / squares.len() as f64;
        assert!((0.5..2.0).contains(&mean), "{mean}");
        let settings = Settings { error: Some(0.05), ..Settings::default() };
        let found = estimate(&graph, &settings).unwrap();
        assert!(found.samples > FIRST_SAMPLES && found.samples <= 400);
        assert!(estimate(&graph, &Settings { samples: Some(1), ..Settings::default() }).is_err());
    }

    #[test]
    fn the_same_bytes_for_any_number_of_threads() {
        let edges: Vec<(u32, u32)> =
            (0..900u32).flat_map(|n| [(n, n * 13 % 300), (n, n * 29 % 301)]).collect();
        let graph = Graph::directed(900, &edges, None).0;
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| betweenness(&graph))
        };
        let one = with(1);
        for threads in [2, 3, 8] {
            assert!(with(threads).iter().zip(&one).all(|(a, b)| a.to_bits() == b.to_bits()));
        }
    }
}
