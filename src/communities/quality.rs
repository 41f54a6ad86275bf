//! What a partition is worth: modularity and the constant Potts model, from the edges themselves. O(n + m).

use rayon::prelude::*;

use super::level::Objective;
use crate::graph::Graph;

/// Modularity with resolution γ: Σ over communities of (e_c/m − γ (K_c/2m)²); 0 in a graph without edges. Directions are
/// ignored, weights used.
pub fn modularity(graph: &Graph, community: &[u32], resolution: f64) -> f64 {
    quality(graph, community, Objective::Modularity, resolution)
}

/// The value of an objective. Whatever the number of threads, the same blocks of nodes are added up in the same order.
pub fn quality(graph: &Graph, community: &[u32], objective: Objective, resolution: f64) -> f64 {
    let nodes = graph.nodes();
    let sums: Vec<(f64, Vec<f64>)> = (0..nodes.div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            let some = (block * BLOCK) as u32..nodes.min((block + 1) * BLOCK) as u32;
            let mut inner = 0.0;
            let strengths = some.map(|node| {
                let ends = ends(graph, community, node);
                inner += ends.inner;
                ends.strength
            });
            let strengths = strengths.collect();
            (inner, strengths)
        })
        .collect();
    let inner: f64 = sums.iter().map(|(inner, _)| inner).sum();
    let count = community.iter().max().map_or(0, |&c| c as usize + 1);
    match objective {
        Objective::Cpm => {
            let mut size = vec![0.0; count];
            for &c in community {
                size[c as usize] += 1.0;
            }
            inner - resolution * size.iter().map(|n| n * (n - 1.0) / 2.0).sum::<f64>()
        }
        Objective::Modularity => {
            let mut strength = vec![0.0; count];
            for (&c, at) in community.iter().zip(sums.iter().flat_map(|(_, strengths)| strengths)) {
                strength[c as usize] += at;
            }
            let total = strength.iter().sum::<f64>() / 2.0;
            if total == 0.0 {
                return 0.0;
            }
            let expected: f64 = strength.iter().map(|k| (k / (2.0 * total)).powi(2)).sum();
            inner / total - resolution * expected
        }
    }
}

/// Nodes that are added up for themselves.
const BLOCK: usize = if cfg!(test) { 4 } else { 4096 };

/// What the edges of one node weigh.
struct Ends {
    /// All edges at it.
    strength: f64,
    /// Its references inside its community; in an undirected graph half of its edges there.
    inner: f64,
}

fn ends(graph: &Graph, community: &[u32], node: u32) -> Ends {
    let (rows, others) = (graph.reference_rows(), graph.cited_by_rows());
    let is_inner = |other: u32| community[other as usize] == community[node as usize];
    let Some(weights) = rows.row_weights(node) else {
        // In a graph without weights, two papers that cite each other have one edge between them.
        let may_be_mutual = graph.is_directed() && !graph.is_in_date_order();
        let mut degree = rows.range(node).len();
        let mut inner = 0;
        if graph.is_directed() {
            degree += others.range(node).len();
        }
        for &other in rows.row(node) {
            let is_mutual = may_be_mutual && others.row(node).binary_search(&other).is_ok();
            degree -= usize::from(is_mutual);
            inner += usize::from(is_inner(other) && !(is_mutual && other < node));
        }
        let half = if graph.is_directed() { 1.0 } else { 0.5 };
        return Ends { strength: degree as f64, inner: half * inner as f64 };
    };
    let mut strength: f64 = weights.iter().sum();
    let inner = rows.row(node).iter().zip(weights).map(|(&other, w)| if is_inner(other) { *w } else { 0.0 });
    let mut inner: f64 = inner.sum();
    if graph.is_directed() {
        strength += others.row_weights(node).unwrap_or_default().iter().sum::<f64>();
    } else {
        inner *= 0.5;
    }
    Ends { strength, inner }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, from a matrix of the weights between nodes; in a graph without weights each is 1.
    fn by_definition(graph: &Graph, community: &[u32], objective: Objective, resolution: f64) -> f64 {
        let nodes = graph.nodes();
        let mut between = vec![vec![0.0; nodes]; nodes];
        let (edges, weights) = graph.edge_list();
        for (at, &(a, b)) in edges.iter().enumerate() {
            for (a, b) in [(a as usize, b as usize), (b as usize, a as usize)] {
                match &weights {
                    None => between[a][b] = 1.0,
                    Some(weights) if graph.is_directed() => between[a][b] += weights[at],
                    Some(weights) => between[a][b] = weights[at],
                }
            }
        }
        let twice: f64 = between.iter().flatten().sum();
        let mut sum = 0.0;
        for a in 0..nodes {
            for b in (0..nodes).filter(|&b| community[a] == community[b]) {
                let expected: f64 = match objective {
                    Objective::Cpm => f64::from(u8::from(a != b)),
                    Objective::Modularity => {
                        between[a].iter().sum::<f64>() * between[b].iter().sum::<f64>() / twice
                    }
                };
                sum += between[a][b] - resolution * expected;
            }
        }
        match objective {
            Objective::Cpm => sum / 2.0,
            Objective::Modularity if twice == 0.0 => 0.0,
            Objective::Modularity => sum / twice,
        }
    }

    proptest! {
        #[test]
        fn many_threads_add_up_what_the_definition_says(
            edges in prop::collection::vec((0u32..30, 0u32..30, 0.1f64..3.0), 0..200),
            community in prop::collection::vec(0u32..5, 30),
            (weighted, directed, in_date_order, cpm) in any::<(bool, bool, bool, bool)>(),
            resolution in 0.2f64..2.0,
        ) {
            let kept: Vec<_> = edges.into_iter().filter(|e| !in_date_order || e.0 > e.1).collect();
            let ends: Vec<(u32, u32)> = kept.iter().map(|e| (e.0, e.1)).collect();
            let weights: Vec<f64> = kept.iter().map(|e| e.2).collect();
            let make = if directed { Graph::directed } else { Graph::undirected };
            let graph = make(30, &ends, weighted.then_some(weights.as_slice())).0;
            let objective = if cpm { Objective::Cpm } else { Objective::Modularity };
            let value = |threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| quality(&graph, &community, objective, resolution))
            };
            let one = value(1);
            let expected = by_definition(&graph, &community, objective, resolution);
            prop_assert!((one - expected).abs() < 1e-9 * expected.abs().max(1.0), "{} for {}", one, expected);
            for threads in [2, 3, 8] {
                prop_assert_eq!(value(threads).to_bits(), one.to_bits());
            }
        }
    }

    #[test]
    fn closed_forms() {
        // Two separate edges, each a community: 1 − 2 (1/2)².
        let graph = Graph::directed(4, &[(0, 1), (2, 3)], None).0;
        assert_eq!(modularity(&graph, &[0, 0, 1, 1], 1.0), 0.5);
        assert_eq!(modularity(&graph.to_undirected(), &[0, 0, 1, 1], 1.0), 0.5);
        assert_eq!(modularity(&graph, &[0, 0, 0, 0], 1.0), 0.0);
        assert_eq!(quality(&graph, &[0, 0, 1, 1], Objective::Cpm, 0.25), 1.5);
        let mutual = Graph::directed(4, &[(0, 1), (1, 0), (2, 3)], None).0;
        assert_eq!(modularity(&mutual, &[0, 0, 1, 1], 1.0), 0.5);
    }
}
