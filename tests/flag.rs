//! Tests of `flag`.

use serde_json::Value;

use crate::run::study_in;
use crate::support::{citetrace, real_file};

#[test]
fn rules_flag_the_papers_of_a_real_export_and_show_why() {
    let folder = tempfile::tempdir().unwrap();
    let Some(study) = study_in(folder.path()) else { return };
    let Some(records) = real_file("scopus/metaknowledge.csv") else { return };
    let (corpus, table) = (folder.path().join("corpus"), folder.path().join("flags.csv"));
    citetrace().arg("ingest").arg(records).arg("--out").arg(&corpus).arg("--quiet").assert().success();
    let run = citetrace()
        .arg("flag")
        .arg(&corpus)
        .arg("--study")
        .arg(study)
        .arg("--out")
        .arg(&table)
        .arg("--json")
        .assert()
        .success();
    let summary: Value = serde_json::from_slice(&run.get_output().stdout).unwrap();
    assert_eq!(
        [&summary["window"], &summary["selected"], &summary["candidates"]].map(Value::as_u64),
        [Some(99), Some(73), Some(22)]
    );
    let mut rows = csv::Reader::from_path(&table).unwrap();
    let header = rows.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|cell| cell == name).unwrap();
    let (mut terms, mut countries) = (0, 0);
    for row in rows.records() {
        let row = row.unwrap();
        let (start, end) = row[at("span")].split_once("..").unwrap();
        // In CSV a text that a spreadsheet would run has an apostrophe in front; the span counts without it.
        let text = &row[at("text")];
        let text = text.strip_prefix('\'').filter(|t| t.starts_with(['=', '+', '-', '@'])).unwrap_or(text);
        let found = text.get(start.parse().unwrap()..end.parse().unwrap()).unwrap_or_default().to_lowercase();
        match &row[at("condition")] {
            "topics.any_of" => {
                assert!(found.replace('-', " ").starts_with("breast cancer"), "{found}");
                terms += 1;
            }
            "countries.all_of" => {
                assert_eq!(&row[at("term")], "US");
                countries += 1;
            }
            other => panic!("{other}"),
        }
    }
    assert!(terms >= 22 && countries >= 73, "{terms} {countries}");
}

#[test]
fn a_folder_that_is_no_corpus_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let Some(study) = study_in(folder.path()) else { return };
    let out = folder.path().join("flags.csv");
    citetrace()
        .arg("flag")
        .arg(folder.path())
        .arg("--study")
        .arg(study)
        .arg("--out")
        .arg(&out)
        .assert()
        .code(1);
    assert!(!out.exists());
}
