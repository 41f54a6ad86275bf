//! Invented institutions in real countries, and the invented laboratories of the watch list.

use super::countries::{CN, COUNTRIES, IR, KP, KR, RU};
use super::dice::Dice;

/// One institution of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Institution {
    /// `demo-0001`; no identifier of any real registry looks like it.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    /// Place in the list of countries.
    pub(super) country: usize,
    /// Place in the country's list of cities.
    pub(super) city: usize,
    pub(super) kind: &'static str,
    /// Place in this list.
    pub(super) parent: Option<usize>,
    /// Place in [`WATCHED`].
    pub(super) watched: Option<usize>,
    /// Whether the registry of the study knows it.
    pub(super) registered: bool,
}

/// A laboratory of the watch list.
#[derive(Debug)]
pub(super) struct Watched {
    pub(super) name: &'static str,
    pub(super) aliases: &'static [&'static str],
    pub(super) country: usize,
    pub(super) city: usize,
    /// The parent's name, an institution of the registry.
    pub(super) parent: Option<&'static str>,
    pub(super) kind: &'static str,
    pub(super) valid_from: &'static str,
    pub(super) valid_to: &'static str,
    pub(super) note: &'static str,
    /// Whether the registry knows it; one does not and is found by its text alone.
    pub(super) registered: bool,
    /// How many hops from suspected papers its planted citations stand; 0 for none.
    pub(super) planted: &'static [usize],
    /// The years in which it publishes.
    pub(super) active: (i16, i16),
}

macro_rules! watched {
    ($name:literal, $aliases:expr, $country:expr, $city:literal, $parent:expr, $kind:literal, $from:literal, $to:literal, $note:literal, $registered:literal, $planted:expr, $active:expr) => {
        Watched {
            name: $name,
            aliases: &$aliases,
            country: $country,
            city: $city,
            parent: $parent,
            kind: $kind,
            valid_from: $from,
            valid_to: $to,
            note: $note,
            registered: $registered,
            planted: &$planted,
            active: $active,
        }
    };
}

/// The entry that starts only after its laboratory's citations.
pub(super) const LATE: usize = 3;
/// The entry that ended before its laboratory's citations.
pub(super) const ENDED: usize = 4;
/// The laboratories with which one author of a suspected paper publishes later.
pub(super) const PARTNERS: [usize; 2] = [0, 1];

pub(super) const WATCHED: &[Watched] = &[
    watched!(
        "Yunquefeng Institute of Ordnance Dynamics",
        ["YIOD Ordnance Dynamics"],
        CN,
        8,
        None,
        "military research institute",
        "2015-06-01",
        "",
        "",
        true,
        [1, 2, 1],
        (2016, 2024)
    ),
    watched!(
        "Fengquehe Laboratory of Flight Structures",
        ["Flight Structures Laboratory of Fengquehe"],
        CN,
        9,
        Some("Fengquehe University of Technology"),
        "defence laboratory of a university",
        "2014-01-01",
        "",
        "",
        true,
        [1, 2],
        (2016, 2024)
    ),
    watched!(
        "Jinshuping Research Institute of Armour Materials",
        ["JRIAM Armour Materials"],
        CN,
        2,
        None,
        "military research institute",
        "2016",
        "",
        "",
        true,
        [1, 3],
        (2017, 2024)
    ),
    watched!(
        "Dongliuwan Academy of Marine Weaponry",
        ["Marine Weaponry Academy Dongliuwan"],
        CN,
        3,
        None,
        "military academy",
        "2022-03-01",
        "",
        "listed only after the citations that the records show",
        true,
        [1, 1],
        (2018, 2021)
    ),
    watched!(
        "Huitianyu Centre for Guidance Studies",
        [],
        CN,
        0,
        None,
        "military research institute",
        "2010-01-01",
        "2017-12-31",
        "taken off the list at the end of 2017",
        true,
        [1],
        (2019, 2024)
    ),
    watched!(
        "Volnozersk Design Bureau of Rotorcraft",
        ["Volnozersk OKB Rotorcraft"],
        RU,
        1,
        None,
        "defence company",
        "2014-09-12",
        "",
        "",
        true,
        [2],
        (2016, 2023)
    ),
    watched!(
        "Zarkuhan Defence Research Centre",
        ["Zarkuhan Centre"],
        IR,
        0,
        None,
        "military research institute",
        "2013-05-01",
        "",
        "",
        true,
        [2, 3],
        (2017, 2024)
    ),
    watched!(
        "Ruolanxi Test Range Institute",
        ["Test Range Institute of Ruolanxi"],
        CN,
        10,
        None,
        "test range",
        "2012-01-01",
        "",
        "not in the registry of institutions: found by its text",
        false,
        [1],
        (2018, 2024)
    ),
    watched!(
        "Lunograd Institute of Thermal Barriers",
        [],
        RU,
        0,
        None,
        "defence company",
        "2014-09-12",
        "",
        "no paper among the records",
        true,
        [],
        (0, 0)
    ),
    watched!(
        "Beiquanling Laboratory for Underwater Acoustics",
        ["BLUA Underwater Acoustics"],
        CN,
        3,
        Some("Beiquanling University"),
        "defence laboratory of a university",
        "2019-07-01",
        "",
        "",
        true,
        [2],
        (2020, 2024)
    ),
];

