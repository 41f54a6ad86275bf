//! Weighing what an affiliation says about countries: where each phrase stands, and which ones count.

use std::ops::Range;

use super::countries::{CountryMatch, methods};
use super::country_code::CountryCode;
use super::country_names::{Kind, Meaning, Names};
use super::postal_codes::{has_digit, is_british, is_canadian, is_number, is_zip_plus_four};
use super::text::{Gap, Words};

/// Names that are also family names, given names, states or parts of names: alone in a segment they are countries,
/// beside other words only with more evidence.
const AMBIGUOUS: [&str; 21] = [
    "georgia", "jordan", "chad", "jersey", "guinea", "niger", "mali", "israel", "lebanon", "cuba", "peru",
    "togo", "england", "wales", "ireland", "holland", "panama", "monaco", "malta", "turkey", "guernsey",
];

/// After these words an address is over.
const ENDS_ADDRESS: [&str; 21] = [
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

/// Where a phrase stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// A segment of its own, or after a postal code.
    Alone,
    /// At the end of a segment, after other words.
    End,
    /// Before further words of a name, or after "of".
    Inside,
}

#[derive(Clone, Debug)]
struct Hit {
    words: Range<usize>,
    kind: Kind,
    country: Option<CountryCode>,
    standing: Standing,
    method: &'static str,
    ambiguous: bool,
}

