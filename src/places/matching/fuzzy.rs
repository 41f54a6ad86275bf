//! Fuzzy names: misspelt, with words missing or added or in another order, by the rarity of the words.

use std::ops::Range;

use super::candidates::{Candidate, after_geography};
use super::forms;
use super::index::{NameIndex, NameKind, UNKNOWN};
use super::pairs::MOST_MISSING;
use super::text::{Agreement, Text};
use crate::places::countries::Countries;
use crate::places::text::Gap;

/// Names below this likeness are not looked at further.
const LEAST_LIKENESS: f32 = 0.6;
/// How far a word of a name may stand from its rarest word.
const REACH: usize = 8;
/// So many of the names that share most with a text are looked at closely.
const MOST_LIKELY: usize = 40;
/// And so many places of its rarest word.
const MOST_ANCHORS: usize = 16;
/// What a word that no entry has counts where it is written as a name.
const NAME_INSIDE: f32 = 1.0;
/// What "National" counts before "Laboratory": most such names are written with it and without.
const NATIONAL_LABORATORY: f32 = 0.1;

/// Fuzzy names: names that share rarer words with the text, by the weight of what agrees against what is missing, added or
/// turned around. Time O(words · names of the pairs).
pub(super) fn fuzzy(text: &Text, index: &NameIndex, taken: &[Candidate], out: &mut Vec<Candidate>) {
    let mut sharing: Vec<u32> = Vec::new();
    for (at, id) in text.ids.iter().enumerate() {
        let Some(id) = id.filter(|id| index.leads_pairs(*id)) else { continue };
        let part = text.part(at);
        for other in part.start.max(at.saturating_sub(REACH))..part.end.min(at + REACH + 1) {
            if let Some(other) = text.ids[other].filter(|_| other != at) {
                sharing.extend(index.with_pair(id, other));
            }
        }
    }
    sharing.sort_unstable();
    sharing.dedup();
    let mut likely: Vec<(u32, f32)> = Vec::new();
    for number in sharing {
        let name = &index.names[number as usize];
        let there = |word: &&u32| text.places_of(**word).next().is_some();
        let shared: f32 = name.words.iter().filter(there).map(|&w| index.weights[w as usize]).sum();
        if shared >= (1.0 - MOST_MISSING) * name.weight {
            likely.push((number, shared));
        }
    }
    likely.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    likely.truncate(MOST_LIKELY);
    for (name, _) in likely {
        if let Some(candidate) = fuzzy_candidate(text, index, name) {
            let inside = |t: &&Candidate| t.entry == candidate.entry && t.score >= candidate.score;
            if !taken.iter().any(|t| inside(&t)) {
                out.push(candidate);
            }
        }
    }
}

