//! From export files to a corpus: read, merge, find people and places, resolve references.
//!
//! Every row of every file ends as a paper, as a later record of one, or as a reject: the sum is checked. Files are
//! read in parallel and put together in the order in which they were named; that order changes nothing but which
//! file a paper counts for.
//!
//! Ingest is streamed. The first pass reads every file; of each record its keys stay in memory and the record itself goes
//! to a spill beside the output. The keys alone tell which records are one paper and which number it has. The second
//! pass takes the papers in their order, some at a time: it reads their records back, merges their fields, resolves their
//! references, and writes their rows. People and institutions are numbered last, from the names, ids and distinct
//! affiliations that were gathered on the way. Memory: the keys of records, mentions and distinct affiliations, the list of
//! rejects, and one batch; it does not grow with abstracts, references and other texts.

mod batches;
mod conflicts;
mod out;
mod passes;
mod paths;
mod read;
mod report;
mod spill;

use std::path::{Path, PathBuf};

pub use conflicts::{Conflict, Said};
pub use paths::expand;
pub use report::{FileReport, IngestReport};

use super::authors::SharedId;
use super::overrides::Override;
use super::references::Uncertain;
use super::schema::Corpus;
use super::store;
use crate::error::{Error, Result};
use crate::ids::PaperId;
use crate::progress::Timings;
use crate::sources::{ColumnMap, Reject};
use crate::whole::WholeFolder;
use batches::Batch;
use out::{Out, write_lines};

const CONFLICTS: &str = "conflicts.jsonl";
const PREPRINTS: &str = "preprints.jsonl";
const UNCERTAIN: &str = "uncertain_references.jsonl";
const SHARED_IDS: &str = "shared_author_ids.jsonl";
const OVERRIDES: &str = "overrides.jsonl";

/// What to read and with what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IngestSettings {
    /// The export files; patterns such as `records/*.csv.gz` are expanded.
    pub records: Vec<PathBuf>,
    /// The registry of institutions. Without one no institution is found, only countries.
    pub registry: Option<PathBuf>,
    /// The list of funders; the built-in one when none is given.
    pub funders: Option<PathBuf>,
    /// Whether a preprint is merged with its article; else the two are linked in `preprints.jsonl`.
    pub merge_preprints: bool,
    /// The folder of the user's corrections.
    pub overrides: Option<PathBuf>,
    /// For CSV files of no known format: which column holds what.
    pub columns: Option<ColumnMap>,
}

/// A preprint and its article, both in the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PreprintLink {
    /// The preprint.
    pub preprint: PaperId,
    /// The article.
    pub article: PaperId,
    /// How that is known: `relation` where a record states it, `text` where title and first author agree.
    pub method: &'static str,
}

/// What ingest made.
#[derive(Debug, Default)]
pub struct Ingested {
    /// The tables.
    pub corpus: Corpus,
    /// What came in and what became of it.
    pub report: IngestReport,
    /// The rows that could not be taken.
    pub rejects: Vec<Reject>,
    /// Where the records of one paper contradict each other.
    pub conflicts: Vec<Conflict>,
    /// Preprints and their articles.
    pub preprints: Vec<PreprintLink>,
    /// References that were resolved with a doubt.
    pub uncertain: Vec<Uncertain>,
    /// Author ids that two people carry.
    pub shared_ids: Vec<SharedId>,
    /// The user's corrections, all of them applied.
    pub overrides: Vec<Override>,
}

/// Reads the files and makes the corpus in memory; the records lie in the system's folder for temporary files meanwhile.
///
/// # Errors
/// A pattern that matches nothing, a folder in place of a file, a file of no known format, a registry or list of
/// funders that can't be read: nothing is kept of the other files either.
pub fn ingest(settings: &IngestSettings, timings: &mut Timings) -> Result<Ingested> {
    in_memory(settings, Batch::default(), timings)
}

fn in_memory(settings: &IngestSettings, batch: Batch, timings: &mut Timings) -> Result<Ingested> {
    passes::run(settings, batch, Out::in_memory(), &std::env::temp_dir(), timings)
}

/// Reads the files and writes the corpus folder whole, as [`Ingested::write`] would, without ever holding the corpus.
/// The records lie beside `dir` meanwhile, in a file without a name.
///
/// # Errors
/// As [`ingest`], and what [`store::check_target`] refuses.
pub fn ingest_to(dir: &Path, settings: &IngestSettings, timings: &mut Timings) -> Result<IngestReport> {
    in_folder(dir, settings, Batch::default(), timings)
}

fn in_folder(
    dir: &Path,
    settings: &IngestSettings,
    batch: Batch,
    timings: &mut Timings,
) -> Result<IngestReport> {
    store::check_target(dir)?;
    let folder = WholeFolder::begin(dir)?;
    let aside = folder.path().parent().unwrap_or_else(|| Path::new("."));
    let ingested = passes::run(settings, batch, Out::in_folder(folder.path())?, aside, timings)?;
    ingested.write_report(folder.path())?;
    folder.finish()?;
    timings.stage("write");
    Ok(ingested.report)
}

impl Ingested {
    /// Writes the corpus folder whole: the tables, `ingest.json`, `rejects.jsonl`, and beside them `conflicts.jsonl`,
    /// `preprints.jsonl`, `uncertain_references.jsonl`, `shared_author_ids.jsonl` and `overrides.jsonl`.
    pub fn write(&self, dir: &Path) -> Result<()> {
        store::write_with(&self.corpus, dir, |folder| {
            write_lines(folder.join(CONFLICTS), &self.conflicts)?;
            write_lines(folder.join(UNCERTAIN), &self.uncertain)?;
            self.write_report(folder)
        })
    }

    /// Writes what is not written paper by paper.
    fn write_report(&self, folder: &Path) -> Result<()> {
        let report = serde_json::to_string_pretty(&self.report)
            .map_err(|e| Error::Broken(format!("the report of the ingest could not be written: {e}")))?;
        let path = folder.join(store::REPORT);
        std::fs::write(&path, report + "\n").map_err(Error::io(&path, "write"))?;
        write_lines(folder.join(store::REJECTS), &self.rejects)?;
        write_lines(folder.join(PREPRINTS), &self.preprints)?;
        write_lines(folder.join(SHARED_IDS), &self.shared_ids)?;
        write_lines(folder.join(OVERRIDES), &self.overrides)
    }
}

#[cfg(test)]
mod tests;
