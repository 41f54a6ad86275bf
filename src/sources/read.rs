//! Reading one file of whatever known format.

use std::path::Path;

use super::columns::ColumnMap;
use super::format::{Input, Sink, Start};
use super::lines::{decode, peek, unicode};
use super::open::{open, read_error};
use super::record::{Record, Reject};
use super::{FORMATS, plain_csv};
use crate::error::Place;
use crate::{Error, Result};

/// How much of a file is looked at to recognise it.
const START: usize = 256 << 10;

/// What one file gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileRead {
    /// The format that its content showed: `scopus csv`.
    pub format: &'static str,
    /// The rows in it: those kept and those rejected.
    pub rows: u64,
    /// The rows that could not be taken, with their places and reasons.
    pub rejects: Vec<Reject>,
    /// What should be known of the file as a whole: columns that are missing, bytes that were not UTF-8.
    pub notes: Vec<String>,
    /// The fields that no record of the file has; empty where it has no records.
    pub lacking: Vec<&'static str>,
}

/// What a caller may say about a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// For a CSV of no known format: which column holds what.
    pub columns: Option<ColumnMap>,
}

/// Reads a file of any known format and hands its records to `keep` in order. `file` is its number in the run.
///
/// Time: linear in the file. Memory: one row, and the rejects; a workbook is held whole (at most 256 MiB).
///
/// # Errors
/// [`Error::Input`] naming file, line, what was expected and the remedy: an empty file, a format that is not known,
/// a column missing that the format needs, a file that unpacks beyond measure. [`Error::Io`] when it can't be read.
pub fn read_file(path: &Path, file: u32, keep: &mut dyn FnMut(Record)) -> Result<FileRead> {
    read_file_with(path, file, &ReadOptions::default(), keep)
}

/// [`read_file`] with what the caller knows of the file.
///
/// # Errors
/// As [`read_file`].
pub fn read_file_with(
    path: &Path,
    file: u32,
    options: &ReadOptions,
    keep: &mut dyn FnMut(Record),
) -> Result<FileRead> {
    let failed = |error| read_error(path, error);
    let (raw, input) = peek(open(path)?, 16).map_err(failed)?;
    let (text, bytes) = peek(unicode(input).map_err(failed)?, START).map_err(failed)?;
    let start = Start { text: decode(&text).0, bytes: raw };
    if start.text.trim().is_empty() {
        let remedy = "export it again, or leave it out";
        return Err(Error::input(Place::line(path, 1), "the file is empty", remedy));
    }
    let known = FORMATS.iter().find(|format| format.recognises(&start));
    let mut sink = Sink::new(path, file, keep);
    let format = match (known, &options.columns) {
        (Some(format), _) => {
            format.read(Input { path: path.to_path_buf(), bytes, start: start.text }, &mut sink)?;
            format.name()
        }
        (None, Some(map)) => {
            plain_csv::read(Input { path: path.to_path_buf(), bytes, start: start.text }, map, &mut sink)?;
            "plain csv"
        }
        (None, None) => return Err(unknown(path, &start)),
    };
    sink.finish();
    let kept = sink.rows > sink.rejects.len() as u64;
    let lacking = if kept { sink.seen.lacking() } else { Vec::new() };
    Ok(FileRead { format, rows: sink.rows, rejects: sink.rejects, notes: sink.notes, lacking })
}

/// The refusal of a file whose format is not known.
fn unknown(path: &Path, start: &Start) -> Error {
    let first: String = start.lines().next().unwrap_or_default().chars().take(100).collect();
    let known: Vec<_> = FORMATS.iter().map(|format| format.looks_like()).collect();
    let what = format!("no known export begins with `{}`", first.escape_debug());
    let remedy = format!(
        "expected one of: {}; a header in another language is not guessed: set the database's interface to English and \
         export again with all fields; any other CSV is read once its columns are named: --column title=Titel, or \
         `columns` under [corpus] of the study",
        known.join("; ")
    );
    Error::input(Place::line(path, 1), what, remedy)
}
