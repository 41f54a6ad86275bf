//! Shortest paths from one source, counted and walked back: the inside of betweenness.
//!
//! A search goes level by level. An edge leads on to the next level where its target is not reached by the end of this one:
//! a bit, of which those of all nodes stay in the cache. Only the edges that lead on (a fraction) touch the numbers of
//! paths; they are written down one after the other, so that the way back reads a list and asks nothing. A level is
//! taken in order of numbers, which is the order of the rows and, in a graph numbered by date, keeps near in memory what is
//! near in time.

use std::ops::Range;

use crate::graph::Graph;
use crate::graph::ascending::Ascending;
use crate::memory::prefetch;

/// Shortest paths from one source after the other.
pub(super) trait Paths {
    /// Counts the shortest paths from `source`.
    fn forward(&mut self, source: u32);
    /// Hands the dependency of the source on each node that it reaches to `take`, farthest first.
    fn backward(&mut self, take: impl FnMut(u32, f64));
}

/// Nodes that are passed before their paths are added up: the numbers of paths are fetched meanwhile.
const AT_ONCE: usize = 32;
/// Rows are fetched so many nodes ahead, and their bounds twice as many.
const AHEAD: usize = 16;
/// On the way back numbers are fetched so many followers ahead.
const FOLLOWERS_AHEAD: usize = 64;
/// Searches one after the other.
pub(super) struct ShortestPaths {
    /// A bit for each node that is reached.
    reached: Vec<u64>,
    /// First σ, then c; 0 where a search has not been.
    values: Vec<f64>,
    /// The nodes in the order in which they are passed.
    order: Vec<u32>,
    /// The nodes that follow each on shortest paths, one node of `order` after the other, as far as `ends` says.
    followers: Vec<u32>,
    /// For each node of `order` the end of its followers.
    ends: Vec<usize>,
    ascending: Ascending,
}

impl ShortestPaths {
    /// Over a graph of so many nodes.
    pub(super) fn new(nodes: usize) -> Self {
        let (reached, values) = (vec![0; nodes.div_ceil(64)], vec![0.0; nodes]);
        let (order, followers, ends) = (Vec::new(), Vec::new(), Vec::new());
        Self { reached, values, order, followers, ends, ascending: Ascending::default() }
    }

    /// Counts the shortest paths from `source`; returns how many edges were looked at.
    pub(super) fn forward(&mut self, graph: &Graph, source: u32) -> u64 {
        self.clear();
        let rows = graph.reference_rows();
        let mut looked_at = 0;
        self.reached[source as usize / 64] |= 1 << (source % 64);
        self.values[source as usize] = 1.0;
        self.order.push(source);
        let mut start = 0;
        while start < self.order.len() {
            let (end, followed) = (self.order.len(), self.ends.last().copied().unwrap_or(0));
            for from in (start..end).step_by(AT_ONCE) {
                let to = end.min(from + AT_ONCE);
                for at in from..to {
                    let ahead = |nodes: usize| self.order[(at + nodes).min(end - 1)];
                    rows.prefetch_bounds(ahead(2 * AHEAD));
                    rows.prefetch_row(ahead(AHEAD));
                    let row = rows.row(self.order[at]);
                    looked_at += row.len() as u64;
                    self.follow(row);
                }
                self.add_up(from..to);
            }
            self.enter(followed);
            start = end;
        }
        looked_at
    }

    /// Writes down which nodes of a row are on the next level. No branch depends on it, since it can't be foretold.
    #[inline]
    fn follow(&mut self, row: &[u32]) {
        let first = self.ends.last().copied().unwrap_or(0);
        if self.followers.len() < first + row.len() {
            self.followers.resize((2 * first).max(first + row.len()), 0);
        }
        let (reached, followers) = (&self.reached[..], &mut self.followers[first..first + row.len()]);
        let mut count = 0;
        for &next in row {
            followers[count] = next;
            count += usize::from(reached[next as usize / 64] >> (next % 64) & 1 == 0);
        }
        for &next in &followers[..count] {
            prefetch(&self.values, next as usize);
        }
        self.ends.push(first + count);
    }

    /// Passes the paths to nodes of `order` on to their followers.
    #[inline]
    fn add_up(&mut self, nodes: Range<usize>) {
        let mut first = if nodes.start == 0 { 0 } else { self.ends[nodes.start - 1] };
        let values = &mut self.values[..];
        for (&node, &end) in self.order[nodes.clone()].iter().zip(&self.ends[nodes]) {
            let paths = values[node as usize];
            for &next in &self.followers[first..end] {
                values[next as usize] += paths;
            }
            first = end;
        }
    }

    /// Takes the followers from a place on for the next level.
    fn enter(&mut self, from: usize) {
        let found = &self.followers[from..self.ends.last().copied().unwrap_or(0)];
        let begin = self.order.len();
        self.ascending.append(found, self.values.len(), &mut self.order);
        for &node in &self.order[begin..] {
            self.reached[node as usize / 64] |= 1 << (node % 64);
        }
    }

    /// Hands the dependency of the source on each node that it reaches to `take`, farthest first.
    pub(super) fn backward(&mut self, mut take: impl FnMut(u32, f64)) {
        let values = &mut self.values[..];
        for at in (1..self.order.len()).rev() {
            let (first, end) = (self.ends[at - 1], self.ends[at]);
            let ahead = first.saturating_sub(FOLLOWERS_AHEAD);
            let mut beyond = 0.0;
            for (&next, &later) in self.followers[first..end].iter().zip(&self.followers[ahead..]) {
                prefetch(values, later as usize);
                beyond += values[next as usize];
            }
            let value = &mut values[self.order[at] as usize];
            let (node, paths) = (self.order[at], *value);
            let dependency = paths * beyond;
            *value = (1.0 + dependency) / paths;
            take(node, dependency);
        }
    }

    fn clear(&mut self) {
        if self.order.len() > self.values.len() / 64 {
            self.reached.fill(0);
            self.values.fill(0.0);
        } else {
            for &node in &self.order {
                self.reached[node as usize / 64] = 0;
                self.values[node as usize] = 0.0;
            }
        }
        self.order.clear();
        self.ends.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_chain_is_walked_both_ways() {
        let chain: Vec<(u32, u32)> = (1..1000).map(|node| (node, node - 1)).collect();
        let graph = Graph::directed(1000, &chain, None).0;
        let mut search = ShortestPaths::new(1000);
        for source in [999, 40, 600] {
            assert_eq!(search.forward(&graph, source), u64::from(source));
            let mut found = Vec::new();
            search.backward(|node, dependency| found.push((node, dependency)));
            // Behind the node at distance d from the start of the chain there are d more.
            assert!(found.iter().copied().eq((0..source).map(|node| (node, f64::from(node)))));
        }
    }
}
