//! The audit of typed claims: which base can a printed percentage have?
//!
//! A share printed as P (in units of its last digit, d digits after the point) of n papers fits a base of N papers when n/N rounds to
//! it: |100·10^d·n/N − P| ≤ 1/2, so N runs from ⌈200·10^d·n/(2P + 1)⌉ to ⌊200·10^d·n/(2P − 1)⌋ (without end for P = 0). 75 printed as 61% fits
//! N = 122 and 123 and nothing else. Halves count as rounded either way. All arithmetic is in whole numbers. Time O(claims × sets).

use super::typed::{KnownSet, TypedClaim};

/// A percentage as it was printed: 60.9 has `units` 609 and `decimals` 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The digits without the point.
    pub units: u64,
    /// How many of them stand after the point.
    pub decimals: u32,
}

impl Printed {
    /// Reads `61`, `61%`, `60.9 %`; at most six digits after the point and at most 100%.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('%').trim_end();
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 3 || fraction.len() > 6 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let printed =
            Self { units: format!("{whole}{fraction}").parse().ok()?, decimals: fraction.len() as u32 };
        (printed.units <= 100 * printed.scale()).then_some(printed)
    }

    fn scale(self) -> u64 {
        10_u64.pow(self.decimals)
    }

    /// Whether `n` of `of` rounds to this.
    pub fn fits(self, n: u64, of: u64) -> bool {
        let doubled = 200 * u128::from(self.scale()) * u128::from(n);
        let (units, of) = (u128::from(self.units), u128::from(of));
        of > 0 && n as u128 <= of && doubled + of >= 2 * units * of && doubled <= (2 * units + 1) * of
    }

    /// The smallest and the largest base of which `n` rounds to this, none smaller than `n`; the largest is `None` where
    /// there is no end. `None` where no base fits.
    pub fn bases(self, n: u64) -> Option<(u64, Option<u64>)> {
        let doubled = 200 * u128::from(self.scale()) * u128::from(n);
        let units = u128::from(self.units);
        let least = doubled.div_ceil(2 * units + 1).max(u128::from(n)).max(1);
        let most = (2 * units).checked_sub(1).map(|divisor| doubled / divisor);
        if most.is_some_and(|most| most < least) {
            return None;
        }
        Some((u64::try_from(least).ok()?, most.map(|most| u64::try_from(most).unwrap_or(u64::MAX))))
    }

    /// The fewest and the most papers that round to this in a base of `of`; `None` where none do.
    pub fn numerators(self, of: u64) -> Option<(u64, u64)> {
        let (units, wide, step) = (u128::from(self.units), u128::from(of), 200 * u128::from(self.scale()));
        let least = (2 * units).saturating_sub(1) * wide;
        let least = if self.units == 0 { 0 } else { least.div_ceil(step) };
        let most = ((2 * units + 1) * wide / step).min(wide);
        (of > 0 && least <= most).then_some((least as u64, most as u64))
    }
}

impl std::fmt::Display for Printed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, fraction) = (self.units / self.scale(), self.units % self.scale());
        match self.decimals {
            0 => write!(f, "{whole}%"),
            decimals => write!(f, "{whole}.{fraction:0width$}%", width = decimals as usize),
        }
    }
}

/// What the audit says of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The stated base fits, or at least one known set does.
    Fits,
    /// The stated base does not fit, or no known set does.
    DoesNotFit,
    /// The numerator is larger than its base.
    Impossible,
    /// There is no percentage or nothing to hold it against.
    NothingToCheck,
}

impl Verdict {
    /// The words written into the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::DoesNotFit => "does not fit",
            Self::Impossible => "impossible",
            Self::NothingToCheck => "nothing to check",
        }
    }
}

/// One claim audited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audited {
    /// The claim as typed.
    pub claim: TypedClaim,
    /// The verdict.
    pub verdict: Verdict,
    /// The bases that fit the numerator and the percentage, from and to.
    pub bases: Option<(u64, Option<u64>)>,
    /// The known sets whose size is among them, or that the percentage fits with some whole number of papers.
    pub fitting: Vec<String>,
    /// The known sets that are as large as the numerator.
    pub numerator_sets: Vec<String>,
    /// The finding in a sentence.
    pub says: String,
}

