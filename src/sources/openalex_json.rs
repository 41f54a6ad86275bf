//! OpenAlex works as JSON: API pages (`results`) and JSON lines (the snapshot's form), old and new layouts.
//!
//! OpenAlex fills a day or month that it does not know with 1, so the first of a month is read as known to the month,
//! and the first of January to the year.

use serde_json::Value;

use super::dates;
use super::format::{Format, Input, Sink, Start};
use super::json_stream::Works;
use super::json_value::{at, count, items, last_part, number, text, texts, texts_in};
use super::record::{Record, RecordAuthor, RecordFunding, RecordPlace, RecordReference};
use super::text::doi;
use crate::Result;
use crate::date::{PartialDate, Precision};

/// The format.
pub(super) struct OpenalexJson;

impl Format for OpenalexJson {
    fn name(&self) -> &'static str {
        "openalex json"
    }

    fn looks_like(&self) -> &'static str {
        "OpenAlex works as JSON (an API page with `results`, or JSON lines)"
    }

    fn recognises(&self, start: &Start) -> bool {
        let text = start.text.trim_start();
        let works = text.contains("openalex.org/W")
            && (text.contains("\"authorships\"")
                || text.contains("\"publication_year\"")
                || text.contains("\"referenced_works\""));
        let empty_page = text.contains("\"results\"") && text.contains("\"per_page\"");
        text.starts_with(['{', '[']) && (works || empty_page)
    }

    fn read(&self, input: Input, sink: &mut Sink) -> Result<()> {
        read_works(input, sink, is_work, record)
    }
}

/// Reads the works of a JSON file by `record`.
pub(super) fn read_works(
    input: Input,
    sink: &mut Sink,
    is_work: fn(&Value) -> bool,
    record: fn(&Value) -> Result<Record, String>,
) -> Result<()> {
    let mut works = Works::new(&input.path, input.bytes, &input.start, is_work);
    while let Some(piece) = works.next_piece()? {
        if piece.odd_bytes {
            sink.odd_bytes(piece.line);
        }
        sink.take(piece.line, piece.work.and_then(|work| record(&work)), &piece.start);
    }
    Ok(())
}

fn is_work(value: &Value) -> bool {
    value.get("id").is_some()
        && (value.get("authorships").is_some() || value.get("publication_year").is_some())
}

/// The record of one work.
fn record(work: &Value) -> Result<Record, String> {
    let id = text(work, &["id"]).map(|id| last_part(&id)).filter(|id| id.starts_with('W'));
    let title = text(work, &["title"]).or_else(|| text(work, &["display_name"]));
    if id.is_none() && title.is_none() {
        return Err("the object has neither a title nor the id of a work".to_owned());
    }
    let source =
        at(work, &["primary_location", "source"]).or_else(|| work.get("host_venue")).unwrap_or(&Value::Null);
    let mut record = Record {
        title,
        date: text(work, &["publication_date"]).and_then(|date| dates::date(&date)).map(as_known).or_else(
            || work.get("publication_year").and_then(number).and_then(|year| PartialDate::year(year as i16)),
        ),
        venue: text(source, &["display_name"])
            .or_else(|| text(work, &["primary_location", "raw_source_name"])),
        volume: text(work, &["biblio", "volume"]),
        issue: text(work, &["biblio", "issue"]),
        page_start: text(work, &["biblio", "first_page"]),
        page_end: text(work, &["biblio", "last_page"]),
        issns: texts(source, &["issn"]),
        kind: text(work, &["type"]).or_else(|| text(work, &["type_crossref"])),
        language: text(work, &["language"]),
        cited_by_count: count(work, "cited_by_count"),
        retracted: work.get("is_retracted") == Some(&Value::Bool(true)),
        abstract_text: text(work, &["abstract"]).or_else(|| inverted(work.get("abstract_inverted_index")?)),
        authors: items(work, &["authorships"]).iter().filter_map(author).collect(),
        references: texts(work, &["referenced_works"]).iter().map(|link| cited(link)).collect(),
        references_count: count(work, "referenced_works_count"),
        funding: funding(work),
        ..Record::default()
    };
    let named = [
        texts_in(work, &["topics"], "display_name"),
        texts_in(work, &["keywords"], "display_name"),
        texts_in(work, &["keywords"], "keyword"),
        texts_in(work, &["concepts"], "display_name"),
        texts_in(work, &["mesh"], "descriptor_name"),
    ];
    for topic in named.into_iter().flatten() {
        if !record.topics.contains(&topic) {
            record.topics.push(topic);
        }
    }
    for text in record.authors.iter().flat_map(|author| &author.affiliations) {
        if !record.affiliations.contains(text) {
            record.affiliations.push(text.clone());
        }
    }
    for authorship in items(work, &["authorships"]) {
        for place in places(authorship) {
            if !record.places.contains(&place) {
                record.places.push(place);
            }
        }
    }
    record.ids.openalex = id;
    record.ids.doi =
        text(work, &["doi"]).or_else(|| text(work, &["ids", "doi"])).map(|link| doi(&link).unwrap_or(link));
    record.ids.pmid = text(work, &["ids", "pmid"]).map(|link| last_part(&link));
    Ok(record)
}

