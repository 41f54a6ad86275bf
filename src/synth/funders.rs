//! Invented funders in real countries, and how records name them.

use super::dice::Dice;

/// One invented funder.
#[derive(Debug)]
pub(super) struct Funder {
    pub(super) name: &'static str,
    /// The abbreviation that records put beside the name.
    pub(super) short: &'static str,
    /// Other ways in which texts name it.
    pub(super) others: &'static [&'static str],
    /// ISO 3166-1 alpha-2.
    pub(super) country: &'static str,
    pub(super) state: bool,
    /// What a grant number begins with.
    pub(super) grants: &'static str,
}

macro_rules! funder {
    ($name:literal, $short:literal, $others:expr, $country:literal, $state:literal, $grants:literal) => {
        Funder {
            name: $name,
            short: $short,
            others: &$others,
            country: $country,
            state: $state,
            grants: $grants,
        }
    };
}

pub(super) const FUNDERS: &[Funder] = &[
    funder!(
        "Huaxinyuan Foundation for Basic Research",
        "HXFBR",
        ["Huaxinyuan Basic Research Foundation"],
        "CN",
        true,
        "51"
    ),
    funder!(
        "Qilinshan Programme for Key Technologies",
        "QLKT",
        ["Qilinshan Key Technologies Programme"],
        "CN",
        true,
        "2018YQ"
    ),
    funder!(
        "Liaoquan Provincial Science Fund",
        "LPSFX",
        ["Science Fund of Liaoquan Province"],
        "CN",
        true,
        "LQ"
    ),
    funder!("Songjiangyuan Provincial Fund for Natural Inquiry", "SJPNI", [], "CN", true, "SJ"),
    funder!(
        "Longquanhe Scholarship Council",
        "LQHSC",
        ["Longquanhe State Scholarship Council"],
        "CN",
        true,
        "2017"
    ),
    funder!("Tengyunge Charity for Science", "TYGCS", [], "CN", false, "TY-"),
    funder!("Xilugang Steel Company Research Fund", "XSCRF", [], "CN", false, "XS"),
    funder!("Mugunghwa Council for Research Promotion", "MCRPX", [], "KR", true, "NRX-"),
    funder!("Saebitnaru Heavy Industries Foundation", "SHIFX", [], "KR", false, "SHI"),
    funder!("Paeksongdo Committee for Sciences", "PSDCS", [], "KP", true, "PS"),
    funder!("Lunograd Fund for Fundamental Inquiry", "LFFIX", [], "RU", true, "18-"),
    funder!("Elsterhain Research Association", "ELSRA", ["Elsterhain Forschungsverbund"], "DE", true, "EL "),
    funder!("Falkenrode Foundation", "FALKF", [], "DE", false, "Az. "),
    funder!("Bluewater Agency for Scientific Inquiry", "BWASI", [], "US", true, "BW-"),
    funder!("Aldenmoor Family Trust", "ALDFT", [], "US", false, "AFT"),
    funder!("Thornmere Council for Physical Inquiry", "THCPI", [], "GB", true, "EP/X"),
    funder!("Asagirino Fund for the Promotion of Learning", "ASFPL", [], "JP", true, "JPX"),
    funder!("Suryavanta Department of Research Grants", "SDRGX", [], "IN", true, "SERX/"),
    funder!("Song Lamien Fund for Science and Technology", "SLFST", [], "VN", true, "107."),
    funder!("Zarkuhan Research Endowment", "ZRKRE", [], "IR", true, "97"),
    funder!("Valmirande Agency for Inquiry", "VALAI", [], "FR", true, "VX-"),
    funder!("Acquafonda Research Fund", "ACQRF", [], "IT", true, "PX"),
    funder!("Wattlebourne Research Council", "WTBRC", [], "AU", true, "DX"),
    funder!("Serra do Anil Support Fund", "SDASF", [], "BR", true, "20"),
];

