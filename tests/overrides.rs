//! Tests of the corrections: a folder of CSV files, applied last, counted, and refused where they match nothing.

use std::fs;
use std::path::{Path, PathBuf};

use predicates::str::contains;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::citetrace;

const REGISTRY: &str =
    "id,name,country,city\nr1,Invented Institute of Glass,NO,Oslo\nr2,Invented Institute of Stone,SE,Lund\n";

const HEADER: &str = "Authors,Author full names,Author(s) ID,Title,Year,Source title,Volume,Page start,DOI,Affiliations,\
    Authors with affiliations,Funding Details,References,Document Type,Source,EID\n";

/// One row: number, year, authors and their places, who paid.
fn row(number: u32, year: u32, authors: &[(&str, &str)], funder: &str) -> String {
    let names: Vec<&str> = authors.iter().map(|(name, _)| *name).collect();
    let tied: Vec<String> = authors.iter().map(|(name, place)| format!("{name}, {place}")).collect();
    let places: Vec<&str> = authors.iter().map(|(_, place)| *place).collect();
    let full: Vec<String> = names.iter().map(|name| format!("{name} ()")).collect();
    format!(
        "\"{}\",\"{}\",,\"Invented title number {number}\",{year},Synthetic Journal,{number},{number},10.5555/o.{number},\"{}\",\"{}\",\"{funder}\",,Article,Scopus,2-s2.0-99{number}\n",
        names.join("; "),
        full.join("; "),
        places.join("; "),
        tied.join("; ")
    )
}

struct Trial {
    folder: TempDir,
}

