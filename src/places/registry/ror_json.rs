//! A release of ROR as JSON: an array of organisations in the v2 or the v1 form. Time and memory O(file).

use std::path::Path;

use serde::Deserialize;

use super::organisation::{Organisation, Relation, registry_of};
use super::{Registry, Standing};
use crate::error::{Error, Place, Result};

#[derive(Deserialize)]
struct Record {
    id: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    types: Vec<String>,
    #[serde(default)]
    relationships: Vec<Link>,
    #[serde(default)]
    domains: Vec<String>,
    // The v2 form.
    #[serde(default)]
    names: Vec<Name>,
    #[serde(default)]
    locations: Vec<Location>,
    // The v1 form.
    name: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    acronyms: Vec<String>,
    #[serde(default)]
    labels: Vec<Label>,
    country: Option<Country>,
    #[serde(default)]
    addresses: Vec<Address>,
    /// An array in v2, an object by type in v1.
    #[serde(default)]
    external_ids: serde_json::Value,
}

#[derive(Deserialize)]
struct Name {
    value: String,
    #[serde(default)]
    types: Vec<String>,
}

#[derive(Deserialize)]
struct Location {
    geonames_details: Option<GeoNames>,
}

#[derive(Deserialize)]
struct GeoNames {
    #[serde(default)]
    country_code: String,
    #[serde(default)]
    name: String,
    country_subdivision_name: Option<String>,
}

#[derive(Deserialize)]
struct Link {
    #[serde(rename = "type", default)]
    kind: String,
    id: String,
}

#[derive(Deserialize)]
struct Label {
    label: String,
}

#[derive(Deserialize)]
struct Country {
    country_code: String,
}

#[derive(Deserialize)]
struct Address {
    #[serde(default)]
    city: Option<String>,
}

pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Registry> {
    let records: Vec<Record> = serde_json::from_slice(bytes).map_err(|e| {
        let what = format!("this is no list of ROR organisations ({e})");
        Error::input(
            Place::line(path, e.line() as u64),
            what,
            "give ROR's data dump (v2 or v1 JSON) unchanged",
        )
    })?;
    registry_of(
        path,
        records.into_iter().enumerate().map(|(at, record)| (at as u64 + 1, organisation(record))),
    )
}

fn organisation(record: Record) -> Organisation {
    let funder_ids = funder_ids(&record.external_ids);
    let mut out = Organisation {
        id: record.id,
        standing: Standing::parse(&record.status),
        kinds: record.types.into_iter().map(|t| t.to_lowercase()).collect(),
        relations: record
            .relationships
            .into_iter()
            .filter_map(|link| Some((Relation::parse(&link.kind)?, link.id)))
            .collect(),
        domains: record.domains,
        funder_ids,
        name: record.name.unwrap_or_default(),
        aliases: record.aliases,
        acronyms: record.acronyms,
        ..Organisation::default()
    };
    out.aliases.extend(record.labels.into_iter().map(|l| l.label));
    for name in record.names {
        let is = |kind: &str| name.types.iter().any(|t| t == kind);
        if is("ror_display") {
            out.name = name.value;
        } else if is("label") || is("alias") {
            out.aliases.push(name.value);
        } else {
            out.acronyms.push(name.value);
        }
    }
    for place in record.locations.into_iter().filter_map(|l| l.geonames_details) {
        if out.country.is_empty() {
            out.country = place.country_code;
        }
        out.cities.push(place.name);
        out.regions.extend(place.country_subdivision_name);
    }
    if let Some(country) = record.country {
        out.country = country.country_code;
    }
    out.cities.extend(record.addresses.into_iter().filter_map(|a| a.city));
    out
}

/// Crossref's funder ids: `external_ids` of type `fundref` (v2) or `FundRef` (v1).
fn funder_ids(external: &serde_json::Value) -> Vec<String> {
    let all = match external {
        serde_json::Value::Array(list) => list.iter().find(|e| e["type"] == "fundref").map(|e| &e["all"]),
        serde_json::Value::Object(by_type) => by_type.get("FundRef").map(|e| &e["all"]),
        _ => None,
    };
    match all {
        Some(serde_json::Value::Array(ids)) => {
            ids.iter().filter_map(|id| id.as_str().map(str::to_owned)).collect()
        }
        Some(serde_json::Value::String(id)) => vec![id.clone()],
        _ => Vec::new(),
    }
}
