//! Search path counts: how many paths from the oldest to the newest papers use each citation, along cited → citing.
//! Hummon and Doreian 1989; Batagelj 2003, arXiv:cs/0309023.
//!
//! - SPC(u→v) = N⁻(u) · N⁺(v): paths from sources to u times paths from v to sinks;
//! - SPLC starts paths at every ancestor of u and at u: L⁻(u) · N⁺(v);
//! - SPNP also ends them at v and at every descendant: L⁻(u) · L⁺(v).
//!
//! N⁻(u) = 1 at a source, else Σ N⁻ over what u cites; L⁻(u) = 1 + Σ L⁻; N⁺, L⁺ likewise over who cites v. A source cites
//! nothing, nobody cites a sink. With a chosen set of first papers, paths start there (for SPLC at every paper that
//! descends from one); with a chosen set of last papers they end there. Time O(n + m), memory 64 n bytes.

use std::fmt;
use std::str::FromStr;

use super::acyclic::Acyclic;
use super::count::{PathCount, SCALE, power};
use crate::error::{Error, Result};
use crate::memory::prefetch;

/// Which paths a weight counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// From sources to sinks.
    #[default]
    Spc,
    /// From all ancestors to sinks.
    Splc,
    /// From all ancestors to all descendants.
    Spnp,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Spc, Self::Splc, Self::Spnp];

    /// The name of its column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spc => "spc",
            Self::Splc => "splc",
            Self::Spnp => "spnp",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            Error::argument(format!("there is no path weight `{text}`"), "choose among spc, splc, spnp")
        })
    }
}

/// The four numbers of paths of every step.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchPaths {
    from_sources: Vec<PathCount>,
    to_sinks: Vec<PathCount>,
    from_ancestors: Vec<PathCount>,
    to_descendants: Vec<PathCount>,
}

impl SearchPaths {
    /// Counts the paths. `first` and `last` are steps; an empty list stands for all sources (sinks).
    pub fn count(acyclic: &Acyclic, first: &[u32], last: &[u32]) -> Self {
        let steps = &acyclic.steps;
        let nodes = steps.nodes() as u32;
        let older = |step: u32| steps.references(step);
        let newer = |step: u32| steps.cited_by(step);
        Self {
            from_sources: sweep(0..nodes, older, &Starts::of(first, nodes), false),
            from_ancestors: sweep(0..nodes, older, &Starts::of(first, nodes), true),
            to_sinks: sweep((0..nodes).rev(), newer, &Starts::of(last, nodes), false),
            to_descendants: sweep((0..nodes).rev(), newer, &Starts::of(last, nodes), true),
        }
    }

    /// The weight of the citation by which `citing` cites `cited` (both steps).
    #[inline]
    pub fn weight(&self, kind: Kind, citing: u32, cited: u32) -> PathCount {
        let (before, after) = self.factors(kind);
        before[cited as usize].times(after[citing as usize])
    }

    /// What a weight of `kind` multiplies: the paths up to the cited step, and those on from the citing one.
    pub fn factors(&self, kind: Kind) -> (&[PathCount], &[PathCount]) {
        match kind {
            Kind::Spc => (&self.from_sources, &self.to_sinks),
            Kind::Splc => (&self.from_ancestors, &self.to_sinks),
            Kind::Spnp => (&self.from_ancestors, &self.to_descendants),
        }
    }

    /// How many paths there are from sources to sinks.
    pub fn total(&self, acyclic: &Acyclic, last: &[u32]) -> PathCount {
        let ends = Starts::of(last, acyclic.steps.nodes() as u32);
        (0..acyclic.steps.nodes() as u32)
            .filter(|&step| ends.begins(step, acyclic.steps.cited_by(step).is_empty()))
            .fold(PathCount::ZERO, |sum, step| sum.plus(self.from_sources[step as usize]))
    }
}

/// The SPC of every citation between steps, without holding them: `take(at, weight)` with `at` the position among the
/// references of the steps. Two passes over the edges: paths to sinks, then paths from sources, in which a citation's
/// weight is known as its cited step is read. Memory 16 bytes a step where there are fewer than 2^2000 paths, else 32.
pub fn each_spc(acyclic: &Acyclic, mut take: impl FnMut(usize, PathCount)) {
    if each_spc_scaled(acyclic, |at, scaled| take(at, PathCount::of_scaled(scaled))) {
        return;
    }
    let steps = &acyclic.steps;
    let nodes = steps.nodes() as u32;
    let newer = |step: u32| steps.cited_by(step);
    let to_sinks: Vec<PathCount> = sweep_by((0..nodes).rev(), newer, &Starts::Ends, false);
    let mut from_sources = vec![PathCount::ZERO; nodes as usize];
    for step in 0..nodes {
        let range = steps.reference_rows().range(step);
        let onward = to_sinks[step as usize];
        let mut sum = if range.is_empty() { PathCount::ONE } else { PathCount::ZERO };
        for (at, &cited) in range.clone().zip(steps.references(step)) {
            let paths = from_sources[cited as usize];
            sum = sum.plus(paths);
            take(at, paths.times(onward));
        }
        from_sources[step as usize] = sum;
    }
}

