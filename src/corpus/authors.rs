//! Who is one person: by ORCID, then by a source's own id, then by full name with a shared institution or co-author;
//! never by surname and initials alone.
//!
//! Union-find over mentions (an author on a paper). Mentions that share an ORCID or an id of a source are joined where
//! their surnames agree; mentions of one full name (in any order of its parts) are joined where they share an institution
//! or the full name of a co-author, unless they have two ORCIDs, or two ids of one source. Two mentions on one paper are never
//! joined. Joins are tried in the order of papers, so the result depends on nothing else. Time: O(m α(m)) for m
//! mentions plus the shared keys.

use hashbrown::HashMap;

use super::merge::{PaperAuthor, surnames_agree};
use super::names::Name;
use super::schema::{Author, AuthorBasis};
use crate::ids::AuthorId;

/// One author on one paper.
struct Mention {
    paper: u32,
    surname: String,
    full_key: Option<String>,
    /// ORCID and source ids, each with its kind in front.
    ids: Vec<String>,
}

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
    /// The author of each mention, paper by paper.
    pub(super) of_mention: Vec<Vec<AuthorId>>,
    /// Ids with two people.
    pub(super) shared_ids: Vec<SharedId>,
}

/// Finds the people behind the author lists of all papers. `institutions` gives a key of every institution or
/// affiliation text of author `at` on paper `paper`.
pub(super) fn people(papers: &[&[PaperAuthor]], institutions: &dyn Fn(usize, usize) -> Vec<u64>) -> People {
    let mut mentions = Vec::new();
    let mut starts = Vec::with_capacity(papers.len());
    for (paper, authors) in papers.iter().enumerate() {
        starts.push(mentions.len());
        mentions.extend(authors.iter().map(|author| {
            let name = Name::parse(&author.name);
            let orcid = author.orcid.iter().map(|o| format!("orcid:{o}"));
            Mention {
                paper: paper as u32,
                full_key: name.full_key(),
                surname: name.surname,
                ids: orcid.chain(author.source_ids.iter().cloned()).collect(),
            }
        }));
    }
    let mut sets = Sets::new(&mentions);
    let mut shared: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut joined_by_name = vec![false; mentions.len()];
    for orcids in [true, false] {
        let mut first_of: HashMap<&str, usize> = HashMap::new();
        for (at, mention) in mentions.iter().enumerate() {
            for id in mention.ids.iter().filter(|id| id.starts_with("orcid:") == orcids) {
                let first = *first_of.entry(id).or_insert(at);
                if first == at {
                    continue;
                }
                if surnames_agree(&mentions[first].surname, &mention.surname) {
                    sets.join(first, at, false);
                } else {
                    shared.entry(id).or_insert_with(|| vec![first]).push(at);
                }
            }
        }
    }
    join_by_name(&mentions, &starts, institutions, &mut sets, &mut joined_by_name);
    let mut people = number(&mentions, papers, &starts, &mut sets, &joined_by_name);
    let name = |at: &usize| {
        let paper = mentions[*at].paper as usize;
        papers[paper][*at - starts[paper]].name.clone()
    };
    people.shared_ids = shared
        .into_iter()
        .map(|(id, at)| {
            let mut names: Vec<String> = at.iter().map(name).collect();
            names.sort_unstable();
            names.dedup();
            SharedId { id: id.to_owned(), names }
        })
        .collect();
    people.shared_ids.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    people
}

/// Joins mentions of one full name that share an institution or a co-author.
fn join_by_name(
    mentions: &[Mention],
    starts: &[usize],
    institutions: &dyn Fn(usize, usize) -> Vec<u64>,
    sets: &mut Sets,
    joined: &mut [bool],
) {
    let mut of_name: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut names: Vec<&str> = Vec::new();
    for (at, mention) in mentions.iter().enumerate() {
        if let Some(key) = &mention.full_key {
            let group = of_name.entry(key).or_insert_with(|| {
                names.push(key);
                Vec::new()
            });
            group.push(at);
        }
    }
    for name in names {
        let group = &of_name[name];
        if group.len() < 2 {
            continue;
        }
        let mut at_institution: HashMap<u64, usize> = HashMap::new();
        let mut with_person: HashMap<&str, usize> = HashMap::new();
        for &at in group {
            let paper = mentions[at].paper as usize;
            for institution in institutions(paper, at - starts[paper]) {
                let first = *at_institution.entry(institution).or_insert(at);
                if first != at && sets.join(first, at, true) {
                    (joined[first], joined[at]) = (true, true);
                }
            }
            let end = starts.get(paper + 1).copied().unwrap_or(mentions.len());
            for other in mentions[starts[paper]..end].iter().filter_map(|m| m.full_key.as_deref()) {
                if other == name {
                    continue;
                }
                let first = *with_person.entry(other).or_insert(at);
                if first != at && sets.join(first, at, true) {
                    (joined[first], joined[at]) = (true, true);
                }
            }
        }
    }
}

