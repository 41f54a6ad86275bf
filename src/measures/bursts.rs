//! Bursts: in which years a word stands on more papers than its share of all years lets expect. Kleinberg, Bursty and
//! hierarchical structure in streams, Data Min. Knowl. Discov. 7 (2003) 373, the form for batches that arrive at discrete times.
//!
//! In batch t, r(t) of d(t) papers have the word; p₀ = Σr/Σd. In state i papers have it with probability pᵢ = p₀ sⁱ, and
//! batch t costs σ(i, t) = −ln (pᵢ^r (1 − pᵢ)^(d−r)) (the binomial coefficient is the same in all states). Going from state i up to j > i costs
//! (j − i) γ ln n for n batches, down nothing; the automaton begins in state 0. The cheapest sequence of states is found
//! exactly by Viterbi's recursion; among equals the lower state is taken. A burst of level j is a longest stretch in
//! states of j or more, its weight what that saves: Σ (σ(j−1, t) − σ(j, t)).
//!
//! States with pᵢ ≥ 1 do not exist: a word on more than 1/s of all papers has no bursts. Time O(n k²) for k states.

use crate::error::{Error, Result};

/// The automaton.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Automaton {
    /// s: by how much each state's probability is above that of the state below.
    pub scale: f64,
    /// γ: how dear it is to go up.
    pub gamma: f64,
    /// How many states there are at most; 2 in most uses.
    pub states: usize,
}

impl Automaton {
    /// s unless another is given.
    pub const SCALE: f64 = 2.0;
    /// γ unless another is given.
    pub const GAMMA: f64 = 1.0;
    /// The states unless others are given.
    pub const STATES: usize = 2;
}

impl Default for Automaton {
    fn default() -> Self {
        Self { scale: Self::SCALE, gamma: Self::GAMMA, states: Self::STATES }
    }
}

/// A stretch of batches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Burst {
    /// The state that it reaches at least, from 1.
    pub level: usize,
    /// Its first batch.
    pub first: usize,
    /// Its last batch.
    pub last: usize,
    /// What it saves, in nats.
    pub weight: f64,
}

impl Automaton {
    /// Refuses settings under which there are no bursts.
    ///
    /// # Errors
    /// s not above 1, γ below 0, fewer than two states.
    pub fn check(&self) -> Result<()> {
        let refuse = |what: String, remedy: &str| Err(Error::argument(what, remedy));
        if !self.scale.is_finite() || self.scale <= 1.0 {
            return refuse(
                format!("bursts with s = {} are no more frequent", self.scale),
                "give s above 1, as 2",
            );
        }
        if !self.gamma.is_finite() || self.gamma < 0.0 {
            return refuse(format!("γ = {} is no cost", self.gamma), "give γ from 0 up, as 1");
        }
        if self.states < 2 {
            return refuse(format!("{} states have no burst", self.states), "give 2 states or more");
        }
        Ok(())
    }

    /// The probabilities of the states, none of them 1 or more; empty for a word that never stands.
    fn probabilities(&self, with: &[u64], all: &[u64]) -> Vec<f64> {
        let (with, all) = (with.iter().sum::<u64>() as f64, all.iter().sum::<u64>() as f64);
        if with == 0.0 {
            return Vec::new();
        }
        let states = (0..self.states).map(|state| with / all * self.scale.powi(state as i32));
        states.take_while(|&p| p < 1.0).collect()
    }

    /// The cheapest state of every batch: `with[t]` of `all[t]` papers have the word.
    pub fn sequence(&self, with: &[u64], all: &[u64]) -> Vec<usize> {
        let batches = with.len();
        let p = self.probabilities(with, all);
        if p.is_empty() || batches == 0 {
            return vec![0; batches];
        }
        let up = self.gamma * (batches as f64).ln();
        // The cheapest sequence up to here that ends in each state, and the state before on it.
        let mut costs: Vec<f64> =
            (0..p.len()).map(|state| state as f64 * up + cost(p[state], with[0], all[0])).collect();
        let mut before = Vec::with_capacity(batches);
        for batch in 1..batches {
            let mut next = Vec::with_capacity(p.len());
            let mut from = Vec::with_capacity(p.len());
            for (state, &p) in p.iter().enumerate() {
                let reach = |earlier: usize| costs[earlier] + state.saturating_sub(earlier) as f64 * up;
                let best =
                    (0..costs.len()).fold(0, |best, at| if reach(at) < reach(best) { at } else { best });
                next.push(reach(best) + cost(p, with[batch], all[batch]));
                from.push(best);
            }
            costs = next;
            before.push(from);
        }
        let mut state = (0..costs.len()).fold(0, |best, at| if costs[at] < costs[best] { at } else { best });
        let mut sequence = vec![state; batches];
        for batch in (1..batches).rev() {
            state = before[batch - 1][state];
            sequence[batch - 1] = state;
        }
        sequence
    }