/// As [`each_spc`], each weight times 2^−1000, so that weights up to 2^2000 come as plain numbers. False, and nothing is
/// taken, where there are more paths than that.
pub fn each_spc_scaled(acyclic: &Acyclic, mut take: impl FnMut(usize, f64)) -> bool {
    let steps = &acyclic.steps;
    let nodes = steps.nodes() as u32;
    let (one, largest) = (<f64 as Amount>::ONE, power(SCALE));
    let to_sinks: Vec<f64> = sweep_by((0..nodes).rev(), |step| steps.cited_by(step), &Starts::Ends, false);
    // Every path from a source to a sink begins at a source: no weight is above their sum.
    let begins = (0..nodes).filter(|&step| steps.references(step).is_empty());
    let total: f64 = begins.map(|step| to_sinks[step as usize]).sum();
    if total >= largest {
        return false;
    }
    let mut from_sources = vec![0.0; nodes as usize];
    let targets = steps.reference_rows().targets();
    for step in 0..nodes {
        let range = steps.reference_rows().range(step);
        let onward = to_sinks[step as usize];
        // The product of two scaled numbers is scaled twice; one of them is scaled back, the one that has room for it.
        let (before, onward) = if onward < 1.0 { (1.0, onward * largest) } else { (largest, onward) };
        let mut sum = if range.is_empty() { one } else { 0.0 };
        let ahead = &targets[(range.start + AHEAD).min(targets.len())..];
        for (k, &cited) in targets[range.clone()].iter().enumerate() {
            if let Some(&later) = ahead.get(k) {
                prefetch(&from_sources, later as usize);
            }
            let paths = from_sources[cited as usize];
            sum += paths;
            take(range.start + k, paths * before * onward);
        }
        from_sources[step as usize] = sum;
    }
    true
}

/// Edges that a sweep looks ahead.
const AHEAD: usize = 64;

/// How a sweep holds numbers of paths.
trait Amount: Copy + PartialEq {
    const ZERO: Self;
    const ONE: Self;
    fn plus(self, other: Self) -> Self;
}

impl Amount for PathCount {
    const ZERO: Self = Self::ZERO;
    const ONE: Self = Self::ONE;

    fn plus(self, other: Self) -> Self {
        self.plus(other)
    }
}

/// Times 2^−[`SCALE`].
impl Amount for f64 {
    const ZERO: Self = 0.0;
    const ONE: Self = power(-SCALE);

    #[inline]
    fn plus(self, other: Self) -> Self {
        self + other
    }
}

/// Where paths begin.
enum Starts {
    Ends,
    Chosen(Vec<bool>),
}

impl Starts {
    fn of(chosen: &[u32], nodes: u32) -> Self {
        if chosen.is_empty() {
            return Self::Ends;
        }
        let mut is_chosen = vec![false; nodes as usize];
        for &step in chosen {
            is_chosen[step as usize] = true;
        }
        Self::Chosen(is_chosen)
    }

    fn begins(&self, step: u32, is_end: bool) -> bool {
        match self {
            Self::Ends => is_end,
            Self::Chosen(chosen) => chosen[step as usize],
        }
    }
}

/// For each step the paths that arrive; with `everywhere` they also begin at every step that one arrives at. Scaled
/// numbers first, numbers without a bound where those run over.
fn sweep<'a>(
    order: impl ExactSizeIterator<Item = u32> + Clone,
    before: impl Fn(u32) -> &'a [u32],
    starts: &Starts,
    everywhere: bool,
) -> Vec<PathCount> {
    let scaled: Vec<f64> = sweep_by(order.clone(), &before, starts, everywhere);
    if scaled.iter().all(|&paths| paths < power(SCALE)) {
        return scaled.into_iter().map(PathCount::of_scaled).collect();
    }
    sweep_by(order, before, starts, everywhere)
}

