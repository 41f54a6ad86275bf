//! The plan of the papers: how many of each class, when, about what, by whom, paid by whom.

use jiff::civil::Date;

use super::countries::{CN, COUNTRIES, HK, KP, KR, RU, TW};
use super::dice::Dice;
use super::funders::{self, Grant};
use super::institutions::{ENDED, Institution, LATE, PARTNERS, WATCHED};
use super::people::People;
use super::shape::Shape;
use super::topics;

/// Why a paper was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// In the window, KP and elsewhere, in a technical topic, suspected by the reviewers.
    Suspected,
    /// The same, dismissed by the reviewers.
    Dismissed,
    /// In the window, KP and elsewhere, in no technical topic.
    Joint,
    /// KP and elsewhere, but before or after the window.
    JointOutside,
    /// KP alone.
    KpOnly,
    /// Of a laboratory of the watch list (its place there).
    Laboratory(usize),
    /// Everything else.
    Background,
}

/// One author's place on one paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) person: usize,
    /// Institutions by place; mostly one.
    pub(super) institutions: Vec<usize>,
}

/// One planned paper.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) class: Class,
    pub(super) topic: usize,
    pub(super) date: Date,
    pub(super) team: Vec<Member>,
    pub(super) grants: Vec<Grant>,
    /// About cracks in composites, whatever the topic's other words.
    pub(super) composites: bool,
}

/// The first and last day of the study's window.
pub(super) const WINDOW: (Date, Date) = (Date::constant(2016, 12, 1), Date::constant(2023, 9, 30));

/// A topic number beyond all topics: people who work with laboratories of the watch list and on nothing else here.
const LABORATORY_GROUP: usize = 1000;

/// All papers in order of date, and the people who wrote them.
pub(super) fn plan(seed: u64, shape: &Shape, institutions: &[Institution]) -> (Vec<Plan>, People) {
    let mut planner =
        Planner { dice: Dice::new(seed, "plan"), institutions, people: People::default(), plans: Vec::new() };
    planner.candidates(shape);
    planner.other_joint(shape);
    planner.kp_only(shape.kp_only);
    planner.background(shape.background());
    planner.laboratories(shape.laboratory);
    let Planner { mut plans, people, .. } = planner;
    // A stable sort: papers of one day keep the order in which they were planned.
    plans.sort_by_key(|plan| plan.date);
    (plans, people)
}

struct Planner<'a> {
    dice: Dice,
    institutions: &'a [Institution],
    people: People,
    plans: Vec<Plan>,
}

