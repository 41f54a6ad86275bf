//! Co-citation and bibliographic coupling: papers tied by being cited together, or by citing the same.
//!
//! Two papers are co-cited by every paper that cites both (Small 1973) and coupled by every paper that both cite (Kessler
//! 1963). Either is a sparse product of the citation matrix with its transpose. It is made row by row, and of each row
//! only what reaches the threshold is kept: the whole square is never held. Time O(Σ k²) over the papers that tie (k
//! papers each), memory 4 n bytes a thread and the result.

use rayon::prelude::*;

use super::csr::{Csr, Graph};
use crate::progress;

/// The undirected graph of papers that `threshold` papers or more cite together, weighted by their number.
///
/// ```
/// use citetrace::graph::{Graph, projections::cocitation};
/// let (graph, _) = Graph::directed(5, &[(3, 0), (3, 1), (4, 0), (4, 1), (4, 2)], None);
/// assert_eq!(cocitation(&graph, 2).edge_list().0, [(0, 1), (1, 0)]);
/// ```
pub fn cocitation(graph: &Graph, threshold: u32) -> Graph {
    product(graph.cited_by_rows(), graph.reference_rows(), threshold)
}

/// The undirected graph of papers that cite `threshold` papers or more in common, weighted by their number.
pub fn coupling(graph: &Graph, threshold: u32) -> Graph {
    product(graph.reference_rows(), graph.cited_by_rows(), threshold)
}

/// Rows worked on at once: the least that keeps the threads busy.
const BLOCK: usize = 512;

/// Pairs of nodes with common members in their rows of `there`; `back` holds the same edges turned round.
fn product(there: &Csr, back: &Csr, threshold: u32) -> Graph {
    let nodes = there.nodes();
    let starts: Vec<u32> = (0..nodes as u32).step_by(BLOCK).collect();
    let bar = progress::bar("ties", starts.len() as u64);
    let blocks: Vec<Vec<(u32, u32, u32)>> = starts
        .into_par_iter()
        .map_init(
            || vec![0u32; nodes],
            |common, start| {
                let mut found = Vec::new();
                let mut touched = Vec::new();
                for node in start..(start + BLOCK as u32).min(nodes as u32) {
                    for &tie in there.row(node) {
                        for &other in back.row(tie).iter().take_while(|&&other| other < node) {
                            if common[other as usize] == 0 {
                                touched.push(other);
                            }
                            common[other as usize] += 1;
                        }
                    }
                    touched.sort_unstable();
                    for other in touched.drain(..) {
                        let count = std::mem::take(&mut common[other as usize]);
                        if count >= threshold.max(1) {
                            found.push((other, node, count));
                        }
                    }
                }
                bar.inc(1);
                found
            },
        )
        .collect();
    bar.finish_and_clear();
    let pairs: Vec<(u32, u32)> = blocks.iter().flatten().map(|&(one, other, _)| (one, other)).collect();
    let weights: Vec<f64> = blocks.iter().flatten().map(|&(_, _, count)| f64::from(count)).collect();
    Graph::undirected(nodes, &pairs, Some(&weights)).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ties_are_common_members(edges in prop::collection::vec((0u32..12, 0u32..12), 0..60), threshold in 1u32..4) {
            let graph = Graph::directed(12, &edges, None).0;
            let common = |a: &[u32], b: &[u32]| a.iter().filter(|x| b.contains(x)).count() as u32;
            let expect = |row: &dyn Fn(u32) -> Vec<u32>| -> Vec<(u32, u32, f64)> {
                let pairs = (0..12u32).flat_map(|a| (0..12u32).map(move |b| (a, b))).filter(|(a, b)| a != b);
                pairs.map(|(a, b)| (a, b, f64::from(common(&row(a), &row(b)))))
                    .filter(|p| p.2 >= f64::from(threshold)).collect()
            };
            let listed = |graph: Graph| -> Vec<(u32, u32, f64)> {
                let (edges, weights) = graph.edge_list();
                edges.into_iter().zip(weights.unwrap()).map(|((a, b), w)| (a, b, w)).collect()
            };
            prop_assert_eq!(listed(cocitation(&graph, threshold)), expect(&|v| graph.cited_by(v).to_vec()));
            prop_assert_eq!(listed(coupling(&graph, threshold)), expect(&|v| graph.references(v).to_vec()));
        }
    }
}
