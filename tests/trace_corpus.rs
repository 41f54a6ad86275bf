//! Tests of `trace` on a corpus: institutions, evidence, people, attrition, against a corpus small enough to work out
//! by hand.

use std::fs;
use std::path::{Path, PathBuf};

use citetrace::corpus::Corpus;
use citetrace::corpus::schema::{
    Author, AuthorBasis, Authorship, Citation, Institution, Paper, RecordLink, ReferenceMethod,
};
use citetrace::corpus::{store, tables::read_parquet};
use citetrace::ids::{AuthorId, InstitutionId, PaperId};
use polars::prelude::DataFrame;
use serde_json::{Value, json};

use crate::support::citetrace;

const LABORATORY: &str = "Synthetic Weapons Laboratory, Invented City, China";

/// By number: date, (author, institution, affiliation) of each author, cited papers.
///
/// 1 is flagged. 2 (same author, same institution) and 3 cite it; 0 does so against time. 4 cites 2; 5 and 6 cite 3;
/// 7 is undated.
type Row<'a> = (&'a str, &'a [(u32, Option<u32>, &'a str)], &'a [u32]);

const PAPERS: [Row; 8] = [
    ("2016-01-01", &[(4, Some(2), "Institute C")], &[1]),
    ("2017-01-10", &[(0, Some(0), "Institute A"), (1, Some(1), "Institute B")], &[]),
    ("2018-03-01", &[(1, Some(1), "Institute B")], &[1]),
    ("2018-06-01", &[(2, Some(2), "Department X, Institute C")], &[1]),
    ("2019-01-01", &[(3, Some(3), "Institute D")], &[2]),
    ("2020-05-01", &[(1, None, LABORATORY), (2, Some(2), "Institute C")], &[3]),
    ("2020", &[(3, Some(3), "Institute D")], &[3]),
    ("", &[(3, Some(3), "Institute D")], &[1]),
];

const WATCH_LIST: &str = "\
id,name,aliases,ror,country,parent,kind,source,source_url,valid_from,valid_to,note
W1,Institute C,,syn:2,CN,,laboratory,Synthetic list,https://example.org/1,2018-01-01,,first
W2,Institute D of Synthesis,Institute D,syn:3,CN,,laboratory,Synthetic list,https://example.org/2,2020-06-01,,starts late
W3,Synthetic Weapons Laboratory,SWL,,CN,,laboratory,Synthetic list,https://example.org/3,,2020-01-01,ended
";

fn corpus() -> Corpus {
    let mut corpus = Corpus::default();
    for (number, (date, authors, cited)) in PAPERS.iter().enumerate() {
        let paper = PaperId(number as u32);
        corpus.papers.push(Paper {
            doi: Some(format!("10.1/{number}")),
            title: format!("Synthetic paper {number}"),
            date: date.parse().ok(),
            references_listed: 4,
            references_resolved: cited.len() as u32,
            records: vec![RecordLink {
                source_id: Some(format!("2-s2.0-9{number}")),
                ..RecordLink::default()
            }],
            ..Paper::default()
        });
        for (at, (author, institution, affiliation)) in authors.iter().enumerate() {
            corpus.authorships.push(Authorship {
                paper,
                position: at as u16 + 1,
                author: Some(AuthorId(*author)),
                affiliation: (*affiliation).to_owned(),
                institution: institution.map(InstitutionId),
                method: institution.map(|_| "exact".to_owned()),
                score: institution.map(|_| 1.0),
                span: institution.map(|_| "0..11".to_owned()),
                ..Authorship::default()
            });
        }
        let citation = |cited: &u32| Citation {
            citing: paper,
            cited: PaperId(*cited),
            method: ReferenceMethod::Text,
            score: 0.9,
        };
        corpus.citations.extend(cited.iter().map(citation));
    }
    let author = |name: &str| Author {
        name: name.to_owned(),
        orcid: None,
        source_ids: Vec::new(),
        basis: AuthorBasis::SourceId,
    };
    corpus.authors = ["Nil", "Invented One", "Two", "Three", "Four"].map(author).to_vec();
    let institution = |(number, name): (usize, &&str)| Institution {
        ror: format!("syn:{number}"),
        name: (*name).to_owned(),
        country: Some("CN".to_owned()),
        ..Institution::default()
    };
    let names = ["Institute A", "Institute B", "Institute C", "Institute D"];
    corpus.institutions = names.iter().enumerate().map(institution).collect();
    corpus
}

