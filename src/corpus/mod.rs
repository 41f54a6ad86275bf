//! Floor 3: the tables: schema, merging duplicates, authors, resolving references, reading and writing.

mod affiliations;
pub mod authors;
pub mod describe;
pub mod fold;
mod funding;
mod given;
pub mod identifiers;
pub mod ingest;
pub mod kinds;
mod listed;
mod merge;
pub mod names;
pub mod overrides;
pub(crate) mod pieces;
pub mod references;
#[cfg(test)]
pub(crate) mod sample;
pub mod schema;
pub mod store;
mod strings;
pub mod tables;
mod text;
pub mod venues;

pub use schema::Corpus;
