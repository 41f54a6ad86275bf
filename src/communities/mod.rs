//! Floor 5: communities of a graph by Leiden, their quality, their agreement and what tells them apart.

pub mod agreement;
pub mod leiden;
mod level;
mod moving;
pub mod quality;
mod refine;
mod sums;
pub mod telling;

pub use leiden::{Leiden, Partition};
pub use level::Objective;
