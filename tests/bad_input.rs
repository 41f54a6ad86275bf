//! What bad input gets: a message that names the place and the remedy, the right exit code, and nothing half written.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use predicates::prelude::*;
use predicates::str::contains;
use tempfile::TempDir;

use crate::support::citetrace;

pub(crate) const HEADER: &str = "Authors,Author full names,Author(s) ID,Title,Year,Source title,Volume,Issue,Art. No.,Page start,Page end,\
                      Cited by,DOI,Link,Affiliations,Authors with affiliations,Abstract,Author Keywords,Index Keywords,\
                      Funding Details,Funding Texts,References,Correspondence Address,Language of Original Document,\
                      Document Type,Source,EID";

/// One well-formed row of that header.
pub(crate) fn row(number: u32) -> String {
    format!(
        "\"Lorn A.\",\"Lorn, Ada (99{number})\",\"99{number}\",\"Invented title number {number}\",2019,\"Synthetic Journal\",\"1\",\"2\",\"\",\
         \"{number}\",\"{}\",0,\"10.5555/bad.{number}\",\"\",\"Invented Institute, Oslo, Norway\",\"Lorn A., Invented Institute, Oslo, Norway\",\
         \"An abstract.\",\"\",\"\",\"\",\"\",\"\",\"\",\"English\",\"Article\",\"Scopus\",\"2-s2.0-99{number}\"",
        number + 5
    )
}

struct Trial {
    folder: TempDir,
}

impl Trial {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn ingest(&self, records: &Path) -> assert_cmd::assert::Assert {
        citetrace().arg("ingest").arg(records).arg("--out").arg(self.path("corpus")).arg("--json").assert()
    }

    /// Nothing stands in the folder but the named files.
    fn holds_only(&self, names: &[&str]) {
        let mut there: Vec<String> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        there.sort();
        assert_eq!(there, names);
    }

    /// The file entry of the summary: (rows, papers, merged, rejected).
    fn sums(&self, records: &Path) -> [u64; 4] {
        let output = self.ingest(records).success().get_output().stdout.clone();
        let summary: serde_json::Value = serde_json::from_slice(&output).unwrap();
        let file = &summary["files"][0];
        let sums = ["rows", "papers", "merged", "rejected"].map(|k| file[k].as_u64().unwrap());
        assert_eq!(sums[0], sums[1] + sums[2] + sums[3], "the sum must hold: {file}");
        sums
    }

    fn rejects(&self) -> String {
        fs::read_to_string(self.path("corpus/rejects.jsonl")).unwrap()
    }
}

#[test]
fn an_empty_file_is_refused() {
    let trial = Trial::new();
    let records = trial.file("empty.csv", "");
    trial.ingest(&records).code(1).stderr(contains("empty.csv").and(contains("empty")));
    trial.holds_only(&["empty.csv"]);
}

#[test]
fn a_header_alone_has_no_rows() {
    let trial = Trial::new();
    let records = trial.file("header.csv", format!("{HEADER}\n"));
    assert_eq!(trial.sums(&records), [0, 0, 0, 0]);
}

#[test]
fn a_truncated_last_row_is_a_reject_with_its_line() {
    let trial = Trial::new();
    let third = row(3);
    let records =
        trial.file("cut.csv", format!("{HEADER}\n{}\n{}\n{}", row(1), row(2), &third[..third.len() / 2]));
    assert_eq!(trial.sums(&records), [3, 2, 0, 1]);
    assert!(trial.rejects().contains("\"line\":4"), "{}", trial.rejects());
}

#[test]
fn an_unbalanced_quote_does_not_swallow_the_rows_after_it() {
    let trial = Trial::new();
    let broken = row(2).replace("\"Invented title number 2\"", "\"Invented title number 2");
    let rows: Vec<String> = (3..40).map(row).collect();
    let records = trial.file("quote.csv", format!("{HEADER}\n{}\n{broken}\n{}\n", row(1), rows.join("\n")));
    let [rows, papers, _, rejected] = trial.sums(&records);
    assert!(papers >= 37, "{papers} papers of 39");
    assert!(rejected >= 1 || papers == 39, "{rows} rows, {rejected} rejected");
}

#[test]
fn latin_1_bytes_are_read_or_rejected_but_never_lost() {
    let trial = Trial::new();
    let mut bytes = format!("{HEADER}\n{}\n", row(1)).into_bytes();
    let second = row(2).replace("Oslo", "Troms\u{1}");
    bytes.extend(second.bytes().map(|b| if b == 1 { 0xF8 } else { b }));
    bytes.push(b'\n');
    let records = trial.file("latin.csv", bytes);
    let [rows, papers, _, rejected] = trial.sums(&records);
    assert_eq!((rows, papers + rejected), (2, 2));
}

#[test]
fn a_byte_order_mark_and_crlf_change_nothing() {
    let trial = Trial::new();
    let text = format!("\u{FEFF}{HEADER}\r\n{}\r\n{}\r\n", row(1), row(2));
    let records = trial.file("windows.csv", text);
    assert_eq!(trial.sums(&records), [2, 2, 0, 0]);
}

#[test]
fn a_missing_column_is_named_with_the_remedy() {
    let trial = Trial::new();
    let header = HEADER.replace("Title,Year", "Titel,Year");
    let records = trial.file("cut_header.csv", format!("{header}\n{}\n", row(1)));
    trial
        .ingest(&records)
        .code(1)
        .stderr(contains("cut_header.csv").and(contains("Title")).and(contains("export")));
    trial.holds_only(&["cut_header.csv"]);
}

