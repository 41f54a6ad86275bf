//! Crossref works as JSON: API answers (`message.items`), the yearly public file (`items`), JSON lines, and the extended
//! JSON of a MongoDB that holds them.

use serde_json::Value;

use super::format::{Format, Input, Sink, Start};
use super::json_value::{at, count, items, number, text, texts};
use super::markup::{without_entities, without_tags};
use super::openalex_json::read_works;
use super::record::{
    Record, RecordAuthor, RecordFunding, RecordPlace, RecordReference, RecordRelation, ReferenceFields,
    RelationKind,
};
use super::text::{doi, is_retracted, page_range};
use crate::Result;
use crate::date::PartialDate;

/// The format.
pub(super) struct CrossrefJson;

impl Format for CrossrefJson {
    fn name(&self) -> &'static str {
        "crossref json"
    }

    fn looks_like(&self) -> &'static str {
        "Crossref works as JSON (`message.items`, `items`, or JSON lines)"
    }

    fn recognises(&self, start: &Start) -> bool {
        let text = start.text.trim_start();
        let works = text.contains("\"DOI\"")
            && [
                "\"is-referenced-by-count\"",
                "\"date-parts\"",
                "\"container-title\"",
                "\"references-count\"",
            ]
            .iter()
            .any(|key| text.contains(key));
        text.starts_with(['{', '[']) && (works || text.contains("\"message-type\""))
    }

    fn read(&self, input: Input, sink: &mut Sink) -> Result<()> {
        read_works(input, sink, is_work, record)
    }
}

fn is_work(value: &Value) -> bool {
    value.get("DOI").is_some()
        && ["title", "issued", "type", "publisher"].iter().any(|key| value.get(key).is_some())
        && value.get("key").is_none()
}

/// The record of one work; an answer about a single work has it in `message`.
fn record(work: &Value) -> Result<Record, String> {
    let work = work.get("message").filter(|message| message.get("DOI").is_some()).unwrap_or(work);
    let id = text(work, &["DOI"]);
    let title = titled(work);
    if id.is_none() && title.is_none() {
        return Err("the object has neither a title nor a DOI".to_owned());
    }
    let (page_start, page_end) = page_range(text(work, &["page"]));
    let kind = text(work, &["type"]);
    let updates = |key: &str| {
        items(work, &[key])
            .iter()
            .filter_map(|update| text(update, &["type"]))
            .any(|kind| kind.to_lowercase().contains("retract"))
    };
    let mut record = Record {
        date: ["issued", "published", "published-print", "published-online"]
            .iter()
            .find_map(|key| date(work.get(key)?)),
        retracted: is_retracted(kind.as_deref(), title.as_deref())
            || updates("update-to")
            || updates("updated-by"),
        title,
        original_title: texts(work, &["original-title"]).into_iter().next(),
        venue: texts(work, &["container-title"]).first().map(|venue| without_entities(venue)),
        venue_abbreviated: texts(work, &["short-container-title"]).into_iter().next(),
        volume: text(work, &["volume"]),
        issue: text(work, &["issue"]),
        article_number: text(work, &["article-number"]),
        page_start,
        page_end,
        issns: texts(work, &["ISSN"]),
        kind,
        language: text(work, &["language"]),
        topics: texts(work, &["subject"]),
        cited_by_count: count(work, "is-referenced-by-count"),
        abstract_text: text(work, &["abstract"]).and_then(|text| without_tags(&text)),
        authors: items(work, &["author"]).iter().filter_map(author).collect(),
        references: items(work, &["reference"]).iter().map(reference).collect(),
        references_count: count(work, "references-count").or_else(|| count(work, "reference-count")),
        funding: items(work, &["funder"]).iter().map(funder).collect(),
        relations: relations(work),
        ..Record::default()
    };
    record.ids.doi = id;
    let affiliations = items(work, &["author"]).iter().flat_map(|author| items(author, &["affiliation"]));
    for place in affiliations.flat_map(places) {
        if !record.places.contains(&place) {
            record.places.push(place);
        }
    }
    for text in record.authors.iter().flat_map(|author| &author.affiliations) {
        if !record.affiliations.contains(text) {
            record.affiliations.push(text.clone());
        }
    }
    Ok(record)
}

/// Title and subtitle.
fn titled(work: &Value) -> Option<String> {
    let title = texts(work, &["title"]).into_iter().next().map(|title| without_entities(&title))?;
    match texts(work, &["subtitle"]).into_iter().next().map(|more| without_entities(&more)) {
        Some(more) if !title.to_lowercase().contains(&more.to_lowercase()) => {
            Some(format!("{title}: {more}"))
        }
        _ => Some(title),
    }
}

