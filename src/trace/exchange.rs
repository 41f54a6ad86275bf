//! Citation graphs drawn at random that keep how often each paper cites and is cited, by field and year.
//!
//! Two citations a → b and c → d become a → d and c → b (the double edge swap of Maslov and Sneppen, Science 296
//! (2002) 910) where a and c are of one class, a field in a year, and b and d are of one class; classes as in Uzzi et al.,
//! Science 342 (2013) 468, and inside fields too. So every paper keeps the number of its references to each field and year and of
//! its citations from each field and year. An exchange is refused where it would change nothing, make a paper cite
//! itself or another one twice, or cite against time: the chain is symmetric, and its limit is the uniform distribution over all
//! graphs that such exchanges lead to. Citations that are not causal take no part.
//!
//! Each pair of classes is a bipartite graph of its own, so its citations are exchanged among themselves: 10 attempts for
//! each citation and draw. The draws do not follow one another: one chain leads from the records to a hub, and each draw is a chain
//! of its own from there. The records and the draws are then exchangeable under the null hypothesis, and the p value holds
//! however well the chain mixes (the parallel method of Besag and Clifford, Biometrika 76 (1989) 633).
//!
//! Time O(attempts · citations of one paper from one class), memory O(n + m).

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde::Serialize;

use super::causal::{CausalGraph, InTime};

/// Attempted exchanges for each citation that can be exchanged.
pub const ATTEMPTS: usize = 10;

/// What became of the attempts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Exchanges {
    /// How many exchanges were tried.
    pub tried: u64,
    /// How many were made.
    pub made: u64,
    /// Refused: both are of one citing or one cited paper, so that nothing would change.
    pub without_effect: u64,
    /// Refused: a paper would cite itself, or another one twice.
    pub repeated: u64,
    /// Refused: a paper would cite against time.
    pub against_time: u64,
}

impl Exchanges {
    /// The sum of both.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            tried: self.tried + other.tried,
            made: self.made + other.made,
            without_effect: self.without_effect + other.without_effect,
            repeated: self.repeated + other.repeated,
            against_time: self.against_time + other.against_time,
        }
    }
}

/// The causal citations of a graph, those of one cited paper beside one another. A rewired graph is another order of
/// [`Exchangeable::citing`]: who is cited in which place never changes, nor do the classes.
#[derive(Debug)]
pub(super) struct Exchangeable<'c> {
    causal: &'c CausalGraph<'c>,
    /// The first place of each cited paper, and the end.
    pub(super) first: Vec<usize>,
    /// Who cites in each place.
    pub(super) citing: Vec<u32>,
    cited: Vec<u32>,
    /// For each place those of the same cited paper whose citing papers are of the same class.
    beside: Vec<(u32, u32)>,
    /// The places that can be exchanged, by pair of classes.
    pub(super) groups: Vec<Vec<u32>>,
    /// How many pairs of classes there are, exchangeable or not.
    pub(super) pairs: usize,
}

impl<'c> Exchangeable<'c> {
    /// `class` is that of each paper. Time O(m log m), and for a pair of classes without any possible exchange the square of its
    /// citations.
    pub(super) fn new(causal: &'c CausalGraph<'c>, class: &[u32]) -> Self {
        let papers = causal.graph().nodes() as u32;
        let mut first = vec![0];
        let (mut citing, mut cited, mut beside) = (Vec::new(), Vec::new(), Vec::new());
        for paper in 0..papers {
            let mut own: Vec<u32> = causal.cited_by(paper).filter(|citing| *citing != paper).collect();
            own.sort_by_key(|citing| class[*citing as usize]);
            for of_class in own.chunk_by(|a, b| class[*a as usize] == class[*b as usize]) {
                let start = citing.len() as u32;
                let end = start + of_class.len() as u32;
                beside.extend(std::iter::repeat_n((start, end), of_class.len()));
                citing.extend_from_slice(of_class);
            }
            cited.resize(citing.len(), paper);
            first.push(citing.len());
        }
        let pair =
            |place: u32| (class[citing[place as usize] as usize], class[cited[place as usize] as usize]);
        let mut order: Vec<u32> = (0..citing.len() as u32).collect();
        order.sort_by_key(|place| pair(*place));
        let groups: Vec<Vec<u32>> =
            order.chunk_by(|a, b| pair(*a) == pair(*b)).map(<[u32]>::to_vec).collect();
        let pairs = groups.len();
        let mut all = Self { causal, first, citing, cited, beside, groups, pairs };
        let groups = std::mem::take(&mut all.groups);
        all.groups = groups.into_iter().filter(|places| all.has_an_exchange(places)).collect();
        all
    }

    fn has_an_exchange(&self, places: &[u32]) -> bool {
        let possible = |a: u32| {
            let mut refused = Exchanges::default();
            places.iter().any(|&b| self.is_allowed(&self.citing, a as usize, b as usize, &mut refused))
        };
        places.iter().any(|&place| possible(place))
    }

    /// How many citations can be exchanged.
    pub(super) fn citations(&self) -> usize {
        self.groups.iter().map(Vec::len).sum()
    }

