//! The columns of a trace once more, by listing every single trail: the independent answer for the tests.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use proptest::prelude::*;

use super::reach::reach;
use super::trails::{TraceSettings, Trails, trace};
use crate::date::PartialDate;
use crate::graph::Graph;

/// A random question: cycles, loops, repeats, isolated papers, missing dates and all three precisions included.
#[derive(Clone, Debug)]
struct Question {
    dates: Vec<Option<PartialDate>>,
    edges: Vec<(u32, u32)>,
    listed: Vec<u32>,
    seeds: Vec<u32>,
    settings: TraceSettings,
}

fn any_date() -> impl Strategy<Value = Option<PartialDate>> {
    let text = prop_oneof![
        Just(""),
        Just("2016"),
        Just("2017"),
        Just("2016-03"),
        Just("2016-04"),
        Just("2016-03-01"),
        Just("2016-03-20"),
        Just("2017-01-01"),
    ];
    text.prop_map(|text| text.parse().ok())
}

fn any_question() -> impl Strategy<Value = Question> {
    (1usize..8).prop_flat_map(|nodes| {
        let node = 0..nodes as u32;
        (
            prop::collection::vec(any_date(), nodes),
            prop::collection::vec((node.clone(), node.clone()), 0..22),
            prop::collection::vec(0u32..9, nodes),
            prop::collection::vec(node, 1..4),
            (0u32..6, any::<bool>(), prop::bool::weighted(0.8)),
        )
            .prop_map(|(mut dates, edges, listed, seeds, (hops, keep_undated, time_respecting))| {
                // Half of the graphs are numbered by date, as those of a corpus are.
                if listed.iter().sum::<u32>() % 2 == 0 {
                    dates.sort_by_key(|date| (date.is_none(), *date));
                }
                Question {
                    dates,
                    edges,
                    listed,
                    seeds,
                    settings: TraceSettings { hops, keep_undated, time_respecting },
                }
            })
    })
}

/// Everything about a question, by enumeration.
struct Answer {
    causal: BTreeSet<(u32, u32)>,
    condensed: BTreeSet<(u32, u32)>,
    /// Every chain of causal citations of 0 to H steps from a seed, oldest first.
    chains: Vec<Vec<u32>>,
}

impl Answer {
    fn of(question: &Question) -> Self {
        let edges: BTreeSet<(u32, u32)> = question.edges.iter().copied().filter(|(a, b)| a != b).collect();
        let is_causal = |&(citing, cited): &(u32, u32)| {
            let dates = (question.dates[citing as usize], question.dates[cited as usize]);
            !question.settings.time_respecting
                || match dates {
                    (Some(citing), Some(cited)) => citing.compare(cited) != Ordering::Less,
                    _ => question.settings.keep_undated,
                }
        };
        let causal: BTreeSet<_> = edges.into_iter().filter(is_causal).collect();
        let reaches = |from: u32, to: u32| {
            let mut seen = BTreeSet::from([from]);
            for _ in 0..question.dates.len() {
                let more: Vec<u32> = causal.iter().filter(|e| seen.contains(&e.0)).map(|e| e.1).collect();
                seen.extend(more);
            }
            seen.contains(&to)
        };
        let condensed = causal.iter().copied().filter(|&(citing, cited)| reaches(cited, citing)).collect();
        let seeds: BTreeSet<u32> = question.seeds.iter().copied().collect();
        let mut chains: Vec<Vec<u32>> = seeds.into_iter().map(|seed| vec![seed]).collect();
        let mut last = chains.clone();
        for _ in 0..question.settings.hops {
            last = last
                .iter()
                .flat_map(|chain| {
                    let end = chain[chain.len() - 1];
                    causal.iter().filter(move |e| e.1 == end).map(|e| [chain.as_slice(), &[e.0]].concat())
                })
                .collect();
            chains.extend(last.clone());
        }
        Self { causal, condensed, chains }
    }

    fn to(&self, paper: u32) -> impl Iterator<Item = &Vec<u32>> {
        self.chains.iter().filter(move |chain| chain[chain.len() - 1] == paper)
    }

    fn hop(&self, paper: u32) -> Option<usize> {
        self.to(paper).map(|chain| chain.len() - 1).min()
    }

    fn avoids_cycles(&self, chain: &[u32]) -> bool {
        chain.len() > 1 && chain.windows(2).all(|step| !self.condensed.contains(&(step[1], step[0])))
    }
}

