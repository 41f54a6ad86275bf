//! Tables on disk: a polars frame as Parquet (zstd) or CSV by the ending of the file's name, written whole.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use polars::prelude::{
    AnyValue, CompatLevel, DataFrame, DataType, KeyValueMetadata, ParquetCompression, ParquetReader,
    ParquetWriter, PolarsError, PolarsResult, Schema, SchemaExt as _, SerReader as _,
};
use polars_parquet::write::schema_to_metadata_key;

use crate::error::{Error, Place, Result};
use crate::progress;
use crate::whole::write_file;

/// Writes `frame` to `path`: Parquet for `.parquet`, CSV for `.csv`. Another ending is a wrong argument.
///
/// In CSV a null is an empty cell, dates are `YYYY-MM-DD`, lists are joined by `; `, and a text that a spreadsheet
/// would take for a formula gets an apostrophe in front (see [`spreadsheet_safe`]).
pub fn write_table(frame: &mut DataFrame, path: &Path) -> Result<()> {
    match Ending::of(path)? {
        Ending::Parquet => write_file(path, |out| Ok(write_parquet(frame, path, out)?)),
        Ending::Csv => write_file(path, |out| write_csv(frame, path, out)),
    }
}

/// Rows of a Parquet file that stand in one group.
const GROUP: usize = 1 << 18;

/// Writes a table; a large one by groups of rows under a bar.
fn write_parquet(frame: &mut DataFrame, path: &Path, out: &mut dyn Write) -> PolarsResult<()> {
    let writer = parquet_writer(out, frame.schema());
    if frame.height() <= GROUP {
        return writer.finish(frame).map(drop);
    }
    let bar = progress::bar(writing(path), frame.height() as u64);
    let mut writer = writer.batched(frame.schema())?;
    for begin in (0..frame.height()).step_by(GROUP) {
        let mut group = frame.slice(begin as i64, GROUP);
        group.rechunk_mut_par();
        writer.write_batch(&group)?;
        bar.set_position((begin + group.height()) as u64);
    }
    writer.finish()?;
    bar.finish_and_clear();
    Ok(())
}

/// What the bar says while a file is written.
fn writing(path: &Path) -> String {
    format!("writing {}", path.file_name().unwrap_or_default().to_string_lossy())
}

/// A writer of Parquet with what all our files have: zstd, and Arrow types that other readers know too. (polars alone would
/// write texts as `string_view`, and of a list of those pandas makes no column.)
pub(crate) fn parquet_writer<W: Write>(out: W, schema: &Schema) -> ParquetWriter<W> {
    let known = schema_to_metadata_key(&schema.to_arrow(CompatLevel::oldest()));
    let known = known.value.map(|types| KeyValueMetadata::from_static(vec![(known.key, types)]));
    ParquetWriter::new(out)
        .with_compression(ParquetCompression::Zstd(None))
        .with_key_value_metadata(known)
        .set_parallel(false)
}

/// Refuses a path whose ending is neither `.parquet` nor `.csv`: called before any work is done.
pub fn check_table_path(path: &Path) -> Result<()> {
    Ending::of(path).map(|_| ())
}

/// Reads a Parquet file.
pub fn read_parquet(path: &Path) -> Result<DataFrame> {
    let file = File::open(path).map_err(Error::io(path, "read"))?;
    ParquetReader::new(file).finish().map_err(unreadable(path))
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

fn write_csv(
    frame: &DataFrame,
    path: &Path,
    out: &mut dyn Write,
) -> std::result::Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(frame.get_column_names().iter().map(|name| name.as_str()))?;
    let columns = frame.columns();
    let mut cell = String::new();
    for row in progress::shown(writing(path), 0..frame.height()) {
        for column in columns {
            cell.clear();
            push_cell(&mut cell, &column.get(row)?);
            let is_text = matches!(column.dtype(), DataType::String | DataType::List(_));
            writer.write_field(if is_text { spreadsheet_safe(&cell) } else { (&*cell).into() }.as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()?;
    Ok(())
}

fn push_cell(cell: &mut String, value: &AnyValue) {
    use std::fmt::Write as _;
    // Writing to a String can't fail.
    let _ = match value {
        AnyValue::Null => Ok(()),
        AnyValue::String(text) => cell.write_str(text),
        AnyValue::StringOwned(text) => cell.write_str(text),
        AnyValue::Float64(number) => write!(cell, "{number}"),
        AnyValue::Float32(number) => write!(cell, "{number}"),
        AnyValue::List(items) => {
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    cell.push_str("; ");
                }
                push_cell(cell, &item);
            }
            Ok(())
        }
        other => write!(cell, "{other}"),
    };
}
