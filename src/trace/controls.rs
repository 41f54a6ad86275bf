//! Matched controls: for each flagged paper unflagged ones that had the same chance of being built upon.
//!
//! A control is of the same kind and year, has about as many citations in the corpus (within 2, or within half of the
//! flagged paper's number), and of those the ones nearest in field are taken: the cosine between the papers'
//! keywords, topics and venue, each weighted by ln(papers / papers that have it). Where a flagged paper has too few
//! such, the net is widened step by step, and each pair says how far ([`Widened`]). A control may serve several
//! flagged papers. Time O(Σ over flagged papers of the postings of their terms and the papers of their years).

use std::collections::BTreeMap;

use hashbrown::HashMap;
use polars::prelude::{DataFrame, PolarsResult};

use super::tables::column;
use crate::corpus::Corpus;
use crate::graph::Graph;
use crate::ids::PaperId;
use crate::progress;

/// How far the net was cast for a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Widened {
    /// The same year, about as many citations.
    No,
    /// The year before or after, about as many citations.
    Years,
    /// The year before or after, any number of citations.
    Citations,
    /// Up to three years apart, any number of citations.
    Far,
}

impl Widened {
    const ALL: [Self; 4] = [Self::No, Self::Years, Self::Citations, Self::Far];

    /// The words written into the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Years => "years",
            Self::Citations => "years, citations",
            Self::Far => "three years, citations",
        }
    }

    fn years(self) -> i16 {
        match self {
            Self::No => 0,
            Self::Years | Self::Citations => 1,
            Self::Far => 3,
        }
    }

    fn any_citations(self) -> bool {
        matches!(self, Self::Citations | Self::Far)
    }
}

/// One control of one flagged paper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Control {
    /// The unflagged paper.
    pub paper: PaperId,
    /// How far the net was cast.
    pub widened: Widened,
    /// How near in field, 0 to 1; 0 where the two share no term.
    pub similarity: f64,
}

/// A flagged paper with its controls.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchedSet {
    /// The flagged paper.
    pub flagged: PaperId,
    /// Its controls, best first; fewer than asked for where the corpus has no more, none where it has no date.
    pub controls: Vec<Control>,
}

/// Finds up to `per_flagged` controls for each flagged paper. `graph` is that of the citations.
pub fn matched_controls(
    corpus: &Corpus,
    graph: &Graph,
    flagged: &[PaperId],
    per_flagged: usize,
) -> Vec<MatchedSet> {
    let terms = Terms::new(corpus);
    let mut is_taken = vec![false; corpus.len()];
    for paper in flagged {
        is_taken[paper.index()] = true;
    }
    let mut stratum = BTreeMap::<(i16, Option<&str>), Vec<u32>>::new();
    for (number, paper) in corpus.papers.iter().enumerate() {
        if let Some(date) = paper.date.filter(|_| !is_taken[number]) {
            stratum.entry((date.year_number(), paper.kind.as_deref())).or_default().push(number as u32);
        }
    }
    let mut similarity = vec![0.0; corpus.len()];
    let mut find = |flagged: PaperId| {
        let record = &corpus.papers[flagged.index()];
        let Some(date) = record.date else { return MatchedSet { flagged, controls: Vec::new() } };
        let touched = terms.similar(flagged.0, &mut similarity);
        let citations = |paper: u32| graph.cited_by(paper).len() as f64;
        let own = citations(flagged.0);
        let mut controls: Vec<Control> = Vec::new();
        for widened in Widened::ALL {
            if controls.len() >= per_flagged {
                break;
            }
            let span = widened.years();
            let years = date.year_number().saturating_sub(span)..=date.year_number().saturating_add(span);
            let papers = years.filter_map(|year| stratum.get(&(year, record.kind.as_deref()))).flatten();
            let mut candidates: Vec<(f64, f64, u32)> = papers
                .filter(|paper| {
                    widened.any_citations() || (citations(**paper) - own).abs() <= (own / 2.0).max(2.0)
                })
                .filter(|paper| is_free(&controls, **paper))
                .map(|&paper| {
                    (-similarity[paper as usize], ((citations(paper) + 1.0) / (own + 1.0)).ln().abs(), paper)
                })
                .collect();
            candidates
                .sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
            let more = candidates.into_iter().take(per_flagged - controls.len());
            let more: Vec<Control> =
                more.map(|c| Control { paper: PaperId(c.2), widened, similarity: -c.0 }).collect();
            controls.extend(more);
        }
        for paper in touched {
            similarity[paper as usize] = 0.0;
        }
        MatchedSet { flagged, controls }
    };
    let bar = progress::bar("controls", flagged.len() as u64);
    let sets = flagged
        .iter()
        .map(|paper| {
            let set = find(*paper);
            bar.inc(1);
            set
        })
        .collect();
    bar.finish_and_clear();
    sets
}

fn is_free(controls: &[Control], paper: u32) -> bool {
    controls.iter().all(|control| control.paper.0 != paper)
}

/// What says which field a paper is in: its keywords, topics and venue, folded to lower case.
struct Terms {
    of_paper: Vec<Vec<u32>>,
    papers_with: Vec<Vec<u32>>,
    /// For each paper the length of its vector of weights.
    length: Vec<f64>,
}

