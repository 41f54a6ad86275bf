//! Real countries and cities, invented names of people and places in them.
//!
//! Family names, given names and the names that institutions carry are coined: they are built of syllables that sound
//! at home where they are used, and belong to nobody.

/// How a country is written in affiliations, and what is invented in it.
#[derive(Debug)]
pub(super) struct Country {
    /// ISO 3166-1 alpha-2.
    pub(super) code: &'static str,
    /// As Scopus writes it.
    pub(super) name: &'static str,
    /// Other spellings that records carry.
    pub(super) spellings: &'static [&'static str],
    /// Real cities: name, what stands before the country (a state) or before the city (a province), postal prefix.
    pub(super) cities: &'static [City],
    /// Coined names of institutions.
    pub(super) stems: &'static [&'static str],
    /// How many institutions.
    pub(super) institutions: usize,
    /// Weight among the papers of no special class.
    pub(super) weight: usize,
    /// Which coined people live there.
    pub(super) people: People,
}

/// A real city.
#[derive(Debug)]
pub(super) struct City {
    pub(super) name: &'static str,
    /// Province or state; empty where affiliations leave it out.
    pub(super) region: &'static str,
    /// The first digits of its postal codes; two invented digits follow.
    pub(super) postal: &'static str,
}

/// The stock that a person's coined name is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum People {
    Korean,
    Chinese,
    Other,
}

/// KP first, then CN and KR: the teams of the model case name them by these numbers.
pub(super) const KP: usize = 0;
pub(super) const CN: usize = 1;
pub(super) const KR: usize = 2;
pub(super) const RU: usize = 3;
pub(super) const IR: usize = 4;
pub(super) const HK: usize = 5;
pub(super) const TW: usize = 6;

pub(super) use super::country_table::COUNTRIES;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_named_countries_stand_at_their_numbers() {
        for (number, code) in
            [(KP, "KP"), (CN, "CN"), (KR, "KR"), (RU, "RU"), (IR, "IR"), (HK, "HK"), (TW, "TW")]
        {
            assert_eq!(COUNTRIES[number].code, code);
        }
        let codes: std::collections::BTreeSet<_> = COUNTRIES.iter().map(|c| c.code).collect();
        assert_eq!(codes.len(), COUNTRIES.len());
    }
}
