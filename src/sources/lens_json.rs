//! Lens scholarly works as JSON lines or as the answer of its API (`data`).
//!
//! References are Lens ids, with a text where Lens could not tell the work.

use serde_json::Value;

use super::dates;
use super::format::{Format, Input, Sink, Start};
use super::json_value::{at, count, items, number, text, texts};
use super::markup::without_tags;
use super::openalex_json::{as_known, read_works};
use super::record::{Record, RecordAuthor, RecordFunding, RecordPlace, RecordReference};
use super::text::is_retracted;
use crate::Result;
use crate::date::PartialDate;

/// The format.
pub(super) struct LensJson;

impl Format for LensJson {
    fn name(&self) -> &'static str {
        "lens json"
    }

    fn looks_like(&self) -> &'static str {
        "Lens scholarly works as JSON lines"
    }

    fn recognises(&self, start: &Start) -> bool {
        let text = start.text.trim_start();
        text.starts_with(['{', '[']) && text.contains("\"lens_id\"")
    }

    fn read(&self, input: Input, sink: &mut Sink) -> Result<()> {
        read_works(input, sink, is_work, record)
    }
}

fn is_work(value: &Value) -> bool {
    value.get("lens_id").is_some() && (value.get("title").is_some() || value.get("year_published").is_some())
}

/// The record of one work.
fn record(work: &Value) -> Result<Record, String> {
    let title = text(work, &["title"]);
    let id = text(work, &["lens_id"]);
    if id.is_none() && title.is_none() {
        return Err("the object has neither a title nor a Lens id".to_owned());
    }
    let kind = text(work, &["publication_type"]);
    let external = |wanted: &str| {
        items(work, &["external_ids"])
            .iter()
            .find(|one| text(one, &["type"]).is_some_and(|kind| kind.eq_ignore_ascii_case(wanted)))
            .and_then(|one| text(one, &["value"]))
    };
    let issns = items(work, &["source", "issn"])
        .iter()
        .filter_map(|one| text(one, &["value"]).or_else(|| text(one, &[])));
    let mut record = Record {
        date: text(work, &["date_published"]).and_then(|date| dates::date(&date)).map(as_known).or_else(
            || {
                work.get("year_published")
                    .and_then(number)
                    .and_then(|year| PartialDate::year(i16::try_from(year).ok()?))
            },
        ),
        retracted: is_retracted(kind.as_deref(), title.as_deref())
            || at(work, &["retraction_updates"]).is_some(),
        title,
        kind,
        venue: text(work, &["source", "title"]),
        volume: text(work, &["volume"]),
        issue: text(work, &["issue"]),
        page_start: text(work, &["start_page"]),
        page_end: text(work, &["end_page"]),
        issns: issns.collect(),
        language: texts(work, &["languages"]).into_iter().next(),
        keywords: texts(work, &["keywords"]),
        topics: texts(work, &["fields_of_study"]),
        cited_by_count: count(work, "scholarly_citations_count"),
        abstract_text: text(work, &["abstract"]).and_then(|text| without_tags(&text)),
        authors: items(work, &["authors"]).iter().filter_map(author).collect(),
        references: items(work, &["references"]).iter().map(reference).collect(),
        references_count: count(work, "references_count"),
        funding: items(work, &["funding"])
            .iter()
            .map(|one| RecordFunding {
                funder: text(one, &["org"]).unwrap_or_default(),
                awards: text(one, &["funding_id"]).into_iter().collect(),
                ..RecordFunding::default()
            })
            .collect(),
        ..Record::default()
    };
    record
        .topics
        .extend(items(work, &["mesh_terms"]).iter().filter_map(|term| text(term, &["mesh_heading"])));
    let affiliations = items(work, &["authors"]).iter().flat_map(|author| items(author, &["affiliations"]));
    for place in affiliations.filter_map(place) {
        if !record.places.contains(&place) {
            record.places.push(place);
        }
    }
    record.ids.doi = external("doi");
    record.ids.pmid = external("pmid");
    record.ids.openalex = external("openalex");
    record.ids.other = id.map(|id| format!("lens:{id}"));
    for text in record.authors.iter().flat_map(|author| &author.affiliations) {
        if !record.affiliations.contains(text) {
            record.affiliations.push(text.clone());
        }
    }
    Ok(record)
}

/// One author; Lens writes `null` as a first name that it does not know.
fn author(value: &Value) -> Option<RecordAuthor> {
    let known = |key: &str| text(value, &[key]).filter(|name| name != "null");
    let (last, first) = (known("last_name"), known("first_name").or_else(|| known("initials")));
    let name = match (&last, &first) {
        (Some(last), Some(first)) => format!("{last}, {first}"),
        _ => last.clone().or_else(|| known("collective_name")).or(first.clone())?,
    };
    let id = |wanted: &str| {
        items(value, &["ids"])
            .iter()
            .find(|one| text(one, &["type"]).is_some_and(|kind| kind.eq_ignore_ascii_case(wanted)))
            .and_then(|one| text(one, &["value"]))
    };
    Some(RecordAuthor {
        full_name: (last.is_some() && first.is_some()).then(|| name.clone()),
        name,
        orcid: id("orcid"),
        affiliations: items(value, &["affiliations"]).iter().filter_map(|one| text(one, &["name"])).collect(),
        ..RecordAuthor::default()
    })
}

/// What Lens says of an affiliation beside its text.
fn place(value: &Value) -> Option<RecordPlace> {
    let ids = items(value, &["ids"]).iter();
    let mut rors =
        ids.filter(|one| text(one, &["type"]).is_some_and(|kind| kind.eq_ignore_ascii_case("ror")));
    let ror = rors.next().and_then(|one| text(one, &["value"])).or_else(|| text(value, &["ror_id"]));
    let country = text(value, &["country_code"]);
    let affiliation = text(value, &["name"])?;
    (ror.is_some() || country.is_some()).then_some(RecordPlace { affiliation, ror, country })
}

/// One cited work.
fn reference(value: &Value) -> RecordReference {
    let mut reference =
        RecordReference { text: text(value, &["text"]).unwrap_or_default(), ..RecordReference::default() };
    reference.ids.other =
        text(value, &["lens_id"]).or_else(|| text(value, &[])).map(|id| format!("lens:{id}"));
    reference
}
