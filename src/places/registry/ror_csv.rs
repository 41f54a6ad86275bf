//! A release of ROR as CSV, in the v2 columns (`names.types.ror_display`, …) or the v1 columns (`name`,
//! `country.country_code`, …). Cells list several values separated by `;`, each with its language in front (`en: …`).

use std::path::Path;

use super::organisation::{Organisation, Relation, registry_of};
use super::{Registry, Standing};
use crate::error::Result;
use crate::places::table::Table;

/// Whether a header is one of ROR's.
pub(super) fn is_ror(table: &Table) -> bool {
    table.column(&["names.types.ror_display", "country.country_code"]).is_some()
}

pub(super) fn from_table(path: &Path, table: &Table) -> Result<Registry> {
    let id = table.needed(&["id"], "a release of ROR")?;
    let name = table.needed(&["names.types.ror_display", "name"], "a release of ROR")?;
    let others = ["names.types.label", "names.types.alias", "labels", "aliases"].map(|c| table.column(&[c]));
    let acronyms = table.column(&["names.types.acronym", "acronyms"]);
    let country = table.column(&["locations.geonames_details.country_code", "country.country_code"]);
    let city = table.column(&["locations.geonames_details.name", "addresses[0].city"]);
    let region = table.column(&["locations.geonames_details.country_subdivision_name", "addresses[0].state"]);
    let kinds = table.column(&["types"]);
    let status = table.column(&["status"]);
    let relations = table.column(&["relationships"]);
    let funders = table.column(&["external_ids.type.fundref.all", "external_ids.fundref.all"]);
    let domains = table.column(&["domains"]);
    let organisations = table.rows().map(|row| {
        let list = |column| {
            let values = row.cell(column).split(';').map(|v| without_language(v.trim()).to_owned());
            values.filter(|v| !v.is_empty()).collect::<Vec<_>>()
        };
        let own = without_language(row.cell(Some(name))).to_owned();
        let mut aliases: Vec<String> =
            others.iter().flat_map(|column| list(*column)).filter(|n| *n != own).collect();
        aliases.dedup();
        let organisation = Organisation {
            id: row.cell(Some(id)).to_owned(),
            name: own,
            aliases,
            acronyms: list(acronyms),
            country: list(country).into_iter().next().unwrap_or_default(),
            cities: list(city),
            regions: list(region),
            kinds: list(kinds).into_iter().map(|k| k.to_lowercase()).collect(),
            standing: Standing::parse(row.cell(status)),
            relations: relations_of(row.cell(relations)),
            domains: list(domains),
            funder_ids: list(funders)
                .iter()
                .flat_map(|ids| ids.split(','))
                .map(|id| id.trim().to_owned())
                .collect(),
        };
        (row.line(), organisation)
    });
    registry_of(path, organisations)
}

/// `en: University of X` → `University of X`; the language is a code of two or three letters or `no_lang_code`.
fn without_language(value: &str) -> &str {
    match value.split_once(':') {
        Some((code, rest))
            if code == "no_lang_code"
                || (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase()) =>
        {
            rest.trim()
        }
        _ => value,
    }
}

/// `Parent: https://ror.org/a; Child: https://ror.org/b, https://ror.org/c`, in either release's punctuation.
fn relations_of(cell: &str) -> Vec<(Relation, String)> {
    let mut kind = None;
    let mut out = Vec::new();
    for item in cell.split([';', ',']).map(str::trim) {
        let id = item.find("http").map_or("", |at| item[at..].trim());
        if let Some((name, _)) = item.split_once(':').filter(|(name, _)| !name.starts_with("http")) {
            kind = Relation::parse(name);
        }
        if let (Some(kind), false) = (kind, id.is_empty()) {
            out.push((kind, id.to_owned()));
        }
    }
    out
}
