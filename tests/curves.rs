//! Tests of bibliometrics on a corpus: `describe --curves`, `rank` of papers and of those who have papers, time slices.

use std::fs;
use std::path::{Path, PathBuf};

use citetrace::corpus::Corpus;
use citetrace::corpus::schema::{
    Author, AuthorBasis, Authorship, Citation, Paper, ReferenceMethod, UnresolvedReference,
};
use citetrace::corpus::store;
use citetrace::ids::{AuthorId, PaperId};
use citetrace::sources::record::ReferenceFields;
use serde_json::Value;

use crate::support::{citetrace, real_file};

/// 2, 4 and 8 papers of 2000, 2001 and 2002 and one without a date, all by author 0, every second also by author 1. Every paper
/// from the third on cites the first two. `laser` stands on the last eight.
fn corpus(folder: &Path) -> PathBuf {
    let year = |paper: u32| match paper {
        0..2 => "2000",
        2..6 => "2001",
        6..14 => "2002",
        _ => "",
    };
    let papers = (0..15).map(|n| Paper {
        title: format!("Invented paper {n}"),
        date: year(n).parse().ok(),
        venue: Some(if n < 10 { "Journal A" } else { "Journal B" }.to_owned()),
        keywords: vec![if (6..14).contains(&n) { "Laser" } else { "steel" }.to_owned()],
        cited_by_count: (n != 3).then_some(10 * n),
        ..Paper::default()
    });
    let authorship = |paper, author, country: &str| Authorship {
        paper: PaperId(paper),
        author: Some(AuthorId(author)),
        country: Some(country.to_owned()),
        ..Authorship::default()
    };
    let citation = |citing, cited| Citation {
        citing: PaperId(citing),
        cited: PaperId(cited),
        method: ReferenceMethod::Doi,
        score: 1.0,
    };
    let author = |name: &str| Author {
        name: name.to_owned(),
        orcid: None,
        source_ids: Vec::new(),
        basis: AuthorBasis::NameOnly,
    };
    let corpus = Corpus {
        papers: papers.collect(),
        authors: vec![author("Invented One"), author("Invented Two")],
        authorships: (0..15)
            .flat_map(|n| {
                let second = (n % 2 == 1).then(|| authorship(n, 1, "NO"));
                std::iter::once(authorship(n, 0, "DE")).chain(second)
            })
            .collect(),
        citations: (2..15).flat_map(|n| [citation(n, 0), citation(n, 1)]).collect(),
        unresolved_references: vec![UnresolvedReference {
            citing: PaperId(9),
            text: "An old book, 1950".to_owned(),
            fields: ReferenceFields { year: Some(1950), ..ReferenceFields::default() },
            reason: "not in the corpus".to_owned(),
        }],
        ..Corpus::default()
    };
    let place = folder.join("corpus");
    store::write(&corpus, &place).unwrap();
    place
}

