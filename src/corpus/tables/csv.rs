//! Tables as CSV: the cells of a block are written to memory, all blocks of a round at a time.

use std::io::Write;
use std::path::Path;

use polars::prelude::{AnyValue, DataFrame, DataType};

use super::{MakeRows, each_block, spreadsheet_safe};

/// Rows that are made at a time.
const BLOCK: usize = 1 << 14;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Writes the header and `height` rows.
pub(super) fn write(path: &Path, height: usize, rows: MakeRows, out: &mut dyn Write) -> Result<()> {
    let mut header = csv::Writer::from_writer(&mut *out);
    header.write_record(rows(0..0)?.get_column_names().iter().map(|name| name.as_str()))?;
    header.flush()?;
    drop(header);
    each_block(path, height, BLOCK, |range| text(&rows(range)?), |text| Ok(out.write_all(&text)?))
}

/// The lines of a block.
fn text(block: &DataFrame) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let is_text = |kind: &DataType| matches!(kind, DataType::String | DataType::List(_));
    let columns: Vec<_> = block.columns().iter().map(|column| (column, is_text(column.dtype()))).collect();
    let mut cell = String::new();
    for row in 0..block.height() {
        for (column, is_text) in &columns {
            cell.clear();
            push_cell(&mut cell, &column.get(row)?);
            writer
                .write_field(if *is_text { spreadsheet_safe(&cell) } else { (&*cell).into() }.as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    Ok(writer.into_inner().map_err(csv::IntoInnerError::into_error)?)
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
