//! Strongly connected components and the condensation: which nodes reach each other, and in which order the rest stands.
//!
//! Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1 (1972), with a stack of our own instead of
//! recursion: a citation chain can be as long as the graph. Time O(n + m), memory 16 n bytes.
//!
//! The trap: components come out against the direction of search, cited ones first. Component 0 cites no other one.

use super::csr::{Csr, Graph};

/// The strongly connected components of a directed graph, in an order in which references come first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condensation {
    /// The component of each node. An edge between two components runs from the higher number to the lower.
    pub component: Vec<u32>,
    /// The nodes component by component; inside one in the order in which the search finished them, cited ones first.
    members: Vec<u32>,
    /// Where each component begins in `members`, and the end.
    starts: Vec<u32>,
}

impl Condensation {
    /// The condensation of `graph` along its references.
    ///
    /// ```
    /// use citetrace::graph::{Graph, strong::Condensation};
    /// // 3 cites 1 and 2, which cite each other; 1 cites 0.
    /// let (graph, _) = Graph::directed(4, &[(3, 1), (3, 2), (1, 2), (2, 1), (1, 0)], None);
    /// let parts = Condensation::of(&graph);
    /// assert_eq!(parts.component, [0, 1, 1, 2]);
    /// assert_eq!(parts.members(1).len(), 2);
    /// ```
    pub fn of(graph: &Graph) -> Self {
        Self::of_rows(graph.reference_rows())
    }

    /// The condensation along the edges of `rows`.
    pub fn of_rows(rows: &Csr) -> Self {
        let nodes = rows.nodes();
        let mut search = Search {
            rows,
            order: vec![UNSEEN; nodes],
            low: vec![0; nodes],
            next_order: 0,
            path: Vec::new(),
            open: Vec::new(),
            finished: Vec::with_capacity(nodes),
            found: Self { component: vec![0; nodes], members: Vec::with_capacity(nodes), starts: vec![0] },
        };
        for root in 0..nodes as u32 {
            if search.order[root as usize] == UNSEEN {
                search.from(root);
            }
        }
        let Search { finished, mut found, .. } = search;
        // Filling the components in order of finishing sorts each by it.
        let mut next = found.starts.clone();
        for node in finished {
            let at = &mut next[found.component[node as usize] as usize];
            found.members[*at as usize] = node;
            *at += 1;
        }
        found
    }

    /// How many components there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether the graph has no node.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The nodes of one component, cited ones first as far as the cycle allows.
    pub fn members(&self, component: u32) -> &[u32] {
        &self.members[self.starts[component as usize] as usize..self.starts[component as usize + 1] as usize]
    }

    /// All nodes, references before the papers that cite them (inside a cycle as far as it allows).
    pub fn cited_first(&self) -> &[u32] {
        &self.members
    }

    /// Whether no component has more than one node. The graph has no self-loops, so it is then acyclic.
    pub fn is_acyclic(&self) -> bool {
        self.len() == self.component.len()
    }

    /// The components of more than one node, largest first, equal ones by number.
    pub fn cycles(&self) -> Vec<u32> {
        let mut cycles: Vec<u32> = (0..self.len() as u32).filter(|&c| self.members(c).len() > 1).collect();
        cycles.sort_by_key(|&c| (std::cmp::Reverse(self.members(c).len()), c));
        cycles
    }

    /// The graph whose nodes are the components: edges between two components merged into one, their weights (1
    /// in a graph without weights) added up; edges inside a component are left out.
    pub fn graph(&self, graph: &Graph) -> Graph {
        let (mut edges, weights) = graph.edge_list();
        for edge in &mut edges {
            *edge = (self.component[edge.0 as usize], self.component[edge.1 as usize]);
        }
        let weights = weights.unwrap_or_else(|| vec![1.0; edges.len()]);
        Graph::directed(self.len(), &edges, Some(&weights)).0
    }
}

const UNSEEN: u32 = u32::MAX;
/// `low` of a node whose component is closed.
const CLOSED: u32 = u32::MAX;

