//! The crates graph_builder and graph (graph_mate) with the graph loaded: a line with the name of a row comes in, a line of JSON
//! with its CPU seconds goes out: `peer-crates EDGES.bin NODES`.
//!
//! CPU seconds are those of the process: threads of graph's PageRank that wait by spinning are added up.

use std::io::{BufRead as _, Write as _};
use std::time::Instant;

use cpu_time::ProcessTime;
use graph::page_rank::{PageRankConfig, page_rank};
use graph::prelude::*;
use graph::wcc::{WccConfig, wcc_afforest_dss};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let bytes = std::fs::read(&arguments[1]).expect("the edges can be read");
    let number = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let edges: Vec<(u32, u32)> = (0..bytes.len() / 8).map(|e| (number(8 * e), number(8 * e + 4))).collect();
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("one thread");
    let build = |edges: Vec<(u32, u32)>| -> DirectedCsrGraph<u32> {
        GraphBuilder::new().csr_layout(CsrLayout::Sorted).edges(edges).build()
    };
    let graph = build(edges.clone());
    println!("{{\"ready\": \"crates\"}}");
    for line in std::io::stdin().lock().lines() {
        let row = line.expect("a line");
        // A copy of the edges is the builder's to consume, and is not counted.
        let list = if row == "build" { edges.clone() } else { Vec::new() };
        let (before, wall) = (ProcessTime::now(), Instant::now());
        let check = match row.as_str() {
            "build" => 2.0 * build(list).edge_count() as f64,
            "pagerank" => f64::from(page_rank(&graph, PageRankConfig::new(1000, 1e-8, 0.85)).0[0]),
            "weak" => {
                let parts = wcc_afforest_dss(&graph, WccConfig::default());
                (0..graph.node_count()).filter(|&node| parts.component(node) == node).count() as f64
            }
            _ => f64::NAN,
        };
        let (seconds, wall) = (before.elapsed().as_secs_f64(), wall.elapsed().as_secs_f64());
        println!("{{\"seconds\": {seconds}, \"wall\": {wall}, \"check\": {check}}}");
        std::io::stdout().flush().expect("stdout");
    }
}
