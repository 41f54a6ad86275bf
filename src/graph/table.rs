//! Small CSV tables with a header (edges, node lists): rows with their line for messages, the separator told from the
//! header, compressed or not.

use std::io::{BufRead, Read as _};
use std::path::{Path, PathBuf};

use super::edges::missing;
use crate::error::{Error, Place, Result};
use crate::sources::open::{open_shown, read_error};

/// The rows of a CSV file under its header.
pub(super) struct Rows {
    path: PathBuf,
    reader: csv::Reader<Box<dyn BufRead + Send>>,
    header: Vec<String>,
    row: csv::ByteRecord,
}

impl Rows {
    /// Opens the file and reads its header: separated by comma, tab or semicolon, whichever the header has most of.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let mut input = open_shown(path)?;
        let mut first = Vec::new();
        input.read_until(b'\n', &mut first).map_err(|e| read_error(path, e))?;
        if first.iter().all(u8::is_ascii_whitespace) {
            return Err(Error::input(
                Place::file(path),
                "the file is empty",
                "an edge table needs the columns `source` (the citing node) and `target` (the cited one)",
            ));
        }
        let count = |separator: u8| first.split(|&b| b == separator).count();
        let separator = [b',', b'\t', b';'].into_iter().rev().max_by_key(|&s| count(s)).unwrap_or(b',');
        if first.starts_with(b"\xef\xbb\xbf") {
            first.drain(..3);
        }
        let whole: Box<dyn BufRead + Send> = Box::new(std::io::Cursor::new(first).chain(input));
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(whole);
        let header = reader.byte_headers().map_err(|e| broken(path, e))?;
        let header = header.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
        Ok(Self { path: path.to_path_buf(), reader, header, row: csv::ByteRecord::new() })
    }

    /// The position of the first of `names` that the header has, in any case.
    pub(super) fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.header.iter().position(|h| h.eq_ignore_ascii_case(name)))
    }

    /// Like [`Rows::find`], but its absence is an error.
    pub(super) fn column(&self, names: &[&str], remedy: &str) -> Result<usize> {
        self.find(names).ok_or_else(|| {
            match missing(&self.path, names[0], self.header.iter().map(String::as_str)) {
                Error::Input { place, what, .. } => Error::input(place, what, remedy),
                other => other,
            }
        })
    }

    /// Goes to the next row; false at the end. A row with fewer or more cells than the header is an error.
    pub(super) fn advance(&mut self) -> Result<bool> {
        if !self.reader.read_byte_record(&mut self.row).map_err(|e| broken(&self.path, e))? {
            return Ok(false);
        }
        if self.row.len() != self.header.len() {
            let what = format!("the row has {} cells and the header {}", self.row.len(), self.header.len());
            return Err(Error::input(self.place(), what, "write the row again"));
        }
        Ok(true)
    }

    /// Where the present row stands.
    pub(super) fn place(&self) -> Place {
        match self.row.position() {
            Some(position) => Place::line(&self.path, position.line()),
            None => Place::file(&self.path),
        }
    }

    /// A cell of the present row without the blanks around it.
    pub(super) fn cell(&self, column: usize) -> Result<&str> {
        std::str::from_utf8(&self.row[column])
            .map(str::trim)
            .map_err(|_| Error::input(self.place(), "the row is not UTF-8", "save the file as UTF-8"))
    }

    /// A cell that must not be empty.
    pub(super) fn filled_cell(&self, column: usize, name: &str) -> Result<&str> {
        let cell = self.cell(column)?;
        if cell.is_empty() {
            let what = format!("the cell of `{name}` is empty");
            return Err(Error::input(self.place(), what, "fill it or leave the row out"));
        }
        Ok(cell)
    }
}

fn broken(path: &Path, error: csv::Error) -> Error {
    let place = match error.position() {
        Some(position) => Place::line(path, position.line()),
        None => Place::file(path),
    };
    match error.into_kind() {
        csv::ErrorKind::Io(error) => read_error(path, error),
        kind => Error::input(place, format!("the table can't be read ({kind:?})"), "write the file again"),
    }
}
