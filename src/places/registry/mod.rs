//! A list of institutions: the user's own CSV or a release of ROR, as one table of entries with their relations.

mod above;
mod organisation;
mod own_csv;
mod ror_csv;
mod ror_json;
#[cfg(test)]
mod tests;
mod zipped;

use std::io::Read as _;
use std::path::Path;

use hashbrown::HashMap;

use super::country_code::CountryCode;
use super::table::Table;
use crate::error::Result;

pub use above::at_and_above;

/// Whether an institution still is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    #[default]
    Active,
    /// It was, and texts of its time name it.
    Inactive,
    /// Its entry was a mistake: another entry stands for it.
    Withdrawn,
}

impl Standing {
    fn parse(text: &str) -> Self {
        match text.to_ascii_lowercase().as_str() {
            "inactive" => Self::Inactive,
            "withdrawn" => Self::Withdrawn,
            _ => Self::Active,
        }
    }
}

/// One institution.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// The registry's id (a ROR id, or the user's own).
    pub id: String,
    /// The name that is shown.
    pub name: String,
    /// Other names: aliases, labels in other languages, former names.
    pub aliases: Vec<String>,
    /// Short forms, which several institutions share.
    pub acronyms: Vec<String>,
    /// The country; none where the registry does not say.
    pub country: Option<CountryCode>,
    /// The cities it stands in.
    pub cities: Vec<String>,
    /// The states or provinces of those cities.
    pub regions: Vec<String>,
    /// `education`, `government`, …, as the registry says.
    pub kind: String,
    /// The entries that it is a part of, in the order of the registry.
    pub parents: Vec<usize>,
    /// Entries that it is tied to otherwise: related institutions, predecessors.
    pub related: Vec<usize>,
    /// The entries that took its place.
    pub successors: Vec<usize>,
    /// Whether it still is.
    pub standing: Standing,
    /// Its domains on the web (`u-tokyo.ac.jp`).
    pub domains: Vec<String>,
    /// Its ids in Crossref's registry of funders.
    pub funder_ids: Vec<String>,
}

impl Entry {
    /// The first city; none where the registry does not say.
    pub fn city(&self) -> Option<&str> {
        self.cities.first().map(String::as_str)
    }
}

/// A list of institutions, numbered in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    entries: Vec<Entry>,
    by_id: HashMap<String, usize>,
    by_funder_id: HashMap<String, usize>,
}

impl Registry {
    /// Reads a registry: the user's own CSV, or a release of ROR (JSON or CSV, v1 or v2, as it is or in its zip), plain or
    /// compressed; the format is recognised from the content. Time and memory O(file).
    ///
    /// # Errors
    /// A column that is missing, an id twice, a code that no country has, a parent that is not in the list or a cycle of
    /// parents: each names the file and the line.
    pub fn read(path: &Path) -> Result<Self> {
        let mut bytes = Vec::new();
        crate::sources::open::open(path)?
            .read_to_end(&mut bytes)
            .map_err(|e| crate::sources::open::read_error(path, e))?;
        if zipped::is_zip(&bytes) {
            bytes = zipped::member(path, bytes)?;
        }
        let first = bytes.iter().copied().find(|b| !b.is_ascii_whitespace() && !b"\xef\xbb\xbf".contains(b));
        if matches!(first, Some(b'[' | b'{')) {
            return ror_json::parse(path, &bytes);
        }
        let table = Table::parse(path, &bytes)?;
        if ror_csv::is_ror(&table) { ror_csv::from_table(path, &table) } else { own_csv::from_table(&table) }
    }

    /// A registry of ready entries; of two with one id the first is found by [`Registry::by_id`].
    pub fn from_entries(entries: Vec<Entry>) -> Self {
        let mut by_id = HashMap::with_capacity(entries.len());
        let mut by_funder_id = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            by_id.entry(entry.id.clone()).or_insert(at);
            for id in &entry.funder_ids {
                by_funder_id.entry(id.clone()).or_insert(at);
            }
        }
        Self { entries, by_id, by_funder_id }
    }

    /// The institutions.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The number of an institution by its id.
    pub fn by_id(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The number of an institution by the id that a source gives of a funder: its ROR id, or its id in Crossref's registry
    /// of funders (`10.13039/501100001809`, with an address before it or not). Of two that claim one id the first.
    pub fn by_funder_id(&self, id: &str) -> Option<usize> {
        let id = id.trim();
        self.by_id(id).or_else(|| {
            let number = id.rsplit_once("10.13039/").map_or(id, |(_, number)| number);
            self.by_funder_id.get(number).copied()
        })
    }

    /// The entry that stands for this one: itself, unless it was withdrawn and the registry has its one successor.
    pub fn standing_for(&self, entry: usize) -> usize {
        let mut at = entry;
        for _ in 0..8 {
            match self.entries.get(at) {
                Some(Entry { standing: Standing::Withdrawn, successors, .. }) if successors.len() == 1 => {
                    at = successors[0];
                }
                _ => break,
            }
        }
        at
    }

    /// All that an entry is a part of, through each of its parents, the nearest first ([`at_and_above`] without itself).
    pub fn ancestors(&self, entry: usize) -> impl Iterator<Item = usize> {
        let parents = |at: usize| self.entries.get(at).map_or(&[][..], |entry| &entry.parents);
        at_and_above(entry, parents).into_iter().skip(1)
    }
}
