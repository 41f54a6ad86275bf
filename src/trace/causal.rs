//! Which citations respect time, and which of those stand on cycles.
//!
//! A citation is causal when the citing paper is not dated before the cited one, compared at the coarser of the two
//! precisions, citation by citation. So a paper of 2016 may cite one of March 2016, which may cite one of May 2016
//! through a third of 2016: the comparison is not transitive, and causal citations can stand on cycles even where no
//! two papers share a date. A citation inside a strongly connected component of the causal graph is *condensed*:
//! reached through, but counted in no sum over trails, which would else have no end.
//!
//! Time and memory O(n + m).

use rayon::prelude::*;

use super::cycles;
use crate::date::{PartialDate, Precision};
use crate::error::{Error, Result};
use crate::graph::Graph;

/// So many dates are looked at together.
const BLOCK: usize = 1 << 15;

/// What stands for a paper on no cycle.
pub const NO_COMPONENT: u32 = u32::MAX;

/// How a citation stands to time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InTime {
    /// The citing paper is not dated before the cited one.
    Causal,
    /// The citing paper is dated before the cited one.
    Against,
    /// The date of the citing or of the cited paper is not known.
    Undated,
}

/// The citations that no trail takes, as pairs (citing, cited) in order of citing, then cited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// The citing paper is dated before the cited one.
    pub against_time: Vec<(u32, u32)>,
    /// One of the two dates is not known. Empty where undated citations are kept.
    pub undated: Vec<(u32, u32)>,
    /// Causal, but inside a strongly connected component, whose number stands third. Components are numbered by their
    /// lowest paper.
    pub condensed: Vec<(u32, u32, u32)>,
    /// How many strongly connected components have more than one paper.
    pub components: u32,
}

/// A citation graph with the dates that decide which citations are causal.
#[derive(Debug)]
pub struct CausalGraph<'g> {
    graph: &'g Graph,
    dates: &'g [Option<PartialDate>],
    /// Empty where no citation needs them.
    keys: Vec<DateKey>,
    /// How many papers, from number 0 on, are dated and stand in order of date: among them a citation of a lower number
    /// is causal, without a look at the dates.
    in_order: u32,
    numbered_by_date: bool,
    time_respecting: bool,
    keep_undated: bool,
    /// For each paper its component, or [`NO_COMPONENT`]; `None` where there are no cycles.
    component: Option<Vec<u32>>,
    left_out: LeftOut,
}

impl<'g> CausalGraph<'g> {
    /// Classifies every citation of `graph`. Without `time_respecting` all are causal; with `keep_undated` those are
    /// too whose dates are not known.
    ///
    /// # Errors
    /// When the graph has no directions or `dates` is not as long as the graph has papers.
    pub fn new(
        graph: &'g Graph,
        dates: &'g [Option<PartialDate>],
        time_respecting: bool,
        keep_undated: bool,
    ) -> Result<Self> {
        let mut causal = Self::unlisted(graph, dates, time_respecting, keep_undated)?;
        causal.classify();
        Ok(causal)
    }

    /// As [`CausalGraph::new`], but citations are judged only when they are looked at: [`CausalGraph::left_out`] is
    /// empty and nothing is condensed. Time O(n).
    ///
    /// # Errors
    /// As [`CausalGraph::new`].
    pub fn unlisted(
        graph: &'g Graph,
        dates: &'g [Option<PartialDate>],
        time_respecting: bool,
        keep_undated: bool,
    ) -> Result<Self> {
        if !graph.is_directed() {
            return Err(Error::argument("a trace needs to know who cites whom", "give a directed graph"));
        }
        if dates.len() != graph.nodes() {
            return Err(Error::argument(
                format!("{} dates were given for {} papers", dates.len(), graph.nodes()),
                "give one for each paper, or none where it is not known",
            ));
        }
        let in_order = in_order(dates);
        let numbered_by_date = in_order == dates.len();
        // Undated papers come last.
        let in_order = dates[..in_order].partition_point(Option::is_some);
        let all_in_order = in_order == dates.len() && graph.is_in_date_order();
        let keys =
            if all_in_order { Vec::new() } else { dates.par_iter().map(|d| DateKey::new(*d)).collect() };
        let in_order = in_order as u32;
        let left_out = LeftOut::default();
        Ok(Self {
            graph,
            dates,
            keys,
            in_order,
            numbered_by_date,
            time_respecting,
            keep_undated,
            component: None,
            left_out,
        })
    }

