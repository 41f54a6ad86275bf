//! A synthetic citation graph: growth, ageing and preferential attachment.
//!
//! Papers come one after another, more of them each year (their number grows as the square of time). A new paper cites
//! earlier ones drawn from an urn that holds each paper once from its birth and once more for one in four of the
//! citations that it has received: cumulative advantage (Price 1976, J. Am. Soc. Inf. Sci. 27:292), P ∝ 1 + c/4 were it
//! not for ageing. Ageing: the draw prefers what came into the urn of late (a product of four uniform numbers gives the
//! distance from its end), so a paper lives on while it is cited and is forgotten when it no longer is. No paper cites
//! another twice. The number of references swings around its mean and ends at exactly the citations asked for.
//!
//! Time O(n + m) expected, memory 4 (n + m/4) bytes for the urn and 8 m for the citations: 2 million papers with
//! 26.5 million citations take seconds and 300 MB.

use jiff::civil::Date;

use super::dice::Dice;
use crate::error::{Error, Result};
use crate::progress;

/// What to make.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphSettings {
    /// How many papers.
    pub papers: usize,
    /// How many citations.
    pub citations: usize,
    /// Same settings, same graph.
    pub seed: u64,
    /// Puts the citations in a random order and gives the papers random numbers, so that neither tells the time.
    pub shuffle: bool,
    /// This share of the papers, the earliest ones, is one strongly connected component: each cites the next one, against
    /// time, and the last cites the first. 0 for a graph without cycles.
    pub cyclic: f64,
}

impl GraphSettings {
    /// Papers unless another number is asked for.
    pub const PAPERS: usize = 100_000;
    /// Citations unless another number is asked for.
    pub const CITATIONS: usize = 1_325_000;
}

impl Default for GraphSettings {
    fn default() -> Self {
        Self { papers: Self::PAPERS, citations: Self::CITATIONS, seed: 1, shuffle: false, cyclic: 0.0 }
    }
}

/// A finished graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitationGraph {
    /// The citing paper of each citation.
    pub sources: Vec<u32>,
    /// The cited paper of each citation.
    pub targets: Vec<u32>,
    /// Days since 1 January 1970 of each paper.
    pub days: Vec<i32>,
}

/// The first and the last day on which a paper can appear.
const SPAN: (Date, Date) = (Date::constant(1950, 1, 1), Date::constant(2024, 12, 31));

/// One citation in so many puts the cited paper into the urn again.
const ONE_IN: usize = 4;

/// How often a paper already cited is drawn again before the next free one is taken.
const DRAWS: usize = 64;

/// Makes a graph.
///
/// # Errors
/// [`Error::Argument`] where the numbers don't fit: fewer than 2 papers, more than 2³² of them, more citations than a
/// quarter of all pairs of papers, a share outside 0..=1.
pub fn citation_graph(settings: &GraphSettings) -> Result<CitationGraph> {
    let ring = check(settings)?;
    let GraphSettings { papers, citations, seed, .. } = *settings;
    let mut dice = Dice::new(seed, "graph");
    let free = citations - ring;
    let mut sources: Vec<u32> = Vec::with_capacity(citations);
    let mut targets: Vec<u32> = Vec::with_capacity(citations);
    let mut urn: Vec<u32> = Vec::with_capacity(papers + citations / 4);
    // The last paper that cited each.
    let mut cited_last_by = vec![u32::MAX; papers];
    let mean = free / papers + 1;
    let mut drawn = 0;
    for paper in progress::shown("papers", 0..papers) {
        let number = paper as u32;
        let first = targets.len();
        // The ring: each of the earliest papers cites the next, the last of them the first.
        if paper < ring {
            let next = if paper + 1 == ring { 0 } else { paper + 1 };
            cited_last_by[next] = number;
            targets.push(next as u32);
        }
        // References so far stay close to their share of all: what is missing is made up by the next papers.
        let due = (free as u128 * (paper as u128 + 1) / papers as u128) as usize;
        let missing = due.saturating_sub(drawn);
        let least = missing.saturating_sub(mean);
        let wanted =
            if paper + 1 == papers { free - drawn } else { dice.between(least, 2 * missing - least) };
        // Of the earlier papers one may be taken by the ring already.
        let taken = usize::from(paper > 0 && paper + 1 == ring);
        let wanted = wanted.min(paper - taken).min(free - drawn);
        for _ in 0..wanted {
            let target = draw(&mut dice, &urn, &cited_last_by, number);
            cited_last_by[target as usize] = number;
            targets.push(target);
        }
        drawn += wanted;
        for &target in &targets[first..] {
            if dice.below(ONE_IN) == 0 {
                urn.push(target);
            }
        }
        urn.push(number);
        sources.resize(targets.len(), number);
    }
    if targets.len() != citations {
        return Err(Error::Broken(format!("{} of {citations} citations were placed", targets.len())));
    }
    let mut graph = CitationGraph { sources, targets, days: days(papers) };
    if settings.shuffle {
        shuffle(&mut graph, seed);
    }
    Ok(graph)
}

