//! `citetrace rank`.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::json;

use super::args::{check_there, number, whole};
use super::graph_input::{GraphArgs, GraphInput, Kept};
use super::{Context, Outcome};
use crate::corpus::tables::{check_table_path, write_table};
use crate::error::{Error, Result};
use crate::graph::{Graph, node_list};
use crate::measures::disruption;
use crate::measures::effort::in_words;
use crate::measures::frame::frame;
use crate::measures::weights::Role;
use crate::measures::{Bibliography, Column, Measure, Settings, Weights, compute_all};
use crate::progress;
use crate::study::bibliometrics::{CitationsBy, FieldBy, bibliography};

/// The arguments of `rank`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    graph: GraphArgs,
    /// A measure; repeat the option, or separate several by commas
    #[arg(long = "measure", value_name = "M", required = true, value_delimiter = ',', long_help = measures())]
    measures: Vec<Measure>,
    /// Ignore the directions of the edges
    #[arg(long)]
    undirected: bool,
    /// How measures use the weights of the edges (alone: `lengths`)
    #[arg(
        long,
        value_name = "HOW",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "lengths",
        long_help = WEIGHTS
    )]
    weights: Option<WeightsBy>,
    /// PageRank's chance to follow a reference
    #[arg(
        long,
        value_name = "D",
        default_value_t = Settings::DAMPING,
        allow_negative_numbers = true,
        value_parser = number,
    )]
    damping: f64,
    /// Katz's attenuation a step
    #[arg(
        long,
        value_name = "A",
        default_value_t = Settings::ALPHA,
        allow_negative_numbers = true,
        value_parser = number,
    )]
    alpha: f64,
    /// Where personalized_pagerank starts anew: node names, one a line or in a column `node`
    #[arg(long, value_name = "FILE")]
    restart: Option<PathBuf>,
    /// Estimate betweenness, closeness and harmonic from this many sources; a column ending in _se is the standard error
    #[arg(long, value_name = "K", value_parser = whole::<usize>, allow_negative_numbers = true)]
    samples: Option<usize>,
    /// Draw sources for betweenness, closeness and harmonic until the largest standard error is this share of the largest value
    #[arg(long, value_name = "E", allow_negative_numbers = true, value_parser = number)]
    error: Option<f64>,
    /// Disruption counts only papers at most this many years younger
    #[arg(long, value_name = "N", value_parser = whole::<u16>, allow_negative_numbers = true)]
    years: Option<u16>,
    /// citations_normalised, citation_percentile: the field of a paper is its topics, venue, keywords or all (one field)
    /// [default: the first of the three that half of the papers have]
    #[arg(long, value_name = "BY", conflicts_with = "edges")]
    field: Option<FieldBy>,
    /// Whose citations these two, h_index, citations_full and citations_fractional count: those by papers of the corpus, or
    /// what the source says
    #[arg(long, value_name = "BY", default_value_t = CitationsBy::Corpus, conflicts_with = "edges")]
    citations: CitationsBy,
    /// The table to write: node and a column for each measure
    #[arg(long, value_name = "FILE.parquet|csv")]
    out: PathBuf,
}

/// The word behind `--weights`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum WeightsBy {
    /// On paths a weight is a length: the larger, the farther
    Lengths,
    /// On paths one over the weight is a length: the larger, the nearer
    Strengths,
    /// No measure uses weights
    None,
}

impl WeightsBy {
    fn for_measures(by: Option<Self>) -> Weights {
        match by {
            Some(Self::Lengths) => Weights::Lengths,
            Some(Self::Strengths) => Weights::Strengths,
            Some(Self::None) | None => Weights::Usual,
        }
    }

    fn kept(by: Option<Self>) -> Kept {
        match by {
            Some(Self::Lengths | Self::Strengths) => Kept::Needed,
            Some(Self::None) => Kept::No,
            None => Kept::AsTheyAre,
        }
    }
}

const WEIGHTS: &str = "How measures use the weights of the edges (the column `weight`; joint papers, common references).

Without this option as networkx does when nothing is said: pagerank, personalized_pagerank, hits_hub and hits_authority take a \
weight as the strength of a tie, the others leave weights alone. With it, as networkx does with `weight`:

