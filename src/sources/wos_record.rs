//! A Web of Science record from its tagged fields, whichever layout they came in.

use std::collections::BTreeMap;

use super::dates;
use super::record::{Record, RecordAuthor, RecordFunding};
use super::text::{author_named, is_retracted, split_list, split_outside, statement, tidy};
use super::wos_reference::{looks_like_reference, reference};
use crate::date::PartialDate;

/// The fields of one record: a two-letter tag and its lines. `AU`, `AF`, `C1`, `CR` have one item a line.
#[derive(Default)]
pub(super) struct Fields(pub(super) BTreeMap<String, Vec<String>>);

impl Fields {
    /// The items of a tag that has one a line.
    pub(super) fn lines(&self, tag: &str) -> &[String] {
        self.0.get(tag).map_or(&[], Vec::as_slice)
    }

    /// The text of a tag, its lines put together.
    pub(super) fn text(&self, tag: &str) -> Option<String> {
        self.0.get(tag).and_then(|lines| tidy(&lines.join(" ")))
    }

    /// The items of a tag whose text is a list.
    fn list(&self, tag: &str) -> Vec<String> {
        self.text(tag).map(|text| split_list(&text)).unwrap_or_default()
    }
}

/// The record, or why there is none.
pub(super) fn record(fields: &Fields) -> Result<Record, String> {
    let title = fields.text("TI");
    let ut = fields.text("UT");
    let doi = fields.text("DI").or_else(|| fields.text("D2"));
    if title.is_none() && ut.is_none() && doi.is_none() {
        return Err("the record has neither a title (TI) nor an id (UT)".to_owned());
    }
    if let Some(line) = fields.lines("C1").iter().find(|line| looks_like_reference(line)) {
        let line: String = line.chars().take(40).collect();
        return Err(format!(
            "a cited reference stands among the addresses (`{line}`): the line of the tag CR is damaged"
        ));
    }
    let kind = fields.text("DT");
    let mut record = Record {
        date: date(fields.text("PY"), fields.text("PD"), fields.text("EA")),
        retracted: is_retracted(kind.as_deref(), title.as_deref()),
        title,
        kind,
        original_title: fields.text("FT"),
        venue: fields.text("SO"),
        venue_abbreviated: fields.text("JI").or_else(|| fields.text("J9")),
        volume: fields.text("VL"),
        issue: fields.text("IS"),
        article_number: fields.text("AR"),
        page_start: fields.text("BP"),
        page_end: fields.text("EP"),
        issns: ["SN", "EI"].iter().filter_map(|tag| fields.text(tag)).collect(),
        language: fields.text("LA"),
        keywords: fields.list("DE"),
        cited_by_count: fields.text("TC").and_then(|count| count.parse().ok()),
        abstract_text: fields.text("AB"),
        authors: authors(fields),
        correspondence: correspondence(fields),
        references: fields.lines("CR").iter().filter_map(|line| reference(line)).collect(),
        references_count: fields.text("NR").and_then(|count| count.parse().ok()),
        funding: funding(fields),
        ..Record::default()
    };
    for topic in ["ID", "WC", "SC"].iter().flat_map(|tag| fields.list(tag)) {
        if !record.topics.contains(&topic) {
            record.topics.push(topic);
        }
    }
    record.ids.ut = ut;
    record.ids.doi = doi;
    record.ids.pmid = fields.text("PM");
    tie(&mut record, fields);
    Ok(record)
}

/// The authors with names, full names, ORCID (`OI`) and ResearcherID (`RI`).
fn authors(fields: &Fields) -> Vec<RecordAuthor> {
    let (short, full) = (fields.lines("AU"), fields.lines("AF"));
    let names = if short.is_empty() { full } else { short };
    let mut authors: Vec<RecordAuthor> = names
        .iter()
        .filter_map(|name| tidy(name))
        .filter(|name| !name.eq_ignore_ascii_case("[anonymous]"))
        .map(|name| RecordAuthor { name, ..RecordAuthor::default() })
        .collect();
    if full.len() == authors.len() {
        for (author, full) in authors.iter_mut().zip(full) {
            author.full_name = tidy(full);
        }
    }
    identify(&mut authors, fields.text("OI").as_deref(), fields.text("RI").as_deref());
    authors
}

