//! How far reviewers agree beyond chance.
//!
//! Fleiss' kappa (Fleiss 1971, Psychological Bulletin 76:378): with N papers judged by the same number n of reviewers, n_ij of
//! them for verdict j, P̄ = mean over i of Σ_j n_ij(n_ij − 1)/(n(n − 1)), P̄e = Σ_j p_j², p_j the share of verdict j in all
//! judgements; κ = (P̄ − P̄e)/(1 − P̄e).
//!
//! Krippendorff's alpha for nominal data (Krippendorff 2011, "Computing Krippendorff's alpha-reliability"): papers may be judged by any
//! number m_u ≥ 2 of reviewers; o_ck = Σ_u n_uc(n_uk − [c = k])/(m_u − 1), n_c = Σ_k o_ck, n = Σ_c n_c;
//! α = 1 − (n − 1) Σ_{c≠k} o_ck / Σ_{c≠k} n_c n_k.
//!
//! Both are 1 for full agreement, 0 for what chance gives, and have no value where every judgement is the same: then
//! chance would agree fully too. Time O(papers × verdicts²).

/// How many reviewers gave each verdict, for one paper.
pub type Counts = Vec<u32>;

/// Why a coefficient has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAgreement {
    /// No paper was judged by two reviewers (for kappa: by the same number of at least two).
    NothingShared,
    /// All judgements are the same, so chance would agree fully too.
    OneVerdict,
    /// Papers were judged by different numbers of reviewers, which kappa is not defined for.
    UnequalReviewers,
}

impl NoAgreement {
    /// The reason in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NothingShared => "no paper was judged by two reviewers",
            Self::OneVerdict => "all judgements are the same, so chance would agree fully too",
            Self::UnequalReviewers => "not every paper was judged by the same number of reviewers",
        }
    }
}

/// Fleiss' kappa of `papers`.
///
/// # Errors
/// It has no value on these counts.
pub fn fleiss_kappa(papers: &[Counts]) -> Result<f64, NoAgreement> {
    let reviewers = papers.first().map_or(0, |counts| counts.iter().sum::<u32>());
    if reviewers < 2 {
        return Err(NoAgreement::NothingShared);
    }
    if papers.iter().any(|counts| counts.iter().sum::<u32>() != reviewers) {
        return Err(NoAgreement::UnequalReviewers);
    }
    let n = f64::from(reviewers);
    let pairs = |count: u32| f64::from(count) * (f64::from(count) - 1.0);
    let observed = papers
        .iter()
        .map(|counts| counts.iter().map(|c| pairs(*c)).sum::<f64>() / (n * (n - 1.0)))
        .sum::<f64>()
        / papers.len() as f64; // P̄
    let totals = totals(papers);
    let all = n * papers.len() as f64;
    let by_chance: f64 = totals.iter().map(|total| (total / all).powi(2)).sum(); // P̄e
    if totals.iter().filter(|total| **total > 0.0).count() < 2 {
        return Err(NoAgreement::OneVerdict);
    }
    Ok((observed - by_chance) / (1.0 - by_chance))
}

/// Krippendorff's alpha of `papers`; those judged by fewer than two reviewers are left out, as the definition says.
///
/// # Errors
/// It has no value on these counts.
pub fn krippendorff_alpha(papers: &[Counts]) -> Result<f64, NoAgreement> {
    let shared: Vec<Counts> =
        papers.iter().filter(|counts| counts.iter().sum::<u32>() >= 2).cloned().collect();
    if shared.is_empty() {
        return Err(NoAgreement::NothingShared);
    }
    let mut disagreement = 0.0; // Σ_{c≠k} o_ck
    for counts in &shared {
        let judged: f64 = counts.iter().map(|c| f64::from(*c)).sum(); // m_u
        let same: f64 = counts.iter().map(|c| f64::from(*c).powi(2)).sum();
        disagreement += (judged * judged - same) / (judged - 1.0);
    }
    let totals = totals(&shared); // n_c
    let all: f64 = totals.iter().sum();
    let by_chance = all * all - totals.iter().map(|total| total * total).sum::<f64>(); // Σ_{c≠k} n_c n_k
    if totals.iter().filter(|total| **total > 0.0).count() < 2 {
        return Err(NoAgreement::OneVerdict);
    }
    Ok(1.0 - (all - 1.0) * disagreement / by_chance)
}

