//! Arguments that more than one command takes.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::ValueEnum as _;

use crate::error::{Error, Result};

/// How people are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum People {
    /// P-0001, P-0002, …: the same person has the same in all tables of a corpus
    Pseudonyms,
    /// As the records name them
    Names,
}

impl std::fmt::Display for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.to_possible_value().as_ref().map_or("", |value| value.get_name()))
    }
}

/// Refuses a folder for results where a file stands: called before any work is done.
pub(super) fn check_folder_path(out: &Path) -> Result<()> {
    if out.is_file() {
        return Err(Error::argument(format!("`{}` is a file", out.display()), "give `--out` a folder"));
    }
    Ok(())
}

/// Refuses a file that is not there: called before a larger one is read.
pub(super) fn check_there<'a>(files: impl IntoIterator<Item = &'a PathBuf>) -> Result<()> {
    for file in files {
        std::fs::metadata(file).map_err(Error::io(file, "open"))?;
    }
    Ok(())
}

/// Refuses two outputs in one place, of which the second would replace the first: called before any work is done.
pub(super) fn check_apart(out: &Path, other: Option<&Path>, option: &str) -> Result<()> {
    if other == Some(out) {
        return Err(Error::argument(
            format!("`--out` and `{option}` both name `{}`", out.display()),
            "give each a file of its own",
        ));
    }
    Ok(())
}

/// A whole number from 0 up, for `value_parser` beside `allow_negative_numbers`: what is none is told with the remedy.
pub(super) fn whole<T: FromStr>(text: &str) -> std::result::Result<T, String> {
    text.parse().map_err(|_| {
        let is_whole = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_whole { "the number is too large" } else { "write a whole number from 0 up, in digits" }
            .to_owned()
    })
}

/// A number with or without decimals.
pub(super) fn number(text: &str) -> std::result::Result<f64, String> {
    text.parse().map_err(|_| "write a number, as 0.5".to_owned())
}
