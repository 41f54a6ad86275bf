//! Breadth-first search from one node along the references: who is reached, and through whom.
//!
//! While few nodes are at the front they push to what they cite; while many are, each node not yet reached asks whether
//! one of those that cite it is at the front, and stops at the first. Beamer, Asanović and Patterson,
//! Direction-optimizing breadth-first search, SC 2012. Who is reached stands in rows of bits, which stay in the cache. In
//! date order nothing behind the source is asked. Time O(n + m), mostly far below; memory 4 n bytes.

use super::csr::Graph;

/// Stands for a node that is not reached.
pub const NOT_REACHED: u32 = u32::MAX;

/// The front asks from below when its edges are more than a share of this of those not yet looked at.
const TURN_BELOW: u64 = 14;
/// It pushes again when it has fewer nodes than a share of this.
const TURN_BACK: usize = 24;

/// For each node one that stands a step nearer to `source` and cites it; the source stands for itself.
///
/// ```
/// use citetrace::graph::{Graph, search};
/// let (graph, _) = Graph::directed(4, &[(3, 2), (2, 1), (3, 1)], None);
/// assert_eq!(search::parents(&graph, 3), [search::NOT_REACHED, 3, 3, 3]);
/// ```
pub fn parents(graph: &Graph, source: u32) -> Vec<u32> {
    let nodes = graph.nodes();
    let mut search = Search { graph, parents: vec![NOT_REACHED; nodes], reached: Bits::new(nodes) };
    let Some(parent) = search.parents.get_mut(source as usize) else { return search.parents };
    *parent = source;
    search.reached.set(source);
    // In date order nothing with a higher number is reached.
    let end = if graph.is_in_date_order() { source as usize + 1 } else { nodes };
    let mut front = vec![source];
    let mut left = graph.reference_rows().range(end.saturating_sub(1) as u32).end as u64;
    while !front.is_empty() {
        let edges: u64 = front.iter().map(|&node| graph.references(node).len() as u64).sum();
        left = left.saturating_sub(edges);
        front = if edges > left / TURN_BELOW { search.ask_below(&front, end) } else { search.push(&front) };
    }
    search.parents
}

struct Search<'g> {
    graph: &'g Graph,
    parents: Vec<u32>,
    reached: Bits,
}

impl Search<'_> {
    /// One step: the front reaches what it cites.
    fn push(&mut self, front: &[u32]) -> Vec<u32> {
        let mut next = Vec::new();
        for &node in front {
            for &other in self.graph.references(node) {
                if !self.reached.has(other) {
                    self.reached.set(other);
                    self.parents[other as usize] = node;
                    next.push(other);
                }
            }
        }
        next
    }

    /// Steps in which those not reached look for a citing node at the front, until the front is small again.
    fn ask_below(&mut self, front: &[u32], end: usize) -> Vec<u32> {
        let mut at_front = Bits::new(self.parents.len());
        for &node in front {
            at_front.set(node);
        }
        let mut next_front = Bits::new(self.parents.len());
        let mut before = front.len();
        loop {
            let mut found = 0;
            for word in 0..end.div_ceil(64) {
                let inside = if word == end / 64 { (1u64 << (end % 64)) - 1 } else { u64::MAX };
                let mut asking = !self.reached.0[word] & inside;
                while asking != 0 {
                    let node = word as u32 * 64 + asking.trailing_zeros();
                    asking &= asking - 1;
                    if let Some(&citing) = self.graph.cited_by(node).iter().find(|&&c| at_front.has(c)) {
                        self.parents[node as usize] = citing;
                        next_front.0[word] |= 1 << (node % 64);
                        found += 1;
                    }
                }
            }
            for (reached, next) in self.reached.0.iter_mut().zip(&next_front.0) {
                *reached |= next;
            }
            if found == 0 || (found < before && found < end / TURN_BACK) {
                return next_front.listed();
            }
            before = found;
            std::mem::swap(&mut at_front, &mut next_front);
            next_front.0.fill(0);
        }
    }
}

/// A bit for each node.
struct Bits(Vec<u64>);

impl Bits {
    fn new(nodes: usize) -> Self {
        Self(vec![0; nodes / 64 + 1])
    }

    #[inline]
    fn has(&self, node: u32) -> bool {
        self.0[node as usize / 64] >> (node % 64) & 1 == 1
    }

    #[inline]
    fn set(&mut self, node: u32) {
        self.0[node as usize / 64] |= 1 << (node % 64);
    }

    fn listed(&self) -> Vec<u32> {
        let mut nodes = Vec::new();
        for (word, &bits) in self.0.iter().enumerate() {
            let mut left = bits;
            while left != 0 {
                nodes.push(word as u32 * 64 + left.trailing_zeros());
                left &= left - 1;
            }
        }
        nodes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Steps from the source by relaxing every edge until nothing changes.
    fn steps(graph: &Graph, source: u32) -> Vec<Option<usize>> {
        let mut found = vec![None; graph.nodes()];
        found[source as usize] = Some(0);
        for _ in 0..graph.nodes() {
            for (citing, cited) in graph.edge_list().0 {
                if let Some(through) = found[citing as usize].map(|s| s + 1) {
                    let so_far = &mut found[cited as usize];
                    *so_far = Some(so_far.map_or(through, |s: usize| s.min(through)));
                }
            }
        }
        found
    }

    proptest! {
        #[test]
        fn a_parent_is_a_step_nearer(
            edges in prop::collection::vec((0u32..70, 0u32..70), 0..400),
            source in 0u32..70,
            in_date_order: bool,
        ) {
            let edges: Vec<_> = edges.into_iter().filter(|e| !in_date_order || e.0 > e.1).collect();
            let graph = Graph::directed(70, &edges, None).0;
            let steps = steps(&graph, source);
            let parents = parents(&graph, source);
            for node in 0..70u32 {
                let parent = parents[node as usize];
                match steps[node as usize] {
                    None => prop_assert_eq!(parent, NOT_REACHED),
                    Some(0) => prop_assert_eq!(parent, node),
                    Some(s) => {
                        prop_assert_eq!(steps[parent as usize], Some(s - 1));
                        prop_assert!(graph.references(parent).contains(&node));
                    }
                }
            }
        }
    }

    #[test]
    fn a_source_outside_reaches_nothing() {
        assert!(parents(&Graph::default(), 0).is_empty());
    }
}
