//! A reference's text taken apart: which style it is written in, its year, its DOI, and texts that run together.
//!
//! | style | looks like |
//! | --- | --- |
//! | Scopus, year in the middle | `Surname, I.I., Title (2001) Journal, 12 (3), pp. 4-5` |
//! | Scopus, year last | `Surname I.; Surname I., Title, Journal, 12, 3, pp. 4-5, (2001)` |
//! | Web of Science | `Surname I, 2001, JOURNAL, V12, P4, DOI 10.1000/x` |
//! | year before the title | `Surname, I., & Surname, I. (2001). Title. Journal, 12(3), 4-5.` |
//! | sentences | `Surname I, Surname I. Title. Journal 2001;12:4-5.` |
//!
//! In each of them the title can be missing (physics). What can't be told stays `None`. Linear time.

use super::scopus_text::{without_year, year_in_the_middle, year_last};
use super::sentences::{sentences, web_of_science, year_before_title};
use crate::corpus::identifiers::doi;
use crate::corpus::names::is_initials;
use crate::sources::record::ReferenceFields;

/// Takes a reference's text apart.
pub fn parse(text: &str) -> ReferenceFields {
    let text = text.trim();
    let found_doi = find_doi(text);
    let mut fields = if let Some(fields) = web_of_science(text) {
        fields
    } else if let Some((start, end, year)) = year_in_brackets(text) {
        let (head, tail) = (text[..start].trim_end(), text[end..].trim_matches([' ', ',', '.', ';']));
        let last = tail.is_empty() || is_note(tail);
        let mut fields = if !last && text[end..].starts_with(". ") {
            year_before_title(head, tail)
        } else if !last {
            year_in_the_middle(head, tail)
        } else if is_sentences(head) {
            sentences(head)
        } else {
            year_last(head)
        };
        fields.year = Some(year);
        fields
    } else {
        let mut fields = without_year(text).unwrap_or_else(|| sentences(text));
        fields.year = fields.year.or_else(|| loose_year(text));
        fields
    };
    fields.doi = found_doi;
    fields
}

/// The first DOI anywhere in a text.
fn find_doi(text: &str) -> Option<String> {
    text.match_indices("10.").find_map(|(at, _)| {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| c.is_ascii_digit() || c == '.') { None } else { doi(&text[at..]) }
    })
}

/// The last year in brackets: where it begins and ends in the text.
fn year_in_brackets(text: &str) -> Option<(usize, usize, i16)> {
    text.rmatch_indices('(').find_map(|(at, _)| {
        let inside = &text[at + 1..];
        let close = inside.find(')')?;
        let year = plausible_year(inside.get(..4)?)?;
        let rest = &inside[4..close];
        let letter = rest.is_empty() || (rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_lowercase()));
        letter.then_some((at, at + close + 2, year))
    })
}

/// Four digits that can be a year of publication.
pub(super) fn plausible_year(text: &str) -> Option<i16> {
    let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let year: i16 = if digits { text.parse().ok()? } else { return None };
    (1500..=2100).contains(&year).then_some(year)
}

/// The last four digits standing alone that can be a year.
fn loose_year(text: &str) -> Option<i16> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).rev().find_map(plausible_year)
}

/// What can follow the year of a reference whose year stands last.
fn is_note(tail: &str) -> bool {
    let lower = tail.to_lowercase();
    ["doi", "http", "https", "available", "accessed", "[online]"].iter().any(|word| lower.starts_with(word))
}

/// Whether the text before a year that stands last is sentences ("Surname, I. et al. Title. Journal 12, 4-5").
fn is_sentences(head: &str) -> bool {
    head.contains(" et al. ") && !head.contains(", pp. ")
}

/// Exports lose the gap between references that were no articles ("… 35:421-30Llovet, J.M., …"): takes such a text
/// apart before each surname with initials that stands against a digit, a bracket or a word of lower case.
pub fn run_together(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before = '\0';
    for (at, character) in text.char_indices() {
        let joint = at >= start + 20 && character.is_uppercase() && stands_against(&text[start..at], before);
        if joint && is_author_ahead(&text[at..]) {
            parts.push(text[start..at].trim());
            start = at;
        }
        before = character;
    }
    parts.push(text[start..].trim());
    parts
}

