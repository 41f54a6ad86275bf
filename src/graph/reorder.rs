//! Other numbers for the same nodes: by date, by topological order, a part of them; and the way back.
//!
//! In date order a reference runs from a high number to a low one, the sweeps need no search, and neighbours in time stand
//! together in memory. Time O(n log n + m).

use super::csr::Graph;
use super::strong::Condensation;
use crate::date::PartialDate;

/// The nodes in order of date, undated ones last, equal ones by number: `order[new] = old`.
pub fn by_date(dates: &[Option<PartialDate>]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..dates.len() as u32).collect();
    order.sort_by_key(|&node| (dates[node as usize].is_none(), dates[node as usize], node));
    order
}

/// The nodes with the cited before the citing as far as cycles allow: `order[new] = old`.
pub fn cited_first(graph: &Graph) -> Vec<u32> {
    Condensation::of(graph).cited_first().to_vec()
}

/// The new number of each old one: `places(order)[order[new]] = new`; for numbers that `order` leaves out `u32::MAX`.
pub fn places(order: &[u32], nodes: usize) -> Vec<u32> {
    let mut places = vec![u32::MAX; nodes];
    for (new, &old) in order.iter().enumerate() {
        places[old as usize] = new as u32;
    }
    places
}

/// The part of `graph` on the nodes of `order`, numbered by it: all nodes in another order, or a subgraph.
///
/// ```
/// use citetrace::graph::{Graph, reorder::part};
/// let (graph, _) = Graph::directed(4, &[(3, 0), (3, 2), (2, 1)], None);
/// assert_eq!(part(&graph, &[0, 2, 3]).edge_list().0, [(2, 0), (2, 1)]);
/// ```
pub fn part(graph: &Graph, order: &[u32]) -> Graph {
    let places = places(order, graph.nodes());
    let rows = graph.reference_rows();
    let mut edges = Vec::new();
    let mut weights = rows.weights().map(|_| Vec::new());
    for (new, &old) in order.iter().enumerate() {
        for at in rows.range(old) {
            let (target, source) = (places[rows.targets()[at] as usize], new as u32);
            // An undirected graph holds each edge twice and is built from each once.
            if target == u32::MAX || (!graph.is_directed() && target < source) {
                continue;
            }
            edges.push((source, target));
            if let (Some(to), Some(from)) = (&mut weights, rows.weights()) {
                to.push(from[at]);
            }
        }
    }
    let build = if graph.is_directed() { Graph::directed } else { Graph::undirected };
    build(order.len(), &edges, weights.as_deref()).0
}

/// Values of renumbered nodes in their old order; `missing` where a node was left out.
pub fn restored<T: Copy>(values: &[T], order: &[u32], nodes: usize, missing: T) -> Vec<T> {
    let mut restored = vec![missing; nodes];
    for (value, &old) in values.iter().zip(order) {
        restored[old as usize] = *value;
    }
    restored
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn undated_nodes_come_last() {
        let dates: Vec<Option<PartialDate>> =
            ["2001", "", "1999-05", "1999"].iter().map(|d| d.parse().ok()).collect();
        assert_eq!(by_date(&dates), [3, 2, 0, 1]);
    }

    proptest! {
        #[test]
        fn a_graph_comes_back_from_its_renumbering(
            edges in prop::collection::vec((0u32..10, 0u32..10), 0..40),
            order in Just((0u32..10).collect::<Vec<u32>>()).prop_shuffle(),
            directed: bool,
        ) {
            let weights: Vec<f64> = (0..edges.len()).map(|w| w as f64).collect();
            let build = if directed { Graph::directed } else { Graph::undirected };
            let graph = build(10, &edges, Some(&weights)).0;
            let renumbered = part(&graph, &order);
            prop_assert_eq!(part(&renumbered, &places(&order, 10)), graph.clone());
            let degrees: Vec<usize> = (0..10).map(|v| renumbered.references(v).len()).collect();
            for (old, degree) in restored(&degrees, &order, 10, 0).into_iter().enumerate() {
                prop_assert_eq!(degree, graph.references(old as u32).len());
            }
            let sorted = part(&graph, &cited_first(&graph));
            let acyclic = Condensation::of(&graph).is_acyclic();
            prop_assert_eq!(sorted.edge_list().0.iter().all(|e| e.1 < e.0), acyclic);
        }
    }
}
