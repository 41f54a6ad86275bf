//! Weakly connected components: the parts of a graph when its directions are ignored.
//!
//! Union–find with path halving, the lower number as the root. Time O(m α(n)), memory 4 n bytes.

use super::csr::Graph;

/// The component of each node: 0 is the largest, equal ones in order of their lowest node.
pub fn components(graph: &Graph) -> Vec<u32> {
    let nodes = graph.nodes();
    let mut above: Vec<u32> = (0..nodes as u32).collect();
    for node in 0..nodes as u32 {
        let mut root = find(&mut above, node);
        for &other in graph.references(node) {
            let other = find(&mut above, other);
            if other < root {
                above[root as usize] = other;
                root = other;
            } else {
                above[other as usize] = root;
            }
        }
    }
    number_by_size(&mut above)
}

/// The root of `node`; halves the way to it.
#[inline]
fn find(above: &mut [u32], mut node: u32) -> u32 {
    loop {
        let up = above[node as usize];
        if up == node {
            return node;
        }
        let next = above[up as usize];
        above[node as usize] = next;
        node = next;
    }
}

fn number_by_size(above: &mut [u32]) -> Vec<u32> {
    let nodes = above.len() as u32;
    let mut sizes = vec![0u32; above.len()];
    for node in 0..nodes {
        // A root is the lowest of its component, so what is above `node` is settled already.
        let root = above[above[node as usize] as usize];
        above[node as usize] = root;
        sizes[root as usize] += 1;
    }
    let mut roots: Vec<u32> = (0..nodes).filter(|&n| above[n as usize] == n).collect();
    roots.sort_by_key(|&root| (std::cmp::Reverse(sizes[root as usize]), root));
    let mut numbers = sizes;
    for (number, &root) in roots.iter().enumerate() {
        numbers[root as usize] = number as u32;
    }
    above.iter().map(|&root| numbers[root as usize]).collect()
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
