//! The names of a registry prepared for matching: a trie of canonical words for exact names, postings of pairs of words
//! for fuzzy ones, single deletions for misspelt words, acronyms. Time O(names · log names) on all threads, memory
//! O(names).

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use super::forms;
use super::heads;
use super::initials::Initials;
use super::naming::{Named, Pending, Vocabulary};
use super::pairs::Pairs;
use super::spelling::Spelling;
use crate::places::countries::Countries;
use crate::places::country_code::CountryCode;
use crate::places::registry::Registry;
use crate::places::text::fold;

/// How a name belongs to its entry, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NameKind {
    /// The name that is shown.
    Name,
    /// Another name.
    Alias,
    /// The name without the country in brackets that ROR adds ("Google (United States)").
    Stem,
    /// "X University" for "University of X" and the other way round.
    Turned,
    /// "X School of …" for "X University".
    School,
    /// "University of X" for "A. B. Universität X".
    Honoured,
    /// "School of …, X University" for "X University School of …".
    Rotated,
    /// "X University" for "X University in Y", where the text names Y too.
    Campus,
    /// The name that is shown, where it is nothing but an acronym.
    Short,
    /// An alias that is a part of the entry's own longer name.
    Part,
    /// "X University" for "X University School of …", where no entry is the university itself.
    Head,
}

/// One name of one entry.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools)] // Each is a fact of its own about the name.
pub(super) struct Name {
    pub(super) entry: u32,
    pub(super) kind: NameKind,
    pub(super) words: Box<[u32]>,
    /// The sum of the weights of its words.
    pub(super) weight: f32,
    /// Whether all its words are shared by many institutions.
    pub(super) generic: bool,
    /// Whether it begins "University of": the text must not lack the "of".
    pub(super) university_of: bool,
    /// Whether it is "University of X" or "X University" with a state or province for X.
    pub(super) of_a_region: bool,
    /// Whether a word of it says what kind of institution it is.
    pub(super) says_kind: bool,
    /// Whether it is a hospital's.
    pub(super) of_a_hospital: bool,
    /// The city that the text must name elsewhere; empty for most.
    pub(super) city: Box<[u32]>,
}

/// Where an entry stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Geography {
    pub(super) country: Option<CountryCode>,
    /// Its cities, as words.
    pub(super) cities: Vec<Box<[u32]>>,
}

