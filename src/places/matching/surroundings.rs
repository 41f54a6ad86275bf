//! What stands around a run of words and makes another institution of it: "New | York University", "Nanjing University | of
//! Posts", "Duke University | Hospital", "Texas A&M University|-Kingsville".

use std::ops::Range;

use super::forms;
use super::index::Geography;
use super::text::Text;
use crate::places::countries::Countries;
use crate::places::text::Gap;

impl Text<'_> {
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
        let hyphened = self.source[..self.words.span(raw..raw + 1).start].ends_with(['-', '‐', '‑']);
        let english = matches!(self.words.get(raw), "university" | "univ" | "u");
        let abroad = first == "university" && (!english || hyphened);
        if abroad && run.len() == 2 && self.place[run.start + 1] {
            return false;
        }
        // "Amsterdam UMC | University of Amsterdam".
        let acronym =
            self.words.word(before).is_some_and(|w| w.capitals || w.inner_capital) && word.len() >= 3;
        if acronym && first == "university" && self.words.get(raw + 1) == "of" && !self.is_shouted(run) {
            return false;
        }
        let id = self.index.word(form);
        // "School of Dentistry of Ribeirao Preto | University of São Paulo".
        let long = |n: usize| before >= n && self.index.is_city(self.words.joined(before - n..raw));
        let joined = |n: usize| (raw - n..=raw).all(|at| self.words.gap(at) == Gap::Space);
        let city = geography.cities.iter().any(|city| city.len() == 1 && Some(city[0]) == id)
            || !forms::is_generic(first) && self.index.is_city(word)
            || first == "university" && [1, 2].into_iter().any(|n| long(n) && joined(n));
        let place = city || Countries::embedded().code_of(word).is_some();
        let unit = forms::is_unit_noun(form) || forms::is_institution_noun(form) || forms::is_subject(form);
        // "Agricultural Sciences | Universidad de León"; at the start of a segment the science belongs to the name.
        !(place || unit || alma && form == "science")
    }

    /// Whether a word that is none of a unit or a subject stands right before the run, be it a place: "Georgia | Institute of
    /// Technology".
    pub(super) fn is_named_before(&self, run: &Range<usize>) -> bool {
        let raw = self.raw(run).start;
        let Some(before) = raw.checked_sub(1) else { return false };
        let word = self.words.get(before);
        let form = forms::canonical(word);
        let capital = self.words.word(before).is_some_and(|w| w.capital);
        let unit = forms::is_unit_noun(form) || forms::is_institution_noun(form) || forms::is_subject(form);
        self.words.gap(raw) == Gap::Space && capital && !forms::is_stop(word) && !unit && word.len() > 1
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
            let more = if next == "and" { last + 1 } else { last };
            let capital = self.words.word(more).is_some_and(|w| w.capital);
            // "… of Science and Technology and | The Invented Roads Administration".
            let article = next == "and" && forms::is_stop(self.words.get(more));
            let unit = forms::is_unit_noun(after) || forms::is_institution_noun(after);
            // A number makes a street of it.
            let street = self.words.get(last + 1).starts_with(|c: char| c.is_ascii_digit());
            let other = article || unit || street || self.place_at(run.end);
            return capital && !other && Countries::embedded().code_of(after).is_none();
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
        let directed =
            self.form(run.end - 1) == "university" && forms::is_direction(word) && !self.is_address(run.end);
        let capitals = self.words.word(next).is_some_and(|w| w.capitals || !w.capital);
        let alma = run.clone().any(|at| matches!(self.form(at), "university" | "college"));
        let next = self.form(run.end);
        let unit = forms::is_institution_noun(next) || forms::is_subject(next);
        let hyphened = alma && self.is_hyphened(run) && !capitals && !unit;
        let named = of_a_region
            && !geography.cities.is_empty()
            && self.city_at(run.end)
            && !self.names_city(geography, run);
        directed || hyphened || named
    }

    /// Whether a city that is none of an entry's stands right after the run, without a comma.
    pub(super) fn is_of_another_city(&self, run: &Range<usize>, entry: u32) -> bool {
        let geography = &self.index.geography[entry as usize];
        !geography.cities.is_empty()
            && self.gap(run.end) == Gap::Space
            && !self.is_hyphened(run)
            && self.cities.iter().any(|city| city.start == run.end)
            && !self.is_here(run.end, geography)
    }

    /// Whether a hyphen without blanks ties the next word to the run.
    pub(super) fn is_hyphened(&self, run: &Range<usize>) -> bool {
        let end = self.words.span(self.raw(run)).end;
        let mut rest = self.source[end..].chars();
        let hyphen = matches!(rest.next(), Some('-' | '‐' | '‑' | '–' | '—'));
        hyphen && rest.next().is_some_and(char::is_uppercase)
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

    /// Whether a university is a segment of its own and the next one begins with a part of it: "X University | , School of Law".
    pub(super) fn is_before_its_school(&self, run: &Range<usize>) -> bool {
        let alma = run.clone().any(|k| matches!(self.form(k), "university" | "college"));
        alma && matches!(self.form(run.end), "school" | "college" | "faculty" | "graduate")
    }

    /// Whether a city that begins right at a kept word is followed by its region or country without a comma: "West Lafayette
    /// Indiana".
    fn is_address(&self, at: usize) -> bool {
        self.cities
            .iter()
            .any(|city| city.start == at && self.gap(city.end) == Gap::Space && self.place_at(city.end))
    }

    /// Whether another institution's name begins right after the run: "Harvard Medical School | Massachusetts General
    /// Hospital". "University Road" is none.
    pub(super) fn is_before_a_name(&self, run: &Range<usize>) -> bool {
        (run.end + 1..run.end + 4)
            .take_while(|&at| self.gap(at) == Gap::Space)
            .any(|at| forms::is_institution_noun(self.form(at)) && !forms::is_street(self.form(at + 1)))
    }

    /// Whether the word right after a university's name is a part of it, the name of another campus or of another university: it
    /// ends the segment, or a city without a comma before it, and is named again ("University of Minnesota | Crookston,
    /// Crookston, MN"); or it is a region that ends the text ("Concordia University | Wisconsin"), or "Campus" follows. Where the registry says where
    /// the institution is, a place is not asked.
    pub(super) fn is_named_on(&self, run: &Range<usize>, geography: &Geography) -> bool {
        let at = run.end;
        let next = self.raw(run).end;
        let word = self.words.get(next);
        let capital = self.words.word(next).is_some_and(|w| w.capital);
        let right_after = self.kept.get(at).is_some_and(|k| k.at == next) && self.gap(at) == Gap::Space;
        let alma = run.clone().any(|k| matches!(self.form(k), "university" | "college"));
        let own = run.clone().any(|k| self.form(k) == self.form(at)) || self.is_here(at, geography);
        if !right_after || !capital || !alma || own || word.len() < 4 {
            return false;
        }
        let part = self.part(run.start);
        let closes = self.gap(at + 1) >= Gap::Comma;
        let again = |k: &usize| self.form(*k) == self.form(at);
        let segment = |k: &usize| self.gap(*k) >= Gap::Comma && self.gap(k + 1) >= Gap::Comma;
        let named_again = (at + 1..part.end.min(at + 40)).filter(again).any(|k| !closes || segment(&k));
        if self.place_at(at) {
            let nowhere = geography.country.is_none() && geography.cities.is_empty();
            let region = Countries::embedded().region(word).is_some() && at + 1 == self.kept.len();
            return nowhere
                && self.place_after(run)
                && !self.is_before_a_name(run)
                && (region || named_again || self.form(at + 1) == "campus");
        }
        let unit = forms::is_unit_noun(self.form(at)) || forms::is_institution_noun(self.form(at));
        closes && named_again && !unit && !forms::is_subject(self.form(at))
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
}
