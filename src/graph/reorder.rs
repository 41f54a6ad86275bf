//! Other numbers for the same nodes: by date, by topological order, a part of them; and the way back.
//!
//! In date order a reference runs from a high number to a low one, the sweeps need no search, and neighbours in time stand
//! together in memory. Time O(n log n + m).

use rayon::prelude::*;

use super::csr::{Graph, Removed};
use super::edges::EdgeTable;
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

/// The way back from other numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renumbered {
    /// `order[new] = old`; `None` where the numbers are those of before.
    order: Option<Vec<u32>>,
}

impl Renumbered {
    /// Puts the values, one for each node or none at all, from the new order into the old one. Time O(n).
    pub fn back<T>(&self, values: &mut Vec<T>) {
        if let Some(order) = &self.order {
            permute(values, &places(order, order.len()));
        }
    }
}

/// Moves `values[from[at]]` to `at`; `from` holds each place once. No values stay none.
fn permute<T>(values: &mut Vec<T>, from: &[u32]) {
    if values.is_empty() {
        return;
    }
    let mut taken: Vec<Option<T>> = std::mem::take(values).into_iter().map(Some).collect();
    values.extend(from.iter().filter_map(|&at| taken[at as usize].take()));
}

/// The graph of a table, its nodes renumbered so that as many as can be stand behind those that they cite: by date where
/// that is such an order, else by a topological order of the components. Names, labels, edges and `dates` (none, or one a
/// node) are put into that order. A graph in order already, or without directions, stays as it is. Time O(n log n + m).
///
/// ```
/// use citetrace::graph::{EdgeTable, reorder::graph_in_order};
/// let names = ["a", "b", "c"].map(String::from).to_vec();
/// let mut table = EdgeTable { names, edges: vec![(0, 1), (1, 2)], ..EdgeTable::default() };
/// let (graph, _, renumbered) = graph_in_order(&mut table, &mut Vec::new());
/// assert!(graph.is_in_date_order());
/// assert_eq!(table.names, ["c", "b", "a"]);
/// renumbered.back(&mut table.names);
/// assert_eq!(table.names, ["a", "b", "c"]);
/// ```
pub fn graph_in_order(
    table: &mut EdgeTable,
    dates: &mut Vec<Option<PartialDate>>,
) -> (Graph, Removed, Renumbered) {
    let (graph, removed) = table.graph();
    if !graph.is_directed() || graph.is_in_date_order() {
        return (graph, removed, Renumbered::default());
    }
    let order = in_order_of_dates(&table.edges, dates).unwrap_or_else(|| cited_first(&graph));
    // Only one of the two graphs is in memory.
    drop(graph);
    let places = places(&order, table.names.len());
    let moved = |edge: &mut (u32, u32)| *edge = (places[edge.0 as usize], places[edge.1 as usize]);
    table.edges.par_iter_mut().with_min_len(1 << 14).for_each(moved);
    permute(&mut table.names, &order);
    if let Some(labels) = &mut table.labels {
        permute(labels, &order);
    }
    permute(dates, &order);
    let (graph, removed) = table.graph();
    (graph, removed, Renumbered { order: Some(order) })
}

/// The order of the dates, where no edge runs against it or stays at its place.
fn in_order_of_dates(edges: &[(u32, u32)], dates: &[Option<PartialDate>]) -> Option<Vec<u32>> {
    if dates.is_empty() {
        return None;
    }
    let order = by_date(dates);
    let places = places(&order, dates.len());
    let runs_back =
        |&(citing, cited): &(u32, u32)| citing == cited || places[cited as usize] < places[citing as usize];
    edges.par_iter().with_min_len(1 << 14).all(runs_back).then_some(order)
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

        #[test]
        fn a_table_in_order_says_the_same(
            edges in prop::collection::vec((0u32..9, 0u32..9), 0..30),
            years in prop::option::of(prop::collection::vec(prop::option::of(2000i16..2003), 9)),
        ) {
            let names: Vec<String> = (0..9).map(|node| format!("n{node}")).collect();
            let weights: Vec<f64> = (0..edges.len()).map(|w| 1.5 + w as f64).collect();
            let labels = Some(names.clone());
            let before = EdgeTable { names, labels, edges, weights: Some(weights), ..EdgeTable::default() };
            let years: Vec<Option<PartialDate>> =
                years.unwrap_or_default().into_iter().map(|y| y.and_then(PartialDate::year)).collect();
            let (mut table, mut dates) = (before.clone(), years.clone());
            let (graph, removed, renumbered) = graph_in_order(&mut table, &mut dates);
            let (plain, plain_removed) = before.graph();
            prop_assert_eq!(removed, plain_removed);
            prop_assert_eq!(graph.is_in_date_order(), Condensation::of(&plain).is_acyclic());
            prop_assert_eq!(Some(&table.names), table.labels.as_ref());
            let named = |graph: &Graph, names: &[String]| {
                let (edges, weights) = graph.edge_list();
                let name = |node: u32| names[node as usize].clone();
                let mut named: Vec<_> = edges
                    .into_iter()
                    .zip(weights.unwrap())
                    .map(|((from, to), weight)| (name(from), name(to), weight.to_bits()))
                    .collect();
                named.sort_unstable();
                named
            };
            prop_assert_eq!(named(&graph, &table.names), named(&plain, &before.names));
            renumbered.back(&mut table.names);
            renumbered.back(&mut dates);
            prop_assert_eq!((table.names, dates), (before.names, years));
        }
    }
}
