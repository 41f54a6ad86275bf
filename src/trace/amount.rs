//! Counts of trails: whole numbers, exact up to 2^53, that may pass what an `f64` can hold.

/// What trails are counted in.
pub(super) trait Amount: Copy + Send + Sync {
    const ZERO: Self;
    const ONE: Self;
    fn add(&mut self, other: Self);
    fn is_zero(self) -> bool;
    /// Minus infinity for zero.
    fn log10(self) -> f64;
}

impl Amount for f64 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;

    #[inline]
    fn add(&mut self, other: Self) {
        *self += other;
    }

    #[inline]
    fn is_zero(self) -> bool {
        self == 0.0
    }

    fn log10(self) -> f64 {
        self.log10()
    }
}

/// Nothing is counted.
impl Amount for () {
    const ZERO: Self = ();
    const ONE: Self = ();

    #[inline]
    fn add(&mut self, (): Self) {}

    #[inline]
    fn is_zero(self) -> bool {
        true
    }

    fn log10(self) -> f64 {
        f64::NEG_INFINITY
    }
}

/// A number `mantissa · 2^(512 · power)` with a mantissa in 1..2^512, or zero: as exact as an `f64`, without its bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scaled {
    mantissa: f64,
    power: u64,
}

/// 2^512.
const STEP: f64 = 1.340_780_792_994_259_7e154;

impl Amount for Scaled {
    const ZERO: Self = Self { mantissa: 0.0, power: 0 };
    const ONE: Self = Self { mantissa: 1.0, power: 0 };

    #[inline]
    fn add(&mut self, other: Self) {
        let (high, low) = if self.power >= other.power { (*self, other) } else { (other, *self) };
        let mantissa = match high.power - low.power {
            0 => high.mantissa + low.mantissa,
            1 => high.mantissa + low.mantissa / STEP,
            _ => high.mantissa,
        };
        *self = if mantissa >= STEP {
            Self { mantissa: mantissa / STEP, power: high.power + 1 }
        } else {
            Self { mantissa, power: high.power }
        };
    }

    #[inline]
    fn is_zero(self) -> bool {
        self.mantissa == 0.0
    }

    fn log10(self) -> f64 {
        self.mantissa.log10() + self.power as f64 * STEP.log10()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubling_two_thousand_times_keeps_its_logarithm() {
        let mut number = Scaled::ONE;
        for _ in 0..2000 {
            let same = number;
            number.add(same);
        }
        assert!((number.log10() - 2000.0 * 2f64.log10()).abs() < 1e-9);
        assert_eq!(STEP, 2f64.powi(512));
    }

    #[test]
    fn small_numbers_are_whole() {
        let mut number = Scaled::ZERO;
        assert!(number.is_zero() && number.log10() == f64::NEG_INFINITY);
        for _ in 0..1000 {
            number.add(Scaled::ONE);
        }
        assert_eq!(number, Scaled { mantissa: 1000.0, power: 0 });
        let mut large = Scaled { mantissa: STEP / 2.0, power: 0 };
        large.add(large);
        assert_eq!((large.mantissa, large.power), (1.0, 1));
        let before = large;
        large.add(number);
        assert_eq!(large, before);
    }
}
