//! Shortest paths from one source, counted and walked back: the inside of betweenness.
//!
//! A search goes level by level. Whether an edge leads on to the next level is asked of an array of one byte a node, and
//! only the edges that do (a fraction) touch the numbers of paths; they are written down one after the other, so that
//! the way back reads a list and asks nothing. A level with many nodes is taken in order of their numbers, which
//! is the order of the rows and, in a graph numbered by date, keeps near in memory what is near in time.

use crate::graph::Graph;

/// Shortest paths from one source after the other.
pub(super) trait Paths {
    /// Counts the shortest paths from `source`.
    fn forward(&mut self, source: u32);
    /// Hands the dependency of the source on each node that it reaches to `take`, farthest first.
    fn backward(&mut self, take: impl FnMut(u32, f64));
}

/// Levels that a byte tells apart, without that of the unseen.
const SHALLOW: u32 = u8::MAX as u32 - 1;

/// Searches with levels of one byte, which stay in the cache, until one goes deeper.
pub(super) struct ShortestPaths(AnyDepth);

enum AnyDepth {
    Shallow(Search<u8>),
    Deep(Search<u32>),
}

impl ShortestPaths {
    /// Over a graph of so many nodes.
    pub(super) fn new(nodes: usize) -> Self {
        Self(AnyDepth::Shallow(Search::new(nodes)))
    }

    /// Counts the shortest paths from `source`; returns how many edges were looked at.
    pub(super) fn forward(&mut self, graph: &Graph, source: u32) -> u64 {
        if let AnyDepth::Shallow(search) = &mut self.0 {
            if let Some(looked_at) = search.forward(graph, source) {
                return looked_at;
            }
            self.0 = AnyDepth::Deep(Search::new(graph.nodes()));
        }
        let AnyDepth::Deep(search) = &mut self.0 else { return 0 };
        search.forward(graph, source).unwrap_or(0)
    }

    /// Hands the dependency of the source on each node that it reaches to `take`, farthest first.
    pub(super) fn backward(&mut self, take: impl FnMut(u32, f64)) {
        match &mut self.0 {
            AnyDepth::Shallow(search) => search.backward(take),
            AnyDepth::Deep(search) => search.backward(take),
        }
    }
}

/// How a level is held: 0 for a node that is not seen, else the level from 1 on.
trait Level: Copy + PartialEq {
    const UNSEEN: Self;
    /// The last level that can be held.
    const LAST: u32;
    fn of(level: u32) -> Self;
}

impl Level for u8 {
    const UNSEEN: Self = 0;
    const LAST: u32 = SHALLOW;

    fn of(level: u32) -> Self {
        level as u8
    }
}

impl Level for u32 {
    const UNSEEN: Self = 0;
    const LAST: u32 = u32::MAX - 1;

    fn of(level: u32) -> Self {
        level
    }
}

/// One search after the other.
struct Search<L> {
    levels: Vec<L>,
    /// First σ, then c.
    values: Vec<f64>,
    /// The nodes in the order in which they were passed.
    order: Vec<u32>,
    /// The nodes that follow each on shortest paths, one node of `order` after the other.
    followers: Vec<u32>,
    /// For each node of `order` the end of its followers.
    ends: Vec<u64>,
}

impl<L: Level> Search<L> {
    fn new(nodes: usize) -> Self {
        let (order, followers, ends) = (Vec::new(), Vec::new(), Vec::new());
        Self { levels: vec![L::UNSEEN; nodes], values: vec![0.0; nodes], order, followers, ends }
    }

    /// `None` where a level cannot be held; the search is then of no use any more.
    fn forward(&mut self, graph: &Graph, source: u32) -> Option<u64> {
        self.clear();
        let mut looked_at = 0;
        self.levels[source as usize] = L::of(1);
        self.values[source as usize] = 1.0;
        self.order.push(source);
        let mut start = 0;
        let mut level = 1;
        while start < self.order.len() {
            if level >= L::LAST {
                return None;
            }
            let next_level = L::of(level + 1);
            let end = self.order.len();
            for at in start..end {
                let node = self.order[at];
                let row = graph.references(node);
                looked_at += row.len() as u64;
                self.follow(node, row, next_level);
            }
            self.in_order(end, next_level);
            start = end;
            level += 1;
        }
        Some(looked_at)
    }

    /// Passes one node on to those of its row that are on the next level.
    #[inline]
    fn follow(&mut self, node: u32, row: &[u32], next_level: L) {
        let paths = self.values[node as usize];
        let first = self.followers.len();
        self.followers.resize(first + row.len(), 0);
        let mut last = first;
        for &next in row {
            let level = &mut self.levels[next as usize];
            let is_new = *level == L::UNSEEN;
            if is_new {
                *level = next_level;
                self.values[next as usize] = 0.0;
                self.order.push(next);
            }
            self.followers[last] = next;
            last += usize::from(*level == next_level);
        }
        self.followers.truncate(last);
        self.ends.push(last as u64);
        for &next in &self.followers[first..] {
            self.values[next as usize] += paths;
        }
    }

    /// Puts the nodes found last in order of their numbers where there are many.
    fn in_order(&mut self, from: usize, level: L) {
        if self.order.len() - from < self.levels.len() / 64 {
            return;
        }
        self.order.truncate(from);
        for (node, held) in self.levels.iter().enumerate() {
            if *held == level {
                self.order.push(node as u32);
            }
        }
    }

    fn backward(&mut self, mut take: impl FnMut(u32, f64)) {
        for at in (1..self.order.len()).rev() {
            let node = self.order[at];
            let mut beyond = 0.0;
            for &next in &self.followers[self.ends[at - 1] as usize..self.ends[at] as usize] {
                beyond += self.values[next as usize];
            }
            let paths = self.values[node as usize];
            let dependency = paths * beyond;
            self.values[node as usize] = (1.0 + dependency) / paths;
            take(node, dependency);
        }
    }

    fn clear(&mut self) {
        if self.order.len() < self.levels.len() / 64 {
            for &node in &self.order {
                self.levels[node as usize] = L::UNSEEN;
            }
        } else {
            self.levels.fill(L::UNSEEN);
        }
        self.order.clear();
        self.followers.clear();
        self.ends.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_deeper_than_a_byte_tells() {
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