    fn classify(&mut self) {
        // Every cycle holds a citation whose citing paper stands first in the order of date, then number.
        let mut cycles_may_begin_at = Vec::new();
        for citing in 0..self.graph.nodes() as u32 {
            let mut looks_back = true;
            for &cited in self.graph.references(citing) {
                match self.in_time(citing, cited) {
                    InTime::Against => self.left_out.against_time.push((citing, cited)),
                    InTime::Undated => self.left_out.undated.push((citing, cited)),
                    InTime::Causal => looks_back &= self.dated_first(cited, citing),
                }
            }
            if !looks_back {
                cycles_may_begin_at.push(citing);
            }
        }
        if cycles_may_begin_at.is_empty() {
            return;
        }
        let (component, components) = cycles::strong_components(self, &cycles_may_begin_at);
        if components == 0 {
            return;
        }
        for citing in 0..self.graph.nodes() as u32 {
            let own = component[citing as usize];
            if own == NO_COMPONENT {
                continue;
            }
            let inside = self.references(citing).filter(|&cited| component[cited as usize] == own);
            let condensed: Vec<_> = inside.map(|cited| (citing, cited, own)).collect();
            self.left_out.condensed.extend(condensed);
        }
        self.left_out.components = components;
        self.component = Some(component);
    }

    /// The whole graph, causal or not.
    pub fn graph(&self) -> &'g Graph {
        self.graph
    }

    /// The citations that no trail takes.
    pub fn left_out(&self) -> &LeftOut {
        &self.left_out
    }

    /// How the citation stands to time, by the rules of this graph.
    #[inline]
    pub fn in_time(&self, citing: u32, cited: u32) -> InTime {
        if !self.time_respecting || (cited < citing && citing < self.in_order) {
            return InTime::Causal;
        }
        let (citing, cited) = (self.key(citing), self.key(cited));
        if citing == DateKey::UNKNOWN || cited == DateKey::UNKNOWN {
            return if self.keep_undated { InTime::Causal } else { InTime::Undated };
        }
        if citing.is_before(cited) { InTime::Against } else { InTime::Causal }
    }

    /// The causal references of `citing`, ascending.
    #[inline]
    pub fn references(&self, citing: u32) -> impl Iterator<Item = u32> + '_ {
        self.graph
            .references(citing)
            .iter()
            .copied()
            .filter(move |&q| self.in_time(citing, q) == InTime::Causal)
    }

    /// The papers that cite `cited` causally, ascending.
    #[inline]
    pub fn cited_by(&self, cited: u32) -> impl Iterator<Item = u32> + '_ {
        self.graph.cited_by(cited).iter().copied().filter(move |&p| self.in_time(p, cited) == InTime::Causal)
    }

    #[inline]
    fn key(&self, paper: u32) -> DateKey {
        let key = self.keys.get(paper as usize);
        key.copied().unwrap_or_else(|| DateKey::new(self.dates[paper as usize]))
    }

    /// Whether the order of numbers is that of [`CausalGraph::dated_first`].
    pub(super) fn is_numbered_by_date(&self) -> bool {
        self.numbered_by_date
    }

    /// Whether every citation is causal, without a look at the dates.
    pub(super) fn all_in_time(&self) -> bool {
        let in_order = self.in_order as usize == self.graph.nodes() && self.graph.is_in_date_order();
        !self.time_respecting || in_order
    }

    /// Whether both papers stand in one strongly connected component, so that the citation between them is condensed.
    #[inline]
    pub fn is_condensed(&self, citing: u32, cited: u32) -> bool {
        self.component.as_ref().is_some_and(|of| {
            of[citing as usize] != NO_COMPONENT && of[citing as usize] == of[cited as usize]
        })
    }

    /// Whether `a` comes before `b` in the order of date, then number: by the first day that a date can mean, a date
    /// known to the year before one of its months, papers without a date last.
    #[inline]
    pub fn dated_first(&self, a: u32, b: u32) -> bool {
        if a.max(b) < self.in_order {
            return a < b;
        }
        (self.key(a).0, a) < (self.key(b).0, b)
    }
}

