//! Routes against the enumeration of all chains, and a worked example.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::acyclic::Acyclic;
use super::routes::{Link, Routes, overlap};
use super::weights::{Kind, SearchPaths};
use crate::graph::Graph;

/// All chains from a first to a last step, oldest citation first.
fn chains(acyclic: &Acyclic) -> Vec<Vec<Link>> {
    let mut open: Vec<(u32, Vec<Link>)> = (0..acyclic.steps.nodes() as u32)
        .filter(|&s| acyclic.steps.references(s).is_empty())
        .map(|s| (s, Vec::new()))
        .collect();
    let mut found = Vec::new();
    while let Some((step, chain)) = open.pop() {
        if acyclic.steps.cited_by(step).is_empty() && !chain.is_empty() {
            found.push(chain.clone());
        }
        for &next in acyclic.steps.cited_by(step) {
            let mut longer = chain.clone();
            longer.push((next, step));
            open.push((next, longer));
        }
    }
    found
}

fn is_chain(links: &[Link]) -> bool {
    links.windows(2).all(|w| w[0].0 == w[1].1)
}

/// Every route against the list of all chains.
fn check(nodes: usize, edges: &[(u32, u32)], kind: Kind) {
    let graph = Graph::directed(nodes, edges, None).0;
    let acyclic = Acyclic::of(&graph, &[]);
    let paths = SearchPaths::count(&acyclic, &[], &[]);
    let routes = Routes::new(&acyclic, &paths, kind);
    let weight = |link: &Link| paths.weight(kind, link.0, link.1).value();
    let sum = |chain: &[Link]| chain.iter().map(weight).sum::<f64>();
    let all = chains(&acyclic);
    let best = all.iter().map(|c| sum(c)).fold(0.0, f64::max);
    let global = routes.global();
    assert!(is_chain(&global));
    assert_eq!(sum(&global), best);
    assert_eq!(routes.longest().len(), all.iter().map(Vec::len).max().unwrap_or(0));
    assert!(is_chain(&routes.longest()));
    let key = routes.key_route(1);
    if let Some(heaviest) = routes.heaviest_links(1).first() {
        let expected = all.iter().filter(|c| c.contains(heaviest)).map(|c| sum(c)).fold(0.0, f64::max);
        assert!(is_chain(&key));
        assert_eq!(sum(&key), expected);
        assert_eq!(weight(heaviest), acyclic.steps.edge_list().0.iter().map(weight).fold(0.0, f64::max));
    }
    for (step, found) in routes.criticality().into_iter().enumerate() {
        let through = all.iter().filter(|c| c.iter().any(|l| l.0 == step as u32 || l.1 == step as u32));
        let expected = through.map(|c| sum(c)).fold(0.0, f64::max);
        assert!((found * best - expected).abs() <= 1e-9 * best);
    }
    let mut everything = routes.key_route(usize::MAX / 4);
    everything.sort_unstable();
    assert_eq!(everything, acyclic.steps.edge_list().0);
    for tolerance in [0.0, 0.5] {
        assert_eq!(routes.local_forward(tolerance), by_following(&acyclic, &weight, tolerance, true));
        assert_eq!(routes.local_backward(tolerance), by_following(&acyclic, &weight, tolerance, false));
    }
}

/// The local search by its definition: from the ends whose heaviest citation is near the best of all ends, on along every
/// citation that is near the heaviest.
fn by_following(
    acyclic: &Acyclic,
    weight: &dyn Fn(&Link) -> f64,
    tolerance: f64,
    forward: bool,
) -> Vec<Link> {
    let links = acyclic.steps.edge_list().0;
    let begin = |link: &Link| if forward { link.1 } else { link.0 };
    let end = |link: &Link| if forward { link.0 } else { link.1 };
    let from = |step: u32| links.iter().filter(move |link| begin(link) == step);
    let heaviest = |step: u32| from(step).map(weight).fold(0.0, f64::max);
    let starts: Vec<u32> = (0..acyclic.steps.nodes() as u32)
        .filter(|&step| links.iter().all(|link| end(link) != step))
        .collect();
    let best = starts.iter().map(|&step| heaviest(step)).fold(0.0, f64::max);
    let near = |weight: f64, best: f64| weight > 0.0 && weight >= (1.0 - tolerance) * best;
    let mut found: BTreeSet<Link> = BTreeSet::new();
    for _ in 0..=links.len() {
        let reached: BTreeSet<u32> = found.iter().map(end).collect();
        for link in &links {
            let bound = if reached.contains(&begin(link)) { heaviest(begin(link)) } else { best };
            if (reached.contains(&begin(link)) || starts.contains(&begin(link))) && near(weight(link), bound)
            {
                found.insert(*link);
            }
        }
    }
    let mut found: Vec<Link> = found.into_iter().collect();
    found.sort_unstable_by_key(|&(citing, cited)| (cited, citing));
    found
}

proptest! {
    #[test]
    fn routes_are_the_heaviest_of_all_chains(edges in prop::collection::vec((0u32..9, 0u32..9), 1..24), kind in 0usize..3) {
        check(9, &edges, Kind::ALL[kind]);
    }
}

#[test]
fn all_acyclic_graphs_of_five_papers() {
    let pairs: Vec<(u32, u32)> = (0..5).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
    for chosen in 0u32..1 << pairs.len() {
        let edges: Vec<_> = (0..pairs.len()).filter(|i| chosen >> i & 1 == 1).map(|i| pairs[i]).collect();
        for kind in Kind::ALL {
            check(5, &edges, kind);
        }
    }
}

#[test]
fn local_search_follows_the_heaviest_citation_and_its_equals() {
    // Steps 0 and 1 are first; 2 cites 0; 3 cites 0 and 1; 4 cites 2 and 3; 5 cites 3.
    let graph = Graph::directed(6, &[(2, 0), (3, 0), (3, 1), (4, 2), (4, 3), (5, 3)], None).0;
    let acyclic = Acyclic::of(&graph, &[]);
    let paths = SearchPaths::count(&acyclic, &[], &[]);
    let routes = Routes::new(&acyclic, &paths, Kind::Spc);
    // SPC: 2→0 1, 3→0 2, 3→1 2, 4→2 1, 4→3 2, 5→3 2.
    assert_eq!(routes.local_forward(0.0), [(3, 0), (3, 1), (4, 3), (5, 3)]);
    assert_eq!(routes.local_forward(0.5).len(), 6);
    assert_eq!(routes.local_backward(0.0), [(3, 0), (3, 1), (4, 3), (5, 3)]);
    assert_eq!(routes.global(), [(3, 0), (4, 3)]);
    assert_eq!(overlap(&routes.global(), &routes.local_forward(0.0)), Some(0.6));
    assert_eq!(overlap(&[], &[]), None);
}
