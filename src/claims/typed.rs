//! Typed claims and known sets, read from CSV.
//!
//! Claims: `id`, `text`, `numerator` (or `n`), `denominator` (or `base`: a number, or the name of a known set), `percent`; what is not known
//! stays empty. Sets: `set` (or `name`) and `size` (or `n`).

use std::path::Path;

use super::audit::Printed;
use crate::error::Result;
use crate::sources::user_csv::Table;

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
    let name = table.needed(&["set", "name"], "a table of known sets")?;
    let size = table.needed(&["size", "n", "count", "papers"], "a table of known sets")?;
    table
        .rows()
        .map(|row| {
            let size = number(row.cell(Some(size)));
            let size = size
                .ok()
                .flatten()
                .ok_or_else(|| row.error("the size is no whole number", "write 110, say"))?;
            Ok(KnownSet { name: row.cell(Some(name)).to_string(), size })
        })
        .collect()
}

/// Reads typed claims; a base that is named must be a known set.
///
/// # Errors
/// As [`read_sets`]; also a percentage that is none, and an unknown base.
pub fn read_claims(path: &Path, known: &[KnownSet]) -> Result<Vec<TypedClaim>> {
    let table = Table::read(path)?;
    let [id, text] = [&["id", "claim"][..], &["text", "sentence"]].map(|names| table.column(names));
    let numerator = table.column(&["numerator", "n", "count"]);
    let denominator = table.column(&["denominator", "base", "of"]);
    let percent = table.column(&["percent", "percentage", "share"]);
    if numerator.is_none() && percent.is_none() {
        table.needed(&["percent"], "a table of claims without `numerator`")?;
    }
    table
        .rows()
        .enumerate()
        .map(|(at, row)| {
            let wrong = |what: String, remedy: &str| row.error(what, remedy);
            let n = row.cell(numerator);
            let numerator =
                number(n).map_err(|_| wrong(format!("`{n}` is no whole number"), "write 75, say"))?;
            let base = row.cell(denominator);
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
            let share = row.cell(percent);
            let percent = match share {
                "" => None,
                share => Some(Printed::parse(share).ok_or_else(|| {
                    wrong(format!("`{share}` is no percentage"), "write it as printed: 61, 61% or 60.9%")
                })?),
            };
            let id = Some(row.cell(id)).filter(|id| !id.is_empty());
            Ok(TypedClaim {
                id: id.map_or_else(|| (at + 1).to_string(), String::from),
                text: row.cell(text).to_string(),
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
