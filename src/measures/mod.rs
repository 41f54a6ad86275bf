//! Floor 5: one file a measure; a measure knows a graph and nothing of papers.
//!
//! A new measure is one file with a `compute` and one line in each list of this one. The definitions are those of
//! networkx on the same graph unless the file says otherwise, and so is the use of weights (`weights.rs`).

pub mod betweenness;
pub mod bibliography;
pub mod bursts;
pub mod citation_age;
pub mod clustering;
pub mod component;
pub mod core;
pub mod credit;
pub mod degree;
mod dijkstra;
pub mod disruption;
pub mod distance;
mod distance_sample;
mod dominant;
pub mod effort;
pub mod eigenvector;
pub mod frame;
pub mod growth;
pub mod h_index;
pub mod hits;
pub mod katz;
pub mod normalised;
pub mod pagerank;
mod paths;
pub mod reference_years;
mod sampling;
#[cfg(test)]
mod small_graphs;
mod solve;
pub mod weighted_distance;
mod weighted_paths;
pub mod weights;

pub use bibliography::Bibliography;
pub use weights::Weights;

use std::fmt;
use std::str::FromStr;

use crate::date::PartialDate;
use crate::error::{Error, Result};
use crate::graph::Graph;

macro_rules! measures {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// What can be computed for every node of a graph.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Measure {
            $($(#[$doc])* $variant,)*
        }

        impl Measure {
            /// All of them, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name of its column.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

measures! {
    /// Citations received.
    InDegree = "in_degree",
    /// References given.
    OutDegree = "out_degree",
    /// The share of a reader's time who follows references and now and then starts anew.
    Pagerank = "pagerank",
    /// The same for a reader who starts anew only at listed nodes.
    PersonalizedPagerank = "personalized_pagerank",
    /// Points to good authorities.
    HitsHub = "hits_hub",
    /// Is pointed to by good hubs.
    HitsAuthority = "hits_authority",
    /// Neighbour of central neighbours.
    Eigenvector = "eigenvector",
    /// Walks that end at the node, the longer the less they count.
    Katz = "katz",
    /// Shortest paths through the node.
    Betweenness = "betweenness",
    /// How near the papers are that reach the node.
    Closeness = "closeness",
    /// The same by inverse distances.
    Harmonic = "harmonic",
    /// How deep the node stands in the dense parts.
    Core = "core",
    /// How many of its neighbours are neighbours.
    Clustering = "clustering",
    /// The part of the graph in which the node stands.
    Component = "component",
    /// Whether later papers cite it instead of its references.
    Disruption = "disruption",
    /// Citations as a multiple of the mean of the paper's field and year.
    CitationsNormalised = "citations_normalised",
    /// Where the paper stands among those of its field and year.
    CitationPercentile = "citation_percentile",
    /// So many papers with so many citations.
    HIndex = "h_index",
    /// Papers, each counted in full.
    PapersFull = "papers_full",
    /// Papers, each shared among its members.
    PapersFractional = "papers_fractional",
    /// Citations of the papers, each counted in full.
    CitationsFull = "citations_full",
    /// Citations of the papers, each shared among the paper's members.
    CitationsFractional = "citations_fractional",
}

impl Measure {
    /// Computes the measure's column (betweenness on a sample has a second one, its standard error).
    ///
    /// # Errors
    /// Settings under which the measure has no answer (damping 1, Katz past convergence), weights that mean nothing to it, with
    /// the remedy.
    pub fn compute(self, graph: &Graph, settings: &Settings) -> Result<Vec<Column>> {
        self.compute_shared(graph, settings, &mut Shared::default())
    }

    fn compute_shared(self, graph: &Graph, settings: &Settings, shared: &mut Shared) -> Result<Vec<Column>> {
        let name = self.as_str();
        let role = weights::role(self, graph, settings.weights)?;
        let weighted = role.is_some();
        Ok(match self {
            Self::InDegree if weighted => vec![Column::reals(name, degree::in_strength(graph))],
            Self::InDegree => vec![Column::counts(name, degree::in_degree(graph))],
            Self::OutDegree if weighted => vec![Column::reals(name, degree::out_strength(graph))],
            Self::OutDegree => vec![Column::counts(name, degree::out_degree(graph))],
            Self::Pagerank => vec![Column::reals(name, pagerank::pagerank(graph, settings.damping)?)],
            Self::PersonalizedPagerank => {
                let values = pagerank::personalized_pagerank(graph, settings.damping, &settings.restart)?;
                vec![Column::reals(name, values)]
            }
            Self::HitsHub => vec![shared.hits(graph).0.clone()],
            Self::HitsAuthority => vec![shared.hits(graph).1.clone()],
            Self::Eigenvector => vec![eigenvector::column(graph, weighted)],
            Self::Katz => vec![katz::column(graph, settings.alpha, weighted)?],
            Self::Betweenness => {
                let lengths = weights::lengths(graph, role);
                betweenness::columns(graph, lengths.as_deref(), settings)?
            }
            Self::Closeness | Self::Harmonic => {
                let lengths = weights::lengths(graph, role);
                self.of_distances(graph, lengths.as_deref(), settings, shared)?
            }
            Self::Core => vec![Column::counts(name, core::core(graph))],
            Self::Clustering if weighted => vec![clustering::weighted_column(graph)],
            Self::Clustering => vec![Column::reals(name, clustering::clustering(graph))],
            Self::Component => vec![Column::counts(name, component::component(graph))],
            Self::Disruption => vec![disruption::column(graph, settings)?],
            _ => vec![self.of_bibliography(graph.nodes(), &settings.bibliography)],
        })
    }

    /// Closeness or harmonic.
    fn of_distances(
        self,
        graph: &Graph,
        lengths: Option<&[f64]>,
        settings: &Settings,
        shared: &mut Shared,
    ) -> Result<Vec<Column>> {
        Ok(match (shared.distances(graph, lengths, settings)?, self) {
            (Distances::All(sums), Self::Closeness) => vec![sums.closeness_column()],
            (Distances::All(sums), _) => vec![sums.harmonic_column()],
            (Distances::AllByLength(sums), Self::Closeness) => {
                vec![Column::reals(self.as_str(), sums.closeness().0)]
            }
            (Distances::AllByLength(sums), _) => vec![Column::reals(self.as_str(), sums.harmonic().0)],
            (Distances::Sample(sample), Self::Closeness) => sample.closeness_columns(),
            (Distances::Sample(sample), _) => sample.harmonic_columns(),
            (Distances::TooLong(reason), _) => {
                vec![Column::not_computed(self.as_str(), graph.nodes(), reason.as_str())]
            }
        })
    }

    /// Whether it is defined only for papers with a field and a year.
    pub fn is_of_papers(self) -> bool {
        matches!(self, Self::CitationsNormalised | Self::CitationPercentile)
    }

    /// Whether it is defined only for those who have papers: authors, institutions, countries.
    pub fn is_of_portfolios(self) -> bool {
        matches!(
            self,
            Self::HIndex
                | Self::PapersFull
                | Self::PapersFractional
                | Self::CitationsFull
                | Self::CitationsFractional
        )
    }

    /// The measures that look at papers and not at the graph.
    fn of_bibliography(self, nodes: usize, known: &Bibliography) -> Column {
        let name = self.as_str();
        match self {
            Self::CitationsNormalised => normalised::relative_column(known, nodes),
            Self::CitationPercentile => normalised::percentile_column(known, nodes),
            Self::HIndex => h_index::column(known, nodes),
            Self::PapersFractional => credit::column(known, nodes, name, credit::papers_fractional),
            Self::CitationsFull => credit::column(known, nodes, name, credit::citations),
            Self::CitationsFractional => credit::column(known, nodes, name, credit::citations_fractional),
            _ => credit::column(known, nodes, name, |works| f64::from(credit::papers(works))),
        }
    }
}

/// What two measures take from one computation.
#[derive(Default)]
struct Shared {
    hits: Option<(Column, Column)>,
    distances: Option<Distances>,
}

/// Distances from all nodes or from a sample of them, or why they were not computed.
enum Distances {
    All(distance::Sums),
    AllByLength(distance_sample::Estimate),
    Sample(distance_sample::Estimate),
    TooLong(String),
}

impl Shared {
    fn hits(&mut self, graph: &Graph) -> &(Column, Column) {
        self.hits.get_or_insert_with(|| hits::columns(graph))
    }

    fn distances(
        &mut self,
        graph: &Graph,
        lengths: Option<&[f64]>,
        settings: &Settings,
    ) -> Result<&Distances> {
        if self.distances.is_none() {
            self.distances = Some(if settings.samples.is_some() || settings.error.is_some() {
                Distances::Sample(distance_sample::Estimate::of(graph, lengths, settings)?)
            } else if let Some(reason) = effort::distances_too_long(graph, lengths.is_some()) {
                Distances::TooLong(reason)
            } else if let Some(lengths) = lengths {
                Distances::AllByLength(distance_sample::Estimate::exact(graph, lengths))
            } else {
                Distances::All(distance::Sums::of(graph))
            });
        }
        self.distances.as_ref().ok_or_else(|| Error::Broken("the distances were not kept".to_owned()))
    }
}

/// Computes several measures, each once, and calls `done` after each. Measures of one computation (hubs and authorities,
/// closeness and harmonic) share it.
///
/// # Errors
/// As [`Measure::compute`].
pub fn compute_all(
    measures: &[Measure],
    graph: &Graph,
    settings: &Settings,
    mut done: impl FnMut(Measure),
) -> Result<Vec<Column>> {
    let mut shared = Shared::default();
    let mut columns = Vec::new();
    for (at, measure) in measures.iter().enumerate() {
        if !measures[..at].contains(measure) {
            columns.extend(measure.compute_shared(graph, settings, &mut shared)?);
            done(*measure);
        }
    }
    Ok(columns)
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Measure {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|measure| measure.as_str() == text).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|m| m.as_str()).collect();
            Error::argument(
                format!("there is no measure `{text}`"),
                format!("choose among {}", names.join(", ")),
            )
        })
    }
}

