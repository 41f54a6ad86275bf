//! `citetrace trace`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::{People, check_folder_path, check_there, whole};
use super::{Context, Outcome};
use crate::corpus::store;
use crate::error::{Error, Result};
use crate::places::watch::{WatchList, WatchMatcher};
use crate::trace::base_rates::BaseRates;
use crate::trace::null_model::{NoExpectation, NullModel, Rewiring};
use crate::trace::on_edges::{NamedGraph, no_dates};
use crate::trace::seeds::read_seeds;
use crate::trace::strata::FieldIs;
use crate::trace::{CorpusTrace, TraceSettings, Trails};

/// The arguments of `trace`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The corpus
    #[arg(required_unless_present = "edges", conflicts_with = "edges")]
    corpus: Option<PathBuf>,
    /// An edge table in place of a corpus: source (the citing paper), target (the cited one)
    #[arg(long, value_name = "FILE.parquet|csv|net")]
    edges: Option<PathBuf>,
    /// The dates of the nodes of the edge table: columns node, date
    #[arg(long, value_name = "FILE", requires = "edges")]
    nodes: Option<PathBuf>,
    /// The papers to start from, one a line or in a CSV column: node names; in a corpus DOIs, EIDs or paper numbers
    #[arg(long, value_name = "FILE")]
    seeds: PathBuf,
    /// The most citation steps
    #[arg(
        long,
        value_name = "H",
        default_value_t = TraceSettings::HOPS,
        value_parser = whole::<u32>,
        allow_negative_numbers = true,
    )]
    hops: u32,
    /// Take citations for causal where a date is not known
    #[arg(long)]
    keep_undated: bool,
    /// Take every citation, dates or not
    #[arg(long, conflicts_with = "keep_undated")]
    no_time: bool,
    /// A watch list; may be given more than once
    #[arg(long = "watch-list", value_name = "FILE.csv", conflicts_with = "edges")]
    watch_lists: Vec<PathBuf>,
    /// Match N unflagged papers to each seed and compare what they reach [default: none]
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        hide_default_value = true,
        conflicts_with = "edges",
        value_parser = whole::<usize>,
        allow_negative_numbers = true,
    )]
    controls: usize,
    /// Rewire the citations N times inside field and year and compare what the seeds reach [default: none]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, conflicts_with = "edges")]
    rewirings: u32,
    /// For --rewirings: the field of a paper is its venue, its first topic or all (one field) [default: the first of the two
    /// that half of the papers have]
    #[arg(long, value_name = "BY", requires = "rewirings", conflicts_with = "edges")]
    rewiring_field: Option<FieldIs>,
    /// Whether people are called by pseudonym or by name too
    #[arg(long, value_enum, default_value_t = People::Pseudonyms, conflicts_with = "edges")]
    people: People,
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    let settings =
        TraceSettings { hops: args.hops, keep_undated: args.keep_undated, time_respecting: !args.no_time };
    check(args)?;
    let mut outcome = match (&args.edges, &args.corpus) {
        (Some(edges), _) => on_edges(edges, args, settings, context)?,
        (None, Some(corpus)) => on_corpus(corpus, args, settings, context)?,
        (None, None) => {
            return Err(Error::argument(
                "there is nothing to trace on",
                "name a corpus or give --edges FILE",
            ));
        }
    };
    let _ = writeln!(outcome.text, "Written to {}", args.out.display());
    Ok(outcome)
}

/// Refuses, before anything is read, what can reach nothing, a place where no folder can stand and small files that are not
/// there.
fn check(args: &Args) -> Result<()> {
    if args.hops == 0 {
        return Err(Error::argument("0 hops follow no citation", "give `--hops` 1 or more"));
    }
    if args.edges.is_some() && args.nodes.is_none() && !args.keep_undated && !args.no_time {
        return Err(no_dates());
    }
    check_folder_path(&args.out)?;
    check_there(args.nodes.iter().chain([&args.seeds]))
}

fn on_edges(edges: &Path, args: &Args, settings: TraceSettings, context: &mut Context) -> Result<Outcome> {
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
    Ok(outcome)
}

