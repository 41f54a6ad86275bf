//! What `rank`, `cluster` and `mainpath` share: a graph from an edge table or from a corpus.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use hashbrown::HashSet;
use serde_json::json;

use super::args::{check_there, whole};
use crate::corpus::{Corpus, store};
use crate::date::PartialDate;
use crate::error::{Error, Place, Result};
use crate::graph::csr::Removed;
use crate::graph::reorder::{self, Renumbered};
use crate::graph::slices::build_slice;
use crate::graph::{Counting, EdgeTable, Graph, Network, NetworkName, Slice, node_list};
use crate::ids::AuthorId;
use crate::measures::{Column, Values};

/// Which network of a corpus, and of which part of it.
#[derive(Debug, clap::Args)]
pub(super) struct SliceArgs {
    /// What a joint paper adds to a pair: full (1), fractional (2/(k(k-1))), newman (1/(k-1))
    #[arg(long, value_name = "HOW", default_value = Counting::Full.as_str())]
    counting: Counting,
    /// Leave out ties of a lower weight: papers co-cited by fewer than K papers, papers with fewer references in common, …
    #[arg(
        long,
        value_name = "K",
        default_value_t = 1,
        value_parser = whole::<u32>,
        allow_negative_numbers = true,
    )]
    threshold: u32,
    /// Only papers of this date or later (YYYY, YYYY-MM or YYYY-MM-DD); co-citation: cited by such papers
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<PartialDate>,
    /// Only papers of this date or earlier
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<PartialDate>,
}

fn date(text: &str) -> std::result::Result<PartialDate, String> {
    text.parse().map_err(|_| format!("`{text}` is no date; write YYYY, YYYY-MM or YYYY-MM-DD"))
}

impl SliceArgs {
    /// Whether nothing was chosen.
    fn is_default(&self) -> bool {
        self.counting == Counting::Full && self.threshold == 1 && self.slice().is_all()
    }

    /// Refuses what can have no node.
    pub(super) fn check(&self, network: NetworkName) -> Result<()> {
        if let (Some(since), Some(until)) = (self.since, self.until)
            && since.compare(until) == Ordering::Greater
        {
            return Err(Error::argument(
                format!("no paper is dated from {since} to {until}"),
                "give `--since` a date before that of `--until`",
            ));
        }
        if self.threshold == 0 {
            return Err(Error::argument(
                "a threshold of 0 cuts no tie",
                "leave `--threshold` out, or give 2 or more",
            ));
        }
        if self.threshold > 1 && network == NetworkName::Citation {
            return Err(Error::argument(
                "citations have no weight that a threshold could cut",
                "leave `--threshold` out, or choose another network",
            ));
        }
        Ok(())
    }

    /// Builds the network.
    pub(super) fn build(&self, corpus: &Corpus, name: NetworkName) -> Network {
        build_slice(corpus, name, self.counting, self.threshold, self.slice())
    }

    fn slice(&self) -> Slice {
        Slice { since: self.since, until: self.until }
    }

    /// What is left out, for the summary.
    pub(super) fn add_to(&self, summary: &mut serde_json::Value, corpus: &Corpus) {
        if self.threshold > 1 {
            summary["threshold"] = self.threshold.into();
        }
        let slice = self.slice();
        if !slice.is_all() {
            let inside = corpus.papers.iter().filter(|paper| slice.takes(paper.date)).count();
            let undated = corpus.papers.iter().filter(|paper| paper.date.is_none()).count();
            let text = |date: Option<PartialDate>| date.map(|date| date.to_string());
            summary["slice"] = json!({
                "since": text(self.since), "until": text(self.until),
                "papers": inside, "of_papers": corpus.len(), "undated_left_out": undated,
            });
        }
    }
}

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
    /// Which network of the corpus: citation, coauthors (or authors), institutions, countries, cocitation, coupling
    #[arg(long, value_name = "NAME", default_value = NetworkName::Citation.as_str(), conflicts_with = "edges")]
    pub(super) network: NetworkName,
    #[command(flatten)]
    slice: SliceArgs,
    /// Call authors by their names instead of by pseudonyms
    #[arg(long, conflicts_with = "edges")]
    names: bool,
}

