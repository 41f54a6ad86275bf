//! How long a measure takes, told before it begins.
//!
//! - [`Measure::expected_seconds`] computes a small share of the measure on the threads there are and looks at the clock. It
//!   is said and decides nothing. The share is a part in ten of the sources at most, and ends after half a second. Fewer
//!   batches of searches than ten are judged by the number of edges.
//! - Whether an exact answer is begun at all is decided by counting the edges that a few searches look at, so that the same
//!   graph gets the same table on every machine. Time O(m) a search, memory 32 n bytes.

use std::borrow::Cow;
use std::time::Instant;

use rayon::current_num_threads;

use super::{Measure, Settings, betweenness, distance, distance_sample, sampling, weights};
use crate::graph::Graph;

/// Edges that one core looks at in a second, about.
pub(super) const EDGES_A_SECOND: f64 = 1e8;
/// Edges over which one core goes in a search by lengths in a second, about.
const LENGTHS_A_SECOND: f64 = 2e7;
/// Edges over which one core passes the bits of a batch of searches in a second, about.
const WIDE_EDGES_A_SECOND: f64 = 6e7;
/// An exact answer that would take longer than this many seconds on one core is not begun.
pub(super) const LONGEST: f64 = 48.0 * 3600.0;
/// Searches that are counted.
const COUNTED: usize = 16;
/// A batch passes each edge of a citation graph about so many times.
pub(super) const PASSES: f64 = 5.0;
/// Of so many units of work one is timed, at most.
const TIMED_SHARE: usize = 10;
/// Searches and batches of searches that are timed before the clock may end it.
const TIMED_SEARCHES: usize = 16;
const TIMED_BATCHES: usize = 4;
/// Seconds of timing.
const TIMED: f64 = 0.5;

impl Measure {
    /// About how many seconds the measure takes on the threads of the present pool, by timing a share of it; with
    /// `settings.error` at most. `None` for what is done in a few sweeps and for settings that have no answer.
    pub fn expected_seconds(self, graph: &Graph, settings: &Settings) -> Option<f64> {
        let lengths = self.lengths(graph, settings);
        let lengths = lengths.as_deref();
        match self {
            Self::Betweenness => {
                let sources = sources(graph, settings)?;
                Some(timed(sources.len(), TIMED_SEARCHES, 4 * current_num_threads(), |units| {
                    let pilots: Vec<u32> = units.iter().map(|&unit| sources[unit]).collect();
                    betweenness::pilot(graph, lengths, &pilots);
                }))
            }
            Self::Closeness | Self::Harmonic => {
                let mut sources = sources(graph, settings)?;
                sources.sort_unstable();
                let by_steps = settings.samples.is_none() && settings.error.is_none() && lengths.is_none();
                // Searches by lengths are made one by one, others many at once.
                let (batch, least) =
                    if lengths.is_some() { (1, TIMED_SEARCHES) } else { (distance::BATCH, TIMED_BATCHES) };
                let batches: Vec<&[u32]> = sources.chunks(batch).collect();
                if lengths.is_none() && batches.len() < TIMED_SHARE {
                    // To time one of them would take as long as what it is to tell.
                    let at_once = batches.len().min(current_num_threads()).max(1);
                    let rounds = batches.len().div_ceil(at_once);
                    return Some(rounds as f64 * PASSES * graph.edges() as f64 / WIDE_EDGES_A_SECOND);
                }
                Some(timed(batches.len(), least, least.max(current_num_threads()), |units| {
                    let pilots: Vec<u32> = units.iter().flat_map(|&unit| batches[unit]).copied().collect();
                    if by_steps {
                        distance::harmonic_from(graph, &pilots);
                    } else {
                        distance_sample::pilot(graph, lengths, &pilots);
                    }
                }))
            }
            _ => None,
        }
    }

    /// Whether an exact answer is asked for that would take days, and is not begun.
    pub fn is_too_long(self, graph: &Graph, settings: &Settings) -> bool {
        let is_exact = settings.samples.is_none() && settings.error.is_none();
        let weighted = self.lengths(graph, settings).is_some();
        is_exact
            && match self {
                Self::Betweenness => betweenness_too_long(graph, weighted).is_some(),
                Self::Closeness | Self::Harmonic => distances_too_long(graph, weighted).is_some(),
                _ => false,
            }
    }

    fn lengths<'g>(self, graph: &'g Graph, settings: &Settings) -> Option<Cow<'g, [f64]>> {
        weights::lengths(graph, self.role_of_weights(settings.weights))
    }
}

