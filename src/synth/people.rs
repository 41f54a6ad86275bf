//! Invented people: who works where on what, and under which ids their papers stand.

use std::collections::BTreeMap;

use super::countries::COUNTRIES;
use super::dice::Dice;
use super::institutions::Institution;
use super::names::{families, given};

/// One invented person.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) family: String,
    pub(super) given: String,
    /// One author id, or two where the source has split the person.
    pub(super) ids: Vec<String>,
}

impl Person {
    /// As in the author list: "Kimdo C.J.", "Bertolin A.B.".
    pub(super) fn short(&self) -> String {
        let mut short = format!("{} ", self.family);
        for part in self.given.split([' ', '-']) {
            if let Some(initial) = part.chars().next() {
                short.push(initial);
                short.push('.');
            }
        }
        short
    }
}

/// Groups of people who work at one institution on one topic.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) all: Vec<Person>,
    groups: BTreeMap<(usize, usize), Vec<usize>>,
}

impl People {
    /// A person of the group of `institution` and `topic`: one of it already, or a new one, and none of `taken`.
    pub(super) fn member(
        &mut self,
        dice: &mut Dice,
        institutions: &[Institution],
        institution: usize,
        topic: usize,
        taken: &[usize],
    ) -> usize {
        let group = self.groups.entry((institution, topic)).or_default();
        let free: Vec<usize> = group.iter().copied().filter(|p| !taken.contains(p)).collect();
        // The larger the group, the rarer a newcomer.
        if !free.is_empty() && dice.below(free.len() + 4) >= 3 {
            return free[dice.below(free.len())];
        }
        let number = self.all.len();
        group.push(number);
        self.all.push(coin(dice, institutions, institution, number));
        number
    }
}

fn coin(dice: &mut Dice, institutions: &[Institution], institution: usize, number: usize) -> Person {
    let stock = COUNTRIES[institutions[institution].country].people;
    let (first, second) = given(stock);
    let (first, second) = (dice.pick(first), dice.pick(second));
    let given = match stock {
        super::countries::People::Chinese => format!("{first}{second}"),
        _ if second.is_empty() => first.to_owned(),
        _ => format!("{first} {second}"),
    };
    // Eleven digits that begin with 99: no author of the real source has such an id.
    let mut ids = vec![format!("990{:08}", number * 2)];
    if dice.chance(15) {
        ids.push(format!("990{:08}", number * 2 + 1));
    }
    Person { family: dice.pick(families(stock)).to_owned(), given, ids }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_of_the_given_names() {
        let person = |family: &str, given: &str| Person {
            family: family.into(),
            given: given.into(),
            ids: Vec::new(),
        };
        assert_eq!(person("Kimdo", "Chol Ju").short(), "Kimdo C.J.");
        assert_eq!(person("Lixue", "Xiaoyan").short(), "Lixue X.");
        assert_eq!(person("de Corvel", "Marit B.").short(), "de Corvel M.B.");
    }
}
