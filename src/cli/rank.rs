//! `citetrace rank`.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::json;

use super::graph_input::{GraphArgs, GraphInput};
use super::{Context, Outcome};
use crate::corpus::tables::{check_table_path, write_table};
use crate::error::Result;
use crate::graph::node_list;
use crate::measures::frame::frame;
use crate::measures::{Column, Measure, Settings, compute_all};

/// The arguments of `rank`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    graph: GraphArgs,
    /// A measure; repeat the option, or separate several by commas
    #[arg(long = "measure", value_name = "M", required = true, value_delimiter = ',')]
    measures: Vec<Measure>,
    /// Ignore the directions of the edges
    #[arg(long)]
    undirected: bool,
    /// PageRank's chance to follow a reference
    #[arg(long, value_name = "D", default_value_t = Settings::DAMPING)]
    damping: f64,
    /// Katz's attenuation a step
    #[arg(long, value_name = "A", default_value_t = Settings::ALPHA)]
    alpha: f64,
    /// Where personalized_pagerank starts anew: node names, one a line or in a column `node`
    #[arg(long, value_name = "FILE")]
    restart: Option<PathBuf>,
    /// Estimate betweenness, closeness and harmonic from this many sources
    #[arg(long, value_name = "K")]
    samples: Option<usize>,
    /// Draw sources for betweenness until its largest standard error is this share of its largest value
    #[arg(long, value_name = "E")]
    error: Option<f64>,
    /// Disruption counts only papers at most this many years younger
    #[arg(long, value_name = "N")]
    years: Option<u16>,
    /// The table to write: node and a column for each measure
    #[arg(long, value_name = "FILE.parquet|csv")]
    out: PathBuf,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    check_table_path(&args.out)?;
    let mut input = args.graph.read()?;
    if args.undirected && input.graph.is_directed() {
        input.graph = input.graph.to_undirected();
    }
    let settings = Settings {
        damping: args.damping,
        alpha: args.alpha,
        restart: match &args.restart {
            Some(path) => node_list::read_nodes(path, &input.keys)?,
            None => Vec::new(),
        },
        samples: args.samples,
        error: args.error,
        years: args.years,
        dates: std::mem::take(&mut input.dates),
        seed: context.globals.seed,
    };
    context.timings.stage("read");
    let columns = compute_all(&args.measures, &input.graph, &settings, |measure| {
        context.timings.stage(measure.as_str());
    })?;
    let mut table = frame(&input.keys, input.labels.as_deref(), &columns)?;
    write_table(&mut table, &args.out)?;
    context.timings.stage("write");
    Ok(summary(&input, &columns, args))
}

/// How many of the highest nodes the text names.
const NAMED: usize = 5;

fn summary(input: &GraphInput, columns: &[Column], args: &Args) -> Outcome {
    let mut summary = input.summary();
    let mut text = input.text();
    let mut measures = Vec::new();
    for column in columns {
        let mut measure = json!({ "name": column.name, "nulls": column.nulls() });
        let _ = write!(text, "{}", column.name);
        if let Some(reason) = &column.null_reason {
            measure["null_reason"] = reason.as_str().into();
            let _ = write!(text, " ({} of {} null: {reason})", column.nulls(), column.len());
        }
        text.push_str(":\n");
        let mut ranked: Vec<usize> = (0..column.len()).filter(|&node| column.get(node).is_some()).collect();
        let value = |node: usize| column.get(node).unwrap_or(f64::NEG_INFINITY);
        ranked.sort_by(|&a, &b| value(b).total_cmp(&value(a)).then(a.cmp(&b)));
        for &node in ranked.iter().take(NAMED) {
            let _ = writeln!(text, "  {:>12.6}  {}", value(node), input.label(node));
        }
        measures.push(measure);
    }
    summary["measures"] = measures.into();
    summary["out"] = args.out.display().to_string().into();
    let _ = writeln!(text, "Written to {}", args.out.display());
    Outcome { summary, text, ..Outcome::default() }
}
