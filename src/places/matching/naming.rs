//! The names of one registry's entries as words of one vocabulary. Entries are read in blocks on all threads, each with a
//! vocabulary of its own; the blocks are joined in their order, so the numbers do not depend on the threads.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::forms::{self, Kept};
use super::index::NameKind;
use super::initials;
use crate::places::countries::Countries;
use crate::places::registry::{Entry, Registry};
use crate::places::text::{Gap, Words, fold};

/// So many entries make a block.
const BLOCK: usize = 4096;

/// A name before the index is weighed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pending {
    pub(super) entry: u32,
    pub(super) words: Box<[u32]>,
    pub(super) kind: NameKind,
    /// The city at the end of the whole name, where `words` are the name without it.
    pub(super) city: Box<[u32]>,
    /// Whether a word without weight ("of") stands behind its first word.
    pub(super) of: bool,
}

/// Words numbered as they come.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    numbers: HashMap<Box<str>, u32>,
    /// The canonical form of each word, as it was first written.
    pub(super) forms: Vec<Box<str>>,
    /// Whether a word was only made by writing two as one.
    joint: Vec<bool>,
}

impl Vocabulary {
    /// The number of a canonical form; forms that differ only in the spelling of an umlaut are one word.
    pub(super) fn number(&mut self, form: &str) -> u32 {
        let word = self.joint(form);
        self.joint[word as usize] = false;
        word
    }

    /// The same for two words that are written as one.
    pub(super) fn joint(&mut self, form: &str) -> u32 {
        let key = forms::spelling(form);
        if let Some(&known) = self.numbers.get(key.as_ref()) {
            return known;
        }
        let next = self.forms.len() as u32;
        self.numbers.insert(key.as_ref().into(), next);
        self.forms.push(form.into());
        self.joint.push(true);
        next
    }

    /// Whether no name writes a word so, but some name has it as two.
    pub(super) fn is_joint(&self, word: usize) -> bool {
        self.joint.get(word).copied().unwrap_or(false)
    }

    /// The number of a canonical form that is known.
    pub(super) fn known(&self, form: &str) -> Option<u32> {
        self.numbers.get(forms::spelling(form).as_ref()).copied()
    }
}

/// What the names of all entries say.
#[derive(Default)]
pub(super) struct Named {
    pub(super) vocabulary: Vocabulary,
    pub(super) names: Vec<Pending>,
    /// Acronyms with the entries that they may mean.
    pub(super) acronyms: Vec<(Box<str>, u32)>,
    /// What the initials of names spell, with their entries, where the registry gives no acronym.
    pub(super) initials: Vec<(Box<str>, u32)>,
    /// The cities of each entry, as words.
    pub(super) cities: Vec<Vec<Box<[u32]>>>,
}

impl Named {
    /// Reads all names. Time O(names) on all threads, memory O(names).
    pub(super) fn of(registry: &Registry) -> Self {
        let blocks: Vec<Self> = registry
            .entries()
            .par_chunks(BLOCK)
            .enumerate()
            .map(|(block, entries)| {
                let mut named = Self::default();
                for (at, entry) in entries.iter().enumerate() {
                    named.add_entry(registry.standing_for(block * BLOCK + at) as u32, entry);
                }
                named
            })
            .collect();
        let mut all = Self::default();
        for block in blocks {
            let joined = block.vocabulary.forms.iter().map(|form| &**form).zip(&block.vocabulary.joint);
            let number = |(form, joint): (&str, &bool)| {
                if *joint { all.vocabulary.joint(form) } else { all.vocabulary.number(form) }
            };
            let numbers: Vec<u32> = joined.map(number).collect();
            let renumber = |words: &mut Box<[u32]>| {
                for word in words.iter_mut() {
                    *word = numbers[*word as usize];
                }
            };
            all.names.extend(block.names.into_iter().map(|mut name| {
                renumber(&mut name.words);
                renumber(&mut name.city);
                name
            }));
            all.cities.extend(block.cities.into_iter().map(|mut cities| {
                cities.iter_mut().for_each(renumber);
                cities
            }));
            all.acronyms.extend(block.acronyms);
            all.initials.extend(block.initials);
        }
        all
    }

