//! Floor 6: from flagged papers downstream: trails, institutions reached, evidence.

mod amount;
#[cfg(test)]
mod brute_force;
pub mod causal;
mod cycles;
mod downstream;
mod hops;
pub mod on_edges;
pub mod tables;
pub mod trails;

pub use trails::{TraceSettings, Trails, trace};
