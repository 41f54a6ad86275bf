//! Shortest paths from one source over edges with lengths, counted and walked back: the inside of weighted betweenness.
//!
//! u → v is on a shortest path where u settled before v and d(u) + l(u, v) is d(v) up to a share of [`EQUAL`]: as f64, 0.1 + 0.2 is not 0.3,
//! nor is 0.1 + 0.2 + 0.3 always 0.3 + 0.2 + 0.1, and paths of one length must count as such (igraph
//! takes the same share; networkx none).

use super::dijkstra::Dijkstra;
use super::paths::Paths;
use crate::graph::csr::Csr;

/// Lengths that differ by no more than this share are one.
const EQUAL: f64 = 1e-10;

/// One search after the other.
pub(super) struct WeightedPaths<'a> {
    rows: &'a Csr,
    lengths: &'a [f64],
    search: Dijkstra,
    /// First σ, then c; see `paths.rs`.
    values: Vec<f64>,
    /// Which nodes were passed.
    passed: Vec<bool>,
    /// The nodes that follow each on shortest paths, one node of the order after the other.
    followers: Vec<u32>,
    /// For each node of the order the end of its followers.
    ends: Vec<usize>,
}

impl<'a> WeightedPaths<'a> {
    /// Over rows whose edges have `lengths`.
    pub(super) fn new(rows: &'a Csr, lengths: &'a [f64]) -> Self {
        let nodes = rows.nodes();
        let (values, passed) = (vec![0.0; nodes], vec![false; nodes]);
        let search = Dijkstra::new(nodes);
        Self { rows, lengths, search, values, passed, followers: Vec::new(), ends: Vec::new() }
    }
}

