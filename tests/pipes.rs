//! Records, edge tables, dates and lists of nodes come through a pipe as they come from a file: each is opened once and read to its end.
#![cfg(unix)]

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use citetrace::corpus::tables::write_table;
use polars::prelude::df;

use crate::support::citetrace;

const EDGES: &str = "source,target\nb,a\nc,a\nc,b\nd,c\nd,a\ne,d\n";
const NET: &str = "*Vertices 5\n1 a\n2 b\n3 c\n4 d\n5 e\n*Arcs\n2 1\n3 1\n3 2\n4 3\n4 1\n5 4\n";
const NODES: &str = "node,date\na,2001\nb,2002\nc,2003\nd,2004-05\ne,2005\n";

/// A pipe through which `bytes` come, the first ones one by one, and which nobody writes to again.
fn pipe(path: &Path, bytes: Vec<u8>) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    let path = path.to_path_buf();
    std::thread::spawn(move || {
        let mut out = File::options().write(true).open(path).unwrap();
        let (start, rest) = bytes.split_at(bytes.len().min(3));
        // A reader that knows enough goes away.
        for byte in start {
            let _ = out.write_all(&[*byte]);
            std::thread::sleep(Duration::from_millis(2));
        }
        let _ = out.write_all(rest);
    });
}

fn gzip(text: &str) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

fn utf_16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// What the command writes to `out`, a file or the files of a folder.
fn written(folder: &Path, arguments: &str, out: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let mut command = citetrace();
    command.current_dir(folder).args(arguments.split(' ')).args(["--out", out]);
    command.timeout(Duration::from_secs(60)).assert().success();
    let out = folder.join(out);
    if out.is_file() {
        return vec![(PathBuf::new(), fs::read(&out).unwrap())];
    }
    let mut files: Vec<PathBuf> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: &PathBuf| (path.strip_prefix(&out).unwrap().to_path_buf(), fs::read(path).unwrap());
    files.iter().map(read).collect()
}

#[test]
fn what_comes_through_pipes_gives_the_same_bytes_as_files() {
    let lists =
        [("a\n\nc\n".to_owned().into_bytes()), gzip("note,node\nx,c\ny,a\n"), utf_16("paper\na\nc\n")];
    let tables =
        [EDGES.as_bytes().to_vec(), gzip(EDGES), utf_16(EDGES), NET.as_bytes().to_vec(), utf_16(NET)];
    let commands = [
        ("rank --edges E --nodes N --measure personalized_pagerank --restart L", "r.csv"),
        ("cluster --edges E --nodes N", "c.csv"),
        ("mainpath --edges E --nodes N --from L", "m"),
        ("trace --edges E --nodes N --seeds L", "t"),
    ];
    for (at, table) in tables.iter().enumerate() {
        let list = &lists[at % lists.len()];
        for (command, out) in commands {
            let (plain, piped) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            for (name, bytes) in [("E", table.clone()), ("N", NODES.as_bytes().to_vec()), ("L", list.clone())]
            {
                fs::write(plain.path().join(name), &bytes).unwrap();
                if name != "L" || command.ends_with(name) {
                    pipe(&piped.path().join(name), bytes);
                }
            }
            let expected = written(plain.path(), command, out);
            assert!(!expected.is_empty());
            assert_eq!(written(piped.path(), command, out), expected, "{command}, table {at}");
        }
    }
}

#[test]
fn a_table_comes_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("E"), EDGES).unwrap();
    let expected = written(folder.path(), "rank --edges E --measure pagerank,katz", "r.csv");
    let mut command = citetrace();
    command.current_dir(folder.path()).args(["rank", "--edges", "/dev/stdin", "--measure", "pagerank,katz"]);
    command.args(["--out", "s.csv"]).write_stdin(EDGES).assert().success();
    assert_eq!(fs::read(folder.path().join("s.csv")).unwrap(), expected[0].1);
}

#[test]
fn records_come_through_a_pipe() {
    let record =
        "TY  - JOUR\nTI  - Cracks in laminates\nAU  - Kim, Ann\nPY  - 2017\nDO  - 10.5555/1\nER  - \n";
    let (plain, piped) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(plain.path().join("L"), gzip(record)).unwrap();
    pipe(&piped.path().join("L"), gzip(record));
    let expected = written(plain.path(), "ingest L", "corpus");
    assert!(expected.len() > 8);
    assert_eq!(written(piped.path(), "ingest L", "corpus"), expected);
}

/// What the command says when it fails.
fn refused(folder: &Path, arguments: &str) -> String {
    let mut command = citetrace();
    command.current_dir(folder).args(arguments.split(' ')).timeout(Duration::from_secs(60));
    let done = command.assert().code(1);
    String::from_utf8_lossy(&done.get_output().stderr).into_owned()
}

#[test]
fn parquet_from_a_pipe_is_refused_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut frame = df!("source" => ["b", "c"], "target" => ["a", "a"]).unwrap();
    write_table(&mut frame, &path("file.parquet")).unwrap();
    let bytes = fs::read(path("file.parquet")).unwrap();
    fs::write(path("unnamed"), &bytes).unwrap();
    fs::write(path("E"), EDGES).unwrap();
    let rank = "rank --measure core --out r.csv --edges";
    for (name, remedy) in [
        ("unnamed", "give it a name that ends in `.parquet`"),
        ("pipe", "has to be saved as a file first"),
        ("pipe.parquet", "save what comes from a pipe as a file first"),
    ] {
        for arguments in [
            format!("{rank} {name}"),
            format!("{rank} E --nodes {name}"),
            format!("trace --edges E --no-time --out t --seeds {name}"),
        ] {
            if name != "unnamed" {
                let _ = fs::remove_file(path(name));
                pipe(&path(name), bytes.clone());
            }
            let said = refused(folder.path(), &arguments);
            assert!(
                said.contains(&format!("citetrace: {name}: this is ")) && said.contains(remedy),
                "{said}"
            );
        }
    }
    // A name in a plain list.
    fs::write(path("list"), "PAR1\n").unwrap();
    assert!(
        refused(folder.path(), "trace --edges E --no-time --out t --seeds list").contains("`PAR1` is not")
    );
}

#[test]
fn an_error_does_not_wait_for_a_pipe_to_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    pipe(&folder.path().join("E"), b"source,target,weight\nb,a,1\nc,a,-2\n".to_vec());
    let said = refused(folder.path(), "rank --edges E --measure pagerank --out r.csv");
    assert!(said.contains("citetrace: E: the edge `c` → `a` has the weight -2"), "{said}");
    pipe(&folder.path().join("N"), b"*Vertices 200000000\n*Arcs\n1 2\n".to_vec());
    let said = refused(folder.path(), "rank --edges N --measure pagerank --out r.csv");
    assert!(said.contains("N:1: `*Vertices 200000000` is more than is taken from a pipe"), "{said}");
}
