//! What `rank`, `cluster` and `mainpath` share: a graph from an edge table or from a corpus.

use std::path::PathBuf;

use serde_json::json;

use crate::corpus::schema::Paper;
use crate::corpus::store;
use crate::date::PartialDate;
use crate::error::{Error, Result};
use crate::graph::csr::Removed;
use crate::graph::{Counting, EdgeTable, Graph, NetworkName, networks, node_list};
use crate::ids::AuthorId;

/// Where the graph comes from.
#[derive(Debug, clap::Args)]
pub(super) struct GraphArgs {
    /// The folder of a corpus
    #[arg(value_name = "CORPUS", required_unless_present = "edges", conflicts_with = "edges")]
    corpus: Option<PathBuf>,
    /// An edge table instead: columns source (the citing paper), target (the cited one), perhaps weight
    #[arg(long, value_name = "FILE.parquet|csv|net")]
    edges: Option<PathBuf>,
    /// The dates of the edge table's nodes: columns node, date; nodes without an edge join the graph
    #[arg(long, value_name = "FILE", requires = "edges")]
    nodes: Option<PathBuf>,
    /// Which network of the corpus: citation, coauthors, institutions, countries, cocitation, coupling
    #[arg(long, value_name = "NAME", default_value = NetworkName::Citation.as_str(), conflicts_with = "edges")]
    network: NetworkName,
    /// What a joint paper adds to a pair: full (1), fractional (2/(k(k-1))), newman (1/(k-1))
    #[arg(long, value_name = "HOW", default_value = Counting::Full.as_str(), conflicts_with = "edges")]
    counting: Counting,
    /// Call authors by their names instead of by pseudonyms
    #[arg(long, conflicts_with = "edges")]
    names: bool,
}

/// A graph and what its nodes are.
pub(super) struct GraphInput {
    pub(super) graph: Graph,
    pub(super) keys: Vec<String>,
    pub(super) labels: Option<Vec<String>>,
    /// As long as the nodes where any date is known, else empty.
    pub(super) dates: Vec<Option<PartialDate>>,
    pub(super) removed: Removed,
    /// The keywords of each paper, where the nodes are a corpus's papers.
    pub(super) terms: Option<Vec<Vec<String>>>,
    network: Option<NetworkName>,
}

impl GraphArgs {
    /// Reads the graph; one without an edge between two nodes is an error, for nothing can be said about it.
    pub(super) fn read(&self) -> Result<GraphInput> {
        let input = match (&self.edges, &self.corpus) {
            (Some(path), _) => {
                let mut table = EdgeTable::read(path)?;
                let names = table.names.len();
                let dates = match &self.nodes {
                    Some(nodes) => node_list::read_dates(nodes, &mut table.names)?,
                    None => Vec::new(),
                };
                if let Some(labels) = &mut table.labels {
                    labels.extend_from_slice(&table.names[names..]);
                }
                let (graph, removed) = table.graph();
                GraphInput {
                    graph,
                    keys: table.names,
                    labels: table.labels,
                    dates,
                    removed,
                    terms: None,
                    network: None,
                }
            }
            (None, Some(folder)) => {
                let corpus = store::read(folder)?;
                let mut network = networks::build(&corpus, self.network, self.counting);
                if self.network == NetworkName::Coauthors && !self.names {
                    network.labels =
                        (0..network.labels.len() as u32).map(|n| AuthorId(n).pseudonym()).collect();
                }
                let dates = match self.network {
                    name if name.is_of_papers() => corpus.papers.iter().map(|paper| paper.date).collect(),
                    _ => Vec::new(),
                };
                let terms = self.network.is_of_papers().then(|| {
                    let words = |paper: &Paper| {
                        paper.keywords.iter().chain(&paper.topics).map(|w| w.to_lowercase()).collect()
                    };
                    corpus.papers.iter().map(words).collect()
                });
                GraphInput {
                    graph: network.graph,
                    keys: network.keys,
                    labels: Some(network.labels),
                    dates,
                    removed: Removed::default(),
                    terms,
                    network: Some(network.name),
                }
            }
            (None, None) => {
                return Err(Error::argument("there is no graph", "give a corpus or `--edges FILE`"));
            }
        };
        if input.graph.edges() == 0 {
            return Err(Error::unanswerable(
                format!("the graph has no edge between two of its {} nodes", input.graph.nodes()),
                "give edges between different nodes (self-loops do not count)",
            ));
        }
        Ok(input)
    }
}

impl GraphInput {
    /// The graph in numbers, for the summary.
    pub(super) fn summary(&self) -> serde_json::Value {
        let mut summary = json!({
            "nodes": self.graph.nodes(),
            "edges": self.graph.edges(),
            "directed": self.graph.is_directed(),
            "weighted": self.graph.reference_rows().weights().is_some(),
            "self_loops": self.removed.self_loops,
            "repeated_edges": self.removed.repeated,
        });
        if let Some(network) = self.network {
            summary["network"] = network.as_str().into();
        }
        summary
    }

    /// The graph in words.
    pub(super) fn text(&self) -> String {
        let mut text = format!("{} nodes, {} edges", self.graph.nodes(), self.graph.edges());
        if self.removed.self_loops + self.removed.repeated > 0 {
            text.push_str(&format!(
                " ({} self-loops and {} repeated edges were removed)",
                self.removed.self_loops, self.removed.repeated
            ));
        }
        text.push('\n');
        text
    }

    /// What a reader calls a node: its label, or its name.
    pub(super) fn label(&self, node: usize) -> &str {
        self.labels.as_ref().map_or(&self.keys[node], |labels| &labels[node])
    }
}
