//! Reading the CSV files of corrections.

use std::fs::{self, File};
use std::path::Path;

use super::{Change, Override, Overrides};
use crate::error::{Error, Place, Result};

/// The files that a folder of corrections can hold here, with the columns that each needs. Files of other rooms
/// (affiliations, authors, funders) stand beside them and are theirs to read.
const FILES: [(&str, &[&str]); 4] = [
    ("papers.csv", &["action", "paper", "who", "when", "why"]),
    ("dates.csv", &["paper", "date", "who", "when", "why"]),
    ("retractions.csv", &["paper", "retracted", "who", "when", "why"]),
    ("references.csv", &["citing", "reference", "cited", "who", "when", "why"]),
];

pub(super) fn read(folder: &Path) -> Result<Overrides> {
    if !folder.is_dir() {
        let remedy = "name the folder that holds papers.csv, dates.csv, retractions.csv or references.csv";
        return Err(Error::settings(Place::file(folder), "there is no such folder of overrides", remedy));
    }
    let mut overrides = Overrides::default();
    for (name, needed) in FILES {
        let path = folder.join(name);
        if path.is_file() {
            read_file(&path, name, needed, &mut overrides.rows)?;
        }
    }
    let mut entries = fs::read_dir(folder).map_err(Error::io(folder, "read"))?;
    let known = ["affiliations.csv", "authors.csv", "funders.csv"];
    if overrides.rows.is_empty()
        && entries.any(|e| {
            e.is_ok_and(|e| {
                let name = e.file_name().to_string_lossy().into_owned();
                Path::new(&name).extension().is_some_and(|end| end == "csv")
                    && !known.contains(&name.as_str())
                    && !FILES.iter().any(|(n, _)| *n == name)
            })
        })
    {
        let remedy = "rename them: papers.csv, dates.csv, retractions.csv, references.csv";
        return Err(Error::settings(
            Place::file(folder),
            "no file here has the name of a kind of override",
            remedy,
        ));
    }
    Ok(overrides)
}

fn read_file(path: &Path, name: &str, needed: &[&str], rows: &mut Vec<Override>) -> Result<()> {
    let file = File::open(path).map_err(Error::io(path, "read"))?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let wrong =
        |line: u64, what: String, remedy: &str| Error::settings(Place::line(path, line), what, remedy);
    let headers =
        reader.headers().map_err(|e| wrong(1, format!("this is no CSV ({e})"), "write it as CSV"))?.clone();
    let column = |name: &str| headers.iter().position(|h| h.trim_start_matches('\u{feff}') == name);
    for &name in needed {
        if column(name).is_none() {
            let remedy = format!("the columns are {}", needed.join(", "));
            return Err(Error::settings(Place::line(path, 1), format!("no column `{name}`"), remedy));
        }
    }
    for row in reader.records() {
        let row = row.map_err(|e| {
            let line = e.position().map_or(1, csv::Position::line);
            wrong(line, format!("this row can't be read ({e})"), "write it as CSV")
        })?;
        let line = row.position().map_or(1, csv::Position::line);
        let cell = |name: &str| column(name).and_then(|at| row.get(at)).unwrap_or_default().to_owned();
        let who = cell("who");
        if who.is_empty() {
            return Err(wrong(line, "nobody is named in `who`".to_owned(), "say who decided, when and why"));
        }
        let change = match name {
            "papers.csv" => match cell("action").as_str() {
                "merge" => Change::Merge { paper: cell("paper"), with: cell("with") },
                "split" => Change::Split { paper: cell("paper") },
                other => return Err(wrong(line, format!("`{other}` is no action"), "write merge or split")),
            },
            "dates.csv" => {
                let date = cell("date");
                let parsed = date.parse().map_err(|_| {
                    wrong(line, format!("`{date}` is no date"), "write YYYY, YYYY-MM or YYYY-MM-DD")
                })?;
                Change::Date { paper: cell("paper"), date: parsed }
            }
            "retractions.csv" => match cell("retracted").as_str() {
                "yes" => Change::Retracted { paper: cell("paper"), retracted: true },
                "no" => Change::Retracted { paper: cell("paper"), retracted: false },
                other => return Err(wrong(line, format!("`{other}` in `retracted`"), "write yes or no")),
            },
            _ => Change::Reference {
                citing: cell("citing"),
                reference: cell("reference"),
                cited: Some(cell("cited")).filter(|c| !c.is_empty()),
            },
        };
        rows.push(Override {
            place: Place::line(path, line),
            change,
            who,
            when: cell("when"),
            why: cell("why"),
        });
    }
    Ok(())
}
