//! Floor 6: from flagged papers downstream: trails, institutions reached, evidence, people.
//!
//! [`on_corpus::CorpusTrace`] is the whole trace on a corpus, [`on_edges::NamedGraph`] that on an edge table;
//! [`trails`] has the definitions.

mod amount;
pub mod attrition;
pub mod base_rates;
#[cfg(test)]
mod brute_force;
pub mod causal;
pub mod controls;
mod cycles;
mod downstream;
pub mod evidence;
pub mod exchange;
mod hops;
mod listed_downstream;
pub mod null_model;
#[cfg(test)]
mod null_model_tests;
pub mod on_corpus;
pub mod on_edges;
pub mod people;
pub mod reach;
pub mod reached;
pub mod seeds;
pub mod self_citations;
pub mod statistics;
pub mod strata;
pub mod tables;
pub mod trails;
pub mod watched;

pub use on_corpus::CorpusTrace;
pub use trails::{TraceSettings, Trails, trace};