#[test]
fn an_unknown_header_is_refused_and_nothing_is_written() {
    let trial = Trial::new();
    let records = trial.file("other.csv", "a,b,c\n1,2,3\n");
    trial.ingest(&records).code(1).stderr(contains("other.csv"));
    trial.holds_only(&["other.csv"]);
}

#[test]
fn a_field_of_ten_megabytes_is_read_or_rejected() {
    let trial = Trial::new();
    let long = row(1).replace("An abstract.", &"word ".repeat(2 << 20));
    let records = trial.file("long.csv", format!("{HEADER}\n{long}\n{}\n", row(2)));
    let [rows, papers, _, rejected] = trial.sums(&records);
    assert_eq!((rows, papers + rejected), (2, 2));
}

#[test]
fn a_zip_bomb_is_refused_within_bounds() {
    let trial = Trial::new();
    let path = trial.path("bomb.csv.gz");
    let mut bomb =
        flate2::write::GzEncoder::new(fs::File::create(&path).unwrap(), flate2::Compression::best());
    bomb.write_all(HEADER.as_bytes()).unwrap();
    bomb.write_all(b"\n\"").unwrap();
    let zeros = vec![b'a'; 1 << 20];
    for _ in 0..400 {
        bomb.write_all(&zeros).unwrap();
    }
    bomb.finish().unwrap();
    let assert = trial.ingest(&path);
    let output = assert.get_output();
    if output.status.success() {
        let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(summary["files"][0]["rejected"], 1);
    } else {
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains("bomb.csv.gz"));
    }
}

#[test]
fn a_study_with_an_unknown_key_names_its_line() {
    let trial = Trial::new();
    trial.file("records.csv", format!("{HEADER}\n{}\n", row(1)));
    let study = trial.file(
        "study.toml",
        "name = \"x\"\ncorpus = { records = [\"records.csv\"] }\n\n[trace]\nhops = 2\nhopps = 3\n",
    );
    citetrace()
        .arg("run")
        .arg(&study)
        .arg("--out")
        .arg(trial.path("out"))
        .assert()
        .code(2)
        .stderr(contains("study.toml:6").and(contains("hopps")));
    trial.holds_only(&["records.csv", "study.toml"]);
}

#[test]
fn a_study_that_names_a_missing_file_names_the_line() {
    let trial = Trial::new();
    let study = trial.file("study.toml", "name = \"x\"\ncorpus = { records = [\"nowhere.csv\"] }\n");
    citetrace()
        .arg("run")
        .arg(&study)
        .arg("--out")
        .arg(trial.path("out"))
        .assert()
        .code(2)
        .stderr(contains("study.toml:2").and(contains("nowhere.csv")));
}

#[test]
fn a_watch_list_with_a_wrong_date_names_its_line() {
    let trial = Trial::new();
    trial.file("records.csv", format!("{HEADER}\n{}\n", row(1)));
    trial.file(
        "watch.csv",
        "id,name,aliases,ror,country,parent,kind,source,source_url,valid_from,valid_to,note\n\
         w1,Invented Laboratory,,,NO,,,invented list,,2019-02-30,,\n",
    );
    let study = trial.file(
        "study.toml",
        "name = \"x\"\ncorpus = { records = [\"records.csv\"] }\n[[flag]]\nrule = \"r\"\ncountries.any_of = [\"NO\"]\n\
         [trace]\nhops = 1\nwatch_lists = [\"watch.csv\"]\n",
    );
    citetrace()
        .arg("run")
        .arg(&study)
        .arg("--out")
        .arg(trial.path("out"))
        .assert()
        .failure()
        .stderr(contains("watch.csv:2").and(contains("2019-02-30")));
}

#[test]
fn an_output_folder_that_cannot_be_written_is_named() {
    let trial = Trial::new();
    let records = trial.file("records.csv", format!("{HEADER}\n{}\n", row(1)));
    let in_the_way = trial.file("in_the_way", "a file, not a folder");
    let out = in_the_way.join("corpus");
    citetrace()
        .arg("ingest")
        .arg(&records)
        .arg("--out")
        .arg(&out)
        .assert()
        .code(1)
        .stderr(contains("in_the_way"));
    assert_eq!(fs::read_to_string(&in_the_way).unwrap(), "a file, not a folder");
}

#[test]
fn half_a_corpus_is_refused_with_the_remedy() {
    let trial = Trial::new();
    let records = trial.file("records.csv", format!("{HEADER}\n{}\n", row(1)));
    trial.ingest(&records).success();
    fs::remove_file(trial.path("corpus/citations.parquet")).unwrap();
    citetrace()
        .arg("describe")
        .arg(trial.path("corpus"))
        .assert()
        .code(1)
        .stderr(contains("citations").and(contains("ingest")));
    let foreign = trial.path("foreign");
    fs::create_dir(&foreign).unwrap();
    citetrace().arg("describe").arg(&foreign).assert().code(1).stderr(contains("foreign"));
}

#[test]
fn strict_turns_a_reject_into_exit_code_3() {
    let trial = Trial::new();
    let third = row(3);
    let records = trial.file("cut.csv", format!("{HEADER}\n{}\n{}", row(1), &third[..third.len() / 2]));
    let corpus = trial.path("corpus");
    citetrace().args(["ingest", "--strict"]).arg(&records).arg("--out").arg(&corpus).assert().code(3);
    assert!(corpus.join("papers.parquet").exists());
}

#[test]
fn wrong_arguments_are_exit_code_2() {
    citetrace().arg("ingest").assert().code(2);
    citetrace()
        .args(["rank", "--threads", "0", "--edges", "x.csv", "--measure", "pagerank", "--out", "y.csv"])
        .assert()
        .code(2);
    citetrace().arg("no-such-command").assert().code(2);
}
