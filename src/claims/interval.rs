//! The Wilson score interval of a share: the values p for which the observed n of N is no further off than z standard
//! errors *of p*. Wilson 1927, JASA 22:209. It stays inside 0..=1 and holds at n = 0 and n = N, where the usual
//! interval collapses. For samples only: a census has no sampling error. Time O(1).

/// The standard normal quantile of a two-sided 95% interval.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// Both ends of the interval for `n` of `of` at the quantile `z`; `None` for an empty base or `n > of`.
pub fn wilson(n: u64, of: u64, z: f64) -> Option<(f64, f64)> {
    if of == 0 || n > of {
        return None;
    }
    let base = of as f64; // n in Wilson's paper
    let share = n as f64 / base;
    let z2 = z * z;
    let centre = (share + z2 / (2.0 * base)) / (1.0 + z2 / base);
    let half = z / (1.0 + z2 / base) * (share * (1.0 - share) / base + z2 / (4.0 * base * base)).sqrt();
    // At n = 0 and n = N one end is the share itself, which rounding must not pass.
    Some(((centre - half).clamp(0.0, share), (centre + half).clamp(share, 1.0)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn published_values_come_out() {
        // Newcombe 1998, Statistics in Medicine 17:857, table I, method 3, printed to four places.
        for (n, of, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let (got_low, got_high) = wilson(n, of, Z_95).unwrap();
            assert!(
                (got_low - low).abs() < 5e-5 && (got_high - high).abs() < 5e-5,
                "{n}/{of}: {got_low} {got_high}"
            );
        }
        assert_eq!(wilson(1, 0, Z_95), None);
        assert_eq!(wilson(3, 2, Z_95), None);
    }

    #[test]
    fn at_the_ends_the_share_is_inside() {
        for of in 1..3000 {
            assert_eq!(wilson(0, of, Z_95).unwrap().0.to_bits(), 0.0_f64.to_bits(), "{of}");
            assert_eq!(wilson(of, of, Z_95).unwrap().1.to_bits(), 1.0_f64.to_bits(), "{of}");
        }
    }

    proptest! {
        #[test]
        fn the_ends_solve_the_score_equation(of in 1_u64..5000, part in 0.0_f64..=1.0) {
            let n = (part * of as f64) as u64;
            let (low, high) = wilson(n, of, Z_95).unwrap();
            let share = n as f64 / of as f64;
            prop_assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
            // (share - p)² = z² p (1 - p) / N at both ends.
            for p in [low, high] {
                let off = (share - p).powi(2) - Z_95 * Z_95 * p * (1.0 - p) / of as f64;
                prop_assert!(off.abs() < 1e-9, "{off}");
            }
        }
    }
}
