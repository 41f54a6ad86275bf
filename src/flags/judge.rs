//! Whether a condition holds for a paper, and what says so.

use std::collections::BTreeSet;
use std::ops::Range;

use super::condition::{Condition, CountryTest, FunderTest, InstitutionTest, KindTest, Window};
use super::evidence::{Evidence, on_affiliation, stored_span};
use super::resources::Resources;
use super::topics::Topics;
use super::watched::Watched;
use crate::corpus::Corpus;
use crate::corpus::schema::Authorship;
use crate::error::Result;
use crate::ids::{InstitutionId, PaperId};
use crate::places::Countries;

/// A condition made ready to be asked of many papers of one corpus.
#[derive(Debug)]
pub struct Judge<'a> {
    corpus: &'a Corpus,
    condition: &'a Condition,
    topics: Option<Topics<'a>>,
    institutions: Option<Institutions>,
    watched: Option<Watched>,
}

/// For each institution that a test names, itself and all below it.
#[derive(Clone, Debug)]
struct Institutions {
    all_of: Vec<BTreeSet<InstitutionId>>,
    any_of: Vec<BTreeSet<InstitutionId>>,
    none_of: Vec<BTreeSet<InstitutionId>>,
}

type Out<'o> = Option<&'o mut Vec<Evidence>>;

impl<'a> Judge<'a> {
    /// Prepares `condition` for `corpus`.
    ///
    /// # Errors
    /// The condition names a pack or a watch list that `resources` does not hold, a field that the pack does not have, or an
    /// entry that no list has.
    pub fn new(corpus: &'a Corpus, condition: &'a Condition, resources: &'a Resources) -> Result<Self> {
        let topics = match &condition.topics {
            Some(test) => Some(Topics::new(test, resources)?),
            None => None,
        };
        let institutions = condition.institutions.as_ref().map(|test| Institutions::new(test, corpus));
        let watched = match &condition.watch_lists {
            Some(test) => Some(Watched::new(test, corpus, resources)?),
            None => None,
        };
        Ok(Self { corpus, condition, topics, institutions, watched })
    }

    /// Whether all parts of the condition hold.
    pub fn holds(&self, paper: PaperId) -> bool {
        self.holds_without_topics(paper) && self.topics_hold(paper)
    }

    /// Whether all parts but the topics hold: what selects a paper.
    pub fn holds_without_topics(&self, paper: PaperId) -> bool {
        self.all_but_topics(paper, &mut None)
    }

    /// Whether the topics hold, or none are stated.
    pub fn topics_hold(&self, paper: PaperId) -> bool {
        self.topics.as_ref().is_none_or(|topics| topics.hold(self.corpus, paper, None))
    }

    /// What each part that holds rests on.
    pub fn evidence(&self, paper: PaperId) -> Vec<Evidence> {
        let mut found = Vec::new();
        self.all_but_topics(paper, &mut Some(&mut found));
        if let Some(topics) = &self.topics {
            topics.hold(self.corpus, paper, Some(&mut found));
        }
        found
    }

    fn all_but_topics(&self, paper: PaperId, out: &mut Out) -> bool {
        let condition = self.condition;
        condition.dates.is_none_or(|test| self.dates(test, paper, out))
            && condition.kinds.as_ref().is_none_or(|test| self.kinds(test, paper, out))
            && condition.countries.as_ref().is_none_or(|test| self.countries(test, paper, out))
            && self.institutions.as_ref().is_none_or(|test| self.institutions(test, paper, out))
            && self.watched.as_ref().is_none_or(|test| test.hold(self.corpus, paper, out.as_deref_mut()))
            && condition.funders.as_ref().is_none_or(|test| self.funders(test, paper, out))
    }

    fn dates(&self, window: Window, paper: PaperId, out: &mut Out) -> bool {
        let Some(date) = self.corpus.papers.get(paper.index()).and_then(|row| row.date) else { return false };
        let holds = window.place(Some(date)).counts();
        if let (true, Some(out)) = (holds, out) {
            let text = date.to_string();
            out.push(Evidence {
                term: window.to_string(),
                ..Evidence::on("dates", "date", &text, 0..text.len())
            });
        }
        holds
    }

    fn kinds(&self, test: &KindTest, paper: PaperId, out: &mut Out) -> bool {
        let kind = self.corpus.papers.get(paper.index()).and_then(|row| row.kind.as_deref());
        let among =
            |kinds: &[String]| kind.is_some_and(|kind| kinds.iter().any(|k| k.eq_ignore_ascii_case(kind)));
        let holds = (test.any_of.is_empty() || among(&test.any_of)) && !among(&test.none_of);
        if let (true, false, Some(kind), Some(out)) = (holds, test.any_of.is_empty(), kind, out) {
            out.push(Evidence {
                term: kind.to_string(),
                ..Evidence::on("kinds.any_of", "kind", kind, 0..kind.len())
            });
        }
        holds
    }

