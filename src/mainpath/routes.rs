//! Main paths: which chains of citations carry the most weight.
//!
//! - global: the chain from a first to a last paper with the largest sum of weights;
//! - key-route: the k heaviest citations, each with the heaviest chain through it (Liu and Lu, JASIST 63 (2012));
//! - local forward: from the heaviest citation of a first paper always on along the heaviest; local backward: from the
//!   last papers back (Hummon and Doreian 1989). Equally heavy ones are all followed, with a tolerance t those of at least
//!   (1 − t) times the heaviest: the multiple main path;
//! - longest: the chain of most citations;
//! - criticality of a paper: the largest sum on a chain through it as a share of the largest of all; 1 on the global
//!   main path.
//!
//! Chains run over steps (`acyclic.rs`). Among equals the lower number is taken. Time O(n + m), key-route also
//! O(m log k) and k chains.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::acyclic::Acyclic;
use super::count::PathCount;
use super::weights::{Kind, SearchPaths};

/// A citation between two steps: (citing, cited).
pub type Link = (u32, u32);

/// What the routes are searched on: the steps and the weights of one kind.
pub struct Routes<'a> {
    acyclic: &'a Acyclic<'a>,
    before: &'a [PathCount],
    after: &'a [PathCount],
    /// The heaviest chain that ends at each step, and the step before on it.
    up_to: Vec<(PathCount, Option<u32>)>,
    /// The heaviest chain that begins at each step, and the next step on it.
    onward: Vec<(PathCount, Option<u32>)>,
}

impl std::fmt::Debug for Routes<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Routes").field("steps", &self.up_to.len()).finish_non_exhaustive()
    }
}

impl<'a> Routes<'a> {
    /// Prepares the search: the heaviest chains up to and on from every step.
    pub fn new(acyclic: &'a Acyclic<'a>, paths: &'a SearchPaths, kind: Kind) -> Self {
        let (before, after) = paths.factors(kind);
        let nodes = acyclic.steps.nodes();
        let none = vec![(PathCount::ZERO, None); nodes];
        let mut routes = Self { acyclic, before, after, up_to: none.clone(), onward: none };
        for step in 0..nodes as u32 {
            let older = acyclic.steps.references(step);
            routes.up_to[step as usize] = heaviest(older, |other| routes.weight(step, other), &routes.up_to);
        }
        for step in (0..nodes as u32).rev() {
            let newer = acyclic.steps.cited_by(step);
            routes.onward[step as usize] =
                heaviest(newer, |other| routes.weight(other, step), &routes.onward);
        }
        routes
    }

    #[inline]
    fn weight(&self, citing: u32, cited: u32) -> PathCount {
        self.before[cited as usize].times(self.after[citing as usize])
    }

    /// The chain with the largest sum, oldest citation first. Empty where no path counts.
    pub fn global(&self) -> Vec<Link> {
        let mut best: Option<u32> = None;
        for step in 0..self.up_to.len() as u32 {
            let sum = |s: u32| self.up_to[s as usize].0;
            if !sum(step).is_zero() && best.is_none_or(|b| sum(step).compare(sum(b)) == Ordering::Greater) {
                best = Some(step);
            }
        }
        best.map_or_else(Vec::new, |last| self.chain_up_to(last))
    }

    fn chain_up_to(&self, last: u32) -> Vec<Link> {
        let mut links = Vec::new();
        let mut step = last;
        while let Some(older) = self.up_to[step as usize].1 {
            links.push((step, older));
            step = older;
        }
        links.reverse();
        links
    }

    /// The heaviest citations, at most `count`: heaviest first, among equals the oldest.
    pub fn heaviest_links(&self, count: usize) -> Vec<Link> {
        let order = |a: &(PathCount, Link), b: &(PathCount, Link)| {
            b.0.compare(a.0).then((a.1.1, a.1.0).cmp(&(b.1.1, b.1.0)))
        };
        let mut best: Vec<(PathCount, Link)> = Vec::new();
        let trim = |best: &mut Vec<(PathCount, Link)>| {
            best.sort_by(order);
            best.truncate(count);
        };
        for citing in 0..self.up_to.len() as u32 {
            for &cited in self.acyclic.steps.references(citing) {
                let weight = self.weight(citing, cited);
                if !weight.is_zero() {
                    best.push((weight, (citing, cited)));
                }
                if best.len() >= 2 * count + 4096 {
                    trim(&mut best);
                }
            }
        }
        trim(&mut best);
        best.into_iter().map(|(_, link)| link).collect()
    }

    /// The heaviest chains through the `count` heaviest citations, as one set of citations, oldest first.
    pub fn key_route(&self, count: usize) -> Vec<Link> {
        let mut links = BTreeSet::new();
        for (citing, cited) in self.heaviest_links(count) {
            links.extend(self.chain_up_to(cited));
            links.insert((citing, cited));
            let mut step = citing;
            while let Some(newer) = self.onward[step as usize].1 {
                links.insert((newer, step));
                step = newer;
            }
        }
        oldest_first(links)
    }

    /// From first papers always on along the heaviest citations, within `tolerance`.
    pub fn local_forward(&self, tolerance: f64) -> Vec<Link> {
        self.local(
            tolerance,
            |step| self.acyclic.steps.references(step),
            |step| self.acyclic.steps.cited_by(step),
            |here, next| (next, here),
        )
    }

