//! Core numbers: the largest k such that the node is in a part of the graph in which all have k neighbours or more, with
//! directions ignored. For k = 0, 1, … all nodes with at most k neighbours left are taken away, and those that thereby
//! come down to k. Batagelj and Zaversnik, arXiv:cs/0310049, take them from an array that is sorted anew at every step;
//! here each k passes once over the nodes that are left, as Kabir and Madduri, Parallel k-core decomposition on multicore
//! platforms, IPDPS Workshops 2017: a neighbour costs one cell, without a branch. A node is passed at most once for
//! each k up to its core number, so the time is O(n + m); memory 12 n bytes.
//!
//! Where no two nodes cite each other (almost always), the rows of references and of citing papers together are the
//! neighbours, and no undirected graph is built.

use crate::graph::Graph;
use crate::graph::csr::Csr;
use crate::memory::prefetch;

/// The core number of every node.
pub fn core(graph: &Graph) -> Vec<u32> {
    if !graph.is_directed() {
        return peel(&[graph.reference_rows()]);
    }
    let mutual = !graph.is_in_date_order()
        && (0..graph.nodes() as u32).any(|node| share_a_member(graph.references(node), graph.cited_by(node)));
    if mutual {
        return peel(&[graph.to_undirected().reference_rows()]);
    }
    peel(&[graph.reference_rows(), graph.cited_by_rows()])
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

/// Nodes that are looked ahead: first it is fetched where a node's rows stand, then the rows, then the cells of its
/// neighbours, each while the one before is on its way.
const BOUNDS_AHEAD: usize = 16;
const ROWS_AHEAD: usize = 8;
const CELLS_AHEAD: usize = 2;

/// Takes nodes away; the neighbours of a node stand in its rows of all of `rows`.
fn peel(rows: &[&Csr]) -> Vec<u32> {
    let nodes = rows.first().map_or(0, |rows| rows.nodes());
    let mut left: Vec<u32> =
        (0..nodes as u32).map(|node| rows.iter().map(|rows| rows.range(node).len() as u32).sum()).collect();
    // Those that are left, in order of number, and those that go now: each node goes once.
    let mut staying: Vec<u32> = (0..nodes as u32).collect();
    let mut going = vec![0u32; nodes + 1];
    let (mut gone, mut leaving) = (0, 0);
    let mut k = 0;
    while !staying.is_empty() {
        let mut lowest = u32::MAX;
        let mut kept = 0;
        for at in 0..staying.len() {
            let node = staying[at];
            let theirs = left[node as usize];
            // Whoever was taken away at an earlier k has its core number, which is below this one.
            staying[kept] = node;
            kept += usize::from(theirs > k);
            going[leaving] = node;
            leaving += usize::from(theirs == k);
            lowest = lowest.min(if theirs > k { theirs } else { u32::MAX });
        }
        staying.truncate(kept);
        if gone == leaving {
            k = lowest;
            continue;
        }
        while gone < leaving {
            let node = going[gone];
            gone += 1;
            let ahead = |nodes: usize| going[(gone + nodes - 1).min(leaving - 1)];
            let (bounds_of, rows_of, cells_of) = (ahead(BOUNDS_AHEAD), ahead(ROWS_AHEAD), ahead(CELLS_AHEAD));
            for rows in rows {
                rows.prefetch_bounds(bounds_of);
                prefetch(rows.targets(), rows.range(rows_of).start);
                for &cell in rows.row(cells_of) {
                    prefetch(&left, cell as usize);
                }
                for &neighbour in rows.row(node) {
                    let theirs = &mut left[neighbour as usize];
                    let loses = *theirs > k;
                    *theirs -= u32::from(loses);
                    going[leaving] = neighbour;
                    leaving += usize::from(loses && *theirs == k);
                }
            }
        }
        k += 1;
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
