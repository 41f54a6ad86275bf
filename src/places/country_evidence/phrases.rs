//! The phrases of a text that may say its country, and where each stands: names of countries, regions, cities and
//! institutions, and codes (`GA 30332`, `NSW 2006`).

use std::ops::Range;

use super::{Hit, Reader, Standing};
use crate::places::countries::methods;
use crate::places::country_code::CountryCode;
use crate::places::country_names::{Kind, Meaning};
use crate::places::postal_codes::{has_digit, is_canadian, is_number, is_zip_plus_four};
use crate::places::text::Gap;

/// Names that are also family names, given names, states or parts of names: alone in a segment they are countries,
/// beside other words only with more evidence.
const AMBIGUOUS: [&str; 21] = [
    "georgia", "jordan", "chad", "jersey", "guinea", "niger", "mali", "israel", "lebanon", "cuba", "peru",
    "togo", "england", "wales", "ireland", "holland", "panama", "monaco", "malta", "turkey", "guernsey",
];

/// After these words an address is over.
pub(super) const ENDS_ADDRESS: [&str; 21] = [
    "and",
    "email",
    "e",
    "mail",
    "tel",
    "telephone",
    "phone",
    "fax",
    "electronic",
    "orcid",
    "http",
    "https",
    "corresponding",
    "correspondence",
    "present",
    "currently",
    "address",
    "postal",
    "to",
    "d",
    "cedex",
];

