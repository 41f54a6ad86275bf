//! Edge tables in Parquet, read some rows at a time. Node names of any type become text; columns of integers are numbered
//! as such.

use std::path::Path;

use polars::prelude::{BooleanChunked, Column, DataFrame, DataType, Int64Chunked, StringChunked};

use super::edges::{AT_ONCE, EdgeTable, Numbered, REMEDY, read_weight};
use crate::corpus::pieces::Pieces;
use crate::error::{Error, Place, Result};
use crate::progress;
use crate::sources::user_rows::missing;

/// Reads a Parquet file.
pub(super) fn read(path: &Path) -> Result<EdgeTable> {
    // u64 past i64 are rare enough to begin anew as text.
    match read_as(path, true)? {
        Some(table) => Ok(table),
        None => Ok(read_as(path, false)?.unwrap_or_default()),
    }
}

/// Reads the file; `None` where integers were hoped for and some don't fit.
fn read_as(path: &Path, as_integers: bool) -> Result<Option<EdgeTable>> {
    let mut pieces = Pieces::open(path)?;
    let rows = pieces.rows();
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let bar = progress::bar(format!("reading {file}"), rows as u64);
    let mut numbered = Numbered::default();
    numbered.edges.reserve_exact(rows);
    let mut weights = None;
    while let Some(frame) = pieces.next_piece()? {
        let first = numbered.edges.len() as u64 + 1;
        let column = |name: &str| {
            let mut columns = frame.columns().iter();
            columns.find(|column| column.name().trim().eq_ignore_ascii_case(name))
        };
        let needed = |name: &str| {
            let names = || frame.get_column_names().into_iter().map(polars::prelude::PlSmallStr::as_str);
            column(name).ok_or_else(|| missing(Place::file(path), name, names(), REMEDY))
        };
        let ends = [("source", needed("source")?), ("target", needed("target")?)];
        for (name, column) in ends {
            refuse_unnamed(path, name, column, first)?;
        }
        let [source, target] = ends.map(|(_, column)| column);
        if as_integers && source.dtype().is_integer() && target.dtype().is_integer() {
            let wide = |column: &Column| column.strict_cast(&DataType::Int64);
            let (Ok(source), Ok(target)) = (wide(source), wide(target)) else { return Ok(None) };
            let cells = |column| Column::i64(column).map_err(Error::table(path));
            number_integers(&mut numbered, cells(&source)?, cells(&target)?)?;
        } else {
            let as_text = |column: &Column| column.cast(&DataType::String).map_err(Error::table(path));
            let (source, target) = (as_text(source)?, as_text(target)?);
            let cells = |column| Column::str(column).map_err(Error::table(path));
            let place = |row: usize| Place::row(path, first + row as u64);
            number_texts(&mut numbered, cells(&source)?, cells(&target)?, place)?;
        }
        if let Some(column) = column("weight") {
            read_weights(path, column, first, weights.get_or_insert_default())?;
        }
        bar.set_position(numbered.edges.len() as u64);
    }
    bar.finish_and_clear();
    let (names, edges) = numbered.whole();
    Ok(Some(EdgeTable { names, edges, weights, ..EdgeTable::default() }))
}

/// Refuses a column of what can be no name, and a cell without one.
fn refuse_unnamed(path: &Path, name: &str, column: &Column, first: u64) -> Result<()> {
    let kind = column.dtype();
    if kind.is_nested() || *kind == DataType::Binary {
        return Err(Error::input(
            Place::file(path),
            format!("the column `{name}` holds {kind} and no names"),
            "write the nodes' names as text or numbers",
        ));
    }
    let first_true = |cells: &BooleanChunked| cells.iter().position(|is_it| is_it == Some(true));
    let mut nameless = if column.null_count() > 0 { first_true(&column.is_null()) } else { None };
    if kind.is_float() && nameless.is_none() {
        nameless = first_true(&column.is_nan().map_err(Error::table(path))?);
    }
    match nameless {
        Some(row) => Err(Error::input(
            Place::row(path, first + row as u64),
            format!("the cell of `{name}` is empty"),
            "fill it or leave the row out",
        )),
        None => Ok(()),
    }
}

