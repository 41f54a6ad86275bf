//! The CD index: (N_F − N_B) / (N_F + N_B + N_R) over the papers after the judged one, where N_F cite it and none of its
//! references, N_B cite it and some of its references, N_R only its references. Funk and Owen-Smith, Manage. Sci. 63
//! (2017); −1 consolidates, 1 disrupts. Null where nobody cites the paper or its references.
//!
//! "After" means, with `years` N, in the paper's year or up to N years later (undated papers are not counted, and an
//! undated paper has no index); without it every paper of the graph counts but the judged one.
//! Time O(Σ over references of the citations they received), memory 8 n bytes a thread.

use rayon::prelude::*;

use super::{Column, Settings};
use crate::date::PartialDate;
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::progress;

/// The column `disruption`.
pub(super) fn column(graph: &Graph, settings: &Settings) -> Result<Column> {
    let name = "disruption";
    if !graph.is_directed() {
        return Ok(Column::not_computed(name, graph.nodes(), "disruption needs edges with a direction"));
    }
    let (values, reason) = match settings.years {
        None => (disruption(graph), "nobody cites the paper or its references"),
        Some(years) => {
            if settings.dates.is_empty() {
                return Err(no_dates());
            }
            (
                disruption_within(graph, &settings.dates, years),
                "the paper has no date, or nobody cites it or its references within the years",
            )
        }
    };
    Ok(Column::with_nulls(name, values, reason))
}

/// The CD index over all papers of the graph; NaN where it is null.
///
/// ```
/// use citetrace::{graph::Graph, measures::disruption::disruption};
/// // 1 cites 0; 2 cites both, 3 only 1, 4 only 0: (1 − 1) / 3.
/// let (graph, _) = Graph::directed(5, &[(1, 0), (2, 0), (2, 1), (3, 1), (4, 0)], None);
/// assert_eq!(disruption(&graph)[1], 0.0);
/// ```
pub fn disruption(graph: &Graph) -> Vec<f64> {
    over(graph, |_, _| true)
}

/// What is said where years are to be counted and no paper has a date.
pub(crate) fn no_dates() -> Error {
    Error::argument(
        "`--years` counts from the papers' dates, and none are known",
        "give the dates with `--nodes FILE`, or leave `--years` out",
    )
}

/// The CD index over papers of the same year and up to `years` later.
pub fn disruption_within(graph: &Graph, dates: &[Option<PartialDate>], years: u16) -> Vec<f64> {
    let year_of: Vec<Option<i32>> = (0..graph.nodes())
        .map(|node| dates.get(node).copied().flatten().map(|date| i32::from(date.year_number())))
        .collect();
    over(graph, |paper, citing| match (year_of[paper as usize], year_of[citing as usize]) {
        (Some(paper), Some(citing)) => (0..=i32::from(years)).contains(&(citing - paper)),
        _ => false,
    })
}

fn over(graph: &Graph, counts: impl Fn(u32, u32) -> bool + Sync) -> Vec<f64> {
    let nodes = graph.nodes();
    // A paper looks at all who cite its references: the bar counts these.
    let looks = |paper: u32| graph.cited_by(paper).len() as u64;
    let bar = progress::bar("disruption", (0..nodes as u32).map(|paper| looks(paper) * looks(paper)).sum());
    (0..nodes as u32)
        .into_par_iter()
        .with_min_len(64)
        .map_init(
            || vec![0u64; nodes],
            |seen, paper| {
                // A mark of this paper: 2p + 2 for who cites it, 2p + 3 for who cites (also) a reference.
                let cites_it = 2 * u64::from(paper) + 2;
                let (mut citing, mut both, mut only_references) = (0u64, 0u64, 0u64);
                for &other in graph.cited_by(paper) {
                    if counts(paper, other) {
                        seen[other as usize] = cites_it;
                        citing += 1;
                    }
                }
                for &reference in graph.references(paper) {
                    for &other in graph.cited_by(reference) {
                        let mark = &mut seen[other as usize];
                        if *mark == cites_it {
                            both += 1;
                            *mark = cites_it + 1;
                        } else if *mark != cites_it + 1 && other != paper && counts(paper, other) {
                            only_references += 1;
                            *mark = cites_it + 1;
                        }
                    }
                }
                bar.inc(graph.references(paper).iter().map(|&reference| looks(reference)).sum());
                let all = citing + only_references;
                if all == 0 { f64::NAN } else { (citing as f64 - 2.0 * both as f64) / all as f64 }
            },
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn by_sets(graph: &Graph, counts: impl Fn(u32, u32) -> bool) -> Vec<f64> {
        (0..graph.nodes() as u32)
            .map(|v| {
                let after = |list: &[u32]| -> BTreeSet<u32> {
                    list.iter().copied().filter(|&c| c != v && counts(v, c)).collect()
                };
                let it = after(graph.cited_by(v));
                let its: BTreeSet<u32> =
                    graph.references(v).iter().flat_map(|&r| after(graph.cited_by(r))).collect();
                let all = it.union(&its).count();
                let both = it.intersection(&its).count();
                (it.len() as f64 - 2.0 * both as f64) / all as f64
            })
            .collect()
    }

    proptest! {
        #[test]
        fn the_index_agrees_with_the_sets(
            edges in prop::collection::vec((0u32..12, 0u32..12), 0..60),
            years in prop::collection::vec(prop::option::of(2000i16..2008), 12),
            within in 0u16..5,
        ) {
            let graph = Graph::directed(12, &edges, None).0;
            let same = |found: Vec<f64>, expected: Vec<f64>| {
                found.iter().zip(expected).all(|(f, e)| *f == e || f.is_nan() && e.is_nan())
            };
            prop_assert!(same(disruption(&graph), by_sets(&graph, |_, _| true)));
            let dates: Vec<Option<PartialDate>> = years.iter().map(|y| y.and_then(PartialDate::year)).collect();
            let expected = by_sets(&graph, |v, c| match (years[v as usize], years[c as usize]) {
                (Some(v), Some(c)) => c >= v && c - v <= within as i16,
                _ => false,
            });
            prop_assert!(same(disruption_within(&graph, &dates, within), expected));
        }
    }

    #[test]
    fn years_need_dates_and_directions() {
        let graph = Graph::directed(2, &[(0, 1)], None).0;
        let settings = Settings { years: Some(5), ..Settings::default() };
        assert!(column(&graph, &settings).is_err());
        assert_eq!(column(&graph.to_undirected(), &settings).unwrap().nulls(), 2);
    }
}
