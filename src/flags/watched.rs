//! Watch lists as a condition: an author's institution, one above it, or what the text of the affiliation names stands on
//! a list.

use std::collections::BTreeSet;
use std::ops::Range;

use super::condition::{StatusTest, WatchListTest};
use super::evidence::{Evidence, on_affiliation, stored_span};
use super::resources::Resources;
use crate::corpus::Corpus;
use crate::corpus::schema::Authorship;
use crate::error::{Error, Result};
use crate::ids::{InstitutionId, PaperId};
use crate::places::watch::{Listing, PartOf};
use crate::places::{Status, WatchList, WatchMatcher};

/// A [`WatchListTest`] made ready to be asked of many papers.
#[derive(Debug)]
pub(super) struct Watched {
    matcher: WatchMatcher,
    wanted: Vec<bool>,
    status: StatusTest,
    by_institution: Vec<Vec<Listing>>,
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
            .map(|id| corpus.listings(InstitutionId(id), &matcher))
            .collect();
        Ok(Self { matcher, wanted, status: test.status, by_institution })
    }

    pub(super) fn hold(&self, corpus: &Corpus, paper: PaperId, mut out: Option<&mut Vec<Evidence>>) -> bool {
        let date = corpus.papers.get(paper.index()).and_then(|row| row.date);
        let mut seen = BTreeSet::new();
        for row in corpus.authorships_of(paper) {
            for (listing, span, how) in self.listings_of(row) {
                let listed = &self.matcher.entries()[listing.entry];
                let status = listed.status_at(date);
                let counts = self.wanted[listing.entry]
                    && (self.status == StatusTest::Any || status == Status::Listed);
                if !counts || !seen.insert((listing.entry, row.affiliation.as_str())) {
                    continue;
                }
                let Some(out) = out.as_deref_mut() else { return true };
                let through = match listing.part_of {
                    None => String::new(),
                    Some(PartOf::Registry(_)) => " (a parent by the registry)".to_owned(),
                    Some(PartOf::WatchList) => " (a parent by the watch list)".to_owned(),
                };
                out.push(Evidence {
                    term: listed.name.clone(),
                    method: Some(how.to_string()),
                    note: Some(format!(
                        "entry {} of {}{through}, {} at the paper's date",
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
    fn listings_of(&self, row: &Authorship) -> Vec<(Listing, Range<usize>, &'static str)> {
        let by_institution = row.institution.and_then(|id| self.by_institution.get(id.index()));
        let span = stored_span(row.span.as_deref(), &row.affiliation);
        let mut found: Vec<(Listing, Range<usize>, &'static str)> =
            by_institution.into_iter().flatten().map(|l| (*l, span.clone(), "institution")).collect();
        for (entry, span) in self.matcher.by_text(&row.affiliation) {
            for listing in self.matcher.listings_of_entry(entry) {
                if !found.iter().any(|(known, ..)| known.entry == listing.entry) {
                    found.push((listing, span.clone(), "name in the text"));
                }
            }
        }
        found
    }
}