/// Audits one claim against the known sets.
pub fn audit(claim: &TypedClaim, known: &[KnownSet]) -> Audited {
    let named = |sets: Vec<&KnownSet>| -> Vec<String> {
        sets.iter().map(|set| format!("{} ({})", set.name, set.size)).collect()
    };
    let numerator_sets =
        named(known.iter().filter(|set| claim.numerator.is_some_and(|n| n == set.size)).collect());
    let mut audited = Audited {
        claim: claim.clone(),
        verdict: Verdict::NothingToCheck,
        bases: None,
        fitting: Vec::new(),
        numerator_sets,
        says: "there is no percentage to check".to_string(),
    };
    let base = claim.denominator;
    if let (Some(n), Some(of)) = (claim.numerator, base)
        && n > of
    {
        audited.verdict = Verdict::Impossible;
        audited.says = format!("{n} of {of}: the numerator is larger than its base");
        return audited;
    }
    let Some(printed) = claim.percent else { return audited };
    match (claim.numerator, base) {
        (Some(n), base) => {
            audited.bases = printed.bases(n);
            let fitting = known.iter().filter(|set| printed.fits(n, set.size)).collect();
            audited.fitting = named(fitting);
            let bases = bases_in_words(audited.bases);
            if let Some(of) = base {
                let fits = printed.fits(n, of);
                audited.verdict = if fits { Verdict::Fits } else { Verdict::DoesNotFit };
                let exact = 100.0 * n as f64 / of as f64;
                let decimals = printed.decimals as usize + 1;
                audited.says =
                    format!("{n} of {of} is {exact:.decimals$}%; {n} printed as {printed} fits {bases}");
            } else {
                let fits = !audited.fitting.is_empty();
                audited.verdict = if fits { Verdict::Fits } else { Verdict::DoesNotFit };
                let sets = if fits { audited.fitting.join(", ") } else { "no known set".to_string() };
                audited.says = format!("{n} printed as {printed} fits {bases}: {sets}");
            }
        }
        (None, Some(of)) => {
            let range = printed.numerators(of);
            audited.verdict = if range.is_some() { Verdict::Fits } else { Verdict::DoesNotFit };
            audited.says = match range {
                Some((least, most)) => format!("{printed} of {of} is {}", count_in_words(least, most)),
                None => format!("no whole number of {of} is {printed}"),
            };
        }
        (None, None) => {
            let fitting: Vec<(&KnownSet, (u64, u64))> =
                known.iter().filter_map(|set| Some((set, printed.numerators(set.size)?))).collect();
            let words = fitting.iter().map(|(set, (least, most))| {
                format!("{} of {} ({})", count_in_words(*least, *most), set.name, set.size)
            });
            audited.says = format!("{printed} is {}", words.collect::<Vec<_>>().join(", "));
            if fitting.is_empty() {
                audited.says = format!("{printed} fits no whole number of papers of any known set");
            }
            audited.verdict = if fitting.is_empty() { Verdict::DoesNotFit } else { Verdict::Fits };
            audited.fitting = named(fitting.into_iter().map(|(set, _)| set).collect());
        }
    }
    audited
}

fn bases_in_words(bases: Option<(u64, Option<u64>)>) -> String {
    match bases {
        None => "no base".to_string(),
        Some((least, None)) => format!("N of {least} or more"),
        Some((least, Some(most))) if least == most => format!("only N = {least}"),
        Some((least, Some(most))) if least + 1 == most => format!("only N = {least} or {most}"),
        Some((least, Some(most))) => format!("N = {least} to {most}"),
    }
}

