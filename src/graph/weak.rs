//! Weakly connected components: the parts of a graph when its directions are ignored.
//!
//! Union–find with path halving, the lower number as the root. Each node is first tied to a few of its references only,
//! those nearest in date and memory. Most nodes then stand in one part already; only the others look at all their
//! neighbours, which finds every edge that leads out of the large part. Sutton, Ben-Nun and Barak, Optimizing parallel
//! graph connectivity computation via subgraph sampling, IPDPS 2018. All cores work on one array; which part a node is
//! in does not depend on the order. Time O(m α(n)), seldom more than O(n); memory 8 n bytes.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use rayon::prelude::*;

use super::csr::Graph;

/// References to which each node is tied first.
const TIED_FIRST: usize = 2;
/// Nodes that are asked for their part to guess the largest.
const ASKED: usize = 1024;
/// Nodes that a core takes at once.
const PIECE: usize = 1 << 14;

/// The component of each node: 0 is the largest, equal ones in order of their lowest node.
pub fn components(graph: &Graph) -> Vec<u32> {
    let nodes = graph.nodes();
    let above: Vec<AtomicU32> = (0..nodes as u32).map(AtomicU32::new).collect();
    let pieces = nodes.div_ceil(PIECE);
    let piece = |number: usize| (number * PIECE) as u32..((number + 1) * PIECE).min(nodes) as u32;
    (0..pieces).into_par_iter().for_each(|number| {
        for node in piece(number) {
            for &other in graph.references(node).iter().rev().take(TIED_FIRST) {
                tie(&above, node, other);
            }
        }
    });
    let largest = guess_largest(&above);
    (0..pieces).into_par_iter().for_each(|number| {
        for node in piece(number) {
            if find(&above, node) == find(&above, largest) {
                continue;
            }
            for &other in graph.references(node).iter().chain(graph.cited_by(node)) {
                tie(&above, node, other);
            }
        }
    });
    number_by_size(&above)
}

/// Makes one part of those of `a` and `b`.
#[inline]
fn tie(above: &[AtomicU32], a: u32, b: u32) {
    let (mut a, mut b) = (find(above, a), find(above, b));
    while a != b {
        let (low, high) = (a.min(b), a.max(b));
        if above[high as usize].compare_exchange(high, low, Relaxed, Relaxed).is_ok() {
            return;
        }
        // Another core has put `high` under something else.
        (a, b) = (find(above, high), find(above, low));
    }
}

/// The root of `node`; halves the way to it. Whatever other cores do meanwhile, what stands above a node is lower and of
/// its part.
#[inline]
fn find(above: &[AtomicU32], mut node: u32) -> u32 {
    loop {
        let up = above[node as usize].load(Relaxed);
        if up == node {
            return node;
        }
        let next = above[up as usize].load(Relaxed);
        if next == up {
            return up;
        }
        above[node as usize].store(next, Relaxed);
        node = next;
    }
}

/// The root that most of some nodes spread over all have.
fn guess_largest(above: &[AtomicU32]) -> u32 {
    let asked = ASKED.min(above.len());
    let mut roots: Vec<u32> = (0..asked).map(|at| find(above, (at * above.len() / asked) as u32)).collect();
    roots.sort_unstable();
    let most = roots.chunk_by(|a, b| a == b).max_by_key(|same| same.len());
    most.map_or(0, |same| same[0])
}

fn number_by_size(above: &[AtomicU32]) -> Vec<u32> {
    let mut parts: Vec<u32> = vec![0; above.len()];
    parts.par_chunks_mut(PIECE).enumerate().for_each(|(number, parts)| {
        for (at, part) in parts.iter_mut().enumerate() {
            *part = find(above, (number * PIECE + at) as u32);
        }
    });
    let mut sizes = vec![0u32; above.len()];
    // Most nodes stand in one part, whose size is counted beside the others.
    let largest = parts.get(above.len() / 2).copied().unwrap_or(0);
    let mut in_largest = 0;
    for &part in &parts {
        if part == largest {
            in_largest += 1;
        } else {
            sizes[part as usize] += 1;
        }
    }
    if let Some(size) = sizes.get_mut(largest as usize) {
        *size = in_largest;
    }
    let mut roots: Vec<u32> = (0..above.len() as u32).filter(|&node| sizes[node as usize] > 0).collect();
    roots.sort_by_key(|&root| (std::cmp::Reverse(sizes[root as usize]), root));
    let mut numbers = sizes;
    for (number, &root) in roots.iter().enumerate() {
        numbers[root as usize] = number as u32;
    }
    parts.par_iter_mut().with_min_len(PIECE).for_each(|part| *part = numbers[*part as usize]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn components_agree_with_relabelling_until_nothing_changes(
            edges in prop::collection::vec((0u32..14, 0u32..14), 0..16),
        ) {
            let (graph, _) = Graph::directed(14, &edges, None);
            let mut label: Vec<u32> = (0..14).collect();
            for _ in 0..14 {
                for &(a, b) in &edges {
                    let low = label[a as usize].min(label[b as usize]);
                    label[a as usize] = low;
                    label[b as usize] = low;
                }
            }
            let found = components(&graph);
            for a in 0..14 {
                for b in 0..14 {
                    prop_assert_eq!(found[a] == found[b], label[a] == label[b]);
                }
            }
            let size = |c: u32| found.iter().filter(|&&f| f == c).count();
            let count = found.iter().max().map_or(0, |m| m + 1);
            prop_assert!((1..count).all(|c| size(c - 1) >= size(c)));
        }
    }
}
