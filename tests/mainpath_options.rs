//! Tests of what `mainpath` can be told, and of a network with a large cycle, as that of hep-th.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use citetrace::corpus::tables::read_parquet;
use serde_json::Value;

use crate::support::citetrace;

fn run(folder: &Path, arguments: &[&str]) -> Value {
    let done = citetrace().current_dir(folder).args(arguments).arg("--json").assert().success();
    serde_json::from_slice(&done.get_output().stdout).unwrap()
}

fn rows(folder: &Path, name: &str) -> BTreeSet<(String, String)> {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    let cells = text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    cells.map(|cells| (cells[0].clone(), cells[1].clone())).collect()
}

/// The SPC of the citations between steps, a step being a paper or all papers of the cycle; citations that merge count once.
fn steps(table: &Path) -> BTreeMap<(String, String), f64> {
    let frame = read_parquet(table).unwrap();
    let text = |name: &str| -> Vec<Option<String>> {
        let column = frame.column(name).unwrap().str().unwrap().clone();
        column.iter().map(|cell| cell.map(str::to_owned)).collect()
    };
    let (citing, cited, left_out) = (text("citing"), text("cited"), text("left_out"));
    let weights = frame.column("spc").unwrap().f64().unwrap().clone();
    let in_cycle: BTreeSet<&String> = (0..frame.height())
        .filter(|&at| left_out[at].as_deref() == Some("in a cycle"))
        .flat_map(|at| [&citing[at], &cited[at]])
        .flatten()
        .collect();
    let step = |node: &Option<String>| {
        let node = node.as_ref().unwrap();
        if in_cycle.contains(node) { "cycle".to_owned() } else { node.clone() }
    };
    let mut steps = BTreeMap::new();
    for at in 0..frame.height() {
        assert_eq!(weights.get(at).is_none(), left_out[at].is_some());
        if let Some(weight) = weights.get(at) {
            let before = steps.insert((step(&citing[at]), step(&cited[at])), weight);
            assert!(before.is_none_or(|before| before == weight), "merged citations have one weight");
        }
    }
    steps
}

/// As many paths arrive at a step as go on from it, and as many begin as end.
fn assert_paths_are_conserved(steps: &BTreeMap<(String, String), f64>, log10_paths: f64) {
    let mut given: BTreeMap<&str, f64> = BTreeMap::new();
    let mut received: BTreeMap<&str, f64> = BTreeMap::new();
    for ((citing, cited), weight) in steps {
        *given.entry(citing).or_default() += weight;
        *received.entry(cited).or_default() += weight;
    }
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.max(b);
    for (step, given) in &given {
        assert!(received.get(step).is_none_or(|received| close(*given, *received)), "{step}");
    }
    let begin: f64 =
        given.iter().filter(|(step, _)| !received.contains_key(*step)).map(|entry| entry.1).sum();
    let end: f64 = received.iter().filter(|(step, _)| !given.contains_key(*step)).map(|entry| entry.1).sum();
    assert!(close(begin, end));
    // A paper without any citation is a path, too.
    assert!(log10_paths >= begin.log10() - 1e-9 && log10_paths < begin.log10() + 0.01, "{log10_paths}");
}

#[test]
fn a_network_like_hep_th_keeps_its_path_counts() {
    let folder = tempfile::tempdir().unwrap();
    let make =
        ["synth", "--graph", "--papers", "3000", "--citations", "60000", "--cyclic", "0.27", "--shuffle"];
    run(folder.path(), &[&make[..], &["--out", "e.csv"]].concat());
    // Without dates a quarter of the papers is one step.
    let told = run(folder.path(), &["mainpath", "--edges", "e.csv", "--out", "condensed"]);
    assert_eq!((&told["cycles"], &told["against_time"]), (&1.into(), &0.into()));
    assert!(told["in_cycles"].as_u64().unwrap() > 810, "{told}");
    let condensed = steps(&folder.path().join("condensed/weights.parquet"));
    assert_paths_are_conserved(&condensed, told["log10_paths"].as_f64().unwrap());
    // With dates what goes against time is set aside, and the paths are far more than a whole number of 64 bits holds.
    let told =
        run(folder.path(), &["mainpath", "--edges", "e.csv", "--nodes", "e.nodes.csv", "--out", "dated"]);
    assert!(told["against_time"].as_u64().unwrap() > 700, "{told}");
    assert!(told["log10_paths"].as_f64().unwrap() > 20.0, "{told}");
    let dated = steps(&folder.path().join("dated/weights.parquet"));
    assert_paths_are_conserved(&dated, told["log10_paths"].as_f64().unwrap());
    let frame = read_parquet(&folder.path().join("dated/weights.parquet")).unwrap();
    let log = |name: &str| frame.column(name).unwrap().f64().unwrap().clone();
    let (spc, splc, spnp) = (log("log10_spc"), log("log10_splc"), log("log10_spnp"));
    for at in 0..frame.height() {
        let (Some(spc), Some(splc), Some(spnp)) = (spc.get(at), splc.get(at), spnp.get(at)) else { continue };
        assert!(spc <= splc + 1e-9 && splc <= spnp + 1e-9 && spnp.is_finite());
    }
}

