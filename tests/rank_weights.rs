//! Tests of `rank --weights`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use citetrace::corpus::Corpus;
use citetrace::corpus::schema::{Author, AuthorBasis, Authorship, Paper};
use citetrace::corpus::store;
use citetrace::ids::{AuthorId, PaperId};
use serde_json::Value;

use crate::support::citetrace;

struct Trial {
    folder: tempfile::TempDir,
}

impl Trial {
    fn of(edges: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("e.csv"), edges).unwrap();
        Self { folder }
    }

    fn run(&self, arguments: &[&str]) -> assert_cmd::assert::Assert {
        citetrace().current_dir(self.folder.path()).args(arguments).assert()
    }

    /// The table of `rank` over `e.csv` and what it says.
    fn rank(&self, options: &[&str]) -> (String, Value) {
        let arguments = [&["rank", "--edges", "e.csv", "--json", "--out", "r.csv"], options].concat();
        let told = serde_json::from_slice(&self.run(&arguments).success().get_output().stdout).unwrap();
        (fs::read_to_string(self.folder.path().join("r.csv")).unwrap(), told)
    }

    fn refuses(&self, options: &[&str], code: i32, words: &str) {
        let arguments = [&["rank", "--edges", "e.csv", "--out", "out.csv"], options].concat();
        let said = String::from_utf8_lossy(&self.run(&arguments).code(code).get_output().stderr).into_owned();
        assert!(said.contains(words), "{said}");
        assert!(!self.folder.path().join("out.csv").exists());
    }
}

/// The columns of a table by name, `None` for null, the rows in order of the nodes' numbers.
fn columns(table: &str) -> Vec<(String, Vec<Option<f64>>)> {
    let mut lines = table.lines().map(|line| line.split(',').collect::<Vec<&str>>());
    let names = lines.next().unwrap();
    let mut rows: Vec<Vec<&str>> = lines.collect();
    rows.sort_by_key(|row| row[0].parse::<u32>().unwrap());
    (1..names.len())
        .map(|at| (names[at].to_owned(), rows.iter().map(|row| row[at].parse().ok()).collect()))
        .collect()
}

const STRENGTHS: &str =
    "in_degree,out_degree,pagerank,personalized_pagerank,hits_hub,hits_authority,eigenvector,katz,clustering";
const LENGTHS: &str = "betweenness,closeness,harmonic";

/// What networkx says, by `tests/oracles/weighted.py`.
#[test]
fn an_invented_network_agrees_with_networkx() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles/weighted.json");
    let oracle: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let alpha = oracle["alpha"].to_string();
    let restart: Vec<String> = oracle["restart"].as_array().unwrap().iter().map(Value::to_string).collect();
    for (direction, edges) in [("directed", "arcs"), ("undirected", "edges")] {
        let mut table = "source,target,weight\n".to_owned();
        for edge in oracle[edges].as_array().unwrap() {
            let _ = writeln!(table, "{},{},{}", edge[0], edge[1], edge[2]);
        }
        let trial = Trial::of(&table);
        fs::write(trial.folder.path().join("restart.txt"), restart.join("\n")).unwrap();
        let mut compared = 0;
        for (measures, how) in [(STRENGTHS, ""), (LENGTHS, "lengths"), (LENGTHS, "strengths")] {
            let weights = if how.is_empty() { "--weights".to_owned() } else { format!("--weights={how}") };
            let mut options =
                vec!["--measure", measures, "--alpha", &alpha, "--restart", "restart.txt", &weights];
            if direction == "undirected" {
                options.push("--undirected");
            }
            for (name, found) in columns(&trial.rank(&options).0) {
                let key = if how.is_empty() { name } else { format!("{name} {how}") };
                let expected = oracle[direction][&key].as_array().unwrap();
                assert_eq!(found.len(), expected.len());
                for (node, (found, expected)) in found.iter().zip(expected).enumerate() {
                    match (found, expected.as_f64()) {
                        (Some(found), Some(expected)) => assert!(
                            (found - expected).abs() <= 1e-9 * expected.abs() + 1e-12,
                            "{direction} {key} of {node}: {found} is not {expected}"
                        ),
                        (found, expected) => assert_eq!(*found, expected, "{direction} {key} of {node}"),
                    }
                    compared += 1;
                }
            }
        }
        assert_eq!(compared, 15 * 30);
    }
}

