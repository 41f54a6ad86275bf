//! The names of a registry prepared for matching: a trie of canonical words for exact names, postings of the rarer
//! words for fuzzy ones, single deletions for misspelt words, acronyms. Time and memory O(names).

use hashbrown::{HashMap, HashSet};

use super::forms;
use crate::places::countries::Countries;
use crate::places::country_code::CountryCode;
use crate::places::registry::Registry;
use crate::places::text::{Words, fold};

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
    /// An alias that is a part of the entry's own longer name.
    Part,
}

/// One name of one entry.
#[derive(Clone, Debug)]
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
}

/// A name before the index is weighed.
type Pending = (u32, NameKind, Vec<u32>);

/// Where an entry stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Geography {
    pub(super) country: Option<CountryCode>,
    /// Folded names of its cities.
    pub(super) cities: Vec<Box<str>>,
}

/// Names to entries.
#[derive(Debug, Default)]
pub(super) struct NameIndex {
    words: HashMap<Box<str>, u32>,
    pub(super) weights: Vec<f32>,
    pub(super) forms: Vec<Box<str>>,
    pub(super) names: Vec<Name>,
    trie: HashMap<(u32, u32), u32>,
    ends: HashMap<u32, Vec<u32>>,
    pub(super) postings: Vec<Vec<u32>>,
    deletions: Vec<(u64, u32)>,
    acronyms: HashMap<Box<str>, Vec<u32>>,
    pub(super) geography: Vec<Geography>,
    cities: HashSet<Box<str>>,
}

impl NameIndex {
    pub(super) fn new(registry: &Registry) -> Self {
        let mut index = Self::default();
        let mut pending: Vec<Pending> = Vec::new();
        for (at, entry) in registry.entries().iter().enumerate() {
            let number = registry.standing_for(at) as u32;
            let cities: Vec<Box<str>> = entry.cities.iter().map(|c| fold(c).into()).collect();
            index.cities.extend(cities.iter().cloned());
            index.geography.push(Geography { country: entry.country, cities });
            index.add(&mut pending, number, NameKind::Name, &entry.name);
            for alias in &entry.aliases {
                index.add(&mut pending, number, alias_kind(&entry.name, alias), alias);
            }
            for acronym in &entry.acronyms {
                index.add_acronym(number, acronym);
            }
        }
        index.weigh(&pending, registry.entries().len());
        index.add_variants(&mut pending);
        index.finish(pending);
        index
    }

    fn add(&mut self, pending: &mut Vec<Pending>, entry: u32, kind: NameKind, name: &str) {
        // "USA" is an alias of the United States Army, "San Diego" one of a hospital: a place is no institution.
        if Countries::embedded().is_place(name) {
            return;
        }
        if let Some(open) = name.rfind(" (").filter(|_| name.ends_with(')')) {
            let inside = &name[open + 2..name.len() - 1];
            if Countries::embedded().code_of(inside).is_some() {
                self.add(pending, entry, NameKind::Stem, &name[..open]);
            }
        }
        let ids = self.ids_of(name);
        if ids.is_empty() || (ids.len() == 1 && name.chars().count() < 3) {
            return;
        }
        if ids.len() == 1 && is_short_form(name) {
            self.add_acronym(entry, name);
            return;
        }
        pending.push((entry, kind, ids));
    }

    fn ids_of(&mut self, name: &str) -> Vec<u32> {
        let words = Words::of(name);
        forms::kept(&words)
            .into_iter()
            .map(|kept| {
                let form = forms::canonical(words.get(kept.at));
                if let Some(&known) = self.words.get(form) {
                    return known;
                }
                let next = self.words.len() as u32;
                self.words.insert(form.into(), next);
                self.forms.push(form.into());
                next
            })
            .collect()
    }

    fn add_acronym(&mut self, entry: u32, acronym: &str) {
        let folded = fold(acronym);
        let letters = folded.chars().filter(|c| c.is_alphanumeric()).count();
        if letters < 2 || Countries::embedded().is_place(acronym) {
            return;
        }
        let entries = self.acronyms.entry(folded.into()).or_default();
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }

