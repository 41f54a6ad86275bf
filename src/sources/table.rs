//! What the CSV formats share: finding the header, reading row by row.

use super::columns::{Header, filled};
use super::csv_rows::{CsvRows, Row};
use super::format::{Input, Sink};
use super::record::Record;
use crate::Result;

/// A CSV file whose header was found.
pub(super) struct Table {
    rows: CsvRows,
    /// Its header.
    pub(super) header: Header,
    /// The line of the header.
    pub(super) line: u64,
}

impl Table {
    /// Looks for the header, the first row that has the column `key`, in the first three rows; before it some exports
    /// say what they are.
    pub(super) fn open(input: Input, delimiter: u8, key: &str, sink: &Sink) -> Result<Self> {
        let mut rows = CsvRows::new(input.lines(), delimiter, true);
        for _ in 0..3 {
            let Some(Row::Cells(row)) = rows.next_row()? else { break };
            let header = Header::new(&row.texts);
            if header.find(&[key]).is_some() {
                let width = header.names.len();
                let named = header.names.iter().rposition(|name| !name.is_empty()).map_or(width, |at| at + 1);
                rows.set_width(named, width.max(named));
                return Ok(Self { rows, header, line: row.line });
            }
        }
        Err(sink.error(1, format!("no header with the column `{key}` can be read"), "export it again"))
    }

    /// Reads all rows.
    pub(super) fn read(
        mut self,
        sink: &mut Sink,
        record: &dyn Fn(&[String]) -> Result<Record, String>,
    ) -> Result<()> {
        while let Some(row) = self.rows.next_row()? {
            match row {
                Row::Damaged(damaged) => sink.reject(damaged.line, damaged.reason, &damaged.excerpt),
                Row::Cells(row) => {
                    if row.odd_bytes {
                        sink.odd_bytes(row.line);
                    }
                    sink.take_row(row.line, record(&row.texts), &row.texts);
                }
            }
        }
        Ok(())
    }
}

/// One row under its header.
pub(super) struct Cells<'a> {
    /// The header.
    pub(super) header: &'a Header,
    /// The cells.
    pub(super) cells: &'a [String],
}

impl Cells<'_> {
    /// The text in the first of these columns that is there and not empty.
    pub(super) fn text(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| filled(self.cells, self.header.find(&[name]))).map(str::to_owned)
    }

    /// The items of a list separated by `mark`.
    pub(super) fn list(&self, names: &[&str], mark: char) -> Vec<String> {
        let text = self.text(names).unwrap_or_default();
        text.split(mark).map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    /// A count.
    pub(super) fn count(&self, names: &[&str]) -> Option<u32> {
        self.text(names)?.parse().ok()
    }
}
