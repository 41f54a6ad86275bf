//! `ingest.json`: what came in and what became of it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::read::Row;
use crate::corpus::merge::Draft;
use crate::corpus::references::Counts;
use crate::error::{Error, Result};
use crate::sources::FileRead;

/// What one file gave. rows = papers + merged + rejected, always.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// The file as the user named it.
    pub file: String,
    /// The format that its content showed.
    pub format: String,
    /// The rows in it.
    pub rows: u64,
    /// Papers that it is the first file to have.
    pub papers: u64,
    /// Further records of papers that it or an earlier file has.
    pub merged: u64,
    /// Rows that could not be read.
    pub rejected: u64,
    /// References that its records list.
    pub references_listed: u64,
    /// Those of them that were tied to papers of the corpus.
    pub references_resolved: u64,
    /// What should be known of the file as a whole: columns that are missing, bytes that were not UTF-8.
    pub notes: Vec<String>,
    /// The fields that no record of the file has: its format lacks them, or the export was cut to fewer.
    pub lacking: Vec<&'static str>,
}

/// What all files gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct IngestReport {
    /// Each file in the order in which they were named.
    pub files: Vec<FileReport>,
    /// The rows of all files.
    pub rows: u64,
    /// The papers of the corpus.
    pub papers: u64,
    /// Further records of papers.
    pub merged: u64,
    /// Rows that could not be read.
    pub rejected: u64,
    /// What became of the references.
    pub references: Counts,
    /// The people.
    pub authors: u64,
    /// The user's corrections that were applied.
    pub overrides: u64,
    /// The same by kind: `papers`, `dates`, `retractions`, `references`, `affiliations`, `authors`, `funders`.
    pub overrides_by_kind: BTreeMap<&'static str, u64>,
}

/// Adds up what became of every row, and checks the sum of each file. `of_file` are the listed and resolved references
/// of each file.
pub(super) fn report(
    names: &[String],
    reads: &[FileRead],
    drafts: &[Draft],
    rows: &[Row],
    of_file: &[(u64, u64)],
    counts: Counts,
) -> Result<IngestReport> {
    let mut files: Vec<FileReport> = names
        .iter()
        .zip(reads)
        .zip(of_file)
        .map(|((name, read), &(listed, tied))| FileReport {
            file: name.clone(),
            format: read.format.to_owned(),
            rows: read.rows,
            rejected: read.rejects.len() as u64,
            references_listed: listed,
            references_resolved: tied,
            notes: read.notes.clone(),
            lacking: read.lacking.clone(),
            ..FileReport::default()
        })
        .collect();
    for draft in drafts {
        let first = draft.records.iter().min_by_key(|&&r| (rows[r].file, rows[r].position, r)).copied();
        for &r in &draft.records {
            let Some(file) = files.get_mut(rows[r].file as usize) else { continue };
            if Some(r) == first {
                file.papers += 1;
            } else {
                file.merged += 1;
            }
        }
    }
    for file in &files {
        if file.rows != file.papers + file.merged + file.rejected {
            return Err(Error::Broken(format!(
                "{}: {} rows are not {} papers + {} merged + {} rejected; please report this as a fault of citetrace",
                file.file, file.rows, file.papers, file.merged, file.rejected
            )));
        }
    }
    let sum = |get: fn(&FileReport) -> u64| files.iter().map(get).sum();
    Ok(IngestReport {
        rows: sum(|f| f.rows),
        papers: drafts.len() as u64,
        merged: sum(|f| f.merged),
        rejected: sum(|f| f.rejected),
        references: counts,
        authors: 0,
        overrides: 0,
        overrides_by_kind: BTreeMap::new(),
        files,
    })
}

impl IngestReport {
    /// The report for people: a line for each file, then the references.
    pub fn text(&self, out: &std::path::Path) -> String {
        let mut table = crate::corpus::text::table(&[
            "file",
            "format",
            "rows",
            "papers",
            "merged",
            "rejected",
            "references",
            "resolved",
        ]);
        for file in &self.files {
            let counts = [
                file.rows,
                file.papers,
                file.merged,
                file.rejected,
                file.references_listed,
                file.references_resolved,
            ];
            let counts = counts.iter().map(u64::to_string);
            table.add_row([file.file.clone(), file.format.clone()].into_iter().chain(counts));
        }
        let mut text = format!("{table}\n");
        for file in &self.files {
            for note in &file.notes {
                text.push_str(&format!("{}: {note}\n", file.file));
            }
        }
        let r = &self.references;
        text.push_str(&format!(
            "{} rows = {} papers + {} merged + {} rejected; {} authors\n\
             {} references: {} resolved ({} by id, {} by DOI, {} by text), {} unresolved, {} repeated, {} to the paper itself\n",
            self.rows,
            self.papers,
            self.merged,
            self.rejected,
            self.authors,
            r.listed,
            r.by_id + r.by_doi + r.by_text,
            r.by_id,
            r.by_doi,
            r.by_text,
            r.unresolved,
            r.repeated,
            r.to_itself
        ));
        if self.overrides > 0 {
            let kinds: Vec<String> =
                self.overrides_by_kind.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
            text.push_str(&format!("Corrections applied: {} ({})\n", self.overrides, kinds.join(", ")));
        }
        text.push_str(&format!("The corpus is in {}\n", out.display()));
        text
    }
}
