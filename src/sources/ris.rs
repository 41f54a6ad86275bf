//! RIS of databases and reference managers: Scopus, IEEE Xplore, OpenAlex, Zotero, EndNote, Embase, Ovid, ProQuest.
//!
//! A record goes from `TY  -` to `ER  -`. What stands between records (numbers, a provider's lines) is passed over; a line
//! without tag goes on with the field before it. OpenAlex writes some tags in ways of its own (`DOI - `, `URL  - `, `AB - `)
//! and each author's affiliations as `C1` behind the author.

use super::dates;
use super::format::{Format, Input, Sink, Start};
use super::openalex_json::as_known;
use super::record::{Record, RecordAuthor};
use super::scopus_funding::funding as scopus_funding;
use super::scopus_references::references as scopus_references;
use super::tagged::{Ended, TagLine, Tagged, TaggedReader};
use super::text::{doi, is_retracted, page_range, split_list, statement, tidy};
use crate::Result;
use crate::date::PartialDate;

/// The format.
pub(super) struct Ris;

impl Format for Ris {
    fn name(&self) -> &'static str {
        "ris"
    }

    fn looks_like(&self) -> &'static str {
        "RIS (records from `TY  -` to `ER  -`)"
    }

    fn recognises(&self, start: &Start) -> bool {
        start.lines().any(|line| matches!(tell(line), TagLine::Begin(..)))
    }

    fn read(&self, input: Input, sink: &mut Sink) -> Result<()> {
        let mut reader = TaggedReader::new(input.lines(), tell);
        while let Some(tagged) = reader.next_record(sink)? {
            let read = match tagged.ended {
                Ended::Marked => record(&tagged),
                Ended::ByNext => record(&tagged).map_err(|why| format!("{why}; its end `ER  -` is missing")),
                Ended::ByFile => {
                    Err("the file ends inside this record: the export was cut short; export it again"
                        .to_owned())
                }
            };
            let excerpt = tagged
                .fields
                .iter()
                .take(4)
                .map(|(tag, lines)| format!("{tag}  - {}", lines.join(" ")))
                .collect::<Vec<_>>();
            sink.take(tagged.line, read, &excerpt.join("; "));
        }
        Ok(())
    }
}

/// Tags that OpenAlex writes in ways of its own, and what they are.
const OPENALEX: [(&str, &str); 3] = [("DOI - ", "DO"), ("URL  - ", "UR"), ("AB - ", "AB")];

/// What a line of the format is.
fn tell(line: &str) -> TagLine<'_> {
    let line = line.trim_end();
    if line.is_empty() {
        return TagLine::Nothing;
    }
    // Some number their records: `1. TY  - JOUR`.
    let unnumbered = line.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' '));
    let line = if unnumbered.starts_with("TY  -") { unnumbered } else { line };
    for (start, tag) in OPENALEX {
        if let Some(value) = line.strip_prefix(start) {
            return TagLine::Field(tag, value.trim());
        }
    }
    let bytes = line.as_bytes();
    let tagged = bytes.len() >= 5
        && bytes[0].is_ascii_uppercase()
        && (bytes[1].is_ascii_uppercase() || bytes[1].is_ascii_digit())
        && &bytes[2..5] == b"  -";
    if !tagged {
        return TagLine::Text(line.trim_start());
    }
    let value = line[5..].trim();
    match &line[..2] {
        "TY" => TagLine::Begin("TY", value),
        "ER" => TagLine::End,
        // Ovid puts the abbreviated journal behind the end of the record.
        "NL" => TagLine::Nothing,
        tag => TagLine::Field(tag, value),
    }
}

