//! Numbers of paths: positive numbers far past what f64 holds (arXiv's hep-th has 10^87 paths, larger graphs 10^1000 and
//! more), with 53 bits of precision. Exact as long as they stay below 2⁵³.

use std::cmp::Ordering;

/// A number `mantissa · 2^(512 · shift)`; a positive one has 1 ≤ mantissa < 2^512.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PathCount {
    mantissa: f64,
    shift: i32,
}

/// 2^512.
const STEP: f64 = f64::from_bits((1023 + 512) << 52);
/// 2^−512.
const BACK: f64 = f64::from_bits((1023 - 512) << 52);

/// Numbers of paths up to 2^2000 fit into an f64 when they are held as `count · 2^−SCALE`, with all 53 bits.
pub(super) const SCALE: i32 = 1000;
/// 2^(SCALE − 512 shift) for shifts 0 to 3.
const TO_MANTISSA: [f64; 4] = [power(SCALE), power(SCALE - 512), power(SCALE - 1024), power(SCALE - 1536)];

/// 2^exponent, for an exponent of a normal f64.
pub(super) const fn power(exponent: i32) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

impl PathCount {
    /// 0.
    pub const ZERO: Self = Self { mantissa: 0.0, shift: 0 };
    /// 1.
    pub const ONE: Self = Self { mantissa: 1.0, shift: 0 };

    /// `scaled · 2^SCALE` for a `scaled` of 0 or from 2^−SCALE to 2^SCALE.
    #[inline]
    pub fn of_scaled(scaled: f64) -> Self {
        if scaled == 0.0 {
            return Self::ZERO;
        }
        // The number's exponent is from 0 to 2000; its 512s are the shift.
        let exponent = (scaled.to_bits() >> 52) as i32 - 1023 + SCALE;
        let shift = exponent >> 9;
        Self { mantissa: scaled * TO_MANTISSA[(shift & 3) as usize], shift }
    }

    /// Whether it is 0.
    pub fn is_zero(self) -> bool {
        self.mantissa == 0.0
    }

    /// The sum.
    #[inline]
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        if self.shift == other.shift {
            return Self { mantissa: self.mantissa + other.mantissa, shift: self.shift }.carried();
        }
        if self.is_zero() {
            return other;
        }
        let (high, low) = if self.shift > other.shift { (self, other) } else { (other, self) };
        // Two steps below, the other is far under the last bit.
        let below = if high.shift - low.shift == 1 { low.mantissa * BACK } else { 0.0 };
        if low.is_zero() { high } else { Self { mantissa: high.mantissa + below, ..high }.carried() }
    }

    /// The product.
    #[inline]
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Self { mantissa: self.mantissa * other.mantissa, shift: self.shift + other.shift }.carried()
    }

    #[inline]
    fn carried(self) -> Self {
        if self.mantissa >= STEP {
            Self { mantissa: self.mantissa * BACK, shift: self.shift + 1 }
        } else {
            self
        }
    }

    /// The nearest f64; infinite past 10^308.
    pub fn value(self) -> f64 {
        match self.shift {
            0 => self.mantissa,
            1 => self.mantissa * STEP,
            _ => f64::INFINITY,
        }
    }

    /// The decimal logarithm; −∞ for 0.
    pub fn log10(self) -> f64 {
        self.mantissa.log10() + 512.0 * f64::from(self.shift) * std::f64::consts::LOG10_2
    }

    /// The order of the numbers.
    #[inline]
    pub fn compare(self, other: Self) -> Ordering {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.shift.cmp(&other.shift).then(self.mantissa.total_cmp(&other.mantissa)),
        }
    }

    /// `self / other` as f64, for a positive `other` not far below.
    pub fn share_of(self, other: Self) -> f64 {
        match other.shift - self.shift {
            0 => self.mantissa / other.mantissa,
            1 => self.mantissa / other.mantissa * BACK,
            -1 => self.mantissa / other.mantissa * STEP,
            past if past > 1 => 0.0,
            _ => f64::INFINITY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn powers_of_three_keep_their_logarithm() {
        let three = PathCount::ONE.plus(PathCount::ONE).plus(PathCount::ONE);
        let mut power = PathCount::ONE;
        for exponent in 1..=5000 {
            power = power.times(three);
            let expected = f64::from(exponent) * 3.0f64.log10();
            assert!((power.log10() - expected).abs() < 1e-12 * expected.max(1.0) * f64::from(exponent));
            if exponent < 640 {
                assert!((power.value() / 3.0f64.powi(exponent) - 1.0).abs() < 1e-12);
            }
        }
        assert_eq!(power.value(), f64::INFINITY);
        assert_eq!(power.compare(three), Ordering::Greater);
        assert_eq!(power.plus(three), power);
        assert_eq!(three.plus(power), power);
    }

    #[test]
    fn scaled_numbers_are_the_same_numbers() {
        let two = PathCount::ONE.plus(PathCount::ONE);
        let mut expected = PathCount::ONE;
        for exponent in 0..2000 {
            assert_eq!(PathCount::of_scaled(power(exponent - SCALE)), expected);
            let almost = PathCount::of_scaled(power(exponent - SCALE) * 1.999);
            assert_eq!(almost, expected.times(PathCount { mantissa: 1.999, shift: 0 }));
            expected = expected.times(two);
        }
        assert_eq!(PathCount::of_scaled(0.0), PathCount::ZERO);
    }

    proptest! {
        #[test]
        fn small_numbers_are_exact(a in 0u32..1 << 26, b in 0u32..1 << 26) {
            let number = |n: u32| PathCount { mantissa: f64::from(n), shift: 0 };
            prop_assert_eq!(number(a).plus(number(b)).value(), f64::from(a) + f64::from(b));
            prop_assert_eq!(number(a).times(number(b)).value(), f64::from(a) * f64::from(b));
            prop_assert_eq!(number(a).compare(number(b)), a.cmp(&b));
        }
    }
}
