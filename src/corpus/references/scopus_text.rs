//! Scopus's two styles of a reference's text.

use crate::corpus::names::is_initials;
use crate::sources::record::ReferenceFields;

/// `Surname, I.I., Title` before the year, `Journal, 12 (3), pp. 4-5` after it. Without a title before the year, what
/// follows is a journal where it has a volume or pages, else the title of a book.
pub(super) fn year_in_the_middle(head: &str, tail: &str) -> ReferenceFields {
    let (authors, title) = authors_in_pairs(head);
    let mut fields = ReferenceFields { authors, title, ..ReferenceFields::default() };
    let mut segments = tail.split(", ").map(str::trim);
    let first = segments.next().map(|s| s.trim_end_matches(',')).filter(|s| !s.is_empty());
    let numbered = take_numbers(segments, &mut fields);
    if fields.title.is_none() && !numbered {
        fields.title = first.map(str::to_owned);
    } else {
        fields.venue = first.map(str::to_owned);
    }
    fields
}

/// `Surname I.; Surname I., Title, Journal, 12, 3, pp. 4-5` with the year cut off.
pub(super) fn year_last(head: &str) -> ReferenceFields {
    let head = head.trim_end_matches([' ', ',']);
    let mut authors = Vec::new();
    let mut rest = head;
    while let Some(end) = rest.find([',', ';']) {
        let name = rest[..end].trim();
        if !is_surname_with_initials(name) {
            break;
        }
        authors.push(name.to_owned());
        rest = rest[end + 1..].trim_start();
    }
    let segments: Vec<&str> = rest.split(", ").map(str::trim).filter(|s| !s.is_empty()).collect();
    let mut fields = ReferenceFields { authors, ..ReferenceFields::default() };
    let words = segments.iter().rposition(|s| !is_number_segment(s)).map_or(0, |at| at + 1);
    // What stands after the last segment of words are volume, issue and pages.
    take_numbers(segments[words..].iter().copied(), &mut fields);
    let (title, venue) = match segments[..words] {
        [] => (None, None),
        [only] if fields.volume.is_some() || fields.page_start.is_some() => (None, Some(only.to_owned())),
        [only] => (Some(only.to_owned()), None),
        [ref title @ .., venue] => (Some(title.join(", ")), Some(venue.to_owned())),
    };
    fields.title = title;
    fields.venue = venue;
    fields
}

/// `Surname, I.I., Title Journal, , [published online …]`: a reference in Scopus's style that has no year in brackets.
/// `None` where it begins with no author.
pub(super) fn without_year(text: &str) -> Option<ReferenceFields> {
    let (authors, title) = authors_in_pairs(text);
    if authors.is_empty() {
        return None;
    }
    let title = title.map(|t| t.split(", ,").next().unwrap_or_default().trim().to_owned());
    Some(ReferenceFields { authors, title: title.filter(|t| !t.is_empty()), ..ReferenceFields::default() })
}

/// Authors as "Surname, I.I." pairs at the start of a text, and what is left as the title. Names without initials are
/// taken for authors when two or more single words stand before a longer text.
fn authors_in_pairs(head: &str) -> (Vec<String>, Option<String>) {
    let mut authors = Vec::new();
    let mut rest = head.trim();
    while let Some((surname, after)) = rest.split_once(", ") {
        let end = after.find(',').unwrap_or(after.len());
        let initials = after[..end].trim();
        let suffixed =
            initials.split(' ').all(|word| is_initials(word) || matches!(word, "Jr." | "III" | "II"));
        if surname.split(' ').count() > 5 || initials.is_empty() || !suffixed {
            break;
        }
        authors.push(format!("{surname} {initials}"));
        rest = after[end..].trim_start_matches([',', ' ']);
    }
    if authors.is_empty() {
        let single = |s: &&str| !s.contains(' ') && s.chars().next().is_some_and(char::is_uppercase);
        let segments: Vec<&str> = rest.split(", ").collect();
        let names = segments.iter().copied().take_while(|s| single(&s.trim())).count();
        if names >= 2 && segments.get(names).is_some_and(|s| s.split(' ').count() >= 3) {
            authors = segments[..names].iter().map(|s| s.trim().to_owned()).collect();
            rest = rest.splitn(names + 1, ", ").last().unwrap_or_default();
        }
    }
    let title = rest.trim_matches([' ', ',']);
    (authors, (!title.is_empty()).then(|| title.to_owned()))
}