fn number_texts(
    numbered: &mut Numbered,
    source: &StringChunked,
    target: &StringChunked,
    place: impl Fn(usize) -> Place,
) -> Result<()> {
    let mut ends = Vec::with_capacity(2 * AT_ONCE);
    for (row, (from, to)) in source.iter().zip(target.iter()).enumerate() {
        // Nulls were refused before.
        let (from, to) = (from.unwrap_or_default().trim(), to.unwrap_or_default().trim());
        for (name, end) in [(from, "source"), (to, "target")] {
            if name.is_empty() {
                let what = format!("the cell of `{end}` is empty");
                return Err(Error::input(place(row), what, "fill it or leave the row out"));
            }
        }
        ends.extend([from, to]);
        if ends.len() == 2 * AT_ONCE {
            numbered.add(&ends)?;
            ends.clear();
        }
    }
    numbered.add(&ends)
}

fn number_integers(numbered: &mut Numbered, source: &Int64Chunked, target: &Int64Chunked) -> Result<()> {
    let mut ends = Vec::with_capacity(2 * AT_ONCE);
    for (from, to) in source.iter().zip(target.iter()) {
        // Nulls were refused before.
        ends.extend([from.unwrap_or_default(), to.unwrap_or_default()]);
        if ends.len() == 2 * AT_ONCE {
            numbered.add(&ends)?;
            ends.clear();
        }
    }
    numbered.add(&ends)
}

/// Numbers, or text that says numbers.
fn read_weights(path: &Path, column: &Column, first: u64, weights: &mut Vec<f64>) -> Result<()> {
    let place = |row: usize| Place::row(path, first + row as u64);
    let remedy = "write the column `weight` as finite numbers, or leave it out";
    if let Ok(texts) = column.str() {
        for (row, text) in texts.iter().enumerate() {
            weights.push(read_weight(text.unwrap_or_default(), || place(row))?);
        }
        return Ok(());
    }
    if !column.dtype().is_numeric() {
        let what = format!("the column `weight` holds {} and no numbers", column.dtype());
        return Err(Error::input(Place::file(path), what, remedy));
    }
    let numbers = column.cast(&DataType::Float64).map_err(Error::table(path))?;
    for (row, weight) in numbers.f64().map_err(Error::table(path))?.iter().enumerate() {
        let what = match weight {
            Some(weight) if weight.is_finite() => {
                weights.push(weight);
                continue;
            }
            Some(weight) => format!("the weight `{weight}` is no finite number"),
            None => "the weight is null".to_owned(),
        };
        return Err(Error::input(place(row), what, remedy));
    }
    Ok(())
}

/// What is done with the cells of a row, `None` for null, and its place.
type EachRow<'a> = dyn FnMut(&[Option<&str>], Place) -> Result<()> + 'a;