/// One funder of one paper with its grant numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grant {
    /// Place in [`FUNDERS`].
    pub(super) funder: usize,
    pub(super) awards: Vec<String>,
}

/// The funders of a country, state bodies or others.
pub(super) fn of(country: &str, state: bool) -> Vec<usize> {
    (0..FUNDERS.len()).filter(|&f| FUNDERS[f].country == country && FUNDERS[f].state == state).collect()
}

/// A grant of `funder` with one or two numbers, rarely none.
pub(super) fn grant(dice: &mut Dice, funder: usize) -> Grant {
    let count = dice.weighted(&[1, 7, 2]);
    let awards =
        (0..count).map(|_| format!("{}{:06}", FUNDERS[funder].grants, dice.below(1_000_000))).collect();
    Grant { funder, awards }
}

/// The cells `Funding Details` and `Funding Texts`; a record has one of the two or both.
pub(super) fn cells(dice: &mut Dice, grants: &[Grant]) -> (String, String) {
    if grants.is_empty() {
        let text = match dice.below(40) {
            0 => "This research received no external funding.",
            1 => "The authors declare that no funds, grants, or other support were received.",
            _ => "",
        };
        return (String::new(), text.to_owned());
    }
    let details: Vec<String> = grants
        .iter()
        .map(|grant| {
            let funder = &FUNDERS[grant.funder];
            let short = if dice.chance(500) { format!(", {}", funder.short) } else { String::new() };
            let awards = if grant.awards.is_empty() {
                String::new()
            } else {
                format!(", ({})", grant.awards.join(", "))
            };
            format!("{}{short}{awards}", funder.name)
        })
        .collect();
    let named: Vec<String> = grants
        .iter()
        .map(|grant| {
            let funder = &FUNDERS[grant.funder];
            let name = if funder.others.is_empty() || dice.chance(600) {
                funder.name
            } else {
                dice.pick(funder.others)
            };
            match grant.awards.as_slice() {
                [] => format!("the {name}"),
                [one] => format!("the {name} (Grant No. {one})"),
                [several @ .., last] => format!("the {name} (Grant Nos. {} and {last})", several.join(", ")),
            }
        })
        .collect();
    let named = named.join(" and ");
    let text = match dice.below(4) {
        0 => format!("This work was supported by {named}."),
        1 => format!("The authors gratefully acknowledge the financial support of {named}."),
        2 => format!(
            "This research was funded by {named}. The funders had no role in the design of the study."
        ),
        _ => format!("Supported by {named}. We thank the anonymous reviewers."),
    };
    match dice.below(10) {
        0 | 1 => (details.join("; "), String::new()),
        2..=4 => (String::new(), text),
        _ => (details.join("; "), text),
    }
}

/// `funders.csv`.
pub(super) fn list() -> String {
    let mut csv = String::from("name,patterns,country,state,ror,source,source_url\n");
    for funder in FUNDERS {
        let mut patterns = vec![funder.name, funder.short];
        patterns.extend(funder.others);
        csv.push_str(&format!(
            "{},{},{},{},,synthetic list made by citetrace,https://example.org/synthetic-funders\n",
            funder.name,
            patterns.join("; "),
            funder.country,
            if funder.state { "yes" } else { "no" }
        ));
    }
    csv
}

#[cfg(test)]
mod tests {
    use super::super::countries::COUNTRIES;
    use super::*;

    #[test]
    fn every_funder_stands_in_a_known_country_and_names_are_apart() {
        for funder in FUNDERS {
            assert!(COUNTRIES.iter().any(|c| c.code == funder.country), "{}", funder.name);
            let same =
                FUNDERS.iter().filter(|f| f.short == funder.short || f.name.contains(funder.name)).count();
            assert_eq!(same, 1, "{}", funder.name);
        }
        assert_eq!((of("CN", true).len(), of("CN", false).len()), (5, 2));
    }
}
