//! Our side of `benches/peers/run`: the graph loaded, a line with the name of a row comes in, a line of JSON goes out.
//!
//!     kernels make PAPERS CITATIONS SEED CYCLIC EDGES.bin
//!     kernels serve EDGES.bin PAPERS THREADS
//!
//! `make` writes the graph of `citetrace synth --graph` as pairs of little-endian u32 (citing, cited), in a random order.
//! With one thread, `seconds` are those that the thread has worked by its own clock, so that a busy machine does not
//! change them much; `wall` are those of the clock. `check` is a number on which a peer must agree.

use std::fs;
use std::io::{BufRead as _, BufWriter, Write as _};
use std::time::Instant;

use citetrace::communities::Leiden;
use citetrace::date::{PartialDate, Precision};
use citetrace::graph::{Graph, search, weak};
use citetrace::mainpath::Acyclic;
use citetrace::mainpath::weights::each_spc_scaled;
use citetrace::measures::{betweenness, core, distance, pagerank, weighted_distance};
use citetrace::synth::{GraphSettings, citation_graph};
use citetrace::trace::{TraceSettings, reach::reach};
use cpu_time::ThreadTime;

#[global_allocator]
static MEMORY: citetrace::memory::LargePages = citetrace::memory::LargePages;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse::<usize>().expect("a number");
    match arguments[..] {
        ["make", papers, citations, seed, cyclic, path] => {
            let settings = GraphSettings {
                papers: number(papers),
                citations: number(citations),
                seed: number(seed) as u64,
                cyclic: cyclic.parse().expect("a share"),
                shuffle: false,
            };
            make(&settings, path);
        }
        ["serve", path, papers, threads] => serve(path, number(papers), number(threads)),
        _ => eprintln!("benches/peers/run prints the table; see the head of benches/kernels.rs"),
    }
}

fn make(settings: &GraphSettings, path: &str) {
    let graph = citation_graph(settings).expect("the numbers fit");
    let mut edges: Vec<(u32, u32)> = graph.sources.into_iter().zip(graph.targets).collect();
    // Marsaglia's xorshift deals the order.
    let mut state = 0x0139_408d_cbbf_7a44_u64 ^ settings.seed;
    for last in (1..edges.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        edges.swap(last, ((u128::from(state) * (last as u128 + 1)) >> 64) as usize);
    }
    let mut out = BufWriter::new(fs::File::create(path).expect("the file can be made"));
    for (citing, cited) in edges {
        out.write_all(&citing.to_le_bytes()).expect("written");
        out.write_all(&cited.to_le_bytes()).expect("written");
    }
    out.flush().expect("written");
}

fn edges_of(path: &str) -> Vec<(u32, u32)> {
    let bytes = fs::read(path).expect("the edges can be read");
    let (pairs, _) = bytes.as_chunks::<8>();
    let number = |four: &[u8]| u32::from_le_bytes([four[0], four[1], four[2], four[3]]);
    pairs.iter().map(|pair| (number(&pair[..4]), number(&pair[4..]))).collect()
}

fn serve(path: &str, papers: usize, threads: usize) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    // Work that rayon hands out stays on the thread that is measured.
    let pool = if threads == 1 { pool.use_current_thread() } else { pool };
    pool.build_global().expect("a pool of threads");
    let before = resident("VmRSS");
    let mut rows = Rows::new(papers, edges_of(path));
    let mut out = std::io::stdout().lock();
    writeln!(out, "{{\"ready\": \"ours\"}}").expect("stdout");
    for line in std::io::stdin().lock().lines() {
        let row = line.expect("a line");
        rows.prepare(&row);
        let (start, since) = (Instant::now(), ThreadTime::now());
        let (check, share) = if row == "memory" { (rows.memory(before), 1.0) } else { rows.run(&row) };
        let seconds = since.elapsed().as_secs_f64() * share;
        let wall = start.elapsed().as_secs_f64() * share;
        let told = serde_json::json!({ "seconds": seconds, "wall": wall, "check": check });
        writeln!(out, "{told}").expect("stdout");
    }
}

/// Bytes of a line of /proc/self/status.
fn resident(name: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kilobytes.map_or(f64::NAN, |k| 1024.0 * k)
}

struct Rows {
    papers: usize,
    edges: Vec<(u32, u32)>,
    graph: Graph,
    dates: Vec<Option<PartialDate>>,
    /// Papers spread over all dates: 2048 whose searches run 512 at once, and eight that the peers search from.
    sources: Vec<u32>,
    some: Vec<u32>,
    /// The graph with a length for each citation, once a row needs it.
    weighted: Option<Graph>,
    /// What the peers find from their eight sources, where ours are others.
    from_some: f64,
}

