//! The files that a study names: relative to the study's folder, with `*` and `?` in file and folder names.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// The files that `pattern` names under `folder`, sorted. A pattern without `*` and `?` names one file, if it is there.
pub fn files(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut open = vec![PathBuf::new()];
    let whole = folder.join(pattern);
    for component in whole.components() {
        let name = component.as_os_str();
        let is_pattern =
            matches!(component, Component::Normal(_)) && name.to_string_lossy().contains(['*', '?']);
        open = open
            .into_iter()
            .flat_map(|path| {
                if is_pattern { children(&path, &name.to_string_lossy()) } else { vec![path.join(name)] }
            })
            .collect();
    }
    open.retain(|path| path.is_file());
    open.sort();
    open
}

/// The entries of a folder whose names fit.
fn children(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    let read = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = fs::read_dir(read) else { return Vec::new() };
    entries
        .filter_map(std::result::Result::ok)
        .filter(|entry| fits(pattern, &entry.file_name().to_string_lossy()))
        .map(|entry| folder.join(entry.file_name()))
        .collect()
}

/// Whether `name` fits: `*` stands for any characters, `?` for one. A hidden file is fitted only by a pattern that begins with a dot.
fn fits(pattern: &str, name: &str) -> bool {
    if name.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    // Greedy matching with one point to come back to: the last star.
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        if pattern.get(p) == Some(&'*') {
            star = Some((p, n));
            p += 1;
        } else if pattern.get(p).is_some_and(|c| *c == '?' || *c == name[n]) {
            p += 1;
            n += 1;
        } else if let Some((at, taken)) = star {
            star = Some((at, taken + 1));
            p = at + 1;
            n = taken + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks_fit() {
        for (pattern, name, expected) in [
            ("*.csv", "a.csv", true),
            ("*.csv", "a.csv.gz", false),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxbyy", false),
            ("?.csv", "a.csv", true),
            ("?.csv", ".csv", false),
            ("*", ".hidden", false),
            ("part-?.csv", "part-é.csv", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn patterns_reach_into_folders_and_come_sorted() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b/2.csv", "b/1.csv", "c/3.csv", "c/note.txt"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let names = |pattern: &str| -> Vec<String> {
            files(folder.path(), pattern)
                .iter()
                .map(|p| p.strip_prefix(folder.path()).unwrap().display().to_string())
                .collect()
        };
        assert_eq!(names("*/*.csv"), ["b/1.csv", "b/2.csv", "c/3.csv"]);
        assert_eq!(names("b/1.csv"), ["b/1.csv"]);
        assert_eq!(names("b/../c/*.csv"), ["b/../c/3.csv"]);
        assert_eq!(names("x/*.csv"), Vec::<String>::new());
    }
}
