//! `citetrace synth`: a bibliography anew, byte by byte; and what it must hold.

use std::io::Read as _;
use std::path::Path;

use crate::support::citetrace;

/// The text of a file that may be compressed.
fn text(path: &Path) -> String {
    let bytes = std::fs::read(path).expect("a readable file");
    let mut text = String::new();
    if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("compressed text");
    } else {
        text = String::from_utf8(bytes).expect("text");
    }
    text
}

/// All files below a folder, by their paths in it.
fn files(folder: &Path) -> Vec<String> {
    let mut files: Vec<String> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| Some(entry.path().strip_prefix(folder).ok()?.to_str()?.to_owned()))
        .collect();
    files.sort();
    files
}

#[test]
fn a_small_bibliography_is_written_whole_and_marks_every_record() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("small");
    let run =
        citetrace().args(["synth", "--records", "400", "--seed", "9", "--json", "--out"]).arg(&out).assert();
    let summary: serde_json::Value = serde_json::from_slice(&run.success().get_output().stdout).unwrap();
    assert_eq!(summary["records"], 400);
    let mut rows = 0;
    for name in files(&out).iter().filter(|name| name.starts_with("records/")) {
        let text = text(&out.join(name));
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header = reader.headers().unwrap().clone();
        let at = |name: &str| header.iter().position(|h| h == name).unwrap();
        for row in reader.records() {
            let row = row.unwrap();
            rows += 1;
            assert!(row[at("Abstract")].ends_with("[synthetic record]"), "{row:?}");
            assert!(row[at("EID")].starts_with("2-s2.0-SYNTH"), "{row:?}");
            assert!(row[at("DOI")].is_empty() || row[at("DOI")].starts_with("10.5555/"), "{row:?}");
            assert!(
                row[at("Publisher")].contains("invented") && row[at("Source title")].contains("Synthetic")
            );
        }
    }
    assert_eq!(rows, 400);
}

#[test]
fn too_few_records_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let run = citetrace().args(["synth", "--records", "10", "--out"]).arg(folder.path().join("x")).assert();
    let error = String::from_utf8(run.failure().code(2).get_output().stderr.clone()).unwrap();
    insta::assert_snapshot!(error.trim(), @"citetrace: a synthetic bibliography of 10 records can't be made; ask for 300 to 900000 records");
}
