//! Tables on disk: a polars frame as Parquet (zstd) or CSV by the ending of the file's name, written whole.
//!
//! A table is written block by block: all cores make the blocks of a round, which then go to the file in order. So
//! the bytes are the same for any number of threads, and memory holds a few blocks beside what the rows come from.

mod csv;
mod parquet;

use std::fs::File;
use std::ops::Range;
use std::path::Path;

use polars::prelude::{DataFrame, ParquetReader, PolarsError, PolarsResult, SerReader as _};
use rayon::prelude::*;

pub(crate) use parquet::parquet_writer;

use crate::error::{Error, Place, Result};
use crate::progress;
use crate::whole::write_file;

/// Writes `frame` to `path`: Parquet for `.parquet`, CSV for `.csv`. Another ending is a wrong argument.
///
/// In CSV a null is an empty cell, dates are `YYYY-MM-DD`, lists are joined by `; `, and a text that a spreadsheet
/// would take for a formula gets an apostrophe in front (see [`spreadsheet_safe`]).
pub fn write_table(frame: &mut DataFrame, path: &Path) -> Result<()> {
    frame.rechunk_mut();
    let frame = &*frame;
    write_table_by(path, frame.height(), |rows| Ok(frame.slice(rows.start as i64, rows.len())))
}

/// Writes a table of `height` rows as [`write_table`] does, of which `rows` makes any stretch: a large table need never
/// be in memory as a whole.
pub fn write_table_by(
    path: &Path,
    height: usize,
    rows: impl Fn(Range<usize>) -> PolarsResult<DataFrame> + Sync,
) -> Result<()> {
    let ending = Ending::of(path)?;
    write_file(path, |out| match ending {
        Ending::Parquet => Ok(parquet::write(path, height, &rows, out)?),
        Ending::Csv => csv::write(path, height, &rows, out),
    })
}

/// What makes the rows of a stretch.
type MakeRows<'a> = &'a (dyn Fn(Range<usize>) -> PolarsResult<DataFrame> + Sync);

/// Makes something of each block of rows on all threads and takes it in order; more blocks than one go under a bar.
fn each_block<T: Send, E: Send>(
    path: &Path,
    height: usize,
    block: usize,
    make: impl Fn(Range<usize>) -> Result<T, E> + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bar = (height > block).then(|| progress::bar(format!("writing {name}"), height as u64));
    let blocks: Vec<Range<usize>> =
        (0..height).step_by(block).map(|begin| begin..height.min(begin + block)).collect();
    for round in blocks.chunks(BLOCKS_A_THREAD * rayon::current_num_threads()) {
        let made: Vec<Result<T, E>> = round.par_iter().map(|rows| make(rows.clone())).collect();
        for (made, rows) in made.into_iter().zip(round) {
            take(made?)?;
            if let Some(bar) = &bar {
                bar.set_position(rows.end as u64);
            }
        }
    }
    Ok(())
}

/// Blocks that a thread makes before all that was made is written.
const BLOCKS_A_THREAD: usize = 2;

/// Refuses a path whose ending is neither `.parquet` nor `.csv`: called before any work is done.
pub fn check_table_path(path: &Path) -> Result<()> {
    Ending::of(path).map(|_| ())
}

/// Reads a Parquet file.
pub fn read_parquet(path: &Path) -> Result<DataFrame> {
    ParquetReader::new(open_parquet(path)?).finish().map_err(unreadable(path))
}

/// Opens a Parquet file. Its footer is read first, so a pipe is refused.
pub(super) fn open_parquet(path: &Path) -> Result<File> {
    let file = File::open(path).map_err(Error::io(path, "open"))?;
    if !file.metadata().map_err(Error::io(path, "open"))?.is_file() {
        let what = "this is no plain file, and Parquet is read from its end to its start";
        return Err(Error::input(Place::file(path), what, "save what comes from a pipe as a file first"));
    }
    Ok(file)
}

/// For `map_err`: wraps what polars said about a file that it could not read.
pub(super) fn unreadable(path: &Path) -> impl FnOnce(PolarsError) -> Error {
    let place = Place::file(path);
    move |e| Error::input(place, format!("this is no readable Parquet file ({e})"), "write it again")
}

/// Puts an apostrophe before a text that a spreadsheet would run as a formula: one that begins with `=`, `+`, `-`, `@`,
/// a tab or a carriage return, unless it is a plain number.
pub fn spreadsheet_safe(text: &str) -> std::borrow::Cow<'_, str> {
    let dangerous = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    if dangerous { format!("'{text}").into() } else { text.into() }
}

enum Ending {
    Parquet,
    Csv,
}

impl Ending {
    fn of(path: &Path) -> Result<Self> {
        match path.extension().and_then(|e| e.to_str()) {
            Some("parquet") => Ok(Self::Parquet),
            Some("csv") => Ok(Self::Csv),
            _ => Err(Error::argument(
                format!("`{}` ends in neither .parquet nor .csv", path.display()),
                "name the output with one of the two endings",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::{Column, NamedFrom as _, Series};

    /// More rows than two blocks or groups: texts, some of them formulas, numbers and nulls.
    fn frame(rows: usize) -> DataFrame {
        let texts: Vec<Option<String>> = (0..rows)
            .map(|row| (row % 7 > 0).then(|| format!("{}{row}, \"é\"", ["", "=", "-"][row % 3])))
            .collect();
        let numbers: Vec<Option<f64>> =
            (0..rows).map(|row| (row % 5 > 0).then(|| row as f64 / 8.0)).collect();
        let whole: Vec<u32> = (0..rows as u32).rev().collect();
        let columns: [Column; 3] = [
            Series::new("text".into(), texts).into(),
            Series::new("number".into(), numbers).into(),
            Series::new("whole".into(), whole).into(),
        ];
        DataFrame::new(rows, columns.to_vec()).unwrap()
    }

    /// What is written with 1, 2, 3 and 8 threads, which must be the same.
    fn written(frame: &DataFrame, name: &str) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        let mut written = [1, 2, 3, 8].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| write_table(&mut frame.clone(), &path)).unwrap();
            std::fs::read(&path).unwrap()
        });
        for other in &written[1..] {
            assert!(written[0] == *other);
        }
        std::mem::take(&mut written[0])
    }

    #[test]
    fn parquet_is_what_polars_writes_group_by_group() {
        for rows in [0, 3, (1 << 19) + 5] {
            let frame = frame(rows);
            let mut expected = Vec::new();
            let mut writer = parquet_writer(&mut expected, frame.schema()).batched(frame.schema()).unwrap();
            for begin in (0..rows).step_by(1 << 18) {
                writer.write_batch(&frame.slice(begin as i64, 1 << 18)).unwrap();
            }
            writer.finish().unwrap();
            drop(writer);
            assert!(written(&frame, "t.parquet") == expected, "{rows}");
        }
    }

    #[test]
    fn csv_is_what_its_crate_writes_row_by_row() {
        for rows in [0, 3, 40_000] {
            let mut expected = ::csv::Writer::from_writer(Vec::new());
            expected.write_record(["text", "number", "whole"]).unwrap();
            for row in 0..rows {
                let mark = ["", "'=", "'-"][row % 3];
                let text = if row % 7 > 0 { format!("{mark}{row}, \"é\"") } else { String::new() };
                let number = if row % 5 > 0 { (row as f64 / 8.0).to_string() } else { String::new() };
                expected.write_record([text, number, (rows - 1 - row).to_string()]).unwrap();
            }
            assert!(written(&frame(rows), "t.csv") == expected.into_inner().unwrap(), "{rows}");
        }
    }
}
