//! What a run of words can mean about a country: the embedded tables of `datasets/places/` as one look-up.

use hashbrown::{HashMap, HashSet};

use super::country_code::CountryCode;
use super::table::split_list;
use super::text::{Words, fold};

/// What kind of name a phrase is. The order is the precedence where one phrase has several meanings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A city that stands in one country only.
    City,
    /// A state, province or district.
    Region,
    /// A name of the country in another language.
    OtherLanguage,
    /// A name that the country once had.
    Former,
    /// A name of the country.
    Name,
    /// A phrase around a country's name that does not mean the country.
    Phrase,
}

/// What a phrase means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meaning {
    pub(crate) kind: Kind,
    /// The country; none for a phrase that means none.
    pub(crate) country: Option<CountryCode>,
}

/// One row of the list of countries.
#[derive(Debug)]
pub(crate) struct Country {
    pub(crate) code: CountryCode,
    pub(crate) alpha3: String,
    pub(crate) name: String,
    /// The state that addresses write after the territory (`Hong Kong, China`).
    pub(crate) territory_of: Option<CountryCode>,
}

/// The look-up.
#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) countries: Vec<Country>,
    meanings: HashMap<Box<str>, Meaning>,
    /// The last word of every phrase, with the number of words of the longest one that ends so.
    longest_ending_in: HashMap<Box<str>, usize>,
    /// Two- and three-letter codes of states that addresses write before a postal code.
    postal: HashMap<Box<str>, Vec<CountryCode>>,
    /// What makes "Georgia" the state.
    with_georgia: Vec<String>,
    alpha: HashMap<Box<str>, CountryCode>,
    /// Names of cities that several countries share.
    shared_cities: HashSet<Box<str>>,
    /// Names of cities that are also words or names of people.
    city_words: HashSet<Box<str>>,
    /// Each territory with its state, by code.
    owners: Vec<(CountryCode, CountryCode)>,
}

const COUNTRIES: &str = include_str!("../../datasets/places/countries.csv");
const REGIONS: &str = include_str!("../../datasets/places/regions.csv");
const CITIES: &str = include_str!("../../datasets/places/cities.csv");
const CITY_WORDS: &str = include_str!("../../datasets/places/city_words.csv");
const PHRASES: &str = include_str!("../../datasets/places/phrases.csv");

impl Names {
    /// Reads the embedded tables.
    pub(crate) fn load() -> Self {
        let mut names = Self {
            countries: Vec::new(),
            meanings: HashMap::with_capacity(60_000),
            longest_ending_in: HashMap::with_capacity(60_000),
            postal: HashMap::new(),
            with_georgia: Vec::new(),
            alpha: HashMap::new(),
            owners: Vec::new(),
            shared_cities: HashSet::new(),
            city_words: CITY_WORDS.lines().skip(1).map(Box::from).collect(),
        };
        for row in rows(COUNTRIES) {
            let Some(code) = CountryCode::from_letters(&row[0]) else { continue };
            let country = Some(code);
            names.insert(&row[2], Kind::Name, country);
            for (column, kind) in [(4, Kind::Name), (5, Kind::Former), (6, Kind::OtherLanguage)] {
                for name in split_list(&row[column]) {
                    names.insert(&name, kind, country);
                }
            }
            names.alpha.insert(row[0].to_lowercase().into(), code);
            names.alpha.insert(row[1].to_lowercase().into(), code);
            names.countries.push(Country {
                code,
                alpha3: row[1].clone(),
                name: row[2].clone(),
                territory_of: CountryCode::from_letters(&row[3]),
            });
        }
        names.countries.sort_by_key(|c| c.code);
        names.owners = names.countries.iter().filter_map(|c| Some((c.code, c.territory_of?))).collect();
        for row in rows(REGIONS) {
            let Some(country) = CountryCode::from_letters(&row[1]) else { continue };
            match row[2].as_str() {
                "postal" => names.postal.entry(row[0].to_lowercase().into()).or_default().push(country),
                "with Georgia" => names.with_georgia.push(fold(&row[0])),
                _ => names.insert(&row[0], Kind::Region, Some(country)),
            }
        }
        for row in rows(CITIES) {
            match CountryCode::from_letters(&row[1]) {
                None => _ = names.shared_cities.insert(row[0].as_str().into()),
                country => names.insert(&row[0], Kind::City, country),
            }
        }
        for row in rows(PHRASES) {
            names.insert(&row[0], Kind::Phrase, CountryCode::from_letters(&row[1]));
        }
        names
    }

    fn insert(&mut self, name: &str, kind: Kind, country: Option<CountryCode>) {
        let words = Words::of(name);
        let Some(last) = words.len().checked_sub(1) else { return };
        let longest = self.longest_ending_in.entry(words.get(last).into()).or_insert(0);
        *longest = (*longest).max(words.len());
        let meaning = Meaning { kind, country };
        self.meanings
            .entry(words.joined(0..words.len()).into())
            .and_modify(|known| {
                if known.kind < kind {
                    *known = meaning;
                }
            })
            .or_insert(meaning);
    }

    /// What a folded phrase means.
    pub(crate) fn meaning(&self, folded: &str) -> Option<Meaning> {
        self.meanings.get(folded).copied()
    }

    /// How many words the longest phrase has that ends in this word; 0 where none does.
    pub(crate) fn longest_ending_in(&self, word: &str) -> usize {
        self.longest_ending_in.get(word).copied().unwrap_or(0)
    }

    /// The countries whose addresses write this code for one of their states.
    pub(crate) fn postal(&self, word: &str) -> &[CountryCode] {
        self.postal.get(word).map_or(&[], Vec::as_slice)
    }

    /// The country of an alpha-2 or alpha-3 code in lower case.
    pub(crate) fn by_alpha(&self, word: &str) -> Option<CountryCode> {
        self.alpha.get(word).copied()
    }

    /// Cities and institutions beside which "Georgia" is the state.
    pub(crate) fn with_georgia(&self) -> &[String] {
        &self.with_georgia
    }

    /// Whether a folded phrase is a city, of one country or of several.
    pub(crate) fn is_city(&self, folded: &str) -> bool {
        self.shared_cities.contains(folded) || self.meaning(folded).is_some_and(|m| m.kind == Kind::City)
    }

    /// Whether the folded name of a city is also a word or a person's name in names of institutions.
    pub(crate) fn is_also_a_word(&self, folded: &str) -> bool {
        self.city_words.contains(folded)
    }

    /// The state that addresses write after a territory.
    pub(crate) fn owner(&self, code: CountryCode) -> Option<CountryCode> {
        let at = self.owners.binary_search_by_key(&code, |(territory, _)| *territory).ok()?;
        Some(self.owners[at].1)
    }

    /// The row of a code.
    pub(crate) fn country(&self, code: CountryCode) -> Option<&Country> {
        self.countries.binary_search_by_key(&code, |c| c.code).ok().map(|at| &self.countries[at])
    }
}

/// The rows of an embedded table without its header; short rows are filled up.
fn rows(text: &'static str) -> impl Iterator<Item = Vec<String>> {
    let reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    reader.into_records().filter_map(Result::ok).map(|record| {
        let mut row: Vec<String> = record.iter().map(str::to_owned).collect();
        row.resize(row.len().max(7), String::new());
        row
    })
}
