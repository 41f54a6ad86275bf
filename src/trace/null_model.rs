//! How much more often flagged papers reach watch-listed institutions than they would if citations were drawn at random
//! inside field and year.
//!
//! The citations are rewired by [`super::exchange`], N times. Two numbers are compared, for any listed institution and for each: how many
//! flagged papers have, within H hops, a paper of the institution from a date on which it is listed (as in
//! [`super::base_rates`], here over all flagged papers), and how often such papers cite flagged ones. Expected is the mean over the draws;
//! p = (1 + draws with at least the observed number) / (1 + N), so it is never below 1 / (1 + N) (Davison and Hinkley 1997, *Bootstrap
//! Methods and their Application*, section 4.2); q is the false discovery rate over the institutions (Benjamini and Hochberg).
//! Where no citation on the way to an institution can be exchanged, all four are null with the reason.
//!
//! Time O(N · (exchanges + H · citations of what is downstream · ⌈flagged / 64⌉)), memory O(n + m) a thread.

use std::collections::BTreeSet;
use std::path::Path;

use polars::prelude::{DataFrame, PolarsResult};
use rayon::prelude::*;

use super::base_rates::listed_papers;
use super::causal::CausalGraph;
use super::exchange::{Exchangeable, Exchanges};
use super::listed_downstream::{Counts, Downstream, ListedPaper, Scratch};
use super::reached::called;
use super::statistics::benjamini_hochberg;
use super::strata::FieldIs;
use super::tables::column;
use super::trails::TraceSettings;
use super::watched::{Subject, Watched};
use crate::corpus::Corpus;
use crate::corpus::tables::write_table;
use crate::date::PartialDate;
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::ids::PaperId;
use crate::progress;

/// Why there is no expected number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoExpectation {
    /// The corpus has no paper of a listed institution.
    NothingListed,
    /// No citation on the way can be exchanged.
    NothingToExchange,
}

impl NoExpectation {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NothingListed => "no paper has an institution that is listed at its date",
            Self::NothingToExchange => {
                "no citation on the way to it can be exchanged: its field and year have too few"
            }
        }
    }
}

/// How to rewire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rewiring {
    /// How many draws.
    pub draws: u32,
    /// What says which field a paper is of; `None` for the first of venue and topic that at least half of the papers have.
    pub field: Option<FieldIs>,
    /// The seed of the draws.
    pub seed: u64,
}

/// A number of the records beside the same number in the draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beside {
    /// In the records.
    pub observed: u32,
    /// What the draws say, or why they say nothing.
    pub drawn: std::result::Result<Drawn, NoExpectation>,
}

/// A number in the draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// The mean.
    pub expected: f64,
    /// The standard deviation; `None` of one draw.
    pub deviation: Option<f64>,
    /// The share of draws with at least the observed number, the records among them.
    pub p: f64,
    /// The false discovery rate over the institutions; `None` for any of them.
    pub q: Option<f64>,
}

impl Beside {
    /// Observed / expected; `None` where nothing is expected or nothing can be exchanged.
    pub fn ratio(&self) -> Option<f64> {
        let expected = self.drawn.ok()?.expected;
        (expected > 0.0).then(|| f64::from(self.observed) / expected)
    }

    /// Why a number is null: nothing can be expected, or nothing is.
    fn why_null(&self) -> Option<&'static str> {
        match (self.drawn, self.ratio()) {
            (Err(why), _) => Some(why.as_str()),
            (Ok(_), None) => Some("no ratio: nothing is expected"),
            _ => None,
        }
    }

    fn new(observed: u32, drawn: &[u32]) -> Self {
        let draws = drawn.len() as f64;
        let sum: u64 = drawn.iter().map(|n| u64::from(*n)).sum();
        let expected = sum as f64 / draws;
        let squares: f64 = drawn.iter().map(|n| (f64::from(*n) - expected).powi(2)).sum();
        let deviation = (drawn.len() > 1).then(|| (squares / (draws - 1.0)).sqrt());
        let as_many = drawn.iter().filter(|n| **n >= observed).count();
        let p = (1 + as_many) as f64 / (1.0 + draws);
        Self { observed, drawn: Ok(Drawn { expected, deviation, p, q: None }) }
    }
}

