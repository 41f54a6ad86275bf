//! A CSV of no known format, by the user's word on what its columns hold.

use super::columns::{ColumnMap, Header, check_columns, filled};
use super::dates;
use super::format::{Input, Sink};
use super::record::{Record, RecordAuthor, RecordReference};
use super::table::Table;
use super::text::{is_retracted, split_list, statement};
use crate::Result;

/// Reads the file by the map. The delimiter is the one of `,`, `;` and tab by which the header has the title's column.
///
/// # Errors
/// A field that there is not, a column that the file has not, no column for the title.
pub(super) fn read(input: Input, map: &ColumnMap, sink: &mut Sink) -> Result<()> {
    check_columns(map)?;
    let first = input.start.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|mark| {
        let names = Header::new(&super::csv_rows::cells_of(first, *mark, true));
        map.values().filter(|name| names.find(&[name]).is_some()).count()
    });
    let delimiter = delimiter.unwrap_or(b',');
    let header = Header::new(&super::csv_rows::cells_of(first, delimiter, true));
    let line = input.start.lines().take_while(|line| line.trim().is_empty()).count() as u64 + 1;
    for (field, column) in map {
        if header.find(&[column]).is_none() {
            let what = format!("no column `{column}`, which the column map names for `{field}`");
            return Err(sink.error(line, what, format!("the columns are {}", header.names.join(", "))));
        }
    }
    let title = map.get("title").map_or("", String::as_str);
    let table = Table::open(input, delimiter, title, sink)?;
    let header = Header { names: table.header.names.clone() };
    table.read(sink, &|cells| record(map, &header, cells))
}

/// The record of one row.
fn record(map: &ColumnMap, header: &Header, cells: &[String]) -> Result<Record, String> {
    let text = |field: &str| filled(cells, header.find(&[map.get(field)?])).map(str::to_owned);
    let list = |field: &str| {
        text(field)
            .map(|text| if text.contains(';') { split_list(&text) } else { bars(&text) })
            .unwrap_or_default()
    };
    let Some(title) = text("title") else { return Err("the row has no title".to_owned()) };
    let kind = text("kind");
    if let Some(year) = text("year").filter(|year| dates::date(year).is_none()) {
        return Err(format!("the column of the year holds `{}`", year.chars().take(40).collect::<String>()));
    }
    let mut record = Record {
        date: text("date")
            .and_then(|text| dates::date(&text))
            .or_else(|| text("year").and_then(|text| dates::date(&text))),
        retracted: is_retracted(kind.as_deref(), Some(&title)),
        title: Some(title),
        kind,
        venue: text("venue"),
        volume: text("volume"),
        issue: text("issue"),
        article_number: text("article_number"),
        page_start: text("page_start"),
        page_end: text("page_end"),
        issns: list("issn"),
        language: text("language"),
        keywords: list("keywords"),
        topics: list("topics"),
        cited_by_count: text("cited_by_count").and_then(|count| count.parse().ok()),
        abstract_text: text("abstract"),
        authors: list("authors")
            .into_iter()
            .map(|name| RecordAuthor { name, ..RecordAuthor::default() })
            .collect(),
        affiliations: list("affiliations"),
        correspondence: text("correspondence"),
        references: list("references")
            .into_iter()
            .map(|text| RecordReference { text, ..RecordReference::default() })
            .collect(),
        funding: list("funding").into_iter().map(statement).collect(),
        ..Record::default()
    };
    for (field, prefix) in [("author_ids", "user:"), ("orcids", "")] {
        let ids = list(field);
        if ids.len() == record.authors.len() {
            for (author, id) in record.authors.iter_mut().zip(ids) {
                if prefix.is_empty() {
                    author.orcid = Some(id);
                } else {
                    author.source_id = Some(format!("{prefix}{id}"));
                }
            }
        }
    }
    // As many affiliations as authors, or one author: each has their own.
    if record.affiliations.len() == record.authors.len() {
        for (author, text) in record.authors.iter_mut().zip(&record.affiliations) {
            author.affiliations = vec![text.clone()];
        }
    } else if let [only] = record.authors.as_mut_slice() {
        only.affiliations.clone_from(&record.affiliations);
    }
    record.ids.doi = text("doi");
    record.ids.eid = text("eid");
    record.ids.ut = text("ut");
    record.ids.pmid = text("pmid");
    record.ids.openalex = text("openalex");
    record.ids.other = text("id").map(|id| format!("user:{id}"));
    Ok(record)
}

/// A list separated by bars, or a single item.
fn bars(text: &str) -> Vec<String> {
    text.split('|').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}
