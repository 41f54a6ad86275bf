//! Funders: patterns to a funder with its country and whether a state pays.
//!
//! A table with the columns `name, patterns, country, state, ror, source, source_url`; patterns are separated by `; `, match as
//! whole words without regard to case and diacritics, and the longest one at a place wins. A pattern of capitals
//! shorter than five letters (`DFG`) counts only in capitals. Time O(words · longest pattern).

use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use hashbrown::HashMap;

use super::country_code::CountryCode;
use super::table::{Table, split_list};
use super::text::{Gap, Words};
use crate::error::Result;

/// One funder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Funder {
    /// The name that is shown.
    pub name: String,
    /// Its country; none for an international one.
    pub country: Option<CountryCode>,
    /// Whether it pays a state's money; none where the list does not say.
    pub state: Option<bool>,
    /// Its ROR id, where the list has it.
    pub ror: Option<String>,
    /// Where the row's facts come from.
    pub source: String,
    /// The address of the source.
    pub source_url: String,
}

/// A funder found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct FunderMatch {
    /// Its number in the list.
    pub funder: usize,
    /// The bytes of the text that name it.
    pub span: Range<usize>,
    /// `name` for the shown name, `pattern` for another one.
    pub method: &'static str,
    /// 1 for an exact match.
    pub score: f32,
}

/// A list of funders.
#[derive(Debug, Default)]
pub struct Funders {
    entries: Vec<Funder>,
    patterns: HashMap<Box<str>, Pattern>,
    longest_starting_with: HashMap<Box<str>, usize>,
}

#[derive(Clone, Copy, Debug)]
struct Pattern {
    funder: usize,
    is_name: bool,
    /// Short and written in capitals: counts only so.
    capitals: bool,
}

static EMBEDDED: LazyLock<Funders> = LazyLock::new(|| {
    let path = Path::new("datasets/funders/funders.csv");
    let text = include_str!("../../datasets/funders/funders.csv");
    // The embedded list is read by a test, so this default is never taken.
    Table::parse(path, text).and_then(|table| Funders::from_table(&table)).unwrap_or_default()
});

impl Funders {
    /// The list that is built into the program (`datasets/funders/funders.csv`).
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Reads a list.
    ///
    /// # Errors
    /// A missing column, an unknown country code, a `state` that is neither yes nor no, a pattern of two funders: each
    /// names the file and the line.
    pub fn read(path: &Path) -> Result<Self> {
        Self::from_table(&Table::read(path)?)
    }

    fn from_table(table: &Table) -> Result<Self> {
        let name = table.needed(&["name", "funder"], "a list of funders")?;
        let patterns = table.column(&["patterns", "pattern", "aliases"]);
        let country = table.column(&["country"]);
        let state = table.column(&["state"]);
        let ror = table.column(&["ror"]);
        let source = table.column(&["source"]);
        let source_url = table.column(&["source_url"]);
        let mut funders = Self::default();
        for row in table.rows() {
            let code = row.cell(country);
            let country = match code {
                "" => None,
                code => Some(code.parse().map_err(|_| {
                    row.error(
                        format!("no country has the code `{code}`"),
                        "write an ISO 3166-1 alpha-2 code such as CN",
                    )
                })?),
            };
            let state = match row.cell(state).to_lowercase().as_str() {
                "" => None,
                "yes" | "true" | "1" => Some(true),
                "no" | "false" | "0" => Some(false),
                other => {
                    return Err(
                        row.error(format!("`{other}` in the column `state`"), "write yes, no or nothing")
                    );
                }
            };
            let shown = row.cell(Some(name));
            if shown.is_empty() {
                return Err(row.error("the funder has no name", "give every funder a name"));
            }
            let funder = funders.entries.len();
            let all = std::iter::once(shown.to_owned()).chain(split_list(row.cell(patterns)));
            for (nth, pattern) in all.enumerate() {
                if let Err(other) = funders.insert(&pattern, funder, nth == 0) {
                    return Err(row.error(
                        format!(
                            "the pattern `{pattern}` belongs to `{}` already",
                            funders.entries[other].name
                        ),
                        "keep it with one of the two",
                    ));
                }
            }
            funders.entries.push(Funder {
                name: shown.to_owned(),
                country,
                state,
                ror: Some(row.cell(ror)).filter(|r| !r.is_empty()).map(str::to_owned),
                source: row.cell(source).to_owned(),
                source_url: row.cell(source_url).to_owned(),
            });
        }
        Ok(funders)
    }

    fn insert(&mut self, pattern: &str, funder: usize, is_name: bool) -> std::result::Result<(), usize> {
        let words = Words::of(pattern);
        if words.is_empty() {
            return Ok(());
        }
        let capitals = pattern.chars().count() < 5 && pattern.chars().any(char::is_uppercase);
        let entry = Pattern { funder, is_name, capitals };
        let known = self.patterns.entry(words.joined(0..words.len()).into()).or_insert(entry);
        if known.funder != funder {
            return Err(known.funder);
        }
        let longest = self.longest_starting_with.entry(words.get(0).into()).or_insert(0);
        *longest = (*longest).max(words.len());
        Ok(())
    }

    /// The funders.
    pub fn entries(&self) -> &[Funder] {
        &self.entries
    }

    /// The funders that a text names, in its order; one named twice is found twice.
    pub fn find(&self, text: &str) -> Vec<FunderMatch> {
        let words = Words::of(text);
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let longest = self.longest_starting_with.get(words.get(at)).copied().unwrap_or(0);
            let hit = (1..=longest.min(words.len() - at)).rev().find_map(|length| {
                let range = at..at + length;
                let crosses = (at + 1..at + length).any(|w| words.gap(w) == Gap::Part);
                let pattern = self.patterns.get(words.joined(range.clone()).as_str())?;
                let shouted = range.clone().all(|w| words.word(w).is_some_and(|w| w.capitals));
                (!crosses && (shouted || !pattern.capitals)).then_some((range, *pattern))
            });
            if let Some((range, pattern)) = hit {
                at = range.end;
                let method = if pattern.is_name { "name" } else { "pattern" };
                found.push(FunderMatch {
                    funder: pattern.funder,
                    span: words.span(range),
                    method,
                    score: 1.0,
                });
            } else {
                at += 1;
            }
        }
        found
    }
}