/// What becomes of the weights of a graph that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// Those that are not all 1 stay.
    AsTheyAre,
    /// All stay, and a graph without any is refused.
    Needed,
    /// None stays.
    No,
}

/// A graph and what its nodes are.
pub(super) struct GraphInput {
    pub(super) graph: Graph,
    pub(super) keys: Vec<String>,
    pub(super) labels: Option<Vec<String>>,
    /// As long as the nodes where any date is known, else empty.
    pub(super) dates: Vec<Option<PartialDate>>,
    pub(super) removed: Removed,
    /// The way back to the order of the edge table.
    pub(super) renumbered: Renumbered,
    /// The corpus and its network, whose graph, keys and labels stand above.
    pub(super) corpus: Option<(Corpus, Network)>,
    /// What of the corpus is left out.
    part: serde_json::Value,
}

impl GraphArgs {
    /// Whether the graph comes from an edge table.
    pub(super) fn is_edge_table(&self) -> bool {
        self.edges.is_some()
    }

    /// Whether the nodes can have dates.
    pub(super) fn has_dates(&self) -> bool {
        if self.is_edge_table() { self.nodes.is_some() } else { self.network.is_of_papers() }
    }

    /// Where an edge with a weight that is refused stands in the edge table: of its rows, which add up, the one with that
    /// weight, else one that is negative, else the first.
    pub(super) fn place_of(
        &self,
        input: &GraphInput,
        (source, target): (u32, u32),
        weight: f64,
    ) -> Option<Place> {
        let path = self.edges.as_deref()?;
        let ends = [source, target].map(|node| input.keys[node as usize].as_str());
        let is_edge = |from: &str, to: &str| {
            // Without directions it may stand the other way round.
            [from, to] == ends || !input.graph.is_directed() && [to, from] == ends
        };
        let worse = [|own: f64, sum: f64| own == sum, |own, _| own < 0.0, |_, _| true];
        worse.into_iter().find_map(|is_worse| {
            EdgeTable::place_of(path, |from, to, own| is_edge(from, to) && is_worse(own, weight))
        })
    }

    /// Where the first edge stands that stood before, in the same direction or, where these are ignored, in any.
    pub(super) fn place_of_repeated(&self, any_direction: bool) -> Option<Place> {
        let mut seen = HashSet::new();
        EdgeTable::place_of(self.edges.as_deref()?, |from, to, _| {
            let reversed = any_direction && to < from;
            let (from, to) = if reversed { (to, from) } else { (from, to) };
            from != to && !seen.insert((from.to_owned(), to.to_owned()))
        })
    }

    /// Refuses, with the row, weights below 0, which mean nothing to `what`.
    pub(super) fn refuse_negative(&self, input: &GraphInput, what: &str) -> Result<()> {
        let rows = input.graph.reference_rows();
        let Some(at) = rows.weights().and_then(|weights| weights.iter().position(|&weight| weight < 0.0))
        else {
            return Ok(());
        };
        let (edges, weights) = input.graph.edge_list();
        let weight = weights.map_or(0.0, |weights| weights[at]);
        let [from, to] = [edges[at].0, edges[at].1].map(|node| &input.keys[node as usize]);
        let error = Error::argument(
            format!(
                "the edge `{from}` → `{to}` has the weight {weight}, and {what} have no meaning with negative weights"
            ),
            "make the weights positive, or leave the column `weight` out",
        );
        Err(match self.place_of(input, edges[at], weight) {
            Some(place) => error.at(place),
            None => error,
        })
    }

    /// Reads the graph; one without any node is an error, for nothing can be said about it.
    pub(super) fn read(&self) -> Result<GraphInput> {
        self.read_with(Kept::AsTheyAre, false)
    }

