//! How many papers and citations are left after each step of a trace, and how many each step takes away.

use polars::prelude::{DataFrame, PolarsResult};
use serde::Serialize;

use super::causal::CausalGraph;
use super::evidence::Evidence;
use super::self_citations::WithoutSelf;
use super::tables::column;
use super::trails::Trails;
use crate::ids::PaperId;

/// One step. Where a step is not about papers or not about citations that count is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AttritionStep {
    /// What is done.
    pub step: String,
    /// The papers that are left (or that are reached).
    pub papers: Option<u64>,
    /// How many the step takes away.
    pub papers_removed: Option<u64>,
    /// The citations that are left (or that lead there).
    pub citations: Option<u64>,
    /// How many the step takes away.
    pub citations_removed: Option<u64>,
}

/// The steps in their order.
pub fn attrition(
    causal: &CausalGraph,
    trails: &Trails,
    hops: u32,
    without_self: &WithoutSelf,
    evidence: &[Evidence],
) -> Vec<AttritionStep> {
    let graph = causal.graph();
    let left_out = causal.left_out();
    let step = |step: &str| AttritionStep { step: step.to_owned(), ..AttritionStep::default() };
    let mut citations = graph.edges() as u64;
    let mut steps = vec![AttritionStep {
        papers: Some(graph.nodes() as u64),
        citations: Some(citations),
        ..step("corpus")
    }];
    for (name, removed) in [
        ("citations whose papers are both dated", left_out.undated.len()),
        ("citations not against time", left_out.against_time.len()),
        ("citations on no cycle", left_out.condensed.len()),
    ] {
        citations -= removed as u64;
        steps.push(AttritionStep {
            citations: Some(citations),
            citations_removed: Some(removed as u64),
            ..step(name)
        });
    }
    let by_hop = trails.by_hop();
    steps.push(AttritionStep { papers: by_hop.first().copied(), ..step("seeds") });
    for hop in 1..=hops {
        let papers = by_hop.get(hop as usize).copied().unwrap_or(0);
        let rows = (0..trails.len()).filter(|row| trails.hop[*row] == hop);
        let nearer = |q: &u32| trails.row(*q).is_some_and(|row| trails.hop[row] < hop);
        let leading = rows.map(|row| causal.references(trails.papers[row]).filter(nearer).count() as u64);
        let citations = Some(leading.sum());
        steps.push(AttritionStep {
            papers: Some(papers),
            citations,
            ..step(&format!("reached at hop {hop}"))
        });
    }
    let seeds = by_hop.first().copied().unwrap_or(0);
    let reached = trails.len() as u64 - seeds;
    steps.push(AttritionStep { papers: Some(reached), ..step("reached at any hop") });
    for (name, kept) in [
        ("reached without author self-citations", &without_self.by_author),
        ("reached without institution self-citations", &without_self.by_institution),
        ("reached without either", &without_self.by_either),
    ] {
        let papers = kept.iter().filter(|kept| **kept).count() as u64 - seeds;
        steps.push(AttritionStep {
            papers: Some(papers),
            papers_removed: Some(reached - papers),
            ..step(name)
        });
    }
    let distinct = |counts: &dyn Fn(&Evidence) -> bool| {
        let mut papers: Vec<PaperId> = evidence.iter().filter(|e| counts(e)).map(|e| e.paper).collect();
        papers.dedup();
        papers.len() as u64
    };
    let (named, listed) = (distinct(&|_| true), distinct(&|e| e.counts));
    let papers_removed = Some(reached - named);
    steps.push(AttritionStep {
        papers: Some(named),
        papers_removed,
        ..step("reached, with a watch-listed institution")
    });
    let papers_removed = Some(named - listed);
    steps.push(AttritionStep {
        papers: Some(listed),
        papers_removed,
        ..step("of these, listed at the paper's date")
    });
    steps
}

/// The table `attrition`.
pub fn attrition_table(steps: &[AttritionStep]) -> PolarsResult<DataFrame> {
    let counts = |name: &str, count: fn(&AttritionStep) -> Option<u64>| {
        column(name, steps.iter().map(count).collect::<Vec<Option<u64>>>())
    };
    let columns = vec![
        column("step", steps.iter().map(|s| s.step.as_str()).collect::<Vec<&str>>()),
        counts("papers", |s| s.papers),
        counts("papers_removed", |s| s.papers_removed),
        counts("citations", |s| s.citations),
        counts("citations_removed", |s| s.citations_removed),
    ];
    DataFrame::new(steps.len(), columns)
}
