//! OpenSanctions' `targets.simple.csv`, in the layouts of all years: columns are found by name, cells may hold line breaks.
//! <https://www.opensanctions.org/docs/bulk/csv/>
//!
//! `first_seen` is when OpenSanctions saw a target first, not when it was listed: it goes into the note and is no date of
//! validity. People and vessels are left out unless asked for.

use super::{Subjects, WatchEntry, WatchList};
use crate::error::Result;
use crate::places::table::Table;

/// Whether a header is this list's.
pub(super) fn is_opensanctions(table: &Table) -> bool {
    table.column(&["schema"]).is_some() && table.column(&["dataset"]).is_some()
}

pub(super) fn from_table(table: &Table, subjects: Subjects) -> Result<WatchList> {
    let id = table.needed(&["id"], "targets.simple.csv")?;
    let name = table.needed(&["name"], "targets.simple.csv")?;
    let [schema, aliases, countries, programs, dataset, first_seen, sanctions] =
        ["schema", "aliases", "countries", "program_ids", "dataset", "first_seen", "sanctions"]
            .map(|column| table.column(&[column]));
    let mut list = WatchList::default();
    for row in table.rows() {
        let kind = row.cell(schema).to_lowercase();
        if !subjects.include(&kind) {
            list.left_out += 1;
            continue;
        }
        let (shown, mut other) = super::names_of(row.cell(Some(name)));
        other.extend(row.list(aliases));
        let codes = row.list(countries);
        let key = row.cell(Some(id));
        let programme = row.cell(programs);
        let source = row.cell(dataset);
        let measure = row.cell(sanctions).trim_matches('"').trim();
        let mut note = String::new();
        if !row.cell(first_seen).is_empty() {
            note = format!("first seen {}", row.cell(first_seen));
        }
        if !measure.is_empty() {
            let before = if note.is_empty() { "" } else { "; " };
            note = format!("{note}{before}{measure}");
        }
        list.entries.push(WatchEntry {
            id: key.to_owned(),
            name: shown,
            aliases: other,
            country: if let [one] = codes.as_slice() { one.parse().ok() } else { None },
            kind,
            source: if programme.is_empty() { source.to_owned() } else { format!("{source} [{programme}]") },
            source_url: format!("https://www.opensanctions.org/entities/{key}/"),
            note,
            ..WatchEntry::default()
        });
    }
    Ok(list)
}
