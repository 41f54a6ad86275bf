//! The statistics of matched sets: an exact test, the false discovery rate, survival curves.

/// The chance that at least `observed` of independent trials succeed, each with its own chance: the upper tail of the
/// Poisson binomial distribution, by adding one trial after the other. Time O(trials²).
pub fn upper_tail(chances: &[f64], observed: usize) -> f64 {
    // distribution[k]: the chance of k successes so far.
    let mut distribution = vec![1.0];
    for &chance in chances {
        distribution.push(0.0);
        for successes in (0..distribution.len()).rev() {
            let before = if successes > 0 { distribution[successes - 1] } else { 0.0 };
            distribution[successes] = distribution[successes] * (1.0 - chance) + before * chance;
        }
    }
    // The smaller terms first.
    distribution.iter().skip(observed).rev().sum::<f64>().min(1.0)
}

/// For each p-value the smallest false discovery rate at which it would be called a finding. Benjamini and Hochberg
/// 1995 (Journal of the Royal Statistical Society B 57, 289). Time O(n log n).
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]).then(a.cmp(&b)));
    let mut q_values = vec![1.0; p_values.len()];
    let mut lowest = 1.0f64;
    for (rank, &at) in order.iter().enumerate().rev() {
        lowest = lowest.min(p_values[at] * p_values.len() as f64 / (rank + 1) as f64);
        q_values[at] = lowest;
    }
    q_values
}

/// Somebody watched from 0 until something happened, or until the records end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Watch {
    /// How long.
    pub time: f64,
    /// Whether it happened then.
    pub happened: bool,
    /// How much this one counts.
    pub weight: f64,
}

/// One step of a survival curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurvivalStep {
    /// The time at which something happened.
    pub time: f64,
    /// The weight of those still watched just before.
    pub at_risk: f64,
    /// The weight of those to whom it happened.
    pub events: f64,
    /// The share to whom it has not happened, this step included.
    pub survival: f64,
    /// The 95% interval of that share; `None` where it is 0.
    pub interval: Option<(f64, f64)>,
}

/// The two-sided 95% point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The product-limit estimate of Kaplan and Meier 1958 (Journal of the American Statistical Association 53, 457):
/// S(t) = Π over event times u ≤ t of (1 − d_u / n_u), with weights in place of counts. The interval is Greenwood's on
/// the scale of ln(−ln S), with Kish's effective number (Σw)² / Σw² for n. Time O(n log n).
pub fn kaplan_meier(watches: &[Watch]) -> Vec<SurvivalStep> {
    let mut watches: Vec<Watch> = watches.iter().copied().filter(|w| w.weight > 0.0).collect();
    watches.sort_by(|a, b| a.time.total_cmp(&b.time).then(b.happened.cmp(&a.happened)));
    let mut steps: Vec<SurvivalStep> = Vec::new();
    let (mut survival, mut variance) = (1.0f64, 0.0);
    let mut start = 0;
    while start < watches.len() {
        let time = watches[start].time;
        let together = watches[start..].iter().take_while(|w| w.time == time).count();
        let events: f64 =
            watches[start..start + together].iter().filter(|w| w.happened).map(|w| w.weight).sum();
        if events > 0.0 {
            let at_risk: f64 = watches[start..].iter().map(|w| w.weight).sum();
            let squares: f64 = watches[start..].iter().map(|w| w.weight * w.weight).sum();
            let hazard = (events / at_risk).min(1.0);
            // All that are left: without this the last step of a weighted curve would miss 0 by rounding.
            let is_last = watches[start..].iter().all(|w| w.time == time && w.happened);
            survival = if is_last { 0.0 } else { survival * (1.0 - hazard) };
            variance += hazard / ((at_risk * at_risk / squares) * (1.0 - hazard));
            let interval = (survival > 0.0).then(|| {
                let factor = (Z * variance.sqrt() / survival.ln().abs()).exp();
                (survival.powf(factor), survival.powf(1.0 / factor))
            });
            steps.push(SurvivalStep { time, at_risk, events, survival, interval });
        }
        start += together;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_remission_times_of_1963_give_the_known_curve() {
        // 6-MP arm of Freireich et al. 1963 (Blood 21, 699), as tabled by Kaplan-Meier texts; true: relapse.
        let relapses = [6, 6, 6, 7, 10, 13, 16, 22, 23];
        let censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
        let watch = |happened| move |time: &i32| Watch { time: f64::from(*time), happened, weight: 1.0 };
        let watches: Vec<Watch> =
            censored.iter().map(watch(false)).chain(relapses.iter().map(watch(true))).collect();
        let steps = kaplan_meier(&watches);
        let known = [
            (6.0, 0.857),
            (7.0, 0.807),
            (10.0, 0.753),
            (13.0, 0.690),
            (16.0, 0.627),
            (22.0, 0.538),
            (23.0, 0.448),
        ];
        assert_eq!(steps.len(), known.len());
        for (step, (time, survival)) in steps.iter().zip(known) {
            assert_eq!(step.time, time);
            assert!((step.survival - survival).abs() < 0.0005, "{step:?}");
        }
        // survival::survfit(..., conf.type = "log-log") prints 0.620 and 0.952 for the first step.
        let (low, high) = steps[0].interval.unwrap();
        assert!((low - 0.620).abs() < 0.0005 && (high - 0.952).abs() < 0.0005, "{low} {high}");
    }

    #[test]
    fn weights_count_as_so_many_and_the_curve_ends_at_zero() {
        let watch = |time, happened, weight| Watch { time, happened, weight };
        let weighted = kaplan_meier(&[watch(1.0, true, 2.0), watch(2.0, true, 1.0), watch(3.0, true, 1.0)]);
        let survivals: Vec<f64> = weighted.iter().map(|s| s.survival).collect();
        assert_eq!(survivals, [0.5, 0.25, 0.0]);
        assert_eq!(weighted[2].interval, None);
        assert_eq!(kaplan_meier(&[watch(1.0, false, 1.0)]), []);
    }

    #[test]
    fn the_example_of_1995_keeps_four_findings() {
        let p_values = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
            0.6528, 0.7590, 1.0,
        ];
        let q_values = benjamini_hochberg(&p_values);
        assert_eq!(q_values.iter().filter(|q| **q <= 0.05).count(), 4);
        assert!((q_values[3] - 0.035_625).abs() < 1e-12);
        assert!((q_values[14] - 1.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn the_tail_is_what_all_outcomes_add_up_to(chances in prop::collection::vec(0.0f64..=1.0, 0..9), observed in 0usize..10) {
            let tail: f64 = (0u32..1 << chances.len())
                .filter(|outcome| outcome.count_ones() as usize >= observed)
                .map(|outcome| {
                    let happened = |at: usize| outcome >> at & 1 == 1;
                    chances.iter().enumerate().map(|(at, c)| if happened(at) { *c } else { 1.0 - c }).product::<f64>()
                })
                .sum();
            prop_assert!((upper_tail(&chances, observed) - tail).abs() < 1e-12);
        }
    }
}
