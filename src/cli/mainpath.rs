//! `citetrace mainpath`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::{check_folder_path, check_there, number, whole};
use super::graph_input::{GraphArgs, GraphInput};
use super::{Context, Outcome};
use crate::corpus::tables::{write_table, write_table_by};
use crate::error::{Error, Result};
use crate::graph::{NetworkName, node_list};
use crate::mainpath::routes::overlap;
use crate::mainpath::tables::{self, Papers, Weights};
use crate::mainpath::{Acyclic, Kind, LeftOut, Link, Routes, SearchPaths};
use crate::progress;
use crate::whole::WholeFolder;

/// The arguments of `mainpath`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    graph: GraphArgs,
    /// The weight by which the routes are chosen: spc, splc or spnp
    #[arg(long, value_name = "WEIGHT", default_value = Kind::Spc.as_str())]
    weight: Kind,
    /// How many of the heaviest citations the key-route goes through
    #[arg(
        long,
        value_name = "K",
        default_value_t = KEY_ROUTES,
        value_parser = whole::<usize>,
        allow_negative_numbers = true,
    )]
    key_routes: usize,
    /// The local routes also follow citations that are lighter than the heaviest by at most this share
    #[arg(
        long,
        value_name = "T",
        default_value_t = 0.0,
        allow_negative_numbers = true,
        value_parser = number,
    )]
    tolerance: f64,
    /// Count only paths that start at these papers: node names, one a line or in a column `node`
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Count only paths that end at these papers
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

const KEY_ROUTES: usize = 10;
/// Stages of about equal length that the bar shows before the weights are written, as measured on a million papers.
const STAGES: u64 = 13;
const WEIGHTS: &str = "weights.parquet";

/// The folder is replaced as a whole, so one that holds something else is refused.
fn check_target(out: &Path) -> Result<()> {
    check_folder_path(out)?;
    let is_empty = std::fs::read_dir(out).map(|mut entries| entries.next().is_none());
    if !out.exists() || out.join(WEIGHTS).is_file() || is_empty.is_ok_and(|empty| empty) {
        return Ok(());
    }
    Err(Error::argument(
        format!("`{}` is there and holds no main paths: it will not be replaced", out.display()),
        "give `--out` a new folder",
    ))
}

fn no_direction() -> Error {
    Error::argument(
        "main paths need edges with a direction, and this network has none",
        "choose the citation network, or an edge table in which `source` cites `target`",
    )
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    if !(0.0..1.0).contains(&args.tolerance) {
        return Err(Error::argument(
            format!("the tolerance {} is not from 0 up to 1", args.tolerance),
            "give `--tolerance` as a share, as 0.2",
        ));
    }
    if args.key_routes == 0 {
        return Err(Error::argument(
            "a key-route through 0 citations is empty",
            "give `--key-routes` 1 or more",
        ));
    }
    if !args.graph.is_edge_table() && args.graph.network != NetworkName::Citation {
        return Err(no_direction());
    }
    check_target(&args.out)?;
    check_there(args.from.iter().chain(&args.to))?;
    let input = args.graph.read()?;
    if input.graph.edges() == 0 {
        return Err(Error::unanswerable(
            format!("the graph has no citation between two of its {} nodes", input.graph.nodes()),
            "give edges between different nodes (self-loops do not count)",
        ));
    }
    if !input.graph.is_directed() {
        return Err(no_direction());
    }
    context.timings.stage("read");
    let bar = progress::bar("main paths", STAGES);
    let acyclic = Acyclic::of(&input.graph, &input.dates);
    bar.inc(1);
    let steps_of = |file: &Option<PathBuf>| -> Result<Vec<u32>> {
        let Some(file) = file else { return Ok(Vec::new()) };
        let papers = node_list::read_nodes(file, &input.keys)?;
        Ok(papers.into_iter().map(|paper| acyclic.step_of[paper as usize]).collect())
    };
    let (first, last) = (steps_of(&args.from)?, steps_of(&args.to)?);
    let paths = SearchPaths::count(&acyclic, &first, &last);
    bar.inc(1);
    context.timings.stage("count");
    let routes = Routes::new(&acyclic, &paths, args.weight);
    let found: Vec<(&str, Vec<Link>)> = vec![
        ("global", routes.global()),
        ("key_route", routes.key_route(args.key_routes)),
        ("local_forward", routes.local_forward(args.tolerance)),
        ("local_backward", routes.local_backward(args.tolerance)),
        ("longest", routes.longest()),
    ];
    bar.inc(4);
    context.timings.stage("routes");
    let papers = Papers { keys: &input.keys, labels: input.labels.as_deref(), dates: &input.dates };
    let folder = WholeFolder::begin(&args.out)?;
    for (name, links) in &found {
        let mut table = tables::route(&input.graph, &acyclic, &paths, args.weight, links, papers)?;
        write_table(&mut table, &folder.path().join(name).with_extension("csv"))?;
    }
    bar.inc(2);
    let mut table = tables::criticality(&acyclic, &routes.criticality(), &input.keys)?;
    write_table(&mut table, &folder.path().join("criticality.parquet"))?;
    let weights = Weights::new(&input.graph, &acyclic, &paths, &input.keys);
    bar.finish_and_clear();
    write_table_by(&folder.path().join(WEIGHTS), input.graph.edges(), |rows| weights.rows(rows))?;
    folder.finish()?;
    context.timings.stage("write");
    let total = paths.total(&acyclic, &last).log10();
    Ok(summary(&input, &acyclic, total, &found, args))
}

fn summary(
    input: &GraphInput,
    acyclic: &Acyclic,
    total: f64,
    found: &[(&str, Vec<Link>)],
    args: &Args,
) -> Outcome {
    let mut summary = input.summary();
    let (against, in_cycles) = (acyclic.count(LeftOut::AgainstTime), acyclic.count(LeftOut::InCycle));
    summary["against_time"] = against.into();
    summary["in_cycles"] = in_cycles.into();
    summary["cycles"] = acyclic.cycles.into();
    summary["log10_paths"] = total.is_finite().then_some(total).into();
    summary["weight"] = args.weight.as_str().into();
    let mut text = input.text();
    let _ = writeln!(
        text,
        "{against} citations go against time and {in_cycles} stand on {} cycles: they have no weight. 10^{total:.2} paths.",
        acyclic.cycles
    );
    let mut routes = serde_json::Map::new();
    for (name, links) in found {
        routes.insert((*name).to_owned(), json!({ "citations": links.len() }));
        let _ = writeln!(text, "  {name}: {} citations", links.len());
    }
    summary["routes"] = routes.into();
    // One main path says little (Price and Evans 2025): how far the variants agree stands beside it.
    let mut overlaps = Vec::new();
    text.push_str("Share of papers that two routes have in common:\n");
    for (at, (one, links)) in found.iter().enumerate() {
        for (other, others) in &found[at + 1..] {
            let share = overlap(links, others);
            overlaps.push(json!({ "routes": [one, other], "overlap": share }));
            if let Some(share) = share {
                let _ = writeln!(text, "  {one} and {other}: {:.1}%", share * 100.0);
            }
        }
    }
    summary["overlaps"] = overlaps.into();
    summary["out"] = args.out.display().to_string().into();
    let _ = writeln!(text, "Written to {}", args.out.display());
    Outcome { summary, text, ..Outcome::default() }
}
