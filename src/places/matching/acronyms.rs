//! Acronyms of a text that a registry gives, or that the initials of one of its names are.

use std::ops::Range;

use super::candidates::Candidate;
use super::index::NameIndex;
use super::initials;
use super::text::{Agreement, Text};

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
        let mut method = "acronym";
        if index.acronym(word).is_empty() {
            method = "initials";
            fitting.extend(initials::of_an_acronym(text, index, &run));
        }
        let best = fitting.iter().filter(|f| Some(f.0) == fitting.first().map(|f| f.0)).count();
        if let (1, Some(&(agreement, entry))) = (best, fitting.first()) {
            // "IIT | Kharagpur" is none of Dhanbad, and "UCLA | Medical Center" is not quite the university.
            let elsewhere = agreement < Agreement::City && text.is_of_another_city(&run, entry);
            if elsewhere {
                continue;
            }
            let center = if text.is_of_a_medical_center(&run) { 0.1 } else { 0.0 };
            let score = if agreement == Agreement::City { 0.88 } else { 0.8 } - center;
            out.push(Candidate { entry, run, score, method, weight: 0.5 });
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
