//! Tests of `review`.

use std::fs;

use predicates::prelude::*;
use serde_json::Value;

use crate::run::study_in;
use crate::support::{citetrace, real_file};

#[test]
fn decisions_combine_by_the_studys_rule_or_another() {
    let folder = tempfile::tempdir().unwrap();
    let Some(study) = study_in(folder.path()) else { return };
    let Some(records) = real_file("scopus/metaknowledge.csv") else { return };
    let (corpus, table, log) =
        (folder.path().join("corpus"), folder.path().join("outcomes.csv"), folder.path().join("log.csv"));
    citetrace().arg("ingest").arg(records).arg("--out").arg(&corpus).arg("--quiet").assert().success();
    let review = |more: &[&str]| {
        let mut command = citetrace();
        command.arg("review").arg(&corpus).arg("--study").arg(&study).arg("--out").arg(&table).args(more);
        command
    };
    let counts = |more: &[&str]| {
        let run = review(&[more, &["--json"]].concat()).assert().success();
        let summary: Value = serde_json::from_slice(&run.get_output().stdout).unwrap();
        ["suspected", "dismissed", "undecided"].map(|key| summary[key].as_u64().unwrap())
    };
    assert_eq!(counts(&["--log", log.to_str().unwrap()]), [4, 1, 17]);
    assert_eq!(counts(&["--rule", "all"]), [2, 3, 17]);
    assert_eq!(counts(&["--rule", "adjudicator"]), [1, 0, 21]);
    assert_eq!(csv::Reader::from_path(&log).unwrap().records().count(), 10);

    let wrong = folder.path().join("wrong.csv");
    fs::write(&wrong, "paper,reviewer,decision\n10.1038/35021093,R1,suspected\n10.1038/none,R1,suspected\n")
        .unwrap();
    review(&["--decisions", wrong.to_str().unwrap()])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("wrong.csv:3: no paper of the corpus is called `10.1038/none`"));
}
