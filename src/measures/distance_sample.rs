//! Closeness and harmonic centrality from a sample of sources, each value with its standard error.
//!
//! K of the n nodes are drawn without replacement. With x = 1/d(u,v) of a drawn u (0 where it does not reach v, and for v
//! itself) the estimate of h(v) is (n/K) Σ x, its standard error n √((1 − K/n) s²/K) with s² the variance of x among the drawn.
//! Closeness is a ratio, c = r²/((n−1) D) with the number r and the distances D of those that reach v, both estimated as
//! h is; its standard error is that of z = 2 (r/D) y − (r/D)² d over n − 1, y = 1 where u reaches v (the delta method;
//! Cochran, Sampling Techniques, 1977, 6.5). Where no drawn node reaches v, closeness is null. Eppstein and Wang, Fast approximation
//! of centrality, J. Graph Algorithms Appl. 8 (2004) 39.
//!
//! With an error e the number of sources is doubled until the largest standard error is at most e times the largest
//! estimate, of both measures. Time that of K searches, memory 40 n bytes a block of sources beside them.

use super::distance::{Tally, tally};
use super::{Column, Settings, sampling, weighted_distance};
use crate::error::Result;
use crate::graph::Graph;

/// Sources that are drawn first when only the error is given.
const FIRST_SAMPLES: usize = 256;

/// Sums and sums of squares of what arrived at each node by steps.
struct Steps {
    reached_by: Vec<u64>,
    distances: Vec<u64>,
    squared_distances: Vec<u64>,
    inverse: Vec<f64>,
    squared_inverse: Vec<f64>,
}

impl Tally for Steps {
    fn none(nodes: usize) -> Self {
        Self {
            reached_by: vec![0; nodes],
            distances: vec![0; nodes],
            squared_distances: vec![0; nodes],
            inverse: vec![0.0; nodes],
            squared_inverse: vec![0.0; nodes],
        }
    }

    #[inline]
    fn arrive(&mut self, node: usize, count: u64, distance: u64) {
        let inverse = 1.0 / distance as f64;
        self.reached_by[node] += count;
        self.distances[node] += count * distance;
        self.squared_distances[node] += count * distance * distance;
        self.inverse[node] += count as f64 * inverse;
        self.squared_inverse[node] += count as f64 * (inverse * inverse);
    }

    fn add(&mut self, other: &Self) {
        for node in 0..self.reached_by.len() {
            self.reached_by[node] += other.reached_by[node];
            self.distances[node] += other.distances[node];
            self.squared_distances[node] += other.squared_distances[node];
            self.inverse[node] += other.inverse[node];
            self.squared_inverse[node] += other.squared_inverse[node];
        }
    }
}

/// Sums and sums of squares of what arrived at each node, by steps or by lengths.
pub(super) struct Moments {
    reached_by: Vec<f64>,
    distances: Vec<f64>,
    squared_distances: Vec<f64>,
    inverse: Vec<f64>,
    squared_inverse: Vec<f64>,
}

impl From<Steps> for Moments {
    fn from(steps: Steps) -> Self {
        let real = |whole: Vec<u64>| whole.into_iter().map(|sum| sum as f64).collect();
        Self {
            reached_by: real(steps.reached_by),
            distances: real(steps.distances),
            squared_distances: real(steps.squared_distances),
            inverse: steps.inverse,
            squared_inverse: steps.squared_inverse,
        }
    }
}

impl Moments {
    /// Nothing arrived yet.
    pub(super) fn none(nodes: usize) -> Self {
        let none = || vec![0.0; nodes];
        Self {
            reached_by: none(),
            distances: none(),
            squared_distances: none(),
            inverse: none(),
            squared_inverse: none(),
        }
    }

    /// A search arrives at `node` from so far.
    #[inline]
    pub(super) fn arrive(&mut self, node: u32, distance: f64) {
        let (node, inverse) = (node as usize, 1.0 / distance);
        self.reached_by[node] += 1.0;
        self.distances[node] += distance;
        self.squared_distances[node] += distance * distance;
        self.inverse[node] += inverse;
        self.squared_inverse[node] += inverse * inverse;
    }

    /// Σ 1/d of each node.
    pub(super) fn into_inverse(self) -> Vec<f64> {
        self.inverse
    }

    /// Adds what arrived elsewhere.
    pub(super) fn add(&mut self, other: &Self) {
        let sums = [
            (&mut self.reached_by, &other.reached_by),
            (&mut self.distances, &other.distances),
            (&mut self.squared_distances, &other.squared_distances),
            (&mut self.inverse, &other.inverse),
            (&mut self.squared_inverse, &other.squared_inverse),
        ];
        for (sums, others) in sums {
            sums.iter_mut().zip(others).for_each(|(sum, other)| *sum += other);
        }
    }
}

/// What a sample of sources says.
pub(super) struct Estimate {
    nodes: usize,
    samples: usize,
    moments: Moments,
}