/// The sources of a search measure, in the order of the graph or of the sample.
fn sources(graph: &Graph, settings: &Settings) -> Option<Vec<u32>> {
    if settings.samples.is_some() || settings.error.is_some() {
        return sampling::sources(graph.nodes(), settings).ok();
    }
    Some((0..graph.nodes() as u32).collect())
}

/// Seconds of `units` of work, by those of a few (`least` or more) that are spread over all, `at_once` in each call of `work`.
fn timed(units: usize, least: usize, at_once: usize, mut work: impl FnMut(&[usize])) -> f64 {
    let most = units.div_ceil(TIMED_SHARE);
    let order: Vec<usize> = spread(units, most.min(1024)).collect();
    let start = Instant::now();
    let mut done = 0;
    for some in order.chunks(at_once) {
        work(some);
        done += some.len();
        if done >= least && start.elapsed().as_secs_f64() >= TIMED {
            break;
        }
    }
    start.elapsed().as_secs_f64() * units as f64 / done.max(1) as f64
}

/// `count` of 0..`units`, so dealt that the first few of them are spread over all: at the middle, the quarters, the
/// eighths (van der Corput's sequence in base 2).
fn spread(units: usize, count: usize) -> impl Iterator<Item = usize> {
    let count = count.min(units);
    (1..=count as u64).map(move |at| {
        let place = at.reverse_bits() as f64 / 2.0f64.powi(64);
        ((place * units as f64) as usize).min(units - 1)
    })
}

/// Why betweenness is not computed from all nodes, where that would take days.
pub(super) fn betweenness_too_long(graph: &Graph, weighted: bool) -> Option<String> {
    let nodes = graph.nodes() as f64;
    let pace = if weighted { LENGTHS_A_SECOND } else { EDGES_A_SECOND };
    if nodes * (graph.edges() as f64) < LONGEST * pace {
        return None;
    }
    // There and back.
    reason("betweenness", "it", 2.0 * edges_of_a_search(graph) * nodes, pace)
}

/// Why closeness and harmonic are not computed from all nodes, where that would take days.
pub(super) fn distances_too_long(graph: &Graph, weighted: bool) -> Option<String> {
    let nodes = graph.nodes() as f64;
    let pace = if weighted { LENGTHS_A_SECOND } else { WIDE_EDGES_A_SECOND };
    if nodes * (graph.edges() as f64) < LONGEST * pace {
        return None;
    }
    let edges = if weighted {
        edges_of_a_search(graph) * nodes
    } else {
        edges_of_a_batch(graph) * (nodes / distance::BATCH as f64).ceil()
    };
    reason("distances", "them", edges, pace)
}

fn reason(what: &str, them: &str, edges: f64, a_second: f64) -> Option<String> {
    let seconds = edges / a_second;
    (seconds > LONGEST).then(|| {
        format!(
            "exact {what} would pass about {edges:.1e} edges, {} of a core at {a_second:.0e} a second; `--samples 1000` \
             estimates {them} with a standard error",
            in_words(seconds)
        )
    })
}

/// A duration as people say it.
///
/// ```
/// use citetrace::measures::effort::in_words;
/// assert_eq!([12.0, 200.0, 7200.0, 1e6].map(in_words), ["12 seconds", "3 minutes", "2 hours", "12 days"]);
/// ```
pub fn in_words(seconds: f64) -> String {
    let (count, unit) = match seconds {
        s if s < 100.0 => (s, "second"),
        s if s < 100.0 * 60.0 => (s / 60.0, "minute"),
        s if s < 100.0 * 3600.0 => (s / 3600.0, "hour"),
        s => (s / 86_400.0, "day"),
    };
    let count = count.round().max(1.0);
    format!("{count:.0} {unit}{}", if count == 1.0 { "" } else { "s" })
}

/// Edges that a search from one node looks at, on average.
fn edges_of_a_search(graph: &Graph) -> f64 {
    let nodes = graph.nodes();
    let mut seen = vec![false; nodes];
    let mut looked_at = 0u64;
    let mut searches = 0u64;
    for source in spread(nodes, COUNTED) {
        let mut reached = vec![source as u32];
        seen[source] = true;
        let mut at = 0;
        while at < reached.len() {
            let row = graph.references(reached[at]);
            looked_at += row.len() as u64;
            for &next in row {
                if !std::mem::replace(&mut seen[next as usize], true) {
                    reached.push(next);
                }
            }
            at += 1;
        }
        for node in reached {
            seen[node as usize] = false;
        }
        searches += 1;
    }
    looked_at as f64 / searches.max(1) as f64
}