    fn countries(&self, test: &CountryTest, paper: PaperId, out: &mut Out) -> bool {
        let here = self.corpus.countries_of(paper);
        let has = |code: &String| here.contains(&code.as_str());
        let named = |code: &str| test.all_of.iter().chain(&test.any_of).any(|c| c == code);
        let holds = test.all_of.iter().all(has)
            && (test.any_of.is_empty() || test.any_of.iter().any(has))
            && !test.none_of.iter().any(has)
            && test.any_other.is_none_or(|wanted| wanted == here.iter().any(|code| !named(code)));
        if let (true, Some(out)) = (holds, out) {
            let mut seen = BTreeSet::new();
            for row in self.corpus.authorships_of(paper) {
                let Some(country) = row.country.as_deref() else { continue };
                let condition = if test.all_of.iter().any(|c| c == country) {
                    "countries.all_of"
                } else if test.any_of.iter().any(|c| c == country) {
                    "countries.any_of"
                } else if test.any_other == Some(true) {
                    "countries.any_other"
                } else {
                    continue;
                };
                if seen.insert((country, row.affiliation.as_str())) {
                    let span = country_span(row, country);
                    out.push(Evidence { term: country.to_string(), ..on_affiliation(condition, row, span) });
                }
            }
        }
        holds
    }

    fn institutions(&self, test: &Institutions, paper: PaperId, out: &mut Out) -> bool {
        let here = self.corpus.institutions_of(paper);
        let has = |ids: &BTreeSet<InstitutionId>| here.iter().any(|id| ids.contains(id));
        let holds = test.all_of.iter().all(has)
            && (test.any_of.is_empty() || test.any_of.iter().any(has))
            && !test.none_of.iter().any(has);
        if let (true, Some(out)) = (holds, out) {
            let mut seen = BTreeSet::new();
            for (condition, groups) in
                [("institutions.all_of", &test.all_of), ("institutions.any_of", &test.any_of)]
            {
                for row in self.corpus.authorships_of(paper) {
                    let Some(id) = row.institution.filter(|id| groups.iter().any(|ids| ids.contains(id)))
                    else {
                        continue;
                    };
                    if seen.insert((id, row.affiliation.as_str())) {
                        let name = self.corpus.institutions.get(id.index()).map(|i| i.name.clone());
                        out.push(Evidence {
                            term: name.unwrap_or_default(),
                            ..on_affiliation(
                                condition,
                                row,
                                stored_span(row.span.as_deref(), &row.affiliation),
                            )
                        });
                    }
                }
            }
        }
        holds
    }

    fn funders(&self, test: &FunderTest, paper: PaperId, out: &mut Out) -> bool {
        let mut holds = false;
        for (at, row) in self.corpus.funding_of(paper).iter().enumerate() {
            let fits = (test.countries.is_empty()
                || row.country.as_ref().is_some_and(|country| test.countries.contains(country)))
                && test.state.is_none_or(|state| row.state == Some(state))
                && (test.names.is_empty()
                    || row
                        .name
                        .as_ref()
                        .is_some_and(|n| test.names.iter().any(|t| t.eq_ignore_ascii_case(n))));
            if !fits {
                continue;
            }
            holds = true;
            let Some(out) = out.as_deref_mut() else { break };
            out.push(Evidence {
                term: row.name.clone().unwrap_or_else(|| row.country.clone().unwrap_or_default()),
                method: row.method.clone(),
                score: row.score,
                ..Evidence::on("funders", format!("funding {}", at + 1), &row.funder, 0..row.funder.len())
            });
        }
        holds
    }
}

impl Institutions {
    fn new(test: &InstitutionTest, corpus: &Corpus) -> Self {
        let groups = |names: &[String]| names.iter().map(|name| at_or_below(name, corpus)).collect();
        Self { all_of: groups(&test.all_of), any_of: groups(&test.any_of), none_of: groups(&test.none_of) }
    }
}

/// The institutions with this id or name, and all whose parents lead to one. Time O(institutions · those above each).
fn at_or_below(name: &str, corpus: &Corpus) -> BTreeSet<InstitutionId> {
    let named = |id: InstitutionId| {
        corpus
            .institutions
            .get(id.index())
            .is_some_and(|i| i.ror == name || i.name.eq_ignore_ascii_case(name))
    };
    let all = 0..corpus.institutions.len() as u32;
    all.map(InstitutionId).filter(|id| corpus.at_and_above(*id).any(named)).collect()
}

/// The bytes of the affiliation that name the country; where the country follows from something else (the institution, a
/// city), the bytes that the corpus gives.
fn country_span(row: &Authorship, country: &str) -> Range<usize> {
    let named = Countries::embedded()
        .find(&row.affiliation)
        .into_iter()
        .find(|found| found.country.as_str() == country);
    named.map_or_else(|| stored_span(row.span.as_deref(), &row.affiliation), |found| found.span)
}