    /// Inverse document frequency over entries, 0 for none and about 1 for a word of one entry.
    fn weigh(&mut self, pending: &[Pending], entries: usize) {
        let mut frequency = vec![0u32; self.words.len()];
        let mut last = vec![u32::MAX; self.words.len()];
        for (entry, _, ids) in pending {
            for &id in ids {
                if last[id as usize] != *entry {
                    last[id as usize] = *entry;
                    frequency[id as usize] += 1;
                }
            }
        }
        let most = (entries.max(1000) as f32).ln();
        self.weights = frequency
            .iter()
            .zip(&self.forms)
            .map(|(&f, form)| {
                let rarity = (1.0 - (f.max(1) as f32).ln() / most).max(0.05);
                if forms::is_generic(form) { rarity.min(0.3) } else { rarity.max(0.3) }
            })
            .collect();
    }

    /// "Oslo University" for "University of Oslo", "Yale School of …" for "Yale University".
    fn add_variants(&mut self, pending: &mut Vec<Pending>) {
        let Some(&university) = self.words.get("university") else { return };
        let school = self.word_or_new("school");
        let fields =
            ["medical", "law", "business", "divinity", "dental"].map(|field| self.word_or_new(field));
        let college = self.word("college");
        let mut variants = Vec::new();
        for (entry, kind, ids) in pending.iter() {
            if !matches!(kind, NameKind::Name | NameKind::Alias) {
                continue;
            }
            match ids[..] {
                [first, x] if first == university && !self.is_generic(x) => {
                    variants.push((*entry, NameKind::Turned, vec![x, university]));
                }
                [x, last] if last == university && !self.is_generic(x) => {
                    variants.push((*entry, NameKind::Turned, vec![university, x]));
                }
                _ => {}
            }
            let is_alma_mater = |last: u32| last == university || Some(last) == college;
            match ids[..] {
                [x, last]
                    if is_alma_mater(last)
                        && *kind == NameKind::Name
                        && !self.is_generic(x)
                        && !Countries::embedded().is_place(&self.forms[x as usize]) =>
                {
                    variants.push((*entry, NameKind::School, vec![x, school]));
                    for &field in &fields {
                        variants.push((*entry, NameKind::School, vec![x, field, school]));
                    }
                }
                _ => {}
            }
        }
        pending.extend(variants);
    }

    fn word_or_new(&mut self, form: &str) -> u32 {
        let next = self.words.len() as u32;
        if !self.words.contains_key(form) {
            self.words.insert(form.into(), next);
            self.forms.push(form.into());
            self.weights.push(0.1);
        }
        self.words[form]
    }

    fn is_generic(&self, word: u32) -> bool {
        forms::is_generic(&self.forms[word as usize])
    }

    fn finish(&mut self, mut pending: Vec<Pending>) {
        // The surest kind of a name of an entry comes first and the others are dropped.
        pending.sort_by(|a, b| (a.0, &a.2, a.1).cmp(&(b.0, &b.2, b.1)));
        pending.dedup_by(|b, a| a.0 == b.0 && a.2 == b.2);
        self.postings = vec![Vec::new(); self.words.len()];
        let mut states = 1;
        for (entry, kind, ids) in pending {
            let number = self.names.len() as u32;
            let mut state = 0;
            for &id in &ids {
                state = *self.trie.entry((state, id)).or_insert_with(|| {
                    states += 1;
                    states - 1
                });
                if matches!(kind, NameKind::Name | NameKind::Alias | NameKind::Stem | NameKind::Part) {
                    self.postings[id as usize].push(number);
                }
            }
            self.ends.entry(state).or_default().push(number);
            let weight = ids.iter().map(|&id| self.weights[id as usize]).sum();
            let generic = ids.iter().all(|&id| self.is_generic(id));
            let university_of = kind != NameKind::School
                && ids.len() >= 2
                && &*self.forms[ids[0] as usize] == "university"
                && !self.is_generic(ids[1]);
            self.names.push(Name { entry, kind, words: ids.into(), weight, generic, university_of });
        }
        for posting in &mut self.postings {
            posting.dedup();
        }
        for (word, form) in self.forms.iter().enumerate() {
            if form.chars().count() >= 5 && !form.bytes().any(|b| b.is_ascii_digit()) {
                self.deletions.extend(deletions(form).map(|hash| (hash, word as u32)));
            }
        }
        self.deletions.sort_unstable();
        self.deletions.dedup();
    }

