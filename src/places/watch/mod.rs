//! Watch lists: dated entries about institutions, each with its source, and their status at a date.

mod csl;
mod listing;
mod matching;
mod opensanctions;
mod own_csv;

use std::path::Path;

use super::country_code::CountryCode;
use super::table::{Table, read_text};
use crate::date::PartialDate;
use crate::error::Result;

pub use listing::{Listing, PartOf};
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
    /// The id or name of the entry that it is a part of; it is listed while that one is.
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
    /// Further periods in which it is listed, where it was delisted in between: from and to.
    pub more_periods: Vec<(Option<PartialDate>, Option<PartialDate>)>,
}

/// What entries of a list are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Subjects {
    /// Institutions and companies; people, vessels, aircraft and wallets are left out.
    #[default]
    Organisations,
    /// Everything.
    All,
}

impl Subjects {
    fn include(self, kind: &str) -> bool {
        let is_other =
            matches!(kind, "individual" | "person" | "vessel" | "airplane" | "aircraft" | "cryptowallet");
        self == Self::All || !is_other
    }
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
        let periods =
            std::iter::once((self.valid_from, self.valid_to)).chain(self.more_periods.iter().copied());
        let mut status = Status::NotYetListed;
        for (from, to) in periods {
            if from.is_some_and(|from| date.compare(from).is_lt()) {
                continue;
            }
            if to.is_none_or(|to| date.compare(to).is_le()) {
                return Status::Listed;
            }
            status = Status::NoLongerListed;
        }
        status
    }
}

/// A watch list.
#[derive(Clone, Debug, Default)]
pub struct WatchList {
    entries: Vec<WatchEntry>,
    left_out: usize,
}

impl WatchList {
    /// Reads a list: the own CSV, the U.S. Consolidated Screening List (CSV or JSON) or OpenSanctions' `targets.simple.csv`,
    /// plain or compressed; the format is recognised from the content. People and vessels are left out. Time and memory
    /// O(file).
    ///
    /// # Errors
    /// A missing column, a wrong date, `valid_to` before `valid_from`, an unknown country code: each names file and line.
    pub fn read(path: &Path) -> Result<Self> {
        Self::read_subjects(path, Subjects::Organisations)
    }

    /// The same with people and vessels where asked for.
    pub fn read_subjects(path: &Path, subjects: Subjects) -> Result<Self> {
        let text = read_text(path)?;
        if text.trim_start().starts_with(['[', '{']) {
            return csl::from_json(path, &text, subjects);
        }
        let table = Table::parse(path, &text)?;
        if csl::is_csl(&table) {
            csl::from_table(path, &table, subjects)
        } else if opensanctions::is_opensanctions(&table) {
            opensanctions::from_table(&table, subjects)
        } else {
            own_csv::from_table(&table, subjects)
        }
    }

    /// A list of ready entries.
    pub fn from_entries(entries: Vec<WatchEntry>) -> Self {
        Self { entries, left_out: 0 }
    }

