//! The report's contents: the claims with their papers, the evidence sheets, the tables, and what limits all of it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use polars::prelude::{Column, DataFrame};

use super::manifest::Hashed;
use super::output::{Shown, Tables};
use super::results::Results;
use crate::claims::account::country_name;
use crate::error::{Error, Result};
use crate::flags::agreement::NoAgreement;
use crate::flags::apply::findings_table;
use crate::flags::outcome::Reviewed;
use crate::flags::reviews::decisions_table;
use crate::report::{EvidenceSheet, PaperLine, Report, ReportClaim, ReportFigure, ReportTable, Section};
use crate::trace::evidence::Evidence;

/// A claim about more papers than this lists none of them in the report; its table has them all.
const LISTED: usize = 1_000;

/// Fills the report.
pub(super) fn report(
    results: &Results,
    tables: &Tables,
    figures: Vec<ReportFigure>,
    inputs: &[Hashed],
) -> Result<Report> {
    let study = results.study;
    let claims = claims(results)?;
    let evidence: Vec<EvidenceSheet> =
        results.traced.map_or(Vec::new(), |traced| traced.evidence.iter().map(sheet).collect());
    let named: BTreeSet<u32> = claims
        .iter()
        .flat_map(|claim| claim.papers.iter())
        .chain(evidence.iter().flat_map(|sheet| sheet.steps.iter()))
        .copied()
        .collect();
    Ok(Report {
        name: study.name.clone(),
        description: study.description.clone(),
        synthetic: study.synthetic,
        window: (study.window != crate::flags::Window::default()).then(|| study.window.to_string()),
        as_of: study.as_of().map_or("an unstated date".to_string(), |date| date.to_string()),
        version: env!("CARGO_PKG_VERSION").to_string(),
        claims,
        figures,
        evidence,
        tables: all_tables(results, tables)?,
        limits: limits(results),
        papers: named.into_iter().filter_map(|paper| line(results, paper)).collect(),
        inputs: inputs.iter().map(|input| (input.file.clone(), input.sha256.clone())).collect(),
    })
}

fn claims(results: &Results) -> Result<Vec<ReportClaim>> {
    let account = results.account;
    account
        .claims
        .iter()
        .map(|claim| {
            let set = account.set(&claim.numerator_set)?;
            let papers =
                if set.len() > LISTED { Vec::new() } else { set.papers().iter().map(|p| p.0).collect() };
            Ok(ReportClaim {
                id: claim.id.clone(),
                text: claim.text.clone(),
                numerator: claim.numerator,
                numerator_set: claim.numerator_set.clone(),
                denominator: claim.denominator,
                denominator_set: claim.denominator_set.clone(),
                unit: claim.unit.clone(),
                kind: claim.kind.as_str().to_string(),
                interval: claim.interval,
                bounds: claim.minimum.zip(claim.maximum),
                headline: account.headlines.contains(&claim.id),
                papers,
            })
        })
        .collect()
}

fn line(results: &Results, paper: u32) -> Option<PaperLine> {
    let row = results.corpus.papers.get(paper as usize)?;
    let countries = results.corpus.countries_of(crate::ids::PaperId(paper));
    Some(PaperLine {
        paper,
        title: row.title.clone(),
        date: row.date.map_or("undated".to_string(), |date| date.to_string()),
        venue: row.venue.clone().unwrap_or_default(),
        doi: row.doi.clone(),
        countries: countries.into_iter().map(country_name).collect::<Vec<_>>().join("; "),
    })
}

