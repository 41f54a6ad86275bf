//! The one error of the library: every variant carries the place, what is wrong there, and what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What the library's fallible calls return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Where an error stands: a file, and a line or row of it when one is known (from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as the user named it.
    pub path: PathBuf,
    /// The line in that file, from 1.
    pub line: Option<u64>,
    /// The row of a table that has no lines (Parquet), from 1.
    pub row: Option<u64>,
}

impl Place {
    /// A whole file.
    pub fn file(path: impl AsRef<Path>) -> Self {
        Self { path: path.as_ref().to_path_buf(), line: None, row: None }
    }

    /// One line of a file.
    pub fn line(path: impl AsRef<Path>, line: u64) -> Self {
        Self { line: Some(line), ..Self::file(path) }
    }

    /// One row of a table that has no lines.
    pub fn row(path: impl AsRef<Path>, row: u64) -> Self {
        Self { row: Some(row), ..Self::file(path) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.row) {
            (Some(line), _) => write!(f, "{}:{line}", self.path.display()),
            (None, Some(row)) => write!(f, "{}, row {row}", self.path.display()),
            (None, None) => write!(f, "{}", self.path.display()),
        }
    }
}

/// Everything that can stop a command.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The data in a file can't be used. Exit code 1.
    #[error("{place}: {what}; {remedy}")]
    Input {
        /// The file and line.
        place: Place,
        /// What is wrong there.
        what: String,
        /// What the user can do about it.
        remedy: String,
    },
    /// A study file, a rule pack or another settings file is wrong. Exit code 2.
    #[error("{place}: {what}; {remedy}")]
    Settings {
        /// The file and line.
        place: Place,
        /// What is wrong there.
        what: String,
        /// What the user can do about it.
        remedy: String,
    },
    /// An argument of the command line or of a library call is wrong. Exit code 2.
    #[error("{what}; {remedy}")]
    Argument {
        /// Which argument and what is wrong with it.
        what: String,
        /// What the user can do about it.
        remedy: String,
    },
    /// The question has no answer on this data (Katz past convergence, say). Exit code 1.
    #[error("{what}; {remedy}")]
    Unanswerable {
        /// What can't be computed and why.
        what: String,
        /// What the user can do about it.
        remedy: String,
    },
    /// A promise of the program does not hold (a claim's numerator outside its denominator). Exit code 1.
    #[error("{0}")]
    Broken(String),
    /// The system refused to read or write. Exit code 1.
    #[error("{path}: could not {doing}: {source}", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was tried: "read", "write", "create the folder".
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// polars could not build, read or write a table. Exit code 1.
    #[error("{path}: {source}", path = path.display())]
    Table {
        /// The table's file.
        path: PathBuf,
        /// What polars said.
        source: Box<polars::error::PolarsError>,
    },
}

impl Error {
    /// Data that can't be used, with its place.
    pub fn input(place: Place, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Input { place, what: what.into(), remedy: remedy.into() }
    }

    /// A wrong settings file, with its place.
    pub fn settings(place: Place, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Settings { place, what: what.into(), remedy: remedy.into() }
    }

    /// The same with wrong data taken as wrong settings: what the user wrote to steer the program. Exit code 2.
    pub fn into_settings(self) -> Self {
        match self {
            Self::Input { place, what, remedy } => Self::Settings { place, what, remedy },
            other => other,
        }
    }

    /// A wrong argument.
    pub fn argument(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Argument { what: what.into(), remedy: remedy.into() }
    }

    /// A question without an answer on this data.
    pub fn unanswerable(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Unanswerable { what: what.into(), remedy: remedy.into() }
    }

    /// The same told of a place in a file.
    #[must_use]
    pub fn at(self, place: Place) -> Self {
        match self {
            Self::Argument { what, remedy } | Self::Unanswerable { what, remedy } => {
                Self::Input { place, what, remedy }
            }
            other => other,
        }
    }

    /// For `map_err`: wraps what the system said about one path.
    pub fn io(path: impl AsRef<Path>, doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_path_buf();
        move |source| Self::Io { path, doing, source }
    }

    /// For `map_err`: wraps what polars said about one table.
    pub fn table(path: impl AsRef<Path>) -> impl FnOnce(polars::error::PolarsError) -> Self {
        let path = path.as_ref().to_path_buf();
        move |source| Self::Table { path, source: Box::new(source) }
    }

    /// The program's exit code: 2 when the arguments or the study file are wrong, else 1.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Settings { .. } | Self::Argument { .. } => 2,
            _ => 1,
        }
    }
}
