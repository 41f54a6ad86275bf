//! Columns of polars from plain vectors and back: what the tables of a corpus are made of.

use std::path::Path;

use polars::prelude::{
    ChunkedArray, Column, DataFrame, DataType, Int32Chunked, IntoSeries as _, ListBuilderTrait as _,
    ListChunked, ListPrimitiveChunkedBuilder, ListStringChunkedBuilder, NamedFrom, NewChunkedArray as _,
    PolarsResult, Series, StringChunked, StructChunked, UInt32Type,
};

use crate::date::{PartialDate, Precision};
use crate::error::{Error, Place, Result};

/// A column of numbers or texts, with or without nulls.
pub(super) fn column<T, V: ?Sized>(name: &str, values: T) -> Column
where
    Series: NamedFrom<T, V>,
{
    Column::from(Series::new(name.into(), values))
}

/// A column of dates.
pub(super) fn dates<'a>(name: &str, dates: impl Iterator<Item = &'a Option<PartialDate>>) -> Column {
    let days: Vec<Option<i32>> = dates.map(|d| d.map(PartialDate::epoch_days)).collect();
    Int32Chunked::from_slice_options(name.into(), &days).into_date().into_series().into()
}

/// A column of lists of texts.
pub(super) fn lists<'a>(name: &str, rows: impl ExactSizeIterator<Item = &'a Vec<String>>) -> Column {
    let mut builder = ListStringChunkedBuilder::new(name.into(), rows.len(), rows.len() * 4);
    for row in rows {
        builder.append_values_iter(row.iter().map(String::as_str));
    }
    builder.finish().into_series().into()
}

/// A column of lists of numbers.
pub(super) fn number_lists(
    name: &str,
    rows: impl ExactSizeIterator<Item = impl Iterator<Item = u32>>,
) -> Column {
    let mut builder: ListPrimitiveChunkedBuilder<UInt32Type> =
        ListPrimitiveChunkedBuilder::new(name.into(), rows.len(), rows.len(), DataType::UInt32);
    for row in rows {
        builder.append_values_iter(row);
    }
    builder.finish().into_series().into()
}

/// A column of lists of structs: `lengths` says how many entries of `fields` belong to each row.
pub(super) fn struct_lists(name: &str, lengths: &[usize], fields: &[Column]) -> PolarsResult<Column> {
    let entries = lengths.iter().sum();
    let structs = StructChunked::from_columns(name.into(), entries, fields)?.into_series();
    let mut outline: ListPrimitiveChunkedBuilder<UInt32Type> =
        ListPrimitiveChunkedBuilder::new(name.into(), lengths.len(), entries, DataType::UInt32);
    for &length in lengths {
        outline.append_values_iter((0..length).map(|at| at as u32));
    }
    Ok(outline.finish().with_inner_values(&structs).into_series().into())
}

/// A table that was read, with its path for messages.
pub(super) struct Rows<'a> {
    frame: &'a DataFrame,
    path: &'a Path,
}

impl<'a> Rows<'a> {
    pub(super) fn new(frame: &'a DataFrame, path: &'a Path) -> Self {
        Self { frame, path }
    }

    pub(super) fn height(&self) -> usize {
        self.frame.height()
    }

    /// An error about this table.
    pub(super) fn wrong(&self, what: impl Into<String>) -> Error {
        Error::input(
            Place::file(self.path),
            what,
            "this corpus was not written by this version of citetrace: ingest again",
        )
    }

    /// One column through `read`, which refuses a wrong type.
    fn get<T>(&self, name: &str, read: impl FnOnce(&Column) -> PolarsResult<T>) -> Result<T> {
        let column =
            self.frame.column(name).map_err(|_| self.wrong(format!("there is no column `{name}`")))?;
        read(column).map_err(|e| self.wrong(format!("the column `{name}` has the wrong type ({e})")))
    }

    pub(super) fn u32s(&self, name: &str) -> Result<Vec<Option<u32>>> {
        self.get(name, |c| Ok(c.u32()?.iter().collect()))
    }

