//! The CSV of OpenAlex's web interface: nested fields as dotted columns, lists separated by `|`; before 2024 with names of
//! their own (`author_names`, `primary_location_display_name`).
//!
//! It lists the authors and the institutions of a work side by side without saying who belongs where.

use super::dates;
use super::format::{Format, Input, Sink, Start};
use super::json_value::last_part;
use super::openalex_json::as_known;
use super::record::{Record, RecordAuthor, RecordFunding, RecordPlace, RecordReference};
use super::table::{Cells, Table};
use super::text::doi;
use crate::Result;

/// The format.
pub(super) struct OpenalexCsv;

impl Format for OpenalexCsv {
    fn name(&self) -> &'static str {
        "openalex csv"
    }

    fn looks_like(&self) -> &'static str {
        "CSV of OpenAlex's web interface (a header with `id`, `display_name`, `publication_year`)"
    }

    fn recognises(&self, start: &Start) -> bool {
        let header = start.header(b',');
        let has = |name: &str| header.iter().any(|have| have == name);
        let dotted = header.iter().any(|name| {
            name.starts_with("authorships.")
                || name.starts_with("primary_location.")
                || name.starts_with("primary_location_")
                || name.starts_with("open_access.")
        });
        // Others write `id`, `title` and `publication_year` too: with `title` it takes a column of OpenAlex's own.
        let named = has("display_name") && has("publication_year") || has("title") && has("cited_by_count");
        has("id") && (has("display_name") || has("title")) && (dotted || named)
    }

    fn read(&self, input: Input, sink: &mut Sink) -> Result<()> {
        let table = Table::open(input, b',', "id", sink)?;
        if table.header.find(&["referenced_works"]).is_none() {
            sink.note("no column `referenced_works`: no citation can be read from this file; the API's JSON has them");
        }
        let header = super::columns::Header { names: table.header.names.clone() };
        table.read(sink, &|cells| record(&Cells { header: &header, cells }))
    }
}

/// The record of one row.
fn record(row: &Cells) -> Result<Record, String> {
    let id = row.text(&["id"]).map(|id| last_part(&id));
    let Some(id) = id.filter(|id| id.starts_with('W') && id[1..].bytes().all(|byte| byte.is_ascii_digit()))
    else {
        return Err("the column `id` holds no OpenAlex work".to_owned());
    };
    let date = row.text(&["publication_date"]).and_then(|text| dates::date(&text)).map(as_known);
    let mut record = Record {
        date: date.or_else(|| row.text(&["publication_year"]).and_then(|text| dates::date(&text))),
        title: row.text(&["display_name", "title"]),
        kind: row.text(&["type"]),
        venue: row.text(&[
            "primary_location.source.display_name",
            "primary_location_display_name",
            "host_venue.display_name",
        ]),
        volume: row.text(&["biblio.volume", "biblio_volume"]),
        issue: row.text(&["biblio.issue", "biblio_issue"]),
        page_start: row.text(&["biblio.first_page", "biblio_first_page"]),
        page_end: row.text(&["biblio.last_page", "biblio_last_page"]),
        issns: row.list(
            &["primary_location.source.issn", "primary_location.source.issn_l", "primary_location_issns"],
            '|',
        ),
        language: row.text(&["language"]),
        cited_by_count: row.count(&["cited_by_count"]),
        retracted: row.text(&["is_retracted"]).is_some_and(|text| text.eq_ignore_ascii_case("true")),
        abstract_text: row.text(&["abstract"]),
        affiliations: once(row.list(
            &[
                "authorships.raw_affiliation_strings",
                "authorships_raw_affiliation_string",
                "authorships.institutions.display_name",
                "author_institution_names",
            ],
            '|',
        )),
        references: row.list(&["referenced_works"], '|').iter().map(|link| cited(link)).collect(),
        references_count: row.count(&["referenced_works_count"]),
        ..Record::default()
    };
    record.topics = [
        "primary_topic.display_name",
        "topics.display_name",
        "keywords.display_name",
        "concepts.display_name",
        "concepts_display_name",
    ]
    .iter()
    .flat_map(|name| row.list(&[*name], '|'))
    .collect();
    record.topics.dedup();
    let names =
        row.list(&["authorships.author.display_name", "authorships.raw_author_name", "author_names"], '|');
    let ids = row.list(&["authorships.author.id", "author_ids"], '|');
    record.authors = names.into_iter().map(|name| RecordAuthor { name, ..RecordAuthor::default() }).collect();
    if ids.len() == record.authors.len() {
        for (author, id) in record.authors.iter_mut().zip(&ids) {
            author.source_id = Some(format!("openalex:{}", last_part(id)));
        }
    }
    // An author without ORCID leaves an empty place in the list.
    let orcids = row.text(&["authorships.author.orcid", "author_orcids"]).unwrap_or_default();
    let orcids: Vec<&str> = orcids.split('|').map(str::trim).collect();
    if orcids.len() == record.authors.len() {
        for (author, orcid) in record.authors.iter_mut().zip(orcids).filter(|(_, orcid)| !orcid.is_empty()) {
            author.orcid = Some(orcid.to_owned());
        }
    }
    if let [only] = record.authors.as_mut_slice() {
        only.affiliations.clone_from(&record.affiliations);
    }
    let funders =
        row.list(&["funders.display_name", "grants.funder_display_name", "grants_funder_display_name"], '|');
    record.funding =
        funders.into_iter().map(|funder| RecordFunding { funder, ..RecordFunding::default() }).collect();
    // The countries stand side by side with the institutions; which is whose is certain where there is one.
    let countries = once(row.list(&["authorships.countries", "authorships_countries"], '|'));
    if let [country] = countries.as_slice() {
        let of = |text: &String| RecordPlace {
            affiliation: text.clone(),
            ror: None,
            country: Some(country.clone()),
        };
        record.places = record.affiliations.iter().map(of).collect();
    }
    record.ids.openalex = Some(id);
    record.ids.doi = row.text(&["doi", "ids.doi", "ids_doi"]).map(|link| doi(&link).unwrap_or(link));
    record.ids.pmid = row.text(&["ids.pmid", "pmid"]).map(|link| last_part(&link));
    Ok(record)
}

/// Each text once, in order.
fn once(texts: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for text in texts {
        if !kept.contains(&text) {
            kept.push(text);
        }
    }
    kept
}

/// A cited work by its id.
fn cited(link: &str) -> RecordReference {
    let mut reference = RecordReference::default();
    reference.ids.openalex = Some(last_part(link));
    reference
}
