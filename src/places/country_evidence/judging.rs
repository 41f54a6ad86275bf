//! Which of the phrases of one part of a text are its countries.

use super::phrases::ENDS_ADDRESS;
use super::{Hit, Reader, Standing};
use crate::places::countries::methods;
use crate::places::country_code::CountryCode;
use crate::places::country_names::Kind;
use crate::places::postal_codes::{has_digit, is_number};
use crate::places::text::Gap;

impl Reader<'_> {
    /// The countries of one part; `part` holds its hits in the order of the text.
    pub(super) fn judge(&self, part: &[Hit]) -> Vec<Hit> {
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
}
