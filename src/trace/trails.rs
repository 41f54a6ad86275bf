//! The trails downstream of flagged papers F: who is reached in how many citation steps, through whom, on how many
//! trails, with how much of the flow. The definitions of every column stand at the fields of [`Trails`].
//!
//! A trail is a chain of causal citations (see [`super::causal`]). All counts are found by dynamic programming, none
//! by enumeration: time O(H·(n + m)) and memory O(n + m), with a word for each 64 seeds and paper for `origins`.

use super::amount::{Amount, Scaled};
use super::causal::{CausalGraph, LeftOut};
use super::downstream::Downstream;
use super::hops::{self, Hops, NOT_REACHED};
use crate::date::PartialDate;
use crate::error::{Error, Result};
use crate::graph::Graph;

/// How a trace is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceSettings {
    /// The most citation steps, H.
    pub hops: u32,
    /// Whether a citation is taken for causal where the date of one of its papers is not known.
    pub keep_undated: bool,
    /// Whether trails respect time. Without it every citation is causal.
    pub time_respecting: bool,
}

impl TraceSettings {
    /// The hops that are gone unless others are asked for.
    pub const HOPS: u32 = 3;
}

impl Default for TraceSettings {
    fn default() -> Self {
        Self { hops: Self::HOPS, keep_undated: false, time_respecting: true }
    }
}

/// One row for each paper with `hop` ≤ H, F itself included, in order of hop, then number.
///
/// Counts are `f64`: whole numbers are exact up to 2^53, above that the nearest that an `f64` holds, and infinite past
/// 10^308; their logarithms to base 10 are there for all (minus infinity for a count of 0).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trails {
    /// The reached paper.
    pub papers: Vec<u32>,
    /// Fewest causal citation steps from F; 0 for F itself.
    pub hop: Vec<u32>,
    /// Of the papers one hop nearer that it causally cites the one dated first (by the first day that its date can
    /// mean, then the coarser date; papers without a date last), then that of the lowest number. `None` for F itself.
    pub via: Vec<Option<u32>>,
    /// Where following `via` ends; a paper of F is its own origin.
    pub origin: Vec<u32>,
    /// How many papers of F reach this one within H causal steps. A paper of F reaches itself in none.
    pub origins: Vec<u32>,
    /// Trails of exactly `hop` steps from F; 1 for F itself.
    pub shortest_trails: Vec<f64>,
    /// Its logarithm to base 10.
    pub log10_shortest_trails: Vec<f64>,
    /// Trails of 1 to H steps from F, without the citations inside strongly connected components. So it is 0 for a
    /// paper of F that cites no other, and for a paper that is reached on condensed citations alone.
    pub trails: Vec<f64>,
    /// Its logarithm to base 10.
    pub log10_trails: Vec<f64>,
    /// Σ over h = 1…H of flow_h(p), flow_h(p) = Σ over causal references q of flow_{h−1}(q) / references(p),
    /// flow_0 = 1 on F, without the citations inside strongly connected components.
    pub flow: Vec<f64>,
    /// The citations of the whole graph that no trail takes.
    pub left_out: LeftOut,
    row_of: Vec<u32>,
}

impl Trails {
    /// How many papers are reached, F included.
    pub fn len(&self) -> usize {
        self.papers.len()
    }

    /// Whether nothing is reached; F itself always is.
    pub fn is_empty(&self) -> bool {
        self.papers.is_empty()
    }

    /// The row of `paper`, where it is reached.
    pub fn row(&self, paper: u32) -> Option<usize> {
        self.row_of.get(paper as usize).filter(|row| **row != NOT_REACHED).map(|row| *row as usize)
    }

    /// From the paper of F where `via` ends to `paper` itself; empty for a paper that is not reached.
    pub fn steps_to(&self, paper: u32) -> Vec<u32> {
        let mut steps = Vec::new();
        let mut at = self.row(paper);
        while let Some(row) = at {
            steps.push(self.papers[row]);
            at = self.via[row].and_then(|via| self.row(via));
        }
        steps.reverse();
        steps
    }

