//! Citations beside those of the papers of the same field and year.
//!
//! - relative citations c/c₀ with c₀ the mean of the class (a field in a year): Radicchi, Fortunato and Castellano, PNAS
//!   105 (2008) 17268. 1 is the average of the class;
//! - percentile 100 (n₋ + n₌/2)/n with n₋ papers of the class below the paper, n₌ equal to it (itself among them): Hazen's
//!   (i − 0.5)/n with ties at their mean rank, as in Bornmann, Leydesdorff and Mutz, J. Informetr. 7 (2013) 158. The median
//!   paper stands at 50.
//!
//! A paper of k classes counts 1/k in each and gets the mean of its k values; with that c/c₀ still averages to 1
//! over all papers (Waltman et al., J. Informetr. 5 (2011) 37). Time O(p log p) for p pairs of paper and class.

use super::{Bibliography, Column};

/// c/c₀ of every paper; NaN where it has no class, its citations are not known (NaN), or no paper of a class is cited.
///
/// ```
/// use citetrace::measures::normalised::relative_citations;
/// // Three papers of class 0, one of class 1.
/// assert_eq!(relative_citations(&[3.0, 0.0, 0.0, 7.0], &[vec![0], vec![0], vec![0], vec![1]]), [3.0, 0.0, 0.0, 1.0]);
/// ```
pub fn relative_citations(citations: &[f64], classes: &[Vec<u32>]) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); class_count(classes)];
    for (paper, class, weight) in members(citations, classes) {
        let (all, cited) = &mut sums[class as usize];
        *all += weight;
        *cited += weight * citations[paper];
    }
    mean_over_classes(citations, classes, |paper, class| {
        let (all, cited) = sums[class as usize];
        if cited > 0.0 { citations[paper] * all / cited } else { f64::NAN }
    })
}

/// The percentile of every paper, above 0 and below 100; NaN where it has no class or its citations are not known.
///
/// ```
/// use citetrace::measures::normalised::percentiles;
/// let one_class = vec![vec![0]; 4];
/// assert_eq!(percentiles(&[0.0, 9.0, 1.0, 1.0], &one_class), [12.5, 87.5, 50.0, 50.0]);
/// ```
pub fn percentiles(citations: &[f64], classes: &[Vec<u32>]) -> Vec<f64> {
    let mut by_class: Vec<Vec<(f64, f64)>> = vec![Vec::new(); class_count(classes)];
    for (paper, class, weight) in members(citations, classes) {
        by_class[class as usize].push((citations[paper], weight));
    }
    // Beside the citations the weight of all papers with fewer, at the first of equals.
    let mut ranked: Vec<Vec<(f64, f64)>> = Vec::with_capacity(by_class.len());
    let mut totals = Vec::with_capacity(by_class.len());
    for mut class in by_class {
        class.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut below = 0.0;
        let mut steps = Vec::new();
        for equal in class.chunk_by(|a, b| a.0 == b.0) {
            steps.push((equal[0].0, below));
            below += equal.iter().map(|e| e.1).sum::<f64>();
        }
        ranked.push(steps);
        totals.push(below);
    }
    mean_over_classes(citations, classes, |paper, class| {
        let steps = &ranked[class as usize];
        let total = totals[class as usize];
        let at = steps.partition_point(|step| step.0 < citations[paper]);
        let above = steps.get(at + 1).map_or(total, |step| step.1);
        100.0 * f64::midpoint(steps[at].1, above) / total
    })
}

fn class_count(classes: &[Vec<u32>]) -> usize {
    classes.iter().flatten().max().map_or(0, |&last| last as usize + 1)
}

/// (paper, class, 1/k) for the papers whose citations are known.
fn members<'a>(
    citations: &'a [f64],
    classes: &'a [Vec<u32>],
) -> impl Iterator<Item = (usize, u32, f64)> + 'a {
    let known = (0..citations.len()).filter(|&paper| !citations[paper].is_nan());
    known.flat_map(|paper| {
        let weight = 1.0 / classes[paper].len() as f64;
        classes[paper].iter().map(move |&class| (paper, class, weight))
    })
}

fn mean_over_classes(citations: &[f64], classes: &[Vec<u32>], value: impl Fn(usize, u32) -> f64) -> Vec<f64> {
    (0..citations.len())
        .map(|paper| {
            if citations[paper].is_nan() || classes[paper].is_empty() {
                return f64::NAN;
            }
            let sum: f64 = classes[paper].iter().map(|&class| value(paper, class)).sum();
            sum / classes[paper].len() as f64
        })
        .collect()
}

