//! One row of a Scopus CSV: which column is which, laying a shifted row right, and filling the record.

use super::columns::{Header, filled};
use super::dates;
use super::format::Sink;
use super::record::{Record, RecordFunding};
use super::scopus_authors::authors;
use super::scopus_funding::funding;
use super::scopus_references::references;
use super::text::{is_retracted, split_list};
use crate::Result;
use crate::date::PartialDate;

/// Where each column stands.
pub(super) struct Columns {
    width: usize,
    authors: usize,
    title: usize,
    year: usize,
    eid: usize,
    full_names: Option<usize>,
    author_ids: Option<usize>,
    date: Option<usize>,
    venue: Option<usize>,
    volume: Option<usize>,
    issue: Option<usize>,
    article_number: Option<usize>,
    page_start: Option<usize>,
    page_end: Option<usize>,
    cited_by: Option<usize>,
    doi: Option<usize>,
    link: Option<usize>,
    affiliations: Option<usize>,
    authors_with_affiliations: Option<usize>,
    abstract_text: Option<usize>,
    author_keywords: Option<usize>,
    index_keywords: Option<usize>,
    funding_details: Option<usize>,
    funding_texts: Vec<usize>,
    references: Option<usize>,
    correspondence: Option<usize>,
    issn: Option<usize>,
    pubmed: Option<usize>,
    language: Option<usize>,
    abbreviated: Option<usize>,
    kind: Option<usize>,
    source: Option<usize>,
}

impl Columns {
    /// Finds the columns. `Authors`, `Title`, `Year` and `EID` must be there; what else is missing is noted.
    pub(super) fn find(header: &Header, line: u64, sink: &mut Sink) -> Result<Self> {
        for (at, name) in header.names.iter().enumerate() {
            if !name.is_empty() && header.names[..at].contains(name) {
                let what = format!("the column `{name}` stands twice in the header");
                return Err(sink.error(
                    line,
                    what,
                    "which of them holds is not guessed: export again from Scopus",
                ));
            }
        }
        let needed = |name: &'static str, sink: &Sink| {
            header.find(&[name]).ok_or_else(|| {
                let what = format!("no column `{name}`; this looks like a Scopus export cut to fewer fields");
                sink.error(line, what, "export again with *All fields*, the interface set to English")
            })
        };
        for (name, loses) in [
            ("References", "no citation can be read from this file"),
            ("Authors with affiliations", "affiliations can't be tied to authors"),
            ("DOI", "its papers are known by EID and title only"),
            ("Abstract", "topics are judged by titles and keywords only"),
        ] {
            if header.find(&[name]).is_none() {
                sink.note(format!("no column `{name}`: {loses}; export again with *All fields*"));
            }
        }
        let find = |names: &[&str]| header.find(names);
        Ok(Self {
            width: header.names.len(),
            authors: needed("Authors", sink)?,
            title: needed("Title", sink)?,
            year: needed("Year", sink)?,
            eid: needed("EID", sink)?,
            full_names: find(&["Author full names"]),
            author_ids: find(&["Author(s) ID", "Authors ID"]),
            date: find(&["Publication date", "Cover date", "Publication Date", "Date"]),
            venue: find(&["Source title"]),
            volume: find(&["Volume"]),
            issue: find(&["Issue"]),
            article_number: find(&["Art. No.", "Article number"]),
            page_start: find(&["Page start"]),
            page_end: find(&["Page end"]),
            cited_by: find(&["Cited by"]),
            doi: find(&["DOI"]),
            link: find(&["Link"]),
            affiliations: find(&["Affiliations"]),
            authors_with_affiliations: find(&["Authors with affiliations"]),
            abstract_text: find(&["Abstract"]),
            author_keywords: find(&["Author Keywords"]),
            index_keywords: find(&["Index Keywords"]),
            funding_details: find(&["Funding Details"]),
            funding_texts: header.all_starting("Funding Text"),
            references: find(&["References"]),
            correspondence: find(&["Correspondence Address"]),
            issn: find(&["ISSN"]),
            pubmed: find(&["PubMed ID"]),
            language: find(&["Language of Original Document"]),
            abbreviated: find(&["Abbreviated Source Title"]),
            kind: find(&["Document Type"]),
            source: find(&["Source"]),
        })
    }

    /// Gives the row exactly the header's cells: further funding texts that the header does not name are put together in
    /// the last one that it names, and `true` says so. A row that is still not right by its own cells is an error with
    /// the reason.
    pub(super) fn lay_right(&self, cells: &mut Vec<String>) -> Result<bool, String> {
        let count = cells.len();
        let extra = count - self.width.min(count);
        let mut moved = false;
        if extra > 0 {
            let spare = cells[self.width..].iter().all(|cell| cell.trim().is_empty());
            if spare && self.misplaced(cells).is_none() {
                cells.truncate(self.width);
            } else if let Some(&last) = self.funding_texts.last() {
                moved = true;
                let further: Vec<String> = cells.drain(last + 1..=last + extra).collect();
                for text in further.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
                    let cell = &mut cells[last];
                    if !cell.is_empty() {
                        cell.push(' ');
                    }
                    cell.push_str(text);
                }
            }
        }
        match self.misplaced(cells) {
            None if cells.len() == self.width => Ok(moved),
            None => Err(format!("the row has {count} cells where the header has {}", self.width)),
            Some(why) if extra > 0 => Err(format!(
                "the row has {count} cells where the header has {}, and they can't be laid right: {why}",
                self.width
            )),
            Some(why) => Err(format!("the cells stand in the wrong columns: {why}")),
        }
    }

    /// What shows that the cells do not stand under their columns.
    fn misplaced(&self, cells: &[String]) -> Option<String> {
        let start = |text: &str| text.chars().take(40).collect::<String>();
        if let Some(eid) = filled(cells, Some(self.eid)) {
            if !eid.starts_with("2-s2.0-") || !eid[7..].bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Some(format!("the column `EID` holds `{}`", start(eid)));
            }
            let linked = filled(cells, self.link).and_then(eid_of_link);
            if linked.is_some_and(|linked| linked != eid) {
                return Some(format!("the link is of another EID than `{}`", start(eid)));
            }
        }
        if let Some(year) = filled(cells, Some(self.year))
            && dates::year(year).is_none()
        {
            return Some(format!("the column `Year` holds `{}`", start(year)));
        }
        if let Some(link) = filled(cells, self.link)
            && !link.starts_with("http")
        {
            return Some(format!("the column `Link` holds `{}`", start(link)));
        }
        if let Some(doi) = filled(cells, self.doi)
            && !doi.contains("10.")
        {
            return Some(format!("the column `DOI` holds `{}`", start(doi)));
        }
        let cited = |column: &usize| {
            filled(cells, Some(*column)).is_some_and(|text| {
                references(text).len() > 3 && text.matches(" (19").count() + text.matches(" (20").count() > 3
            })
        };
        if self.references.is_some() && self.funding_texts.iter().any(cited) {
            return Some("the column `Funding Text` holds references".to_owned());
        }
        let source = filled(cells, self.source)?;
        (source.len() > 40 || source.starts_with("2-s2.0-"))
            .then(|| format!("the column `Source` holds `{}`", start(source)))
    }
}

