//! Tests of `ingest`, on real files and on small ones made here.

use std::path::Path;

use citetrace::corpus::store;
use serde_json::Value;

use crate::support::{citetrace, real_file};

/// Runs `ingest` on files and gives its `--json` summary.
pub(crate) fn ingest(files: &[&Path], out: &Path) -> Value {
    let output = citetrace().arg("ingest").args(files).arg("--out").arg(out).arg("--json").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// rows = papers + merged + rejected for each file, and for all.
pub(crate) fn check_sums(summary: &Value) {
    let number = |value: &Value, key: &str| value[key].as_u64().unwrap_or_else(|| panic!("{key}"));
    for one in summary["files"].as_array().unwrap().iter().chain([summary]) {
        assert_eq!(
            number(one, "rows"),
            number(one, "papers") + number(one, "merged") + number(one, "rejected"),
            "{one}"
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

#[test]
fn real_files_of_many_formats_add_up() {
    let names = [
        "wos/savedrecs.txt",
        "wos/damaged.txt",
        "wos/tab_with_references.txt",
        "other/openalex_api.json",
        "other/crossref_references.json",
        "other/medline.nbib",
        "other/example.ris",
    ];
    let Some(files) = names.iter().map(|n| real_file(n)).collect::<Option<Vec<_>>>() else { return };
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<&Path> = files.iter().map(std::path::PathBuf::as_path).collect();
    let summary = ingest(&paths, &folder.path().join("corpus"));
    check_sums(&summary);
    assert_eq!(summary["files"].as_array().unwrap().len(), names.len());
    // The OpenAlex page holds 49 works that cite five works of the page by OpenAlex's ids.
    let openalex = &summary["files"][3];
    assert_eq!((openalex["rows"].clone(), openalex["references_resolved"].clone()), (49.into(), 5.into()));
    assert!(summary["references"]["by_id"].as_u64().unwrap() >= 5);
}