#[test]
fn weights_of_1_change_nothing() {
    let edges = "source,target\n1,0\n2,0\n2,1\n3,2\n0,3\n4,1\n";
    let with_ones = edges.replace('\n', ",1\n").replacen(",1\n", ",weight\n", 1);
    let measures = ["--measure", &format!("{STRENGTHS},{LENGTHS},core,component,disruption")];
    let restart = ["--restart", "restart.txt", "--alpha", "0.3"];
    let ranked = |edges: &str, options: &[&str]| {
        let trial = Trial::of(edges);
        fs::write(trial.folder.path().join("restart.txt"), "4\n").unwrap();
        columns(&trial.rank(&[&measures[..], &restart, options].concat()).0)
    };
    let plain = ranked(edges, &[]);
    for options in [&["--weights"][..], &["--weights=strengths"], &["--weights=none"]] {
        for ((name, found), (_, expected)) in ranked(&with_ones, options).iter().zip(&plain) {
            for (found, expected) in found.iter().zip(expected) {
                let same = found.unwrap_or(-1.0) - expected.unwrap_or(-1.0);
                assert!(same.abs() < 1e-12, "{name} {options:?}: {found:?} is not {expected:?}");
            }
        }
    }
}

#[test]
fn each_measure_says_what_a_weight_was_to_it() {
    let trial = Trial::of("source,target,weight\na,b,2\nb,c,0.5\n");
    let roles = |options: &[&str]| -> String {
        let measures = ["--measure", "in_degree,pagerank,betweenness,core,closeness"];
        let told = trial.rank(&[&measures[..], options].concat()).1;
        let roles = told["measures"].as_array().unwrap().iter().map(|m| m["weights"].to_string());
        roles.collect::<Vec<String>>().join(" ")
    };
    assert_eq!(roles(&[]), r#"null "strength" null null null"#);
    assert_eq!(roles(&["--weights"]), r#""strength" "strength" "length" null "length""#);
    assert_eq!(
        roles(&["--weights=strengths"]),
        r#""strength" "strength" "inverse length" null "inverse length""#
    );
    assert_eq!(roles(&["--weights=none"]), "null null null null null");
    let done = trial
        .run(&["rank", "--edges", "e.csv", "--measure", "core,harmonic", "--weights", "--out", "r.csv"])
        .success();
    let said = String::from_utf8_lossy(&done.get_output().stdout).into_owned();
    assert!(
        said.contains("core (weights left alone):") && said.contains("harmonic (weight: length):"),
        "{said}"
    );
    let table = trial.rank(&["--measure", "in_degree,closeness,harmonic", "--weights"]).0;
    insta::assert_snapshot!(table, @r"
    node,in_degree,closeness,harmonic
    a,0,0,0
    b,2,0.25,0.5
    c,0.5,0.6666666666666666,2.4
    ");
}

#[test]
fn a_sample_of_all_sources_is_exact() {
    let trial = Trial::of("source,target,weight\n3,2,2\n2,1,0.5\n3,1,4\n1,0,1\n");
    let exact = columns(&trial.rank(&["--measure", LENGTHS, "--weights"]).0);
    let sampled = columns(&trial.rank(&["--measure", LENGTHS, "--weights", "--samples", "9"]).0);
    for (name, values) in exact {
        let of = |wanted: &str| &sampled.iter().find(|(name, _)| name == wanted).unwrap().1;
        assert_eq!(*of(&name), values);
        assert!(of(&format!("{name}_se")).iter().all(|&se| se == Some(0.0)));
    }
}

#[test]
fn weights_without_a_meaning_are_refused_with_their_edge() {
    let trial = Trial::of("source,target\na,b\n");
    trial.refuses(
        &["--measure", "katz", "--weights"],
        2,
        "the edge table has no weights; give it a column `weight`",
    );
    let with = |rows: &str| Trial::of(&format!("source,target,weight\n{rows}"));
    let trial = with("a,b,1\nb,c,-2\n");
    for measure in ["pagerank", "hits_hub", "eigenvector", "katz", "clustering", "betweenness", "harmonic"] {
        let words = format!(
            "e.csv:3: the edge `b` → `c` has the weight -2, and {measure} has no meaning with negative weights"
        );
        trial.refuses(&["--measure", measure, "--weights"], 1, &words);
    }
    assert!(trial.rank(&["--measure", "in_degree", "--weights"]).0.ends_with("\nc,-2\n"));
    assert!(trial.rank(&["--measure", "pagerank", "--weights=none"]).0.starts_with("node,pagerank\n"));
    let trial = with("a,b,1\nb,c,0\n");
    for (measure, how) in [("closeness", "--weights"), ("betweenness", "--weights=strengths")] {
        trial.refuses(&["--measure", measure, how], 1, "the edge `b` → `c` has the weight 0");
    }
    assert!(trial.rank(&["--measure", "pagerank,katz,eigenvector,hits_hub", "--weights"]).0.contains("\nc,"));
    for weight in ["1e300", "1e-200"] {
        let trial = with(&format!("a,b,1\nb,c,{weight}\n"));
        trial.refuses(&["--measure", "pagerank"], 1, "takes weights from 1e-30 to 1e30");
    }
    let trial = with("a,b,1\na,b,2\n");
    trial.refuses(
        &["--measure", "closeness", "--weights"],
        1,
        "e.csv:3: the edge stands here again, and closeness takes weights as lengths",
    );
    assert!(trial.rank(&["--measure", "in_degree", "--weights"]).0.ends_with("\nb,3\n"));
    assert!(trial.rank(&["--measure", "harmonic", "--weights=strengths"]).0.ends_with("\nb,3\n"));
    let trial = with("a,b,1\nb,a,2\n");
    trial.refuses(&["--measure", "harmonic", "--weights", "--undirected"], 1, "the edge stands here again");
    assert!(trial.rank(&["--measure", "harmonic", "--weights"]).0.ends_with("\na,0.5\nb,1\n"));
    // Fourteen edges of weight 10³⁰ in a row, α = 0.1: the last node's index would be 10⁴⁰⁶.
    let chain: Vec<String> = (1..15).map(|node| format!("{node},{},1e30\n", node - 1)).collect();
    with(&chain.concat())
        .run(&["rank", "--edges", "e.csv", "--measure", "katz", "--weights", "--out", "out.csv"])
        .code(1);
    trial.refuses(&["--measure", "katz", "--weights=heavy"], 2, "lengths");
}

/// Authors of joint papers: 0 and 1 write three, 1 and 2 one, 0 to 3 one.
fn corpus(folder: &Path) {
    let author = Author {
        name: "Invented".to_owned(),
        orcid: None,
        source_ids: Vec::new(),
        basis: AuthorBasis::NameOnly,
    };
    let written = [&[0, 1][..], &[0, 1], &[0, 1], &[1, 2], &[0, 1, 2, 3]];
    let authorships = written.iter().enumerate().flat_map(|(paper, authors)| {
        authors.iter().map(move |&author| Authorship {
            paper: PaperId(paper as u32),
            author: Some(AuthorId(author)),
            ..Authorship::default()
        })
    });
    let corpus = Corpus {
        papers: vec![Paper::default(); written.len()],
        authors: vec![author; 4],
        authorships: authorships.collect(),
        ..Corpus::default()
    };
    store::write(&corpus, folder).unwrap();
}

#[test]
fn an_exported_network_ranks_as_the_corpus_does() {
    let trial = Trial::of("");
    corpus(&trial.folder.path().join("corpus"));
    let measures = [
        "--measure",
        "in_degree,pagerank,hits_hub,eigenvector,katz,betweenness,closeness,harmonic,clustering",
    ];
    let how = ["--weights=strengths", "--alpha", "0.02", "--out"];
    let network = ["--network", "coauthors", "--counting", "newman"];
    trial.run(&[&["rank", "corpus"], &network[..], &measures, &how, &["r.csv"]].concat()).success();
    let direct = columns(&unlabelled(&fs::read_to_string(trial.folder.path().join("r.csv")).unwrap()));
    for format in ["csv", "parquet"] {
        let file = format!("net.{format}");
        trial
            .run(&[&["export", "corpus"], &network[..], &["--format", format, "--out", &file]].concat())
            .success();
        let edges = ["rank", "--edges", &file, "--undirected"];
        trial.run(&[&edges[..], &measures, &how, &["s.csv"]].concat()).success();
        let exported = columns(&fs::read_to_string(trial.folder.path().join("s.csv")).unwrap());
        assert_eq!(exported.len(), direct.len());
        for ((name, found), (_, expected)) in exported.iter().zip(&direct) {
            for (found, expected) in found.iter().zip(expected) {
                let off = found.unwrap() - expected.unwrap();
                assert!(off.abs() < 1e-9, "{name}: {found:?} is not {expected:?}");
            }
        }
    }
    // The citations of a corpus have no weights.
    let said = trial.run(&["rank", "corpus", "--weights", "--measure", "katz", "--out", "t.csv"]).code(2);
    assert!(
        String::from_utf8_lossy(&said.get_output().stderr).contains("the network `citation` has no weights")
    );
}

/// A table without its second column.
fn unlabelled(table: &str) -> String {
    let keep = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        [&cells[..1], &cells[2..]].concat().join(",") + "\n"
    };
    table.lines().map(keep).collect()
}
