//! The tables of a trace: `trails`, and the citations that no trail takes, listed one by one.

use std::ops::Range;

use polars::prelude::{Column, DataFrame, NamedFrom, PolarsResult, Series};

use super::causal::InTime;
use super::trails::Trails;
use crate::date::PartialDate;

/// What the papers of a trace are called in its tables.
#[derive(Clone, Copy, Debug)]
pub enum Called<'a> {
    /// By their number in the corpus; the table's first column is `paper`.
    Numbers,
    /// By name, as text; the table's first column is `node`.
    Names(&'a [String]),
}

impl Called<'_> {
    fn column(self, name: &str, papers: impl Iterator<Item = Option<u32>>) -> Column {
        match self {
            Self::Numbers => column(name, papers.collect::<Vec<Option<u32>>>()),
            Self::Names(names) => {
                let names: Vec<Option<&str>> =
                    papers.map(|p| p.map(|p| names[p as usize].as_str())).collect();
                column(name, names)
            }
        }
    }
}

/// A column of numbers or texts, with or without nulls.
pub(super) fn column<T, V: ?Sized>(name: &str, values: T) -> Column
where
    Series: NamedFrom<T, V>,
{
    Column::from(Series::new(name.into(), values))
}

/// Those `rows` of the table `trails`: the columns of [`Trails`] under their names, dates as text no finer than they are
/// known. A logarithm of a count of 0 is null, and so is a count past what an `f64` holds, whose logarithm is there.
pub fn trails_table(
    trails: &Trails,
    dates: &[Option<PartialDate>],
    called: Called,
    rows: Range<usize>,
) -> PolarsResult<DataFrame> {
    let finite = |values: &[f64]| {
        values[rows.clone()].iter().map(|v| v.is_finite().then_some(*v)).collect::<Vec<Option<f64>>>()
    };
    let first = match called {
        Called::Numbers => "paper",
        Called::Names(_) => "node",
    };
    let papers = &trails.papers[rows.clone()];
    let columns = vec![
        called.column(first, papers.iter().map(|p| Some(*p))),
        dates_of("date", dates, papers.iter()),
        column("hop", &trails.hop[rows.clone()]),
        called.column("via", trails.via[rows.clone()].iter().copied()),
        called.column("origin", trails.origin[rows.clone()].iter().map(|p| Some(*p))),
        column("origins", &trails.origins[rows.clone()]),
        column("shortest_trails", finite(&trails.shortest_trails)),
        column("trails", finite(&trails.trails)),
        column("flow", &trails.flow[rows.clone()]),
        column("log10_shortest_trails", finite(&trails.log10_shortest_trails)),
        column("log10_trails", finite(&trails.log10_trails)),
    ];
    DataFrame::new(rows.len(), columns)
}

/// The table `not_causal`: every citation of the graph that no trail takes because of its dates, with `reason`
/// (`against time` or `undated`) and whether it would have been a step of this trace (`in_trace`: the cited paper is
/// reached before the last hop).
pub fn not_causal_table(
    trails: &Trails,
    hops: u32,
    dates: &[Option<PartialDate>],
    called: Called,
) -> PolarsResult<DataFrame> {
    let against = trails.left_out.against_time.iter().map(|e| (*e, InTime::Against));
    let undated = trails.left_out.undated.iter().map(|e| (*e, InTime::Undated));
    let mut rows: Vec<((u32, u32), InTime)> = against.chain(undated).collect();
    rows.sort_unstable();
    let reasons: Vec<&str> =
        rows.iter().map(|r| if r.1 == InTime::Against { "against time" } else { "undated" }).collect();
    let columns = vec![
        called.column("citing", rows.iter().map(|r| Some(r.0.0))),
        called.column("cited", rows.iter().map(|r| Some(r.0.1))),
        dates_of("citing_date", dates, rows.iter().map(|r| &r.0.0)),
        dates_of("cited_date", dates, rows.iter().map(|r| &r.0.1)),
        column("reason", reasons),
        column("in_trace", rows.iter().map(|r| would_be_a_step(trails, hops, r.0.1)).collect::<Vec<bool>>()),
    ];
    DataFrame::new(rows.len(), columns)
}

/// The table `condensed_edges`: every causal citation inside a strongly connected component, which `trails` and `flow`
/// leave out, with the component's number and `in_trace` as in [`not_causal_table`].
pub fn condensed_table(
    trails: &Trails,
    hops: u32,
    dates: &[Option<PartialDate>],
    called: Called,
) -> PolarsResult<DataFrame> {
    let rows = &trails.left_out.condensed;
    let columns = vec![
        called.column("citing", rows.iter().map(|r| Some(r.0))),
        called.column("cited", rows.iter().map(|r| Some(r.1))),
        dates_of("citing_date", dates, rows.iter().map(|r| &r.0)),
        dates_of("cited_date", dates, rows.iter().map(|r| &r.1)),
        column("component", rows.iter().map(|r| r.2).collect::<Vec<u32>>()),
        column("in_trace", rows.iter().map(|r| would_be_a_step(trails, hops, r.1)).collect::<Vec<bool>>()),
    ];
    DataFrame::new(rows.len(), columns)
}

fn would_be_a_step(trails: &Trails, hops: u32, cited: u32) -> bool {
    trails.row(cited).is_some_and(|row| trails.hop[row] < hops)
}

fn dates_of<'a>(name: &str, dates: &[Option<PartialDate>], papers: impl Iterator<Item = &'a u32>) -> Column {
    date_column(name, papers.map(|paper| dates[*paper as usize]))
}

/// Dates as text (`2016`, `2016-12`, `2016-12-01`), null where not known.
pub(super) fn date_column(name: &str, dates: impl Iterator<Item = Option<PartialDate>>) -> Column {
    column(name, dates.map(|date| date.map(|date| date.to_string())).collect::<Vec<Option<String>>>())
}
