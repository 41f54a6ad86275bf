//! Texts and lists that stay in memory while a corpus is made: each distinct text once, known by its number; many short
//! lists of numbers in one.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher as _;

/// Distinct texts, numbered in the order in which they came. Memory: the texts and about 16 bytes each.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u64>,
    index: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Strings {
    /// The number of a text, a new one if it was not there yet.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        let Self { text: all, ends, index, hasher } = self;
        let of = |number: u32| at(all, ends, number);
        let hash = hasher.hash_one(text);
        if let Some(&number) = index.find(hash, |&number| of(number) == text) {
            return number;
        }
        let number = ends.len() as u32;
        index.insert_unique(hash, number, |&number| hasher.hash_one(of(number)));
        all.push_str(text);
        ends.push(all.len() as u64);
        number
    }

    /// The text of a number.
    pub(super) fn get(&self, number: u32) -> &str {
        at(&self.text, &self.ends, number)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }
}

fn at<'a>(text: &'a str, ends: &[u64], number: u32) -> &'a str {
    let number = number as usize;
    let start = number.checked_sub(1).map_or(0, |before| ends[before]);
    &text[start as usize..ends[number] as usize]
}

/// Lists of numbers, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Lists {
    items: Vec<u32>,
    ends: Vec<u64>,
}

impl Lists {
    /// Adds a list.
    pub(super) fn push(&mut self, items: impl IntoIterator<Item = u32>) {
        self.items.extend(items);
        self.ends.push(self.items.len() as u64);
    }

    /// The list at one place.
    pub(super) fn get(&self, at: usize) -> &[u32] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.items[start as usize..self.ends[at] as usize]
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn equal_texts_have_one_number(texts in prop::collection::vec("[ab]{0,3}", 0..40)) {
            let mut strings = Strings::default();
            let numbers: Vec<u32> = texts.iter().map(|text| strings.number(text)).collect();
            for (text, number) in texts.iter().zip(&numbers) {
                prop_assert_eq!(strings.get(*number), text);
                let first = texts.iter().position(|t| t == text).unwrap();
                prop_assert_eq!(*number, numbers[first]);
            }
            let distinct: std::collections::BTreeSet<_> = texts.iter().collect();
            prop_assert_eq!(strings.len(), distinct.len());
        }
    }

    #[test]
    fn lists_come_back() {
        let mut lists = Lists::default();
        for list in [&[1, 2][..], &[], &[3]] {
            lists.push(list.iter().copied());
        }
        assert_eq!(
            (lists.get(0), lists.get(1), lists.get(2), lists.len()),
            (&[1, 2][..], &[][..], &[3][..], 3)
        );
    }
}
