//! Tests of `run`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use predicates::prelude::*;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::support::{citetrace, real_file};

/// Three reviewers and an adjudicator on five of the candidates: four suspected, one dismissed; a tie is settled.
const REVIEWS: &str = "paper,reviewer,decision,date,reason
2-s2.0-0034680102,R1,suspected,2024-01-01,
2-s2.0-0034680102,R2,suspected,2024-01-01,
2-s2.0-0034680102,R3,dismissed,2024-01-01,
10.1056/NEJM200103153441101,R1,suspected,2024-01-01,
10.1056/NEJM200103153441101,R2,suspected,2024-01-01,
https://doi.org/10.1038/415530a,R1,suspected,2024-01-01,
https://doi.org/10.1038/415530a,R2,dismissed,2024-01-01,
https://doi.org/10.1038/415530a,R0,suspected,2024-01-02,settled
10.1073/pnas.191367098,R3,suspected,2024-01-01,
10.3322/caac.20073,R3,dismissed,2024-01-01,
";

/// Writes the study over the real export into `folder`; `None` where that file is not there.
pub(crate) fn study_in(folder: &Path) -> Option<PathBuf> {
    let records = real_file("scopus/metaknowledge.csv")?.canonicalize().unwrap();
    let template = include_str!("studies/metaknowledge.toml");
    let study = folder.join("study.toml");
    fs::write(
        &study,
        template.replacen("[\"{records}\"]", &format!("[{:?}]", records.display().to_string()), 1),
    )
    .unwrap();
    fs::write(folder.join("reviews.csv"), REVIEWS).unwrap();
    Some(study)
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The papers that a set's table lists.
fn papers(out: &Path, set: &str) -> BTreeSet<String> {
    let mut table = csv::Reader::from_path(out.join(format!("tables/{set}.csv"))).unwrap();
    table.records().map(|row| row.unwrap()[0].to_string()).collect()
}

#[test]
fn a_real_export_runs_from_records_to_report() {
    let folder = tempfile::tempdir().unwrap();
    let Some(study) = study_in(folder.path()) else { return };
    let out = folder.path().join("out");
    let run = |out: &Path, threads: &str| {
        citetrace()
            .arg("run")
            .arg(&study)
            .arg("--out")
            .arg(out)
            .args(["--threads", threads, "--quiet"])
            .assert()
            .success()
    };
    // Counted apart in the export: 99 records of 2000 to 2010, 73 of them with an affiliation in the United States, 22
    // of those with `breast cancer` in title, abstract or keywords; four were decided to be suspected, three of these
    // with an author abroad.
    run(&out, "2")
        .stdout(predicate::str::contains("73/99 (73.7% of window)"))
        .stdout(predicate::str::contains("22/73 (30.1% of selected)"))
        .stdout(predicate::str::contains("4/73 (5.5% of selected)"))
        .stdout(predicate::str::contains("3/4 (75.0% of suspected)"))
        .stdout(predicate::str::contains("report.html"));

    let claims = json(&out.join("claims.json"));
    let claims = claims.as_array().unwrap();
    assert!(claims.len() > 8);
    for claim in claims {
        let (n, of) = (&claim["numerator"], &claim["denominator"]);
        let inner = papers(&out, claim["numerator_set"].as_str().unwrap());
        let outer = papers(&out, claim["denominator_set"].as_str().unwrap());
        assert_eq!(
            (n.as_u64(), of.as_u64()),
            (Some(inner.len() as u64), Some(outer.len() as u64)),
            "{claim}"
        );
        assert!(inner.is_subset(&outer), "{claim}");
        assert_eq!(claim["as_of"], "2016-12-31");
        assert_eq!(claim["kind"], "census");
    }

    let manifest = json(&out.join("manifest.json"));
    let mut hashed = BTreeMap::new();
    for file in manifest["outputs"].as_array().unwrap() {
        let name = file["file"].as_str().unwrap();
        let digest = Sha256::digest(fs::read(out.join(name)).unwrap());
        let digits = digest.iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"));
        assert_eq!(file["sha256"], digits.as_str(), "{name}");
        hashed.insert(name.to_string(), digits);
    }
    for name in [
        "report.html",
        "report.ipynb",
        "evidence.jsonl",
        "corpus/papers.parquet",
        "tables/flags.parquet",
        "tables/reviews.csv",
    ] {
        assert!(hashed.contains_key(name), "{name}");
    }
    for figure in ["funnel", "timeline", "flow", "matrix", "ranking-citation", "ranking-countries"] {
        assert!(hashed.contains_key(&format!("figures/{figure}.svg")), "{figure}");
        assert!(fs::read(out.join(format!("figures/{figure}.png"))).unwrap().starts_with(b"\x89PNG"));
    }
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("22 of 73 (30.1%)"));

    // The same run again, on one thread and into another folder: the same bytes.
    let again = folder.path().join("again");
    run(&again, "1");
    assert_eq!(fs::read(out.join("manifest.json")).unwrap(), fs::read(again.join("manifest.json")).unwrap());
}

