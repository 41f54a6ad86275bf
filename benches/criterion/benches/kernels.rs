//! One bench a kernel, on the graph of `citetrace synth --graph --papers 20000 --citations 260000` (`--cyclic 0.25` where
//! a component is to be solved). Criterion compares each with its last run.

use std::hint::black_box;
use std::time::Duration;

use citetrace::communities::Leiden;
use citetrace::date::{PartialDate, Precision};
use citetrace::graph::strong::Condensation;
use citetrace::graph::{Graph, projections, weak};
use citetrace::mainpath::weights::each_spc;
use citetrace::mainpath::{Acyclic, Kind, Routes, SearchPaths};
use citetrace::measures::{
    betweenness, clustering, core, disruption, distance, eigenvector, hits, katz, pagerank, weighted_distance,
};
use citetrace::synth::{GraphSettings, citation_graph};
use citetrace::trace::reach::reach;
use citetrace::trace::trails::{TraceSettings, trace};
use criterion::{Criterion, criterion_group, criterion_main};

#[global_allocator]
static MEMORY: citetrace::memory::LargePages = citetrace::memory::LargePages;

const PAPERS: usize = 20_000;
const CITATIONS: usize = 260_000;
/// Far inside Katz's convergence on any of these graphs.
const ALPHA: f64 = 0.001;

type Edges = Vec<(u32, u32)>;

/// The edges of a graph of which `cyclic` of the papers stand in one component.
fn edges(cyclic: f64) -> Edges {
    let settings = GraphSettings { papers: PAPERS, citations: CITATIONS, seed: 1, shuffle: false, cyclic };
    let graph = citation_graph(&settings).expect("the numbers fit");
    graph.sources.into_iter().zip(graph.targets).collect()
}

fn graph_of(edges: &Edges) -> Graph {
    Graph::directed(PAPERS, edges, None).0
}

/// Papers spread over all dates.
fn spread(count: usize) -> Vec<u32> {
    (0..count).map(|at| ((2 * at + 1) * PAPERS / (2 * count)) as u32).collect()
}

fn of_the_graph(criterion: &mut Criterion) {
    let mut shuffled = edges(0.0);
    // A step that has no divisor in common with their number deals the edges out.
    let step = 104_729;
    shuffled = (0..shuffled.len()).map(|at| shuffled[at * step % shuffled.len()]).collect();
    let graph = graph_of(&shuffled);
    let cyclic = graph_of(&edges(0.25));
    criterion.bench_function("build", |b| b.iter(|| graph_of(black_box(&shuffled))));
    criterion.bench_function("scc", |b| b.iter(|| Condensation::of(black_box(&cyclic))));
    criterion.bench_function("components", |b| b.iter(|| weak::components(black_box(&graph))));
    criterion.bench_function("cocitation", |b| b.iter(|| projections::cocitation(black_box(&graph), 2)));
    criterion.bench_function("coupling", |b| b.iter(|| projections::coupling(black_box(&graph), 2)));
}

fn measures(criterion: &mut Criterion) {
    let graph = graph_of(&edges(0.0));
    let cyclic = graph_of(&edges(0.25));
    let (restart, source, batch) = (spread(100), [PAPERS as u32 - PAPERS as u32 / 8], spread(256));
    criterion.bench_function("pagerank", |b| b.iter(|| pagerank::pagerank(black_box(&graph), 0.85)));
    criterion.bench_function("pagerank, cyclic", |b| b.iter(|| pagerank::pagerank(black_box(&cyclic), 0.85)));
    criterion.bench_function("ppr", |b| {
        b.iter(|| pagerank::personalized_pagerank(black_box(&graph), 0.85, &restart));
    });
    criterion.bench_function("hits", |b| b.iter(|| hits::hits(black_box(&graph))));
    criterion.bench_function("eigenvector", |b| b.iter(|| eigenvector::eigenvector(black_box(&graph))));
    criterion.bench_function("katz", |b| b.iter(|| katz::katz(black_box(&graph), ALPHA)));
    criterion.bench_function("katz, cyclic", |b| b.iter(|| katz::katz(black_box(&cyclic), ALPHA)));
    criterion.bench_function("betweenness, a source", |b| {
        b.iter(|| betweenness::dependencies(black_box(&graph), &source));
    });
    // One batch of 256 searches; closeness and harmonic are sums over all of them, and take them at once.
    criterion.bench_function("harmonic, 256 sources", |b| {
        b.iter(|| distance::harmonic_from(black_box(&graph), &batch));
    });
    criterion.bench_function("closeness", |b| b.iter(|| distance::closeness(black_box(&graph))));
    criterion.bench_function("core", |b| b.iter(|| core::core(black_box(&graph))));
    criterion.bench_function("clustering", |b| b.iter(|| clustering::clustering(black_box(&graph))));
    criterion.bench_function("disruption", |b| b.iter(|| disruption::disruption(black_box(&graph))));
}

