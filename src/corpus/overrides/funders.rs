//! Applying the corrections about funders: their rows in `funding`, by the text on the records.

use hashbrown::{HashMap, HashSet};

use super::{Change, Override, Overrides, nearest, nothing};
use crate::corpus::funding::Grant;
use crate::error::Result;
use crate::places::{Funders, Registry};

/// The corrections about funders, by text.
pub(in crate::corpus) struct FunderDecisions<'a> {
    rows: Vec<(String, &'a Override)>,
    by_text: HashMap<String, &'a Override>,
    funders: &'a Funders,
    registry: &'a Registry,
}

impl Overrides {
    /// The corrections about funders. A name that the list of funders has brings the list's country and whether it is a
    /// state body, where the correction does not say.
    pub(in crate::corpus) fn funders<'a>(
        &'a self,
        funders: &'a Funders,
        registry: &'a Registry,
    ) -> FunderDecisions<'a> {
        let rows: Vec<(String, &Override)> = self
            .rows
            .iter()
            .filter_map(|one| match &one.change {
                Change::Funder { funder, .. } => Some((key(funder), one)),
                _ => None,
            })
            .collect();
        FunderDecisions { by_text: rows.iter().cloned().collect(), rows, funders, registry }
    }
}

impl FunderDecisions<'_> {
    /// Whether there are none.
    pub(in crate::corpus) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Gives a grant the funder that was decided.
    pub(in crate::corpus) fn decide(&self, grant: &mut Grant) {
        if self.is_empty() {
            return;
        }
        if let Some(one) = self.by_text.get(&key(&grant.row.funder)) {
            decide(grant, &one.change, self.funders, self.registry);
        }
    }

    /// Refuses corrections of texts that no grant has; `texts` are those that grants have.
    ///
    /// # Errors
    /// The first of them, with the nearest texts.
    pub(in crate::corpus) fn check(&self, texts: &HashSet<String>) -> Result<()> {
        let known: HashSet<String> = texts.iter().map(|text| key(text)).collect();
        let Some((text, one)) = self.rows.iter().find(|(text, _)| !known.contains(text)) else {
            return Ok(());
        };
        let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        texts.sort_unstable();
        let near = nearest(text, texts.into_iter());
        let written = match &one.change {
            Change::Funder { funder, .. } => funder,
            _ => text,
        };
        Err(nothing(&one.place, format!("no record names the funder `{written}`"), &near))
    }
}

/// A funder's text by its words, whatever white space and letter case it has.
pub(super) fn key(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn decide(grant: &mut Grant, change: &Change, funders: &Funders, registry: &Registry) {
    let Change::Funder { name, institution, country, state, .. } = change else { return };
    let row = &mut grant.row;
    let known = name.as_ref().and_then(|name| funders.entries().iter().find(|entry| entry.name == *name));
    if let Some(entry) = known {
        row.country = entry.country.map(|code| code.as_str().to_owned());
        row.state = entry.state;
        grant.entry = entry.ror.as_deref().and_then(|id| registry.by_id(id));
    }
    if let Some(at) = institution.as_deref().and_then(|id| registry.by_id(id)) {
        grant.entry = Some(at);
        if let Some(code) = registry.entries()[at].country.filter(|_| known.is_none()) {
            row.country = Some(code.as_str().to_owned());
        }
        if name.is_none() {
            row.name = Some(registry.entries()[at].name.clone());
        }
    }
    if name.is_some() {
        row.name.clone_from(name);
    }
    if country.is_some() {
        row.country.clone_from(country);
    }
    if state.is_some() {
        row.state = *state;
    }
    row.method = Some("override".to_owned());
    row.score = Some(1.0);
}