impl Estimate {
    /// From `settings.samples` sources (all, if there are no more), or from as many as `settings.error` asks for; with both,
    /// `samples` is the most that is drawn.
    pub(super) fn of(graph: &Graph, lengths: Option<&[f64]>, settings: &Settings) -> Result<Self> {
        let nodes = graph.nodes();
        let sources = sampling::sources(nodes, settings)?;
        let most = sources.len();
        let drawn = if settings.error.is_some() { FIRST_SAMPLES.min(most) } else { most };
        let mut found = Self { nodes, samples: drawn, moments: search(graph, lengths, &sources[..drawn]) };
        while let Some(error) = settings.error
            && found.samples < most
            && !found.is_within(error)
        {
            let next = (2 * found.samples).min(most);
            found.moments.add(&search(graph, lengths, &sources[found.samples..next]));
            found.samples = next;
        }
        Ok(found)
    }

    /// From all sources, over edges with lengths.
    pub(super) fn exact(graph: &Graph, lengths: &[f64]) -> Self {
        let sources: Vec<u32> = (0..graph.nodes() as u32).collect();
        let moments = weighted_distance::moments(graph, lengths, &sources);
        Self { nodes: graph.nodes(), samples: graph.nodes(), moments }
    }

    /// Whether the largest standard error of both measures is small enough. Where nothing arrived yet, that says nothing
    /// about the rest.
    fn is_within(&self, error: f64) -> bool {
        let largest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
        [self.harmonic(), self.closeness()].iter().all(|(values, errors)| {
            let most = largest(values);
            most > 0.0 && largest(errors) <= error * most
        })
    }

    /// n √((1 − K/n) s²/K) from Σ and Σ² over the drawn. What is left of `terms`, the largest of the terms that make up Σ²,
    /// by rounding alone is no variance: its root would be far more than the rounding.
    fn standard_error(&self, sum: f64, squares: f64, terms: f64) -> f64 {
        let (n, k) = (self.nodes as f64, self.samples as f64);
        if self.samples == self.nodes {
            return 0.0;
        }
        let left = squares - sum * sum / k;
        if left <= (8.0 + k.sqrt()) * f64::EPSILON * terms {
            return 0.0;
        }
        n * ((1.0 - k / n) * left / (k - 1.0) / k).sqrt()
    }

    /// The values and their standard errors.
    pub(super) fn harmonic(&self) -> (Vec<f64>, Vec<f64>) {
        let scale = self.nodes as f64 / self.samples as f64;
        let moments = self.moments.inverse.iter().zip(&self.moments.squared_inverse);
        moments.map(|(&sum, &squares)| (scale * sum, self.standard_error(sum, squares, squares))).unzip()
    }

    /// The values and their standard errors; NaN where nothing is known.
    pub(super) fn closeness(&self) -> (Vec<f64>, Vec<f64>) {
        let scale = self.nodes as f64 / self.samples as f64;
        let others = self.nodes as f64 - 1.0;
        let of = |node: usize| {
            let (reached_by, distances) = (self.moments.reached_by[node], self.moments.distances[node]);
            if reached_by == 0.0 {
                let unknown = if self.samples < self.nodes { f64::NAN } else { 0.0 };
                return (unknown, unknown);
            }
            // No more nodes reach it than there are.
            let value = (scale * reached_by / others).min(1.0) * reached_by / distances;
            let ratio = reached_by / distances;
            let (a, b) = (2.0 * ratio, ratio * ratio);
            // Σ z and Σ z², z = a y − b d.
            let sum = a * reached_by - b * distances;
            let squares =
                a * a * reached_by - 2.0 * a * b * distances + b * b * self.moments.squared_distances[node];
            (value, self.standard_error(sum, squares, a * a * reached_by) / others)
        };
        (0..self.nodes).map(of).unzip()
    }

    /// The columns `closeness` and `closeness_se`.
    pub(super) fn closeness_columns(&self) -> Vec<Column> {
        let (values, errors) = self.closeness();
        let reason = "no drawn paper reaches the node; draw more with `--samples`";
        vec![
            Column::with_nulls("closeness", values, reason),
            Column::with_nulls("closeness_se", errors, reason),
        ]
    }

    /// The columns `harmonic` and `harmonic_se`.
    pub(super) fn harmonic_columns(&self) -> Vec<Column> {
        let (values, errors) = self.harmonic();
        vec![Column::reals("harmonic", values), Column::reals("harmonic_se", errors)]
    }
}

/// What so many sources cost, for an estimate of the time.
pub(super) fn pilot(graph: &Graph, lengths: Option<&[f64]>, sources: &[u32]) {
    search(graph, lengths, sources);
}

/// Runs the searches. Sources in ascending order share more of their ways.
fn search(graph: &Graph, lengths: Option<&[f64]>, sources: &[u32]) -> Moments {
    let mut sources = sources.to_vec();
    sources.sort_unstable();
    match lengths {
        None => tally::<Steps>(graph, &sources).into(),
        Some(lengths) => weighted_distance::moments(graph, lengths, &sources),
    }
}

#[cfg(test)]
mod tests {
    use rand::seq::SliceRandom as _;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng as _;

    use super::*;
    use crate::measures::distance::{closeness, harmonic};
    use proptest::prelude::*;

