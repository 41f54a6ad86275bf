//! The authors of all papers as they are mentioned, packed: each distinct name, surname, full name and id is held once.

use std::ops::Range;

use hashbrown::HashMap;

use crate::corpus::merge::PaperAuthor;
use crate::corpus::names::Name;
use crate::corpus::strings::{Lists, Strings};

const ORCID: &str = "orcid:";

/// An author whose name was taken apart.
#[derive(Debug)]
pub(in crate::corpus) struct Parsed {
    name: String,
    surname: String,
    full_key: Option<String>,
    given: String,
    initials: String,
    /// The ORCID behind its kind, then the sources' ids.
    ids: Vec<String>,
    has_orcid: bool,
}

impl Parsed {
    /// Takes the name apart and gives the affiliations back.
    pub(in crate::corpus) fn of(author: PaperAuthor) -> (Self, Vec<String>) {
        let name = Name::parse(&author.name);
        let orcid = author.orcid.map(|o| format!("{ORCID}{o}"));
        let has_orcid = orcid.is_some();
        let (full_key, given, initials) = (name.full_key(), name.given_names(), name.initials());
        let ids = orcid.into_iter().chain(author.source_ids).collect();
        let surname = name.surname;
        (Self { name: author.name, surname, full_key, given, initials, ids, has_orcid }, author.affiliations)
    }
}

/// One author on one paper, in numbers.
#[derive(Clone, Copy)]
struct Mention {
    paper: u32,
    name: u32,
    surname: u32,
    full_name: Option<std::num::NonZeroU32>,
    initials: u32,
    has_orcid: bool,
}

/// All mentions in the order of papers.
#[derive(Default)]
pub(in crate::corpus) struct Mentions {
    rows: Vec<Mention>,
    ids_of: Lists,
    ends: Vec<u32>,
    names: Strings,
    surnames: Strings,
    full_keys: Strings,
    /// The full name of each key.
    of_key: Vec<u32>,
    /// Surname and given names of each full name, as it is written first.
    parts: Vec<(u32, u32)>,
    of_parts: HashMap<(u32, u32), u32>,
    given_names: Strings,
    initials: Strings,
    ids: Strings,
}

impl Mentions {
    /// Adds the authors of the next paper.
    pub(in crate::corpus) fn add(&mut self, authors: impl IntoIterator<Item = Parsed>) {
        let paper = self.ends.len() as u32;
        for author in authors {
            let surname = self.surnames.number(&author.surname);
            let full_name = author.full_key.map(|key| self.full_name_of(&key, surname, &author.given) + 1);
            self.rows.push(Mention {
                paper,
                name: self.names.number(&author.name),
                surname,
                full_name: full_name.and_then(std::num::NonZeroU32::new),
                initials: self.initials.number(&author.initials),
                has_orcid: author.has_orcid,
            });
            let ids = &mut self.ids;
            self.ids_of.push(author.ids.iter().map(|id| ids.number(id)));
        }
        self.ends.push(self.rows.len() as u32);
    }

    /// The number of a full name: names with the same words in any order have one, and so have names with the same surname
    /// and the same letters of given names ("Si-Feng", "Sifeng").
    fn full_name_of(&mut self, key: &str, surname: u32, given: &str) -> u32 {
        let key = self.full_keys.number(key) as usize;
        if let Some(&name) = self.of_key.get(key) {
            return name;
        }
        let parts = (surname, self.given_names.number(given));
        let next = self.parts.len() as u32;
        let name = *self.of_parts.entry(parts).or_insert(next);
        if name == next {
            self.parts.push(parts);
        }
        self.of_key.push(name);
        name
    }

    /// How many there are.
    pub(in crate::corpus) fn len(&self) -> usize {
        self.rows.len()
    }

    /// How many papers there are.
    pub(super) fn papers(&self) -> usize {
        self.ends.len()
    }

    /// The mentions of a paper.
    pub(in crate::corpus) fn of_paper(&self, paper: usize) -> Range<usize> {
        let start = paper.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[paper] as usize
    }

    /// All mentions of the paper of one.
    pub(super) fn beside(&self, at: usize) -> Range<usize> {
        self.of_paper(self.rows[at].paper as usize)
    }

    pub(super) fn paper(&self, at: usize) -> u32 {
        self.rows[at].paper
    }

    /// The name of a mention.
    pub(in crate::corpus) fn name(&self, at: usize) -> &str {
        self.names.get(self.rows[at].name)
    }

    pub(super) fn surname(&self, at: usize) -> &str {
        self.surnames.get(self.rows[at].surname)
    }

    /// The number of the full name, where the name has more than initials.
    pub(super) fn full_name(&self, at: usize) -> Option<u32> {
        self.rows[at].full_name.map(std::num::NonZeroU32::get)
    }

    /// The numbers of the surname and of the given names of a full name (which are numbered from 1).
    pub(super) fn parts(&self, full_name: u32) -> (u32, u32) {
        self.parts[full_name as usize - 1]
    }

    /// The number of the initials that stand beside the full names.
    pub(super) fn initials_number(&self, at: usize) -> u32 {
        self.rows[at].initials
    }

    /// The initials that stand beside the full names.
    pub(super) fn initials(&self, at: usize) -> &str {
        self.initials.get(self.rows[at].initials)
    }

    /// The numbers of the ids, the ORCID first.
    pub(in crate::corpus) fn ids(&self, at: usize) -> &[u32] {
        self.ids_of.get(at)
    }

    /// The ORCID, and the numbers of the sources' ids.
    pub(super) fn orcid_and_ids(&self, at: usize) -> (Option<&str>, &[u32]) {
        match self.ids(at) {
            [orcid, rest @ ..] if self.rows[at].has_orcid => (self.id(*orcid).strip_prefix(ORCID), rest),
            ids => (None, ids),
        }
    }

    /// The text of an id.
    pub(in crate::corpus) fn id(&self, id: u32) -> &str {
        self.ids.get(id)
    }

    pub(super) fn is_orcid(&self, id: u32) -> bool {
        self.id(id).starts_with(ORCID)
    }
}
