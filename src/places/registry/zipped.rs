//! ROR publishes its releases as a zip with a JSON and a CSV file in it.

use std::io::{Cursor, Read as _};
use std::path::Path;

use zip::ZipArchive;

use crate::error::{Error, Place, Result};

/// What a member may unpack to: several times a release of today.
const LARGEST: u64 = 4 << 30;

/// Whether the bytes are a zip archive.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case(ending))
}

/// The registry in an archive: the JSON member of the newest form, else the CSV member.
pub(super) fn member(path: &Path, bytes: Vec<u8>) -> Result<Vec<u8>> {
    let packed = bytes.len() as u64;
    let wrong = |what: String| Error::input(Place::file(path), what, "give ROR's data dump unchanged");
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|e| wrong(format!("the zip can't be read ({e})")))?;
    let mut names: Vec<String> =
        archive.file_names().filter_map(|name| name.ok().map(std::borrow::Cow::into_owned)).collect();
    names.sort_by_key(|name| {
        let json = has_ending(name, "json");
        (!json, !name.contains("v2"), name.clone())
    });
    let name = names
        .into_iter()
        .find(|name| !name.starts_with("__MACOSX") && (has_ending(name, "json") || has_ending(name, "csv")))
        .ok_or_else(|| wrong("the zip holds neither a .json nor a .csv file".into()))?;
    let member =
        archive.by_name(&name).map_err(|e| wrong(format!("`{name}` in the zip can't be read ({e})")))?;
    // A release packs to a seventh.
    let limit = LARGEST.min((packed * 100).max(64 << 20));
    let mut out = Vec::new();
    member
        .take(limit + 1)
        .read_to_end(&mut out)
        .map_err(|e| wrong(format!("`{name}` in the zip can't be unpacked ({e})")))?;
    if out.len() as u64 > limit {
        return Err(wrong(format!(
            "`{name}` unpacks to more than 100 times the size of the zip, which no release does"
        )));
    }
    Ok(out)
}
