//! Floor 9: the study file and the pipeline that runs it.
//!
//! # From records to suspected papers
//! The steps follow from the study file alone, and each prints how many papers are left:
//!
//! | step | which papers |
//! | --- | --- |
//! | records | rows that were read from the files of `corpus.records`, rejects apart |
//! | papers | works after duplicates are merged |
//! | in the window | dated inside `[window]`; a paper dated only to a year that the window cuts counts as inside and is counted apart, an undated one does not count |
//! | selected | of these, those for which some `[[flag]]` holds *without its topics*: the base of the study |
//! | candidates | of these, those for which some `[[flag]]` holds as a whole |
//! | suspected | of these, those that `[review]` decides so; without `[review]` this step is left out |
//!
//! A rule without topics makes every paper that it selects a candidate. The trace starts at the suspected papers, or at the candidates
//! where there are no reviews. Each step is a named set of papers, and a claim counts one set inside another.
//!
//! # What the format has beyond the design
//! - `description = ["…"]`, `synthetic = true`, `as_of = 2024-03-01` (when the records were exported; the window's end
//!   where it is not given), `kind = "sample"` (then claims carry intervals).
//! - `[[claim]]`: `id`, `text`, `of` (`window`, `selected`, `candidates`, `suspected`, `dismissed`, `undecided`, or an earlier claim's id),
//!   and the conditions of a `[[flag]]`: it counts the papers of `of` that fulfil them. Besides these every study gets claims for each
//!   step, each partner country and each funder country of its last step.
//! - `topics.all_of`, `.any_of`, `.none_of`: terms of the study's own; `topics.look_in`: where to look.
//! - `[report] events = [{ date = 2016-11-30, label = "…" }]`: dated lines in the timeline; `claims_from = 0.05`: the least
//!   share at which a country gets a claim of its own; `certain_from = 0.97`: the least score of a match that is not uncertain.
//! - `[review] adjudicator = "R0"`: whose decision counts where the others are tied or, with `rule = "adjudicator"`, always.
//! - `[trace] keep_undated = true`; `rewirings = 199`: how often the citations are rewired inside field and year (0, none, unless
//!   given: the time grows with it); `rewiring_field`: `venue`, `topic` or `all`.

pub mod bibliometrics;
mod bounds;
mod conditions;
pub mod curve_tables;
pub mod curves;
pub mod file;
mod flow;
pub mod lines;
mod mainpath;
pub mod manifest;
pub mod output;
pub mod paths;
mod pictures;
pub mod pipeline;
mod rankings;
mod raw;
mod reached;
mod results;
pub mod settings;
mod sheets;
#[cfg(test)]
mod tests;

pub use settings::Study;
