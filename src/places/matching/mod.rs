//! Which institutions of a registry an affiliation names, with method, score, span and runner-up.
//!
//! A name or alias counts as whole words, longest first; it must not go on ("Nanjing University" is not in "Nanjing
//! University of Posts"), and its country must agree with the countries of the text where both are known.

mod names;

use std::ops::Range;

use serde::Serialize;

use super::countries::{Countries, CountryMatch};
use super::registry::Registry;
use super::text::{Gap, Words};
use names::NameIndex;

/// An institution found in a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InstitutionMatch {
    /// Its number in the registry.
    pub entry: usize,
    /// How it was found.
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

/// The registry prepared for matching.
#[derive(Debug)]
pub struct Matcher {
    names: NameIndex,
}

impl Matcher {
    /// Prepares a registry. Time and memory O(names).
    pub fn new(registry: &Registry) -> Self {
        Self { names: NameIndex::new(registry) }
    }

    /// The countries and institutions of a text. Time O(words · longest name).
    pub fn find(&self, text: &str) -> Found {
        let words = Words::of(text);
        let countries = Countries::embedded().find_in(&words);
        let mut institutions: Vec<InstitutionMatch> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let (found, next) = self.exact_from(&words, at, &countries);
            if let Some(found) = found {
                if !institutions.iter().any(|i| i.entry == found.entry) {
                    institutions.push(found);
                }
            }
            at = next;
        }
        Found { countries, institutions }
    }

    fn exact_from(
        &self,
        words: &Words,
        at: usize,
        countries: &[CountryMatch],
    ) -> (Option<InstitutionMatch>, usize) {
        let longest = self.names.longest_starting_with(words.get(at)).min(words.len() - at);
        for length in (1..=longest).rev() {
            let range = at..at + length;
            if (at + 1..at + length).any(|w| words.gap(w) == Gap::Part) || words.goes_on_after(range.end) {
                continue;
            }
            let Some(entries) = self.names.entries(&words.joined(range.clone())) else { continue };
            if length == 1 && !stands_alone(words, at) {
                continue;
            }
            let agreeing = |e: &&names::NamedEntry| {
                let known = !countries.is_empty() && e.country.is_some();
                !known || countries.iter().any(|c| Some(c.country) == e.country)
            };
            let mut fitting = entries.iter().filter(agreeing);
            if let Some(first) = fitting.next() {
                let score = if countries.is_empty() || first.country.is_none() { 0.95 } else { 1.0 };
                let runner_up = fitting.next().map(|e| (e.entry, score));
                let method = if first.is_name { "name" } else { "alias" };
                let found = InstitutionMatch {
                    entry: first.entry,
                    method,
                    score,
                    span: words.span(range),
                    runner_up,
                };
                return (Some(found), at + length);
            }
        }
        (None, at + 1)
    }
}

fn stands_alone(words: &Words, at: usize) -> bool {
    let before = at == 0 || words.gap(at) >= Gap::Comma;
    before && words.gap(at + 1) >= Gap::Comma
}
