//! How many flagged papers are reached by listed institutions, and how often these cite them, in a graph and in its
//! rewirings.
//!
//! A flagged paper is reached by an institution that stands, listed at the date, on another paper within H causal citation steps
//! downstream. Flagged papers go in blocks of 64 as the bits of a word: time O(H · citations of what is downstream ·
//! ⌈flagged / 64⌉), memory 16 bytes a paper.

/// A listed paper with the numbers of the institutions that are listed on it.
pub(super) type ListedPaper = (u32, Vec<usize>);

/// The counts for any institution first, then for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Flagged papers that are reached.
    pub(super) reached: Vec<u32>,
    /// Citations of flagged papers by papers of the institution.
    pub(super) citations: Vec<u32>,
}

/// What is counted in every draw.
pub(super) struct Downstream<'a> {
    /// The first place of each cited paper in the list of citing papers, and the end.
    pub(super) first: &'a [usize],
    pub(super) flagged: &'a [u32],
    pub(super) listed: &'a [ListedPaper],
    pub(super) institutions: usize,
    pub(super) hops: u32,
}

/// Two words for each paper, all 0 between uses.
pub(super) struct Scratch {
    seen: Vec<u64>,
    news: Vec<u64>,
}

impl Scratch {
    pub(super) fn new(papers: usize) -> Self {
        Self { seen: vec![0; papers], news: vec![0; papers] }
    }
}

impl Downstream<'_> {
    /// Counts in the graph in which `citing` stands in the places of the cited papers.
    pub(super) fn count(&self, citing: &[u32], scratch: &mut Scratch) -> Counts {
        let rows = self.institutions + 1;
        let mut counts = Counts { reached: vec![0; rows], citations: vec![0; rows] };
        let of = |paper: u32| {
            let at = self.listed.binary_search_by_key(&paper, |listed| listed.0);
            at.ok().map(|at| self.listed[at].1.as_slice())
        };
        for &paper in self.flagged {
            for institutions in self.cited_by(citing, paper).iter().filter_map(|citing| of(*citing)) {
                counts.citations[0] += 1;
                for institution in institutions {
                    counts.citations[institution + 1] += 1;
                }
            }
        }
        for flagged in self.flagged.chunks(64) {
            let touched = self.search(citing, flagged, scratch);
            let mut reached = vec![0u64; rows];
            for (paper, institutions) in self.listed {
                // A paper does not reach itself, on a cycle or off.
                let own = flagged.iter().position(|f| f == paper).map_or(0, |bit| 1 << bit);
                let bits = scratch.seen[*paper as usize] & !own;
                reached[0] |= bits;
                for institution in institutions {
                    reached[institution + 1] |= bits;
                }
            }
            counts.reached.iter_mut().zip(reached).for_each(|(count, bits)| *count += bits.count_ones());
            for paper in touched {
                scratch.seen[paper as usize] = 0;
            }
        }
        counts
    }

    fn cited_by<'c>(&self, citing: &'c [u32], paper: u32) -> &'c [u32] {
        &citing[self.first[paper as usize]..self.first[paper as usize + 1]]
    }

    /// Leaves in `scratch.seen` which of `flagged` reach each paper; returns whose words it set.
    fn search(&self, citing: &[u32], flagged: &[u32], scratch: &mut Scratch) -> Vec<u32> {
        let Scratch { seen, news } = scratch;
        let mut touched = flagged.to_vec();
        let mut front: Vec<(u32, u64)> =
            flagged.iter().enumerate().map(|(bit, paper)| (*paper, 1 << bit)).collect();
        for (paper, bits) in &front {
            seen[*paper as usize] |= bits;
        }
        for _ in 0..self.hops {
            let mut next = Vec::new();
            for (paper, bits) in front {
                for &citing in self.cited_by(citing, paper) {
                    let fresh = bits & !seen[citing as usize];
                    if fresh != 0 {
                        if news[citing as usize] == 0 {
                            next.push(citing);
                        }
                        news[citing as usize] |= fresh;
                    }
                }
            }
            front = next.iter().map(|paper| (*paper, std::mem::take(&mut news[*paper as usize]))).collect();
            for &(paper, bits) in &front {
                if seen[paper as usize] == 0 {
                    touched.push(paper);
                }
                seen[paper as usize] |= bits;
            }
        }
        touched
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// Whether a chain of 1 to `hops` citations leads from `from` down to `to`.
    fn leads(edges: &[(u32, u32)], from: u32, to: u32, hops: u32) -> bool {
        let mut front = BTreeSet::from([from]);
        (0..hops).any(|_| {
            front = edges.iter().filter(|(_, cited)| front.contains(cited)).map(|e| e.0).collect();
            front.contains(&to)
        })
    }

    proptest! {
        #[test]
        fn the_counts_are_those_of_walking_every_chain(
            edges in prop::collection::btree_set((0u32..80, 0u32..80), 0..160),
            flagged in prop::collection::btree_set(0u32..80, 1..70),
            listed in prop::collection::btree_map(0u32..80, prop::collection::btree_set(0usize..3, 1..3), 0..20),
            hops in 1u32..4,
        ) {
            // By cited paper, as the places are.
            let mut edges: Vec<(u32, u32)> = edges.into_iter().filter(|(a, b)| a != b).collect();
            edges.sort_by_key(|edge| edge.1);
            let first: Vec<usize> = (0..=80).map(|paper| edges.partition_point(|e| e.1 < paper)).collect();
            let citing: Vec<u32> = edges.iter().map(|e| e.0).collect();
            let flagged: Vec<u32> = flagged.into_iter().collect();
            let listed: Vec<ListedPaper> = listed.into_iter().map(|(p, i)| (p, i.into_iter().collect())).collect();
            let down = Downstream { first: &first, flagged: &flagged, listed: &listed, institutions: 3, hops };
            let mut scratch = Scratch::new(80);
            let found = down.count(&citing, &mut scratch);
            for row in 0..4 {
                let of_row: Vec<u32> = listed.iter().filter(|l| row == 0 || l.1.contains(&(row - 1))).map(|l| l.0).collect();
                let reached = |paper: &&u32| {
                    of_row.iter().any(|to| to != *paper && leads(&edges, **paper, *to, hops))
                };
                prop_assert_eq!(found.reached[row] as usize, flagged.iter().filter(reached).count());
                let cites = |edge: &&(u32, u32)| of_row.contains(&edge.0) && flagged.contains(&edge.1);
                prop_assert_eq!(found.citations[row] as usize, edges.iter().filter(cites).count());
            }
            // Nothing is left behind for the next draw.
            prop_assert_eq!(down.count(&citing, &mut scratch), found);
        }
    }
}
