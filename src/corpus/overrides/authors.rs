//! Applying the corrections about authors: which mentions (an author on a paper) are one person.

use super::papers::draft_of;
use super::{AuthorName, Change, Overrides, nearest, nothing};
use hashbrown::HashSet;

use crate::corpus::authors::Mentions;
use crate::corpus::fold::words;
use crate::corpus::identifiers;
use crate::corpus::merge::{Draft, Keys};
use crate::error::{Error, Place, Result};

/// The corrections about authors with their papers found.
#[derive(Debug, Default)]
pub(in crate::corpus) struct AuthorDecisions {
    rows: Vec<Decision>,
}

#[derive(Debug)]
struct Decision {
    place: Place,
    same: bool,
    author: Who,
    with: Who,
}

/// An author as a correction names them.
#[derive(Debug)]
enum Who {
    /// The one at a place of a paper's list, from 0.
    Mention { paper: usize, at: usize },
    /// All that carry an ORCID or a source's own id.
    Id(String),
}

impl Overrides {
    /// The corrections about authors. `names` gives the names of a paper's authors in order.
    pub(in crate::corpus) fn authors(
        &self,
        drafts: &[Draft],
        keys: &[Keys],
        names: &dyn Fn(usize) -> Vec<String>,
    ) -> Result<AuthorDecisions> {
        let who = |name: &AuthorName, place: &Place| -> Result<Who> {
            if name.paper.is_empty() {
                return Ok(Who::Id(name.author.clone()));
            }
            let paper = draft_of(drafts, keys, &name.paper, place)?;
            let at = author_of(&names(paper), name, place)?;
            Ok(Who::Mention { paper, at })
        };
        let mut rows = Vec::new();
        for one in &self.rows {
            let (same, author, with) = match &one.change {
                Change::SameAuthor { author, with } => (true, author, with),
                Change::DifferentAuthor { author, with } => (false, author, with),
                _ => continue,
            };
            let (author, with) = (who(author, &one.place)?, who(with, &one.place)?);
            rows.push(Decision { place: one.place.clone(), same, author, with });
        }
        Ok(AuthorDecisions { rows })
    }
}

/// The place in a list of authors of the one that a correction names.
fn author_of(names: &[String], wanted: &AuthorName, place: &Place) -> Result<usize> {
    let by_place = wanted.author.parse::<usize>().ok().and_then(|at| at.checked_sub(1));
    if let Some(at) = by_place.filter(|at| *at < names.len()) {
        return Ok(at);
    }
    // The parts of a name in any order: `Kim, Ann` and `Ann Kim`.
    let parts = |name: &str| {
        let folded = words(name);
        let mut parts: Vec<String> = folded.split(' ').map(str::to_owned).collect();
        parts.sort_unstable();
        parts
    };
    let folded = parts(&wanted.author);
    let mut found = (0..names.len()).filter(|&at| parts(&names[at]) == folded);
    let wrong =
        |what: String| nothing(place, what, &nearest(&wanted.author, names.iter().map(String::as_str)));
    match (found.next(), found.next()) {
        (Some(at), None) => Ok(at),
        (Some(_), Some(_)) => Err(Error::settings(
            place.clone(),
            format!("`{}` names two authors of `{}`", wanted.author, wanted.paper),
            "write the author's place in the list (1 for the first)",
        )),
        _ => Err(wrong(format!("no author of `{}` is `{}`", wanted.paper, wanted.author))),
    }
}

impl AuthorDecisions {
    /// Whether there are none.
    pub(in crate::corpus) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Applies them to the person (any number) of every mention and gives the mentions that they name. What is taken out
    /// goes first, then what is joined.
    ///
    /// # Errors
    /// An id that no author carries, two authors that are said to be one person and two.
    pub(in crate::corpus) fn apply(
        &self,
        person: &mut [usize],
        mentions: &Mentions,
    ) -> Result<HashSet<usize>> {
        let mut decided = HashSet::new();
        let next = person.iter().copied().max().map_or(0, |most| most + 1);
        for (next, one) in (next..).zip(self.rows.iter().filter(|one| !one.same)) {
            let (kept, out) = one.mentions(mentions)?;
            if out.iter().any(|at| kept.contains(at)) {
                let remedy = "name two authors, or take the row out";
                return Err(Error::settings(one.place.clone(), "an author can't differ from itself", remedy));
            }
            let of: Vec<usize> = kept.iter().map(|&at| person[at]).collect();
            for at in out {
                if of.contains(&person[at]) {
                    person[at] = next;
                }
                decided.insert(at);
            }
        }
        for one in self.rows.iter().filter(|one| one.same) {
            let (mut all, with) = one.mentions(mentions)?;
            all.extend(with);
            let people: Vec<usize> = all.iter().map(|&at| person[at]).collect();
            let Some(&first) = people.iter().min() else { continue };
            person.iter_mut().filter(|who| people.contains(who)).for_each(|who| *who = first);
            decided.extend(all);
        }
        for one in self.rows.iter().filter(|one| !one.same) {
            let (kept, out) = one.mentions(mentions)?;
            if out.iter().any(|&at| kept.iter().any(|&other| person[at] == person[other])) {
                return Err(Error::settings(
                    one.place.clone(),
                    "other rows make the two authors one person again",
                    "take out this row or those with the action `same`",
                ));
            }
        }
        Ok(decided)
    }
}

impl Decision {
    /// The mentions that it names: of the one author and of the other.
    fn mentions(&self, mentions: &Mentions) -> Result<(Vec<usize>, Vec<usize>)> {
        Ok((found(&self.author, &self.place, mentions)?, found(&self.with, &self.place, mentions)?))
    }
}

/// The mentions of one author.
fn found(who: &Who, place: &Place, mentions: &Mentions) -> Result<Vec<usize>> {
    let id = match who {
        Who::Mention { paper, at } => return Ok(vec![mentions.of_paper(*paper).start + at]),
        Who::Id(id) => id,
    };
    let ids = |at: usize| mentions.ids(at).iter().map(|&id| mentions.id(id));
    let orcid = identifiers::orcid(id).map(|orcid| format!("orcid:{orcid}"));
    let is = |have: &str| match &orcid {
        Some(orcid) => have == orcid,
        None => have == id || have.split_once(':').is_some_and(|(_, bare)| bare == id),
    };
    let found: Vec<usize> = (0..mentions.len()).filter(|&at| ids(at).any(is)).collect();
    if found.is_empty() {
        let what = format!("no author has the id `{id}` (an author's name needs its paper)");
        return Err(nothing(place, what, &nearest(id, (0..mentions.len()).flat_map(ids))));
    }
    Ok(found)
}
