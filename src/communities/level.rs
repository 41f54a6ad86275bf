//! One level of Leiden: an undirected weighted graph whose nodes are papers or, further up, parts of communities.

use rayon::prelude::*;

use super::sums::Sums;
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::graph::csr::Csr;

/// What a partition's quality counts. Both are of the form Σ over communities of (inner weight − γ' mass²/…): a node has
/// a mass, and a community pays for pairs of masses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Objective {
    /// Newman and Girvan's modularity with Reichardt and Bornholdt's resolution γ:
    /// (1/2m) Σ over communities of (2 e_c − γ K_c²/2m). A node's mass is the weight at it.
    #[default]
    Modularity,
    /// The constant Potts model: Σ over communities of (e_c − γ n_c (n_c − 1)/2). A node's mass is 1.
    Cpm,
}

/// An undirected graph with masses. The weight inside a node (from the level below) no longer matters to the gains.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    starts: Vec<u64>,
    pub(super) neighbours: Vec<u32>,
    /// `None` where all weights are 1.
    weights: Option<Vec<f32>>,
    pub(super) mass: Vec<f64>,
}

/// Where each of the parts 0..count begins when their members are written one part after the other, and the end.
pub(super) fn begins(part: &[u32], count: usize) -> Vec<u32> {
    let mut begins = vec![0u32; count + 1];
    for &p in part {
        begins[p as usize + 1] += 1;
    }
    for p in 0..count {
        begins[p + 1] += begins[p];
    }
    begins
}

impl Level {
    /// The lowest level, whose nodes are the graph's: directions are ignored, the weights of opposite edges added up (1
    /// for an edge both ways in a graph without weights).
    pub(super) fn of(graph: &Graph, objective: Objective) -> Result<Self> {
        let rows = graph.reference_rows();
        if let Some(weight) = rows.weights().unwrap_or_default().iter().find(|&&w| w < 0.0) {
            return Err(Error::argument(
                format!("communities have no meaning with negative weights, and one is {weight}"),
                "leave the column `weight` out or make its values positive",
            ));
        }
        let mut level = assemble(graph.nodes(), |node, row| {
            if graph.is_directed() {
                merge(node, rows, graph.cited_by_rows(), |other, weight| row.push(other, weight));
            } else {
                let weights = rows.row_weights(node);
                for (at, &other) in rows.row(node).iter().enumerate() {
                    row.push(other, weights.map_or(1.0, |w| w[at]));
                }
            }
        });
        if rows.weights().is_none() {
            level.weights = None;
        }
        level.mass = match objective {
            Objective::Cpm => vec![1.0; graph.nodes()],
            Objective::Modularity => (0..graph.nodes() as u32)
                .into_par_iter()
                .map(|node| {
                    let mut mass = 0.0;
                    level.each(node, |_, weight| mass += weight);
                    mass
                })
                .collect(),
        };
        Ok(level)
    }

    pub(super) fn nodes(&self) -> usize {
        self.starts.len() - 1
    }

    #[inline]
    pub(super) fn range(&self, node: u32) -> std::ops::Range<usize> {
        self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize
    }

    /// Hands out the neighbours of `node` with the weights between.
    #[inline]
    pub(super) fn each(&self, node: u32, mut take: impl FnMut(u32, f64)) {
        let neighbours = &self.neighbours[self.range(node)];
        match &self.weights {
            None => neighbours.iter().for_each(|&other| take(other, 1.0)),
            Some(weights) => neighbours
                .iter()
                .zip(&weights[self.range(node)])
                .for_each(|(&other, &weight)| take(other, f64::from(weight))),
        }
    }

    /// The level above: the parts 0..count become nodes. Time O(n + m).
    pub(super) fn above(&self, part: &[u32], count: usize) -> Self {
        let begins = begins(part, count);
        let mut next = begins.clone();
        let mut members = vec![0u32; self.nodes()];
        for node in 0..self.nodes() as u32 {
            let at = &mut next[part[node as usize] as usize];
            members[*at as usize] = node;
            *at += 1;
        }
        let members = |p: u32| &members[begins[p as usize] as usize..begins[p as usize + 1] as usize];
        let mut above = assemble(count, |p, row| {
            let arcs: usize = members(p).iter().map(|&node| self.range(node).len()).sum();
            row.sums.make_room(arcs.min(count));
            for &node in members(p) {
                self.each(node, |other, weight| {
                    let other = part[other as usize];
                    if other != p {
                        row.sums.add(other, weight);
                    }
                });
            }
            row.push_sums();
        });
        above.mass = (0..count as u32)
            .into_par_iter()
            .map(|p| members(p).iter().map(|&node| self.mass[node as usize]).sum())
            .collect();
        above
    }
}

/// Rows in the making.
struct Rows {
    ends: Vec<u64>,
    neighbours: Vec<u32>,
    weights: Vec<f32>,
    sums: Sums,
}

impl Rows {
    #[inline]
    fn push(&mut self, other: u32, weight: f64) {
        self.neighbours.push(other);
        self.weights.push(weight as f32);
    }

