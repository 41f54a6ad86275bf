//! Tests of `trace`.

use std::fs;
use std::path::Path;
use std::process::Command;

use citetrace::corpus::tables::read_parquet;
use polars::prelude::DataFrame;

use crate::support::{citetrace, python, real_file};

/// Column by column, each cell as text.
fn cells(frame: &DataFrame, column: &str) -> Vec<String> {
    let column = frame.column(column).unwrap();
    (0..frame.height()).map(|row| column.get(row).unwrap().to_string().replace('"', "")).collect()
}

/// Old paper `01`, cited by `a` (2001) and, against time, by `early`; `a` by `b` and `undated`; `b` and `c` cite one
/// another within their year; the zeros of `01` are part of its name.
fn small_graph(folder: &Path) {
    let edges = "source,target\na,01\nearly,01\nb,a\nundated,a\nb,c\nc,b\nb,b\nb,a\n";
    fs::write(folder.join("edges.csv"), edges).unwrap();
    let nodes = "node,date\n01,2000-06\na,2001\nearly,2000-05\nb,2002\nc,2002-03-04\nundated,\n";
    fs::write(folder.join("nodes.csv"), nodes).unwrap();
    fs::write(folder.join("seeds.txt"), "01\n").unwrap();
}

fn run_on(folder: &Path, out: &str, options: &[&str]) -> assert_cmd::assert::Assert {
    let file = |name: &str| folder.join(name).display().to_string();
    let mut command = citetrace();
    command.args(["trace", "--edges", &file("edges.csv"), "--nodes", &file("nodes.csv")]);
    command.args(["--seeds", &file("seeds.txt"), "--out", &file(out)]).args(options).assert()
}

#[test]
fn an_edge_table_gives_the_trails_of_the_design() {
    let folder = tempfile::tempdir().unwrap();
    small_graph(folder.path());
    let done = run_on(folder.path(), "out", &["--hops", "3", "--json"]).success();
    let summary: serde_json::Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    assert_eq!(summary["reached_by_hop"], serde_json::json!([1, 1, 1, 1]));
    assert_eq!(summary["citations"], 6);
    assert_eq!(summary["citations_against_time"], 1);
    assert_eq!(summary["citations_undated"], 1);
    assert_eq!(summary["citations_condensed"], 2);
    assert_eq!((&summary["self_loops"], &summary["repeated_edges"]), (&1.into(), &1.into()));
    let trails = read_parquet(&folder.path().join("out/trails.parquet")).unwrap();
    let names: Vec<&str> = trails.get_column_names().iter().map(|n| n.as_str()).collect();
    assert_eq!(
        names[..9],
        ["node", "date", "hop", "via", "origin", "origins", "shortest_trails", "trails", "flow"]
    );
    assert_eq!(cells(&trails, "node"), ["01", "a", "b", "c"]);
    assert_eq!(cells(&trails, "date"), ["2000-06", "2001", "2002", "2002-03-04"]);
    assert_eq!(cells(&trails, "hop"), ["0", "1", "2", "3"]);
    assert_eq!(cells(&trails, "via"), ["null", "01", "a", "b"]);
    assert_eq!(cells(&trails, "origin"), ["01"; 4]);
    assert_eq!(cells(&trails, "shortest_trails"), ["1.0"; 4]);
    // c is reached over the cycle alone: no trail is counted there.
    assert_eq!(cells(&trails, "trails"), ["0.0", "1.0", "1.0", "0.0"]);
    assert_eq!(cells(&trails, "flow"), ["0.0", "1.0", "0.5", "0.0"]);
    let condensed = read_parquet(&folder.path().join("out/condensed_edges.parquet")).unwrap();
    assert_eq!(cells(&condensed, "citing"), ["b", "c"]);
    let not_causal = read_parquet(&folder.path().join("out/not_causal.parquet")).unwrap();
    assert_eq!(cells(&not_causal, "citing"), ["early", "undated"]);
    assert_eq!(cells(&not_causal, "reason"), ["against time", "undated"]);
}

#[test]
fn undated_citations_and_time_can_be_switched() {
    let folder = tempfile::tempdir().unwrap();
    small_graph(folder.path());
    run_on(folder.path(), "kept", &["--keep-undated"]).success();
    let kept = read_parquet(&folder.path().join("kept/trails.parquet")).unwrap();
    assert_eq!(cells(&kept, "node"), ["01", "a", "b", "undated", "c"]);
    run_on(folder.path(), "any", &["--no-time", "--hops", "1"]).success();
    let any = read_parquet(&folder.path().join("any/trails.parquet")).unwrap();
    assert_eq!(cells(&any, "node"), ["01", "early", "a"]);
}

#[test]
fn wrong_questions_are_refused_with_their_remedy() {
    let folder = tempfile::tempdir().unwrap();
    small_graph(folder.path());
    fs::write(folder.path().join("seeds.txt"), "01\n1\n").unwrap();
    let failed = run_on(folder.path(), "out", &[]).failure().code(1);
    let message = String::from_utf8(failed.get_output().stderr.clone()).unwrap();
    assert!(message.contains("seeds.txt:2: `1` is not in the graph"), "{message}");
    fs::write(folder.path().join("seeds.txt"), "01\n").unwrap();
    fs::write(folder.path().join("nodes.csv"), "node,date\n").unwrap();
    let failed = run_on(folder.path(), "out", &[]).failure().code(2);
    let message = String::from_utf8(failed.get_output().stderr.clone()).unwrap();
    assert!(message.contains("no paper has a date") && message.contains("--nodes FILE"), "{message}");
    assert!(!folder.path().join("out").exists());
}

#[test]
fn the_same_bytes_come_from_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    small_graph(folder.path());
    run_on(folder.path(), "one", &["--threads", "1"]).success();
    run_on(folder.path(), "three", &["--threads", "3"]).success();
    for table in ["trails.parquet", "not_causal.parquet", "condensed_edges.parquet"] {
        let read = |out: &str| fs::read(folder.path().join(out).join(table)).unwrap();
        assert!(read("one") == read("three"), "{table}");
    }
}

#[test]
fn a_real_network_agrees_with_an_independent_trace() {
    let (Some(network), Some(python)) = (real_file("networks/handball_citations.net"), python()) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles/trace.py");
    let oracle = |arguments: &[&std::ffi::OsStr]| {
        let done = Command::new(&python).arg(&script).args(arguments).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    oracle(&["prepare".as_ref(), network.as_os_str(), folder.path().as_os_str()]);
    run_on(folder.path(), "out", &["--hops", "4"]).success();
    oracle(&["check".as_ref(), folder.path().as_os_str(), "4".as_ref()]);
}
