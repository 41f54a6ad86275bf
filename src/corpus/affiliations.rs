//! From affiliation texts to rows of `authorships` and `institutions`.
//!
//! Each distinct text is held once and matched once, when the first paper that has it is read; the numbers of
//! institutions are known only when all papers were read, so the rows are made last.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::fold::{hash, words};
use super::given::{self, plain};
use super::schema::{Authorship, Institution};
use super::strings::Strings;
use crate::ids::{AuthorId, InstitutionId, PaperId};
use crate::places::matching::named;
use crate::places::review::Decisions;
use crate::places::{CountryCode, Found, Matcher, Registry};

/// Every distinct affiliation text with what it names.
pub(super) struct Affiliations<'a> {
    registry: &'a Registry,
    matcher: &'a Matcher,
    texts: Strings,
    found: Vec<Found>,
    decisions: &'a Decisions,
    /// Of each text in which no institution was found, by what it can be the same place as another.
    unfound: Vec<Box<[u64]>>,
}

impl<'a> Affiliations<'a> {
    /// None yet.
    pub(super) fn new(registry: &'a Registry, matcher: &'a Matcher, decisions: &'a Decisions) -> Self {
        let (texts, found, unfound) = Default::default();
        Self { registry, matcher, texts, found, decisions, unfound }
    }

