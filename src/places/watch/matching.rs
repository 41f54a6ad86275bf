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
    parents: Vec<Vec<usize>>,
}

impl WatchMatcher {
    /// Prepares lists. Time and memory O(names).
    pub fn new(lists: &[WatchList]) -> Self {
        let mut matcher = Self::default();
        for entry in lists.iter().flat_map(WatchList::entries) {
            let at = matcher.entries.len();
            if let Some(ror) = &entry.ror {
                matcher.by_id.entry(ror.clone()).or_default().push(at);
            }
            for name in std::iter::once(&entry.name).chain(&entry.aliases) {
                matcher.insert(name, at);
            }
            matcher.entries.push(entry.clone());
        }
        matcher.parents = super::listing::parents(&matcher.entries);
        matcher
    }

    /// The entries that the list's own column `parent` names for this one.
    pub(super) fn parents_of(&self, entry: usize) -> &[usize] {
        self.parents.get(entry).map_or(&[], Vec::as_slice)
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

    /// The entries about an institution itself: by the registry's id, else by its whole name. In ascending order.
    pub(super) fn by_institution(&self, id: &str, name: &str) -> Vec<usize> {
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
                self.by_name.get(words.joined(at..end)).map(|entries| (end, entries))
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

#[cfg(test)]
mod tests {
    use super::super::Status;
    use super::*;
    use crate::date::PartialDate;

    fn date(text: &str) -> Option<PartialDate> {
        text.parse().ok()
    }

    fn list() -> WatchList {
        let entry = |id: &str, name: &str, aliases: &[&str], ror: Option<&str>| WatchEntry {
            id: id.into(),
            name: name.into(),
            aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
            ror: ror.map(str::to_owned),
            valid_from: date("2018-05-01"),
            valid_to: date("2020-06"),
            ..WatchEntry::default()
        };
        WatchList::from_entries(vec![
            entry("a", "Invented Institute of Rockets", &["IIR", "Rocket Institute"], Some("r1")),
            entry("b", "Invented Institute", &[], None),
        ])
    }

    #[test]
    fn status_is_judged_at_the_coarser_precision() {
        let list = list();
        for (at, status) in [
            ("2017", Status::NotYetListed),
            ("2018-04-30", Status::NotYetListed),
            ("2018", Status::Listed),
            ("2018-05-01", Status::Listed),
            ("2020-06-30", Status::Listed),
            ("2020-07-01", Status::NoLongerListed),
            ("2021", Status::NoLongerListed),
        ] {
            assert_eq!(list.status_at(0, date(at)), status, "{at}");
        }
        assert_eq!(list.status_at(0, None), Status::UnknownDate);
    }

    #[test]
    fn names_match_as_whole_words_and_short_ones_never_alone() {
        let matcher = WatchMatcher::new(&[list()]);
        assert_eq!(matcher.by_institution("r1", "anything"), [0]);
        assert_eq!(matcher.by_institution("r2", "invented institute"), [1]);
        assert_eq!(matcher.by_text("Lab 3, Invented Institute of Rockets, Town"), [(0, 7..36)]);
        assert_eq!(matcher.by_text("Invented Institute, Town"), [(1, 0..18)]);
        assert_eq!(matcher.by_text("Invented Institute of Tractors"), []);
        assert_eq!(matcher.by_text("IIR, Town"), []);
        assert_eq!(matcher.by_text("Rocket Institutes"), []);
    }
}
