//! Typed claims and known sets, read from CSV.
//!
//! Claims: `id`, `text`, `numerator` (or `n`), `denominator` (or `base`: a number, or the name of a known set), `percent`; what is not known
//! stays empty. Sets: `set` (or `name`) and `size` (or `n`).

use std::path::Path;

use super::audit::Printed;
use crate::error::{Error, Place, Result};

/// A claim as somebody typed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedClaim {
    /// Its id, or the number of its row from 1.
    pub id: String,
    /// The sentence.
    pub text: String,
    /// n, where it is printed.
    pub numerator: Option<u64>,
    /// N, where it is printed or named.
    pub denominator: Option<u64>,
    /// The name of the base, where it is named.
    pub base_name: Option<String>,
    /// The percentage as printed.
    pub percent: Option<Printed>,
}

/// A set whose size is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownSet {
    /// Its name.
    pub name: String,
    /// How many it holds.
    pub size: u64,
}

/// Reads the known sets.
///
/// # Errors
/// The file can't be read, lacks a column, or has a size that is no whole number: with its line.
pub fn read_sets(path: &Path) -> Result<Vec<KnownSet>> {
    let table = Table::read(path)?;
    let name = table.needed(&["set", "name"])?;
    let size = table.needed(&["size", "n", "count", "papers"])?;
    table
        .rows
        .iter()
        .map(|row| {
            let size = number(Table::cell(row, Some(size)));
            let size = size
                .ok()
                .flatten()
                .ok_or_else(|| row.wrong(path, "the size is no whole number", "write 110, say"))?;
            Ok(KnownSet { name: Table::cell(row, Some(name)).to_string(), size })
        })
        .collect()
}

/// Reads typed claims; a base that is named must be a known set.
///
/// # Errors
/// As [`read_sets`]; also a percentage that is none, and an unknown base.
pub fn read_claims(path: &Path, known: &[KnownSet]) -> Result<Vec<TypedClaim>> {
    let table = Table::read(path)?;
    let [id, text] = [&["id", "claim"][..], &["text", "sentence"]].map(|names| table.find(names));
    let numerator = table.find(&["numerator", "n", "count"]);
    let denominator = table.find(&["denominator", "base", "of"]);
    let percent = table.find(&["percent", "percentage", "share"]);
    if numerator.is_none() && percent.is_none() {
        table.needed(&["percent"])?;
    }
    table
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let wrong = |what: String, remedy: &str| row.wrong(path, &what, remedy);
            let n = Table::cell(row, numerator);
            let numerator =
                number(n).map_err(|_| wrong(format!("`{n}` is no whole number"), "write 75, say"))?;
            let base = Table::cell(row, denominator);
            let (denominator, base_name) = if let Ok(number) = number(base) {
                (number, None)
            } else {
                let set = known.iter().find(|set| set.name == base);
                let names = known.iter().map(|set| set.name.as_str()).collect::<Vec<_>>().join(", ");
                let set = set.ok_or_else(|| {
                    wrong(
                        format!("`{base}` is neither a number nor a known set"),
                        &format!("the known sets are: {names}"),
                    )
                })?;
                (Some(set.size), Some(set.name.clone()))
            };
            let share = Table::cell(row, percent);
            let percent = match share {
                "" => None,
                share => Some(Printed::parse(share).ok_or_else(|| {
                    wrong(format!("`{share}` is no percentage"), "write it as printed: 61, 61% or 60.9%")
                })?),
            };
            let id = Some(Table::cell(row, id)).filter(|id| !id.is_empty());
            Ok(TypedClaim {
                id: id.map_or_else(|| (at + 1).to_string(), String::from),
                text: Table::cell(row, text).to_string(),
                numerator,
                denominator,
                base_name,
                percent,
            })
        })
        .collect()
}

/// The number of a cell, `None` for an empty one. Commas between thousands are read over.
fn number(cell: &str) -> Result<Option<u64>, std::num::ParseIntError> {
    if cell.is_empty() { Ok(None) } else { cell.replace(',', "").parse().map(Some) }
}

struct Table<'p> {
    path: &'p Path,
    header: csv::StringRecord,
    rows: Vec<Row>,
}

struct Row {
    line: u64,
    cells: csv::StringRecord,
}

impl Row {
    fn wrong(&self, path: &Path, what: &str, remedy: &str) -> Error {
        Error::input(Place::line(path, self.line), what, remedy)
    }
}

impl<'p> Table<'p> {
    fn read(path: &'p Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(Error::io(path, "read"))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
        let unreadable = |e: csv::Error| {
            let line = e.position().map_or(1, csv::Position::line);
            Error::input(Place::line(path, line), format!("this is no readable CSV ({e})"), "mend this row")
        };
        let header = reader.headers().map_err(unreadable)?.clone();
        let rows = reader
            .records()
            .map(|record| {
                let cells = record.map_err(unreadable)?;
                Ok(Row { line: cells.position().map_or(1, csv::Position::line), cells })
            })
            .collect::<Result<_>>()?;
        Ok(Self { path, header, rows })
    }

    fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.header.iter().position(|cell| cell.eq_ignore_ascii_case(name)))
    }

    fn needed(&self, names: &[&str]) -> Result<usize> {
        self.find(names).ok_or_else(|| {
            let found = self.header.iter().collect::<Vec<_>>().join(", ");
            Error::input(
                Place::line(self.path, 1),
                format!("there is no column `{}` in the header ({found})", names[0]),
                format!("name the column {}", names.join(" or ")),
            )
        })
    }

    fn cell(row: &Row, column: Option<usize>) -> &str {
        column.and_then(|column| row.cells.get(column)).unwrap_or_default()
    }
}
