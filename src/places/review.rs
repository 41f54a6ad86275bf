//! What a person should look at: uncertain strings, most frequent first, with candidates; and what came of it, as overrides.
//!
//! The table has the columns `affiliation, strings, reason, candidates, institution, country, who, when, why`. Filled in, its rows
//! are overrides: `institution` is an id of the registry (or `none`), `country` an ISO code; rows without either are left
//! alone. An override is applied last; one whose string does not occur is an error that names the nearest strings. Strings are
//! the same whatever white space is between their words.

use std::path::{Path, PathBuf};

use hashbrown::{HashMap, HashSet};
use polars::prelude::{Column, DataFrame};
use rayon::prelude::*;

use super::countries::{CountryMatch, methods};
use super::country_code::CountryCode;
use super::matching::{Found, InstitutionMatch, Matcher};
use super::registry::Registry;
use super::table::Table;
use super::text::fold;
use crate::error::{Error, Place, Result};
use crate::progress;

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

/// The uncertain strings that nobody has decided yet, most frequent first, then by text. Time as for matching.
pub fn doubts(
    strings: &[String],
    registry: &Registry,
    matcher: &Matcher,
    decisions: &Decisions,
) -> Vec<Doubt> {
    let mut count: HashMap<&str, u32> = HashMap::new();
    for text in strings.iter().filter(|text| !fold(text).is_empty() && decisions.of(text).is_none()) {
        *count.entry(text).or_default() += 1;
    }
    let mut distinct: Vec<(&str, u32)> = count.into_iter().collect();
    distinct.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let bar = progress::bar("looking for doubts", distinct.len() as u64);
    distinct
        .par_iter()
        .filter_map(|&(text, strings)| {
            let found = matcher.find(text);
            bar.inc(1);
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
    /// The string as the file has it.
    pub affiliation: String,
    /// The file and the line that say so.
    pub place: Place,
    /// The entry of the registry; `Some(None)`: no institution of the registry; `None`: not decided.
    pub institution: Option<Option<usize>>,
    /// The country, where decided.
    pub country: Option<CountryCode>,
    /// Who decided.
    pub who: String,
    /// When.
    pub when: String,
    /// Why.
    pub why: String,
}

/// Decisions by affiliation text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decisions {
    rows: Vec<Decision>,
    by_text: HashMap<String, usize>,
}

impl Decisions {
    /// Reads a filled table; see [`Decisions::read_all`].
    ///
    /// # Errors
    /// As [`Decisions::read_all`].
    pub fn read(path: &Path, registry: &Registry) -> Result<Self> {
        Self::read_all(&[path.to_path_buf()], registry)
    }

    /// Reads filled tables (`affiliations.csv` of a folder of overrides); columns `affiliation`, `institution`, `country`,
    /// `who`, `when`, `why`; others are passed over.
    ///
    /// # Errors
    /// A missing column, an id that the registry lacks, an unknown country code, a string decided twice, a decision of
    /// nobody.
    pub fn read_all(paths: &[PathBuf], registry: &Registry) -> Result<Self> {
        let mut decisions = Self::default();
        for path in paths {
            decisions.add(&Table::read(path)?, registry)?;
        }
        Ok(decisions)
    }

    fn add(&mut self, table: &Table, registry: &Registry) -> Result<()> {
        let affiliation = table.needed(&["affiliation"], "a table of decisions")?;
        let [institution, country] = ["institution", "country"].map(|name| table.column(&[name]));
        for row in table.rows() {
            let institution = match row.cell(institution) {
                "" => None,
                "none" => Some(None),
                id => Some(Some(registry.by_id(id).ok_or_else(|| {
                    row.error(
                        format!("the registry has no institution `{id}`"),
                        if registry.entries().is_empty() {
                            "give the registry, or write none"
                        } else {
                            "write an id of the registry, or none"
                        },
                    )
                })?)),
            };
            let country = CountryCode::of_cell(&row, country)?;
            if institution.is_none() && country.is_none() {
                continue;
            }
            let [who, when, why] = row.signed(table.signature())?;
            let text = plain(row.raw(affiliation));
            let place = row.place();
            if let Some(&before) = self.by_text.get(&key(text)) {
                let before = &self.rows[before].place;
                return Err(row.error(
                    format!("the string is decided in {before} already"),
                    "keep one row for each string",
                ));
            }
            self.by_text.insert(key(text), self.rows.len());
            self.rows.push(Decision {
                affiliation: text.to_owned(),
                place,
                institution,
                country,
                who,
                when,
                why,
            });
        }
        Ok(())
    }

    /// All decisions, in the order of the files and rows.
    pub fn rows(&self) -> &[Decision] {
        &self.rows
    }

    /// What was decided about a string.
    pub fn of(&self, text: &str) -> Option<&Decision> {
        if self.rows.is_empty() {
            return None;
        }
        self.by_text.get(&key(text)).and_then(|&at| self.rows.get(at))
    }

    /// How many strings were decided.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What was found in a string, with what was decided about it in its place.
    pub fn applied(&self, text: &str, mut found: Found) -> Found {
        let Some(decision) = self.of(text) else { return found };
        let span = 0..text.len();
        if let Some(institution) = decision.institution {
            found.institutions.clear();
            found.institutions.extend(institution.map(|entry| InstitutionMatch {
                entry,
                method: methods::OVERRIDE,
                score: 1.0,
                span: span.clone(),
                runner_up: None,
            }));
        }
        if let Some(country) = decision.country {
            found.countries = vec![CountryMatch { country, span, method: methods::OVERRIDE }];
        }
        found
    }

    /// Refuses decisions about strings that do not occur, naming the nearest ones that do.
    ///
    /// # Errors
    /// [`Error::Input`] with the file and line of the first.
    pub fn check_used<'a>(&self, strings: impl Iterator<Item = &'a str> + Clone) -> Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        let known: HashSet<String> = strings.clone().map(key).collect();
        let unused = self.rows.iter().find(|decision| !known.contains(&key(&decision.affiliation)));
        let Some(decision) = unused else { return Ok(()) };
        let text = &decision.affiliation;
        let near = nearest(text, strings);
        let near: Vec<String> = near.into_iter().map(|other| format!("`{other}`")).collect();
        Err(Error::input(
            decision.place.clone(),
            format!("no string is `{text}`"),
            if near.is_empty() {
                "take the row out".to_owned()
            } else {
                format!("the nearest are {}", near.join(", "))
            },
        ))
    }
}

/// The three strings most like `text`, each once.
fn nearest<'a>(text: &str, strings: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut distinct: Vec<&str> = strings.collect();
    distinct.sort_unstable();
    distinct.dedup();
    let like = |other: &&str| {
        let score = rapidfuzz::distance::indel::normalized_similarity(text.chars(), other.chars());
        std::cmp::Reverse((score * 1000.0) as u32)
    };
    distinct.sort_by_cached_key(|other| (like(other), *other));
    distinct.truncate(3);
    distinct
}

/// A cell without the apostrophe that a table puts before what a spreadsheet would run as a formula.
fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r'])).unwrap_or(cell)
}

/// A string by its words, whatever white space is between them.
fn key(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
