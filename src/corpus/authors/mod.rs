//! Who is one person: by ORCID, then by a source's own id, then by full name with a shared institution or co-author;
//! never by surname and initials alone.
//!
//! Union-find over mentions (an author on a paper). Mentions that share an ORCID or an id of a source are joined where
//! their surnames agree; mentions of one full name (in any order of its parts) by what they have in common (`by_name`), unless
//! they have two ORCIDs, or two ids of one source, or middle initials that contradict each other ("Maria A." and "Maria B.").
//! Two mentions on one paper are never joined. Joins are tried in the order of papers, so the result depends on nothing
//! else. Time: O(m α(m)) for m mentions plus the shared keys. Memory: some 60 bytes a mention and each distinct name and id
//! once, and what `by_name` needs.

mod by_name;
mod mentions;
mod namesakes;
mod sets;

use hashbrown::{HashMap, HashSet};

use super::merge::surnames_agree;
use super::overrides::AuthorDecisions;
use super::schema::{Author, AuthorBasis};
use crate::error::Result;
use crate::ids::AuthorId;
pub(super) use by_name::Known;
pub(super) use mentions::{Mentions, Parsed};
use sets::Sets;

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

/// Finds the people behind all mentions. `decisions` are the user's own, and win.
///
/// # Errors
/// A decision that matches nothing or contradicts another.
pub(super) fn people(mentions: &Mentions, known: Known, decisions: &AuthorDecisions) -> Result<People> {
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
    by_name::join(mentions, known, &mut sets, &mut joined_by_name);
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
    use crate::places::CountryCode;

    /// "name | orcid | id | institution number"
    fn run(papers: &[&[&str]]) -> (Vec<Vec<u32>>, Vec<&'static str>, usize) {
        run_about(papers, &|_| &[])
    }

    /// The same with keys of what each paper is about.
    fn run_about(
        papers: &[&[&str]],
        fields: &dyn Fn(u32) -> &'static [u32],
    ) -> (Vec<Vec<u32>>, Vec<&'static str>, usize) {
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
        let about = |paper: u32| {
            let fields: &[u32] = fields(paper);
            fields
        };
        let known = Known { institutions: &institutions, countries: &countries, fields: &about };
        let people = people(&mentions, known, &AuthorDecisions::default()).unwrap();
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

    /// Each of five surnames with each of five given names once, all at one institution.
    fn common_names() -> Vec<String> {
        let surnames = ["Adal", "Brun", "Cato", "Dorn", "Elmo"];
        let given = ["Vera", "Wim", "Xenia", "Yaro", "Zoe"];
        surnames.iter().flat_map(|s| given.iter().map(move |g| format!("{s}, {g}|||1"))).collect()
    }

    #[test]
    fn a_common_name_needs_more_than_a_large_institution() {
        let names = common_names();
        let crowd: Vec<[&str; 1]> = names.iter().map(|name| [name.as_str()]).collect();
        let mut papers: Vec<&[&str]> = crowd.iter().map(<[&str; 1]>::as_slice).collect();
        // Of 25 others 4 have the surname and 4 the given name: of 25 people there 0.64 namesakes are expected.
        papers.extend([&["Adal, Vera|||1"][..], &["Quell, Mira|||1"], &["Mira Quell|||1"]]);
        let (ids, ..) = run(&papers);
        assert_ne!(ids[0], ids[25]);
        assert_eq!(ids[26], ids[27]);
        // Nobody else there is under the keyword 7; everybody is under 8.
        let (ids, ..) = run_about(&papers, &|paper| if matches!(paper, 0 | 25) { &[7, 8] } else { &[8] });
        assert_eq!(ids[0], ids[25]);
        let (ids, ..) = run_about(&papers, &|_| &[8]);
        assert_ne!(ids[0], ids[25]);
    }

    #[test]
    fn a_common_name_needs_more_than_a_co_author_of_many() {
        let names = common_names();
        let crowd: Vec<[&str; 2]> = names.iter().map(|name| [name.as_str(), "Quell, Mira|||2"]).collect();
        let mut papers: Vec<&[&str]> = crowd.iter().map(<[&str; 2]>::as_slice).collect();
        papers.push(&["Adal, Vera|||3", "Quell, Mira|||2"]);
        let (ids, ..) = run(&papers);
        assert_ne!(ids[0][0], ids[25][0]);
        assert_eq!(ids[0][1], ids[25][1]);
    }

    #[test]
    fn given_names_are_one_whatever_stands_between_their_parts() {
        let (ids, ..) =
            run(&[&["Liu, Si-Feng|||1"], &["Liu, Sifeng|||1"], &["Liu Si Feng|||1"], &["Liu, Sifen|||1"]]);
        assert_eq!(ids, [[0], [0], [0], [1]]);
    }

    #[test]
    fn of_long_lists_of_authors_the_same_names_are_looked_at() {
        let crowd: Vec<String> = (0..120).map(|n| format!("Crowd{n}, Given{n}")).collect();
        let list = |first: &'static str, from: usize| -> Vec<&str> {
            std::iter::once(first).chain(crowd[from..from + 100].iter().map(String::as_str)).collect()
        };
        let (one, other) = (list("Quell, Mira|||1", 0), list("Quell, Mira|||2", 20));
        let (ids, ..) = run(&[&one, &other]);
        assert_eq!(ids[0][0], ids[1][0]);
        assert_eq!(ids[0][21..], ids[1][1..81]);
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
