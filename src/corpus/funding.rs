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
        let by_id = funding.funder_id.as_deref().and_then(|id| registry.by_funder_id(id));
        let found = funders.find(&funding.funder).into_iter().max_by_key(|m| m.span.len());
        let listed = funding.funder_id.as_deref().and_then(|id| funders.by_id(id));
        let listed = listed.map(|funder| (funder, "source id", 1.0));
        let base = match found.map(|found| (found.funder, found.method, found.score)).or(listed) {
            Some((funder, method, score)) => {
                let grant = matched(row, funder, method, score, funders, registry);
                Grant { entry: by_id.or(grant.entry), ..grant }
            }
            None => of_registry(row, by_id, registry, matcher),
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

/// A funder that the list lacks: the institution whose id the source gives, else the one that the funder's name names.
fn of_registry(row: Funding, by_id: Option<usize>, registry: &Registry, matcher: &Matcher) -> Grant {
    let by_id = by_id.map(|entry| (registry.standing_for(entry), "source id", 1.0));
    let found = by_id.or_else(|| {
        matcher.find(&row.funder).institutions.first().map(|one| (one.entry, one.method, one.score))
    });
    let Some((entry, method, score)) = found else { return Grant { row, entry: None } };
    let country = registry.entries().get(entry).and_then(|e| e.country);
    Grant {
        entry: Some(entry),
        row: Funding {
            country: country.map(|c| c.as_str().to_owned()),
            method: Some(method.to_owned()),
            score: Some(score),
            ..row
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::registry::Entry;
    use crate::sources::record::RecordFunding;

    #[test]
    fn the_source_s_id_of_a_funder_is_surer_than_its_name() {
        let entry = |id: &str, name: &str, country: &str, funder_ids: &[&str]| Entry {
            id: id.to_owned(),
            name: name.to_owned(),
            country: country.parse().ok(),
            funder_ids: funder_ids.iter().map(|&id| id.to_owned()).collect(),
            ..Entry::default()
        };
        let registry = Registry::from_entries(vec![
            entry("a", "Foundation for Tests", "FR", &["501100000001"]),
            entry("https://ror.org/b", "Council of Trials", "CL", &["100000002", "501100000003"]),
        ]);
        let matcher = Matcher::new(&registry);
        let named = |funder: &str, id: Option<&str>| RecordFunding {
            funder: funder.to_owned(),
            funder_id: id.map(str::to_owned),
            awards: vec!["X-1".to_owned(), "X-2".to_owned()],
            ..RecordFunding::default()
        };
        let work = Work {
            funding: vec![
                named("Foundation for Tests", Some("https://doi.org/10.13039/501100000003")),
                named("Whatever it is called", Some("https://ror.org/b")),
                named("Foundation for Tests, Paris", Some("10.13039/999")),
            ],
            ..Work::default()
        };
        let found: Vec<_> = grants(PaperId(0), &work, Funders::embedded(), &registry, &matcher)
            .into_iter()
            .map(|g| {
                (g.entry, g.row.country.unwrap_or_default(), g.row.method.unwrap_or_default(), g.row.award)
            })
            .collect();
        let row = |entry, country: &str, method: &str, award: &str| {
            (Some(entry), country.to_owned(), method.to_owned(), Some(award.to_owned()))
        };
        assert_eq!(
            found,
            [
                row(1, "CL", "source id", "X-1"),
                row(1, "CL", "source id", "X-2"),
                row(1, "CL", "source id", "X-1"),
                row(1, "CL", "source id", "X-2"),
                row(0, "FR", "name", "X-1"),
                row(0, "FR", "name", "X-2"),
            ]
        );
    }
}
