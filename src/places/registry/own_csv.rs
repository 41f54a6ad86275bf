//! The user's own registry: CSV with the columns `id` (or `ror`), `name`, and any of `aliases`, `acronyms`, `country`,
//! `city`, `kind` (or `type`), `parent`. Lists are separated by `;` or `|`; `parent` is the id of another row.

use hashbrown::HashMap;

use super::{Entry, Registry};
use crate::error::Result;
use crate::places::country_code::CountryCode;
use crate::places::table::{Row, Table, split_list};

pub(super) fn from_table(table: &Table) -> Result<Registry> {
    let id = table.needed(&["id", "ror", "ror_id"], "a registry")?;
    let name = table.needed(&["name", "institution"], "a registry")?;
    let aliases = table.column(&["aliases", "alias", "alt_names", "other_names"]);
    let acronyms = table.column(&["acronyms", "acronym"]);
    let country = table.column(&["country", "country_code"]);
    let city = table.column(&["city", "cities"]);
    let kind = table.column(&["kind", "type", "types"]);
    let parent = table.column(&["parent", "parent_id"]);
    let mut entries = Vec::new();
    let mut line_of: HashMap<String, (usize, u64)> = HashMap::new();
    let mut parents: Vec<(usize, Row)> = Vec::new();
    for row in table.rows() {
        let key = row.cell(Some(id));
        if key.is_empty() {
            return Err(row.error("the row has no id", "give every institution an id"));
        }
        if row.cell(Some(name)).is_empty() {
            return Err(row.error(format!("`{key}` has no name"), "give every institution a name"));
        }
        if let Some((_, line)) = line_of.insert(key.to_owned(), (entries.len(), row.line())) {
            return Err(row.error(
                format!("the id `{key}` stands in line {line} already"),
                "keep one row for each institution; put other spellings into `aliases`",
            ));
        }
        let country = CountryCode::of_cell(&row, country)?;
        if !row.cell(parent).is_empty() {
            parents.push((entries.len(), row));
        }
        entries.push(Entry {
            id: key.to_owned(),
            name: row.cell(Some(name)).to_owned(),
            aliases: split_list(row.cell(aliases)),
            acronyms: split_list(row.cell(acronyms)),
            country,
            cities: split_list(row.cell(city)),
            kind: row.cell(kind).to_owned(),
            ..Entry::default()
        });
    }
    for (at, row) in &parents {
        let key = row.cell(parent);
        let Some((above, _)) = line_of.get(key) else {
            return Err(row.error(
                format!("the parent `{key}` is no id of this file"),
                "add it or leave the cell empty",
            ));
        };
        entries[*at].parents = vec![*above];
    }
    for (at, row) in &parents {
        let mut above = entries[*at].parents.first().copied();
        let mut steps = 0;
        while let Some(next) = above {
            steps += 1;
            if next == *at || steps > entries.len() {
                return Err(row.error(
                    format!("`{}` is among its own parents", entries[*at].id),
                    "break the cycle in the column `parent`",
                ));
            }
            above = entries[next].parents.first().copied();
        }
    }
    Ok(Registry::from_entries(entries))
}
