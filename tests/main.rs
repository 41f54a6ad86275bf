//! Whole-program tests, one file a command or a promise; one binary, since each link costs.
#![allow(clippy::unwrap_used)] // helpers of tests, too

mod accuracy;
mod architecture;
mod arguments;
mod authors;
mod bad_graphs;
mod bad_input;
mod bombs;
mod check;
mod cluster;
mod columns;
mod curves;
mod describe;
mod draw;
mod export;
mod flag;
mod given;
mod ingest;
mod interrupted;
mod licences;
mod mainpath;
mod mainpath_options;
mod r#match;
mod overrides;
mod pandas;
mod preprints;
mod progress;
mod rank;
mod rank_weights;
mod review;
mod run;
mod support;
mod synth;
mod threads;
mod trace;
mod trace_corpus;