impl Reader<'_> {
    /// All phrases with a meaning, from the end, longest first, none overlapping another.
    pub(super) fn collect(&mut self) {
        let mut end = self.words.len();
        while end > 0 {
            let hit = self.phrase_ending_at(end).or_else(|| self.code_at(end - 1));
            end = match hit {
                Some(hit) => {
                    let start = hit.words.start;
                    while self.hits.last().is_some_and(|later| later.words.start < hit.words.end) {
                        self.hits.pop();
                    }
                    self.hits.push(hit);
                    start
                }
                None => end - 1,
            };
        }
    }

    fn phrase_ending_at(&self, end: usize) -> Option<Hit> {
        let longest = self.names.longest_ending_in(self.words.get(end - 1)).min(end);
        for length in (1..=longest).rev() {
            let words = end - length..end;
            let widest = (words.start + 1..end).map(|at| self.words.gap(at)).max().unwrap_or(Gap::Space);
            if widest >= Gap::Part {
                continue;
            }
            let Some(meaning) = self.names.meaning(self.words.joined(words.clone())) else { continue };
            let is_country = matches!(meaning.kind, Kind::Name | Kind::Former | Kind::OtherLanguage);
            if widest >= Gap::Comma && !(is_country && self.ends_address(end)) {
                continue;
            }
            return Some(self.hit(words, meaning));
        }
        None
    }

    fn hit(&self, words: Range<usize>, meaning: Meaning) -> Hit {
        let first = self.words.get(words.start);
        let one_word = words.len() == 1;
        let ambiguous = one_word && AMBIGUOUS.contains(&first);
        let mut standing = self.standing(&words);
        let method = match meaning.kind {
            Kind::Name | Kind::OtherLanguage => methods::NAME,
            Kind::Former => methods::FORMER,
            Kind::Region => methods::REGION,
            Kind::City => methods::CITY,
            Kind::Phrase => methods::IN_NAME,
        };
        let mut country = meaning.country;
        if one_word
            && first == "georgia"
            && standing != Standing::Inside
            && self.is_state_of_georgia(words.end)
        {
            country = CountryCode::from_letters("US");
            return Hit {
                words,
                kind: Kind::Region,
                country,
                standing,
                method: methods::REGION,
                ambiguous: false,
            };
        }
        // The University of Georgia is in Athens, as nothing of Greece is.
        if meaning.kind == Kind::Phrase && self.words.joined(words.clone()) == "university of georgia" {
            let after = self.words.joined(words.end..(words.end + 3).min(self.words.len()));
            if after.starts_with("athens") {
                country = CountryCode::from_letters("US");
                let words = words.start..words.end + 1;
                return Hit {
                    words,
                    kind: Kind::Name,
                    country,
                    standing: Standing::Alone,
                    method,
                    ambiguous,
                };
            }
        }
        // Lower-case "us" is a word, not a country.
        if one_word && first.len() <= 3 && meaning.kind == Kind::Name && !self.is_capitals(words.start) {
            standing = Standing::Inside;
            country = None;
        }
        Hit { words, kind: meaning.kind, country, standing, method, ambiguous }
    }

    /// Whether the word at `at` is no further word of a name.
    fn ends_address(&self, at: usize) -> bool {
        at >= self.words.len()
            || self.words.gap(at) >= Gap::Dot
            || has_digit(self.words.get(at))
            || ENDS_ADDRESS.contains(&self.words.get(at))
            || self
                .hits
                .last()
                .is_some_and(|next| next.words.start == at && next.standing != Standing::Inside)
    }

    fn standing(&self, words: &Range<usize>) -> Standing {
        if !self.ends_address(words.end) {
            return Standing::Inside;
        }
        let mut first = words.start;
        if first > 0 && self.words.gap(first) == Gap::Space && self.words.get(first - 1) == "the" {
            first -= 1;
        }
        if first == 0 || self.words.gap(first) >= Gap::Comma || has_digit(self.words.get(first - 1)) {
            return Standing::Alone;
        }
        match self.words.get(first - 1) {
            "of" | "de" | "du" | "for" | "della" | "des" | "d" | "do" | "da" | "del" | "von" | "der" => {
                Standing::Inside
            }
            "in" | "and" => Standing::Alone,
            _ => Standing::End,
        }
    }

    fn is_state_of_georgia(&self, after: usize) -> bool {
        let zip = self.words.get(after);
        if zip.len() == 5 && zip.starts_with('3') && zip.bytes().all(|b| b.is_ascii_digit()) {
            return true;
        }
        if self.hits.last().is_some_and(|next| {
            next.country.is_some_and(|c| c.as_str() == "US") && next.words.start <= after + 1
        }) {
            return true;
        }
        let before = format!(" {} ", self.words.joined(0..after));
        self.names.with_georgia().iter().any(|place| before.contains(&format!(" {place} ")))
    }

    /// `GA 30332`, `ON M5S 1A1`, `NSW 2006`; a code alone at the end of the text; an ISO code as its last segment.
    fn code_at(&self, at: usize) -> Option<Hit> {
        let word = self.words.get(at);
        if !(2..=3).contains(&word.len()) || !self.is_capitals(at) || self.words.gap(at) == Gap::Part {
            return None;
        }
        let hit = |country, end, method| {
            let kind = if method == methods::POSTAL { Kind::Region } else { Kind::Name };
            Some(Hit {
                words: at..end,
                kind,
                country: Some(country),
                standing: Standing::Alone,
                method,
                ambiguous: false,
            })
        };
        let next = self.words.get(at + 1);
        let after_next = self.words.get(at + 2);
        for &country in self.names.postal(word) {
            let end = match country.as_str() {
                "US" if is_number(next, 5) || is_zip_plus_four(next) => Some(at + 2),
                "AU" if is_number(next, 4) => Some(at + 2),
                "CA" if is_canadian(next, after_next) => Some(at + if next.len() == 6 { 2 } else { 3 }),
                _ => None,
            };
            if let Some(end) = end {
                return hit(country, end.min(self.words.len()), methods::POSTAL);
            }
        }
        let last_of_part = at + 1 >= self.words.len() || self.words.gap(at + 1) == Gap::Part;
        let own_segment = at > 0 && self.words.gap(at) >= Gap::Comma;
        if let [country] = *self.names.postal(word) {
            let before_own_name = self.hits.last().is_some_and(|h| {
                h.words.start == at + 1
                    && (h.country == Some(country)
                        || h.country.is_some() && h.country == self.owner(Some(country)))
            });
            if last_of_part && (own_segment || self.follows_city(at)) || before_own_name {
                return hit(country, at + 1, methods::POSTAL);
            }
        }
        if last_of_part && own_segment && at + 1 == self.words.len() {
            return hit(self.names.by_alpha(word)?, at + 1, methods::CODE);
        }
        None
    }

    /// Whether a city's name, of whatever country, stands right before a word: "Albany | NY".
    fn follows_city(&self, at: usize) -> bool {
        (1..=3.min(at)).any(|length| self.names.is_city(self.words.joined(at - length..at)))
    }
}
