//! Tests of `cluster`.

use std::fs;

use serde_json::Value;

use crate::support::{citetrace, real_file};

#[test]
fn two_triangles_are_two_communities() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("e.csv"), "source,target\n01,2\n2,3\n3,01\nx,y\ny,z\nz,x\nx,3\n").unwrap();
    let mut command = citetrace();
    command.current_dir(folder.path()).args(["cluster", "--edges", "e.csv", "--json", "--out", "c.csv"]);
    let done = command.assert().success();
    let summary: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    assert!((summary["modularity"].as_f64().unwrap() - 5.0 / 14.0).abs() < 1e-9);
    assert_eq!(summary["stability"]["adjusted_rand"], 1.0);
    let table = fs::read_to_string(folder.path().join("c.csv")).unwrap();
    assert_eq!(table, "node,community\n01,0\n2,0\n3,0\nx,1\ny,1\nz,1\n");
    for (options, words) in [(["--resolution", "0"], "resolution"), (["--seeds", "0"], "seeds")] {
        let mut command = citetrace();
        command
            .current_dir(folder.path())
            .args(["cluster", "--edges", "e.csv", "--out", "d.csv"])
            .args(options);
        let said = command.assert().code(2);
        assert!(String::from_utf8_lossy(&said.get_output().stderr).contains(words));
        assert!(!folder.path().join("d.csv").exists());
    }
}

/// The best of ten runs of igraph's Leiden on the undirected network, modularity, until stable:
/// `tests/oracles/leiden.py`.
const IGRAPH_BEST: f64 = 0.704_282_432_474_745;

#[test]
fn the_real_network_is_divided_as_well_as_by_igraph() {
    let Some(network) = real_file("networks/handball_citations.net") else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut bytes: Option<Vec<u8>> = None;
    for threads in ["1", "2", "3", "8"] {
        let out = folder.path().join("c.parquet");
        let mut command = citetrace();
        command
            .args(["cluster", "--json", "--threads", threads, "--edges"])
            .arg(&network)
            .arg("--out")
            .arg(&out);
        let done = command.assert().success();
        let summary: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
        let modularity = summary["modularity"].as_f64().unwrap();
        assert!(modularity >= IGRAPH_BEST - 0.0005, "{modularity}");
        let written = fs::read(&out).unwrap();
        assert!(bytes.as_ref().is_none_or(|bytes| *bytes == written), "{threads} threads write other bytes");
        bytes = Some(written);
    }
}
