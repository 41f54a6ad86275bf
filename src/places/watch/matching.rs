//! From an institution or a text to the entries of watch lists.

use std::ops::Range;

use hashbrown::HashMap;

use super::{WatchEntry, WatchList};
use crate::places::text::{Gap, Words, fold};

/// Names shorter than this never match by themselves.
const SHORTEST_ALONE: usize = 5;

/// Watch lists prepared for matching; entries are numbered through all lists in their order.
#[derive(Debug, Default)]
pub struct WatchMatcher {
    entries: Vec<WatchEntry>,
    by_id: HashMap<String, Vec<usize>>,
    by_name: HashMap<Box<str>, Vec<usize>>,
    longest_starting_with: HashMap<Box<str>, usize>,
}

impl WatchMatcher {
    /// Prepares lists. Time and memory O(names).
    pub fn new(lists: &[WatchList]) -> Self {
        let mut matcher = Self::default();
        for entry in lists.iter().flat_map(|list| list.entries()) {
            let at = matcher.entries.len();
            if let Some(ror) = &entry.ror {
                matcher.by_id.entry(ror.clone()).or_default().push(at);
            }
            for name in std::iter::once(&entry.name).chain(&entry.aliases) {
                matcher.insert(name, at);
            }
            matcher.entries.push(entry.clone());
        }
        matcher
    }

    fn insert(&mut self, name: &str, entry: usize) {
        let words = Words::of(name);
        let folded = words.joined(0..words.len());
        if folded.chars().filter(|c| c.is_alphanumeric()).count() < SHORTEST_ALONE {
            return;
        }
        let longest = self.longest_starting_with.entry(words.get(0).into()).or_insert(0);
        *longest = (*longest).max(words.len());
        let entries = self.by_name.entry(folded.into()).or_default();
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }

    /// All entries, numbered as the other functions name them.
    pub fn entries(&self) -> &[WatchEntry] {
        &self.entries
    }

    /// The entries of an institution: by the registry's id, else by its whole name. In ascending order.
    pub fn by_institution(&self, id: &str, name: &str) -> Vec<usize> {
        match self.by_id.get(id) {
            Some(entries) => entries.clone(),
            None => self.by_name.get(fold(name).as_str()).cloned().unwrap_or_default(),
        }
    }

    /// The entries whose name or alias stands in a text as whole words, with the bytes, in the order of the text. A name
    /// that goes on ("… University of …") does not count. Time O(words · longest name).
    pub fn by_text(&self, text: &str) -> Vec<(usize, Range<usize>)> {
        let words = Words::of(text);
        let mut found: Vec<(usize, Range<usize>)> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let longest = self.longest_starting_with.get(words.get(at)).copied().unwrap_or(0);
            let hit = (1..=longest.min(words.len() - at)).rev().find_map(|length| {
                let end = at + length;
                if (at + 1..end).any(|w| words.gap(w) == Gap::Part) || words.goes_on_after(end) {
                    return None;
                }
                self.by_name.get(words.joined(at..end).as_str()).map(|entries| (end, entries))
            });
            if let Some((end, entries)) = hit {
                for &entry in entries {
                    if !found.iter().any(|(known, _)| *known == entry) {
                        found.push((entry, words.span(at..end)));
                    }
                }
                at = end;
            } else {
                at += 1;
            }
        }
        found
    }
}
