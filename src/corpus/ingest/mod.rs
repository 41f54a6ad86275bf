//! From export files to a corpus: read, merge, find people and places, resolve references.
//!
//! Every row of every file ends as a paper, as a later record of one, or as a reject: the sum is checked. Files are
//! read in parallel and put together in the order in which they were named; that order changes nothing but which
//! file a paper counts for. Memory: all records at once.

mod conflicts;
mod paths;
mod report;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

pub use conflicts::{Conflict, Said};
pub use paths::expand;
pub use report::{FileReport, IngestReport};

use super::affiliations::Affiliations;
use super::authors::{SharedId, people};
use super::funding::{Grant, grants};
use super::merge::{self, Work};
use super::overrides::{Override, Overrides};
use super::references::{Uncertain, resolve, run_together};
use super::schema::{Corpus, PaperText};
use super::store;
use crate::error::{Error, Result};
use crate::ids::PaperId;
use crate::places::{Funders, Matcher, Registry};
use crate::progress::{Timings, bar};
use crate::sources::{FileRead, Record, Reject, read_file};

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
}

/// A preprint and its article, both in the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PreprintLink {
    /// The preprint.
    pub preprint: PaperId,
    /// The article.
    pub article: PaperId,
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

/// Reads the files and makes the corpus in memory.
///
/// # Errors
/// A pattern that matches nothing, a folder in place of a file, a file of no known format, a registry or list of
/// funders that can't be read: nothing is kept of the other files either.
pub fn ingest(settings: &IngestSettings, timings: &mut Timings) -> Result<Ingested> {
    let paths = expand(&settings.records)?;
    let registry = match &settings.registry {
        Some(path) => Registry::read(path)?,
        None => Registry::default(),
    };
    let own_funders = settings.funders.as_deref().map(Funders::read).transpose()?;
    let funders = own_funders.as_ref().unwrap_or_else(|| Funders::embedded());
    let overrides = settings.overrides.as_deref().map(Overrides::read).transpose()?.unwrap_or_default();
    timings.stage("registry");
    let (records, reads) = read_all(&paths)?;
    timings.stage("read");

    let names: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
    let ranks: Vec<usize> = reads.iter().map(|r| merge::rank(r.format)).collect();
    let mut groups = merge::group(&records, settings.merge_preprints);
    overrides.regroup(&mut groups)?;
    let (works, place) = merge::works(&groups, &records, &ranks, &names, &overrides)?;
    let conflicts = conflicts::conflicts(&works, &records, &groups.keys, &names);
    timings.stage("merge");

    let matcher = Matcher::new(&registry);
    let funding: Vec<Vec<Grant>> =
        works.par_iter().enumerate().map(|(p, w)| grants(p, w, funders, &registry, &matcher)).collect();
    let also: Vec<usize> = funding.iter().flatten().filter_map(|g| g.entry).collect();
    let affiliations = Affiliations::new(&works, &registry, &matcher, &also);
    timings.stage("places");

    let lists: Vec<_> = works.iter().map(|w| w.authors.as_slice()).collect();
    let persons = people(&lists, &|paper, at| affiliations.keys(&works[paper].authors[at].affiliations));
    timings.stage("authors");

    let listed = |paper: usize| {
        let references = works[paper].records.iter().flat_map(|&r| &records[r].references);
        references.flat_map(|r| run_together(&r.text)).map(str::to_owned).collect()
    };
    let corrected = overrides.references(&works, &groups.keys, &listed)?;
    let resolved = resolve(&works, &records, &groups.keys, paths.len(), &corrected);
    timings.stage("references");

    let authorships = works
        .par_iter()
        .enumerate()
        .flat_map_iter(|(paper, work)| affiliations.rows(paper, work, &persons.of_mention[paper], &registry))
        .collect();
    let mut report = report::report(&names, &reads, &works, &records, &resolved, persons.authors.len())?;
    report.overrides = overrides.rows.len() as u64;
    let funding = funding
        .into_iter()
        .flatten()
        .map(|grant| super::schema::Funding {
            institution: grant.entry.and_then(|entry| affiliations.id(entry)),
            ..grant.row
        })
        .collect();
    let institutions = affiliations.into_institutions();
    let mut corpus = Corpus {
        authors: persons.authors,
        authorships,
        institutions,
        citations: resolved.citations,
        unresolved_references: resolved.unresolved,
        funding,
        ..Corpus::default()
    };
    take_papers(works, &mut corpus, &resolved.listed);
    let preprints = groups
        .preprints
        .iter()
        .map(|&(a, b)| PreprintLink { preprint: PaperId(place[a] as u32), article: PaperId(place[b] as u32) })
        .collect();
    timings.stage("tables");
    let rejects = reads.into_iter().flat_map(|r| r.rejects).collect();
    Ok(Ingested {
        corpus,
        report,
        rejects,
        conflicts,
        preprints,
        uncertain: resolved.uncertain,
        shared_ids: persons.shared_ids,
        overrides: overrides.rows,
    })
}

