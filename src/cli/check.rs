//! `citetrace check`.

use std::fmt::Write as _;
use std::path::PathBuf;

use polars::prelude::{Column, DataFrame};
use serde_json::json;

use super::{Context, Outcome};
use crate::claims::audit::{Audited, Verdict, audit};
use crate::claims::typed::{read_claims, read_sets};
use crate::corpus::tables::{check_table_path, write_table};
use crate::error::{Error, Result};

/// The arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The claims as typed: columns id, text, numerator, denominator (a number or a known set), percent
    #[arg(value_name = "CLAIMS.csv")]
    claims: PathBuf,
    /// The sets whose sizes are known: columns set, size
    #[arg(long, value_name = "SETS.csv")]
    known: PathBuf,
    /// A table of the findings
    #[arg(long, value_name = "FILE.parquet|csv")]
    out: Option<PathBuf>,
    /// Exit with 3 when any claim does not fit
    #[arg(long)]
    strict: bool,
}

pub(super) fn run(args: &Args, _context: &mut Context) -> Result<Outcome> {
    args.out.as_deref().map(check_table_path).transpose()?;
    let known = read_sets(&args.known)?;
    let claims = read_claims(&args.claims, &known)?;
    let audited: Vec<Audited> = claims.iter().map(|claim| audit(claim, &known)).collect();
    let wrong = |a: &&Audited| matches!(a.verdict, Verdict::DoesNotFit | Verdict::Impossible);
    let wrong = audited.iter().filter(wrong).count();
    if let Some(out) = &args.out {
        write_table(&mut table(&audited)?, out)?;
    }
    let mut text = String::new();
    for a in &audited {
        let _ = writeln!(text, "{}: {}: {}", a.claim.id, a.verdict.as_str(), a.says);
    }
    let _ = writeln!(text, "{wrong} of {} claims do not fit", audited.len());
    let summary = json!({
        "claims": audited.iter().map(json_of).collect::<Vec<_>>(),
        "do_not_fit": wrong,
    });
    Ok(Outcome { summary, text, rejected: wrong as u64, strict: args.strict })
}

fn json_of(a: &Audited) -> serde_json::Value {
    json!({
        "id": a.claim.id,
        "text": a.claim.text,
        "numerator": a.claim.numerator,
        "denominator": a.claim.denominator,
        "percent": a.claim.percent.map(|p| p.to_string()),
        "verdict": a.verdict.as_str(),
        "fits_from": a.bases.map(|b| b.0),
        "fits_to": a.bases.and_then(|b| b.1),
        "fitting_sets": a.fitting,
        "numerator_sets": a.numerator_sets,
        "says": a.says,
    })
}

fn table(audited: &[Audited]) -> Result<DataFrame> {
    fn texts(name: &str, audited: &[Audited], of: impl Fn(&Audited) -> Option<String>) -> Column {
        Column::new(name.into(), audited.iter().map(of).collect::<Vec<_>>())
    }
    fn counts(name: &str, audited: &[Audited], of: impl Fn(&Audited) -> Option<u64>) -> Column {
        Column::new(name.into(), audited.iter().map(of).collect::<Vec<_>>())
    }
    DataFrame::new(
        audited.len(),
        vec![
            texts("id", audited, |a| Some(a.claim.id.clone())),
            texts("text", audited, |a| Some(a.claim.text.clone())),
            counts("numerator", audited, |a| a.claim.numerator),
            counts("denominator", audited, |a| a.claim.denominator),
            texts("percent", audited, |a| a.claim.percent.map(|p| p.to_string())),
            texts("verdict", audited, |a| Some(a.verdict.as_str().to_string())),
            counts("fits_from", audited, |a| a.bases.map(|b| b.0)),
            counts("fits_to", audited, |a| a.bases.and_then(|b| b.1)),
            texts("fitting_sets", audited, |a| Some(a.fitting.join("; ")).filter(|s| !s.is_empty())),
            texts("numerator_sets", audited, |a| Some(a.numerator_sets.join("; ")).filter(|s| !s.is_empty())),
            texts("says", audited, |a| Some(a.says.clone())),
        ],
    )
    .map_err(|e| Error::Broken(format!("the findings make no table: {e}")))
}