impl Planner<'_> {
    fn candidates(&mut self, shape: &Shape) {
        for number in 0..shape.candidates {
            let suspected = number < shape.suspected;
            let composites = suspected && number < shape.composites;
            let with_cn = if suspected { number < shape.suspected_cn } else { self.dice.chance(600) };
            let date = match number {
                _ if composites => self.day(Date::constant(2017, 1, 1), Date::constant(2019, 12, 31)),
                // The window's own first and last day belong to it.
                _ if number == shape.composites => WINDOW.0,
                _ if number == shape.composites + 1 => WINDOW.1,
                _ => self.day(WINDOW.0, WINDOW.1),
            };
            let mut topic = self.dice.below(topics::technical());
            let materials = [topics::COMPOSITES, topics::CRACKS];
            if composites {
                topic = topics::COMPOSITES;
            } else if suspected && (2017..=2019).contains(&date.year()) && materials.contains(&topic) {
                topic = 2 + self.dice.below(topics::technical() - 2);
            }
            let partner = if with_cn { CN } else { self.partner_but_cn(number % 5 == 0) };
            let team = self.joint_team(topic, partner, true);
            // The paid ones run from the first on: all with CN but two, so that funding and country differ.
            let without_cn = 2.min(shape.suspected - shape.suspected_cn);
            let paid = suspected
                && (number < shape.suspected_state_funded - without_cn
                    || (shape.suspected_cn..shape.suspected_cn + without_cn).contains(&number));
            let grants = if suspected { self.suspected_grants(paid, &team) } else { self.grants(&team) };
            let class = if suspected { Class::Suspected } else { Class::Dismissed };
            self.plans.push(Plan { class, topic, date, team, grants, composites });
        }
    }

    /// Grants of which one is or none is of a Chinese state funder.
    fn suspected_grants(&mut self, paid: bool, team: &[Member]) -> Vec<Grant> {
        let state = funders::of("CN", true);
        let mut grants: Vec<Grant> =
            self.grants(team).into_iter().filter(|grant| !state.contains(&grant.funder)).collect();
        if paid {
            let funder = state[self.dice.below(state.len())];
            grants.insert(0, funders::grant(&mut self.dice, funder));
        } else if self.dice.chance(200) && grants.is_empty() {
            let private = funders::of("CN", false);
            let funder = private[self.dice.below(private.len())];
            grants.push(funders::grant(&mut self.dice, funder));
        }
        grants
    }

    fn other_joint(&mut self, shape: &Shape) {
        let other_topics = topics::all().len() - topics::technical();
        for _ in shape.candidates..shape.joint {
            let topic = topics::technical() + self.dice.below(other_topics);
            let date = self.day(WINDOW.0, WINDOW.1);
            self.push_joint(Class::Joint, topic, date);
        }
        let (first, last) = (Date::constant(2008, 1, 1), Date::constant(2024, 6, 30));
        for number in 0..shape.joint_before + shape.joint_after {
            let before = number < shape.joint_before;
            let topic = self.dice.below(topics::all().len());
            let day_before = WINDOW.0.yesterday().unwrap_or(WINDOW.0);
            let day_after = WINDOW.1.tomorrow().unwrap_or(WINDOW.1);
            let date = match number {
                // A day outside is outside.
                0 => day_before,
                _ if number == shape.joint_before => day_after,
                _ if before => self.day(first, day_before),
                _ => self.day(day_after, last),
            };
            self.push_joint(Class::JointOutside, topic, date);
        }
    }

    fn push_joint(&mut self, class: Class, topic: usize, date: Date) {
        let partner = if self.dice.chance(620) { CN } else { self.partner_but_cn(false) };
        let team = self.joint_team(topic, partner, false);
        let grants = self.grants(&team);
        self.plans.push(Plan { class, topic, date, team, grants, composites: false });
    }

    fn kp_only(&mut self, count: usize) {
        for _ in 0..count {
            let topic = self.dice.below(topics::all().len());
            let date = self.day(Date::constant(2010, 1, 1), Date::constant(2024, 6, 30));
            let institution = self.institution_in(KP);
            let mut team = Vec::new();
            let size = self.dice.between(2, 4);
            self.join(&mut team, institution, topic, size);
            if self.dice.chance(300) {
                let second = self.institution_in(KP);
                self.join(&mut team, second, topic, 1);
            }
            let grants = self.grants(&team);
            self.plans.push(Plan { class: Class::KpOnly, topic, date, team, grants, composites: false });
        }
    }

    fn background(&mut self, count: usize) {
        let weights: Vec<usize> = COUNTRIES.iter().map(|country| country.weight).collect();
        for _ in 0..count {
            // Technical topics are the larger part: they are what the model case traces.
            let technical = self.dice.chance(760);
            let topic = if technical {
                self.dice.below(topics::technical())
            } else {
                topics::technical() + self.dice.below(topics::all().len() - topics::technical())
            };
            // The later of two days: more papers each year.
            let (first, last) = (Date::constant(2009, 1, 1), Date::constant(2024, 6, 30));
            let date = self.day(first, last).max(self.day(first, last));
            let country = self.dice.weighted(&weights);
            let institution = self.institution_in(country);
            let mut team = Vec::new();
            let size = 1 + self.dice.weighted(&[2, 5, 6, 4, 2]);
            self.join(&mut team, institution, topic, size);
            if self.dice.chance(280) {
                let elsewhere = self.dice.weighted(&weights);
                let second = self.institution_in(elsewhere);
                let size = self.dice.between(1, 2);
                self.join(&mut team, second, topic, size);
            }
            let grants = self.grants(&team);
            self.plans.push(Plan { class: Class::Background, topic, date, team, grants, composites: false });
        }
    }

    /// Papers of the watch list's laboratories. Their people and those who write with them work on nothing else,
    /// but for one author of a suspected paper.
    fn laboratories(&mut self, count: usize) {
        let active: Vec<usize> = (0..WATCHED.len()).filter(|&w| WATCHED[w].active.0 > 0).collect();
        let first_watched = self.institutions.len() - WATCHED.len();
        for number in 0..count {
            let watched = active[number % active.len()];
            let laboratory = first_watched + watched;
            let topic =
                [topics::COMPOSITES, topics::CRACKS, 2, 3, 4, 9][(watched + number / active.len()) % 6];
            let (from, to) = WATCHED[watched].active;
            let date = self.day(Date::constant(from, 1, 1), Date::constant(to, 6, 30));
            let mut team = Vec::new();
            let size = self.dice.between(1, 3);
            self.join(&mut team, laboratory, LABORATORY_GROUP + topic, size);
            if self.dice.chance(500) {
                let university = self.institution_in(WATCHED[watched].country);
                self.join(&mut team, university, LABORATORY_GROUP + topic, 1);
            }
            let class = Class::Laboratory(watched);
            self.plans.push(Plan { class, topic, date, team, grants: Vec::new(), composites: false });
        }
        self.later_partner();
    }

    /// One author of an early suspected paper stands on one later paper of each partner laboratory.
    fn later_partner(&mut self) {
        let Some(early) = self
            .plans
            .iter()
            .filter(|p| {
                p.class == Class::Suspected && p.team.iter().any(|m| self.country(m.institutions[0]) == CN)
            })
            .min_by_key(|p| p.date)
        else {
            return;
        };
        let Some(author) = early.team.iter().find(|m| self.country(m.institutions[0]) == CN).cloned() else {
            return;
        };
        let floor = early.date.year() + 2;
        for partner in PARTNERS {
            let later = self
                .plans
                .iter_mut()
                .filter(|p| p.class == Class::Laboratory(partner) && p.date.year() >= floor)
                .min_by_key(|p| p.date);
            if let Some(plan) = later {
                plan.team.push(author.clone());
            }
        }
        debug_assert!(!PARTNERS.contains(&LATE) && !PARTNERS.contains(&ENDED));
    }

    /// KP and `partner`, sometimes a third country; sometimes one author at both instead of two groups.
    fn joint_team(&mut self, topic: usize, partner: usize, candidate: bool) -> Vec<Member> {
        let at_kp = self.institution_in(KP);
        let elsewhere = self.institution_in(partner);
        let mut team = Vec::new();
        let at_home = self.dice.between(1, 3);
        if self.dice.chance(120) {
            // A guest: the only link to KP is the second affiliation of one author.
            self.join(&mut team, elsewhere, topic, at_home);
            let guest = self.people.member(&mut self.dice, self.institutions, at_kp, topic, &[]);
            team.insert(0, Member { person: guest, institutions: vec![elsewhere, at_kp] });
            return team;
        }
        let abroad = self.dice.between(1, 3);
        if self.dice.chance(600) {
            self.join(&mut team, at_kp, topic, at_home);
            self.join(&mut team, elsewhere, topic, abroad);
        } else {
            self.join(&mut team, elsewhere, topic, abroad);
            self.join(&mut team, at_kp, topic, at_home);
        }
        if partner == CN && self.dice.chance(if candidate { 60 } else { 100 }) {
            let third = self.partner_but_cn(false);
            let third = self.institution_in(third);
            self.join(&mut team, third, topic, 1);
        }
        team
    }

    fn partner_but_cn(&mut self, near: bool) -> usize {
        if near {
            // Not China, though their names or neighbours suggest it.
            return [HK, TW][self.dice.below(2)];
        }
        let mut weights: Vec<usize> = COUNTRIES.iter().map(|country| country.weight).collect();
        (weights[CN], weights[KP], weights[KR], weights[RU]) = (0, 0, 8, 120);
        self.dice.weighted(&weights)
    }

    fn join(&mut self, team: &mut Vec<Member>, institution: usize, topic: usize, size: usize) {
        for _ in 0..size {
            let taken: Vec<usize> = team.iter().map(|m| m.person).collect();
            let person = self.people.member(&mut self.dice, self.institutions, institution, topic, &taken);
            team.push(Member { person, institutions: vec![institution] });
        }
    }

    /// Grants of the countries of the team; about half of the papers have any.
    fn grants(&mut self, team: &[Member]) -> Vec<Grant> {
        let mut grants: Vec<Grant> = Vec::new();
        let mut countries: Vec<usize> = team.iter().map(|m| self.country(m.institutions[0])).collect();
        countries.sort_unstable();
        countries.dedup();
        for country in countries {
            let code = COUNTRIES[country].code;
            for (state, per_mille) in [(true, if country == KP { 60 } else { 420 }), (false, 60)] {
                let known = funders::of(code, state);
                if !known.is_empty() && self.dice.chance(per_mille) {
                    let funder = known[self.dice.below(known.len())];
                    grants.push(funders::grant(&mut self.dice, funder));
                }
            }
        }
        grants
    }

    fn country(&self, institution: usize) -> usize {
        self.institutions[institution].country
    }

    /// An institution of `country` that is on no watch list; the first ones are the larger.
    fn institution_in(&mut self, country: usize) -> usize {
        let inside: Vec<usize> = (0..self.institutions.len())
            .filter(|&i| self.institutions[i].country == country && self.institutions[i].watched.is_none())
            .collect();
        let weights: Vec<usize> = (0..inside.len()).map(|rank| 60 / (rank + 3) + 1).collect();
        inside[self.dice.weighted(&weights)]
    }

    fn day(&mut self, first: Date, last: Date) -> Date {
        let days = (last - first).get_days().max(0) as usize;
        let span = jiff::Span::new().days(self.dice.below(days + 1) as i64);
        first.checked_add(span).unwrap_or(last)
    }
}