    fn push_sums(&mut self) {
        self.neighbours.extend(self.sums.iter().map(|(other, _)| other));
        self.weights.extend(self.sums.iter().map(|(_, weight)| weight as f32));
        self.sums.clear();
    }
}

/// Nodes whose rows are made one after the other.
const BLOCK: usize = 1024;

/// A level without masses whose rows `fill` makes, block by block on all threads.
fn assemble(nodes: usize, fill: impl Fn(u32, &mut Rows) + Sync) -> Level {
    let blocks: Vec<Rows> = (0..nodes.div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            let mut rows =
                Rows { ends: Vec::new(), neighbours: Vec::new(), weights: Vec::new(), sums: Sums::new() };
            for node in block * BLOCK..nodes.min((block + 1) * BLOCK) {
                fill(node as u32, &mut rows);
                rows.ends.push(rows.neighbours.len() as u64);
            }
            rows
        })
        .collect();
    let arcs = blocks.iter().map(|rows| rows.neighbours.len()).sum();
    let mut starts = Vec::with_capacity(nodes + 1);
    starts.push(0);
    let (mut neighbours, mut weights) = (vec![0u32; arcs], vec![0f32; arcs]);
    let (mut rest, mut rest_weights) = (neighbours.as_mut_slice(), weights.as_mut_slice());
    let mut pieces = Vec::with_capacity(blocks.len());
    let mut before = 0;
    for rows in blocks {
        starts.extend(rows.ends.iter().map(|end| before + end));
        before += rows.neighbours.len() as u64;
        let (piece, others) = rest.split_at_mut(rows.neighbours.len());
        let (piece_weights, other_weights) = rest_weights.split_at_mut(rows.neighbours.len());
        pieces.push((rows, piece, piece_weights));
        (rest, rest_weights) = (others, other_weights);
    }
    pieces.into_par_iter().for_each(|(rows, piece, piece_weights)| {
        piece.copy_from_slice(&rows.neighbours);
        piece_weights.copy_from_slice(&rows.weights);
    });
    Level { starts, neighbours, weights: Some(weights), mass: Vec::new() }
}

/// Both rows of a paper as one: ascending, an edge both ways once.
fn merge(paper: u32, rows: &Csr, others: &Csr, mut take: impl FnMut(u32, f64)) {
    let weight = |rows: &Csr, at: usize| rows.row_weights(paper).map_or(1.0, |w| w[at]);
    let (one, other) = (rows.row(paper), others.row(paper));
    let (mut a, mut b) = (0, 0);
    while a < one.len() || b < other.len() {
        let first = match (one.get(a), other.get(b)) {
            (Some(&x), Some(&y)) => x.min(y),
            (Some(&x), None) | (None, Some(&x)) => x,
            (None, None) => break,
        };
        let mut sum = None;
        if one.get(a) == Some(&first) {
            sum = Some(weight(rows, a));
            a += 1;
        }
        if other.get(b) == Some(&first) {
            let more = weight(others, b);
            // Without weights, an edge both ways is one edge.
            sum = Some(match sum {
                Some(sum) if others.weights().is_some() => sum + more,
                _ => more,
            });
            b += 1;
        }
        take(first, sum.unwrap_or(1.0));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use proptest::prelude::*;

    /// The rows of a level as a map from pairs to weights.
    fn pairs(level: &Level) -> BTreeMap<(u32, u32), f64> {
        let mut pairs = BTreeMap::new();
        for node in 0..level.nodes() as u32 {
            level.each(node, |other, weight| assert_eq!(pairs.insert((node, other), weight), None));
        }
        pairs
    }

    proptest! {
        #[test]
        fn levels_hold_the_sums_of_their_edges(
            edges in prop::collection::vec((0u32..15, 0u32..15, 1u8..5), 0..60),
            part in prop::collection::vec(0u32..4, 15),
            (weighted, directed) in (any::<bool>(), any::<bool>()),
        ) {
            let weights: Vec<f64> = edges.iter().map(|e| f64::from(e.2)).collect();
            let ends: Vec<(u32, u32)> = edges.iter().map(|e| (e.0, e.1)).collect();
            let make = if directed { Graph::directed } else { Graph::undirected };
            let graph = make(15, &ends, weighted.then_some(weights.as_slice())).0;
            let mut expected = BTreeMap::new();
            for (&(a, b), &weight) in ends.iter().zip(&weights).filter(|((a, b), _)| a != b) {
                for pair in [(a, b), (b, a)] {
                    let sum = expected.entry(pair).or_insert(0.0);
                    *sum = if weighted { *sum + weight } else { 1.0 };
                }
            }
            let level = Level::of(&graph, Objective::Modularity).unwrap();
            prop_assert_eq!(&pairs(&level), &expected);
            let mut masses = [0.0; 4];
            let mut between = BTreeMap::new();
            for ((a, b), weight) in expected {
                let (own, other) = (part[a as usize], part[b as usize]);
                masses[own as usize] += weight;
                if own != other {
                    *between.entry((own, other)).or_insert(0.0) += weight;
                }
            }
            let above = level.above(&part, 4);
            prop_assert_eq!(above.mass.as_slice(), masses.as_slice());
            prop_assert_eq!(pairs(&above), between);
        }
    }
}