/// One reached watch-listed institution on one paper.
fn sheet(evidence: &Evidence) -> EvidenceSheet {
    let date = evidence.trail.last().and_then(|step| step.date);
    let date = date.map_or("undated".to_string(), |date| date.to_string());
    let mut facts = vec![
        ("citation steps".to_string(), evidence.hop.to_string()),
        ("flagged papers that lead here".to_string(), evidence.origins.to_string()),
    ];
    if let Some(country) = &evidence.institution.country {
        facts.push(("country".to_string(), country_name(country)));
    }
    for entry in &evidence.watch_list {
        let period = match (entry.valid_from, entry.valid_to) {
            (Some(from), Some(to)) => format!("{from} to {to}"),
            (Some(from), None) => format!("from {from}"),
            (None, Some(to)) => format!("up to {to}"),
            (None, None) => "no dates given".to_string(),
        };
        let sure = if entry.status_is_sure { "" } else { ", as far as the paper's date is known" };
        let status = entry.status.as_str().replace('_', " ");
        let part_of = entry.part_of.as_ref().map_or_else(String::new, |above| {
            format!("; the institution is a part of {} (so says the {})", above.name, above.by)
        });
        facts.push((
            format!("watch-list entry {}", entry.id),
            format!(
                "{} ({}; {period}): {status} on the paper's date{sure}{part_of}",
                entry.name, entry.source
            ),
        ));
    }
    let without = |kept: bool| if kept { "still reached" } else { "not reached" }.to_string();
    facts.push((
        "without citations between joint authors".to_string(),
        without(evidence.without_author_self_citations),
    ));
    facts.push((
        "without citations inside an institution".to_string(),
        without(evidence.without_institution_self_citations),
    ));
    let counts = if evidence.counts { "" } else { " (does not count: not listed on that date)" };
    EvidenceSheet {
        title: format!("{}, {date}{counts}", evidence.institution.name),
        facts,
        steps: evidence.trail.iter().map(|step| step.paper.0).collect(),
        affiliation: evidence
            .affiliations
            .first()
            .map(|named| (named.text.clone(), span(named.span.as_deref(), &named.text))),
    }
}

fn span(span: Option<&str>, text: &str) -> Range<usize> {
    let parsed = span.and_then(|span| {
        let (start, end) = span.split_once("..")?;
        Some(start.parse().ok()?..end.parse().ok()?)
    });
    parsed.filter(|range: &Range<usize>| text.get(range.clone()).is_some()).unwrap_or(0..text.len())
}

fn all_tables(results: &Results, tables: &Tables) -> Result<Vec<ReportTable>> {
    let mut shown = Vec::new();
    for set in &results.account.sets {
        tables.write(set.name(), &mut set.table(results.corpus)?)?;
    }
    if let Some(mut fields) = fields(results)? {
        let note = "Papers of each field, a paper in every field that it matches. A match is a field match and never a breach.";
        let shown_as = Shown {
            id: "fields",
            title: "Fields of the rule packs",
            note,
            section: Section::Flagged,
            columns: &[],
            most: 100,
        };
        shown.push(tables.show(&shown_as, &mut fields)?);
    }
    let mut flags = findings_table(results.corpus, &results.flagged.findings)?;
    shown.push(tables.show(
        &Shown {
            id: "flags",
            title: "What each finding rests on",
            note: "A row for each piece of evidence; the span is in bytes of the text.",
            section: Section::Flagged,
            columns: &[
                "paper",
                "rule",
                "stage",
                "condition",
                "field",
                "text",
                "span",
                "term",
                "pack_field",
                "paragraphs",
            ],
            most: 25,
        },
        &mut flags,
    )?);
    if let Some(reviewed) = results.reviewed {
        shown.extend(review_tables(results, reviewed, tables)?);
    }
    shown.extend(super::reached::trace_tables(results, tables)?);
    for ranked in results.ranked {
        let name = ranked.table_name();
        let title = format!("Network {}", ranked.network.name);
        let nulls: Vec<&str> =
            ranked.columns.iter().filter_map(|column| column.null_reason.as_deref()).collect();
        let graph = &ranked.network.graph;
        let counts = format!("{} nodes, {} edges; the highest first.", graph.nodes(), graph.edges());
        let reasons = nulls.join("; ");
        let note: Vec<&str> = [&counts, &ranked.basis, &reasons]
            .into_iter()
            .map(String::as_str)
            .filter(|s| !s.is_empty())
            .collect();
        let note = note.join(" ");
        let shown_as = Shown {
            id: &name,
            title: &title,
            note: &note,
            section: Section::Ranking,
            columns: &[],
            most: 20,
        };
        shown.push(tables.show(&shown_as, &mut ranked.table()?)?);
    }
    shown.push(files(results, tables)?);
    shown.extend(super::bounds::tables(results, tables)?);
    Ok(shown)
}