fn trace(folder: &Path, options: &[&str]) -> (PathBuf, Value) {
    trace_of(folder, &corpus(), WATCH_LIST, options)
}

fn trace_of(folder: &Path, corpus: &Corpus, watch_list: &str, options: &[&str]) -> (PathBuf, Value) {
    store::write(corpus, &folder.join("corpus")).unwrap();
    fs::write(folder.join("watch.csv"), watch_list).unwrap();
    fs::write(folder.join("seeds.txt"), "https://doi.org/10.1/1\n2-s2.0-91\n1\n").unwrap();
    let mut command = citetrace();
    command.arg("trace").arg(folder.join("corpus")).arg("--seeds").arg(folder.join("seeds.txt"));
    command.arg("--watch-list").arg(folder.join("watch.csv")).arg("--out").arg(folder.join("out"));
    let done = command.args(["--hops", "2", "--json"]).args(options).assert().success();
    (folder.join("out"), serde_json::from_slice(&done.get_output().stdout).unwrap())
}

fn cells(frame: &DataFrame, column: &str) -> Vec<String> {
    let column = frame.column(column).unwrap();
    (0..frame.height()).map(|row| column.get(row).unwrap().to_string().replace('"', "")).collect()
}

#[test]
fn trails_hold_paper_numbers_and_listed_references() {
    let folder = tempfile::tempdir().unwrap();
    let (out, summary) = trace(folder.path(), &[]);
    let trails = read_parquet(&out.join("trails.parquet")).unwrap();
    assert_eq!(trails.get_column_names()[0].as_str(), "paper");
    assert_eq!(cells(&trails, "paper"), ["1", "2", "3", "4", "5", "6"]);
    assert_eq!(cells(&trails, "via"), ["null", "1", "1", "2", "3", "3"]);
    assert_eq!(cells(&trails, "flow"), ["0.0", "0.25", "0.25", "0.0625", "0.0625", "0.0625"]);
    assert_eq!(cells(&trails, "date")[5], "2020");
    assert_eq!(summary["reached_by_hop"], json!([1, 2, 3]));
    assert_eq!(summary["citations_undated"], 1);
    assert_eq!(summary["evidence_that_counts"], 3);
    assert_eq!(summary["institutions_listed_at_the_date"], 2);
    assert_eq!(summary["people"], 1);
}

#[test]
fn institutions_are_judged_at_the_citing_date() {
    let folder = tempfile::tempdir().unwrap();
    let (out, _) = trace(folder.path(), &[]);
    let reached = read_parquet(&out.join("reached_institutions.parquet")).unwrap();
    assert_eq!(
        cells(&reached, "name"),
        ["Institute B", "Institute C", "Institute D", "Synthetic Weapons Laboratory"]
    );
    assert_eq!(cells(&reached, "institution"), ["1", "2", "3", "null"]);
    assert_eq!(cells(&reached, "first_date"), ["2018-03-01", "2018-06-01", "2019-01-01", "2020-05-01"]);
    assert_eq!(cells(&reached, "papers"), ["1", "2", "2", "1"]);
    assert_eq!(cells(&reached, "hops"), ["1: 1", "1: 1; 2: 1", "2: 2", "2: 1"]);
    assert_eq!(cells(&reached, "on_flagged_papers"), ["1", "0", "0", "0"]);
    // 2 shares its author with the flagged paper, and 4 is reached through it alone; 5 shares author 2 with 3.
    assert_eq!(cells(&reached, "papers_without_author_self_citations"), ["0", "1", "1", "0"]);
    assert_eq!(cells(&reached, "papers_without_institution_self_citations"), ["0", "1", "1", "0"]);
    assert_eq!(cells(&reached, "watch_list_entries"), ["null", "W1", "W2", "W3"]);
    let status = ["null", "listed", "listed", "no_longer_listed"];
    assert_eq!(cells(&reached, "watch_list_status"), status);
    assert_eq!(cells(&reached, "papers_while_listed"), ["0", "2", "1", "0"]);
    assert_eq!(cells(&reached, "first_date_while_listed"), ["null", "2018-06-01", "2020", "null"]);
}

