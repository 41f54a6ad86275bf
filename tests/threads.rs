//! The same bytes for any number of threads, on a graph with cycles that is large enough to be dealt out in blocks.

use std::fs;
use std::path::Path;

use crate::support::citetrace;

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                all.push((name, fs::read(path).unwrap()));
            }
        }
    }
    all.sort();
    all
}

#[test]
fn one_two_three_and_eight_threads_write_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        citetrace().current_dir(folder.path()).args(arguments).assert().success();
    };
    // A quarter of the papers is one component, as in hep-th, and neither numbers nor order tell the time.
    let make =
        ["synth", "--graph", "--papers", "2500", "--citations", "70000", "--cyclic", "0.25", "--shuffle"];
    run(&[&make[..], &["--out", "e.csv"]].concat());
    let nodes = fs::read_to_string(folder.path().join("e.nodes.csv")).unwrap();
    let some: Vec<&str> =
        nodes.lines().skip(1).step_by(400).filter_map(|line| line.split(',').next()).collect();
    fs::write(folder.path().join("seeds.txt"), some.join("\n")).unwrap();
    let weighted: Vec<String> = fs::read_to_string(folder.path().join("e.csv"))
        .unwrap()
        .lines()
        .enumerate()
        .map(|(at, line)| if at == 0 { format!("{line},weight") } else { format!("{line},{}", 1 + at % 5) })
        .collect();
    fs::write(folder.path().join("w.csv"), weighted.join("\n")).unwrap();
    let graph = ["--edges", "e.csv", "--nodes", "e.nodes.csv"];
    let measures = "in_degree,out_degree,pagerank,personalized_pagerank,hits_hub,hits_authority,eigenvector,katz,betweenness,\
                    closeness,harmonic,core,clustering,component,disruption";
    let sampled = "betweenness,closeness,harmonic";
    let mut first = None;
    for threads in ["1", "2", "3", "8"] {
        let place = format!("threads{threads}");
        let to = |name: &str| format!("{place}/{name}");
        let with =
            |head: &[&str], tail: &[&str]| run(&[head, &graph, &["--threads", threads], tail].concat());
        let all = [
            "--measure",
            measures,
            "--alpha",
            "0.001",
            "--restart",
            "seeds.txt",
            "--out",
            &to("rank.parquet"),
        ];
        with(&["rank"], &all);
        let out = to("undirected.csv");
        let undirected = ["--undirected", "--measure", "pagerank,eigenvector,katz,closeness,core,clustering"];
        let undirected = [&undirected[..], &["--alpha", "0.001", "--out", &out]].concat();
        with(&["rank"], &undirected);
        with(&["rank"], &["--measure", sampled, "--samples", "500", "--out", &to("sampled.csv")]);
        let weights =
            ["rank", "--edges", "w.csv", "--alpha", "0.0003", "--restart", "seeds.txt", "--threads", threads];
        let all = ["--weights=strengths", "--measure", measures, "--out", &to("weights.parquet")];
        run(&[&weights[..], &all].concat());
        let some =
            ["--weights=strengths", "--measure", sampled, "--samples", "200", "--out", &to("weights.csv")];
        run(&[&weights[..], &some].concat());
        with(&["rank"], &["--measure", sampled, "--error", "0.2", "--out", &to("error.csv")]);
        with(&["cluster"], &["--out", &to("modularity.csv")]);
        with(&["cluster"], &["--objective", "cpm", "--resolution", "0.01", "--out", &to("cpm.csv")]);
        with(&["mainpath"], &["--out", &to("mainpath")]);
        with(&["mainpath"], &["--weight", "spnp", "--tolerance", "0.2", "--out", &to("spnp")]);
        with(&["trace"], &["--seeds", "seeds.txt", "--hops", "3", "--out", &to("trace")]);
        let found = files(&folder.path().join(&place));
        let expected = first.get_or_insert_with(|| found.clone());
        for ((name, bytes), (other, others)) in found.iter().zip(expected.iter()) {
            assert!(name == other && bytes == others, "{name} differs with {threads} threads");
        }
        assert_eq!(found.len(), expected.len());
    }
}
