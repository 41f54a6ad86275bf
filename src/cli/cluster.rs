//! `citetrace cluster`.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use polars::prelude::{DataFrame, NamedFrom as _, Series};
use rayon::prelude::*;
use serde_json::json;

use super::args::{number, whole};
use super::graph_input::{GraphArgs, GraphInput};
use super::{Context, Outcome};
use crate::communities::agreement::{adjusted_rand, mutual_information};
use crate::communities::telling::telling_terms;
use crate::communities::{Leiden, Objective, Partition};
use crate::corpus::tables::{check_table_path, write_table};
use crate::error::{Error, Result};
use crate::progress;
use crate::study::bibliometrics::terms;

/// The arguments of `cluster`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    graph: GraphArgs,
    /// The larger, the smaller the communities
    #[arg(
        long,
        value_name = "R",
        default_value_t = Leiden::RESOLUTION,
        allow_negative_numbers = true,
        value_parser = number,
    )]
    resolution: f64,
    /// What is made as large as possible
    #[arg(long, value_enum, default_value_t = Goal::Modularity)]
    objective: Goal,
    /// Repeat with this many seeds: the best result is written, and how far they agree is told
    #[arg(
        long,
        value_name = "N",
        default_value_t = SEEDS,
        value_parser = whole::<usize>,
        allow_negative_numbers = true,
    )]
    seeds: usize,
    /// The table to write: node, community
    #[arg(long, value_name = "FILE.parquet|csv")]
    out: PathBuf,
}

const SEEDS: usize = 4;
/// Why there is no modularity.
const NO_EDGE: &str = "the graph has no edge: every node is a community of its own";
/// How many communities the text names, and by how many terms.
const NAMED: usize = 10;
const TERMS: usize = 5;

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Goal {
    /// Modularity
    Modularity,
    /// The constant Potts model
    Cpm,
}

impl From<Goal> for Objective {
    fn from(goal: Goal) -> Self {
        match goal {
            Goal::Modularity => Self::Modularity,
            Goal::Cpm => Self::Cpm,
        }
    }
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    check_table_path(&args.out)?;
    if args.seeds == 0 {
        return Err(Error::argument("0 seeds give no communities", "give `--seeds` 1 or more"));
    }
    let leiden =
        Leiden { objective: args.objective.into(), resolution: args.resolution, ..Leiden::default() };
    leiden.check()?;
    let input = args.graph.read()?;
    args.graph.refuse_negative(&input, "communities")?;
    context.timings.stage("read");
    let steps = leiden.steps(&input.graph);
    let bar = progress::bar("communities", steps * args.seeds as u64);
    let found: Vec<Partition> = (0..args.seeds as u64)
        .into_par_iter()
        .map(|nth| {
            let seed = context.globals.seed.wrapping_add(nth);
            let done = AtomicU64::new(0);
            let step = || {
                if done.fetch_add(1, Relaxed) < steps {
                    bar.inc(1);
                }
            };
            let found = Leiden { seed, ..leiden.clone() }.run_watched(&input.graph, &step);
            bar.inc(steps.saturating_sub(done.into_inner()));
            found
        })
        .collect::<Result<_>>()?;
    bar.finish_and_clear();
    context.timings.stage("communities");
    let best =
        (0..found.len()).fold(0, |best, at| if found[at].quality > found[best].quality { at } else { best });
    write(&input, &found[best], args)?;
    context.timings.stage("write");
    Ok(summary(&input, &found, best, args))
}

fn write(input: &GraphInput, best: &Partition, args: &Args) -> Result<()> {
    let mut columns = vec![Series::new("node".into(), &input.keys).into()];
    if let Some(labels) = &input.labels {
        columns.push(Series::new("label".into(), labels).into());
    }
    columns.push(Series::new("community".into(), &best.community).into());
    let table = DataFrame::new(input.keys.len(), columns);
    let mut table = table.map_err(|e| Error::Broken(format!("the communities make no table: {e}")))?;
    write_table(&mut table, &args.out)
}

fn summary(input: &GraphInput, found: &[Partition], best: usize, args: &Args) -> Outcome {
    let mut summary = input.summary();
    let mut text = input.text();
    let partition = &found[best];
    let mut sizes = vec![0u32; partition.count];
    partition.community.iter().for_each(|&c| sizes[c as usize] += 1);
    summary["communities"] = partition.count.into();
    summary["modularity"] = partition.modularity.into();
    summary["quality"] = partition.quality.into();
    summary["resolution"] = args.resolution.into();
    summary["largest"] = sizes.iter().take(NAMED).copied().collect::<Vec<u32>>().into();
    if input.graph.edges() == 0 {
        for key in ["modularity", "quality"] {
            summary[key] = serde_json::Value::Null;
        }
        summary["null_reason"] = NO_EDGE.into();
        let _ = writeln!(text, "{} communities, no modularity ({NO_EDGE})", partition.count);
    } else {
        let _ = writeln!(text, "{} communities, modularity {:.4}", partition.count, partition.modularity);
    }
    if found.len() > 1 {
        // Every other seed against the one that is written.
        let others: Vec<&Partition> =
            (0..found.len()).filter(|&at| at != best).map(|at| &found[at]).collect();
        let mean = |measure: fn(&[u32], &[u32]) -> f64| {
            others.iter().map(|other| measure(&partition.community, &other.community)).sum::<f64>()
                / others.len() as f64
        };
        let (rand, information) = (mean(adjusted_rand), mean(mutual_information));
        summary["stability"] = json!({
            "seeds": found.len(),
            "adjusted_rand": rand,
            "normalized_mutual_information": information,
            "modularities": found.iter().map(|p| p.modularity).collect::<Vec<f64>>(),
        });
        let _ = writeln!(
            text,
            "Other seeds agree with it by an adjusted Rand index of {rand:.3} and mutual information of {information:.3}"
        );
    }
    if let Some((corpus, network)) = &input.corpus {
        let telling = telling_terms(&partition.community, &terms(corpus, network), TERMS);
        let mut labels = Vec::new();
        for (community, terms) in telling.iter().enumerate().take(NAMED) {
            let words: Vec<&str> = terms.iter().map(|t| t.term.as_str()).collect();
            let _ = writeln!(text, "  {community} ({} nodes): {}", sizes[community], words.join(", "));
            labels.push(json!({ "community": community, "nodes": sizes[community], "terms": words }));
        }
        summary["labels"] = labels.into();
    }
    summary["out"] = args.out.display().to_string().into();
    let _ = writeln!(text, "Written to {}", args.out.display());
    Outcome { summary, text, ..Outcome::default() }
}