#[test]
fn a_part_of_a_listed_institution_is_listed_and_told_apart() {
    parts_of_a_listed_institution(&[3]);
}

#[test]
fn a_second_parent_counts_as_the_first() {
    parts_of_a_listed_institution(&[1, 3]);
}

/// With the institutions that institute C is a part of, by their numbers.
fn parts_of_a_listed_institution(above_c: &[u32]) {
    // Institute C is a part of D, D of the academy that the list names; the laboratory's own parent is on the list.
    let watch_list = "\
id,name,aliases,ror,country,parent,kind,source,source_url,valid_from,valid_to,note
W1,Academy of Synthesis,,syn:4,CN,,academy,Synthetic list,,2020-05-01,,
W2,Institute C of Synthesis,,syn:2,CN,,laboratory,Synthetic list,,,2018-12-31,
W3,Synthetic Weapons Laboratory,SWL,,CN,Synthetic Ministry,laboratory,Synthetic list,,,2020-01-01,
W4,Synthetic Ministry,,,CN,,ministry,Synthetic list,,2019-01-01,,
";
    let mut corpus = corpus();
    corpus.institutions[2].parents = above_c.iter().copied().map(InstitutionId).collect();
    corpus.institutions[3].parents = vec![InstitutionId(4)];
    let (ror, name) = ("syn:4".to_owned(), "Academy of Synthesis".to_owned());
    corpus.institutions.push(Institution { ror, name, ..Institution::default() });
    let folder = tempfile::tempdir().unwrap();
    let (out, summary) = trace_of(folder.path(), &corpus, watch_list, &[]);
    let reached = read_parquet(&out.join("reached_institutions.parquet")).unwrap();
    assert_eq!(
        cells(&reached, "name"),
        ["Institute B", "Institute C", "Institute D", "Synthetic Weapons Laboratory"]
    );
    assert_eq!(
        cells(&reached, "watch_list_entries"),
        [
            "null",
            "W2; W1 (part of Academy of Synthesis)",
            "W1 (part of Academy of Synthesis)",
            "W3; W4 (part of Synthetic Ministry)"
        ]
    );
    // C is listed itself on paper 3, through the academy on paper 5; D through the academy in 2020, not in 2019; the
    // laboratory's own listing has ended on paper 5, its ministry's has not.
    assert_eq!(cells(&reached, "watch_list_status"), ["null", "listed", "listed", "listed"]);
    assert_eq!(
        cells(&reached, "listed_as"),
        ["null", "itself", "part of Academy of Synthesis", "part of Synthetic Ministry"]
    );
    assert_eq!(cells(&reached, "papers_while_listed"), ["0", "2", "1", "1"]);
    assert_eq!(cells(&reached, "papers_while_listed_itself"), ["0", "1", "0", "0"]);
    assert_eq!(summary["institutions_listed_at_the_date"], 3);
    let text = fs::read_to_string(out.join("evidence.jsonl")).unwrap();
    let told = text.lines().flat_map(|line| {
        let sheet: Value = serde_json::from_str(line).unwrap();
        let entries = sheet["watch_list"].as_array().unwrap().clone();
        entries.into_iter().map(move |entry| {
            json!([
                sheet["paper"],
                sheet["counts"],
                entry["id"],
                entry["status"],
                entry["part_of"],
                entry["matched_by"]
            ])
        })
    });
    let academy = json!({"id": "syn:4", "name": "Academy of Synthesis", "by": "registry"});
    let ministry = json!({"id": "W4", "name": "Synthetic Ministry", "by": "watch list"});
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            json!([3, true, "W1", "not_yet_listed", academy, "registry id"]),
            json!([3, true, "W2", "listed", null, "registry id"]),
            json!([4, false, "W1", "not_yet_listed", academy, "registry id"]),
            json!([5, true, "W1", "listed", academy, "registry id"]),
            json!([5, true, "W2", "no_longer_listed", null, "registry id"]),
            json!([5, true, "W3", "no_longer_listed", null, "text"]),
            json!([5, true, "W4", "listed", ministry, "text"]),
            json!([6, true, "W1", "listed", academy, "registry id"]),
        ]
    );
    let people = read_parquet(&out.join("people.parquet")).unwrap();
    assert_eq!(
        cells(&people, "listed_as"),
        ["part of Academy of Synthesis", "itself", "itself", "part of Synthetic Ministry"]
    );
}

