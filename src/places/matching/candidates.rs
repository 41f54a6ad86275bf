//! Candidates for the institutions of a text: exact names along the trie, fuzzy names by their rarer words, acronyms.

use std::ops::Range;

use super::forms;
use super::index::{Geography, Name, NameIndex, NameKind, UNKNOWN};
use super::pairs::MOST_MISSING;
use super::text::{Agreement, Text};
use crate::places::countries::Countries;
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
/// So many of the names that share most with a text are looked at closely.
const MOST_LIKELY: usize = 40;
/// And so many places of its rarest word.
const MOST_ANCHORS: usize = 16;

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

/// Exact names: every run of kept words that is a name; two short words count as one too ("Jiao Tong" is "Jiaotong"). Time
/// O(words · longest name).
pub(super) fn exact(text: &Text, index: &NameIndex, out: &mut Vec<Candidate>) {
    let mut open: Vec<(usize, u32)> = Vec::new();
    for start in 0..text.kept.len() {
        open.push((start, 0));
        while let Some((at, state)) = open.pop() {
            if at > start && text.gap(at) == Gap::Part {
                continue;
            }
            let one = text.ids.get(at).copied().flatten().map(|id| (id, at + 1));
            let two = text.joint.get(at).copied().flatten().map(|id| (id, at + 2));
            for (id, end) in one.into_iter().chain(two) {
                let Some(next) = index.step(state, id) else { continue };
                // Whether some name goes on as the text does: then this one is not all that stands here.
                let following = text.ids.get(end).copied().flatten().filter(|_| text.gap(end) == Gap::Space);
                let goes_on = following.is_some_and(|id| index.step(next, id).is_some());
                for &name in index.ending(next) {
                    out.extend(exact_candidate(text, index, name, start..end, goes_on));
                }
                open.push((end, next));
            }
        }
    }
}

fn exact_candidate(
    text: &Text,
    index: &NameIndex,
    name: u32,
    run: Range<usize>,
    goes_on: bool,
) -> Option<Candidate> {
    let name = &index.names[name as usize];
    let geography = &index.geography[name.entry as usize];
    let agreement = text.agreement(&run, geography);
    if agreement == Agreement::Conflict {
        return None;
    }
    let (mut score, method) = match name.kind {
        NameKind::Name => (1.0, "name"),
        NameKind::Alias | NameKind::Campus => (0.97, "alias"),
        NameKind::Stem => (0.95, "name"),
        NameKind::Turned => (0.93, "turned name"),
        NameKind::Rotated => (0.95, "turned name"),
        NameKind::Honoured => (0.92, "alias"),
        NameKind::School => (0.95, "school"),
        NameKind::Part => (0.88, "alias"),
        NameKind::Short => (0.87, "acronym"),
    };
    let nowhere = geography.country.is_none() && geography.cities.is_empty();
    if name.kind == NameKind::Short && !(nowhere && text.shouts(run.start, 4)) {
        return None;
    }
    if goes_beyond(text, name, &run, geography) {
        return None;
    }
    let guesses = text.guessed[run.clone()].iter().filter(|g| **g).count();
    let commas = (run.start + 1..run.end).filter(|&k| text.gap(k) >= Gap::Comma).count();
    score -= 0.03 * commas as f32 + 0.08 * guesses as f32;
    if text.is_of_a_medical_center(&run) {
        // Where the registry has such a centre by itself, the university is not meant.
        score -= if goes_on { 0.3 } else { 0.1 };
    }
    // Hospitals are local: "Children's Hospital, Boston" is none of another city.
    let local = name.of_a_hospital && !geography.cities.is_empty() && agreement < Agreement::City;
    if local && text.names_other_city(&run, geography) {
        score -= 0.2;
    }
    let agrees = agreement >= Agreement::Country;
    // A list without countries that holds "National Institutes of Health" means the one that everybody knows.
    let known = nowhere && name.kind == NameKind::Name && run.len() > 2 && text.form(run.start) == "national";
    if name.generic && !agrees && !(known && text.is_segment(&run)) {
        score -= 0.4;
    }
    if run.len() == 1 && name.kind != NameKind::Short && !(text.is_segment(&run) || agrees) {
        // "AstraZeneca" is no common word.
        let own_word =
            nowhere && name.weight > 0.9 && text.form(run.start).len() >= 7 && text.is_name(run.start);
        score -= if own_word { 0.13 } else { 0.3 };
    }
    if name.kind == NameKind::Turned {
        score -= turning(text, &run, geography, agreement);
    }
    let sure = |k: usize| !text.guessed[k] && !forms::is_generic(text.form(k));
    if guesses > 0
        && !run.clone().any(sure)
        && !(run.len() > 1 && (agreement == Agreement::City || text.is_segment(&run)))
    {
        return None;
    }
    if nowhere && name.kind != NameKind::Campus && text.place_after(&run) {
        score -= 0.12;
    }
    let method = if guesses > 0 { "fuzzy" } else { method };
    let score = after_geography(score, agreement, geography.country.is_some() && text.without_country());
    Some(Candidate { entry: name.entry, run, score, method, weight: name.weight })
}

