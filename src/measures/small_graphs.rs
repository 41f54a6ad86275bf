//! Every measure on every directed graph of four nodes and every undirected one of five, against its definition.

use std::collections::BTreeSet;

use super::{Measure, Settings};
use crate::graph::Graph;

/// A graph as the definitions see it: `to[u][v]` where u points to v.
struct Dense {
    nodes: usize,
    to: Vec<Vec<bool>>,
}

impl Dense {
    fn of(graph: &Graph) -> Self {
        let nodes = graph.nodes();
        let to =
            (0..nodes as u32).map(|u| (0..nodes as u32).map(|v| graph.references(u).contains(&v)).collect());
        Self { nodes, to: to.collect() }
    }

    fn all(&self) -> impl Iterator<Item = usize> + Clone + use<> {
        0..self.nodes
    }

    fn given(&self, u: usize) -> f64 {
        self.to[u].iter().filter(|&&to| to).count() as f64
    }

    fn near(&self, u: usize, v: usize) -> bool {
        self.to[u][v] || self.to[v][u]
    }

    /// Steps from u to v, by going on to everything n times.
    fn distance(&self, u: usize, v: usize) -> Option<usize> {
        let mut reached = BTreeSet::from([u]);
        (0..self.nodes).find(|_| {
            let here = reached.contains(&v);
            let next: Vec<usize> =
                reached.iter().flat_map(|&a| self.all().filter(move |&b| self.to[a][b])).collect();
            reached.extend(next);
            here
        })
    }

    /// Solves (I − M) x = b by elimination.
    fn solve(&self, m: impl Fn(usize, usize) -> f64, b: &[f64]) -> Vec<f64> {
        let n = self.nodes;
        let mut rows: Vec<Vec<f64>> = (0..n)
            .map(|i| (0..n).map(|j| f64::from(u8::from(i == j)) - m(i, j)).chain([b[i]]).collect())
            .collect();
        for pivot in 0..n {
            let best =
                (pivot..n).max_by(|&a, &b| rows[a][pivot].abs().total_cmp(&rows[b][pivot].abs())).unwrap();
            rows.swap(pivot, best);
            let row = rows[pivot].clone();
            for other in (0..n).filter(|&other| other != pivot) {
                let factor = rows[other][pivot] / row[pivot];
                rows[other].iter_mut().zip(&row).for_each(|(a, b)| *a -= factor * b);
            }
        }
        (0..n).map(|i| rows[i][n] / rows[i][i]).collect()
    }

    fn pagerank(&self, start: &[f64]) -> Vec<f64> {
        let m = |v: usize, u: usize| {
            0.85 * match self.given(u) {
                0.0 => start[v],
                given => f64::from(u8::from(self.to[u][v])) / given,
            }
        };
        let b: Vec<f64> = start.iter().map(|s| 0.15 * s).collect();
        self.solve(m, &b)
    }

    fn hits(&self) -> Option<(Vec<f64>, Vec<f64>)> {
        let scaled = |x: Vec<f64>| {
            let sum: f64 = x.iter().sum();
            x.into_iter().map(|x| x / sum).collect::<Vec<f64>>()
        };
        let hubs_of = |authorities: &[f64]| {
            scaled(
                self.all()
                    .map(|u| self.all().filter(|&v| self.to[u][v]).map(|v| authorities[v]).sum())
                    .collect(),
            )
        };
        let authorities_of = |hubs: &[f64]| {
            scaled(self.all().map(|v| self.all().filter(|&u| self.to[u][v]).map(|u| hubs[u]).sum()).collect())
        };
        let mut authorities = vec![1.0; self.nodes];
        for _ in 0..3000 {
            authorities = authorities_of(&hubs_of(&authorities));
        }
        let hubs = hubs_of(&authorities);
        (!hubs[0].is_nan()).then_some((hubs, authorities))
    }

