//! Our Parquet files are read by pandas, whose Arrow is another than that of polars.

use std::fs;
use std::process::Command;

use crate::support::{citetrace, python, real_file};

#[test]
fn pandas_reads_every_table_of_a_corpus() {
    let (Some(python), Some(records)) = (python(), real_file("scopus/metaknowledge.csv")) else { return };
    if !Command::new(&python).args(["-c", "import pandas, pyarrow"]).output().unwrap().status.success() {
        eprintln!("skipped: pandas and pyarrow are not there; tests/all.sh sets them up");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus");
    citetrace().arg("ingest").arg(records).arg("--out").arg(&corpus).arg("--quiet").assert().success();
    let ranks = folder.path().join("corpus/ranks.parquet");
    citetrace()
        .arg("rank")
        .arg(&corpus)
        .args(["--measure", "pagerank", "--out"])
        .arg(&ranks)
        .assert()
        .success();
    let tables: Vec<_> = fs::read_dir(&corpus)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "parquet"))
        .collect();
    assert!(tables.len() >= 8);
    let script = "import sys, pandas\nfor f in sys.argv[1:]: print(f, len(pandas.read_parquet(f)))\n\
                  papers = pandas.read_parquet([f for f in sys.argv if f.endswith('papers.parquet')][0])\n\
                  print(papers.records[0][0]['file'], papers.paper.dtype, papers.year.dtype)";
    let done = Command::new(&python).arg("-c").arg(script).args(&tables).output().unwrap();
    let (told, failed) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{failed}");
    assert!(told.contains("papers.parquet 220\n") && told.contains("ranks.parquet 220\n"), "{told}");
    assert!(told.ends_with("metaknowledge.csv uint32 int16\n"), "{told}");
}
