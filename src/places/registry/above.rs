//! What something is a part of, through all its parents.

use std::hash::Hash;

use hashbrown::HashSet;

/// Something and all above it, each once, the nearest first: itself, its parents in their order, their parents, and so on. A
/// circle ends. Time and memory O(all above it and their parents).
///
/// ```
/// use citetrace::places::registry::at_and_above;
/// // 0 is a part of 1 and of 2, which are both parts of 3, and 3 is said to be a part of 0.
/// let parents: [&[usize]; 4] = [&[1, 2], &[3], &[3], &[0]];
/// assert_eq!(at_and_above(0, |at| parents[at]), [0, 1, 2, 3]);
/// assert_eq!(at_and_above(2, |at| parents[at]), [2, 3, 0, 1]);
/// ```
pub fn at_and_above<'p, I: Copy + Eq + Hash + 'p>(start: I, parents: impl Fn(I) -> &'p [I]) -> Vec<I> {
    let mut found = vec![start];
    let mut seen: HashSet<I> = HashSet::from_iter([start]);
    let mut at = 0;
    while let Some(&below) = found.get(at) {
        found.extend(parents(below).iter().copied().filter(|above| seen.insert(*above)));
        at += 1;
    }
    found
}
