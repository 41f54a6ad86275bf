//! Scopus's `Funding Details`: names, acronyms and grant numbers in three layouts.
//!
//! To 2017 `51072115, NSFC, National Natural Science Foundation of China`: number, acronym, name. To 2022 `National
//! Science Foundation, NSF: DMC-8510208` with no-break spaces, and numbers without funder. Since then `National Natural
//! Science Foundation of China, NSFC, (81773316)`.

use super::record::RecordFunding;

/// The funders in a cell of `Funding Details`.
pub(super) fn funding(cell: &str) -> Vec<RecordFunding> {
    let cell = cell.replace('\u{a0}', " ");
    cell.split(';').map(str::trim).filter(|part| !part.is_empty()).map(one).collect()
}

/// One funder with its grants. A grant without funder has an empty `funder`.
fn one(part: &str) -> RecordFunding {
    if let Some((name, awards)) = part.strip_suffix(')').and_then(|part| part.rsplit_once(", (")) {
        return made(name, awards);
    }
    if let Some((name, awards)) = part.split_once(": ") {
        return made(name, awards);
    }
    let pieces: Vec<&str> = part.split(", ").map(str::trim).collect();
    match pieces.as_slice() {
        [only] if is_award(only) => made("", only),
        [award, acronym, name, ..] if is_award(award) && is_acronym(acronym) && !name.is_empty() => {
            let rest = part.split_once(", ").map_or("", |(_, rest)| rest);
            made(rest, award)
        }
        [award, name] if is_award(award) && !is_award(name) => made(name, award),
        _ => {
            let named = pieces.iter().rposition(|piece| !is_award(piece)).map_or(0, |at| at + 1);
            made(undoubled(&pieces[..named].join(", ")), &pieces[named..].join(", "))
        }
    }
}

/// The BibTeX of 2022 writes the name twice without a space: `Stanford UniversityStanford University, SU`.
fn undoubled(name: &str) -> &str {
    let first = name.find(", ").unwrap_or(name.len());
    let half = first / 2;
    let twice = first.is_multiple_of(2)
        && half > 2
        && name.is_char_boundary(half)
        && name[..half] == name[half..first];
    if twice { &name[half..] } else { name }
}

/// A funder from `name, acronym` or `acronym, name` and its grant numbers.
fn made(name: &str, awards: &str) -> RecordFunding {
    let name = name.trim().trim_end_matches(',');
    let funder = match name.split_once(", ") {
        Some((acronym, rest)) if is_acronym(acronym) && !rest.is_empty() => rest,
        _ => match name.rsplit_once(", ") {
            Some((rest, acronym)) if is_acronym(acronym) && !rest.is_empty() => rest,
            _ => name,
        },
    };
    let awards =
        awards.split(", ").map(str::trim).filter(|award| !award.is_empty()).map(str::to_owned).collect();
    RecordFunding { funder: funder.trim().to_owned(), awards, ..RecordFunding::default() }
}

/// Whether this is a grant number: one that has a digit, and no word of lower-case letters.
fn is_award(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && !text
            .split(|c: char| !c.is_alphabetic())
            .any(|word| word.chars().filter(|c| c.is_lowercase()).count() > 3)
}

/// Whether this is an acronym: a single word, mostly of capitals.
fn is_acronym(text: &str) -> bool {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    !text.contains(' ') && text.chars().count() <= 14 && capitals >= 2 && capitals * 2 >= text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(cell: &str) -> Vec<String> {
        funding(cell).iter().map(|one| format!("{} | {}", one.funder, one.awards.join(" + "))).collect()
    }

    #[test]
    fn the_three_layouts_are_taken_apart() {
        assert_eq!(
            told(
                "51072115, NSFC, National Natural Science Foundation of China; DOE, U.S. Department of Energy"
            ),
            ["National Natural Science Foundation of China | 51072115", "U.S. Department of Energy | "]
        );
        assert_eq!(
            told(
                "81601515;\u{a0}Silesian University of Technology,\u{a0}SUT: 02/040/BKM20/1003,\u{a0}BKM 02/040;\u{a0}Royal Society"
            ),
            [
                " | 81601515",
                "Silesian University of Technology | 02/040/BKM20/1003 + BKM 02/040",
                "Royal Society | "
            ]
        );
        assert_eq!(
            told(
                "National Natural Science Foundation of China, NSFC, (81773316); Kunming Medical University, (202501AY070001-085, ynIIT2022009)"
            ),
            [
                "National Natural Science Foundation of China | 81773316",
                "Kunming Medical University | 202501AY070001-085 + ynIIT2022009"
            ]
        );
        assert_eq!(
            told(
                "Narodowe Centrum NaukiNarodowe Centrum Nauki,\u{a0}NCN,\u{a0}DEC-2019/34/E/HS4/00045,\u{a0}075-15; Horizon 2020Horizon 2020"
            ),
            ["Narodowe Centrum Nauki | DEC-2019/34/E/HS4/00045 + 075-15", "Horizon 2020 | "]
        );
        assert_eq!(
            told("Ministry of Education, Culture, Sports, Science and Technology, MEXT"),
            ["Ministry of Education, Culture, Sports, Science and Technology | "]
        );
    }
}
