//! One text prepared for matching: its weighty words as words of the index, and what stands around a run of them.

use std::ops::Range;

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
    source: &'a str,
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
    cities: Vec<Range<usize>>,
    /// The part around each kept word.
    parts: Vec<Range<usize>>,
    /// Each word of the index with where it stands, sorted.
    positions: Vec<(u32, u32)>,
    /// A bit for each of those words: most words that the text lacks are told by it alone.
    seen: [u64; 4],
    countries: &'a [CountryMatch],
    index: &'a NameIndex,
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
        let first = self.form(run.start);
        let alma = matches!(first, "university" | "institute" | "college" | "academy");
        let starts = before == 0 || self.words.gap(before) >= Gap::Comma;
        if matches!(
            form,
            "new" | "city" | "state" | "first" | "second" | "national" | "medical" | "technical"
        ) || alma && (forms::is_kind_of_university(word) || forms::is_qualifier(form) && starts)
        {
            return true;
        }
        // "Westfälische Wilhelms-Universität Münster" is the University of Münster.
        let abroad = first == "university" && !matches!(self.words.get(raw), "university" | "univ" | "u");
        if abroad && run.len() == 2 && self.place[run.start + 1] {
            return false;
        }
        let id = self.index.word(form);
        let city = geography.cities.iter().any(|city| city.len() == 1 && Some(city[0]) == id)
            || !forms::is_generic(first) && self.index.is_city(word);
        let place = city || Countries::embedded().code_of(word).is_some();
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
            // "Sapienza University | of Rome" is no other university.
            let own = !forms::is_generic(self.form(run.start)) && !self.place[run.start];
            return Countries::embedded().code_of(after).is_none() && !(own && self.city_at(run.end));
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

    /// Whether a part of the university that is nearly a hospital follows: "Duke University | Medical Center".
    pub(super) fn is_of_a_medical_center(&self, run: &Range<usize>) -> bool {
        (run.end..run.end + 2).take_while(|&at| self.gap(at) == Gap::Space).any(|at| {
            let next = (self.form(at + 1), self.form(at + 2));
            match self.form(at) {
                "medical" | "health" => next.0 == "center" || next == ("science", "center"),
                _ => false,
            }
        })
    }

    /// Whether the run is a university's name inside the name of its hospital: "Duke University | Hospital", "Hospital of |
    /// Wuhan University".
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
                "hospital" | "clinic" | "clinics" | "healthcare" | "nhs" | "langone" => return true,
                "health" if next == "system" => return true,
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

    /// Whether a campus elsewhere follows: "University of Missouri | Kansas City", for an entry whose city is another; "Texas A&M
    /// University|-Kingsville"; "Purdue University | Northwest".
    pub(super) fn is_other_campus(
        &self,
        run: &Range<usize>,
        geography: &Geography,
        of_a_region: bool,
    ) -> bool {
        if run.len() < 2 || self.gap(run.end) > Gap::Space || self.is_here(run.end, geography) {
            return false;
        }
        let next = self.raw(run).end;
        let word = self.words.get(next);
        let directed = self.form(run.end - 1) == "university" && forms::is_direction(word);
        let capitals = self.words.word(next).is_some_and(|w| w.capitals || !w.capital);
        let hyphened = self.is_hyphened(run) && !capitals && !forms::is_institution_noun(self.form(run.end));
        let named = of_a_region
            && !geography.cities.is_empty()
            && self.city_at(run.end)
            && !self.names_city(geography, run);
        directed || hyphened || named
    }

    /// Whether a hyphen without blanks ties the next word to the run.
    fn is_hyphened(&self, run: &Range<usize>) -> bool {
        let end = self.words.span(self.raw(run)).end;
        let mut rest = self.source[end..].chars();
        let hyphen = matches!(rest.next(), Some('-' | '‐' | '‑' | '–' | '—'));
        hyphen && rest.next().is_some_and(char::is_uppercase)
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

    /// Whether the next city that begins a segment after the run is none of the entry's.
    pub(super) fn names_other_city(&self, run: &Range<usize>, geography: &Geography) -> bool {
        let part = self.part(run.start);
        let own = |at: usize| {
            self.is_here(at, geography)
                || run.clone().any(|k| self.ids[k].is_some() && self.ids[k] == self.ids[at])
        };
        let first = self.cities.iter().find(|c| {
            c.start >= run.end
                && c.end <= part.end
                && self.gap(c.start) >= Gap::Comma
                && !self.country[c.start]
        });
        !self.names_city(geography, run) && first.is_some_and(|c| !own(c.start))
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

    /// Whether the name of a country, a region or a city that is not in the run stands right after it, without a comma.
    pub(super) fn place_after(&self, run: &Range<usize>) -> bool {
        if self.gap(run.end) > Gap::Space {
            return false;
        }
        let form = self.form(run.end);
        let named = (run.start..run.end).any(|k| self.form(k) == form);
        // A further place makes it an address: "Ames USA".
        let next = self.form(run.end + 1);
        let address =
            self.place.get(run.end + 1) == Some(&true) && self.gap(run.end + 1) <= Gap::Comma && next != form;
        !named && !address && !form.is_empty() && self.place[run.end]
    }

    /// Whether a name turned round can only be this entry's: the other word is its city, or the language turns it
    /// ("Universiteit Leiden").
    pub(super) fn turns_safely(&self, run: &Range<usize>, geography: &Geography) -> bool {
        run.clone().any(|k| {
            let word = self.words.get(self.kept[k].at);
            geography.cities.iter().any(|city| city.len() == 1 && Some(city[0]) == self.ids[k])
                || self.form(k) == "university" && !matches!(word, "university" | "univ" | "u")
        })
    }

    /// Whether the run ends in a city, the entry's own where the registry says: "University Heidelberg".
    pub(super) fn is_in_its_city(&self, run: &Range<usize>, geography: &Geography) -> bool {
        let last = run.end - 1;
        let two = forms::is_of_two_universities(self.form(last));
        let own = geography.cities.iter().any(|city| city.len() == 1 && Some(city[0]) == self.ids[last]);
        let nowhere = geography.country.is_none() && geography.cities.is_empty();
        run.len() == 2 && !two && (own || nowhere && self.place[last])
    }

    /// Whether "University of" in the run has its "of": WoS's "Univ" does without.
    pub(super) fn has_of(&self, run: &Range<usize>) -> bool {
        let (first, second) = (self.kept[run.start].at, self.kept[run.start + 1].at);
        second > first + 1
            || !matches!(self.words.get(first), "university") && self.gap(run.start + 1) < Gap::Comma
    }

    /// Whether a kept word is part of a place's name.
    pub(super) fn place_at(&self, at: usize) -> bool {
        self.place.get(at).copied().unwrap_or(false)
    }

    fn city_at(&self, at: usize) -> bool {
        let Some(k) = self.kept.get(at) else { return false };
        (1..=3).any(|n| {
            let end = k.at + n;
            end <= self.words.len() && self.index.is_city(self.words.joined(k.at..end))
        })
    }

    /// Whether the entry's own city stands at a kept word.
    fn is_here(&self, at: usize, geography: &Geography) -> bool {
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
    fn names_city(&self, geography: &Geography, run: &Range<usize>) -> bool {
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

    /// Whether the text says nothing of a country.
    pub(super) fn without_country(&self) -> bool {
        self.countries.is_empty()
    }
}