#[test]
fn every_option_reaches_its_route() {
    let folder = tempfile::tempdir().unwrap();
    let make = ["synth", "--graph", "--papers", "600", "--citations", "4000", "--out", "e.csv"];
    run(folder.path(), &make);
    let mainpath = |name: &str, options: &[&str]| {
        let arguments = [&["mainpath", "--edges", "e.csv", "--out", name], options].concat();
        run(folder.path(), &arguments)
    };
    let told = mainpath("plain", &[]);
    let names = ["global", "key_route", "local_forward", "local_backward", "longest"];
    for name in names {
        let listed = rows(folder.path(), &format!("plain/{name}.csv"));
        assert_eq!(told["routes"][name]["citations"], listed.len(), "{name}");
        assert!(!listed.is_empty());
    }
    // How far each two agree is told, and printed.
    let overlaps = told["overlaps"].as_array().unwrap();
    assert_eq!(overlaps.len(), 10);
    assert!(overlaps.iter().all(|o| (0.0..=1.0).contains(&o["overlap"].as_f64().unwrap())), "{overlaps:?}");
    let done = citetrace()
        .current_dir(folder.path())
        .args(["mainpath", "--edges", "e.csv", "--out", "plain"])
        .assert()
        .success();
    assert!(String::from_utf8_lossy(&done.get_output().stdout).contains("global and key_route: "));
    // More key routes and a wider tolerance add citations and take none away.
    let of = |folder_name: &str, name: &str| rows(folder.path(), &format!("{folder_name}/{name}.csv"));
    mainpath("wide", &["--key-routes", "2000", "--tolerance", "0.5"]);
    mainpath("narrow", &["--key-routes", "1"]);
    assert!(of("narrow", "key_route").is_subset(&of("plain", "key_route")));
    assert!(of("plain", "key_route").is_subset(&of("wide", "key_route")));
    assert!(of("wide", "key_route").len() > of("narrow", "key_route").len());
    for name in ["local_forward", "local_backward"] {
        assert!(of("plain", name).is_subset(&of("wide", name)), "{name}");
        assert!(of("wide", name).len() > of("plain", name).len(), "{name}");
    }
    for weight in ["splc", "spnp"] {
        mainpath(weight, &["--weight", weight]);
        let head = fs::read_to_string(folder.path().join(weight).join("global.csv")).unwrap();
        assert!(head.starts_with(&format!("citing,cited,{weight},log10_{weight}")));
    }
    // Criticality is 1 on the global path and below elsewhere.
    let frame = read_parquet(&folder.path().join("plain/criticality.parquet")).unwrap();
    let (node, value) =
        (frame.column("node").unwrap().str().unwrap(), frame.column("criticality").unwrap().f64().unwrap());
    let on_path: BTreeSet<String> = of("plain", "global").into_iter().flat_map(|(a, b)| [a, b]).collect();
    for (node, value) in node.iter().zip(value.iter()) {
        let (node, value) = (node.unwrap(), value.unwrap());
        assert!((0.0..=1.0).contains(&value));
        assert!(!on_path.contains(node) || (value - 1.0).abs() < 1e-12, "{node} {value}");
    }
}

#[test]
fn paths_run_from_the_chosen_papers_to_the_chosen_ones() {
    let folder = tempfile::tempdir().unwrap();
    // 0 and 1 are first; 2 cites both; 3 cites 1; 4 cites 2 and 3; 5 cites 4; 6 cites 3.
    fs::write(folder.path().join("e.csv"), "source,target\n2,0\n2,1\n3,1\n4,2\n4,3\n5,4\n6,3\n").unwrap();
    fs::write(folder.path().join("from.txt"), "1\n").unwrap();
    fs::write(folder.path().join("to.csv"), "note,node\nx,5\n").unwrap();
    let weights = |options: &[&str]| {
        let told = run(folder.path(), &[&["mainpath", "--edges", "e.csv", "--out", "out"], options].concat());
        (told, steps(&folder.path().join("out/weights.parquet")))
    };
    let (told, all) = weights(&["--from", "from.txt", "--to", "to.csv"]);
    let weight = |citing: &str, cited: &str| all[&(citing.to_owned(), cited.to_owned())];
    // 1 → 2 → 4 → 5 and 1 → 3 → 4 → 5.
    assert_eq!(10f64.powf(told["log10_paths"].as_f64().unwrap()).round(), 2.0);
    assert_eq!([weight("2", "1"), weight("3", "1"), weight("5", "4")], [1.0, 1.0, 2.0]);
    assert_eq!([weight("2", "0"), weight("6", "3")], [0.0, 0.0]);
    assert!(
        rows(folder.path(), "out/global.csv").iter().all(|(citing, cited)| citing != "6" && cited != "0")
    );
    let (told, _) = weights(&["--from", "from.txt"]);
    assert_eq!(10f64.powf(told["log10_paths"].as_f64().unwrap()).round(), 3.0);
    let (told, _) = weights(&["--to", "to.csv"]);
    assert_eq!(10f64.powf(told["log10_paths"].as_f64().unwrap()).round(), 3.0);
}