    /// How many papers have each hop, from 0.
    pub fn by_hop(&self) -> Vec<u64> {
        let mut counts = vec![0; self.hop.last().map_or(0, |hop| *hop as usize + 1)];
        for hop in &self.hop {
            counts[*hop as usize] += 1;
        }
        counts
    }
}

/// Follows `seeds` downstream. `references_listed` says how many references each paper lists, in the graph or not; at
/// least those in the graph are counted, and nothing else is known where it is `None`.
///
/// # Errors
/// Without seeds, with a seed that is not in the graph, or with a graph, dates or references that don't fit together.
pub fn trace(
    graph: &Graph,
    dates: &[Option<PartialDate>],
    references_listed: Option<&[u32]>,
    seeds: &[u32],
    settings: TraceSettings,
) -> Result<Trails> {
    let causal = CausalGraph::new(graph, dates, settings.time_respecting, settings.keep_undated)?;
    trace_causal(&causal, references_listed, seeds, settings.hops)
}

/// Seeds ascending and each once.
pub(super) fn in_order(graph: &Graph, seeds: &[u32]) -> Result<Vec<u32>> {
    let mut seeds = seeds.to_vec();
    seeds.sort_unstable();
    seeds.dedup();
    let Some(&last) = seeds.last() else {
        return Err(Error::argument("there is no paper to start from", "name at least one seed"));
    };
    if last as usize >= graph.nodes() {
        return Err(Error::argument(
            format!("seed {last} is not in the graph of {} papers", graph.nodes()),
            "take it out of the seeds or add the paper",
        ));
    }
    Ok(seeds)
}

/// [`trace()`] on a graph whose citations are already sorted into causal and others.
///
/// # Errors
/// As [`trace()`].
pub fn trace_causal(
    causal: &CausalGraph,
    references_listed: Option<&[u32]>,
    seeds: &[u32],
    hops: u32,
) -> Result<Trails> {
    let graph = causal.graph();
    if references_listed.is_some_and(|listed| listed.len() != graph.nodes()) {
        return Err(Error::argument(
            "the numbers of references don't fit the graph",
            "give one for each paper",
        ));
    }
    let seeds = in_order(graph, seeds)?;
    let found: Hops<f64> = hops::breadth_first(causal, &seeds, hops);
    let downstream = Downstream::new(causal, &found.papers, &found.hop, &found.row_of, hops);
    let references: Vec<u32> = found
        .papers
        .iter()
        .map(|&p| (graph.references(p).len() as u32).max(references_listed.map_or(0, |l| l[p as usize])))
        .collect();
    let (trails, flow) = downstream.sums::<f64>(seeds.len(), hops, &references);
    let (shortest_trails, log10_shortest_trails) =
        counted(found.shortest, || hops::breadth_first::<Scaled>(causal, &seeds, hops).shortest);
    let (trails, log10_trails) =
        counted(trails, || downstream.sums::<Scaled>(seeds.len(), hops, &references).0);
    Ok(Trails {
        via: found.via.iter().map(|&row| (row != NOT_REACHED).then(|| found.papers[row as usize])).collect(),
        origin: found.origin.iter().map(|&row| found.papers[row as usize]).collect(),
        origins: downstream.origins(seeds.len(), hops),
        papers: found.papers,
        hop: found.hop,
        shortest_trails,
        log10_shortest_trails,
        trails,
        log10_trails,
        flow,
        left_out: causal.left_out().clone(),
        row_of: found.row_of,
    })
}

/// Counts and their logarithms; counted again in numbers without a bound where an `f64` has run over.
fn counted(counts: Vec<f64>, unbounded: impl FnOnce() -> Vec<Scaled>) -> (Vec<f64>, Vec<f64>) {
    let logarithms = if counts.iter().all(|c| c.is_finite()) {
        counts.iter().map(|c| c.log10()).collect()
    } else {
        unbounded().into_iter().map(Scaled::log10).collect()
    };
    (counts, logarithms)
}