    fn add_entry(&mut self, number: u32, entry: &Entry) {
        let cities = entry.cities.iter().map(|city| self.words_of(&Words::of(city)));
        let cities: Vec<Box<[u32]>> = cities.filter(|words| !words.is_empty()).collect();
        self.cities.push(cities);
        let own = self.add(number, NameKind::Name, &entry.name, &[]);
        // "Heidelberg University" is what "Universität Heidelberg" is in English, no name turned round.
        let shown = Words::of(&entry.name);
        let first = shown.get(0);
        let abroad = forms::canonical(first) == "university" && !matches!(first, "university" | "univ" | "u");
        let own = if abroad && own.len() == 2 { Box::default() } else { own };
        for alias in &entry.aliases {
            self.add(number, NameKind::Alias, alias, &own);
        }
        for acronym in &entry.acronyms {
            self.add_acronym(number, acronym);
        }
        if entry.acronyms.is_empty() {
            for name in std::iter::once(&entry.name).chain(&entry.aliases) {
                let spelled = initials::of_capitals(&Words::of(name));
                self.initials.extend(spelled.map(|letters| (letters.into(), number)));
            }
        }
    }

    fn words_of(&mut self, words: &Words) -> Box<[u32]> {
        let kept = forms::kept(words);
        kept.iter().map(|k| self.vocabulary.number(forms::canonical(words.get(k.at)))).collect()
    }

    /// Adds a name and gives its words; `own` are those of the name that is shown.
    fn add(&mut self, entry: u32, kind: NameKind, name: &str, own: &[u32]) -> Box<[u32]> {
        let words = Words::of(name);
        // "USA" is an alias of the United States Army, "San Diego" one of a hospital: a place is no institution.
        if Countries::embedded().is_folded_place(words.joined(0..words.len())) {
            return Box::default();
        }
        if let Some(open) = name.rfind(" (").filter(|_| name.ends_with(')')) {
            let inside = &name[open + 2..name.len() - 1];
            let country = Countries::embedded().code_of(inside).is_some();
            let short = inside.split(' ').all(|word| !word.is_empty() && is_short_form(word));
            if country || short {
                let stem = self.add(entry, if country { NameKind::Stem } else { kind }, &name[..open], own);
                if !country {
                    if !inside.contains(' ') {
                        self.add_acronym(entry, inside);
                    }
                    return stem;
                }
            }
        }
        let numbers = self.words_of(&words);
        let kept = forms::kept(&words);
        if numbers.is_empty() || (numbers.len() == 1 && name.chars().count() < 3) {
            return numbers;
        }
        // What is left of "Lyon I" is a place too, and so is "San Diego, California".
        if (numbers.len() == 1 || kind == NameKind::Alias) && only_places(&words, &kept) {
            return numbers;
        }
        if numbers.len() == 1 && is_short_form(name) {
            self.add_acronym(entry, name);
            if kind == NameKind::Name {
                self.push(entry, NameKind::Short, numbers.clone());
            }
            return numbers;
        }
        let kind = match kind {
            NameKind::Alias => self.alias_kind(own, &numbers),
            NameKind::Stem if self.alias_kind(own, &numbers) == NameKind::Part => NameKind::Part,
            kind => kind,
        };
        let of = kept.len() > 1 && kept[1].at > kept[0].at + 1;
        self.names.push(Pending { entry, kind, words: numbers.clone(), city: Box::default(), of });
        self.add_together(entry, kind, &words, &numbers);
        self.add_rotated(entry, &numbers);
        self.add_honoured(entry, &words, &kept, &numbers);
        self.add_in_english_order(entry, &words, &kept, &numbers);
        self.add_without_city(entry, &words, &kept, &numbers);
        numbers
    }

    fn push(&mut self, entry: u32, kind: NameKind, words: Box<[u32]>) {
        self.names.push(Pending { entry, kind, words, city: Box::default(), of: true });
    }

    /// "University of Tübingen" for "Eberhard Karls Universität Tübingen": whom a university honours is left out.
    fn add_honoured(&mut self, entry: u32, words: &Words, kept: &[Kept], numbers: &[u32]) {
        let Some(last) = numbers.len().checked_sub(1).filter(|last| *last >= 2) else { return };
        let form = |at: usize| &*self.vocabulary.forms[numbers[at] as usize];
        let alma = words.get(kept[last - 1].at);
        let honours = (0..last - 1).all(|at| {
            let word = words.get(kept[at].at);
            !forms::is_generic(form(at)) && !forms::is_kind_of_university(word)
        });
        let abroad = form(last - 1) == "university" && !matches!(alma, "university" | "univ");
        if abroad && honours && Countries::embedded().is_city(words.get(kept[last].at)) {
            let short = [numbers[last - 1], numbers[last]];
            self.push(entry, NameKind::Honoured, short.into());
        }
    }

