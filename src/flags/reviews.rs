//! What reviewers decided about candidates.

use serde::{Deserialize, Serialize};

/// How several reviewers' decisions on one paper combine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReviewRule {
    /// More than half of those who judged the paper.
    #[default]
    Majority,
    /// At least one.
    Any,
    /// Every one who judged it.
    All,
    /// The named adjudicator alone.
    Adjudicator,
}
