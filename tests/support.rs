//! What the whole-program tests share: the program, the real files, an independent reader.

use std::path::{Path, PathBuf};

/// The program under test.
pub(crate) fn citetrace() -> assert_cmd::Command {
    assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("citetrace"))
}

/// A real file of the data folder beside the project. `None` (the test says that it is skipped) where the folder is
/// not there; under CI=true its absence is a failure.
pub(crate) fn real_file(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!in_ci, "{} is missing under CI=true", path.display());
    eprintln!("skipped: {} is not there", path.display());
    None
}

/// The Python in which the setup of the tests installed networkx. `None` (the test says that it is skipped) without it.
pub(crate) fn python() -> Option<PathBuf> {
    let python = std::env::var_os("CITETRACE_TEST_PYTHON");
    if python.is_none() {
        eprintln!("skipped: no CITETRACE_TEST_PYTHON; tests/all.sh sets it up");
    }
    python.map(PathBuf::from)
}
