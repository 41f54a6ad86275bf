//! `network`: who is tied to whom. The area of a node shows its amount, the colour its group (country, community), a
//! diamond that it is on a watch list. Positions mean nothing but nearness.
//!
//! Table of ties: `source, target`, `weight` where there is one. Nodes of a table have the sum of their weights as their amount.

mod draw;

use std::collections::BTreeMap;

use super::frame::Caption;
use super::{Figure, Kind, Table};
use crate::error::Result;

/// This figure in the list of figures.
pub const KIND: Kind = Kind {
    name: "network",
    about: "who is tied to whom",
    columns: "source, target, [weight]",
    from_table: |table, caption| Ok(Box::new(Network::from_table(table, caption)?)),
    from_corpus: Some(super::from_corpus::network),
};

/// The data of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// The words about it.
    pub caption: Caption,
    /// What a node is: `institutions`.
    pub node_name: String,
    /// What the area of a node shows: `papers`.
    pub amount_name: String,
    /// What the colour of a node shows: `country`.
    pub group_name: String,
    /// What the width of a tie shows: `joint papers`; empty where all are alike.
    pub tie_name: String,
    /// The nodes.
    pub nodes: Vec<Node>,
    /// Ties between positions of `nodes` with their weights; their direction is not drawn.
    pub ties: Vec<(u32, u32, f64)>,
    /// How many nodes are drawn: those on a watch list, then those with the largest amounts.
    pub most_nodes: usize,
    /// Where the layout begins.
    pub seed: u64,
}

/// One node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// Its name.
    pub label: String,
    /// Its amount, 0 or more.
    pub amount: f64,
    /// Its group; `None` where it is unknown.
    pub group: Option<String>,
    /// Whether it is on a watch list.
    pub watch_listed: bool,
}

impl Network {
    /// How many nodes are drawn unless the caller says otherwise.
    pub const MOST_NODES: usize = 300;
}

impl Default for Network {
    fn default() -> Self {
        Self {
            caption: Caption::default(),
            node_name: "nodes".into(),
            amount_name: "amount".into(),
            group_name: "group".into(),
            tie_name: String::new(),
            nodes: Vec::new(),
            ties: Vec::new(),
            most_nodes: Self::MOST_NODES,
            seed: 1,
        }
    }
}

impl Network {
    /// Reads a network from a table of ties.
    ///
    /// # Errors
    /// When a column lacks or a weight is no number.
    pub fn from_table(table: &Table, caption: Caption) -> Result<Self> {
        let (source, target, weight) =
            (table.column("source")?, table.column("target")?, table.find("weight"));
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        let mut nodes: Vec<Node> = Vec::new();
        let mut ties = Vec::with_capacity(table.len());
        for row in 0..table.len() {
            let weight = match weight {
                Some(column) => table.number(row, column)?.unwrap_or(0.0),
                None => 1.0,
            };
            let ends = [source, target].map(|column| {
                let name = table.cell(row, column);
                let number = *numbers.entry(name.to_owned()).or_insert(nodes.len() as u32);
                if number as usize == nodes.len() {
                    nodes.push(Node { label: name.to_owned(), ..Node::default() });
                }
                nodes[number as usize].amount += weight.max(0.0);
                number
            });
            ties.push((ends[0], ends[1], weight));
        }
        let amount_name = if weight.is_some() { "sum of weights" } else { "ties" };
        let tie_name = if weight.is_some() { "weights".into() } else { String::new() };
        Ok(Self { caption, amount_name: amount_name.into(), tie_name, nodes, ties, ..Self::default() })
    }
}

impl Figure for Network {
    fn svg(&self) -> Result<String> {
        draw::draw(self)
    }
}
