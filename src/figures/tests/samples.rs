//! Synthetic data for the tests of all figures, small to large and hostile. Every name is invented. With
//! `CITETRACE_FIGURES=FOLDER` in the environment the tests also write each figure there as PNG, to be looked at.

use std::path::Path;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::checks::{HOSTILE, assert_readable};
use crate::date::PartialDate;
use crate::figures::flow::{Flow, Link};
use crate::figures::funnel::{Base, Funnel, Step};
use crate::figures::mainpath::{Citation, MainPath, Paper};
use crate::figures::matrix::{Cell, Matrix, Scale};
use crate::figures::network::{Network, Node};
use crate::figures::ranking::{Item, Ranking};
use crate::figures::timeline::{Count, Event, Timeline};
use crate::figures::{Caption, Figure, Fonts, write_with};

pub(crate) fn caption(title: &str) -> Caption {
    Caption {
        title: title.into(),
        base: String::new(),
        source: "Source: synthetic records, made by the tests; as of 30 September 2023.".into(),
    }
}

/// An invented name; the larger the number, the rarer.
fn name(number: usize) -> String {
    const PLACES: [&str; 9] = [
        "Velmar",
        "Ostrin",
        "Quelbrook",
        "Tarsund",
        "Ibenholt",
        "Nordhavn",
        "Pellworth",
        "Sarkany",
        "Drumlow",
    ];
    const KINDS: [&str; 5] =
        ["University", "Institute of Materials", "Academy", "Laboratory for Flight", "College"];
    const WHERE: [&str; 4] = ["", " East", " of Applied Mechanics", " (Synthetic)"];
    format!("{} {}{}", PLACES[number % 9], KINDS[number / 9 % 5], WHERE[number / 45 % 4])
        + &if number >= 180 { format!(" {}", number / 180 + 1) } else { String::new() }
}

const COUNTRIES: [&str; 14] = [
    "China",
    "DPR Korea",
    "Germany",
    "Russia",
    "Viet Nam",
    "Poland",
    "Australia",
    "Italy",
    "Brazil",
    "India",
    "United States",
    "South Africa",
    "Cambodia",
    "Papua New Guinea",
];

/// The position of a country; the first are the most frequent.
fn country(number: usize, random: &mut ChaCha8Rng) -> usize {
    ((random.random::<f64>().powi(3) * 13.9) as usize + number % 2).min(13)
}

fn check(name: &str, figure: &dyn Figure) {
    let svg = figure.svg().unwrap();
    assert_eq!(svg, figure.svg().unwrap(), "the same data gives the same bytes");
    if let Some(folder) = std::env::var_os("CITETRACE_FIGURES") {
        let path = Path::new(&folder).join(name);
        write_with(&svg, &path.with_extension("svg"), &Fonts::bundled()).unwrap();
        write_with(&svg, &path.with_extension("png"), &Fonts::bundled()).unwrap();
    }
    assert_readable(&svg);
}

fn hostile(number: usize) -> String {
    HOSTILE[number % HOSTILE.len()].to_owned()
}

