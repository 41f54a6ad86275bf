//! Tables as Parquet: each group of rows is encoded and compressed on all threads, its columns side by side.

use std::io::Write;
use std::path::Path;

use polars::prelude::{
    CompatLevel, DataFrame, KeyValueMetadata, ParquetCompression, ParquetWriter, PolarsResult, Schema,
    SchemaExt as _,
};
use polars_parquet::write::{
    CompressedPage, CompressionOptions, Encoding, ParquetType, StatisticsOptions, Version, WriteOptions,
    array_to_columns, compress, get_dtype_encoding, schema_to_metadata_key,
};
use rayon::prelude::*;

use super::{MakeRows, each_block};

/// Rows of a file that stand in one group.
const GROUP: usize = 1 << 18;

/// How pages are made: what [`parquet_writer`] is told too.
const OPTIONS: WriteOptions = WriteOptions {
    statistics: StatisticsOptions {
        min_value: true,
        max_value: true,
        distinct_count: false,
        null_count: true,
        binary_statistics_truncate_length: None,
    },
    version: Version::V1,
    compression: CompressionOptions::Zstd(None),
    data_page_size: None,
};

/// Writes `height` rows group by group.
pub(super) fn write(path: &Path, height: usize, rows: MakeRows, out: &mut dyn Write) -> PolarsResult<()> {
    let schema = rows(0..0)?.schema().clone();
    let mut writer = parquet_writer(out, &schema).batched(&schema)?;
    let kinds = writer.parquet_schema().fields().to_vec();
    each_block(
        path,
        height,
        GROUP,
        |range| Ok((range.len(), encode(&rows(range)?, &kinds)?)),
        |(rows, columns)| writer.write_row_group(rows as u64, &columns),
    )?;
    writer.finish().map(drop)
}

/// The pages of each column; a column of structs has several.
fn encode(group: &DataFrame, kinds: &[ParquetType]) -> PolarsResult<Vec<Vec<CompressedPage>>> {
    let schema = group.schema().to_arrow(CompatLevel::newest());
    let encodings: Vec<Vec<Encoding>> =
        schema.iter_values().map(|field| get_dtype_encoding(&field.dtype)).collect();
    let arrays = group.rechunk_to_arrow(CompatLevel::newest());
    let columns = arrays.par_iter().zip(kinds).zip(&encodings).map(|((array, kind), encoding)| {
        let columns = array_to_columns(array, kind.clone(), OPTIONS, encoding)?
            .into_iter()
            .map(|pages| pages.map(|page| Ok(compress(page?, Vec::new(), OPTIONS.compression)?)).collect());
        columns.collect()
    });
    let columns: Vec<Vec<Vec<CompressedPage>>> = columns.collect::<PolarsResult<_>>()?;
    Ok(columns.into_iter().flatten().collect())
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
