//! `citetrace synth`.

use std::path::PathBuf;

use super::{Context, Outcome};
use crate::error::Result;
use crate::synth::{Settings, make};

/// The arguments of `synth`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder to write: records, registry, funders, watch list, reviews, study and truth
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How many records
    #[arg(long, value_name = "N", default_value_t = Settings::RECORDS)]
    records: usize,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    let settings = Settings { records: args.records, seed: context.globals.seed };
    let bibliography = make(&settings)?;
    context.timings.stage("make");
    bibliography.write(&args.out)?;
    context.timings.stage("write");
    let (records, papers, references) = (bibliography.records, bibliography.papers, bibliography.references);
    let bytes: usize = bibliography.files.iter().map(|(_, bytes)| bytes.len()).sum();
    Ok(Outcome {
        summary: serde_json::json!({
            "records": records, "papers": papers, "references": references, "seed": settings.seed,
            "files": bibliography.files.len(), "bytes": bytes, "out": args.out,
        }),
        text: format!(
            "{records} synthetic records of {papers} papers with {references} references ({bytes} bytes) in {}\n\
             next: citetrace run {}\n",
            args.out.display(),
            args.out.join("study.toml").display()
        ),
        ..Outcome::default()
    })
}
