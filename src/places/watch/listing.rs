//! The one rule by which an institution counts as listed: an entry is about it, about an institution above it by the
//! registry's parents, or about what the list's own column `parent` names; and that entry is valid on the date that is
//! asked for. Each listing says through whom.

use hashbrown::HashMap;

use super::WatchEntry;
use super::matching::WatchMatcher;
use crate::places::text::fold;

/// Whose listing it is, where it is not the institution's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartOf {
    /// The institution above it by the registry: its place among all above it, the nearest first, from 1.
    Registry(usize),
    /// The entry that the column `parent` of the watch list names.
    WatchList,
}

/// One entry that counts for an institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Listing {
    /// The entry, by its number in the matcher.
    pub entry: usize,
    /// Through whom; none where the entry is about the institution itself.
    pub part_of: Option<PartOf>,
}

impl WatchMatcher {
    /// The entries that count for an institution, given with all above it, the nearest first, each by id and name: its own
    /// entries, then those of the institutions above it, then those that the list's own parents add. Each entry once, by
    /// the nearest way. Time O(length of the chain + listings).
    ///
    /// ```
    /// use citetrace::places::watch::{Listing, PartOf, WatchEntry, WatchList, WatchMatcher};
    /// let entry = |id: &str, name: &str, parent: Option<&str>| WatchEntry {
    ///     id: id.into(), name: name.into(), parent: parent.map(Into::into), ..WatchEntry::default()
    /// };
    /// let list = WatchList::from_entries(vec![
    ///     entry("a", "Synthetic Ministry", None),
    ///     entry("b", "Synthetic Academy", Some("Synthetic Ministry")),
    /// ]);
    /// let matcher = WatchMatcher::new(&[list]);
    /// let chain = [("r1", "A laboratory"), ("r2", "Synthetic Academy")];
    /// assert_eq!(matcher.listings(chain), [
    ///     Listing { entry: 1, part_of: Some(PartOf::Registry(1)) },
    ///     Listing { entry: 0, part_of: Some(PartOf::WatchList) },
    /// ]);
    /// ```
    pub fn listings<'a>(&self, chain: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Listing> {
        let mut found: Vec<Listing> = Vec::new();
        for (steps, (id, name)) in chain.into_iter().enumerate() {
            let part_of = (steps > 0).then_some(PartOf::Registry(steps));
            for entry in self.by_institution(id, name) {
                push(&mut found, Listing { entry, part_of });
            }
        }
        self.with_parents(found)
    }

    /// The entries that count where a text names an entry: that one, and those that the list's own parents add.
    pub fn listings_of_entry(&self, entry: usize) -> Vec<Listing> {
        self.with_parents(vec![Listing { entry, part_of: None }])
    }

    fn with_parents(&self, mut found: Vec<Listing>) -> Vec<Listing> {
        let mut at = 0;
        while let Some(listing) = found.get(at) {
            for &entry in self.parents_of(listing.entry) {
                push(&mut found, Listing { entry, part_of: Some(PartOf::WatchList) });
            }
            at += 1;
        }
        found
    }
}

fn push(found: &mut Vec<Listing>, listing: Listing) {
    if !found.iter().any(|known| known.entry == listing.entry) {
        found.push(listing);
    }
}

/// For each entry those that its `parent` names: by id, else by name or alias. A parent that is not on the list is only a
/// word. Time and memory O(names).
pub(super) fn parents(entries: &[WatchEntry]) -> Vec<Vec<usize>> {
    if entries.iter().all(|entry| entry.parent.is_none()) {
        return vec![Vec::new(); entries.len()];
    }
    let mut by_id: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        by_id.entry(entry.id.as_str()).or_default().push(at);
        for name in std::iter::once(&entry.name).chain(&entry.aliases) {
            let named = by_name.entry(fold(name)).or_default();
            if named.last() != Some(&at) {
                named.push(at);
            }
        }
    }
    let above = |(at, entry): (usize, &WatchEntry)| -> Vec<usize> {
        let Some(parent) = entry.parent.as_deref().map(str::trim).filter(|p| !p.is_empty()) else {
            return Vec::new();
        };
        let found = by_id.get(parent).or_else(|| by_name.get(&fold(parent)));
        found.into_iter().flatten().copied().filter(|&other| other != at).collect()
    };
    entries.iter().enumerate().map(above).collect()
}

#[cfg(test)]
mod tests {
    use super::super::WatchList;
    use super::*;

    fn matcher(rows: &[(&str, &str, Option<&str>)]) -> WatchMatcher {
        let entry = |&(id, name, parent): &(&str, &str, Option<&str>)| WatchEntry {
            id: id.into(),
            name: name.into(),
            aliases: vec![format!("{id} works")],
            parent: parent.map(Into::into),
            ..WatchEntry::default()
        };
        WatchMatcher::new(&[WatchList::from_entries(rows.iter().map(entry).collect())])
    }

    fn told(listings: &[Listing]) -> Vec<(usize, Option<PartOf>)> {
        listings.iter().map(|l| (l.entry, l.part_of)).collect()
    }

    #[test]
    fn an_entry_counts_once_by_the_nearest_way() {
        let matcher = matcher(&[
            ("a", "Invented Ministry", None),
            ("b", "Invented Academy", Some("a")),
            ("c", "Invented Laboratory", Some("INVENTED ACADEMY")),
        ]);
        let (lab, academy, ministry) =
            (("1", "Invented Laboratory"), ("2", "Invented Academy"), ("3", "Invented Ministry"));
        let list = Some(PartOf::WatchList);
        assert_eq!(told(&matcher.listings([lab])), [(2, None), (1, list), (0, list)]);
        assert_eq!(
            told(&matcher.listings([lab, academy])),
            [(2, None), (1, Some(PartOf::Registry(1))), (0, list)]
        );
        assert_eq!(told(&matcher.listings([("4", "Elsewhere"), ministry])), [(0, Some(PartOf::Registry(1)))]);
        assert_eq!(told(&matcher.listings([("4", "Elsewhere")])), []);
        assert_eq!(told(&matcher.listings_of_entry(1)), [(1, None), (0, list)]);
    }

    #[test]
    fn parents_in_a_circle_and_parents_that_are_not_listed_end() {
        let circle = matcher(&[
            ("a", "Invented Ministry", Some("c works")),
            ("b", "Invented Academy", Some("Another University")),
            ("c", "Invented Laboratory", Some("a")),
            ("d", "Invented Bureau", Some("d")),
        ]);
        let list = Some(PartOf::WatchList);
        assert_eq!(told(&circle.listings_of_entry(0)), [(0, None), (2, list)]);
        assert_eq!(told(&circle.listings_of_entry(1)), [(1, None)]);
        assert_eq!(told(&circle.listings_of_entry(3)), [(3, None)]);
    }
}