impl Trial {
    /// Three papers: two of an Ann Lorn at one place, and one that two people sign.
    fn new() -> Self {
        let trial = Self { folder: tempfile::tempdir().unwrap() };
        let glass = "Invented Institute of Glass, Oslo, Norway";
        let rows = [
            row(1, 2001, &[("Lorn, Ann", glass)], "Fund of Tests"),
            row(2, 2002, &[("Lorn, Ann", glass)], "Fund of Tests"),
            row(
                3,
                2003,
                &[("Berg, Cy", "Old Mill Works"), ("Lorn, Ann Marie", "Old Mill Works")],
                "Another Fund",
            ),
        ];
        trial.file("records.csv", &format!("{HEADER}{}", rows.concat()));
        trial.file("registry.csv", REGISTRY);
        fs::create_dir(trial.path("overrides")).unwrap();
        trial
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn ingest(&self) -> assert_cmd::assert::Assert {
        citetrace()
            .arg("ingest")
            .arg(self.path("records.csv"))
            .arg("--registry")
            .arg(self.path("registry.csv"))
            .arg("--overrides")
            .arg(self.path("overrides"))
            .arg("--out")
            .arg(self.path("corpus"))
            .arg("--json")
            .assert()
    }

    /// A table of the corpus as CSV text, by way of an independent query: the rows of one column.
    fn corpus(&self) -> citetrace::corpus::Corpus {
        citetrace::corpus::store::read(&self.path("corpus")).unwrap()
    }

    fn summary(&self) -> Value {
        let output = self.ingest().success().get_output().stdout.clone();
        serde_json::from_slice(&output).unwrap()
    }

    /// The message of the refusal, without the folder.
    fn refusal(&self) -> String {
        let failed = self.ingest().code(2);
        let text = String::from_utf8(failed.get_output().stderr.clone()).unwrap();
        text.replace(&format!("{}/", self.folder.path().display()), "").trim().to_owned()
    }
}

/// Each author's number by paper.
fn people(trial: &Trial) -> Vec<Vec<u32>> {
    let corpus = trial.corpus();
    (0..corpus.len() as u32)
        .map(|paper| {
            corpus
                .authorships_of(citetrace::ids::PaperId(paper))
                .iter()
                .filter_map(|a| a.author)
                .map(|a| a.0)
                .collect()
        })
        .collect()
}

#[test]
fn affiliations_are_decided_by_the_file_that_match_writes() {
    let trial = Trial::new();
    trial.file("strings.csv", "affiliation\nOld Mill Works\n\"Invented Institute of Glass, Oslo, Norway\"\n");
    citetrace()
        .arg("match")
        .arg(trial.path("strings.csv"))
        .arg("--registry")
        .arg(trial.path("registry.csv"))
        .arg("--review")
        .arg(trial.path("overrides/affiliations.csv"))
        .arg("--out")
        .arg(trial.path("m.csv"))
        .assert()
        .success();
    let review = fs::read_to_string(trial.path("overrides/affiliations.csv")).unwrap();
    assert!(review.starts_with("affiliation,strings,reason,candidates,institution,country,who,when,why\nOld Mill Works,1,no institution,"), "{review}");
    // Not filled in: nothing is decided, and nothing refused.
    assert_eq!(trial.summary()["overrides"], 0);
    let line = review.lines().nth(1).unwrap();
    let filled =
        format!("{},r2,DK,A. Reader,2026-01-02,the works moved\n", line.strip_suffix(",,,,,").unwrap());
    trial.file("overrides/affiliations.csv", &format!("{}\n{filled}", review.lines().next().unwrap()));
    let summary = trial.summary();
    assert_eq!(
        (summary["overrides"].as_u64(), summary["overrides_by_kind"]["affiliations"].as_u64()),
        (Some(1), Some(1))
    );
    let corpus = trial.corpus();
    let decided: Vec<_> = corpus.authorships.iter().filter(|a| a.affiliation == "Old Mill Works").collect();
    assert_eq!(decided.len(), 2);
    for row in decided {
        assert_eq!(corpus.institutions[row.institution.unwrap().index()].ror, "r2");
        assert_eq!((row.country.as_deref(), row.method.as_deref()), (Some("DK"), Some("override")));
    }
    let listed = fs::read_to_string(trial.path("corpus/overrides.jsonl")).unwrap();
    assert!(listed.contains("affiliations.csv:2") && listed.contains("\"who\":\"A. Reader\""), "{listed}");

    let head = "affiliation,institution,country,who,when,why\n";
    trial.file("overrides/affiliations.csv", &format!("{head}\"Old  Mill\nWorks\",none,,A. Reader,,\n"));
    assert_eq!(trial.summary()["overrides"], 1);
    assert!(
        trial
            .corpus()
            .authorships
            .iter()
            .all(|a| a.institution.is_none() || a.affiliation != "Old Mill Works")
    );
    trial.file("overrides/affiliations.csv", &format!("{head}Old Mil Works,r2,,A. Reader,,\n"));
    insta::assert_snapshot!(trial.refusal(), @"citetrace: overrides/affiliations.csv:2: no string is `Old Mil Works`; the nearest are `Old Mill Works`, `Invented Institute of Glass, Oslo, Norway`");
    trial.file("overrides/affiliations.csv", &format!("{head}Old Mill Works,r9,,A. Reader,,\n"));
    insta::assert_snapshot!(trial.refusal(), @"citetrace: overrides/affiliations.csv:2: the registry has no institution `r9`; write an id of the registry, or none");
    trial.file("overrides/affiliations.csv", &format!("{head}Old Mill Works,r2,,,,\n"));
    insta::assert_snapshot!(trial.refusal(), @"citetrace: overrides/affiliations.csv:2: nobody is named in `who`; say who decided, when and why");
    trial.file("overrides/affiliations.csv", &format!("{head}Old Mill Works,r2,,A. Reader,,\n"));
    trial.file("overrides/affiliations-2.csv", &format!("{head}Old Mill Works,r1,,B. Reader,,\n"));
    insta::assert_snapshot!(trial.refusal(), @"citetrace: overrides/affiliations.csv:2: the string is decided in overrides/affiliations-2.csv:2 already; keep one row for each string");
}

#[test]
fn authors_are_made_the_same_and_different() {
    let trial = Trial::new();
    trial.summary();
    assert_eq!(people(&trial), [vec![0], vec![0], vec![1, 2]]);
    let head = "action,paper,author,with_paper,with,who,when,why\n";
    trial.file(
        "overrides/authors.csv",
        &format!(
            "{head}different,10.5555/o.1,\"Lorn, Ann\",10.5555/O.2,Ann Lorn,A. Reader,2026,two people\n"
        ),
    );
    assert_eq!(trial.summary()["overrides_by_kind"]["authors"], 1);
    assert_eq!(people(&trial), [vec![0], vec![1], vec![2, 3]]);
    trial.file(
        "overrides/authors.csv",
        &format!("{head}same,2-s2.0-991,1,2-s2.0-993,2,A. Reader,2026,asked her\n"),
    );
    trial.summary();
    assert_eq!(people(&trial), [vec![0], vec![0], vec![1, 0]]);
    let author = &trial.corpus().authors[0];
    assert!(author.name.starts_with("Lorn, Ann Marie"), "{}", author.name);
    assert_eq!(author.basis.as_str(), "override");
    let described = citetrace().arg("describe").arg(trial.path("corpus")).arg("--quality").assert().success();
    assert!(String::from_utf8_lossy(&described.get_output().stdout).contains("override"));

    trial.file(
        "overrides/authors.csv",
        &format!("{head}same,10.5555/o.1,\"Lorn, Anna\",10.5555/o.3,2,A. Reader,,\n"),
    );
    insta::assert_snapshot!(trial.refusal(), @"citetrace: overrides/authors.csv:2: no author of `10.5555/o.1` is `Lorn, Anna`; correct it or take the row out; nearest: `Lorn, Ann ()`");
    trial.file("overrides/authors.csv", &format!("{head}same,10.5555/o.9,1,10.5555/o.3,2,A. Reader,,\n"));
    insta::assert_snapshot!(trial.refusal(), @"citetrace: overrides/authors.csv:2: no record has the id `10.5555/o.9`; correct it or take the row out; nearest: `10.5555/o.1`, `10.5555/o.2`, `10.5555/o.3`");
    trial.file("overrides/authors.csv", &format!("{head}same,,scopus:7,10.5555/o.3,2,A. Reader,,\n"));
    insta::assert_snapshot!(trial.refusal(), @"citetrace: overrides/authors.csv:2: no author has the id `scopus:7` (an author's name needs its paper); take the row out");
    let both =
        "same,10.5555/o.1,1,10.5555/o.2,1,A. Reader,,\ndifferent,10.5555/o.1,1,10.5555/o.2,1,B. Reader,,\n";
    trial.file("overrides/authors.csv", &format!("{head}{both}"));
    insta::assert_snapshot!(trial.refusal(), @"citetrace: overrides/authors.csv:3: other rows make the two authors one person again; take out this row or those with the action `same`");
}

#[test]
fn funders_are_decided_by_their_text() {
    let trial = Trial::new();
    let head = "funder,name,institution,country,state,who,when,why\n";
    trial.file(
        "overrides/funders.csv",
        &format!("{head}fund of  tests,Council of Tests,r2,SE,yes,A. Reader,2026,its own page\n"),
    );
    assert_eq!(trial.summary()["overrides_by_kind"]["funders"], 1);
    let corpus = trial.corpus();
    let told: Vec<_> = corpus
        .funding
        .iter()
        .map(|f| (f.paper.0, f.name.as_deref(), f.country.as_deref(), f.state, f.method.as_deref()))
        .collect();
    let council = |paper| (paper, Some("Council of Tests"), Some("SE"), Some(true), Some("override"));
    assert_eq!(told, [council(0), council(1), (2, None, None, None, None)]);
    assert_eq!(corpus.institutions[corpus.funding[0].institution.unwrap().index()].ror, "r2");
    trial.file("overrides/funders.csv", &format!("{head}Fund of Test,X,,,,A. Reader,,\n"));
    insta::assert_snapshot!(trial.refusal(), @"citetrace: overrides/funders.csv:2: no record names the funder `Fund of Test`; correct it or take the row out; nearest: `Fund of Tests`, `Another Fund`");
    trial.file(
        "overrides/funders.csv",
        &format!("{head}Fund of Tests,X,,,,A. Reader,,\nfund of tests,Y,,,,B. Reader,,\n"),
    );
    insta::assert_snapshot!(trial.refusal(), @"citetrace: overrides/funders.csv:3: the funder is decided in overrides/funders.csv:2 already; keep one row for each funder");
    trial.file("overrides/funders.csv", &format!("{head}Fund of Tests,,,,,A. Reader,,\n"));
    insta::assert_snapshot!(trial.refusal(), @"citetrace: overrides/funders.csv:2: nothing is decided about this funder; fill in its name, say, or its country");
    trial.file("overrides/funders.csv", &format!("{head}Fund of Tests,,,UK,,A. Reader,,\n"));
    insta::assert_snapshot!(trial.refusal(), @"citetrace: overrides/funders.csv:2: no country has the code `UK`; write an ISO 3166-1 alpha-2 code such as CN");
}

#[test]
fn a_file_of_no_kind_is_refused_and_not_passed_over() {
    let trial = Trial::new();
    trial.file("overrides/affiliation.csv", "affiliation,institution\n");
    insta::assert_snapshot!(trial.refusal(), @"citetrace: overrides/affiliation.csv: no kind of override has this name; rename it to one of papers.csv, dates.csv, retractions.csv, references.csv, affiliations.csv, authors.csv, funders.csv, or take it out of the folder");
}

/// Runs the study over the trial's records.
fn run(trial: &Trial, out: &Path) -> assert_cmd::assert::Assert {
    trial.file(
        "study.toml",
        "name = \"own\"\ncorpus = { records = [\"records.csv\"], registry = \"registry.csv\" }\n\n[[flag]]\nrule = \"Denmark\"\ncountries.any_of = [\"DK\"]\n\n[report]\nfigures = [\"funnel\"]\n",
    );
    citetrace().arg("run").arg(trial.path("study.toml")).arg("--out").arg(out).arg("--quiet").assert()
}

#[test]
fn a_run_takes_the_corrections_beside_the_study() {
    let trial = Trial::new();
    fs::remove_dir(trial.path("overrides")).unwrap();
    let out = trial.path("out");
    run(&trial, &out).success().stdout(contains("0/3"));
    let manifest = |out: &Path| -> Value {
        serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap()
    };
    assert_eq!(manifest(&out)["overrides"], Value::Null);
    fs::create_dir(trial.path("overrides")).unwrap();
    trial.file(
        "overrides/affiliations.csv",
        "affiliation,country,who,when,why\nOld Mill Works,DK,A. Reader,2026,seen\n",
    );
    trial.file(
        "overrides/dates.csv",
        "paper,date,who,when,why\n10.5555/o.1,2000-05,A. Reader,2026,the issue\n",
    );
    run(&trial, &out).success().stdout(contains("1/3"));
    let told = manifest(&out);
    assert_eq!(told["overrides"].to_string(), "{\"affiliations\":1,\"dates\":1}");
    let inputs: Vec<&str> =
        told["inputs"].as_array().unwrap().iter().map(|f| f["file"].as_str().unwrap()).collect();
    assert_eq!(
        inputs,
        ["study.toml", "records.csv", "registry.csv", "overrides/affiliations.csv", "overrides/dates.csv"]
    );
    let listed = fs::read_to_string(out.join("corpus/overrides.jsonl")).unwrap();
    assert!(listed.contains("\"place\":\"overrides/dates.csv:2\""), "{listed}");
    trial.file(
        "overrides/dates.csv",
        "paper,date,who,when,why\n10.5555/o.7,2000-05,A. Reader,2026,the issue\n",
    );
    let failed = run(&trial, &out).code(2);
    let text = String::from_utf8(failed.get_output().stderr.clone()).unwrap();
    assert!(text.contains("dates.csv:2: no record has the id `10.5555/o.7`"), "{text}");
    assert!(text.contains("nearest: `10.5555/o.1`"), "{text}");
    assert!(out.join("manifest.json").exists(), "the older results stay");
}