/// Whether what stands around an exact name makes another institution of it, or the name lacks what it needs.
fn goes_beyond(text: &Text, name: &Name, run: &Range<usize>, geography: &Geography) -> bool {
    if name.university_of && !text.has_of(run) && !text.is_in_its_city(run, geography) {
        return true;
    }
    let crosses = (run.start + 1..run.end).any(|k| text.gap(k) >= Gap::Comma);
    if crosses && text.gap(run.start) < Gap::Comma && run.start > 0 {
        return true;
    }
    let starts_generic = forms::is_generic(text.form(run.start));
    let kind = name.says_kind || name.kind == NameKind::School;
    if (starts_generic || kind) && run.len() <= 4 && text.extended_before(run, geography) {
        return true;
    }
    if name.kind == NameKind::Campus {
        let ends = text.gap(run.end) >= Gap::Comma || text.place_at(run.end);
        let unit = forms::is_unit_noun(text.form(run.end)) && !text.is_of_a_medical_center(run);
        return !(ends || unit) || !text.names_soon(&name.city, run);
    }
    if name.kind != NameKind::School && text.continued_after(run, geography) || text.is_of_a_hospital(run) {
        return true;
    }
    // "Chang Gung | University" is no more than a part of that name.
    let next = text.form(run.end);
    let named_on = matches!(next, "university" | "college" | "hospital" | "academy");
    if !name.says_kind && named_on && text.gap(run.end) == Gap::Space {
        return true;
    }
    let elsewhere = name.of_a_region && name.kind != NameKind::Name && text.names_other_city(run, geography);
    elsewhere || text.is_other_campus(run, geography, name.of_a_region)
}

/// What a name turned round loses: nothing where it can only be this entry's.
fn turning(text: &Text, run: &Range<usize>, geography: &Geography, agreement: Agreement) -> f32 {
    let nowhere = geography.country.is_none() && geography.cities.is_empty();
    if agreement == Agreement::City {
        return 0.0;
    }
    let own = |k: usize| text.form(k) != "university";
    let two = run.clone().filter(|&k| own(k)).any(|k| forms::is_of_two_universities(text.form(k)));
    let city = run.clone().filter(|&k| own(k)).all(|k| text.place[k]);
    let other = text.names_other_city(run, geography);
    let safely = text.turns_safely(run, geography);
    match agreement {
        Agreement::Country if other || two && !safely => 0.2,
        Agreement::Country => 0.0,
        _ if two => 0.2,
        _ if safely => 0.0,
        _ if nowhere && city && !other => 0.04,
        _ => 0.2,
    }
}

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
                missing += telling_weight(index.form(word)).unwrap_or(0.0).max(weight(word));
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
        let extra: f32 =
            run.clone().filter(|k| !matched.contains(k)).map(|k| extra_weight(text, index, k)).sum();
        let commas = (run.start + 1..run.end).filter(|&k| text.gap(k) >= Gap::Comma).count();
        // "IE University, Madrid" is not the University of Madrid; and a whole name was looked at as such already.
        let whole = missing == 0.0 && extra == 0.0 && turned == 0 && run.len() == name.words.len();
        let guessed = run.clone().any(|k| text.guessed[k]);
        if commas > 0 && name.words.len() == 2 || whole && !guessed {
            continue;
        }
        let permuted = missing == 0.0 && extra == 0.0 && name.of_a_hospital;
        let turning = if permuted { 0.35 } else { 0.6 };
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
    telling_weight(text.form(at))
        .unwrap_or_else(|| text.ids[at].map_or(UNKNOWN, |id| index.weights[id as usize]))
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

/// Acronyms in capitals, where the city or the country agrees with just one entry. Time O(words).
pub(super) fn acronyms(text: &Text, index: &NameIndex, taken: &[Candidate], out: &mut Vec<Candidate>) {
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
        // In "University of the Basque Country (UPV/EHU)" the brackets mean what stands before them.
        let explained = text.opens_bracket(at) && taken.iter().any(|t| t.run.end == at && t.score >= 0.8);
        if text.is_of_a_hospital(&run) || explained {
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