/// The corresponding author's address, and the e-mail addresses.
fn correspondence(fields: &Fields) -> Option<String> {
    let parts: Vec<String> = ["RP", "EM"].iter().filter_map(|tag| fields.text(tag)).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Gives authors their ORCIDs and ResearcherIDs from lists of `name/id`.
pub(super) fn identify(authors: &mut [RecordAuthor], orcids: Option<&str>, researcher_ids: Option<&str>) {
    for (name, id) in orcids.map(named_ids).unwrap_or_default() {
        if let Some(at) = author_named(authors, name) {
            authors[at].orcid.get_or_insert_with(|| id.to_owned());
        }
    }
    for (name, id) in researcher_ids.map(named_ids).unwrap_or_default() {
        if let Some(at) = author_named(authors, name) {
            authors[at].source_id.get_or_insert_with(|| format!("wos:{id}"));
        }
    }
}

/// The items of `Aria, Massimo/O-7983-2015; Rossi, Ada/…`. BibTeX has no semicolon between them: an id ends at one or at
/// white space, and what follows up to the next slash is the next name.
fn named_ids(list: &str) -> Vec<(&str, &str)> {
    let mut parts = list.split('/');
    let mut name = parts.next().unwrap_or_default();
    let mut found = Vec::new();
    for part in parts {
        let end = part.find(|c: char| c == ';' || c.is_whitespace()).unwrap_or(part.len());
        found.push((name.trim_matches(|c: char| c == ';' || c.is_whitespace()), &part[..end]));
        name = &part[end..];
    }
    found.retain(|(name, id)| !name.is_empty() && !id.is_empty());
    found
}

/// Ties the addresses of `C1` to authors: those in brackets before each. Without brackets only a single author is
/// certain; `RP` then says where the corresponding author works. Where no address is given at all `C3` names the
/// institutions.
fn tie(record: &mut Record, fields: &Fields) {
    for line in addresses(fields.lines("C1")) {
        let (names, address) = match line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((names, address)) => (split_list(names), address),
            None => (Vec::new(), line.as_str()),
        };
        let address = address.trim().trim_end_matches('.').to_owned();
        if address.is_empty() {
            continue;
        }
        for name in names {
            if let Some(at) = author_named(&record.authors, &name)
                && !record.authors[at].affiliations.contains(&address)
            {
                record.authors[at].affiliations.push(address.clone());
            }
        }
        if !record.affiliations.contains(&address) {
            record.affiliations.push(address);
        }
    }
    if record.affiliations.is_empty() && fields.text("RP").is_none() {
        record.affiliations = fields.list("C3");
    }
    let tied = record.authors.iter().any(|author| !author.affiliations.is_empty());
    if !tied && record.authors.len() == 1 && !record.affiliations.is_empty() {
        record.authors[0].affiliations.clone_from(&record.affiliations);
    } else if !tied {
        for (name, address) in fields.text("RP").map(|text| reprint(&text)).unwrap_or_default() {
            if let Some(at) = author_named(&record.authors, &name) {
                record.authors[at].affiliations.push(address);
            }
        }
    }
}

/// The addresses of `C1`, one each: a line that neither ends the one before nor begins with authors goes on with it.
fn addresses(lines: &[String]) -> Vec<String> {
    let mut addresses: Vec<String> = Vec::new();
    for line in lines {
        let line = line.trim();
        match addresses.last_mut() {
            Some(last) if last.ends_with(',') || (last.starts_with('[') && !last.contains(']')) => {
                last.push(' ');
                last.push_str(line);
            }
            _ => addresses.push(line.to_owned()),
        }
    }
    addresses
}

/// `Toh, ML (corresponding author), Univ …; Orr, C (reprint author), …` as names and addresses.
pub(super) fn reprint(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for part in split_outside(text, ';') {
        let Some((name, address)) = part.split_once("uthor)") else {
            names.push(part);
            continue;
        };
        names.push(name.rsplit_once('(').map_or(name, |(name, _)| name).trim().to_owned());
        let address = address.trim_start_matches(',').trim().trim_end_matches('.').to_owned();
        found.extend(
            names.drain(..).map(|name| (name, address.clone())).filter(|(_, address)| !address.is_empty()),
        );
    }
    found
}

/// The date: the year `PY` with what `PD` says of month and day (`FEB 25`, `NOV-DEC`, `2026 FEB 25`), else `EA`.
fn date(year: Option<String>, day: Option<String>, early: Option<String>) -> Option<PartialDate> {
    let Some(year) = year.and_then(|year| dates::year(&year)) else {
        return early.and_then(|early| dates::date(&early));
    };
    let whole = PartialDate::year(year);
    let Some(day) = day else { return whole };
    let day = if day.starts_with(&year.to_string()) { day } else { format!("{year} {day}") };
    dates::date(&day).filter(|date| date.year_number() == year).or(whole)
}

/// The funders of `FU` and the text of `FX`.
fn funding(fields: &Fields) -> Vec<RecordFunding> {
    let mut funding = fields.text("FU").map(|text| acknowledged(&text)).unwrap_or_default();
    funding.extend(fields.text("FX").map(statement));
    funding
}

/// `Agency [number, number]; Agency` taken apart.
pub(super) fn acknowledged(text: &str) -> Vec<RecordFunding> {
    split_outside(text, ';')
        .iter()
        .map(|one| {
            let (funder, awards) = match one.strip_suffix(']').and_then(|one| one.rsplit_once('[')) {
                Some((funder, awards)) => (funder, awards),
                None => (one.as_str(), ""),
            };
            let awards = awards.split([',', ';']).map(str::trim).filter(|award| !award.is_empty());
            let awards = awards.map(str::to_owned).collect();
            RecordFunding { funder: funder.trim().to_owned(), awards, ..RecordFunding::default() }
        })
        .collect()
}
