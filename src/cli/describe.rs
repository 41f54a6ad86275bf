//! `citetrace describe`.

use std::path::{Path, PathBuf};

use super::{Context, Outcome};
use crate::corpus::describe::{describe, quality};
use crate::corpus::store;
use crate::error::{Error, Result};
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
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    let corpus = store::read(&args.corpus)?;
    let report = store::read_report(&args.corpus)?;
    context.timings.stage("read");
    if args.quality {
        let found = quality(&corpus, &report, &store::read_rejects(&args.corpus)?);
        let out = args.out.clone().unwrap_or_else(|| args.corpus.join("quality.json"));
        let summary = json(&found, &out)?;
        write_file(&out, |file| Ok(writeln!(file, "{summary:#}")?))?;
        let text = format!("{}\nThe report is in {}\n", found.text(), out.display());
        return Ok(Outcome { summary, text, ..Outcome::default() });
    }
    let found = describe(&corpus, &report, args.top);
    context.timings.stage("describe");
    Ok(Outcome { summary: json(&found, &args.corpus)?, text: found.text(), ..Outcome::default() })
}

fn json<T: serde::Serialize>(value: &T, place: &Path) -> Result<serde_json::Value> {
    serde_json::to_value(value).map_err(|e| Error::Broken(format!("{}: {e}", place.display())))
}
