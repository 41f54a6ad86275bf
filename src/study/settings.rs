//! A study's settings after its file was read and checked.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::bibliometrics::{CitationsBy, FieldBy};
use crate::claims::{ClaimKind, ClaimRule};
use crate::date::PartialDate;
use crate::flags::reviews::ReviewRule;
use crate::flags::{Resources, Rule, Window};
use crate::measures::Weights;
use crate::sources::ColumnMap;
use crate::trace::strata::FieldIs;

/// A study, read from its file by [`super::file::read`]. Every file that it names is there.
#[derive(Clone, Debug)]
pub struct Study {
    /// The study file.
    pub path: PathBuf,
    /// The folder that its paths are relative to.
    pub folder: PathBuf,
    /// Its name: also that of its folder under `notebooks-out/`.
    pub name: String,
    /// Lines for the head of the report.
    pub description: Vec<String>,
    /// Whether the records are invented; the report says so.
    pub synthetic: bool,
    /// The date up to which the records reach.
    pub as_of: Option<PartialDate>,
    /// Whether claims are of a census or a sample.
    pub kind: ClaimKind,
    /// What is read.
    pub corpus: CorpusFiles,
    /// When the papers of the study appeared.
    pub window: Window,
    /// The rules, in order.
    pub flags: Vec<Rule>,
    /// Claims of the study's own, in order.
    pub claims: Vec<ClaimRule>,
    /// Who decided about candidates.
    pub review: Option<ReviewFiles>,
    /// How to follow papers downstream.
    pub trace: Option<TraceStudy>,
    /// What to rank.
    pub rank: Option<RankStudy>,
    /// What to show.
    pub report: ReportStudy,
    /// The rule packs and watch lists that the rules name.
    pub resources: Resources,
    /// The files of those that do not come with the program.
    pub named: Vec<PathBuf>,
}

/// The files of the corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorpusFiles {
    /// The exports, in the order in which they are read.
    pub records: Vec<PathBuf>,
    /// The list of institutions.
    pub registry: Option<PathBuf>,
    /// The list of funders.
    pub funders: Option<PathBuf>,
    /// For CSV files of no known format: which column holds what.
    pub columns: Option<ColumnMap>,
    /// The folder `overrides` beside the study file, where there is one: corrections that are applied last.
    pub overrides: Option<PathBuf>,
    /// The CSV files in it.
    pub corrections: Vec<PathBuf>,
}

/// Reviewers' decisions and how they combine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewFiles {
    /// The CSV files.
    pub decisions: Vec<PathBuf>,
    /// How several decisions on one paper combine.
    pub rule: ReviewRule,
    /// Whose decision settles ties, or everything under [`ReviewRule::Adjudicator`].
    pub adjudicator: Option<String>,
}

/// `[trace]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceStudy {
    /// How many citation steps.
    pub hops: u32,
    /// Whether a citing paper must not be dated before the cited one.
    pub time_respecting: bool,
    /// Whether citations are followed where a date is unknown.
    pub keep_undated: bool,
    /// Which counts are given.
    pub self_citations: SelfCitations,
    /// The watch lists.
    pub watch_lists: Vec<PathBuf>,
    /// Matched unflagged papers for each flagged one; 0 for none.
    pub controls: u32,
    /// Random rewirings of the citations; 0 for none.
    pub rewirings: u32,
    /// What says which field a paper is of there; `None` for the first of venue and topic that at least half of the papers have.
    pub rewiring_field: Option<FieldIs>,
}

/// Whether self-citations count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SelfCitations {
    /// Counted with and without.
    #[default]
    Both,
    /// Counted.
    With,
    /// Left out.
    Without,
}

/// `[rank]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankStudy {
    /// Which networks.
    pub networks: Vec<String>,
    /// By which measures; each is computed on the networks for whose nodes it is defined.
    pub measures: Vec<String>,
    /// What says to which field a paper belongs; `None` for what at least half of the papers have.
    pub field: Option<FieldBy>,
    /// Whose count of citations the measures of papers, authors, institutions and countries take.
    pub citations: CitationsBy,
    /// How the measures use the weights of the networks.
    pub weights: Weights,
}

/// `[report]`.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportStudy {
    /// The figures in the order in which they are shown.
    pub figures: Vec<String>,
    /// How people are shown.
    pub people: People,
    /// Dated lines in the timeline.
    pub events: Vec<Event>,
    /// The least share of the last step at which a country gets a claim of its own.
    pub claims_from: f64,
    /// The least score of a match that is not uncertain.
    pub certain_from: f32,
}

impl ReportStudy {
    /// The least share unless the study states another.
    pub const CLAIMS_FROM: f64 = 0.05;
}

/// How people are shown in results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum People {
    /// By pseudonyms.
    #[default]
    Pseudonyms,
    /// By names.
    Names,
}

/// One dated line in the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub date: PartialDate,
    /// What.
    pub label: String,
}

impl Study {
    /// The study file and every file that it names, each once, in the order in which they are read.
    pub fn inputs(&self) -> Vec<PathBuf> {
        let mut files = vec![self.path.clone()];
        files.extend(self.corpus.records.iter().cloned());
        files.extend(self.corpus.registry.iter().chain(&self.corpus.funders).cloned());
        files.extend(self.corpus.corrections.iter().cloned());
        files.extend(self.named.iter().cloned());
        files.extend(self.review.iter().flat_map(|review| review.decisions.iter().cloned()));
        files.extend(self.trace.iter().flat_map(|trace| trace.watch_lists.iter().cloned()));
        let mut once: Vec<PathBuf> = Vec::new();
        for file in files {
            if !once.contains(&file) {
                once.push(file);
            }
        }
        once
    }

    /// The date up to which the records reach: as stated, or the window's end.
    pub fn as_of(&self) -> Option<PartialDate> {
        self.as_of.or(self.window.to)
    }
}
