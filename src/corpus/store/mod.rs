//! A corpus on disk: a folder of Parquet tables (zstd) with `ingest.json` beside them, written whole or not at all.
//!
//! Reading checks what the rest of the program relies on: every table there, rows numbered in order, tables sorted by
//! paper, and no number that points outside its table.

mod building;
mod columns;
mod read;
mod write;

use std::fs;
use std::path::{Path, PathBuf};

pub(super) use building::Tables;
use columns::Rows;
pub use write::TABLES;

use super::schema::Corpus;
use super::tables::read_parquet;
use crate::error::{Error, Place, Result};
use crate::ids::InstitutionId;
use crate::progress;
use crate::sources::Reject;
use crate::whole::WholeFolder;

/// What came in and what became of it; its presence marks a whole corpus.
pub const REPORT: &str = "ingest.json";
/// The rejected rows, one JSON object a line.
pub const REJECTS: &str = "rejects.jsonl";

/// Writes all tables of `corpus` to the folder `dir`, with an `ingest.json` that says only how many papers there are.
/// `ingest::Ingested::write` writes the full one.
pub fn write(corpus: &Corpus, dir: &Path) -> Result<()> {
    let report = serde_json::json!({ "files": [], "papers": corpus.len() });
    write_with(corpus, dir, |folder| {
        let path = folder.join(REPORT);
        fs::write(&path, format!("{report:#}\n")).map_err(Error::io(&path, "write"))
    })
}

/// Writes all tables and whatever `beside` adds; the folder appears whole at `dir`, replacing an older corpus there.
/// A folder that is there and is no corpus is never replaced.
pub(super) fn write_with(
    corpus: &Corpus,
    dir: &Path,
    beside: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    check_target(dir)?;
    let folder = WholeFolder::begin(dir)?;
    building::write_all(corpus, folder.path())?;
    beside(folder.path())?;
    folder.finish()
}

/// Refuses to write a corpus over a file or over a folder that holds something else.
pub fn check_target(dir: &Path) -> Result<()> {
    let remedy = "give --out a new folder or an older corpus";
    if dir.is_file() {
        return Err(Error::argument(format!("`{}` is a file", dir.display()), remedy));
    }
    if !dir.is_dir() || dir.join(REPORT).is_file() {
        return Ok(());
    }
    let mut entries = fs::read_dir(dir).map_err(Error::io(dir, "read"))?;
    if entries.next().is_none() {
        return Ok(());
    }
    Err(Error::argument(
        format!("`{}` is there and is no corpus: it will not be replaced", dir.display()),
        remedy,
    ))
}

/// Reads the corpus in the folder `dir`.
pub fn read(dir: &Path) -> Result<Corpus> {
    if !dir.is_dir() {
        let what = if dir.exists() {
            "this is a file, not the folder of a corpus"
        } else {
            "there is no such folder"
        };
        return Err(Error::input(
            Place::file(dir),
            what,
            "make a corpus with `citetrace ingest RECORDS --out FOLDER`",
        ));
    }
    let files = TABLES.iter().map(|t| format!("{t}.parquet")).chain([REPORT.to_owned()]);
    let missing: Vec<String> = files.filter(|name| !dir.join(name).is_file()).collect();
    if missing.len() == TABLES.len() + 1 {
        return Err(Error::input(
            Place::file(dir),
            "this folder holds no corpus",
            "give the folder that `citetrace ingest` wrote",
        ));
    }
    if !missing.is_empty() {
        return Err(Error::input(
            Place::file(dir),
            format!("this is half a corpus: `{}` is missing", missing.join("`, `")),
            "ingest again",
        ));
    }
    let mut corpus = Corpus::default();
    let paths = TABLES.map(|table| dir.join(table).with_extension("parquet"));
    let bytes = |path: &PathBuf| fs::metadata(path).map_or(0, |file| file.len());
    let bar = progress::bytes("reading the corpus", Some(paths.iter().map(bytes).sum()));
    for (table, path) in TABLES.into_iter().zip(paths) {
        let frame = read_parquet(&path)?;
        // The other half of the work is to make rows of it.
        let half = bytes(&path) / 2;
        bar.inc(half);
        let rows = Rows::new(&frame, &path);
        match table {
            "papers" => corpus.papers = read::papers(&rows)?,
            "texts" => corpus.texts = read::texts(&rows)?,
            "authors" => corpus.authors = read::authors(&rows)?,
            "authorships" => corpus.authorships = read::authorships(&rows)?,
            "institutions" => corpus.institutions = read::institutions(&rows)?,
            "citations" => corpus.citations = read::citations(&rows)?,
            "unresolved_references" => corpus.unresolved_references = read::unresolved(&rows)?,
            _ => corpus.funding = read::funding(&rows)?,
        }
        bar.inc(bytes(&path) - half);
    }
    bar.finish_and_clear();
    check(&corpus).map_err(|what| {
        Error::input(Place::file(dir), what, "the tables are of different corpora: ingest again")
    })?;
    Ok(corpus)
}