#[test]
fn evidence_shows_every_step_and_the_entry_that_starts_too_late() {
    let folder = tempfile::tempdir().unwrap();
    let (out, _) = trace(folder.path(), &[]);
    let text = fs::read_to_string(out.join("evidence.jsonl")).unwrap();
    let sheets: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told = |sheet: &Value| {
        let entry = &sheet["watch_list"][0];
        json!([sheet["paper"], entry["id"], entry["status"], entry["status_is_sure"], sheet["counts"]])
    };
    assert_eq!(
        sheets.iter().map(told).collect::<Vec<_>>(),
        [
            json!([3, "W1", "listed", true, true]),
            json!([4, "W2", "not_yet_listed", true, false]),
            json!([5, "W1", "listed", true, true]),
            json!([5, "W3", "no_longer_listed", true, false]),
            json!([6, "W2", "listed", false, true]),
        ]
    );
    let steps: Vec<Value> =
        sheets[3]["trail"].as_array().unwrap().iter().map(|s| json!([s["paper"], s["date"]])).collect();
    assert_eq!(steps, [json!([1, "2017-01-10"]), json!([3, "2018-06-01"]), json!([5, "2020-05-01"])]);
    let step = &sheets[3]["trail"][1];
    assert_eq!(step["title"], "Synthetic paper 3");
    assert_eq!((&step["doi"], &step["source_ids"]), (&json!("10.1/3"), &json!(["2-s2.0-93"])));
    assert_eq!(step["reference_method"], "text");
    let affiliation = &sheets[3]["affiliations"][0];
    assert_eq!(affiliation["text"], LABORATORY);
    assert_eq!((&affiliation["span"], &affiliation["method"]), (&json!("0..28"), &json!("watch list")));
    assert_eq!(sheets[0]["affiliations"][0]["span"], "0..11");
    assert_eq!(sheets[0]["watch_list"][0]["matched_by"], "registry id");
    assert_eq!(
        sheets[3]["institution"],
        json!({
            "number": null, "ror": null, "name": "Synthetic Weapons Laboratory", "country": "CN",
        })
    );
    assert_eq!(sheets[0]["watch_list"][0]["source_url"], "https://example.org/1");
    assert_eq!(sheets[1]["without_author_self_citations"], false);
}

#[test]
fn people_go_by_pseudonym_unless_names_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (out, _) = trace(folder.path(), &[]);
    let people = read_parquet(&out.join("people.parquet")).unwrap();
    assert_eq!(cells(&people, "person"), ["P-0002", "P-0002"]);
    assert_eq!(cells(&people, "name"), ["null", "null"]);
    assert_eq!(cells(&people, "basis"), ["source id", "source id"]);
    assert_eq!(cells(&people, "flagged_paper"), ["1", "1"]);
    assert_eq!(cells(&people, "paper"), ["5", "5"]);
    assert_eq!(cells(&people, "hop"), ["2", "2"]);
    assert_eq!(cells(&people, "watch_list_entry"), ["W1", "W3"]);
    assert_eq!(cells(&people, "how"), ["co-author's affiliation", "own affiliation"]);
    assert_eq!(cells(&people, "watch_list_status"), ["listed", "no_longer_listed"]);
    let (out, _) = trace(folder.path(), &["--people", "names"]);
    let people = read_parquet(&out.join("people.parquet")).unwrap();
    assert_eq!(cells(&people, "name"), ["Invented One", "Invented One"]);
}

