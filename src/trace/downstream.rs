//! The causal citations among the reached papers, row by row, and what is summed over them: how many seeds reach a
//! paper, how many trails, and how much of the flow.
//!
//! trails(p) = Σ over h = 1…H of w_h(p), w_h(p) = Σ w_{h−1}(q) over causal references q of p, w_0 = 1 on the seeds;
//! flow the same with each step divided by references(p). Citations inside a strongly connected component are left
//! out of both, not out of `origins`. By dynamic programming: time O(H·(n + m)) of what is reached, for `origins`
//! O(H·(n + m)·⌈seeds / 64⌉) at worst; memory O(n + m).

use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use super::amount::Amount;
use super::causal::CausalGraph;
use crate::progress;

/// Who cites whom among the reached papers; papers are rows.
pub(super) struct Downstream {
    offsets: Vec<usize>,
    /// The citing rows of each row.
    citing: Vec<u32>,
    /// Beside `citing`, whether the citation is condensed; empty where none is.
    condensed: Vec<bool>,
}

impl Downstream {
    /// Collects the citations of all rows nearer than `hops`; what is cited at the last hop is never stepped from.
    pub(super) fn new(causal: &CausalGraph, papers: &[u32], hop: &[u32], row_of: &[u32], hops: u32) -> Self {
        let has_cycles = !causal.left_out().condensed.is_empty();
        let mut offsets = Vec::with_capacity(papers.len() + 1);
        offsets.push(0);
        let (mut citing, mut condensed) = (Vec::new(), Vec::new());
        for (row, &cited) in papers.iter().enumerate() {
            if hop[row] < hops {
                for paper in causal.cited_by(cited) {
                    citing.push(row_of[paper as usize]);
                    if has_cycles {
                        condensed.push(causal.is_condensed(paper, cited));
                    }
                }
            }
            offsets.push(citing.len());
        }
        Self { offsets, citing, condensed }
    }

    fn rows(&self) -> usize {
        self.offsets.len() - 1
    }

    fn cited_by(&self, row: u32) -> &[u32] {
        &self.citing[self.offsets[row as usize]..self.offsets[row as usize + 1]]
    }

    /// How many of the first `seeds` rows reach each row within `hops` steps; a seed reaches itself. Seeds go in
    /// blocks of 64 as the bits of a word, the blocks side by side; whole numbers add up to the same in any order.
    pub(super) fn origins(&self, seeds: usize, hops: u32) -> Vec<u32> {
        let counts: Vec<AtomicU32> = (0..self.rows()).map(|_| AtomicU32::new(0)).collect();
        let starts: Vec<usize> = (0..seeds).step_by(64).collect();
        let bar = progress::bar("origins", seeds as u64);
        starts.par_iter().for_each_init(
            || (vec![0u64; self.rows()], vec![0u64; self.rows()]),
            |(seen, news), &start| {
                let mut active: Vec<u32> = (start..seeds.min(start + 64)).map(|row| row as u32).collect();
                let mut frontier: Vec<u64> = (0..active.len()).map(|bit| 1 << bit).collect();
                for (&row, &bits) in active.iter().zip(&frontier) {
                    seen[row as usize] = bits;
                }
                let mut touched = active.clone();
                for _ in 0..hops {
                    let mut next = Vec::new();
                    for (&row, &bits) in active.iter().zip(&frontier) {
                        for &citing in self.cited_by(row) {
                            let fresh = bits & !seen[citing as usize];
                            if fresh != 0 {
                                if news[citing as usize] == 0 {
                                    next.push(citing);
                                }
                                news[citing as usize] |= fresh;
                            }
                        }
                    }
                    frontier.clear();
                    for &row in &next {
                        let row = row as usize;
                        if seen[row] == 0 {
                            touched.push(row as u32);
                        }
                        seen[row] |= news[row];
                        frontier.push(std::mem::take(&mut news[row]));
                    }
                    active = next;
                }
                for &row in &touched {
                    let bits = std::mem::take(&mut seen[row as usize]);
                    counts[row as usize].fetch_add(bits.count_ones(), Ordering::Relaxed);
                }
                bar.inc((seeds - start).min(64) as u64);
            },
        );
        bar.finish_and_clear();
        counts.into_iter().map(AtomicU32::into_inner).collect()
    }

    /// Trails and flow of each row, from the first `seeds` rows in 1 to `hops` steps. `references` are those of each
    /// row.
    pub(super) fn sums<A: Amount>(&self, seeds: usize, hops: u32, references: &[u32]) -> (Vec<A>, Vec<f64>) {
        let rows = self.rows();
        let (mut trails, mut flow) = (vec![A::ZERO; rows], vec![0.0; rows]);
        let mut next = vec![(A::ZERO, 0.0); rows];
        let mut active: Vec<(u32, A, f64)> = (0..seeds).map(|row| (row as u32, A::ONE, 1.0)).collect();
        for _ in 0..hops {
            let mut stepped = Vec::new();
            for &(row, walks, share) in &active {
                let range = self.offsets[row as usize]..self.offsets[row as usize + 1];
                for at in range {
                    if self.condensed.get(at).copied().unwrap_or(false) {
                        continue;
                    }
                    let citing = self.citing[at];
                    let (walks_there, share_there) = &mut next[citing as usize];
                    if walks_there.is_zero() {
                        stepped.push(citing);
                    }
                    walks_there.add(walks);
                    *share_there += share;
                }
            }
            // In order of rows, so that the sums do not depend on who was stepped on first.
            stepped.sort_unstable();
            active.clear();
            for row in stepped {
                let at = row as usize;
                let (walks, share) = std::mem::replace(&mut next[at], (A::ZERO, 0.0));
                let share = share / f64::from(references[at].max(1));
                trails[at].add(walks);
                flow[at] += share;
                active.push((row, walks, share));
            }
            if active.is_empty() {
                break;
            }
        }
        (trails, flow)
    }
}