fn run(question: &Question) -> Trails {
    let (graph, _) = Graph::directed(question.dates.len(), &question.edges, None);
    trace(&graph, &question.dates, Some(&question.listed), &question.seeds, question.settings).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_column_is_what_enumeration_gives(question in any_question()) {
        let (found, answer) = (run(&question), Answer::of(&question));
        let (graph, _) = Graph::directed(question.dates.len(), &question.edges, None);
        let reached = (0..question.dates.len() as u32).filter(|p| answer.hop(*p).is_some()).count();
        prop_assert_eq!(found.len(), reached);
        for row in 0..found.len() {
            let paper = found.papers[row];
            let hop = answer.hop(paper).unwrap();
            prop_assert_eq!(found.row(paper), Some(row));
            prop_assert_eq!(found.hop[row] as usize, hop);
            let nearer = |q: &u32| hop > 0 && answer.hop(*q) == Some(hop - 1);
            let via = answer.causal.iter().filter(|e| e.0 == paper).map(|e| e.1).filter(nearer)
                .min_by_key(|q| (question.dates[*q as usize].is_none(), question.dates[*q as usize], *q));
            prop_assert_eq!(found.via[row], via);
            let origin = via.map_or(paper, |via| found.origin[found.row(via).unwrap()]);
            prop_assert_eq!(found.origin[row], origin);
            prop_assert_eq!(found.steps_to(paper).len(), hop + 1);
            let origins: BTreeSet<u32> = answer.to(paper).map(|chain| chain[0]).collect();
            prop_assert_eq!(found.origins[row] as usize, origins.len());
            let shortest = answer.to(paper).filter(|chain| chain.len() - 1 == hop).count();
            prop_assert_eq!(found.shortest_trails[row], shortest as f64);
            prop_assert!((found.log10_shortest_trails[row] - (shortest as f64).log10()).abs() < 1e-12);
            let trails: Vec<_> = answer.to(paper).filter(|chain| answer.avoids_cycles(chain)).collect();
            prop_assert_eq!(found.trails[row], trails.len() as f64);
            let share = |p: u32| 1.0 / (question.listed[p as usize] as usize).max(graph.references(p).len()) as f64;
            let flow: f64 = trails.iter().map(|chain| chain[1..].iter().map(|p| share(*p)).product::<f64>()).sum();
            prop_assert!((found.flow[row] - flow).abs() <= 1e-12 * flow.max(1.0), "{} {}", found.flow[row], flow);
        }
        let alone = reach(&graph, &question.dates, &question.seeds, question.settings).unwrap();
        prop_assert_eq!((&alone.papers, &alone.origin), (&found.papers, &found.origin));
        for (row, hop) in found.hop.iter().enumerate() {
            prop_assert_eq!(alone.hop(row), *hop);
        }
        for (row, via) in alone.via.iter().enumerate() {
            prop_assert_eq!(found.via[row].unwrap_or(found.papers[row]), *via);
        }
        let condensed: BTreeSet<_> = found.left_out.condensed.iter().map(|(a, b, _)| (*a, *b)).collect();
        prop_assert_eq!(condensed, answer.condensed);
        let kept = answer.causal.len() + found.left_out.against_time.len() + found.left_out.undated.len();
        prop_assert_eq!(graph.edges(), kept);
    }

    #[test]
    fn any_number_of_threads_finds_the_same(question in any_question()) {
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let many = rayon::ThreadPoolBuilder::new().num_threads(5).build().unwrap();
        let (one, five) = (alone.install(|| run(&question)), many.install(|| run(&question)));
        prop_assert_eq!(one, five);
        let (graph, _) = Graph::directed(question.dates.len(), &question.edges, None);
        let reached = || reach(&graph, &question.dates, &question.seeds, question.settings).unwrap();
        prop_assert_eq!(alone.install(reached), many.install(reached));
    }
}

#[test]
fn more_than_64_seeds_are_counted_across_blocks() {
    // 200 seeds, all cited by paper 200, which 201 cites; 201 cites seed 7 as well.
    let edges: Vec<(u32, u32)> = (0..200).map(|seed| (200, seed)).chain([(201, 200), (201, 7)]).collect();
    let (graph, _) = Graph::directed(202, &edges, None);
    let seeds: Vec<u32> = (0..200).collect();
    let settings = TraceSettings { hops: 2, time_respecting: false, ..TraceSettings::default() };
    let found = trace(&graph, &vec![None; 202], None, &seeds, settings).unwrap();
    let (hub, end) = (found.row(200).unwrap(), found.row(201).unwrap());
    assert_eq!((found.origins[hub], found.origins[end], found.origins[0]), (200, 200, 1));
    assert_eq!((found.trails[hub], found.trails[end]), (200.0, 201.0));
    assert_eq!((found.hop[end], found.via[end], found.shortest_trails[end]), (1, Some(7), 1.0));
    assert_eq!(found.flow[hub], 1.0);
    assert_eq!(found.flow[end], 1.0);
}

#[test]
fn counts_past_every_float_keep_their_logarithm() {
    // A ladder of 1,100 rungs of two papers, each citing both of the rung before: 2^1099 trails to the last.
    let rungs = 1_100u32;
    let edges: Vec<(u32, u32)> = (1..rungs)
        .flat_map(|rung| [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(a, b)| (2 * rung + a, 2 * (rung - 1) + b)))
        .collect();
    let (graph, _) = Graph::directed(2 * rungs as usize, &edges, None);
    let settings = TraceSettings { hops: rungs, time_respecting: false, ..TraceSettings::default() };
    let found = trace(&graph, &vec![None; 2 * rungs as usize], None, &[0], settings).unwrap();
    let last = found.row(2 * rungs - 1).unwrap();
    let expected = f64::from(rungs - 2) * 2f64.log10();
    assert!((found.log10_trails[last] - expected).abs() < 1e-9);
    assert!((found.log10_shortest_trails[last] - expected).abs() < 1e-9);
    assert!((found.flow[last] - 0.5).abs() < 1e-12);
}

#[test]
fn what_does_not_fit_is_refused() {
    let (graph, _) = Graph::directed(2, &[(1, 0)], None);
    let dates = [None, None];
    let settings = TraceSettings::default();
    assert!(trace(&graph, &dates, None, &[], settings).is_err());
    let outside = trace(&graph, &dates, None, &[2], settings).unwrap_err().to_string();
    assert_eq!(outside, "seed 2 is not in the graph of 2 papers; take it out of the seeds or add the paper");
    assert!(trace(&graph, &dates[..1], None, &[0], settings).is_err());
    assert!(trace(&graph, &dates, Some(&[1]), &[0], settings).is_err());
    let (undirected, _) = Graph::undirected(2, &[(1, 0)], None);
    assert!(trace(&undirected, &dates, None, &[0], settings).is_err());
}
