//! Watch lists as a condition: an author's institution, one above it, or the text of the affiliation stands on a list.

use std::collections::BTreeSet;
use std::ops::Range;

use super::condition::{StatusTest, WatchListTest};
use super::evidence::{Evidence, on_affiliation, stored_span};
use super::resources::Resources;
use crate::corpus::Corpus;
use crate::corpus::schema::Authorship;
use crate::error::{Error, Result};
use crate::ids::{InstitutionId, PaperId};
use crate::places::{Status, WatchList, WatchMatcher};

/// A [`WatchListTest`] made ready to be asked of many papers.
#[derive(Debug)]
pub(super) struct Watched {
    matcher: WatchMatcher,
    wanted: Vec<bool>,
    status: StatusTest,
    by_institution: Vec<Vec<usize>>,
}

impl Watched {
    pub(super) fn new(test: &WatchListTest, corpus: &Corpus, resources: &Resources) -> Result<Self> {
        let lists: Vec<WatchList> =
            test.lists.iter().map(|name| resources.watch_list(name).cloned()).collect::<Result<_>>()?;
        let matcher = WatchMatcher::new(&lists);
        if let Some(unknown) = test.entries.iter().find(|id| !matcher.entries().iter().any(|e| e.id == **id))
        {
            return Err(Error::argument(
                format!("no watch list of the rule has an entry `{unknown}`"),
                "name entries by the column `id`",
            ));
        }
        let wanted = matcher
            .entries()
            .iter()
            .map(|e| test.entries.is_empty() || test.entries.contains(&e.id))
            .collect();
        let by_institution = (0..corpus.institutions.len() as u32)
            .map(|id| {
                let entries: BTreeSet<usize> = at_and_above(corpus, InstitutionId(id))
                    .filter_map(|id| corpus.institutions.get(id.index()))
                    .flat_map(|institution| matcher.by_institution(&institution.ror, &institution.name))
                    .collect();
                entries.into_iter().collect()
            })
            .collect();
        Ok(Self { matcher, wanted, status: test.status, by_institution })
    }

    pub(super) fn hold(&self, corpus: &Corpus, paper: PaperId, mut out: Option<&mut Vec<Evidence>>) -> bool {
        let date = corpus.papers.get(paper.index()).and_then(|row| row.date);
        let mut seen = BTreeSet::new();
        for row in corpus.authorships_of(paper) {
            for (entry, span, how) in self.entries_of(row) {
                let listed = &self.matcher.entries()[entry];
                let status = listed.status_at(date);
                let counts =
                    self.wanted[entry] && (self.status == StatusTest::Any || status == Status::Listed);
                if !counts || !seen.insert((entry, row.affiliation.as_str())) {
                    continue;
                }
                let Some(out) = out.as_deref_mut() else { return true };
                out.push(Evidence {
                    term: listed.name.clone(),
                    method: Some(how.to_string()),
                    note: Some(format!(
                        "entry {} of {}, {} at the paper's date",
                        listed.id,
                        listed.source,
                        status.as_str()
                    )),
                    ..on_affiliation("watch_lists", row, span)
                });
            }
        }
        !seen.is_empty()
    }

    /// The entries that one affiliation stands for, each once: those of its institution, then those that its text names.
    fn entries_of(&self, row: &Authorship) -> Vec<(usize, Range<usize>, &'static str)> {
        let by_institution = row.institution.and_then(|id| self.by_institution.get(id.index()));
        let span = stored_span(row.span.as_deref(), &row.affiliation);
        let mut found: Vec<(usize, Range<usize>, &'static str)> =
            by_institution.into_iter().flatten().map(|entry| (*entry, span.clone(), "institution")).collect();
        for (entry, span) in self.matcher.by_text(&row.affiliation) {
            if !found.iter().any(|(known, ..)| *known == entry) {
                found.push((entry, span, "name in the text"));
            }
        }
        found
    }
}

/// An institution and those above it; a circle of parents ends after as many steps as there are institutions.
pub(super) fn at_and_above(corpus: &Corpus, id: InstitutionId) -> impl Iterator<Item = InstitutionId> + '_ {
    let parent = |id: &InstitutionId| corpus.institutions.get(id.index()).and_then(|i| i.parent);
    std::iter::successors(Some(id), parent).take(corpus.institutions.len())
}
