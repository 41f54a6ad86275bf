//! A trace on a corpus: the trails, the institutions reached, the evidence, the people, and what each step left.

use std::path::Path;

use polars::prelude::{DataFrame, PolarsResult};

use super::attrition::{AttritionStep, attrition, attrition_table};
use super::causal::CausalGraph;
use super::evidence::{Evidence, evidence, write_evidence};
use super::people::{LaterPaper, people, people_table};
use super::reached::{ReachedInstitution, institutions_table, reached_institutions};
use super::self_citations::WithoutSelf;
use super::tables::{Called, condensed_table, not_causal_table, trails_table};
use super::trails::{TraceSettings, Trails, trace_causal};
use super::watched::Watched;
use crate::corpus::Corpus;
use crate::corpus::tables::write_table;
use crate::date::PartialDate;
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::ids::PaperId;
use crate::places::watch::WatchMatcher;

/// All that a trace on a corpus finds.
#[derive(Debug)]
pub struct CorpusTrace<'a> {
    /// The corpus.
    pub corpus: &'a Corpus,
    /// The watch lists, tied to it.
    pub watched: Watched<'a>,
    /// How many citations it has, loops and repeats taken out.
    pub citations: usize,
    /// How it was traced.
    pub settings: TraceSettings,
    /// The date of each paper.
    pub dates: Vec<Option<PartialDate>>,
    /// The reached papers.
    pub trails: Trails,
    /// Which of them are reached without self-citations.
    pub without_self: WithoutSelf,
    /// The institutions reached.
    pub institutions: Vec<ReachedInstitution>,
    /// One object for each reached watch-listed (paper, institution).
    pub evidence: Vec<Evidence>,
    /// Authors of flagged papers with later papers at watch-listed institutions.
    pub people: Vec<LaterPaper>,
    /// What each step left.
    pub attrition: Vec<AttritionStep>,
}

impl<'a> CorpusTrace<'a> {
    /// Follows the flagged papers `seeds` downstream. Time O(H·(n + m)) and O(authorships); see
    /// [`super::trails`].
    ///
    /// # Errors
    /// Without seeds, or with a seed that is not in the corpus.
    pub fn new(
        corpus: &'a Corpus,
        seeds: &[PaperId],
        matcher: &'a WatchMatcher,
        settings: TraceSettings,
    ) -> Result<Self> {
        let dates: Vec<Option<PartialDate>> = corpus.papers.iter().map(|p| p.date).collect();
        let listed: Vec<u32> = corpus.papers.iter().map(|p| p.references_listed).collect();
        let edges: Vec<(u32, u32)> = corpus.citations.iter().map(|c| (c.citing.0, c.cited.0)).collect();
        let (graph, _) = Graph::directed(corpus.len(), &edges, None);
        let causal = CausalGraph::new(&graph, &dates, settings.time_respecting, settings.keep_undated)?;
        let numbers: Vec<u32> = seeds.iter().map(|seed| seed.0).collect();
        let trails = trace_causal(&causal, Some(&listed), &numbers, settings.hops)?;
        let without_self = WithoutSelf::new(corpus, &causal, &trails, settings.hops);
        let watched = Watched::new(corpus, matcher);
        let institutions = reached_institutions(corpus, &trails, &without_self, &watched);
        let evidence = evidence(corpus, &trails, &without_self, &watched);
        let people = people(corpus, seeds, &watched);
        let attrition = attrition(&causal, &trails, settings.hops, &without_self, &evidence);
        Ok(Self {
            corpus,
            watched,
            citations: graph.edges(),
            settings,
            dates,
            trails,
            without_self,
            institutions,
            evidence,
            people,
            attrition,
        })
    }

    /// The table `trails`.
    ///
    /// # Errors
    /// None but those of polars.
    pub fn trails_table(&self) -> PolarsResult<DataFrame> {
        trails_table(&self.trails, &self.dates, Called::Numbers, 0..self.trails.len())
    }

    /// The table `reached_institutions`.
    ///
    /// # Errors
    /// None but those of polars.
    pub fn institutions_table(&self) -> PolarsResult<DataFrame> {
        institutions_table(&self.institutions, self.corpus, &self.watched)
    }

    /// The table `people`, by pseudonym, and with names where they are asked for.
    ///
    /// # Errors
    /// None but those of polars.
    pub fn people_table(&self, names: bool) -> PolarsResult<DataFrame> {
        people_table(&self.people, names, self.corpus, &self.trails, &self.watched)
    }

    /// The table `attrition`.
    ///
    /// # Errors
    /// None but those of polars.
    pub fn attrition_table(&self) -> PolarsResult<DataFrame> {
        attrition_table(&self.attrition)
    }

    /// Writes `trails.parquet`, `not_causal.parquet`, `condensed_edges.parquet`, `reached_institutions.parquet`,
    /// `people.parquet`, `attrition.csv` and `evidence.jsonl` into `folder`.
    ///
    /// # Errors
    /// When the folder can't be written.
    pub fn write(&self, names: bool, folder: &Path) -> Result<()> {
        let write = |name: &str, frame: PolarsResult<DataFrame>| {
            let path = folder.join(name);
            write_table(&mut frame.map_err(Error::table(&path))?, &path)
        };
        let (trails, hops, dates) = (&self.trails, self.settings.hops, &self.dates);
        write("trails.parquet", self.trails_table())?;
        write("not_causal.parquet", not_causal_table(trails, hops, dates, Called::Numbers))?;
        write("condensed_edges.parquet", condensed_table(trails, hops, dates, Called::Numbers))?;
        write("reached_institutions.parquet", self.institutions_table())?;
        write("people.parquet", self.people_table(names))?;
        write("attrition.csv", self.attrition_table())?;
        write_evidence(&self.evidence, &folder.join("evidence.jsonl"))
    }
}
