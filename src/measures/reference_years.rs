//! Reference publication year spectroscopy: which years the cited works are of, and which years stand out.
//! Marx, Bornmann, Barth and Leydesdorff, JASIST 65 (2014) 751.
//!
//! For each year N(y), the number of references to works of that year, and N(y) − median of N(y−2), …, N(y+2). A high positive
//! deviation marks the year of a work that the field goes back to. Years before the first and after the last have no references.
//! Time O(years).

/// The deviation of every year from the median of the five years around it.
///
/// ```
/// use citetrace::measures::reference_years::deviations;
/// assert_eq!(deviations(&[1, 2, 9, 3, 2]), [0, 0, 7, 1, 0]);
/// ```
pub fn deviations(references: &[u64]) -> Vec<i64> {
    let at = |year: usize, offset: usize| {
        (year + offset).checked_sub(2).and_then(|y| references.get(y)).copied().unwrap_or_default()
    };
    (0..references.len())
        .map(|year| {
            let mut around: [u64; 5] = std::array::from_fn(|offset| at(year, offset));
            around.sort_unstable();
            references[year] as i64 - around[2] as i64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_have_nothing_beyond_them() {
        assert!(deviations(&[]).is_empty());
        // 0 0 5 0 0: the median is 0.
        assert_eq!(deviations(&[5]), [5]);
        // 0 0 4 6 8 → 4; 0 4 6 8 0 → 4; 4 6 8 0 0 → 4.
        assert_eq!(deviations(&[4, 6, 8]), [0, 2, 4]);
    }
}
