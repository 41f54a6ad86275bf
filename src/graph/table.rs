//! Small CSV tables with a header (edges, node lists): rows with their line for messages, the separator told from the
//! header (or from a first line `sep=;`), compressed or not, in UTF-8 or UTF-16.
//!
//! Lines end in `\n`, `\r\n` or `\r`. A cell that begins with a quote ends with one, and the separator or the line's end stands
//! behind it: a lost quote is an error with its line and swallows no row. Rows that hold nothing are left out. Time linear;
//! memory: one row.

use std::io::BufRead;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::edges::missing;
use crate::error::{Error, Place, Result};
use crate::sources::open::{open_text_shown, read_error};

/// A cell that is longer than this is held for one whose quote is never closed.
const LONGEST: usize = 1 << 20;
const QUOTES: &str = "close the quote at the end of its cell, and write a quote inside a cell twice";

/// The rows of a CSV file under its header.
pub(super) struct Rows {
    lines: Lines,
    separator: u8,
    header: Vec<String>,
    /// The line on which the present row begins.
    line: u64,
    /// What the cells of the present row say, and where in it each stands.
    text: Vec<u8>,
    cells: Vec<Range<usize>>,
}

impl Rows {
    /// Opens the file and reads its header: separated by comma, tab or semicolon, whichever the header has most of.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let lines = Lines::open(path)?;
        let (text, cells) = (Vec::new(), Vec::new());
        let mut rows = Self { lines, separator: b',', header: Vec::new(), line: 0, text, cells };
        rows.next_filled_line()?;
        let marked = match rows.lines.text.as_slice() {
            [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', mark @ (b',' | b';' | b'\t')] => Some(*mark),
            _ => None,
        };
        if marked.is_some() {
            rows.next_filled_line()?;
        }
        let count = |separator: u8| rows.lines.text.split(|&b| b == separator).count();
        let most = [b',', b'\t', b';'].into_iter().rev().max_by_key(|&s| count(s)).unwrap_or(b',');
        rows.separator = marked.unwrap_or(most);
        rows.take_apart()?;
        let cells = (0..rows.cells.len()).map(|at| String::from_utf8_lossy(rows.bytes(at)).trim().to_owned());
        rows.header = cells.collect();
        Ok(rows)
    }

    /// Goes to the next line of the header's that holds something.
    fn next_filled_line(&mut self) -> Result<()> {
        loop {
            if !self.lines.advance()? {
                return Err(Error::input(
                    Place::file(&self.lines.path),
                    "the file is empty",
                    "an edge table needs the columns `source` (the citing node) and `target` (the cited one)",
                ));
            }
            if !self.lines.text.iter().all(u8::is_ascii_whitespace) {
                return Ok(());
            }
        }
    }