/// How many dates from the first on are ascending; those that are not known come last.
fn in_order(dates: &[Option<PartialDate>]) -> usize {
    // Equal ones stand beside each other in most corpora, and equality is quicker seen.
    let ascends = |pair: &[Option<PartialDate>]| {
        pair[0] == pair[1]
            || match (pair[0], pair[1]) {
                (Some(a), Some(b)) => a < b,
                (_, None) => true,
                (None, Some(_)) => false,
            }
    };
    let starts = (0..dates.len()).into_par_iter().step_by(BLOCK);
    let first_break = starts.find_map_first(|start| {
        let block = &dates[start..(start + BLOCK + 1).min(dates.len())];
        block.windows(2).position(|pair| !ascends(pair)).map(|at| start + at + 1)
    });
    first_break.unwrap_or(dates.len())
}

/// A date in one word: year, month and day from high to low bits (0 where not known), then how many of those bits say
/// nothing. Its order as a number is that of [`PartialDate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct DateKey(u32);

impl DateKey {
    const UNKNOWN: Self = Self(u32::MAX);

    fn new(date: Option<PartialDate>) -> Self {
        let Some(date) = date else { return Self::UNKNOWN };
        let (year, month, day) = {
            let first = date.first_day();
            (first.year() as u32, first.month() as u32, first.day() as u32)
        };
        let (month, day, silent_bits) = match date.precision() {
            Precision::Year => (0, 0, 9),
            Precision::Month => (month, 0, 5),
            Precision::Day => (month, day, 0),
        };
        Self((((year << 4 | month) << 5 | day) << 4) | silent_bits)
    }

    /// Compared at the coarser of the two precisions.
    #[inline]
    fn is_before(self, other: Self) -> bool {
        let silent_bits = (self.0 & 15).max(other.0 & 15) + 4;
        self.0 >> silent_bits < other.0 >> silent_bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering;

    #[test]
    fn a_key_compares_as_its_date_does() {
        let texts = [
            "0001",
            "1999-12-31",
            "2016",
            "2016-01",
            "2016-01-01",
            "2016-03",
            "2016-03-31",
            "2017",
            "9999-12-31",
        ];
        let dates: Vec<PartialDate> = texts.iter().map(|t| t.parse().unwrap()).collect();
        for a in &dates {
            for b in &dates {
                let (key_a, key_b) = (DateKey::new(Some(*a)), DateKey::new(Some(*b)));
                assert_eq!(key_a.is_before(key_b), a.compare(*b) == Ordering::Less, "{a} {b}");
                assert_eq!(key_a.0.cmp(&key_b.0), a.cmp(b), "{a} {b}");
            }
            assert!(DateKey::new(Some(*a)).0 < DateKey::UNKNOWN.0);
        }
    }

    #[test]
    fn the_order_of_dates_is_seen_across_blocks() {
        let date = |year: usize| PartialDate::year(1900 + year as i16);
        let length = 2 * BLOCK + 5;
        let ascending: Vec<_> = (0..length).map(|paper| date(paper / 1000)).collect();
        assert_eq!(in_order(&ascending), length);
        for broken in [1, 7, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, length - 1] {
            let mut dates = ascending.clone();
            dates[broken - 1] = date(99);
            dates[broken] = date(98);
            assert_eq!(in_order(&dates), broken);
            // A date behind a missing one breaks the order, missing ones at the end do not.
            dates.clone_from(&ascending);
            dates[broken - 1] = None;
            assert_eq!(in_order(&dates), broken);
            dates[broken..].fill(None);
            assert_eq!(in_order(&dates), length);
        }
        assert_eq!((in_order(&[]), in_order(&[None]), in_order(&[None, date(1)])), (0, 1, 1));
    }

    #[test]
    fn coarse_dates_close_a_cycle_that_fine_ones_would_not() {
        // 0 (2016-05) cites 1 (2016) cites 2 (2016-09) cites 0: each step alone respects time.
        let dates: Vec<_> = ["2016-05", "2016", "2016-09"].iter().map(|t| t.parse().ok()).collect();
        let (graph, _) = Graph::directed(3, &[(0, 1), (1, 2), (2, 0)], None);
        let causal = CausalGraph::new(&graph, &dates, true, false).unwrap();
        assert_eq!(causal.left_out().condensed, [(0, 1, 0), (1, 2, 0), (2, 0, 0)]);
        assert_eq!(causal.left_out().components, 1);
        assert_eq!(causal.left_out().against_time, []);
    }
}
