//! References: from a text to a paper of the corpus.

mod parse;
mod scopus_text;
mod sentences;

pub use parse::{parse, run_together};
