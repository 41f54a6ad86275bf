//! Arguments that more than one command takes.

use clap::ValueEnum as _;

/// How people are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum People {
    /// P-0001, P-0002, …: the same person has the same in all tables of a corpus
    Pseudonyms,
    /// As the records name them
    Names,
}

impl std::fmt::Display for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.to_possible_value().as_ref().map_or("", |value| value.get_name()))
    }
}
