//! Floor 8: networks for other programs. One file a format; a new one implements [`Format`] and joins [`FORMATS`].
//!
//! Every format gets the same: a node's key, label, country, year and papers, an edge's weight. Text from records is
//! hostile: each format escapes what would break it and drops what it can't hold. Same network, same bytes.

mod cytoscape;
mod edge_table;
mod gexf;
mod graphml;
mod network;
mod pajek;
#[cfg(test)]
mod sample;
mod text;
mod vosviewer;

use std::path::{Path, PathBuf};

pub use network::{Edge, ExportNetwork, Node};

use crate::error::{Error, Result};

/// A format of another program.
pub trait Format: Sync {
    /// The word of the command line.
    fn name(&self) -> &'static str;

    /// Refuses a path that the format can't be written to: called before any work is done.
    ///
    /// # Errors
    /// When the ending is not the format's, where that matters.
    fn check_path(&self, _path: &Path) -> Result<()> {
        Ok(())
    }

    /// Writes `network` to `path` (and, where a format needs more files, beside it); returns what was written.
    ///
    /// # Errors
    /// When a file can't be written.
    fn write(&self, network: &ExportNetwork, path: &Path) -> Result<Vec<PathBuf>>;
}

/// All formats.
pub const FORMATS: [&dyn Format; 8] = [
    &gexf::Gexf,
    &graphml::GraphMl,
    &pajek::Pajek,
    &vosviewer::Json,
    &vosviewer::MapAndNet,
    &cytoscape::Cytoscape,
    &edge_table::Csv,
    &edge_table::Parquet,
];

/// The format of that name.
///
/// # Errors
/// When there is none, with the names that there are.
pub fn format(name: &str) -> Result<&'static dyn Format> {
    FORMATS.into_iter().find(|format| format.name() == name).ok_or_else(|| {
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name()).collect();
        Error::argument(format!("there is no format `{name}`"), format!("choose among {}", names.join(", ")))
    })
}

/// `path` with `word` before its ending: `net.csv`, `nodes` → `net.nodes.csv`.
fn beside(path: &Path, word: &str, ending: &str) -> PathBuf {
    path.with_extension(format!("{word}.{ending}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_writes_the_sample_and_an_empty_network_the_same_twice() {
        let folder = tempfile::tempdir().unwrap();
        for network in [sample::network(), ExportNetwork::default()] {
            for format in FORMATS {
                let write = || {
                    let path = folder.path().join("n").with_extension(match format.name() {
                        "parquet" => "parquet",
                        _ => "csv",
                    });
                    let files = format.write(&network, &path).unwrap();
                    files.iter().map(|f| std::fs::read(f).unwrap()).collect::<Vec<_>>()
                };
                assert_eq!(write(), write(), "{}", format.name());
            }
        }
    }

    #[test]
    fn an_unknown_format_names_the_known_ones() {
        let Err(error) = format("gefx") else { panic!() };
        insta::assert_snapshot!(error, @"there is no format `gefx`; choose among gexf, graphml, pajek, vosviewer-json, vosviewer-map+net, cytoscape-json, csv, parquet");
    }
}
