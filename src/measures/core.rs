//! Core numbers: the largest k such that the node is in a part of the graph in which all have k neighbours or more, with
//! directions ignored. For k = 0, 1, … all nodes with at most k neighbours left are taken away, and those that thereby
//! come down to k. Batagelj and Zaversnik, arXiv:cs/0310049, take them from an array that is sorted anew at every step;
//! here each k passes once over the nodes that are left, as Kabir and Madduri, Parallel k-core decomposition on multicore
//! platforms, IPDPS Workshops 2017. A node is passed at most once for each k up to its core number, so the time is
//! O(n + m); memory 12 n bytes.
//!
//! A thread passes a share of the nodes, and takes away those of it that go and those that it thereby brings down to k,
//! without waiting for the others. Core numbers do not depend on the order in which nodes go: any number of threads finds
//! the same.
//!
//! Where no two nodes cite each other (almost always), the rows of references and of citing papers together are the
//! neighbours, and no undirected graph is built.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use rayon::prelude::*;

use crate::graph::Graph;
use crate::graph::csr::Csr;
use crate::memory::prefetch;

/// The core number of every node.
pub fn core(graph: &Graph) -> Vec<u32> {
    // Inside the pool, where each of the many rounds begins without waking this thread anew.
    rayon::scope(|_| core_of(graph))
}

fn core_of(graph: &Graph) -> Vec<u32> {
    if !graph.is_directed() {
        return peel(&[graph.reference_rows()], SHARE);
    }
    let mutual = !graph.is_in_date_order()
        && (0..graph.nodes() as u32).any(|node| share_a_member(graph.references(node), graph.cited_by(node)));
    if mutual {
        return peel(&[graph.to_undirected().reference_rows()], SHARE);
    }
    peel(&[graph.reference_rows(), graph.cited_by_rows()], SHARE)
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

/// Nodes of a share.
const SHARE: usize = 1 << 13;

/// What one thread passes at a time.
#[derive(Default)]
struct Share {
    staying: Vec<u32>,
    going: Vec<u32>,
    /// The fewest neighbours that one who stays has left.
    lowest: u32,
}

impl Share {
    /// Parts those that go at `k` from those that stay.
    fn part(&mut self, left: &[AtomicU32], k: u32) {
        self.lowest = u32::MAX;
        let Self { staying, going, lowest } = self;
        staying.retain(|&node| {
            let theirs = left[node as usize].load(Relaxed);
            if theirs == k {
                going.push(node);
            } else if theirs > k {
                *lowest = (*lowest).min(theirs);
            }
            theirs > k
        });
    }

    /// Takes away those that go, and those that thereby come down to `k`.
    fn take_away<const ALONE: bool>(&mut self, rows: &[&Csr], left: &[AtomicU32], k: u32) {
        let mut gone = 0;
        while gone < self.going.len() {
            let node = self.going[gone];
            gone += 1;
            let ahead = |nodes: usize| self.going[(gone + nodes - 1).min(self.going.len() - 1)];
            let (bounds_of, rows_of, cells_of) = (ahead(BOUNDS_AHEAD), ahead(ROWS_AHEAD), ahead(CELLS_AHEAD));
            for rows in rows {
                rows.prefetch_bounds(bounds_of);
                prefetch(rows.targets(), rows.range(rows_of).start);
                for &cell in rows.row(cells_of) {
                    prefetch(left, cell as usize);
                }
                for &neighbour in rows.row(node) {
                    let theirs = &left[neighbour as usize];
                    let so_far = theirs.load(Relaxed);
                    if so_far <= k {
                        continue;
                    }
                    let before = if ALONE {
                        theirs.store(so_far - 1, Relaxed);
                        so_far
                    } else {
                        theirs.fetch_sub(1, Relaxed)
                    };
                    if before == k + 1 {
                        self.going.push(neighbour);
                    } else if before <= k {
                        // Another thread was quicker: it went at k.
                        theirs.fetch_add(1, Relaxed);
                    }
                }
            }
        }
        self.going.clear();
    }
}

/// Takes nodes away; the neighbours of a node stand in its rows of all of `rows`.
fn peel(rows: &[&Csr], share: usize) -> Vec<u32> {
    let nodes = rows.first().map_or(0, |rows| rows.nodes()) as u32;
    let degree = |node| rows.iter().map(|rows| rows.range(node).len() as u32).sum();
    let left: Vec<AtomicU32> = (0..nodes).into_par_iter().map(|node| AtomicU32::new(degree(node))).collect();
    let mut shares: Vec<Share> = (0..nodes)
        .step_by(share)
        .map(|first| Share {
            staying: (first..nodes.min(first + share as u32)).collect(),
            ..Share::default()
        })
        .collect();
    // One thread counts down without the cost of an atomic step.
    let alone = rayon::current_num_threads() == 1 || shares.len() == 1;
    let mut k = 0;
    loop {
        shares.par_iter_mut().with_max_len(1).for_each(|share| share.part(&left, k));
        if shares.iter().any(|share| !share.going.is_empty()) {
            if alone {
                for share in &mut shares {
                    share.take_away::<true>(rows, &left, k);
                }
            } else {
                shares
                    .par_iter_mut()
                    .with_max_len(1)
                    .for_each(|share| share.take_away::<false>(rows, &left, k));
            }
            k += 1;
        } else if let Some(lowest) = shares.iter().map(|share| share.lowest).min().filter(|&l| l < u32::MAX) {
            k = lowest;
        } else {
            break;
        }
    }
    left.into_iter().map(AtomicU32::into_inner).collect()
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
            let expected = by_definition(&graph);
            prop_assert_eq!(&core(&graph), &expected);
            let rows = graph.to_undirected();
            for threads in [1, 2, 3, 8] {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                let found = pool.install(|| peel(&[rows.reference_rows()], 2));
                prop_assert_eq!(&found, &expected);
            }
            prop_assert_eq!(core(&graph.to_undirected()), by_definition(&graph));
        }
    }

    #[test]
    fn threads_change_nothing() {
        // Large enough to be shared out; cores of up to ten.
        let few = |n: u32| (0..=n % 13).map(move |k| (n, n.wrapping_mul(k * 40_503 + 7) % n));
        let edges: Vec<(u32, u32)> = (1..50_000u32).flat_map(few).collect();
        let graph = Graph::directed(50_000, &edges, None).0;
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| core(&graph))
        };
        let one = run(1);
        assert!(one.iter().max() > Some(&3) && one.iter().min() < Some(&3));
        for threads in [2, 3, 8] {
            assert!(run(threads) == one, "{threads} threads");
        }
    }
}
