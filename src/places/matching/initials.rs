//! Acronyms that only one side writes: a registry's "UNESP" for "Universidade Estadual Paulista" in a text, and "UNSW" in a text for
//! "University of New South Wales" in a registry that gives no acronym of it.

use std::ops::Range;

use hashbrown::HashMap;

use super::candidates::{Candidate, after_geography};
use super::forms;
use super::index::{Name, NameIndex, NameKind};
use super::text::{Agreement, Text};
use crate::places::countries::Countries;
use crate::places::text::{Gap, Words};

/// An acronym has so many letters at least.
const LEAST_SPELLED: usize = 4;
/// A segment of so many words at most spells an acronym out: each may give one letter to three.
const MOST_WORDS: usize = 7;

/// Names that are acronyms by their letters, and what the initials of names without acronym spell.
#[derive(Debug, Default)]
pub(super) struct Initials {
    letters: HashMap<(u32, u8), u32>,
    ends: HashMap<u32, Vec<u32>>,
    of_names: HashMap<Box<str>, Vec<u32>>,
}

impl Initials {
    /// From the names that are nothing but an acronym, and the initials of the others with their entries. Time O(letters).
    pub(super) fn new<'n>(
        names: &'n [Name],
        form: impl Fn(u32) -> &'n str,
        initials: Vec<(Box<str>, u32)>,
    ) -> Self {
        let mut all = Self::default();
        let mut states = 1;
        for name in names.iter().filter(|name| name.kind == NameKind::Short) {
            let acronym = name.words.first().map_or("", |word| form(*word));
            if acronym.len() < LEAST_SPELLED || !acronym.bytes().all(|b| b.is_ascii_lowercase()) {
                continue;
            }
            let mut state = 0;
            for letter in acronym.bytes() {
                state = *all.letters.entry((state, letter)).or_insert_with(|| {
                    states += 1;
                    states - 1
                });
            }
            all.ends.entry(state).or_default().push(name.entry);
        }
        for (acronym, entry) in initials {
            let entries = all.of_names.entry(acronym).or_default();
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
        all
    }

    /// The one entry whose own name has these initials.
    pub(super) fn of_name(&self, folded: &str) -> Option<u32> {
        match self.of_names.get(folded).map(Vec::as_slice) {
            Some([entry]) => Some(*entry),
            _ => None,
        }
    }

    /// The entries whose acronym these words spell, one to three letters each.
    fn spelled(&self, words: &[&str], state: u32, found: &mut Vec<u32>) {
        let Some((word, rest)) = words.split_first() else {
            found.extend(self.ends.get(&state).into_iter().flatten());
            return;
        };
        let mut state = state;
        for letter in word.bytes().take(3) {
            match self.letters.get(&(state, letter)) {
                Some(&next) => state = next,
                None => return,
            }
            self.spelled(rest, state, found);
        }
    }
}

/// What the capitals that begin the words of a name spell; none for fewer than four, which several names share.
pub(super) fn of_capitals(words: &Words) -> Option<String> {
    let capital = |at: &usize| words.word(*at).is_some_and(|word| word.capital);
    let letters: String =
        (0..words.len()).filter(capital).filter_map(|at| words.get(at).chars().next()).collect();
    ((LEAST_SPELLED..=8).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_lowercase()))
        .then_some(letters)
}

/// Segments of a text that spell out a name that is an acronym. Time O(words).
pub(super) fn spelled_out(text: &Text, index: &NameIndex, out: &mut Vec<Candidate>) {
    if index.initials.ends.is_empty() {
        return;
    }
    let mut start = 0;
    for end in 1..=text.kept.len() {
        if text.gap(end) < Gap::Comma {
            continue;
        }
        let run = std::mem::replace(&mut start, end)..end;
        let noun = |at: usize| forms::is_institution_noun(text.form(at));
        let unit =
            matches!(text.form(run.start), "department" | "faculty" | "school" | "division" | "laboratory");
        if !(3..=MOST_WORDS).contains(&run.len()) || unit || !run.clone().any(noun) {
            continue;
        }
        let words: Vec<&str> = run.clone().map(|at| text.words.get(text.kept[at].at)).collect();
        let mut found = Vec::new();
        index.initials.spelled(&words, 0, &mut found);
        found.sort_unstable();
        found.dedup();
        // "National Academy of Sciences of Azerbaijan" is not NASA.
        let country = |word: &&str| Countries::embedded().code_of(word).is_some();
        if let [entry] = found[..]
            && !words.iter().any(country)
        {
            let geography = &index.geography[entry as usize];
            let agreement = text.agreement(&run, geography);
            let nowhere = geography.country.is_none() && geography.cities.is_empty();
            if nowhere || agreement >= Agreement::Country {
                let score = after_geography(0.88, agreement, false);
                out.push(Candidate { entry, run, score, method: "acronym", weight: 0.5 });
            }
        }
    }
}

/// What one acronym of a text says by the initials of a name: an entry whose country or city agrees or, where the registry
/// does not say, in whose name stands another word of the text or the text's country.
pub(super) fn of_an_acronym(text: &Text, index: &NameIndex, run: &Range<usize>) -> Option<(Agreement, u32)> {
    let word = text.words.get(text.kept[run.start].at);
    let entry = index.initials.of_name(word)?;
    let geography = &index.geography[entry as usize];
    let agreement = text.agreement(run, geography);
    if geography.country.is_some() || !geography.cities.is_empty() {
        return (agreement >= Agreement::Country).then_some((agreement, entry));
    }
    let (own, country) = index.named_place(entry);
    let told = |word: &u32| text.places_of(*word).any(|at| at >= run.end && at < run.end + 6);
    if own.iter().any(told) {
        return Some((Agreement::Country, entry));
    }
    country.is_some_and(|country| text.is_in(country)).then_some((Agreement::Country, entry))
}