/// One institution, or any of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// The institution; `None` for any of them.
    pub subject: Option<Subject>,
    /// Flagged papers that reach it.
    pub reached: Beside,
    /// Its citations of flagged papers.
    pub citations: Beside,
}

/// What the draws say.
#[derive(Clone, Debug, PartialEq)]
pub struct NullModel {
    /// What said which field a paper is of.
    pub field: FieldIs,
    /// How many draws were made.
    pub draws: u32,
    /// How many flagged papers there are.
    pub flagged: u32,
    /// How many causal citations the corpus has.
    pub citations: u64,
    /// How many of them can be exchanged.
    pub exchangeable: u64,
    /// How many pairs of classes (citing and cited field and year) there are.
    pub pairs: u64,
    /// In how many of them citations can be exchanged.
    pub pairs_exchangeable: u64,
    /// What became of all attempts.
    pub exchanges: Exchanges,
    /// For any listed institution first, then for each that reaches flagged papers in the records or in a draw.
    pub rows: Vec<Expectation>,
}

impl NullModel {
    /// Rewires the citations of `corpus` and counts.
    ///
    /// # Errors
    /// As [`CausalGraph::new`]; and without draws.
    pub fn new(
        corpus: &Corpus,
        flagged: &[PaperId],
        watched: &Watched,
        settings: TraceSettings,
        rewiring: Rewiring,
    ) -> Result<Self> {
        if rewiring.draws == 0 {
            return Err(Error::argument("no draw says nothing", "give one rewiring or more"));
        }
        let dates: Vec<Option<PartialDate>> = corpus.papers.iter().map(|p| p.date).collect();
        let edges: Vec<(u32, u32)> = corpus.citations.iter().map(|c| (c.citing.0, c.cited.0)).collect();
        let (graph, _) = Graph::directed(corpus.len(), &edges, None);
        let causal = CausalGraph::new(&graph, &dates, settings.time_respecting, settings.keep_undated)?;
        let field = rewiring.field.unwrap_or_else(|| FieldIs::of(corpus));
        let exchangeable = Exchangeable::new(&causal, &field.classes(corpus));

        let on_papers = listed_papers(corpus, watched);
        let subjects: Vec<Subject> = on_papers
            .iter()
            .flat_map(|listed| listed.2.iter().copied())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let number = |subject: &Subject| subjects.binary_search(subject).ok();
        let listed: Vec<ListedPaper> =
            on_papers.iter().map(|l| (l.0, l.2.iter().filter_map(number).collect())).collect();
        let mut flagged: Vec<u32> = flagged.iter().map(|paper| paper.0).collect();
        flagged.sort_unstable();
        flagged.dedup();
        let downstream = Downstream {
            first: &exchangeable.first,
            flagged: &flagged,
            listed: &listed,
            institutions: subjects.len(),
            hops: settings.hops,
        };
        let observed = downstream.count(&exchangeable.citing, &mut Scratch::new(corpus.len()));
        let (drawn, exchanges) = draws(&exchangeable, &downstream, rewiring);
        let can_vary = CanVary::new(&causal, &exchangeable, &listed, subjects.len(), settings.hops);
        Ok(Self {
            field,
            draws: rewiring.draws,
            flagged: flagged.len() as u32,
            citations: exchangeable.citing.len() as u64,
            exchangeable: exchangeable.citations() as u64,
            pairs: exchangeable.pairs as u64,
            pairs_exchangeable: exchangeable.groups.len() as u64,
            exchanges,
            rows: rows(&subjects, &observed, &drawn, &can_vary),
        })
    }