/// Edges that a batch of searches from neighbours in number passes, on average; 64 searches stand for each batch.
fn edges_of_a_batch(graph: &Graph) -> f64 {
    let nodes = graph.nodes();
    let mut looked_at = 0u64;
    let mut batches = 0u64;
    let mut seen = vec![0u64; nodes];
    let mut now = vec![0u64; nodes];
    let mut next = vec![0u64; nodes];
    for start in spread(nodes, COUNTED / 4) {
        let mut active: Vec<u32> = Vec::new();
        let mut touched: Vec<u32> = Vec::new();
        for (bit, source) in
            (start..nodes.min(start + distance::BATCH)).step_by(distance::BATCH / 64).enumerate()
        {
            seen[source] = 1 << bit;
            now[source] = 1 << bit;
            active.push(source as u32);
        }
        while !active.is_empty() {
            let mut coming = Vec::new();
            for node in active.drain(..) {
                let bits = std::mem::take(&mut now[node as usize]);
                touched.push(node);
                looked_at += graph.references(node).len() as u64;
                for &other in graph.references(node) {
                    if next[other as usize] == 0 {
                        coming.push(other);
                    }
                    next[other as usize] |= bits;
                }
            }
            for node in coming {
                let new = std::mem::take(&mut next[node as usize]) & !seen[node as usize];
                if new != 0 {
                    seen[node as usize] |= new;
                    now[node as usize] = new;
                    active.push(node);
                }
            }
        }
        for node in touched {
            seen[node as usize] = 0;
        }
        batches += 1;
    }
    looked_at as f64 / batches.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_costs_half_of_all_pairs() {
        let edges: Vec<(u32, u32)> = (1..2048).map(|n| (n, n - 1)).collect();
        let chain = Graph::directed(2048, &edges, None).0;
        let searched = edges_of_a_search(&chain);
        assert!((searched / 1024.0 - 1.0).abs() < 0.1, "{searched}");
        assert_eq!(Measure::Pagerank.expected_seconds(&chain, &Settings::default()), None);
        assert_eq!(betweenness_too_long(&chain, false), None);
        assert_eq!(distances_too_long(&chain, false), None);
    }

    #[test]
    fn what_is_timed_is_spread_and_a_part_in_ten() {
        assert_eq!(spread(16, 7).collect::<Vec<_>>(), [8, 4, 12, 2, 10, 6, 14]);
        assert_eq!(spread(3, 9).collect::<Vec<_>>(), [1, 0, 2]);
        let mut seen = Vec::new();
        // A unit takes a hundredth of a millisecond at least, and the clock says so.
        let seconds = timed(1000, 4, 8, |units| {
            seen.extend_from_slice(units);
            std::thread::sleep(std::time::Duration::from_micros(10 * units.len() as u64));
        });
        assert_eq!(seen.len(), 100);
        assert!(seconds >= 0.01, "{seconds}");
        let mut calls = 0;
        timed(1000, 4, 8, |_| {
            calls += 1;
            std::thread::sleep(std::time::Duration::from_millis(600));
        });
        assert_eq!(calls, 1);
        assert_eq!(timed(0, 4, 8, |_| ()), 0.0);
    }

    #[test]
    fn a_few_batches_are_told_by_their_edges_alone() {
        let chain = Graph::directed(2000, &(1..2000).map(|n| (n, n - 1)).collect::<Vec<_>>(), None).0;
        let told = |samples| {
            let settings = Settings { samples: Some(samples), ..Settings::default() };
            let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
            pool.install(|| Measure::Harmonic.expected_seconds(&chain, &settings)).unwrap()
        };
        let one = 5.0 * 1999.0 / 6e7;
        assert_eq!([told(64), told(1024), told(1100)], [one, one, 2.0 * one]);
    }

    #[test]
    fn nothing_takes_no_time() {
        let empty = Graph::directed(0, &[], None).0;
        for measure in [Measure::Betweenness, Measure::Harmonic] {
            assert_eq!(measure.expected_seconds(&empty, &Settings::default()), Some(0.0));
        }
        // One sample has no standard error: the measure itself refuses it.
        let chain = Graph::directed(3, &[(1, 0), (2, 1)], None).0;
        let settings = Settings { samples: Some(1), ..Settings::default() };
        assert_eq!(Measure::Closeness.expected_seconds(&chain, &settings), None);
    }
}