impl Terms {
    fn new(corpus: &Corpus) -> Self {
        let mut numbers = HashMap::<String, u32>::new();
        let mut papers_with: Vec<Vec<u32>> = Vec::new();
        let mut of_paper = Vec::with_capacity(corpus.len());
        for (paper, record) in corpus.papers.iter().enumerate() {
            let words = record.keywords.iter().chain(&record.topics).map(|term| term.trim().to_lowercase());
            // A venue called like a keyword is still another term.
            let venue = record.venue.iter().map(|venue| format!("\u{1}{}", venue.trim().to_lowercase()));
            let mut own: Vec<u32> = Vec::new();
            for term in words.chain(venue) {
                let next = papers_with.len() as u32;
                let number = *numbers.entry(term).or_insert(next);
                if number == next {
                    papers_with.push(Vec::new());
                }
                if !own.contains(&number) {
                    own.push(number);
                    papers_with[number as usize].push(paper as u32);
                }
            }
            of_paper.push(own);
        }
        let mut terms = Self { of_paper, papers_with, length: Vec::new() };
        let length = |own: &Vec<u32>| own.iter().map(|term| terms.weight(*term).powi(2)).sum::<f64>().sqrt();
        terms.length = terms.of_paper.iter().map(length).collect();
        terms
    }

    fn weight(&self, term: u32) -> f64 {
        (self.of_paper.len() as f64 / self.papers_with[term as usize].len() as f64).ln()
    }

    /// Puts the cosine with `paper` into `similarity`, which is all 0 before; returns whose it set.
    fn similar(&self, paper: u32, similarity: &mut [f64]) -> Vec<u32> {
        let mut touched = Vec::new();
        for &term in &self.of_paper[paper as usize] {
            let weight = self.weight(term).powi(2);
            for &other in &self.papers_with[term as usize] {
                if similarity[other as usize] == 0.0 {
                    touched.push(other);
                }
                similarity[other as usize] += weight;
            }
        }
        touched.sort_unstable();
        touched.dedup();
        for &other in &touched {
            let lengths = self.length[paper as usize] * self.length[other as usize];
            let cosine = if lengths > 0.0 { similarity[other as usize] / lengths } else { 0.0 };
            similarity[other as usize] = cosine;
        }
        touched
    }
}

/// The table `controls`: a row for each pair.
pub fn controls_table(sets: &[MatchedSet], graph: &Graph) -> PolarsResult<DataFrame> {
    let pairs: Vec<(PaperId, Control)> =
        sets.iter().flat_map(|set| set.controls.iter().map(|control| (set.flagged, *control))).collect();
    let citations = |paper: PaperId| graph.cited_by(paper.0).len() as u32;
    let columns = vec![
        column("flagged", pairs.iter().map(|p| p.0.0).collect::<Vec<u32>>()),
        column("control", pairs.iter().map(|p| p.1.paper.0).collect::<Vec<u32>>()),
        column("flagged_citations", pairs.iter().map(|p| citations(p.0)).collect::<Vec<u32>>()),
        column("control_citations", pairs.iter().map(|p| citations(p.1.paper)).collect::<Vec<u32>>()),
        column("field_similarity", pairs.iter().map(|p| p.1.similarity).collect::<Vec<f64>>()),
        column("widened", pairs.iter().map(|p| p.1.widened.as_str()).collect::<Vec<&str>>()),
    ];
    DataFrame::new(pairs.len(), columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::schema::Paper;

    fn paper(year: &str, kind: &str, keywords: &[&str]) -> Paper {
        Paper {
            date: year.parse().ok(),
            kind: Some(kind.to_owned()),
            keywords: keywords.iter().map(|k| (*k).to_owned()).collect(),
            ..Paper::default()
        }
    }

    #[test]
    fn the_nearest_of_the_same_year_and_kind_come_first() {
        let papers = vec![
            paper("2017", "article", &["Cracks", "plates"]),
            paper("2017", "article", &["history"]),
            paper("2017", "article", &["cracks", "plates"]),
            paper("2017", "review", &["cracks", "plates"]),
            paper("2018", "article", &["cracks", "plates"]),
            paper("2017", "article", &["plates", "soil"]),
            paper("", "article", &["cracks", "plates"]),
            paper("2021", "article", &["cracks", "plates"]),
            paper("2017", "article", &["cracks", "plates"]),
        ];
        let corpus = Corpus { papers, ..Corpus::default() };
        // Paper 8 is as near as 2 but has three citations more than the flagged one.
        let (graph, _) = Graph::directed(9, &[(3, 8), (4, 8), (7, 8)], None);
        let sets = matched_controls(&corpus, &graph, &[PaperId(0), PaperId(6)], 9);
        let found: Vec<(u32, Widened)> = sets[0].controls.iter().map(|c| (c.paper.0, c.widened)).collect();
        assert_eq!(
            found,
            [
                (2, Widened::No),
                (5, Widened::No),
                (1, Widened::No),
                (4, Widened::Years),
                (8, Widened::Citations)
            ]
        );
        assert!((sets[0].controls[0].similarity - 1.0).abs() < 1e-12);
        assert_eq!(sets[0].controls[2].similarity, 0.0);
        assert_eq!(sets[1].controls, []);
        let fewer = matched_controls(&corpus, &graph, &[PaperId(0)], 2);
        assert_eq!(fewer[0].controls, sets[0].controls[..2]);
    }
}