struct Search<'a> {
    rows: &'a Csr,
    order: Vec<u32>,
    low: Vec<u32>,
    next_order: u32,
    /// The nodes between the root and the present one, each with the position of its next edge.
    path: Vec<(u32, usize)>,
    open: Vec<u32>,
    finished: Vec<u32>,
    found: Condensation,
}

impl Search<'_> {
    fn enter(&mut self, node: u32) {
        self.order[node as usize] = self.next_order;
        self.low[node as usize] = self.next_order;
        self.next_order += 1;
        self.open.push(node);
        self.path.push((node, self.rows.range(node).start));
    }

    fn from(&mut self, root: u32) {
        self.enter(root);
        while let Some(&mut (node, ref mut at)) = self.path.last_mut() {
            if *at < self.rows.range(node).end {
                let next = self.rows.targets()[*at];
                *at += 1;
                if self.order[next as usize] == UNSEEN {
                    self.enter(next);
                } else if self.low[next as usize] != CLOSED {
                    let low = self.order[next as usize];
                    self.low[node as usize] = self.low[node as usize].min(low);
                }
                continue;
            }
            self.path.pop();
            self.finished.push(node);
            let low = self.low[node as usize];
            if low == self.order[node as usize] {
                self.close(node);
            }
            if let Some(&(above, _)) = self.path.last() {
                self.low[above as usize] = self.low[above as usize].min(low);
            }
        }
    }

    /// All that was opened since `root` is one component.
    fn close(&mut self, root: u32) {
        let number = self.found.len() as u32;
        while let Some(node) = self.open.pop() {
            self.low[node as usize] = CLOSED;
            self.found.component[node as usize] = number;
            self.found.members.push(node);
            if node == root {
                break;
            }
        }
        self.found.starts.push(self.found.members.len() as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Which nodes reach which, by Warshall's closure.
    fn closure(nodes: usize, edges: &[(u32, u32)]) -> Vec<Vec<bool>> {
        let mut reach = vec![vec![false; nodes]; nodes];
        for (node, row) in reach.iter_mut().enumerate() {
            row[node] = true;
        }
        for &(a, b) in edges {
            reach[a as usize][b as usize] = true;
        }
        for k in 0..nodes {
            for i in 0..nodes {
                for j in 0..nodes {
                    reach[i][j] |= reach[i][k] && reach[k][j];
                }
            }
        }
        reach
    }

    proptest! {
        #[test]
        fn components_are_the_classes_of_mutual_reach(edges in prop::collection::vec((0u32..9, 0u32..9), 0..30)) {
            let (graph, _) = Graph::directed(9, &edges, None);
            let parts = Condensation::of(&graph);
            let reach = closure(9, &edges);
            for (a, b) in (0..9usize).flat_map(|a| (0..9usize).map(move |b| (a, b))) {
                    let mutual = reach[a][b] && reach[b][a];
                    prop_assert_eq!(parts.component[a] == parts.component[b], mutual);
                    if reach[a][b] && !mutual {
                        prop_assert!(parts.component[a] > parts.component[b]);
                    }
            }
            let mut all: Vec<u32> = (0..parts.len() as u32).flat_map(|c| parts.members(c).to_vec()).collect();
            prop_assert_eq!(&all[..], parts.cited_first());
            all.sort_unstable();
            prop_assert_eq!(all, (0..9).collect::<Vec<u32>>());
            let condensed = parts.graph(&graph);
            prop_assert!(Condensation::of(&condensed).is_acyclic());
            let between = graph.edge_list().0.iter()
                .filter(|e| parts.component[e.0 as usize] != parts.component[e.1 as usize]).count();
            let merged: f64 = condensed.edge_list().1.unwrap().iter().sum();
            prop_assert_eq!(merged, between as f64);
        }
    }

    #[test]
    fn a_chain_as_long_as_the_graph_needs_no_recursion() {
        let edges: Vec<(u32, u32)> = (1..300_000).map(|n| (n, n - 1)).collect();
        let (graph, _) = Graph::directed(300_000, &edges, None);
        let parts = Condensation::of(&graph);
        assert!(parts.is_acyclic());
        assert!(parts.cited_first().iter().copied().eq(0..300_000));
    }
}
