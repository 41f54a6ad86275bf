//! What a trace reaches when self-citations are left out: citations between two papers that share an author, or an
//! institution.
//!
//! A self-citation is judged at each step, so a chain counts without them when none of its steps is one. Authors are
//! compared as the corpus tells them apart; an author known by name only is shared with no other paper.
//! Time O(n + m) of what is reached, for each of the three counts.

use super::causal::CausalGraph;
use super::trails::Trails;
use crate::corpus::Corpus;
use crate::ids::PaperId;

/// Which papers of a trace, row by row, are still reached within its hops.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WithoutSelf {
    /// When no step may be between papers that share an author.
    pub by_author: Vec<bool>,
    /// When no step may be between papers that share an institution.
    pub by_institution: Vec<bool>,
    /// When no step may be either.
    pub by_either: Vec<bool>,
}

impl WithoutSelf {
    /// Goes through the trace three times more.
    pub fn new(corpus: &Corpus, causal: &CausalGraph, trails: &Trails, hops: u32) -> Self {
        let authors = of_rows(corpus, trails, |at| corpus.authorships[at].author.map(|a| a.0));
        let institutions = of_rows(corpus, trails, |at| corpus.authorships[at].institution.map(|i| i.0));
        let by_author = |a: usize, b: usize| shares(&authors[a], &authors[b]);
        let by_institution = |a: usize, b: usize| shares(&institutions[a], &institutions[b]);
        Self {
            by_author: reached(causal, trails, hops, by_author),
            by_institution: reached(causal, trails, hops, by_institution),
            by_either: reached(causal, trails, hops, |a, b| by_author(a, b) || by_institution(a, b)),
        }
    }
}

/// For each row who stands on its paper, ascending.
fn of_rows(corpus: &Corpus, trails: &Trails, of: impl Fn(usize) -> Option<u32>) -> Vec<Vec<u32>> {
    let on_paper = |paper: &u32| {
        let first = corpus.authorships.partition_point(|a| a.paper < PaperId(*paper));
        let rows = corpus.authorships_of(PaperId(*paper)).len();
        let mut members: Vec<u32> = (first..first + rows).filter_map(&of).collect();
        members.sort_unstable();
        members.dedup();
        members
    };
    trails.papers.iter().map(on_paper).collect()
}

/// Whether two ascending lists share a member.
fn shares(a: &[u32], b: &[u32]) -> bool {
    let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    few.iter().any(|member| many.binary_search(member).is_ok())
}

/// Breadth first over the rows of the trace, without the steps (of two rows) that are `left_out`.
fn reached(
    causal: &CausalGraph,
    trails: &Trails,
    hops: u32,
    left_out: impl Fn(usize, usize) -> bool,
) -> Vec<bool> {
    let mut is_reached: Vec<bool> = trails.hop.iter().map(|hop| *hop == 0).collect();
    let mut nearer: Vec<usize> = (0..trails.len()).filter(|row| trails.hop[*row] == 0).collect();
    for _ in 0..hops {
        let mut farther = Vec::new();
        for cited in nearer {
            for paper in causal.cited_by(trails.papers[cited]) {
                if let Some(citing) = trails.row(paper).filter(|row| !is_reached[*row])
                    && !left_out(citing, cited)
                {
                    is_reached[citing] = true;
                    farther.push(citing);
                }
            }
        }
        nearer = farther;
    }
    is_reached
}