/// Numbers the people by first appearance and gathers what is known of each.
fn number(
    mentions: &[Mention],
    papers: &[&[PaperAuthor]],
    starts: &[usize],
    sets: &mut Sets,
    joined_by_name: &[bool],
) -> People {
    let mut people = People::default();
    let mut of_root: HashMap<usize, AuthorId> = HashMap::new();
    for (paper, authors) in papers.iter().enumerate() {
        let mut row = Vec::with_capacity(authors.len());
        for (place, author) in authors.iter().enumerate() {
            let at = starts[paper] + place;
            let root = sets.root(at);
            let id = *of_root.entry(root).or_insert_with(|| {
                people.authors.push(Author {
                    name: String::new(),
                    orcid: None,
                    source_ids: Vec::new(),
                    basis: AuthorBasis::NameOnly,
                });
                AuthorId(people.authors.len() as u32 - 1)
            });
            row.push(id);
            let person = &mut people.authors[id.index()];
            let fuller = mentions[at].full_key.is_some() && Name::parse(&person.name).full_key().is_none();
            if person.name.is_empty()
                || fuller
                || (author.name.len() > person.name.len() && mentions[at].full_key.is_some())
            {
                person.name.clone_from(&author.name);
            }
            if person.orcid.is_none() {
                person.orcid.clone_from(&author.orcid);
            }
            person.source_ids.extend(author.source_ids.iter().cloned());
            let basis = if author.orcid.is_some() {
                AuthorBasis::Orcid
            } else if !author.source_ids.is_empty() {
                AuthorBasis::SourceId
            } else if joined_by_name[at] {
                AuthorBasis::NameAndInstitution
            } else {
                AuthorBasis::NameOnly
            };
            person.basis = person.basis.min(basis);
        }
        people.of_mention.push(row);
    }
    for person in &mut people.authors {
        person.source_ids.sort_unstable();
        person.source_ids.dedup();
    }
    people
}

/// Union-find that knows the papers and ids of each set.
struct Sets {
    parent: Vec<usize>,
    papers: Vec<Vec<u32>>,
    ids: Vec<Vec<String>>,
}

impl Sets {
    fn new(mentions: &[Mention]) -> Self {
        Self {
            parent: (0..mentions.len()).collect(),
            papers: mentions.iter().map(|m| vec![m.paper]).collect(),
            ids: mentions.iter().map(|m| m.ids.clone()).collect(),
        }
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    /// Joins two sets unless they share a paper or have two ORCIDs (`by_name`: or two ids of any one source). Says
    /// whether they are one now.
    fn join(&mut self, a: usize, b: usize, by_name: bool) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return true;
        }
        let kind = |id: &'_ str| -> usize { id.find(':').unwrap_or_default() };
        let differ = self.ids[a].iter().any(|x| {
            let (name, bound) = (&x[..kind(x)], by_name || x.starts_with("orcid:"));
            bound
                && !self.ids[b].contains(x)
                && self.ids[b].iter().any(|y| &y[..kind(y)] == name && !self.ids[a].contains(y))
        });
        if differ || share(&self.papers[a], &self.papers[b]) {
            return false;
        }
        let (top, below) = if a < b { (a, b) } else { (b, a) };
        self.parent[below] = top;
        let papers = std::mem::take(&mut self.papers[below]);
        self.papers[top].extend(papers);
        self.papers[top].sort_unstable();
        let ids = std::mem::take(&mut self.ids[below]);
        for id in ids {
            if !self.ids[top].contains(&id) {
                self.ids[top].push(id);
            }
        }
        true
    }
}

/// Whether two sorted lists share a number.
fn share(a: &[u32], b: &[u32]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.iter().any(|n| long.binary_search(n).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let slices: Vec<&[PaperAuthor]> = parsed.iter().map(Vec::as_slice).collect();
        let institutions = |paper: usize, at: usize| {
            parsed[paper][at].affiliations.iter().filter_map(|a| a.parse().ok()).collect()
        };
        let people = people(&slices, &institutions);
        let bases = people.authors.iter().map(|a| a.basis.as_str()).collect();
        let ids = people.of_mention.iter().map(|row| row.iter().map(|a| a.0).collect()).collect();
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
    fn surname_and_initials_never_join() {
        let (ids, bases, _) = run(&[&["Kim J.H.|||1"], &["Kim J.H.|||1"]]);
        assert_eq!(ids, [vec![0], vec![1]]);
        assert_eq!(bases, ["name only", "name only"]);
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
