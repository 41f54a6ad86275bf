//! Who is downstream of flagged papers F and through whom, and nothing more: the first columns of
//! [`Trails`](super::trails::Trails).
//!
//! Papers that are numbered by date are searched level by level on all cores (`graph::levels`): the first paper of a
//! front that is cited is then the one dated first. Others go the way of [`trace()`](super::trace()).

use rayon::prelude::*;

use super::causal::{CausalGraph, InTime};
use super::hops::{self, Hops, NOT_REACHED};
use super::trails::{TraceSettings, in_order};
use crate::date::PartialDate;
use crate::error::Result;
use crate::graph::Graph;
use crate::graph::levels::{Levels, grow};

/// Rows that one thread takes at least.
const ROWS: usize = 1 << 14;

/// A row for each reached paper in order of hop, then number. The columns are those of
/// [`Trails`](super::trails::Trails).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The reached paper.
    pub papers: Vec<u32>,
    /// The first row of each hop, from 0.
    pub first_rows: Vec<usize>,
    /// The paper through which it is reached; a paper of F itself.
    pub via: Vec<u32>,
    /// Where following `via` ends.
    pub origin: Vec<u32>,
}

impl Reach {
    /// The hop of a row: the fewest causal citation steps to its paper.
    pub fn hop(&self, row: usize) -> u32 {
        self.first_rows.partition_point(|first| *first <= row).saturating_sub(1) as u32
    }
}

/// Follows `seeds` downstream and counts nothing. Time O(n) and that of the citations of what is reached; memory
/// O(n) and 12 bytes for each reached paper.
///
/// # Errors
/// As [`trace()`](super::trace()).
///
/// ```
/// use citetrace::graph::Graph;
/// use citetrace::trace::{TraceSettings, reach::reach};
/// // 1 and 2 cite 0, 3 cites both.
/// let (graph, _) = Graph::directed(4, &[(1, 0), (2, 0), (3, 1), (3, 2)], None);
/// let dates: Vec<_> = ["2015", "2016", "2017", "2018"].iter().map(|date| date.parse().ok()).collect();
/// let found = reach(&graph, &dates, &[0], TraceSettings::default())?;
/// assert_eq!(found.papers, [0, 1, 2, 3]);
/// assert_eq!(found.first_rows, [0, 1, 3]);
/// assert_eq!(found.via, [0, 0, 0, 1]);
/// # Ok::<(), citetrace::error::Error>(())
/// ```
pub fn reach(
    graph: &Graph,
    dates: &[Option<PartialDate>],
    seeds: &[u32],
    settings: TraceSettings,
) -> Result<Reach> {
    // In the pool from here on, so that each level does not have to get there.
    rayon::scope(|_| reach_inside(graph, dates, seeds, settings))
}

fn reach_inside(
    graph: &Graph,
    dates: &[Option<PartialDate>],
    seeds: &[u32],
    settings: TraceSettings,
) -> Result<Reach> {
    let causal = CausalGraph::unlisted(graph, dates, settings.time_respecting, settings.keep_undated)?;
    let seeds = in_order(graph, seeds)?;
    Ok(if !causal.is_numbered_by_date() {
        any_order(&causal, &seeds, settings.hops)
    } else if causal.all_in_time() {
        by_date(&causal, &seeds, settings.hops, |_, _| true)
    } else {
        let takes = |cited, citing| causal.in_time(citing, cited) == InTime::Causal;
        by_date(&causal, &seeds, settings.hops, takes)
    })
}

/// Where the order of numbers is that of dates. `takes(cited, citing)` says whether the citation is causal.
fn by_date(causal: &CausalGraph, seeds: &[u32], hops: u32, takes: impl Fn(u32, u32) -> bool + Sync) -> Reach {
    let mut levels = Levels::new(causal.graph().cited_by_rows(), seeds, 0);
    let mut first_rows = vec![0];
    // Room for all: what stays unused costs nothing, and the system gives large blocks large pages.
    let column = || {
        let mut column = Vec::with_capacity(causal.graph().nodes());
        column.extend_from_slice(seeds);
        column
    };
    let (mut papers, mut via, mut origin) = (column(), column(), column());
    let mut front = 0;
    for _ in 0..hops {
        let first = papers.len();
        // The mark is the place of `via` among those one hop nearer.
        levels.step(&mut papers, front, |row, _| (row - front) as u32, &takes);
        if papers.len() == first {
            break;
        }
        first_rows.push(first);
        let nearer: Vec<(u32, u32)> = (front..first).map(|row| (papers[row], origin[row])).collect();
        grow(&mut via, papers.len() - first);
        grow(&mut origin, papers.len() - first);
        let columns = via[first..].par_chunks_mut(ROWS).zip(origin[first..].par_chunks_mut(ROWS));
        papers[first..].par_chunks(ROWS).zip(columns).for_each(|(papers, (via, origin))| {
            for ((paper, via), origin) in papers.iter().zip(via).zip(origin) {
                (*via, *origin) = nearer[levels.mark(*paper) as usize];
            }
        });
        front = first;
    }
    Reach { papers, first_rows, via, origin }
}

fn any_order(causal: &CausalGraph, seeds: &[u32], hops: u32) -> Reach {
    let found: Hops<()> = hops::breadth_first(causal, seeds, hops);
    let paper = |row: usize, of: u32| found.papers[if of == NOT_REACHED { row } else { of as usize }];
    Reach {
        via: found.via.iter().enumerate().map(|(row, via)| paper(row, *via)).collect(),
        origin: found.origin.iter().enumerate().map(|(row, origin)| paper(row, *origin)).collect(),
        first_rows: (0..=*found.hop.last().unwrap_or(&0))
            .map(|hop| found.hop.partition_point(|h| *h < hop))
            .collect(),
        papers: found.papers,
    }
}
