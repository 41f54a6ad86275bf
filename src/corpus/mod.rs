//! Floor 3: the tables: schema, merging duplicates, authors, resolving references, reading and writing.

pub mod fold;
pub mod identifiers;
pub mod kinds;
mod merge;
pub mod names;
pub mod references;
pub mod schema;
pub mod store;
pub mod tables;
pub mod venues;

pub use schema::Corpus;