/// The EID in a link of Scopus.
fn eid_of_link(link: &str) -> Option<&str> {
    let (_, from) = link.split_once("eid=")?;
    let eid = from.split('&').next()?;
    eid.starts_with("2-s2.0-").then_some(eid)
}

/// The record of one row that is laid right.
pub(super) fn record(columns: &Columns, cells: &[String]) -> Result<Record, String> {
    let text = |column: Option<usize>| filled(cells, column).map(str::to_owned);
    let list = |column: Option<usize>| filled(cells, column).map(split_list).unwrap_or_default();
    let title = text(Some(columns.title)).filter(|title| title != "[No title available]");
    let eid = text(Some(columns.eid));
    if title.is_none() && eid.is_none() {
        return Err("the row has neither a title nor an EID".to_owned());
    }
    let year = filled(cells, Some(columns.year)).and_then(dates::year);
    let affiliations = list(columns.affiliations);
    let kind = text(columns.kind);
    let mut record = Record {
        date: filled(cells, columns.date).and_then(dates::date).or_else(|| year.and_then(PartialDate::year)),
        authors: authors(
            filled(cells, Some(columns.authors)).unwrap_or_default(),
            filled(cells, columns.full_names),
            filled(cells, columns.author_ids),
            filled(cells, columns.authors_with_affiliations),
            &affiliations,
        ),
        retracted: is_retracted(kind.as_deref(), title.as_deref()),
        title,
        affiliations,
        kind,
        venue: text(columns.venue),
        venue_abbreviated: text(columns.abbreviated),
        volume: text(columns.volume),
        issue: text(columns.issue),
        article_number: text(columns.article_number),
        page_start: text(columns.page_start),
        page_end: text(columns.page_end),
        issns: list(columns.issn),
        language: text(columns.language),
        keywords: list(columns.author_keywords),
        topics: list(columns.index_keywords),
        cited_by_count: filled(cells, columns.cited_by).and_then(|count| count.parse().ok()),
        abstract_text: text(columns.abstract_text).filter(|text| text != "[No abstract available]"),
        correspondence: text(columns.correspondence),
        references: filled(cells, columns.references).map(references).unwrap_or_default(),
        funding: filled(cells, columns.funding_details).map(funding).unwrap_or_default(),
        ..Record::default()
    };
    record.ids.eid = eid;
    record.ids.doi = text(columns.doi);
    record.ids.pmid = text(columns.pubmed);
    for statement in columns.funding_texts.iter().filter_map(|&column| text(Some(column))) {
        record.funding.push(RecordFunding {
            funder: statement,
            is_statement: true,
            ..RecordFunding::default()
        });
    }
    Ok(record)
}
