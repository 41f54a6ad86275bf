//! Lens CSV: lists separated by `; `, references as Lens ids, no affiliations.

use super::dates;
use super::format::{Format, Input, Sink, Start};
use super::openalex_json::as_known;
use super::record::{Record, RecordAuthor, RecordFunding, RecordReference};
use super::table::{Cells, Table};
use super::text::is_retracted;
use crate::Result;

/// The format.
pub(super) struct LensCsv;

impl Format for LensCsv {
    fn name(&self) -> &'static str {
        "lens csv"
    }

    fn looks_like(&self) -> &'static str {
        "Lens CSV (a header with `Lens ID`)"
    }

    fn recognises(&self, start: &Start) -> bool {
        start.header(b',').iter().any(|name| name == "Lens ID")
    }

    fn read(&self, input: Input, sink: &mut Sink) -> Result<()> {
        let table = Table::open(input, b',', "Lens ID", sink)?;
        if table.header.find(&["Title"]).is_none() {
            return Err(sink.error(
                table.line,
                "no column `Title`; this looks like a Lens export cut to fewer fields",
                "export again with all fields",
            ));
        }
        if table.header.find(&["References"]).is_none() {
            sink.note("no column `References`: no citation can be read from this file; export again with all fields");
        }
        let header = super::columns::Header { names: table.header.names.clone() };
        table.read(sink, &|cells| record(&Cells { header: &header, cells }))
    }
}

/// The record of one row.
fn record(row: &Cells) -> Result<Record, String> {
    let id = row.text(&["Lens ID"]);
    if let Some(id) =
        id.as_deref().filter(|id| !(id.len() == 19 && id.bytes().filter(|byte| *byte == b'-').count() == 4))
    {
        return Err(format!(
            "the cells stand in the wrong columns: the column `Lens ID` holds `{}`",
            id.chars().take(40).collect::<String>()
        ));
    }
    let title = row.text(&["Title"]);
    if id.is_none() && title.is_none() {
        return Err("the row has neither a title nor a Lens ID".to_owned());
    }
    let kind = row.text(&["Publication Type"]);
    let date = row.text(&["Date Published"]).and_then(|text| dates::date(&text)).map(as_known);
    let mut record = Record {
        date: date.or_else(|| row.text(&["Publication Year"]).and_then(|text| dates::date(&text))),
        retracted: is_retracted(kind.as_deref(), title.as_deref()),
        title,
        kind,
        venue: row.text(&["Source Title"]),
        volume: row.text(&["Volume"]),
        issue: row.text(&["Issue Number"]),
        page_start: row.text(&["Start Page"]),
        page_end: row.text(&["End Page"]),
        issns: row.list(&["ISSNs"], ';'),
        keywords: row.list(&["Keywords"], ';'),
        topics: [row.list(&["Fields of Study"], ';'), row.list(&["MeSH Terms"], ';')].concat(),
        cited_by_count: row.count(&["Citing Works Count"]),
        abstract_text: row.text(&["Abstract"]),
        authors: row.list(&["Author/s"], ';').iter().map(|name| author(name)).collect(),
        references: row.list(&["References"], ';').iter().map(|id| cited(id)).collect(),
        funding: row
            .list(&["Funding"], ';')
            .into_iter()
            .map(|funder| RecordFunding { funder, ..RecordFunding::default() })
            .collect(),
        ..Record::default()
    };
    record.ids.doi = row.text(&["DOI"]);
    record.ids.pmid = row.text(&["PMID"]);
    record.ids.other = id.map(|id| format!("lens:{id}"));
    Ok(record)
}

/// Lens writes `null` for a given name that it does not know.
fn author(name: &str) -> RecordAuthor {
    RecordAuthor { name: name.strip_prefix("null ").unwrap_or(name).to_owned(), ..RecordAuthor::default() }
}

/// A cited work, of which Lens gives the id only.
fn cited(id: &str) -> RecordReference {
    let mut reference = RecordReference::default();
    reference.ids.other = Some(format!("lens:{id}"));
    reference
}
