//! Names by pairs of their words. A fuzzy match has two words of a name at least and all but a third of its weight, so with the
//! words sorted from the rarest down its first two are among few pairs: those before which and between which no more
//! than that third is left out. Memory O(names · words that may be missing), a look-up O(names of the pair).

use rayon::prelude::*;

use super::index::{Name, NameKind};

/// The share of a name's weight that a text may lack.
pub(super) const MOST_MISSING: f32 = 0.32;
/// So many names of a pair are looked at; a pair with more says too little.
const MOST_NAMES: usize = 400;

/// The names by pairs, in buckets by the first bits of the pair's hash.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    names: Vec<(u32, u32)>,
    buckets: Vec<u32>,
    shift: u32,
    /// Whether a word is the rarer one of a pair.
    leads: Vec<bool>,
}

impl Pairs {
    pub(super) fn new(names: &[Name], weights: &[f32]) -> Self {
        let of_name = |(number, name): (usize, &Name)| {
            telling(name, weights)
                .into_iter()
                .map(move |(rare, other)| (rare, hash(rare, other), number as u32))
        };
        let pairs: Vec<(u32, u32, u32)> = names.par_iter().enumerate().flat_map_iter(of_name).collect();
        let mut leads = vec![false; weights.len()];
        for (rare, _, _) in &pairs {
            leads[*rare as usize] = true;
        }
        let mut names: Vec<(u32, u32)> = pairs.into_iter().map(|(_, hash, name)| (hash, name)).collect();
        names.par_sort_unstable();
        let bits = (names.len().max(2) as u32).ilog2().clamp(1, 24);
        let shift = 32 - bits;
        let mut buckets = vec![0u32; (1 << bits) + 1];
        for (hash, _) in &names {
            buckets[(hash >> shift) as usize + 1] += 1;
        }
        for at in 1..buckets.len() {
            buckets[at] += buckets[at - 1];
        }
        Self { names, buckets, shift, leads }
    }

    /// Whether a word is the rarer one of any pair.
    pub(super) fn leads(&self, word: u32) -> bool {
        self.leads.get(word as usize).copied().unwrap_or(false)
    }

    /// The names of a pair (and, rarely, of another one with the same hash), in order.
    pub(super) fn of(&self, one: u32, other: u32, weights: &[f32]) -> impl Iterator<Item = u32> {
        let (rare, other) = if before(one, other, weights) { (one, other) } else { (other, one) };
        let wanted = hash(rare, other);
        let bucket = (wanted >> self.shift) as usize;
        let range = match (self.buckets.get(bucket), self.buckets.get(bucket + 1)) {
            (Some(&start), Some(&end)) => start as usize..end as usize,
            _ => 0..0,
        };
        let same = self.names[range].iter().filter(move |(hash, _)| *hash == wanted);
        same.map(|(_, name)| *name).take(MOST_NAMES)
    }
}

/// Whether a word comes before another: the rarer one, then the lower number.
fn before(one: u32, other: u32, weights: &[f32]) -> bool {
    let weight = |word: u32| weights[word as usize];
    weight(one).total_cmp(&weight(other)).then(other.cmp(&one)).is_gt()
}

/// The pairs of a name one of which each fuzzy match has; none for names that are matched as a whole only.
fn telling(name: &Name, weights: &[f32]) -> Vec<(u32, u32)> {
    let fuzzy = matches!(name.kind, NameKind::Name | NameKind::Alias | NameKind::Stem);
    if !fuzzy || name.generic || name.words.len() < 2 {
        return Vec::new();
    }
    let weight = |word: u32| weights[word as usize];
    let mut words = name.words.to_vec();
    words.sort_by(|a, b| weight(*b).total_cmp(&weight(*a)).then(a.cmp(b)));
    let most = MOST_MISSING * name.weight;
    let mut pairs = Vec::new();
    let mut missing_before = 0.0;
    for (at, &rare) in words.iter().enumerate() {
        if missing_before > most {
            break;
        }
        let mut missing = missing_before;
        for &other in &words[at + 1..] {
            if missing > most {
                break;
            }
            pairs.push((rare, other));
            missing += weight(other);
        }
        missing_before += weight(rare);
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// 64 bits multiplied by an odd constant (Knuth's golden ratio); the upper half is well mixed.
fn hash(rare: u32, other: u32) -> u32 {
    let both = u64::from(rare) << 32 | u64::from(other);
    ((both ^ both >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}
