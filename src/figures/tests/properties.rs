//! What holds for every figure whatever its data (proptest), and the bytes of a tiny one.

use proptest::prelude::*;

use super::checks::assert_readable;
use crate::date::PartialDate;
use crate::figures::flow::{Flow, Link};
use crate::figures::funnel::{Base, Funnel, Step};
use crate::figures::mainpath::{Citation, MainPath, Paper};
use crate::figures::matrix::{Cell, Matrix};
use crate::figures::network::{Network, Node};
use crate::figures::ranking::{Item, Ranking};
use crate::figures::timeline::{Count, Event, Timeline};
use crate::figures::{Caption, Figure};

/// Any text that is not only one line of ASCII: all scripts, controls, markup.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "\\PC{0,90}", "[A-Za-z ]{0,30}", Just(String::new())]
}

fn captions() -> impl Strategy<Value = Caption> {
    (words(), words(), words()).prop_map(|(title, base, source)| Caption { title, base, source })
}

fn counts() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), 1u64..50, 0u64..2_000_000_000]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn funnels_are_readable(caption in captions(), steps in prop::collection::vec((words(), counts(), words()), 0..9)) {
        let steps = steps.into_iter().map(|(name, count, base)| {
            let base = (!base.is_empty()).then_some(Base { name: base, count: count.saturating_mul(3) });
            Step { name, count, base }
        });
        assert_readable(&Funnel { caption, unit: "papers".into(), steps: steps.collect() }.svg()?);
    }

    #[test]
    fn rankings_are_readable(
        caption in captions(),
        value_name in words(),
        items in prop::collection::vec((words(), prop::option::of(0.0..1e12f64), any::<bool>()), 0..50),
    ) {
        let items = items.into_iter().map(|(name, value, watch_listed)| Item { name, value, watch_listed });
        assert_readable(&Ranking { caption, value_name, items: items.collect() }.svg()?);
    }

    #[test]
    fn timelines_are_readable(
        caption in captions(),
        rows in prop::collection::vec((prop::option::of(1900i16..2030), words(), counts()), 0..40),
        events in prop::collection::vec((1895i16..2035, words()), 0..9),
    ) {
        let counts = rows.into_iter().map(|(year, class, count)| Count { year, class, count });
        let events = events.into_iter().filter_map(|(year, name)| Some(Event { date: PartialDate::year(year)?, name }));
        let timeline = Timeline {
            caption,
            unit: "papers".into(),
            counts: counts.collect(),
            order: Vec::new(),
            events: events.collect(),
        };
        assert_readable(&timeline.svg()?);
    }

    #[test]
    fn flows_are_readable(
        caption in captions(),
        rows in prop::collection::vec((0usize..3, words(), words(), counts(), any::<bool>()), 0..40),
    ) {
        let links = rows.into_iter().map(|(stage, source, target, count, watch_listed)| Link {
            stage, source, target, count, watch_listed,
        });
        let columns = vec!["a".into(), "b".into(), "c".into(), "d".into()];
        assert_readable(&Flow { caption, unit: "papers".into(), columns, links: links.collect() }.svg()?);
    }

    #[test]
    fn matrices_are_readable(
        caption in captions(),
        rows in prop::collection::vec((words(), words(), counts()), 0..60),
    ) {
        let cells = rows.into_iter().map(|(row, column, count)| Cell { row, column, count }).collect();
        assert_readable(&Matrix { caption, cells, ..Matrix::default() }.svg()?);
    }

    #[test]
    fn networks_are_readable(
        caption in captions(),
        nodes in prop::collection::vec((words(), 0.0..1e6f64, prop::option::of(words()), any::<bool>()), 0..40),
        ties in prop::collection::vec((0u32..45, 0u32..45, 0.0..9.0f64), 0..60),
    ) {
        let nodes = nodes.into_iter().map(|(label, amount, group, watch_listed)| Node {
            label, amount, group, watch_listed,
        });
        let network = Network { caption, nodes: nodes.collect(), ties, most_nodes: 30, ..Network::default() };
        assert_readable(&network.svg()?);
    }

    #[test]
    fn main_paths_are_readable(
        caption in captions(),
        papers in prop::collection::vec((words(), prop::option::of(1980i16..2025), any::<bool>()), 0..60),
        ties in prop::collection::vec((0u32..60, 0u32..60, prop::option::of(0.0..1e90f64)), 0..90),
    ) {
        let papers: Vec<Paper> =
            papers.into_iter().map(|(label, year, flagged)| Paper { label, year, flagged }).collect();
        let inside = |n: u32| (n as usize) < papers.len();
        let citations = ties.into_iter().filter(|t| inside(t.0) && inside(t.1)).map(|(citing, cited, weight)| {
            Citation { citing, cited, weight }
        });
        let citations = citations.collect();
        assert_readable(&MainPath { caption, weight_name: "paths".into(), papers, citations }.svg()?);
    }
}

#[test]
fn the_bytes_of_a_ranking() {
    let ranking = Ranking {
        caption: Caption { title: "A & B".into(), base: "N = 4 papers".into(), source: String::new() },
        value_name: "papers".into(),
        items: vec![
            Item { name: "B".into(), value: Some(1.0), watch_listed: false },
            Item { name: "A".into(), value: Some(3.0), watch_listed: true },
        ],
    };
    insta::assert_snapshot!(ranking.svg().unwrap(), @r##"
    <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="ta6e4f700a6ba04a1 da6e4f700a6ba04a1" width="860" height="169" viewBox="0 0 860 169" font-family="DejaVu Sans, Verdana, sans-serif">
    <title id="ta6e4f700a6ba04a1">A &amp; B</title>
    <desc id="da6e4f700a6ba04a1">N = 4 papers. A ranking by papers: A 3; B 1.</desc>
    <rect width="100%" height="100%" fill="#ffffff"/>
    <text x="24" y="40" font-size="19" font-weight="bold" fill="#222222">A &amp; B</text>
    <text x="24" y="62" font-size="13" fill="#555555">N = 4 papers</text>
    <path d="M31 76L38 83L31 90L24 83Z" fill="#d55e00" stroke="#222222" stroke-width="1.2"/>
    <text x="43" y="87.5" font-size="12" fill="#222222">on a watch list</text>
    <g><title>A: 3 papers, on a watch list</title>
    <text x="32.23" y="116" font-size="12" text-anchor="end" fill="#222222">A</text>
    <path d="M44.23 106.5L49.73 112L44.23 117.5L38.73 112Z" fill="#d55e00" stroke="#222222" stroke-width="1"/>
    <rect x="58.23" y="104" width="760.13" height="16" fill="#d55e00"/>
    <text x="824.37" y="116" font-size="12" fill="#222222">3</text>
    </g>
    <g><title>B: 1 papers</title>
    <text x="32.23" y="138" font-size="12" text-anchor="end" fill="#222222">B</text>
    <rect x="58.23" y="126" width="253.38" height="16" fill="#0072b2"/>
    <text x="317.61" y="138" font-size="12" fill="#222222">1</text>
    </g>
    <line x1="58.23" y1="101" x2="58.23" y2="145" stroke="#dddddd" stroke-width="1"/>
    </svg>
    "##);
}
