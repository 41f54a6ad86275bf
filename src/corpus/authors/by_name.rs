//! Joining mentions of one full name by what they have in common.
//!
//! What two mentions share picks out a circle of people: all who stand at an institution, all who write with one co-author, or,
//! narrower, those at an institution who write with that co-author or in the same journal or under the same keyword. The two are joined
//! where at most [`EXPECTED`] namesakes are to be expected in the circle (`namesakes`). A co-author alone joins only mentions
//! whose countries don't contradict each other, unless two co-authors are shared. Names that are written the same come
//! first; where one leaves initials out, only what is shared at an institution counts.
//!
//! Circles are counted in two rounds, the narrow ones only for names that the wide ones left apart. Time O(k log k), memory 16 bytes
//! each for the k times that a mention stands in a circle which two mentions of one name share.

use hashbrown::{HashMap, HashSet};

use super::Mentions;
use super::namesakes::Namesakes;
use super::sets::Sets;
use crate::places::CountryCode;
use crate::progress;

/// So many namesakes may be expected in a circle at most.
const EXPECTED: f64 = 0.01;

/// So many co-authors of a mention are looked at: those with the least hashes, so that two long lists that have much in common
/// are looked at in the same names.
const CO_AUTHORS: usize = 50;
/// From so many authors on, two common co-authors don't speak against contradicting countries.
const MANY_AUTHORS: usize = 50;

/// What is known of mentions beside their names.
#[derive(Clone, Copy)]
pub(in crate::corpus) struct Known<'a> {
    /// A key of every institution or affiliation text of a mention.
    pub(in crate::corpus) institutions: &'a dyn Fn(usize, &mut Vec<u64>),
    /// Every country of them.
    pub(in crate::corpus) countries: &'a dyn Fn(usize, &mut Vec<CountryCode>),
    /// Keys of the journal, the keywords and the topics of a paper.
    pub(in crate::corpus) fields: &'a dyn Fn(u32) -> &'a [u32],
}

/// A circle of people in which a mention stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Circle {
    key: u64,
    /// Whether nothing but one co-author picks it out.
    by_co_author: bool,
}

/// Which circles are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Round {
    Wide,
    Narrow,
}

