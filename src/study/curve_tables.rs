//! The curves of a corpus as tables and in words.

use std::fmt::Write as _;
use std::path::Path;

use polars::prelude::{Column, DataFrame, NamedFrom as _, Series};
use serde_json::{Value, json};

use super::curves::Curves;
use crate::corpus::tables::write_table;
use crate::error::{Error, Result};
use crate::measures::citation_age::Ages;
use crate::whole::WholeFolder;

/// The files of a folder of curves.
pub const FILES: [&str; 4] = ["growth.csv", "citation_age.csv", "bursts.csv", "rpys.csv"];
/// How many bursts and reference years the text names.
const NAMED: usize = 10;

/// Refuses a folder that holds something else, since it is replaced as a whole: called before any work is done.
pub fn check_folder(out: &Path) -> Result<()> {
    let is_empty = std::fs::read_dir(out).map(|mut entries| entries.next().is_none());
    if !out.exists() || out.join(FILES[0]).is_file() || is_empty.is_ok_and(|empty| empty) {
        return Ok(());
    }
    Err(Error::argument(
        format!("`{}` is there and holds no curves: it will not be replaced", out.display()),
        "give `--curves` a new folder",
    ))
}

impl Curves {
    /// Writes the four tables as one folder.
    ///
    /// # Errors
    /// A folder that can't be written.
    pub fn write(&self, out: &Path) -> Result<()> {
        let folder = WholeFolder::begin(out)?;
        let tables = [self.growth_table()?, self.age_table()?, self.burst_table()?, self.reference_table()?];
        for (name, mut table) in FILES.into_iter().zip(tables) {
            write_table(&mut table, &folder.path().join(name))?;
        }
        folder.finish()
    }

    /// `year, papers, cumulative, fitted`.
    fn growth_table(&self) -> Result<DataFrame> {
        let papers = self.growth.as_ref().map_or(&[][..], |growth| &growth.papers);
        let fit = self.growth.as_ref().and_then(|growth| growth.fit);
        let mut sum = 0;
        let cumulative: Vec<u64> = papers
            .iter()
            .map(|n| {
                sum += n;
                sum
            })
            .collect();
        let years: Vec<i16> = (0..papers.len()).map(|at| self.first_year() + at as i16).collect();
        let fitted: Vec<Option<f64>> = (0..papers.len()).map(|at| fit.map(|fit| fit.papers(at))).collect();
        frame(vec![
            column("year", years),
            column("papers", papers.to_vec()),
            column("cumulative", cumulative),
            column("fitted", fitted),
        ])
    }

    /// `age, citations, citations_share, references, references_share`.
    fn age_table(&self) -> Result<DataFrame> {
        // Every citation is a reference, too.
        let ages = &self.references.counts;
        let span = ages.keys().next().copied().zip(ages.keys().last().copied());
        let all: Vec<i32> = span.map_or_else(Vec::new, |(first, last)| (first..=last).collect());
        let mut columns = vec![column("age", all.clone())];
        for (name, of) in [("citations", &self.citations), ("references", &self.references)] {
            let counts: Vec<u64> =
                all.iter().map(|age| of.counts.get(age).copied().unwrap_or_default()).collect();
            let total = of.in_time() + of.against_time();
            let share = |&n: &u64| (total > 0).then(|| n as f64 / total as f64);
            let shares: Vec<Option<f64>> = counts.iter().map(share).collect();
            columns.push(column(name, counts));
            columns.push(column(&format!("{name}_share"), shares));
        }
        frame(columns)
    }

    /// `word, level, first_year, last_year, weight, papers, of_papers`.
    fn burst_table(&self) -> Result<DataFrame> {
        let year = |batch: usize| self.first_year() + batch as i16;
        let found = &self.bursts;
        frame(vec![
            column("word", found.iter().map(|b| b.word.clone()).collect::<Vec<String>>()),
            column("level", found.iter().map(|b| b.burst.level as u32).collect::<Vec<u32>>()),
            column("first_year", found.iter().map(|b| year(b.burst.first)).collect::<Vec<i16>>()),
            column("last_year", found.iter().map(|b| year(b.burst.last)).collect::<Vec<i16>>()),
            column("weight", found.iter().map(|b| b.burst.weight).collect::<Vec<f64>>()),
            column("papers", found.iter().map(|b| b.papers).collect::<Vec<u64>>()),
            column("of_papers", found.iter().map(|b| b.of_papers).collect::<Vec<u64>>()),
        ])
    }

    /// `year, references, resolved, unresolved, deviation, most_cited, most_cited_references`.
    fn reference_table(&self) -> Result<DataFrame> {
        let years = &self.reference_years;
        let cited = |at: &super::curves::ReferenceYear| at.most_cited.clone();
        frame(vec![
            column("year", years.iter().map(|y| y.year).collect::<Vec<i16>>()),
            column("references", years.iter().map(|y| y.resolved + y.unresolved).collect::<Vec<u64>>()),
            column("resolved", years.iter().map(|y| y.resolved).collect::<Vec<u64>>()),
            column("unresolved", years.iter().map(|y| y.unresolved).collect::<Vec<u64>>()),
            column("deviation", years.iter().map(|y| y.deviation).collect::<Vec<i64>>()),
            column(
                "most_cited",
                years.iter().map(|y| cited(y).map(|c| c.0)).collect::<Vec<Option<String>>>(),
            ),
            column(
                "most_cited_references",
                years.iter().map(|y| cited(y).map(|c| c.1)).collect::<Vec<Option<u64>>>(),
            ),
        ])
    }

