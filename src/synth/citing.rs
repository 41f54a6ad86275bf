//! Who cites whom: growth, ageing and preferential attachment inside each topic, and the planted citations of the
//! watch list's laboratories.

use super::dice::Dice;
use super::institutions::WATCHED;
use super::topics;
use super::works::{Class, Plan};

/// What a reference points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// A paper, by its place.
    Paper(usize),
    /// A work outside the records, by its place.
    Outside(usize),
}

/// How many outside works each topic has.
pub(super) const OUTSIDE_PER_TOPIC: usize = 60;

/// The references of each paper, in the order in which the record lists them.
pub(super) fn references(seed: u64, plans: &[Plan]) -> Vec<Vec<Target>> {
    let mut dice = Dice::new(seed, "citing");
    let topic_count = topics::all().len();
    // One entry at birth and one for some citations: drawing from an urn is preferential attachment.
    let mut urns: Vec<Vec<usize>> = vec![Vec::new(); topic_count];
    let mut cited: Vec<Vec<usize>> = Vec::with_capacity(plans.len());
    for (number, plan) in plans.iter().enumerate() {
        let from_laboratory = matches!(plan.class, Class::Laboratory(_));
        let mut list: Vec<usize> = Vec::new();
        for _ in 0..dice.between(2, 7) {
            let topic =
                if dice.chance(850) { plan.topic } else { neighbour(&mut dice, plan.topic, topic_count) };
            let urn = &mut urns[topic];
            if urn.is_empty() {
                continue;
            }
            // The urn is filled in order of time: what was long not cited is forgotten.
            let target = urn[dice.recent(urn.len())];
            // What the laboratories cite of the candidates is planted below, and nothing else.
            let kept_for_planting =
                from_laboratory && matches!(plans[target].class, Class::Suspected | Class::Dismissed);
            if list.contains(&target) || kept_for_planting {
                continue;
            }
            list.push(target);
            if dice.chance(350) {
                urn.push(target);
            }
        }
        // A paper in press: cited before it is out.
        if dice.chance(6) && number + 40 < plans.len() {
            let later = number + 1 + dice.below(39);
            if !matches!(plans[later].class, Class::Laboratory(_) | Class::Suspected | Class::Dismissed) {
                list.push(later);
            }
        }
        cited.push(list);
        // Papers with KP are noticed less; those of the laboratories least.
        let noticed = match plan.class {
            Class::Background => 1000,
            Class::Laboratory(_) => 250,
            _ => 600,
        };
        if dice.chance(noticed) {
            urns[plan.topic].push(number);
        }
    }
    plant(&mut dice, plans, &mut cited);
    cited
        .into_iter()
        .zip(plans)
        .map(|(list, plan)| {
            let mut targets: Vec<Target> = list.into_iter().map(Target::Paper).collect();
            for _ in 0..dice.between(1, 3) {
                let work = Target::Outside(plan.topic * OUTSIDE_PER_TOPIC + dice.below(OUTSIDE_PER_TOPIC));
                if !targets.contains(&work) {
                    targets.push(work);
                }
            }
            dice.shuffle(&mut targets);
            targets
        })
        .collect()
}

/// Another topic of the same half: technical papers cite technical ones.
fn neighbour(dice: &mut Dice, topic: usize, count: usize) -> usize {
    let technical = topics::technical();
    if topic < technical { dice.below(technical) } else { technical + dice.below(count - technical) }
}

/// Lets the papers of each laboratory cite suspected papers at the distances that its entry asks for.
fn plant(dice: &mut Dice, plans: &[Plan], cited: &mut [Vec<usize>]) {
    let suspected: Vec<usize> = (0..plans.len()).filter(|&p| plans[p].class == Class::Suspected).collect();
    for (watched, entry) in WATCHED.iter().enumerate() {
        // The last papers first: they have the most before them.
        let papers: Vec<usize> =
            (0..plans.len()).rev().filter(|&p| plans[p].class == Class::Laboratory(watched)).collect();
        for (&hops, &citing) in entry.planted.iter().zip(&papers) {
            let year = plans[citing].date.year();
            // The chain runs from the laboratory's paper back in time, a year at least between two steps where possible.
            let sources: Vec<usize> = suspected
                .iter()
                .copied()
                .filter(|&s| s < citing && plans[s].date.year() + (hops as i16) <= year)
                .collect();
            let earlier: Vec<usize> = suspected.iter().copied().filter(|&s| s + 2 * hops < citing).collect();
            let sources = if sources.is_empty() { earlier } else { sources };
            if sources.is_empty() {
                continue;
            }
            let mut before = sources[dice.below(sources.len())];
            for _ in 1..hops {
                let between: Vec<usize> = (before + 1..citing)
                    .filter(|&p| plans[p].class == Class::Background && plans[p].topic < topics::technical())
                    .collect();
                // Of the papers between the two the nearer half, so that room is left for the next step.
                let Some(&step) = between.get(dice.below(between.len().div_ceil(2))) else { break };
                if !cited[step].contains(&before) {
                    cited[step].push(before);
                }
                before = step;
            }
            if !cited[citing].contains(&before) {
                cited[citing].push(before);
            }
        }
    }
}