    /// "State University of X" for "Universidade Estadual de X": there the adjective stands behind.
    fn add_in_english_order(&mut self, entry: u32, words: &Words, kept: &[Kept], numbers: &[u32]) {
        let [first, second, rest @ ..] = numbers else { return };
        let form = |number: &u32| &*self.vocabulary.forms[*number as usize];
        let abroad = form(first) == "university" && !matches!(words.get(kept[0].at), "university" | "univ");
        if abroad && !rest.is_empty() && forms::is_kind_of_university(form(second)) {
            self.push(entry, NameKind::Rotated, [&[*second, *first], rest].concat().into());
        }
    }

    /// "School of Medicine, X University" for "X University School of Medicine".
    fn add_rotated(&mut self, entry: u32, numbers: &[u32]) {
        let form = |at: usize| &*self.vocabulary.forms[numbers[at] as usize];
        let alma = (0..numbers.len()).find(|&at| matches!(form(at), "university" | "college"));
        let Some(unit) = alma.map(|at| at + 1).filter(|&at| at >= 2 && at + 1 < numbers.len()) else {
            return;
        };
        if matches!(form(unit), "school" | "college" | "faculty" | "department" | "institute") {
            let rotated = [&numbers[unit..], &numbers[..unit]].concat();
            self.push(entry, NameKind::Rotated, rotated.into());
        }
    }

    /// "Washington University | in St. Louis" without the city at its end, which then has to stand elsewhere in the text.
    fn add_without_city(&mut self, entry: u32, words: &Words, kept: &[Kept], numbers: &[u32]) {
        for length in 1..=3.min(numbers.len().saturating_sub(2)) {
            let from = numbers.len() - length;
            let raw = kept[from].at..kept[numbers.len() - 1].at + 1;
            let base = &numbers[..from];
            let named = |number: &u32| {
                let form = &self.vocabulary.forms[*number as usize];
                matches!(&**form, "university" | "institute" | "college")
            };
            let rare = base.iter().any(|n| !forms::is_generic(&self.vocabulary.forms[*n as usize]));
            if rare && base.iter().any(named) && Countries::embedded().is_city(words.joined(raw)) {
                let city = numbers[from..].into();
                self.names.push(Pending {
                    entry,
                    kind: NameKind::Campus,
                    words: base.into(),
                    city,
                    of: true,
                });
            }
        }
    }

    /// The name once more for each two short words that may be written as one.
    fn add_together(&mut self, entry: u32, kind: NameKind, words: &Words, numbers: &[u32]) {
        let kept = forms::kept(words);
        for at in 1..kept.len() {
            let (first, second) = (kept[at - 1].at, kept[at].at);
            if second != first + 1 || words.gap(second) > Gap::Space {
                continue;
            }
            if let Some(form) = forms::together(words.get(first), words.get(second)) {
                let joint = self.vocabulary.joint(&form);
                let variant = [&numbers[..at - 1], &[joint], &numbers[at + 1..]].concat();
                self.push(entry, kind, variant.into());
            }
        }
    }

    fn add_acronym(&mut self, entry: u32, acronym: &str) {
        let folded = fold(acronym);
        let letters = folded.chars().filter(|c| c.is_alphanumeric()).count();
        if letters >= 2 && !Countries::embedded().is_folded_place(&folded) {
            self.acronyms.push((folded.into(), entry));
        }
    }

    /// An alias that turns the entry's own name round counts as turned ("Washington University" of the University of
    /// Washington); one that is a part of it counts less ("Harvard Medical School" of "Children's Hospital, Harvard …").
    fn alias_kind(&mut self, name: &[u32], alias: &[u32]) -> NameKind {
        let turned = name.len() == 2 && alias.len() == 2 && name[0] == alias[1] && name[1] == alias[0];
        let inside = alias.len() >= 2
            && name.len() > alias.len() + 1
            && name.windows(alias.len()).skip(1).any(|window| window == alias);
        if turned {
            NameKind::Turned
        } else if inside && alias.contains(&self.vocabulary.number("school")) {
            NameKind::Part
        } else {
            NameKind::Alias
        }
    }
}

/// Whether the words that have weight are names of places, one after the other.
fn only_places(words: &Words, kept: &[Kept]) -> bool {
    let mut at = 0;
    while at < kept.len() {
        let place = |length: &usize| {
            let phrase = words.joined(kept[at].at..kept[at + length - 1].at + 1);
            phrase.len() > 3 && Countries::embedded().is_place_or_city(phrase)
        };
        match (1..=3.min(kept.len() - at)).rev().find(place) {
            Some(length) => at += length,
            None => return false,
        }
    }
    true
}

/// One word in capitals (`UFMG`, `ETHZ`, `U1000`): as good as an acronym.
fn is_short_form(name: &str) -> bool {
    let length = name.chars().count();
    length <= 8 && !name.contains(' ') && name.chars().filter(char::is_ascii_uppercase).count() * 2 > length
}
