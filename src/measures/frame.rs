//! The table that `rank` writes: `node`, where there are any `label`, and the columns of the measures.

use polars::prelude::{Column as Series, DataFrame, NamedFrom as _, Series as PolarsSeries};

use super::{Column, Values};
use crate::error::{Error, Result};

/// A row for each node, in the order of the nodes. A null is a null.
///
/// # Errors
/// Columns of different lengths, or two of one name.
pub fn frame(keys: &[String], labels: Option<&[String]>, columns: &[Column]) -> Result<DataFrame> {
    let mut all = vec![text("node", keys)];
    all.extend(labels.map(|labels| text("label", labels)));
    all.extend(columns.iter().map(series));
    DataFrame::new(keys.len(), all).map_err(|e| Error::Broken(format!("the measures make no table: {e}")))
}

fn text(name: &str, values: &[String]) -> Series {
    PolarsSeries::new(name.into(), values).into()
}

fn series(column: &Column) -> Series {
    let name = column.name.as_str().into();
    match &column.values {
        Values::Counts(values) => PolarsSeries::new(name, values).into(),
        Values::Reals(values) if column.null_reason.is_none() => PolarsSeries::new(name, values).into(),
        Values::Reals(values) => {
            let values: Vec<Option<f64>> = values.iter().map(|&v| (!v.is_nan()).then_some(v)).collect();
            PolarsSeries::new(name, values).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_becomes_null() {
        let columns = [
            Column::counts("in_degree", vec![1, 0]),
            Column::with_nulls("disruption", vec![f64::NAN, 0.5], "nobody cites it"),
        ];
        let keys = ["007".to_owned(), "7".to_owned()];
        let frame = frame(&keys, None, &columns).unwrap();
        assert_eq!(frame.get_column_names(), ["node", "in_degree", "disruption"]);
        assert_eq!(frame.column("disruption").unwrap().null_count(), 1);
        assert!(super::frame(&keys[..1], None, &columns).is_err());
    }
}