fn on_corpus(folder: &Path, args: &Args, settings: TraceSettings, context: &mut Context) -> Result<Outcome> {
    let lists =
        args.watch_lists.iter().map(|path| WatchList::read(path)).collect::<Result<Vec<WatchList>>>()?;
    let matcher = WatchMatcher::new(&lists);
    let corpus = store::read(folder)?;
    let seeds = read_seeds(&args.seeds, &corpus)?;
    context.timings.stage("read");
    let traced = CorpusTrace::new(&corpus, &seeds, &matcher, settings)?;
    context.timings.stage("trace");
    traced.write(args.people == People::Names, &args.out)?;
    context.timings.stage("write");
    let base_rates = match args.controls {
        0 => None,
        controls => Some(BaseRates::new(&corpus, &seeds, &traced.watched, settings, controls)?),
    };
    if let Some(base_rates) = &base_rates {
        base_rates.write(&corpus, &traced.watched, &args.out)?;
        context.timings.stage("controls");
    }
    let null_model = match args.rewirings {
        0 => None,
        draws => {
            let rewiring = Rewiring { draws, field: args.rewiring_field, seed: context.globals.seed };
            Some(NullModel::new(&corpus, &seeds, &traced.watched, settings, rewiring)?)
        }
    };
    if let Some(null_model) = &null_model {
        null_model.write(&corpus, &traced.watched, &args.out)?;
        context.timings.stage("rewirings");
    }
    let mut outcome = summary(&traced.trails, corpus.len(), traced.citations, seeds.len(), settings);
    let counted = traced.evidence.iter().filter(|e| e.counts).count();
    let listed = traced.institutions.iter().filter(|i| i.papers_while_listed > 0).count();
    let named = traced.institutions.iter().filter(|i| !i.entries.is_empty()).count();
    let mut persons: Vec<_> = traced.people.iter().map(|p| p.author).collect();
    persons.dedup();
    outcome.summary["institutions_reached"] = traced.institutions.len().into();
    outcome.summary["institutions_watch_listed"] = named.into();
    outcome.summary["institutions_listed_at_the_date"] = listed.into();
    outcome.summary["evidence"] = traced.evidence.len().into();
    outcome.summary["evidence_that_counts"] = counted.into();
    outcome.summary["people"] = persons.len().into();
    outcome.summary["attrition"] = json!(traced.attrition);
    let _ = writeln!(
        outcome.text,
        "{} institutions are reached, {named} of them on a watch list, {listed} on a paper of a date on which they are \
         listed ({counted} of {} pairs of paper and institution). {} authors of flagged papers later publish with \
         watch-listed institutions.",
        traced.institutions.len(),
        traced.evidence.len(),
        persons.len()
    );
    if let Some(any) = base_rates.as_ref().and_then(|b| b.rates.first()) {
        outcome.summary["controls"] = json!({
            "flagged": any.flagged, "observed": any.observed, "expected": any.expected, "ratio": any.ratio(), "p": any.p,
        });
        let _ = writeln!(
            outcome.text,
            "{} of {} seeds with controls are reached by a listed institution; by the shares of their controls {:.2} \
             would be (p = {:.2e}).",
            any.observed, any.flagged, any.expected, any.p
        );
    }
    if let Some(null_model) = &null_model {
        tell_rewiring(null_model, &mut outcome);
    }
    Ok(outcome)
}

/// What the rewired citations say of any listed institution.
fn tell_rewiring(null_model: &NullModel, outcome: &mut Outcome) {
    let Some(any) = null_model.rows.first() else { return };
    let drawn = any.reached.drawn;
    outcome.summary["rewiring"] = json!({
        "draws": null_model.draws,
        "field": null_model.field.as_str(),
        "citations": null_model.citations,
        "exchangeable": null_model.exchangeable,
        "exchanges": null_model.exchanges,
        "flagged": null_model.flagged,
        "observed": any.reached.observed,
        "expected": drawn.ok().map(|d| d.expected),
        "ratio": any.reached.ratio(),
        "p": drawn.ok().map(|d| d.p),
        "why_null": drawn.err().map(NoExpectation::as_str),
    });
    let (observed, flagged) = (any.reached.observed, null_model.flagged);
    let expected = match drawn {
        Ok(drawn) => format!("{:.2} would be with rewired citations (p = {:.2e})", drawn.expected, drawn.p),
        Err(why) => format!("nothing can be expected: {}", why.as_str()),
    };
    let _ = writeln!(
        outcome.text,
        "{observed} of {flagged} seeds are reached by a listed institution; {expected}. {}",
        null_model.summary()
    );
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