    pub(super) fn u64s(&self, name: &str) -> Result<Vec<Option<u64>>> {
        self.get(name, |c| Ok(c.u64()?.iter().collect()))
    }

    pub(super) fn u16s(&self, name: &str) -> Result<Vec<Option<u16>>> {
        self.get(name, |c| Ok(c.u16()?.iter().collect()))
    }

    pub(super) fn i16s(&self, name: &str) -> Result<Vec<Option<i16>>> {
        self.get(name, |c| Ok(c.i16()?.iter().collect()))
    }

    pub(super) fn f32s(&self, name: &str) -> Result<Vec<Option<f32>>> {
        self.get(name, |c| Ok(c.f32()?.iter().collect()))
    }

    pub(super) fn bools(&self, name: &str) -> Result<Vec<Option<bool>>> {
        self.get(name, |c| Ok(c.bool()?.iter().collect()))
    }

    pub(super) fn texts(&self, name: &str) -> Result<Vec<Option<String>>> {
        self.get(name, |c| Ok(owned(c.str()?)))
    }

    pub(super) fn dates(&self, name: &str, precision: &str) -> Result<Vec<Option<PartialDate>>> {
        let days: Vec<Option<i32>> = self.get(name, |c| Ok(c.date()?.physical().iter().collect()))?;
        let precisions = self.texts(precision)?;
        let date = |(days, precision): (Option<i32>, Option<String>)| match (days, precision) {
            (Some(days), Some(text)) => Precision::parse(&text)
                .and_then(|precision| PartialDate::from_epoch_days(days, precision))
                .map(Some)
                .ok_or_else(|| self.wrong(format!("`{text}` is no precision of a date"))),
            (Some(_), None) => Err(self.wrong("a date has no precision")),
            (None, _) => Ok(None),
        };
        days.into_iter().zip(precisions).map(date).collect()
    }

    pub(super) fn lists(&self, name: &str) -> Result<Vec<Vec<String>>> {
        self.get(name, |c| {
            let lists = c.list()?.rechunk();
            let mut texts = owned(lists.get_inner().str()?).into_iter();
            Ok(lengths(&lists).into_iter().map(|n| texts.by_ref().take(n).flatten().collect()).collect())
        })
    }

    /// A column of lists of numbers; none where the table has no such column.
    pub(super) fn number_lists(&self, name: &str) -> Result<Option<Vec<Vec<u32>>>> {
        if self.frame.column(name).is_err() {
            return Ok(None);
        }
        self.get(name, |c| {
            let lists = c.list()?.rechunk();
            let inner = lists.get_inner();
            let mut numbers = inner.u32()?.iter();
            Ok(lengths(&lists).into_iter().map(|n| numbers.by_ref().take(n).flatten().collect()).collect())
        })
        .map(Some)
    }

    /// A column of lists of structs: the length of each row's list, and a table of all entries.
    pub(super) fn struct_lists(&self, name: &str) -> Result<(Vec<usize>, DataFrame)> {
        self.get(name, |c| {
            let lists = c.list()?.rechunk();
            Ok((lengths(&lists), lists.get_inner().struct_()?.clone().unnest()))
        })
    }

    /// A column without nulls.
    pub(super) fn full<T>(&self, name: &str, values: Vec<Option<T>>) -> Result<Vec<T>> {
        let filled: Option<Vec<T>> = values.into_iter().collect();
        filled.ok_or_else(|| self.wrong(format!("the column `{name}` has a null")))
    }
}

fn owned(texts: &StringChunked) -> Vec<Option<String>> {
    texts.iter().map(|t| t.map(str::to_owned)).collect()
}

fn lengths(lists: &ListChunked) -> Vec<usize> {
    let lists: &ChunkedArray<_> = lists;
    lists.downcast_iter().flat_map(|chunk| chunk.offsets().lengths().collect::<Vec<_>>()).collect()
}
