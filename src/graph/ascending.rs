//! Nodes that were found in any order, perhaps several times, put in ascending order: that in which rows stand in memory.

/// Fewer nodes than this share of the graph's are sorted by comparing.
const SPARSE: usize = 512;

/// Puts many nodes in order by a bit for each node of the graph, in O(found + nodes / 64), and few by comparing.
#[derive(Default)]
pub(crate) struct Ascending {
    marks: Vec<u64>,
}

impl Ascending {
    /// Appends to `list` what `found` names of the graph's `nodes`, ascending and each once.
    pub(crate) fn append(&mut self, found: &[u32], nodes: usize, list: &mut Vec<u32>) {
        if found.len() < nodes / SPARSE {
            let mut few = found.to_vec();
            few.sort_unstable();
            few.dedup();
            list.extend(few);
            return;
        }
        self.marks.resize(nodes.div_ceil(64), 0);
        let marks = &mut self.marks[..];
        for &node in found {
            marks[node as usize / 64] |= 1 << (node % 64);
        }
        for (word, marks) in marks.iter_mut().enumerate() {
            let mut left = std::mem::take(marks);
            while left != 0 {
                list.push(word as u32 * 64 + left.trailing_zeros());
                left &= left - 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_found_stands_in_order_behind_what_was_there(
            nodes in 1usize..5000,
            finds in prop::collection::vec(prop::collection::vec(0u32..5000, 0..300), 1..4),
        ) {
            let (mut ascending, mut list, mut expected) = (Ascending::default(), Vec::new(), Vec::new());
            for found in finds {
                let found: Vec<u32> = found.into_iter().map(|number| number % nodes as u32).collect();
                ascending.append(&found, nodes, &mut list);
                expected.extend(found.into_iter().collect::<BTreeSet<u32>>());
                prop_assert_eq!(&list, &expected);
            }
        }
    }
}
