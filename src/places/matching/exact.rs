//! Exact names: runs of words of a text that are a name along the trie, and what stands around them that makes another
//! institution of them.

use std::ops::Range;

use super::candidates::{Candidate, after_geography};
use super::forms;
use super::index::{Geography, Name, NameIndex, NameKind};
use super::text::{Agreement, Text};
use crate::places::text::Gap;

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
        NameKind::Head => (0.86, "university of the school"),
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
    let known = nowhere
        && name.kind == NameKind::Name
        && (run.len() > 3 || run.len() > 2 && text.form(run.start) == "national");
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
    let legal = forms::is_legal_form(text.form(run.end + 1)) && run.len() == 1;
    let tied = name.kind == NameKind::Short && text.is_hyphened(&run);
    if name.kind != NameKind::Campus && !legal && !tied {
        if text.is_named_on(&run, geography) {
            score -= 0.2;
        } else if nowhere && text.place_after(&run) && !text.is_before_a_name(&run) {
            score -= 0.12;
        }
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
    // "Georgia | Institute of Technology": words that many institutions share are a name by themselves only.
    if name.generic && text.is_named_before(run) {
        return true;
    }
    // ROR has one office with the alias "Technology", and the company Vale; "Vale do Acaraú" is neither.
    let one = run.len() == 1 && name.kind != NameKind::Short && !text.is_segment(run);
    let common = forms::is_subject(text.form(run.start)) || forms::is_qualifier(text.form(run.start));
    if one && (common || text.is_named_before(run) && text.agreement(run, geography) < Agreement::City) {
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
        _ if nowhere && !other && text.is_segment(run) => 0.08,
        _ => 0.2,
    }
}