#[test]
fn the_demonstration_has_the_numbers_of_the_model_case() {
    let study = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo/study.toml");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let timings = folder.path().join("timings.json");
    citetrace()
        .arg("run")
        .arg(study)
        .arg("--out")
        .arg(&out)
        .arg("--timings")
        .arg(&timings)
        .arg("--quiet")
        .assert()
        .success()
        .stdout(predicate::str::contains("110/657 (16.7% of selected)"))
        .stdout(predicate::str::contains("94/110 (85.5% of suspected)"))
        .stdout(predicate::str::contains("67/110 (60.9% of suspected)"))
        .stdout(predicate::str::contains("9/110 (8.2% of suspected)"));
    // What is kept in the project is what a run gives, and a run may replace it.
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("notebooks-out/demo");
    let claims = |folder: &Path| fs::read_to_string(folder.join("claims.json")).unwrap();
    assert_eq!(claims(&kept), claims(&out));
    assert!(kept.join("manifest.json").exists(), "without it the first command of the README is refused");
    for entry in fs::read_dir(out.join("figures")).unwrap() {
        let name = entry.unwrap().file_name();
        assert!(kept.join("figures").join(&name).exists(), "{} is not kept", name.display());
    }
    let stages = json(&timings);
    for stage in ["read", "flag", "trace", "rank", "figures", "manifest"] {
        assert!(stages[stage].is_number(), "{stage}: {stages}");
    }
    // One laboratory of the watch list is listed only after the citation: that one must not count.
    let evidence = fs::read_to_string(out.join("evidence.jsonl")).unwrap();
    let sheets: Vec<Value> = evidence.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let early = |sheet: &&Value| {
        sheet["watch_list"].as_array().unwrap().iter().all(|e| e["status"] == "not_yet_listed")
    };
    assert!(sheets.iter().any(|sheet| sheet["counts"] == true));
    assert!(sheets.iter().filter(early).count() > 0);
    assert!(sheets.iter().filter(early).all(|sheet| sheet["counts"] == false));
    assert!(papers(&out, "people").len() == 1, "one author later publishes with such laboratories");
}

#[test]
fn a_wrong_study_leaves_nothing_and_exits_with_2() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("records.csv"), "").unwrap();
    let study = folder.path().join("study.toml");
    let head = "name = \"x\"\ncorpus = { records = [\"records.csv\"] }\n";
    let cases = [
        ("[[flag]]\nrule = \"x\"\ncountry = \"KP\"\n", "study.toml:5: unknown field `country`"),
        (
            "[window]\nfrom = 2020\nto = 2019\n[[flag]]\nrule = \"x\"\ndates.from = 2019\n",
            "study.toml:5: the window is empty",
        ),
        ("[[flag]]\nrule = \"x\"\ntopics.pack = \"rules.toml\"\n", "study.toml:5: there is no file"),
    ];
    for (rest, message) in cases {
        fs::write(&study, format!("{head}{rest}")).unwrap();
        let out = folder.path().join("out");
        citetrace()
            .arg("run")
            .arg(&study)
            .arg("--out")
            .arg(&out)
            .assert()
            .code(2)
            .stderr(predicate::str::contains(message))
            .stdout("");
        assert!(!out.exists());
    }
}

#[test]
fn a_folder_that_holds_something_else_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let Some(study) = study_in(folder.path()) else { return };
    citetrace()
        .arg("run")
        .arg(&study)
        .arg("--out")
        .arg(folder.path())
        .assert()
        .code(2)
        .stderr(predicate::str::contains("holds no run's results: it will not be replaced"));
    assert!(study.exists());
}
