//! Which countries an affiliation names: read from its end, longest name first, whole words only, spans kept.
//!
//! The text is split into parts (`;`, line breaks). In each part a country's name counts where a place stands: as a
//! segment of its own, at the end of a segment, or before a postal code; then states and provinces at the end of the part, then
//! cities that stand in one country only. A name inside the name of an institution ("University of Malaya, …",
//! "China University of …") is weak evidence: it counts only where the whole text has nothing better, with its own
//! `method`. Nothing inside a longer word or a phrase of `phrases.csv` ("Beth Israel") counts. Time: O(words · longest name).

use std::ops::Range;
use std::sync::LazyLock;

use serde::Serialize;

use super::country_code::CountryCode;
use super::country_evidence::Reader;
use super::country_names::{Kind, Names};
use super::email;
use super::text::{Words, fold};

/// A country found in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CountryMatch {
    /// Which country.
    pub country: CountryCode,
    /// The bytes of the text that say so.
    pub span: Range<usize>,
    /// How: see [`methods`].
    pub method: &'static str,
}

/// How a country was found, from the surest to the weakest.
pub mod methods {
    /// A name of the country where a place stands.
    pub const NAME: &str = "name";
    /// A name that the country had once.
    pub const FORMER: &str = "former name";
    /// A state, a province or a district.
    pub const REGION: &str = "region";
    /// The code of a state with its postal code, or at the end of the text.
    pub const POSTAL: &str = "postal code";
    /// The ISO code alone, at the end of the text.
    pub const CODE: &str = "country code";
    /// A city that stands in one country only.
    pub const CITY: &str = "city";
    /// The registry's country of a matched institution, where the text itself names none.
    pub const INSTITUTION: &str = "institution";
    /// The top-level domain of an e-mail address, where nothing else says anything.
    pub const EMAIL: &str = "e-mail domain";
    /// The country's name inside the name of an institution; counts only where nothing better is there.
    pub const IN_NAME: &str = "name of the institution";
    /// The country that the source of the record gives, where the text names none.
    pub const SOURCE: &str = "source";
    /// A person decided.
    pub const OVERRIDE: &str = "override";
}

/// The countries of the world with all their names.
#[derive(Debug)]
pub struct Countries {
    names: Names,
}

static EMBEDDED: LazyLock<Countries> = LazyLock::new(|| Countries { names: Names::load() });

impl Countries {
    /// The list that is built into the program (`datasets/places/`).
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// The countries that a text names, in the order of the text, each once; where it names none, those of its e-mail
    /// addresses. Time O(length), memory O(length).
    pub fn find(&self, text: &str) -> Vec<CountryMatch> {
        let found = self.find_in(&Words::of(text));
        if found.is_empty() { email::countries(text) } else { found }
    }

    /// What the words of a text say, without its e-mail addresses.
    pub fn find_in(&self, words: &Words) -> Vec<CountryMatch> {
        Reader::new(&self.names, words).read()
    }

    /// The short English name; the code itself where the list has none.
    pub fn name(&self, code: CountryCode) -> &str {
        // Every code but one built by hand is in the list.
        self.names.country(code).map_or("unknown country", |c| c.name.as_str())
    }

    /// The country of a name, former name or code that is written alone.
    pub fn code_of(&self, name: &str) -> Option<CountryCode> {
        let folded = fold(name);
        match self.names.meaning(&folded) {
            Some(meaning) if matches!(meaning.kind, Kind::Name | Kind::Former | Kind::OtherLanguage) => {
                meaning.country
            }
            _ => self.names.by_alpha(&folded),
        }
    }

    /// Whether a name written alone is a country, a region or a city.
    pub fn is_place(&self, name: &str) -> bool {
        self.is_folded_place(&fold(name))
    }

    /// The same for a name that is folded already.
    pub(crate) fn is_folded_place(&self, folded: &str) -> bool {
        let known = self.names.meaning(folded).is_some_and(|m| m.kind != Kind::Phrase);
        known || (2..=3).contains(&folded.len()) && self.names.by_alpha(folded).is_some()
    }

    /// Whether a folded phrase is a country, a region or a city, of one country or of several.
    pub(crate) fn is_place_or_city(&self, folded: &str) -> bool {
        self.is_folded_place(folded) || self.is_city(folded)
    }

    /// The country of a folded region that stands in one country only.
    pub(crate) fn region(&self, folded: &str) -> Option<CountryCode> {
        self.names
            .meaning(folded)
            .filter(|m| m.kind == Kind::Region || folded == "georgia")
            .and_then(|m| m.country)
    }

    /// Whether a folded phrase is one of the listed cities, of one country or of several.
    pub(crate) fn is_city(&self, folded: &str) -> bool {
        self.names.is_city(folded)
    }

    /// Whether an address in `named` can be that of an institution in `own`: the same country, or the state that addresses
    /// write for a territory ("City University of Hong Kong, China").
    pub(crate) fn covers(&self, named: CountryCode, own: CountryCode) -> bool {
        named == own || self.names.owner(own) == Some(named)
    }

    /// Whether the list has this code.
    pub fn knows(&self, code: CountryCode) -> bool {
        self.names.country(code).is_some()
    }

    /// All codes, in order.
    pub fn codes(&self) -> impl Iterator<Item = CountryCode> {
        self.names.countries.iter().map(|c| c.code)
    }

    /// The alpha-3 code.
    pub fn alpha3(&self, code: CountryCode) -> Option<&str> {
        self.names.country(code).map(|c| c.alpha3.as_str())
    }
}