/// Whether `text` ends in something that no surname begins with: a digit, a bracket, a whole word of lower case.
fn stands_against(text: &str, last: char) -> bool {
    if last.is_ascii_digit() || matches!(last, ']' | ')') {
        return true;
    }
    if !last.is_lowercase() {
        return false;
    }
    let word = text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    word == "Press" || (word.chars().count() >= 4 && word.chars().all(char::is_lowercase))
}

/// Whether a text begins with "Surname, I.I.," or "Surname II," or "Surname II.".
fn is_author_ahead(text: &str) -> bool {
    let surname = text.char_indices().find(|(_, c)| !(c.is_alphabetic() || matches!(c, '\'' | '’' | '-')));
    let Some((length, _)) = surname else { return false };
    if length < 2 || !text[..length].chars().any(char::is_lowercase) {
        return false;
    }
    let rest = &text[length..];
    let initials = |text: &str| {
        let end = text.find([',', ' ']).unwrap_or(text.len());
        is_initials(&text[..end])
    };
    if let Some(rest) = rest.strip_prefix(", ") {
        return rest.contains('.') && initials(rest);
    }
    rest.strip_prefix(' ').is_some_and(|rest| {
        let end = rest.find([',', '.', ' ']).unwrap_or(rest.len());
        end < rest.len()
            && !rest[end..].starts_with(' ')
            && rest[..end].chars().all(char::is_uppercase)
            && end <= 3
            && end > 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// authors | title | venue | year | volume | issue | pages | article | doi
    fn shown(text: &str) -> String {
        let f = parse(text);
        let or = |o: Option<String>| o.unwrap_or_else(|| "-".to_owned());
        let pages = match (f.page_start, f.page_end) {
            (Some(start), Some(end)) => format!("{start}-{end}"),
            (start, _) => or(start),
        };
        let year = or(f.year.map(|y| y.to_string()));
        let authors = if f.authors.is_empty() { "-".to_owned() } else { f.authors.join("; ") };
        [
            authors,
            or(f.title),
            or(f.venue),
            year,
            or(f.volume),
            or(f.issue),
            pages,
            or(f.article_number),
            or(f.doi),
        ]
        .join(" | ")
    }

    #[test]
    fn scopus_with_the_year_in_the_middle() {
        for (text, expected) in [
            (
                "Miller, A.B., Van de Berg, C.-T., Reporting results, of trials (1981) Cancer, 47, pp. 207-214",
                "Miller A.B.; Van de Berg C.-T. | Reporting results, of trials | Cancer | 1981 | 47 | - | 207-214 | - | -",
            ),
            (
                "Laan, D.C., Cabling for magnets (2009) Supercond. Sci. Technol., 22 (6). , Apr",
                "Laan D.C. | Cabling for magnets | Supercond. Sci. Technol. | 2009 | 22 | 6 | - | - | -",
            ),
            (
                "Civale, L., Marwick, A.D., (1991) Phys. Rev. Lett., 67, p. 648",
                "Civale L.; Marwick A.D. | - | Phys. Rev. Lett. | 1991 | 67 | - | 648 | - | -",
            ),
            (
                "Abrams, P., (1982) Historical Sociology, , Ithaca, NY: Cornell University Press",
                "Abrams P. | Historical Sociology | - | 1982 | - | - | - | - | -",
            ),
            (
                "Bell, W., P53 in cancer (2003) Cell, 86 (3), pp. 353-364. , DOI 10.1016/S0092-8674(00)80108-7",
                "Bell W. | P53 in cancer | Cell | 2003 | 86 | 3 | 353-364 | - | 10.1016/s0092-8674(00)80108-7",
            ),
            (
                "Kastan, Onye, Craig, Participation of a protein (1991) Cancer Res., 53, pp. 6304-6311",
                "Kastan; Onye; Craig | Participation of a protein | Cancer Res. | 1991 | 53 | - | 6304-6311 | - | -",
            ),
            (
                "Du, H., Maximum current, art. no. 5 (2011) IEEE Trans., 20 (3), art. no. 7433444",
                "Du H. | Maximum current, art. no. 5 | IEEE Trans. | 2011 | 20 | 3 | - | 7433444 | -",
            ),
            (
                "Tamoxifen: An overview (1998) Lancet, 351, pp. 1451-1467",
                "- | Tamoxifen: An overview | Lancet | 1998 | 351 | - | 1451-1467 | - | -",
            ),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn scopus_with_the_year_last() {
        for (text, expected) in [
            (
                "Nagaosa N., Tokura Y., Nat. Nanotechnol., 8, pp. 899-911, (2013)",
                "Nagaosa N.; Tokura Y. | - | Nat. Nanotechnol. | 2013 | 8 | - | 899-911 | - | -",
            ),
            (
                "Cheng M.; Xue Y.; Cui M., Global, regional, and national burden, Spine (Phila Pa 1976), 50, pp. E128-E139, (2025)",
                "Cheng M.; Xue Y.; Cui M. | Global, regional, and national burden | Spine (Phila Pa 1976) | 2025 | 50 | - | E128-E139 | - | -",
            ),
            (
                "Li T.; Yan J., Robot-assisted technique, Ann Med, 57, 2, (2025)",
                "Li T.; Yan J. | Robot-assisted technique | Ann Med | 2025 | 57 | 2 | - | - | -",
            ),
            (
                "The global epidemic of pain, Lancet, 5, (2023)",
                "- | The global epidemic of pain | Lancet | 2023 | 5 | - | - | - | -",
            ),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn web_of_science_and_sentences() {
        for (text, expected) in [
            (
                "Vogelstein B, 1988, NEW ENGL J MED, V319, P525, DOI 10.1056/NEJM198809013190901",
                "Vogelstein B | - | NEW ENGL J MED | 1988 | 319 | - | 525 | - | 10.1056/nejm198809013190901",
            ),
            ("*AM CANC SOC, 2005, CANC FACTS", "*AM CANC SOC | - | CANC FACTS | 2005 | - | - | - | - | -"),
            ("1999, SCIENCE, V1, P2", "- | - | SCIENCE | 1999 | 1 | - | 2 | - | -"),
            (
                "Bruix J, Sherman M, et al. Management of cancer: conclusions. J Hepatol 2001;35:421-30.",
                "Bruix J; Sherman M | Management of cancer: conclusions | J Hepatol | 2001 | 35 | - | 421-430 | - | -",
            ),
            (
                "Chen, T.-Y., & Li, K. (2018a). A fuzzy approach. Complexity, 12(3), 45-67.",
                "Chen T.-Y.; Li K. | A fuzzy approach | Complexity | 2018 | 12 | 3 | 45-67 | - | -",
            ),
            (
                "Borrello, M. G. et al. Induction of a program. Proc. Natl Acad. Sci. USA 102, 14825-14830 (2005)",
                "Borrello M. G. | Induction of a program | Proc. Natl Acad. Sci. USA | 2005 | 102 | - | 14825-14830 | - | -",
            ),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn texts_that_run_together_come_apart() {
        let texts = "Bruix J, Sherman M. Conclusions of a meeting. J Hepatol 2001;35:421-30Llovet, J.M., McCarthy, P., A review (2003) Cell, 37, p. 4";
        let parts = run_together(texts);
        assert_eq!(parts.len(), 2, "{parts:?}");
        assert!(parts[1].starts_with("Llovet"));
        for whole in [
            "Yang, Z.X., Superconductivity in YBa2Cu3O7 and McDonald, R.A., films (2003) A, 1",
            "Le Couter, J., LeCouter, J., DeGraff, W.B., The end (1990) Cell, 3, p. 4",
        ] {
            assert_eq!(run_together(whole), [whole]);
        }
    }

    #[test]
    fn a_strange_text_gives_what_it_can() {
        for text in [
            "",
            "(",
            "()",
            "(2001)",
            ", , ,",
            "10.",
            "é(2001)é",
            "(200",
            "2001;:",
            "V, P",
            ". . .",
            "a et al. (1999)",
        ] {
            parse(text);
            run_together(text);
        }
        assert_eq!(parse("A report, published online June 17, 2010").year, Some(2010));
        let online =
            "Shin, H.R., Bray, F., The burden of disease Int J Cancer, , [published online June 17, 2010]";
        assert_eq!(
            shown(online),
            "Shin H.R.; Bray F. | The burden of disease Int J Cancer | - | 2010 | - | - | - | - | -"
        );
    }
}
