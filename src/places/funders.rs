//! Funders: patterns to a funder with its country and whether a state pays.
//!
//! A table with the columns `name, patterns, country, state, ror, crossref, source, source_url`; patterns are separated by
//! `; `, match as whole words without regard to case and diacritics, and the longest one at a place wins. A pattern with capitals
//! shorter than five letters (`DFG`, `CNPq`) counts only where its words have capitals behind their first letters. `crossref`
//! holds ids of the Crossref Funder Registry, separated by `; `. Time O(words · longest pattern).

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
    /// Its ids in the Crossref Funder Registry, digits only.
    pub crossref: Vec<String>,
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
    by_id: HashMap<Box<str>, usize>,
    longest_starting_with: HashMap<Box<str>, usize>,
}

#[derive(Clone, Copy, Debug)]
struct Pattern {
    funder: usize,
    is_name: bool,
    /// Short and written with capitals: counts only so.
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
        let crossref = table.column(&["crossref", "funder_id"]);
        let source = table.column(&["source"]);
        let source_url = table.column(&["source_url"]);
        let mut funders = Self::default();
        for row in table.rows() {
            let country = CountryCode::of_cell(&row, country)?;
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
            let ror = Some(row.cell(ror)).filter(|r| !r.is_empty()).map(str::to_owned);
            let crossref: Vec<String> =
                split_list(row.cell(crossref)).iter().map(|id| bare(id).to_owned()).collect();
            for id in ror.iter().map(|id| bare(id)).chain(crossref.iter().map(String::as_str)) {
                if let Some(other) = funders.by_id.insert(id.into(), funder) {
                    return Err(row.error(
                        format!("the id `{id}` belongs to `{}` already", funders.entries[other].name),
                        "keep it with one of the two",
                    ));
                }
            }
            funders.entries.push(Funder {
                name: shown.to_owned(),
                country,
                state,
                ror,
                crossref,
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

    /// The funder of an id of the Crossref Funder Registry or of ROR, however it is spelt.
    pub fn by_id(&self, id: &str) -> Option<usize> {
        self.by_id.get(bare(id)).copied()
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
                let pattern = self.patterns.get(words.joined(range.clone()))?;
                let shouted =
                    range.clone().all(|w| words.word(w).is_some_and(|w| w.capitals || w.inner_capital));
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

/// An id without what stands before it in an address: `100000001` of `https://doi.org/10.13039/100000001`.
fn bare(id: &str) -> &str {
    let id = id.trim().trim_end_matches('/');
    id.rsplit('/').next().unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let funders = Funders::embedded();
        let name =
            |m: &FunderMatch| (funders.entries()[m.funder].name.clone(), text[m.span.clone()].to_owned());
        funders.find(text).iter().map(name).collect()
    }

    #[test]
    fn the_embedded_list_is_read_and_every_row_has_a_source() {
        let text = include_str!("../../datasets/funders/funders.csv");
        let table = Table::parse(Path::new("funders.csv"), text).unwrap();
        let funders = Funders::from_table(&table).unwrap();
        assert!(funders.entries().len() > 190);
        assert!(funders.entries().iter().all(|f| !f.source.is_empty() && f.source_url.starts_with("http")));
        assert_eq!(Funders::embedded().entries().len(), funders.entries().len());
    }

    #[test]
    fn funders_are_found_as_whole_words_longest_first() {
        let nsfc = "National Natural Science Foundation of China".to_owned();
        assert_eq!(
            found(
                "supported by the National Natural Science Foundation of China (NSFC) under Grant No. 11272105"
            ),
            [(nsfc.clone(), format!("{nsfc} (NSFC"))]
        );
        let names = |text: &str| found(text).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names("US NSF CMMI-123"), ["National Science Foundation"]);
        assert_eq!(
            names("the nsf of who and fct"),
            Vec::<String>::new(),
            "short forms count in capitals only"
        );
        assert_eq!(
            names("Natural Science Foundation of Hubei Province"),
            ["Natural Science Foundation of Hubei Province"]
        );
        assert_eq!(
            names("FUNDAMENTAL RESEARCH FUNDS FOR THE CENTRAL UNIVERSITIES"),
            ["Fundamental Research Funds for the Central Universities"]
        );
        let countries: Vec<_> = Funders::embedded()
            .find("National Natural Science Foundation of China; National Science Foundation; DFG")
            .iter()
            .map(|m| Funders::embedded().entries()[m.funder].country.map(|c| c.to_string()))
            .collect();
        assert_eq!(countries, [Some("CN".into()), Some("US".into()), Some("DE".into())]);
    }

    #[test]
    fn a_short_name_with_a_small_letter_counts_as_it_is_written() {
        let names = |text: &str| found(text).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        let cnpq = "Conselho Nacional de Desenvolvimento Científico e Tecnológico";
        assert_eq!(names("CNPq 303042/2019-1"), [cnpq]);
        assert_eq!(names("CNPQ"), [cnpq]);
        assert_eq!(names("cnpq, Dfg"), Vec::<String>::new());
    }

    #[test]
    fn an_id_is_found_however_it_is_spelt() {
        let funders = Funders::embedded();
        let name = |id: &str| funders.by_id(id).map(|at| funders.entries()[at].name.as_str());
        for id in ["501100001659", "10.13039/501100001659", "https://doi.org/10.13039/501100001659"] {
            assert_eq!(name(id), Some("Deutsche Forschungsgemeinschaft"), "{id}");
        }
        assert_eq!(name("https://ror.org/021nxhr62"), Some("National Science Foundation"));
        assert_eq!(name("100000000000"), None);
    }

    #[test]
    fn a_wrong_row_is_named() {
        let read = |text: &str| {
            let table = Table::parse(Path::new("f.csv"), text).unwrap();
            Funders::from_table(&table).unwrap_err().to_string()
        };
        insta::assert_snapshot!(read("name,state\nA,perhaps\n"), @"f.csv:2: `perhaps` in the column `state`; write yes, no or nothing");
        insta::assert_snapshot!(read("name,country\nA,UK\n"), @"f.csv:2: no country has the code `UK`; write an ISO 3166-1 alpha-2 code such as KP");
        insta::assert_snapshot!(read("name,patterns\nA,x y\nB,X Y\n"), @"f.csv:3: the pattern `X Y` belongs to `A` already; keep it with one of the two");
        insta::assert_snapshot!(read("name,crossref\nA,10.13039/12\nB,11; 12\n"), @"f.csv:3: the id `12` belongs to `A` already; keep it with one of the two");
    }
}