    /// Every text, some more than once where sources say different things of it.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> + Clone {
        (0..self.texts.len() as u32).map(|number| plain(self.texts.get(number)))
    }

    /// The number of a text [with what its sources say of it](super::given::tagged).
    pub(super) fn number(&mut self, text: &str) -> u32 {
        self.texts.number(text)
    }

    /// Matches the texts that came since the last call, in parallel.
    pub(super) fn match_new(&mut self) {
        let Self { registry, matcher, texts, found, decisions, unfound } = self;
        let new = found.len() as u32..texts.len() as u32;
        let matched: Vec<(Found, Box<[u64]>)> = new
            .into_par_iter()
            .map(|number| {
                let text = plain(texts.get(number));
                let found = given::with(matcher.find(text), texts.get(number), registry);
                let found = decisions.applied(text, found);
                let keys =
                    if found.institutions.is_empty() { unfound_keys(text, &found) } else { Box::default() };
                (found, keys)
            })
            .collect();
        for (one, keys) in matched {
            found.push(one);
            unfound.push(keys);
        }
    }

    /// Keys by which two authors' affiliations can be one: the institutions, or what the text says where none was found.
    pub(super) fn keys(&self, texts: &[u32], keys: &mut Vec<u64>) {
        for &number in texts {
            keys.extend(self.found[number as usize].institutions.iter().map(|i| i.entry as u64));
            keys.extend(&self.unfound[number as usize]);
        }
    }

    /// The countries that an author's affiliations name or whose institutions they name.
    pub(super) fn countries(&self, texts: &[u32], countries: &mut Vec<CountryCode>) {
        for &number in texts {
            let found = &self.found[number as usize];
            let entry = |at: usize| self.registry.entries().get(at);
            countries.extend(found.countries.iter().map(|c| c.country));
            countries.extend(found.institutions.iter().filter_map(|i| entry(i.entry)?.country));
        }
    }

    /// The institutions that the texts name, their parents, and `also` entries of the registry that other tables name.
    pub(super) fn institutions(&self, also: &[usize]) -> Institutions {
        let mut used: Vec<usize> = self
            .found
            .iter()
            .flat_map(|f| f.institutions.iter().map(|i| i.entry))
            .chain(also.iter().copied())
            .collect();
        used.sort_unstable();
        used.dedup();
        let parents: Vec<usize> = used.iter().flat_map(|&entry| self.registry.ancestors(entry)).collect();
        used.extend(parents);
        used.sort_unstable();
        used.dedup();
        let ids: HashMap<usize, InstitutionId> =
            used.iter().enumerate().map(|(at, &entry)| (entry, InstitutionId(at as u32))).collect();
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let rows = used
            .iter()
            .filter_map(|&entry| self.registry.entries().get(entry))
            .map(|entry| Institution {
                ror: entry.id.clone(),
                name: entry.name.clone(),
                country: entry.country.map(|c| c.as_str().to_owned()),
                kind: text(&entry.kind),
                parents: entry.parents.iter().filter_map(|parent| ids.get(parent).copied()).collect(),
            })
            .collect();
        Institutions { ids, rows }
    }

    /// The rows of `authorships` of one paper: `loose` are the numbers of the texts that are tied to no author,
    /// `authors` each author with the numbers of theirs.
    pub(super) fn rows<'b>(
        &self,
        paper: PaperId,
        loose: &[u32],
        authors: impl Iterator<Item = (AuthorId, &'b [u32])>,
        institutions: &Institutions,
    ) -> Vec<Authorship> {
        let mut rows = Vec::new();
        for &text in loose {
            self.push(text, &Authorship { paper, ..Authorship::default() }, institutions, &mut rows);
        }
        for (at, (id, texts)) in authors.enumerate() {
            let position = u16::try_from(at + 1).unwrap_or(u16::MAX);
            let base = Authorship { paper, position, author: Some(id), ..Authorship::default() };
            if texts.is_empty() {
                rows.push(base.clone());
            }
            for &text in texts {
                self.push(text, &base, institutions, &mut rows);
            }
        }
        rows
    }

    /// A row for each institution that the text names; without one, a row for each country; without one, one row.
    fn push(&self, text: u32, base: &Authorship, institutions: &Institutions, rows: &mut Vec<Authorship>) {
        let found = &self.found[text as usize];
        let base = &Authorship { affiliation: plain(self.texts.get(text)).to_owned(), ..base.clone() };
        let entry = |at: usize| self.registry.entries().get(at);
        let decided = found.decided_country().map(|code| code.as_str().to_owned());
        let first = found.countries.first().map(|c| c.country.as_str().to_owned());
        for institution in &found.institutions {
            let country = entry(institution.entry).and_then(|e| e.country).map(|c| c.as_str().to_owned());
            rows.push(Authorship {
                institution: institutions.id(institution.entry),
                country: decided.clone().or(country).or_else(|| first.clone()),
                method: Some(institution.method.to_owned()),
                score: Some(institution.score),
                span: Some(format!("{}..{}", institution.span.start, institution.span.end)),
                runner_up: institution
                    .runner_up
                    .and_then(|(at, score)| Some(format!("{} ({score:.2})", entry(at)?.name))),
                ..base.clone()
            });
        }
        if !found.institutions.is_empty() {
            return;
        }
        let mut seen = Vec::new();
        for country in &found.countries {
            if seen.contains(&country.country) {
                continue;
            }
            seen.push(country.country);
            rows.push(Authorship {
                country: Some(country.country.as_str().to_owned()),
                method: Some(format!("country: {}", country.method)),
                span: Some(format!("{}..{}", country.span.start, country.span.end)),
                ..base.clone()
            });
        }
        if seen.is_empty() {
            rows.push(base.clone());
        }
    }
}

/// The words of a text, whatever their case and marks, if they are more than a country or a city; and each segment that names
/// an institution, with the countries of the text.
fn unfound_keys(text: &str, found: &Found) -> Box<[u64]> {
    let mut countries: Vec<&str> = found.countries.iter().map(|c| c.country.as_str()).collect();
    countries.sort_unstable();
    countries.dedup();
    let countries = countries.join(" ");
    let whole = (text.contains(',') && text.len() >= 20).then(|| hash('w', &[&words(text)]));
    let segments = named(text).into_iter().map(|segment| hash('n', &[&segment, &countries]));
    whole.into_iter().chain(segments).map(|key| key | 1 << 63).collect()
}

/// The institutions of a corpus, numbered.
pub(super) struct Institutions {
    ids: HashMap<usize, InstitutionId>,
    /// The table `institutions`.
    pub(super) rows: Vec<Institution>,
}

impl Institutions {
    /// The number of a registry entry in the corpus.
    pub(super) fn id(&self, entry: usize) -> Option<InstitutionId> {
        self.ids.get(&entry).copied()
    }
}
