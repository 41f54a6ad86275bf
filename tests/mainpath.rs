//! Tests of `mainpath`.

use std::fs;
use std::path::Path;

use citetrace::corpus::tables::read_parquet;
use polars::prelude::DataFrame;
use serde_json::Value;

use crate::support::{citetrace, real_file};

fn summary(done: &assert_cmd::assert::Assert) -> Value {
    serde_json::from_slice(&done.get_output().stdout).unwrap()
}

/// `003` cites `01` and `2`, which cite each other in one year; `4` cites `003`; `01` cites `4` against time.
fn small(folder: &Path) {
    fs::write(folder.join("e.csv"), "source,target\n003,01\n003,2\n01,2\n2,01\n2,0\n4,003\n5,003\n01,4\n")
        .unwrap();
    fs::write(folder.join("n.csv"), "node,date\n0,1999\n01,2000-05\n2,2000\n003,2001\n4,2002\n5,2003\n")
        .unwrap();
}

#[test]
fn the_folder_holds_the_weights_and_the_routes() {
    let folder = tempfile::tempdir().unwrap();
    small(folder.path());
    let run = |options: &[&str]| {
        let mut command = citetrace();
        command
            .current_dir(folder.path())
            .args(["mainpath", "--edges", "e.csv", "--nodes", "n.csv", "--json"]);
        command.args(options).args(["--out", "out"]).assert()
    };
    let told = summary(&run(&[]).success());
    assert_eq!((&told["against_time"], &told["in_cycles"]), (&1.into(), &2.into()));
    let global = fs::read_to_string(folder.path().join("out/global.csv")).unwrap();
    insta::assert_snapshot!(global, @r"
    citing,cited,spc,log10_spc,citing_date,cited_date
    2,0,2,0.3010299956639812,2000,1999
    003,01,2,0.3010299956639812,2001,2000-05
    003,2,2,0.3010299956639812,2001,2000
    4,003,1,0,2002,2001
    ");
    assert!(folder.path().join("out/key_route.csv").exists());
    let weights = read_parquet(&folder.path().join("out/weights.parquet")).unwrap();
    let names: Vec<&str> = weights.get_column_names().iter().map(|n| n.as_str()).collect();
    assert_eq!(
        names,
        ["citing", "cited", "spc", "splc", "spnp", "log10_spc", "log10_splc", "log10_spnp", "left_out"]
    );
    assert_eq!(weights.column("spc").unwrap().null_count(), 3);
    assert_eq!(weights.column("left_out").unwrap().null_count(), 5);
    fs::write(folder.path().join("to.txt"), "4\n").unwrap();
    assert_eq!(summary(&run(&["--to", "to.txt"]).success())["log10_paths"], 0.0);
    fs::write(folder.path().join("to.txt"), "nobody\n").unwrap();
    run(&["--to", "to.txt"]).code(1);
    run(&["--weight", "spx"]).code(2);
    run(&["--tolerance", "1"]).code(2);
}

#[test]
fn a_folder_that_holds_something_else_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    small(folder.path());
    let out = folder.path().display().to_string();
    let edges = folder.path().join("e.csv");
    citetrace().arg("mainpath").arg("--edges").arg(&edges).args(["--out", &out]).assert().code(2);
    assert!(edges.exists());
}

/// The dates of the real network: the year in each label.
fn write_years(network: &Path, to: &Path) {
    let text = fs::read_to_string(network).unwrap();
    let mut nodes = "node,date\n".to_owned();
    for line in text.lines().skip(1).take_while(|line| !line.starts_with('*')) {
        let (vertex, label) = line.trim().split_once(' ').unwrap();
        let year = label.match_indices('(').find_map(|(at, _)| {
            let digits = label.get(at + 1..at + 5)?;
            (digits.bytes().all(|b| b.is_ascii_digit()) && label[at + 5..].starts_with(')')).then_some(digits)
        });
        nodes.extend([vertex, ",", year.unwrap_or_default(), "\n"]);
    }
    fs::write(to, nodes).unwrap();
}

#[test]
fn the_real_network_agrees_with_whole_numbers() {
    let Some(network) = real_file("networks/handball_citations.net") else { return };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles/mainpath.json");
    let oracle: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let nodes = folder.path().join("nodes.csv");
    write_years(&network, &nodes);
    let run = |weight: &str, threads: &str| {
        let out = folder.path().join(format!("{weight}{threads}"));
        let mut command = citetrace();
        command
            .args(["mainpath", "--json", "--weight", weight, "--threads", threads, "--edges"])
            .arg(&network);
        let done = command.arg("--nodes").arg(&nodes).arg("--out").arg(&out).assert().success();
        (summary(&done), out)
    };
    for kind in ["spc", "splc", "spnp"] {
        let (told, out) = run(kind, "2");
        for key in ["against_time", "in_cycles"] {
            assert_eq!(told[key], oracle[key], "{key}");
        }
        assert_eq!(told["routes"]["longest"]["citations"], oracle["longest"]);
        let close = |found: f64, expected: &Value| {
            let expected = expected.as_f64().unwrap();
            assert!(
                (found - expected).abs() < 1e-9 * expected.abs().max(1.0),
                "{kind}: {found} is not {expected}"
            );
        };
        close(told["log10_paths"].as_f64().unwrap(), &oracle["log10_paths"]);
        let weights = read_parquet(&out.join("weights.parquet")).unwrap();
        let (citing, cited) = (texts(&weights, "citing"), texts(&weights, "cited"));
        let value = weights.column(kind).unwrap().f64().unwrap();
        let log = weights.column(&format!("log10_{kind}")).unwrap().f64().unwrap();
        close(value.iter().flatten().sum::<f64>().log10(), &oracle[kind]["log10_sum"]);
        let place: std::collections::BTreeMap<(&str, &str), usize> = citing
            .iter()
            .zip(&cited)
            .enumerate()
            .map(|(at, (a, b))| ((a.as_str(), b.as_str()), at))
            .collect();
        for row in oracle[kind]["sample"].as_array().unwrap() {
            let at = place[&(row[0].as_str().unwrap(), row[1].as_str().unwrap())];
            close(log.get(at).unwrap(), &row[2]);
            close(value.get(at).unwrap().log10(), &row[2]);
        }
        let global = fs::read_to_string(out.join("global.csv")).unwrap();
        assert!(global.starts_with(&format!("citing,cited,{kind},log10_{kind},citing_label,")));
        // The chain's sum; a citation between the same two steps stands once in it.
        let mut steps = std::collections::BTreeMap::new();
        for row in global.lines().skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            steps.insert((cells[0].to_owned(), cells[1].to_owned()), cells[2].parse::<f64>().unwrap());
        }
        close(steps.values().sum::<f64>().log10(), &oracle[kind]["log10_global"]);
    }
    let (_, one) = run("spc", "1");
    for name in ["weights.parquet", "global.csv", "key_route.csv", "criticality.parquet"] {
        let same =
            fs::read(one.join(name)).unwrap() == fs::read(folder.path().join("spc2").join(name)).unwrap();
        assert!(same, "{name} differs between 1 and 2 threads");
    }
}

fn texts(frame: &DataFrame, column: &str) -> Vec<String> {
    frame.column(column).unwrap().str().unwrap().iter().map(|v| v.unwrap().to_owned()).collect()
}
