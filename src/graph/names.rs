//! Node names as text and back: every name once, numbered by its first appearance.
//!
//! A table of all names is larger than the caches, so each look-up waits for memory. A short name stands in the table
//! itself and is found in one access; many are looked up together, so that their waits overlap. A longer name is
//! compared as text where hash and length agree. Whole numbers that are not much larger than how many there are stand in
//! a list of their own, by their value.
//!
//! Looking a name up is O(its length); the names themselves are held once, 24 bytes each more in the table or at most 16
//! in the list.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::error::{Error, Result};

/// So many names are looked up together.
const TOGETHER: usize = 64;
/// The most bytes of a name that stands in the table itself.
const SHORT: usize = 15;
/// What stands for the length of a whole number below 10⁹, of another integer and of a longer name.
const SMALL: u8 = 0xfd;
const INTEGER: u8 = 0xfe;
const LONG: u8 = 0xff;
/// Of the list of small numbers: what is not known, and so many more than four for each name there are places.
const NOT_KNOWN: u32 = u32::MAX;
const PLACES: usize = 1 << 20;

/// A name as the table holds it: the bytes of a short one and its length, an integer, or hash and length of a longer
/// one.
type Key = [u64; 2];

/// What can be a name.
pub(super) trait Name: Copy {
    /// As the table holds it.
    fn key(self, hasher: &DefaultHashBuilder) -> Key;
    /// As text.
    fn text(self) -> String;
    /// Whether it is this text; asked only where the key does not say.
    fn is(self, text: &str) -> bool;
}

impl Name for &str {
    #[inline]
    fn key(self, hasher: &DefaultHashBuilder) -> Key {
        if let Some(value) = small(self.as_bytes()) {
            return [value, u64::from(SMALL) << 56];
        }
        let mut bytes = [0; SHORT + 1];
        if self.len() > SHORT {
            bytes[..8].copy_from_slice(&(self.len() as u64).to_le_bytes());
            bytes[SHORT] = LONG;
            let [length, mark] = halves(bytes);
            return [hasher.hash_one(self) ^ length, mark];
        }
        bytes[..self.len()].copy_from_slice(self.as_bytes());
        bytes[SHORT] = self.len() as u8;
        halves(bytes)
    }

    fn text(self) -> String {
        self.to_owned()
    }

    fn is(self, text: &str) -> bool {
        self == text
    }
}

impl Name for i64 {
    #[inline]
    fn key(self, _: &DefaultHashBuilder) -> Key {
        let mark = if (0..1_000_000_000).contains(&self) { SMALL } else { INTEGER };
        [self as u64, u64::from(mark) << 56]
    }

    fn text(self) -> String {
        self.to_string()
    }

    fn is(self, _: &str) -> bool {
        true
    }
}

/// The value of a whole number below 10⁹ that is written as numbers are: `007` and `+7` are other names than `7`.
#[inline]
fn small(text: &[u8]) -> Option<u64> {
    let canonical = match text {
        [b'0'] => true,
        [b'1'..=b'9', rest @ ..] => rest.len() < 9,
        _ => false,
    };
    (canonical && text.iter().all(u8::is_ascii_digit))
        .then(|| text.iter().fold(0, |value, digit| 10 * value + u64::from(digit - b'0')))
}

fn halves(bytes: [u8; SHORT + 1]) -> Key {
    let number = u128::from_le_bytes(bytes);
    [number as u64, (number >> 64) as u64]
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    key: Key,
    number: u32,
}

/// Names numbered 0, 1, 2, … by first appearance.
#[derive(Clone, Debug, Default)]
pub struct Names {
    texts: Vec<String>,
    slots: HashTable<Slot>,
    /// The numbers of small whole numbers.
    small: Vec<u32>,
    hasher: DefaultHashBuilder,
}

impl Names {
    /// The number of `name`; a new name gets the next number. 2³² names are refused.
    pub fn number_or_add(&mut self, name: &str) -> Result<u32> {
        let key = name.key(&self.hasher);
        self.add(name, key, self.hasher.hash_one(key))
    }

    /// The number of `name`, where it is known.
    pub fn number(&self, name: &str) -> Option<u32> {
        let key = name.key(&self.hasher);
        self.find(name, key, self.hasher.hash_one(key))
    }

