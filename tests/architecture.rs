//! The house stands: rooms import only from rooms on floors above, files stay short, the program stays thin.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms floor by floor. A room may import from every room before its own floor, never from its own floor or below.
const FLOORS: [&[&str]; 10] = [
    &["sources"],
    &["places"],
    &["corpus"],
    &["graph"],
    &["measures", "communities", "mainpath"],
    &["flags", "trace", "spark"],
    &["claims"],
    &["figures", "exports", "report"],
    &["study", "synth"],
    &["cli"],
];

/// Rooms that know a graph and nothing of papers: they may import from no other room.
const KNOW_ONLY_A_GRAPH: [&str; 3] = ["measures", "communities", "mainpath"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The rooms that a file names after `crate::`, with the line of each.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut at = 0;
    while let Some(next) = rest.find("crate::") {
        at += next + "crate::".len();
        rest = &text[at..];
        let line = text[..at].matches('\n').count() + 1;
        // `use crate::{a::b, c}` names a room at the start of each entry of the outer braces.
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            let mut entry_begins = true;
            for character in list.chars() {
                match character {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => entry_begins = true,
                    c if c.is_alphanumeric() || c == '_' => {
                        if entry_begins {
                            word.push(c);
                        }
                        continue;
                    }
                    _ => {}
                }
                if !word.is_empty() {
                    found.push((line, std::mem::take(&mut word)));
                    entry_begins = false;
                    if character == ',' && depth == 0 {
                        entry_begins = true;
                    }
                }
            }
            if !word.is_empty() {
                found.push((line, word));
            }
        } else {
            let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found.push((line, word));
        }
    }
    found
}

#[test]
fn a_list_of_imports_is_taken_apart() {
    let rooms: Vec<String> = imports("use crate::{graph::{Graph, csr}, corpus};\nuse crate::error::Result;")
        .into_iter()
        .map(|i| i.1)
        .collect();
    assert_eq!(rooms, ["graph", "corpus", "error"]);
}

#[test]
fn a_room_imports_only_from_floors_above() {
    let mut wrong = Vec::new();
    for path in rust_files(&root().join("src")) {
        let inside = path.strip_prefix(root().join("src")).unwrap();
        let room = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let is_root_file = inside.components().count() == 1;
        if inside == Path::new("main.rs") || inside == Path::new("lib.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for (line, target) in imports(&text) {
            let Some(target_floor) = floor_of(&target) else { continue };
            let allowed = if is_root_file {
                false
            } else {
                let floor = floor_of(&room).unwrap_or_else(|| panic!("{room} is on no floor"));
                let only_graph = KNOW_ONLY_A_GRAPH.contains(&room.as_str());
                target == room || (target_floor < floor && (!only_graph || target == "graph"))
            };
            if !allowed {
                wrong.push(format!("src/{}:{line} imports {target}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the flow of data:\n{}", wrong.join("\n"));
}

#[test]
fn every_folder_of_src_is_a_room() {
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            let room = path.file_name().unwrap().to_string_lossy().into_owned();
            assert!(floor_of(&room).is_some(), "src/{room} is on no floor");
        }
    }
}

#[test]
fn no_file_is_over_500_lines_and_main_is_thin() {
    let mut lengths = BTreeMap::new();
    for folder in ["src", "tests", "benches"] {
        for path in rust_files(&root().join(folder)) {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            lengths.insert(path.strip_prefix(root()).unwrap().display().to_string(), lines);
        }
    }
    let long: Vec<_> = lengths.iter().filter(|(_, lines)| **lines > 500).collect();
    assert!(long.is_empty(), "split by what they are about: {long:?}");
    assert!(lengths["src/main.rs"] < 60);
}

/// Whether a file belongs to a module that `#[cfg(test)]` stands before, by itself or by a folder above it.
fn is_for_tests_only(path: &Path) -> bool {
    let stem = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let mut module = path.to_path_buf();
    while module.parent() != Some(&root().join("src")) {
        let folder = module.parent().expect("a folder below src").to_path_buf();
        let declarers = [folder.join("mod.rs"), folder.with_extension("rs")];
        let declared = format!("#[cfg(test)]\nmod {};", stem(&module));
        if declarers.iter().any(|file| fs::read_to_string(file).is_ok_and(|text| text.contains(&declared))) {
            return true;
        }
        module = folder;
    }
    false
}

#[test]
fn unsafe_stands_in_one_file() {
    let allows = |path: &PathBuf| fs::read_to_string(path).unwrap().contains("allow(unsafe_code)");
    let files = ["src", "tests", "benches"].map(|folder| rust_files(&root().join(folder))).concat();
    let found: Vec<PathBuf> = files.into_iter().filter(allows).collect();
    // This file names the attribute, too.
    assert_eq!(found, [root().join("src/memory.rs"), root().join("tests/architecture.rs")]);
}

#[test]
fn the_library_neither_prints_nor_panics_on_purpose() {
    let mut wrong = Vec::new();
    for path in rust_files(&root().join("src")) {
        if is_for_tests_only(&path) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let library = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in library.lines().enumerate() {
            let code = line.trim_start();
            if code.starts_with("//") {
                continue;
            }
            for word in [".unwrap()", ".expect(", "panic!(", "println!(", "todo!(", "unimplemented!("] {
                if code.contains(word) && !(word == "println!(" && code.contains("eprintln!(")) {
                    wrong.push(format!("{}:{} {word}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
