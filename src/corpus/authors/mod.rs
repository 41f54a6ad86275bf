//! Who is one person: by ORCID, then by a source's own id, then by full name with a shared institution or co-author;
//! never by surname and initials alone.
//!
//! Union-find over mentions (an author on a paper). Mentions that share an ORCID or an id of a source are joined where
//! their surnames agree; mentions of one full name (in any order of its parts) are joined where they share an institution
//! or the full name of a co-author, unless they have two ORCIDs, or two ids of one source, or middle initials that
//! contradict each other ("Maria A." and "Maria B."). Names that are written the same come first; where one leaves
//! initials out, only a shared institution counts; a shared co-author counts where the countries of the two don't
//! contradict each other, two shared ones also where they do. Two mentions on one paper are never joined. Joins are tried in the order of papers, so the result depends on nothing else. Time: O(m α(m)) for m
//! mentions plus the shared keys. Memory: some 60 bytes a mention and each distinct name and id once.

mod mentions;
mod sets;

use hashbrown::{HashMap, HashSet};

use super::merge::surnames_agree;
use super::overrides::AuthorDecisions;
use super::schema::{Author, AuthorBasis};
use crate::error::Result;
use crate::ids::AuthorId;
use crate::places::CountryCode;
pub(super) use mentions::{Mentions, Parsed};
use sets::Sets;

/// From so many authors on, common co-authors don't speak against contradicting countries.
const MANY_AUTHORS: usize = 50;

/// An id that two people carry.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SharedId {
    /// The ORCID or the source's id.
    pub id: String,
    /// The names that it stands with, sorted.
    pub names: Vec<String>,
}

/// The people of a corpus.
#[derive(Debug, Default)]
pub(super) struct People {
    /// The table `authors`.
    pub(super) authors: Vec<Author>,
    /// The author of each mention.
    pub(super) of_mention: Vec<AuthorId>,
    /// Ids with two people.
    pub(super) shared_ids: Vec<SharedId>,
}

/// Finds the people behind all mentions. `institutions` adds a key of every institution or affiliation text of a mention,
/// `countries` every country of them; `decisions` are the user's own, and win.
///
/// # Errors
/// A decision that matches nothing or contradicts another.
pub(super) fn people(
    mentions: &Mentions,
    institutions: &dyn Fn(usize, &mut Vec<u64>),
    countries: &dyn Fn(usize, &mut Vec<CountryCode>),
    decisions: &AuthorDecisions,
) -> Result<People> {
    let mut sets = Sets::new(mentions);
    let mut shared: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut joined_by_name = vec![false; mentions.len()];
    for orcids in [true, false] {
        let mut first_of: HashMap<u32, usize> = HashMap::new();
        for at in 0..mentions.len() {
            for &id in mentions.ids(at).iter().filter(|id| mentions.is_orcid(**id) == orcids) {
                let first = *first_of.entry(id).or_insert(at);
                if first == at {
                    continue;
                }
                if surnames_agree(mentions.surname(first), mentions.surname(at)) {
                    sets.join(first, at, false);
                } else {
                    shared.entry(id).or_insert_with(|| vec![first]).push(at);
                }
            }
        }
    }
    join_by_name(mentions, institutions, countries, &mut sets, &mut joined_by_name);
    let mut decided = HashSet::new();
    if !decisions.is_empty() {
        let mut person: Vec<usize> = (0..mentions.len()).map(|at| sets.root(at)).collect();
        decided = decisions.apply(&mut person, mentions)?;
        sets.set(&person);
    }
    let mut people = number(mentions, &mut sets, &joined_by_name, &decided);
    people.shared_ids = shared
        .into_iter()
        .map(|(id, at)| {
            let mut names: Vec<String> = at.iter().map(|at| mentions.name(*at).to_owned()).collect();
            names.sort_unstable();
            names.dedup();
            SharedId { id: mentions.id(id).to_owned(), names }
        })
        .collect();
    people.shared_ids.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    Ok(people)
}

