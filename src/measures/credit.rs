//! How many papers and citations an author, an institution or a country has: full counts, in which a paper counts 1 for
//! each of its k members, and fractional ones, in which it counts 1/k. Fractional papers of all members add up to the
//! papers that have a member. Price, Science 212 (1981) 986; Waltman and van Eck, J. Informetr. 9 (2015) 872.
//!
//! Members are those of the network that the paper is known to have: authors, matched institutions, countries, each once a
//! paper. Time O(p) for p pairs of member and paper.

use super::{Bibliography, Column};

/// A paper as one of its members has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Its citations; `None` where they are not known.
    pub citations: Option<u32>,
    /// How many members it has, this one among them.
    pub members: u32,
}

/// Papers, each counted in full.
pub fn papers(works: &[Work]) -> u32 {
    works.len() as u32
}

/// Papers, each counted 1/k.
///
/// ```
/// use citetrace::measures::credit::{Work, citations_fractional, papers_fractional};
/// let works = [Work { citations: Some(6), members: 1 }, Work { citations: Some(8), members: 4 }];
/// assert_eq!((papers_fractional(&works), citations_fractional(&works)), (1.25, 8.0));
/// ```
pub fn papers_fractional(works: &[Work]) -> f64 {
    works.iter().map(|work| 1.0 / f64::from(work.members)).sum()
}

/// Citations of the papers, each counted in full; NaN where none are known.
pub fn citations(works: &[Work]) -> f64 {
    sum_of_known(works, |_| 1.0)
}

/// Citations of the papers, those of a paper of k members counted 1/k; NaN where none are known.
pub fn citations_fractional(works: &[Work]) -> f64 {
    sum_of_known(works, |work| 1.0 / f64::from(work.members))
}

fn sum_of_known(works: &[Work], share: impl Fn(&Work) -> f64) -> f64 {
    let mut known = works.iter().filter_map(|work| Some(f64::from(work.citations?) * share(work))).peekable();
    if known.peek().is_none() { f64::NAN } else { known.sum() }
}

/// The column `name`: what `of` says of each node's papers.
pub(super) fn column(known: &Bibliography, nodes: usize, name: &str, of: impl Fn(&[Work]) -> f64) -> Column {
    match known.portfolios() {
        None => Column::not_computed(name, nodes, NO_PORTFOLIOS),
        Some(works) => Column::with_nulls(
            name,
            works.iter().map(|works| of(works)).collect(),
            "none of its papers has a citation count",
        ),
    }
}

/// Why a graph without papers behind its nodes has no such column.
pub(super) const NO_PORTFOLIOS: &str = "it is defined for those who have papers: give a corpus and its network of authors, institutions or countries";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn fractions_add_up_to_the_papers(
            papers in prop::collection::vec((prop::collection::btree_set(0usize..6, 1..5), 0u32..20), 0..30)
        ) {
            let mut works = vec![Vec::new(); 6];
            for (members, citations) in &papers {
                for &member in members {
                    works[member].push(Work { citations: Some(*citations), members: members.len() as u32 });
                }
            }
            let total: f64 = works.iter().map(|w| papers_fractional(w)).sum();
            prop_assert!((total - papers.len() as f64).abs() < 1e-9);
            let cited: f64 = works.iter().map(|w| citations_fractional(w)).filter(|c| !c.is_nan()).sum();
            prop_assert!((cited - papers.iter().map(|p| f64::from(p.1)).sum::<f64>()).abs() < 1e-9);
        }
    }

    #[test]
    fn what_is_not_known_is_not_0() {
        let works = [Work { citations: None, members: 2 }];
        assert!(citations(&works).is_nan() && citations_fractional(&works).is_nan());
        assert_eq!((papers(&works), papers_fractional(&works)), (1, 0.5));
        let works = [works[0], Work { citations: Some(3), members: 3 }];
        assert_eq!((citations(&works), citations_fractional(&works)), (3.0, 1.0));
    }
}