/// Name, count, and the base's name and count.
type StepRow<'a> = (&'a str, u64, Option<(&'a str, u64)>);

#[test]
fn funnels() {
    let steps = |rows: &[StepRow]| {
        rows.iter()
            .map(|(name, count, base)| Step {
                name: (*name).into(),
                count: *count,
                base: base.map(|(name, count)| Base { name: name.into(), count }),
            })
            .collect::<Vec<_>>()
    };
    let model = steps(&[
        ("Papers in the window", 9_012, None),
        ("With an author in the DPR Korea and one elsewhere", 657, Some(("papers in the window", 9_012))),
        ("Candidates by the rule pack", 402, Some(("papers with the DPR Korea and elsewhere", 657))),
        ("Suspected by the reviewers", 110, Some(("papers with the DPR Korea and elsewhere", 657))),
        ("Of these with a co-author in China", 94, Some(("suspected papers", 110))),
        ("Of these paid for by a Chinese state funder", 67, Some(("suspected papers", 110))),
    ]);
    let funnel = |title: &str, steps| Funnel { caption: caption(title), unit: "papers".into(), steps };
    check("funnel-model", &funnel("From all papers to the suspected ones", model));
    check("funnel-one", &funnel("One step", steps(&[("All", 3, None)])));
    check("funnel-none", &funnel("", Vec::new()));
    check("funnel-zero", &funnel("Zero", steps(&[("All", 0, None), ("Some", 0, Some(("All", 0)))])));
    let wild = (0..12).map(|n| Step {
        name: hostile(n),
        count: 1_000_000_000 >> n,
        base: Some(Base { name: hostile(n + 3), count: 1_000_000_000 }),
    });
    check("funnel-hostile", &funnel(&hostile(9), wild.collect()));
    let many = (0..500).map(|n| Step { name: name(n), count: 500 - n as u64, base: None });
    check("funnel-many", &funnel("Many steps", many.collect()));
    let wrong = funnel("Wrong", steps(&[("All", 3, None), ("More", 4, Some(("All", 3)))]));
    insta::assert_snapshot!(wrong.svg().unwrap_err().to_string(), @"funnel: `More` counts 4, more than its base `All` with 3");
}

#[test]
fn rankings() {
    let item = |n: usize, value: f64| Item { name: name(n), value: Some(value), watch_listed: n % 7 == 3 };
    let ranking =
        |title: &str, items| Ranking { caption: caption(title), value_name: "pagerank".into(), items };
    check(
        "ranking-medium",
        &ranking("Institutions by PageRank", (0..18).map(|n| item(n, 0.2 / (n + 1) as f64)).collect()),
    );
    check("ranking-one", &ranking("One", vec![item(0, 12.0)]));
    check("ranking-none", &ranking("None", vec![Item::default(), Item { value: None, ..item(1, 0.0) }]));
    check("ranking-zero", &ranking("Zero", (0..4).map(|n| item(n, 0.0)).collect()));
    check("ranking-many", &ranking("Many", (0..500).map(|n| item(n, (n * n % 911) as f64)).collect()));
    let wild = (0..12).map(|n| Item {
        name: hostile(n),
        value: Some(1e9 / (n as f64 + 0.37)),
        watch_listed: n % 2 == 0,
    });
    check("ranking-hostile", &ranking(&hostile(0), wild.collect()));
    let endless = ranking("Endless", vec![item(0, f64::INFINITY)]);
    assert!(endless.svg().is_err());
}

#[test]
fn timelines() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let count = |year: i16, class: &str, count: u64| Count { year: Some(year), class: class.into(), count };
    let event =
        |text: &str, name: &str| Event { date: text.parse::<PartialDate>().unwrap(), name: name.into() };
    let events = vec![
        event("2016-03-02", "UN resolution 2270"),
        event("2016-11-30", "UN resolution 2321"),
        event("2020", "an event known to the year"),
        event("2022-06", "the list is widened"),
    ];
    let timeline = |title: &str, counts, events| Timeline {
        caption: caption(title),
        unit: "papers".into(),
        counts,
        order: vec!["suspected".into(), "dismissed".into()],
        events,
    };
    let mut counts = Vec::new();
    for year in 2012..=2023 {
        for (class, most) in [("suspected", 20), ("dismissed", 70), ("unknown", 12), ("not flagged", 40)] {
            counts.push(count(year, class, random.random_range(0..most)));
        }
    }
    counts.push(Count { year: None, class: "unknown".into(), count: 17 });
    check("timeline-medium", &timeline("Papers by year and review", counts, events.clone()));
    check("timeline-one", &timeline("One year", vec![count(2020, "suspected", 1)], events.clone()));
    check("timeline-none", &timeline("None", vec![count(2020, "suspected", 0)], events.clone()));
    let undated = vec![Count { year: None, class: "suspected".into(), count: 5 }];
    check("timeline-undated", &timeline("Nothing has a date", undated, events.clone()));
    let long = (1880..=2025).flat_map(|year| {
        (0..14).map(move |k| count(year, &name(k), (i64::from(year) - 1870 + k as i64) as u64 * 37))
    });
    check("timeline-large", &timeline("A long time", long.collect(), events));
    let wild = (0..30).map(|n| count(2000 + n as i16, &hostile(n), 1 + n as u64));
    let wild_events = (0..10).map(|n| event(&format!("20{:02}-05-01", n * 3), &hostile(n)));
    check("timeline-hostile", &timeline(&hostile(4), wild.collect(), wild_events.collect()));
    let apart = timeline("Apart", vec![count(1, "a", 1), count(2020, "a", 1)], Vec::new());
    assert!(apart.svg().is_err());
}

