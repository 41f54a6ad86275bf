//! What a weight is to a measure. Unless told otherwise the measures do what those of networkx do when nothing is said:
//! PageRank and hubs and authorities take weights as strengths, the others leave them alone ([`Weights::Usual`]).
//!
//! Told to use them ([`Weights::Lengths`]), all measures with a weighted definition do, as networkx with `weight`:
//!
//! | measure | a weight is | |
//! | --- | --- | --- |
//! | degrees | a strength | they are sums of weights (Barrat et al., PNAS 101 (2004)) |
//! | PageRank, hubs and authorities, eigenvector, Katz | a strength | A(u, v) is the weight of u → v |
//! | clustering | a strength | Onnela et al., Phys. Rev. E 71 (2005) |
//! | betweenness, closeness, harmonic | a length | the larger, the farther |
//! | core, component, disruption | nothing | |
//!
//! Where weights count ties (joint papers, common references) a heavy tie is a short one: with [`Weights::Strengths`] the
//! length of an edge is one over its weight (Newman, Phys. Rev. E 64, 016132 (2001)).
//!
//! A strength is 0 (no tie) or more, a length above 0. Both lie from 10⁻³⁰ to 10³⁰, so that no sum, square or inverse of
//! them passes what an f64 holds. Checking takes O(m).

use std::borrow::Cow;

use super::Measure;
use crate::error::{Error, Place, Result};
use crate::graph::Graph;

/// The smallest weight beside 0.
const LEAST: f64 = 1e-30;
/// The largest weight.
const MOST: f64 = 1e30;

/// How the measures use the weights of a graph that has some.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weights {
    /// As networkx where nothing is said: only PageRank and hubs and authorities use them.
    #[default]
    Usual,
    /// All measures that can use them do; on paths a weight is a length.
    Lengths,
    /// All measures that can use them do; on paths one over the weight is a length.
    Strengths,
}

/// What a weight is to a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The larger, the stronger the tie.
    Strength,
    /// The larger, the farther apart.
    Length,
    /// One over it is a length.
    InverseLength,
}

impl Role {
    /// As the summary says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Strength => "strength",
            Self::Length => "length",
            Self::InverseLength => "inverse length",
        }
    }
}

impl Measure {
    /// What weights are to this measure; `None` where it leaves them alone.
    pub fn role_of_weights(self, weights: Weights) -> Option<Role> {
        match self {
            Self::Pagerank | Self::PersonalizedPagerank | Self::HitsHub | Self::HitsAuthority => {
                Some(Role::Strength)
            }
            _ if weights == Weights::Usual => None,
            Self::InDegree | Self::OutDegree | Self::Eigenvector | Self::Katz | Self::Clustering => {
                Some(Role::Strength)
            }
            Self::Betweenness | Self::Closeness | Self::Harmonic => Some(match weights {
                Weights::Strengths => Role::InverseLength,
                _ => Role::Length,
            }),
            _ => None,
        }
    }

    /// The first edge whose weight means nothing to this measure.
    pub fn refused_weight(self, graph: &Graph, weights: Weights) -> Option<Refused> {
        let role = self.role_of_weights(weights)?;
        let rows = graph.reference_rows();
        let all = rows.weights()?;
        // A sum has a meaning whatever its terms.
        let signed = matches!(self, Self::InDegree | Self::OutDegree);
        let is_fine = |weight: f64| match weight {
            0.0 => role == Role::Strength,
            w if w < 0.0 => signed && -w <= MOST,
            w => (LEAST..=MOST).contains(&w),
        };
        let at = all.iter().position(|&weight| !is_fine(weight))?;
        let source = (0..graph.nodes() as u32).find(|&node| rows.range(node).contains(&at))?;
        Some(Refused { measure: self, role, source, target: rows.targets()[at], weight: all[at] })
    }
}

/// An edge whose weight means nothing to a measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Refused {
    measure: Measure,
    role: Role,
    source: u32,
    target: u32,
    weight: f64,
}

