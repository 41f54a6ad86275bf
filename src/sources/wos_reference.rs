//! Web of Science's cited references: `ANSELIN L, 2006, GEOGR ANAL, V38, P5, DOI 10.1111/j.0016-7363.2005.00671.x`.
//!
//! They have an order, so their parts are told here: author, year, source, then volume, page, article number and DOI by
//! their letters. There is no title, and only the first author.

use super::dates;
use super::record::{RecordReference, ReferenceFields};
use super::text;

/// One line of `CR`; `None` when there is nothing in it.
pub(super) fn reference(line: &str) -> Option<RecordReference> {
    let text = text::tidy(line)?;
    let fields = fields(&text);
    let mut reference = RecordReference { text, fields, ..RecordReference::default() };
    reference.ids.doi.clone_from(&reference.fields.doi);
    Some(reference)
}

/// The parts of a cited reference.
fn fields(text: &str) -> ReferenceFields {
    let (body, doi) = match text.find(", DOI ") {
        Some(at) => (&text[..at], first_doi(&text[at + 6..])),
        None => (text, None),
    };
    let mut fields = ReferenceFields { doi, ..ReferenceFields::default() };
    let mut rest: Vec<&str> = body.split(", ").map(str::trim).collect();
    let year = rest.iter().take(3).position(|part| dates::year(part).is_some());
    if let Some(at) = year {
        fields.year = dates::year(rest[at]);
        let author = rest[..at].join(", ");
        rest.drain(..=at);
        let nameless = author.is_empty() || author.to_lowercase().contains("[anonymous]");
        fields.authors = if nameless { Vec::new() } else { vec![author.trim_start_matches('*').to_owned()] };
    } else if rest.len() > 1 {
        fields.authors = vec![rest.remove(0).to_owned()];
    }
    let number = |part: &str, letter: char| -> Option<String> {
        let rest = part.strip_prefix(letter)?.trim_start();
        rest.starts_with(|c: char| c.is_ascii_digit()).then(|| rest.to_owned())
    };
    let mut venue: Vec<&str> = Vec::new();
    for part in rest {
        if let Some(volume) = number(part, 'V') {
            fields.volume = Some(volume);
        } else if let Some(article) = part.strip_prefix("ARTN ").or_else(|| part.strip_prefix("Artn ")) {
            fields.article_number = Some(article.trim().to_owned());
        } else if let Some(page) = number(part, 'P').or_else(|| roman_page(part)) {
            fields.page_start = Some(page);
        } else if fields.volume.is_none() && fields.page_start.is_none() && !part.is_empty() {
            venue.push(part);
        }
    }
    fields.venue = (!venue.is_empty()).then(|| venue.join(", "));
    fields
}

/// A page such as `PR1`, `PE123`, `Pxii`.
fn roman_page(part: &str) -> Option<String> {
    let page = part.strip_prefix('P')?;
    let digit = page.bytes().any(|byte| byte.is_ascii_digit());
    (digit && page.len() <= 9 && page.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .then(|| page.to_owned())
}

/// The first DOI of `10.1000/a`, `DOI 10.1000/a`, `[10.1000/a, 10.1000/b]`.
fn first_doi(text: &str) -> Option<String> {
    let from = text.find("10.")?;
    let doi = text[from..].split([' ', ']']).next()?.trim_end_matches([',', '.', ';']);
    doi.contains('/').then(|| doi.to_owned())
}

/// Whether a line is of the form of a cited reference: a name, a year, a source.
pub(super) fn looks_like_reference(line: &str) -> bool {
    let mut parts = line.trim().split(", ");
    let name = parts
        .next()
        .is_some_and(|name| !name.contains('[') || name.starts_with("[ANON") || name.starts_with("[Anon"));
    name && parts.next().is_some_and(|year| dates::year(year).is_some()) && parts.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> String {
        let reference = reference(line).unwrap();
        let f = reference.fields;
        let shown = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
        format!(
            "{} | {} | {} | {} | {} | {} | {}",
            f.authors.join("+"),
            f.year.map_or("-".to_owned(), |year| year.to_string()),
            shown(&f.venue),
            shown(&f.volume),
            shown(&f.page_start),
            shown(&f.article_number),
            shown(&f.doi)
        )
    }

    #[test]
    fn the_parts_are_told_by_place_and_letter() {
        for (line, expected) in [
            (
                "Anselin L, 2006, GEOGR ANAL, V38, P5, DOI 10.1111/j.0016",
                "Anselin L | 2006 | GEOGR ANAL | 38 | 5 | - | 10.1111/j.0016",
            ),
            ("[Anonymous], 2000, ENERGY DECISIONS ENV", " | 2000 | ENERGY DECISIONS ENV | - | - | - | -"),
            (
                "*WAT REG COUNC, 2000, E000271 WAT REG COUN.",
                "WAT REG COUNC | 2000 | E000271 WAT REG COUN. | - | - | - | -",
            ),
            (
                "APHA, 2011, STANDARD METHODS EXA, DOI DOI 10.2105/AJPH.56.4.684-A",
                "APHA | 2011 | STANDARD METHODS EXA | - | - | - | 10.2105/AJPH.56.4.684-A",
            ),
            (
                "Lee B, 2018, J TEST, V8, ARTN 1135, DOI [10.1000/a, 10.1000/b]",
                "Lee B | 2018 | J TEST | 8 | - | 1135 | 10.1000/a",
            ),
            ("Pope, Jr C, 1999, J TEST, V1, PE12", "Pope, Jr C | 1999 | J TEST | 1 | E12 | - | -"),
            ("Patel V, PALO ALTO REV", "Patel V | - | PALO ALTO REV | - | - | - | -"),
        ] {
            assert_eq!(told(line), expected, "{line}");
        }
    }

    #[test]
    fn addresses_are_not_taken_for_references() {
        assert!(looks_like_reference("Abraham M., 1909, RC CIRC MAT PALERMO, V28, P1"));
        for line in [
            "[Toh, Ming Liang] Univ, 2600, Malaysia.",
            "UNIV TRONDHEIM,INST THEORET PHYS,N-7034 TRONDHEIM,NORWAY.",
            "Univ Oslo, Oslo, Norway",
        ] {
            assert!(!looks_like_reference(line), "{line}");
        }
    }
}
