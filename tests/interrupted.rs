//! Ctrl-C at any moment of any command that writes: what it would have written is not there, or (it was done by then) all of
//! it is.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::support::{citetrace, real_file};

/// Everything under a folder, hidden files too.
fn everything(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path.clone());
            }
            found.push(path);
        }
    }
    found.sort();
    found
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("citetrace"));
    command.current_dir(folder).args(arguments).arg("--quiet");
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Runs the command to its end, then again with an interruption after each share of that time. It writes to `out/`.
fn interrupt(folder: &Path, arguments: &[&str]) {
    let clean = || {
        let _ = fs::remove_dir_all(folder.join("out"));
    };
    clean();
    let before = everything(folder);
    let start = Instant::now();
    assert!(command(folder, arguments).status().unwrap().success(), "{arguments:?}");
    let whole_time = start.elapsed();
    let after = everything(folder);
    assert!(after.len() > before.len(), "{arguments:?} wrote nothing");
    let mut stopped = 0;
    // The last ones only where a busy machine was slow at first and fast later.
    for percent in [50, 92, 25, 10, 4] {
        if percent < 50 && stopped > 0 {
            break;
        }
        clean();
        let mut running = command(folder, arguments).spawn().unwrap();
        std::thread::sleep(whole_time * percent / 100);
        // Where the program is done already nobody is there to be told.
        let _ = Command::new("kill").args(["-INT", &running.id().to_string()]).stderr(Stdio::null()).status();
        let code = running.wait().unwrap().code();
        let found = everything(folder);
        assert!(matches!(code, Some(0 | 130)), "{arguments:?} ends with {code:?}");
        assert!(
            found == after || (code == Some(130) && found == before),
            "{arguments:?} at {percent}%: {found:?}"
        );
        stopped += usize::from(code == Some(130));
    }
    assert!(stopped > 0, "{arguments:?} was never stopped: it is too short for this test");
    clean();
}

#[test]
fn a_stopped_command_on_edges_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let make = ["synth", "--graph", "--papers", "30000", "--citations", "300000", "--out"];
    interrupt(here, &[&make[..], &["out/e.parquet"]].concat());
    citetrace().current_dir(here).args(make).arg("e.parquet").assert().success();
    fs::write(here.join("seeds.txt"), "100\n200\n300\n").unwrap();
    let edges = ["--edges", "e.parquet"];
    let nodes = ["--nodes", "e.nodes.parquet"];
    interrupt(
        here,
        &[&["rank"], &edges[..], &["--measure", "pagerank,core,clustering", "--out", "out/r.csv"]].concat(),
    );
    interrupt(here, &[&["cluster"], &edges[..], &["--seeds", "1", "--out", "out/c.csv"]].concat());
    interrupt(here, &[&["mainpath"], &edges[..], &nodes, &["--out", "out/main"]].concat());
    interrupt(
        here,
        &[&["trace"], &edges[..], &nodes, &["--seeds", "seeds.txt", "--out", "out/trace"]].concat(),
    );
}

#[test]
fn a_stopped_command_on_a_corpus_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let records = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo");
    let study = records.join("study.toml").display().to_string();
    let registry = records.join("institutions.csv").display().to_string();
    let records = records.join("records/*.csv.gz").display().to_string();
    interrupt(here, &["ingest", &records, "--registry", &registry, "--out", "out/corpus"]);
    interrupt(here, &["run", &study, "--out", "out/run"]);
    citetrace()
        .current_dir(here)
        .args(["ingest", &records, "--registry", &registry, "--out", "corpus"])
        .assert()
        .success();
    fs::write(here.join("seeds.txt"), "0\n1\n2\n").unwrap();
    interrupt(here, &["trace", "corpus", "--seeds", "seeds.txt", "--controls", "20", "--out", "out/trace"]);
    interrupt(here, &["describe", "corpus", "--curves", "out/curves"]);
    interrupt(here, &["draw", "corpus", "--figure", "network", "--out", "out/network.svg"]);
    interrupt(
        here,
        &["review", "corpus", "--study", &study, "--log", "out/log.csv", "--out", "out/reviews.csv"],
    );
    for (format, file) in [("csv", "n.csv"), ("vosviewer-map+net", "n")] {
        let file = format!("out/{file}");
        interrupt(here, &["export", "corpus", "--network", "coauthors", "--format", format, "--out", &file]);
    }
}

#[test]
fn a_stopped_match_leaves_nothing() {
    let (Some(strings), Some(registry)) =
        (real_file("affiliations/strings.csv"), real_file("affiliations/registry.csv"))
    else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (strings, registry) = (strings.display().to_string(), registry.display().to_string());
    let tables = ["--review", "out/review.csv", "--out", "out/matched.csv"];
    interrupt(folder.path(), &[&["match", &strings, "--registry", &registry], &tables[..]].concat());
}

/// A command that fails after it has written one of its files leaves that one neither.
#[test]
fn a_command_that_fails_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("e.csv"), "source,target\na,b\n").unwrap();
    fs::create_dir_all(folder.path().join("times.json/x")).unwrap();
    let before = everything(folder.path());
    let arguments =
        ["rank", "--edges", "e.csv", "--measure", "core", "--timings", "times.json", "--out", "out/r.csv"];
    citetrace().current_dir(folder.path()).args(arguments).assert().code(1);
    assert_eq!(everything(folder.path()), before);
}
