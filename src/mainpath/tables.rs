//! The tables of `mainpath`: the weights of all citations, and the citations of one route.
//!
//! A citation that is left out has null weights and its reason. On a route, the citations that merged into one between two
//! condensed components are all listed.

use std::ops::Range;

use polars::prelude::{
    ChunkTake as _, Column, DataFrame, Float64Chunked, IdxCa, IntoSeries as _, NamedFrom as _,
    NewChunkedArray as _, PolarsResult, Series, StringChunked,
};
use rayon::prelude::*;

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

/// The table of all citations, made a stretch of rows at a time: it is the largest that there is.
pub struct Weights<'a> {
    graph: &'a Graph,
    acyclic: &'a Acyclic<'a>,
    paths: &'a SearchPaths,
    keys: StringChunked,
    /// The logarithms of what each kind of weight multiplies, by step.
    logs: [[Vec<f64>; 2]; Kind::ALL.len()],
}

impl<'a> Weights<'a> {
    /// Of a graph whose papers have these keys. Time O(n), memory 96 n bytes.
    pub fn new(graph: &'a Graph, acyclic: &'a Acyclic, paths: &'a SearchPaths, keys: &[String]) -> Self {
        let logs = |counts: &[PathCount]| counts.par_iter().map(|count| count.log10()).collect();
        let logs = Kind::ALL.map(|kind| <[_; 2]>::from(paths.factors(kind)).map(logs));
        Self { graph, acyclic, paths, keys: StringChunked::from_slice("".into(), keys), logs }
    }

    /// The citations at these positions of the graph's references: `citing`, `cited`, `spc`, `splc`, `spnp`, `log10_spc`,
    /// `log10_splc`, `log10_spnp`, `left_out`.
    pub fn rows(&self, positions: Range<usize>) -> PolarsResult<DataFrame> {
        let references = self.graph.reference_rows();
        let citing: Vec<u32> = references.sources(positions.clone()).collect();
        let cited = &references.targets()[positions.clone()];
        let step = |node: u32| self.acyclic.step_of[node as usize];
        let left_out = || positions.clone().map(|at| self.acyclic.left_out(at));
        // The steps of each citation that counts.
        let counted: Vec<Option<(u32, u32)>> = citing
            .iter()
            .zip(cited)
            .zip(left_out())
            .map(|((&citing, &cited), left_out)| left_out.is_none().then(|| (step(citing), step(cited))))
            .collect();
        let text = |name: &str, nodes: Vec<u32>| -> PolarsResult<Column> {
            let keys = self.keys.take(&IdxCa::from_vec(name.into(), nodes))?;
            Ok(keys.with_name(name.into()).into_series().into())
        };
        let mut columns = vec![text("citing", citing)?, text("cited", cited.to_vec())?];
        for kind in Kind::ALL {
            let weight = |(citing, cited)| self.paths.weight(kind, citing, cited).value();
            columns.push(reals(kind.as_str(), counted.iter().map(|steps| steps.map(weight))));
        }
        for (kind, [before, after]) in Kind::ALL.into_iter().zip(&self.logs) {
            let log = |(citing, cited): (u32, u32)| before[cited as usize] + after[citing as usize];
            // A weight of 0 (no path of the chosen sets) has no logarithm.
            let logs = counted.iter().map(|steps| steps.map(log).filter(|log| log.is_finite()));
            columns.push(reals(&format!("log10_{kind}"), logs));
        }
        let reasons: StringChunked = left_out().map(|left_out| left_out.map(LeftOut::as_str)).collect();
        columns.push(reasons.with_name("left_out".into()).into_series().into());
        DataFrame::new(positions.len(), columns)
    }
}

fn reals(name: &str, values: impl Iterator<Item = Option<f64>>) -> Column {
    Float64Chunked::from_iter_options(name.into(), values).into_series().into()
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
