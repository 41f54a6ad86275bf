//! What `rank`, `cluster` and `mainpath` do with graphs that are wrong, empty or trivial, and what Ctrl-C leaves.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use citetrace::corpus::tables::write_table;
use polars::prelude::df;
use serde_json::Value;

use crate::support::citetrace;

struct Trial {
    folder: tempfile::TempDir,
}

impl Trial {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> assert_cmd::assert::Assert {
        citetrace().current_dir(self.folder.path()).args(arguments).arg("--json").assert()
    }

    /// The command fails with `code`, says `words`, and leaves no `out`.
    fn refuses(&self, arguments: &[&str], code: i32, words: &str) {
        let done = self.run(&[arguments, &["--out", "out.csv"]].concat()).code(code);
        let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(said.contains(words), "{arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{said}");
        assert!(!self.folder.path().join("out.csv").exists());
    }

    fn rank(&self, measures: &str, options: &[&str]) -> (Value, String) {
        let arguments =
            [&["rank", "--edges", "e.csv", "--measure", measures, "--out", "r.csv"], options].concat();
        let done = self.run(&arguments).success();
        let told = serde_json::from_slice(&done.get_output().stdout).unwrap();
        (told, fs::read_to_string(self.folder.path().join("r.csv")).unwrap())
    }
}

/// All measures of a graph alone.
const MEASURES: &str = "in_degree,out_degree,pagerank,hits_hub,hits_authority,eigenvector,katz,betweenness,closeness,\
                        harmonic,core,clustering,component,disruption";

#[test]
fn every_command_on_edges_refuses_a_wrong_table() {
    let trial = Trial::new();
    let commands: [&[&str]; 3] = [
        &["rank", "--edges", "e.csv", "--measure", "pagerank"],
        &["cluster", "--edges", "e.csv"],
        &["mainpath", "--edges", "e.csv"],
    ];
    for command in commands {
        for (table, words) in [
            ("source\na\n", "e.csv:1: no column `target`"),
            ("source,target,weight\na,b,1\nb,c,heavy\n", "e.csv:3: the weight `heavy` is no finite number"),
            ("source,target,weight\na,b,NaN\n", "e.csv:2: the weight `NaN`"),
            ("source,target,weight\na,b,inf\n", "e.csv:2: the weight `inf`"),
            ("source,target,weight\na,b,\n", "e.csv:2: the weight ``"),
            ("", "the file is empty"),
            ("source,target\n", "e.csv: the graph is empty: it has no node"),
            ("*Vertices 4294967296\n*Arcs\n1 2\n", "e.csv:1: the graph has 2^32 nodes or more"),
            ("*Vertices 1000000000\n*Arcs\n1 2\n", "more than a file of this size can use"),
        ] {
            trial.file("e.csv", table);
            trial.refuses(command, 1, words);
        }
        let _ = fs::remove_file(trial.folder.path().join("e.csv"));
        trial.refuses(command, 1, "e.csv");
    }
}

