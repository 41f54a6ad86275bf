//! Sums by key in a table no larger than the keys of one row need, so that it stays in the nearest cache: the keys are
//! communities, of which a node sees few while there are many.

/// The key of a cell without one.
const NONE: u32 = u32::MAX;

/// Sums by key in the order in which the keys appeared; open addressing, O(1) an addition, emptied in O(keys).
pub(super) struct Sums {
    cells: Vec<(u32, f64)>,
    used: Vec<u32>,
    /// A key's first cell is its product with [`SPREAD`] shifted right by this.
    shift: u32,
}

/// 2³² over the golden ratio (Knuth's multiplicative hashing).
const SPREAD: u32 = 0x9e37_79b1;

impl Sums {
    pub(super) fn new() -> Self {
        Self { cells: vec![(NONE, 0.0); 16], used: Vec::new(), shift: 28 }
    }

    /// Makes room for so many different keys; there must be none now.
    #[inline]
    pub(super) fn make_room(&mut self, keys: usize) {
        let cells = (2 * keys).next_power_of_two().max(16);
        if cells > self.cells.len() {
            self.cells.resize(cells, (NONE, 0.0));
        }
        self.shift = 32 - cells.trailing_zeros();
    }

    #[inline]
    pub(super) fn add(&mut self, key: u32, value: f64) {
        let mut at = key.wrapping_mul(SPREAD) >> self.shift;
        let last = u32::MAX >> self.shift;
        loop {
            let cell = &mut self.cells[at as usize];
            if cell.0 == key {
                cell.1 += value;
                return;
            }
            if cell.0 == NONE {
                *cell = (key, value);
                self.used.push(at);
                return;
            }
            at = (at + 1) & last;
        }
    }

    /// The sum of a key, 0 for one that did not appear.
    #[inline]
    pub(super) fn get(&self, key: u32) -> f64 {
        let mut at = key.wrapping_mul(SPREAD) >> self.shift;
        loop {
            match self.cells[at as usize] {
                (found, sum) if found == key => return sum,
                (NONE, _) => return 0.0,
                _ => at = (at + 1) & (u32::MAX >> self.shift),
            }
        }
    }

    /// The keys with their sums.
    #[inline]
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, f64)> + '_ {
        self.used.iter().map(|&at| self.cells[at as usize])
    }

    #[inline]
    pub(super) fn clear(&mut self) {
        for &at in &self.used {
            self.cells[at as usize].0 = NONE;
        }
        self.used.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_are_those_of_a_map(rows in prop::collection::vec(prop::collection::vec((0u32..50, 1u32..9), 0..80), 1..6)) {
            let mut sums = Sums::new();
            for row in rows {
                let mut map = BTreeMap::new();
                sums.make_room(row.len());
                for &(key, value) in &row {
                    sums.add(key, f64::from(value));
                    *map.entry(key).or_insert(0.0) += f64::from(value);
                }
                prop_assert_eq!(sums.iter().collect::<BTreeMap<u32, f64>>(), map);
                sums.clear();
                prop_assert_eq!(sums.iter().count(), 0);
            }
        }
    }
}
