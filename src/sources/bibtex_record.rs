//! BibTeX entries to records: Scopus, Web of Science and the BibTeX of reference managers.

use super::bibtex::{Entries, Entry};
use super::dates;
use super::format::{Format, Input, Sink, Start};
use super::record::{Record, RecordAuthor};
use super::scopus_funding::funding as scopus_funding;
use super::scopus_references::references as scopus_references;
use super::text::{author_named, doi, is_retracted, page_range, split_list, statement, tidy};
use super::wos_record::{acknowledged, identify, reprint};
use super::wos_reference::reference as wos_reference;
use crate::Result;
use crate::date::PartialDate;

/// Whose BibTeX it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bibtex {
    /// Scopus: `source={Scopus}`.
    Scopus,
    /// Web of Science: `Unique-ID = {WOS:…}`.
    Wos,
    /// Anyone's.
    Other,
}

impl Format for Bibtex {
    fn name(&self) -> &'static str {
        match self {
            Self::Scopus => "scopus bibtex",
            Self::Wos => "wos bibtex",
            Self::Other => "bibtex",
        }
    }

    fn looks_like(&self) -> &'static str {
        match self {
            Self::Scopus => "Scopus BibTeX",
            Self::Wos => "Web of Science BibTeX",
            Self::Other => "BibTeX (`@article{…}`)",
        }
    }

    fn recognises(&self, start: &Start) -> bool {
        let entry = |line: &str| {
            let word = line.trim_start().strip_prefix('@').and_then(|rest| rest.split(['{', '(']).next());
            word.is_some_and(|word| {
                !word.is_empty()
                    && word.trim().bytes().all(|byte| byte.is_ascii_alphabetic())
                    && line.contains(['{', '('])
            })
        };
        // Scopus begins with a line `Scopus` and one `EXPORT DATE: …`; comments may stand before the first entry, or an
        // entry whose first line is damaged.
        let fields = start.lines().filter(|line| line.contains("= {") || line.contains("={")).take(3).count();
        let found = start.lines().take(30).any(entry) || fields == 3 && start.lines().any(entry);
        if !found || start.text.trim_start().starts_with(['{', '[', '<']) {
            return false;
        }
        let text = start.text.to_ascii_lowercase().replace(' ', "");
        match self {
            Self::Scopus => text.contains("source={scopus}") || text.contains("scopus.com/inward"),
            Self::Wos => text.contains("unique-id={"),
            Self::Other => true,
        }
    }

    fn read(&self, input: Input, sink: &mut Sink) -> Result<()> {
        let mut entries = Entries::new(input.lines());
        while let Some(entry) = entries.next_entry()? {
            if entry.odd_bytes {
                sink.odd_bytes(entry.line);
            }
            let read = match &entry.damage {
                Some(why) => Err(why.clone()),
                None => record(*self, &entry),
            };
            sink.take(entry.line, read, &entry.start);
        }
        Ok(())
    }
}

/// The record of one entry.
fn record(dialect: Bibtex, entry: &Entry) -> Result<Record, String> {
    let text = |names: &[&str]| entry.get(names).and_then(tidy);
    let list = |names: &[&str]| text(names).map(|text| split_list(&text)).unwrap_or_default();
    let title = text(&["title"]);
    if title.is_none() && text(&["doi", "unique-id"]).is_none() {
        return Err("the entry has neither a title nor an id".to_owned());
    }
    let kind = match dialect {
        Bibtex::Scopus => text(&["document_type", "type"]),
        Bibtex::Wos => text(&["type"]),
        Bibtex::Other => Some(entry.kind.clone()),
    };
    let (page_start, page_end) = page_range(text(&["pages"]));
    let mut record = Record {
        date: date(entry),
        retracted: is_retracted(kind.as_deref(), title.as_deref()),
        title,
        kind,
        venue: text(&["journal", "journaltitle", "booktitle", "series"]),
        venue_abbreviated: text(&["abbrev_source_title", "journal-iso", "shortjournal"]),
        volume: text(&["volume"]),
        issue: text(&["number", "issue"]),
        article_number: text(&["art_number", "article-number", "eid"])
            .filter(|number| !number.starts_with("2-s2.0-")),
        page_start,
        page_end,
        issns: ["issn", "eissn"]
            .iter()
            .filter_map(|name| text(&[name]))
            .flat_map(|one| split_list(&one))
            .collect(),
        language: text(&["language", "langid"]),
        abstract_text: text(&["abstract"]).filter(|text| text != "[No abstract available]"),
        authors: authors(entry),
        ..Record::default()
    };
    record.ids.doi = text(&["doi"]).map(|text| doi(&text).unwrap_or(text));
    record.ids.pmid = text(&["pubmed_id", "pmid"]);
    match dialect {
        Bibtex::Scopus => {
            record.ids.eid = text(&["url"]).and_then(|url| eid(&url));
            record.keywords = list(&["author_keywords"]);
            record.topics = list(&["keywords"]);
            record.affiliations = list(&["affiliation", "affiliations"]);
            record.correspondence = text(&["correspondence_address1", "correspondence_address"]);
            record.references = entry.get(&["references"]).map(scopus_references).unwrap_or_default();
            record.cited_by_count = text(&["note"]).and_then(|note| cited_by(&note));
            record.funding =
                entry.all("funding_details").filter_map(tidy).flat_map(|one| scopus_funding(&one)).collect();
            let statements = entry.fields.iter().filter(|(name, _)| name.starts_with("funding_text"));
            record.funding.extend(statements.filter_map(|(_, value)| tidy(value)).map(statement));
        }
        Bibtex::Wos => wos(&mut record, entry),
        Bibtex::Other => {
            record.keywords = entry.all("keywords").flat_map(keywords).collect();
            record.affiliations = list(&["affiliation", "affiliations"]);
            if record.ids.doi.is_none() {
                record.ids.doi = text(&["url"]).and_then(|url| doi(&url));
            }
        }
    }
    if let ([only], [_, ..]) = (record.authors.as_mut_slice(), record.affiliations.as_slice()) {
        only.affiliations.clone_from(&record.affiliations);
    }
    Ok(record)
}

