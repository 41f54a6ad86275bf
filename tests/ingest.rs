//! Tests of `ingest`, on real files and on small ones made here.

use std::collections::BTreeSet;
use std::path::Path;

use citetrace::corpus::{Corpus, store};
use serde_json::Value;

use crate::support::{citetrace, real_file};

/// Runs `ingest` on files and gives its `--json` summary.
fn ingest(files: &[&Path], out: &Path) -> Value {
    let output = citetrace().arg("ingest").args(files).arg("--out").arg(out).arg("--json").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// rows = papers + merged + rejected for each file, and for all.
fn check_sums(summary: &Value) {
    let number = |value: &Value, key: &str| value[key].as_u64().unwrap_or_else(|| panic!("{key}"));
    for one in summary["files"].as_array().unwrap().iter().chain([summary]) {
        assert_eq!(
            number(one, "rows"),
            number(one, "papers") + number(one, "merged") + number(one, "rejected"),
            "{one}"
        );
    }
}

/// The citations of a corpus of one file as positions of records in it.
fn citations(corpus: &Corpus) -> BTreeSet<(u64, u64)> {
    let position = |paper: citetrace::ids::PaperId| corpus.papers[paper.index()].records[0].position;
    corpus.citations.iter().map(|c| (position(c.citing), position(c.cited))).collect()
}

/// The pairs of a labelled file: `citing,cited,…`, positions of records from 0.
fn labelled(name: &str) -> BTreeSet<(u64, u64)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles").join(name);
    let mut rows = csv::Reader::from_path(path).unwrap();
    rows.records()
        .map(|row| {
            let row = row.unwrap();
            (row[0].parse().unwrap(), row[1].parse().unwrap())
        })
        .collect()
}

