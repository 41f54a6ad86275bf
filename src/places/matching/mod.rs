//! Which institutions of a registry an affiliation names, with method, score, span and runner-up.
//!
//! Names are compared by their weighty words in one form (`Univ. of X` = `Universität X`). Candidates are exact names,
//! fuzzy ones (misspelt, missing or added words, by the rarity of the words) and acronyms. A name that goes on ("Nanjing
//! University | of Posts"), a university inside the name of its hospital, another campus and an entry in another country
//! are no candidates; what is left is chosen by weight and score, no word used twice. A name of several entries counts
//! only where the city or the country decides between them. Time for a text: O(words · (longest name + postings)).

mod acronyms;
mod candidates;
mod exact;
mod forms;
mod fuzzy;
mod heads;
mod index;
mod initials;
mod naming;
mod pairs;
#[cfg(test)]
mod rule_tests;
mod segments;
mod spelling;
mod surroundings;
#[cfg(test)]
mod tests;
mod text;

use std::ops::Range;

use serde::Serialize;

use super::countries::{Countries, CountryMatch, methods};
use super::country_code::CountryCode;
use super::email;
use super::registry::Registry;
use super::text::Words;
use candidates::{Candidate, rounded};
use index::NameIndex;
pub use segments::named;
use text::Text;

/// An institution found in a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InstitutionMatch {
    /// Its number in the registry.
    pub entry: usize,
    /// How it was found: `name`, `alias`, `turned name`, `school`, `university of the school`, `acronym`, `initials` or `fuzzy`.
    pub method: &'static str,
    /// How surely, in 0..=1.
    pub score: f32,
    /// The bytes of the text that name it.
    pub span: Range<usize>,
    /// The next best entry for the same words, with its score.
    pub runner_up: Option<(usize, f32)>,
}

/// What a text says about who and where.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Found {
    /// The countries, in the order of the text.
    pub countries: Vec<CountryMatch>,
    /// The institutions, in the order of the text.
    pub institutions: Vec<InstitutionMatch>,
}

impl Found {
    /// The country that a person decided on.
    pub fn decided_country(&self) -> Option<CountryCode> {
        self.countries.first().filter(|found| found.method == methods::OVERRIDE).map(|found| found.country)
    }
}

/// The registry prepared for matching.
#[derive(Debug)]
pub struct Matcher {
    index: NameIndex,
    /// All that each entry is a part of, nearest first.
    parents: Vec<Box<[u32]>>,
    least_score: f32,
}

impl Matcher {
    /// Matches below this score are not reported.
    pub const LEAST_SCORE: f32 = 0.8;
    /// Two entries closer than this are not told apart.
    const TIE: f32 = 0.005;
    /// So many of the best candidates of a text are weighed against one another; no affiliation names so many.
    const MOST_CANDIDATES: usize = 1000;

    /// Prepares a registry. Time and memory O(names).
    pub fn new(registry: &Registry) -> Self {
        let above = |at: usize| registry.ancestors(at).map(|parent| parent as u32).collect();
        let parents = (0..registry.entries().len()).map(above).collect();
        Self { index: NameIndex::new(registry), parents, least_score: Self::LEAST_SCORE }
    }

    /// The same with another least score.
    #[must_use]
    pub fn with_least_score(self, least_score: f32) -> Self {
        Self { least_score, ..self }
    }

    /// Whether a candidate inside the words of a chosen one is what that one belongs to, named in a segment of its own:
    /// "Institute of Physics, Russian Academy of Sciences".
    fn is_named_above(
        &self,
        text: &Text,
        candidate: &Candidate,
        chosen: &[(Candidate, Option<(usize, f32)>)],
    ) -> bool {
        candidate.method != "fuzzy"
            && text.is_segment(&candidate.run)
            && chosen.iter().all(|(c, _)| {
                !overlap(&c.run, &candidate.run)
                    || c.run.len() > candidate.run.len()
                        && (c.run.end == candidate.run.end || c.run.start == candidate.run.start)
                        && (self.parents[c.entry as usize].contains(&candidate.entry)
                            || c.run.start == candidate.run.start
                                && text.is_before_its_school(&candidate.run))
            })
    }