    /// Reads the graph with or without its weights; `in_order`, with the cited before the citing as far as can be, from
    /// where [`GraphInput::put_back`] leads back to the order of the table.
    pub(super) fn read_with(&self, weights: Kept, in_order: bool) -> Result<GraphInput> {
        if weights == Kept::Needed && !self.is_edge_table() && self.network == NetworkName::Citation {
            return Err(self.no_weights());
        }
        let mut input = match (&self.edges, &self.corpus) {
            (Some(path), _) => self.read_edges(path, weights, in_order)?,
            (None, Some(folder)) => self.read_corpus(folder)?,
            (None, None) => {
                return Err(Error::argument("there is no graph", "give a corpus or `--edges FILE`"));
            }
        };
        if input.graph.nodes() == 0 {
            const EMPTY: &str = "the graph is empty: it has no node";
            return Err(match &self.edges {
                Some(path) => {
                    let remedy = "give an edge table with a row, or name the nodes with `--nodes FILE`";
                    Error::input(Place::file(path), EMPTY, remedy)
                }
                None => Error::unanswerable(
                    EMPTY,
                    "choose another network, or a longer time with `--since` and `--until`",
                ),
            });
        }
        if weights == Kept::Needed && input.graph.reference_rows().weights().is_none() {
            return Err(self.no_weights());
        }
        if weights == Kept::No {
            input.graph = input.graph.without_weights();
        }
        Ok(input)
    }

    fn no_weights(&self) -> Error {
        Error::argument(
            format!("the network `{}` has no weights", self.network.as_str()),
            "leave `--weights` out, or choose another network",
        )
    }

    fn read_edges(&self, path: &Path, weights: Kept, in_order: bool) -> Result<GraphInput> {
        if !self.slice.is_default() {
            return Err(Error::argument(
                "an edge table is taken as a whole: `--counting`, `--threshold`, `--since` and `--until` are for a corpus",
                "leave them out, or give the folder of a corpus",
            ));
        }
        check_there(&self.nodes)?;
        let mut table = EdgeTable::read(path)?;
        if weights == Kept::Needed {
            table = table.with_weights()?;
        }
        let names = table.names.len();
        let mut dates = match &self.nodes {
            Some(nodes) => node_list::read_dates(nodes, &mut table.names)?,
            None => Vec::new(),
        };
        if let Some(labels) = &mut table.labels {
            labels.extend_from_slice(&table.names[names..]);
        }
        let (graph, removed, renumbered) = if in_order {
            reorder::graph_in_order(&mut table, &mut dates)
        } else {
            let (graph, removed) = table.graph();
            (graph, removed, Renumbered::default())
        };
        Ok(GraphInput {
            graph,
            keys: table.names,
            labels: table.labels,
            dates,
            removed,
            renumbered,
            corpus: None,
            part: json!({}),
        })
    }

    fn read_corpus(&self, folder: &Path) -> Result<GraphInput> {
        self.slice.check(self.network)?;
        let corpus = store::read(folder)?;
        let mut network = self.slice.build(&corpus, self.network);
        if self.network == NetworkName::Coauthors && !self.names {
            let pseudonym =
                |key: &String| key.parse().map_or_else(|_| key.clone(), |n| AuthorId(n).pseudonym());
            network.labels = network.keys.iter().map(pseudonym).collect();
        }
        let mut dates = Vec::new();
        if self.network.is_of_papers() {
            dates.extend(network.papers_of.iter().flatten().map(|paper| corpus.papers[paper.index()].date));
        }
        let mut part = json!({ "network": self.network.as_str() });
        self.slice.add_to(&mut part, &corpus);
        Ok(GraphInput {
            graph: std::mem::take(&mut network.graph),
            keys: std::mem::take(&mut network.keys),
            labels: Some(std::mem::take(&mut network.labels)),
            dates,
            removed: Removed::default(),
            renumbered: Renumbered::default(),
            corpus: Some((corpus, network)),
            part,
        })
    }
}

impl GraphInput {
    /// Puts names, labels and columns into the order of the edge table, in which they are written; the graph stays.
    pub(super) fn put_back(&mut self, columns: &mut [Column]) {
        self.renumbered.back(&mut self.keys);
        if let Some(labels) = &mut self.labels {
            self.renumbered.back(labels);
        }
        for column in columns {
            match &mut column.values {
                Values::Counts(values) => self.renumbered.back(values),
                Values::Reals(values) => self.renumbered.back(values),
            }
        }
    }

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
        for (key, value) in self.part.as_object().into_iter().flatten() {
            summary[key] = value.clone();
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
