//! Lists of nodes, each once, put in ascending order: the order in which rows stand in memory.

/// Sorts long lists by a bit for each node of the graph, in O(length + nodes / 64), and short ones by comparing.
#[derive(Default)]
pub(crate) struct Ascending {
    marks: Vec<u64>,
}

impl Ascending {
    /// Whether a list is long enough for bits.
    pub(crate) fn is_long(length: usize, nodes: usize) -> bool {
        length >= nodes / 64
    }

    /// Sorts `list`, which names each of the graph's `nodes` at most once.
    pub(crate) fn sort(&mut self, list: &mut [u32], nodes: usize) {
        if !Self::is_long(list.len(), nodes) {
            list.sort_unstable();
            return;
        }
        self.marks.resize(nodes.div_ceil(64), 0);
        for node in &*list {
            self.marks[*node as usize / 64] |= 1 << (node % 64);
        }
        let mut places = list.iter_mut();
        for (word, marks) in self.marks.iter_mut().enumerate() {
            let mut left = std::mem::take(marks);
            while left != 0 {
                if let Some(place) = places.next() {
                    *place = word as u32 * 64 + left.trailing_zeros();
                }
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
        fn lists_of_every_length_are_sorted(
            nodes in 1usize..1000,
            lists in prop::collection::vec(prop::collection::vec(0u32..1000, 0..300), 1..4),
        ) {
            let mut sorter = Ascending::default();
            for list in lists {
                let numbers: BTreeSet<u32> = list.iter().map(|number| number % nodes as u32).collect();
                // Every second one first, as no order.
                let (mut mixed, odd): (Vec<u32>, Vec<u32>) = numbers.iter().rev().partition(|n| *n % 2 == 0);
                mixed.extend(odd);
                sorter.sort(&mut mixed, nodes);
                prop_assert!(mixed.iter().eq(&numbers));
            }
        }
    }
}