- in_degree and out_degree are sums of weights; pagerank, personalized_pagerank, hits_hub, hits_authority, eigenvector, katz \
and clustering (Onnela's) take a weight as the strength of a tie, 0 or more.
- betweenness, closeness and harmonic take it as a LENGTH above 0, the larger the farther. Where a large weight means near \
(joint papers, common references) say `--weights=strengths`: the length of an edge is then 1/weight.
- core, component, disruption and the measures of papers, authors, institutions and countries leave weights alone.

The weights of repeated edges, and with --undirected those of opposite ones, add up.";

/// The names of all measures, for the help.
fn measures() -> String {
    let named = |take: &dyn Fn(Measure) -> bool| {
        let names: Vec<&str> = Measure::ALL.iter().filter(|m| take(**m)).map(|m| m.as_str()).collect();
        names.join(", ")
    };
    format!(
        "A measure; repeat the option, or separate several by commas.\n\nOf any graph: {}.\nOf a corpus's networks of papers: \
         {}.\nOf its networks of authors, institutions and countries: {}.",
        named(&|m| !m.is_of_papers() && !m.is_of_portfolios()),
        named(&Measure::is_of_papers),
        named(&Measure::is_of_portfolios)
    )
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    check_table_path(&args.out)?;
    check_measures(args)?;
    check_there(&args.restart)?;
    let mut input = args.graph.read_with(WeightsBy::kept(args.weights), !args.undirected)?;
    let mut merged = input.removed.repeated;
    if args.undirected && input.graph.is_directed() {
        let before = input.graph.edges();
        input.graph = input.graph.to_undirected();
        merged += (before - input.graph.edges()) as u64;
    }
    check_weights(args, &input, merged)?;
    let corpus = input.corpus.as_ref().map(|(corpus, _)| corpus);
    let field = args.field.or_else(|| corpus.map(FieldBy::of)).unwrap_or(FieldBy::All);
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
        weights: WeightsBy::for_measures(args.weights),
        dates: std::mem::take(&mut input.dates),
        seed: context.globals.seed,
        bibliography: match &input.corpus {
            Some((corpus, network))
                if args.measures.iter().any(|m| m.is_of_papers() || m.is_of_portfolios()) =>
            {
                bibliography(corpus, network, field, args.citations)
            }
            _ => Bibliography::default(),
        },
    };
    context.timings.stage("read");
    announce(&args.measures, &input.graph, &settings);
    let mut columns = compute_all(&args.measures, &input.graph, &settings, |measure| {
        context.timings.stage(measure.as_str());
    })?;
    input.put_back(&mut columns);
    let mut table = frame(&input.keys, input.labels.as_deref(), &columns)?;
    write_table(&mut table, &args.out)?;
    context.timings.stage("write");
    let mut outcome = summary(&input, &columns, args);
    if args.measures.iter().any(|measure| measure.is_of_papers()) {
        outcome.summary["field"] = field.as_str().into();
    }
    if !settings.bibliography.citations.is_empty() || !settings.bibliography.works.is_empty() {
        outcome.summary["citations"] = args.citations.as_str().into();
    }
    Ok(outcome)
}

/// Seconds from which on it is told beforehand how long a measure takes.
const LONG: f64 = 10.0;

/// Says how long the measures take that take long, each computation once, and which will not be begun.
fn announce(measures: &[Measure], graph: &Graph, settings: &Settings) {
    let mut said: Vec<Measure> = Vec::new();
    for &measure in measures {
        // A search looks at every edge once at most.
        let most = graph.nodes() as f64 * graph.edges() as f64;
        // Closeness and harmonic are one computation.
        let of_distances = |m: Measure| matches!(m, Measure::Closeness | Measure::Harmonic);
        if most < 1e8 || said.iter().any(|&m| m == measure || (of_distances(m) && of_distances(measure))) {
            continue;
        }
        said.push(measure);
        let Some(seconds) = measure.expected_seconds(graph, settings).filter(|seconds| *seconds > LONG)
        else {
            continue;
        };
        let (time, threads) = (in_words(seconds), rayon::current_num_threads());
        let on = format!("{threads} thread{}", if threads == 1 { "" } else { "s" });
        progress::say(&if measure.is_too_long(graph, settings) {
            format!(
                "{measure} of all sources would take about {time} on {on}: not computed; give `--samples`"
            )
        } else if settings.error.is_some() {
            format!("{measure} takes about {time} on {on} at most")
        } else {
            format!("{measure} takes about {time} on {on}")
        });
    }
}

