//! A network as every format gets it: nodes with what a reader calls them, edges once each.

use crate::corpus::schema::Corpus;
use crate::date::PartialDate;
use crate::graph::networks::{Network, NetworkName};
use crate::ids::{AuthorId, PaperId};
use crate::progress;

/// A node with its attributes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// What identifies it: the number of the paper or author, the registry's id, the country's code.
    pub key: String,
    /// What a reader calls it.
    pub label: String,
    /// ISO 3166-1 alpha-2, where known.
    pub country: Option<String>,
    /// The year of the paper; of an author, institution or country the year of the first paper.
    pub year: Option<i16>,
    /// How many papers it has.
    pub papers: u32,
}

/// An edge between two nodes, which are positions in [`ExportNetwork::nodes`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// The citing paper; in an undirected network the lower of the two.
    pub source: u32,
    /// The cited paper; in an undirected network the higher of the two.
    pub target: u32,
    /// 1 for a citation.
    pub weight: f64,
}

/// A network ready for writing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExportNetwork {
    /// What the network is called.
    pub name: String,
    /// Whether its edges have a direction.
    pub directed: bool,
    /// The nodes; they are numbered by their position.
    pub nodes: Vec<Node>,
    /// The edges in order of source, then target; each once.
    pub edges: Vec<Edge>,
}

impl ExportNetwork {
    /// The edges under a bar while they are written.
    pub(super) fn edges_shown(&self) -> impl Iterator<Item = &Edge> {
        progress::shown("writing edges", self.edges.iter())
    }

    /// The nodes under a bar while they are written.
    pub(super) fn nodes_shown(&self) -> impl Iterator<Item = &Node> {
        progress::shown("writing nodes", self.nodes.iter())
    }

    /// Takes a network of `corpus`. Authors are called by pseudonym unless `names` are asked for.
    pub fn new(network: &Network, corpus: &Corpus, names: bool) -> Self {
        let years = years(network, corpus);
        let is_person = network.name == NetworkName::Coauthors;
        let nodes = (0..network.keys.len())
            .map(|at| Node {
                key: network.keys[at].clone(),
                label: match network.keys[at].parse() {
                    Ok(author) if is_person && !names => AuthorId(author).pseudonym(),
                    _ => network.labels[at].clone(),
                },
                country: network.countries[at].clone(),
                year: years[at],
                papers: network.papers(at),
            })
            .collect();
        let directed = network.graph.is_directed();
        let (edges, weights) = network.graph.edge_list();
        let edges = edges.iter().enumerate().filter(|(_, (source, target))| directed || source < target);
        let edges = edges
            .map(|(at, &(source, target))| Edge {
                source,
                target,
                weight: weights.as_ref().map_or(1.0, |w| w[at]),
            })
            .collect();
        Self { name: network.name.to_string(), directed, nodes, edges }
    }
}

/// The year of each node's first paper.
fn years(network: &Network, corpus: &Corpus) -> Vec<Option<i16>> {
    let year_of = |paper: &PaperId| corpus.papers[paper.index()].date.map(PartialDate::year_number);
    network.papers_of.iter().map(|papers| papers.iter().filter_map(year_of).min()).collect()
}
