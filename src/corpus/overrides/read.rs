//! Reading the CSV files of corrections.

use std::path::{Path, PathBuf};

use hashbrown::HashMap;

use super::funders::key;
use super::{AuthorName, Change, Override, Overrides};
use crate::error::{Error, Place, Result};
use crate::places::review::Decisions;
use crate::places::{CountryCode, Registry};
use crate::sources::user_csv::{Row, Table};

/// The kinds of corrections with the columns that each needs.
const KINDS: [(&str, &[&str]); 7] = [
    ("papers", &["action", "paper", "who", "when", "why"]),
    ("dates", &["paper", "date", "who", "when", "why"]),
    ("retractions", &["paper", "retracted", "who", "when", "why"]),
    ("references", &["citing", "reference", "cited", "who", "when", "why"]),
    ("affiliations", &["affiliation", "who", "when", "why"]),
    ("authors", &["action", "author", "with", "who", "when", "why"]),
    ("funders", &["funder", "who", "when", "why"]),
];

/// The kind of the corrections in a file: its name, or what stands there before a hyphen.
fn kind_of(path: &Path) -> Option<usize> {
    let stem = path.file_stem()?.to_str()?;
    KINDS.iter().position(|(kind, _)| {
        stem.strip_prefix(kind).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })
}

/// The CSV files of a folder of corrections, sorted by name.
///
/// # Errors
/// [`Error::Settings`] when there is no such folder or a CSV file in it has the name of no kind: its corrections would be
/// lost without a word.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let names = KINDS.map(|(kind, _)| format!("{kind}.csv")).join(", ");
    if !folder.is_dir() {
        let remedy = format!("name the folder that holds {names}");
        return Err(Error::settings(Place::file(folder), "there is no such folder of overrides", remedy));
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(Error::io(folder, "read"))? {
        let path = entry.map_err(Error::io(folder, "read"))?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let csv = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
        if !csv || hidden {
            continue;
        }
        if kind_of(&path).is_none() {
            let remedy = format!("rename it to one of {names}, or take it out of the folder");
            return Err(Error::settings(Place::file(&path), "no kind of override has this name", remedy));
        }
        files.push(path);
    }
    files.sort();
    Ok(files)
}

/// Of them the corrections of affiliations.
///
/// # Errors
/// As [`files`].
pub fn affiliation_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let is_one = |path: &PathBuf| kind_of(path).is_some_and(|kind| KINDS[kind].0 == "affiliations");
    Ok(files(folder)?.into_iter().filter(is_one).collect())
}

pub(super) fn read(folder: &Path, registry: &Registry) -> Result<Overrides> {
    read_all(&files(folder)?, registry).map_err(Error::into_settings)
}

fn read_all(files: &[PathBuf], registry: &Registry) -> Result<Overrides> {
    let mut overrides = Overrides::default();
    let mut affiliations = Vec::new();
    for (at, (kind, needed)) in KINDS.iter().enumerate() {
        for path in files.iter().filter(|path| kind_of(path) == Some(at)) {
            let table = Table::read(path)?;
            for column in *needed {
                table.needed(&[column], &format!("a file of overrides (columns {})", needed.join(", ")))?;
            }
            if *kind == "affiliations" {
                affiliations.push(path.clone());
                continue;
            }
            for row in table.rows() {
                let change = change(kind, &table, row, registry)?;
                let [who, when, why] = row.signed(table.signature())?;
                overrides.rows.push(Override { place: row.place(), change, who, when, why });
            }
        }
    }
    decided_once(&overrides.rows)?;
    overrides.affiliations = Decisions::read_all(&affiliations, registry)?;
    for one in overrides.affiliations.rows() {
        let id = |entry: Option<usize>| {
            entry.and_then(|at| registry.entries().get(at)).map_or("none", |entry| entry.id.as_str())
        };
        overrides.rows.push(Override {
            place: one.place.clone(),
            change: Change::Affiliation {
                affiliation: one.affiliation.clone(),
                institution: one.institution.map(|entry| id(entry).to_owned()),
                country: one.country.map(|code| code.as_str().to_owned()),
            },
            who: one.who.clone(),
            when: one.when.clone(),
            why: one.why.clone(),
        });
    }
    Ok(overrides)
}

