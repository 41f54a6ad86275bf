//! Tests of `export`: every format of every network is read back by another program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use citetrace::corpus::Corpus;
use citetrace::corpus::schema::{
    Author, AuthorBasis, Authorship, Citation, Institution, Paper, ReferenceMethod,
};
use citetrace::corpus::store;
use citetrace::ids::{AuthorId, InstitutionId, PaperId};
use serde_json::{Value, json};

use crate::support::{citetrace, python};

const HOSTILE: &str = "<script>alert(\"1\")</script> & 'quotes'";

/// Paper 0 (2016) by author 0 in KP; paper 1 (2017) by 0 and 1 (CN); paper 2 (2018) by 1 and 2 cites both.
fn corpus(folder: &Path) -> PathBuf {
    let paper = |title: &str, date: &str| Paper {
        title: title.to_owned(),
        date: date.parse().ok(),
        ..Paper::default()
    };
    let author = |name: &str| Author {
        name: name.to_owned(),
        orcid: None,
        source_ids: Vec::new(),
        basis: AuthorBasis::SourceId,
    };
    let institution = |ror: &str, name: &str, country: &str| Institution {
        ror: ror.to_owned(),
        name: name.to_owned(),
        country: Some(country.to_owned()),
        ..Institution::default()
    };
    let authorship = |paper, position, author, institution, country: &str| Authorship {
        paper: PaperId(paper),
        position,
        author: Some(AuthorId(author)),
        institution: Some(InstitutionId(institution)),
        country: Some(country.to_owned()),
        ..Authorship::default()
    };
    let citation = |citing, cited| Citation {
        citing: PaperId(citing),
        cited: PaperId(cited),
        method: ReferenceMethod::Text,
        score: 0.9,
    };
    let corpus = Corpus {
        papers: vec![paper("First", "2016"), paper(HOSTILE, "2017-05"), paper("Third 김", "2018")],
        authors: vec![author("Invented One"), author("Invented Two"), author("Invented Three")],
        authorships: vec![
            authorship(0, 1, 0, 0, "KP"),
            authorship(1, 1, 0, 0, "KP"),
            authorship(1, 2, 1, 1, "CN"),
            authorship(2, 1, 1, 1, "CN"),
            authorship(2, 2, 2, 1, "CN"),
        ],
        institutions: vec![
            institution("syn:a", "Synthetic Institute A", "KP"),
            institution("syn:b", "Synthetic Institute B", "CN"),
        ],
        citations: vec![citation(2, 0), citation(2, 1)],
        ..Corpus::default()
    };
    let dir = folder.join("corpus");
    store::write(&corpus, &dir).unwrap();
    dir
}

fn export(corpus: &Path, network: &str, format: &str, out: &Path, more: &[&str]) -> Vec<String> {
    let mut command = citetrace();
    command.arg("export").arg(corpus).args(["--network", network, "--format", format, "--json", "--out"]);
    let done = command.arg(out).args(more).assert().success();
    let summary: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    serde_json::from_value(summary["files"].clone()).unwrap()
}

fn read_back(python: &Path, format: &str, files: &[String]) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles/export.py");
    let done = Command::new(python).arg(script).arg(format).args(files).output().unwrap();
    assert!(done.status.success(), "{format}: {}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

const WITH_ATTRIBUTES: [(&str, &str); 5] = [
    ("gexf", "n.gexf"),
    ("graphml", "n.graphml"),
    ("cytoscape-json", "n.cyjs"),
    ("csv", "n.csv"),
    ("parquet", "n.parquet"),
];

#[test]
fn another_program_reads_the_citations_back() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let corpus = corpus(folder.path());
    for (format, file) in WITH_ATTRIBUTES {
        let files = export(&corpus, "citation", format, &folder.path().join(file), &[]);
        let read = read_back(&python, format, &files);
        assert_eq!(read["directed"], true, "{format}");
        assert_eq!(read["edges"], json!([["2", "0", 1.0], ["2", "1", 1.0]]), "{format}");
        let nodes = json!({
            "0": { "label": "First", "country": "KP", "year": 2016, "papers": 1 },
            "1": { "label": HOSTILE, "country": "CN", "year": 2017, "papers": 1 },
            "2": { "label": "Third 김", "country": "CN", "year": 2018, "papers": 1 },
        });
        assert_eq!(read["nodes"], nodes, "{format}");
    }
}

