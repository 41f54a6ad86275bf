//! Growth of a literature: papers a year, and how well exponential growth describes them. Price, Little Science, Big
//! Science (1963).
//!
//! ln N(t) = a + b t is fitted by least squares over the years that have papers (a year without any has no logarithm and
//! is left out). The growth a year is e^b − 1, the doubling time ln 2 / b, R² that of the fit in logarithms. The trap: the last
//! year of an export is rarely whole. Time O(years).

/// Papers a year with the fit of exponential growth.
#[derive(Clone, Debug, PartialEq)]
pub struct Growth {
    /// The first year.
    pub first_year: i16,
    /// Papers of each year from the first on.
    pub papers: Vec<u64>,
    /// The fit; `None` with fewer than three years that have papers.
    pub fit: Option<Fit>,
}

/// ln N(t) = a + b t.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// b: what ln N grows by in a year.
    pub rate: f64,
    /// a, with t counted from the first year.
    pub start: f64,
    /// 1 − Σ residuals² / Σ deviations² of ln N; `None` where all years have the same number.
    pub r_squared: Option<f64>,
}

impl Fit {
    /// Years in which the number doubles; `None` where it does not grow.
    pub fn doubling_time(&self) -> Option<f64> {
        (self.rate > 0.0).then(|| std::f64::consts::LN_2 / self.rate)
    }

    /// What the fit says for the year `first_year + at`.
    pub fn papers(&self, at: usize) -> f64 {
        (self.start + self.rate * at as f64).exp()
    }
}

/// Fits the growth of `papers`, which stand year by year from `first_year` on.
///
/// ```
/// use citetrace::measures::growth::growth;
/// let doubling = growth(2000, &[5, 10, 20, 40]).fit.unwrap();
/// assert!((doubling.doubling_time().unwrap() - 1.0).abs() < 1e-12);
/// assert!((doubling.r_squared.unwrap() - 1.0).abs() < 1e-12);
/// ```
pub fn growth(first_year: i16, papers: &[u64]) -> Growth {
    let points: Vec<(f64, f64)> = papers
        .iter()
        .enumerate()
        .filter(|&(_, &n)| n > 0)
        .map(|(at, &n)| (at as f64, (n as f64).ln()))
        .collect();
    let fit = (points.len() >= 3).then(|| {
        let n = points.len() as f64;
        let mean_t = points.iter().map(|p| p.0).sum::<f64>() / n;
        let mean_y = points.iter().map(|p| p.1).sum::<f64>() / n;
        let spread: f64 = points.iter().map(|p| (p.0 - mean_t).powi(2)).sum();
        let together: f64 = points.iter().map(|p| (p.0 - mean_t) * (p.1 - mean_y)).sum();
        let rate = together / spread;
        let start = mean_y - rate * mean_t;
        let residuals: f64 = points.iter().map(|p| (p.1 - start - rate * p.0).powi(2)).sum();
        let deviations: f64 = points.iter().map(|p| (p.1 - mean_y).powi(2)).sum();
        Fit { rate, start, r_squared: (deviations > 0.0).then(|| 1.0 - residuals / deviations) }
    });
    Growth { first_year, papers: papers.to_vec(), fit }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_without_papers_are_left_out_of_the_fit() {
        let fit = growth(1990, &[1, 0, 4, 8]).fit.unwrap();
        assert!((fit.rate - std::f64::consts::LN_2).abs() < 1e-12);
        assert!((fit.papers(1) - 2.0).abs() < 1e-12);
        assert_eq!(growth(1990, &[3, 0, 3]).fit, None);
        assert_eq!(growth(1990, &[]).fit, None);
    }

    #[test]
    fn a_hand_computed_fit() {
        // ln 1, ln 2, ln 2: b = ln 2 / 2, mean 2 ln 2 / 3; residuals −1/6, 1/3, −1/6 of ln 2; R² = 1 − (1/6)/(2/3).
        let fit = growth(2000, &[1, 2, 2]).fit.unwrap();
        assert!((fit.rate - std::f64::consts::LN_2 / 2.0).abs() < 1e-12);
        assert!((fit.r_squared.unwrap() - 0.75).abs() < 1e-12);
        assert!((fit.doubling_time().unwrap() - 2.0).abs() < 1e-12);
    }

    #[test]
    fn what_does_not_grow_has_no_doubling_time() {
        let flat = growth(2000, &[7, 7, 7]).fit.unwrap();
        assert_eq!((flat.doubling_time(), flat.r_squared), (None, None));
        assert_eq!(growth(2000, &[8, 4, 2]).fit.unwrap().doubling_time(), None);
    }
}
