//! A candidate: an entry that words of a text may mean. How they are found: `exact`, `fuzzy`, `acronyms`, `initials`.

use std::ops::Range;

use super::text::Agreement;

/// An entry that a run of kept words may mean.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) entry: u32,
    pub(super) run: Range<usize>,
    pub(super) score: f32,
    pub(super) method: &'static str,
    /// The weight of the words that matched: longer and rarer runs go first.
    pub(super) weight: f32,
}

/// To four digits, as tables print it: sums of parts like 1 − 0.04 are else 0.96000004.
pub(super) fn rounded(score: f32) -> f32 {
    (f64::from(score) * 1e4).round() as f32 / 1e4
}

/// What the geography takes off a score.
pub(super) fn after_geography(score: f32, agreement: Agreement, entry_says: bool) -> f32 {
    match agreement {
        Agreement::City => score,
        Agreement::Country => score - 0.01,
        Agreement::Unknown if entry_says => score - 0.06,
        Agreement::Unknown => score - 0.04,
        Agreement::Conflict => 0.0,
    }
}
