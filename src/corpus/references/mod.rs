//! References: from a text to a paper of the corpus.
//!
//! An identifier of the source first, then a DOI (given, or inside the text), then the text: parsed, candidates by
//! blocking, a score, a threshold, the runner-up kept. A reference to the citing paper itself is dropped and counted; one that
//! would cite a work dated later needs more points, and by more than a year an identifier. What is not resolved keeps its text, its parts and the
//! reason.

mod parse;
mod resolve;
mod scopus_text;
mod score;
mod sentences;
mod target;

pub use parse::{parse, run_together};
pub(super) use resolve::{Corrected, OfPaper, Resolver, texts};
pub use resolve::{Counts, Uncertain};
pub(super) use target::CitedAs;
