//! A release of ROR as JSON: an array of organisations in the v2 or the v1 form. One pass finds where each organisation
//! ends, then they are read on all threads, only the fields that are used. Time and memory O(file).

use std::fmt;
use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};

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
    #[serde(default)]
    external_ids: FunderIds,
}

#[derive(Deserialize)]
struct Name {
    value: String,
    #[serde(default)]
    types: Vec<NameType>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum NameType {
    RorDisplay,
    Label,
    Alias,
    Acronym,
    #[serde(other)]
    Other,
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
    let wrong = |lines_before: usize, e: &serde_json::Error| {
        let what = format!("this is no list of ROR organisations ({e})");
        let line = (lines_before + e.line()) as u64;
        Error::input(Place::line(path, line), what, "give ROR's data dump (v2 or v1 JSON) unchanged")
    };
    // What is no whole array of objects is read by the parser, which says what is wrong and where.
    let Some(objects) = objects(bytes) else {
        let records: Vec<Record> = serde_json::from_slice(bytes).map_err(|e| wrong(0, &e))?;
        let numbered = records.into_iter().enumerate();
        return registry_of(path, numbered.map(|(at, record)| (at as u64 + 1, organisation(record))));
    };
    let read = |(at, range): (usize, &Range<usize>)| {
        let record: Record = serde_json::from_slice(&bytes[range.clone()])
            .map_err(|e| wrong(bytes[..range.start].split(|b| *b == b'\n').count() - 1, &e))?;
        Ok((at as u64 + 1, organisation(record)))
    };
    // Of several wrong organisations the first is reported, whatever the threads do.
    let organisations: Vec<Result<(u64, Organisation)>> = objects.par_iter().enumerate().map(read).collect();
    let organisations: Vec<(u64, Organisation)> = organisations.into_iter().collect::<Result<_>>()?;
    registry_of(path, organisations.into_iter())
}

/// Where the objects of an array stand; none where the bytes are no whole array of objects.
fn objects(bytes: &[u8]) -> Option<Vec<Range<usize>>> {
    let mut out = Vec::new();
    let mut at = bytes.iter().position(|b| *b == b'[').filter(|at| blank(&bytes[..*at]))? + 1;
    loop {
        let start = at + bytes[at..].iter().position(|b| matches!(b, b'{' | b']'))?;
        let between = bytes[at..start].trim_ascii();
        let first = out.is_empty();
        if bytes[start] == b']' {
            let whole = between.is_empty() && blank(&bytes[start + 1..]);
            return whole.then_some(out);
        }
        if first && !between.is_empty() || !first && between != b"," {
            return None;
        }
        let end = object_end(bytes, start)?;
        out.push(start..end);
        at = end;
    }
}

/// Nothing but blanks and a byte order mark.
fn blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|b| b.is_ascii_whitespace() || b"\xef\xbb\xbf".contains(b))
}

/// Where the object that begins at `start` ends.
fn object_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'"' => {
                at += 1;
                while *bytes.get(at)? != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

fn organisation(record: Record) -> Organisation {
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
        funder_ids: record.external_ids.0,
        name: record.name.unwrap_or_default(),
        aliases: record.aliases,
        acronyms: record.acronyms,
        ..Organisation::default()
    };
    out.aliases.extend(record.labels.into_iter().map(|l| l.label));
    for name in record.names {
        if name.types.contains(&NameType::RorDisplay) {
            out.name = name.value;
        } else if name.types.iter().any(|t| matches!(t, NameType::Label | NameType::Alias)) {
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

/// Crossref's funder ids: `external_ids` of type `fundref` in an array (v2), or `FundRef` in an object (v1).
#[derive(Default)]
struct FunderIds(Vec<String>);

#[derive(Deserialize)]
struct ExternalIds {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    all: OneOrMany,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    Many(Vec<String>),
    One(String),
    Nothing(IgnoredAny),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl OneOrMany {
    fn into_ids(self) -> Vec<String> {
        match self {
            Self::Many(ids) => ids,
            Self::One(id) => vec![id],
            Self::Nothing(_) => Vec::new(),
        }
    }
}

impl<'de> Deserialize<'de> for FunderIds {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = FunderIds;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("external ids as an array or an object")
            }

            fn visit_unit<E>(self) -> std::result::Result<FunderIds, E> {
                Ok(FunderIds::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<FunderIds, A::Error> {
                let mut ids = FunderIds::default();
                while let Some(one) = list.next_element::<ExternalIds>()? {
                    if one.kind == "fundref" {
                        ids.0.extend(one.all.into_ids());
                    }
                }
                Ok(ids)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<FunderIds, A::Error> {
                let mut ids = FunderIds::default();
                while let Some(kind) = map.next_key::<String>()? {
                    if kind == "FundRef" {
                        ids.0.extend(map.next_value::<ExternalIds>()?.all.into_ids());
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(ids)
            }
        }
        deserializer.deserialize_any(Either)
    }
}
