//! From affiliation texts to rows of `authorships` and `institutions`.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::fold::words;
use super::merge::Work;
use super::schema::{Authorship, Institution};
use crate::ids::{AuthorId, InstitutionId, PaperId};
use crate::places::{Found, Matcher, Registry};

/// Every distinct affiliation text with what it names.
pub(super) struct Affiliations<'a> {
    found: HashMap<&'a str, (usize, Found)>,
    ids: HashMap<usize, InstitutionId>,
    institutions: Vec<Institution>,
}

impl<'a> Affiliations<'a> {
    /// Matches each distinct text once, in parallel. `also` are registry entries that other tables name.
    pub(super) fn new(works: &'a [Work], registry: &Registry, matcher: &Matcher, also: &[usize]) -> Self {
        let mut texts: Vec<&str> = works
            .iter()
            .flat_map(|w| w.authors.iter().flat_map(|a| &a.affiliations).chain(&w.loose_affiliations))
            .map(String::as_str)
            .collect();
        texts.par_sort_unstable();
        texts.dedup();
        let found: Vec<Found> = texts.par_iter().map(|text| matcher.find(text)).collect();
        let mut used: Vec<usize> =
            found.iter().flat_map(|f| f.institutions.iter().map(|i| i.entry)).collect();
        used.extend(also);
        used.sort_unstable();
        used.dedup();
        let parents: Vec<usize> = used.iter().flat_map(|&entry| registry.ancestors(entry)).collect();
        used.extend(parents);
        used.sort_unstable();
        used.dedup();
        let ids: HashMap<usize, InstitutionId> =
            used.iter().enumerate().map(|(at, &entry)| (entry, InstitutionId(at as u32))).collect();
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let institutions = used
            .iter()
            .filter_map(|&entry| registry.entries().get(entry))
            .map(|entry| Institution {
                ror: entry.id.clone(),
                name: entry.name.clone(),
                country: entry.country.map(|c| c.as_str().to_owned()),
                kind: text(&entry.kind),
                parent: entry.parent.and_then(|p| ids.get(&p).copied()),
            })
            .collect();
        let mut of_words: HashMap<String, usize> = HashMap::new();
        let found = texts
            .into_iter()
            .zip(found)
            .map(|(text, found)| {
                let next = of_words.len();
                (text, (*of_words.entry(words(text)).or_insert(next), found))
            })
            .collect();
        Self { found, ids, institutions }
    }

    /// The table `institutions`.
    pub(super) fn into_institutions(self) -> Vec<Institution> {
        self.institutions
    }

    /// The number of a registry entry in the corpus.
    pub(super) fn id(&self, entry: usize) -> Option<InstitutionId> {
        self.ids.get(&entry).copied()
    }

    /// Keys by which two authors' affiliations can be one: the institutions, or the text where none was found and the
    /// text is more than a country or a city.
    pub(super) fn keys(&self, texts: &[String]) -> Vec<u64> {
        let mut keys = Vec::new();
        for text in texts {
            let Some((number, found)) = self.found.get(text.as_str()) else { continue };
            if found.institutions.is_empty() {
                if text.matches(',').count() >= 1 && text.len() >= 20 {
                    keys.push((1 << 40) + *number as u64);
                }
            } else {
                keys.extend(found.institutions.iter().map(|i| i.entry as u64));
            }
        }
        keys
    }

    /// The rows of `authorships` of one paper.
    pub(super) fn rows(
        &self,
        paper: usize,
        work: &Work,
        authors: &[AuthorId],
        registry: &Registry,
    ) -> Vec<Authorship> {
        let mut rows = Vec::new();
        let paper = PaperId(paper as u32);
        for text in &work.loose_affiliations {
            let base = Authorship { paper, affiliation: text.clone(), ..Authorship::default() };
            self.push(&base, registry, &mut rows);
        }
        for (at, (author, &id)) in work.authors.iter().zip(authors).enumerate() {
            let position = u16::try_from(at + 1).unwrap_or(u16::MAX);
            let base = Authorship { paper, position, author: Some(id), ..Authorship::default() };
            if author.affiliations.is_empty() {
                rows.push(base.clone());
            }
            for text in &author.affiliations {
                self.push(&Authorship { affiliation: text.clone(), ..base.clone() }, registry, &mut rows);
            }
        }
        rows
    }

    /// A row for each institution that the text names; without one, a row for each country; without one, one row.
    fn push(&self, base: &Authorship, registry: &Registry, rows: &mut Vec<Authorship>) {
        let Some((_, found)) = self.found.get(base.affiliation.as_str()) else {
            rows.push(base.clone());
            return;
        };
        let entry = |at: usize| registry.entries().get(at);
        let first = found.countries.first().map(|c| c.country.as_str().to_owned());
        for institution in &found.institutions {
            let country = entry(institution.entry).and_then(|e| e.country).map(|c| c.as_str().to_owned());
            rows.push(Authorship {
                institution: self.id(institution.entry),
                country: country.or_else(|| first.clone()),
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
