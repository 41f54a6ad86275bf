//! The institutions of a corpus against a watch list, by the one rule of [`crate::places::watch::Listing`].

use hashbrown::HashSet;

use super::Corpus;
use crate::ids::InstitutionId;
use crate::places::registry::at_and_above;
use crate::places::watch::{Listing, WatchMatcher};

impl Corpus {
    /// An institution and all above it through each of its parents, the nearest first, each once.
    pub fn at_and_above(&self, institution: InstitutionId) -> impl Iterator<Item = InstitutionId> {
        let parents = |id: InstitutionId| self.institutions.get(id.index()).map_or(&[][..], |i| &i.parents);
        at_and_above(institution, parents).into_iter()
    }

    /// The entries that count for an institution, with through whom.
    pub fn listings(&self, institution: InstitutionId, matcher: &WatchMatcher) -> Vec<Listing> {
        let chain = self.at_and_above(institution).filter_map(|id| self.institutions.get(id.index()));
        matcher.listings(chain.map(|i| (i.ror.as_str(), i.name.as_str())))
    }

    /// The registry's ids of the institutions that are listed at whatever time, themselves or as a part of another.
    /// Time O(institutions · those above each).
    pub fn ever_listed(&self, matcher: &WatchMatcher) -> HashSet<&str> {
        let all = (0..self.institutions.len() as u32).map(InstitutionId);
        let listed = all.filter(|id| !self.listings(*id, matcher).is_empty());
        listed.filter_map(|id| self.institutions.get(id.index())).map(|i| i.ror.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::schema::Institution;
    use crate::places::watch::{PartOf, WatchEntry, WatchList};

    #[test]
    fn each_parent_leads_to_the_list_and_a_circle_ends() {
        let institution = |at: usize, parents: &[u32]| Institution {
            ror: format!("r{at}"),
            name: format!("Invented Institute {at}"),
            parents: parents.iter().copied().map(InstitutionId).collect(),
            ..Institution::default()
        };
        // 0 is a part of 1 and 2; 1 of 3; 2 of 4 and, as a table may say, of 0.
        let parents: [&[u32]; 5] = [&[1, 2], &[3], &[4, 0], &[], &[]];
        let institutions = parents.iter().enumerate().map(|(at, above)| institution(at, above)).collect();
        let corpus = Corpus { institutions, ..Corpus::default() };
        let above = |at: u32| corpus.at_and_above(InstitutionId(at)).map(|id| id.0).collect::<Vec<_>>();
        assert_eq!(above(0), [0, 1, 2, 3, 4]);
        assert_eq!(above(2), [2, 4, 0, 1, 3]);
        assert_eq!(above(9), [9]);
        let entry =
            |ror: &str| WatchEntry { ror: Some(ror.into()), name: ror.into(), ..WatchEntry::default() };
        let list = WatchList::from_entries(vec![entry("r4"), entry("r2")]);
        let matcher = WatchMatcher::new(&[list]);
        let told: Vec<_> =
            corpus.listings(InstitutionId(0), &matcher).iter().map(|l| (l.entry, l.part_of)).collect();
        assert_eq!(told, [(1, Some(PartOf::Registry(2))), (0, Some(PartOf::Registry(4)))]);
        let mut listed: Vec<&str> = corpus.ever_listed(&matcher).into_iter().collect();
        listed.sort_unstable();
        assert_eq!(listed, ["r0", "r2", "r4"]);
    }
}