    /// From last papers always back along the heaviest citations, within `tolerance`.
    pub fn local_backward(&self, tolerance: f64) -> Vec<Link> {
        self.local(
            tolerance,
            |step| self.acyclic.steps.cited_by(step),
            |step| self.acyclic.steps.references(step),
            |here, next| (here, next),
        )
    }

    fn local(
        &self,
        tolerance: f64,
        behind: impl Fn(u32) -> &'a [u32],
        ahead: impl Fn(u32) -> &'a [u32],
        link: impl Fn(u32, u32) -> Link,
    ) -> Vec<Link> {
        let weight = |here: u32, next: u32| {
            let (citing, cited) = link(here, next);
            self.weight(citing, cited)
        };
        let heaviest = |here: u32| {
            ahead(here).iter().map(|&next| weight(here, next)).fold(PathCount::ZERO, |best, weight| {
                if weight.compare(best) == Ordering::Greater { weight } else { best }
            })
        };
        // It begins where nothing that counts lies behind.
        let begins = |step: u32| behind(step).iter().all(|&other| weight(other, step).is_zero());
        let starts: Vec<u32> = (0..self.up_to.len() as u32).filter(|&step| begins(step)).collect();
        let best = starts.iter().map(|&step| heaviest(step)).fold(PathCount::ZERO, |best, weight| {
            if weight.compare(best) == Ordering::Greater { weight } else { best }
        });
        if best.is_zero() {
            return Vec::new();
        }
        let near = |weight: PathCount, best: PathCount| {
            !weight.is_zero() && weight.share_of(best) >= 1.0 - tolerance
        };
        let mut links = BTreeSet::new();
        let mut open: Vec<u32> = starts.into_iter().filter(|&step| near(heaviest(step), best)).collect();
        let mut seen: BTreeSet<u32> = open.iter().copied().collect();
        // A first step follows only what is near the best of all first steps.
        let mut bound: Vec<PathCount> = vec![best; open.len()];
        while let (Some(here), Some(best)) = (open.pop(), bound.pop()) {
            for &next in ahead(here) {
                if near(weight(here, next), best) {
                    links.insert(link(here, next));
                    if seen.insert(next) {
                        open.push(next);
                        bound.push(heaviest(next));
                    }
                }
            }
        }
        oldest_first(links)
    }

    /// The chain of most citations among those that count, oldest first; among equals the one of lower numbers.
    pub fn longest(&self) -> Vec<Link> {
        let mut length = vec![(0u32, None); self.up_to.len()];
        let mut last = None;
        for step in 0..self.up_to.len() as u32 {
            for &older in self.acyclic.steps.references(step) {
                let longer = length[older as usize].0 + 1;
                if !self.weight(step, older).is_zero() && longer > length[step as usize].0 {
                    length[step as usize] = (longer, Some(older));
                }
            }
            let longest = last.map_or(0, |l: u32| length[l as usize].0);
            if length[step as usize].0 > longest {
                last = Some(step);
            }
        }
        let mut links = Vec::new();
        while let Some(step) = last {
            last = length[step as usize].1;
            links.extend(last.map(|older| (step, older)));
        }
        links.reverse();
        links
    }

    /// The criticality of every step, from 0 to 1.
    pub fn criticality(&self) -> Vec<f64> {
        let through: Vec<PathCount> =
            self.up_to.iter().zip(&self.onward).map(|(a, b)| a.0.plus(b.0)).collect();
        let largest = through.iter().copied().fold(PathCount::ZERO, |best, sum| {
            if sum.compare(best) == Ordering::Greater { sum } else { best }
        });
        through.iter().map(|sum| if largest.is_zero() { 0.0 } else { sum.share_of(largest) }).collect()
    }
}

/// The heaviest chain on through one of `others`, and which one.
fn heaviest(
    others: &[u32],
    weight: impl Fn(u32) -> PathCount,
    chains: &[(PathCount, Option<u32>)],
) -> (PathCount, Option<u32>) {
    let mut best = (PathCount::ZERO, None);
    for &other in others {
        let weight = weight(other);
        if weight.is_zero() {
            continue;
        }
        let sum = weight.plus(chains[other as usize].0);
        if sum.compare(best.0) == Ordering::Greater {
            best = (sum, Some(other));
        }
    }
    best
}

/// By the cited step, then the citing one.
fn oldest_first(links: BTreeSet<Link>) -> Vec<Link> {
    let mut links: Vec<Link> = links.into_iter().collect();
    links.sort_unstable_by_key(|&(citing, cited)| (cited, citing));
    links
}

/// The share of papers that two routes have in common among those of either (Jaccard); `None` where both are empty.
pub fn overlap(one: &[Link], other: &[Link]) -> Option<f64> {
    let steps = |links: &[Link]| -> BTreeSet<u32> { links.iter().flat_map(|&(a, b)| [a, b]).collect() };
    let (one, other) = (steps(one), steps(other));
    let all = one.union(&other).count();
    (all > 0).then(|| one.intersection(&other).count() as f64 / all as f64)
}
