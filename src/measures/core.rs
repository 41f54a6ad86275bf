//! Core numbers: the largest k such that the node is in a part of the graph in which all have k neighbours or more, with
//! directions ignored. Batagelj and Zaversnik, arXiv:cs/0310049: nodes are taken away in order of what is left of their
//! degree, from one array sorted by it. Time O(n + m), memory 16 n bytes.
//!
//! Where no two nodes cite each other (almost always), the rows of references and of citing papers together are the
//! neighbours, and no undirected graph is built.

use crate::graph::Graph;

/// The core number of every node.
pub fn core(graph: &Graph) -> Vec<u32> {
    if !graph.is_directed() {
        return peel(graph.nodes(), |node| (graph.references(node), &[]));
    }
    let mutual =
        (0..graph.nodes() as u32).any(|node| share_a_member(graph.references(node), graph.cited_by(node)));
    if mutual {
        let undirected = graph.to_undirected();
        return peel(undirected.nodes(), |node| (undirected.references(node), &[]));
    }
    peel(graph.nodes(), |node| (graph.references(node), graph.cited_by(node)))
}

/// Whether two ascending lists have a member in common.
fn share_a_member(mut one: &[u32], mut other: &[u32]) -> bool {
    // In date order all references are lower than all citing papers.
    while let (Some(&a), Some(&b)) = (one.last(), other.first()) {
        if a < b {
            return false;
        }
        match one[0].cmp(&b) {
            std::cmp::Ordering::Less => one = &one[one.partition_point(|&x| x < b)..],
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Greater => other = &other[other.partition_point(|&x| x < one[0])..],
        }
    }
    false
}

fn peel<'a>(nodes: usize, neighbours: impl Fn(u32) -> (&'a [u32], &'a [u32])) -> Vec<u32> {
    let mut left: Vec<u32> = (0..nodes as u32)
        .map(|node| {
            let (one, other) = neighbours(node);
            (one.len() + other.len()) as u32
        })
        .collect();
    let highest = left.iter().copied().max().unwrap_or(0) as usize;
    // `order` is sorted by what is left; `begins[k]` is where the nodes with k begin.
    let mut begins = vec![0u32; highest + 2];
    for &k in &left {
        begins[k as usize + 1] += 1;
    }
    for k in 0..=highest {
        begins[k + 1] += begins[k];
    }
    let mut order = vec![0u32; nodes];
    let mut place = vec![0u32; nodes];
    let mut next = begins.clone();
    for node in 0..nodes as u32 {
        let at = &mut next[left[node as usize] as usize];
        order[*at as usize] = node;
        place[node as usize] = *at;
        *at += 1;
    }
    for at in 0..nodes {
        let node = order[at];
        let k = left[node as usize];
        let (one, other) = neighbours(node);
        for &neighbour in one.iter().chain(other) {
            let theirs = left[neighbour as usize];
            if theirs > k {
                // It trades places with the first of its kind and so joins those below.
                let first = &mut begins[theirs as usize];
                let (swap, here) = (order[*first as usize], place[neighbour as usize]);
                order.swap(*first as usize, here as usize);
                place[swap as usize] = here;
                place[neighbour as usize] = *first;
                *first += 1;
                left[neighbour as usize] = theirs - 1;
            }
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// By the definition: for each k, throw out who has fewer than k neighbours until nobody has.
    fn by_definition(graph: &Graph) -> Vec<u32> {
        let graph = graph.to_undirected();
        let nodes = graph.nodes();
        let mut found = vec![0; nodes];
        for k in 1..nodes as u32 {
            let mut inside = vec![true; nodes];
            loop {
                let count =
                    |v: u32| graph.references(v).iter().filter(|&&w| inside[w as usize]).count() as u32;
                let out: Vec<u32> =
                    (0..nodes as u32).filter(|&v| inside[v as usize] && count(v) < k).collect();
                if out.is_empty() {
                    break;
                }
                for &v in &out {
                    inside[v as usize] = false;
                }
            }
            for v in (0..nodes).filter(|&v| inside[v]) {
                found[v] = k;
            }
        }
        found
    }

    proptest! {
        #[test]
        fn cores_agree_with_their_definition(edges in prop::collection::vec((0u32..12, 0u32..12), 0..70), acyclic: bool) {
            let edges: Vec<(u32, u32)> =
                edges.into_iter().filter(|e| !acyclic || e.0 > e.1).collect();
            let graph = Graph::directed(12, &edges, None).0;
            prop_assert_eq!(core(&graph), by_definition(&graph));
            prop_assert_eq!(core(&graph.to_undirected()), by_definition(&graph));
        }
    }
}
