//! citetrace builds the graph of who cites whom and who writes with whom from bibliographic exports, flags papers
//! by stated rules, traces them downstream to the institutions that build on them, and shows the evidence.
//!
//! The rooms stand on floors and data flows down: a room imports only from rooms on floors above its own
//! (`tests/architecture.rs` holds that). The files of the crate's root ([`error`], [`date`], [`ids`], [`memory`], [`whole`],
//! [`progress`]) stand above all floors and import from no room.

pub mod date;
pub mod error;
pub mod ids;
pub mod memory;
pub mod progress;
pub mod whole;

// Floor 1: one file an export format, bytes to records.
pub mod sources;
// Floor 2: from a text to who and where.
pub mod places;
// Floor 3: the tables.
pub mod corpus;
// Floor 4: compressed sparse rows and projections.
pub mod graph;
// Floor 5: what is computed on a graph, knowing nothing of papers.
pub mod communities;
pub mod mainpath;
pub mod measures;
// Floor 6: the questions.
pub mod flags;
pub mod trace;
// Floor 7: counts with named denominators.
pub mod claims;
// Floor 8: what is shown and handed on.
pub mod exports;
pub mod figures;
pub mod report;
// Floor 9: the study file and the pipeline; synthetic records.
pub mod study;
pub mod synth;
// Floor 10: the command line.
pub mod cli;

pub use error::{Error, Result};