    /// What was rewired, in words.
    pub fn summary(&self) -> String {
        let done = self.exchanges;
        let field = match self.field {
            FieldIs::Venue => "its venue",
            FieldIs::Topic => "its first topic",
            FieldIs::All => "the same for all papers",
        };
        format!(
            "{} draws; a paper's field is {field}. {} of {} citations in time can be exchanged, in {} of {} pairs of citing and \
             cited field and year; the others stay as they are. Of {} exchanges tried {} were made; {} would have changed \
             nothing, {} would have repeated a citation, {} would have cited against time.",
            self.draws,
            self.exchangeable,
            self.citations,
            self.pairs_exchangeable,
            self.pairs,
            done.tried,
            done.made,
            done.without_effect,
            done.repeated,
            done.against_time
        )
    }

    /// The table `rewiring`: flagged papers that reach an institution; `name` is null in the row for any listed one.
    ///
    /// # Errors
    /// None but those of polars.
    pub fn table(&self, corpus: &Corpus, watched: &Watched) -> PolarsResult<DataFrame> {
        self.table_of(|row| row.reached, corpus, watched)
    }

    /// The table `rewiring_citations`: the same of the institution's own citations of flagged papers.
    ///
    /// # Errors
    /// None but those of polars.
    pub fn citations_table(&self, corpus: &Corpus, watched: &Watched) -> PolarsResult<DataFrame> {
        self.table_of(|row| row.citations, corpus, watched)
    }

    fn table_of(
        &self,
        of: fn(&Expectation) -> Beside,
        corpus: &Corpus,
        watched: &Watched,
    ) -> PolarsResult<DataFrame> {
        let rows = &self.rows;
        let who: Vec<_> = rows.iter().map(|r| r.subject.map(|s| called(s, corpus, watched))).collect();
        let drawn = |name: &str, value: fn(Drawn) -> Option<f64>| {
            let values = rows.iter().map(|r| of(r).drawn.ok().and_then(value));
            column(name, values.collect::<Vec<Option<f64>>>())
        };
        let columns = vec![
            column("institution", who.iter().map(|w| w.and_then(|w| w.0)).collect::<Vec<Option<u32>>>()),
            column("name", who.iter().map(|w| w.map(|w| w.2)).collect::<Vec<Option<&str>>>()),
            column("flagged", vec![self.flagged; rows.len()]),
            column("observed", rows.iter().map(|r| of(r).observed).collect::<Vec<u32>>()),
            drawn("expected", |d| Some(d.expected)),
            drawn("deviation", |d| d.deviation),
            column("ratio", rows.iter().map(|r| of(r).ratio()).collect::<Vec<Option<f64>>>()),
            drawn("p", |d| Some(d.p)),
            drawn("q", |d| d.q),
            column("why_null", rows.iter().map(|r| of(r).why_null()).collect::<Vec<Option<&str>>>()),
        ];
        DataFrame::new(rows.len(), columns)
    }

    /// Writes `rewiring.parquet` and `rewiring_citations.parquet` into `folder`.
    ///
    /// # Errors
    /// When the folder can't be written.
    pub fn write(&self, corpus: &Corpus, watched: &Watched, folder: &Path) -> Result<()> {
        let write = |name: &str, frame: PolarsResult<DataFrame>| {
            let path = folder.join(name);
            write_table(&mut frame.map_err(Error::table(&path))?, &path)
        };
        write("rewiring.parquet", self.table(corpus, watched))?;
        write("rewiring_citations.parquet", self.citations_table(corpus, watched))
    }
}

