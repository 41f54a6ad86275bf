//! Rules over a corpus: which papers lie in the window, which of them the rules select, which become candidates.
//!
//! Each paper is judged by itself, in parallel; the results stand in the order of the papers. Time O(papers in the
//! window × rules × words of the paper).

use polars::prelude::{Column, DataFrame};
use rayon::prelude::*;

use super::condition::{InWindow, Rule, Window};
use super::evidence::Evidence;
use super::judge::Judge;
use super::resources::Resources;
use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::ids::PaperId;

/// What the rules found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flagged {
    /// The papers in the window.
    pub in_window: Vec<PaperId>,
    /// How many of them count as inside only as far as their date is known.
    pub as_far_as_known: u64,
    /// How many papers have no date and so lie in no window.
    pub undated: u64,
    /// The papers of the window for which some rule holds without its topics.
    pub selected: Vec<PaperId>,
    /// The papers of the window for which some rule holds as a whole.
    pub candidates: Vec<PaperId>,
    /// One for each rule and each paper that it selects, by paper, then in the order of the rules.
    pub findings: Vec<Finding>,
}

/// One rule's finding on one paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The paper.
    pub paper: PaperId,
    /// The rule's name.
    pub rule: String,
    /// Whether the rule holds as a whole; else only without its topics.
    pub is_candidate: bool,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

/// Applies `rules` to the papers of `corpus` inside `window`.
///
/// # Errors
/// As [`Judge::new`].
pub fn apply(corpus: &Corpus, rules: &[Rule], window: Window, resources: &Resources) -> Result<Flagged> {
    let judges = rules
        .iter()
        .map(|rule| Ok((rule, Judge::new(corpus, &rule.condition, resources)?)))
        .collect::<Result<Vec<_>>>()?;
    let mut flagged = Flagged::default();
    for (number, row) in corpus.papers.iter().enumerate() {
        let place = window.place(row.date);
        flagged.as_far_as_known += u64::from(place == InWindow::AsFarAsKnown);
        flagged.undated += u64::from(row.date.is_none());
        if place.counts() {
            flagged.in_window.push(PaperId(number as u32));
        }
    }
    let findings: Vec<Vec<Finding>> = flagged
        .in_window
        .par_iter()
        .map(|&paper| {
            judges
                .iter()
                .filter(|(_, judge)| judge.holds_without_topics(paper))
                .map(|(rule, judge)| Finding {
                    paper,
                    rule: rule.name.clone(),
                    is_candidate: judge.topics_hold(paper),
                    evidence: judge.evidence(paper),
                })
                .collect()
        })
        .collect();
    flagged.findings = findings.into_iter().flatten().collect();
    flagged.selected = flagged.findings.iter().map(|finding| finding.paper).collect();
    flagged.selected.dedup();
    flagged.candidates = flagged.findings.iter().filter(|f| f.is_candidate).map(|f| f.paper).collect();
    flagged.candidates.dedup();
    Ok(flagged)
}

/// The findings as a table, a row for each piece of evidence: `paper, doi, rule, stage, condition, field, text, offset, span,
/// term, pack_field, paragraphs, method, score, note`. `stage` is `candidate`, or `selected` where the topics do not hold.
/// `span` counts the bytes of `text`; in CSV an apostrophe before a text that a spreadsheet would run is not counted.
///
/// # Errors
/// polars can't build the table.
pub fn findings_table(corpus: &Corpus, findings: &[Finding]) -> Result<DataFrame> {
    let rows: Vec<(&Finding, &Evidence)> =
        findings.iter().flat_map(|f| f.evidence.iter().map(move |evidence| (f, evidence))).collect();
    fn texts<'r, T>(name: &str, rows: &'r [T], of: impl Fn(&'r T) -> Option<String>) -> Column {
        Column::new(name.into(), rows.iter().map(of).collect::<Vec<Option<String>>>())
    }
    let doi = |paper: PaperId| corpus.papers.get(paper.index()).and_then(|row| row.doi.clone());
    let columns = vec![
        Column::new("paper".into(), rows.iter().map(|(f, _)| f.paper.0).collect::<Vec<u32>>()),
        texts("doi", &rows, |(f, _)| doi(f.paper)),
        texts("rule", &rows, |(f, _)| Some(f.rule.clone())),
        texts("stage", &rows, |(f, _)| {
            Some(if f.is_candidate { "candidate" } else { "selected" }.to_string())
        }),
        texts("condition", &rows, |(_, e)| Some(e.condition.to_string())),
        texts("field", &rows, |(_, e)| Some(e.field.clone())),
        texts("text", &rows, |(_, e)| Some(e.text.clone())),
        Column::new("offset".into(), rows.iter().map(|(_, e)| e.offset as u32).collect::<Vec<u32>>()),
        texts("span", &rows, |(_, e)| Some(format!("{}..{}", e.span.start, e.span.end))),
        texts("term", &rows, |(_, e)| Some(e.term.clone())),
        texts("pack_field", &rows, |(_, e)| e.pack_field.clone()),
        texts("paragraphs", &rows, |(_, e)| (!e.paragraphs.is_empty()).then(|| e.paragraphs.join("; "))),
        texts("method", &rows, |(_, e)| e.method.clone()),
        Column::new("score".into(), rows.iter().map(|(_, e)| e.score).collect::<Vec<Option<f32>>>()),
        texts("note", &rows, |(_, e)| e.note.clone()),
    ];
    DataFrame::new(rows.len(), columns).map_err(Error::table("flags.parquet"))
}