impl Refused {
    /// The two nodes of the edge.
    pub fn edge(&self) -> (u32, u32) {
        (self.source, self.target)
    }

    /// Its weight.
    pub fn weight(&self) -> f64 {
        self.weight
    }

    /// The error, the two nodes called by `name`; `place` is where the edge stands in a file.
    pub fn into_error(self, place: Option<Place>, name: impl Fn(u32) -> String) -> Error {
        let Self { measure, role, source, target, weight } = self;
        let (why, remedy) = if weight < 0.0 {
            let why = format!("{measure} has no meaning with negative weights");
            (why, "make the weights positive, or leave them out with `--weights=none`")
        } else if weight == 0.0 {
            let why = match role {
                Role::InverseLength => format!("{measure} takes one over a weight as a length"),
                _ => format!("{measure} takes weights as lengths, which must be above 0"),
            };
            (why, "leave the edge out, or give it a positive weight")
        } else {
            let why = format!("{measure} takes weights from {LEAST:e} to {MOST:e}");
            (why, "multiply all weights by one factor (for most measures only their ratios count)")
        };
        let edge =
            format!("the edge `{}` → `{}` has the weight {}", name(source), name(target), shown(weight));
        let what = format!("{edge}, and {why}");
        match place {
            Some(place) => Error::input(place, what, remedy),
            None => Error::argument(what, remedy),
        }
    }
}

/// A weight without a hundred zeros.
fn shown(weight: f64) -> String {
    if weight == 0.0 || (1e-6..1e9).contains(&weight.abs()) {
        weight.to_string()
    } else {
        format!("{weight:e}")
    }
}

/// What weights are to `measure` on this graph; `None` where they are not used or there are none.
///
/// # Errors
/// A weight that means nothing to the measure, with its edge.
pub(super) fn role(measure: Measure, graph: &Graph, weights: Weights) -> Result<Option<Role>> {
    if graph.reference_rows().weights().is_none() {
        return Ok(None);
    }
    match measure.refused_weight(graph, weights) {
        Some(refused) => Err(refused.into_error(None, |node| node.to_string())),
        None => Ok(measure.role_of_weights(weights)),
    }
}

/// The lengths beside the targets of [`Graph::reference_rows`]; `None` where every edge is one step.
pub(super) fn lengths(graph: &Graph, role: Option<Role>) -> Option<Cow<'_, [f64]>> {
    let weights = graph.reference_rows().weights()?;
    match role? {
        Role::InverseLength => Some(weights.iter().map(|w| 1.0 / w).collect()),
        _ => Some(Cow::Borrowed(weights)),
    }
}

