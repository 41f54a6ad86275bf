//! A table of texts that a figure's data is read from: CSV or Parquet as the commands write them.

use std::path::{Path, PathBuf};

use polars::prelude::AnyValue;

use crate::corpus::tables::read_parquet;
use crate::error::{Error, Place, Result};

/// Rows of cells; an empty cell is a null.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    path: PathBuf,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a `.parquet` or `.csv` file by its ending.
    ///
    /// # Errors
    /// When it can't be read or has another ending.
    pub fn read(path: &Path) -> Result<Self> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("parquet") => Self::from_parquet(path),
            Some("csv") => Self::from_csv(path),
            _ => Err(Error::argument(
                format!("`{}` is no table: its name ends in neither .parquet nor .csv", path.display()),
                "give a table that a command wrote, or a corpus folder",
            )),
        }
    }

    /// A table from cells; `path` is named in errors.
    pub fn new(path: impl AsRef<Path>, columns: &[&str], rows: Vec<Vec<String>>) -> Self {
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        Self { path: path.as_ref().to_path_buf(), columns, rows }
    }

    fn from_csv(path: &Path) -> Result<Self> {
        let wrong = |e: csv::Error| {
            let line = e.position().map(csv::Position::line);
            let place = line.map_or_else(|| Place::file(path), |line| Place::line(path, line));
            Error::input(place, format!("this is no readable CSV ({e})"), "write the table again")
        };
        let mut reader = csv::Reader::from_reader(crate::sources::open::open(path)?);
        let columns = reader
            .headers()
            .map_err(wrong)?
            .iter()
            .map(|name| name.trim_start_matches('\u{feff}').trim().to_owned());
        let columns = columns.collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            rows.push(record.map_err(wrong)?.iter().map(without_guard).collect());
        }
        Ok(Self { path: path.to_path_buf(), columns, rows })
    }

    fn from_parquet(path: &Path) -> Result<Self> {
        let frame = read_parquet(path)?;
        let columns: Vec<String> = frame.get_column_names().iter().map(ToString::to_string).collect();
        let mut rows = vec![Vec::with_capacity(columns.len()); frame.height()];
        for column in frame.columns() {
            for (at, row) in rows.iter_mut().enumerate() {
                row.push(match column.get(at).map_err(Error::table(path))? {
                    AnyValue::Null => String::new(),
                    AnyValue::String(text) => text.to_owned(),
                    AnyValue::StringOwned(text) => text.to_string(),
                    AnyValue::Float64(number) => number.to_string(),
                    AnyValue::Float32(number) => number.to_string(),
                    other => other.to_string(),
                });
            }
        }
        Ok(Self { path: path.to_path_buf(), columns, rows })
    }

    /// The names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The position of a column.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The position of a column that must be there.
    ///
    /// # Errors
    /// When it is not; the message lists those that are.
    pub fn column(&self, name: &str) -> Result<usize> {
        self.find(name).ok_or_else(|| {
            Error::input(
                Place::line(&self.path, 1),
                format!("no column `{name}` among {}", self.columns.join(", ")),
                format!("name a column of the table `{name}`"),
            )
        })
    }

    /// A cell; empty past the end of a short row.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.rows.get(row).and_then(|cells| cells.get(column)).map_or("", String::as_str)
    }

    /// A cell that holds a whole number, 0 or more.
    ///
    /// # Errors
    /// When it holds anything else.
    pub fn count(&self, row: usize, column: usize) -> Result<u64> {
        let cell = self.cell(row, column).trim();
        cell.parse().map_err(|_| self.wrong(row, column, "is no whole number, 0 or more"))
    }

    /// A cell that holds a finite number, or is empty.
    ///
    /// # Errors
    /// When it holds anything else.
    pub fn number(&self, row: usize, column: usize) -> Result<Option<f64>> {
        let cell = self.cell(row, column).trim();
        if cell.is_empty() {
            return Ok(None);
        }
        match cell.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(self.wrong(row, column, "is no finite number")),
        }
    }

    /// A cell that says yes (`true`, `yes`, `1`) or no (`false`, `no`, `0`, empty); no where the column lacks.
    ///
    /// # Errors
    /// When it holds anything else.
    pub fn yes(&self, row: usize, column: Option<usize>) -> Result<bool> {
        let Some(column) = column else { return Ok(false) };
        match self.cell(row, column).trim().to_lowercase().as_str() {
            "true" | "yes" | "1" => Ok(true),
            "false" | "no" | "0" | "" => Ok(false),
            _ => Err(self.wrong(row, column, "is neither yes nor no")),
        }
    }

    /// An error about one cell. The line is that of the CSV where no cell holds a line break.
    pub fn wrong(&self, row: usize, column: usize, what: &str) -> Error {
        let name = self.columns.get(column).map_or("", String::as_str);
        Error::input(
            Place::line(&self.path, row as u64 + 2),
            format!("`{}` in the column `{name}` {what}", self.cell(row, column)),
            "mend the cell",
        )
    }
}

/// Takes off the apostrophe that keeps a spreadsheet from running a cell (see
/// [`crate::corpus::tables::spreadsheet_safe`]).
fn without_guard(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let rows = vec![vec!["a".into(), "1.5".into(), "maybe".into()], vec!["b".into()]];
        Table::new("t.csv", &["name", "value", "listed"], rows)
    }

    #[test]
    fn cells_are_read_by_what_they_must_hold() {
        let table = table();
        assert_eq!(table.number(0, 1).unwrap(), Some(1.5));
        assert_eq!(table.number(1, 1).unwrap(), None);
        assert!(!table.yes(1, Some(2)).unwrap());
        let errors = [
            table.count(0, 1).unwrap_err().to_string(),
            table.yes(0, Some(2)).unwrap_err().to_string(),
            table.column("country").unwrap_err().to_string(),
        ];
        insta::assert_snapshot!(errors.join("\n"), @r"
        t.csv:2: `1.5` in the column `value` is no whole number, 0 or more; mend the cell
        t.csv:2: `maybe` in the column `listed` is neither yes nor no; mend the cell
        t.csv:1: no column `country` among name, value, listed; name a column of the table `country`
        ");
    }

    #[test]
    fn a_guarded_cell_is_what_it_was() {
        assert_eq!([without_guard("'=A1"), without_guard("'tis"), without_guard("-")], ["=A1", "'tis", "-"]);
    }
}
