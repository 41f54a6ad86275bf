//! How old what is cited is: the distribution of citing year − cited year.
//!
//! - half-life: the median age (Burton and Kebler, Am. Doc. 11 (1960) 18), here that of all references together: of an even
//!   number the mean of the two in the middle;
//! - Price index: the share of references that are at most five years old (Price 1970).
//!
//! A reference to a later year (an early view, a wrong date) is counted and stands in the distribution with its negative
//! age; it is left out of half-life and Price index. Time O(r) for r references.

use std::collections::BTreeMap;

/// References are recent up to this age in the Price index.
pub const RECENT: i32 = 5;

/// The ages of references.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ages {
    /// References of each age, negative ones among them.
    pub counts: BTreeMap<i32, u64>,
}

impl Ages {
    /// From pairs (citing year, cited year).
    ///
    /// ```
    /// use citetrace::measures::citation_age::Ages;
    /// let ages = Ages::of([(2020, 2019), (2020, 2010), (2021, 2015), (2021, 2022)]);
    /// assert_eq!(ages.half_life(), Some(6.0));
    /// assert_eq!(ages.price_index(), Some(1.0 / 3.0));
    /// assert_eq!(ages.against_time(), 1);
    /// ```
    pub fn of(years: impl IntoIterator<Item = (i16, i16)>) -> Self {
        let mut ages = Self::default();
        for (citing, cited) in years {
            ages.add(citing, cited);
        }
        ages
    }

    /// Counts one reference.
    pub fn add(&mut self, citing: i16, cited: i16) {
        *self.counts.entry(i32::from(citing) - i32::from(cited)).or_default() += 1;
    }

    /// References whose age is 0 or more.
    pub fn in_time(&self) -> u64 {
        self.counts.range(0..).map(|(_, &n)| n).sum()
    }

    /// References to a later year.
    pub fn against_time(&self) -> u64 {
        self.counts.range(..0).map(|(_, &n)| n).sum()
    }

    /// The median age; `None` without references.
    pub fn half_life(&self) -> Option<f64> {
        let all = self.in_time();
        let nth = |nth: u64| {
            let mut before = 0;
            self.counts.range(0..).find_map(|(&age, &n)| {
                before += n;
                (nth < before).then_some(f64::from(age))
            })
        };
        Some(f64::midpoint(nth(all.checked_sub(1)? / 2)?, nth(all / 2)?))
    }

    /// The share of references at most five years old; `None` without references.
    pub fn price_index(&self) -> Option<f64> {
        let all = self.in_time();
        let recent: u64 = self.counts.range(0..=RECENT).map(|(_, &n)| n).sum();
        (all > 0).then(|| recent as f64 / all as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_has_no_median() {
        assert_eq!(Ages::default().half_life(), None);
        let later = Ages::of([(2000, 2001)]);
        assert_eq!((later.half_life(), later.price_index(), later.against_time()), (None, None, 1));
    }

    proptest! {
        #[test]
        fn the_half_life_is_the_median(years in prop::collection::vec((1990i16..2000, 1980i16..2000), 1..40)) {
            let mut ages: Vec<i32> = years.iter().map(|y| i32::from(y.0 - y.1)).filter(|&a| a >= 0).collect();
            ages.sort_unstable();
            let found = Ages::of(years.iter().copied());
            prop_assert_eq!(found.in_time() + found.against_time(), years.len() as u64);
            let expected = ages.len().checked_sub(1).map(|last| f64::midpoint(f64::from(ages[last / 2]), f64::from(ages[ages.len() / 2])));
            prop_assert_eq!(found.half_life(), expected);
            let recent = ages.iter().filter(|&&a| a <= 5).count() as f64;
            prop_assert_eq!(found.price_index(), (!ages.is_empty()).then(|| recent / ages.len() as f64));
        }
    }
}