fn fuzzy_candidate(text: &Text, index: &NameIndex, number: u32) -> Option<Candidate> {
    let name = &index.names[number as usize];
    if name.kind == NameKind::Part {
        return None;
    }
    let weight = |id: u32| index.weights[id as usize];
    // The rarest word that the text has is the anchor; the others are looked for around it.
    let anchor_word = *name
        .words
        .iter()
        .filter(|w| text.places_of(**w).next().is_some())
        .max_by(|a, b| weight(**a).total_cmp(&weight(**b)))?;
    let mut best: Option<Candidate> = None;
    for anchor in text.places_of(anchor_word).take(MOST_ANCHORS) {
        let part = text.part(anchor);
        let near = part.start.max(anchor.saturating_sub(REACH))..part.end.min(anchor + REACH + 1);
        let mut matched: Vec<usize> = Vec::new();
        let (mut agreeing, mut missing) = (0.0, 0.0);
        let mut turned = 0;
        for (place, &word) in name.words.iter().enumerate() {
            let found = near
                .clone()
                .filter(|&k| text.ids[k] == Some(word) && !matched.contains(&k))
                .min_by_key(|&k| k.abs_diff(anchor));
            if let Some(k) = found {
                turned += usize::from(matched.last().is_some_and(|&before| before > k));
                agreeing += weight(word) * if text.guessed[k] { 0.85 } else { 1.0 };
                matched.push(k);
            } else {
                let next = name.words.get(place + 1).map_or("", |&next| index.form(next));
                missing += match (index.form(word), next) {
                    ("national", "laboratory") => NATIONAL_LABORATORY,
                    (form, _) => telling_weight(form).unwrap_or(0.0).max(weight(word)),
                };
            }
        }
        let start = matched.iter().copied().min()?;
        let run = start..matched.iter().copied().max()? + 1;
        // The name of a place tells nothing unless what stands there is named too ("Santa Barbara, California"), and then
        // little: the University of San Francisco is not that of California there.
        let noun = |&k: &usize| forms::is_institution_noun(text.form(k));
        let named = matched.iter().any(noun) && missing < 0.5;
        let telling = |&k: &usize| {
            let only_place = text.place[k] && missing > 0.0 && !named;
            !text.country[k] && !forms::is_generic(text.form(k)) && !only_place
        };
        let nameless = !matched.iter().any(noun) && name.says_kind && matched.len() < 3;
        if matched.len() < 2 || nameless || !matched.iter().any(telling) {
            continue;
        }
        let geography = &index.geography[name.entry as usize];
        let mut extra: f32 =
            run.clone().filter(|k| !matched.contains(k)).map(|k| extra_weight(text, index, k)).sum();
        let commas = (run.start + 1..run.end).filter(|&k| text.gap(k) >= Gap::Comma).count();
        // "IE University, Madrid" is not the University of Madrid; and a whole name was looked at as such already.
        let whole = missing == 0.0 && extra == 0.0 && turned == 0 && run.len() == name.words.len();
        let guessed = run.clone().any(|k| text.guessed[k]);
        if commas > 0 && name.words.len() == 2 || whole && !guessed {
            continue;
        }
        let only_places = matched.iter().all(|k| text.place[*k] || !telling(k));
        if only_places {
            // Universities of one city differ by such words: "Nanjing University of | Information | Science & Technology".
            missing *= 2.0;
            extra *= 2.0;
        }
        let permuted = missing == 0.0 && extra == 0.0;
        let turning = if permuted && is_rotated(text, &run, &name.words) {
            0.12
        } else if permuted && name.of_a_hospital {
            0.35
        } else if only_places {
            // "Xi'an University of Technology" and "Xi'an Technological University" are two.
            1.0
        } else {
            0.6
        };
        let mut against = missing + extra + 0.25 * commas as f32 + turning * turned as f32;
        if text.extended_before(&run, geography) || run.start > 0 && qualifies(text, run.start - 1, run.start)
        {
            against += 0.8;
        }
        if run.end < text.kept.len() && qualifies(text, run.end, run.end) {
            against += 0.4;
        }
        if text.continued_after(&run, geography) {
            against += 1.0;
        }
        if text.is_of_a_hospital(&run) || text.is_other_campus(&run, geography, name.of_a_region) {
            continue;
        }
        let likeness = 2.0 * agreeing / (2.0 * agreeing + against);
        let agreement = text.agreement(&run, geography);
        if likeness < LEAST_LIKENESS || agreement == Agreement::Conflict || name.generic {
            continue;
        }
        let mut score = after_geography(
            0.97 * likeness,
            agreement,
            geography.country.is_some() && text.without_country(),
        );
        if agreement == Agreement::City {
            score += 0.05;
        }
        // "University of Notre Dame | Australia", as for exact names.
        if geography.country.is_none() && geography.cities.is_empty() && text.place_after(&run) {
            score -= 0.12;
        }
        if best.as_ref().is_none_or(|b| b.score < score) {
            best = Some(Candidate {
                entry: name.entry,
                run,
                score: score.min(0.96),
                method: "fuzzy",
                weight: agreeing,
            });
        }
    }
    best
}

/// Whether a run of three words or more is a name that begins in its middle, as "University Hospital Heidelberg" for "Heidelberg
/// University Hospital", and does not stand behind the word that is moved.
fn is_rotated(text: &Text, run: &Range<usize>, words: &[u32]) -> bool {
    let ids = &text.ids[run.clone()];
    let is = |by: usize| ids.iter().enumerate().all(|(at, id)| *id == Some(words[(at + by) % words.len()]));
    let joined = (run.start + 1..run.end).all(|at| text.gap(at) <= Gap::Dot);
    let again = run.start > 0 && text.ids[run.start - 1] == text.ids[run.end - 1];
    words.len() >= 3 && run.len() == words.len() && joined && !again && (1..words.len()).any(is)
}

/// Whether the word beside a run, joined to it without a comma, makes another institution of it.
fn qualifies(text: &Text, at: usize, gap: usize) -> bool {
    let form = text.form(at);
    text.gap(gap) == Gap::Space
        && (forms::is_qualifier(form) && !forms::is_subject(form)
            || matches!(form, "university" | "hospital" | "academy"))
}

/// What a word of the text inside a name that does not have it counts.
fn extra_weight(text: &Text, index: &NameIndex, at: usize) -> f32 {
    if text.form(at) == "national" && text.form(at + 1) == "laboratory" {
        return NATIONAL_LABORATORY;
    }
    // A name inside the name makes another institution of it: "Beth Israel | Deaconess | Medical Center".
    let unknown = if text.is_name(at) { NAME_INSIDE } else { UNKNOWN };
    telling_weight(text.form(at))
        .unwrap_or_else(|| text.ids[at].map_or(unknown, |id| index.weights[id as usize]))
}

/// What a word counts at least that tells institutions of similar names apart, however many names have it.
fn telling_weight(form: &str) -> Option<f32> {
    if forms::is_ordinal(form) {
        Some(1.5)
    } else if forms::is_institution_noun(form) || forms::is_qualifier(form) {
        Some(0.9)
    } else if forms::is_subject(form) {
        Some(0.6)
    } else {
        Countries::embedded().is_folded_place(form).then_some(0.9)
    }
}
