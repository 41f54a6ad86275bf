//! `citetrace synth`.

use std::path::PathBuf;

use super::args::{number, whole};
use super::{Context, Outcome};
use crate::error::Result;
use crate::synth::{GraphSettings, Settings, citation_graph, make, nodes_path};

/// The arguments of `synth`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder to write (records, registry, funders, watch list, reviews, study, truth); with --graph the file of
    /// the citations (.parquet, .csv, .csv.gz), beside which the papers' dates are written (NAME.nodes.parquet, …)
    #[arg(long, value_name = "DIR|FILE")]
    out: PathBuf,
    /// How many records
    #[arg(
        long,
        value_name = "N",
        default_value_t = Settings::RECORDS,
        conflicts_with = "graph",
        value_parser = whole::<usize>,
        allow_negative_numbers = true,
    )]
    records: usize,
    /// Make a citation graph: growth, ageing and preferential attachment, in order of date
    #[arg(long)]
    graph: bool,
    /// How many papers the graph has
    #[arg(
        long,
        value_name = "N",
        default_value_t = GraphSettings::PAPERS,
        requires = "graph",
        value_parser = whole::<usize>,
        allow_negative_numbers = true,
    )]
    papers: usize,
    /// How many citations the graph has
    #[arg(
        long,
        value_name = "M",
        default_value_t = GraphSettings::CITATIONS,
        requires = "graph",
        value_parser = whole::<usize>,
        allow_negative_numbers = true,
    )]
    citations: usize,
    /// Put the citations in a random order and give the papers random numbers
    #[arg(long, requires = "graph")]
    shuffle: bool,
    /// Make this share of the papers, the earliest ones, one strongly connected component
    #[arg(
        long,
        value_name = "SHARE",
        default_value_t = 0.0,
        requires = "graph",
        value_parser = number,
        allow_negative_numbers = true,
    )]
    cyclic: f64,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    if args.graph { graph(args, context) } else { records(args, context) }
}

fn records(args: &Args, context: &mut Context) -> Result<Outcome> {
    let settings = Settings { records: args.records, seed: context.globals.seed };
    let bibliography = make(&settings)?;
    context.timings.stage("make");
    bibliography.write(&args.out)?;
    context.timings.stage("write");
    let (records, papers, references) = (bibliography.records, bibliography.papers, bibliography.references);
    let bytes: usize = bibliography.files.iter().map(|(_, bytes)| bytes.len()).sum();
    Ok(Outcome {
        summary: serde_json::json!({
            "records": records, "papers": papers, "references": references, "seed": settings.seed,
            "files": bibliography.files.len(), "bytes": bytes, "out": args.out,
        }),
        text: format!(
            "{records} synthetic records of {papers} papers with {references} references ({bytes} bytes) in {}\n\
             next: citetrace run {}\n",
            args.out.display(),
            args.out.join("study.toml").display()
        ),
        ..Outcome::default()
    })
}

fn graph(args: &Args, context: &mut Context) -> Result<Outcome> {
    let settings = GraphSettings {
        papers: args.papers,
        citations: args.citations,
        seed: context.globals.seed,
        shuffle: args.shuffle,
        cyclic: args.cyclic,
    };
    let nodes = nodes_path(&args.out)?;
    let graph = citation_graph(&settings)?;
    context.timings.stage("make");
    graph.write(&args.out)?;
    context.timings.stage("write");
    Ok(Outcome {
        summary: serde_json::json!({
            "papers": settings.papers, "citations": settings.citations, "seed": settings.seed,
            "shuffle": settings.shuffle, "cyclic": settings.cyclic, "out": args.out, "nodes": nodes,
        }),
        text: format!(
            "{} synthetic papers with {} citations in {}, their dates in {}\n",
            settings.papers,
            settings.citations,
            args.out.display(),
            nodes.display()
        ),
        ..Outcome::default()
    })
}
