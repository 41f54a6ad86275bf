//! Web of Science's short references, and references written as sentences (Vancouver, Nature, PubMed).

use super::parse::plausible_year;
use super::scopus_text::take_numbers;
use crate::corpus::names::is_initials;
use crate::sources::record::ReferenceFields;

/// `Surname I, 2001, JOURNAL, V12, P4, DOI 10.1000/x`. `None` where the year stands neither first nor second.
pub(super) fn web_of_science(text: &str) -> Option<ReferenceFields> {
    let segments: Vec<&str> = text.split(", ").map(str::trim).collect();
    let at = segments.iter().take(2).position(|s| plausible_year(s).is_some())?;
    let author = (at == 1).then(|| segments[0].to_owned());
    let mut fields = ReferenceFields {
        authors: author.into_iter().collect(),
        year: plausible_year(segments[at]),
        ..ReferenceFields::default()
    };
    for segment in &segments[at + 1..] {
        let numbered = |prefix: char| {
            let rest = segment.strip_prefix(prefix)?;
            let valid = rest.bytes().any(|b| b.is_ascii_digit()) && !rest.contains(' ') && rest.len() <= 12;
            valid.then(|| rest.to_owned())
        };
        if segment.starts_with("DOI ") || segment.starts_with("[10.") {
            break;
        } else if let Some(volume) = numbered('V') {
            fields.volume.get_or_insert(volume);
        } else if let Some(page) = numbered('P') {
            fields.page_start.get_or_insert(page);
        } else if let Some(article) = segment.strip_prefix("ARTN ").or_else(|| segment.strip_prefix("Artn "))
        {
            fields.article_number.get_or_insert(article.to_owned());
        } else if fields.venue.is_none() && !segment.is_empty() {
            fields.venue = Some((*segment).to_owned());
        }
    }
    Some(fields)
}

/// `Surname I, Surname I. Title. Journal 2001;12(3):4-5.` and `Surname, I. et al. Title. Journal 12, 4-5`.
pub(super) fn sentences(text: &str) -> ReferenceFields {
    let text = text.trim();
    let (authors_text, rest) = split_authors(text);
    let mut fields = ReferenceFields { authors: authors(authors_text), ..ReferenceFields::default() };
    if let Some((title, after)) = rest.split_once(". ").or_else(|| rest.split_once("? ")) {
        fields.title = Some(title.trim().to_owned());
        source(after, &mut fields);
    } else if !rest.is_empty() {
        fields.title = Some(rest.trim_end_matches('.').to_owned());
    }
    fields
}

/// `Surname, I., & Surname, I.` before the year, `Title. Journal, 12(3), 4-5.` after it.
pub(super) fn year_before_title(head: &str, tail: &str) -> ReferenceFields {
    let mut fields = ReferenceFields { authors: authors(head), ..ReferenceFields::default() };
    let (title, after) = tail.split_once(". ").or_else(|| tail.split_once("? ")).unwrap_or((tail, ""));
    fields.title = Some(title.trim().to_owned()).filter(|t| !t.is_empty());
    let mut segments = after.split(", ").map(str::trim);
    fields.venue = segments.next().and_then(venue);
    take_numbers(segments, &mut fields);
    fields
}

/// Where the authors end: after "et al.", or at the first full stop that follows initials without dots.
fn split_authors(text: &str) -> (&str, &str) {
    for marker in [" et al. ", ", et al.: ", " et al., "] {
        if let Some((authors, rest)) = text.split_once(marker)
            && authors.len() < 300
        {
            return (authors, rest.trim());
        }
    }
    if let Some((authors, rest)) = text.split_once(". ") {
        let named = authors.split(", ").all(|name| {
            let words: Vec<&str> = name.split(' ').collect();
            words.len() >= 2
                && words.len() <= 5
                && words.last().is_some_and(|w| is_initials(w) && !w.contains('.'))
        });
        if named {
            return (authors, rest.trim());
        }
    }
    ("", text)
}

/// The names in "Bruix J, Sherman M," or "Borrello, M. G." or "Smith, J., Doe, A.".
fn authors(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in text.split([',', '&']).map(str::trim).filter(|p| !p.is_empty()) {
        let initials = part.split(' ').all(|word| is_initials(word) && word.contains('.'));
        match names.last_mut() {
            Some(last) if initials => {
                last.push(' ');
                last.push_str(part);
            }
            _ => names.push(part.to_owned()),
        }
    }
    names
}

/// "J Hepatol 2001;35(4):421-30", "J Hepatol. 2001 Mar;35:421-30", "Proc. Natl Acad. Sci. USA 102, 14825-14830".
fn source(text: &str, fields: &mut ReferenceFields) {
    let text = text.trim();
    if let Some((before, numbers)) = text.split_once(';')
        && let Some((at, year)) = last_year(before)
    {
        fields.year = Some(year);
        fields.venue = venue(&before[..at]);
        let (volume, pages) = numbers.split_once(':').unwrap_or((numbers, ""));
        let (volume, issue) = match volume.split_once('(') {
            Some((volume, issue)) => (volume, issue.split(')').next()),
            None => (volume, None),
        };
        fields.volume = number(volume);
        fields.issue = issue.and_then(number);
        set_pages(pages, fields);
        return;
    }
    // Journal, volume and pages at the end: "Nature 431, 461-466".
    if let Some((before, pages)) = text.rsplit_once(", ")
        && let Some((journal, volume)) = before.rsplit_once(' ')
        && volume.bytes().all(|b| b.is_ascii_digit())
    {
        fields.venue = venue(journal);
        fields.volume = number(volume);
        set_pages(pages, fields);
        return;
    }
    fields.venue = venue(text.split(", ").next().unwrap_or(text));
    fields.year = last_year(text).map(|(_, year)| year);
}

fn venue(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches([',', ' ']);
    let text =
        if text.contains(' ') && text.matches('.').count() == 1 { text.trim_end_matches('.') } else { text };
    (!text.is_empty()).then(|| text.to_owned())
}

/// The last year standing alone in a text, and where it begins.
fn last_year(text: &str) -> Option<(usize, i16)> {
    let mut end = text.len();
    for (at, character) in text.char_indices().rev() {
        if !character.is_ascii_alphanumeric() {
            if let Some(year) = plausible_year(&text[at + character.len_utf8()..end]) {
                return Some((at + character.len_utf8(), year));
            }
            end = at;
        }
    }
    plausible_year(&text[..end]).map(|year| (0, year))
}

fn number(text: &str) -> Option<String> {
    let word = text.split([' ', ':']).next().unwrap_or_default().trim_matches(['.', ',']);
    (word.bytes().any(|b| b.is_ascii_digit()) && word.len() <= 12).then(|| word.to_owned())
}

/// "421-30" stands for 421-430.
fn set_pages(text: &str, fields: &mut ReferenceFields) {
    let text = text.trim().split([' ', ';', '[']).next().unwrap_or_default().trim_end_matches(['.', ',']);
    let (start, end) = match text.split_once(['-', '–']) {
        Some((start, end)) => (start, Some(end)),
        None => (text, None),
    };
    if !start.bytes().any(|b| b.is_ascii_digit()) || start.len() > 12 {
        return;
    }
    fields.page_end = end.filter(|e| !e.is_empty() && e.is_ascii()).map(|end| {
        let shortened =
            start.is_ascii() && end.len() < start.len() && end.bytes().all(|b| b.is_ascii_digit());
        if shortened { format!("{}{end}", &start[..start.len() - end.len()]) } else { end.to_owned() }
    });
    fields.page_start = Some(start.to_owned());
}
