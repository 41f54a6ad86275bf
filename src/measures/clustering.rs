//! Local clustering: 2 T(v) / (k(v) (k(v) − 1)), the share of pairs of neighbours that are neighbours, directions
//! ignored; 0 where k < 2, as in networkx. Watts and Strogatz, Nature 393 (1998).
//!
//! Each triangle is found once, from edges pointed at the node of more neighbours: no node then has more than √(2m) of them.
//! Time O(m √m), memory 4 m + 16 n bytes. Triangles are counted in whole numbers, so threads change nothing.
//!
//! With weights: Σ over pairs of neighbours u, w of (ŵ(v,u) ŵ(u,w) ŵ(v,w))^(1/3) / (k(v) (k(v) − 1)/2), ŵ a weight as a share of the
//! graph's largest, 0 where k < 2. Onnela et al., Phys. Rev. E 71, 065103 (2005), and networkx on the undirected graph; the weights of opposite edges
//! are added up. Blocks of nodes, whose number depends on the graph alone, are summed in order. Memory 56 m bytes and 8 n a block.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::Column;
use crate::graph::Graph;
use crate::progress;

/// The clustering coefficient of every node.
pub fn clustering(graph: &Graph) -> Vec<f64> {
    let graph = graph.without_directions();
    triangles(&graph)
        .into_iter()
        .enumerate()
        .map(|(node, triangles)| {
            let k = graph.references(node as u32).len() as f64;
            if k < 2.0 { 0.0 } else { 2.0 * triangles as f64 / (k * (k - 1.0)) }
        })
        .collect()
}

/// The column of weighted clustering.
pub(super) fn weighted_column(graph: &Graph) -> Column {
    weighted_clustering(graph).map_or_else(
        || {
            let reason = "all weights are 0: none is a share of the largest";
            Column::not_computed("clustering", graph.nodes(), reason)
        },
        |values| Column::reals("clustering", values),
    )
}

/// The weighted clustering coefficient of every node; `None` where there are edges and all weigh 0. Weights are 0 or more.
///
/// ```
/// use citetrace::{graph::Graph, measures::clustering::weighted_clustering};
/// let (triangle, _) = Graph::undirected(3, &[(0, 1), (1, 2), (0, 2)], Some(&[8.0, 8.0, 1.0]));
/// assert_eq!(weighted_clustering(&triangle).unwrap(), [0.5; 3]);
/// ```
pub fn weighted_clustering(graph: &Graph) -> Option<Vec<f64>> {
    let graph = graph.without_directions();
    let rows = graph.reference_rows();
    let Some(weights) = rows.weights() else { return Some(clustering(&graph)) };
    let largest = weights.iter().copied().fold(0.0, f64::max);
    if largest == 0.0 && !weights.is_empty() {
        return None;
    }
    let roots: Vec<f64> = weights.iter().map(|weight| (weight / largest).cbrt()).collect();
    let pairs = |node: u32| {
        let k = rows.range(node).len() as f64;
        k * (k - 1.0) / 2.0
    };
    let share = |(node, sum): (usize, f64)| if sum == 0.0 { 0.0 } else { sum / pairs(node as u32) };
    Some(intensities(&graph, &roots).into_iter().enumerate().map(share).collect())
}

/// For each node of an undirected graph the sum over its triangles of the product of their edges' `roots`.
fn intensities(graph: &Graph, roots: &[f64]) -> Vec<f64> {
    let upward = upward(graph, Some(roots));
    let nodes = graph.nodes();
    let blocks = ((1 << 24) / nodes.max(1)).clamp(4, 64).min(nodes.max(1));
    let bar = progress::bar("clustering", blocks as u64);
    let parts: Vec<Vec<f64>> = (0..blocks)
        .into_par_iter()
        .map(|block| {
            let mut sums = vec![0.0; nodes];
            for node in (block..nodes).step_by(blocks) {
                let row = upward.references(node as u32);
                let weights = upward.reference_rows().row_weights(node as u32).unwrap_or_default();
                for (&other, side) in row.iter().zip(weights) {
                    let (row_there, weights_there) = (
                        upward.references(other),
                        upward.reference_rows().row_weights(other).unwrap_or_default(),
                    );
                    each_common(row, row_there, |third, here, there| {
                        let intensity = side * weights[here] * weights_there[there];
                        sums[node] += intensity;
                        sums[other as usize] += intensity;
                        sums[third as usize] += intensity;
                    });
                }
            }
            bar.inc(1);
            sums
        })
        .collect();
    let mut sums = vec![0.0; nodes];
    for part in parts {
        sums.iter_mut().zip(part).for_each(|(sum, more)| *sum += more);
    }
    sums
}

/// Each edge of an undirected graph once, pointed at the node of more neighbours.
fn upward(graph: &Graph, weights: Option<&[f64]>) -> Graph {
    let nodes = graph.nodes() as u32;
    let rank = |node: u32| (graph.references(node).len(), node);
    let rows = graph.reference_rows();
    let kept = || {
        (0..nodes)
            .flat_map(|node| rows.range(node).map(move |at| (node, at)))
            .filter(|&(node, at)| rank(node) < rank(rows.targets()[at]))
    };
    let edges: Vec<(u32, u32)> = kept().map(|(node, at)| (node, rows.targets()[at])).collect();
    let weights: Option<Vec<f64>> = weights.map(|weights| kept().map(|(_, at)| weights[at]).collect());
    Graph::directed(nodes as usize, &edges, weights.as_deref()).0
}

