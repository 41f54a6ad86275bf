//! `citetrace match`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use hashbrown::HashSet;

use super::args::{check_apart, check_there};
use super::{Context, Outcome};
use crate::corpus::overrides::affiliation_files;
use crate::corpus::store;
use crate::corpus::tables::{check_table_path, write_table};
use crate::error::{Error, Result};
use crate::places::matched::{Matched, Summary, read_strings};
use crate::places::review::{self, Decisions};
use crate::places::watch::Subjects;
use crate::places::{Matcher, Registry, WatchList, WatchMatcher};

/// The arguments of `match`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// CSV file with the strings in the column `affiliation`, or a folder that `ingest` wrote: each affiliation once a paper
    #[arg(value_name = "STRINGS.csv")]
    strings: PathBuf,
    /// The list of institutions: your own CSV or a release of ROR
    #[arg(long, value_name = "REGISTRY")]
    registry: PathBuf,
    /// A watch list; may be repeated
    #[arg(long, value_name = "WATCH_LIST")]
    watch_list: Vec<PathBuf>,
    /// Write what a person should look at and --overrides do not decide, most frequent first, with candidates: .csv or .parquet
    #[arg(long, value_name = "TABLE")]
    review: Option<PathBuf>,
    /// A filled review, or a folder of overrides, of which the files `affiliations*.csv` are read; applied last
    #[arg(long, value_name = "FILE.csv|DIR")]
    overrides: Option<PathBuf>,
    /// The least score of a match, from 0 to 1: lower finds more and errs more (benches/RESULTS.md has the curve)
    #[arg(
        long,
        value_name = "SCORE",
        default_value_t = Matcher::LEAST_SCORE,
        value_parser = score,
        allow_negative_numbers = true,
    )]
    least_score: f32,
    /// Read people, vessels and aircraft of the watch lists too
    #[arg(long)]
    people_and_vessels: bool,
    /// The table to write: .parquet or .csv
    #[arg(long, value_name = "TABLE")]
    out: PathBuf,
}

fn score(text: &str) -> std::result::Result<f32, String> {
    let score: f32 = text.parse().map_err(|_| "write a number from 0 to 1".to_owned())?;
    (0.0..=1.0).contains(&score).then_some(score).ok_or_else(|| "write a number from 0 to 1".to_owned())
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    check_table_path(&args.out)?;
    if let Some(path) = &args.review {
        check_table_path(path)?;
    }
    check_apart(&args.out, args.review.as_deref(), "--review")?;
    check_there([&args.registry].into_iter().chain(&args.watch_list).chain(&args.overrides))?;
    let strings =
        if args.strings.is_dir() { of_corpus(&args.strings)? } else { read_strings(&args.strings)? };
    let registry = Registry::read(&args.registry)?;
    let subjects = if args.people_and_vessels { Subjects::All } else { Subjects::Organisations };
    let read = |path: &PathBuf| WatchList::read_subjects(path, subjects);
    let lists = args.watch_list.iter().map(read).collect::<Result<Vec<_>>>()?;
    let decisions = match &args.overrides {
        Some(path) if path.is_dir() => Decisions::read_all(&affiliation_files(path)?, &registry)?,
        Some(path) => Decisions::read(path, &registry)?,
        None => Decisions::default(),
    };
    decisions.check_used(strings.iter().map(String::as_str))?;
    context.timings.stage("read");
    let matcher = Matcher::new(&registry).with_least_score(args.least_score);
    let watch = (!lists.is_empty()).then(|| WatchMatcher::new(&lists));
    context.timings.stage("prepare");
    if let Some(path) = &args.review {
        write_table(&mut review::frame(&review::doubts(&strings, &registry, &matcher, &decisions))?, path)?;
        context.timings.stage("review");
    }
    let matched = Matched::new(strings, &registry, &matcher, watch.as_ref(), &decisions);
    context.timings.stage("match");
    write_table(&mut matched.frame()?, &args.out)?;
    context.timings.stage("write");
    let summary = matched.summary();
    let left_out: usize = lists.iter().map(WatchList::left_out).sum();
    let text = describe(&summary, left_out, args);
    let mut summary = serde_json::to_value(&summary).map_err(|e| Error::Broken(e.to_string()))?;
    if watch.is_some() {
        summary["watch_list_left_out"] = left_out.into();
    }
    summary["overrides"] = decisions.len().into();
    Ok(Outcome { summary, text, ..Outcome::default() })
}

/// The affiliations of a corpus, each once a paper, in the order of the papers.
fn of_corpus(folder: &Path) -> Result<Vec<String>> {
    let corpus = store::read(folder)?;
    let mut strings = Vec::new();
    for paper in corpus.authorships.chunk_by(|a, b| a.paper == b.paper) {
        let mut seen = HashSet::new();
        let texts = paper.iter().map(|row| row.affiliation.as_str()).filter(|text| !text.is_empty());
        strings.extend(texts.filter(|text| seen.insert(*text)).map(str::to_owned));
    }
    Ok(strings)
}

fn describe(summary: &Summary, left_out: usize, args: &Args) -> String {
    let mut text = String::new();
    let share = |part: usize| {
        format!("{part}/{} ({:.1}%)", summary.strings, 100.0 * part as f64 / summary.strings.max(1) as f64)
    };
    // Writing to a String can't fail.
    let _ = writeln!(text, "Strings with a country: {}", share(summary.with_country));
    let _ =
        writeln!(text, "Strings with an institution of the registry: {}", share(summary.with_institution));
    for (method, count) in &summary.by_method {
        let _ = writeln!(text, "  {count} by {method}");
    }
    if let Some(count) = summary.on_watch_list {
        let _ = writeln!(text, "Strings on the watch list: {}", share(count));
        if left_out > 0 {
            let _ = writeln!(
                text,
                "  {left_out} people, vessels and the like of it were left out; --people-and-vessels reads them"
            );
        }
    }
    let _ = writeln!(text, "Table: {}", args.out.display());
    text
}
