//! Applying the corrections about papers and references.

use super::{Change, Overrides, nearest, nothing};
use crate::corpus::fold::words;
use crate::corpus::identifiers;
use crate::corpus::merge::{Draft, Groups, Keys};
use crate::corpus::references::Corrected;
use crate::error::{Error, Place, Result};

impl Overrides {
    /// Applies merges and splits to the groups of records.
    pub(in crate::corpus) fn regroup(&self, groups: &mut Groups) -> Result<()> {
        for one in &self.rows {
            match &one.change {
                Change::Merge { paper, with } => {
                    let (a, b) = (group_of(groups, paper, &one.place)?, group_of(groups, with, &one.place)?);
                    let (keep, gone) = (a.min(b), a.max(b));
                    if keep != gone {
                        let moved = std::mem::take(&mut groups.members[gone]);
                        groups.members[keep].extend(moved);
                    }
                }
                Change::Split { paper } => {
                    let group = group_of(groups, paper, &one.place)?;
                    let id = id_of(paper);
                    let (keys, members) = (&groups.keys, &mut groups.members[group]);
                    let out: Vec<usize> =
                        members.iter().copied().filter(|&r| carries(&keys[r], &id)).collect();
                    if out.len() < members.len() {
                        members.retain(|r| !out.contains(r));
                        groups.members.push(out);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Applies dates and retractions to the papers.
    pub(in crate::corpus) fn correct(&self, drafts: &mut [Draft], keys: &[Keys]) -> Result<()> {
        for one in &self.rows {
            let (Change::Date { paper, .. } | Change::Retracted { paper, .. }) = &one.change else {
                continue;
            };
            let draft = &mut drafts[draft_of(drafts, keys, paper, &one.place)?];
            match &one.change {
                Change::Date { date, .. } => draft.date = Some(*date),
                Change::Retracted { retracted, .. } => draft.retracted = Some(*retracted),
                _ => {}
            }
        }
        Ok(())
    }

    /// The corrected references: for each citing paper the folded text and the cited paper.
    pub(in crate::corpus) fn references(
        &self,
        drafts: &[Draft],
        keys: &[Keys],
        texts: &dyn Fn(usize) -> Result<Vec<String>>,
    ) -> Result<Corrected> {
        let mut corrected = Corrected::new();
        for one in &self.rows {
            let Change::Reference { citing, reference, cited } = &one.change else { continue };
            let paper = draft_of(drafts, keys, citing, &one.place)?;
            let cited = cited.as_ref().map(|id| draft_of(drafts, keys, id, &one.place)).transpose()?;
            let folded = words(reference);
            let listed = texts(paper)?;
            if !listed.iter().any(|text| words(text) == folded) {
                let near = nearest(&folded, listed.iter().map(String::as_str));
                return Err(nothing(
                    &one.place,
                    format!("`{citing}` lists no reference `{reference}`"),
                    &near,
                ));
            }
            corrected.entry(paper as u32).or_default().push((folded, cited.map(|at| at as u32)));
        }
        Ok(corrected)
    }
}

/// The normalised forms that an id can have in the keys of a record.
fn id_of(id: &str) -> [Option<String>; 2] {
    [identifiers::doi(id), identifiers::own(id)]
}

fn carries(keys: &Keys, [doi, own]: &[Option<String>; 2]) -> bool {
    (doi.is_some() && keys.doi == *doi)
        || own
            .as_ref()
            .is_some_and(|own| keys.own.iter().any(|k| k.split_once(':').is_some_and(|(_, id)| id == own)))
}

fn group_of(groups: &Groups, id: &str, place: &Place) -> Result<usize> {
    let wanted = id_of(id);
    let found = groups.members.iter().position(|g| g.iter().any(|&r| carries(&groups.keys[r], &wanted)));
    found.ok_or_else(|| unknown(place, id, &groups.keys))
}

/// The paper of which a record has this id.
pub(super) fn draft_of(drafts: &[Draft], keys: &[Keys], id: &str, place: &Place) -> Result<usize> {
    let wanted = id_of(id);
    let found = drafts.iter().position(|d| d.records.iter().any(|&r| carries(&keys[r], &wanted)));
    found.ok_or_else(|| unknown(place, id, keys))
}

fn unknown(place: &Place, id: &str, keys: &[Keys]) -> Error {
    let ids = keys.iter().flat_map(|k| {
        let own = k.own.iter().filter_map(|o| o.split_once(':').map(|(_, id)| id));
        k.doi.as_deref().into_iter().chain(own)
    });
    nothing(place, format!("no record has the id `{id}`"), &nearest(id, ids))
}
