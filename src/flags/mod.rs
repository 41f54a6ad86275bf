//! Floor 6: which papers a study is about. Rules select papers and make candidates of some; reviewers decide.
//!
//! A finding says that a paper fulfils what a rule states, and shows the texts that say so. It is no judgement: a
//! field match is not a breach, and a shared paper is no proof of intent.

pub mod agreement;
pub mod apply;
pub mod condition;
pub mod evidence;
pub mod judge;
pub mod outcome;
pub mod pack;
pub mod resources;
pub mod reviews;
#[cfg(test)]
mod tests;
mod topics;
mod watched;
pub mod words;

pub use apply::{Finding, Flagged, apply};
pub use condition::{Condition, Rule, Window};
pub use evidence::Evidence;
pub use judge::Judge;
pub use outcome::Reviewed;
pub use pack::RulePack;
pub use resources::Resources;