/// Moves papers and abstracts into the tables and counts each paper's references.
fn take_papers(works: Vec<Work>, corpus: &mut Corpus, listed: &[u32]) {
    let mut resolved = vec![0u32; works.len()];
    for citation in &corpus.citations {
        resolved[citation.citing.index()] += 1;
    }
    for (at, work) in works.into_iter().enumerate() {
        let mut paper = work.paper;
        paper.references_listed = listed[at];
        paper.references_resolved = resolved[at];
        corpus.papers.push(paper);
        if let Some(abstract_text) = work.abstract_text {
            corpus.texts.push(PaperText { paper: PaperId(at as u32), abstract_text });
        }
    }
}

/// All records in the order of the files, and what each file gave.
fn read_all(paths: &[PathBuf]) -> Result<(Vec<Record>, Vec<FileRead>)> {
    let progress = bar("reading", paths.len() as u64);
    let read: Vec<(Vec<Record>, FileRead)> = paths
        .par_iter()
        .enumerate()
        .map(|(file, path)| {
            let mut records = Vec::new();
            let read = read_file(path, file as u32, &mut |record| records.push(record))?;
            progress.inc(1);
            Ok((records, read))
        })
        .collect::<Vec<Result<_>>>()
        .into_iter()
        .collect::<Result<_>>()?;
    progress.finish_and_clear();
    let mut records = Vec::with_capacity(read.iter().map(|(r, _)| r.len()).sum());
    let mut reads = Vec::with_capacity(read.len());
    for (of_file, one) in read {
        records.extend(of_file);
        reads.push(one);
    }
    Ok((records, reads))
}

impl Ingested {
    /// Writes the corpus folder whole: the tables, `ingest.json`, `rejects.jsonl`, and beside them `conflicts.jsonl`,
    /// `preprints.jsonl`, `uncertain_references.jsonl`, `shared_author_ids.jsonl` and `overrides.jsonl`.
    pub fn write(&self, dir: &Path) -> Result<()> {
        store::write_with(&self.corpus, dir, |folder| {
            let report = serde_json::to_string_pretty(&self.report)
                .map_err(|e| Error::Broken(format!("the report of the ingest could not be written: {e}")))?;
            let path = folder.join(store::REPORT);
            std::fs::write(&path, report + "\n").map_err(Error::io(&path, "write"))?;
            write_lines(&folder.join(store::REJECTS), &self.rejects)?;
            write_lines(&folder.join("conflicts.jsonl"), &self.conflicts)?;
            write_lines(&folder.join("preprints.jsonl"), &self.preprints)?;
            write_lines(&folder.join("uncertain_references.jsonl"), &self.uncertain)?;
            write_lines(&folder.join("shared_author_ids.jsonl"), &self.shared_ids)?;
            write_lines(&folder.join("overrides.jsonl"), &self.overrides)
        })
    }
}

/// One JSON object a line.
fn write_lines<T: serde::Serialize>(path: &Path, rows: &[T]) -> Result<()> {
    let file = File::create(path).map_err(Error::io(path, "write"))?;
    let mut out = BufWriter::new(file);
    for row in rows {
        serde_json::to_writer(&mut out, row).map_err(|e| Error::io(path, "write")(e.into()))?;
        out.write_all(b"\n").map_err(Error::io(path, "write"))?;
    }
    out.flush().map_err(Error::io(path, "write"))
}

#[cfg(test)]
mod tests;