/// Refuses two corrections of one funder.
fn decided_once(rows: &[Override]) -> Result<()> {
    let mut decided: HashMap<String, &Place> = HashMap::new();
    for one in rows {
        let Change::Funder { funder, .. } = &one.change else { continue };
        if let Some(before) = decided.insert(key(funder), &one.place) {
            let what = format!("the funder is decided in {before} already");
            return Err(Error::input(one.place.clone(), what, "keep one row for each funder"));
        }
    }
    Ok(())
}

/// What one row changes.
fn change(kind: &str, table: &Table, row: Row, registry: &Registry) -> Result<Change> {
    let cell = |name: &str| row.cell(table.column(&[name])).to_owned();
    let filled = |name: &str| Some(cell(name)).filter(|text| !text.is_empty());
    let needed = |name: &str| {
        filled(name).ok_or_else(|| row.error(format!("the column `{name}` is empty"), "fill it in"))
    };
    let truth = |name: &str| match cell(name).to_lowercase().as_str() {
        "" => Ok(None),
        "yes" => Ok(Some(true)),
        "no" => Ok(Some(false)),
        other => Err(row.error(format!("`{other}` in `{name}`"), "write yes or no")),
    };
    let action = |one: &str, other: &str| {
        let action = cell("action").to_lowercase();
        if action == one {
            Ok(true)
        } else if action == other {
            Ok(false)
        } else {
            Err(row.error(format!("`{action}` is no action"), format!("write {one} or {other}")))
        }
    };
    Ok(match kind {
        "papers" if action("merge", "split")? => {
            Change::Merge { paper: needed("paper")?, with: needed("with")? }
        }
        "papers" => Change::Split { paper: needed("paper")? },
        "dates" => {
            let date = cell("date");
            let parsed = date.parse().map_err(|_| {
                row.error(format!("`{date}` is no date"), "write YYYY, YYYY-MM or YYYY-MM-DD")
            })?;
            Change::Date { paper: needed("paper")?, date: parsed }
        }
        "retractions" => {
            let retracted = truth("retracted")?
                .ok_or_else(|| row.error("the column `retracted` is empty", "write yes or no"))?;
            Change::Retracted { paper: needed("paper")?, retracted }
        }
        "references" => Change::Reference {
            citing: needed("citing")?,
            reference: needed("reference")?,
            cited: filled("cited"),
        },
        "authors" => {
            let author = AuthorName { paper: cell("paper"), author: needed("author")? };
            let with = AuthorName { paper: cell("with_paper"), author: needed("with")? };
            if action("same", "different")? {
                Change::SameAuthor { author, with }
            } else {
                Change::DifferentAuthor { author, with }
            }
        }
        _ => {
            let country = filled("country");
            if let Some(code) = country.as_deref().filter(|code| code.parse::<CountryCode>().is_err()) {
                let remedy = "write an ISO 3166-1 alpha-2 code such as CN";
                return Err(row.error(format!("no country has the code `{code}`"), remedy));
            }
            let institution = filled("institution");
            if let Some(id) = institution.as_deref().filter(|id| registry.by_id(id).is_none()) {
                let remedy = "write an id of the registry, or nothing";
                return Err(row.error(format!("the registry has no institution `{id}`"), remedy));
            }
            let (funder, name, state) = (needed("funder")?, filled("name"), truth("state")?);
            if name.is_none() && institution.is_none() && country.is_none() && state.is_none() {
                return Err(row
                    .error("nothing is decided about this funder", "fill in its name, say, or its country"));
            }
            Change::Funder { funder, name, institution, country, state }
        }
    })
}
