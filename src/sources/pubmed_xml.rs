//! PubMed XML: the files of the baseline and what the E-utilities give.
//!
//! The file is cut at `<PubmedArticle>` into articles, which are read one by one, so that damage costs one article and
//! what is declared before them (entities, say) is never looked at.

use super::dates;
use super::format::{Format, Input, Sink, Start};
use super::lines::{LONGEST, decode, newlines};
use super::open::read_error;
use super::record::{Record, RecordAuthor, RecordFunding, RecordPlace, RecordReference};
use super::text::{is_retracted, page_range};
use super::xml_tree::{Node, parse};
use crate::Result;
use crate::date::PartialDate;

const START: &[u8] = b"<PubmedArticle>";
const END: &[u8] = b"</PubmedArticle>";

/// The format.
pub(super) struct PubmedXml;

impl Format for PubmedXml {
    fn name(&self) -> &'static str {
        "pubmed xml"
    }

    fn looks_like(&self) -> &'static str {
        "PubMed XML (`<PubmedArticleSet>`)"
    }

    fn recognises(&self, start: &Start) -> bool {
        let text = start.text.trim_start();
        text.starts_with('<') && (text.contains("<PubmedArticleSet") || text.contains("<PubmedArticle>"))
    }

    fn read(&self, input: Input, sink: &mut Sink) -> Result<()> {
        let Input { path, mut bytes, .. } = input;
        let mut held: Vec<u8> = Vec::new();
        let mut line = 1_u64;
        let mut ended = false;
        // Whether the end of an article that was too long to be held is still to come.
        let mut overlong = false;
        loop {
            let start = find(&held, START, 0);
            // An end before the next start: the start of that article is damaged.
            if let Some(end) = find(&held, END, 0).filter(|end| start.is_none_or(|start| *end < start)) {
                let (text, _) = decode(&held[..end]);
                let begun = text.trim_start();
                let above = text[..text.len() - begun.len()].matches('\n').count() as u64;
                if !std::mem::take(&mut overlong) {
                    sink.reject(line + above, "the article has no sound `<PubmedArticle>` in front", begun);
                }
                line += newlines(&held[..end + END.len()]);
                held.drain(..end + END.len());
                continue;
            }
            let Some(from) = start else {
                if ended {
                    if let Some(at) = find(&held, b"<MedlineCitation", 0) {
                        let why = "the article has no sound `<PubmedArticle>` in front, and no end";
                        sink.reject(line + newlines(&held[..at]), why, &decode(&held[at..]).0);
                    }
                    return Ok(());
                }
                // Nothing begins here: only what can be the front of a start, or belongs to an article without one, is
                // kept.
                let spare = if find(&held, b"<MedlineCitation", 0).is_some() && held.len() <= LONGEST {
                    0
                } else {
                    held.len().saturating_sub(START.len().max(b"<MedlineCitation".len()))
                };
                line += newlines(&held[..spare]);
                held.drain(..spare);
                ended = !more(&mut *bytes, &mut held).map_err(|error| read_error(&path, error))?;
                continue;
            };
            overlong = false;
            line += newlines(&held[..from]);
            held.drain(..from);
            let mut searched = START.len();
            let (end, reason) = loop {
                let end = find(&held, END, searched).map(|at| at + END.len());
                let next = find(&held, START, searched);
                match (end, next) {
                    (Some(end), Some(next)) if next < end => {
                        break (
                            next,
                            Some("the article is not closed before the next one begins".to_owned()),
                        );
                    }
                    (Some(end), _) => break (end, None),
                    (None, Some(next)) => {
                        break (
                            next,
                            Some("the article is not closed before the next one begins".to_owned()),
                        );
                    }
                    (None, None) => {}
                }
                if held.len() > LONGEST {
                    overlong = true;
                    break (held.len(), Some(format!("the article is longer than {} MiB", LONGEST >> 20)));
                }
                if ended {
                    break (
                        held.len(),
                        Some("the file ends inside this article: it was cut short; get it again".to_owned()),
                    );
                }
                searched = held.len().saturating_sub(END.len()).max(START.len());
                ended = !more(&mut *bytes, &mut held).map_err(|error| read_error(&path, error))?;
            };
            let (text, odd) = decode(&held[..end]);
            if odd {
                sink.odd_bytes(line);
            }
            let read = match reason {
                Some(why) => Err(why),
                None => parse(&text).and_then(|article| record(&article)),
            };
            sink.take(line, read, &text);
            line += newlines(&held[..end]);
            held.drain(..end);
        }
    }
}

