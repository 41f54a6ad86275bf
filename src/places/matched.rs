//! A whole CSV of affiliation strings matched against a registry, as the table that `match` writes.
//!
//! One row for each institution found in each string; the countries of a string in which none of its institutions lies
//! stand in one more row without institution, so a string without any keeps one row with its countries.

use std::path::Path;

use hashbrown::HashMap;
use indicatif::ProgressBar;
use polars::prelude::{Column, DataFrame};
use rayon::prelude::*;
use serde::Serialize;

use super::countries::CountryMatch;
use super::matching::{Found, InstitutionMatch, Matcher};
use super::registry::Registry;
use super::review::Decisions;
use super::table::Table;
use super::watch::{PartOf, WatchMatcher};
use crate::error::{Error, Result};
use crate::progress;

/// One row of the table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The number of the string, from 0.
    pub row: u32,
    /// ISO codes, joined by `; ` where a row without institution has several.
    pub country: Option<String>,
    /// The registry's id.
    pub institution: Option<String>,
    /// The registry's name of it.
    pub name: Option<String>,
    /// How the institution was found; without one, how the country was.
    pub method: Option<String>,
    /// How surely, in 0..=1; none without institution.
    pub score: Option<f32>,
    /// First and last byte (exclusive) in the string: `12..45`.
    pub span: Option<String>,
    /// The next best institution for the same words: its id and score.
    pub runner_up: Option<String>,
    /// The ids of the watch list's entries about the institution or named in the string, then those of what it is a part
    /// of: `w1 (part of p)`, p being the registry's id, or the name where the watch list's own column `parent` says so.
    pub watch_list: Option<String>,
}

/// Counts over all strings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// How many strings there were.
    pub strings: usize,
    /// How many name an institution of the registry.
    pub with_institution: usize,
    /// How many have a country.
    pub with_country: usize,
    /// How many have none.
    pub without_country: usize,
    /// How many (string, institution) pairs were found.
    pub institutions: usize,
    /// The pairs by method.
    pub by_method: std::collections::BTreeMap<String, usize>,
    /// How many strings name a watch list's entry; none without a watch list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_watch_list: Option<usize>,
}

/// The strings with what was found in them.
#[derive(Clone, Debug, Default)]
pub struct Matched {
    strings: Vec<String>,
    rows: Vec<Row>,
    watched: bool,
}

/// The strings of the column `affiliation` of a CSV file, plain or compressed.
///
/// # Errors
/// No such column, a row that can't be read, bytes that are not UTF-8: with file and line.
pub fn read_strings(path: &Path) -> Result<Vec<String>> {
    let table = Table::read(path)?;
    let column = table.needed(&["affiliation"], "`match`")?;
    Ok(table.all_rows().map(|row| row.raw(column).to_owned()).collect())
}

impl Matched {
    /// Matches every string, equal ones once. Time O(strings), on all threads; the result does not depend on their number.
    pub fn new(
        strings: Vec<String>,
        registry: &Registry,
        matcher: &Matcher,
        watch: Option<&WatchMatcher>,
        decisions: &Decisions,
    ) -> Self {
        let find = |bar: &ProgressBar, text: &&String| {
            let found = decisions.applied(text, matcher.find(text));
            bar.inc(1);
            found
        };
        let mut numbers: HashMap<&String, usize> = HashMap::with_capacity(strings.len());
        let mut distinct: Vec<&String> = Vec::new();
        let number_of: Vec<usize> = strings
            .iter()
            .map(|text| {
                *numbers.entry(text).or_insert_with(|| {
                    distinct.push(text);
                    distinct.len() - 1
                })
            })
            .collect();
        drop(numbers);
        let bar = progress::bar("matching", distinct.len() as u64);
        let found: Vec<Found> = distinct.par_iter().map(|text| find(&bar, text)).collect();
        bar.finish_and_clear();
        let rows = strings
            .par_iter()
            .zip(&number_of)
            .enumerate()
            .flat_map_iter(|(row, (text, &number))| {
                rows_of(row as u32, text, &found[number], registry, watch)
            })
            .collect();
        Self { strings, rows, watched: watch.is_some() }
    }

    /// The rows of the table, by string and then by place in it.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Counts over all strings.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary { strings: self.strings.len(), ..Summary::default() };
        let mut on_watch_list = 0;
        for of_one in self.rows.chunk_by(|a, b| a.row == b.row) {
            summary.with_institution += usize::from(of_one.iter().any(|r| r.institution.is_some()));
            summary.with_country += usize::from(of_one.iter().any(|r| r.country.is_some()));
            on_watch_list += usize::from(of_one.iter().any(|r| r.watch_list.is_some()));
        }
        summary.without_country = summary.strings - summary.with_country;
        for row in self.rows.iter().filter(|r| r.institution.is_some()) {
            summary.institutions += 1;
            *summary.by_method.entry(row.method.clone().unwrap_or_default()).or_default() += 1;
        }
        summary.on_watch_list = self.watched.then_some(on_watch_list);
        summary
    }

    /// The table: `row, affiliation, country, institution, name, method, score, span, runner_up`, and `watch_list` where
    /// a list was given.
    pub fn frame(&self) -> Result<DataFrame> {
        let text = |name: &str, of: fn(&Row) -> &Option<String>| {
            Column::new(name.into(), self.rows.iter().map(|r| of(r).as_deref()).collect::<Vec<_>>())
        };
        let affiliations: Vec<&str> =
            self.rows.iter().map(|r| self.strings[r.row as usize].as_str()).collect();
        let mut columns = vec![
            Column::new("row".into(), self.rows.iter().map(|r| r.row).collect::<Vec<_>>()),
            Column::new("affiliation".into(), affiliations),
            text("country", |r| &r.country),
            text("institution", |r| &r.institution),
            text("name", |r| &r.name),
            text("method", |r| &r.method),
            Column::new("score".into(), self.rows.iter().map(|r| r.score).collect::<Vec<_>>()),
            text("span", |r| &r.span),
            text("runner_up", |r| &r.runner_up),
        ];
        if self.watched {
            columns.push(text("watch_list", |r| &r.watch_list));
        }
        DataFrame::new(self.rows.len(), columns).map_err(Error::table("the table of matches"))
    }
}