/// What the measures can be told. One struct for all, so that one list of measures runs under one set of settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// PageRank's chance to follow a reference.
    pub damping: f64,
    /// Katz's attenuation a step.
    pub alpha: f64,
    /// Where personalised PageRank starts anew; ascending.
    pub restart: Vec<u32>,
    /// How many sources betweenness, closeness and harmonic are estimated from; `None` for exact values.
    pub samples: Option<usize>,
    /// Betweenness, closeness and harmonic draw sources until the largest standard error is at most this share of the largest estimate.
    pub error: Option<f64>,
    /// Disruption counts papers at most this many years younger than the judged one.
    pub years: Option<u16>,
    /// How the measures use the graph's weights.
    pub weights: Weights,
    /// The nodes' dates, where they are known.
    pub dates: Vec<Option<PartialDate>>,
    /// The seed of all sampling.
    pub seed: u64,
    /// What is known of the papers behind the nodes.
    pub bibliography: Bibliography,
}

impl Settings {
    /// PageRank's damping unless another is given (Brin and Page 1998).
    pub const DAMPING: f64 = 0.85;
    /// Katz's α unless another is given.
    pub const ALPHA: f64 = 0.1;

    /// Refuses settings under which one of `measures` has no answer on any graph, before one is read.
    ///
    /// # Errors
    /// A damping outside 0 to 1, a negative α, fewer than two samples, an error that is not positive, no node to restart at.
    pub fn check(&self, measures: &[Measure], has_restart: bool) -> Result<()> {
        let asks = |these: &[Measure]| measures.iter().any(|measure| these.contains(measure));
        if asks(&[Measure::Pagerank, Measure::PersonalizedPagerank]) {
            pagerank::check_damping(self.damping)?;
        }
        if asks(&[Measure::PersonalizedPagerank]) && !has_restart {
            return Err(pagerank::no_restart());
        }
        if asks(&[Measure::Katz]) {
            katz::check_alpha(self.alpha)?;
        }
        if asks(&[Measure::Betweenness, Measure::Closeness, Measure::Harmonic]) {
            // Of a graph large enough for the sample to matter.
            sampling::check(usize::MAX, self)?;
        }
        Ok(())
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            damping: Self::DAMPING,
            alpha: Self::ALPHA,
            restart: Vec::new(),
            samples: None,
            error: None,
            years: None,
            weights: Weights::default(),
            dates: Vec::new(),
            seed: 1,
            bibliography: Bibliography::default(),
        }
    }
}