/// The length of the ring; an error where the numbers don't fit.
fn check(settings: &GraphSettings) -> Result<usize> {
    let GraphSettings { papers, citations, cyclic, .. } = *settings;
    if papers < 2 || papers >= u32::MAX as usize {
        return Err(Error::argument(
            format!("a graph of {papers} papers can't be made"),
            "ask for 2 to 4,294,967,294 papers",
        ));
    }
    let most = (papers as u128 * (papers as u128 - 1) / 8) as usize;
    if citations > most {
        return Err(Error::argument(
            format!("{papers} papers have no room for {citations} citations"),
            format!("ask for {most} at most, a quarter of all pairs"),
        ));
    }
    if !(0.0..=1.0).contains(&cyclic) {
        return Err(Error::argument(
            format!("{cyclic} is no share of the papers"),
            "give a number from 0 to 1: 0.25 makes a quarter of the papers one component",
        ));
    }
    let ring = (papers as f64 * cyclic).floor() as usize;
    if ring > citations {
        return Err(Error::argument(
            format!("a component of {ring} papers needs as many citations, and there are {citations}"),
            "ask for more citations or a smaller component",
        ));
    }
    Ok(if ring < 2 { 0 } else { ring })
}

/// An earlier paper that `number` does not cite yet: by the urn, or after many vain draws the next free one.
fn draw(dice: &mut Dice, urn: &[u32], cited_last_by: &[u32], number: u32) -> u32 {
    for _ in 0..DRAWS {
        let target = urn[dice.recent(urn.len())];
        // The ring has put papers into the urn that are not earlier.
        if target < number && cited_last_by[target as usize] != number {
            return target;
        }
    }
    let start = dice.below(number as usize);
    let earlier = (start..number as usize).chain(0..start);
    earlier.map(|place| place as u32).find(|&place| cited_last_by[place as usize] != number).unwrap_or(0)
}

/// The day of each paper: the share f of the papers has appeared after the share √f of the time.
fn days(papers: usize) -> Vec<i32> {
    let epoch = Date::constant(1970, 1, 1);
    let (first, last) = ((SPAN.0 - epoch).get_days(), (SPAN.1 - epoch).get_days());
    (0..papers)
        .map(|paper| {
            let share = (paper as f64 / papers as f64).sqrt();
            first + (share * f64::from(last - first)).floor() as i32
        })
        .collect()
}

