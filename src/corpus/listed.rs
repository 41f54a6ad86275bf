//! The institutions of a corpus against a watch list, by the one rule of [`crate::places::watch::Listing`].

use hashbrown::HashSet;

use super::Corpus;
use crate::ids::InstitutionId;
use crate::places::watch::{Listing, WatchMatcher};

impl Corpus {
    /// An institution and those above it, the nearest first; a circle of parents ends after as many steps as there are
    /// institutions.
    pub fn at_and_above(&self, institution: InstitutionId) -> impl Iterator<Item = InstitutionId> {
        let parent = |id: &InstitutionId| self.institutions.get(id.index()).and_then(|i| i.parent);
        std::iter::successors(Some(institution), parent).take(self.institutions.len())
    }

    /// The entries that count for an institution, with through whom.
    pub fn listings(&self, institution: InstitutionId, matcher: &WatchMatcher) -> Vec<Listing> {
        let chain = self.at_and_above(institution).filter_map(|id| self.institutions.get(id.index()));
        matcher.listings(chain.map(|i| (i.ror.as_str(), i.name.as_str())))
    }

    /// The registry's ids of the institutions that are listed at whatever time, themselves or as a part of another.
    /// Time O(institutions · depth).
    pub fn ever_listed(&self, matcher: &WatchMatcher) -> HashSet<&str> {
        let all = (0..self.institutions.len() as u32).map(InstitutionId);
        let listed = all.filter(|id| !self.listings(*id, matcher).is_empty());
        listed.filter_map(|id| self.institutions.get(id.index())).map(|i| i.ror.as_str()).collect()
    }
}
