//! Work of more than a second shows a bar with the time left on a terminal, and nothing in a pipe.

use std::process::Command;

use crate::support::citetrace;

/// What the program writes to a terminal of `script`, of util-linux; `None` (the test says that it is skipped) without it.
fn on_a_terminal(folder: &std::path::Path, arguments: &str) -> Option<String> {
    let line = format!("{} {arguments}", assert_cmd::cargo::cargo_bin!("citetrace").display());
    let mut script = Command::new("script");
    let done = script.current_dir(folder).env("TERM", "xterm").args(["-qec", &line, "/dev/null"]).output();
    let Ok(done) = done else {
        eprintln!("skipped: there is no `script`");
        return None;
    };
    assert!(done.status.success(), "{arguments}: {}", String::from_utf8_lossy(&done.stdout));
    Some(String::from_utf8_lossy(&done.stdout).into_owned())
}

#[test]
fn long_work_shows_a_bar_on_a_terminal_and_nothing_in_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let make = "synth --graph --papers 150000 --citations 2000000 --out e.parquet";
    citetrace().current_dir(folder.path()).args(make.split(' ')).assert().success();
    let rank = "rank --edges e.parquet --measure disruption --out r.csv --timings t.json";
    let piped = citetrace().current_dir(folder.path()).args(rank.split(' ')).assert().success();
    assert_eq!(String::from_utf8_lossy(&piped.get_output().stderr), "");
    let Some(shown) = on_a_terminal(folder.path(), rank) else { return };
    let timings = std::fs::read(folder.path().join("t.json")).unwrap();
    let timings: serde_json::Value = serde_json::from_slice(&timings).unwrap();
    let is_long = timings["disruption"].as_f64().unwrap() > 1.5;
    let has_bar = shown.lines().any(|line| line.contains("disruption ") && line.contains(" left"));
    // A machine may be done before a bar would be shown.
    assert!(has_bar || !is_long, "{timings}: {shown}");
    assert!(!on_a_terminal(folder.path(), &format!("{rank} --quiet")).unwrap().contains(" left"));
}

#[test]
fn each_long_stage_of_a_command_has_its_bar() {
    let folder = tempfile::tempdir().unwrap();
    let make = "synth --graph --papers 60000 --citations 800000 --out e.parquet";
    citetrace().current_dir(folder.path()).args(make.split(' ')).assert().success();
    let seeds: Vec<String> = (0..30_000).map(|node| node.to_string()).collect();
    std::fs::write(folder.path().join("seeds.txt"), seeds.join("\n")).unwrap();
    for (command, stage, bar) in [
        ("synth --records 20000 --out s", "make", "records "),
        (
            "trace --edges e.parquet --nodes e.nodes.parquet --seeds seeds.txt --hops 4 --out t",
            "trace",
            "origins ",
        ),
        ("rank --edges e.parquet --measure harmonic --samples 512 --out r.csv", "harmonic", "distances "),
    ] {
        let Some(shown) = on_a_terminal(folder.path(), &format!("{command} --timings t.json")) else {
            return;
        };
        let timings = std::fs::read(folder.path().join("t.json")).unwrap();
        let timings: serde_json::Value = serde_json::from_slice(&timings).unwrap();
        let is_long = timings[stage].as_f64().unwrap() > 1.5;
        let has_bar = shown.lines().any(|line| line.contains(bar) && line.contains(" left"));
        assert!(has_bar || !is_long, "{command}, {timings}: {shown}");
    }
}