#[test]
fn flows() {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let mut flow = |title: &str, institutions: usize| {
        let mut links = Vec::new();
        let mut by_country = [0u64; 14];
        for n in 0..institutions {
            let at = country(n, &mut random);
            let count = 1 + (40.0 * random.random::<f64>().powi(4)) as u64;
            by_country[at] += count;
            let watch_listed = n % 23 == 4;
            links.push(Link { stage: 1, source: COUNTRIES[at].into(), target: name(n), count, watch_listed });
        }
        for (at, count) in by_country.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            let target = COUNTRIES[at].into();
            links.push(Link {
                stage: 0,
                source: "suspected papers".into(),
                target,
                count,
                watch_listed: false,
            });
        }
        let columns = ["flagged papers", "country", "institution reached"].map(String::from).to_vec();
        Flow { caption: caption(title), unit: "papers".into(), columns, links }
    };
    let small = flow("Where the suspected papers went", 5);
    check("flow-small", &small);
    check("flow-medium", &flow("Where the suspected papers went", 22));
    check("flow-large", &flow("Where the suspected papers went", 500));
    check("flow-none", &Flow { links: Vec::new(), ..small.clone() });
    check(
        "flow-one",
        &Flow {
            links: vec![Link {
                stage: 0,
                count: 1,
                source: "a".into(),
                target: "b".into(),
                watch_listed: true,
            }],
            ..small.clone()
        },
    );
    let wild = (0..20).map(|n| Link {
        stage: n % 2,
        source: hostile(n),
        target: hostile(n / 2 + 3),
        count: n as u64,
        watch_listed: n % 3 == 0,
    });
    check("flow-hostile", &Flow { links: wild.collect(), caption: caption(&hostile(7)), ..small });
}

#[test]
fn matrices() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let mut matrix = |title: &str, names: &[String], most: f64| {
        let mut cells = Vec::new();
        for row in names {
            for column in names {
                if random.random::<f64>() < 0.7 {
                    let count = (most.powf(random.random::<f64>()) - 1.0) as u64;
                    cells.push(Cell { row: row.clone(), column: column.clone(), count });
                }
            }
        }
        let (row_name, column_name) =
            ("country of the citing paper".into(), "country of the cited paper".into());
        let scale = if names.len() > 20 { Scale::Log } else { Scale::Root };
        Matrix { caption: caption(title), row_name, column_name, unit: "citations".into(), scale, cells }
    };
    let countries: Vec<String> = COUNTRIES.iter().map(ToString::to_string).collect();
    check("matrix-medium", &matrix("Who cites whom", &countries, 800.0));
    check("matrix-small", &matrix("Who cites whom", &["CN", "KP"].map(String::from), 9.0));
    check("matrix-none", &matrix("Who cites whom", &[], 9.0));
    let many: Vec<String> = (0..60).map(name).collect();
    check("matrix-large", &matrix("Who cites whom", &many, 3e6));
    let wild: Vec<String> = (0..10).map(hostile).collect();
    check("matrix-hostile", &matrix(&hostile(1), &wild, 9e4));
    let one = |count| Cell { row: "a".into(), column: "b".into(), count };
    check("matrix-zero", &Matrix { caption: caption("Zero"), cells: vec![one(0)], ..Matrix::default() });
}

