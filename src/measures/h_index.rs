//! h-index: the largest h such that h of the papers have h citations or more each. Hirsch, PNAS 102 (2005) 16569.
//!
//! By counting how many papers have each number of citations up to the number of papers. Time and memory O(p) for p papers.

use super::credit::Work;
use super::{Bibliography, Column};

/// The h-index of papers with these citations.
///
/// ```
/// use citetrace::measures::h_index::h_index;
/// assert_eq!(h_index(&[10, 8, 5, 4, 3]), 4);
/// assert_eq!(h_index(&[25, 8, 5, 3, 3]), 3);
/// assert_eq!(h_index(&[]), 0);
/// ```
pub fn h_index(citations: &[u32]) -> u32 {
    let papers = citations.len();
    let mut with = vec![0usize; papers + 1];
    for &count in citations {
        with[(count as usize).min(papers)] += 1;
    }
    let mut at_least = 0;
    for h in (1..=papers).rev() {
        at_least += with[h];
        if at_least >= h {
            return h as u32;
        }
    }
    0
}

/// The column `h_index`: null for a node none of whose papers has a known number of citations.
pub(super) fn column(known: &Bibliography, nodes: usize) -> Column {
    let name = "h_index";
    let Some(works) = known.portfolios() else {
        return Column::not_computed(name, nodes, super::credit::NO_PORTFOLIOS);
    };
    let of = |works: &Vec<Work>| {
        let citations: Vec<u32> = works.iter().filter_map(|work| work.citations).collect();
        if citations.is_empty() { f64::NAN } else { f64::from(h_index(&citations)) }
    };
    Column::with_nulls(name, works.iter().map(of).collect(), "none of its papers has a citation count")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_largest_h_of_the_definition(citations in prop::collection::vec(0u32..12, 0..15)) {
            let holds = |h: u32| citations.iter().filter(|&&c| c >= h).count() >= h as usize;
            let expected = (0..=citations.len() as u32).filter(|&h| holds(h)).max().unwrap();
            prop_assert_eq!(h_index(&citations), expected);
        }
    }

    #[test]
    fn one_paper_is_enough_for_1_however_cited() {
        assert_eq!(h_index(&[u32::MAX]), 1);
        assert_eq!(h_index(&[0, 0, 0]), 0);
        assert_eq!(h_index(&[4; 4]), 4);
    }
}