#[test]
fn attrition_says_what_each_step_takes_away() {
    let folder = tempfile::tempdir().unwrap();
    let (out, _) = trace(folder.path(), &[]);
    insta::assert_snapshot!(fs::read_to_string(out.join("attrition.csv")).unwrap(), @r#"
        step,papers,papers_removed,citations,citations_removed
        corpus,8,,7,
        citations whose papers are both dated,,,6,1
        citations not against time,,,5,1
        citations on no cycle,,,5,0
        seeds,1,,,
        reached at hop 1,2,,2,
        reached at hop 2,3,,3,
        reached at any hop,5,,,
        reached without author self-citations,2,3,,
        reached without institution self-citations,2,3,,
        reached without either,2,3,,
        "reached, with a watch-listed institution",4,1,,
        "of these, listed at the paper's date",3,1,,
        "#);
}

#[test]
fn citations_are_rewired_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let (out, summary) = trace(folder.path(), &[]);
    assert!(summary["rewiring"].is_null() && !out.join("rewiring.parquet").exists());
    // Every year has one paper or two that cite the same: nothing can be exchanged, and that is said.
    let (out, summary) = trace(folder.path(), &["--rewirings", "9", "--rewiring-field", "all"]);
    let rewiring = &summary["rewiring"];
    assert_eq!((&rewiring["draws"], &rewiring["field"]), (&json!(9), &json!("all")));
    assert_eq!((&rewiring["flagged"], &rewiring["observed"]), (&json!(1), &json!(1)));
    let table = read_parquet(&out.join("rewiring.parquet")).unwrap();
    assert_eq!(cells(&table, "name"), ["null", "Institute C", "Institute D"]);
    assert_eq!(cells(&table, "observed"), ["1", "1", "1"]);
    let citations = read_parquet(&out.join("rewiring_citations.parquet")).unwrap();
    for name in ["expected", "ratio", "p", "q"] {
        assert_eq!(cells(&table, name), ["null"; 3], "{name}");
        assert_eq!(cells(&citations, name), ["null"; 3], "{name}");
    }
    assert!(rewiring["expected"].is_null() && rewiring["p"].is_null());
    let why = "no citation on the way to it can be exchanged: its field and year have too few";
    assert_eq!(rewiring["why_null"], why);
    assert_eq!(cells(&table, "why_null"), [why; 3]);
}

#[test]
fn rewirings_are_the_same_bytes_for_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        citetrace().current_dir(folder.path()).args(arguments).arg("--quiet").assert().success();
    };
    run(&["synth", "--records", "300", "--out", "small"]);
    let records = fs::read_dir(folder.path().join("small/records")).unwrap();
    let mut records: Vec<String> =
        records.map(|file| file.unwrap().path().to_string_lossy().into_owned()).collect();
    records.sort();
    let records: Vec<&str> = records.iter().map(String::as_str).collect();
    let ingest = [&["ingest"], &records[..], &["--registry", "small/institutions.csv", "--out", "corpus"]];
    run(&ingest.concat());
    let seeds: Vec<String> = (40..140).map(|paper| paper.to_string()).collect();
    fs::write(folder.path().join("seeds.txt"), seeds.join("\n")).unwrap();
    let mut first = None;
    for threads in ["1", "2", "8"] {
        let watch_list = "small/watchlists/defence-labs.csv";
        let trace =
            ["trace", "corpus", "--seeds", "seeds.txt", "--watch-list", watch_list, "--rewirings", "19"];
        run(&[&trace[..], &["--rewiring-field", "all", "--threads", threads, "--out", threads]].concat());
        let path = folder.path().join(threads).join("rewiring.parquet");
        let expected = cells(&read_parquet(&path).unwrap(), "expected");
        assert!(expected.iter().any(|mean| mean.parse::<f64>().is_ok_and(|mean| mean > 0.0)), "{expected:?}");
        let bytes = fs::read(path).unwrap();
        assert!(*first.get_or_insert_with(|| bytes.clone()) == bytes, "{threads} threads");
    }
}

#[test]
fn controls_are_matched_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let (out, summary) = trace(folder.path(), &[]);
    assert!(summary["controls"].is_null() && !out.join("controls.parquet").exists());
    let (out, summary) = trace(folder.path(), &["--controls", "2"]);
    let controls = read_parquet(&out.join("controls.parquet")).unwrap();
    // 2 and 3 are a year younger. 1 has four citations and 3 two of them: near enough; 2 has only one.
    assert_eq!(cells(&controls, "flagged"), ["1", "1"]);
    assert_eq!(cells(&controls, "control"), ["3", "2"]);
    assert_eq!(cells(&controls, "widened"), ["years", "years, citations"]);
    assert_eq!(summary["controls"]["flagged"], 1);
    assert_eq!(summary["controls"]["observed"], 1);
    let rates = read_parquet(&out.join("base_rates.parquet")).unwrap();
    assert_eq!(cells(&rates, "name"), ["null", "Institute C", "Institute D"]);
    assert_eq!(read_parquet(&out.join("survival.parquet")).unwrap().get_column_names()[0].as_str(), "group");
}