/// The graph without its edges of weight 0, which are no ties.
pub(super) fn without_zeros(graph: &Graph) -> Cow<'_, Graph> {
    let weights = graph.reference_rows().weights().unwrap_or_default();
    if !weights.contains(&0.0) {
        return Cow::Borrowed(graph);
    }
    let (edges, _) = graph.edge_list();
    // An undirected graph lists every edge both ways.
    let once = |edge: (u32, u32)| graph.is_directed() || edge.0 < edge.1;
    let (edges, weights): (Vec<(u32, u32)>, Vec<f64>) =
        edges.iter().zip(weights).filter(|(edge, w)| **w != 0.0 && once(**edge)).unzip();
    let build = if graph.is_directed() { Graph::directed } else { Graph::undirected };
    Cow::Owned(build(graph.nodes(), &edges, Some(&weights)).0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::{Settings, compute_all};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn weights_of_1_change_nothing(
            edges in prop::collection::vec((0u32..11, 0u32..11), 0..50),
            directed: bool,
            samples in prop::option::of(4usize..14),
        ) {
            let build = if directed { Graph::directed } else { Graph::undirected };
            let plain = build(11, &edges, None).0;
            // Opposite edges would add up to 2 where the directions are ignored.
            let once: Vec<(u32, u32)> = plain.edge_list().0;
            let once: Vec<(u32, u32)> =
                once.iter().copied().filter(|e| e.0 < e.1 || !once.contains(&(e.1, e.0))).collect();
            let plain = build(11, &once, None).0;
            let weighted = build(11, &once, Some(&vec![1.0; once.len()])).0;
            let measures: Vec<Measure> =
                Measure::ALL.iter().copied().filter(|m| !m.is_of_papers() && !m.is_of_portfolios()).collect();
            let mut settings = Settings { alpha: 0.08, restart: vec![2, 5], samples, ..Settings::default() };
            let expected = compute_all(&measures, &plain, &settings, |_| ()).unwrap();
            for weights in [Weights::Lengths, Weights::Strengths] {
                settings.weights = weights;
                let found = compute_all(&measures, &weighted, &settings, |_| ()).unwrap();
                for (found, expected) in found.iter().zip(&expected) {
                    prop_assert_eq!(&found.name, &expected.name);
                    for node in 0..11 {
                        let off = found.get(node).unwrap_or(-1.0) - expected.get(node).unwrap_or(-1.0);
                        prop_assert!(off.abs() < 1e-8, "{} of {node}: {found:?} is not {expected:?}", found.name);
                    }
                }
            }
        }
    }

    fn said(measure: Measure, weights: Weights, weight: f64) -> Option<String> {
        let graph = Graph::directed(3, &[(2, 1), (1, 0)], Some(&[2.0, weight])).0;
        measure.refused_weight(&graph, weights).map(|refused| {
            refused
                .into_error(Some(Place::line("e.csv", 7)), |node| ["a", "b", "c"][node as usize].to_owned())
                .to_string()
        })
    }

    #[test]
    fn a_weight_without_a_meaning_is_told_with_its_edge() {
        let told = |measure, weights, weight| said(measure, weights, weight).unwrap();
        insta::assert_snapshot!(told(Measure::Pagerank, Weights::Usual, -1.0), @"e.csv:7: the edge `b` → `a` has the weight -1, and pagerank has no meaning with negative weights; make the weights positive, or leave them out with `--weights=none`");
        insta::assert_snapshot!(told(Measure::Closeness, Weights::Lengths, 0.0), @"e.csv:7: the edge `b` → `a` has the weight 0, and closeness takes weights as lengths, which must be above 0; leave the edge out, or give it a positive weight");
        insta::assert_snapshot!(told(Measure::Harmonic, Weights::Strengths, 0.0), @"e.csv:7: the edge `b` → `a` has the weight 0, and harmonic takes one over a weight as a length; leave the edge out, or give it a positive weight");
        insta::assert_snapshot!(told(Measure::Katz, Weights::Lengths, 1e300), @"e.csv:7: the edge `b` → `a` has the weight 1e300, and katz takes weights from 1e-30 to 1e30; multiply all weights by one factor (for most measures only their ratios count)");
    }

    #[test]
    fn what_is_not_used_is_not_refused() {
        for weight in [-1.0, 0.0, 1e300] {
            assert_eq!(said(Measure::Core, Weights::Lengths, weight), None);
            assert_eq!(said(Measure::Betweenness, Weights::Usual, weight), None);
        }
        assert_eq!(said(Measure::InDegree, Weights::Lengths, -1.0), None);
        assert_eq!(said(Measure::Clustering, Weights::Strengths, 0.0), None);
        assert!(said(Measure::InDegree, Weights::Lengths, -1e300).is_some());
        assert!(said(Measure::Pagerank, Weights::Usual, 1e-300).is_some());
    }

    #[test]
    fn edges_of_weight_0_are_no_ties() {
        let edges = [(2, 1), (1, 0), (2, 0)];
        for directed in [true, false] {
            let build = if directed { Graph::directed } else { Graph::undirected };
            let graph = build(3, &edges, Some(&[2.0, 0.0, 0.5])).0;
            let expected = build(3, &[(2, 1), (2, 0)], Some(&[2.0, 0.5])).0;
            assert_eq!(*without_zeros(&graph), expected);
            assert!(matches!(without_zeros(&expected), Cow::Borrowed(_)));
        }
    }
}