    /// The curves in numbers. What has no value is null with its reason beside it.
    pub fn summary(&self, out: &Path) -> Value {
        let fit = self.growth.as_ref().and_then(|growth| growth.fit);
        let ages = |ages: &Ages| {
            json!({
                "known": ages.in_time() + ages.against_time(),
                "against_time": ages.against_time(),
                "half_life": ages.half_life(),
                "price_index": ages.price_index(),
            })
        };
        json!({
            "out": out,
            "growth": {
                "undated": self.undated,
                "rate": fit.map(|fit| fit.rate),
                "growth_a_year": fit.map(|fit| fit.rate.exp_m1()),
                "doubling_time": fit.and_then(|fit| fit.doubling_time()),
                "r_squared": fit.and_then(|fit| fit.r_squared),
                "null_reason": self.no_growth(),
            },
            "citation_age": {
                "citations": ages(&self.citations),
                "references": ages(&self.references),
                "left_out": self.references_left_out,
            },
            "bursts": {
                "words_of": self.words_of,
                "words": self.words,
                "bursts": self.bursts.len(),
                "null_reason": self.words_of.is_none().then_some("no paper has keywords or topics"),
            },
            "reference_years": {
                "first": self.reference_years.first().map(|y| y.year),
                "last": self.reference_years.last().map(|y| y.year),
            },
        })
    }

    /// Why growth has no doubling time.
    fn no_growth(&self) -> Option<&'static str> {
        match self.growth.as_ref().and_then(|growth| growth.fit) {
            None => Some("fewer than three years have papers"),
            Some(fit) if fit.doubling_time().is_none() => Some("the papers a year do not grow"),
            Some(_) => None,
        }
    }

    /// The curves in words.
    pub fn text(&self, out: &Path) -> String {
        let mut text = String::new();
        let fit = self.growth.as_ref().and_then(|growth| growth.fit);
        let _ = match (fit, self.no_growth()) {
            (Some(fit), None) => writeln!(
                text,
                "Growth: papers a year double in {:.1} years (exponential fit, R² {}); {} papers without a date",
                fit.doubling_time().unwrap_or_default(),
                fit.r_squared.map_or_else(|| "–".to_owned(), |r| format!("{r:.3}")),
                self.undated
            ),
            (_, reason) => writeln!(text, "Growth: no doubling time ({})", reason.unwrap_or_default()),
        };
        for (what, ages) in
            [("citations in the corpus", &self.citations), ("all references", &self.references)]
        {
            let known = ages.in_time() + ages.against_time();
            let _ = match (ages.half_life(), ages.price_index()) {
                (Some(half_life), Some(price)) => writeln!(
                    text,
                    "Age of {what}: half-life {half_life} years, Price index {:.1}% (N = {}; {} of {known} go against time)",
                    100.0 * price,
                    ages.in_time(),
                    ages.against_time()
                ),
                _ => writeln!(text, "Age of {what}: none has both years"),
            };
        }
        let _ = writeln!(text, "References without a usable year: {}", self.references_left_out);
        let _ = writeln!(
            text,
            "Bursts: {} of {} {} on 5 papers or more",
            self.bursts.len(),
            self.words,
            self.words_of.unwrap_or("words (no paper has keywords or topics)")
        );
        for found in self.bursts.iter().take(NAMED) {
            let (first, last) = (found.burst.first as i16, found.burst.last as i16);
            let _ = writeln!(
                text,
                "  {:>8.2}  {} to {}  {} ({}/{} papers)",
                found.burst.weight,
                self.first_year() + first,
                self.first_year() + last,
                found.word,
                found.papers,
                found.of_papers
            );
        }
        let mut years: Vec<_> = self.reference_years.iter().filter(|year| year.deviation > 0).collect();
        years.sort_by_key(|year| (-year.deviation, year.year));
        text.push_str("Years that references go to more than to the years around:\n");
        for year in years.iter().take(NAMED) {
            let (work, times) = year.most_cited.clone().unwrap_or_default();
            let _ = writeln!(text, "  {}  {:+}  {work} ({times})", year.year, year.deviation);
        }
        let _ = writeln!(text, "Written to {}", out.display());
        text
    }
}

fn column<T>(name: &str, values: Vec<T>) -> Column
where
    Series: polars::prelude::NamedFrom<Vec<T>, [T]>,
{
    Series::new(name.into(), values).into()
}

fn frame(columns: Vec<Column>) -> Result<DataFrame> {
    let height = columns.first().map_or(0, Column::len);
    DataFrame::new(height, columns).map_err(|e| Error::Broken(format!("the curves make no table: {e}")))
}
