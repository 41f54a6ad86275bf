//! Terms in texts: whole words, in order, without regard to case, accents, hyphens and a simple plural ending.
//!
//! A text is cut into words at everything that is neither letter nor digit; an apostrophe ends a word and a lone `s`
//! after it is dropped ("Young's modulus" is "young modulus"). Words are compared by [`stem`]; a word of a term that
//! ends in `*` matches every word that begins like it. Stemming is deliberately small, so that a reader can foresee
//! what matches: only the plural endings `-s`, `-es` after x, ch, sh or ss, and `-ies` are taken off, and only from words of
//! four letters or more; irregular plurals ("matrices") need a term of their own.
//!
//! Cost: O(words) lookups for a text, and for each word the comparison with those terms that begin with it.

use std::ops::Range;

use hashbrown::HashMap;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The bytes of the text that it covers.
    pub span: Range<usize>,
    /// Lower case, without accents.
    pub folded: String,
    /// The folded form without its plural ending.
    pub stem: String,
}

/// Cuts a text into words.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut start = None;
    let mut after_apostrophe = false;
    let end_mark = std::iter::once((text.len(), ' '));
    for (at, character) in text.char_indices().chain(end_mark) {
        let inside = character.is_alphanumeric() || (start.is_some() && is_combining_mark(character));
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(begin)) => {
                let folded = fold(&text[begin..at]);
                if !(after_apostrophe && folded == "s") {
                    let stem = stem(&folded).to_string();
                    found.push(Word { span: begin..at, folded, stem });
                }
                start = None;
                after_apostrophe = matches!(character, '\'' | '’');
            }
            (false, None) => after_apostrophe = false,
            (true, Some(_)) => {}
        }
    }
    found
}

/// Lower case, accents taken off.
fn fold(word: &str) -> String {
    if word.is_ascii() {
        word.to_ascii_lowercase()
    } else {
        word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
    }
}

/// A folded word without its plural ending.
///
/// ```
/// use citetrace::flags::words::stem;
/// assert_eq!(["composites", "alloys", "processes", "boxes", "bodies"].map(|w| stem(w).into_owned()),
///            ["composite", "alloy", "process", "box", "body"]);
/// assert_eq!(["stress", "analysis", "torus", "gas"].map(|w| stem(w).into_owned()), ["stress", "analysis", "torus", "gas"]);
/// ```
pub fn stem(word: &str) -> std::borrow::Cow<'_, str> {
    if word.len() < 4 || !word.is_ascii() {
        return word.into();
    }
    if let Some(base) = word.strip_suffix("ies").filter(|base| base.len() > 1) {
        return format!("{base}y").into();
    }
    if let Some(base) = word.strip_suffix("es")
        && ["x", "ch", "sh", "ss"].iter().any(|ending| base.ends_with(ending))
    {
        return base.into();
    }
    match word.strip_suffix('s') {
        Some(base) if !base.ends_with(['s', 'u', 'i']) => base.into(),
        _ => word.into(),
    }
}

#[derive(Clone, Debug)]
enum Piece {
    Stem(String),
    Beginning(String),
}

impl Piece {
    fn matches(&self, word: &Word) -> bool {
        match self {
            Self::Stem(stem) => word.stem == *stem,
            Self::Beginning(beginning) => word.folded.starts_with(beginning.as_str()),
        }
    }
}

/// A list of terms, ready to be found in texts.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    terms: Vec<Vec<Piece>>,
    by_first_stem: HashMap<String, Vec<u32>>,
    by_beginning: Vec<u32>,
}

/// One term found: which one, and which words of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The term's place in the list that [`Terms::new`] was given.
    pub term: usize,
    /// The words that it covers.
    pub words: Range<usize>,
}

impl Terms {
    /// Prepares a list of terms. A term without a letter or digit never matches.
    pub fn new<S: AsRef<str>>(terms: &[S]) -> Self {
        let mut prepared = Self::default();
        for (number, term) in terms.iter().enumerate() {
            let pieces = pieces(term.as_ref());
            match pieces.first() {
                Some(Piece::Stem(stem)) => {
                    prepared.by_first_stem.entry(stem.clone()).or_default().push(number as u32);
                }
                Some(Piece::Beginning(_)) => prepared.by_beginning.push(number as u32),
                None => {}
            }
            prepared.terms.push(pieces);
        }
        prepared
    }

    /// Every occurrence of every term, by place in the text, then by number of the term.
    pub fn find(&self, words: &[Word]) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let begins = hits.len();
            let exact = self.by_first_stem.get(&word.stem).map_or(&[][..], Vec::as_slice);
            for &number in exact.iter().chain(&self.by_beginning) {
                let pieces = &self.terms[number as usize];
                let fits = words[at..].len() >= pieces.len()
                    && pieces.iter().zip(&words[at..]).all(|(piece, word)| piece.matches(word));
                if fits {
                    hits.push(Hit { term: number as usize, words: at..at + pieces.len() });
                }
            }
            hits[begins..].sort_by_key(|hit| hit.term);
        }
        hits
    }
}

/// A term's words; the `*` after a word is read off the text behind it.
fn pieces(term: &str) -> Vec<Piece> {
    words(term)
        .into_iter()
        .map(|word| {
            if term[word.span.end..].starts_with('*') {
                Piece::Beginning(word.folded)
            } else {
                Piece::Stem(word.stem)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(terms: &[&str], text: &str) -> Vec<String> {
        let words = words(text);
        Terms::new(terms)
            .find(&words)
            .into_iter()
            .map(|hit| text[words[hit.words.start].span.start..words[hit.words.end - 1].span.end].to_string())
            .collect()
    }

    #[test]
    fn terms_are_whole_words_with_plurals_and_hyphens() {
        assert_eq!(
            found(&["composite"], "Composites, nanocomposites and COMPOSITE-based"),
            ["Composites", "COMPOSITE"]
        );
        assert_eq!(
            found(&["finite element"], "a finite-element model; finite  elements"),
            ["finite-element", "finite  elements"]
        );
        assert_eq!(
            found(&["young modulus"], "Young's modulus and Young’s modulus"),
            ["Young's modulus", "Young’s modulus"]
        );
        assert_eq!(found(&["rocket"], "rocketry and the sprocket"), Vec::<String>::new());
        assert_eq!(
            found(&["aerodynam*"], "Aerodynamics, aerodynamically, aero dynamics"),
            ["Aerodynamics", "aerodynamically"]
        );
        assert_eq!(found(&["poincare map"], "the Poincaré maps"), ["Poincaré maps"]);
        assert_eq!(found(&["***", ""], "anything"), Vec::<String>::new());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn the_index_finds_what_a_naive_search_finds(
            text in "[ab]{1,2}( [abs]{1,2}){0,12}", terms in prop::collection::vec("[ab]{1,2}( [ab]{1,2}){0,2}", 1..6),
        ) {
            let words = words(&text);
            let mut naive = Vec::new();
            for at in 0..words.len() {
                for (number, term) in terms.iter().enumerate() {
                    let pieces: Vec<&str> = term.split(' ').collect();
                    let fits = at + pieces.len() <= words.len()
                        && pieces.iter().enumerate().all(|(n, p)| words[at + n].stem == stem(p));
                    if fits {
                        naive.push(Hit { term: number, words: at..at + pieces.len() });
                    }
                }
            }
            prop_assert_eq!(Terms::new(&terms).find(&words), naive);
        }

        #[test]
        fn any_text_is_cut_at_letter_borders(text in ".{0,60}") {
            for word in words(&text) {
                prop_assert!(!text[word.span].is_empty());
            }
        }
    }
}