/// All sources on a graph of a twentieth of the papers: with weights each search is one of Dijkstra's.
fn with_weights(criterion: &mut Criterion) {
    let few = PAPERS / 20;
    let settings = GraphSettings { papers: few, citations: CITATIONS / 20, ..GraphSettings::default() };
    let made = citation_graph(&settings).expect("the numbers fit");
    let edges: Edges = made.sources.into_iter().zip(made.targets).collect();
    let weights: Vec<f64> = (0..edges.len()).map(|at| f64::from((at * 7 % 10) as u8 + 1)).collect();
    let graph = Graph::directed(few, &edges, Some(&weights)).0;
    let lengths = graph.reference_rows().weights().expect("it has weights");
    criterion.bench_function("betweenness, weighted", |b| {
        b.iter(|| betweenness::weighted_betweenness(black_box(&graph), lengths));
    });
    criterion.bench_function("closeness, weighted", |b| {
        b.iter(|| weighted_distance::weighted_closeness(black_box(&graph), lengths));
    });
    criterion.bench_function("harmonic, weighted", |b| {
        b.iter(|| weighted_distance::weighted_harmonic(black_box(&graph), lengths));
    });
    criterion.bench_function("clustering, weighted", |b| {
        b.iter(|| clustering::weighted_clustering(black_box(&graph)));
    });
}

fn communities(criterion: &mut Criterion) {
    let graph = graph_of(&edges(0.0));
    criterion.bench_function("leiden", |b| b.iter(|| Leiden::default().run(black_box(&graph))));
}

fn main_paths(criterion: &mut Criterion) {
    let graph = graph_of(&edges(0.0));
    let acyclic = Acyclic::of(&graph, &[]);
    criterion.bench_function("spc", |b| {
        b.iter(|| {
            let mut heaviest = f64::NEG_INFINITY;
            each_spc(black_box(&acyclic), |_, weight| heaviest = heaviest.max(weight.log10()));
            heaviest
        });
    });
    let paths = SearchPaths::count(&acyclic, &[], &[]);
    criterion.bench_function("spc, splc and spnp", |b| {
        b.iter(|| SearchPaths::count(black_box(&acyclic), &[], &[]));
    });
    for kind in [Kind::Spc, Kind::Splc, Kind::Spnp] {
        criterion.bench_function(&format!("key-route by {kind}"), |b| {
            b.iter(|| Routes::new(black_box(&acyclic), &paths, kind).key_route(10));
        });
    }
}

fn trails(criterion: &mut Criterion) {
    let graph = graph_of(&edges(0.0));
    let day = |paper: usize| PartialDate::from_epoch_days((paper / 10) as i32, Precision::Day);
    let dates: Vec<Option<PartialDate>> = (0..PAPERS).map(day).collect();
    let seeds = spread(100);
    let settings = TraceSettings::default();
    criterion.bench_function("trace, via and origin", |b| {
        b.iter(|| reach(black_box(&graph), &dates, &seeds, settings));
    });
    criterion.bench_function("trace, all columns", |b| {
        b.iter(|| trace(black_box(&graph), &dates, None, &seeds, settings));
    });
}

criterion_group! {
    name = kernels;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = of_the_graph, measures, with_weights, communities, main_paths, trails
}
criterion_main!(kernels);
