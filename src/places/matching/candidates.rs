//! Candidates for the institutions of a text: exact names along the trie, fuzzy names by their rarer words, acronyms.

use std::ops::Range;

use hashbrown::HashMap;

use super::forms;
use super::index::{NameIndex, NameKind};
use super::text::{Agreement, Text};
use crate::places::text::Gap;

/// An entry that a run of kept words may mean.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) entry: u32,
    pub(super) run: Range<usize>,
    pub(super) score: f32,
    pub(super) method: &'static str,
    /// The weight of the words that matched: longer and rarer runs go first.
    pub(super) weight: f32,
}

/// Names below this likeness are not looked at further.
const LEAST_LIKENESS: f32 = 0.6;
/// How far a word of a name may stand from its rarest word.
const REACH: usize = 8;
/// A word with more names than this is too common to look names up by.
const COMMON: usize = 1000;

/// What the geography takes off a score.
pub(super) fn after_geography(score: f32, agreement: Agreement, entry_says: bool) -> f32 {
    match agreement {
        Agreement::City => score,
        Agreement::Country => score - 0.01,
        Agreement::Unknown if entry_says => score - 0.06,
        Agreement::Unknown => score - 0.04,
        Agreement::Conflict => 0.0,
    }
}

/// Exact names: every run of kept words that is a name. Time O(words · longest name).
pub(super) fn exact(text: &Text, index: &NameIndex, out: &mut Vec<Candidate>) {
    for start in 0..text.kept.len() {
        let mut state = 0;
        for end in start..text.kept.len() {
            if end > start && text.gap(end) == Gap::Part {
                break;
            }
            let Some(next) = text.ids[end].and_then(|id| index.step(state, id)) else { break };
            state = next;
            let run = start..end + 1;
            for &name in index.ending(state) {
                out.extend(exact_candidate(text, index, name, run.clone()));
            }
        }
    }
}

fn exact_candidate(text: &Text, index: &NameIndex, name: u32, run: Range<usize>) -> Option<Candidate> {
    let name = &index.names[name as usize];
    let geography = &index.geography[name.entry as usize];
    let agreement = text.agreement(&run, geography);
    let guesses = text.guessed[run.clone()].iter().filter(|g| **g).count();
    let (mut score, method) = match name.kind {
        NameKind::Name => (1.0, "name"),
        NameKind::Alias => (0.97, "alias"),
        NameKind::Stem => (0.95, "name"),
        NameKind::Turned => (0.93, "turned name"),
        NameKind::School => (0.95, "school"),
        NameKind::Part => (0.88, "alias"),
    };
    if name.university_of && !text.has_of(&run) {
        return None;
    }
    let crosses = (run.start + 1..run.end).any(|k| text.gap(k) >= Gap::Comma);
    if crosses && text.gap(run.start) < Gap::Comma && run.start > 0 {
        return None;
    }
    let first = text.form(run.start);
    let starts_generic = forms::is_generic(first);
    let ends_institution = (run.start..run.end).any(|k| forms::is_institution_noun(text.form(k)));
    if (starts_generic || ends_institution) && run.len() <= 4 && text.extended_before(&run, geography) {
        return None;
    }
    let continued = name.kind != NameKind::School && text.continued_after(&run, geography);
    if continued || text.is_of_a_hospital(&run) || text.is_other_campus(&run, geography) {
        return None;
    }
    let commas = (run.start + 1..run.end).filter(|&k| text.gap(k) >= Gap::Comma).count();
    score -= 0.03 * commas as f32 + 0.08 * guesses as f32;
    let agrees = agreement >= Agreement::Country;
    if name.generic && !agrees {
        score -= 0.4;
    }
    if run.len() == 1 && !(text.is_segment(&run) || agrees) {
        score -= 0.3;
    }
    if name.kind == NameKind::Turned && !agrees && !text.turns_safely(&run, geography) {
        score -= 0.2;
    }
    let sure = |k: usize| !text.guessed[k] && !forms::is_generic(text.form(k));
    if guesses > 0
        && !run.clone().any(sure)
        && !(run.len() > 1 && (agreement == Agreement::City || text.is_segment(&run)))
    {
        return None;
    }
    if geography.country.is_none() && geography.cities.is_empty() && text.place_after(&run) {
        score -= 0.12;
    }
    let method = if guesses > 0 { "fuzzy" } else { method };
    let score = after_geography(score, agreement, geography.country.is_some() && text.without_country());
    (agreement > Agreement::Conflict).then_some(Candidate {
        entry: name.entry,
        run,
        score,
        method,
        weight: name.weight,
    })
}

