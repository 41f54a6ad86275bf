//! From the funders that records name, and from funding texts, to rows of `funding`.

use serde::{Deserialize, Serialize};

use super::merge::Work;
use super::schema::Funding;
use crate::ids::PaperId;
use crate::places::{Funders, Matcher, Registry, awards};

/// A row of `funding` whose institution is still a number in the registry.
#[derive(Serialize, Deserialize)]
pub(super) struct Grant {
    /// The row.
    pub(super) row: Funding,
    /// The funder's entry in the registry.
    pub(super) entry: Option<usize>,
}

/// The grants of one paper: a row for each funder and award. A funding text gives a row for each funder of the list
/// that it names and that no field of the record names; a text that names none keeps one row, so that nothing is lost.
pub(super) fn grants(
    paper: PaperId,
    work: &Work,
    funders: &Funders,
    registry: &Registry,
    matcher: &Matcher,
) -> Vec<Grant> {
    let mut grants: Vec<Grant> = Vec::new();
    for funding in work.funding.iter().filter(|f| !f.is_statement) {
        let row = Funding { paper, funder: funding.funder.clone(), ..Funding::default() };
        let base = match funders.find(&funding.funder).into_iter().max_by_key(|m| m.span.len()) {
            Some(found) => matched(row, found.funder, found.method, found.score, funders, registry),
            None => Grant { entry: by_name(&funding.funder, matcher), row },
        };
        push(base, &funding.awards, &mut grants);
    }
    for funding in work.funding.iter().filter(|f| f.is_statement) {
        let text = &funding.funder;
        let found = funders.find(text);
        let numbers = awards::find(text);
        for (at, one) in found.iter().enumerate() {
            let name = &funders.entries()[one.funder].name;
            let end = found.get(at + 1).map_or(text.len(), |next| next.span.start);
            let given: Vec<String> = numbers
                .iter()
                .filter(|a| a.span.start >= one.span.end && a.span.start < end)
                .map(|a| a.number.clone())
                .collect();
            let known = |award: Option<&String>| {
                grants.iter().any(|g| {
                    g.row.name.as_ref() == Some(name) && (award.is_none() || g.row.award.as_ref() == award)
                })
            };
            let fresh: Vec<String> = given.iter().filter(|a| !known(Some(a))).cloned().collect();
            if fresh.is_empty() && known(None) {
                continue;
            }
            let row = Funding { paper, funder: text[one.span.clone()].to_owned(), ..Funding::default() };
            push(matched(row, one.funder, one.method, one.score, funders, registry), &fresh, &mut grants);
        }
        if found.is_empty() && grants.is_empty() {
            let row = Funding { paper, funder: text.clone(), ..Funding::default() };
            grants.push(Grant { row, entry: None });
        }
    }
    grants
}

/// One row for each award, or one without.
fn push(base: Grant, awards: &[String], grants: &mut Vec<Grant>) {
    let mut fresh = false;
    for award in awards {
        grants.push(Grant {
            row: Funding { award: Some(award.clone()), ..base.row.clone() },
            entry: base.entry,
        });
        fresh = true;
    }
    if !fresh {
        grants.push(base);
    }
}

fn matched(
    row: Funding,
    funder: usize,
    method: &str,
    score: f32,
    funders: &Funders,
    registry: &Registry,
) -> Grant {
    let Some(entry) = funders.entries().get(funder) else { return Grant { row, entry: None } };
    Grant {
        entry: entry.ror.as_deref().and_then(|id| registry.by_id(id)),
        row: Funding {
            name: Some(entry.name.clone()),
            country: entry.country.map(|c| c.as_str().to_owned()),
            state: entry.state,
            method: Some(method.to_owned()),
            score: Some(score),
            ..row
        },
    }
}

/// The institution whose name or alias a funder's name is.
fn by_name(funder: &str, matcher: &Matcher) -> Option<usize> {
    matcher.find(funder).institutions.first().map(|i| i.entry)
}