/// The counts of every draw, in order. The records lead to a hub, and from there each draw goes its own way.
fn draws(
    exchangeable: &Exchangeable,
    downstream: &Downstream,
    rewiring: Rewiring,
) -> (Vec<Counts>, Exchanges) {
    let mut hub = exchangeable.citing.clone();
    let to_hub = exchangeable.rewire(&mut hub, rewiring.seed, 0);
    let papers = exchangeable.first.len() - 1;
    let bar = progress::bar("rewirings", u64::from(rewiring.draws));
    let found: Vec<(Counts, Exchanges)> = (1..=u64::from(rewiring.draws))
        .into_par_iter()
        .map_init(
            || (Scratch::new(papers), Vec::new()),
            |(scratch, citing), draw| {
                citing.clone_from(&hub);
                let exchanges = exchangeable.rewire(citing, rewiring.seed, draw);
                let counts = downstream.count(citing, scratch);
                bar.inc(1);
                (counts, exchanges)
            },
        )
        .collect();
    bar.finish_and_clear();
    let exchanges = found.iter().fold(to_hub, |sum, (_, exchanges)| sum.and(*exchanges));
    (found.into_iter().map(|(counts, _)| counts).collect(), exchanges)
}

/// Whose numbers a rewiring can change, any institution first.
struct CanVary {
    reached: Vec<bool>,
    citations: Vec<bool>,
}

impl CanVary {
    /// A number can change where a citation that can be exchanged starts at a listed paper, or, for what is reached, at a paper that one
    /// rests on in fewer than `hops` steps.
    fn new(
        causal: &CausalGraph,
        exchangeable: &Exchangeable,
        listed: &[ListedPaper],
        institutions: usize,
        hops: u32,
    ) -> Self {
        let can_cite_another = exchangeable.can_cite_another();
        let varies = |papers: &BTreeSet<u32>| papers.iter().any(|paper| can_cite_another[*paper as usize]);
        let (mut reached, mut citations) = (Vec::new(), Vec::new());
        for row in 0..=institutions {
            let of_row = listed.iter().filter(|l| row == 0 || l.1.contains(&(row - 1)));
            let mut upstream: BTreeSet<u32> = of_row.map(|l| l.0).collect();
            citations.push(varies(&upstream));
            let mut front: Vec<u32> = upstream.iter().copied().collect();
            for _ in 1..hops {
                let cited = front.iter().flat_map(|citing| causal.references(*citing));
                front = cited.filter(|cited| upstream.insert(*cited)).collect();
            }
            reached.push(varies(&upstream));
        }
        Self { reached, citations }
    }
}

fn rows(subjects: &[Subject], observed: &Counts, drawn: &[Counts], can_vary: &CanVary) -> Vec<Expectation> {
    let why =
        if subjects.is_empty() { NoExpectation::NothingListed } else { NoExpectation::NothingToExchange };
    let beside = |row: usize, can_vary: &[bool], of: fn(&Counts) -> &[u32]| {
        let draws: Vec<u32> = drawn.iter().map(|counts| of(counts)[row]).collect();
        let observed = of(observed)[row];
        if can_vary[row] { Beside::new(observed, &draws) } else { Beside { observed, drawn: Err(why) } }
    };
    let mut rows: Vec<Expectation> = (0..=subjects.len())
        .filter(|&row| {
            row == 0 || observed.reached[row] > 0 || drawn.iter().any(|counts| counts.reached[row] > 0)
        })
        .map(|row| Expectation {
            subject: row.checked_sub(1).map(|at| subjects[at]),
            reached: beside(row, &can_vary.reached, |counts| &counts.reached),
            citations: beside(row, &can_vary.citations, |counts| &counts.citations),
        })
        .collect();
    let institutions = &mut rows[1..];
    discoveries(institutions.iter_mut().filter_map(|row| row.reached.drawn.as_mut().ok()).collect());
    discoveries(institutions.iter_mut().filter_map(|row| row.citations.drawn.as_mut().ok()).collect());
    rows
}

/// Fills in the false discovery rate over the institutions that have a p value.
fn discoveries(drawn: Vec<&mut Drawn>) {
    let p_values: Vec<f64> = drawn.iter().map(|d| d.p).collect();
    drawn.into_iter().zip(benjamini_hochberg(&p_values)).for_each(|(drawn, q)| drawn.q = Some(q));
}
