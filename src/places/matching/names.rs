//! The names of a registry by their folded words.

use hashbrown::HashMap;

use crate::places::country_code::CountryCode;
use crate::places::registry::Registry;
use crate::places::text::Words;

/// An entry under one of its names.
#[derive(Clone, Debug)]
pub(super) struct NamedEntry {
    pub(super) entry: usize,
    pub(super) country: Option<CountryCode>,
    /// Whether it is the entry's own name, not an alias.
    pub(super) is_name: bool,
}

/// Names to entries.
#[derive(Debug, Default)]
pub(super) struct NameIndex {
    by_name: HashMap<Box<str>, Vec<NamedEntry>>,
    longest_starting_with: HashMap<Box<str>, usize>,
}

impl NameIndex {
    pub(super) fn new(registry: &Registry) -> Self {
        let mut index = Self::default();
        for (entry, e) in registry.entries().iter().enumerate() {
            index.insert(&e.name, NamedEntry { entry, country: e.country, is_name: true });
            for alias in &e.aliases {
                index.insert(alias, NamedEntry { entry, country: e.country, is_name: false });
            }
        }
        for entries in index.by_name.values_mut() {
            entries.sort_by_key(|e| (!e.is_name, e.entry));
            entries.dedup_by_key(|e| e.entry);
        }
        index
    }

    fn insert(&mut self, name: &str, entry: NamedEntry) {
        let words = Words::of(name);
        if words.is_empty() {
            return;
        }
        let longest = self.longest_starting_with.entry(words.get(0).into()).or_insert(0);
        *longest = (*longest).max(words.len());
        self.by_name.entry(words.joined(0..words.len()).into()).or_default().push(entry);
    }

    pub(super) fn entries(&self, folded: &str) -> Option<&[NamedEntry]> {
        self.by_name.get(folded).map(Vec::as_slice)
    }

    pub(super) fn longest_starting_with(&self, word: &str) -> usize {
        self.longest_starting_with.get(word).copied().unwrap_or(0)
    }
}
