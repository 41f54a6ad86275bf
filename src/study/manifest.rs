//! `manifest.json`: what went in and what came out, so that a reader can check that the results belong to the inputs.
//!
//! It holds SHA-256 and size of every input and output, the study as it was written, the seed and the program's version; no times and no
//! absolute paths, so the same run gives the same bytes anywhere.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use walkdir::WalkDir;

use super::settings::Study;
use crate::error::{Error, Result};

/// One file with its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hashed {
    /// Inputs: relative to the study file's folder; outputs: relative to the output folder.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal digits.
    pub sha256: String,
}

/// The manifest.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    /// `citetrace`.
    pub program: &'static str,
    /// Its version.
    pub version: &'static str,
    /// The seed.
    pub seed: u64,
    /// The study's settings as its file states them.
    pub study: serde_json::Value,
    /// The study file, every file that it names, and the corrections beside it.
    pub inputs: Vec<Hashed>,
    /// How many of the user's corrections were applied, by kind; left out where there are none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub overrides: BTreeMap<&'static str, u64>,
    /// Every other file of the results.
    pub outputs: Vec<Hashed>,
}

impl Manifest {
    /// Hashes the inputs of `study`.
    ///
    /// # Errors
    /// A file can't be read.
    pub fn of_inputs(study: &Study, seed: u64) -> Result<Self> {
        let text = std::fs::read_to_string(&study.path).map_err(Error::io(&study.path, "read the study"))?;
        let value: toml::Value = toml::from_str(&text).map_err(|e| {
            Error::Broken(format!("{}: the study no longer parses: {e}", study.path.display()))
        })?;
        let inputs = study
            .inputs()
            .iter()
            .map(|path| hash(path, relative(path, &study.folder)))
            .collect::<Result<Vec<_>>>()?;
        Ok(Self {
            program: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            seed,
            study: json_of(value),
            inputs,
            overrides: BTreeMap::new(),
            outputs: Vec::new(),
        })
    }

    /// Hashes every file below `folder`, by name.
    ///
    /// # Errors
    /// A file can't be read.
    pub fn add_outputs(&mut self, folder: &Path) -> Result<()> {
        let mut paths = Vec::new();
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let entry = entry.map_err(|e| Error::io(folder, "read")(e.into()))?;
            if entry.file_type().is_file() {
                paths.push(entry.into_path());
            }
        }
        self.outputs = paths.iter().map(|path| hash(path, relative(path, folder))).collect::<Result<_>>()?;
        self.outputs.sort_by(|a, b| a.file.cmp(&b.file));
        Ok(())
    }
}

/// A path below `folder` without it, with `/` between its parts.
pub(super) fn relative(path: &Path, folder: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn hash(path: &PathBuf, file: String) -> Result<Hashed> {
    let mut opened = File::open(path).map_err(Error::io(path, "read"))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 16];
    let mut bytes = 0;
    loop {
        let read = opened.read(&mut buffer).map_err(Error::io(path, "read"))?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
        bytes += read as u64;
    }
    let sha256 = hasher.finalize().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    Ok(Hashed { file, bytes, sha256 })
}

/// TOML as JSON, dates as text.
fn json_of(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(yes) => yes.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(json_of).collect(),
        toml::Value::Table(table) => {
            serde_json::Value::Object(table.into_iter().map(|(key, value)| (key, json_of(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_standard() {
        // FIPS 180-4, the one-block message "abc".
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        let hashed = hash(&path, "abc".into()).unwrap();
        assert_eq!(hashed.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(hashed.bytes, 3);
    }

    #[test]
    fn dates_become_text() {
        let value: toml::Value = toml::from_str("a = 2016-12-01\nb = [1, true]").unwrap();
        assert_eq!(json_of(value).to_string(), r#"{"a":"2016-12-01","b":[1,true]}"#);
    }
}