/// Reads one text.
pub(super) struct Reader<'a> {
    names: &'a Names,
    words: &'a Words,
    hits: Vec<Hit>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(names: &'a Names, words: &'a Words) -> Self {
        Self { names, words, hits: Vec::new() }
    }

    pub(super) fn read(mut self) -> Vec<CountryMatch> {
        self.collect();
        let mut found: Vec<Hit> = Vec::new();
        let mut end = self.hits.len();
        while end > 0 {
            // Hits are in reverse order of the text; a part is a run of them without a part gap between.
            let mut start = end - 1;
            while start > 0 && !self.parted(&self.hits[start], &self.hits[start - 1]) {
                start -= 1;
            }
            let mut part: Vec<Hit> = self.hits[start..end].to_vec();
            part.reverse();
            found.extend(self.judge(&part));
            end = start;
        }
        if found.is_empty() {
            found.extend(self.weak());
        }
        self.distinct(found)
    }

    /// Whether a part ends between two hits, the first of which stands earlier in the text.
    fn parted(&self, earlier: &Hit, later: &Hit) -> bool {
        (earlier.words.end..=later.words.start).any(|at| self.words.gap(at) == Gap::Part)
    }

    /// All phrases with a meaning, from the end, longest first, none overlapping another.
    fn collect(&mut self) {
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

    fn is_capitals(&self, at: usize) -> bool {
        self.words.word(at).is_some_and(|w| w.capitals)
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

    /// The countries of one part; `part` holds its hits in the order of the text.
    fn judge(&self, part: &[Hit]) -> Vec<Hit> {
        let is_country = |h: &Hit| {
            matches!(h.kind, Kind::Name | Kind::Former | Kind::OtherLanguage) && h.country.is_some()
        };
        let mut strong: Vec<Hit> = Vec::new();
        for (at, hit) in part.iter().enumerate() {
            if hit.standing == Standing::Inside || hit.country.is_none() {
                continue;
            }
            let next = part.get(at + 1);
            let adjacent = next.filter(|n| self.adjoin(hit, n));
            let supported = part[..at].iter().any(|h| h.country == hit.country && h.kind <= Kind::Region);
            if is_country(hit) {
                let end_without_support = hit.standing == Standing::End
                    && hit.ambiguous
                    && !part[..at]
                        .last()
                        .is_some_and(|h| h.country == hit.country && h.words.end == hit.words.start);
                // "Lebanon, NH 03756", "Jamaica, New York".
                let town = adjacent.is_some_and(|n| n.kind == Kind::Region && n.country != hit.country);
                let owner = self.owner(hit.country);
                let later_other = part[at + 1..].iter().any(|h| {
                    let other = h.country != hit.country && h.country != owner;
                    other && is_country(h) && h.standing == Standing::Alone
                });
                let doubtful = (hit.standing == Standing::End || hit.ambiguous) && later_other && !supported;
                if !(end_without_support || town || doubtful) {
                    strong.push(self.nearer_place(&part[..at], hit).unwrap_or(hit).clone());
                }
            } else if hit.kind == Kind::Region
                && (self.closes_part(hit, &part[at + 1..])
                    || self.is_addressed(hit, part.get(at.wrapping_sub(1)), adjacent))
            {
                strong.push(hit.clone());
            }
        }
        self.drop_states_of_territories(&mut strong);
        if strong.is_empty() {
            let mut cities = part.iter().filter(|h| {
                (h.kind == Kind::City || h.kind == Kind::Region)
                    && h.standing == Standing::Alone
                    && h.country.is_some()
            });
            strong.extend(cities.next_back().cloned());
        }
        strong
    }

    /// The place just before a country's name that knows better: "Kowloon, China" is Hong Kong, and "Pyongyang, Korea" or
    /// "Pyongyang, Republic of Korea" is never South Korea.
    fn nearer_place<'h>(&self, before: &'h [Hit], hit: &Hit) -> Option<&'h Hit> {
        let place = before.last().filter(|place| place.kind == Kind::Region && self.adjoin(place, hit))?;
        let is = |country: Option<CountryCode>, code| country.is_some_and(|c| c.as_str() == code);
        let north = is(place.country, "KP") && is(hit.country, "KR");
        let territory = hit.country.is_some() && self.owner(place.country) == hit.country;
        (north || territory).then_some(place)
    }

    fn owner(&self, territory: Option<CountryCode>) -> Option<CountryCode> {
        territory.and_then(|c| self.names.owner(c))
    }

    /// Whether nothing but numbers stands between two hits.
    fn adjoin(&self, first: &Hit, second: &Hit) -> bool {
        (first.words.end..second.words.start).all(|at| has_digit(self.words.get(at)))
    }

    /// Whether a region stands in an address of its own inside a longer list: with a ZIP code after it, or with a city of
    /// its country before it and no other country after it.
    fn is_addressed(&self, region: &Hit, before: Option<&Hit>, after: Option<&Hit>) -> bool {
        let zip = region.country.is_some_and(|c| c.as_str() == "US")
            && is_number(self.words.get(region.words.end), 5)
            && region.standing == Standing::Alone;
        let in_city = before.is_some_and(|b| {
            b.country == region.country && b.words.end == region.words.start && b.kind == Kind::City
        });
        zip || region.method == methods::POSTAL && region.words.len() > 1
            || in_city && region.standing == Standing::Alone && after.is_none()
    }

    /// Whether a region is the last place of its part: only its own country, numbers or cities of it follow.
    fn closes_part(&self, region: &Hit, rest: &[Hit]) -> bool {
        if rest.iter().any(|h| h.country != region.country && h.standing != Standing::Inside) {
            return false;
        }
        let last = rest
            .iter()
            .filter(|h| h.country == region.country)
            .map(|h| h.words.end)
            .max()
            .unwrap_or(region.words.end);
        (last..self.words.len())
            .take_while(|&at| self.words.gap(at) != Gap::Part)
            .all(|at| has_digit(self.words.get(at)) || ENDS_ADDRESS.contains(&self.words.get(at)))
            || self.words.gap(region.words.end) >= Gap::Comma && region.standing == Standing::Alone
    }

    /// "Hong Kong, China" is Hong Kong: the state written after its territory is not a second country.
    fn drop_states_of_territories(&self, strong: &mut Vec<Hit>) {
        let mut at = 1;
        while at < strong.len() {
            let owner = self.owner(strong[at - 1].country);
            if owner.is_some() && owner == strong[at].country && self.close_by(&strong[at - 1], &strong[at]) {
                strong.remove(at);
            } else {
                at += 1;
            }
        }
    }

    /// Whether no other place and at most three words stand between two hits.
    fn close_by(&self, first: &Hit, second: &Hit) -> bool {
        let between = first.words.end..second.words.start;
        between.len() <= 3
            && !self.hits.iter().any(|h| {
                h.words.start >= between.start && h.words.end <= between.end && h.country == second.country
            })
    }

    /// What the names of institutions say, where nothing else says anything and all of them agree.
    fn weak(&self) -> Vec<Hit> {
        if let Some(code) = self.british_postcode() {
            return vec![code];
        }
        let closes = |h: &Hit| h.standing == Standing::End && h.words.end == self.words.len();
        let candidates = self.hits.iter().filter(|h| {
            let city = h.kind == Kind::City && {
                let word = self.names.is_also_a_word(self.words.joined(h.words.clone()));
                word || !(closes(h) || self.names_alma_mater(&h.words))
            };
            h.country.is_some() && !h.ambiguous && !city && h.method != methods::CODE
        });
        let mut weak: Vec<Hit> = candidates.cloned().collect();
        weak.dedup_by_key(|h| h.country);
        match weak.as_mut_slice() {
            [one] => {
                if one.kind != Kind::City {
                    one.method = methods::IN_NAME;
                }
                weak
            }
            _ => Vec::new(),
        }
    }

    /// Whether an institution is called after the city: "Hiroshima | University", "University of | Jena".
    fn names_alma_mater(&self, city: &Range<usize>) -> bool {
        let noun = |at: usize| {
            let word = self.words.get(at);
            word.starts_with("univ")
                || matches!(
                    word,
                    "polytechnic"
                        | "politecnico"
                        | "institute"
                        | "institut"
                        | "instituto"
                        | "college"
                        | "hospital"
                        | "hochschule"
                        | "academy"
                        | "egyetem"
                        | "yliopisto"
                        | "comunidad"
                )
        };
        let after = (city.end..city.end + 3).take_while(|&at| self.words.gap(at) == Gap::Space).any(noun);
        let linked = city.start >= 2
            && self.words.gap(city.start) == Gap::Space
            && matches!(self.words.get(city.start - 1), "of" | "de" | "di" | "da" | "do" | "zu" | "van");
        after || linked && (2..=4.min(city.start)).any(|back| noun(city.start - back))
    }

    /// `CB2 2QQ`, `EC3N 4DX`: no other country writes its postal codes so.
    fn british_postcode(&self) -> Option<Hit> {
        let at = (1..self.words.len()).rev().find(|&at| {
            let capitals =
                self.is_capitals(at) && self.is_capitals(at - 1) && self.words.gap(at) == Gap::Space;
            capitals && is_british(self.words.get(at - 1), self.words.get(at))
        })?;
        Some(Hit {
            words: at - 1..at + 1,
            kind: Kind::Region,
            country: CountryCode::from_letters("GB"),
            standing: Standing::Alone,
            method: methods::POSTAL,
            ambiguous: false,
        })
    }

    /// Each country once (where it stands last), in the order of the text.
    fn distinct(&self, mut found: Vec<Hit>) -> Vec<CountryMatch> {
        found.sort_by_key(|h| h.words.start);
        let mut out: Vec<CountryMatch> = Vec::new();
        for hit in found {
            let Some(country) = hit.country else { continue };
            out.retain(|m| m.country != country);
            out.push(CountryMatch { country, span: self.words.span(hit.words), method: hit.method });
        }
        out
    }
}