fn rows_of(
    row: u32,
    text: &str,
    found: &Found,
    registry: &Registry,
    watch: Option<&WatchMatcher>,
) -> Vec<Row> {
    let decided = found.decided_country();
    let Found { countries, institutions } = found;
    let named = watch.map(|w| w.by_text(text)).unwrap_or_default();
    let mut rows: Vec<Row> = institutions
        .iter()
        .map(|found| {
            let entry = &registry.entries()[found.entry];
            let country = decided.or(entry.country).or_else(|| nearest(countries, found));
            let own = named.iter().filter(|(_, span)| overlap(span, &found.span)).map(|(at, _)| *at);
            let watch_list = watch.and_then(|w| listed(w, registry, Some(found.entry), own));
            Row {
                row,
                country: country.map(|c| c.to_string()),
                institution: Some(entry.id.clone()),
                name: Some(entry.name.clone()),
                method: Some(found.method.to_owned()),
                score: Some(found.score),
                span: Some(format!("{}..{}", found.span.start, found.span.end)),
                runner_up: found
                    .runner_up
                    .map(|(at, score)| format!("{} {score:.3}", registry.entries()[at].id)),
                watch_list,
            }
        })
        .collect();
    let elsewhere: Vec<&CountryMatch> = countries
        .iter()
        .filter(|c| !rows.iter().any(|r| r.country.as_deref() == Some(c.country.as_str())))
        .collect();
    let left: Vec<usize> = named
        .iter()
        .filter(|(_, span)| !institutions.iter().any(|i| overlap(span, &i.span)))
        .map(|(at, _)| *at)
        .collect();
    if rows.is_empty() || !elsewhere.is_empty() || !left.is_empty() {
        let join = |parts: Vec<String>| Some(parts.join("; ")).filter(|joined| !joined.is_empty());
        rows.push(Row {
            row,
            country: join(elsewhere.iter().map(|c| c.country.to_string()).collect()),
            method: join(elsewhere.iter().map(|c| c.method.to_owned()).collect()),
            span: join(elsewhere.iter().map(|c| format!("{}..{}", c.span.start, c.span.end)).collect()),
            watch_list: watch.and_then(|w| listed(w, registry, None, left.into_iter())),
            ..Row::default()
        });
    }
    rows
}

/// The country of an institution whose registry does not say: the first that the string names after it, else the last.
fn nearest(countries: &[CountryMatch], found: &InstitutionMatch) -> Option<super::CountryCode> {
    let after = countries.iter().find(|c| c.span.start >= found.span.end);
    after.or_else(|| countries.last()).map(|c| c.country)
}

fn overlap(a: &std::ops::Range<usize>, b: &std::ops::Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// The entries that count for an institution of the registry and for the entries that the text names: its own, then those
/// of what it is a part of (`w1; w2 (part of kisu)`).
fn listed(
    watch: &WatchMatcher,
    registry: &Registry,
    institution: Option<usize>,
    named: impl Iterator<Item = usize>,
) -> Option<String> {
    let chain: Vec<&super::Entry> = institution
        .into_iter()
        .flat_map(|entry| std::iter::once(entry).chain(registry.ancestors(entry)))
        .filter_map(|at| registry.entries().get(at))
        .collect();
    let mut listings = watch.listings(chain.iter().map(|entry| (entry.id.as_str(), entry.name.as_str())));
    for listing in named.flat_map(|entry| watch.listings_of_entry(entry)) {
        match listings.iter_mut().find(|known| known.entry == listing.entry) {
            Some(known) if listing.part_of.is_none() => known.part_of = None,
            Some(_) => {}
            None => listings.push(listing),
        }
    }
    listings.sort_by_key(|listing| (listing.part_of, listing.entry));
    let told = listings.iter().filter_map(|listing| {
        let entry = watch.entries().get(listing.entry)?;
        Some(match listing.part_of {
            None => entry.id.clone(),
            Some(PartOf::Registry(steps)) => format!("{} (part of {})", entry.id, chain.get(steps)?.id),
            Some(PartOf::WatchList) => format!("{} (part of {})", entry.id, entry.name),
        })
    });
    let joined = told.collect::<Vec<_>>().join("; ");
    (!joined.is_empty()).then_some(joined)
}