impl Rows {
    fn new(papers: usize, edges: Vec<(u32, u32)>) -> Self {
        let graph = Graph::directed(papers, &edges, None).0;
        let day = |paper: usize| PartialDate::from_epoch_days((paper / 100) as i32, Precision::Day);
        let spread = |count: usize| (0..count).map(move |s| ((s * papers + papers / 2) / count) as u32);
        let (sources, some) = (spread(2048).collect(), spread(256).skip(16).step_by(32).collect());
        let dates = (0..papers).map(day).collect();
        Self { papers, edges, graph, dates, sources, some, weighted: None, from_some: f64::NAN }
    }

    /// What a row needs and no clock counts.
    fn prepare(&mut self, row: &str) {
        match row {
            "harmonic" => self.from_some = distance::harmonic_from(&self.graph, &self.some).iter().sum(),
            "closeness" => self.from_some = distances(&self.graph, &self.some),
            "betweenness_weighted" | "harmonic_weighted" if self.weighted.is_none() => {
                // From 1 to 10, by the ends; `worker.py` takes the same.
                let length = |e: &(u32, u32)| ((7 * u64::from(e.0) + 13 * u64::from(e.1)) % 10 + 1) as f64;
                let lengths: Vec<f64> = self.edges.iter().map(length).collect();
                self.weighted = Some(Graph::directed(self.papers, &self.edges, Some(&lengths)).0);
            }
            _ => {}
        }
    }

    /// Runs a row; returns the number to check and the share of the time that counts.
    fn run(&self, row: &str) -> (f64, f64) {
        let graph = &self.graph;
        match row {
            "build" => {
                let graph = Graph::directed(self.papers, &self.edges, None).0;
                (2.0 * graph.edges() as f64, 1.0)
            }
            "pagerank" | "pagerank_cyclic" => {
                (pagerank::pagerank(graph, 0.85).map_or(f64::NAN, |p| p[0]), 1.0)
            }
            "pull" => (pull_sweep(graph), 1.0),
            "spc" => (spc(graph), 1.0),
            "trace" => (self.trace(), 1.0),
            "search" => {
                let found = self.some.iter().map(|&source| search::parents(graph, source));
                (
                    found.map(|p| p.iter().filter(|&&p| p != search::NOT_REACHED).count() as f64).sum(),
                    1.0 / 8.0,
                )
            }
            "weak" => (f64::from(weak::components(graph).into_iter().max().map_or(0, |last| last + 1)), 1.0),
            "core" => (core::core(graph).into_iter().map(f64::from).sum(), 1.0),
            "betweenness" => (betweenness::dependencies(graph, &self.some).iter().sum(), 1.0 / 8.0),
            "harmonic" => {
                distance::harmonic_from(graph, &self.sources);
                (self.from_some, 1.0 / self.sources.len() as f64)
            }
            "closeness" => {
                distances(graph, &self.sources);
                (self.from_some, 1.0 / self.sources.len() as f64)
            }
            "betweenness_weighted" | "harmonic_weighted" => {
                let Some(graph) = &self.weighted else { return (f64::NAN, 1.0) };
                let lengths = graph.reference_rows().weights().unwrap_or_default();
                let found = if row == "harmonic_weighted" {
                    weighted_distance::weighted_harmonic_from(graph, lengths, &self.some)
                } else {
                    betweenness::weighted_dependencies(graph, lengths, &self.some)
                };
                (found.iter().sum(), 1.0 / 8.0)
            }
            "leiden" => {
                let found = Leiden { iterations: 2, regroupings: 0, ..Leiden::default() }.run(graph);
                (found.map_or(f64::NAN, |p| p.modularity), 1.0)
            }
            _ => (f64::NAN, 1.0),
        }
    }

    fn trace(&self) -> f64 {
        let seeds: Vec<u32> = (0..1000).map(|seed| (seed * self.papers / 1000) as u32).collect();
        let Ok(found) = reach(&self.graph, &self.dates, &seeds, TraceSettings::default()) else {
            return f64::NAN;
        };
        let sum = |numbers: &[u32]| numbers.iter().copied().map(u64::from).sum::<u64>();
        (sum(&found.via) + sum(&found.origin)) as f64 + found.papers.len() as f64
    }

    /// Bytes that the graph and PageRank take at their peak, beyond what the process held before it read the edges.
    fn memory(&mut self, before: f64) -> f64 {
        (self.edges, self.dates) = (Vec::new(), Vec::new());
        // The peak is counted from now on.
        let forgotten = fs::write("/proc/self/clear_refs", "5").is_ok();
        let ranks = pagerank::pagerank(&self.graph, 0.85);
        let peak = if forgotten { resident("VmHWM") - before } else { f64::NAN };
        if ranks.is_ok() { peak } else { f64::NAN }
    }
}

/// All distances from the sources, added up: what closeness divides by.
fn distances(graph: &Graph, sources: &[u32]) -> f64 {
    distance::distances_from(graph, sources).into_iter().sum::<u64>() as f64
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

/// The weight of every citation, added up.
fn spc(graph: &Graph) -> f64 {
    let acyclic = Acyclic::of(graph, &[]);
    let mut sum = 0.0;
    if each_spc_scaled(&acyclic, |_, weight| sum += weight) { sum.log10() } else { f64::NAN }
}