fn run(folder: &Path, arguments: &[&str]) -> Value {
    let done = citetrace().current_dir(folder).args(arguments).arg("--json").assert().success();
    serde_json::from_slice(&done.get_output().stdout).unwrap()
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn the_curves_of_a_corpus_are_four_tables() {
    let folder = tempfile::tempdir().unwrap();
    corpus(folder.path());
    let told = run(folder.path(), &["describe", "corpus", "--curves", "curves"]);
    let growth = read(folder.path(), "curves/growth.csv");
    let rows: Vec<&str> = growth.lines().map(|row| row.rsplit_once(',').unwrap().0).collect();
    assert_eq!(rows, ["year,papers,cumulative", "2000,2,2", "2001,4,6", "2002,8,14"]);
    let fitted: f64 = growth.trim_end().rsplit(',').next().unwrap().parse().unwrap();
    assert!((fitted - 8.0).abs() < 1e-12);
    let doubling = told["growth"]["doubling_time"].as_f64().unwrap();
    assert!((doubling - 1.0).abs() < 1e-12 && told["growth"]["undated"] == 1);
    // 4 papers of 2001 and 8 of 2002 cite two of 2000; the undated one cites two more.
    let ages = read(folder.path(), "curves/citation_age.csv");
    assert!(ages.starts_with("age,citations,citations_share,references,references_share\n1,8,"), "{ages}");
    assert!(ages.ends_with("52,0,0,1,0.04\n"), "{ages}");
    assert_eq!(told["citation_age"]["citations"]["half_life"], 2.0);
    assert_eq!(told["citation_age"]["references"]["price_index"], 0.96);
    assert_eq!(told["citation_age"]["left_out"], 2);
    let bursts = read(folder.path(), "curves/bursts.csv");
    assert!(bursts.starts_with("word,level,first_year,last_year,weight,papers,of_papers\n"), "{bursts}");
    let rpys = read(folder.path(), "curves/rpys.csv");
    assert!(rpys.contains("\n1950,1,0,1,1,\"An old book, 1950\",1\n"), "{rpys}");
    assert!(rpys.ends_with("2000,24,24,0,24,Invented paper 0,12\n"), "{rpys}");
    assert_eq!(rpys.lines().count(), 52);
    // Twice the same bytes; a folder of something else is not replaced; wrong settings are refused before anything is read.
    run(folder.path(), &["describe", "corpus", "--curves", "curves", "--burst-states", "3"]);
    let refused = |arguments: &[&str], words: &str| {
        let done = citetrace()
            .current_dir(folder.path())
            .args(["describe", "corpus"])
            .args(arguments)
            .assert()
            .code(2);
        assert!(String::from_utf8_lossy(&done.get_output().stderr).contains(words));
    };
    refused(&["--curves", "corpus"], "holds no curves");
    refused(&["--curves", "other", "--burst-scale", "1"], "s above 1");
    refused(&["--curves", "other", "--burst-gamma=-1"], "γ from 0 up");
    assert!(!folder.path().join("other").exists());
}

#[test]
fn citations_stand_beside_those_of_the_field_and_year() {
    let folder = tempfile::tempdir().unwrap();
    corpus(folder.path());
    let rank = |options: &[&str]| {
        let arguments = [&["rank", "corpus", "--out", "r.csv"], options].concat();
        (run(folder.path(), &arguments), read(folder.path(), "r.csv"))
    };
    let (told, table) =
        rank(&["--measure", "citations_normalised,citation_percentile", "--citations", "source"]);
    assert_eq!((&told["field"], &told["citations"]), (&"venue".into(), &"source".into()));
    let row = |number: usize| {
        let line = table.lines().nth(number + 1).unwrap();
        line.split(',').skip(2).map(|cell| cell.parse::<f64>().ok()).collect::<Vec<_>>()
    };
    // 2000: papers of 0 and 10 citations. 2001: 20, unknown, 40 and 50, so the mean is 110/3.
    assert_eq!(row(0), [Some(0.0), Some(25.0)]);
    assert_eq!(row(1), [Some(2.0), Some(75.0)]);
    let [Some(relative), Some(percentile)] = row(2)[..] else { panic!("{table}") };
    assert!((relative - 20.0 / (110.0 / 3.0)).abs() < 1e-12 && (percentile - 100.0 / 6.0).abs() < 1e-12);
    assert_eq!(row(3), [None, None]);
    // The last has no date.
    assert_eq!(row(14), [None, None]);
    assert_eq!(told["measures"][0]["nulls"], 2);
    assert!(told["measures"][0]["null_reason"].as_str().unwrap().contains("no citation count"));
    let (told, _) = rank(&["--measure", "citation_percentile", "--field", "all"]);
    assert_eq!((&told["field"], &told["measures"][0]["nulls"]), (&"all".into(), &1.into()));
}

#[test]
fn authors_and_countries_are_counted_in_full_and_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    corpus(folder.path());
    let measures = "h_index,papers_full,papers_fractional,citations_full,citations_fractional";
    for (network, nodes) in [("authors", ["0,P-0001", "1,P-0002"]), ("countries", ["DE,DE", "NO,NO"])] {
        run(
            folder.path(),
            &["rank", "corpus", "--network", network, "--measure", measures, "--out", "r.csv"],
        );
        // The first two papers are cited 13 times each; the second of them is shared. 8 papers alone, 7 shared.
        let expected =
            format!("node,label,{measures}\n{},2,15,11.5,26,19.5\n{},1,7,3.5,13,6.5\n", nodes[0], nodes[1]);
        assert_eq!(read(folder.path(), "r.csv"), expected);
    }
    let refused = |arguments: &[&str], words: &str| {
        let mut command = citetrace();
        command.current_dir(folder.path()).arg("rank").args(arguments).args(["--out", "no.csv"]);
        let done = command.assert().code(2);
        let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(said.contains(words), "{said}");
        assert!(!folder.path().join("no.csv").exists());
    };
    refused(&["corpus", "--measure", "h_index"], "--network authors");
    refused(&["corpus", "--network", "countries", "--measure", "citation_percentile"], "--network citation");
    refused(&["--edges", "e.csv", "--measure", "h_index"], "give a corpus");
    refused(&["corpus", "--measure", "pagerank", "--field", "journal"], "topics, venue, keywords, all");
}