/// Lists of numbers by number, in one piece of memory.
#[derive(Debug, Default)]
struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// From pairs of list and item; the items of a list keep their order.
    fn new(lists: usize, pairs: &[(u32, u32)]) -> Self {
        let mut starts = vec![0u32; lists + 1];
        for (list, _) in pairs {
            starts[*list as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut items = vec![0; pairs.len()];
        for (list, item) in pairs {
            let at = &mut next[*list as usize];
            items[*at as usize] = *item;
            *at += 1;
        }
        Self { starts, items }
    }

    fn of(&self, list: u32) -> &[u32] {
        match (self.starts.get(list as usize), self.starts.get(list as usize + 1)) {
            (Some(&start), Some(&end)) => &self.items[start as usize..end as usize],
            _ => &[],
        }
    }
}

/// Names to entries.
#[derive(Debug, Default)]
pub(super) struct NameIndex {
    vocabulary: Vocabulary,
    pub(super) weights: Vec<f32>,
    pub(super) names: Vec<Name>,
    trie: HashMap<(u32, u32), u32>,
    ends: Lists,
    pairs: Pairs,
    spelling: Spelling,
    acronyms: HashMap<Box<str>, Vec<u32>>,
    pub(super) initials: Initials,
    pub(super) geography: Vec<Geography>,
    cities: HashSet<Box<str>>,
}

impl NameIndex {
    pub(super) fn new(registry: &Registry) -> Self {
        let named = Named::of(registry);
        let mut index = Self { vocabulary: named.vocabulary, ..Self::default() };
        for (entry, cities) in registry.entries().iter().zip(named.cities) {
            index.cities.extend(entry.cities.iter().map(|c| Box::from(fold(c))));
            index.geography.push(Geography { country: entry.country, cities });
        }
        for (acronym, entry) in named.acronyms {
            let entries = index.acronyms.entry(acronym).or_default();
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
        let mut names = named.names;
        index.weigh(&names, registry.entries().len());
        let heads = heads::of(registry, &names, &index.vocabulary);
        index.add_variants(&mut names);
        names.extend(heads);
        index.finish(names);
        let form = |word: u32| index.vocabulary.forms.get(word as usize).map_or("", |form| &**form);
        let initials = Initials::new(&index.names, form, named.initials);
        index.initials = initials;
        index
    }

    /// Inverse document frequency over entries, 0 for none and about 1 for a word of one entry.
    fn weigh(&mut self, names: &[Pending], entries: usize) {
        let mut frequency = vec![0u32; self.vocabulary.forms.len()];
        let mut last = vec![u32::MAX; self.vocabulary.forms.len()];
        for name in names {
            for &word in &name.words {
                if last[word as usize] != name.entry {
                    last[word as usize] = name.entry;
                    frequency[word as usize] += 1;
                }
            }
        }
        let most = (entries.max(1000) as f32).ln();
        let rarity = |f: u32| (1.0 - (f.max(1) as f32).ln() / most).max(0.05);
        self.weights = frequency
            .iter()
            .zip(&self.vocabulary.forms)
            .map(|(&f, form)| match forms::is_generic(form) {
                true => rarity(f).min(0.3),
                // A word of a city's name only.
                false if f == 0 => UNKNOWN,
                false => rarity(f).max(0.3),
            })
            .collect();
    }

    /// "Oslo University" for "University of Oslo", "Yale School of …" for "Yale University".
    fn add_variants(&mut self, names: &mut Vec<Pending>) {
        let Some(university) = self.vocabulary.known("university") else { return };
        let school = self.word_or_new("school");
        let fields =
            ["medical", "law", "business", "divinity", "dental"].map(|field| self.word_or_new(field));
        let college = self.vocabulary.known("college");
        let mut variants: Vec<(u32, NameKind, Box<[u32]>)> = Vec::new();
        for Pending { entry, kind, words, .. } in names.iter() {
            if !matches!(kind, NameKind::Name | NameKind::Alias) {
                continue;
            }
            match words[..] {
                [first, x] if first == university && !self.is_generic(x) => {
                    variants.push((*entry, NameKind::Turned, [x, university].into()));
                }
                [x, last] if last == university && !self.is_generic(x) => {
                    variants.push((*entry, NameKind::Turned, [university, x].into()));
                }
                _ => {}
            }
            let is_alma_mater = |last: u32| last == university || Some(last) == college;
            match words[..] {
                [x, last]
                    if is_alma_mater(last)
                        && *kind == NameKind::Name
                        && !self.is_generic(x)
                        && !Countries::embedded().is_folded_place(self.form(x)) =>
                {
                    variants.push((*entry, NameKind::School, [x, school].into()));
                    for &field in &fields {
                        variants.push((*entry, NameKind::School, [x, field, school].into()));
                    }
                }
                _ => {}
            }
        }
        names.extend(variants.into_iter().map(|(entry, kind, words)| Pending {
            entry,
            kind,
            words,
            city: Box::default(),
            of: true,
        }));
    }

    fn word_or_new(&mut self, form: &str) -> u32 {
        let word = self.vocabulary.number(form);
        if self.weights.len() < self.vocabulary.forms.len() {
            self.weights.push(0.1);
        }
        word
    }

    fn is_generic(&self, word: u32) -> bool {
        forms::is_generic(self.form(word))
    }

    fn finish(&mut self, mut names: Vec<Pending>) {
        // The surest kind of a name of an entry comes first and the others are dropped.
        names.par_sort_unstable();
        names.dedup_by(|b, a| {
            a.entry == b.entry && a.words == b.words && (b.city.is_empty() || b.city == a.city)
        });
        let mut states = 1;
        let mut ends: Vec<(u32, u32)> = Vec::with_capacity(names.len());
        self.trie.reserve(names.len() * 2);
        for (number, name) in names.iter().enumerate() {
            let mut state = 0;
            for &word in &name.words {
                state = *self.trie.entry((state, word)).or_insert_with(|| {
                    states += 1;
                    states - 1
                });
            }
            ends.push((state, number as u32));
        }
        self.ends = Lists::new(states as usize, &ends);
        let made: Vec<Name> = names
            .into_par_iter()
            .map(|Pending { entry, kind, words, city, of }| {
                let weight = words.iter().chain(&city).map(|&word| self.weights[word as usize]).sum();
                let generic = words.iter().all(|&word| self.is_generic(word));
                let university_of = of
                    && kind != NameKind::School
                    && words.len() >= 2
                    && self.form(words[0]) == "university"
                    && !self.is_generic(words[1]);
                let region = |word: u32| Countries::embedded().region(self.form(word)).is_some();
                let of_a_region = words.len() >= 2
                    && words.iter().any(|&w| self.form(w) == "university")
                    && words.iter().all(|&w| self.form(w) == "university" || region(w));
                let says_kind = words.iter().any(|&w| forms::is_institution_noun(self.form(w)));
                let of_a_hospital = words.iter().any(|&w| self.form(w) == "hospital");
                Name {
                    entry,
                    kind,
                    words,
                    weight,
                    generic,
                    university_of,
                    of_a_region,
                    says_kind,
                    of_a_hospital,
                    city,
                }
            })
            .collect();
        self.pairs = Pairs::new(&made, &self.weights);
        self.names = made;
        self.spelling = Spelling::new(&self.vocabulary);
    }

    /// The canonical form of a word.
    pub(super) fn form(&self, word: u32) -> &str {
        self.vocabulary.forms.get(word as usize).map_or("", |form| form)
    }

    /// The word of a canonical form.
    pub(super) fn word(&self, form: &str) -> Option<u32> {
        self.vocabulary.known(form)
    }

    /// The known word that differs from a misspelt one by one letter, or by two neighbours that changed places.
    pub(super) fn misspelt(&self, form: &str) -> Option<u32> {
        self.spelling.nearest(form, &self.vocabulary.forms)
    }

    /// Follows the trie by one word.
    pub(super) fn step(&self, state: u32, word: u32) -> Option<u32> {
        self.trie.get(&(state, word)).copied()
    }

    /// The names that end in a state of the trie.
    pub(super) fn ending(&self, state: u32) -> &[u32] {
        self.ends.of(state)
    }

    /// The names of which two words are a telling pair.
    pub(super) fn with_pair(&self, one: u32, other: u32) -> impl Iterator<Item = u32> {
        self.pairs.of(one, other, &self.weights)
    }

    /// Whether a word is the rarer one of any telling pair.
    pub(super) fn leads_pairs(&self, word: u32) -> bool {
        self.pairs.leads(word)
    }

    /// The entries that an acronym may mean.
    pub(super) fn acronym(&self, folded: &str) -> &[u32] {
        self.acronyms.get(folded).map_or(&[], Vec::as_slice)
    }

    /// The words of an entry's names that are places, and the country that its name tells.
    pub(super) fn named_place(&self, entry: u32) -> (Vec<u32>, Option<CountryCode>) {
        let from = self.names.partition_point(|name| name.entry < entry);
        let own = self.names[from..].iter().take_while(|name| name.entry == entry);
        let mut words: Vec<u32> = Vec::new();
        let mut country = None;
        for name in own.filter(|name| matches!(name.kind, NameKind::Name | NameKind::Alias)) {
            words.extend(name.words.iter().filter(|&&word| !self.is_generic(word)));
            let spelled: Vec<&str> = name.words.iter().map(|&word| self.form(word)).collect();
            let told = Countries::embedded().find(&spelled.join(" "));
            country = country.or(told.first().map(|found| found.country));
        }
        (words, country)
    }

    /// Whether a folded phrase is a city, of the registry or of the list of cities.
    pub(super) fn is_city(&self, folded: &str) -> bool {
        self.cities.contains(folded) || Countries::embedded().is_city(folded)
    }
}

/// What a word counts that no name has.
pub(super) const UNKNOWN: f32 = 0.7;
