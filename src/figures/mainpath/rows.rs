//! In which row and column the papers of a historiograph stand.
//!
//! A year has as many rows as its longest chain of citations within the year needs, and more where it has many papers; papers
//! without a year stand below all others. Within a row the order is that of the means of the papers they are tied to, taken
//! up and down a few times (Sugiyama, Tagawa and Toda 1981).

use std::collections::BTreeMap;

/// How many papers stand beside each other at most.
pub(super) const MOST_IN_ROW: usize = 5;

/// One row: its year (`None` for no year) and its papers from the left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) year: Option<i16>,
    pub(super) papers: Vec<usize>,
}

/// The rows from above to below. `citations` are (citing, cited).
pub(super) fn rows(years: &[Option<i16>], citations: &[(usize, usize)]) -> Vec<Row> {
    let depth = depths(years, citations);
    let mut by_row: BTreeMap<(bool, i16, usize), Vec<usize>> = BTreeMap::new();
    for (paper, year) in years.iter().enumerate() {
        by_row.entry((year.is_none(), year.unwrap_or(0), depth[paper])).or_default().push(paper);
    }
    let mut rows: Vec<Row> = by_row
        .into_iter()
        .map(|((no_year, year, _), papers)| Row { year: (!no_year).then_some(year), papers })
        .collect();
    for _ in 0..4 {
        sweep(&mut rows, citations, false);
        sweep(&mut rows, citations, true);
    }
    rows.into_iter()
        .flat_map(|row| {
            let year = row.year;
            // Even parts, so that no row holds one paper that was left over.
            let parts = row.papers.len().div_ceil(MOST_IN_ROW);
            let each = row.papers.len().div_ceil(parts.max(1));
            row.papers
                .chunks(each.max(1))
                .map(|papers| Row { year, papers: papers.to_vec() })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// How many papers of the same year a paper has above it in the longest chain. A circle is cut after as many rounds as
/// there are papers.
fn depths(years: &[Option<i16>], citations: &[(usize, usize)]) -> Vec<usize> {
    let mut depth = vec![0; years.len()];
    let within: Vec<(usize, usize)> =
        citations.iter().copied().filter(|(citing, cited)| years[*citing] == years[*cited]).collect();
    for _ in 0..years.len().min(40) {
        let mut changed = false;
        for (citing, cited) in &within {
            if depth[*citing] <= depth[*cited] && depth[*cited] + 1 < years.len().min(40) {
                depth[*citing] = depth[*cited] + 1;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    depth
}

fn sweep(rows: &mut [Row], citations: &[(usize, usize)], upwards: bool) {
    let mut across: BTreeMap<usize, f64> = BTreeMap::new();
    let order: Vec<usize> = if upwards { (0..rows.len()).rev().collect() } else { (0..rows.len()).collect() };
    for at in order {
        let mean = |paper: usize| {
            let tied: Vec<f64> = citations
                .iter()
                .filter_map(|(citing, cited)| match (*citing == paper, *cited == paper) {
                    (true, _) => across.get(cited),
                    (_, true) => across.get(citing),
                    _ => None,
                })
                .copied()
                .collect();
            if tied.is_empty() { 0.5 } else { tied.iter().sum::<f64>() / tied.len() as f64 }
        };
        let mut keyed: Vec<(f64, usize)> =
            rows[at].papers.iter().map(|paper| (mean(*paper), *paper)).collect();
        // The order before decides among equals.
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        rows[at].papers = keyed.iter().map(|(_, paper)| *paper).collect();
        let count = rows[at].papers.len() as f64;
        for (place, paper) in rows[at].papers.iter().enumerate() {
            across.insert(*paper, (place as f64 + 0.5) / count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_citation_within_a_year_runs_downwards() {
        let rows = rows(&[Some(2001), Some(2001), Some(2000), None], &[(0, 1), (1, 2), (3, 0)]);
        let papers: Vec<&[usize]> = rows.iter().map(|row| &*row.papers).collect();
        assert_eq!(papers, [&[2][..], &[1], &[0], &[3]]);
    }

    proptest! {
        #[test]
        fn every_paper_has_one_place(
            years in prop::collection::vec(prop::option::of(1990i16..2000), 1..40),
            ties in prop::collection::vec((0usize..40, 0usize..40), 0..60),
        ) {
            let ties: Vec<(usize, usize)> =
                ties.into_iter().filter(|(a, b)| a != b && *a < years.len() && *b < years.len()).collect();
            let rows = rows(&years, &ties);
            let mut seen: Vec<usize> = rows.iter().flat_map(|row| row.papers.clone()).collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..years.len()).collect::<Vec<_>>());
            prop_assert!(rows.iter().all(|row| (1..=MOST_IN_ROW).contains(&row.papers.len())));
        }
    }
}
