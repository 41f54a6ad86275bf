//! How many people of one name are to be expected among some people, by how common its surname and its given names are.
//!
//! Two mentions of one full name that have a circle of people in common (an institution, the co-authors of one person) can
//! still be two people. Of a circle of n other names, n · p(surname) · p(given names) are expected to be the same by chance: the
//! shares are those of the distinct names of the mention's country in this corpus, the name itself not counted. A
//! mention without a country is held against all names. The shares are taken as independent and say nothing of where a
//! name comes from. Time O(m log m) for m mentions; memory some 40 bytes a distinct name and country.

use hashbrown::HashMap;

use super::Mentions;
use crate::places::CountryCode;

/// People from one country; `None` are all.
type Population = Option<CountryCode>;

/// How common names are in each country.
#[derive(Default)]
pub(super) struct Namesakes {
    /// Distinct full names; with their initials; with a surname; with given names; with initials, none among them.
    names: HashMap<Population, u32>,
    writings: HashMap<Population, u32>,
    surnames: HashMap<(Population, u32), u32>,
    given: HashMap<(Population, u32), u32>,
    initials: HashMap<(Population, u32), u32>,
    without_initials: HashMap<Population, u32>,
}

impl Namesakes {
    /// Counts the distinct full names of each country and of all.
    pub(super) fn count(mentions: &Mentions, countries: &dyn Fn(usize, &mut Vec<CountryCode>)) -> Self {
        let mut writings: Vec<(Population, u32, u32, bool)> = Vec::new();
        let mut codes = Vec::new();
        for at in 0..mentions.len() {
            let Some(name) = mentions.full_name(at) else { continue };
            codes.clear();
            countries(at, &mut codes);
            let (initials, none) = (mentions.initials_number(at), mentions.initials(at).is_empty());
            let populations = codes.iter().map(|code| Some(*code)).chain([None]);
            writings.extend(populations.map(|population| (population, name, initials, none)));
        }
        writings.sort_unstable();
        writings.dedup();
        let mut counts = Self::default();
        for same_name in writings.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (population, name, ..) = same_name[0];
            let (surname, given) = mentions.parts(name);
            *counts.names.entry(population).or_default() += 1;
            *counts.surnames.entry((population, surname)).or_default() += 1;
            *counts.given.entry((population, given)).or_default() += 1;
            for &(_, _, initials, none) in same_name {
                *counts.writings.entry(population).or_default() += 1;
                *counts.initials.entry((population, initials)).or_default() += 1;
                *counts.without_initials.entry(population).or_default() += u32::from(none);
            }
        }
        counts
    }

    /// The share of the people of a mention's countries (the largest) who have its name by chance. With `exactly`, initials
    /// beside the given names count too: the share of the names with the same ones or with none.
    pub(super) fn share(&self, mentions: &Mentions, at: usize, codes: &[CountryCode], exactly: bool) -> f64 {
        let Some(name) = mentions.full_name(at) else { return 1.0 };
        let (surname, given) = mentions.parts(name);
        let initials = mentions.initials_number(at);
        let of = |population: Population| {
            let others = f64::from(self.names.get(&population).copied().unwrap_or_default()) - 1.0;
            if others <= 0.0 {
                return 0.0;
            }
            let other = |counts: &HashMap<(Population, u32), u32>, part: u32| {
                f64::from(counts.get(&(population, part)).copied().unwrap_or(1) - 1) / others
            };
            let share = other(&self.surnames, surname) * other(&self.given, given);
            if !exactly || mentions.initials(at).is_empty() {
                return share;
            }
            let same = self.initials.get(&(population, initials)).copied().unwrap_or_default();
            let none = self.without_initials.get(&population).copied().unwrap_or_default();
            let all = self.writings.get(&population).copied().unwrap_or(1);
            share * f64::from(same + none) / f64::from(all)
        };
        if codes.is_empty() { of(None) } else { codes.iter().map(|code| of(Some(*code))).fold(0.0, f64::max) }
    }
}
