//! Tests of `rank`.

use std::path::{Path, PathBuf};

use citetrace::corpus::tables::read_parquet;
use serde_json::Value;

use crate::support::{citetrace, real_file};

/// Runs `rank` and gives the table as CSV text.
fn rank(edges: &Path, options: &[&str]) -> String {
    let out = edges.with_file_name("ranked.csv");
    citetrace().arg("rank").arg("--edges").arg(edges).args(options).arg("--out").arg(&out).assert().success();
    std::fs::read_to_string(out).unwrap()
}

fn edges(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("edges.csv");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

#[test]
fn a_table_has_the_node_and_a_column_for_each_measure() {
    let (_folder, path) = edges("source,target\n003,01\n003,2\n2,01\n2,01\n01,01\n");
    insta::assert_snapshot!(rank(&path, &["--measure", "in_degree,out_degree", "--measure", "component"]), @r"
    node,in_degree,out_degree,component
    003,0,2,0
    01,2,0,0
    2,1,1,0
    ");
    let summary = citetrace()
        .args(["rank", "--json", "--measure", "betweenness", "--edges"])
        .arg(&path)
        .arg("--out")
        .arg(path.with_extension("parquet"))
        .assert()
        .success();
    let summary: Value = serde_json::from_slice(&summary.get_output().stdout).unwrap();
    assert_eq!(summary["self_loops"], 1);
    assert_eq!(summary["repeated_edges"], 1);
    assert_eq!(summary["edges"], 3);
}

#[test]
fn bad_input_is_refused_with_the_remedy_and_leaves_no_table() {
    let (folder, path) = edges("source,target\na,b\n");
    let out = folder.path().join("ranked.csv");
    let fails = |table: &str, options: &[&str], code: i32, words: &str| {
        std::fs::write(&path, table).unwrap();
        let mut command = citetrace();
        command.arg("rank").arg("--edges").arg(&path).args(options).arg("--out").arg(&out);
        let done = command.assert().code(code);
        let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(said.contains(words), "{said}");
        assert!(!out.exists());
    };
    let pagerank = &["--measure", "pagerank"];
    fails("source\na\n", pagerank, 1, "edges.csv:1: no column `target`");
    fails(
        "source,target,weight\na,b,many\n",
        pagerank,
        1,
        "edges.csv:2: the weight `many` is no finite number",
    );
    fails("source,target,weight\na,b,NaN\n", pagerank, 1, "edges.csv:2: the weight `NaN`");
    fails("source,target,weight\na,b,-1\n", pagerank, 1, "edges.csv:2: the edge");
    fails("", pagerank, 1, "the file is empty");
    fails("source,target\n", pagerank, 1, "the graph is empty: it has no node");
    fails("source,target\na,b\n", &["--measure", "pagerank", "--damping", "1"], 2, "--damping");
    fails("source,target\na,b\n", &["--measure", "pagerang"], 2, "there is no measure `pagerang`");
    fails("source,target\na,b\nc,b\n", &["--measure", "betweenness", "--samples", "1"], 2, "--samples");
    let restart = folder.path().join("restart.txt");
    std::fs::write(&restart, "a\nz\n").unwrap();
    let with_restart = ["--measure", "pagerank", "--restart", &restart.display().to_string()];
    fails("source,target\na,b\n", &with_restart, 1, "restart.txt:2: `z` is not in the graph");
    let done = citetrace()
        .args(["rank", "--edges", "e.csv", "--measure", "pagerank", "--out", "t.txt"])
        .assert()
        .code(2);
    assert!(String::from_utf8_lossy(&done.get_output().stderr).contains(".parquet"));
}

#[test]
fn a_sample_has_a_standard_error_beside_it() {
    let (_folder, path) = edges("source,target\na,b\nb,c\nc,d\nb,d\n");
    let table = rank(&path, &["--measure", "betweenness", "--samples", "3"]);
    assert!(table.starts_with("node,betweenness,betweenness_se\n"), "{table}");
    let exact = rank(&path, &["--measure", "betweenness", "--samples", "9"]);
    assert_eq!(exact, "node,betweenness,betweenness_se\na,0,0\nb,2,0\nc,0,0\nd,0,0\n");
    // a cites b, b cites c: one of them reaches c in one step, the other in two.
    let (_folder, path) = edges("source,target\na,b\nb,c\n");
    let exact = rank(&path, &["--measure", "closeness,harmonic", "--samples", "3"]);
    insta::assert_snapshot!(exact, @r"
    node,closeness,closeness_se,harmonic,harmonic_se
    a,0,0,0,0
    b,0.5,0,1,0
    c,0.6666666666666666,0,1.5,0
    ");
    let some = rank(&path, &["--measure", "closeness,harmonic", "--samples", "2"]);
    let row = some.lines().nth(1).unwrap();
    assert_eq!(row, "a,,,0,0", "{some}");
}

/// What networkx and igraph say, by `tests/oracles/handball.py`.
fn oracle() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles/handball.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn the_real_network_agrees_with_networkx_and_igraph() {
    let Some(network) = real_file("networks/handball_citations.net") else { return };
    let folder = tempfile::tempdir().unwrap();
    let oracle = oracle();
    let restart = folder.path().join("restart.txt");
    let nodes: Vec<String> = (0..39_476).step_by(1000).map(|v| (v + 1).to_string()).collect();
    std::fs::write(&restart, nodes.join("\n")).unwrap();
    let measures: Vec<&str> = citetrace::measures::Measure::ALL
        .iter()
        .map(|m| m.as_str())
        .filter(|m| !oracle[m].is_null())
        .collect();
    let mut bytes = Vec::new();
    for threads in ["1", "2", "3", "8"] {
        let out = folder.path().join("ranked.parquet");
        let mut command = citetrace();
        command.args([
            "rank",
            "--alpha",
            "0.01",
            "--threads",
            threads,
            "--measure",
            &measures.join(","),
            "--edges",
        ]);
        command.arg(&network).arg("--restart").arg(&restart).arg("--out").arg(&out).assert().success();
        let written = std::fs::read(&out).unwrap();
        if bytes.is_empty() {
            compare(&out, &oracle, &measures);
            bytes = written;
        } else {
            assert!(bytes == written, "{threads} threads write other bytes");
        }
    }
}

fn compare(table: &Path, oracle: &Value, measures: &[&str]) {
    let frame = read_parquet(table).unwrap();
    assert_eq!(frame.height(), 39_476);
    for measure in measures {
        let column = frame.column(measure).unwrap().cast(&polars::prelude::DataType::Float64).unwrap();
        let values = column.f64().unwrap();
        let expected = &oracle[measure];
        assert_eq!(values.null_count() as u64, expected["nulls"].as_u64().unwrap(), "{measure}");
        let close = |found: f64, expected: f64, what: &str| {
            let off = (found - expected).abs();
            assert!(off <= 1e-9 * expected.abs() + 1e-18, "{measure} {what}: {found} is not {expected}");
        };
        close(values.iter().flatten().sum(), expected["sum"].as_f64().unwrap(), "sum");
        for (vertex, expected) in expected["sample"].as_object().unwrap() {
            let found = values.get(vertex.parse::<usize>().unwrap() - 1);
            match (found, expected.as_f64()) {
                (Some(found), Some(expected)) => close(found, expected, vertex),
                (found, expected) => assert_eq!(found, expected, "{measure} {vertex}"),
            }
        }
    }
}
