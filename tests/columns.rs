//! Tests of the column map: a CSV of no known format, read by the user's word on what its columns hold.

use std::fs;
use std::path::Path;

use predicates::prelude::*;
use predicates::str::contains;

use crate::support::citetrace;

const OWN: &str = "Titel;Verfasser;Einrichtung;Jahr;Kennung;Zitiert\n\
    On the strength of invented fibres;Kim, Ann;Invented Institute, Oslo, Norway;2001;10.5555/own.1;\n\
    Invented fibres under load;Kim, Ann;Invented Institute, Oslo, Norway;2003;10.5555/own.2;Kim, A., On the strength of invented fibres (2001) doi 10.5555/own.1\n";

fn file(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn ingest_takes_a_column_map() {
    let folder = tempfile::tempdir().unwrap();
    let records = file(folder.path(), "own.csv", OWN);
    let out = folder.path().join("corpus");
    let ingest = |columns: &[&str]| {
        let mut command = citetrace();
        command.arg("ingest").arg(&records).arg("--out").arg(&out).arg("--json");
        for column in columns {
            command.arg("--column").arg(column);
        }
        command.assert()
    };
    ingest(&[]).code(1).stderr(contains("no known export begins with").and(contains("--column")));
    let all = [
        "title=Titel",
        "authors=Verfasser",
        "affiliations=Einrichtung",
        "year=Jahr",
        "doi=Kennung",
        "references=Zitiert",
    ];
    let output = ingest(&all).success().get_output().stdout.clone();
    let summary: serde_json::Value = serde_json::from_slice(&output).unwrap();
    let one = &summary["files"][0];
    assert_eq!((one["format"].as_str(), one["rows"].as_u64()), (Some("plain csv"), Some(2)));
    assert_eq!(one["references_resolved"], 1);
    let lacking: Vec<&str> = one["lacking"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
    assert!(lacking.contains(&"abstract") && !lacking.contains(&"affiliations"), "{lacking:?}");
    citetrace()
        .arg("describe")
        .arg(&out)
        .assert()
        .success()
        .stdout(contains("    without venue, document type, language, abstract"));

    ingest(&["title=Titel", "year=Year"])
        .code(1)
        .stderr(contains("own.csv:1: no column `Year`, which the column map names for `year`; the columns are Titel, Verfasser, Einrichtung, Jahr, Kennung, Zitiert"));
    ingest(&["titel=Titel"])
        .code(2)
        .stderr(contains("a column map has no field `titel`; the fields are title, authors"));
    ingest(&["year=Jahr"]).code(2).stderr(contains("names no column for `title`"));
    ingest(&["title"]).code(2).stderr(contains("write FIELD=COLUMN"));
    ingest(&["title=Titel", "title=Kennung"])
        .code(2)
        .stderr(contains("names both `Titel` and `Kennung` for `title`"));
}

#[test]
fn a_study_takes_a_column_map() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "own.csv", OWN);
    let run = |columns: &str| {
        let study = file(
            folder.path(),
            "study.toml",
            &format!(
                "name = \"own\"\n\n[corpus]\nrecords = [\"own.csv\"]\n{columns}\n\n[[flag]]\nrule = \"Norway\"\ncountries.any_of = [\"NO\"]\n\n[report]\nfigures = [\"funnel\"]\n"
            ),
        );
        citetrace().arg("run").arg(study).arg("--out").arg(folder.path().join("out")).arg("--quiet").assert()
    };
    run("columns = { title = \"Titel\", authors = \"Verfasser\", affiliations = \"Einrichtung\", year = \"Jahr\", doi = \"Kennung\" }")
        .success()
        .stdout(contains("2/2 (100.0% of window)"));
    run("columns = { title = \"Titel\",\n  auhtors = \"Verfasser\" }")
        .code(2)
        .stderr(contains("study.toml:6: a record has no field `auhtors`; the fields are title, authors"));
    run("columns = { year = \"Jahr\" }")
        .code(2)
        .stderr(contains("study.toml:5: `columns` names no column for `title`"));
    run("columns = { title = \"Title\" }")
        .code(1)
        .stderr(contains("own.csv:1: no column `Title`, which the column map names for `title`"));
}
