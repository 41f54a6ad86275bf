//! `citetrace ingest`.

use std::path::PathBuf;

use super::{Context, Outcome};
use crate::corpus::ingest::{IngestSettings, ingest_to};
use crate::error::{Error, Result};
use crate::sources::ColumnMap;

/// The arguments of `ingest`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Export files, plain, .gz or .zst; patterns such as "records/*.csv.gz" are expanded
    #[arg(required = true, value_name = "RECORDS")]
    records: Vec<PathBuf>,
    /// The registry of institutions: your own CSV, or a release of ROR
    #[arg(long, value_name = "FILE")]
    registry: Option<PathBuf>,
    /// The list of funders [default: the built-in one]
    #[arg(long, value_name = "FILE")]
    funders: Option<PathBuf>,
    /// The folder of the corpus; an older corpus there is replaced as a whole
    #[arg(long, value_name = "CORPUS")]
    out: PathBuf,
    /// Merge a preprint with its article instead of linking the two
    #[arg(long)]
    merge_preprints: bool,
    /// The folder of your corrections: papers.csv, dates.csv, retractions.csv, references.csv, affiliations.csv,
    /// authors.csv, funders.csv; applied last
    #[arg(long, value_name = "DIR")]
    overrides: Option<PathBuf>,
    /// For a CSV of no known format: the column that holds a field, as in title=Titel; may be repeated
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = column)]
    column: Vec<(String, String)>,
    /// Exit with 3 when any row was rejected
    #[arg(long)]
    strict: bool,
}

/// `title=Titel` as field and column.
fn column(text: &str) -> Result<(String, String), String> {
    let (field, column) = text.split_once('=').ok_or("write FIELD=COLUMN, as in title=Titel")?;
    Ok((field.trim().to_owned(), column.trim().to_owned()))
}

/// The column map of what was given, if anything was.
fn columns(given: &[(String, String)]) -> Result<Option<ColumnMap>> {
    let mut map = ColumnMap::new();
    for (field, column) in given {
        if let Some(before) = map.insert(field.clone(), column.clone()) {
            return Err(Error::argument(
                format!("--column names both `{before}` and `{column}` for `{field}`"),
                "name one column for each field",
            ));
        }
    }
    Ok(Some(map).filter(|map| !map.is_empty()))
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    let settings = IngestSettings {
        records: args.records.clone(),
        registry: args.registry.clone(),
        funders: args.funders.clone(),
        merge_preprints: args.merge_preprints,
        overrides: args.overrides.clone(),
        columns: columns(&args.column)?,
    };
    let report = ingest_to(&args.out, &settings, &mut context.timings)?;
    let summary = serde_json::to_value(&report)
        .map_err(|e| Error::Broken(format!("the report of the ingest could not be written: {e}")))?;
    Ok(Outcome { summary, text: report.text(&args.out), rejected: report.rejected, strict: args.strict })
}
