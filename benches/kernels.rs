//! CPU seconds of each kernel on one thread, as JSON: `cargo bench --bench kernels -- EDGES.bin NODES [KERNEL …]`.
//!
//! EDGES.bin holds pairs of little-endian u32 (source, target) in any order. `benches/peers/compare.py` writes it, runs this and
//! the peers on it, and prints the table of ratios. CPU seconds are those of this thread as Linux counts them, so that
//! a busy machine does not change them much; elsewhere the wall clock is read.

use std::io::Write as _;
use std::time::Instant;

use citetrace::communities::Leiden;
use citetrace::graph::{Graph, weak};
use citetrace::mainpath::weights::each_spc;
use citetrace::mainpath::{Acyclic, PathCount};
use citetrace::measures::{self, Measure, Settings};

/// Seconds that this thread has worked so far.
fn worked(start: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |n| n / 1e9)
}

/// Sources of betweenness, and of closeness and harmonic, whose searches run 256 at once; the cost is told for one.
const SOURCES: [usize; 2] = [16, 256];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let [path, nodes, kernels @ ..] = &arguments[..] else {
        eprintln!("give EDGES.bin and the number of nodes");
        return;
    };
    let bytes = std::fs::read(path).expect("the edges can be read");
    let nodes: usize = nodes.parse().expect("a number of nodes");
    let number = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let edges: Vec<(u32, u32)> = (0..bytes.len() / 8).map(|e| (number(8 * e), number(8 * e + 4))).collect();
    // Work that rayon hands out stays on the thread that is measured.
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global().expect("one thread");
    let start = Instant::now();
    let mut seconds = serde_json::Map::new();
    let mut time = |name: &str, share: f64, run: &mut dyn FnMut() -> f64| {
        if !kernels.is_empty() && !kernels.iter().any(|k| k == name) {
            return;
        }
        let mut best = f64::INFINITY;
        let mut check = 0.0;
        for _ in 0..2 {
            let before = worked(start);
            check = run();
            best = best.min(worked(start) - before);
        }
        eprintln!("{name}: {:.4} s ({check})", best * share);
        seconds.insert(name.to_owned(), (best * share).into());
    };
    time("build", 1.0, &mut || Graph::directed(nodes, &edges, None).0.edges() as f64);
    let graph = Graph::directed(nodes, &edges, None).0;
    let column = |measure: Measure, sources: usize| {
        let settings = Settings { samples: Some(sources.min(nodes)), ..Settings::default() };
        let columns = measure.compute(&graph, &settings);
        columns.map_or(f64::NAN, |columns| (0..nodes).filter_map(|n| columns[0].get(n)).sum())
    };
    time("pagerank", 1.0, &mut || measures::pagerank::pagerank(&graph, 0.85).map_or(f64::NAN, |p| p[0]));
    time("pull_sweep", 1.0, &mut || pull_sweep(&graph));
    time("spc", 1.0, &mut || spc(&graph));
    time("weak_components", 1.0, &mut || {
        f64::from(weak::components(&graph).iter().copied().max().unwrap_or(0))
    });
    time("core", 1.0, &mut || column(Measure::Core, 2));
    time("betweenness_source", 1.0 / SOURCES[0] as f64, &mut || column(Measure::Betweenness, SOURCES[0]));
    let spread: Vec<u32> =
        (0..SOURCES[1].min(nodes)).map(|n| (n * nodes / SOURCES[1].min(nodes)) as u32).collect();
    time("harmonic_source", 1.0 / SOURCES[1] as f64, &mut || {
        measures::distance::harmonic_from(&graph, &spread).iter().sum()
    });
    time("leiden", 1.0, &mut || {
        Leiden { iterations: 2, ..Leiden::default() }.run(&graph).map_or(f64::NAN, |p| p.modularity)
    });
    let mut out = std::io::stdout().lock();
    let told = writeln!(out, "{}", serde_json::Value::Object(seconds));
    told.expect("the summary can be written");
}

/// One round of PageRank as others iterate it: each node pulls from who cites it.
fn pull_sweep(graph: &Graph) -> f64 {
    let share: Vec<f64> =
        (0..graph.nodes() as u32).map(|n| 1.0 / graph.references(n).len().max(1) as f64).collect();
    let pulled: Vec<f64> = (0..graph.nodes() as u32)
        .map(|n| graph.cited_by(n).iter().map(|&citing| share[citing as usize]).sum())
        .collect();
    pulled.iter().sum()
}

/// The weight of every citation.
fn spc(graph: &Graph) -> f64 {
    let acyclic = Acyclic::of(graph, &[]);
    let mut sum = PathCount::ZERO;
    each_spc(&acyclic, |_, weight| sum = sum.plus(weight));
    sum.log10()
}
