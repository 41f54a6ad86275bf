//! The folder of a run's results: tables as Parquet and CSV, and what of a table the report shows.

use std::path::{Path, PathBuf};

use polars::prelude::{AnyValue, DataFrame, PolarsResult};

use crate::corpus::tables::write_table;
use crate::error::{Error, Result};
use crate::report::{ReportTable, Section};

/// What marks a folder as the results of a run: a run replaces such a folder and no other.
pub const MANIFEST: &str = "manifest.json";

/// Refuses to write results over a file or over a folder that holds something else.
///
/// # Errors
/// There is something at `out` that no run has written.
pub fn check_target(out: &Path) -> Result<()> {
    let remedy = "give --out a new folder, or that of an earlier run";
    if out.is_file() {
        return Err(Error::argument(format!("`{}` is a file", out.display()), remedy));
    }
    if !out.is_dir() || out.join(MANIFEST).is_file() {
        return Ok(());
    }
    let mut entries = std::fs::read_dir(out).map_err(Error::io(out, "read"))?;
    if entries.next().is_none() {
        return Ok(());
    }
    let what = format!("`{}` is there and holds no run's results: it will not be replaced", out.display());
    Err(Error::argument(what, remedy))
}

/// Where the tables of a run go.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    folder: PathBuf,
}

/// A table to be shown in the report.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    /// The name of its files.
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) note: &'a str,
    pub(super) section: Section,
    /// The columns that are shown, all where empty.
    pub(super) columns: &'a [&'a str],
    /// How many rows are shown.
    pub(super) most: usize,
}

impl Tables {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Writes `name.parquet` and `name.csv`.
    pub(super) fn write(&self, name: &str, frame: &mut DataFrame) -> Result<()> {
        write_table(frame, &self.folder.join(format!("{name}.parquet")))?;
        write_table(frame, &self.folder.join(format!("{name}.csv")))
    }

    /// Writes a table that polars has just built.
    pub(super) fn write_built(&self, name: &str, frame: PolarsResult<DataFrame>) -> Result<DataFrame> {
        let mut frame = frame.map_err(Error::table(self.folder.join(name)))?;
        self.write(name, &mut frame)?;
        Ok(frame)
    }

    /// Writes a table and returns what the report shows of it.
    pub(super) fn show(&self, shown: &Shown, frame: &mut DataFrame) -> Result<ReportTable> {
        self.write(shown.id, frame)?;
        let all: Vec<&str> =
            frame.get_column_names().into_iter().map(polars::prelude::PlSmallStr::as_str).collect();
        let names = if shown.columns.is_empty() { all } else { shown.columns.to_vec() };
        let columns = names
            .iter()
            .map(|name| frame.column(name))
            .collect::<PolarsResult<Vec<_>>>()
            .map_err(Error::table(self.folder.join(shown.id)))?;
        let rows = (0..frame.height().min(shown.most))
            .map(|row| {
                columns.iter().map(|column| column.get(row).ok().and_then(|value| cell(&value))).collect()
            })
            .collect();
        Ok(ReportTable {
            id: shown.id.to_string(),
            title: shown.title.to_string(),
            note: shown.note.to_string(),
            section: shown.section,
            header: names.iter().map(|name| name.replace('_', " ")).collect(),
            rows,
            total_rows: frame.height(),
        })
    }
}

/// A cell for people: numbers to five digits; `None` for a null.
fn cell(value: &AnyValue) -> Option<String> {
    match value {
        AnyValue::Null => None,
        AnyValue::String(text) => Some((*text).to_string()),
        AnyValue::StringOwned(text) => Some(text.to_string()),
        AnyValue::Boolean(yes) => Some(if *yes { "yes" } else { "no" }.to_string()),
        AnyValue::Float64(number) => Some(short(*number)),
        AnyValue::Float32(number) => Some(short(f64::from(*number))),
        other => Some(other.to_string()),
    }
}

/// A real number to five significant digits; whole numbers whole.
fn short(number: f64) -> String {
    let size = number.abs();
    if number.fract() == 0.0 && size < 1e15 {
        format!("{number:.0}")
    } else if (1e-3..1e6).contains(&size) {
        let digits = (4 - size.log10().floor() as i32).clamp(0, 8) as usize;
        format!("{number:.digits$}")
    } else {
        format!("{number:.4e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let shorts: Vec<String> =
            [0.0, 12.0, 0.123_456_7, 1_234.567_8, 0.000_012_345_6, 1e20].map(short).to_vec();
        assert_eq!(shorts, ["0", "12", "0.12346", "1234.6", "1.2346e-5", "1.0000e20"]);
    }

    #[test]
    fn only_a_run_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        check_target(&out).unwrap();
        std::fs::create_dir(&out).unwrap();
        check_target(&out).unwrap();
        std::fs::write(out.join("thesis.tex"), "").unwrap();
        assert!(check_target(&out).unwrap_err().to_string().contains("holds no run's results"));
        std::fs::write(out.join(MANIFEST), "").unwrap();
        check_target(&out).unwrap();
        assert!(check_target(&out.join(MANIFEST)).unwrap_err().to_string().contains("is a file"));
    }
}