/// The record of one entry.
fn record(tagged: &Tagged) -> Result<Record, String> {
    let all = |tags: &[&str]| -> Vec<String> {
        let lines = tagged.fields.iter().filter(|(tag, _)| tags.contains(&tag.as_str()));
        lines.filter_map(|(_, lines)| tidy(&lines.join(" "))).collect()
    };
    let first = |tags: &[&str]| tags.iter().find_map(|tag| all(&[*tag]).into_iter().next());
    let title = first(&["TI", "T1", "CT"]);
    let openalex = !all(&["DI"]).is_empty();
    let id = all(&["DO", "M3", "L3", "UR"]).iter().find_map(|text| doi(text));
    if title.is_none() && id.is_none() {
        return Err("the record has neither a title nor a DOI".to_owned());
    }
    let kind = all(&["M3"]).into_iter().find(|text| is_document_type(text)).or_else(|| first(&["TY"]));
    // `Y2` is the day of access in most programs, and counts only where there is no other date.
    let published = date(first(&["PY"]), &all(&["DA", "Y1"])).or_else(|| date(None, &all(&["Y2"])));
    let (page_start, page_end) = match (first(&["SP"]), first(&["EP"])) {
        (Some(pages), None) => page_range(Some(pages)),
        both => both,
    };
    let notes = all(&["N1"]);
    let note = |start: &str| {
        notes.iter().find_map(|note| note.strip_prefix(start)).map(|rest| rest.trim().to_owned())
    };
    let mut record = Record {
        date: published.map(|date| if openalex { as_known(date) } else { date }),
        retracted: is_retracted(kind.as_deref(), title.as_deref()),
        title,
        kind,
        venue: first(&["T2", "JF", "JO", "BT"]),
        venue_abbreviated: first(&["J2", "JA"]),
        volume: first(&["VL"]),
        issue: first(&["IS"]),
        article_number: first(&["C7"]).filter(|number| number.len() < 30),
        page_start,
        page_end,
        issns: all(&["SN"]).iter().flat_map(|one| split_list(one)).collect(),
        language: first(&["LA"]),
        keywords: all(&["KW", "DE"]).iter().flat_map(|one| split_list(one)).collect(),
        abstract_text: first(&["AB", "N2"]).filter(|text| text != "[No abstract available]"),
        affiliations: all(&["AD"]),
        correspondence: note("Correspondence Address:"),
        cited_by_count: note("Cited By")
            .and_then(|count| count.trim_start_matches([':', ' ']).split(' ').next()?.parse().ok()),
        references: note("References:").map(|cell| scopus_references(&cell)).unwrap_or_default(),
        funding: note("Funding details:").map(|cell| scopus_funding(&cell)).unwrap_or_default(),
        ..Record::default()
    };
    record.funding.extend(
        notes
            .iter()
            .filter(|note| note.starts_with("Funding text"))
            .filter_map(|note| tidy(note.split_once(':')?.1))
            .map(statement),
    );
    for name in all(&["AU", "A1"]) {
        // IEEE Xplore repeats a single author.
        if record.authors.len() == 1 && record.authors[0].name == name {
            continue;
        }
        let full =
            name.split_once(", ").filter(|(_, given)| given.chars().filter(|c| c.is_lowercase()).count() > 1);
        let full_name = full.map(|_| name.clone());
        record.authors.push(RecordAuthor { name, full_name, ..RecordAuthor::default() });
    }
    if openalex {
        tie(&mut record, tagged);
    }
    if let ([only], false) = (record.authors.as_mut_slice(), openalex) {
        only.affiliations.clone_from(&record.affiliations);
    }
    record.ids.doi = id;
    let link = all(&["UR"]);
    let eid = link
        .iter()
        .find_map(|url| url.split_once("eid=")?.1.split('&').next().filter(|eid| eid.starts_with("2-s2.0-")));
    record.ids.eid = eid.map(str::to_owned);
    let openalex = link
        .iter()
        .chain(&all(&["ID", "AN"]))
        .find_map(|text| text.split_once("openalex.org/").map(|(_, id)| id.to_owned()));
    record.ids.openalex = openalex.filter(|id| id.starts_with('W'));
    record.ids.ut = first(&["AN"]).filter(|id| id.starts_with("WOS:"));
    let is_pmid = |id: &String| id.len() <= 8 && id.bytes().all(|byte| byte.is_ascii_digit());
    let of_medline =
        all(&["DB", "DP"]).iter().any(|name| name.contains("MEDLINE") || name.contains("PubMed"));
    record.ids.pmid = if record.ids.eid.is_some() {
        first(&["C2"]).filter(is_pmid)
    } else {
        first(&["AN"]).filter(|id| of_medline && is_pmid(id))
    };
    Ok(record)
}

/// Whether `M3`, which some programs use for a DOI and some for other things, says what kind of document it is.
fn is_document_type(text: &str) -> bool {
    const KINDS: [&str; 13] = [
        "article",
        "review",
        "letter",
        "editorial",
        "note",
        "conference",
        "erratum",
        "short survey",
        "book",
        "chapter",
        "preprint",
        "retract",
        "data paper",
    ];
    let lower = text.to_lowercase();
    KINDS.iter().any(|kind| lower.starts_with(kind))
}

/// Ties the affiliations of OpenAlex, which stand behind each author.
fn tie(record: &mut Record, tagged: &Tagged) {
    let mut author = None;
    for (tag, lines) in &tagged.fields {
        let Some(text) = tidy(&lines.join(" ")) else { continue };
        match tag.as_str() {
            "AU" => {
                author = record
                    .authors
                    .iter()
                    .enumerate()
                    .position(|(at, one)| one.name == text && author.is_none_or(|before| at > before));
            }
            "C1" => {
                if let Some(one) = author.and_then(|at| record.authors.get_mut(at)) {
                    one.affiliations.push(text.clone());
                }
                if !record.affiliations.contains(&text) {
                    record.affiliations.push(text);
                }
            }
            _ => {}
        }
    }
}

/// The date with the most precision among those of the year `PY`; without `PY` the first that there is.
fn date(year: Option<String>, others: &[String]) -> Option<PartialDate> {
    let year = year.and_then(|year| dates::date(&year));
    // EndNote writes the day without the year.
    let whole = |text: &String| match year {
        Some(year) => dates::date(text).or_else(|| dates::date(&format!("{} {text}", year.year_number()))),
        None => dates::date(text),
    };
    let others = others.iter().filter_map(whole);
    match year {
        None => others.into_iter().next(),
        Some(year) => {
            let finer = others.into_iter().filter(|other| other.year_number() == year.year_number());
            finer.chain([year]).max_by_key(|date| date.precision())
        }
    }
}