/// A weight that means nothing to a measure is named by file and line, in every form of an edge table.
#[test]
fn a_refused_weight_is_named_by_its_line() {
    let trial = Trial::new();
    let csv = "source,target,weight\r\na,b,1\r\n\r\nb,c,WEIGHT\r\nc,d,2\r\n";
    let net = "*Vertices 4\n1 a\n2 b\n3 c\n4 d\n*Arcs\n1 2 1\n% no\n2 3 WEIGHT\n3 4 2\n";
    let write = |weight: f64| {
        trial.file("e.csv", &csv.replace("WEIGHT", &weight.to_string()));
        trial.file("e.net", &net.replace("WEIGHT", &weight.to_string()));
        let out = fs::File::create(trial.folder.path().join("e.csv.gz")).unwrap();
        let mut packed = flate2::write::GzEncoder::new(out, flate2::Compression::fast());
        packed.write_all(csv.replace("WEIGHT", &weight.to_string()).as_bytes()).unwrap();
        packed.finish().unwrap();
        let mut frame =
            df!("source" => ["a", "b", "c"], "target" => ["b", "c", "d"], "weight" => [1.0, weight, 2.0])
                .unwrap();
        write_table(&mut frame, &trial.folder.path().join("e.parquet")).unwrap();
    };
    for (weight, words) in [(-2.0, "has the weight -2, and "), (1e300, "has the weight 1e300, and ")] {
        write(weight);
        for (file, place) in [
            ("e.csv", "e.csv:4: "),
            ("e.csv.gz", "e.csv.gz:4: "),
            ("e.net", "e.net:9: "),
            ("e.parquet", "e.parquet, row 2: "),
        ] {
            let said = format!("{place}the edge `b` → `c` {words}");
            for options in [&["pagerank"][..], &["harmonic", "--weights"], &["hits_hub", "--undirected"]] {
                trial.refuses(&[&["rank", "--edges", file, "--measure"], options].concat(), 1, &said);
            }
            if weight < 0.0 {
                let said = format!("{said}communities have no meaning with negative weights");
                trial.refuses(&["cluster", "--edges", file], 1, &said);
            }
        }
    }
    // Rows of one edge add up: the one that makes the sum negative is named, the other way round where directions don't count.
    trial.file("e.csv", "source,target,weight\na,b,1\nb,a,-3\na,b,0.5\n");
    trial.refuses(&["cluster", "--edges", "e.csv"], 1, "e.csv:3: the edge `b` → `a`");
    let undirected = ["rank", "--edges", "e.csv", "--measure", "pagerank", "--undirected"];
    trial.refuses(&undirected, 1, "e.csv:3: the edge `a` → `b` has the weight -1.5");
    trial.file("e.csv", "source,target,weight\na,b,1\nb,c,2\na,b,3\nc,b,1\n");
    let lengths = ["rank", "--edges", "e.csv", "--measure", "closeness", "--weights"];
    trial.refuses(&lengths, 1, "e.csv:4: the edge stands here again");
    trial.file("e.csv", "source,target,weight\na,b,1\nb,c,2\nc,b,1\n");
    trial.refuses(&[&lengths[..], &["--undirected"]].concat(), 1, "e.csv:4: the edge stands here again");
}

/// Every other bad cell is named by file and line (row), and tables as spreadsheets save them are read.
#[test]
fn a_bad_cell_is_named_by_its_line() {
    let trial = Trial::new();
    let refuses = |file: &str, words: &str| {
        trial.refuses(&["rank", "--edges", file, "--measure", "core"], 1, words);
    };
    for (text, words) in [
        ("source,target\r\na,b\r\n,c\r\n", "e.csv:3: the cell of `source` is empty"),
        ("source,target\n\n\na,b\n\nc\n", "e.csv:6: the row has 1 cell and the header 2"),
        ("source,target\na,b\n\"c,d\ne,f\n\"x\",y\n", "e.csv:3: the quotes of a cell that begins here"),
        ("from,to\na,b\n", "e.csv:1: no column `source`; the columns are `from`, `to`"),
        ("\u{0}\u{1}\n", "e.csv:1: no column `source`; the columns are `\\0\\u{1}`"),
    ] {
        trial.file("e.csv", text);
        refuses("e.csv", words);
    }
    for (text, words) in [
        ("*Vertices 2\n1 a\n2 b\n*Arcs\n1\n", "e.net:5: the line names one vertex"),
        ("*Vertices 2\n1 a\n2 b\n*Arcs\n1 b\n", "e.net:5: `b` is no vertex from 1 to 2"),
        ("*Vertices 2\n*Arcs\n1 2 nan\n", "e.net:3: the weight `nan` is no finite number"),
    ] {
        trial.file("e.net", text);
        refuses("e.net", words);
    }
    let write = |mut frame| write_table(&mut frame, &trial.folder.path().join("e.parquet")).unwrap();
    write(df!("source" => ["a", "b"], "target" => [Some("b"), None]).unwrap());
    refuses("e.parquet", "e.parquet, row 2: the cell of `target` is empty");
    write(df!("source" => ["a", "b"], "target" => ["b", "c"], "weight" => [1.0, f64::NAN]).unwrap());
    refuses("e.parquet", "e.parquet, row 2: the weight `NaN` is no finite number");
    write(df!("node" => ["a", "nobody"]).unwrap());
    trial.file("e.csv", "sep=;\r\nsource;target\r\na;b\r\n");
    trial.refuses(
        &["rank", "--edges", "e.csv", "--measure", "personalized_pagerank", "--restart", "e.parquet"],
        1,
        "e.parquet, row 2: `nobody` is not in the graph",
    );
    let (told, _) = trial.rank("core", &[]);
    assert_eq!(told["edges"], 1);
}