/// The date with no more precision than OpenAlex can be taken to know.
pub(super) fn as_known(date: PartialDate) -> PartialDate {
    let day = date.first_day();
    match (date.precision(), day.month(), day.day()) {
        (Precision::Day, 1, 1) => date.coarsened(Precision::Year),
        (Precision::Day, _, 1) => date.coarsened(Precision::Month),
        _ => date,
    }
}

/// One authorship, with the affiliation as printed, else the name of the institution that OpenAlex found.
fn author(authorship: &Value) -> Option<RecordAuthor> {
    let name =
        text(authorship, &["raw_author_name"]).or_else(|| text(authorship, &["author", "display_name"]))?;
    Some(RecordAuthor {
        name,
        source_id: text(authorship, &["author", "id"]).map(|id| format!("openalex:{}", last_part(&id))),
        orcid: text(authorship, &["author", "orcid"]),
        affiliations: affiliations(authorship),
        ..RecordAuthor::default()
    })
}

/// The affiliations as printed, else the names of the institutions that OpenAlex found.
fn affiliations(authorship: &Value) -> Vec<String> {
    let printed = texts(authorship, &["raw_affiliation_strings"]);
    if !printed.is_empty() {
        return printed;
    }
    let printed = texts(authorship, &["raw_affiliation_string"]);
    if !printed.is_empty() {
        return printed;
    }
    texts_in(authorship, &["institutions"], "display_name")
}

/// What OpenAlex found in the affiliations of one authorship. Newer works say which institutions stand in which text
/// (`affiliations`); in older ones that is certain only for a single text; of several texts only the one country of all their
/// institutions is.
fn places(authorship: &Value) -> Vec<RecordPlace> {
    let institutions = items(authorship, &["institutions"]);
    let place = |affiliation: &str, institution: &Value| RecordPlace {
        affiliation: affiliation.to_owned(),
        ror: text(institution, &["ror"]),
        country: text(institution, &["country_code"]),
    };
    let stated = items(authorship, &["affiliations"]);
    if !stated.is_empty() {
        let of = |one: &Value| {
            let printed = text(one, &["raw_affiliation_string"])?;
            let ids = texts(one, &["institution_ids"]);
            let named = institutions.iter().filter(|i| text(i, &["id"]).is_some_and(|id| ids.contains(&id)));
            Some(named.map(|institution| place(&printed, institution)).collect::<Vec<_>>())
        };
        return stated.iter().filter_map(of).flatten().collect();
    }
    let printed = affiliations(authorship);
    let names = texts_in(authorship, &["institutions"], "display_name");
    if printed == names {
        let named = institutions.iter().filter_map(|i| Some(place(&text(i, &["display_name"])?, i)));
        return named.collect();
    }
    if let [only] = printed.as_slice() {
        return institutions.iter().map(|institution| place(only, institution)).collect();
    }
    let mut countries: Vec<String> =
        institutions.iter().filter_map(|institution| text(institution, &["country_code"])).collect();
    countries.dedup();
    let [country] = countries.as_slice() else { return Vec::new() };
    let of =
        |text: &String| RecordPlace { affiliation: text.clone(), ror: None, country: Some(country.clone()) };
    printed.iter().map(of).collect()
}

/// A cited work, of which OpenAlex gives the id only.
fn cited(link: &str) -> RecordReference {
    let mut reference = RecordReference::default();
    reference.ids.openalex = Some(last_part(link));
    reference
}

/// The text whose words stand in an inverted index: word to places.
fn inverted(index: &Value) -> Option<String> {
    // In the snapshot's old form the index stands in a string.
    if let Value::String(inner) = index {
        let inner: Value = serde_json::from_str(inner).ok()?;
        return inverted(inner.get("InvertedIndex").unwrap_or(&inner));
    }
    let mut words: Vec<(i64, &str)> = Vec::new();
    for (word, places) in index.as_object()? {
        words.extend(places.as_array()?.iter().filter_map(number).map(|place| (place, word.as_str())));
    }
    words.sort_unstable();
    let words: Vec<&str> = words.into_iter().map(|(_, word)| word).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Funders with awards: `grants` (to 2025), or `awards` and the `funders` that have none.
fn funding(work: &Value) -> Vec<RecordFunding> {
    let mut funding: Vec<RecordFunding> = Vec::new();
    let grants = items(work, &["grants"]).iter().map(|grant| (grant, "funder", "award_id"));
    let awards = items(work, &["awards"]).iter().map(|award| (award, "funder_id", "funder_award_id"));
    let funders = items(work, &["funders"]).iter().map(|funder| (funder, "id", ""));
    for (value, id_key, award_key) in grants.chain(awards).chain(funders) {
        let id = text(value, &[id_key]).map(|id| last_part(&id));
        let name_key = if award_key.is_empty() { "display_name" } else { "funder_display_name" };
        let funder = text(value, &[name_key]).unwrap_or_default();
        let award = text(value, &[award_key]);
        match funding.iter_mut().find(|have| have.funder == funder && have.funder_id == id) {
            Some(have) => have.awards.extend(award),
            None => funding.push(RecordFunding {
                funder,
                awards: award.into_iter().collect(),
                funder_id: id,
                is_statement: false,
            }),
        }
    }
    funding
}
