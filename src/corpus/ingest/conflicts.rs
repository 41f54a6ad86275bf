//! Where the records of one paper contradict each other: `conflicts.jsonl`.

use serde::Serialize;

use crate::corpus::merge::{Draft, Keys, Work, likeness, surnames_agree};
use crate::ids::PaperId;
use crate::sources::Record;

/// One field on which the records of a paper differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// The paper.
    pub paper: PaperId,
    /// `doi`, `year`, `first author`, `title` or `pages`.
    pub field: &'static str,
    /// What the table holds.
    pub taken: Option<String>,
    /// What each record says, best source first.
    pub said: Vec<Said>,
}

/// What one record says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The value as the record has it.
    pub value: String,
    /// Its file.
    pub file: String,
    /// Its place in the file, from 0.
    pub position: u64,
}

/// A field: its name, what a record says, whether two keys differ in it.
struct Field {
    name: &'static str,
    value: fn(&Record) -> Option<String>,
    differ: fn(&Keys, &Keys) -> bool,
}

const FIELDS: [Field; 5] = [
    Field {
        name: "doi",
        value: |r| r.ids.doi.clone(),
        differ: |a, b| both(a.doi.as_ref(), b.doi.as_ref(), |x, y| x != y),
    },
    Field {
        name: "year",
        value: |r| r.date.map(|d| d.year_number().to_string()),
        differ: |a, b| both(a.year.as_ref(), b.year.as_ref(), |x, y| x != y),
    },
    Field {
        name: "first author",
        value: |r| r.authors.first().map(|a| a.name.clone()),
        differ: |a, b| {
            !a.surname.is_empty() && !b.surname.is_empty() && !surnames_agree(&a.surname, &b.surname)
        },
    },
    Field {
        name: "title",
        value: |r| r.title.clone(),
        differ: |a, b| !a.title.is_empty() && !b.title.is_empty() && likeness(&a.title, &b.title) < 0.9,
    },
    Field {
        name: "pages",
        value: |r| r.page_start.clone(),
        differ: |a, b| both(a.page.as_ref(), b.page.as_ref(), |x, y| x != y),
    },
];

fn both<T>(one: Option<&T>, other: Option<&T>, differ: impl Fn(&T, &T) -> bool) -> bool {
    matches!((one, other), (Some(x), Some(y)) if differ(x, y))
}

/// The conflicts of one paper. `records` stand in the order of its draft; `keys` are of all records.
pub(super) fn conflicts(
    paper: PaperId,
    draft: &Draft,
    work: &Work,
    records: &[Record],
    keys: &[Keys],
    files: &[String],
) -> Vec<Conflict> {
    let mut found = Vec::new();
    if records.len() < 2 {
        return found;
    }
    for field in &FIELDS {
        let mut pairs = draft
            .records
            .iter()
            .enumerate()
            .flat_map(|(at, a)| draft.records[at + 1..].iter().map(move |b| (a, b)));
        if !pairs.any(|(&a, &b)| (field.differ)(&keys[a], &keys[b])) {
            continue;
        }
        let said: Vec<Said> = records
            .iter()
            .filter_map(|record| {
                let file = files.get(record.origin.file as usize).cloned().unwrap_or_default();
                Some(Said { value: (field.value)(record)?, file, position: record.origin.position })
            })
            .collect();
        let taken = match field.name {
            "doi" => work.paper.doi.clone(),
            "year" => work.paper.date.map(|d| d.year_number().to_string()),
            "first author" => work.authors.first().map(|a| a.name.clone()),
            "title" => Some(work.paper.title.clone()),
            _ => said.first().map(|s| s.value.clone()),
        };
        found.push(Conflict { paper, field: field.name, taken, said });
    }
    found
}
