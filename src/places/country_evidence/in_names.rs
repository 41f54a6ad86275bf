//! What the names of institutions and a British postcode say of the country, where nothing else says anything.

use std::ops::Range;

use super::{Hit, Reader, Standing};
use crate::places::countries::methods;
use crate::places::country_code::CountryCode;
use crate::places::country_names::Kind;
use crate::places::postal_codes::is_british;
use crate::places::text::Gap;

impl Reader<'_> {
    /// What the names of institutions say, where nothing else says anything and all of them agree.
    pub(super) fn weak(&self) -> Vec<Hit> {
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
}
