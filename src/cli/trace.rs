//! `citetrace trace`.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::json;

use super::{Context, Outcome};
use crate::error::{Error, Result};
use crate::trace::on_edges::NamedGraph;
use crate::trace::{TraceSettings, Trails};

/// The arguments of `trace`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// An edge table: source (the citing paper), target (the cited one)
    #[arg(long, value_name = "FILE.parquet|csv|net")]
    edges: Option<PathBuf>,
    /// The dates of the nodes of the edge table: columns node, date
    #[arg(long, value_name = "FILE", requires = "edges")]
    nodes: Option<PathBuf>,
    /// The papers to start from: node names, one a line or in a column `node`
    #[arg(long, value_name = "FILE")]
    seeds: PathBuf,
    /// The most citation steps
    #[arg(long, value_name = "H", default_value_t = TraceSettings::HOPS)]
    hops: u32,
    /// Take citations for causal where a date is not known
    #[arg(long)]
    keep_undated: bool,
    /// Take every citation, dates or not
    #[arg(long, conflicts_with = "keep_undated")]
    no_time: bool,
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    let settings =
        TraceSettings { hops: args.hops, keep_undated: args.keep_undated, time_respecting: !args.no_time };
    let Some(edges) = &args.edges else {
        return Err(Error::argument("there is nothing to trace on", "give --edges FILE"));
    };
    let named = NamedGraph::read(edges, args.nodes.as_deref())?;
    let seeds = named.read_seeds(&args.seeds)?;
    context.timings.stage("read");
    let trails = named.trace(&seeds, settings)?;
    context.timings.stage("trace");
    named.write(&trails, settings.hops, &args.out)?;
    context.timings.stage("write");
    let mut outcome = summary(&trails, named.graph.nodes(), named.graph.edges(), seeds.len(), settings);
    outcome.summary["self_loops"] = named.removed.self_loops.into();
    outcome.summary["repeated_edges"] = named.removed.repeated.into();
    let _ = writeln!(outcome.text, "Written to {}", args.out.display());
    Ok(outcome)
}

/// What a trace found, in numbers and in words.
fn summary(
    trails: &Trails,
    papers: usize,
    citations: usize,
    seeds: usize,
    settings: TraceSettings,
) -> Outcome {
    let by_hop = trails.by_hop();
    let left_out = &trails.left_out;
    let (against, undated) = (left_out.against_time.len(), left_out.undated.len());
    let summary = json!({
        "papers": papers,
        "citations": citations,
        "seeds": seeds,
        "hops": settings.hops,
        "reached": trails.len() - seeds,
        "reached_by_hop": by_hop,
        "citations_causal": citations - against - undated,
        "citations_against_time": against,
        "citations_undated": undated,
        "citations_condensed": left_out.condensed.len(),
        "components_condensed": left_out.components,
    });
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{} of {papers} papers are reached from {seeds} within {} citation steps",
        trails.len() - seeds,
        settings.hops
    );
    for (hop, count) in by_hop.iter().enumerate().skip(1) {
        let _ = writeln!(text, "  hop {hop}: {count}");
    }
    let _ = writeln!(
        text,
        "Of {citations} citations {against} go against time and {undated} have a paper without a date: no trail takes \
         them. {} stand on {} cycles: reached through, counted in no trail.",
        left_out.condensed.len(),
        left_out.components
    );
    Outcome { summary, text, ..Outcome::default() }
}