/// Joins mentions of one full name that share an institution or a co-author.
fn join_by_name(
    mentions: &Mentions,
    institutions: &dyn Fn(usize, &mut Vec<u64>),
    countries: &dyn Fn(usize, &mut Vec<CountryCode>),
    sets: &mut Sets,
    joined: &mut [bool],
) {
    // Full names are numbered by first appearance, so the groups stand in that order.
    let mut named: Vec<(u32, u32)> =
        (0..mentions.len()).filter_map(|at| Some((mentions.full_name(at)?, at as u32))).collect();
    named.sort_unstable();
    let mut keys = Vec::new();
    let at_countries = |at: usize| {
        let mut found = Vec::new();
        countries(at, &mut found);
        found
    };
    for group in named.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        for exactly in [true, false] {
            // The mentions so far that could not be joined with one another, at each institution and beside each person.
            let mut at_institution: HashMap<u64, Vec<usize>> = HashMap::new();
            let mut with_person: HashMap<(u32, &str), Vec<usize>> = HashMap::new();
            let mut meet = |there: &mut Vec<usize>, at: usize, by_co_author: bool| {
                let abroad = |one: usize| {
                    by_co_author
                        && contradict(&at_countries(one), &at_countries(at))
                        && !share_two_co_authors(mentions, one, at)
                };
                let same = |one: usize| !exactly || mentions.initials(one) == mentions.initials(at);
                match there.iter().copied().find(|&one| same(one) && !abroad(one) && sets.join(one, at, true))
                {
                    Some(one) => (joined[one], joined[at]) = (true, true),
                    None => there.push(at),
                }
            };
            for &(name, at) in group {
                let at = at as usize;
                keys.clear();
                institutions(at, &mut keys);
                for &institution in &keys {
                    meet(at_institution.entry(institution).or_default(), at, false);
                }
                for other in mentions.beside(at).filter(|_| exactly) {
                    let Some(person) = mentions.full_name(other).filter(|person| *person != name) else {
                        continue;
                    };
                    meet(with_person.entry((person, mentions.initials(other))).or_default(), at, true);
                }
            }
        }
    }
}

/// Whether both are known and none is in common.
fn contradict(a: &[CountryCode], b: &[CountryCode]) -> bool {
    !a.is_empty() && !b.is_empty() && !a.iter().any(|code| b.contains(code))
}

/// Whether two mentions of one name have two full names of co-authors in common; on papers of many authors that says nothing.
fn share_two_co_authors(mentions: &Mentions, a: usize, b: usize) -> bool {
    let (of_a, of_b) = (mentions.beside(a), mentions.beside(b));
    if of_a.len().max(of_b.len()) > MANY_AUTHORS {
        return false;
    }
    let own = mentions.full_name(a);
    let full = |of: std::ops::Range<usize>| {
        of.filter_map(|at| Some((mentions.full_name(at)?, mentions.initials(at))))
    };
    let beside: HashSet<(u32, &str)> = full(of_a).filter(|(name, _)| Some(*name) != own).collect();
    full(of_b).filter(|person| beside.contains(person)).collect::<HashSet<_>>().len() >= 2
}

