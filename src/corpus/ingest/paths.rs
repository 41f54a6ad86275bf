//! The files that the user named: patterns expanded, what can't be read refused before anything is read.

use std::path::{Path, PathBuf};

use crate::error::{Error, Place, Result};

/// The files in the order in which they were named; a pattern (`records/*.csv.gz`, `**` for folders) gives its files
/// sorted by name. A file named twice is read twice: its second rows all end as merged.
///
/// # Errors
/// No file at all, a pattern that matches nothing, a file that is not there, a folder.
pub fn expand(named: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in named {
        if path.is_dir() {
            return Err(folder(path));
        }
        // A file, or a pipe, which is read once.
        if path.exists() {
            files.push(path.clone());
            continue;
        }
        let text = path.to_string_lossy();
        if !text.contains(['*', '?', '[']) {
            return Err(Error::input(
                Place::file(path),
                "there is no such file",
                "check the name of the export",
            ));
        }
        let matches = glob::glob(&text).map_err(|e| {
            Error::argument(
                format!("`{text}` is no pattern of file names ({e})"),
                "write it like `records/*.csv`",
            )
        })?;
        let mut found: Vec<PathBuf> =
            matches.filter_map(std::result::Result::ok).filter(|p| p.is_file()).collect();
        if found.is_empty() {
            return Err(Error::input(
                Place::file(path),
                "no file matches this pattern",
                "check the folder and the ending",
            ));
        }
        found.sort();
        files.append(&mut found);
    }
    if files.is_empty() {
        return Err(Error::argument("no file of records is named", "name at least one export"));
    }
    Ok(files)
}

fn folder(path: &Path) -> Error {
    let example = path.join("*.csv");
    Error::input(
        Place::file(path),
        "this is a folder, not an export",
        format!("name its files, with a pattern if they are many: `{}`", example.display()),
    )
}