fn sweep_by<'a, A: Amount>(
    order: impl ExactSizeIterator<Item = u32>,
    before: impl Fn(u32) -> &'a [u32],
    starts: &Starts,
    everywhere: bool,
) -> Vec<A> {
    let mut paths = vec![A::ZERO; order.len()];
    for step in order {
        let row = before(step);
        let mut sum = A::ZERO;
        for &earlier in row {
            sum = sum.plus(paths[earlier as usize]);
        }
        if starts.begins(step, row.is_empty()) || (everywhere && sum != A::ZERO) {
            sum = sum.plus(A::ONE);
        }
        paths[step as usize] = sum;
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Graph;
    use proptest::prelude::*;

    /// All paths of one step or more, along cited → citing.
    fn all_paths(acyclic: &Acyclic) -> Vec<Vec<u32>> {
        let mut open: Vec<Vec<u32>> = (0..acyclic.steps.nodes() as u32).map(|s| vec![s]).collect();
        let mut found = Vec::new();
        while let Some(path) = open.pop() {
            for &next in acyclic.steps.cited_by(path[path.len() - 1]) {
                let mut longer = path.clone();
                longer.push(next);
                found.push(longer.clone());
                open.push(longer);
            }
        }
        found
    }

    proptest! {
        #[test]
        fn weights_agree_with_enumeration(
            edges in prop::collection::vec((0u32..9, 0u32..9), 0..26),
            first in prop::collection::btree_set(0u32..9, 0..3),
            last in prop::collection::btree_set(0u32..9, 0..3),
        ) {
            let graph = Graph::directed(9, &edges, None).0;
            let acyclic = Acyclic::of(&graph, &[]);
            let steps = acyclic.steps.nodes() as u32;
            let chosen = |set: std::collections::BTreeSet<u32>| -> Vec<u32> {
                set.into_iter().filter(|&s| s < steps).collect()
            };
            let (first, last) = (chosen(first), chosen(last));
            let counted = SearchPaths::count(&acyclic, &first, &last);
            let paths = all_paths(&acyclic);
            let reaches = |a: u32, b: u32| a == b || paths.iter().any(|p| p[0] == a && p[p.len() - 1] == b);
            let is_source = |s: u32| if first.is_empty() { acyclic.steps.references(s).is_empty() } else { first.contains(&s) };
            let is_sink = |s: u32| if last.is_empty() { acyclic.steps.cited_by(s).is_empty() } else { last.contains(&s) };
            let descends = |s: u32| (0..steps).any(|f| is_source(f) && reaches(f, s));
            let leads_on = |s: u32| (0..steps).any(|l| is_sink(l) && reaches(s, l));
            let mut listed = Vec::new();
            for (citing, cited) in acyclic.steps.edge_list().0 {
                let mut expected = [0.0; 3];
                for path in &paths {
                    if path.windows(2).any(|w| w == [cited, citing]) {
                        let (begin, end) = (path[0], path[path.len() - 1]);
                        expected[0] += f64::from(is_source(begin) && is_sink(end));
                        expected[1] += f64::from(descends(begin) && is_sink(end));
                        expected[2] += f64::from(descends(begin) && leads_on(end));
                    }
                }
                let found = Kind::ALL.map(|kind| counted.weight(kind, citing, cited).value());
                prop_assert_eq!(found, expected);
                listed.push(counted.weight(Kind::Spc, citing, cited));
            }
            if first.is_empty() && last.is_empty() {
                each_spc(&acyclic, |at, weight| assert_eq!(weight, listed[at]));
            }
            let total = paths.iter().filter(|p| is_source(p[0]) && is_sink(p[p.len() - 1])).count()
                + (0..steps).filter(|&s| is_source(s) && is_sink(s)).count();
            prop_assert_eq!(counted.total(&acyclic, &last).value(), total as f64);
        }
    }

    #[test]
    fn a_ladder_of_diamonds_has_two_to_the_power_of_its_length() {
        // 2000 diamonds one after the other: 2^2000 paths.
        let edges: Vec<(u32, u32)> = (0..2000u32)
            .flat_map(|d| {
                let at = 3 * d;
                [(at + 1, at), (at + 2, at), (at + 3, at + 1), (at + 3, at + 2)]
            })
            .collect();
        let graph = Graph::directed(6001, &edges, None).0;
        let acyclic = Acyclic::of(&graph, &[]);
        let counted = SearchPaths::count(&acyclic, &[], &[]);
        let log = counted.weight(Kind::Spc, 1, 0).log10();
        assert!((log - 1999.0 * 2.0f64.log10()).abs() < 1e-9, "{log}");
        assert!((counted.total(&acyclic, &[]).log10() - 2000.0 * 2.0f64.log10()).abs() < 1e-9);
    }
}