/// How many candidates, and how many of the last step, each field of each pack has.
fn fields(results: &Results) -> Result<Option<DataFrame>> {
    let last = results.account.last()?;
    let mut papers: BTreeMap<&str, BTreeSet<crate::ids::PaperId>> = BTreeMap::new();
    for finding in results.flagged.findings.iter().filter(|finding| finding.is_candidate) {
        for evidence in &finding.evidence {
            if let Some(field) = &evidence.pack_field {
                papers.entry(field).or_default().insert(finding.paper);
            }
        }
    }
    let packs = results.study.resources.packs.values();
    let rows: Vec<_> = packs.flat_map(|pack| pack.fields.iter().map(move |field| (pack, field))).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let count = |name: &str, keep: &dyn Fn(crate::ids::PaperId) -> bool| {
        papers.get(name).map_or(0, |papers| papers.iter().filter(|paper| keep(**paper)).count() as u64)
    };
    let frame = DataFrame::new(
        rows.len(),
        vec![
            Column::new("pack".into(), rows.iter().map(|(pack, _)| pack.name.clone()).collect::<Vec<_>>()),
            Column::new(
                "field".into(),
                rows.iter().map(|(_, field)| field.label.clone()).collect::<Vec<_>>(),
            ),
            Column::new(
                "paragraphs".into(),
                rows.iter().map(|(_, field)| field.paragraphs.join("; ")).collect::<Vec<_>>(),
            ),
            Column::new(
                "candidates".into(),
                rows.iter().map(|(_, field)| count(&field.name, &|_| true)).collect::<Vec<u64>>(),
            ),
            Column::new(
                last_column(last.name()).into(),
                rows.iter()
                    .map(|(_, field)| count(&field.name, &|paper| last.contains(paper)))
                    .collect::<Vec<u64>>(),
            ),
        ],
    );
    frame.map(Some).map_err(Error::table("fields"))
}

fn last_column(last: &str) -> &str {
    if last == "candidates" { "of_these_candidates" } else { last }
}

fn review_tables(results: &Results, reviewed: &Reviewed, tables: &Tables) -> Result<Vec<ReportTable>> {
    let agreement = &reviewed.agreement;
    let value =
        |value: std::result::Result<f64, NoAgreement>| (value.ok(), value.err().map(NoAgreement::as_str));
    let rows = [
        (
            "Fleiss' kappa",
            value(agreement.fleiss_kappa),
            agreement.judged_by_all,
            "candidates that every reviewer judged",
        ),
        (
            "Krippendorff's alpha",
            value(agreement.krippendorff_alpha),
            agreement.judged_by_two,
            "candidates that two or more judged",
        ),
    ];
    let mut frame = DataFrame::new(
        rows.len(),
        vec![
            Column::new("coefficient".into(), rows.iter().map(|row| row.0).collect::<Vec<_>>()),
            Column::new("value".into(), rows.iter().map(|row| row.1.0).collect::<Vec<Option<f64>>>()),
            Column::new("papers".into(), rows.iter().map(|row| row.2).collect::<Vec<u64>>()),
            Column::new("over".into(), rows.iter().map(|row| row.3).collect::<Vec<_>>()),
            Column::new(
                "why_there_is_none".into(),
                rows.iter().map(|row| row.1.1).collect::<Vec<Option<&str>>>(),
            ),
        ],
    )
    .map_err(Error::table("agreement"))?;
    let note = format!("{} reviewers: {}.", reviewed.reviewers.len(), reviewed.reviewers.join(", "));
    let mut shown = vec![tables.show(
        &Shown {
            id: "agreement",
            title: "Agreement of the reviewers",
            note: &note,
            section: Section::Flagged,
            columns: &[],
            most: 10,
        },
        &mut frame,
    )?];
    shown.push(tables.show(
        &Shown {
            id: "outcomes",
            title: "What the reviewers made of the candidates",
            note: "Votes for suspected and for dismissed, and what the outcome rests on.",
            section: Section::Flagged,
            columns: &["paper", "title", "status", "suspected", "dismissed", "basis"],
            most: 200,
        },
        &mut reviewed.outcomes_table(results.corpus)?,
    )?);
    shown.push(tables.show(
        &Shown {
            id: "reviews",
            title: "Every decision",
            note: "In the order of the files, with what became of each.",
            section: Section::Flagged,
            columns: &["paper", "reviewer", "decision", "date", "reason", "use"],
            most: 25,
        },
        &mut decisions_table(results.corpus, &reviewed.decisions, &reviewed.uses)?,
    )?);
    Ok(shown)
}

