//! The U.S. Consolidated Screening List as the International Trade Administration publishes it: CSV (with `_id` or without)
//! and JSON. <https://www.trade.gov/consolidated-screening-list>
//!
//! Each entry keeps its source list and its programmes, `start_date` and `end_date` are its period. People and vessels are
//! left out unless asked for. The country is that of the addresses where all of them agree.

use std::path::Path;

use serde::Deserialize;

use super::{Subjects, WatchEntry, WatchList};
use crate::date::PartialDate;
use crate::error::{Error, Place, Result};
use crate::places::countries::Countries;
use crate::places::country_code::CountryCode;
use crate::places::table::{Table, split_list};

/// What an entry says, in either form.
#[derive(Default, Deserialize)]
struct Record {
    #[serde(default, alias = "_id")]
    id: Option<String>,
    #[serde(default)]
    entity_number: Option<serde_json::Value>,
    #[serde(default)]
    source: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    programs: Option<Vec<String>>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    alt_names: Option<Vec<String>>,
    #[serde(default)]
    addresses: Option<Vec<Address>>,
    #[serde(default)]
    start_date: Option<String>,
    #[serde(default)]
    end_date: Option<String>,
    #[serde(default)]
    source_list_url: Option<String>,
    #[serde(default)]
    remarks: Option<String>,
}

#[derive(Deserialize)]
struct Address {
    #[serde(default)]
    country: Option<String>,
}

/// What the records stand in, as the list is published.
#[derive(Deserialize)]
struct Envelope {
    results: Vec<Record>,
}

/// Whether a header is this list's.
pub(super) fn is_csl(table: &Table) -> bool {
    table.column(&["source_list_url"]).is_some() && table.column(&["alt_names"]).is_some()
}

pub(super) fn from_table(path: &Path, table: &Table, subjects: Subjects) -> Result<WatchList> {
    let name = table.needed(&["name"], "the Consolidated Screening List")?;
    let [id, number, source, kind, programs, alternative, addresses, from, to, url, remarks] = [
        "_id",
        "entity_number",
        "source",
        "type",
        "programs",
        "alt_names",
        "addresses",
        "start_date",
        "end_date",
        "source_list_url",
        "remarks",
    ]
    .map(|column| table.column(&[column]));
    let records = table.rows().map(|row| {
        let some = |column| Some(row.cell(column).to_owned()).filter(|cell| !cell.is_empty());
        let record = Record {
            id: some(id),
            entity_number: some(number).map(Into::into),
            source: some(source),
            kind: some(kind),
            programs: Some(split_list(row.cell(programs))),
            name: row.cell(Some(name)).to_owned(),
            alt_names: Some(split_list(row.cell(alternative))),
            addresses: Some(split_list(row.cell(addresses)).iter().map(|a| address(a)).collect()),
            start_date: some(from),
            end_date: some(to),
            source_list_url: some(url),
            remarks: some(remarks),
        };
        (row.line(), record)
    });
    list_of(path, records, subjects)
}

pub(super) fn from_json(path: &Path, text: &str, subjects: Subjects) -> Result<WatchList> {
    let is_bare = text.trim_start().starts_with('[');
    let records: serde_json::Result<Vec<Record>> = if is_bare {
        serde_json::from_str(text)
    } else {
        serde_json::from_str(text).map(|Envelope { results }| results)
    };
    let records = records.map_err(|e| {
        let what = format!("this is no Consolidated Screening List in JSON ({e})");
        Error::input(Place::line(path, e.line() as u64), what, "give the list as published, CSV or JSON")
    })?;
    list_of(path, records.into_iter().enumerate().map(|(at, record)| (at as u64 + 1, record)), subjects)
}

/// The country of an address in a line of text: its last part is the code.
fn address(text: &str) -> Address {
    let code = text.rsplit(',').next().unwrap_or("").trim();
    let country = code.parse::<CountryCode>().ok().map(|c| c.to_string());
    let read = || Countries::embedded().find(text).last().map(|m| m.country.to_string());
    Address { country: country.or_else(read) }
}

fn list_of(
    path: &Path,
    records: impl Iterator<Item = (u64, Record)>,
    subjects: Subjects,
) -> Result<WatchList> {
    let mut list = WatchList::default();
    for (line, record) in records {
        let kind = record.kind.unwrap_or_default().to_lowercase();
        if !subjects.include(&kind) {
            list.left_out += 1;
            continue;
        }
        let date = |text: Option<String>, column: &str| -> Result<Option<PartialDate>> {
            match text.as_deref().map(str::trim) {
                None | Some("") => Ok(None),
                Some(text) => text.parse().map(Some).map_err(|_| {
                    let what = format!("`{text}` in the column `{column}` is no date");
                    Error::input(Place::line(path, line), what, "write YYYY-MM-DD or leave the cell empty")
                }),
            }
        };
        let mut countries: Vec<CountryCode> = record
            .addresses
            .unwrap_or_default()
            .iter()
            .filter_map(|a| a.country.as_deref().and_then(|c| c.parse().ok()))
            .collect();
        countries.sort_unstable();
        countries.dedup();
        let (name, mut aliases) = super::names_of(&record.name);
        aliases.extend(record.alt_names.unwrap_or_default());
        let number = record.entity_number.map(|n| n.as_str().map_or_else(|| n.to_string(), str::to_owned));
        let programs = record.programs.unwrap_or_default().join("; ");
        let source = record.source.unwrap_or_default();
        list.entries.push(WatchEntry {
            id: record.id.or(number).unwrap_or_else(|| name.clone()),
            name,
            aliases,
            country: if let [one] = countries[..] { Some(one) } else { None },
            kind,
            source: if programs.is_empty() { source } else { format!("{source} [{programs}]") },
            source_url: record.source_list_url.unwrap_or_default(),
            valid_from: date(record.start_date, "start_date")?,
            valid_to: date(record.end_date, "end_date")?,
            note: record.remarks.unwrap_or_default(),
            ..WatchEntry::default()
        });
    }
    Ok(list)
}