/// How many triangles each node of an undirected graph is in.
fn triangles(graph: &Graph) -> Vec<u64> {
    let nodes = graph.nodes() as u32;
    let upward = upward(graph, None);
    let counts: Vec<AtomicU64> = (0..nodes).map(|_| AtomicU64::new(0)).collect();
    let looks = |node: u32| {
        let row = upward.references(node);
        row.iter().map(|&other| (row.len() + upward.references(other).len()) as u64).sum::<u64>()
    };
    let bar = progress::bar("clustering", (0..nodes).map(looks).sum());
    (0..nodes).into_par_iter().with_min_len(64).for_each(|node| {
        bar.inc(looks(node));
        let row = upward.references(node);
        for &other in row {
            let mut found = 0;
            each_common(row, upward.references(other), |third, _, _| {
                found += 1;
                counts[third as usize].fetch_add(1, Ordering::Relaxed);
            });
            if found > 0 {
                counts[node as usize].fetch_add(found, Ordering::Relaxed);
                counts[other as usize].fetch_add(found, Ordering::Relaxed);
            }
        }
    });
    counts.into_iter().map(AtomicU64::into_inner).collect()
}

/// Hands what two ascending lists have in common to `take`, with its place in each.
fn each_common(one: &[u32], other: &[u32], mut take: impl FnMut(u32, usize, usize)) {
    let (mut at, mut there) = (0, 0);
    while at < one.len() && there < other.len() {
        match one[at].cmp(&other[there]) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => there += 1,
            std::cmp::Ordering::Equal => {
                take(one[at], at, there);
                (at, there) = (at + 1, there + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pairs_of_neighbours_are_counted(edges in prop::collection::vec((0u32..10, 0u32..10), 0..50)) {
            let graph = Graph::directed(10, &edges, None).0;
            let near = |a: u32, b: u32| graph.references(a).contains(&b) || graph.cited_by(a).contains(&b);
            for (v, found) in (0..10).zip(clustering(&graph)) {
                let around: Vec<u32> = (0..10).filter(|&w| near(v, w)).collect();
                let pairs: Vec<(u32, u32)> =
                    around.iter().flat_map(|&a| around.iter().filter(move |&&b| a < b).map(move |&b| (a, b))).collect();
                let closed = pairs.iter().filter(|p| near(p.0, p.1)).count();
                let expected = if pairs.is_empty() { 0.0 } else { closed as f64 / pairs.len() as f64 };
                prop_assert!((found - expected).abs() < 1e-15);
            }
        }
    }

    proptest! {
        #[test]
        fn intensities_of_triangles_are_added_up(
            edges in prop::collection::btree_map((0u32..10, 0u32..10), 0u8..5, 1..50),
        ) {
            let edges: Vec<_> = edges.into_iter().filter(|e| e.0.0 != e.0.1).collect();
            let (pairs, weights): (Vec<_>, Vec<f64>) = edges.iter().map(|(e, w)| (*e, f64::from(*w))).unzip();
            let mut weight = vec![vec![None; 10]; 10];
            for ((u, v), w) in pairs.iter().map(|e| (e.0 as usize, e.1 as usize)).zip(&weights) {
                let sum = weight[u][v].unwrap_or(0.0) + w;
                (weight[u][v], weight[v][u]) = (Some(sum), Some(sum));
            }
            let largest = weight.iter().flatten().flatten().copied().fold(0.0, f64::max);
            let found = weighted_clustering(&Graph::directed(10, &pairs, Some(&weights)).0);
            prop_assert_eq!(found.is_none(), largest == 0.0 && !pairs.is_empty());
            for (v, found) in found.into_iter().flatten().enumerate() {
                let around: Vec<usize> = (0..10).filter(|&w| weight[v][w].is_some()).collect();
                let mut sum = 0.0;
                for &a in &around {
                    for &b in around.iter().filter(|&&b| a < b) {
                        let product = weight[v][a].unwrap() * weight[v][b].unwrap() * weight[a][b].unwrap_or(0.0);
                        sum += (product / largest.powi(3)).cbrt();
                    }
                }
                let k = around.len() as f64;
                let expected = if k < 2.0 { 0.0 } else { 2.0 * sum / (k * (k - 1.0)) };
                prop_assert!((found - expected).abs() < 1e-12, "{v}: {found} is not {expected}");
            }
        }
    }

    #[test]
    fn the_same_bytes_for_any_number_of_threads() {
        let edges: Vec<(u32, u32)> =
            (0..900u32).flat_map(|n| (1..6).map(move |k| (n, n * (k + 4) % 300))).collect();
        let weights: Vec<f64> = (0..edges.len()).map(|at| 0.1 + (at % 7) as f64 / 3.0).collect();
        let graph = Graph::directed(900, &edges, Some(&weights)).0;
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| weighted_clustering(&graph)).unwrap()
        };
        let one = with(1);
        assert!(one.iter().any(|&value| value > 0.0));
        for threads in [2, 3, 8] {
            assert!(with(threads).iter().zip(&one).all(|(a, b)| a.to_bits() == b.to_bits()));
        }
    }
}
