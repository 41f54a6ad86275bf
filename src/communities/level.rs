//! One level of Leiden: an undirected weighted graph whose nodes are papers or, further up, communities of the level below.

use crate::error::{Error, Result};
use crate::graph::Graph;

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
#[derive(Clone, Debug)]
pub(super) struct Level {
    pub(super) starts: Vec<u64>,
    pub(super) neighbours: Vec<u32>,
    pub(super) weights: Vec<f32>,
    pub(super) mass: Vec<f64>,
}

impl Level {
    /// The lowest level: directions are ignored, the weights of opposite edges added up (1 for an edge both ways in a
    /// graph without weights).
    pub(super) fn of(graph: &Graph, objective: Objective) -> Result<Self> {
        let undirected;
        let graph = if graph.is_directed() {
            undirected = graph.to_undirected();
            &undirected
        } else {
            graph
        };
        let rows = graph.reference_rows();
        if let Some(weight) = rows.weights().unwrap_or_default().iter().find(|&&w| w < 0.0) {
            return Err(Error::argument(
                format!("communities have no meaning with negative weights, and one is {weight}"),
                "leave the column `weight` out or make its values positive",
            ));
        }
        let nodes = graph.nodes();
        let mut starts = Vec::with_capacity(nodes + 1);
        starts.push(0);
        starts.extend((0..nodes as u32).map(|node| rows.range(node).end as u64));
        let weights: Vec<f32> = match rows.weights() {
            Some(weights) => weights.iter().map(|&w| w as f32).collect(),
            None => vec![1.0; rows.targets().len()],
        };
        let mut level = Self { starts, neighbours: rows.targets().to_vec(), weights, mass: Vec::new() };
        level.mass = match objective {
            Objective::Cpm => vec![1.0; nodes],
            Objective::Modularity => (0..nodes as u32)
                .map(|node| level.weights[level.range(node)].iter().map(|&w| f64::from(w)).sum())
                .collect(),
        };
        Ok(level)
    }

    pub(super) fn nodes(&self) -> usize {
        self.mass.len()
    }

    #[inline]
    pub(super) fn range(&self, node: u32) -> std::ops::Range<usize> {
        self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize
    }

    /// The neighbours of `node` with the weights between.
    #[inline]
    pub(super) fn row(&self, node: u32) -> impl Iterator<Item = (u32, f64)> + '_ {
        let range = self.range(node);
        self.neighbours[range.clone()].iter().copied().zip(self.weights[range].iter().map(|&w| f64::from(w)))
    }

    /// The level above: the communities 0..count of `community` become nodes. Time O(n + m).
    pub(super) fn above(&self, community: &[u32], count: usize) -> Self {
        let mut begins = vec![0u32; count + 1];
        for &c in community {
            begins[c as usize + 1] += 1;
        }
        for c in 0..count {
            begins[c + 1] += begins[c];
        }
        let mut next = begins.clone();
        let mut members = vec![0u32; self.nodes()];
        for node in 0..self.nodes() as u32 {
            let at = &mut next[community[node as usize] as usize];
            members[*at as usize] = node;
            *at += 1;
        }
        let mut above =
            Self { starts: vec![0], neighbours: Vec::new(), weights: Vec::new(), mass: vec![0.0; count] };
        let mut sums = Sums::new(count);
        for c in 0..count {
            for &node in &members[begins[c] as usize..begins[c + 1] as usize] {
                above.mass[c] += self.mass[node as usize];
                for (other, weight) in self.row(node) {
                    let other = community[other as usize];
                    if other as usize != c {
                        sums.add(other, weight);
                    }
                }
            }
            for (other, weight) in sums.drain() {
                above.neighbours.push(other);
                above.weights.push(weight as f32);
            }
            above.starts.push(above.neighbours.len() as u64);
        }
        above
    }
}

/// Sums by key in the order in which the keys appeared; O(1) an addition, emptied in O(keys).
pub(super) struct Sums {
    sum: Vec<f64>,
    keys: Vec<u32>,
}

impl Sums {
    pub(super) fn new(keys: usize) -> Self {
        Self { sum: vec![NOTHING; keys], keys: Vec::new() }
    }

    #[inline]
    pub(super) fn add(&mut self, key: u32, value: f64) {
        let sum = &mut self.sum[key as usize];
        if *sum < 0.0 {
            *sum = value;
            self.keys.push(key);
        } else {
            *sum += value;
        }
    }

    /// The sum of a key, 0 for one that did not appear.
    #[inline]
    pub(super) fn get(&self, key: u32) -> f64 {
        self.sum[key as usize].max(0.0)
    }

    #[inline]
    pub(super) fn keys(&self) -> &[u32] {
        &self.keys
    }

    #[inline]
    pub(super) fn clear(&mut self) {
        for &key in &self.keys {
            self.sum[key as usize] = NOTHING;
        }
        self.keys.clear();
    }

    pub(super) fn drain(&mut self) -> impl Iterator<Item = (u32, f64)> + '_ {
        let sum = &mut self.sum;
        self.keys.drain(..).map(move |key| (key, std::mem::replace(&mut sum[key as usize], NOTHING)))
    }
}

/// Weights are not negative, so this marks a key that did not appear.
const NOTHING: f64 = -1.0;
