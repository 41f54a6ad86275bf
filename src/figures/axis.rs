//! Round numbers for axes.

/// The values at which an axis from 0 to `most` is marked: multiples of 1, 2 or 5 times a power of ten, about `wanted`
/// of them, the last at or above `most`. Steps below 1 are not taken: what is counted is whole.
pub fn whole_ticks(most: u64, wanted: u64) -> Vec<u64> {
    let most = most.max(1);
    let rough = (most / wanted.max(1)).max(1);
    let mut power = 1u64;
    while power.saturating_mul(10) <= rough {
        power *= 10;
    }
    let step = [1, 2, 5, 10]
        .into_iter()
        .map(|n| power.saturating_mul(n))
        .find(|step| *step >= rough)
        .unwrap_or(rough);
    let last = most.div_ceil(step);
    (0..=last).map(|n| step.saturating_mul(n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ticks_are_round() {
        assert_eq!(whole_ticks(0, 5), [0, 1]);
        assert_eq!(whole_ticks(3, 5), [0, 1, 2, 3]);
        assert_eq!(whole_ticks(657, 5), [0, 200, 400, 600, 800]);
        assert_eq!(whole_ticks(1000, 5), [0, 200, 400, 600, 800, 1000]);
    }

    proptest! {
        #[test]
        fn ticks_reach_the_largest_and_are_few(most in 0u64..u64::MAX / 16) {
            let ticks = whole_ticks(most, 5);
            prop_assert!(ticks.last().is_some_and(|last| *last >= most));
            prop_assert!((2..=11).contains(&ticks.len()));
        }
    }
}
