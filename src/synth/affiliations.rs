//! How records write an affiliation: departments, postal codes, provinces, other names, and dirt.

use super::countries::{COUNTRIES, KP};
use super::dice::Dice;
use super::institutions::Institution;
use super::topics::Topic;
use super::wording::misspell;

/// The text of one institution on one record. A `plain` text spells the institution and the country so that they can
/// be read; any other may be dirty.
pub(super) fn text(dice: &mut Dice, institution: &Institution, topic: &Topic, plain: bool) -> String {
    let country = &COUNTRIES[institution.country];
    let city = &country.cities[institution.city];
    let dirt = if plain { Dirt::None } else { Dirt::throw(dice) };
    let mut name = match dice.below(10) {
        0 | 1 if !institution.aliases.is_empty() => {
            institution.aliases[dice.below(institution.aliases.len())].clone()
        }
        _ => institution.name.clone(),
    };
    match dirt {
        Dirt::Misspelt => name = misspell(dice, &name),
        Dirt::Abbreviated => name = abbreviate(&name),
        Dirt::Capitals => name = name.to_uppercase(),
        _ => {}
    }
    let mut parts: Vec<String> = Vec::new();
    if institution.watched.is_none() {
        for _ in 0..dice.weighted(&[3, 6, 1]) {
            let department = dice.pick(topic.departments).to_owned();
            if !parts.contains(&department) {
                parts.push(department);
            }
        }
        // A department whose name is a trap: the institution is in another country.
        if country.code == "KR" && dice.chance(12) {
            parts = vec!["Research Centre for North Korean Studies".to_owned()];
        }
    }
    parts.push(name);
    let postal =
        if city.postal.is_empty() { String::new() } else { format!("{}{:02}", city.postal, dice.below(100)) };
    let with_postal = !postal.is_empty() && dice.chance(300);
    match (country.code, city.region.is_empty()) {
        ("US" | "AU" | "CA" | "BR", false) => {
            parts.push(city.name.to_owned());
            parts.push(if with_postal {
                format!("{} {postal}", city.region)
            } else {
                city.region.to_owned()
            });
        }
        (_, region_is_empty) => {
            if !region_is_empty && dice.chance(350) {
                parts.push(city.region.to_owned());
            }
            match (with_postal, dice.chance(500)) {
                (true, true) => parts.push(format!("{} {postal}", city.name)),
                (true, false) => parts.extend([city.name.to_owned(), postal]),
                _ => parts.push(city.name.to_owned()),
            }
        }
    }
    if dirt != Dirt::NoCountry {
        // Half of the North Korean texts use one of the country's many other spellings.
        let other = dice.chance(if institution.country == KP { 480 } else { 120 });
        parts.push(if other { dice.pick(country.spellings) } else { country.name }.to_owned());
    }
    let mut text = parts.join(", ");
    match dirt {
        // The text's last comma has lost its space.
        Dirt::RunTogether => {
            if let Some(place) = text.rfind(", ") {
                text.replace_range(place..place + 2, ",");
            }
        }
        Dirt::Ampersand => text = text.replacen(" and ", " & ", 1),
        _ => {}
    }
    text
}

/// What can be wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dirt {
    None,
    Misspelt,
    Abbreviated,
    Capitals,
    NoCountry,
    RunTogether,
    Ampersand,
}

impl Dirt {
    fn throw(dice: &mut Dice) -> Self {
        let kinds = [
            Self::None,
            Self::Misspelt,
            Self::Abbreviated,
            Self::Capitals,
            Self::NoCountry,
            Self::RunTogether,
            Self::Ampersand,
        ];
        kinds[dice.weighted(&[86, 4, 3, 1, 3, 2, 1])]
    }
}

fn abbreviate(name: &str) -> String {
    [
        ("University", "Univ"),
        ("Institute", "Inst"),
        ("Technology", "Technol"),
        ("Research", "Res"),
        ("Academy", "Acad"),
    ]
    .iter()
    .fold(name.to_owned(), |name, (long, short)| name.replace(long, short))
}

#[cfg(test)]
mod tests {
    use super::super::{institutions, topics};
    use super::*;

    #[test]
    fn a_plain_text_names_institution_and_country() {
        let mut dice = Dice::new(1, "texts");
        let topic = topics::all()[0];
        for institution in &institutions::coin(1) {
            let country = &COUNTRIES[institution.country];
            for _ in 0..20 {
                let text = text(&mut dice, institution, topic, true);
                let named =
                    text.contains(&institution.name) || institution.aliases.iter().any(|a| text.contains(a));
                let placed =
                    text.ends_with(country.name) || country.spellings.iter().any(|s| text.ends_with(s));
                assert!(named && placed, "{text}");
            }
        }
    }
}
