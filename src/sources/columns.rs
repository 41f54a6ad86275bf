//! The columns of a CSV export: finding them by name, and the map that a user gives for a CSV of no known format.

use std::collections::BTreeMap;

use crate::{Error, Result};

/// What the columns of a plain CSV hold, by the user's word: field name to column header.
///
/// The fields are those of [`FIELDS`]; several columns may not share a field.
pub type ColumnMap = BTreeMap<String, String>;

/// The fields that a [`ColumnMap`] may name.
pub const FIELDS: &[&str] = &[
    "title",
    "authors",
    "author_ids",
    "orcids",
    "affiliations",
    "year",
    "date",
    "venue",
    "volume",
    "issue",
    "article_number",
    "page_start",
    "page_end",
    "doi",
    "eid",
    "ut",
    "pmid",
    "openalex",
    "id",
    "kind",
    "language",
    "keywords",
    "topics",
    "abstract",
    "references",
    "funding",
    "cited_by_count",
    "issn",
    "correspondence",
];

/// Checks a column map: every field is one of [`FIELDS`], and `title` is among them.
///
/// # Errors
/// [`Error::Argument`] naming the field and what there is.
pub fn check_columns(map: &ColumnMap) -> Result<()> {
    if let Some(field) = map.keys().find(|field| !FIELDS.contains(&field.as_str())) {
        return Err(Error::argument(
            format!("a column map has no field `{field}`"),
            format!("the fields are {}", FIELDS.join(", ")),
        ));
    }
    if !map.contains_key("title") {
        return Err(Error::argument(
            "the column map names no column for `title`",
            "name it: a record without title can't be used",
        ));
    }
    Ok(())
}

/// The header of a CSV export.
pub(super) struct Header {
    /// The names in order, trimmed.
    pub(super) names: Vec<String>,
}

impl Header {
    /// A header from its cells.
    pub(super) fn new(cells: &[String]) -> Self {
        let clean =
            |cell: &String| cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_owned();
        Self { names: cells.iter().map(clean).collect() }
    }

    /// Where the first of these names stands, letter case aside.
    pub(super) fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.names.iter().position(|have| have.eq_ignore_ascii_case(name)))
    }

    /// All columns whose name begins so, letter case aside, in order.
    pub(super) fn all_starting(&self, start: &str) -> Vec<usize> {
        let begins =
            |name: &str| name.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
        (0..self.names.len()).filter(|&column| begins(&self.names[column])).collect()
    }
}

/// A cell's text, trimmed; `None` when there is none, or only `NA`, as R writes it.
pub(super) fn filled(cells: &[String], column: Option<usize>) -> Option<&str> {
    let text = cells.get(column?)?.trim();
    (!text.is_empty() && text != "NA").then_some(text)
}
