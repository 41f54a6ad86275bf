//! PubMed's MEDLINE text: `PMID- …` begins a record, six spaces go on with a field, a blank line behind `SO` ends it.
//!
//! Authors stand as `FAU`, `AU`, `AUID`, `AD` in turn, so an address belongs to the author before it. The format has no
//! references.

use super::dates;
use super::format::{Format, Input, Sink, Start};
use super::record::{Record, RecordAuthor, RecordFunding};
use super::tagged::{Ended, TagLine, Tagged, TaggedReader};
use super::text::{is_retracted, page_range, tidy};
use crate::Result;

/// The format.
pub(super) struct Medline;

impl Format for Medline {
    fn name(&self) -> &'static str {
        "pubmed medline"
    }

    fn looks_like(&self) -> &'static str {
        "PubMed MEDLINE text (records from `PMID-`)"
    }

    fn recognises(&self, start: &Start) -> bool {
        start.lines().any(|line| matches!(tell(line), TagLine::Begin(..)))
    }

    fn read(&self, input: Input, sink: &mut Sink) -> Result<()> {
        let mut reader = TaggedReader::new(input.lines(), tell);
        let mut closed = false;
        while let Some(tagged) = reader.next_record(sink)? {
            let excerpt = tagged
                .fields
                .iter()
                .take(3)
                .map(|(tag, lines)| format!("{tag}- {}", lines.join(" ")))
                .collect::<Vec<_>>();
            // `SO` closes a record; a last one without it, in a file that has it, was cut.
            let has_close = tagged.fields.iter().any(|(tag, _)| tag == "SO" || tag == "PST");
            let cut = tagged.ended == Ended::ByFile && closed && !has_close;
            closed |= has_close;
            let read = if cut {
                Err("the file ends inside this record: the export was cut short; export it again".to_owned())
            } else {
                record(&tagged)
            };
            sink.take(tagged.line, read, &excerpt.join("; "));
        }
        Ok(())
    }
}

/// What a line of the format is.
fn tell(line: &str) -> TagLine<'_> {
    let line = line.trim_end();
    let bytes = line.as_bytes();
    if line.trim().is_empty() {
        return TagLine::EndAfter("SO");
    }
    let tag = bytes.len() >= 5
        && bytes[4] == b'-'
        && bytes[..4].iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b' ')
        && bytes[0] != b' ';
    if !tag {
        return TagLine::Text(line.trim_start());
    }
    let (tag, value) = (line[..4].trim_end(), line[5..].trim());
    if tag == "PMID" { TagLine::Begin("PMID", value) } else { TagLine::Field(tag, value) }
}

/// The record of one entry.
fn record(tagged: &Tagged) -> Result<Record, String> {
    let fields: Vec<(&str, String)> = tagged
        .fields
        .iter()
        .filter_map(|(tag, lines)| Some((tag.as_str(), tidy(&lines.join(" "))?)))
        .collect();
    let all = |tag: &'static str| {
        fields.iter().filter(move |(have, _)| *have == tag).map(|(_, value)| value.as_str())
    };
    let first = |tag: &'static str| all(tag).next().map(str::to_owned);
    let pmid = first("PMID").filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
    let title = first("TI").or_else(|| first("BTI"));
    let (Some(pmid), true) = (pmid, title.is_some() || first("TT").is_some()) else {
        return Err("the record has no title or its PMID is damaged".to_owned());
    };
    let kinds: Vec<&str> = all("PT").collect();
    let (page_start, page_end) = page_range(first("PG"));
    let mut record = Record {
        date: first("DP")
            .and_then(|text| dates::date(&text))
            .or_else(|| first("DEP").and_then(|text| compact(&text))),
        retracted: first("RIN").is_some()
            || first("ROF").is_some()
            || kinds.iter().any(|kind| is_retracted(Some(kind), title.as_deref())),
        title,
        original_title: first("TT"),
        venue: first("JT"),
        venue_abbreviated: first("TA"),
        volume: first("VI"),
        issue: first("IP"),
        page_start,
        page_end,
        issns: all("IS").filter_map(|text| text.split(' ').next()).map(str::to_owned).collect(),
        kind: (!kinds.is_empty()).then(|| kinds.join("; ")),
        language: first("LA"),
        keywords: all("OT").map(|word| word.trim_start_matches('*').to_owned()).collect(),
        topics: all("MH").map(|term| term.trim_start_matches('*').to_owned()).collect(),
        abstract_text: first("AB"),
        authors: authors(&fields),
        funding: all("GR").map(grant).collect(),
        ..Record::default()
    };
    record.ids.pmid = Some(pmid);
    let doi = all("LID").chain(all("AID")).find_map(|text| text.strip_suffix("[doi]"));
    record.ids.doi = doi.map(|text| text.trim().to_owned());
    for text in record.authors.iter().flat_map(|author| &author.affiliations) {
        if !record.affiliations.contains(text) {
            record.affiliations.push(text.clone());
        }
    }
    Ok(record)
}

/// The authors in order; investigators (`FIR`, `IR`) are not authors.
fn authors(fields: &[(&str, String)]) -> Vec<RecordAuthor> {
    let mut authors: Vec<RecordAuthor> = Vec::new();
    let mut full: Option<String> = None;
    let mut inside = false;
    for (tag, value) in fields {
        match *tag {
            "FAU" => {
                full = Some(value.clone());
                inside = true;
                authors.push(RecordAuthor {
                    name: value.clone(),
                    full_name: full.clone(),
                    ..RecordAuthor::default()
                });
            }
            "AU" => {
                inside = true;
                match (full.take(), authors.last_mut()) {
                    (Some(_), Some(last)) => last.name.clone_from(value),
                    _ => authors.push(RecordAuthor { name: value.clone(), ..RecordAuthor::default() }),
                }
            }
            "CN" => {
                inside = true;
                authors.push(RecordAuthor { name: value.clone(), ..RecordAuthor::default() });
            }
            "FIR" | "IR" | "FED" | "ED" => inside = false,
            "AUID" if inside => {
                let orcid = value.strip_prefix("ORCID:").map(|id| id.trim().to_owned());
                if let Some(last) = authors.last_mut() {
                    last.orcid = last.orcid.take().or(orcid);
                }
            }
            "AD" if inside => {
                if let Some(last) = authors.last_mut() {
                    last.affiliations.push(value.trim_end_matches('.').to_owned());
                }
            }
            _ => {}
        }
    }
    authors
}

/// `R01 HL065234/HL/NHLBI NIH HHS/United States`: award, acronym, agency, country.
fn grant(text: &str) -> RecordFunding {
    let parts: Vec<&str> = text.split('/').map(str::trim).collect();
    let (award, funder) = match parts.as_slice() {
        [.., agency, country] if parts.len() >= 3 => {
            let award = parts[..parts.len() - 2].join("/");
            let award = if parts.len() >= 4 { parts[..parts.len() - 3].join("/") } else { award };
            (award, format!("{agency}, {country}"))
        }
        [agency, country] => (String::new(), format!("{agency}, {country}")),
        _ => (String::new(), text.to_owned()),
    };
    RecordFunding {
        funder,
        awards: Some(award).filter(|award| !award.is_empty()).into_iter().collect(),
        ..RecordFunding::default()
    }
}

/// `20160108`.
fn compact(text: &str) -> Option<crate::date::PartialDate> {
    let (year, month, day) = (text.get(..4)?, text.get(4..6)?, text.get(6..8)?);
    dates::date(&format!("{year}-{month}-{day}"))
}