/// Fuzzy names: names that share rarer words with the text, by the weight of what agrees against what is missing, added or
/// turned around. Time O(postings of the rarer words).
pub(super) fn fuzzy(text: &Text, index: &NameIndex, taken: &[Candidate], out: &mut Vec<Candidate>) {
    let mut shared: HashMap<u32, f32> = HashMap::new();
    let mut rare: Vec<u32> = Vec::new();
    for id in text.ids.iter().flatten() {
        if !rare.contains(id)
            && index.weights[*id as usize] > 0.3
            && index.postings[*id as usize].len() <= COMMON
        {
            rare.push(*id);
        }
    }
    for &id in &rare {
        for &name in &index.postings[id as usize] {
            *shared.entry(name).or_default() += index.weights[id as usize];
        }
    }
    let mut likely: Vec<(u32, f32)> = shared
        .into_iter()
        .filter(|(name, weight)| *weight >= 0.35 * index.names[*name as usize].weight)
        .collect();
    likely.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    likely.truncate(60);
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
        .filter(|w| text.ids.contains(&Some(**w)))
        .max_by(|a, b| weight(**a).total_cmp(&weight(**b)))?;
    let mut best: Option<Candidate> = None;
    for anchor in (0..text.ids.len()).filter(|&k| text.ids[k] == Some(anchor_word)) {
        let part = text.part(anchor);
        let near = part.start.max(anchor.saturating_sub(REACH))..part.end.min(anchor + REACH + 1);
        let mut matched: Vec<usize> = Vec::new();
        let (mut agreeing, mut missing) = (0.0, 0.0);
        let mut turned = 0;
        for &word in &name.words {
            let found = near
                .clone()
                .filter(|&k| text.ids[k] == Some(word) && !matched.contains(&k))
                .min_by_key(|&k| k.abs_diff(anchor));
            if let Some(k) = found {
                turned += usize::from(matched.last().is_some_and(|&before| before > k));
                agreeing += weight(word) * if text.guessed[k] { 0.85 } else { 1.0 };
                matched.push(k);
            } else {
                let form = &index.forms[word as usize];
                let distinct = forms::is_institution_noun(form) || forms::is_qualifier(form);
                missing += if distinct { 0.9 } else { weight(word) };
            }
        }
        let start = matched.iter().copied().min()?;
        let run = start..matched.iter().copied().max()? + 1;
        // The name of a place tells nothing unless what stands there is named too ("Santa Barbara, California").
        let named = matched.iter().any(|&k| forms::is_institution_noun(text.form(k)));
        let telling = |&k: &usize| {
            let only_place = text.place[k] && missing > 0.0 && !named;
            !text.country[k] && !forms::is_generic(text.form(k)) && !only_place
        };
        if matched.len() < 2 || !matched.iter().any(telling) {
            continue;
        }
        let geography = &index.geography[name.entry as usize];
        let extra: f32 =
            run.clone().filter(|k| !matched.contains(k)).map(|k| extra_weight(text, index, k)).sum();
        let commas = (run.start + 1..run.end).filter(|&k| text.gap(k) >= Gap::Comma).count();
        let mut against = missing + extra + 0.25 * commas as f32 + 0.35 * turned as f32;
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
        if text.is_of_a_hospital(&run) || text.is_other_campus(&run, geography) {
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

/// Whether the word beside a run, joined to it without a comma, makes another institution of it.
fn qualifies(text: &Text, at: usize, gap: usize) -> bool {
    let form = text.form(at);
    text.gap(gap) == Gap::Space
        && (forms::is_qualifier(form) && !forms::is_subject(form)
            || matches!(form, "university" | "hospital" | "academy"))
}

/// What a word of the text inside a name that does not have it counts.
fn extra_weight(text: &Text, index: &NameIndex, at: usize) -> f32 {
    if forms::is_institution_noun(text.form(at)) || forms::is_qualifier(text.form(at)) {
        return 0.9;
    }
    text.ids[at].map_or(0.7, |id| index.weights[id as usize])
}

/// Acronyms in capitals, where the city or the country agrees with just one entry. Time O(words).
pub(super) fn acronyms(text: &Text, index: &NameIndex, out: &mut Vec<Candidate>) {
    let capitals = text.kept.iter().filter(|k| text.words.word(k.at).is_some_and(|w| w.capitals)).count();
    if capitals * 2 > text.kept.len() + 2 {
        return;
    }
    for (at, kept) in text.kept.iter().enumerate() {
        let word = text.words.get(kept.at);
        let shouted = text.words.word(kept.at).is_some_and(|w| w.capitals || w.inner_capital);
        if !shouted
            || word.len() < 3
            || matches!(word, "iii" | "viii" | "phd" | "msc" | "bsc" | "mba" | "usa")
            || spelled_out(text, at)
        {
            continue;
        }
        let run = at..at + 1;
        if text.is_of_a_hospital(&run) {
            continue;
        }
        let mut fitting: Vec<(Agreement, u32)> = index
            .acronym(word)
            .iter()
            .map(|&entry| (text.agreement(&run, &index.geography[entry as usize]), entry))
            .filter(|(agreement, _)| *agreement >= Agreement::Country)
            .collect();
        fitting.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let best = fitting.iter().filter(|f| Some(f.0) == fitting.first().map(|f| f.0)).count();
        if let (1, Some(&(agreement, entry))) = (best, fitting.first()) {
            let score = if agreement == Agreement::City { 0.88 } else { 0.8 };
            out.push(Candidate { entry, run, score, method: "acronym", weight: 0.5 });
        }
    }
}

/// Whether the words before an acronym spell it out: then it means them and nothing else.
fn spelled_out(text: &Text, at: usize) -> bool {
    let letters: Vec<char> = text.words.get(text.kept[at].at).chars().collect();
    let initials = |range: Range<usize>| -> Vec<char> {
        range.filter_map(|k| text.words.get(text.kept[k].at).chars().next()).collect()
    };
    at >= letters.len() && initials(at - letters.len()..at) == letters
}