/// New numbers for the papers, then a new order for the citations.
fn shuffle(graph: &mut CitationGraph, seed: u64) {
    let mut dice = Dice::new(seed, "graph order");
    let mut numbers: Vec<u32> = (0..graph.days.len() as u32).collect();
    dice.shuffle(&mut numbers);
    let mut days = vec![0; graph.days.len()];
    for (&number, &day) in numbers.iter().zip(&graph.days) {
        days[number as usize] = day;
    }
    graph.days = days;
    for end in graph.sources.iter_mut().chain(&mut graph.targets) {
        *end = numbers[*end as usize];
    }
    for last in (1..graph.sources.len()).rev() {
        let other = dice.below(last + 1);
        graph.sources.swap(last, other);
        graph.targets.swap(last, other);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    use super::*;
    use crate::graph::Graph;
    use crate::graph::strong::Condensation;

    fn edges(graph: &CitationGraph) -> Vec<(u32, u32)> {
        graph.sources.iter().copied().zip(graph.targets.iter().copied()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Exactly as many citations as asked for, none twice, none of a paper by itself, none against time.
        #[test]
        fn a_graph_keeps_its_promises(papers in 2_usize..120, share in 0_usize..=100, seed: u64, shuffle: bool) {
            let citations = papers * (papers - 1) / 8 * share / 100;
            let settings = GraphSettings { papers, citations, seed, shuffle, cyclic: 0.0 };
            let graph = citation_graph(&settings).unwrap();
            let distinct: BTreeSet<_> = edges(&graph).into_iter().collect();
            prop_assert_eq!((graph.sources.len(), distinct.len(), graph.days.len()), (citations, citations, papers));
            for &(source, target) in &distinct {
                prop_assert!(source != target && (source as usize) < papers && (target as usize) < papers);
                prop_assert!(graph.days[target as usize] <= graph.days[source as usize]);
                prop_assert!(shuffle || target < source);
            }
        }

        /// The cyclic share is one strongly connected component, and every other component is a single paper.
        #[test]
        fn the_cyclic_share_is_one_component(papers in 20_usize..80, percent in 0_usize..=100, seed: u64) {
            let cyclic = percent as f64 / 100.0;
            let ring = (papers as f64 * cyclic).floor() as usize;
            let citations = (ring + papers).min(papers * (papers - 1) / 8).max(ring);
            prop_assume!(citations <= papers * (papers - 1) / 8);
            let graph = citation_graph(&GraphSettings { papers, citations, seed, shuffle: true, cyclic }).unwrap();
            let (csr, removed) = Graph::directed(papers, &edges(&graph), None);
            prop_assert_eq!(removed.self_loops + removed.repeated, 0);
            let components = Condensation::of(&csr);
            let sizes: Vec<usize> = (0..components.len()).map(|c| components.members(c as u32).len()).collect();
            let largest = if ring < 2 { 1 } else { ring };
            prop_assert_eq!(sizes.iter().copied().max(), Some(largest));
            prop_assert_eq!(sizes.len(), papers - largest + 1);
        }
    }

    #[test]
    fn few_papers_gather_most_citations_and_the_young_are_cited_more() {
        let settings = GraphSettings { papers: 20_000, citations: 200_000, ..GraphSettings::default() };
        let graph = citation_graph(&settings).unwrap();
        let mut received = vec![0_usize; 20_000];
        for &target in &graph.targets {
            received[target as usize] += 1;
        }
        received.sort_unstable_by(|a, b| b.cmp(a));
        let top: usize = received[..2_000].iter().sum();
        assert!(top * 10 > 200_000 * 4, "a tenth of the papers has {top} of 200,000");
        let age: f64 =
            graph.sources.iter().zip(&graph.targets).map(|(&s, &t)| f64::from(s - t)).sum::<f64>() / 2e5;
        let mean: f64 = graph.sources.iter().map(|&s| f64::from(s) / 2.0).sum::<f64>() / 2e5;
        assert!(age < 0.7 * mean, "cited {age} places back; without ageing and advantage it would be {mean}");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let refused = |settings: GraphSettings| citation_graph(&settings).unwrap_err().to_string();
        let usual = GraphSettings { papers: 100, citations: 10, ..GraphSettings::default() };
        assert!(refused(GraphSettings { papers: 1, ..usual.clone() }).contains("1 papers"));
        assert!(refused(GraphSettings { citations: 5_000, ..usual.clone() }).contains("no room"));
        assert!(refused(GraphSettings { cyclic: 1.5, ..usual.clone() }).contains("no share"));
        assert!(refused(GraphSettings { cyclic: 0.5, ..usual }).contains("50 papers needs"));
    }
}
