//! Small things that several formats share: lists in a cell, names as letters, what says that a work is retracted.

use super::record::{RecordAuthor, RecordFunding};

/// A cell that lists things separated by `; ` (or a bare `;`), as in keywords and affiliations.
pub(super) fn split_list(cell: &str) -> Vec<String> {
    cell.split(';').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

/// The items of a list separated by `mark`, where a `mark` inside round or square brackets separates nothing.
pub(super) fn split_outside(cell: &str, mark: char) -> Vec<String> {
    let mut items = Vec::new();
    let (mut from, mut depth) = (0, 0_i32);
    for (at, c) in cell.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = (depth - 1).max(0),
            _ if c == mark && depth == 0 => {
                items.push(cell[from..at].trim().to_owned());
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    items.push(cell[from..].trim().to_owned());
    items.retain(|item| !item.is_empty());
    items
}

/// The text, trimmed and with runs of white space as one space; `None` when nothing is left.
pub(super) fn tidy(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    (!out.is_empty()).then_some(out)
}

/// The letters of a name in lower case, to compare names that differ in punctuation.
pub(super) fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Which author a list beside the author list means: the one whose name or full name has the same letters, or the only
/// one with that surname and first initial.
pub(super) fn author_named(authors: &[RecordAuthor], name: &str) -> Option<usize> {
    let wanted = letters(name);
    if wanted.is_empty() {
        return None;
    }
    let same = |author: &RecordAuthor| {
        letters(&author.name) == wanted
            || author.full_name.as_deref().is_some_and(|full| letters(full) == wanted)
    };
    if let Some(exact) = authors.iter().position(same) {
        return Some(exact);
    }
    let key = surname_and_initial(name)?;
    let close = |author: &RecordAuthor| {
        let full = author.full_name.as_deref().unwrap_or(&author.name);
        surname_and_initial(full).as_ref() == Some(&key)
    };
    let mut found = authors.iter().enumerate().filter(|(_, author)| close(author)).map(|(at, _)| at);
    found.next().filter(|_| found.next().is_none())
}

/// `Surname, Given` as the surname's letters and the first letter of what is given.
fn surname_and_initial(name: &str) -> Option<(String, char)> {
    let (surname, given) = name.split_once(',')?;
    let initial = given.chars().find(|c| c.is_alphabetic())?.to_lowercase().next()?;
    Some((letters(surname), initial))
}

/// How the titles of retracted works and of notices begin.
const TITLES: &[&str] = &[
    "retracted:",
    "retracted article",
    "retracted paper",
    "[retracted",
    "(retracted",
    "retraction:",
    "retraction note",
    "retraction notice",
    "retraction to",
    "retraction of",
    "notice of retraction",
];

/// Whether a document type or title says that the work is retracted or is the notice of it.
pub(super) fn is_retracted(kind: Option<&str>, title: Option<&str>) -> bool {
    let starts =
        |text: &str, with: &str| text.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    let by_kind = kind.is_some_and(|kind| kind.split([';', ',']).any(|one| starts(one.trim(), "retract")));
    let by_title = title.is_some_and(|title| {
        let title = title.trim_start();
        TITLES.iter().any(|with| starts(title, with)) || title.to_lowercase().contains("(retracted article")
    });
    by_kind || by_title
}

/// A text in which the authors say who paid.
pub(super) fn statement(text: String) -> RecordFunding {
    RecordFunding { funder: text, is_statement: true, ..RecordFunding::default() }
}

/// Whether a text is a DOI, bare or as a link, and the DOI without the link.
pub(super) fn doi(text: &str) -> Option<String> {
    let text = text.trim();
    let at = text.find("10.")?;
    let before = text[..at].to_ascii_lowercase();
    let known = [
        "",
        "doi:",
        "doi: ",
        "doi ",
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
        "doi.org/",
        "dx.doi.org/",
    ];
    let registrant = text[at + 3..].split('/').next().unwrap_or_default();
    let sound = text[at..].contains('/')
        && registrant.len() >= 4
        && registrant.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (known.contains(&before.as_str()) && sound)
        .then(|| text[at..].split_whitespace().next().unwrap_or_default().to_owned())
}

/// First and last page of `280-292` or `280--292`.
pub(super) fn page_range(text: Option<String>) -> (Option<String>, Option<String>) {
    let Some(text) = text else { return (None, None) };
    let parts: Vec<&str> = text.split(['-', '–']).map(str::trim).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [first, last] => (Some((*first).to_owned()), Some((*last).to_owned())),
        _ => (Some(text), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dois_are_told_from_other_texts() {
        assert_eq!(
            doi(" https://doi.org/10.1016/j.joi.2017.08.007 ").as_deref(),
            Some("10.1016/j.joi.2017.08.007")
        );
        assert_eq!(doi("DOI: 10.1000/a(1)").as_deref(), Some("10.1000/a(1)"));
        for text in ["Article 10.5", "10.1", "see 10.1016/x", "5510.1016/x", ""] {
            assert_eq!(doi(text), None, "{text}");
        }
    }

    #[test]
    fn lists_are_cut_outside_brackets() {
        assert_eq!(split_outside("[A; B] X, Y; [C] Z; ", ';'), ["[A; B] X, Y", "[C] Z"]);
        assert_eq!(split_outside("a (b; c; d", ';'), ["a (b; c; d"]);
    }
}