/// Joins mentions of one full name; `joined` says which were.
pub(super) fn join(mentions: &Mentions, known: Known, sets: &mut Sets, joined: &mut [bool]) {
    // Full names are numbered by first appearance, so the groups stand in that order.
    let mut named: Vec<(u32, u32)> =
        (0..mentions.len()).filter_map(|at| Some((mentions.full_name(at)?, at as u32))).collect();
    named.sort_unstable();
    let namesakes = Namesakes::count(mentions, known.countries);
    let listed = (0..mentions.papers()).map(|paper| listed(mentions, paper)).collect();
    let joining = Joining { mentions, known, namesakes, listed };
    for round in [Round::Wide, Round::Narrow] {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for group in named.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
            let first = sets.root(group[0].1 as usize);
            if group.iter().any(|&(_, at)| sets.root(at as usize) != first) {
                groups.push(group.iter().map(|&(_, at)| at as usize).collect());
            }
        }
        let bar = progress::bar("authors of one name", groups.len() as u64);
        let sizes = joining.sizes(&groups, round);
        for group in &groups {
            for exactly in [true, false] {
                joining.meet(group, round, exactly, &sizes, sets, joined);
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
    }
}

struct Joining<'m, 'k> {
    mentions: &'m Mentions,
    known: Known<'k>,
    namesakes: Namesakes,
    /// The full names of each paper with their initials, as one number each; of long lists some.
    listed: Vec<Vec<u64>>,
}

/// The full names of a paper of which [`CO_AUTHORS`] at most are another's.
fn listed(mentions: &Mentions, paper: usize) -> Vec<u64> {
    let mut names: Vec<u64> = mentions.of_paper(paper).filter_map(|at| name_of(mentions, at)).collect();
    if names.len() > CO_AUTHORS + 1 {
        names.sort_unstable_by_key(|name| mix(*name, 0));
        names.truncate(CO_AUTHORS + 1);
    }
    names
}

/// A full name with its initials as one number.
fn name_of(mentions: &Mentions, at: usize) -> Option<u64> {
    Some(u64::from(mentions.full_name(at)?) << 32 | u64::from(mentions.initials_number(at)))
}

impl Joining<'_, '_> {
    /// The circles of a mention, each once, sorted.
    fn circles(&self, at: usize, round: Round, circles: &mut Vec<Circle>) {
        circles.clear();
        let mut institutions = Vec::new();
        (self.known.institutions)(at, &mut institutions);
        let own = self.mentions.full_name(at).map(u64::from);
        let beside = self.listed.get(self.mentions.paper(at) as usize).map_or(&[][..], Vec::as_slice);
        let people = || beside.iter().copied().filter(|person| Some(person >> 32) != own);
        let mut add = |kind: u64, a: u64, b: u64| {
            circles.push(Circle { key: mix(mix(kind, a), b), by_co_author: kind == 1 });
        };
        match round {
            Round::Wide => {
                for &institution in &institutions {
                    add(0, institution, 0);
                }
                for person in people() {
                    add(1, person, 0);
                }
            }
            Round::Narrow => {
                let fields = (self.known.fields)(self.mentions.paper(at));
                for &institution in &institutions {
                    for person in people() {
                        add(2, institution, person);
                    }
                    for &field in fields {
                        add(3, institution, u64::from(field));
                    }
                }
            }
        }
        circles.sort_unstable();
        circles.dedup();
    }

    /// How many distinct names stand in each circle that two mentions of one group share.
    fn sizes(&self, groups: &[Vec<usize>], round: Round) -> HashMap<u64, u32> {
        let mut sizes: HashMap<u64, u32> = HashMap::new();
        let (mut circles, mut keys) = (Vec::new(), Vec::new());
        for group in groups {
            keys.clear();
            for &at in group {
                self.circles(at, round, &mut circles);
                keys.extend(circles.iter().map(|circle| circle.key));
            }
            keys.sort_unstable();
            let shared = keys.chunk_by(|a, b| a == b).filter(|same| same.len() > 1);
            sizes.extend(shared.map(|same| (same[0], 0)));
        }
        let mut members: Vec<(u64, u32)> = Vec::new();
        for at in 0..self.mentions.len() {
            let Some(name) = self.mentions.full_name(at) else { continue };
            self.circles(at, round, &mut circles);
            let shared = circles.iter().filter(|circle| sizes.contains_key(&circle.key));
            members.extend(shared.map(|circle| (circle.key, name)));
        }
        members.sort_unstable();
        members.dedup();
        for (key, _) in members {
            *sizes.entry(key).or_default() += 1;
        }
        sizes
    }

    /// Joins the mentions of one group where a circle lets it.
    fn meet(
        &self,
        group: &[usize],
        round: Round,
        exactly: bool,
        sizes: &HashMap<u64, u32>,
        sets: &mut Sets,
        joined: &mut [bool],
    ) {
        // The mentions so far that could not be joined with one another, in each circle.
        let mut in_circle: HashMap<u64, Vec<usize>> = HashMap::new();
        let shares: HashMap<usize, f64> = group
            .iter()
            .map(|&at| (at, self.namesakes.share(self.mentions, at, &self.countries(at), exactly)))
            .collect();
        let mut circles = Vec::new();
        for &at in group {
            self.circles(at, round, &mut circles);
            for circle in circles.iter().filter(|circle| exactly || !circle.by_co_author) {
                let Some(others) = sizes.get(&circle.key).map(|size| f64::from(size - 1)) else { continue };
                let can = |one: usize| {
                    shares[&one].max(shares[&at]) * others <= EXPECTED
                        && (!exactly || self.mentions.initials(one) == self.mentions.initials(at))
                        && !(circle.by_co_author && self.abroad(one, at))
                };
                let there = in_circle.entry(circle.key).or_default();
                match there.iter().copied().find(|&one| can(one) && sets.join(one, at, true)) {
                    Some(one) => (joined[one], joined[at]) = (true, true),
                    None => there.push(at),
                }
            }
        }
    }

    fn countries(&self, at: usize) -> Vec<CountryCode> {
        let mut found = Vec::new();
        (self.known.countries)(at, &mut found);
        found
    }

    /// Whether the countries of two mentions contradict each other and no two co-authors speak against that.
    fn abroad(&self, one: usize, at: usize) -> bool {
        contradict(&self.countries(one), &self.countries(at)) && !share_two_co_authors(self.mentions, one, at)
    }
}

/// One number of two, spread over all bits.
fn mix(a: u64, b: u64) -> u64 {
    let mut sum = (a ^ b.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(b);
    sum = (sum ^ (sum >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    sum = (sum ^ (sum >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    sum ^ (sum >> 31)
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
