//! The project's own watch list: CSV with the columns `id, name, aliases, ror, country, parent, kind, source, source_url,
//! valid_from, valid_to, note`; `id`, `name` and `source` are needed, aliases are separated by `;`. Two rows of one id are two periods
//! of one entry: listed, delisted, listed again. A `kind` of `person`, `vessel` or the like is left out unless asked for.

use hashbrown::HashMap;

use super::{Subjects, WatchEntry, WatchList};
use crate::date::PartialDate;
use crate::error::Result;
use crate::places::country_code::CountryCode;
use crate::places::table::{Row, Table};

pub(super) fn from_table(table: &Table, subjects: Subjects) -> Result<WatchList> {
    let id = table.needed(&["id"], "a watch list")?;
    let name = table.needed(&["name"], "a watch list")?;
    let source = table.needed(&["source"], "a watch list (who says so)")?;
    let [aliases, ror, country, parent, kind, source_url, valid_from, valid_to, note] =
        ["aliases", "ror", "country", "parent", "kind", "source_url", "valid_from", "valid_to", "note"]
            .map(|column| table.column(&[column]));
    let mut entries: Vec<WatchEntry> = Vec::new();
    let mut left_out = 0;
    let mut by_id: HashMap<String, usize> = HashMap::new();
    for row in table.rows() {
        if !subjects.include(&row.cell(kind).to_lowercase()) {
            left_out += 1;
            continue;
        }
        let some = |column| Some(row.cell(column)).filter(|cell| !cell.is_empty()).map(str::to_owned);
        let from = date(&row, valid_from, "valid_from")?;
        let to = date(&row, valid_to, "valid_to")?;
        if let (Some(from), Some(to)) = (from, to)
            && to.compare(from).is_lt()
        {
            return Err(row.error(
                format!("valid_to {to} is before valid_from {from}"),
                "swap the two or leave `valid_to` empty for an entry that still holds",
            ));
        }
        let country = CountryCode::of_cell(&row, country)?;
        if row.cell(Some(name)).is_empty() {
            return Err(row.error("the entry has no name", "give every entry a name"));
        }
        let key = row.cell(Some(id));
        if let Some(before) = by_id.get(key).and_then(|&at| entries.get_mut(at)) {
            if before.name != row.cell(Some(name)) {
                return Err(row.error(
                    format!("the id `{key}` belongs to `{}` already", before.name),
                    "give each entry its own id; rows of one id and name are its periods",
                ));
            }
            before.more_periods.push((from, to));
            continue;
        }
        if !key.is_empty() {
            by_id.insert(key.to_owned(), entries.len());
        }
        entries.push(WatchEntry {
            id: row.cell(Some(id)).to_owned(),
            name: row.cell(Some(name)).to_owned(),
            aliases: row.list(aliases),
            ror: some(ror),
            country,
            parent: some(parent),
            kind: row.cell(kind).to_owned(),
            source: row.cell(Some(source)).to_owned(),
            source_url: row.cell(source_url).to_owned(),
            valid_from: from,
            valid_to: to,
            note: row.cell(note).to_owned(),
            more_periods: Vec::new(),
        });
    }
    Ok(WatchList { entries, left_out })
}

fn date(row: &Row, column: Option<usize>, name: &str) -> Result<Option<PartialDate>> {
    match row.cell(column) {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| {
            row.error(
                format!("`{text}` in the column `{name}` is no date"),
                "write YYYY, YYYY-MM or YYYY-MM-DD",
            )
        }),
    }
}
