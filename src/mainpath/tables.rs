//! The tables of `mainpath`: the weights of all citations, and the citations of one route.
//!
//! A citation that is left out has null weights and its reason. On a route, the citations that merged into one between two
//! condensed components are all listed.

use polars::prelude::{Column, DataFrame, NamedFrom as _, Series};

use super::acyclic::{Acyclic, LeftOut};
use super::count::PathCount;
use super::routes::Link;
use super::weights::{Kind, SearchPaths};
use crate::date::PartialDate;
use crate::error::{Error, Result};
use crate::graph::Graph;

/// What the papers are called and when they are dated.
#[derive(Clone, Copy, Debug)]
pub struct Papers<'a> {
    /// Their keys.
    pub keys: &'a [String],
    /// What a reader calls them, where that differs.
    pub labels: Option<&'a [String]>,
    /// Their dates; empty where none are known.
    pub dates: &'a [Option<PartialDate>],
}

/// All citations: `citing`, `cited`, `spc`, `splc`, `spnp`, `log10_spc`, `log10_splc`, `log10_spnp`, `left_out`.
pub fn weights(graph: &Graph, acyclic: &Acyclic, paths: &SearchPaths, keys: &[String]) -> Result<DataFrame> {
    let (edges, _) = graph.edge_list();
    let mut columns = vec![
        texts("citing", edges.iter().map(|e| keys[e.0 as usize].as_str())),
        texts("cited", edges.iter().map(|e| keys[e.1 as usize].as_str())),
    ];
    let step = |node: u32| acyclic.step_of[node as usize] as usize;
    let counted = |at: usize| acyclic.left_out(at).is_none();
    for kind in Kind::ALL {
        let weight =
            |at: usize| paths.weight(kind, step(edges[at].0) as u32, step(edges[at].1) as u32).value();
        let values: Vec<Option<f64>> = (0..edges.len()).map(|at| counted(at).then(|| weight(at))).collect();
        columns.push(Series::new(kind.as_str().into(), values).into());
    }
    for kind in Kind::ALL {
        let (before, after) = paths.factors(kind);
        let logs = |counts: &[PathCount]| -> Vec<f64> { counts.iter().map(|count| count.log10()).collect() };
        let (before, after) = (logs(before), logs(after));
        let log = |at: usize| before[step(edges[at].1)] + after[step(edges[at].0)];
        // A weight of 0 (no path of the chosen sets) has no logarithm.
        let values: Vec<Option<f64>> =
            (0..edges.len()).map(|at| counted(at).then(|| log(at)).filter(|log| log.is_finite())).collect();
        columns.push(Series::new(format!("log10_{kind}").into(), values).into());
    }
    let reasons: Vec<Option<&str>> =
        (0..edges.len()).map(|at| acyclic.left_out(at).map(LeftOut::as_str)).collect();
    columns.push(Series::new("left_out".into(), reasons).into());
    frame(edges.len(), columns)
}

/// The citations of a route in its order: `citing`, `cited`, the weight and its logarithm, and labels and dates
/// where there are any.
pub fn route(
    graph: &Graph,
    acyclic: &Acyclic,
    paths: &SearchPaths,
    kind: Kind,
    links: &[Link],
    papers: Papers,
) -> Result<DataFrame> {
    let mut members = vec![Vec::new(); acyclic.steps.nodes()];
    for (paper, &step) in acyclic.step_of.iter().enumerate() {
        members[step as usize].push(paper as u32);
    }
    let mut rows = Vec::new();
    for &(citing_step, cited_step) in links {
        for &citing in &members[citing_step as usize] {
            for at in graph.reference_rows().range(citing) {
                let cited = graph.reference_rows().targets()[at];
                if acyclic.step_of[cited as usize] == cited_step && acyclic.left_out(at).is_none() {
                    rows.push((citing, cited, paths.weight(kind, citing_step, cited_step)));
                }
            }
        }
    }
    let key = |node: u32| papers.keys[node as usize].as_str();
    let values: Vec<f64> = rows.iter().map(|row| row.2.value()).collect();
    let logs: Vec<f64> = rows.iter().map(|row| row.2.log10()).collect();
    let mut columns = vec![
        texts("citing", rows.iter().map(|row| key(row.0))),
        texts("cited", rows.iter().map(|row| key(row.1))),
        Series::new(kind.as_str().into(), values).into(),
        Series::new(format!("log10_{kind}").into(), logs).into(),
    ];
    if let Some(labels) = papers.labels {
        columns.push(texts("citing_label", rows.iter().map(|row| labels[row.0 as usize].as_str())));
        columns.push(texts("cited_label", rows.iter().map(|row| labels[row.1 as usize].as_str())));
    }
    if !papers.dates.is_empty() {
        let date =
            |node: u32| papers.dates.get(node as usize).copied().flatten().map(|date| date.to_string());
        for (name, node) in [("citing_date", 0), ("cited_date", 1)] {
            let dates: Vec<Option<String>> =
                rows.iter().map(|row| date(if node == 0 { row.0 } else { row.1 })).collect();
            columns.push(Series::new(name.into(), dates).into());
        }
    }
    frame(rows.len(), columns)
}

/// A row for each paper: `node`, `criticality`.
pub fn criticality(acyclic: &Acyclic, of_steps: &[f64], keys: &[String]) -> Result<DataFrame> {
    let values: Vec<f64> = acyclic.step_of.iter().map(|&step| of_steps[step as usize]).collect();
    let columns = vec![
        texts("node", keys.iter().map(String::as_str)),
        Series::new("criticality".into(), values).into(),
    ];
    frame(keys.len(), columns)
}

fn texts<'a>(name: &str, values: impl Iterator<Item = &'a str>) -> Column {
    Series::new(name.into(), values.collect::<Vec<&str>>()).into()
}

fn frame(height: usize, columns: Vec<Column>) -> Result<DataFrame> {
    DataFrame::new(height, columns).map_err(|e| Error::Broken(format!("the path weights make no table: {e}")))
}