/// `{"date-parts": [[2019, 7, 3]]}`; `[[null]]` is no date.
fn date(value: &Value) -> Option<PartialDate> {
    let parts: Vec<i64> =
        items(value, &["date-parts"]).first()?.as_array()?.iter().map_while(number).collect();
    let part = |at: usize| parts.get(at).and_then(|&part| i8::try_from(part).ok());
    let year = i16::try_from(*parts.first()?).ok()?;
    PartialDate::new(year, part(1), part(2))
        .or_else(|| PartialDate::new(year, part(1), None))
        .or_else(|| PartialDate::year(year))
}

/// One author, or a body that wrote.
fn author(value: &Value) -> Option<RecordAuthor> {
    let (family, given) = (text(value, &["family"]), text(value, &["given"]));
    let name = match (&family, &given) {
        (Some(family), Some(given)) => format!("{family}, {given}"),
        _ => family.clone().or_else(|| text(value, &["name"])).or(given.clone())?,
    };
    Some(RecordAuthor {
        full_name: (family.is_some() && given.is_some()).then(|| name.clone()),
        name,
        orcid: text(value, &["ORCID"]),
        affiliations: items(value, &["affiliation"]).iter().filter_map(affiliation).collect(),
        ..RecordAuthor::default()
    })
}

/// The text of an affiliation; where the publisher gave only its ROR id, that.
fn affiliation(value: &Value) -> Option<String> {
    text(value, &["name"]).or_else(|| rors(value).into_iter().next())
}

/// The ROR ids that the publisher gave with an affiliation.
fn rors(value: &Value) -> Vec<String> {
    let is_ror = |one: &&Value| text(one, &["id-type"]).is_some_and(|kind| kind.eq_ignore_ascii_case("ror"));
    items(value, &["id"]).iter().filter(is_ror).filter_map(|one| text(one, &["id"])).collect()
}

/// What the publisher says of an affiliation beside its text.
fn places(value: &Value) -> Vec<RecordPlace> {
    let Some(affiliation) = affiliation(value) else { return Vec::new() };
    let of = |ror| RecordPlace { affiliation: affiliation.clone(), ror: Some(ror), country: None };
    rors(value).into_iter().map(of).collect()
}

/// The works that `relation` says are a preprint, the article or another version.
fn relations(work: &Value) -> Vec<RecordRelation> {
    let kinds = [
        ("is-preprint-of", RelationKind::IsPreprintOf),
        ("has-preprint", RelationKind::HasPreprint),
        ("is-version-of", RelationKind::IsVersionOf),
        ("has-version", RelationKind::IsVersionOf),
    ];
    let of = |(key, kind): (&str, RelationKind)| -> Vec<RecordRelation> {
        // One relation stands without its list in some files.
        let stated = match at(work, &["relation", key]) {
            Some(Value::Array(list)) => list.iter().collect(),
            Some(one) => vec![one],
            None => Vec::new(),
        };
        let is_doi = |one: &&Value| text(one, &["id-type"]).is_none_or(|kind| kind == "doi");
        let dois = stated.into_iter().filter(is_doi).filter_map(|one| text(one, &["id"]));
        dois.map(|doi| RecordRelation { kind, doi }).collect()
    };
    kinds.into_iter().flat_map(of).collect()
}

/// One cited work, with the fields that the publisher gave.
fn reference(value: &Value) -> RecordReference {
    let get = |key: &str| text(value, &[key]).map(|text| without_entities(&text));
    let id = get("DOI").map(|id| doi(&id).unwrap_or(id));
    let fields = ReferenceFields {
        authors: get("author").into_iter().collect(),
        title: get("article-title").or_else(|| get("volume-title")),
        venue: get("journal-title").or_else(|| get("series-title")),
        year: get("year").and_then(|year| super::dates::year(year.get(..4)?)),
        volume: get("volume"),
        issue: get("issue"),
        page_start: get("first-page"),
        doi: id.clone(),
        ..ReferenceFields::default()
    };
    let text = get("unstructured").unwrap_or_else(|| {
        let year = fields.year.map(|year| year.to_string());
        let page = fields.page_start.clone();
        let parts = [
            fields.authors.first().cloned(),
            year,
            fields.title.clone(),
            fields.venue.clone(),
            fields.volume.clone(),
            page,
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    });
    let mut reference = RecordReference { text, fields, ..RecordReference::default() };
    reference.ids.doi = id;
    reference
}

/// One funder with its awards.
fn funder(value: &Value) -> RecordFunding {
    RecordFunding {
        funder: text(value, &["name"]).map(|name| without_entities(&name)).unwrap_or_default(),
        awards: texts(value, &["award"]),
        funder_id: text(value, &["DOI"]),
        is_statement: false,
    }
}