    /// The word of a canonical form.
    pub(super) fn word(&self, form: &str) -> Option<u32> {
        self.words.get(form).copied()
    }

    /// The known word that differs from a misspelt one by one letter, or by two neighbours that changed places: the
    /// rarest such, then the first.
    pub(super) fn misspelt(&self, form: &str) -> Option<u32> {
        if form.chars().count() < 5 || form.chars().count() > 40 || form.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let mut best: Option<(usize, u32)> = None;
        for hash in deletions(form) {
            let from = self.deletions.partition_point(|(h, _)| *h < hash);
            for &(_, word) in self.deletions[from..].iter().take_while(|(h, _)| *h == hash) {
                let other = &self.forms[word as usize];
                let distance = rapidfuzz::distance::osa::distance(form.chars(), other.chars());
                if distance <= 1 && best.is_none_or(|b| (distance, word) < b) {
                    best = Some((distance, word));
                }
            }
        }
        best.map(|(_, word)| word)
    }

    /// Follows the trie by one word.
    pub(super) fn step(&self, state: u32, word: u32) -> Option<u32> {
        self.trie.get(&(state, word)).copied()
    }

    /// The names that end in a state of the trie.
    pub(super) fn ending(&self, state: u32) -> &[u32] {
        self.ends.get(&state).map_or(&[], Vec::as_slice)
    }

    /// The entries that an acronym may mean.
    pub(super) fn acronym(&self, folded: &str) -> &[u32] {
        self.acronyms.get(folded).map_or(&[], Vec::as_slice)
    }

    /// Whether a folded phrase is a city, of the registry or of the list of cities.
    pub(super) fn is_city(&self, folded: &str) -> bool {
        self.cities.contains(folded) || Countries::embedded().is_city(folded)
    }
}

/// An alias that turns the entry's own name round counts as turned ("Washington University" of the University of
/// Washington); one that is a part of it counts less ("Harvard Medical School" of "Children's Hospital, Harvard …").
fn alias_kind(name: &str, alias: &str) -> NameKind {
    let weighty = |text: &str| -> Vec<String> {
        let words = Words::of(text);
        forms::kept(&words).iter().map(|k| forms::canonical(words.get(k.at)).to_owned()).collect()
    };
    let (name, alias) = (weighty(name), weighty(alias));
    let turned = name.len() == 2 && alias.len() == 2 && name[0] == alias[1] && name[1] == alias[0];
    let inside = alias.len() >= 2
        && name.len() > alias.len() + 1
        && name.windows(alias.len()).skip(1).any(|window| window == alias.as_slice());
    if turned {
        NameKind::Turned
    } else if inside && alias.iter().any(|w| w == "school") {
        NameKind::Part
    } else {
        NameKind::Alias
    }
}

/// One word in capitals (`UFMG`, `ETHZ`, `U1000`): as good as an acronym.
fn is_short_form(name: &str) -> bool {
    let length = name.chars().count();
    length <= 8 && !name.contains(' ') && name.chars().filter(char::is_ascii_uppercase).count() * 2 > length
}

/// Hashes of a word and of all that it becomes by leaving one letter out.
fn deletions(form: &str) -> impl Iterator<Item = u64> {
    let hash = |skip: Option<usize>| {
        // FNV-1a.
        let mut h = 0xcbf2_9ce4_8422_2325_u64;
        for (at, c) in form.chars().enumerate() {
            if Some(at) != skip {
                h = (h ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
            }
        }
        h
    };
    std::iter::once(hash(None)).chain((0..form.chars().count()).map(move |at| hash(Some(at))))
}
