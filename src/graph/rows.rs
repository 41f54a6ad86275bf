//! Sorting a row of a graph. Most rows are short: there a number's place is the count of smaller numbers, all of them
//! compared at once without a branch, which no processor can guess wrong.

/// Sorts `targets`, each with its weight; equal ones keep their order.
pub(super) fn sort<W: Copy + Default>(targets: &mut [u32], weights: &mut [W], scratch: &mut Vec<(u32, W)>) {
    let sorted = match targets.len() {
        _ if targets.is_sorted() => true,
        0..=16 => by_rank::<16, W>(targets, weights),
        17..=32 => by_rank::<32, W>(targets, weights),
        33..=64 => by_rank::<64, W>(targets, weights),
        _ => false,
    };
    if sorted {
        return;
    }
    if size_of::<W>() == 0 {
        targets.sort_unstable();
        return;
    }
    scratch.clear();
    scratch.extend(targets.iter().copied().zip(weights.iter().copied()));
    scratch.sort_by_key(|entry| entry.0);
    for (at, (target, weight)) in scratch.iter().enumerate() {
        targets[at] = *target;
        weights[at] = *weight;
    }
}

/// Sorts at most `N` different numbers; leaves the row alone and returns false where two are equal.
#[inline]
fn by_rank<const N: usize, W: Copy + Default>(targets: &mut [u32], weights: &mut [W]) -> bool {
    let count = targets.len();
    let mut all = [u32::MAX; N];
    all[..count].copy_from_slice(targets);
    let mut ranks = [0u32; N];
    for &one in &*targets {
        for (rank, other) in ranks.iter_mut().zip(&all) {
            *rank += u32::from(one < *other);
        }
    }
    // Equal numbers have equal ranks, which then fall short of 0 + 1 + … + (count − 1).
    let sum: u32 = ranks[..count].iter().sum();
    if sum as usize != count * (count - 1) / 2 {
        return false;
    }
    let mut sorted = [W::default(); N];
    for at in 0..count {
        let rank = ranks[at] as usize;
        targets[rank] = all[at];
        sorted[rank] = weights[at];
    }
    weights.copy_from_slice(&sorted[..count]);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_of_every_length(row in prop::collection::vec(0u32..300, 0..100), far: bool) {
            let row: Vec<u32> = row.into_iter().map(|n| if far { u32::MAX - n } else { n }).collect();
            let mut expected: Vec<(u32, u32)> = row.iter().copied().zip(0..).collect();
            expected.sort_by_key(|e| e.0);
            let (mut targets, mut weights) = (row.clone(), (0..row.len() as u32).collect::<Vec<_>>());
            sort(&mut targets, &mut weights, &mut Vec::new());
            prop_assert_eq!(targets.into_iter().zip(weights).collect::<Vec<_>>(), expected);
            let mut bare = row.clone();
            sort(&mut bare, &mut vec![(); row.len()], &mut Vec::new());
            prop_assert!(bare.is_sorted());
        }
    }
}