    fn settings(samples: usize, seed: u64) -> Settings {
        Settings { samples: Some(samples), seed, ..Settings::default() }
    }

    proptest! {
        #[test]
        fn all_sources_are_exact(edges in prop::collection::vec((0u32..13, 0u32..13), 0..40)) {
            let graph = Graph::directed(13, &edges, None).0;
            let found = Estimate::of(&graph, None, &settings(13, 1)).unwrap();
            let (values, errors) = found.harmonic();
            prop_assert!(values.iter().zip(harmonic(&graph)).all(|(v, h)| (v - h).abs() < 1e-12));
            prop_assert!(errors.iter().all(|&se| se == 0.0));
            let (values, errors) = found.closeness();
            prop_assert!(values.iter().zip(closeness(&graph)).all(|(v, c)| (v - c).abs() < 1e-12));
            prop_assert!(errors.iter().all(|&se| se == 0.0));
        }

        #[test]
        fn the_standard_error_is_that_of_the_drawn_values(
            edges in prop::collection::vec((0u32..20, 0u32..20), 10..60),
            seed in 0u64..1000,
        ) {
            let graph = Graph::directed(20, &edges, None).0;
            let found = Estimate::of(&graph, None, &settings(7, seed)).unwrap();
            let mut sources: Vec<u32> = (0..20).collect();
            sources.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
            // From each drawn source alone: 1/d, and so y and d.
            let single: Vec<Vec<f64>> =
                sources[..7].iter().map(|&s| super::super::distance::harmonic_from(&graph, &[s])).collect();
            let error = |z: &[f64]| {
                let mean = z.iter().sum::<f64>() / 7.0;
                let variance = z.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / 6.0;
                20.0 * ((1.0 - 7.0 / 20.0) * variance / 7.0).sqrt()
            };
            let (harmonic, closeness) = (found.harmonic().1, found.closeness());
            for node in 0..20 {
                let x: Vec<f64> = single.iter().map(|values| values[node]).collect();
                prop_assert!((harmonic[node] - error(&x)).abs() < 1e-9);
                let (r, d): (f64, f64) = (x.iter().filter(|&&x| x > 0.0).count() as f64,
                    x.iter().filter(|&&x| x > 0.0).map(|x| 1.0 / x).sum());
                if r > 0.0 {
                    let z: Vec<f64> = x.iter()
                        .map(|&x| if x > 0.0 { 2.0 * r / d - (r / d).powi(2) / x } else { 0.0 }).collect();
                    prop_assert!((closeness.1[node] - error(&z) / 19.0).abs() < 1e-9);
                } else {
                    prop_assert!(closeness.0[node].is_nan() && closeness.1[node].is_nan());
                }
            }
        }
    }

    #[test]
    fn equal_values_have_no_standard_error() {
        // Whatever is drawn of the first eighteen is one, two and three steps away from the last three.
        let mut edges: Vec<(u32, u32)> = (0..18).map(|n| (n, 18)).collect();
        edges.extend([(18, 19), (19, 20)]);
        let graph = Graph::directed(21, &edges, None).0;
        let sure = (0..200).filter_map(|seed| {
            let found = Estimate::of(&graph, None, &settings(7, seed)).unwrap();
            let drawn: Vec<f64> = (18..21).map(|node| found.moments.reached_by[node]).collect();
            (drawn == [7.0; 3]).then(|| (found.harmonic().1, found.closeness().1))
        });
        let sure: Vec<_> = sure.collect();
        assert!(sure.len() > 10);
        for (harmonic, closeness) in sure {
            assert_eq!((&harmonic[18..], &closeness[18..]), (&[0.0; 3][..], &[0.0; 3][..]));
        }
    }

    #[test]
    fn the_estimate_is_off_by_its_standard_error() {
        let edges: Vec<(u32, u32)> = (1..600u32).flat_map(|n| [(n, n / 2), (n, n / 3)]).collect();
        let graph = Graph::directed(600, &edges, None).0;
        let exact = [harmonic(&graph), closeness(&graph)];
        let mut squares = [0.0, 0.0];
        for seed in 0..60 {
            let found = Estimate::of(&graph, None, &settings(150, seed)).unwrap();
            for (at, (values, errors)) in [found.harmonic(), found.closeness()].iter().enumerate() {
                squares[at] += (1..6).map(|v| ((values[v] - exact[at][v]) / errors[v]).powi(2)).sum::<f64>();
            }
        }
        for mean in squares.map(|sum| sum / 300.0) {
            assert!((0.5..2.0).contains(&mean), "{mean}");
        }
        let within = Settings { error: Some(0.1), ..Settings::default() };
        let found = Estimate::of(&graph, None, &within).unwrap();
        assert!(found.is_within(0.1) && found.samples < 600, "{}", found.samples);
        let few = Estimate::of(&graph, None, &settings(2, 1)).unwrap().closeness_columns();
        assert!(few[0].nulls() > 0 && few[0].null_reason.is_some() && few[1].nulls() == few[0].nulls());
        assert!(Estimate::of(&graph, None, &settings(1, 1)).is_err());
    }
}
