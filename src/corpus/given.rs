//! What the source of a record itself says of an affiliation: the ROR id of the institution, the code of the country.
//!
//! An id that the registry has is surer than any reading of the text (`source id`), unless the text names a country in
//! which the institution does not lie: sources have put Pyongyang's institutes to South Korea. Where the text itself names
//! every institution that the source gives, what else it names is kept; where it does not, what it seems to name is kept
//! as the runner-up only. A country is taken from the source only where the text names none.

use crate::places::countries::methods;
use crate::places::{Countries, CountryCode, CountryMatch, Found, InstitutionMatch, Registry};
use crate::sources::record::RecordPlace;

/// How an institution was found that the source gives.
pub(super) const SOURCE_ID: &str = "source id";

/// The registry entry of a ROR id, however it is spelt; a withdrawn one is followed.
fn entry_of(ror: &str, registry: &Registry) -> Option<usize> {
    if ror.is_empty() {
        return None;
    }
    let bare = ror.trim_end_matches('/').rsplit('/').next().unwrap_or(ror);
    let full = format!("https://ror.org/{bare}");
    let found = [ror, &full, bare].into_iter().find_map(|id| registry.by_id(id));
    found.map(|at| registry.standing_for(at))
}

/// What stands between a text and what sources say of it, and between two things that they say.
const MARKS: [char; 2] = ['\u{1f}', '\u{1e}'];

/// A text with what the records of its paper say of it, so that texts of which different things are said are apart.
pub(super) fn tagged(text: &str, places: &[RecordPlace]) -> String {
    let mut said: Vec<String> = places
        .iter()
        .filter(|place| place.affiliation == text)
        .map(|place| {
            let part = |part: &Option<String>| part.as_deref().unwrap_or_default().replace(MARKS, "");
            format!("{} {}", part(&place.ror), part(&place.country))
        })
        .collect();
    let mut once = Vec::new();
    said.retain(|one| {
        !once.contains(one) && {
            once.push(one.clone());
            true
        }
    });
    if said.is_empty() && !text.contains(MARKS[0]) {
        return text.to_owned();
    }
    format!("{text}{}{}", MARKS[0], said.join(&MARKS[1].to_string()))
}

/// The text alone.
pub(super) fn plain(tagged: &str) -> &str {
    tagged.rsplit_once(MARKS[0]).map_or(tagged, |(text, _)| text)
}

/// What was found in a [tagged] text with what the sources say of it.
pub(super) fn with(mut found: Found, tagged: &str, registry: &Registry) -> Found {
    let Some((text, said)) = tagged.rsplit_once(MARKS[0]) else { return found };
    let places = || said.split(MARKS[1]).filter_map(|one| one.split_once(' '));
    let named: Vec<CountryCode> = found
        .countries
        .iter()
        .filter(|c| ![methods::INSTITUTION, methods::IN_NAME].contains(&c.method))
        .map(|c| c.country)
        .collect();
    let agrees = |own: Option<CountryCode>| {
        let countries = Countries::embedded();
        named.is_empty() || own.is_none_or(|own| named.iter().any(|&code| countries.covers(code, own)))
    };
    let mut given: Vec<usize> = places().filter_map(|(ror, _)| entry_of(ror, registry)).collect();
    given.retain(|&at| agrees(registry.entries()[at].country));
    let mut once: Vec<usize> = Vec::new();
    given.retain(|at| {
        !once.contains(at) && {
            once.push(*at);
            true
        }
    });
    if !given.is_empty() {
        found.institutions = surest(&found.institutions, &given, text);
    }
    if found.countries.is_empty() {
        let codes = places().filter_map(|(_, country)| country.parse().ok());
        for country in codes {
            if !found.countries.iter().any(|c: &CountryMatch| c.country == country) {
                found.countries.push(CountryMatch { country, span: 0..text.len(), method: methods::SOURCE });
            }
        }
    }
    found
}