/// Numbers the people by first appearance and gathers what is known of each.
fn number(mentions: &Mentions, sets: &mut Sets, joined_by_name: &[bool], decided: &HashSet<usize>) -> People {
    let mut people = People::default();
    let mut of_root: HashMap<usize, AuthorId> = HashMap::new();
    // Whether the name that is held for a person is a full one.
    let mut full: Vec<bool> = Vec::new();
    people.of_mention.reserve_exact(mentions.len());
    for (at, by_name) in joined_by_name.iter().enumerate() {
        let id = *of_root.entry(sets.root(at)).or_insert_with(|| {
            people.authors.push(Author {
                name: String::new(),
                orcid: None,
                source_ids: Vec::new(),
                basis: AuthorBasis::NameOnly,
            });
            full.push(false);
            AuthorId(people.authors.len() as u32 - 1)
        });
        people.of_mention.push(id);
        let person = &mut people.authors[id.index()];
        let (name, is_full) = (mentions.name(at), mentions.full_name(at).is_some());
        let fuller = is_full && (!full[id.index()] || name.len() > person.name.len());
        if person.name.is_empty() || fuller {
            name.clone_into(&mut person.name);
            full[id.index()] = is_full;
        }
        let (orcid, source_ids) = mentions.orcid_and_ids(at);
        if person.orcid.is_none() {
            person.orcid = orcid.map(str::to_owned);
        }
        let basis = if decided.contains(&at) {
            AuthorBasis::Override
        } else if orcid.is_some() {
            AuthorBasis::Orcid
        } else if !source_ids.is_empty() {
            AuthorBasis::SourceId
        } else if *by_name {
            AuthorBasis::NameAndInstitution
        } else {
            AuthorBasis::NameOnly
        };
        person.basis = person.basis.min(basis);
        person.source_ids.extend(source_ids.iter().map(|id| mentions.id(*id).to_owned()));
    }
    for person in &mut people.authors {
        person.source_ids.sort_unstable();
        person.source_ids.dedup();
    }
    people
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::merge::PaperAuthor;

    /// "name | orcid | id | institution number"
    fn run(papers: &[&[&str]]) -> (Vec<Vec<u32>>, Vec<&'static str>, usize) {
        let parsed: Vec<Vec<PaperAuthor>> = papers
            .iter()
            .map(|authors| {
                authors
                    .iter()
                    .map(|line| {
                        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
                        let some =
                            |at: usize| parts.get(at).filter(|p| !p.is_empty()).map(|p| (*p).to_owned());
                        PaperAuthor {
                            name: parts[0].to_owned(),
                            orcid: some(1),
                            source_ids: some(2).into_iter().collect(),
                            affiliations: some(3).into_iter().collect(),
                        }
                    })
                    .collect()
            })
            .collect();
        let mut mentions = Mentions::default();
        let mut affiliations = Vec::new();
        for authors in parsed {
            affiliations.extend(authors.iter().map(|author| author.affiliations.clone()));
            mentions.add(authors.into_iter().map(|author| Parsed::of(author).0));
        }
        let institutions = |at: usize, keys: &mut Vec<u64>| {
            keys.extend(affiliations[at].iter().filter_map(|a| a.parse::<u64>().ok()));
        };
        let countries = |at: usize, codes: &mut Vec<CountryCode>| {
            codes.extend(affiliations[at].iter().filter_map(|a| a.parse::<CountryCode>().ok()));
        };
        let people = people(&mentions, &institutions, &countries, &AuthorDecisions::default()).unwrap();
        let bases = people.authors.iter().map(|a| a.basis.as_str()).collect();
        let ids = (0..papers.len())
            .map(|paper| mentions.of_paper(paper).map(|at| people.of_mention[at].0).collect())
            .collect();
        (ids, bases, people.shared_ids.len())
    }

    #[test]
    fn full_names_need_a_shared_institution_or_co_author() {
        let (ids, bases, _) = run(&[
            &["Kim, Jong Hyon|||1", "Ri, Chol Su|||2"],
            &["Jong-Hyon Kim|||1"],
            &["Kim, Jong Hyon|||9"],
            &["Kim, Jong Hyon|||8", "Ri, Chol Su|||7"],
        ]);
        assert_eq!(ids, [vec![0, 1], vec![0], vec![2], vec![0, 1]]);
        assert_eq!(bases, ["name and institution", "name and institution", "name only"]);
    }

    #[test]
    fn a_shared_co_author_counts_only_where_countries_do_not_contradict() {
        let (ids, ..) = run(&[
            &["Kim, Jong Hyon|||KP", "Ri, Chol Su|||CN"],
            &["Kim, Jong Hyon|||DE", "Ri, Chol Su|||CN"],
            &["Kim, Jong Hyon", "Ri, Chol Su|||CN"],
        ]);
        assert_eq!(ids, [vec![0, 1], vec![2, 1], vec![0, 1]]);
        let (ids, ..) = run(&[
            &["Kim, Jong Hyon|||KP", "Ri, Chol Su|||CN", "Ada Lorn|||CN"],
            &["Kim, Jong Hyon|||DE", "Ri, Chol Su|||CN", "Ada Lorn|||CN"],
        ]);
        assert_eq!(ids, [[0, 1, 2], [0, 1, 2]]);
    }

    #[test]
    fn surname_and_initials_never_join() {
        let (ids, bases, _) = run(&[&["Kim J.H.|||1"], &["Kim J.H.|||1"]]);
        assert_eq!(ids, [vec![0], vec![1]]);
        assert_eq!(bases, ["name only", "name only"]);
    }

    #[test]
    fn middle_initials_that_contradict_keep_apart() {
        let (ids, ..) = run(&[
            &["Garcia, Maria A.|||1"],
            &["Garcia, Maria|||1"],
            &["Garcia, Maria B.|||1"],
            &["Garcia, Maria B.|||1"],
            &["Maria A. Garcia|||1"],
        ]);
        assert_eq!(ids, [vec![0], vec![0], vec![1], vec![1], vec![0]]);
    }

    #[test]
    fn ids_join_and_keep_apart() {
        let (ids, bases, shared) = run(&[
            &["Kim J.|0000-1|scopus:1|1"],
            &["Kim J.H.|0000-1||2"],
            &["Kim, Jong||scopus:1|3"],
            &["Kim, Jong||scopus:2|3"],
            &["Petrov, Ivan||scopus:1|3"],
        ]);
        assert_eq!(ids, [vec![0], vec![0], vec![0], vec![1], vec![2]]);
        assert_eq!(bases, ["orcid", "source id", "source id"]);
        assert_eq!(shared, 1);
    }

    #[test]
    fn near_names_and_one_paper_stay_apart() {
        let (ids, ..) = run(&[
            &["Yang, Cheng|||1", "Yan, Cheng|||1", "Yu, Cheng|||1"],
            &["Wang, Wei|||1", "Wang, Wei|||1"],
        ]);
        assert_eq!(ids, [vec![0, 1, 2], vec![3, 4]]);
    }
}