    /// Appends the numbers of `names` to `numbers`, as [`Names::number_or_add`] one by one would. Integers of ten digits and
    /// more are the same name only as integers, not as the text of one.
    pub(super) fn number_all<N: Name>(&mut self, names: &[N], numbers: &mut Vec<u32>) -> Result<()> {
        numbers.reserve(names.len());
        let mut keys = [([0; 2], 0); TOGETHER];
        let mut found = [None; TOGETHER];
        for some in names.chunks(TOGETHER) {
            for (&name, (key, hash)) in some.iter().zip(&mut keys) {
                *key = name.key(&self.hasher);
                *hash = self.hasher.hash_one(*key);
            }
            for ((&name, &(key, hash)), found) in some.iter().zip(&keys).zip(&mut found) {
                *found = self.find(name, key, hash);
            }
            for ((&name, &(key, hash)), found) in some.iter().zip(&keys).zip(&found) {
                numbers.push(match found {
                    Some(number) => *number,
                    None => self.add(name, key, hash)?,
                });
            }
        }
        Ok(())
    }

    #[inline]
    fn find(&self, name: impl Name, key: Key, hash: u64) -> Option<u32> {
        if is_small(key) {
            match self.small.get(key[0] as usize) {
                Some(&NOT_KNOWN) | None => {}
                Some(&number) => return Some(number),
            }
        }
        let is_name = |slot: &Slot| {
            slot.key == key && ((key[1] >> 56) as u8 != LONG || name.is(&self.texts[slot.number as usize]))
        };
        self.slots.find(hash, is_name).map(|slot| slot.number)
    }

    fn add(&mut self, name: impl Name, key: Key, hash: u64) -> Result<u32> {
        if let Some(number) = self.find(name, key, hash) {
            return Ok(number);
        }
        let number = next_number(self.texts.len())?;
        self.texts.push(name.text());
        self.insert(key, hash, number);
        Ok(number)
    }

    fn insert(&mut self, key: Key, hash: u64, number: u32) {
        if is_small(key) && key[0] < (4 * self.texts.len() + PLACES) as u64 {
            let place = key[0] as usize;
            if place >= self.small.len() {
                self.small.resize(place + 1, NOT_KNOWN);
            }
            self.small[place] = number;
            return;
        }
        let hasher = &self.hasher;
        self.slots.insert_unique(hash, Slot { key, number }, |slot| hasher.hash_one(slot.key));
    }

    /// The names in the order of their numbers.
    pub fn into_vec(self) -> Vec<String> {
        self.texts
    }
}

impl From<Vec<String>> for Names {
    /// Numbers `names` by their position; of equal names the first counts.
    fn from(names: Vec<String>) -> Self {
        let mut found =
            Self { slots: HashTable::with_capacity(names.len()), texts: names, ..Self::default() };
        for at in 0..found.texts.len() {
            let key = found.texts[at].as_str().key(&found.hasher);
            let hash = found.hasher.hash_one(key);
            if found.find(found.texts[at].as_str(), key, hash).is_none() {
                found.insert(key, hash, at as u32);
            }
        }
        found
    }
}

#[inline]
fn is_small(key: Key) -> bool {
    (key[1] >> 56) as u8 == SMALL
}

/// The number after `count` nodes; nodes are numbered with 32 bits.
pub(super) fn next_number(count: usize) -> Result<u32> {
    u32::try_from(count).ok().filter(|&number| number < u32::MAX).ok_or_else(|| {
        Error::unanswerable(
            "the graph has 2^32 nodes or more, and nodes are numbered with 32 bits",
            "cut the edge table into parts, by field or by years",
        )
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn many_at_once_are_numbered_as_one_by_one(
            names in prop::collection::vec("[ab]{0,2}|[a-c\\x00é]{13,18}|0{14,17}|[+-]?0?[0-9]{1,11}|[0-9]", 0..400),
        ) {
            let mut map = std::collections::BTreeMap::new();
            let expected: Vec<u32> = names
                .iter()
                .map(|name| {
                    let next = map.len() as u32;
                    *map.entry(name.as_str()).or_insert(next)
                })
                .collect();
            let texts: Vec<&str> = names.iter().map(String::as_str).collect();
            let (mut found, mut numbers) = (Names::default(), Vec::new());
            found.number_all(&texts, &mut numbers).unwrap();
            prop_assert_eq!(&numbers, &expected);
            for (name, number) in texts.iter().zip(expected) {
                prop_assert_eq!(found.number(name), Some(number));
                prop_assert_eq!(&found.texts[number as usize], name);
            }
            let again = Names::from(found.texts.clone());
            prop_assert!(texts.iter().all(|name| again.number(name) == found.number(name)));
        }
    }

    #[test]
    fn integers_are_named_by_their_digits() {
        let (mut names, mut numbers) = (Names::default(), Vec::new());
        names.number_all(&[7, -1, 7, i64::MIN], &mut numbers).unwrap();
        assert_eq!(numbers, [0, 1, 0, 2]);
        assert_eq!(names.into_vec(), ["7", "-1", "-9223372036854775808"]);
    }

    #[test]
    fn too_many_nodes_are_refused() {
        assert!(next_number(u32::MAX as usize - 1).is_ok());
        assert!(next_number(1 << 32).is_err());
    }
}
