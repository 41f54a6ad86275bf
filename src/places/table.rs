//! CSV tables of this room: a header with known columns, each row with its line, wrong rows named with file and line.

use std::io::Read as _;
use std::path::Path;

use csv::StringRecord;

use crate::error::{Error, Place, Result};

/// A read CSV table: rows by column name.
pub(crate) struct Table {
    path: std::path::PathBuf,
    header: Vec<String>,
    rows: Vec<(u64, StringRecord)>,
}

/// One row of a [`Table`].
#[derive(Clone, Copy)]
pub(crate) struct Row<'t> {
    table: &'t Table,
    line: u64,
    record: &'t StringRecord,
}

impl Table {
    /// Reads a table from text; `path` is for messages.
    pub(crate) fn parse(path: &Path, text: &str) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header: Vec<String> = reader
            .headers()
            .map_err(|e| unreadable(path, &e))?
            .iter()
            .map(|name| name.trim().to_lowercase())
            .collect();
        if header.iter().all(String::is_empty) {
            return Err(Error::input(
                Place::file(path),
                "the file is empty",
                "give a CSV file with a header row",
            ));
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| unreadable(path, &e))?;
            let line = record.position().map_or(0, csv::Position::line);
            if record.len() > header.len() && record.iter().skip(header.len()).any(|cell| !cell.is_empty()) {
                return Err(Error::input(
                    Place::line(path, line),
                    format!("the row has {} cells and the header {}", record.len(), header.len()),
                    "quote cells that hold a comma",
                ));
            }
            rows.push((line, record));
        }
        Ok(Self { path: path.to_path_buf(), header, rows })
    }

    /// Reads a table file, plain or compressed; UTF-8 only.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        Self::parse(path, &read_text(path)?)
    }

    /// Where a column stands.
    pub(crate) fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.header.iter().position(|h| h == name))
    }

    /// Where a column stands that the table can't do without.
    pub(crate) fn needed(&self, names: &[&str], what: &str) -> Result<usize> {
        self.column(names).ok_or_else(|| {
            Error::input(
                Place::line(&self.path, 1),
                format!("no column `{}` in the header ({})", names[0], self.header.join(", ")),
                format!("{what} needs it"),
            )
        })
    }

    /// The rows, in order, without those that hold nothing.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.all_rows().filter(|row| row.record.iter().any(|cell| !cell.trim().is_empty()))
    }

    /// The rows, in order, blank ones too.
    pub(crate) fn all_rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { table: self, line: *line, record })
    }
}

impl Row<'_> {
    /// The trimmed cell of a column; empty where there is none.
    pub(crate) fn cell(&self, column: Option<usize>) -> &str {
        column.and_then(|c| self.record.get(c)).unwrap_or("").trim()
    }

    /// The cell of a column as it stands.
    pub(crate) fn raw(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or("")
    }

    /// The line of the row in its file.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// An error about this row.
    pub(crate) fn error(&self, what: impl Into<String>, remedy: impl Into<String>) -> Error {
        Error::input(Place::line(&self.table.path, self.line), what, remedy)
    }

    /// The parts of a cell that lists names: separated by `;` or `|`.
    pub(crate) fn list(&self, column: Option<usize>) -> Vec<String> {
        split_list(self.cell(column))
    }
}

/// Names separated by `;` or `|`, trimmed, empty ones dropped.
pub(crate) fn split_list(text: &str) -> Vec<String> {
    text.split([';', '|']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Reads a whole text file, plain or compressed; bytes that are not UTF-8 are an error with their line.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    crate::sources::open::open(path)?
        .read_to_end(&mut bytes)
        .map_err(|e| crate::sources::open::read_error(path, e))?;
    to_text(path, bytes)
}

/// Bytes as text; an error with the line where they are not UTF-8.
pub(crate) fn to_text(path: &Path, bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|e| {
        let good = e.utf8_error().valid_up_to();
        let line = 1 + String::from_utf8_lossy(&e.as_bytes()[..good]).matches('\n').count() as u64;
        Error::input(Place::line(path, line), "the text is not UTF-8", "save the file as UTF-8 and try again")
    })
}

fn unreadable(path: &Path, error: &csv::Error) -> Error {
    let place = match error.position() {
        Some(position) => Place::line(path, position.line()),
        None => Place::file(path),
    };
    Error::input(place, format!("the row can't be read ({error})"), "check its quotes")
}