    /// The bursts of a word, by their first batch, then by level.
    ///
    /// ```
    /// use citetrace::measures::bursts::Automaton;
    /// let found = Automaton::default().bursts(&[1, 1, 30, 40, 1, 1], &[100; 6]);
    /// assert_eq!((found.len(), found[0].first, found[0].last), (1, 2, 3));
    /// ```
    pub fn bursts(&self, with: &[u64], all: &[u64]) -> Vec<Burst> {
        let p = self.probabilities(with, all);
        let sequence = self.sequence(with, all);
        let mut found = Vec::new();
        for level in 1..p.len() {
            let saved = |t: usize| cost(p[level - 1], with[t], all[t]) - cost(p[level], with[t], all[t]);
            let mut batch = 0;
            while batch < sequence.len() {
                let length = sequence[batch..].iter().take_while(|&&state| state >= level).count();
                if length > 0 {
                    let (first, last) = (batch, batch + length - 1);
                    found.push(Burst { level, first, last, weight: (first..=last).map(saved).sum() });
                }
                batch += length.max(1);
            }
        }
        found.sort_by_key(|burst| (burst.first, burst.level));
        found
    }
}

/// σ without the binomial coefficient.
fn cost(p: f64, with: u64, all: u64) -> f64 {
    -(with as f64 * p.ln() + (all - with) as f64 * (1.0 - p).ln())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The cost of a sequence by the paper's formulas, binomial coefficients and all.
    fn total(automaton: &Automaton, sequence: &[usize], with: &[u64], all: &[u64]) -> f64 {
        let p0 = with.iter().sum::<u64>() as f64 / all.iter().sum::<u64>() as f64;
        let mut before = 0;
        let mut total = 0.0;
        for (t, &state) in sequence.iter().enumerate() {
            let p = p0 * automaton.scale.powi(state as i32);
            let choose: f64 = (0..with[t]).map(|i| (all[t] - i) as f64 / (i + 1) as f64).product();
            total -= (choose * p.powi(with[t] as i32) * (1.0 - p).powi((all[t] - with[t]) as i32)).ln();
            if state > before {
                total += (state - before) as f64 * automaton.gamma * (sequence.len() as f64).ln();
            }
            before = state;
        }
        total
    }

    proptest! {
        #[test]
        fn no_other_sequence_is_cheaper(
            batches in prop::collection::vec((0u64..9, 0u64..9), 1..7),
            states in 2usize..5,
            scale in 1.2f64..3.0,
            gamma in 0.0f64..2.0,
        ) {
            let (with, all): (Vec<u64>, Vec<u64>) = batches.iter().map(|&(r, more)| (r, r + more)).unzip();
            prop_assume!(with.iter().sum::<u64>() > 0 && with != all);
            let automaton = Automaton { scale, gamma, states };
            let existing = automaton.probabilities(&with, &all).len();
            let found = automaton.sequence(&with, &all);
            prop_assert!(found.iter().all(|&state| state < existing));
            let mut best = f64::INFINITY;
            for number in 0..existing.pow(with.len() as u32) {
                let other: Vec<usize> =
                    (0..with.len()).map(|t| number / existing.pow(t as u32) % existing).collect();
                best = best.min(total(&automaton, &other, &with, &all));
            }
            let cost = total(&automaton, &found, &with, &all);
            prop_assert!((cost - best).abs() <= 1e-9 * best.abs().max(1.0), "{} is not {}", cost, best);
        }
    }

    #[test]
    fn the_weight_is_what_the_burst_saves() {
        let (with, all) = ([0, 4, 0, 0], [10, 5, 10, 15]);
        let found = Automaton::default().bursts(&with, &all);
        // p₀ = 0.1, p₁ = 0.2: 4 ln 2 + ln (0.8/0.9).
        let expected = 4.0 * 2.0f64.ln() + (0.8f64 / 0.9).ln();
        assert!(found.len() == 1 && found[0].first == 1 && found[0].last == 1, "{found:?}");
        assert!((found[0].weight - expected).abs() < 1e-12);
        // Going up costs ln 4; with γ = 2 it costs more than the burst saves.
        assert!(Automaton { gamma: 2.0, ..Automaton::default() }.bursts(&with, &all).is_empty());
    }

    #[test]
    fn levels_are_nested() {
        let (with, all) = ([1, 1, 10, 50, 50, 10, 1, 1], [100; 8]);
        let found = Automaton { states: 3, ..Automaton::default() }.bursts(&with, &all);
        let levels: Vec<(usize, usize, usize)> = found.iter().map(|b| (b.level, b.first, b.last)).collect();
        assert_eq!(levels, [(1, 3, 4), (2, 3, 4)]);
    }

    #[test]
    fn a_word_on_most_papers_has_no_bursts() {
        assert!(Automaton::default().bursts(&[9, 10, 9], &[10; 3]).is_empty());
        assert!(Automaton::default().bursts(&[0, 0], &[10; 2]).is_empty());
        assert!(Automaton::default().bursts(&[], &[]).is_empty());
        for wrong in [
            Automaton { scale: 1.0, ..Automaton::default() },
            Automaton { gamma: -1.0, ..Automaton::default() },
            Automaton { states: 1, ..Automaton::default() },
        ] {
            assert!(wrong.check().is_err());
        }
    }
}
