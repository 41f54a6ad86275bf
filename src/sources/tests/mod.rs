//! Tests of the readers on whole files: real ones, hand-made ones, damaged ones.

use std::path::{Path, PathBuf};

use super::{FileRead, Record, read_file};
use crate::Result;

mod bibtex;
mod dialects;
mod excel;
mod json;
mod mutations;
mod neighbours;
mod openalex_web;
mod scopus;
mod starts;
mod tables;
mod tags;
mod wos;

/// A real file of the data folder beside the project; `None` (said on stderr) where it is not there.
pub(super) fn real_path(name: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(name);
    if path.exists() {
        return Some(path);
    }
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!in_ci, "{} is missing under CI=true", path.display());
    eprintln!("skipped: {} is not there", path.display());
    None
}

/// Reads a real file whole and checks the sum.
pub(super) fn read_real(name: &str) -> Option<(FileRead, Vec<Record>)> {
    let path = real_path(name)?;
    Some(read_path(&path).unwrap_or_else(|error| panic!("{error}")))
}

/// Reads a file whole and checks that rows = kept + rejected.
pub(super) fn read_path(path: &Path) -> Result<(FileRead, Vec<Record>)> {
    let mut records = Vec::new();
    let read = read_file(path, 3, &mut |record| records.push(record))?;
    assert_eq!(read.rows, records.len() as u64 + read.rejects.len() as u64, "{}", path.display());
    assert!(records.iter().all(|record| record.origin.file == 3));
    Ok((read, records))
}

/// Reads bytes as a file of a name that says nothing.
pub(super) fn read_bytes(bytes: &[u8]) -> Result<(FileRead, Vec<Record>)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export");
    std::fs::write(&path, bytes).unwrap();
    read_path(&path)
}

/// The message of a refusal, with the file called `export`.
pub(super) fn refusal(bytes: &[u8]) -> String {
    let message = read_bytes(bytes).unwrap_err().to_string();
    message.split_once("/export").map_or(message.clone(), |(_, rest)| format!("export{rest}"))
}

/// `line: reason` of each reject.
pub(super) fn reasons(read: &FileRead) -> Vec<String> {
    read.rejects.iter().map(|reject| format!("{}: {}", reject.line, reject.reason)).collect()
}

/// How many references the records list.
pub(super) fn references(records: &[Record]) -> usize {
    records.iter().map(|record| record.references.len()).sum()
}
