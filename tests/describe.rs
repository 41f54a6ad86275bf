//! Tests of `describe`.

use serde_json::Value;

use crate::support::{citetrace, real_file};

#[test]
fn a_real_file_is_described() {
    let Some(file) = real_file("scopus/metaknowledge.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("corpus");
    citetrace().arg("ingest").arg(&file).arg("--out").arg(&out).assert().success();
    let output = citetrace().arg("describe").arg(&out).arg("--json").output().unwrap();
    let d: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(d["papers"], 220);
    // Counted in the file by hand: 175 rows with references, 18 of 2002, all with a year.
    assert_eq!(d["papers_with"]["references"]["known"], 175);
    assert_eq!(d["by_year"]["2002"], 18);
    assert_eq!(d["undated"], 0);
    let references = &d["references"];
    let number = |key: &str| references[key].as_u64().unwrap();
    assert_eq!(number("listed"), number("resolved") + number("unresolved"));
    assert_eq!(number("resolved"), number("by_id") + number("by_doi") + number("by_text"));
    citetrace()
        .arg("describe")
        .arg(&out)
        .assert()
        .success()
        .stdout(predicates::str::contains("220 papers, 1956 to 2016; 0 without a date"));
    citetrace().arg("describe").arg(&out).arg("--quality").assert().success();
    let quality: Value = serde_json::from_slice(&std::fs::read(out.join("quality.json")).unwrap()).unwrap();
    let reasons = quality["reasons"].as_array().unwrap();
    let counted: u64 = reasons.iter().map(|r| r[1].as_u64().unwrap()).sum();
    assert_eq!(counted, number("unresolved"));
}

#[test]
fn what_is_no_corpus_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    citetrace()
        .arg("describe")
        .arg(folder.path())
        .assert()
        .code(1)
        .stderr(predicates::str::contains("this folder holds no corpus"));
    citetrace()
        .arg("describe")
        .arg(folder.path().join("none"))
        .assert()
        .code(1)
        .stderr(predicates::str::contains("there is no such folder"));
}
