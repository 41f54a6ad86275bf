//! Misspelt words: the known word that differs by one letter, or by two neighbours that changed places. Both words with one
//! letter left out are equal somewhere (Mor and Fraenkel 1982), so a look-up of the hashes of all deletions finds the
//! candidates. Memory O(letters of all words), a look-up O(letters).

use rayon::prelude::*;

use super::naming::Vocabulary;

/// Longer words are names run together, not misspelt ones.
const LONGEST: usize = 40;

/// Hashes of the deletions of the known words, in buckets by their first bits.
#[derive(Debug, Default)]
pub(super) struct Spelling {
    deletions: Vec<(u32, u32)>,
    /// Where each bucket begins; one more than there are buckets.
    buckets: Vec<u32>,
    shift: u32,
}

impl Spelling {
    /// Prepares the known words. Words of fewer than five letters and words with digits are left out.
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let mut deletions: Vec<(u32, u32)> = vocabulary
            .forms
            .par_iter()
            .enumerate()
            .filter(|(word, form)| is_word(form) && !vocabulary.is_joint(*word))
            .flat_map_iter(|(word, form)| hashes(form).map(move |hash| (hash, word as u32)))
            .collect();
        deletions.par_sort_unstable();
        deletions.dedup();
        let bits = (deletions.len().max(2) as u32).ilog2().clamp(1, 24);
        let shift = 32 - bits;
        let mut buckets = vec![0u32; (1 << bits) + 1];
        for (hash, _) in &deletions {
            buckets[(hash >> shift) as usize + 1] += 1;
        }
        for at in 1..buckets.len() {
            buckets[at] += buckets[at - 1];
        }
        Self { deletions, buckets, shift }
    }

    /// The known word that a misspelt one most likely is: of several that are equally near the first.
    pub(super) fn nearest(&self, form: &str, forms: &[Box<str>]) -> Option<u32> {
        if self.deletions.is_empty() || !is_word(form) || form.len() > LONGEST {
            return None;
        }
        let mut best: Option<u32> = None;
        for hash in hashes(form) {
            let bucket = (hash >> self.shift) as usize;
            let range = self.buckets[bucket] as usize..self.buckets[bucket + 1] as usize;
            for &(_, word) in self.deletions[range].iter().filter(|(h, _)| *h == hash) {
                if best.is_some_and(|known| known <= word) {
                    continue;
                }
                let distance = rapidfuzz::distance::osa::distance(form.chars(), forms[word as usize].chars());
                if distance <= 1 {
                    best = Some(word);
                }
            }
        }
        best
    }
}

fn is_word(form: &str) -> bool {
    form.chars().nth(4).is_some() && !form.bytes().any(|b| b.is_ascii_digit())
}

/// Hashes (FNV-1a) of a word and of all that it becomes by leaving one letter out.
fn hashes(form: &str) -> impl Iterator<Item = u32> {
    let hash = move |skip: Option<usize>| {
        let mut h = 0x811c_9dc5_u32;
        for (at, c) in form.chars().enumerate() {
            if Some(at) != skip {
                h = (h ^ u32::from(c)).wrapping_mul(0x0100_0193);
            }
        }
        h
    };
    std::iter::once(hash(None)).chain((0..form.chars().count()).map(move |at| hash(Some(at))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_or_two_that_changed_places() {
        let mut vocabulary = Vocabulary::default();
        for form in ["dayton", "toronto", "rostock", "lund", "kaist2"] {
            vocabulary.number(form);
        }
        vocabulary.joint("hongkong");
        let spelling = Spelling::new(&vocabulary);
        for (form, word) in [
            ("datyon", Some(0)),
            ("daytn", Some(0)),
            ("toronnto", Some(1)),
            ("rostok", Some(2)),
            ("rosotck", Some(2)),
            ("rstok", None),
            ("lundd", None),
            ("kaist", None),
            ("hangkong", None),
            ("", None),
        ] {
            assert_eq!(spelling.nearest(form, &vocabulary.forms), word, "{form}");
        }
        assert_eq!(Spelling::new(&Vocabulary::default()).nearest("dayton", &[]), None);
    }
}
