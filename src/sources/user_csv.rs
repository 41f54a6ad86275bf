//! The CSV files that users write by hand, whole in memory: registries, watch lists, corrections, reviews, claims. What such a
//! table means is said in [`super::user_rows`]; here a row may lack cells, which are then empty.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::open::{open_text_shown, read_error};
use super::user_rows::{Rows, not_utf8};
use crate::error::{Error, Place, Result};

const REMEDY: &str = "give a CSV file with a header row";

/// A read CSV table: rows by column name.
pub(crate) struct Table {
    path: PathBuf,
    header_line: u64,
    /// The names in small letters.
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
    /// Reads a table from text, or from bytes in UTF-8 or UTF-16; `path` is for messages.
    pub(crate) fn parse<T: AsRef<[u8]> + ?Sized>(path: &Path, text: &T) -> Result<Self> {
        Self::collect(path, Rows::new(path, Box::new(text.as_ref()), REMEDY)?)
    }

    /// Reads a table file, plain or compressed, in UTF-8 or UTF-16.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        Self::collect(path, Rows::open(path, REMEDY)?)
    }

    fn collect(path: &Path, mut from: Rows) -> Result<Self> {
        let header_line = from.line();
        let header = from.cells()?.iter().map(|name| name.trim().to_lowercase()).collect();
        let mut rows = Vec::new();
        while from.advance_any()? {
            rows.push((from.line(), from.cells()?));
        }
        Ok(Self { path: path.to_path_buf(), header_line, header, rows })
    }

    /// Where the first of these columns stands that is there.
    pub(crate) fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.header.iter().position(|h| h == name))
    }

    /// Where a column stands that `what` can't do without.
    pub(crate) fn needed(&self, names: &[&str], what: &str) -> Result<usize> {
        self.column(names).ok_or_else(|| {
            Error::input(
                Place::line(&self.path, self.header_line),
                format!("no column `{}` in the header ({})", names[0], self.header.join(", ")),
                format!("{what} needs it"),
            )
        })
    }

    /// Where the columns stand that say who decided, when and why.
    pub(crate) fn signature(&self) -> Signature {
        let [who, when, why] = ["who", "when", "why"].map(|name| self.column(&[name]));
        Signature { who, when, why }
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

/// Where the columns stand that say who decided, when and why.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signature {
    who: Option<usize>,
    when: Option<usize>,
    why: Option<usize>,
}

impl Row<'_> {
    /// Who decided, when and why.
    ///
    /// # Errors
    /// Nobody is named.
    pub(crate) fn signed(&self, columns: Signature) -> Result<[String; 3]> {
        let signed = [columns.who, columns.when, columns.why].map(|column| self.cell(column).to_owned());
        if signed[0].is_empty() {
            return Err(self.error("nobody is named in `who`", "say who decided, when and why"));
        }
        Ok(signed)
    }

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

    /// The file and the line of the row.
    pub(crate) fn place(&self) -> Place {
        Place::line(&self.table.path, self.line)
    }

    /// An error about this row.
    pub(crate) fn error(&self, what: impl Into<String>, remedy: impl Into<String>) -> Error {
        Error::input(self.place(), what, remedy)
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

/// Reads a whole text file, plain or compressed; bytes that are neither UTF-8 nor UTF-16 are an error with their line.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    open_text_shown(path)?.read_to_end(&mut bytes).map_err(|e| read_error(path, e))?;
    String::from_utf8(bytes).map_err(|e| {
        let good = String::from_utf8_lossy(&e.as_bytes()[..e.utf8_error().valid_up_to()]);
        let line = good.replace("\r\n", "\n").matches(['\r', '\n']).count() as u64 + 1;
        not_utf8(Place::line(path, line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells<T: AsRef<[u8]> + ?Sized>(text: &T) -> Vec<Vec<String>> {
        let table = Table::parse(Path::new("t.csv"), text).unwrap();
        let columns = ["paper", "why"].map(|name| table.column(&[name]));
        table.rows().map(|row| columns.map(|column| row.cell(column).to_owned()).to_vec()).collect()
    }

    #[test]
    fn columns_are_found_in_any_case_and_rows_may_lack_cells() {
        let expected = [["10.1/a", "no; doubt"], ["10.1/b", ""], ["10.1/c", ""]];
        for text in [
            "paper,who,why\n10.1/a,A,no; doubt\n10.1/b,,,,\n,,\n10.1/c\n",
            "\u{feff}Paper;Who;Why\r\n10.1/a;A;\"no; doubt\"\r\n 10.1/b ;;\r\n10.1/c;\r\n",
        ] {
            assert_eq!(cells(text), expected, "{text}");
        }
        let table = Table::parse(Path::new("t.csv"), "paper\n\" \"\n\na\n").unwrap();
        let rows: Vec<_> = table.all_rows().map(|row| (row.line(), row.raw(0).to_owned())).collect();
        assert_eq!(rows, [(2, " ".to_owned()), (4, "a".to_owned())]);
    }

    #[test]
    fn what_a_spreadsheet_calls_unicode_text_is_read() {
        let text = "\u{feff}\u{feff}paper\twho\r\n10.1/é\tA\r\n";
        for big in [false, true] {
            let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            let bytes: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
            assert_eq!(cells(&bytes), [["10.1/é", ""]]);
        }
        for (text, line) in
            [(&b"paper\n\xe9\n"[..], 2), (b"paper,\xe9\n", 1), (b"paper,why\r\"a\rb\",\xe9\r", 2)]
        {
            let wrong = Table::parse(Path::new("t.csv"), text).err().unwrap().to_string();
            let expected =
                format!("t.csv:{line}: the text is not UTF-8; save the file as UTF-8 and try again");
            assert_eq!(wrong, expected);
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let table = |text: &str| Table::parse(Path::new("t.csv"), text);
        let wide = table("paper,why\na,b\n\"a\nb\",c,d\n").err().unwrap().to_string();
        let remedy = "write as many cells as the header has, and quote one that holds a";
        assert_eq!(wide, format!("t.csv:3: the row has 3 cells and the header 2; {remedy} `,`"));
        let behind = table("sep=;\npaper;why\na;b\nc;d;e\n").err().unwrap().to_string();
        assert_eq!(behind, format!("t.csv:4: the row has 3 cells and the header 2; {remedy} `;`"));
        let lacking = table("\nA,b\n").unwrap().needed(&["paper"], "this table").unwrap_err().to_string();
        assert_eq!(lacking, "t.csv:2: no column `paper` in the header (a, b); this table needs it");
        let table = table("paper,who\na,B\nb,\n").unwrap();
        let signed: Vec<_> =
            table.rows().map(|row| row.signed(table.signature()).map_err(|e| e.to_string())).collect();
        assert_eq!(signed[0], Ok(["B".to_owned(), String::new(), String::new()]));
        assert_eq!(
            signed[1],
            Err("t.csv:3: nobody is named in `who`; say who decided, when and why".to_owned())
        );
    }
}