/// The institutions that the source gives, and those that the text names beside them.
fn surest(by_text: &[InstitutionMatch], given: &[usize], text: &str) -> Vec<InstitutionMatch> {
    let read = |entry: usize| by_text.iter().find(|found| found.entry == entry);
    let other = by_text.iter().find(|found| !given.contains(&found.entry));
    let all_read = given.iter().all(|&entry| read(entry).is_some());
    let mut all: Vec<InstitutionMatch> = given
        .iter()
        .map(|&entry| match read(entry) {
            Some(found) => InstitutionMatch { method: SOURCE_ID, score: 1.0, ..found.clone() },
            None => InstitutionMatch {
                entry,
                method: SOURCE_ID,
                score: 1.0,
                span: 0..text.len(),
                runner_up: other.map(|found| (found.entry, found.score)),
            },
        })
        .collect();
    if all_read {
        all.extend(by_text.iter().filter(|found| !given.contains(&found.entry)).cloned());
        all.sort_by_key(|found| (found.span.start, found.entry));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::{Entry, Matcher};

    /// What is found in a text of which the source says `said`: `ror country`, either may be `-`.
    fn told(text: &str, said: &[&str]) -> (Vec<String>, Vec<String>) {
        let entry = |id: &str, name: &str, code: &str, city: &str| Entry {
            id: format!("https://ror.org/{id}"),
            name: name.to_owned(),
            country: code.parse().ok(),
            cities: vec![city.to_owned()],
            ..Entry::default()
        };
        let registry = Registry::from_entries(vec![
            entry("01", "Invented University of Glass", "NO", "Oslo"),
            entry("02", "Invented Institute of Stone", "KR", "Seoul"),
            entry("03", "Invented Hospital of Lund", "SE", "Lund"),
        ]);
        let places = said.iter().map(|line| {
            let part = |at: usize| line.split(' ').nth(at).filter(|part| *part != "-").map(str::to_owned);
            RecordPlace { affiliation: text.to_owned(), ror: part(0), country: part(1) }
        });
        let tagged = tagged(text, &places.collect::<Vec<_>>());
        assert_eq!(plain(&tagged), text);
        let found = with(Matcher::new(&registry).find(text), &tagged, &registry);
        let name = |at: usize| registry.entries()[at].id.rsplit('/').next().unwrap_or_default().to_owned();
        let institutions = found.institutions.iter().map(|found| {
            let runner_up =
                found.runner_up.map(|(at, _)| format!(" before {}", name(at))).unwrap_or_default();
            format!("{} {}{runner_up}", name(found.entry), found.method)
        });
        let countries = found.countries.iter().map(|c| format!("{} {}", c.country, c.method));
        (institutions.collect(), countries.collect())
    }

    #[test]
    fn an_id_of_the_source_is_the_surest() {
        for ror in ["https://ror.org/01", "01", "https://ror.org/01/"] {
            let (institutions, countries) = told("Dept of Glass, Univ Glass", &[&format!("{ror} NO")]);
            assert_eq!(institutions, ["01 source id"], "{ror}");
            assert_eq!(countries, ["NO source"]);
        }
        let (institutions, countries) = told("Invented University of Glass, Oslo, Norway", &["01 NO"]);
        assert_eq!((institutions, countries), (vec!["01 source id".to_owned()], vec!["NO name".to_owned()]));
    }

    #[test]
    fn what_the_text_names_beside_it_is_kept_or_the_runner_up() {
        let text = "Invented University of Glass, Oslo, Norway; Invented Hospital of Lund, Lund, Sweden";
        assert_eq!(told(text, &["01 NO"]).0, ["01 source id", "03 name"]);
        assert_eq!(
            told("Invented Hospital of Lund, Lund, Sweden; Glasverk, Norway", &["01 NO"]).0,
            ["01 source id before 03"]
        );
    }

    #[test]
    fn a_country_of_the_text_outweighs_the_source() {
        let (institutions, countries) = told("Institute of Stone, Pyongyang, DPR Korea", &["02 KR"]);
        assert_eq!(institutions, Vec::<String>::new());
        assert_eq!(countries, ["KP name"]);
    }

    #[test]
    fn an_unknown_id_gives_its_country_only_where_the_text_has_none() {
        assert_eq!(told("Somewhere Lab", &["09 FI"]), (vec![], vec!["FI source".to_owned()]));
        assert_eq!(told("Somewhere Lab, Denmark", &["09 FI"]).1, ["DK name"]);
        assert_eq!(told("Somewhere Lab", &["- -"]), (vec![], vec![]));
    }
}
