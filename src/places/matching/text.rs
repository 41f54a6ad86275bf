//! One text prepared for matching: its weighty words as words of the index, and what stands around a run of them.

use std::ops::Range;

use super::forms::{self, Kept};
use super::index::{Geography, NameIndex};
use crate::places::countries::{Countries, CountryMatch, methods};
use crate::places::country_code::CountryCode;
use crate::places::text::{Gap, Words};

/// How the geography of a text and of an entry agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Agreement {
    /// The text is in another country.
    Conflict,
    /// One of the two does not say.
    Unknown,
    /// The country is the same.
    Country,
    /// The text names the entry's city.
    City,
}

/// A text with the words that have weight.
pub(super) struct Text<'a> {
    pub(super) source: &'a str,
    pub(super) words: &'a Words,
    pub(super) kept: Vec<Kept>,
    /// The index's word for each kept word.
    pub(super) ids: Vec<Option<u32>>,
    /// The index's word that a kept word and the next one are together ("Jiao Tong" for "Jiaotong").
    pub(super) joint: Vec<Option<u32>>,
    /// Whether that word is a guess at a misspelt one.
    pub(super) guessed: Vec<bool>,
    /// Whether the word is part of what says the country.
    pub(super) country: Vec<bool>,
    /// Whether the word is part of a city's or a region's name.
    pub(super) place: Vec<bool>,
    /// The cities that it names, of whatever country.
    pub(super) cities: Vec<Range<usize>>,
    /// The part around each kept word.
    parts: Vec<Range<usize>>,
    /// Each word of the index with where it stands, sorted.
    positions: Vec<(u32, u32)>,
    /// A bit for each of those words: most words that the text lacks are told by it alone.
    seen: [u64; 4],
    countries: &'a [CountryMatch],
    pub(super) index: &'a NameIndex,
}

impl<'a> Text<'a> {
    pub(super) fn new(
        source: &'a str,
        words: &'a Words,
        countries: &'a [CountryMatch],
        index: &'a NameIndex,
    ) -> Self {
        let kept = forms::kept(words);
        let mut ids = Vec::with_capacity(kept.len());
        let mut guessed = vec![false; kept.len()];
        for (at, k) in kept.iter().enumerate() {
            let form = forms::canonical(words.get(k.at));
            let mut id = index.word(form);
            if id.is_none() && form.len() >= 6 && !Countries::embedded().is_folded_place(form) {
                id = index.misspelt(form);
                guessed[at] = id.is_some();
            }
            ids.push(id);
        }
        let together = |pair: &[Kept]| {
            let (first, second) = (words.get(pair[0].at), words.get(pair[1].at));
            let adjoin = pair[1].gap == Gap::Space && pair[1].at == pair[0].at + 1;
            adjoin.then(|| forms::together(first, second)).flatten().and_then(|form| index.word(&form))
        };
        let joint = kept.windows(2).map(together).collect();
        let country = kept
            .iter()
            .map(|k| {
                let span = words.span(k.at..k.at + 1);
                countries.iter().any(|c| {
                    c.method != methods::IN_NAME && c.span.start <= span.start && span.end <= c.span.end
                })
            })
            .collect();
        let mut parts: Vec<Range<usize>> = Vec::with_capacity(kept.len());
        for part in (0..kept.len()).collect::<Vec<_>>().chunk_by(|_, &next| kept[next].gap != Gap::Part) {
            parts.extend(std::iter::repeat_n(part[0]..part[0] + part.len(), part.len()));
        }
        let known = |(at, id): (usize, &Option<u32>)| id.map(|id| (id, at as u32));
        let mut positions: Vec<(u32, u32)> = ids.iter().enumerate().filter_map(known).collect();
        positions.sort_unstable();
        let mut seen = [0; 4];
        for (id, _) in &positions {
            seen[(id >> 6) as usize & 3] |= 1 << (id & 63);
        }
        let mut place = vec![false; kept.len()];
        let mut cities: Vec<Range<usize>> = Vec::new();
        for at in 0..kept.len() {
            // "Las", "Los", "La" have no weight, but are a part of the name of a city.
            let first = kept[at].at;
            let article = first > 0 && words.gap(first) == Gap::Space && forms::is_stop(words.get(first - 1));
            for n in 1..=3.min(kept.len() - at) {
                let raw = first..kept[at + n - 1].at + 1;
                if raw.len() > 4 {
                    continue;
                }
                let phrase = words.joined(raw.clone());
                let with_article = if article { words.joined(first - 1..raw.end) } else { "" };
                let city = index.is_city(phrase) || article && index.is_city(with_article);
                if city || Countries::embedded().is_folded_place(phrase) {
                    place[at..at + n].fill(true);
                }
                if city {
                    cities.push(at..at + n);
                }
            }
        }
        Self {
            source,
            words,
            kept,
            ids,
            joint,
            guessed,
            country,
            place,
            cities,
            parts,
            positions,
            seen,
            countries,
            index,
        }
    }

    /// The canonical form of a kept word; empty past the end.
    pub(super) fn form(&self, at: usize) -> &str {
        self.kept.get(at).map_or("", |k| forms::canonical(self.words.get(k.at)))
    }

    /// The gap before a kept word; a part's end past the last.
    pub(super) fn gap(&self, at: usize) -> Gap {
        self.kept.get(at).map_or(Gap::Part, |k| k.gap)
    }

    /// The numbers of all words from the first to the last kept one of a run.
    pub(super) fn raw(&self, run: &Range<usize>) -> Range<usize> {
        self.kept[run.start].at..self.kept[run.end - 1].at + 1
    }