    /// Which nodes are joined with v whatever the directions.
    fn part(&self, v: usize) -> BTreeSet<usize> {
        let mut part = BTreeSet::from([v]);
        for _ in self.all() {
            let next: Vec<usize> =
                part.iter().flat_map(|&a| self.all().filter(move |&b| self.near(a, b))).collect();
            part.extend(next);
        }
        part
    }

    fn components(&self) -> Vec<f64> {
        let mut parts: Vec<BTreeSet<usize>> = self.all().map(|v| self.part(v)).collect();
        parts.sort_by_key(|part| (std::cmp::Reverse(part.len()), part.first().copied()));
        parts.dedup();
        self.all().map(|v| parts.iter().position(|part| part.contains(&v)).unwrap() as f64).collect()
    }

    fn eigenvector(&self) -> Vec<f64> {
        let component = self.components();
        let inside: Vec<usize> = self.all().filter(|&v| component[v] == 0.0).collect();
        let mut x = vec![f64::NAN; self.nodes];
        for &v in &inside {
            x[v] = 1.0;
        }
        for _ in 0..4000 {
            let mut next = x.clone();
            for &v in &inside {
                next[v] = x[v] + inside.iter().filter(|&&u| self.near(u, v)).map(|&u| x[u]).sum::<f64>();
            }
            let norm = inside.iter().map(|&v| next[v] * next[v]).sum::<f64>().sqrt();
            for &v in &inside {
                x[v] = next[v] / norm;
            }
        }
        x
    }

    /// Shortest paths through v, by listing every path without a repeated node.
    fn betweenness(&self, directed: bool) -> Vec<f64> {
        let mut found = vec![0.0; self.nodes];
        for s in self.all() {
            let mut open = vec![vec![s]];
            let mut paths: Vec<Vec<usize>> = Vec::new();
            while let Some(path) = open.pop() {
                for next in self.all().filter(|&b| self.to[path[path.len() - 1]][b] && !path.contains(&b)) {
                    open.push([&path[..], &[next]].concat());
                }
                paths.push(path);
            }
            for t in self.all().filter(|&t| t != s) {
                let to_t = || paths.iter().filter(move |path| path.last() == Some(&t));
                let shortest = to_t().map(Vec::len).min().unwrap_or_default();
                let shortest: Vec<&Vec<usize>> = to_t().filter(|path| path.len() == shortest).collect();
                for path in &shortest {
                    path[1..path.len() - 1].iter().for_each(|&v| found[v] += 1.0 / shortest.len() as f64);
                }
            }
        }
        found.into_iter().map(|b| if directed { b } else { b / 2.0 }).collect()
    }

    /// (closeness, harmonic)
    fn distances(&self, v: usize) -> (f64, f64) {
        let near: Vec<f64> =
            self.all().filter(|&u| u != v).filter_map(|u| self.distance(u, v)).map(|d| d as f64).collect();
        let r = near.len() as f64;
        let sum: f64 = near.iter().sum();
        let closeness = if r == 0.0 { 0.0 } else { r / (self.nodes as f64 - 1.0) * r / sum };
        (closeness, near.iter().map(|d| 1.0 / d).sum())
    }

    /// The largest k such that v stands in a set whose members have k neighbours in it, over all sets.
    fn core(&self, v: usize) -> f64 {
        let sets = (0u32..1 << self.nodes).filter(|set| set >> v & 1 == 1);
        let within =
            |set: u32, a: usize| self.all().filter(|&b| set >> b & 1 == 1 && self.near(a, b)).count();
        let least =
            |set: u32| self.all().filter(|&a| set >> a & 1 == 1).map(|a| within(set, a)).min().unwrap();
        sets.map(least).max().unwrap() as f64
    }

    fn clustering(&self, v: usize) -> f64 {
        let around: Vec<usize> = self.all().filter(|&u| u != v && self.near(u, v)).collect();
        let pairs = around.len() * around.len().saturating_sub(1) / 2;
        let closed =
            around.iter().flat_map(|&a| around.iter().filter(move |&&b| a < b && self.near(a, b))).count();
        if pairs == 0 { 0.0 } else { closed as f64 / pairs as f64 }
    }

