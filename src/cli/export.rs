//! `citetrace export`.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::json;

use super::args::People;
use super::{Context, Outcome};
use crate::corpus::store;
use crate::error::Result;
use crate::exports::{self, ExportNetwork};
use crate::graph::networks::{Counting, NetworkName, build};

/// The arguments of `export`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The corpus
    corpus: PathBuf,
    /// The network: citation, coauthors, institutions or countries
    #[arg(long, value_name = "NAME")]
    network: String,
    /// The format: gexf, graphml, pajek, vosviewer-json, vosviewer-map+net, cytoscape-json, csv or parquet
    #[arg(long, value_name = "F")]
    format: String,
    /// How a joint paper counts: full, fractional or newman
    #[arg(long, value_name = "HOW", default_value = Counting::Full.as_str())]
    counting: String,
    /// Whether authors are called by pseudonym or by name
    #[arg(long, value_enum, default_value_t = People::Pseudonyms)]
    people: People,
    /// The file to write; formats of more files write theirs beside it
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    let name: NetworkName = args.network.parse()?;
    let counting: Counting = args.counting.parse()?;
    let format = exports::format(&args.format)?;
    let corpus = store::read(&args.corpus)?;
    context.timings.stage("read");
    let network = build(&corpus, name, counting);
    let network = ExportNetwork::new(&network, &corpus, args.people == People::Names);
    context.timings.stage("network");
    let files = format.write(&network, &args.out)?;
    context.timings.stage("write");
    let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let mut text = String::new();
    let (nodes, edges) = (network.nodes.len(), network.edges.len());
    let _ = writeln!(text, "{nodes} nodes and {edges} edges written to {}", files.join(", "));
    let summary = json!({
        "network": name.as_str(), "format": format.name(), "nodes": nodes, "edges": edges, "files": files,
    });
    Ok(Outcome { summary, text, ..Outcome::default() })
}