    /// The countries and institutions of a text. A text whose country only its institution tells gets it with the method
    /// `institution`.
    pub fn find(&self, text: &str) -> Found {
        let words = Words::of(text);
        let mut countries = Countries::embedded().find_in(&words);
        let institutions = self.institutions(&Text::new(text, &words, &countries, &self.index));
        if countries.is_empty() {
            for found in &institutions {
                let country = self.index.geography[found.entry].country;
                if let Some(country) = country.filter(|c| !countries.iter().any(|m| m.country == *c)) {
                    countries.push(CountryMatch {
                        country,
                        span: found.span.clone(),
                        method: methods::INSTITUTION,
                    });
                }
            }
        }
        if countries.is_empty() {
            countries = email::countries(text);
        }
        Found { countries, institutions }
    }

    /// The best entries for a text, the best first, each once, however poor.
    pub fn candidates(&self, text: &str, at_most: usize) -> Vec<(usize, f32)> {
        let words = Words::of(text);
        let countries = Countries::embedded().find_in(&words);
        let mut all = self.all_candidates(&Text::new(text, &words, &countries, &self.index));
        all.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
        let mut out: Vec<(usize, f32)> = Vec::new();
        for candidate in all {
            if out.len() < at_most && !out.iter().any(|(entry, _)| *entry == candidate.entry as usize) {
                out.push((candidate.entry as usize, candidate.score));
            }
        }
        out
    }

    fn all_candidates(&self, text: &Text) -> Vec<Candidate> {
        let mut all = Vec::new();
        exact::exact(text, &self.index, &mut all);
        initials::spelled_out(text, &self.index, &mut all);
        let mut short = Vec::new();
        acronyms::acronyms(text, &self.index, &all, &mut short);
        all.extend(short);
        let mut fuzzy = Vec::new();
        fuzzy::fuzzy(text, &self.index, &all, &mut fuzzy);
        all.extend(fuzzy);
        for candidate in &mut all {
            candidate.score = rounded(candidate.score);
        }
        all.retain(|c| c.score >= self.least_score * 0.6);
        all.sort_by(|a, b| {
            rank(b).total_cmp(&rank(a)).then(a.run.start.cmp(&b.run.start)).then(a.entry.cmp(&b.entry))
        });
        all.truncate(Self::MOST_CANDIDATES);
        all
    }

    fn institutions(&self, text: &Text) -> Vec<InstitutionMatch> {
        let all = self.all_candidates(text);
        let mut chosen: Vec<(Candidate, Option<(usize, f32)>)> = Vec::new();
        let mut used = vec![false; text.kept.len()];
        for at in 0..all.len() {
            let candidate = &all[at];
            if candidate.score < self.least_score {
                continue;
            }
            if used[candidate.run.clone()].iter().any(|u| *u)
                && !self.is_named_above(text, candidate, &chosen)
            {
                continue;
            }
            let rival = all
                .iter()
                .filter(|o| o.entry != candidate.entry && overlap(&o.run, &candidate.run))
                .max_by(|a, b| a.score.total_cmp(&b.score).then(b.entry.cmp(&a.entry)));
            let same = all.iter().find(|o| {
                o.entry != candidate.entry
                    && o.run == candidate.run
                    && (o.score - candidate.score).abs() < Self::TIE
            });
            used[candidate.run.clone()].fill(true);
            let again = chosen.iter().any(|(c, _)| c.entry == candidate.entry);
            if same.is_none() && !again {
                chosen.push((candidate.clone(), rival.map(|r| (r.entry as usize, r.score))));
            }
        }
        chosen.sort_by_key(|(c, _)| (c.run.start, c.entry));
        let to_match = |(c, runner_up): (Candidate, Option<(usize, f32)>)| InstitutionMatch {
            entry: c.entry as usize,
            method: c.method,
            score: c.score.clamp(0.0, 1.0),
            span: text.words.span(text.raw(&c.run)),
            runner_up,
        };
        chosen.into_iter().map(to_match).collect()
    }
}

/// Longer and rarer runs go first unless their score is poor.
fn rank(candidate: &Candidate) -> f32 {
    candidate.weight * candidate.score.powi(4)
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
