//! From an organisation as a release of ROR gives it to the registry: checked, numbered, relations resolved.

use std::path::Path;

use hashbrown::HashMap;

use super::{Entry, Registry, Standing};
use crate::error::{Error, Place, Result};

/// How two organisations are related, seen from the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Parent,
    Child,
    Related,
    Successor,
    Predecessor,
}

impl Relation {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "parent" => Some(Self::Parent),
            "child" => Some(Self::Child),
            "related" => Some(Self::Related),
            "successor" => Some(Self::Successor),
            "predecessor" => Some(Self::Predecessor),
            _ => None,
        }
    }
}

/// One organisation as a release gives it.
#[derive(Clone, Debug, Default)]
pub(super) struct Organisation {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    pub(super) acronyms: Vec<String>,
    pub(super) country: String,
    pub(super) cities: Vec<String>,
    pub(super) regions: Vec<String>,
    pub(super) kinds: Vec<String>,
    pub(super) standing: Standing,
    pub(super) relations: Vec<(Relation, String)>,
    pub(super) domains: Vec<String>,
    pub(super) funder_ids: Vec<String>,
}

/// The registry of a release; each organisation comes with its line or its number in the file. A relation to an
/// organisation that the file lacks is dropped (a part of a release is a registry too); a withdrawn one is replaced by its
/// successor where the file has it.
pub(super) fn registry_of(
    path: &Path,
    organisations: impl Iterator<Item = (u64, Organisation)>,
) -> Result<Registry> {
    let mut entries = Vec::new();
    let mut relations = Vec::new();
    let mut seen: HashMap<String, u64> = HashMap::new();
    for (line, organisation) in organisations {
        let wrong = |what: String, remedy: &str| Error::input(Place::line(path, line), what, remedy);
        if organisation.id.is_empty() || organisation.name.is_empty() {
            return Err(wrong("an organisation without id or name".into(), "give ROR's data dump unchanged"));
        }
        if let Some(before) = seen.insert(organisation.id.clone(), line) {
            let what = format!("the id `{}` stands in line {before} already", organisation.id);
            return Err(wrong(what, "keep the newest record of each organisation"));
        }
        let country = match organisation.country.as_str() {
            "" => None,
            code => Some(code.parse().map_err(|_| {
                wrong(
                    format!("no country has the code `{code}`"),
                    "write an ISO 3166-1 alpha-2 code such as KP",
                )
            })?),
        };
        relations.push(organisation.relations);
        entries.push(Entry {
            id: organisation.id,
            name: organisation.name,
            aliases: organisation.aliases,
            acronyms: organisation.acronyms,
            country,
            cities: organisation.cities,
            regions: organisation.regions,
            kind: organisation.kinds.join("; "),
            standing: organisation.standing,
            domains: organisation.domains,
            funder_ids: organisation.funder_ids,
            ..Entry::default()
        });
    }
    let mut registry = Registry::from_entries(entries);
    for (at, relations) in relations.into_iter().enumerate() {
        for (relation, id) in relations {
            let Some(other) = registry.by_id(&id).filter(|&other| other != at) else { continue };
            match relation {
                Relation::Parent => add(&mut registry.entries[at].parents, other),
                Relation::Child => add(&mut registry.entries[other].parents, at),
                Relation::Related | Relation::Predecessor => registry.entries[at].related.push(other),
                Relation::Successor => registry.entries[at].successors.push(other),
            }
        }
    }
    break_cycles(&mut registry);
    Ok(registry)
}

/// Adds what is not there yet: most parents name the child and the child names them.
fn add(parents: &mut Vec<usize>, parent: usize) {
    if !parents.contains(&parent) {
        parents.push(parent);
    }
}

/// ROR has pairs that name each other as parent: the link of the later entry is dropped, and so is the last link of a longer
/// circle. Depth first from each entry in order. Time O(entries and links).
fn break_cycles(registry: &mut Registry) {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let entries = &mut registry.entries;
    let mut state = vec![State::New; entries.len()];
    for start in 0..entries.len() {
        if state[start] != State::New {
            continue;
        }
        state[start] = State::Open;
        // Each open entry with the number of its next parent.
        let mut open = vec![(start, 0)];
        while let Some((at, next)) = open.last_mut() {
            match entries[*at].parents.get(*next).copied() {
                None => {
                    state[*at] = State::Done;
                    open.pop();
                }
                Some(above) if state[above] == State::Open => _ = entries[*at].parents.remove(*next),
                Some(above) => {
                    *next += 1;
                    if state[above] == State::New {
                        state[above] = State::Open;
                        open.push((above, 0));
                    }
                }
            }
        }
    }
}