/// Every reference of the file that points at a record of the file was labelled by hand: candidates came from a script
/// (likeness of titles; author, year, volume and page) and each was read. The floor is what the program reaches.
#[test]
fn the_references_inside_a_real_file_are_found_and_none_is_wrong() {
    let Some(file) = real_file("scopus/metaknowledge.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("corpus");
    let summary = ingest(&[&file], &out);
    check_sums(&summary);
    assert_eq!(summary["papers"], 220);
    let found = citations(&store::read(&out).unwrap());
    let truth = labelled("scopus_metaknowledge_references.csv");
    let wrong: Vec<_> = found.difference(&truth).collect();
    let missed: Vec<_> = truth.difference(&found).collect();
    assert!(wrong.is_empty() && missed.is_empty(), "wrong: {wrong:?}, missed: {missed:?}");
}

/// As above, for a Web of Science export; its references have no titles.
#[test]
fn the_references_inside_a_web_of_science_file_are_found() {
    let Some(file) = real_file("wos/savedrecs.txt") else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("corpus");
    check_sums(&ingest(&[&file], &out));
    assert_eq!(citations(&store::read(&out).unwrap()), labelled("wos_savedrecs_references.csv"));
}

/// Two databases on one topic. Which entries are one work was labelled by hand: equal DOIs, and every pair of titles
/// more than 75% alike was read. Entry 231 of the Scopus file is a second entry of one of the works with other pages; it
/// may be merged or not.
#[test]
fn works_in_two_databases_are_merged() {
    let (Some(scopus), Some(wos)) = (real_file("scopus/mcda.bib"), real_file("wos/mcda.bib")) else { return };
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    let summary = ingest(&[&scopus, &wos], &one);
    check_sums(&summary);
    assert_eq!(
        (summary["files"][0]["rows"].clone(), summary["files"][1]["rows"].clone()),
        (236.into(), 210.into())
    );
    let corpus = store::read(&one).unwrap();
    let mut found = BTreeSet::new();
    for paper in &corpus.papers {
        let of = |part: &str| {
            paper.records.iter().filter(|r| r.file.contains(part)).map(|r| r.position).collect::<Vec<_>>()
        };
        for a in of("scopus") {
            found.extend(of("wos").into_iter().map(|b| (a, b)));
        }
    }
    found.remove(&(231, 77));
    let truth = labelled("mcda_same_works.csv");
    let right = found.intersection(&truth).count() as f64;
    let (precision, recall) = (right / found.len() as f64, right / truth.len() as f64);
    assert!(precision >= 0.995 && recall >= 0.98, "precision {precision}, recall {recall}");
    ingest(&[&wos, &scopus], &two);
    for table in store::TABLES {
        let name = format!("{table}.parquet");
        assert_eq!(
            std::fs::read(one.join(&name)).unwrap(),
            std::fs::read(two.join(&name)).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn real_files_add_up_and_give_the_same_bytes_on_one_thread() {
    let names = ["scopus/metaknowledge.csv", "scopus/litstudy.csv", "scopus/bibliometrix.csv"];
    let Some(files) = names.iter().map(|n| real_file(n)).collect::<Option<Vec<_>>>() else { return };
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<&Path> = files.iter().map(std::path::PathBuf::as_path).collect();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    check_sums(&ingest(&paths, &one));
    citetrace().arg("ingest").args(&paths).arg("--out").arg(&two).args(["--threads", "1"]).assert().success();
    for name in
        store::TABLES.map(|t| format!("{t}.parquet")).iter().map(String::as_str).chain(["ingest.json"])
    {
        assert_eq!(std::fs::read(one.join(name)).unwrap(), std::fs::read(two.join(name)).unwrap(), "{name}");
    }
}

#[test]
fn a_file_named_twice_is_merged_and_a_pattern_is_expanded() {
    let Some(file) = real_file("scopus/bibliometrix.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(&file, folder.path().join("a.csv")).unwrap();
    std::fs::copy(&file, folder.path().join("b.csv")).unwrap();
    let summary = ingest(&[&folder.path().join("*.csv")], &folder.path().join("corpus"));
    check_sums(&summary);
    let counts = |at: usize| (summary["files"][at]["papers"].clone(), summary["files"][at]["merged"].clone());
    assert_eq!(counts(0), (8.into(), 0.into()));
    assert_eq!(counts(1), (0.into(), 8.into()));
}

#[test]
fn an_unknown_file_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.csv");
    std::fs::write(&file, "who,what\n1,2\n").unwrap();
    let out = folder.path().join("corpus");
    citetrace()
        .arg("ingest")
        .arg(&file)
        .arg("--out")
        .arg(&out)
        .assert()
        .code(1)
        .stderr(predicates::str::contains("no known export begins with"));
    assert!(!out.exists());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn wrong_arguments_exit_with_2_and_never_replace_a_foreign_folder() {
    let folder = tempfile::tempdir().unwrap();
    let keep = folder.path().join("notes.txt");
    std::fs::write(&keep, "mine").unwrap();
    citetrace()
        .args(["ingest", "a.csv", "--out"])
        .arg(folder.path())
        .assert()
        .code(2)
        .stderr(predicates::str::contains("is no corpus: it will not be replaced"));
    assert!(keep.exists());
    citetrace().args(["ingest", "--out", "x"]).assert().code(2);
    citetrace()
        .args(["ingest", "no-such-file.csv", "--out", "no-such-corpus"])
        .assert()
        .code(1)
        .stderr(predicates::str::contains("there is no such file"));
}

#[test]
fn rejects_are_kept_and_strict_says_so() {
    let Some(file) = real_file("scopus/bibliometrix.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read(&file).unwrap();
    let cut = folder.path().join("cut.csv");
    std::fs::write(&cut, &text[..text.len() * 9 / 10]).unwrap();
    let out = folder.path().join("corpus");
    let run = |strict: &[&str]| {
        citetrace()
            .arg("ingest")
            .arg(&cut)
            .arg("--out")
            .arg(&out)
            .arg("--json")
            .args(strict)
            .output()
            .unwrap()
    };
    let output = run(&["--strict"]);
    assert_eq!(output.status.code(), Some(3));
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    check_sums(&summary);
    assert_eq!(summary["rejected"], 1);
    let rejects = std::fs::read_to_string(out.join("rejects.jsonl")).unwrap();
    let reject: Value = serde_json::from_str(rejects.trim()).unwrap();
    assert!(reject["line"].as_u64().unwrap() > 1 && !reject["reason"].as_str().unwrap().is_empty());
    assert_eq!(run(&[]).status.code(), Some(0));
}