    /// How many people and vessels of the file were left out.
    pub fn left_out(&self) -> usize {
        self.left_out
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

/// A list's name of an entity without the legal tail ("; and any successor, …") and without an acronym in brackets, and what
/// else it is called by that.
fn names_of(name: &str) -> (String, Vec<String>) {
    let name = name.split("; and any").next().unwrap_or(name).trim();
    match name.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")) {
        Some((before, acronym)) if !acronym.contains(' ') => {
            (before.trim().to_owned(), vec![name.to_owned(), acronym.to_owned()])
        }
        _ => (name.to_owned(), Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, name: &str, subjects: Subjects) -> Result<WatchList> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        WatchList::read_subjects(&path, subjects)
    }

    #[test]
    fn the_screening_list_reads_alike_as_csv_and_json() {
        let csv = "_id,source,entity_number,type,programs,name,addresses,start_date,end_date,source_list_url,alt_names\n\
            1,A List (AL) - A Bureau,7,Entity,ONE; TWO,\"Invented Rocket Works (IRWX); and any successor, sub-unit\",\
            \"1 Street, Town, KP\",2018-08-01,,https://example.org/list,Rocket Works No. 1; RW1\n\
            2,A List (AL) - A Bureau,8,Individual,ONE,\"EXAMPLE, Person\",,,,https://example.org/list,\n\
            3,A List (AL) - A Bureau,9,Vessel,ONE,EXAMPLE SHIP,,,,https://example.org/list,\n";
        let json = r#"{"results": [{"id": "1", "source": "A List (AL) - A Bureau", "entity_number": 7, "type": "Entity",
            "programs": ["ONE", "TWO"], "name": "Invented Rocket Works (IRWX); and any successor, sub-unit",
            "addresses": [{"address": "1 Street", "country": "KP"}], "start_date": "2018-08-01", "end_date": null,
            "source_list_url": "https://example.org/list", "alt_names": ["Rocket Works No. 1", "RW1"]},
            {"id": "2", "type": "Individual", "name": "EXAMPLE, Person"}, {"id": "3", "type": "Vessel", "name": "EXAMPLE SHIP"}]}"#;
        let from_csv = read(csv, "a.csv", Subjects::Organisations).unwrap();
        let from_json = read(json, "a.json", Subjects::Organisations).unwrap();
        assert_eq!(from_csv.entries(), from_json.entries());
        assert_eq!((from_csv.entries().len(), from_csv.left_out()), (1, 2));
        let entry = &from_csv.entries()[0];
        assert_eq!(entry.name, "Invented Rocket Works");
        assert_eq!(entry.aliases, ["Invented Rocket Works (IRWX)", "IRWX", "Rocket Works No. 1", "RW1"]);
        assert_eq!(entry.source, "A List (AL) - A Bureau [ONE; TWO]");
        assert_eq!(entry.country.map(|c| c.to_string()), Some("KP".into()));
        assert_eq!(entry.valid_from.map(|d| d.to_string()), Some("2018-08-01".into()));
        assert_eq!(read(csv, "a.csv", Subjects::All).unwrap().entries().len(), 3);
        // Both ids occur in JSON too, and a list without its envelope.
        let under = json.replace(r#"{"id": "1""#, r#"{"_id": "1""#);
        assert_eq!(read(&under, "a.json", Subjects::Organisations).unwrap().entries(), from_json.entries());
        let bare = json.trim_start_matches(r#"{"results": "#).trim_end_matches('}');
        assert_eq!(read(bare, "a.json", Subjects::Organisations).unwrap().entries(), from_json.entries());
        let broken = json.replace(r#"["ONE", "TWO"]"#, r#""ONE; TWO""#);
        for broken in [broken.as_str(), broken.trim_start_matches(r#"{"results": "#).trim_end_matches('}')] {
            let message = read(broken, "a.json", Subjects::Organisations).unwrap_err().to_string();
            assert!(
                message.contains("a.json:2: this is no Consolidated Screening List in JSON"),
                "{message}"
            );
            assert!(message.contains("expected a sequence"), "{message}");
        }
        let without = json.replace(r#""id": "1", "#, "");
        assert_eq!(read(&without, "a.json", Subjects::Organisations).unwrap().entries()[0].id, "7");
        // The older layout had no `_id`.
        let older = csv.replace("_id,", "").replace("\n1,", "\n").replace("\n2,", "\n").replace("\n3,", "\n");
        assert_eq!(read(&older, "a.csv", Subjects::Organisations).unwrap().entries()[0].id, "7");
    }

    #[test]
    fn opensanctions_targets_are_read_with_line_breaks_in_cells() {
        let text = "\"id\",\"schema\",\"name\",\"aliases\",\"countries\",\"sanctions\",\"program_ids\",\"dataset\",\"first_seen\"\n\
            \"Q1\",\"Company\",\"Invented Works\",\"IW;Works, Invented\",\"kp\",\"\"\"line one\nline two\"\"\",\"P-1\",\"A dataset\",\"2025-10-06T14:15:21\"\n\
            \"Q2\",\"Person\",\"Example\",\"\",\"\",\"\",\"\",\"A dataset\",\"\"\n";
        let list = read(text, "targets.simple.csv", Subjects::Organisations).unwrap();
        assert_eq!((list.entries().len(), list.left_out()), (1, 1));
        let entry = &list.entries()[0];
        assert_eq!(entry.aliases, ["IW", "Works, Invented"]);
        assert_eq!(entry.country.map(|c| c.to_string()), Some("KP".into()));
        assert_eq!((entry.valid_from, entry.source.as_str()), (None, "A dataset [P-1]"));
        assert_eq!(entry.note, "first seen 2025-10-06T14:15:21; line one\nline two");
    }

    #[test]
    fn listed_delisted_and_listed_again() {
        let text = "id,name,source,valid_from,valid_to\na,Works,l,2010,2012\na,Works,l,2015-06,\n";
        let list = read(text, "w.csv", Subjects::Organisations).unwrap();
        assert_eq!(list.entries().len(), 1);
        for (at, status) in [
            ("2009", Status::NotYetListed),
            ("2011", Status::Listed),
            ("2013-01-01", Status::NoLongerListed),
            ("2015-06-30", Status::Listed),
            ("2026", Status::Listed),
        ] {
            assert_eq!(list.status_at(0, at.parse().ok()), status, "{at}");
        }
    }
}
