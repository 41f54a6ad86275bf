//! `citetrace run`.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{Context, Outcome};
use crate::error::Result;
use crate::study::{self, pipeline};

/// The arguments of `run`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The study file
    #[arg(value_name = "STUDY.toml")]
    study: PathBuf,
    /// The folder of the results [default: notebooks-out/NAME]; those of an earlier run are replaced as a whole
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Exit with 3 when any row was rejected
    #[arg(long)]
    strict: bool,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    let study = study::file::read(&args.study)?;
    let settings = pipeline::RunSettings {
        out: args.out.clone().unwrap_or_else(|| pipeline::RunSettings::default_out(&study)),
        seed: context.globals.seed,
    };
    let ran = pipeline::run(&study, &settings, &mut context.timings)?;
    let synthetic = if study.synthetic { " (synthetic records)" } else { "" };
    let mut text = format!("{}{synthetic}\n", study.name);
    for headline in &ran.headlines {
        let _ = writeln!(text, "  {headline}");
    }
    if !ran.limits.is_empty() {
        text.push_str("What limits this:\n");
        for limit in &ran.limits {
            let _ = writeln!(text, "  {limit}");
        }
    }
    let _ = writeln!(text, "The report is {}", ran.report.display());
    Ok(Outcome { summary: ran.summary, text, rejected: ran.rejected, strict: args.strict })
}