/// Reads a block more; `false` at the end of the file.
fn more(bytes: &mut dyn std::io::BufRead, held: &mut Vec<u8>) -> std::io::Result<bool> {
    let chunk = bytes.fill_buf()?;
    let n = chunk.len();
    held.extend_from_slice(chunk);
    bytes.consume(n);
    Ok(n > 0)
}

/// Where `needle` stands in `held` from `from` on.
fn find(held: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(next) = held.get(at..)?.iter().position(|byte| *byte == needle[0]) {
        at += next;
        if held[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The record of one article.
fn record(article: &Node) -> Result<Record, String> {
    let citation = article.at(&["MedlineCitation"]).ok_or("the article has no `MedlineCitation`")?;
    let pmid = citation.text_at(&["PMID"]).ok_or("the article has no PMID")?;
    let work = citation.at(&["Article"]).ok_or("the article has no `Article`")?;
    let title = work.text_at(&["ArticleTitle"]);
    let original_title = work.text_at(&["VernacularTitle"]);
    if title.is_none() && original_title.is_none() {
        return Err("the article has no title".to_owned());
    }
    let texts = |node: Option<&Node>, name: &str| -> Vec<String> {
        node.map(|node| node.all(name).filter_map(Node::text).collect()).unwrap_or_default()
    };
    let kinds = texts(work.at(&["PublicationTypeList"]), "PublicationType");
    let corrections = citation.at(&["CommentsCorrectionsList"]);
    let retraction = corrections.is_some_and(|list| {
        list.all("CommentsCorrections")
            .any(|one| one.attribute("RefType").is_some_and(|kind| kind.starts_with("Retraction")))
    });
    let issue = work.at(&["Journal", "JournalIssue"]);
    let (page_start, page_end) = match work.text_at(&["Pagination", "MedlinePgn"]) {
        Some(pages) => page_range(Some(pages)),
        None => (work.text_at(&["Pagination", "StartPage"]), work.text_at(&["Pagination", "EndPage"])),
    };
    let mut record = Record {
        date: issue
            .and_then(|issue| date(issue.at(&["PubDate"])?))
            .or_else(|| date(work.at(&["ArticleDate"])?)),
        retracted: retraction || kinds.iter().any(|kind| is_retracted(Some(kind), title.as_deref())),
        title,
        original_title,
        venue: work.text_at(&["Journal", "Title"]),
        venue_abbreviated: work.text_at(&["Journal", "ISOAbbreviation"]),
        volume: issue.and_then(|issue| issue.text_at(&["Volume"])),
        issue: issue.and_then(|issue| issue.text_at(&["Issue"])),
        page_start,
        page_end,
        issns: texts(work.at(&["Journal"]), "ISSN"),
        kind: (!kinds.is_empty()).then(|| kinds.join("; ")),
        language: work.text_at(&["Language"]),
        keywords: texts(citation.at(&["KeywordList"]), "Keyword"),
        abstract_text: Some(texts(work.at(&["Abstract"]), "AbstractText").join(" "))
            .filter(|text| !text.is_empty()),
        authors: work
            .at(&["AuthorList"])
            .map(|list| list.all("Author").filter_map(author).collect())
            .unwrap_or_default(),
        ..Record::default()
    };
    if let Some(list) = citation.at(&["MeshHeadingList"]) {
        record.topics =
            list.all("MeshHeading").filter_map(|heading| heading.text_at(&["DescriptorName"])).collect();
    }
    if let Some(list) = work.at(&["GrantList"]) {
        record.funding = list.all("Grant").map(grant).collect();
    }
    for text in record.authors.iter().flat_map(|author| &author.affiliations) {
        if !record.affiliations.contains(text) {
            record.affiliations.push(text.clone());
        }
    }
    let authors = work.at(&["AuthorList"]).into_iter().flat_map(|list| list.all("Author"));
    for place in authors.flat_map(|author| author.all("AffiliationInfo")).filter_map(place) {
        if !record.places.contains(&place) {
            record.places.push(place);
        }
    }
    let data = article.at(&["PubmedData"]);
    let location =
        work.all("ELocationID").find(|one| one.attribute("EIdType") == Some("doi")).and_then(Node::text);
    record.ids.doi = location.or_else(|| id(data?.at(&["ArticleIdList"])?, "doi"));
    record.ids.pmid = Some(pmid);
    if let Some(data) = data {
        references(data, &mut record.references);
    }
    Ok(record)
}

/// The id of one kind in an `ArticleIdList`.
fn id(list: &Node, kind: &str) -> Option<String> {
    list.all("ArticleId").find(|one| one.attribute("IdType") == Some(kind)).and_then(Node::text)
}

/// `PubDate` or `ArticleDate`: year, month and day, or a `MedlineDate` in words.
fn date(node: &Node) -> Option<PartialDate> {
    let part = |name: &str| node.text_at(&[name]).unwrap_or_default();
    match node.text_at(&["Year"]) {
        Some(year) => dates::date(&format!("{year} {} {}", part("Month"), part("Day"))),
        None => dates::date(&part("MedlineDate")),
    }
}

/// One author, or a group.
fn author(node: &Node) -> Option<RecordAuthor> {
    let (last, fore, initials) =
        (node.text_at(&["LastName"]), node.text_at(&["ForeName"]), node.text_at(&["Initials"]));
    let short = initials.or_else(|| fore.clone());
    let name = match (&last, short) {
        (Some(last), Some(short)) => format!("{last} {short}"),
        _ => last.clone().or_else(|| node.text_at(&["CollectiveName"]))?,
    };
    let mut affiliations: Vec<String> =
        node.all("AffiliationInfo").filter_map(|info| info.text_at(&["Affiliation"])).collect();
    affiliations.extend(node.text_at(&["Affiliation"]));
    for text in &mut affiliations {
        *text = text.trim_end_matches('.').to_owned();
    }
    let orcid =
        node.all("Identifier").find(|one| one.attribute("Source") == Some("ORCID")).and_then(Node::text);
    let full_name = last.zip(fore).map(|(last, fore)| format!("{last}, {fore}"));
    Some(RecordAuthor { name, full_name, orcid, affiliations, source_id: None })
}

/// The ROR id that stands with an affiliation.
fn place(info: &Node) -> Option<RecordPlace> {
    let affiliation = info.text_at(&["Affiliation"])?.trim_end_matches('.').to_owned();
    let ror =
        info.all("Identifier").find(|one| one.attribute("Source") == Some("ROR")).and_then(Node::text)?;
    Some(RecordPlace { affiliation, ror: Some(ror), country: None })
}

/// One grant.
fn grant(node: &Node) -> RecordFunding {
    let parts = [node.text_at(&["Agency"]), node.text_at(&["Country"]).filter(|country| !country.is_empty())];
    RecordFunding {
        funder: parts.into_iter().flatten().collect::<Vec<_>>().join(", "),
        awards: node.text_at(&["GrantID"]).into_iter().collect(),
        ..RecordFunding::default()
    }
}

/// The references of all `ReferenceList`s, which can stand inside one another.
fn references(node: &Node, out: &mut Vec<RecordReference>) {
    for list in node.all("ReferenceList") {
        for one in list.all("Reference") {
            let mut reference = RecordReference {
                text: one.text_at(&["Citation"]).unwrap_or_default(),
                ..RecordReference::default()
            };
            if let Some(ids) = one.at(&["ArticleIdList"]) {
                reference.ids.pmid = id(ids, "pubmed");
                reference.ids.doi = id(ids, "doi");
            }
            if !reference.text.is_empty() || reference.ids.source_id().is_some() {
                out.push(reference);
            }
        }
        references(list, out);
    }
}
