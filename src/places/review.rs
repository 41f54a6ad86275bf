//! What a person should look at: uncertain strings, most frequent first, with candidates; and what came of it, as overrides.
//!
//! The table has the columns `affiliation, strings, reason, candidates, institution, country, who, when, why`. Filled in, its rows
//! are overrides: `institution` is an id of the registry (or `none`), `country` an ISO code; rows without either are left
//! alone. An override is applied last; one whose string does not occur is an error that names the nearest strings.

use std::path::Path;

use hashbrown::HashMap;
use polars::prelude::{Column, DataFrame};
use rayon::prelude::*;

use super::country_code::CountryCode;
use super::matching::Matcher;
use super::registry::Registry;
use super::table::Table;
use super::text::fold;
use crate::error::{Error, Place, Result};

/// Matches below this score are worth a look.
pub const SURE: f32 = 0.9;

/// One string to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// The string.
    pub affiliation: String,
    /// How often it occurs.
    pub strings: u32,
    /// `no institution`, `no country` or `score 0.83`.
    pub reason: String,
    /// The best candidates: id, name and score.
    pub candidates: String,
}

/// The uncertain strings, most frequent first, then by text. Time as for matching.
pub fn doubts(strings: &[String], registry: &Registry, matcher: &Matcher) -> Vec<Doubt> {
    let mut count: HashMap<&str, u32> = HashMap::new();
    for text in strings.iter().filter(|text| !fold(text).is_empty()) {
        *count.entry(text).or_default() += 1;
    }
    let mut distinct: Vec<(&str, u32)> = count.into_iter().collect();
    distinct.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    distinct
        .par_iter()
        .filter_map(|&(text, strings)| {
            let found = matcher.find(text);
            let least = found.institutions.iter().map(|i| i.score).reduce(f32::min);
            let reason = match least {
                None => "no institution".to_owned(),
                Some(score) if score < SURE => format!("score {score:.2}"),
                Some(_) if found.countries.is_empty() => "no country".to_owned(),
                Some(_) => return None,
            };
            let shown = |(entry, score): (usize, f32)| {
                let entry = &registry.entries()[entry];
                format!("{} ({}, {score:.2})", entry.id, entry.name)
            };
            let candidates: Vec<String> = matcher.candidates(text, 5).into_iter().map(shown).collect();
            Some(Doubt { affiliation: text.to_owned(), strings, reason, candidates: candidates.join("; ") })
        })
        .collect()
}

/// The doubts as the table to be filled in.
pub fn frame(doubts: &[Doubt]) -> Result<DataFrame> {
    let text = |name: &str, of: fn(&Doubt) -> &str| {
        Column::new(name.into(), doubts.iter().map(of).collect::<Vec<_>>())
    };
    let empty = |name: &str| Column::new(name.into(), vec![""; doubts.len()]);
    let columns = vec![
        text("affiliation", |d| &d.affiliation),
        Column::new("strings".into(), doubts.iter().map(|d| d.strings).collect::<Vec<_>>()),
        text("reason", |d| &d.reason),
        text("candidates", |d| &d.candidates),
        empty("institution"),
        empty("country"),
        empty("who"),
        empty("when"),
        empty("why"),
    ];
    DataFrame::new(doubts.len(), columns).map_err(Error::table("the table of doubts"))
}

/// What a person decided about one string.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The line of the file that says so.
    pub line: u64,
    /// The entry of the registry; `Some(None)`: no institution of the registry; `None`: not decided.
    pub institution: Option<Option<usize>>,
    /// The country, where decided.
    pub country: Option<CountryCode>,
}

/// Decisions by affiliation text.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    path: std::path::PathBuf,
    by_text: HashMap<String, Decision>,
}

impl Decisions {
    /// Reads a filled table (`affiliations.csv` of a folder of overrides); columns `affiliation`, `institution`, `country`.
    ///
    /// # Errors
    /// A missing column, an id that the registry lacks, an unknown country code, a string decided twice.
    pub fn read(path: &Path, registry: &Registry) -> Result<Self> {
        let table = Table::read(path)?;
        let affiliation = table.needed(&["affiliation"], "a table of decisions")?;
        let institution = table.column(&["institution"]);
        let country = table.column(&["country"]);
        let mut by_text = HashMap::new();
        for row in table.rows() {
            let institution = match row.cell(institution) {
                "" => None,
                "none" => Some(None),
                id => Some(Some(registry.by_id(id).ok_or_else(|| {
                    row.error(
                        format!("the registry has no institution `{id}`"),
                        "write an id of the registry, or none",
                    )
                })?)),
            };
            let country = match row.cell(country) {
                "" => None,
                code => Some(code.parse().map_err(|_| {
                    row.error(
                        format!("no country has the code `{code}`"),
                        "write an ISO 3166-1 alpha-2 code such as KP",
                    )
                })?),
            };
            if institution.is_none() && country.is_none() {
                continue;
            }
            // A spreadsheet-safe cell has an apostrophe in front.
            let text = row.raw(affiliation).trim_start_matches('\'').to_owned();
            if by_text.insert(text, Decision { line: row.line(), institution, country }).is_some() {
                return Err(row.error("the string is decided twice", "keep one row for each string"));
            }
        }
        Ok(Self { path: path.to_path_buf(), by_text })
    }

    /// What was decided about a string.
    pub fn of(&self, text: &str) -> Option<&Decision> {
        self.by_text.get(text)
    }

    /// How many strings were decided.
    pub fn len(&self) -> usize {
        self.by_text.len()
    }

    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.by_text.is_empty()
    }

    /// Refuses decisions about strings that do not occur, naming the nearest ones that do.
    pub fn check_used(&self, strings: &[String]) -> Result<()> {
        let known: hashbrown::HashSet<&str> = strings.iter().map(String::as_str).collect();
        let unused = self.by_text.iter().filter(|(text, _)| !known.contains(text.as_str()));
        let Some((text, decision)) = unused.min_by_key(|(_, decision)| decision.line) else { return Ok(()) };
        let like = |other: &&String| {
            let score = rapidfuzz::distance::indel::normalized_similarity(text.chars(), other.chars());
            (score * 1000.0) as u32
        };
        let mut near: Vec<&String> = strings.iter().collect();
        near.sort_by_cached_key(|other| (std::cmp::Reverse(like(other)), (*other).clone()));
        near.dedup();
        let near: Vec<String> = near.into_iter().take(3).map(|other| format!("`{other}`")).collect();
        Err(Error::input(
            Place::line(&self.path, decision.line),
            format!("no string is `{text}`"),
            format!("the nearest are {}", near.join(", ")),
        ))
    }
}