    /// For each paper whether one of its references can be exchanged.
    pub(super) fn can_cite_another(&self) -> Vec<bool> {
        let mut can = vec![false; self.first.len() - 1];
        for &place in self.groups.iter().flatten() {
            can[self.citing[place as usize] as usize] = true;
        }
        can
    }

    /// The `draw`-th rewiring of `citing` by `seed`, in place.
    pub(super) fn rewire(&self, citing: &mut [u32], seed: u64, draw: u64) -> Exchanges {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(draw);
        let mut done = Exchanges::default();
        for places in &self.groups {
            for _ in 0..ATTEMPTS * places.len() {
                let (a, b) = (pick(&mut random, places), pick(&mut random, places));
                done.tried += 1;
                if self.is_allowed(citing, a, b, &mut done) {
                    citing.swap(a, b);
                    done.made += 1;
                }
            }
        }
        done
    }

    /// Whether the citing papers of two places of a group may be exchanged; counts why not.
    fn is_allowed(&self, citing: &[u32], one: usize, other: usize, done: &mut Exchanges) -> bool {
        let ((a, b), (c, d)) = ((citing[one], self.cited[one]), (citing[other], self.cited[other]));
        let cites_already = |citing_paper: u32, place: usize| {
            let (start, end) = self.beside[place];
            citing[start as usize..end as usize].contains(&citing_paper)
        };
        if a == c || b == d {
            done.without_effect += 1;
            false
        } else if a == d || c == b || cites_already(a, other) || cites_already(c, one) {
            done.repeated += 1;
            false
        } else if self.causal.in_time(a, d) != InTime::Causal || self.causal.in_time(c, b) != InTime::Causal {
            done.against_time += 1;
            false
        } else {
            true
        }
    }
}