/// The column `citations_normalised`.
pub(super) fn relative_column(known: &Bibliography, nodes: usize) -> Column {
    let name = "citations_normalised";
    match known.papers() {
        None => Column::not_computed(name, nodes, NO_PAPERS),
        Some((citations, classes)) => Column::with_nulls(
            name,
            relative_citations(citations, classes),
            "the paper has no year, no field or no citation count, or no paper of its field and year is cited",
        ),
    }
}

/// The column `citation_percentile`.
pub(super) fn percentile_column(known: &Bibliography, nodes: usize) -> Column {
    let name = "citation_percentile";
    match known.papers() {
        None => Column::not_computed(name, nodes, NO_PAPERS),
        Some((citations, classes)) => Column::with_nulls(
            name,
            percentiles(citations, classes),
            "the paper has no year, no field or no citation count",
        ),
    }
}

const NO_PAPERS: &str =
    "it is defined for papers with a field and a year: give a corpus and one of its networks of papers";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_paper_of_two_fields_counts_half_in_each() {
        // Class 0: paper 0 (4 citations, weight 1) and half of paper 1 (2): c₀ = (4 + 1)/1.5 = 10/3.
        // Class 1: half of paper 1 and paper 2 (0): c₀ = 1/1.5 = 2/3.
        let classes = [vec![0], vec![0, 1], vec![1], vec![]];
        let found = relative_citations(&[4.0, 2.0, 0.0, 5.0], &classes);
        assert!((found[0] - 1.2).abs() < 1e-15);
        assert!((found[1] - f64::midpoint(0.6, 3.0)).abs() < 1e-15);
        assert_eq!(found[2], 0.0);
        assert!(found[3].is_nan());
        let found = percentiles(&[4.0, 2.0, 0.0, 5.0], &classes);
        // Class 0: (0.5 + 0.5)/1.5 above a quarter; paper 1: 0.25/1.5 and (1 + 0.25)/1.5.
        assert!((found[0] - 100.0 * 1.0 / 1.5).abs() < 1e-12);
        assert!((found[1] - 100.0 * f64::midpoint(0.25 / 1.5, 1.25 / 1.5)).abs() < 1e-12);
    }

    #[test]
    fn a_class_without_a_citation_has_no_average() {
        let found = relative_citations(&[0.0, 0.0, f64::NAN], &[vec![0], vec![0], vec![0]]);
        assert!(found.iter().all(|v| v.is_nan()));
        assert_eq!(percentiles(&[0.0, 0.0, f64::NAN], &[vec![0], vec![0], vec![0]])[..2], [50.0, 50.0]);
    }

    proptest! {
        #[test]
        fn the_average_is_1_and_ranks_agree_with_counting(
            papers in prop::collection::vec((0u32..6, prop::collection::btree_set(0u32..3, 1..3)), 1..30)
        ) {
            let citations: Vec<f64> = papers.iter().map(|p| f64::from(p.0)).collect();
            let classes: Vec<Vec<u32>> = papers.iter().map(|p| p.1.iter().copied().collect()).collect();
            let found = relative_citations(&citations, &classes);
            if found.iter().all(|v| !v.is_nan()) {
                let mean = found.iter().sum::<f64>() / found.len() as f64;
                prop_assert!((mean - 1.0).abs() < 1e-12, "{}", mean);
            }
            for (paper, found) in percentiles(&citations, &classes).into_iter().enumerate() {
                let mut expected = 0.0;
                for class in &classes[paper] {
                    let (mut below, mut equal, mut all) = (0.0, 0.0, 0.0);
                    for other in 0..papers.len() {
                        if classes[other].contains(class) {
                            let weight = 1.0 / classes[other].len() as f64;
                            all += weight;
                            below += if citations[other] < citations[paper] { weight } else { 0.0 };
                            equal += if citations[other] == citations[paper] { weight } else { 0.0 };
                        }
                    }
                    expected += 100.0 * (below + equal / 2.0) / all / classes[paper].len() as f64;
                }
                prop_assert!((found - expected).abs() < 1e-9);
                prop_assert!(found > 0.0 && found < 100.0);
            }
        }
    }
}
