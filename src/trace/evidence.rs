//! What each reached watch-listed institution rests on: one object for each (paper, institution), with every step of
//! the trail that leads there, the affiliation that names it, and the list's entry with its source.
//!
//! `counts` says whether an entry lists the institution, or what it is a part of, at the date of the citing paper;
//! the entry's `part_of` tells which. An entry that starts later is shown as not yet listed and does not count.

use std::path::Path;

use serde::Serialize;

use super::reached::called;
use super::self_citations::WithoutSelf;
use super::trails::Trails;
use super::watched::{Above, Hit, MatchedBy, Subject, Watched, status_at};
use crate::corpus::Corpus;
use crate::date::PartialDate;
use crate::error::Result;
use crate::ids::PaperId;
use crate::places::watch::{Listing, Status};
use crate::whole::write_file;

/// One reached paper of one watch-listed institution.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// The reached paper.
    pub paper: PaperId,
    /// Fewest citation steps from a flagged paper.
    pub hop: u32,
    /// The flagged paper at the trail's other end.
    pub origin: PaperId,
    /// How many flagged papers reach this one.
    pub origins: u32,
    /// Who is reached.
    pub institution: Who,
    /// Whether a watch list lists it, or what it is a part of, at the paper's date.
    pub counts: bool,
    /// From the flagged paper to the reached one.
    pub trail: Vec<Step>,
    /// The affiliations on the paper that name it.
    pub affiliations: Vec<Named>,
    /// The entries about it.
    pub watch_list: Vec<Entry>,
    /// Whether the paper is still reached without citations between papers that share an author.
    pub without_author_self_citations: bool,
    /// Whether the paper is still reached without citations between papers that share an institution.
    pub without_institution_self_citations: bool,
}

/// An institution of the corpus, or an entry of a watch list that the registry does not have.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Who {
    /// Its number in the corpus; `None` for an entry that only the text of an affiliation names.
    pub number: Option<u32>,
    /// The registry's id.
    pub ror: Option<String>,
    /// The name in the registry, else in the list.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

/// One paper of a trail.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// 0 for the flagged paper.
    pub hop: u32,
    /// The paper.
    pub paper: PaperId,
    /// Its DOI.
    pub doi: Option<String>,
    /// The ids by which its sources know it.
    pub source_ids: Vec<String>,
    /// Its date, no finer than it is known.
    pub date: Option<PartialDate>,
    /// Its title.
    pub title: String,
    /// How its reference to the paper before it was resolved (`id`, `doi`, `text`); `None` for the flagged paper.
    pub reference_method: Option<&'static str>,
    /// How surely, 0 to 1.
    pub reference_score: Option<f32>,
}

/// One affiliation on the reached paper.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Named {
    /// The text on the record.
    pub text: String,
    /// The bytes of it that named the institution, `start..end`.
    pub span: Option<String>,
    /// How it was matched.
    pub method: Option<String>,
    /// How surely, 0 to 1.
    pub score: Option<f32>,
    /// The next best candidate.
    pub runner_up: Option<String>,
    /// The places in the author list of those who have it; empty where the record ties it to no author.
    pub author_positions: Vec<u16>,
}

/// One watch-list entry and its status at the date of the reached paper.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// The list's id.
    pub id: String,
    /// The list's name for it.
    pub name: String,
    /// Who says so.
    pub source: String,
    /// Where that can be read.
    pub source_url: String,
    /// The first date on which it is listed.
    pub valid_from: Option<PartialDate>,
    /// The last one.
    pub valid_to: Option<PartialDate>,
    /// What the list adds.
    pub note: String,
    /// By what it was tied to the institution, or to what that is a part of.
    pub matched_by: MatchedBy,
    /// What the institution is a part of, where the entry is about that; null where it is about the institution itself.
    pub part_of: Option<Above>,
    /// Its status at the date of the reached paper.
    pub status: Status,
    /// Whether that date is known finely enough to be sure of the status.
    pub status_is_sure: bool,
}

/// Collects the evidence in order of paper, then institution.
pub fn evidence(
    corpus: &Corpus,
    trails: &Trails,
    without_self: &WithoutSelf,
    watched: &Watched,
) -> Vec<Evidence> {
    let mut rows: Vec<usize> = (0..trails.len()).filter(|row| trails.hop[*row] > 0).collect();
    rows.sort_unstable_by_key(|row| trails.papers[*row]);
    let mut all = Vec::new();
    for row in rows {
        let hits = watched.on_paper(PaperId(trails.papers[row]));
        for of_subject in hits.chunk_by(|a, b| a.subject == b.subject) {
            all.push(sheet(row, of_subject, corpus, trails, without_self, watched));
        }
    }
    all
}

