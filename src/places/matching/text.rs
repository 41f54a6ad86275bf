//! One text prepared for matching: its weighty words as words of the index, and what stands around a run of them.

use std::ops::Range;

use hashbrown::HashMap;

use super::forms::{self, Kept};
use super::index::{Geography, NameIndex};
use crate::places::countries::{Countries, CountryMatch, methods};
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
    pub(super) words: &'a Words,
    pub(super) kept: Vec<Kept>,
    /// The index's word for each kept word.
    pub(super) ids: Vec<Option<u32>>,
    /// Whether that word is a guess at a misspelt one.
    pub(super) guessed: Vec<bool>,
    /// Whether the word is part of what says the country.
    pub(super) country: Vec<bool>,
    /// Whether the word is part of a city's or a region's name.
    pub(super) place: Vec<bool>,
    /// The part around each kept word.
    parts: Vec<Range<usize>>,
    /// Where each word stands.
    positions: HashMap<&'a str, Vec<usize>>,
    countries: &'a [CountryMatch],
    index: &'a NameIndex,
}

impl<'a> Text<'a> {
    pub(super) fn new(words: &'a Words, countries: &'a [CountryMatch], index: &'a NameIndex) -> Self {
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
        let mut positions: HashMap<&str, Vec<usize>> = HashMap::with_capacity(words.len());
        for at in 0..words.len() {
            positions.entry(words.get(at)).or_default().push(at);
        }
        let mut place = vec![false; kept.len()];
        for at in 0..kept.len() {
            for n in 1..=3.min(kept.len() - at) {
                let raw = kept[at].at..kept[at + n - 1].at + 1;
                if raw.len() <= 4 && Countries::embedded().is_folded_place(&words.joined(raw)) {
                    place[at..at + n].fill(true);
                }
            }
        }
        Self { words, kept, ids, guessed, country, place, parts, positions, countries, index }
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

    /// Whether a word that is none of a unit, a subject or a place stands right before the run, as in "New | York
    /// University" and "Loyola | University of Chicago".
    pub(super) fn extended_before(&self, run: &Range<usize>, geography: &Geography) -> bool {
        let raw = self.raw(run).start;
        let Some(before) = raw.checked_sub(1) else { return false };
        if self.words.gap(raw) > Gap::Space {
            return false;
        }
        let word = self.words.get(before);
        let form = forms::canonical(word);
        let capital = self.words.word(before).is_some_and(|w| w.capital);
        if forms::is_stop(word) || !capital || word.bytes().any(|b| b.is_ascii_digit()) || word.len() < 2 {
            return false;
        }
        if matches!(
            form,
            "new" | "city" | "state" | "first" | "second" | "national" | "medical" | "technical"
        ) {
            return true;
        }
        let place =
            geography.cities.iter().any(|c| **c == *word) || Countries::embedded().code_of(word).is_some();
        let unit = forms::is_unit_noun(form) || forms::is_institution_noun(form) || forms::is_subject(form);
        !(place || unit)
    }

    /// Whether the words after the run continue the name: "Nanjing University | of Posts", "Indian Institute of Science |
    /// Education", "University of Missouri | Kansas City".
    pub(super) fn continued_after(&self, run: &Range<usize>, geography: &Geography) -> bool {
        let last = self.raw(run).end;
        if last >= self.words.len() || self.words.gap(last) > Gap::Space {
            return false;
        }
        let next = self.words.get(last);
        let after = self.form(run.end);
        let last_form = self.form(run.end - 1);
        if self.is_here(run.end, geography) {
            return false;
        }
        if matches!(next, "of" | "for" | "fur" | "de" | "des" | "della" | "do" | "da") {
            return Countries::embedded().code_of(after).is_none();
        }
        if forms::is_subject(last_form) && !forms::is_institution_noun(last_form) {
            let more = if next == "and" { self.words.word(last + 1) } else { self.words.word(last) };
            let capital = more.is_some_and(|w| w.capital);
            return capital
                && !(forms::is_unit_noun(after) || forms::is_institution_noun(after))
                && !self.city_at(run.end)
                && Countries::embedded().code_of(after).is_none();
        }
        false
    }

    /// Whether the run is a university's name inside the name of its hospital: "Duke University | Medical Center",
    /// "Hospital of | Wuhan University".
    pub(super) fn is_of_a_hospital(&self, run: &Range<usize>) -> bool {
        let one = run.len() == 1;
        if !one && !(run.start..run.end).any(|k| matches!(self.form(k), "university" | "college" | "academy"))
            || (run.start..run.end).any(|k| matches!(self.form(k), "hospital" | "clinic" | "center"))
        {
            return false;
        }
        for at in run.end..(run.end + 2).min(self.kept.len()) {
            if self.gap(at) > Gap::Space {
                break;
            }
            let (form, next) = (self.form(at), self.form(at + 1));
            match form {
                "hospital" | "clinic" | "clinics" | "healthcare" => return true,
                "medical" if next == "center" => return true,
                "health" if matches!(next, "system" | "center") => return true,
                "health" if next == "science" && self.form(at + 2) == "center" => return true,
                _ if forms::is_unit_noun(form) && form != "graduate" => break,
                _ => {}
            }
        }
        let raw = self.raw(run).start;
        let linked =
            raw > 0 && matches!(self.words.get(raw - 1), "of" | "de" | "der" | "the" | "to" | "du" | "da");
        linked
            && run.start > 0
            && self.gap(run.start) == Gap::Space
            && matches!(self.form(run.start - 1), "hospital" | "clinic")
    }

    /// Whether a campus elsewhere follows: "University of Missouri | Kansas City", for an entry whose city is another.
    pub(super) fn is_other_campus(&self, run: &Range<usize>, geography: &Geography) -> bool {
        let us = |k: usize| Countries::embedded().region(self.form(k)).is_some_and(|c| c.as_str() == "US");
        let of_a_state =
            self.form(run.start) == "university" && run.len() >= 2 && (run.start + 1..run.end).all(us);
        of_a_state
            && !geography.cities.is_empty()
            && self.gap(run.end) <= Gap::Space
            && !self.is_here(run.end, geography)
            && self.city_at(run.end)
            && !self.names_city(geography, run)
    }

    /// Whether the name of a country, a region or a city that is not in the run stands right after it, without a comma.
    pub(super) fn place_after(&self, run: &Range<usize>) -> bool {
        if self.gap(run.end) > Gap::Space {
            return false;
        }
        let form = self.form(run.end);
        let named = (run.start..run.end).any(|k| self.form(k) == form);
        // A further place makes it an address: "Ames USA".
        let address = Countries::embedded().is_folded_place(self.form(run.end + 1))
            && self.gap(run.end + 1) <= Gap::Comma;
        !named && !address && !form.is_empty() && self.place[run.end]
    }

    /// Whether a name turned round can only be this entry's: the other word is its city, or the language turns it
    /// ("Universiteit Leiden").
    pub(super) fn turns_safely(&self, run: &Range<usize>, geography: &Geography) -> bool {
        run.clone().any(|k| {
            let word = self.words.get(self.kept[k].at);
            geography.cities.iter().any(|city| **city == *word)
                || self.form(k) == "university" && !matches!(word, "university" | "univ" | "u")
        })
    }

    /// Whether "University of" in the run has its "of": WoS's "Univ" does without.
    pub(super) fn has_of(&self, run: &Range<usize>) -> bool {
        let (first, second) = (self.kept[run.start].at, self.kept[run.start + 1].at);
        second > first + 1
            || !matches!(self.words.get(first), "university") && self.gap(run.start + 1) < Gap::Comma
    }

    fn city_at(&self, at: usize) -> bool {
        let Some(k) = self.kept.get(at) else { return false };
        (1..=3).any(|n| {
            let end = k.at + n;
            end <= self.words.len() && self.index.is_city(&self.words.joined(k.at..end))
        })
    }

    /// Whether the entry's own city or country stands at a kept word.
    fn is_here(&self, at: usize, geography: &Geography) -> bool {
        let Some(k) = self.kept.get(at) else { return false };
        geography.cities.iter().any(|city| {
            let n = city.split(' ').count();
            k.at + n <= self.words.len() && self.words.joined(k.at..k.at + n) == **city
        })
    }

    /// Whether one of the entry's cities stands in the text outside the run.
    fn names_city(&self, geography: &Geography, run: &Range<usize>) -> bool {
        let own = self.raw(run);
        geography.cities.iter().any(|city| {
            let first = city.split(' ').next().unwrap_or("");
            let n = city.split(' ').count();
            let at_places = self.positions.get(first).map_or(&[][..], Vec::as_slice);
            at_places.iter().any(|&at| {
                let outside = at + n <= own.start || at >= own.end;
                outside && at + n <= self.words.len() && (n == 1 || self.words.joined(at..at + n) == **city)
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

    /// Whether the text says nothing of a country.
    pub(super) fn without_country(&self) -> bool {
        self.countries.is_empty()
    }
}
