//! `citetrace flag`.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::json;

use super::{Context, Outcome};
use crate::corpus::store;
use crate::corpus::tables::{check_table_path, write_table};
use crate::error::Result;
use crate::flags::apply;
use crate::flags::apply::findings_table;
use crate::study;

/// The arguments of `flag`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The corpus
    corpus: PathBuf,
    /// The study whose [window] and [[flag]] are applied
    #[arg(long, value_name = "STUDY.toml")]
    study: PathBuf,
    /// The table of the findings: a row for each piece of evidence
    #[arg(long, value_name = "FILE.parquet|csv")]
    out: PathBuf,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    check_table_path(&args.out)?;
    let study = study::file::read(&args.study)?;
    let corpus = store::read(&args.corpus)?;
    context.timings.stage("read");
    let flagged = apply(&corpus, &study.flags, study.window, &study.resources)?;
    context.timings.stage("flag");
    write_table(&mut findings_table(&corpus, &flagged.findings)?, &args.out)?;
    context.timings.stage("write");
    let (papers, window, selected, candidates) =
        (corpus.len(), flagged.in_window.len(), flagged.selected.len(), flagged.candidates.len());
    let mut text = format!(
        "{window}/{papers} papers are in the window ({}), {} of them only as far as their date is known; {} have no date\n\
         {selected}/{window} of these are selected by the rules, topics apart\n\
         {candidates}/{selected} of these are candidates by a topic too\n",
        study.window, flagged.as_far_as_known, flagged.undated
    );
    let mut rules = Vec::new();
    for rule in &study.flags {
        let found = flagged.findings.iter().filter(|finding| finding.rule == rule.name);
        let (mut selects, mut flags) = (0_u64, 0_u64);
        for finding in found {
            selects += 1;
            flags += u64::from(finding.is_candidate);
        }
        let _ = writeln!(text, "`{}` selects {selects} and flags {flags}", rule.name);
        rules.push(json!({ "rule": rule.name, "selected": selects, "candidates": flags }));
    }
    for pack in study.resources.packs.values() {
        let _ = writeln!(text, "{}", pack.caution);
    }
    let _ = writeln!(text, "Written to {}", args.out.display());
    let summary = json!({
        "papers": papers,
        "window": window,
        "as_far_as_known": flagged.as_far_as_known,
        "undated": flagged.undated,
        "selected": selected,
        "candidates": candidates,
        "rules": rules,
        "out": args.out.display().to_string(),
    });
    Ok(Outcome { summary, text, ..Outcome::default() })
}