    fn disruption(&self, v: usize) -> f64 {
        let cites_it = |u: usize| self.to[u][v];
        let cites_references = |u: usize| self.all().any(|r| self.to[v][r] && self.to[u][r]);
        let count = |wanted: (bool, bool)| {
            self.all().filter(|&u| u != v && (cites_it(u), cites_references(u)) == wanted).count() as f64
        };
        let (only, both, references) = (count((true, false)), count((true, true)), count((false, true)));
        (only - both) / (only + both + references)
    }
}

fn check(graph: &Graph) {
    let dense = Dense::of(graph);
    let n = dense.nodes;
    let settings = Settings { alpha: 0.19, restart: vec![1, 3], ..Settings::default() };
    let each = |value: &dyn Fn(usize) -> f64| (0..n).map(value).collect::<Vec<f64>>();
    let none = vec![f64::NAN; n];
    let hits = dense.hits();
    for &measure in Measure::ALL.iter().filter(|m| !m.is_of_papers() && !m.is_of_portfolios()) {
        let expected = match measure {
            Measure::InDegree => each(&|v| (0..n).filter(|&u| dense.to[u][v]).count() as f64),
            Measure::OutDegree => each(&|v| dense.given(v)),
            Measure::Pagerank => dense.pagerank(&vec![1.0 / n as f64; n]),
            Measure::PersonalizedPagerank => {
                dense.pagerank(&each(&|v| if v == 1 || v == 3 { 0.5 } else { 0.0 }))
            }
            Measure::HitsHub => hits.clone().map_or(none.clone(), |h| h.0),
            Measure::HitsAuthority => hits.clone().map_or(none.clone(), |h| h.1),
            Measure::Eigenvector => dense.eigenvector(),
            Measure::Katz => dense.solve(|v, u| 0.19 * f64::from(u8::from(dense.to[u][v])), &vec![1.0; n]),
            Measure::Betweenness => dense.betweenness(graph.is_directed()),
            Measure::Closeness => each(&|v| dense.distances(v).0),
            Measure::Harmonic => each(&|v| dense.distances(v).1),
            Measure::Core => each(&|v| dense.core(v)),
            Measure::Clustering => each(&|v| dense.clustering(v)),
            Measure::Component => dense.components(),
            Measure::Disruption if graph.is_directed() => each(&|v| dense.disruption(v)),
            _ => none.clone(),
        };
        let columns = measure.compute(graph, &settings).unwrap();
        for (node, expected) in expected.iter().enumerate() {
            let found = columns[0].get(node).unwrap_or(f64::NAN);
            let same = (found - expected).abs() < 1e-9 || found.is_nan() && expected.is_nan();
            assert!(same, "{measure} of {node} is {found} and not {expected}: {:?}", graph.edge_list().0);
        }
        assert_eq!(columns[0].nulls() > 0, columns[0].null_reason.is_some());
    }
}

#[test]
fn all_directed_graphs_of_four_nodes() {
    let pairs: Vec<(u32, u32)> =
        (0..4).flat_map(|a| (0..4).filter(move |&b| a != b).map(move |b| (a, b))).collect();
    for chosen in 0u32..1 << pairs.len() {
        let edges: Vec<_> = (0..pairs.len()).filter(|i| chosen >> i & 1 == 1).map(|i| pairs[i]).collect();
        check(&Graph::directed(4, &edges, None).0);
    }
}

#[test]
fn all_undirected_graphs_of_five_nodes() {
    let pairs: Vec<(u32, u32)> = (0..5).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
    for chosen in 0u32..1 << pairs.len() {
        let edges: Vec<_> = (0..pairs.len()).filter(|i| chosen >> i & 1 == 1).map(|i| pairs[i]).collect();
        check(&Graph::undirected(5, &edges, None).0);
    }
}
