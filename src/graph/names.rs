//! Node names as text and back: every name once, numbered by its first appearance.
//!
//! Looking a name up is O(1); the names themselves are held once.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::error::{Error, Result};

/// Names numbered 0, 1, 2, … by first appearance.
#[derive(Clone, Debug, Default)]
pub struct Names {
    texts: Vec<String>,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Names {
    /// The number of `name`; a new name gets the next number. 2³² names are refused.
    pub fn number_or_add(&mut self, name: &str) -> Result<u32> {
        let hash = self.hasher.hash_one(name);
        if let Some(&number) = self.numbers.find(hash, |&n| self.texts[n as usize] == name) {
            return Ok(number);
        }
        let number = next_number(self.texts.len())?;
        self.texts.push(name.to_owned());
        let (names, hasher) = (&self.texts, &self.hasher);
        self.numbers.insert_unique(hash, number, |&n| hasher.hash_one(names[n as usize].as_str()));
        Ok(number)
    }

    /// The number of `name`, where it is known.
    pub fn number(&self, name: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(name);
        self.numbers.find(hash, |&n| self.texts[n as usize] == name).copied()
    }

    /// The names in the order of their numbers.
    pub fn into_vec(self) -> Vec<String> {
        self.texts
    }
}

impl From<Vec<String>> for Names {
    /// Numbers `names` by their position; of equal names the first counts.
    fn from(names: Vec<String>) -> Self {
        let mut found = Self { texts: names, ..Self::default() };
        for at in 0..found.texts.len() as u32 {
            let hash = found.hasher.hash_one(found.texts[at as usize].as_str());
            let (names, hasher) = (&found.texts, &found.hasher);
            if found.numbers.find(hash, |&n| names[n as usize] == names[at as usize]).is_none() {
                found.numbers.insert_unique(hash, at, |&n| hasher.hash_one(names[n as usize].as_str()));
            }
        }
        found
    }
}

/// The number after `count` nodes; nodes are numbered with 32 bits.
pub(super) fn next_number(count: usize) -> Result<u32> {
    u32::try_from(count).ok().filter(|&number| number < u32::MAX).ok_or_else(|| {
        Error::argument(
            "the graph has 2^32 nodes or more, and nodes are numbered with 32 bits",
            "cut the edge table into parts, by field or by years",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_numbered_by_first_appearance() {
        let mut names = Names::default();
        let numbers: Vec<u32> =
            ["b", "a", "b", "001", "1"].iter().map(|n| names.number_or_add(n).unwrap()).collect();
        assert_eq!(numbers, [0, 1, 0, 2, 3]);
        assert_eq!(names.number("001"), Some(2));
        assert_eq!(names.number("01"), None);
        assert_eq!(Names::from(names.into_vec()).number("1"), Some(3));
    }

    #[test]
    fn too_many_nodes_are_refused() {
        assert!(next_number(u32::MAX as usize - 1).is_ok());
        assert!(next_number(1 << 32).is_err());
    }
}