/// What only Web of Science has.
fn wos(record: &mut Record, entry: &Entry) {
    let text = |name: &str| entry.get(&[name]).and_then(tidy);
    let list = |name: &str| text(name).map(|text| split_list(&text)).unwrap_or_default();
    record.ids.ut = text("unique-id");
    record.keywords = list("keywords");
    record.topics =
        ["keywords-plus", "web-of-science-categories"].iter().flat_map(|name| list(name)).collect();
    record.cited_by_count = text("times-cited").and_then(|count| count.parse().ok());
    record.references_count = text("number-of-cited-references").and_then(|count| count.parse().ok());
    let cited = entry.get(&["cited-references"]).unwrap_or_default();
    record.references = wrapped(cited)
        .iter()
        .map(|line| line.strip_suffix('.').unwrap_or(line))
        .filter_map(wos_reference)
        .collect();
    record.funding = text("funding-acknowledgement").map(|text| acknowledged(&text)).unwrap_or_default();
    record.funding.extend(text("funding-text").map(statement));
    let (orcids, researcher_ids) = (text("orcid-numbers"), text("researcherid-numbers"));
    identify(&mut record.authors, orcids.as_deref(), researcher_ids.as_deref());
    for line in wrapped(entry.get(&["affiliation"]).unwrap_or_default()) {
        address(record, &line);
    }
    if record.affiliations.is_empty() {
        for (name, address) in record.correspondence.as_deref().map(reprint).unwrap_or_default() {
            if let Some(at) = author_named(&record.authors, &name) {
                record.authors[at].affiliations.push(address.clone());
            }
            record.affiliations.push(address);
        }
    }
}

/// One line of `Affiliation`: `Chen, Ye; Hipel, Keith W., Univ Waterloo, …`, or the corresponding author's.
fn address(record: &mut Record, line: &str) {
    if line.to_lowercase().contains("(corresponding author)") {
        // Their address stands again under the full name, but in records that have only this line.
        record.correspondence = Some(line.to_owned());
        return;
    }
    let mut rest = line;
    let mut who = Vec::new();
    loop {
        let named = |author: &RecordAuthor| {
            let behind = rest.strip_prefix(author.name.as_str())?;
            behind
                .strip_prefix("; ")
                .map(|behind| (behind, true))
                .or_else(|| behind.strip_prefix(", ").map(|behind| (behind, false)))
        };
        let Some((at, (behind, more))) =
            record.authors.iter().enumerate().find_map(|(at, a)| Some((at, named(a)?)))
        else {
            break;
        };
        who.push(at);
        rest = behind;
        if !more {
            break;
        }
    }
    let address = rest.trim().trim_end_matches('.').to_owned();
    if address.is_empty() {
        return;
    }
    for at in who {
        record.authors[at].affiliations.push(address.clone());
    }
    if !record.affiliations.contains(&address) {
        record.affiliations.push(address);
    }
}

/// The items of a value that Web of Science wraps: a line that follows one without a full stop goes on with it.
fn wrapped(value: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in value.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match items.last_mut() {
            Some(last) if !last.ends_with('.') => {
                last.push(' ');
                last.push_str(line);
            }
            _ => items.push(line.to_owned()),
        }
    }
    items
}

/// The authors, separated by ` and `.
fn authors(entry: &Entry) -> Vec<RecordAuthor> {
    let all = entry.get(&["author"]).and_then(tidy).unwrap_or_default();
    all.split(" and ")
        .map(str::trim)
        .filter(|name| !name.is_empty() && *name != "others" && !name.starts_with("[No author"))
        .map(|name| {
            let given = name.split_once(", ").map_or("", |(_, given)| given);
            let full = given
                .split([' ', '.', '-'])
                .any(|part| part.chars().filter(|c| c.is_lowercase()).count() > 1);
            let full_name = full.then(|| name.to_owned());
            RecordAuthor { name: name.to_owned(), full_name, ..RecordAuthor::default() }
        })
        .collect()
}

/// The date: `date`, else year with month and day, else the early access date.
fn date(entry: &Entry) -> Option<PartialDate> {
    if let Some(date) = entry.get(&["date"]).and_then(dates::date) {
        return Some(date);
    }
    let Some(year) = entry.get(&["year"]) else {
        return entry.get(&["earlyaccessdate"]).and_then(dates::date);
    };
    let month = entry.get(&["month"]).unwrap_or_default();
    let day = entry.get(&["day"]).unwrap_or_default();
    let whole = dates::date(year);
    dates::date(&format!("{year} {month} {day}"))
        .filter(|date| Some(date.year_number()) == whole.map(PartialDate::year_number))
        .or(whole)
}

/// The EID in a link of Scopus.
fn eid(url: &str) -> Option<String> {
    let eid = url.split_once("eid=")?.1.split('&').next()?;
    eid.starts_with("2-s2.0-").then(|| eid.to_owned())
}

/// The number in `cited By 12` or `Cited by: 12; All Open Access`.
fn cited_by(note: &str) -> Option<u32> {
    let rest = note.to_lowercase().split_once("cited by")?.1.trim_start_matches([':', ' ']).to_owned();
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// Keywords separated by semicolons, or by commas where there is no semicolon.
fn keywords(value: &str) -> Vec<String> {
    if value.contains(';') {
        return split_list(value);
    }
    value.split(',').filter_map(tidy).collect()
}