fn sheet(
    row: usize,
    hits: &[Hit],
    corpus: &Corpus,
    trails: &Trails,
    without_self: &WithoutSelf,
    watched: &Watched,
) -> Evidence {
    let paper = trails.papers[row];
    let date = corpus.papers[paper as usize].date;
    let (number, ror, name, country, _) = called(hits[0].subject, corpus, watched);
    let entries: Vec<Entry> =
        hits.chunk_by(|a, b| a.entry == b.entry).map(|of_entry| entry(watched, &of_entry[0], date)).collect();
    let mut named: Vec<&Hit> = hits.iter().collect();
    named.sort_by_key(|hit| (hit.authorship, hit.by));
    named.dedup_by_key(|hit| hit.authorship);
    Evidence {
        paper: PaperId(paper),
        hop: trails.hop[row],
        origin: PaperId(trails.origin[row]),
        origins: trails.origins[row],
        institution: Who {
            number,
            ror: ror.map(str::to_owned),
            name: name.to_owned(),
            country: country.map(str::to_owned),
        },
        counts: entries.iter().any(|entry| entry.status == Status::Listed),
        trail: steps(&trails.steps_to(paper), corpus),
        affiliations: affiliations(corpus, &named),
        watch_list: entries,
        without_author_self_citations: without_self.by_author[row],
        without_institution_self_citations: without_self.by_institution[row],
    }
}

fn entry(watched: &Watched, hit: &Hit, date: Option<PartialDate>) -> Entry {
    let entry = watched.entry(hit.entry);
    let (status, status_is_sure) = status_at(entry, date);
    Entry {
        id: entry.id.clone(),
        name: entry.name.clone(),
        source: entry.source.clone(),
        source_url: entry.source_url.clone(),
        valid_from: entry.valid_from,
        valid_to: entry.valid_to,
        note: entry.note.clone(),
        matched_by: hit.by,
        part_of: watched.above(hit.subject, Listing { entry: hit.entry, part_of: hit.part_of }),
        status,
        status_is_sure,
    }
}

/// Each text once, with all authors who have it.
fn affiliations(corpus: &Corpus, hits: &[&Hit]) -> Vec<Named> {
    let mut all: Vec<Named> = Vec::new();
    for hit in hits {
        let named = affiliation(corpus, hit);
        match all.iter_mut().find(|known| known.text == named.text && known.span == named.span) {
            Some(known) => known.author_positions.extend(named.author_positions),
            None => all.push(named),
        }
    }
    all
}

fn affiliation(corpus: &Corpus, hit: &Hit) -> Named {
    let row = &corpus.authorships[hit.authorship];
    let by_text = hit.by == MatchedBy::Text;
    let is_matched = !by_text && matches!(hit.subject, Subject::Institution(_));
    Named {
        text: row.affiliation.clone(),
        span: match &hit.span {
            Some(span) => Some(format!("{}..{}", span.start, span.end)),
            None => row.span.clone(),
        },
        method: if is_matched { row.method.clone() } else { Some("watch list".to_owned()) },
        score: if is_matched { row.score } else { None },
        runner_up: if is_matched { row.runner_up.clone() } else { None },
        author_positions: (row.position > 0).then_some(row.position).into_iter().collect(),
    }
}

fn steps(papers: &[u32], corpus: &Corpus) -> Vec<Step> {
    let step = |(hop, &paper): (usize, &u32)| {
        let record = &corpus.papers[paper as usize];
        let mut source_ids: Vec<String> = record.records.iter().filter_map(|r| r.source_id.clone()).collect();
        source_ids.sort_unstable();
        source_ids.dedup();
        let reference = hop.checked_sub(1).and_then(|before| reference(corpus, paper, papers[before]));
        Step {
            hop: hop as u32,
            paper: PaperId(paper),
            doi: record.doi.clone(),
            source_ids,
            date: record.date,
            title: record.title.clone(),
            reference_method: reference.map(|r| r.0),
            reference_score: reference.map(|r| r.1),
        }
    };
    papers.iter().enumerate().map(step).collect()
}

/// How a reference was resolved.
fn reference(corpus: &Corpus, citing: u32, cited: u32) -> Option<(&'static str, f32)> {
    let found = corpus.citations.binary_search_by_key(&(citing, cited), |c| (c.citing.0, c.cited.0)).ok()?;
    let citation = &corpus.citations[found];
    Some((citation.method.as_str(), citation.score))
}

/// Writes one JSON object a line.
///
/// # Errors
/// When the file can't be written.
pub fn write_evidence(evidence: &[Evidence], path: &Path) -> Result<()> {
    write_file(path, |out| {
        for sheet in evidence {
            serde_json::to_writer(&mut *out, sheet)?;
            writeln!(out)?;
        }
        Ok(())
    })
}
