//! `citetrace describe`.

use std::path::{Path, PathBuf};

use super::args::{number, whole};
use super::{Context, Outcome};
use crate::corpus::describe::{describe, quality};
use crate::corpus::store;
use crate::error::{Error, Result};
use crate::measures::bursts::Automaton;
use crate::study::curve_tables::check_folder;
use crate::study::curves::Curves;
use crate::whole::write_file;

/// The arguments of `describe`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder that `ingest` wrote
    corpus: PathBuf,
    /// Print the loss report instead, and write it to --out: what was rejected, merged, left unresolved, and why
    #[arg(long)]
    quality: bool,
    /// Where the loss report goes as JSON [default: quality.json in the corpus]
    #[arg(long, value_name = "FILE.json", requires = "quality")]
    out: Option<PathBuf>,
    /// How many countries and institutions are listed
    #[arg(
        long,
        value_name = "N",
        default_value_t = 10,
        value_parser = whole::<usize>,
        allow_negative_numbers = true,
    )]
    top: usize,
    /// Write the curves over time to this folder instead: growth.csv (papers a year, with an exponential fit), citation_age.csv,
    /// bursts.csv (Kleinberg's bursts of keywords), rpys.csv (reference publication year spectroscopy)
    #[arg(long, value_name = "DIR", conflicts_with = "quality")]
    curves: Option<PathBuf>,
    /// Of bursts: by how much a word is more frequent in each state than in the one below
    #[arg(
        long,
        value_name = "S",
        default_value_t = Automaton::SCALE,
        requires = "curves",
        value_parser = number,
        allow_negative_numbers = true,
    )]
    burst_scale: f64,
    /// Of bursts: how dear it is to go up a state
    #[arg(
        long,
        value_name = "G",
        default_value_t = Automaton::GAMMA,
        requires = "curves",
        value_parser = number,
        allow_negative_numbers = true,
    )]
    burst_gamma: f64,
    /// Of bursts: how many states the automaton has
    #[arg(
        long,
        value_name = "K",
        default_value_t = Automaton::STATES,
        requires = "curves",
        value_parser = whole::<usize>,
        allow_negative_numbers = true,
    )]
    burst_states: usize,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    if let Some(out) = &args.curves {
        return curves(args, out, context);
    }
    let corpus = store::read(&args.corpus)?;
    let report = store::read_report(&args.corpus)?;
    context.timings.stage("read");
    if args.quality {
        let found = quality(&corpus, &report, &store::read_rejects(&args.corpus)?);
        let out = args.out.clone().unwrap_or_else(|| args.corpus.join("quality.json"));
        let summary = json(&found, &out)?;
        write_file(&out, |file| Ok(writeln!(file, "{summary:#}")?))?;
        let rejects = args.corpus.join(store::REJECTS);
        let text = format!(
            "{}\nEach rejected row, with line and reason: {}\nThe report is in {}\n",
            found.text(),
            rejects.display(),
            out.display()
        );
        return Ok(Outcome { summary, text, ..Outcome::default() });
    }
    let found = describe(&corpus, &report, args.top);
    context.timings.stage("describe");
    Ok(Outcome { summary: json(&found, &args.corpus)?, text: found.text(), ..Outcome::default() })
}

fn curves(args: &Args, out: &Path, context: &mut Context) -> Result<Outcome> {
    let automaton = Automaton { scale: args.burst_scale, gamma: args.burst_gamma, states: args.burst_states };
    automaton.check()?;
    check_folder(out)?;
    let corpus = store::read(&args.corpus)?;
    context.timings.stage("read");
    let found = Curves::of(&corpus, &automaton);
    context.timings.stage("curves");
    found.write(out)?;
    context.timings.stage("write");
    Ok(Outcome { summary: found.summary(out), text: found.text(out), ..Outcome::default() })
}

fn json<T: serde::Serialize>(value: &T, place: &Path) -> Result<serde_json::Value> {
    serde_json::to_value(value).map_err(|e| Error::Broken(format!("{}: {e}", place.display())))
}