/// One of `places`, by multiplication (Lemire 2019); the bias is below 2^-32 for as many places as a `u32` numbers.
fn pick(random: &mut ChaCha8Rng, places: &[u32]) -> usize {
    places[((u128::from(random.next_u64()) * places.len() as u128) >> 64) as usize] as usize
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::date::PartialDate;
    use crate::graph::Graph;

    /// Every graph of these citing and cited papers with the degrees of `edges`, by trying all sets of pairs.
    fn all_of_these_degrees(edges: &[(u32, u32)], citing: &[u32], cited: &[u32]) -> Vec<Vec<(u32, u32)>> {
        let pairs: Vec<(u32, u32)> =
            citing.iter().flat_map(|a| cited.iter().map(move |b| (*a, *b))).collect();
        let degrees = |edges: &[(u32, u32)]| {
            let mut out = BTreeMap::<u32, u32>::new();
            let mut into = BTreeMap::<u32, u32>::new();
            for (a, b) in edges {
                *out.entry(*a).or_default() += 1;
                *into.entry(*b).or_default() += 1;
            }
            (out, into)
        };
        let wanted = degrees(edges);
        (0u32..1 << pairs.len())
            .filter(|set| set.count_ones() as usize == edges.len())
            .map(|set| (0..pairs.len()).filter(|at| set >> at & 1 == 1).map(|at| pairs[at]).collect())
            .filter(|edges: &Vec<(u32, u32)>| degrees(edges) == wanted)
            .collect()
    }

    #[test]
    fn every_graph_of_these_degrees_is_drawn_equally_often() {
        // Papers 0 to 3 of 2016 are cited by 4 to 6 of 2018; 6 cites once, the others twice.
        let edges = [(4, 0), (4, 1), (5, 0), (5, 2), (6, 3)];
        let dates: Vec<Option<PartialDate>> =
            (0..7).map(|p| PartialDate::year(if p < 4 { 2016 } else { 2018 })).collect();
        let (graph, _) = Graph::directed(7, &edges, None);
        let causal = CausalGraph::new(&graph, &dates, true, false).unwrap();
        let exchangeable = Exchangeable::new(&causal, &[0, 0, 0, 0, 1, 1, 1]);
        assert_eq!((exchangeable.citations(), exchangeable.pairs), (5, 1));
        let all = all_of_these_degrees(&edges, &[4, 5, 6], &[0, 1, 2, 3]);
        assert_eq!(all.len(), 12);
        let draws = 12_000;
        let mut seen = BTreeMap::<Vec<(u32, u32)>, u32>::new();
        for draw in 0..draws {
            let mut citing = exchangeable.citing.clone();
            exchangeable.rewire(&mut citing, 7, draw);
            let mut drawn: Vec<(u32, u32)> =
                citing.iter().copied().zip(exchangeable.cited.iter().copied()).collect();
            drawn.sort_unstable();
            *seen.entry(drawn).or_default() += 1;
        }
        assert_eq!(seen.keys().collect::<BTreeSet<_>>(), all.iter().collect());
        // 1,000 of each with a standard deviation of 30.
        assert!(seen.values().all(|times| (850..1150).contains(times)), "{seen:?}");
    }

    #[test]
    fn what_cites_all_of_a_class_cannot_be_exchanged() {
        let dates: Vec<Option<PartialDate>> = (0..4).map(|p| PartialDate::year(2016 + p / 2)).collect();
        let (graph, _) = Graph::directed(4, &[(2, 0), (2, 1), (3, 0), (3, 1)], None);
        let causal = CausalGraph::new(&graph, &dates, true, false).unwrap();
        let exchangeable = Exchangeable::new(&causal, &[0, 0, 1, 1]);
        assert_eq!((exchangeable.citations(), exchangeable.pairs), (0, 1));
        assert_eq!(exchangeable.can_cite_another(), [false; 4]);
        let mut citing = exchangeable.citing.clone();
        assert_eq!(exchangeable.rewire(&mut citing, 1, 1), Exchanges::default());
        assert_eq!(citing, exchangeable.citing);
    }

    #[test]
    fn each_refusal_is_counted_under_its_reason() {
        // 2 and 3 cite inside their year: 2 (May) cites 0 (January), 3 (March) cites 1 (February).
        let texts = ["2016-01", "2016-02", "2016-05", "2016-03", "2016-06"];
        let dates: Vec<Option<PartialDate>> = texts.iter().map(|t| t.parse().ok()).collect();
        let (graph, _) = Graph::directed(5, &[(2, 0), (3, 1), (3, 0), (4, 3), (4, 2)], None);
        let causal = CausalGraph::new(&graph, &dates, true, false).unwrap();
        let all = Exchangeable::new(&causal, &[0; 5]);
        let place =
            |edge: (u32, u32)| (0..5).find(|place| (all.citing[*place], all.cited[*place]) == edge).unwrap();
        let why = |one, other| {
            let mut done = Exchanges::default();
            let allowed = all.is_allowed(&all.citing, place(one), place(other), &mut done);
            (allowed, done.without_effect, done.repeated, done.against_time)
        };
        assert_eq!(why((3, 0), (3, 1)), (false, 1, 0, 0));
        assert_eq!(why((2, 0), (3, 0)), (false, 1, 0, 0));
        assert_eq!(why((2, 0), (3, 1)), (false, 0, 1, 0), "3 cites 0 already");
        assert_eq!(why((3, 1), (4, 3)), (false, 0, 1, 0), "3 would cite itself");
        assert_eq!(why((3, 1), (4, 2)), (false, 0, 0, 1), "March would cite May");
        assert_eq!(why((2, 0), (4, 3)), (true, 0, 0, 0));
    }

    type Multiset = BTreeMap<(u32, u32), u32>;

    /// How often each paper cites each class, and how often it is cited by each.
    fn by_class(edges: impl Iterator<Item = (u32, u32)>, class: &[u32]) -> (Multiset, Multiset) {
        let (mut cites, mut is_cited) = (Multiset::new(), Multiset::new());
        for (citing, cited) in edges {
            *cites.entry((citing, class[cited as usize])).or_default() += 1;
            *is_cited.entry((cited, class[citing as usize])).or_default() += 1;
        }
        (cites, is_cited)
    }

    proptest! {
        #[test]
        fn degrees_years_and_fields_are_kept_and_nothing_is_cited_twice(
            years in prop::collection::vec((2000i16..2004, 0u32..2, any::<bool>()), 2..24),
            edges in prop::collection::vec((0u32..24, 0u32..24), 0..120),
            seed in 0u64..1000,
        ) {
            let papers = years.len();
            let dates: Vec<Option<PartialDate>> = years
                .iter()
                .map(|(year, field, has_month)| {
                    let month = format!("{year}-0{}", field + 1).parse().ok();
                    if *has_month { month } else { PartialDate::year(*year) }
                })
                .collect();
            let class: Vec<u32> = years.iter().map(|(year, field, _)| *year as u32 * 2 + field).collect();
            let edges: Vec<(u32, u32)> =
                edges.iter().map(|(a, b)| (a % papers as u32, b % papers as u32)).filter(|(a, b)| a != b).collect();
            let (graph, _) = Graph::directed(papers, &edges, None);
            let causal = CausalGraph::new(&graph, &dates, true, false).unwrap();
            let exchangeable = Exchangeable::new(&causal, &class);
            let mut citing = exchangeable.citing.clone();
            let done = exchangeable.rewire(&mut citing, seed, 1);
            prop_assert_eq!(done.tried, done.made + done.without_effect + done.repeated + done.against_time);
            let cited = || exchangeable.cited.iter().copied();
            let before: Vec<(u32, u32)> = exchangeable.citing.iter().copied().zip(cited()).collect();
            let after: Vec<(u32, u32)> = citing.iter().copied().zip(cited()).collect();
            let causal_edges: BTreeSet<(u32, u32)> =
                (0..papers as u32).flat_map(|p| causal.references(p).map(move |q| (p, q))).collect();
            prop_assert_eq!(before.iter().copied().collect::<BTreeSet<_>>(), causal_edges);
            prop_assert_eq!(by_class(before.iter().copied(), &class), by_class(after.iter().copied(), &class));
            prop_assert_eq!(after.iter().collect::<BTreeSet<_>>().len(), after.len());
            for (citing, cited) in after {
                prop_assert!(citing != cited && causal.in_time(citing, cited) == InTime::Causal);
            }
        }
    }
}