fn files(results: &Results, tables: &Tables) -> Result<ReportTable> {
    let files = &results.report.files;
    let counts = |name: &str, of: fn(&crate::corpus::ingest::FileReport) -> u64| {
        Column::new(name.into(), files.iter().map(of).collect::<Vec<u64>>())
    };
    let mut frame = DataFrame::new(
        files.len(),
        vec![
            Column::new("file".into(), files.iter().map(|f| f.file.clone()).collect::<Vec<_>>()),
            Column::new("format".into(), files.iter().map(|f| f.format.clone()).collect::<Vec<_>>()),
            counts("rows", |f| f.rows),
            counts("papers", |f| f.papers),
            counts("merged", |f| f.merged),
            counts("rejected", |f| f.rejected),
            counts("references_listed", |f| f.references_listed),
            counts("references_resolved", |f| f.references_resolved),
        ],
    )
    .map_err(Error::table("files"))?;
    let note = "Rows = papers + merged + rejected; a paper counts for the first file that has it.";
    let shown =
        Shown { id: "files", title: "What was read", note, section: Section::Data, columns: &[], most: 200 };
    tables.show(&shown, &mut frame)
}

/// Facts that limit what the study can say.
pub(super) fn limits(results: &Results) -> Vec<String> {
    let (corpus, report, flagged) = (results.corpus, results.report, results.flagged);
    let mut limits = results.cautions();
    let mut add = |count: u64, text: String| {
        if count > 0 {
            limits.push(text);
        }
    };
    let rows = corpus.authorships.len();
    let missing = |of: &dyn Fn(&crate::corpus::schema::Authorship) -> bool| {
        corpus.authorships.iter().filter(|row| of(row)).count()
    };
    let no_country = missing(&|row| row.country.is_none());
    let no_institution = missing(&|row| row.institution.is_none());
    let (listed, unresolved) = (report.references.listed, report.references.unresolved);
    let unknown_funder = corpus.funding.iter().filter(|row| row.country.is_none()).count();
    add(
        report.rejected,
        format!("{} of {} rows could not be read: corpus/rejects.jsonl.", report.rejected, report.rows),
    );
    add(
        flagged.undated,
        format!("{} of {} papers have no date and lie in no window.", flagged.undated, corpus.len()),
    );
    add(
        flagged.as_far_as_known,
        format!(
            "{} of {} papers in the window are dated only to a year or month that the window cuts; they count as inside.",
            flagged.as_far_as_known,
            flagged.in_window.len()
        ),
    );
    add(
        unresolved,
        format!(
            "{unresolved} of {listed} references are to no paper of the corpus: what cites from outside is not seen."
        ),
    );
    add(no_country as u64, format!("{no_country} of {rows} authorships have no known country."));
    add(
        no_institution as u64,
        format!("{no_institution} of {rows} authorships were matched to no institution of the registry."),
    );
    add(
        unknown_funder as u64,
        format!("{unknown_funder} of {} named funders are not in the list of funders.", corpus.funding.len()),
    );
    if let Some(reviewed) = results.reviewed {
        let (outside, all) = (reviewed.about_no_candidate(), reviewed.decisions.len());
        add(
            outside,
            format!(
                "{outside} of {all} decisions are about papers that are no candidates; they decide nothing."
            ),
        );
    }
    if let Some(traced) = results.traced {
        let left_out = &traced.trails.left_out;
        let all = traced.citations;
        for (count, why) in [
            (left_out.against_time.len(), "run against time"),
            (left_out.undated.len(), "join papers of which one has no date"),
            (left_out.condensed.len(), "lie on a cycle"),
        ] {
            add(count as u64, format!("{count} of {all} citations {why}; no trail takes them."));
        }
    }
    limits
}