/// Refuses, before anything is read, measures of papers, or of those who have papers, where the nodes are something else, and
/// settings without an answer.
fn check_measures(args: &Args) -> Result<()> {
    let (damping, alpha, samples, error) = (args.damping, args.alpha, args.samples, args.error);
    let settings = Settings { damping, alpha, samples, error, ..Settings::default() };
    settings.check(&args.measures, args.restart.is_some())?;
    if args.years.is_some() && args.measures.contains(&Measure::Disruption) && !args.graph.has_dates() {
        return Err(disruption::no_dates());
    }
    let of_papers = !args.graph.is_edge_table() && args.graph.network.is_of_papers();
    let of_portfolios = !args.graph.is_edge_table() && !args.graph.network.is_of_papers();
    for measure in &args.measures {
        if measure.is_of_papers() && !of_papers {
            return Err(Error::argument(
                format!("{measure} is defined for papers with a field and a year"),
                "give a corpus with `--network citation`, cocitation or coupling",
            ));
        }
        if measure.is_of_portfolios() && !of_portfolios {
            return Err(Error::argument(
                format!("{measure} is defined for those who have papers"),
                "give a corpus with `--network authors`, institutions or countries",
            ));
        }
    }
    Ok(())
}

/// Refuses weights that mean nothing to one of the measures, with the edge; `merged` edges stood more than once.
fn check_weights(args: &Args, input: &GraphInput, merged: u64) -> Result<()> {
    let weights = WeightsBy::for_measures(args.weights);
    let is_weighted = input.graph.reference_rows().weights().is_some();
    for measure in args.measures.iter().filter(|_| is_weighted) {
        if merged > 0 && measure.role_of_weights(weights) == Some(Role::Length) {
            let what = format!(
                "the edge stands here again, and {measure} takes weights as lengths: the lengths of parallel edges would add \
                 up ({merged} of the table)"
            );
            let remedy = "give each edge once with its length, or say `--weights=strengths`";
            let error = Error::argument(what, remedy);
            let place = args.graph.place_of_repeated(!input.graph.is_directed());
            return Err(match place {
                Some(place) => error.at(place),
                None => error,
            });
        }
        if let Some(refused) = measure.refused_weight(&input.graph, weights) {
            let place = args.graph.place_of(input, refused.edge(), refused.weight());
            return Err(refused.into_error(place, |node| input.keys[node as usize].clone()));
        }
    }
    Ok(())
}

/// What weights were to the measure of a column; `None` where it did not use any.
fn role(column: &Column, args: &Args, input: &GraphInput) -> Option<Role> {
    input.graph.reference_rows().weights()?;
    let measure: Measure = column.name.trim_end_matches("_se").parse().ok()?;
    measure.role_of_weights(WeightsBy::for_measures(args.weights))
}

/// How many of the highest nodes the text names.
const NAMED: usize = 5;

fn summary(input: &GraphInput, columns: &[Column], args: &Args) -> Outcome {
    let mut summary = input.summary();
    let mut text = input.text();
    let mut measures = Vec::new();
    for column in columns {
        let role = role(column, args, input);
        let weights = role.map(Role::as_str);
        let mut measure = json!({ "name": column.name, "nulls": column.nulls(), "weights": weights });
        let _ = write!(text, "{}", column.name);
        match role {
            Some(role) => {
                let _ = write!(text, " (weight: {})", role.as_str());
            }
            None if args.weights.is_some_and(|by| by != WeightsBy::None) => {
                text.push_str(" (weights left alone)");
            }
            None => {}
        }
        if let Some(reason) = &column.null_reason {
            measure["null_reason"] = reason.as_str().into();
            let _ = write!(text, " ({} of {} null: {reason})", column.nulls(), column.len());
        }
        text.push_str(":\n");
        let mut ranked: Vec<usize> = (0..column.len()).filter(|&node| column.get(node).is_some()).collect();
        let value = |node: usize| column.get(node).unwrap_or(f64::NEG_INFINITY);
        let order = |a: &usize, b: &usize| value(*b).total_cmp(&value(*a)).then(a.cmp(b));
        if ranked.len() > NAMED {
            ranked.select_nth_unstable_by(NAMED, order);
            ranked.truncate(NAMED);
        }
        ranked.sort_by(order);
        for &node in &ranked {
            let _ = writeln!(text, "  {:>12.6}  {}", value(node), input.label(node));
        }
        measures.push(measure);
    }
    summary["measures"] = measures.into();
    summary["out"] = args.out.display().to_string().into();
    let _ = writeln!(text, "Written to {}", args.out.display());
    Outcome { summary, text, ..Outcome::default() }
}