fn totals(papers: &[Counts]) -> Vec<f64> {
    let verdicts = papers.iter().map(Vec::len).max().unwrap_or(0);
    (0..verdicts)
        .map(|verdict| papers.iter().map(|c| f64::from(c.get(verdict).copied().unwrap_or(0))).sum())
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn kappa_of_a_worked_example() {
        // The worked example of "Fleiss' kappa" in Wikipedia: 10 subjects, 14 raters, 5 categories; P̄ = 0.378, P̄e = 0.213.
        let table = [
            [0, 0, 0, 0, 14],
            [0, 2, 6, 4, 2],
            [0, 0, 3, 5, 6],
            [0, 3, 9, 2, 0],
            [2, 2, 8, 1, 1],
            [7, 7, 0, 0, 0],
            [3, 2, 6, 3, 0],
            [2, 5, 3, 2, 2],
            [6, 5, 2, 1, 0],
            [0, 2, 2, 3, 7],
        ];
        let kappa = fleiss_kappa(&table.map(|row| row.to_vec())).unwrap();
        assert!((kappa - 0.210).abs() < 5e-4, "{kappa}");
    }

    #[test]
    fn alpha_of_a_worked_example() {
        // The worked example of "Krippendorff's alpha" in Wikipedia: 3 coders, 15 units, nominal alpha 0.691.
        let coders = [
            "*****341211 33*3".replace(' ', ""),
            "1*21334 3*******".replace(' ', ""),
            "**2134 4*21133*4".replace(' ', ""),
        ];
        let units: Vec<Counts> = (0..15)
            .map(|unit| {
                let mut counts = vec![0; 4];
                for coder in &coders {
                    if let Some(value) = coder.as_bytes()[unit].checked_sub(b'1').filter(|v| *v < 4) {
                        counts[value as usize] += 1;
                    }
                }
                counts
            })
            .collect();
        let alpha = krippendorff_alpha(&units).unwrap();
        assert!((alpha - 0.691).abs() < 5e-4, "{alpha}");
    }

    #[test]
    fn the_ends_and_the_gaps() {
        let agreed = vec![vec![3, 0], vec![0, 3], vec![3, 0]];
        assert_eq!((fleiss_kappa(&agreed), krippendorff_alpha(&agreed)), (Ok(1.0), Ok(1.0)));
        assert_eq!(fleiss_kappa(&[vec![3, 0]]), Err(NoAgreement::OneVerdict));
        assert_eq!(krippendorff_alpha(&[vec![3, 0]]), Err(NoAgreement::OneVerdict));
        assert_eq!(fleiss_kappa(&[vec![1, 2], vec![1, 1]]), Err(NoAgreement::UnequalReviewers));
        assert_eq!(fleiss_kappa(&[]), Err(NoAgreement::NothingShared));
        assert_eq!(krippendorff_alpha(&[vec![1, 0], vec![0, 1]]), Err(NoAgreement::NothingShared));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn alpha_is_one_minus_the_ratio_of_disagreeing_pairs(
            units in prop::collection::vec(prop::collection::vec(0_u32..3, 0..5), 1..8)
        ) {
            // By enumeration: pairs of different reviewers inside each unit, each unit's pairs weighted by 1/(m − 1);
            // and all pairs of all pairable values.
            let pairable: Vec<&Vec<u32>> = units.iter().filter(|unit| unit.len() >= 2).collect();
            let (mut observed, mut weight) = (0.0, 0.0);
            for unit in &pairable {
                for (a, left) in unit.iter().enumerate() {
                    for (b, right) in unit.iter().enumerate() {
                        if a != b {
                            weight += 1.0 / (unit.len() as f64 - 1.0);
                            observed += f64::from(u8::from(left != right)) / (unit.len() as f64 - 1.0);
                        }
                    }
                }
            }
            let values: Vec<u32> = pairable.iter().flat_map(|unit| unit.iter().copied()).collect();
            let (mut expected, mut pairs) = (0.0, 0.0);
            for (a, left) in values.iter().enumerate() {
                for (b, right) in values.iter().enumerate() {
                    if a != b {
                        pairs += 1.0;
                        expected += f64::from(u8::from(left != right));
                    }
                }
            }
            let counts: Vec<Counts> = units
                .iter()
                .map(|unit| (0..3).map(|v| unit.iter().filter(|u| **u == v).count() as u32).collect())
                .collect();
            match krippendorff_alpha(&counts) {
                Ok(alpha) => prop_assert!((alpha - (1.0 - (observed / weight) / (expected / pairs))).abs() < 1e-9),
                Err(_) => prop_assert!(expected == 0.0),
            }
        }
    }
}