impl Paths for WeightedPaths<'_> {
    fn forward(&mut self, source: u32) {
        for &node in self.search.order() {
            self.passed[node as usize] = false;
        }
        self.followers.clear();
        self.ends.clear();
        self.search.run(self.rows, self.lengths, source);
        for &node in self.search.order() {
            self.values[node as usize] = 0.0;
        }
        self.values[source as usize] = 1.0;
        for &node in self.search.order() {
            self.passed[node as usize] = true;
            let (paths, distance) = (self.values[node as usize], self.search.distance(node));
            for at in self.rows.range(node) {
                let next = self.rows.targets()[at];
                let through = distance + self.lengths[at];
                if !self.passed[next as usize] && through <= self.search.distance(next) * (1.0 + EQUAL) {
                    self.followers.push(next);
                    self.values[next as usize] += paths;
                }
            }
            self.ends.push(self.followers.len());
        }
    }

    fn backward(&mut self, mut take: impl FnMut(u32, f64)) {
        for at in (1..self.search.order().len()).rev() {
            let node = self.search.order()[at];
            let mut beyond = 0.0;
            for &next in &self.followers[self.ends[at - 1]..self.ends[at]] {
                beyond += self.values[next as usize];
            }
            let paths = self.values[node as usize];
            let dependency = paths * beyond;
            self.values[node as usize] = (1.0 + dependency) / paths;
            take(node, dependency);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::betweenness::weighted_betweenness;
    use super::super::dijkstra::tests::by_floyd_warshall;
    use crate::graph::Graph;
    use proptest::prelude::*;

    /// The definition: the paths between every pair, counted by going back from the end over whatever lies on the way.
    fn by_all_pairs(graph: &Graph, lengths: &[f64]) -> Vec<f64> {
        let n = graph.nodes();
        let far = by_floyd_warshall(graph, lengths);
        let rows = graph.reference_rows();
        let mut length = vec![vec![f64::INFINITY; n]; n];
        for (u, row) in length.iter_mut().enumerate() {
            for at in rows.range(u as u32) {
                row[rows.targets()[at] as usize] = lengths[at];
            }
        }
        let equal = |a: f64, b: f64| a.is_finite() && (a - b).abs() <= 1e-9 * b;
        let mut paths = vec![vec![0.0; n]; n];
        for s in 0..n {
            let mut near: Vec<usize> = (0..n).filter(|&v| far[s][v].is_finite()).collect();
            near.sort_by(|&a, &b| far[s][a].total_cmp(&far[s][b]));
            paths[s][s] = 1.0;
            for &v in near.iter().filter(|&&v| v != s) {
                let before = (0..n).filter(|&u| equal(far[s][u] + length[u][v], far[s][v]));
                paths[s][v] = before.map(|u| paths[s][u]).sum();
            }
        }
        let through = |s: usize, v: usize, t: usize| {
            let apart = s != v && v != t && s != t && far[s][t].is_finite();
            let on_the_way = apart && equal(far[s][v] + far[v][t], far[s][t]);
            if on_the_way { paths[s][v] * paths[v][t] / paths[s][t] } else { 0.0 }
        };
        let half = if graph.is_directed() { 1.0 } else { 0.5 };
        (0..n)
            .map(|v| {
                half * (0..n)
                    .flat_map(|s| (0..n).map(move |t| (s, t)))
                    .map(|(s, t)| through(s, v, t))
                    .sum::<f64>()
            })
            .collect()
    }

    proptest! {
        #[test]
        fn random_graphs(
            edges in prop::collection::btree_map((0u32..10, 0u32..10), 1u8..6, 0..50),
            directed: bool,
            unit in prop::sample::select(vec![1.0, 0.1, 1.0 / 3.0, 1e-20, 1e20]),
        ) {
            // Multiples of one number have many paths of one length, which as f64 are not equal.
            let edges: Vec<_> = edges.into_iter().filter(|e| directed || e.0.0 < e.0.1).collect();
            let (pairs, weights): (Vec<_>, Vec<f64>) = edges.into_iter().map(|(e, w)| (e, f64::from(w) * unit)).unzip();
            let build = if directed { Graph::directed } else { Graph::undirected };
            let graph = build(10, &pairs, Some(&weights)).0;
            let lengths = graph.reference_rows().weights().unwrap();
            let (found, expected) = (weighted_betweenness(&graph, lengths), by_all_pairs(&graph, lengths));
            for (f, e) in found.iter().zip(&expected) {
                prop_assert!((f - e).abs() <= 1e-9 * e.max(1.0), "{found:?} is not {expected:?}");
            }
        }
    }

    #[test]
    fn paths_of_one_length_count_as_such() {
        // 0.1 + 0.2 and 0.25 + 0.05, as f64 not equal, on two ways from 0 to 3: each middle has half of the pair.
        let edges = [(0, 1), (1, 3), (0, 2), (2, 3)];
        let graph = Graph::directed(4, &edges, Some(&[0.1, 0.2, 0.25, 0.05])).0;
        let lengths = graph.reference_rows().weights().unwrap();
        assert_eq!(weighted_betweenness(&graph, lengths), [0.0, 0.5, 0.5, 0.0]);
        // A straight way is not the shortest here.
        let graph = Graph::directed(3, &[(0, 2), (0, 1), (1, 2)], Some(&[3.0, 1.0, 1.0])).0;
        assert_eq!(weighted_betweenness(&graph, graph.reference_rows().weights().unwrap()), [0.0, 1.0, 0.0]);
    }

    #[test]
    fn edges_far_shorter_than_the_way_leave_every_node_a_path() {
        let edges: Vec<(u32, u32)> = (0..20).map(|node| (node, node + 1)).collect();
        let weights: Vec<f64> = (0..20).map(|node| if node == 0 { 1e30 } else { 1e-30 }).collect();
        let chain = Graph::directed(21, &edges, Some(&weights)).0;
        let lengths = chain.reference_rows().weights().unwrap();
        let expected: Vec<f64> = (0..21).map(|node| f64::from(node * (20 - node))).collect();
        assert_eq!(weighted_betweenness(&chain, lengths), expected);
    }
}