#[test]
fn settings_without_a_meaning_are_refused_with_the_remedy() {
    let trial = Trial::new();
    trial.file("e.csv", "source,target\na,b\nb,c\nc,a\nd,a\n");
    let rank = |options: &[&str], code: i32, words: &str| {
        trial.refuses(&[&["rank", "--edges", "e.csv", "--measure"], options].concat(), code, words);
    };
    trial.file("a.txt", "a\n");
    for damping in ["1", "1.5", "-0.1", "NaN"] {
        rank(&["pagerank", &format!("--damping={damping}")], 2, "--damping");
        let here = ["personalized_pagerank", "--restart", "a.txt", &format!("--damping={damping}")];
        rank(&here, 2, "--damping");
    }
    rank(&["katz", "--alpha", "1"], 1, "give `--alpha` a value below 1.000000");
    rank(&["katz", "--alpha=-1"], 2, "--alpha");
    trial.file("seeds.txt", "a\nnobody\n");
    rank(
        &["personalized_pagerank", "--restart", "seeds.txt"],
        1,
        "seeds.txt:2: `nobody` is not in the graph",
    );
    let seeds = ["--edges", "e.csv", "--from", "seeds.txt"];
    trial.refuses(&[&["mainpath"], &seeds[..]].concat(), 1, "`nobody` is not in the graph");
    rank(&["betweenness", "--samples", "1"], 2, "--samples");
    rank(&["closeness", "--samples", "0"], 2, "--samples");
    rank(&["betweenness", "--error", "0"], 2, "--error");
    rank(&["disruption", "--years", "5"], 2, "--nodes FILE");
    trial.file("e.csv", "source,target,weight\na,b,-1\nb,c,2\n");
    for measure in ["pagerank", "personalized_pagerank", "hits_hub"] {
        rank(&[measure, "--restart", "a.txt"], 1, "negative weights");
    }
    trial.refuses(&["cluster", "--edges", "e.csv"], 1, "negative weights");
    // A negative number is a number: what is wrong with it is said, before anything is read.
    for (command, options, words) in [
        ("rank", &["--measure", "pagerank", "--damping", "-0.1"][..], "give `--damping` as a share below 1"),
        ("rank", &["--measure", "katz", "--alpha", "-1"], "give `--alpha`"),
        ("rank", &["--measure", "betweenness", "--error", "-0.1"], "give `--error`"),
        ("rank", &["--measure", "harmonic", "--samples", "1"], "give `--samples` 2 or more"),
        ("rank", &["--measure", "personalized_pagerank"], "give `--restart FILE`"),
        ("mainpath", &["--tolerance", "-0.1"], "give `--tolerance`"),
    ] {
        trial.refuses(&[&[command, "--edges", "not there.csv"], options].concat(), 2, words);
    }
    trial.refuses(&["cluster", "--edges", "e.csv", "--resolution", "-1"], 2, "give `--resolution`");
    // What does not use weights takes them as they are.
    let (_, table) = trial.rank("in_degree,betweenness", &[]);
    assert_eq!(table, "node,in_degree,betweenness\na,0,0\nb,1,1\nc,1,0\n");
}

#[test]
fn a_graph_of_one_node_has_the_values_of_the_definitions() {
    let trial = Trial::new();
    // By a loop alone, which does not count, and by the list of nodes alone.
    for (edges, nodes) in [("source,target\na,a\n", None), ("source,target\n", Some("node,date\na,2000\n"))] {
        trial.file("e.csv", edges);
        trial.file("n.csv", nodes.unwrap_or("node,date\n"));
        let options: &[&str] = if nodes.is_some() { &["--nodes", "n.csv"] } else { &[] };
        for direction in [&[][..], &["--undirected"]] {
            let (told, table) = trial.rank(MEASURES, &[options, direction].concat());
            let row = table.lines().nth(1).unwrap();
            // As networkx has them; hubs and authorities of no edge have none, and nobody cites the paper.
            assert_eq!(row, "a,0,0,1,,,1,1,0,0,0,0,0,0,", "{table}");
            trial.file("a.txt", "a\n");
            let restart = [options, direction, &["--restart", "a.txt"]].concat();
            assert!(trial.rank("personalized_pagerank", &restart).1.ends_with("\na,1\n"));
            let nulls = told["measures"].as_array().unwrap().iter().filter(|m| m["nulls"] == 1);
            assert_eq!(nulls.clone().count(), 3);
            assert!(nulls.clone().all(|m| m["null_reason"].is_string()), "{told}");
        }
        let done =
            trial.run(&[&["cluster", "--edges", "e.csv", "--out", "c.csv"], options].concat()).success();
        let told: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
        assert!(told["modularity"].is_null() && told["null_reason"].is_string(), "{told}");
        assert_eq!(fs::read_to_string(trial.folder.path().join("c.csv")).unwrap(), "node,community\na,0\n");
        let mainpath = [&["mainpath", "--edges", "e.csv"], options].concat();
        trial.refuses(&mainpath, 1, "no citation between two of its 1 nodes");
    }
}