    /// The position of the first of `names` that the header has, in any case.
    pub(super) fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.header.iter().position(|h| h.eq_ignore_ascii_case(name)))
    }

    /// Like [`Rows::find`], but its absence is an error.
    pub(super) fn column(&self, names: &[&str], remedy: &str) -> Result<usize> {
        self.find(names).ok_or_else(|| {
            let place = Place::line(&self.lines.path, self.line);
            missing(place, names[0], self.header.iter().map(String::as_str), remedy)
        })
    }

    /// Goes to the next row that holds something; false at the end. A row with fewer or more cells than the header is an
    /// error.
    pub(super) fn advance(&mut self) -> Result<bool> {
        loop {
            if !self.lines.advance()? {
                return Ok(false);
            }
            self.take_apart()?;
            if self.text.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            if self.cells.len() == self.header.len() {
                return Ok(true);
            }
            let cells = self.cells.len();
            let what = format!(
                "the row has {cells} cell{} and the header {}",
                if cells == 1 { "" } else { "s" },
                self.header.len()
            );
            let remedy = format!(
                "write as many cells as the header has, and quote one that holds a `{}`",
                char::from(self.separator).escape_default()
            );
            return Err(Error::input(self.place(), what, remedy));
        }
    }

    /// Takes the present line apart, and those after it where a quote reaches over them.
    fn take_apart(&mut self) -> Result<()> {
        let Self { lines, separator, text, cells, line, .. } = self;
        *line = lines.number;
        cells.clear();
        text.clear();
        let mut at = 0;
        loop {
            let begin = text.len();
            if lines.text.get(at) == Some(&b'"') {
                let opened = lines.number;
                let refuse = |lines: &Lines, what: &str| {
                    Err(Error::input(Place::line(&lines.path, opened), what, QUOTES))
                };
                at += 1;
                // To the quote that closes the cell; a doubled one is a letter of it.
                loop {
                    let Some(length) = lines.text[at..].iter().position(|&byte| byte == b'"') else {
                        text.extend_from_slice(&lines.text[at..]);
                        text.push(b'\n');
                        if text.len() > LONGEST || !lines.advance()? {
                            return refuse(lines, "a quote that opens here is never closed");
                        }
                        at = 0;
                        continue;
                    };
                    text.extend_from_slice(&lines.text[at..at + length]);
                    at += length + 1;
                    if lines.text.get(at) != Some(&b'"') {
                        break;
                    }
                    text.push(b'"');
                    at += 1;
                }
                at += lines.text[at..].iter().take_while(|&&byte| byte == b' ').count();
                if lines.text.get(at).is_some_and(|byte| byte != separator) {
                    return refuse(lines, "the quotes of a cell that begins here don't fit");
                }
            } else {
                let rest = &lines.text[at..];
                let length = rest.iter().position(|byte| byte == separator).unwrap_or(rest.len());
                text.extend_from_slice(&rest[..length]);
                at += length;
            }
            cells.push(begin..text.len());
            if at == lines.text.len() {
                return Ok(());
            }
            at += 1;
        }
    }

    /// Where the present row stands.
    pub(super) fn place(&self) -> Place {
        Place::line(&self.lines.path, self.line)
    }

    fn bytes(&self, column: usize) -> &[u8] {
        &self.text[self.cells[column].clone()]
    }

    /// A cell of the present row without the blanks around it.
    pub(super) fn cell(&self, column: usize) -> Result<&str> {
        std::str::from_utf8(self.bytes(column))
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

/// The lines of a file, without what ends them.
struct Lines {
    path: PathBuf,
    input: Box<dyn BufRead + Send>,
    /// The number of the present line, from 1.
    number: u64,
    text: Vec<u8>,
    /// Whether the present line ended in `\r`, which a `\n` may follow.
    is_halved: bool,
}

impl Lines {
    fn open(path: &Path) -> Result<Self> {
        let input = open_text_shown(path)?;
        Ok(Self { path: path.to_path_buf(), input, number: 0, text: Vec::new(), is_halved: false })
    }

    /// Goes to the next line; false at the end.
    fn advance(&mut self) -> Result<bool> {
        self.text.clear();
        let mut any = false;
        loop {
            let chunk = self.input.fill_buf().map_err(|error| read_error(&self.path, error))?;
            let Some(&first) = chunk.first() else { break };
            if std::mem::take(&mut self.is_halved) && first == b'\n' {
                self.input.consume(1);
                continue;
            }
            any = true;
            let end = chunk.iter().position(|&byte| byte == b'\n' || byte == b'\r');
            self.text.extend_from_slice(&chunk[..end.unwrap_or(chunk.len())]);
            self.is_halved = end.is_some_and(|end| chunk[end] == b'\r');
            let taken = end.map_or(chunk.len(), |end| end + 1);
            self.input.consume(taken);
            if end.is_some() {
                break;
            }
        }
        self.number += u64::from(any);
        Ok(any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The cells of each row with its line.
    fn read(text: &[u8]) -> Result<Vec<(u64, Vec<String>)>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, text).unwrap();
        let mut rows = Rows::open(&path)?;
        let mut all = Vec::new();
        while rows.advance()? {
            let cells = (0..rows.header.len()).map(|at| rows.cell(at).unwrap().to_owned());
            all.push((rows.place().line.unwrap(), cells.collect()));
        }
        Ok(all)
    }

    #[test]
    fn lines_are_those_of_the_file_whatever_ends_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["", "a,b", "1,2", "", ",", "\"3\n4\",\"5 \"\"6\"\"\" ", "7,8"].join(end);
            let expected = [(3, ["1", "2"]), (6, ["3\n4", "5 \"6\""]), (8, ["7", "8"])];
            let expected = expected.map(|(line, cells)| (line, cells.map(str::to_owned).to_vec()));
            assert_eq!(read(text.as_bytes()).unwrap(), expected, "{end:?}");
        }
    }

    #[test]
    fn tables_are_read_as_spreadsheets_save_them() {
        let expected = [(3, vec!["é".to_owned(), "1,5".to_owned()])];
        let text = "\u{feff}sep=;\r\na;b\r\né;1,5\r\n";
        assert_eq!(read(text.as_bytes()).unwrap(), expected);
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&wide).unwrap(), expected);
    }

    #[test]
    fn a_lost_quote_swallows_no_rows() {
        for (text, expected) in [
            ("a,b\n1,2\n\"3,4\n5,6\n", ":3: a quote that opens here is never closed"),
            ("a,b\n1,2\n\"3,4\n5,6\n\"x\",y\n", ":3: the quotes of a cell that begins here don't fit"),
            ("a,b\n1\n", ":2: the row has 1 cell and the header 2"),
            ("a\tb\r\n1\t2\t3\r\n", ":2: the row has 3 cells and the header 2"),
        ] {
            let message = read(text.as_bytes()).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
        let endless = format!("a,b\n\"{}", "x,y\n".repeat(1 << 20));
        assert!(read(endless.as_bytes()).unwrap_err().to_string().contains(":2: a quote that opens"));
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_read_back(
            table in prop::collection::vec(prop::array::uniform3("[a\",;\\r\\n\\té ]{0,5}"), 0..20),
        ) {
            let mut out = csv::Writer::from_writer(Vec::new());
            out.write_record(["x", "y", "z"]).unwrap();
            for row in &table {
                out.write_record(row).unwrap();
            }
            // A line break inside a cell becomes `\n`.
            let read_back = |cell: &String| cell.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned();
            let expected: Vec<Vec<String>> = table
                .iter()
                .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
                .map(|row| row.iter().map(read_back).collect())
                .collect();
            let found = read(&out.into_inner().unwrap()).unwrap();
            prop_assert_eq!(found.into_iter().map(|(_, row)| row).collect::<Vec<_>>(), expected);
        }
    }
}
