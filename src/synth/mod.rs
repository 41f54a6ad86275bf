//! Floor 9: a synthetic bibliography in the shape of the model case, with its truth, and synthetic citation graphs.
//!
//! Everything in it is invented but countries and cities, and every record says so. The numbers of the model case must
//! come out of reading and matching the records; the truth stands beside them to measure accuracy and is read by no
//! part of the program.

mod affiliations;
mod citation_graph;
mod citing;
mod countries;
mod country_table;
mod dice;
mod funders;
mod graph_files;
mod institutions;
mod names;
mod people;
mod records;
mod references;
mod scopus;
mod shape;
mod study_files;
mod topics;
mod topics_engineering;
mod topics_materials;
mod topics_other;

mod truth;
mod wording;
mod works;

use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

pub use citation_graph::{CitationGraph, GraphSettings, citation_graph};
pub use graph_files::nodes_path;
pub use shape::Settings;

use crate::error::{Error, Result};
use crate::progress;
use crate::whole::WholeFolder;
use records::FILES;
use scopus::Layout;
use shape::Shape;

/// A finished bibliography: its files with their paths below the folder, in order of path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bibliography {
    /// Path and bytes of each file.
    pub files: Vec<(String, Vec<u8>)>,
    /// Rows over all record files.
    pub records: usize,
    /// Papers behind them.
    pub papers: usize,
    /// References that the records list.
    pub references: usize,
}

/// What stands directly in a folder that [`Bibliography::write`] wrote.
const ENTRIES: [&str; 8] = [
    "README.md",
    "funders.csv",
    "institutions.csv",
    "records",
    "reviews.csv",
    "study.toml",
    "truth",
    "watchlists",
];

/// Makes a bibliography in memory. Same settings, same bytes, on every machine: all choices are whole numbers from
/// seeded streams. Time and memory are linear in the records (9,000 take about a second and 100 MB).
///
/// # Errors
/// [`Error::Argument`] where the number of records is too small for the shape or too large for the ids.
pub fn make(settings: &Settings) -> Result<Bibliography> {
    let shape = Shape::new(settings)?;
    let seed = settings.seed;
    // Packing the rows takes half of the time, planning and wording them the rest.
    let rows = settings.records as u64;
    let bar = progress::bar("records", 4 * rows);
    let institutions = institutions::coin(seed);
    let (plans, people) = works::plan(seed, &shape, &institutions);
    bar.inc(rows);
    let papers = records::papers(seed, &plans, &institutions, &people);
    bar.inc(rows);
    let rows = records::files(seed, &shape, &plans, &papers);
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for (number, (name, rows)) in FILES.iter().zip(&rows).enumerate() {
        // Exports differ: one has no byte order mark, one ends its lines as Windows does.
        let layout =
            Layout { byte_order_mark: number != 3, line_end: if number == 4 { "\r\n" } else { "\n" } };
        let csv = scopus::file(layout, rows, &plans, &papers, &people);
        files.push((format!("records/{name}.csv.gz"), gzip(&csv)?));
        bar.inc(2 * rows.len() as u64);
    }
    for (name, csv) in truth::tables(&rows, &plans, &papers, &institutions) {
        files.push((format!("truth/{name}.csv.gz"), gzip(&csv)?));
    }
    for (name, text) in [
        ("README.md", study_files::readme(settings, &shape, &rows, papers.len())),
        ("funders.csv", funders::list()),
        ("institutions.csv", institutions::registry(&institutions)),
        ("reviews.csv", study_files::reviews(seed, &plans, &papers)),
        ("study.toml", study_files::study(&shape)),
        ("watchlists/defence-labs.csv", institutions::watch_list(&institutions)),
    ] {
        files.push((name.to_owned(), text.into_bytes()));
    }
    files.sort();
    bar.finish_and_clear();
    Ok(Bibliography {
        files,
        records: rows.iter().map(Vec::len).sum(),
        papers: papers.len(),
        references: papers.iter().map(|paper| paper.references.len()).sum(),
    })
}

impl Bibliography {
    /// Writes all files below `folder`, whole or not at all. An older bibliography there is replaced.
    ///
    /// # Errors
    /// [`Error::Argument`] where the folder holds anything that no bibliography has: replacing it would lose it;
    /// [`Error::Io`] where the system refuses.
    pub fn write(&self, folder: &Path) -> Result<()> {
        if folder.exists() {
            let entries = std::fs::read_dir(folder).map_err(Error::io(folder, "read the folder"))?;
            for entry in entries {
                let name = entry.map_err(Error::io(folder, "read the folder"))?.file_name();
                if !ENTRIES.iter().any(|known| name == *known) {
                    let what = format!(
                        "{} holds `{}`, which is not of a bibliography",
                        folder.display(),
                        name.display()
                    );
                    return Err(Error::argument(
                        what,
                        "name a new folder: the old one would be replaced as a whole",
                    ));
                }
            }
        }
        let building = WholeFolder::begin(folder)?;
        for (name, bytes) in &self.files {
            let path = building.path().join(name);
            if let Some(above) = path.parent() {
                std::fs::create_dir_all(above).map_err(Error::io(above, "create the folder"))?;
            }
            std::fs::write(&path, bytes).map_err(Error::io(&path, "write"))?;
        }
        building.finish()
    }
}

/// Compressed with a header that names neither time nor system.
fn gzip(text: &str) -> Result<Vec<u8>> {
    let failed = |e| Error::Broken(format!("text could not be compressed: {e}"));
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).map_err(failed)?;
    encoder.finish().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_settings_make_the_same_bytes() {
        let settings = Settings { records: 320, seed: 5 };
        let first = make(&settings).unwrap();
        assert_eq!(first, make(&settings).unwrap());
        assert_ne!(first.files, make(&Settings { seed: 6, ..settings }).unwrap().files);
        assert_eq!(first.records, 320);
    }

    #[test]
    fn a_folder_with_anything_else_in_it_is_left_alone() {
        let above = tempfile::tempdir().unwrap();
        let bibliography = make(&Settings { records: 300, seed: 1 }).unwrap();
        bibliography.write(&above.path().join("new")).unwrap();
        bibliography.write(&above.path().join("new")).unwrap();
        std::fs::write(above.path().join("thesis.txt"), "").unwrap();
        let error = bibliography.write(above.path()).unwrap_err();
        assert!(error.to_string().contains("thesis.txt") || error.to_string().contains("`new`"), "{error}");
        assert!(above.path().join("thesis.txt").exists());
    }
}
