//! What every format is to the rest: a name, a way to tell it by its content, and a reader that hands on records.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use super::csv_rows::{cells_of, excerpt};
use super::lacking::Seen;
use super::lines::Lines;
use super::record::{Record, Reject};
use crate::error::Place;
use crate::{Error, Result};

/// One export format.
pub(super) trait Format: Sync {
    /// What it is called in reports: `scopus csv`.
    fn name(&self) -> &'static str;

    /// How a file of it is known, in words for the message that refuses an unknown file.
    fn looks_like(&self) -> &'static str;

    /// Whether a file that begins so is of this format.
    fn recognises(&self, start: &Start) -> bool;

    /// Reads the file and hands every record and reject to the sink.
    fn read(&self, input: Input, sink: &mut Sink) -> Result<()>;
}

/// The beginning of a file, for recognising it.
pub(super) struct Start {
    /// The first 256 KiB as text, without byte order mark.
    pub(super) text: String,
    /// The first bytes as they stand in the file.
    pub(super) bytes: Vec<u8>,
}

impl Start {
    /// The cells of the first line that is not blank.
    pub(super) fn header(&self, delimiter: u8) -> Vec<String> {
        let line = self.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        cells_of(line, delimiter, true).iter().map(|cell| cell.trim().to_owned()).collect()
    }

    /// The lines that are not blank, trimmed at the end.
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().map(str::trim_end).filter(|line| !line.is_empty())
    }
}

/// The file to be read.
pub(super) struct Input {
    /// Its path as the user named it.
    pub(super) path: PathBuf,
    /// Its bytes, unpacked, as UTF-8 where it said that it is UTF-16, without byte order mark.
    pub(super) bytes: Box<dyn BufRead + Send>,
    /// Its beginning as text.
    pub(super) start: String,
}

impl Input {
    /// The file as lines.
    pub(super) fn lines(self) -> Lines {
        Lines::new(&self.path, self.bytes)
    }
}

/// Takes what a reader finds and counts it, so that rows are always kept plus rejected.
pub(super) struct Sink<'a> {
    path: PathBuf,
    file: u32,
    keep: &'a mut dyn FnMut(Record),
    /// Rows so far.
    pub(super) rows: u64,
    /// Rows that could not be taken.
    pub(super) rejects: Vec<Reject>,
    /// What the user should know of the file as a whole.
    pub(super) notes: Vec<String>,
    /// What the records have.
    pub(super) seen: Seen,
    references: u64,
    odd_rows: u64,
    first_odd_line: u64,
}

impl<'a> Sink<'a> {
    /// A sink for the file `path`, which is number `file` of the run.
    pub(super) fn new(path: &Path, file: u32, keep: &'a mut dyn FnMut(Record)) -> Self {
        let path = path.to_path_buf();
        Self {
            path,
            file,
            keep,
            rows: 0,
            rejects: Vec::new(),
            notes: Vec::new(),
            seen: Seen::default(),
            references: 0,
            odd_rows: 0,
            first_odd_line: 0,
        }
    }

    /// Hands on one record that begins on `line`.
    pub(super) fn keep(&mut self, line: u64, mut record: Record) {
        record.origin.file = self.file;
        record.origin.position = self.rows;
        record.origin.line = line;
        self.rows += 1;
        self.references += record.references.len() as u64;
        self.seen.add(&record);
        (self.keep)(record);
    }

    /// Counts one row that could not be taken.
    pub(super) fn reject(&mut self, line: u64, reason: impl Into<String>, text: &str) {
        self.rows += 1;
        let file = self.path.display().to_string();
        self.rejects.push(Reject { file, line, reason: reason.into(), excerpt: excerpt(text) });
    }

    /// Keeps the record or counts the reject.
    pub(super) fn take(&mut self, line: u64, read: Result<Record, String>, text: &str) {
        match read {
            Ok(record) => self.keep(line, record),
            Err(reason) => self.reject(line, reason, text),
        }
    }

    /// Keeps the record or counts the reject, whose excerpt is made of the row's cells.
    pub(super) fn take_row(&mut self, line: u64, read: Result<Record, String>, cells: &[String]) {
        match read {
            Ok(record) => self.keep(line, record),
            Err(reason) => {
                let start: Vec<String> = cells.iter().take(60).map(|cell| excerpt(cell)).collect();
                self.reject(line, reason, &start.join(","));
            }
        }
    }

    /// Says something of the file as a whole, once.
    pub(super) fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Counts a row whose bytes were not UTF-8 and were read as Windows-1252.
    pub(super) fn odd_bytes(&mut self, line: u64) {
        if self.odd_rows == 0 {
            self.first_odd_line = line;
        }
        self.odd_rows += 1;
    }

    /// Ends the reading: the notes that could only be made at the end.
    pub(super) fn finish(&mut self) {
        let kept = self.rows - self.rejects.len() as u64;
        if kept > 0
            && self.references == 0
            && !self.notes.iter().any(|note| note.contains("no citation can be read"))
        {
            self.note("no record of this file lists a reference: no citation can be read from it");
        }
        if self.odd_rows > 0 {
            let (rows, line) = (self.odd_rows, self.first_odd_line);
            self.note(format!(
                "{rows} {} with bytes that are not UTF-8, read as Windows-1252 (the first on line {line})",
                if rows == 1 { "row" } else { "rows" }
            ));
        }
    }

    /// An error about the whole file.
    pub(super) fn error(&self, line: u64, what: impl Into<String>, remedy: impl Into<String>) -> Error {
        Error::input(Place::line(&self.path, line), what, remedy)
    }
}