#[test]
fn another_program_reads_joint_papers_back() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let corpus = corpus(folder.path());
    for (format, file) in WITH_ATTRIBUTES {
        let files = export(&corpus, "institutions", format, &folder.path().join(file), &[]);
        let read = read_back(&python, format, &files);
        assert_eq!(read["edges"], json!([["syn:a", "syn:b", 1.0]]), "{format}");
        let b = json!({ "label": "Synthetic Institute B", "country": "CN", "year": 2017, "papers": 2 });
        assert_eq!(read["nodes"]["syn:b"], b, "{format}");
        let countries = export(&corpus, "countries", format, &folder.path().join(file), &[]);
        assert_eq!(read_back(&python, format, &countries)["edges"], json!([["CN", "KP", 1.0]]), "{format}");
    }
}

#[test]
fn formats_that_know_nodes_by_label_are_read_back() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let corpus = corpus(folder.path());
    let names = ["--people", "names", "--counting", "full"];
    let edges = json!([["Invented One", "Invented Two", 1.0], ["Invented Three", "Invented Two", 1.0]]);
    for (format, file) in [("pajek", "n.net"), ("vosviewer-json", "n.json"), ("vosviewer-map+net", "n.txt")] {
        let files = export(&corpus, "coauthors", format, &folder.path().join(file), &names);
        let read = read_back(&python, format, &files);
        assert_eq!(read["directed"], false, "{format}");
        assert_eq!(read["edges"], edges, "{format}");
        if format != "pajek" {
            assert_eq!(read["nodes"]["Invented Three"]["year"], 2018, "{format}");
            assert_eq!(read["nodes"]["Invented Two"]["papers"], 2, "{format}");
        }
        let files = export(&corpus, "citation", format, &folder.path().join(file), &[]);
        let read = read_back(&python, format, &files);
        assert_eq!(read["directed"], format == "pajek", "{format}");
        if format == "pajek" {
            assert_eq!(read["edges"][1], json!(["Third 김", "First", 1.0]));
        }
    }
}

#[test]
fn people_are_pseudonyms_unless_names_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = corpus(folder.path());
    let out = folder.path().join("n.graphml");
    export(&corpus, "coauthors", "graphml", &out, &[]);
    let text = fs::read_to_string(&out).unwrap();
    assert!(text.contains("P-0001") && !text.contains("Invented"));
    export(&corpus, "coauthors", "graphml", &out, &["--people", "names"]);
    assert!(fs::read_to_string(&out).unwrap().contains("Invented One"));
}

#[test]
fn an_export_is_an_edge_table_for_this_program_too() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = corpus(folder.path());
    fs::write(folder.path().join("seeds.txt"), "0\n").unwrap();
    fs::write(folder.path().join("labels.txt"), "First\n").unwrap();
    for (format, file, seeds) in [
        ("csv", "n.csv", "seeds.txt"),
        ("parquet", "n.parquet", "seeds.txt"),
        ("pajek", "n.net", "labels.txt"),
    ] {
        let out = folder.path().join(file);
        export(&corpus, "citation", format, &out, &[]);
        let mut command = citetrace();
        command.args(["trace", "--no-time", "--json", "--edges"]).arg(&out);
        command.arg("--seeds").arg(folder.path().join(seeds)).arg("--out").arg(folder.path().join("out"));
        let done = command.assert().success();
        let summary: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
        assert_eq!(summary["reached_by_hop"], json!([1, 1]), "{format}");
    }
}

#[test]
fn unknown_words_are_refused_before_anything_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |network: &str, format: &str| {
        let mut command = citetrace();
        command.args(["export", "/nowhere", "--network", network, "--format", format, "--out"]);
        let done = command.arg(folder.path().join("n")).assert().failure().code(2);
        String::from_utf8(done.get_output().stderr.clone()).unwrap()
    };
    assert!(refused("cities", "gexf").contains("there is no network `cities`"));
    assert!(refused("citation", "dot").contains("there is no format `dot`"));
}
