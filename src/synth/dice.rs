//! Random choices that come out the same on every machine and with every version of the random crates: only whole
//! numbers from ChaCha8, one stream for each purpose, so that a change in one part of the bibliography leaves the
//! random choices of the others alone.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

/// One stream of random choices.
#[derive(Clone, Debug)]
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream that belongs to `seed` and `purpose`.
    pub(super) fn new(seed: u64, purpose: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(seed.to_le_bytes());
        hash.update(purpose.as_bytes());
        Self(ChaCha8Rng::from_seed(hash.finalize().into()))
    }

    /// A number below `n` (0 when `n` is 0), by multiplication (Lemire 2019); the bias is below 2^-40 for any `n`
    /// that fits a table.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True in `per_mille` of 1,000 throws.
    pub(super) fn chance(&mut self, per_mille: usize) -> bool {
        self.below(1000) < per_mille
    }

    /// One of `choices`, which must not be empty.
    pub(super) fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    /// A place below `n` (0 when `n` is 0), mostly one of the last: its distance from the end is `n` times the product of
    /// four numbers from 0 to 1, a sixteenth of `n` in the mean.
    pub(super) fn recent(&mut self, n: usize) -> usize {
        let distance = (0..4).fold(n, |bound, _| self.below(bound) + 1).min(n);
        n - distance
    }

    /// An index, each with its weight; 0 when all weights are 0.
    pub(super) fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        0
    }

    /// Puts `items` in a random order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_fixed_by_seed_and_purpose() {
        let throws = |seed, purpose| {
            let mut dice = Dice::new(seed, purpose);
            (0..5).map(|_| dice.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(throws(1, "a"), throws(1, "a"));
        assert_ne!(throws(1, "a"), throws(2, "a"));
        assert_ne!(throws(1, "a"), throws(1, "b"));
    }

    #[test]
    fn recent_places_are_near_the_end_and_reach_the_beginning() {
        let mut dice = Dice::new(4, "recent");
        let places: Vec<usize> = (0..20_000).map(|_| dice.recent(1_000)).collect();
        let mean = 1_000 - places.iter().sum::<usize>() / places.len();
        assert!((60..70).contains(&mean), "{mean} from the end");
        assert!(places.iter().all(|&place| place < 1_000) && places.contains(&999));
        assert!(places.iter().any(|&place| place < 300));
        assert_eq!((dice.recent(0), dice.recent(1)), (0, 0));
    }

    #[test]
    fn weights_are_kept_and_a_shuffle_loses_nothing() {
        let mut dice = Dice::new(7, "weights");
        let mut seen = [0; 3];
        for _ in 0..4000 {
            seen[dice.weighted(&[1, 0, 3])] += 1;
        }
        assert_eq!(seen[1], 0);
        assert!((900..1100).contains(&seen[0]), "{seen:?}");
        let mut items: Vec<usize> = (0..50).collect();
        dice.shuffle(&mut items);
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
