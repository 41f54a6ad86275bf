//! Watch lists: dated entries about institutions, each with its source, and their status at a date.

mod matching;
mod own_csv;

use std::path::Path;

use super::country_code::CountryCode;
use crate::date::PartialDate;
use crate::error::Result;

pub use matching::WatchMatcher;

/// One entry of a watch list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WatchEntry {
    /// The list's id of the entry.
    pub id: String,
    /// The name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// The registry's id of the institution, where the list knows it.
    pub ror: Option<String>,
    /// The country.
    pub country: Option<CountryCode>,
    /// The id or name of the entry that it is a part of.
    pub parent: Option<String>,
    /// What it is (`university`, `laboratory`, `company`, …).
    pub kind: String,
    /// Who says so: the list, the programme, the document.
    pub source: String,
    /// Where that can be read.
    pub source_url: String,
    /// The first date on which it is listed; none means unknown.
    pub valid_from: Option<PartialDate>,
    /// The last date on which it is listed; none means that it still is.
    pub valid_to: Option<PartialDate>,
    /// Anything else.
    pub note: String,
}

/// Whether an entry is listed at a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is listed then.
    Listed,
    /// Its listing begins later.
    NotYetListed,
    /// Its listing ended before.
    NoLongerListed,
    /// The date is not known.
    UnknownDate,
}

impl Status {
    /// The word that tables hold.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::NotYetListed => "not_yet_listed",
            Self::NoLongerListed => "no_longer_listed",
            Self::UnknownDate => "unknown_date",
        }
    }
}

impl WatchEntry {
    /// The status at a date. Dates compare at the coarser of the two precisions: an entry valid from 2018-05-01 is listed
    /// for a paper of 2018. An entry without `valid_from` counts as always listed until `valid_to`.
    pub fn status_at(&self, date: Option<PartialDate>) -> Status {
        let Some(date) = date else { return Status::UnknownDate };
        if self.valid_from.is_some_and(|from| date.compare(from).is_lt()) {
            return Status::NotYetListed;
        }
        if self.valid_to.is_some_and(|to| date.compare(to).is_gt()) {
            return Status::NoLongerListed;
        }
        Status::Listed
    }
}

/// A watch list.
#[derive(Clone, Debug, Default)]
pub struct WatchList {
    entries: Vec<WatchEntry>,
}

impl WatchList {
    /// Reads a list; the format is recognised from the header. Time and memory O(file).
    ///
    /// # Errors
    /// A missing column, a wrong date, `valid_to` before `valid_from`, an unknown country code: each names file and line.
    pub fn read(path: &Path) -> Result<Self> {
        own_csv::read(path)
    }

    /// A list of ready entries.
    pub fn from_entries(entries: Vec<WatchEntry>) -> Self {
        Self { entries }
    }

    /// The entries, in the order of the file.
    pub fn entries(&self) -> &[WatchEntry] {
        &self.entries
    }

    /// The status of one entry at a date; an entry that is not in the list was never listed.
    pub fn status_at(&self, entry: usize, date: Option<PartialDate>) -> Status {
        self.entries.get(entry).map_or(Status::NotYetListed, |e| e.status_at(date))
    }
}