#[test]
fn node_names_are_text_whatever_the_table_holds() {
    let trial = Trial::new();
    let names = |file: &str| {
        let done = trial.run(&["rank", "--edges", file, "--measure", "in_degree", "--out", "r.csv"]);
        done.success();
        fs::read_to_string(trial.folder.path().join("r.csv")).unwrap()
    };
    trial.file("e.csv", "source,target\n007,7\n7.0,007\n");
    assert_eq!(names("e.csv"), "node,in_degree\n007,1\n7,1\n7.0,0\n");
    trial.file("e.net", "*Vertices 3\n1 \"007\"\n2 \"7\"\n3 \"x y\"\n*Arcs\n1 2\n3 1\n");
    assert_eq!(names("e.net"), "node,in_degree\n007,1\n7,1\nx y,0\n");
    let write = |mut frame| write_table(&mut frame, &trial.folder.path().join("e.parquet")).unwrap();
    write(df!("source" => [3_000_000_000u32, 5], "target" => [5u32, 7]).unwrap());
    assert_eq!(names("e.parquet"), "node,in_degree\n3000000000,0\n5,1\n7,1\n");
    write(df!("source" => [1.5, 2.0], "target" => [2.0, -0.25]).unwrap());
    assert_eq!(names("e.parquet"), "node,in_degree\n1.5,0\n2.0,1\n-0.25,1\n");
    write(df!("source" => ["007", "x"], "target" => [7i64, 8]).unwrap());
    assert_eq!(names("e.parquet"), "node,in_degree\n007,0\n7,1\nx,0\n8,1\n");
    write(df!("source" => [true, false], "target" => [false, false]).unwrap());
    assert_eq!(names("e.parquet"), "node,in_degree\ntrue,0\nfalse,1\n");
}

/// A long computation is interrupted: it ends at once, says nothing on stdout and leaves nothing where it would write.
#[cfg(unix)]
#[test]
fn ctrl_c_leaves_no_file() {
    let trial = Trial::new();
    let make = ["synth", "--graph", "--papers", "100000", "--citations", "1000000", "--out", "e.parquet"];
    trial.run(&make).success();
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("citetrace"));
        command.current_dir(trial.folder.path());
        command.args(["rank", "--edges", "e.parquet", "--measure", "betweenness", "--out", "out/r.csv"]);
        let mut running = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_secs(3));
        assert!(running.try_wait().unwrap().is_none(), "the computation was too short to be interrupted");
        let kill = std::process::Command::new("kill").args([signal, &running.id().to_string()]).status();
        assert!(kill.unwrap().success());
        let done = running.wait_with_output().unwrap();
        assert_eq!((done.status.code(), done.stdout.len()), (Some(code), 0));
        assert_eq!(listed(trial.folder.path()), ["e.nodes.parquet", "e.parquet"]);
    }
}

/// The same while a folder is being written.
#[cfg(unix)]
#[test]
fn ctrl_c_removes_what_is_half_written() {
    let trial = Trial::new();
    let make = ["synth", "--graph", "--papers", "60000", "--citations", "800000", "--out", "e.parquet"];
    trial.run(&make).success();
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("citetrace"));
    command.current_dir(trial.folder.path());
    command.args(["mainpath", "--edges", "e.parquet", "--out", "main"]).stdout(std::process::Stdio::null());
    let mut running = command.spawn().unwrap();
    let is_writing = || listed(trial.folder.path()).iter().any(|name| name.starts_with(".citetrace-"));
    while !is_writing() && running.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let kill = std::process::Command::new("kill").args(["-INT", &running.id().to_string()]).status();
    assert!(kill.is_ok());
    let done = running.wait().unwrap();
    // On a fast machine it may have been done before the signal came: then all of it is there.
    let expected: &[&str] = match done.code() {
        Some(130) => &["e.nodes.parquet", "e.parquet"],
        _ => &["e.nodes.parquet", "e.parquet", "main"],
    };
    assert_eq!(listed(trial.folder.path()), expected);
}

fn listed(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}
