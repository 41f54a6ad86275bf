//! Floor 6: which papers a study is about. Rules select papers and make candidates of some; reviewers decide.
//!
//! A finding says that a paper fulfils what a rule states, and shows the texts that say so. It is no judgement: a
//! field match is not a breach, and a shared paper is no proof of intent.

pub mod condition;
pub mod pack;
pub mod resources;
pub mod reviews;
pub mod words;

pub use condition::{Condition, Rule, Window};
pub use pack::RulePack;
pub use resources::Resources;