/// The cells of some columns as text, row by row.
pub(super) fn each_row(
    path: &Path,
    columns: &dyn Fn(&DataFrame) -> Result<Vec<Column>>,
    each: &mut EachRow,
) -> Result<()> {
    let mut pieces = Pieces::open(path)?;
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let bar = progress::bar(format!("reading {file}"), pieces.rows() as u64);
    let mut read = 0;
    while let Some(frame) = pieces.next_piece()? {
        let columns: Vec<Column> = columns(&frame)?
            .iter()
            .map(|column| column.cast(&DataType::String).map_err(Error::table(path)))
            .collect::<Result<_>>()?;
        let texts: Vec<&StringChunked> =
            columns.iter().map(|c| c.str().map_err(Error::table(path))).collect::<Result<_>>()?;
        let mut cells: Vec<_> = texts.iter().map(|texts| texts.iter()).collect();
        let mut row = Vec::with_capacity(cells.len());
        for _ in 0..frame.height() {
            read += 1;
            row.clear();
            row.extend(cells.iter_mut().map(|cells| cells.next().flatten().map(str::trim)));
            each(&row, Place::row(path, read))?;
        }
        bar.set_position(read);
    }
    bar.finish_and_clear();
    Ok(())
}

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::*;

    fn written(frame: DataFrame) -> (tempfile::TempDir, Result<EdgeTable>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("e.parquet");
        crate::corpus::tables::write_table(&mut { frame }, &path).unwrap();
        let table = EdgeTable::read(&path);
        (folder, table)
    }

    #[test]
    fn columns_of_any_type_become_text() {
        let read = |frame| written(frame).1.unwrap();
        let table = read(df!("source" => [7i64, 7, -1], "target" => [3i32, 7, 7]).unwrap());
        assert_eq!(table.names, ["7", "3", "-1"]);
        assert_eq!(table.edges, [(0, 1), (0, 0), (2, 0)]);
        // Past what a table by value holds, and past i64.
        let table = read(df!("source" => [i64::MAX, 0], "target" => [0, 1_000_000]).unwrap());
        assert_eq!((table.names.len(), table.edges), (3, vec![(0, 1), (1, 2)]));
        let table = read(df!("source" => [1u64, u64::MAX], "target" => [0u64, 1]).unwrap());
        assert_eq!(table.names, ["1", "0", "18446744073709551615"]);
        let table = read(df!("source" => ["007"], "target" => [7i64], "weight" => [2u32]).unwrap());
        assert_eq!((table.names, table.weights), (vec!["007".to_owned(), "7".to_owned()], Some(vec![2.0])));
        let table = read(df!("source" => ["a"], "target" => ["b"], "weight" => [" 0.5"]).unwrap());
        assert_eq!(table.weights, Some(vec![0.5]));
        let empty = read(df!("source" => [""; 0], "target" => [1i64; 0]).unwrap());
        assert_eq!(empty, EdgeTable::default());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_row() {
        let message = |frame| {
            let (folder, table) = written(frame);
            table.unwrap_err().to_string().replace(&folder.path().display().to_string(), "")
        };
        let (a, b) = (["a", "b"], ["b", "c"]);
        insta::assert_snapshot!(message(df!("source" => a).unwrap()), @"/e.parquet: no column `target`; the columns are `source`; an edge table needs the columns `source` (the citing node) and `target` (the cited one)");
        insta::assert_snapshot!(message(df!("source" => a, "target" => [Some("b"), None]).unwrap()), @"/e.parquet, row 2: the cell of `target` is empty; fill it or leave the row out");
        insta::assert_snapshot!(message(df!("source" => a, "target" => ["b", " "]).unwrap()), @"/e.parquet, row 2: the cell of `target` is empty; fill it or leave the row out");
        insta::assert_snapshot!(message(df!("source" => a, "target" => [1.0, f64::NAN]).unwrap()), @"/e.parquet, row 2: the cell of `target` is empty; fill it or leave the row out");
        insta::assert_snapshot!(message(df!("source" => a, "target" => b, "weight" => [1.0, f64::NAN]).unwrap()), @"/e.parquet, row 2: the weight `NaN` is no finite number; write the column `weight` as finite numbers, or leave it out");
        insta::assert_snapshot!(message(df!("source" => a, "target" => b, "weight" => [Some(1), None]).unwrap()), @"/e.parquet, row 2: the weight is null; write the column `weight` as finite numbers, or leave it out");
        insta::assert_snapshot!(message(df!("source" => a, "target" => b, "weight" => ["1", "heavy"]).unwrap()), @"/e.parquet, row 2: the weight `heavy` is no finite number; write weights as numbers (2 or 0.5), or leave the column `weight` out");
        insta::assert_snapshot!(message(df!("source" => a, "target" => b, "weight" => [true, false]).unwrap()), @"/e.parquet: the column `weight` holds bool and no numbers; write the column `weight` as finite numbers, or leave it out");
    }
}
