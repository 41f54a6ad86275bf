//! Floor 5: search path counts and main paths; they know a graph and nothing of papers.

pub mod acyclic;
pub mod count;
pub mod routes;
#[cfg(test)]
mod routes_tests;
pub mod tables;
pub mod weights;

pub use acyclic::{Acyclic, LeftOut};
pub use count::PathCount;
pub use routes::{Link, Routes};
pub use weights::{Kind, SearchPaths};
