//! Local clustering: 2 T(v) / (k(v) (k(v) − 1)), the share of pairs of neighbours that are neighbours, directions
//! ignored; 0 where k < 2, as in networkx. Watts and Strogatz, Nature 393 (1998).
//!
//! Each triangle is found once, from edges pointed at the node of more neighbours: no node then has more than √(2m) of them.
//! Time O(m √m), memory 4 m + 16 n bytes. Triangles are counted in whole numbers, so threads change nothing.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::graph::Graph;

/// The clustering coefficient of every node.
pub fn clustering(graph: &Graph) -> Vec<f64> {
    let undirected;
    let graph = if graph.is_directed() {
        undirected = graph.to_undirected();
        &undirected
    } else {
        graph
    };
    triangles(graph)
        .into_iter()
        .enumerate()
        .map(|(node, triangles)| {
            let k = graph.references(node as u32).len() as f64;
            if k < 2.0 { 0.0 } else { 2.0 * triangles as f64 / (k * (k - 1.0)) }
        })
        .collect()
}

/// How many triangles each node of an undirected graph is in.
fn triangles(graph: &Graph) -> Vec<u64> {
    let nodes = graph.nodes() as u32;
    let rank = |node: u32| (graph.references(node).len(), node);
    let edges: Vec<(u32, u32)> = (0..nodes)
        .flat_map(|node| graph.references(node).iter().map(move |&other| (node, other)))
        .filter(|&(node, other)| rank(node) < rank(other))
        .collect();
    let upward = Graph::directed(nodes as usize, &edges, None).0;
    let counts: Vec<AtomicU64> = (0..nodes).map(|_| AtomicU64::new(0)).collect();
    (0..nodes).into_par_iter().with_min_len(64).for_each(|node| {
        let row = upward.references(node);
        for &other in row {
            let mut found = 0;
            each_common(row, upward.references(other), |third| {
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

fn each_common(mut one: &[u32], mut other: &[u32], mut take: impl FnMut(u32)) {
    while let (Some(a), Some(b)) = (one.first(), other.first()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => one = &one[1..],
            std::cmp::Ordering::Greater => other = &other[1..],
            std::cmp::Ordering::Equal => {
                take(*a);
                (one, other) = (&one[1..], &other[1..]);
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
}