fn count_in_words(least: u64, most: u64) -> String {
    if least == most { least.to_string() } else { format!("{least} to {most}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn printed(text: &str) -> Printed {
        Printed::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn seventy_five_printed_as_61_fits_122_and_123_only() {
        assert_eq!(printed("61%").bases(75), Some((122, Some(123))));
        assert_eq!(printed("61%").bases(67), Some((109, Some(110))));
        assert_eq!(printed("60.9").bases(67), Some((110, Some(110))));
        assert_eq!(printed("16.7%").bases(110), Some((657, Some(660))));
    }

    #[test]
    fn percentages_are_read_as_printed() {
        assert_eq!(printed("60.90 %"), Printed { units: 6090, decimals: 2 });
        assert_eq!(printed("60.90").to_string(), "60.90%");
        assert_eq!(printed("7.05").to_string(), "7.05%");
        for wrong in ["", "x", "101", "100.1", "-3", "1e2", "61 percent", "0x1"] {
            assert_eq!(Printed::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_model_case_is_audited() {
        let known = [
            KnownSet { name: "selected".into(), size: 657 },
            KnownSet { name: "suspected".into(), size: 110 },
        ];
        let claim = |n: Option<u64>, of: Option<u64>, percent: &str| TypedClaim {
            id: "x".into(),
            numerator: n,
            denominator: of,
            percent: Printed::parse(percent),
            ..TypedClaim::default()
        };
        let says = |claim: TypedClaim| {
            let audited = audit(&claim, &known);
            format!("{}: {}", audited.verdict.as_str(), audited.says)
        };
        insta::assert_snapshot!(says(claim(Some(75), None, "61")), @"does not fit: 75 printed as 61% fits only N = 122 or 123: no known set");
        insta::assert_snapshot!(says(claim(Some(67), None, "61")), @"fits: 67 printed as 61% fits only N = 109 or 110: suspected (110)");
        insta::assert_snapshot!(says(claim(Some(75), Some(110), "61")), @"does not fit: 75 of 110 is 68.2%; 75 printed as 61% fits only N = 122 or 123");
        insta::assert_snapshot!(says(claim(Some(111), Some(110), "61")), @"impossible: 111 of 110: the numerator is larger than its base");
        insta::assert_snapshot!(says(claim(None, Some(110), "61")), @"fits: 61% of 110 is 67");
        insta::assert_snapshot!(says(claim(None, None, "61")), @"fits: 61% is 398 to 404 of selected (657), 67 of suspected (110)");
        insta::assert_snapshot!(says(claim(None, Some(10), "61")), @"does not fit: no whole number of 10 is 61%");
        insta::assert_snapshot!(says(claim(Some(3), None, "")), @"nothing to check: there is no percentage to check");
        insta::assert_snapshot!(says(claim(Some(0), None, "0")), @"fits: 0 printed as 0% fits N of 1 or more: selected (657), suspected (110)");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn the_bases_are_those_that_a_search_finds(n in 0_u64..200, units in 0_u64..=1000) {
            let printed = Printed { units, decimals: 1 };
            // By search: every N up to where a share of 0.05% would end.
            let found: Vec<u64> = (n.max(1)..=420_000)
                .filter(|of| {
                    let off = 1000 * 2 * i128::from(n) - 2 * i128::from(units) * i128::from(*of);
                    off.abs() <= i128::from(*of)
                })
                .collect();
            match printed.bases(n) {
                None => prop_assert!(found.is_empty()),
                Some((least, most)) => {
                    prop_assert_eq!(found.first(), Some(&least));
                    if let Some(most) = most.filter(|most| *most <= 420_000) {
                        prop_assert_eq!(found.last(), Some(&most));
                    }
                    prop_assert!(found.iter().all(|of| printed.fits(n, *of)));
                }
            }
        }

        #[test]
        fn the_numerators_are_those_that_fit(of in 1_u64..300, units in 0_u64..=100) {
            let printed = Printed { units, decimals: 0 };
            let found: Vec<u64> = (0..=of).filter(|n| printed.fits(*n, of)).collect();
            let ends = found.first().zip(found.last()).map(|(least, most)| (*least, *most));
            prop_assert_eq!(printed.numerators(of), ends);
        }
    }
}