/// Reads `ingest.json` of the corpus in `dir`.
pub fn read_report(dir: &Path) -> Result<serde_json::Value> {
    let path = dir.join(REPORT);
    let text = fs::read_to_string(&path).map_err(Error::io(&path, "read"))?;
    serde_json::from_str(&text).map_err(|e| {
        Error::input(Place::line(&path, e.line() as u64), format!("this is no JSON ({e})"), "ingest again")
    })
}

/// Reads `rejects.jsonl` of the corpus in `dir`; a corpus that was not made from files has none.
pub fn read_rejects(dir: &Path) -> Result<Vec<Reject>> {
    let path = dir.join(REJECTS);
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(&path).map_err(Error::io(&path, "read"))?;
    let read = |(at, line): (usize, &str)| {
        let row: serde_json::Value = serde_json::from_str(line).map_err(|e| {
            Error::input(Place::line(&path, at as u64 + 1), format!("this is no JSON ({e})"), "ingest again")
        })?;
        let field = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let line = row["line"].as_u64().unwrap_or_default();
        Ok(Reject { file: field("file"), line, reason: field("reason"), excerpt: field("excerpt") })
    };
    text.lines().enumerate().map(read).collect()
}

/// The positions in a list of records.
fn positions(links: &Rows<'_>) -> Result<Vec<u64>> {
    links.full("position", links.u64s("position")?)
}

/// What the rest of the program relies on.
fn check(corpus: &Corpus) -> std::result::Result<(), String> {
    let papers = corpus.papers.len();
    let authors = corpus.authors.len();
    let institutions = corpus.institutions.len();
    let institution_ok = |id: Option<InstitutionId>| id.is_none_or(|id| id.index() < institutions);
    let in_order = |table: &str, numbers: &mut dyn Iterator<Item = u32>| {
        let mut last = 0;
        for number in numbers {
            if number as usize >= papers {
                return Err(format!("`{table}` names paper {number}, but there are {papers} papers"));
            }
            if number < last {
                return Err(format!("`{table}` is not sorted by paper"));
            }
            last = number;
        }
        Ok(())
    };
    in_order("texts", &mut corpus.texts.iter().map(|t| t.paper.0))?;
    in_order("authorships", &mut corpus.authorships.iter().map(|a| a.paper.0))?;
    in_order("citations", &mut corpus.citations.iter().map(|c| c.citing.0))?;
    in_order("unresolved_references", &mut corpus.unresolved_references.iter().map(|r| r.citing.0))?;
    in_order("funding", &mut corpus.funding.iter().map(|f| f.paper.0))?;
    if let Some(wrong) = corpus.citations.iter().find(|c| c.cited.index() >= papers) {
        return Err(format!("`citations` names paper {}, but there are {papers} papers", wrong.cited));
    }
    let outside = corpus.authorships.iter().any(|a| a.author.is_some_and(|id| id.index() >= authors))
        || corpus.authorships.iter().any(|a| !institution_ok(a.institution))
        || corpus.institutions.iter().flat_map(|i| &i.parents).any(|id| !institution_ok(Some(*id)))
        || corpus.funding.iter().any(|f| !institution_ok(f.institution));
    if outside {
        return Err("a row names an author or an institution that is in no table".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
