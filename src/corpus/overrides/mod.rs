//! Corrections that belong to the user: a folder of CSV files beside the study, each row with who, when and why.
//!
//! | file | columns beside `who, when, why` |
//! | --- | --- |
//! | `papers.csv` | `action` (`merge` or `split`), `paper`, `with` |
//! | `dates.csv` | `paper`, `date` |
//! | `retractions.csv` | `paper`, `retracted` (`yes` or `no`) |
//! | `references.csv` | `citing`, `reference` (its text), `cited` (empty: a work outside the corpus) |
//!
//! A paper is named by its DOI or by a source's own id of one of its records. `merge` makes the papers of two ids one;
//! `split` takes the record of `paper` out of the paper that it was merged into. They are applied after everything that
//! is found by itself, so they always win. One that matches nothing is an error that names the nearest candidates.

mod read;

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::fold::words;
use super::merge::{Draft, Groups, Keys, likeness};
use super::references::Corrected;
use crate::date::PartialDate;
use crate::error::{Error, Place, Result};

/// One correction, as it is listed in `overrides.jsonl` of the corpus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Override {
    /// The file and line that it stands in.
    #[serde(serialize_with = "as_text")]
    pub place: Place,
    /// What it changes.
    pub change: Change,
    /// Who decided.
    pub who: String,
    /// When.
    pub when: String,
    /// Why.
    pub why: String,
}

fn as_text<S: serde::Serializer>(place: &Place, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_str(place)
}

/// What a correction changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Two papers are one.
    Merge {
        /// An id of the one.
        paper: String,
        /// An id of the other.
        with: String,
    },
    /// A record is a paper of its own.
    Split {
        /// The record's own id.
        paper: String,
    },
    /// The date of a paper.
    Date {
        /// An id of the paper.
        paper: String,
        /// Its date.
        date: PartialDate,
    },
    /// Whether a paper is retracted.
    Retracted {
        /// An id of the paper.
        paper: String,
        /// Whether it is.
        retracted: bool,
    },
    /// What a reference points at.
    Reference {
        /// An id of the citing paper.
        citing: String,
        /// The reference as written.
        reference: String,
        /// An id of the cited paper; `None`: no paper of the corpus.
        cited: Option<String>,
    },
}

/// All corrections of a study.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// In the order of the files and rows.
    pub rows: Vec<Override>,
}

impl Overrides {
    /// Reads the folder; files that are not there hold no corrections.
    ///
    /// # Errors
    /// A folder that is not there or has a file of another name, a missing column, a wrong date or action.
    pub fn read(folder: &Path) -> Result<Self> {
        read::read(folder)
    }

    /// Applies merges and splits to the groups of records.
    pub(super) fn regroup(&self, groups: &mut Groups) -> Result<()> {
        for one in &self.rows {
            match &one.change {
                Change::Merge { paper, with } => {
                    let (a, b) = (group_of(groups, paper, &one.place)?, group_of(groups, with, &one.place)?);
                    let (keep, gone) = (a.min(b), a.max(b));
                    if keep != gone {
                        let moved = std::mem::take(&mut groups.members[gone]);
                        groups.members[keep].extend(moved);
                    }
                }
                Change::Split { paper } => {
                    let group = group_of(groups, paper, &one.place)?;
                    let id = id_of(paper);
                    let (keys, members) = (&groups.keys, &mut groups.members[group]);
                    let out: Vec<usize> =
                        members.iter().copied().filter(|&r| carries(&keys[r], &id)).collect();
                    if out.len() < members.len() {
                        members.retain(|r| !out.contains(r));
                        groups.members.push(out);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Applies dates and retractions to the papers.
    pub(super) fn correct(&self, drafts: &mut [Draft], keys: &[Keys]) -> Result<()> {
        for one in &self.rows {
            let (Change::Date { paper, .. } | Change::Retracted { paper, .. }) = &one.change else {
                continue;
            };
            let draft = &mut drafts[draft_of(drafts, keys, paper, &one.place)?];
            match &one.change {
                Change::Date { date, .. } => draft.date = Some(*date),
                Change::Retracted { retracted, .. } => draft.retracted = Some(*retracted),
                _ => {}
            }
        }
        Ok(())
    }

    /// The corrected references: for each citing paper the folded text and the cited paper.
    pub(super) fn references(
        &self,
        drafts: &[Draft],
        keys: &[Keys],
        texts: &dyn Fn(usize) -> Result<Vec<String>>,
    ) -> Result<Corrected> {
        let mut corrected = Corrected::new();
        for one in &self.rows {
            let Change::Reference { citing, reference, cited } = &one.change else { continue };
            let paper = draft_of(drafts, keys, citing, &one.place)?;
            let cited = cited.as_ref().map(|id| draft_of(drafts, keys, id, &one.place)).transpose()?;
            let folded = words(reference);
            let listed = texts(paper)?;
            if !listed.iter().any(|text| words(text) == folded) {
                let near = nearest(&folded, listed.iter().map(String::as_str));
                return Err(nothing(
                    &one.place,
                    format!("`{citing}` lists no reference `{reference}`"),
                    &near,
                ));
            }
            corrected.entry(paper as u32).or_default().push((folded, cited.map(|at| at as u32)));
        }
        Ok(corrected)
    }
}

/// The normalised forms that an id can have in the keys of a record.
fn id_of(id: &str) -> [Option<String>; 2] {
    [super::identifiers::doi(id), super::identifiers::own(id)]
}

fn carries(keys: &Keys, [doi, own]: &[Option<String>; 2]) -> bool {
    (doi.is_some() && keys.doi == *doi)
        || own
            .as_ref()
            .is_some_and(|own| keys.own.iter().any(|k| k.split_once(':').is_some_and(|(_, id)| id == own)))
}

fn group_of(groups: &Groups, id: &str, place: &Place) -> Result<usize> {
    let wanted = id_of(id);
    let found = groups.members.iter().position(|g| g.iter().any(|&r| carries(&groups.keys[r], &wanted)));
    found.ok_or_else(|| unknown(place, id, &groups.keys))
}

fn draft_of(drafts: &[Draft], keys: &[Keys], id: &str, place: &Place) -> Result<usize> {
    let wanted = id_of(id);
    let found = drafts.iter().position(|d| d.records.iter().any(|&r| carries(&keys[r], &wanted)));
    found.ok_or_else(|| unknown(place, id, keys))
}

fn unknown(place: &Place, id: &str, keys: &[Keys]) -> Error {
    let ids = keys.iter().flat_map(|k| {
        let own = k.own.iter().filter_map(|o| o.split_once(':').map(|(_, id)| id));
        k.doi.as_deref().into_iter().chain(own)
    });
    nothing(place, format!("no record has the id `{id}`"), &nearest(&id.to_lowercase(), ids))
}

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
    let mut all: Vec<(f64, &str)> = texts.map(|t| (likeness(wanted, &t.to_lowercase()), t)).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    all.dedup_by(|a, b| a.1 == b.1);
    all.into_iter()
        .take(3)
        .filter(|(like, _)| *like > 0.3)
        .map(|(_, t)| t.chars().take(120).collect())
        .collect()
}

/// The folder as the settings name it; a helper for callers that have a study file.
pub fn beside(study: &Path) -> Option<PathBuf> {
    let folder = study.parent().unwrap_or_else(|| Path::new(".")).join("overrides");
    folder.is_dir().then_some(folder)
}
