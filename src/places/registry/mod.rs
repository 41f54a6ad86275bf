//! A list of institutions: the user's own CSV or a release of ROR, as one table of entries with their relations.

mod own_csv;

use std::path::Path;

use hashbrown::HashMap;

use super::country_code::CountryCode;
use crate::error::Result;

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
    /// `education`, `government`, …, as the registry says.
    pub kind: String,
    /// The entry that it is a part of.
    pub parent: Option<usize>,
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
}

impl Registry {
    /// Reads a registry; the format is recognised from the content. Time and memory O(file).
    ///
    /// # Errors
    /// A column that is missing, an id twice, a code that no country has, a parent that is not in the list or a cycle of
    /// parents: each names the file and the line.
    pub fn read(path: &Path) -> Result<Self> {
        own_csv::read(path)
    }

    /// A registry of ready entries; of two with one id the first is found by [`Registry::by_id`].
    pub fn from_entries(entries: Vec<Entry>) -> Self {
        let mut by_id = HashMap::with_capacity(entries.len());
        for (at, entry) in entries.iter().enumerate() {
            by_id.entry(entry.id.clone()).or_insert(at);
        }
        Self { entries, by_id }
    }

    /// The institutions.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The number of an institution by its id.
    pub fn by_id(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The parents of an entry, nearest first. Ends even where a cycle was built by hand.
    pub fn ancestors(&self, entry: usize) -> impl Iterator<Item = usize> {
        let parents = std::iter::successors(self.entries.get(entry).and_then(|e| e.parent), |&at| {
            self.entries.get(at).and_then(|e| e.parent)
        });
        parents.take(self.entries.len().min(64))
    }
}
