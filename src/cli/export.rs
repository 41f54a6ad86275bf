//! `citetrace export`.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::json;

use super::args::People;
use super::graph_input::SliceArgs;
use super::{Context, Outcome};
use crate::corpus::store;
use crate::error::Result;
use crate::exports::{self, ExportNetwork};
use crate::graph::NetworkName;

/// The arguments of `export`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The corpus
    corpus: PathBuf,
    /// The network: citation, coauthors (or authors), institutions, countries, cocitation, coupling
    #[arg(long, value_name = "NAME")]
    network: NetworkName,
    /// The format: gexf, graphml, pajek, vosviewer-json, vosviewer-map+net, cytoscape-json, csv or parquet
    #[arg(long, value_name = "F")]
    format: String,
    #[command(flatten)]
    slice: SliceArgs,
    /// Whether authors are called by pseudonym or by name
    #[arg(long, value_enum, default_value_t = People::Pseudonyms)]
    people: People,
    /// The file to write; formats of more files write theirs beside it
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    let name = args.network;
    args.slice.check(name)?;
    let format = exports::format(&args.format)?;
    format.check_path(&args.out)?;
    let corpus = store::read(&args.corpus)?;
    context.timings.stage("read");
    let network = args.slice.build(&corpus, name);
    let network = ExportNetwork::new(&network, &corpus, args.people == People::Names);
    context.timings.stage("network");
    let files = format.write(&network, &args.out)?;
    context.timings.stage("write");
    let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let mut text = String::new();
    let (nodes, edges) = (network.nodes.len(), network.edges.len());
    let _ = writeln!(text, "{nodes} nodes and {edges} edges written to {}", files.join(", "));
    let mut summary = json!({
        "network": name.as_str(), "format": format.name(), "nodes": nodes, "edges": edges, "files": files,
    });
    args.slice.add_to(&mut summary, &corpus);
    Ok(Outcome { summary, text, ..Outcome::default() })
}
