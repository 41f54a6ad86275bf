//! Dimensions CSV: a sentence before the header or none, affiliations in brackets behind each author, and in the export
//! for bibliometric mapping the cited references in square brackets with fields separated by bars.

use super::dates;
use super::format::{Format, Input, Sink, Start};
use super::record::{Record, RecordAuthor, RecordFunding, RecordReference, ReferenceFields};
use super::table::{Cells, Table};
use super::text::{is_retracted, page_range, split_list, split_outside};
use crate::Result;

/// The format.
pub(super) struct DimensionsCsv;

impl Format for DimensionsCsv {
    fn name(&self) -> &'static str {
        "dimensions csv"
    }

    fn looks_like(&self) -> &'static str {
        "Dimensions CSV (a header with `Publication ID`, after a sentence about the data or not)"
    }

    fn recognises(&self, start: &Start) -> bool {
        start.lines().take(5).any(|line| {
            let names = super::csv_rows::cells_of(line, b',', true);
            let has = |wanted: &str| names.iter().any(|name| name.trim() == wanted);
            has("Publication ID") && (has("PubYear") || has("Dimensions URL") || has("Title"))
        })
    }

    fn read(&self, input: Input, sink: &mut Sink) -> Result<()> {
        let table = Table::open(input, b',', "Publication ID", sink)?;
        if table.header.find(&["Title"]).is_none() {
            return Err(sink.error(
                table.line,
                "no column `Title`; this looks like a Dimensions export cut to fewer fields",
                "export again with all fields",
            ));
        }
        if table.header.find(&["Cited references"]).is_none() {
            sink.note("no column `Cited references`: no citation can be read from this file; export for bibliometric mapping");
        }
        let header = super::columns::Header { names: table.header.names.clone() };
        table.read(sink, &|cells| record(&Cells { header: &header, cells }))
    }
}

/// The record of one row.
fn record(row: &Cells) -> Result<Record, String> {
    let id = row.text(&["Publication ID"]);
    let Some(id) =
        id.filter(|id| id.starts_with("pub.") && id[4..].bytes().all(|byte| byte.is_ascii_digit()))
    else {
        return Err("the column `Publication ID` holds no id of a publication (`pub.…`)".to_owned());
    };
    let title = row.text(&["Title"]);
    let kind = row.text(&["Publication Type"]);
    let (page_start, page_end) = page_range(row.text(&["Pagination"]));
    let date = row.text(&[
        "Publication Date",
        "Publication date",
        "Publication date (print)",
        "Publication date (online)",
    ]);
    let mut record = Record {
        date: date
            .and_then(|text| dates::date(&text))
            .or_else(|| row.text(&["PubYear"]).and_then(|text| dates::date(&text))),
        retracted: is_retracted(kind.as_deref(), title.as_deref()),
        title,
        kind,
        venue: row.text(&["Source title", "Source title/Anthology title", "Anthology title"]),
        volume: row.text(&["Volume"]),
        issue: row.text(&["Issue"]),
        page_start,
        page_end,
        issns: row.list(&["ISSN"], ';'),
        topics: row.list(&["MeSH terms"], ';'),
        cited_by_count: row.count(&["Times cited"]),
        abstract_text: row.text(&["Abstract"]),
        authors: row.list(&["Authors"], ';').into_iter().map(named).collect(),
        correspondence: row.text(&["Corresponding Authors", "Corresponding Author"]),
        references: row.text(&["Cited references"]).map(|text| references(&text)).unwrap_or_default(),
        funding: row
            .list(&["Funder"], ';')
            .into_iter()
            .map(|funder| RecordFunding { funder, ..RecordFunding::default() })
            .collect(),
        ..Record::default()
    };
    let tied = row.text(&["Authors (Raw Affiliation)", "Authors Affiliations"]).unwrap_or_default();
    for (at, part) in split_outside(&tied, ';').iter().enumerate() {
        tie(&mut record.authors, at, part);
    }
    for text in record.authors.iter().flat_map(|author| &author.affiliations) {
        if !record.affiliations.contains(text) {
            record.affiliations.push(text.clone());
        }
    }
    record.ids.doi = row.text(&["DOI"]);
    record.ids.pmid = row.text(&["PMID"]);
    record.ids.other = Some(format!("dimensions:{id}"));
    Ok(record)
}

/// An author from `Surname, Given`.
fn named(name: String) -> RecordAuthor {
    let full_name = name.contains(", ").then(|| name.clone());
    RecordAuthor { name, full_name, ..RecordAuthor::default() }
}

/// `Surname, Given (Univ One; Univ Two (Country))` at place `at` of the list.
fn tie(authors: &mut [RecordAuthor], at: usize, part: &str) {
    let Some((name, inside)) = part.strip_suffix(')').and_then(|part| part.split_once(" (")) else { return };
    let place = if authors.get(at).is_some_and(|author| author.name == name) {
        Some(at)
    } else {
        authors.iter().position(|author| author.name == name)
    };
    if let Some(author) = place.and_then(|place| authors.get_mut(place)) {
        author.affiliations = split_outside(inside, ';');
    }
}

/// `[authors|author ids|source|year|volume|issue|pages|doi|id|times cited];[…]`.
fn references(cell: &str) -> Vec<RecordReference> {
    let cell = cell.trim().trim_start_matches('[').trim_end_matches(']');
    cell.replace("]; [", "];[").split("];[").filter(|item| !item.trim().is_empty()).map(reference).collect()
}

/// One cited reference; ids are known by their form wherever they stand.
fn reference(item: &str) -> RecordReference {
    let parts: Vec<&str> = item.split('|').map(str::trim).collect();
    let part = |at: usize| parts.get(at).filter(|part| !part.is_empty()).map(|part| (*part).to_owned());
    let mut reference = RecordReference { text: item.trim().to_owned(), ..RecordReference::default() };
    reference.ids.doi = parts
        .iter()
        .find(|part| part.starts_with("10.") && part.contains('/'))
        .map(|part| (*part).to_owned());
    reference.ids.other =
        parts.iter().find(|part| part.starts_with("pub.")).map(|id| format!("dimensions:{id}"));
    if parts.len() >= 8 {
        let (page_start, page_end) = page_range(part(6));
        reference.fields = ReferenceFields {
            authors: part(0).map(|names| split_list(&names)).unwrap_or_default(),
            venue: part(2),
            year: part(3).and_then(|year| dates::year(&year)),
            volume: part(4),
            issue: part(5),
            page_start,
            page_end,
            doi: reference.ids.doi.clone(),
            ..ReferenceFields::default()
        };
    }
    reference
}