#[test]
fn a_time_slice_has_its_papers_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    corpus(folder.path());
    let rank = |options: &[&str]| {
        let arguments = [&["rank", "corpus", "--measure", "in_degree", "--out", "r.csv"], options].concat();
        run(folder.path(), &arguments)
    };
    let told = rank(&["--since", "2000", "--until", "2001-06"]);
    assert_eq!((&told["nodes"], &told["edges"]), (&6.into(), &8.into()));
    assert_eq!(told["slice"]["papers"], 6);
    assert_eq!(told["slice"]["undated_left_out"], 1);
    let told = rank(&["--network", "cocitation", "--threshold", "8", "--since", "2002"]);
    assert_eq!((&told["nodes"], &told["edges"]), (&10.into(), &1.into()));
    let told = rank(&["--network", "cocitation", "--threshold", "9", "--since", "2002"]);
    assert_eq!((&told["edges"], &told["threshold"]), (&0.into(), &9.into()));
    // Any two of 13 papers have both references in common.
    assert_eq!(rank(&["--network", "coupling", "--threshold", "2"])["edges"], 78);
    assert_eq!(rank(&["--network", "coupling", "--threshold", "3"])["edges"], 0);
    assert_eq!(rank(&["--network", "authors", "--until", "2000"])["nodes"], 2);
    for (network, counting, weight) in
        [("coauthors", "full", "7"), ("countries", "newman", "7"), ("authors", "fractional", "7")]
    {
        let options = ["--format", "csv", "--counting", counting, "--out", "n.csv"];
        let arguments = [&["export", "corpus", "--network", network], &options[..]].concat();
        let told = run(folder.path(), &arguments);
        assert_eq!(told["edges"], 1);
        let edges = told["files"].as_array().unwrap().iter().map(|f| f.as_str().unwrap());
        let edges: String = edges.map(|file| read(folder.path(), file)).collect();
        assert!(edges.contains(&format!(",{weight}")), "{edges}");
    }
    let told = run(
        folder.path(),
        &[
            "export",
            "corpus",
            "--network",
            "cocitation",
            "--format",
            "pajek",
            "--since",
            "2002",
            "--out",
            "n.net",
        ],
    );
    assert_eq!((&told["nodes"], &told["edges"]), (&10.into(), &1.into()));
    run(folder.path(), &["cluster", "corpus", "--network", "coupling", "--until", "2002", "--out", "c.csv"]);
    assert_eq!(read(folder.path(), "c.csv").lines().count(), 15);
    for (options, code, words) in [
        (&["--since", "2002", "--until", "2001"][..], 2, "--since"),
        (&["--since", "soon"], 2, "no date"),
        (&["--threshold", "2"], 2, "no weight"),
        (&["--since", "2030"], 1, "no node"),
    ] {
        let mut command = citetrace();
        command.current_dir(folder.path()).args([
            "rank",
            "corpus",
            "--measure",
            "pagerank",
            "--out",
            "no.csv",
        ]);
        let done = command.args(options).assert().code(code);
        let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn communities_of_a_corpus_are_labelled_by_their_keywords() {
    let folder = tempfile::tempdir().unwrap();
    corpus(folder.path());
    for network in ["citation", "coupling", "authors"] {
        let told = run(folder.path(), &["cluster", "corpus", "--network", network, "--out", "c.csv"]);
        assert!(told["labels"].as_array().is_some_and(|labels| !labels.is_empty()), "{told}");
        let stability = &told["stability"];
        assert_eq!(stability["seeds"], 4);
        for key in ["adjusted_rand", "normalized_mutual_information"] {
            assert!((0.0..=1.0).contains(&stability[key].as_f64().unwrap()), "{told}");
        }
    }
}

#[test]
fn a_real_export_has_curves() {
    let Some(file) = real_file("scopus/metaknowledge.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    citetrace()
        .current_dir(folder.path())
        .arg("ingest")
        .arg(&file)
        .args(["--out", "corpus"])
        .assert()
        .success();
    let told = run(folder.path(), &["describe", "corpus", "--curves", "curves"]);
    let growth = read(folder.path(), "curves/growth.csv");
    let papers: u64 =
        growth.lines().skip(1).map(|l| l.split(',').nth(1).unwrap().parse::<u64>().unwrap()).sum();
    assert_eq!(papers, 220);
    assert!(growth.contains("\n2002,18,"), "{growth}");
    // Every listed reference is in a year or counted as left out.
    let rpys = read(folder.path(), "curves/rpys.csv");
    let mut reader = csv::Reader::from_reader(rpys.as_bytes());
    let counted: u64 = reader.records().map(|row| row.unwrap()[1].parse::<u64>().unwrap()).sum();
    let described = run(folder.path(), &["describe", "corpus"]);
    let left_out = told["citation_age"]["left_out"].as_u64().unwrap();
    assert_eq!(counted + left_out, described["references"]["listed"].as_u64().unwrap());
    assert_eq!(told["bursts"]["words_of"], "keywords");
}