/// Kinds of institution by share: what stands before and after the coined name, and the registry's kind.
const KINDS: [(&str, &str, &str); 8] = [
    ("", " University", "education"),
    ("", " University of Technology", "education"),
    ("University of ", "", "education"),
    ("", " Institute of Technology", "education"),
    ("", " University of Medicine", "education"),
    ("", " Agricultural University", "education"),
    ("", " Academy of Sciences", "facility"),
    ("", " Research Institute", "facility"),
];

/// All institutions: those of [`COUNTRIES`] in order, then the watched ones.
pub(super) fn coin(seed: u64) -> Vec<Institution> {
    let mut dice = Dice::new(seed, "institutions");
    let mut all: Vec<Institution> = Vec::new();
    for (number, country) in COUNTRIES.iter().enumerate() {
        let mut made = 0;
        // Round by round through the kinds, so that the first coined names have siblings: "X University",
        // "X University of Technology", "University of X".
        'kinds: for round in 0..KINDS.len() {
            for (index, stem) in country.stems.iter().enumerate() {
                if made == country.institutions {
                    break 'kinds;
                }
                let (before, after, kind) =
                    KINDS[(round + if number == KR { 0 } else { index % 2 }) % KINDS.len()];
                let name = format!("{before}{stem}{after}");
                if all.iter().any(|i| i.name == name && i.country == number) {
                    continue;
                }
                made += 1;
                let aliases = aliases(stem, after, before);
                let city = if number == KP && made <= 4 { 0 } else { dice.below(country.cities.len()) };
                all.push(Institution {
                    id: format!("demo-{:04}", all.len() + 1),
                    name,
                    aliases,
                    country: number,
                    city,
                    kind,
                    parent: None,
                    watched: None,
                    registered: true,
                });
            }
        }
    }
    for (number, entry) in WATCHED.iter().enumerate() {
        all.push(Institution {
            id: format!("demo-{:04}", all.len() + 1),
            name: entry.name.to_owned(),
            aliases: entry.aliases.iter().map(|&a| a.to_owned()).collect(),
            country: entry.country,
            city: entry.city,
            kind: "facility",
            parent: entry.parent.and_then(|parent| all.iter().position(|i| i.name == parent)),
            watched: Some(number),
            registered: entry.registered,
        });
    }
    all
}

fn aliases(stem: &str, after: &str, before: &str) -> Vec<String> {
    let mut aliases = Vec::new();
    match (before, after) {
        ("", " University of Technology") => {
            aliases.push(format!("{stem} Technological University"));
            aliases.push(format!("{stem} Univ. of Technology"));
        }
        ("", " University") => aliases.push(format!("{stem} Univ.")),
        ("", " Institute of Technology") => aliases.push(format!("{stem} Inst. of Technology")),
        ("", " University of Medicine") => aliases.push(format!("{stem} Medical University")),
        ("", " Academy of Sciences") => aliases.push(format!("Academy of Sciences of {stem}")),
        _ => {}
    }
    aliases
}

/// `institutions.csv`: what the study knows of institutions.
pub(super) fn registry(all: &[Institution]) -> String {
    let mut csv = String::from("id,name,aliases,country,city,kind,parent\n");
    for i in all.iter().filter(|i| i.registered) {
        let country = &COUNTRIES[i.country];
        let parent = i.parent.map_or("", |p| all[p].id.as_str());
        let (aliases, city) = (i.aliases.join("; "), country.cities[i.city].name);
        csv.push_str(&format!("{},{},{aliases},{},{city},{},{parent}\n", i.id, i.name, country.code, i.kind));
    }
    csv
}

/// `watchlists/defence-labs.csv`.
pub(super) fn watch_list(all: &[Institution]) -> String {
    let mut csv =
        String::from("id,name,aliases,ror,country,parent,kind,source,source_url,valid_from,valid_to,note\n");
    for i in all {
        let Some(number) = i.watched else { continue };
        let entry = &WATCHED[number];
        let ror = if i.registered { i.id.as_str() } else { "" };
        csv.push_str(&format!(
            "lab-{:02},{},{},{ror},{},{},{},synthetic list made by citetrace,https://example.org/synthetic-defence-labs,{},{},{}\n",
            number + 1,
            entry.name,
            entry.aliases.join("; "),
            COUNTRIES[entry.country].code,
            entry.parent.unwrap_or(""),
            entry.kind,
            entry.valid_from,
            entry.valid_to,
            entry.note
        ));
    }
    csv
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn siblings_extend_one_another_and_every_parent_exists() {
        let all = coin(1);
        let named = |name: &str| all.iter().find(|i| i.name == name);
        assert!(
            named("Lanhequan University").is_some() && named("Lanhequan University of Technology").is_some()
        );
        assert_eq!(named("Hanbyolgil University").map(|i| i.country), Some(KR));
        assert!(all.iter().any(|i| i.name.starts_with("Hanbyolgil") && i.country == KP));
        for (entry, i) in WATCHED.iter().zip(&all[all.len() - WATCHED.len()..]) {
            assert_eq!(entry.parent.is_some(), i.parent.is_some(), "{}", entry.name);
            assert!(entry.city < COUNTRIES[entry.country].cities.len());
        }
        for text in [registry(&all), watch_list(&all)] {
            let columns = text.lines().next().map(|line| line.matches(',').count());
            assert!(text.lines().all(|line| Some(line.matches(',').count()) == columns), "{text}");
        }
    }
}