/// One computed column: a value for each node.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The column's name.
    pub name: String,
    /// The values.
    pub values: Values,
    /// Why some values are null.
    pub null_reason: Option<String>,
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Whole numbers, none of them null.
    Counts(Vec<u32>),
    /// Real numbers; NaN stands for null, for no measure has it as a value.
    Reals(Vec<f64>),
}

impl Column {
    /// A column of whole numbers.
    pub fn counts(name: &str, values: Vec<u32>) -> Self {
        Self { name: name.to_owned(), values: Values::Counts(values), null_reason: None }
    }

    /// A column of real numbers without nulls.
    pub fn reals(name: &str, values: Vec<f64>) -> Self {
        Self { name: name.to_owned(), values: Values::Reals(values), null_reason: None }
    }

    /// A column of real numbers in which NaN is null for `reason`.
    pub fn with_nulls(name: &str, values: Vec<f64>, reason: impl Into<String>) -> Self {
        let null_reason = values.iter().any(|v| v.is_nan()).then(|| reason.into());
        Self { name: name.to_owned(), values: Values::Reals(values), null_reason }
    }

    /// A column that was not computed.
    pub fn not_computed(name: &str, nodes: usize, reason: impl Into<String>) -> Self {
        Self::with_nulls(name, vec![f64::NAN; nodes], reason)
    }

    /// The value of one node; `None` where it is null.
    pub fn get(&self, node: usize) -> Option<f64> {
        match &self.values {
            Values::Counts(values) => values.get(node).map(|&v| f64::from(v)),
            Values::Reals(values) => values.get(node).copied().filter(|v| !v.is_nan()),
        }
    }

    /// How many nodes it has.
    pub fn len(&self) -> usize {
        match &self.values {
            Values::Counts(values) => values.len(),
            Values::Reals(values) => values.len(),
        }
    }

    /// Whether it has no node.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many values are null.
    pub fn nulls(&self) -> usize {
        match &self.values {
            Values::Counts(_) => 0,
            Values::Reals(values) => values.iter().filter(|v| v.is_nan()).count(),
        }
    }
}