    /// The kept words of the part around `at`.
    pub(super) fn part(&self, at: usize) -> Range<usize> {
        self.parts.get(at).cloned().unwrap_or(at..at)
    }

    /// Whether the run is a whole segment: commas or the ends on both sides.
    pub(super) fn is_segment(&self, run: &Range<usize>) -> bool {
        (run.start == 0 || self.gap(run.start) >= Gap::Comma) && self.gap(run.end) >= Gap::Comma
    }

    /// Whether all words of a run are written in capitals.
    pub(super) fn is_shouted(&self, run: &Range<usize>) -> bool {
        run.clone()
            .all(|at| self.kept.get(at).and_then(|k| self.words.word(k.at)).is_some_and(|w| w.capitals))
    }

    /// Whether a bracket opens right before a kept word.
    pub(super) fn opens_bracket(&self, at: usize) -> bool {
        let start = self.kept.get(at).map_or(0, |k| self.words.span(k.at..k.at + 1).start);
        self.source[..start].ends_with(['(', '['])
    }

    /// Whether a kept word stands in capitals and has so many letters at least.
    pub(super) fn shouts(&self, at: usize, letters: usize) -> bool {
        let word = self.kept.get(at).map(|k| (self.words.word(k.at), self.words.get(k.at)));
        word.is_some_and(|(word, folded)| word.is_some_and(|w| w.capitals) && folded.len() >= letters)
    }

    /// Whether a kept word is written as a name and is none of a place.
    pub(super) fn is_name(&self, at: usize) -> bool {
        let word = self.kept.get(at).and_then(|k| self.words.word(k.at));
        word.is_some_and(|w| w.capital) && !self.place_at(at) && !self.guessed[at]
    }

    /// Whether these words stand in the part of the run, not far behind it.
    pub(super) fn names_soon(&self, words: &[u32], run: &Range<usize>) -> bool {
        let part = self.part(run.start);
        let near = run.end..part.end.min(run.end + 12);
        words.first().is_some_and(|&first| {
            self.places_of(first).any(|at| near.contains(&at) && self.stands_at(words, at))
        })
    }

    /// Whether a kept word is part of a place's name.
    pub(super) fn place_at(&self, at: usize) -> bool {
        self.place.get(at).copied().unwrap_or(false)
    }

    pub(super) fn city_at(&self, at: usize) -> bool {
        let Some(k) = self.kept.get(at) else { return false };
        (1..=3).any(|n| {
            let end = k.at + n;
            end <= self.words.len() && self.index.is_city(self.words.joined(k.at..end))
        })
    }

    /// Whether the entry's own city stands at a kept word.
    pub(super) fn is_here(&self, at: usize, geography: &Geography) -> bool {
        geography.cities.iter().any(|city| self.stands_at(city, at))
    }

    /// Whether these words of the index stand from a kept word on.
    fn stands_at(&self, words: &[u32], at: usize) -> bool {
        let ids = self.ids.get(at..at + words.len());
        ids.is_some_and(|ids| ids.iter().zip(words).all(|(id, word)| *id == Some(*word)))
    }

    /// Where a word of the index stands among the kept words, in order.
    pub(super) fn places_of(&self, word: u32) -> impl Iterator<Item = usize> {
        let seen = self.seen[(word >> 6) as usize & 3] & 1 << (word & 63) != 0;
        let from =
            if seen { self.positions.partition_point(|(id, _)| *id < word) } else { self.positions.len() };
        self.positions[from..].iter().take_while(move |(id, _)| *id == word).map(|(_, at)| *at as usize)
    }

    /// Whether one of the entry's cities stands in the text outside the run.
    pub(super) fn names_city(&self, geography: &Geography, run: &Range<usize>) -> bool {
        geography.cities.iter().any(|city| {
            self.places_of(city[0]).any(|at| {
                let outside = at + city.len() <= run.start || at >= run.end;
                outside && self.stands_at(city, at)
            })
        })
    }

    /// Whether the entry's city stands within a few words after the run.
    fn city_follows(&self, geography: &Geography, run: &Range<usize>) -> bool {
        (run.end..(run.end + 4).min(self.kept.len())).any(|k| self.is_here(k, geography))
    }

    /// How the geography of the run's part of the text agrees with an entry's.
    pub(super) fn agreement(&self, run: &Range<usize>, geography: &Geography) -> Agreement {
        let part = self.part(run.start);
        let bytes = self.words.span(self.raw(&part));
        let inside = |c: &&CountryMatch| c.span.start >= bytes.start && c.span.end <= bytes.end;
        let mut countries: Vec<&CountryMatch> = self.countries.iter().filter(inside).collect();
        if countries.is_empty() {
            countries = self.countries.iter().collect();
        }
        let city = self.names_city(geography, run);
        let Some(own) = geography.country else {
            return if city { Agreement::City } else { Agreement::Unknown };
        };
        if countries.iter().any(|c| Countries::embedded().covers(c.country, own)) {
            return if city { Agreement::City } else { Agreement::Country };
        }
        let weak = countries.iter().all(|c| matches!(c.method, methods::IN_NAME));
        match (weak, city) {
            (true, true) => Agreement::City,
            (true, false) => Agreement::Unknown,
            (false, true) if self.city_follows(geography, run) => Agreement::City,
            _ => Agreement::Conflict,
        }
    }

    /// Whether the text stands in this country.
    pub(super) fn is_in(&self, country: CountryCode) -> bool {
        self.countries.iter().any(|c| c.method != methods::IN_NAME && c.country == country)
    }

    /// Whether the text says nothing of a country.
    pub(super) fn without_country(&self) -> bool {
        self.countries.is_empty()
    }
}
