//! Corrections that belong to the user: a folder of CSV files beside the study, each row with who, when and why.
//!
//! | file | columns beside `who, when, why` |
//! | --- | --- |
//! | `papers.csv` | `action` (`merge` or `split`), `paper`, `with` |
//! | `dates.csv` | `paper`, `date` |
//! | `retractions.csv` | `paper`, `retracted` (`yes` or `no`) |
//! | `references.csv` | `citing`, `reference` (its text), `cited` (empty: a work outside the corpus) |
//! | `affiliations.csv` | `affiliation` (its text), `institution` (an id of the registry, or `none`), `country`: the file that `match --review` writes, filled in |
//! | `authors.csv` | `action` (`same` or `different`), `paper`, `author`, `with_paper`, `with` |
//! | `funders.csv` | `funder` (its text), `name`, `institution`, `country`, `state` (`yes` or `no`) |
//!
//! Several files of one kind are told apart behind a hyphen (`affiliations-2024.csv`). A paper is named by its DOI or by
//! a source's own id of one of its records. `merge` makes the papers of two ids one; `split` takes the record of `paper`
//! out of the paper that it was merged into. An author is named by a paper and the name or the place in its author list, or,
//! without a paper, by an ORCID or a source's own id; `same` makes two authors one person, `different` takes the author
//! `with` out of the person that `author` is. They are applied after everything that is found by itself, so they always
//! win. One that matches nothing is an error that names the nearest candidates.

mod authors;
mod change;
mod funders;
mod papers;
mod read;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(super) use authors::AuthorDecisions;
pub use change::{AuthorName, Change, Override};
pub(super) use funders::FunderDecisions;
pub use read::{affiliation_files, files};

use crate::error::{Error, Place, Result};
use crate::places::Registry;
use crate::places::review::Decisions;

/// All corrections of a study.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// In the order of the kinds, files and rows.
    pub rows: Vec<Override>,
    /// Those about affiliations, ready to be applied.
    pub affiliations: Decisions,
}

impl Overrides {
    /// Reads the folder; files that are not there hold no corrections. `registry` is what affiliations and funders are
    /// tied to.
    ///
    /// # Errors
    /// A folder that is not there or has a file of another name, a missing column, a wrong date, action, country or id, a
    /// row without `who`: each with file and line.
    pub fn read(folder: &Path, registry: &Registry) -> Result<Self> {
        read::read(folder, registry)
    }

    /// How many corrections there are of each kind. All of them are applied, or the first that can't be is an error.
    pub fn by_kind(&self) -> BTreeMap<&'static str, u64> {
        let mut kinds = BTreeMap::new();
        for one in &self.rows {
            *kinds.entry(one.change.kind()).or_default() += 1;
        }
        kinds
    }

    /// Refuses corrections about affiliations that stand on no record.
    pub(super) fn check_affiliations<'a>(&self, texts: impl Iterator<Item = &'a str> + Clone) -> Result<()> {
        self.affiliations.check_used(texts).map_err(Error::into_settings)
    }
}

/// The folder of corrections beside a study file, where there is one.
pub fn beside(study: &Path) -> Option<PathBuf> {
    let folder = study.parent().unwrap_or_else(|| Path::new(".")).join("overrides");
    folder.is_dir().then_some(folder)
}

/// The refusal of a correction that matches nothing.
fn nothing(place: &Place, what: String, near: &[String]) -> Error {
    let remedy = if near.is_empty() {
        "take the row out".to_owned()
    } else {
        format!("correct it or take the row out; nearest: `{}`", near.join("`, `"))
    };
    Error::settings(place.clone(), what, remedy)
}

/// The three texts most like one, most first.
fn nearest<'a>(wanted: &str, texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    let like = |text: &str| super::merge::likeness(&wanted, &text.to_lowercase());
    let mut all: Vec<(f64, &str)> = texts.map(|text| (like(text), text)).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    all.dedup_by(|a, b| a.1 == b.1);
    all.into_iter()
        .take(3)
        .filter(|(like, _)| *like > 0.3)
        .map(|(_, text)| text.chars().take(120).collect())
        .collect()
}