/// "Nagaosa N.", "Van't Veer L.J.", "Hernandez-Boussard T."; never a title, which ends in no initials.
fn is_surname_with_initials(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let Some((last, before)) = words.split_last() else { return false };
    let dotted = last.ends_with('.') && is_initials(last) && !before.is_empty() && before.len() <= 4;
    dotted && before.iter().all(|w| w.chars().any(char::is_alphabetic) && !w.ends_with('.') || *w == "Jr.")
}

/// A segment that holds a volume, an issue, pages or an article number and nothing else.
fn is_number_segment(segment: &str) -> bool {
    pages_of(segment).is_some() || article_of(segment).is_some() || volume_of(segment).is_some()
}

/// Fills volume, issue, pages and article number from segments; the first number is the volume, the second the issue.
/// Says whether there was any.
pub(super) fn take_numbers<'a>(
    segments: impl Iterator<Item = &'a str>,
    fields: &mut ReferenceFields,
) -> bool {
    let mut found = false;
    for (at, segment) in segments.enumerate() {
        let segment = segment.trim_end_matches(['.', ' ', ',']);
        if let Some((start, end)) = pages_of(segment) {
            if fields.page_start.is_none() {
                (fields.page_start, fields.page_end) = (Some(start), end);
                found = true;
            }
        } else if let Some(article) = article_of(segment) {
            fields.article_number.get_or_insert(article);
            found = true;
        } else if fields.volume.is_some() && fields.page_start.is_none() && is_range(segment) {
            let (start, end) = segment.split_once(['-', '–']).unwrap_or((segment, ""));
            (fields.page_start, fields.page_end) = (Some(start.to_owned()), Some(end.to_owned()));
        } else if let Some((volume, issue)) = volume_of(segment) {
            // A long number after the volume, or a third number, is the number of an article.
            let after = fields.volume.is_some() && fields.page_start.is_none();
            if after && issue.is_none() && (volume.len() >= 5 || fields.issue.is_some()) {
                fields.article_number.get_or_insert(volume);
            } else if fields.volume.is_none() && fields.page_start.is_none() && at <= 3 {
                (fields.volume, fields.issue) = (Some(volume), issue);
                found = true;
            } else if fields.issue.is_none()
                && fields.volume.is_some()
                && fields.page_start.is_none()
                && issue.is_none()
            {
                fields.issue = Some(volume);
            }
        }
    }
    found
}

/// "669-676": digits on both sides.
fn is_range(segment: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.len() <= 8 && text.bytes().any(|b| b.is_ascii_digit());
    segment
        .split_once(['-', '–'])
        .is_some_and(|(start, end)| digits(start) && digits(end) && !end.contains(['-', '–']))
}

/// "pp. 669-676", "p. 648", "pp. e37".
fn pages_of(segment: &str) -> Option<(String, Option<String>)> {
    let pages = segment.strip_prefix("pp. ").or_else(|| segment.strip_prefix("p. "))?;
    let pages = pages.split([' ', ';']).next().unwrap_or(pages).trim_end_matches('.');
    let (start, end) = match pages.split_once(['-', '–', '−']) {
        Some((start, end)) => (start.trim(), Some(end.trim())),
        None => (pages, None),
    };
    let valid = !start.is_empty() && start.len() <= 15 && start.bytes().any(|b| b.is_ascii_digit());
    valid.then(|| (start.to_owned(), end.filter(|e| !e.is_empty()).map(str::to_owned)))
}

/// "art. no. 7433444".
fn article_of(segment: &str) -> Option<String> {
    let lower = segment.to_lowercase();
    let tail = ["art. no. ", "article no. ", "article id ", "article number "]
        .iter()
        .find_map(|p| lower.strip_prefix(p))?;
    let number = tail.trim_end_matches('.');
    (!number.is_empty() && !number.contains(' ')).then(|| number.to_owned())
}

/// "26", "26 (4)", "185-189", "S116", "B53", "26 (SUPPL.)".
fn volume_of(segment: &str) -> Option<(String, Option<String>)> {
    let segment = segment.trim_end_matches('.');
    let (volume, issue) = match segment.split_once('(') {
        Some((volume, issue)) => (volume.trim_end(), Some(issue.strip_suffix(')')?)),
        None => (segment, None),
    };
    let digits = volume.bytes().filter(u8::is_ascii_digit).count();
    let letters = volume.chars().filter(|c| c.is_alphabetic()).count();
    let plain = volume.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '–' | '/'));
    let is_volume = plain && digits >= 1 && letters <= 2 && volume.len() <= 12;
    is_volume.then(|| (volume.to_owned(), issue.map(str::to_owned)))
}