/// Groups of nodes, dense within and thin between, amounts of a long tail.
pub(crate) fn network(nodes: usize, seed: u64) -> Network {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut ties = Vec::new();
    let groups = 4 + nodes / 40;
    for u in 1..nodes as u32 {
        if u % 17 == 9 {
            continue;
        }
        for _ in 0..1 + 16 / (1 + u / 4) + u % 3 {
            let mut v = random.random_range(0..u);
            if random.random::<f64>() > 0.18 {
                v -= (v + groups as u32 - u % groups as u32) % groups as u32 % (v + 1);
            }
            ties.push((u, v, 1.0 + (9.0 * random.random::<f64>().powi(3)).floor()));
        }
    }
    let nodes = (0..nodes).map(|n| Node {
        label: name(n),
        amount: (120.0 / (1.0 + n as f64 * 0.4)).ceil(),
        group: (n % 11 != 5).then(|| COUNTRIES[n % groups % 14].to_owned()),
        watch_listed: n % 23 == 6,
    });
    Network {
        caption: caption("Institutions that write together"),
        node_name: "institutions".into(),
        amount_name: "papers".into(),
        group_name: "country".into(),
        tie_name: "papers written together".into(),
        nodes: nodes.collect(),
        ties,
        ..Network::default()
    }
}

#[test]
fn networks() {
    check("network-small", &network(9, 1));
    check("network-medium", &network(70, 2));
    check("network-large", &Network { most_nodes: 500, ..network(500, 3) });
    check("network-cut", &Network { most_nodes: 120, ..network(1500, 3) });
    check("network-none", &network(0, 1));
    check("network-one", &network(1, 1));
    let mut wild = network(40, 4);
    for (n, node) in wild.nodes.iter_mut().enumerate() {
        node.label = hostile(n);
        node.group = Some(hostile(n / 5));
        node.amount = 0.0;
    }
    wild.ties.push((900, 2, f64::NAN));
    check("network-hostile", &wild);
}

#[test]
fn main_paths() {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let mut path = |title: &str, papers: usize, per_year: usize| {
        let citations = (1..papers as u32).flat_map(|citing| {
            let back = 1 + random.random_range(0..3.min(citing));
            let weight = Some(10f64.powf(random.random::<f64>() * 9.0).round());
            let chain = Citation { citing, cited: citing - 1, weight };
            [Some(chain), (back > 1).then_some(Citation { citing, cited: citing - back, weight })]
        });
        let citations = citations.flatten().collect();
        let papers = (0..papers).map(|n| Paper {
            label: format!("A synthetic study of crack growth in woven composites, part {n}"),
            year: (n % 19 != 18).then(|| 1998 + (n / per_year) as i16),
            flagged: n % 5 == 2,
        });
        let weight_name = "search paths (SPC)".into();
        MainPath { caption: caption(title), weight_name, papers: papers.collect(), citations }
    };
    let small = path("The main path of a field", 6, 1);
    check("mainpath-small", &small);
    check("mainpath-medium", &path("The key routes of a field", 34, 3));
    check("mainpath-large", &path("The key routes of a field", 500, 9));
    check("mainpath-none", &MainPath { papers: Vec::new(), citations: Vec::new(), ..small.clone() });
    check(
        "mainpath-one",
        &MainPath { citations: Vec::new(), papers: small.papers[..1].to_vec(), ..small.clone() },
    );
    let mut wild = path("Hostile", 24, 4);
    for (n, paper) in wild.papers.iter_mut().enumerate() {
        paper.label = hostile(n);
    }
    // A circle within a year.
    wild.citations.push(Citation { citing: 0, cited: 3, weight: None });
    check("mainpath-hostile", &wild);
    let beyond = MainPath { citations: vec![Citation { citing: 77, cited: 0, weight: None }], ..small };
    assert!(beyond.svg().is_err());
}
