//! Whether two records are one work, judged by their texts: title, year, first author, pages.
//!
//! Never on a title stripped of its digits, never on a title alone where DOIs differ; an erratum, a reply or a second
//! part is never its article; a preprint and its article are linked instead.

use rapidfuzz::distance::indel;

use super::keys::Keys;
use crate::corpus::venues::compatible;

/// What two records are to each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    /// One work, with how surely (0 to 1).
    Same(f64),
    /// A preprint and its article.
    Linked,
    /// Two works, or too little to tell.
    Apart,
}

/// The likeness of two titles below which no text makes them one.
const ALIKE: f64 = 0.9;

/// The likeness of two folded texts: 1 when equal; the share of letters in order that both have.
pub(in crate::corpus) fn likeness(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    let (short, long) = (one.len().min(other.len()), one.len().max(other.len()));
    // Twice the shorter over both, here less than a half, is the most that the measure can reach.
    if 3 * short < long {
        return 0.0;
    }
    indel::normalized_similarity(one.chars(), other.chars())
}

/// Whether two values that may be missing agree; `None` where one is missing.
fn agree(one: Option<&String>, other: Option<&String>) -> Option<bool> {
    Some(one? == other?)
}

/// Whether two works stand at one place: their first pages or article numbers agree, where sources put either in the
/// place of the other. `None` where one has only a page and the other only an article number.
pub(in crate::corpus) fn same_place(one: [Option<&str>; 2], other: [Option<&str>; 2]) -> Option<bool> {
    if one.iter().flatten().any(|place| other.iter().flatten().any(|p| p == place)) {
        return Some(true);
    }
    let differ = one.iter().zip(&other).any(|(a, b)| a.is_some() && b.is_some());
    differ.then_some(false)
}

/// Whether two surnames can be one: equal, or alike but for a letter or two, or one inside the other.
pub(in crate::corpus) fn surnames_agree(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    (short.len() >= 4 && (long.starts_with(short) || long.ends_with(short))) || likeness(one, other) >= 0.85
}

/// Judges two records by their texts. With `merge_preprints` a preprint is merged with its article.
pub(super) fn compare(a: &Keys, b: &Keys, merge_preprints: bool) -> Verdict {
    if a.title.is_empty() || b.title.is_empty() || a.apart != b.apart || a.numbers() != b.numbers() {
        return Verdict::Apart;
    }
    let title = likeness(&a.title, &b.title);
    let years = match (a.year, b.year) {
        (Some(x), Some(y)) => Some((i32::from(x) - i32::from(y)).abs()),
        _ => None,
    };
    let authors = (!a.surname.is_empty() && !b.surname.is_empty()).then(|| {
        let initials = a.initial.is_none() || b.initial.is_none() || a.initial == b.initial;
        surnames_agree(&a.surname, &b.surname) && (initials || a.surname != b.surname)
    });
    if a.preprint != b.preprint {
        let linked = title >= ALIKE && authors == Some(true) && years.is_none_or(|y| y <= 3);
        return match (linked, merge_preprints) {
            (true, true) => Verdict::Same(0.9),
            (true, false) => Verdict::Linked,
            (false, _) => Verdict::Apart,
        };
    }
    if a.doi.is_some() && b.doi.is_some() && a.doi != b.doi {
        return Verdict::Apart;
    }
    let volumes = agree(a.volume.as_ref(), b.volume.as_ref());
    let pages =
        same_place([a.page.as_deref(), a.article.as_deref()], [b.page.as_deref(), b.article.as_deref()]);
    let venues = compatible(&a.venue, &b.venue);
    let place = pages == Some(true) && volumes != Some(false);
    if pages == Some(false) && (volumes == Some(false) || venues != Some(true) || a.held_apart(b)) {
        return Verdict::Apart;
    }
    if authors == Some(false) || (authors.is_none() && !place) {
        return Verdict::Apart;
    }
    if a.held_apart(b)
        && !(title == 1.0 && years == Some(0) && volumes != Some(false) && (place || long(&a.title)))
    {
        return Verdict::Apart;
    }
    let words = a.title.split(' ').count().min(b.title.split(' ').count());
    let score = match years {
        // Everything that a reader would look at agrees; the title may be misspelt or shortened.
        Some(0) if place && volumes == Some(true) && title >= 0.6 => 0.9 + 0.1 * title,
        Some(0) if title == 1.0 && (words >= 3 || place || venues == Some(true)) && pages != Some(false) => {
            0.97
        }
        Some(0) if title == 1.0 && words >= 5 && venues == Some(true) => 0.93,
        Some(0)
            if title >= ALIKE && words >= 5 && (place || venues == Some(true)) && pages != Some(false) =>
        {
            0.95 * title
        }
        // Online one year, in an issue the next.
        Some(1)
            if title >= 0.95 && (place || (venues == Some(true) && words >= 4 && pages != Some(false))) =>
        {
            0.9
        }
        None if title >= 0.95 && (place || (words >= 5 && pages != Some(false))) => 0.85,
        _ => return Verdict::Apart,
    };
    Verdict::Same(score)
}

/// Whether a title is too long for two works of one author and year to share it.
fn long(title: &str) -> bool {
    title.split(' ').count() >= 6 && title.len() >= 40
}

/// Whether two records of one identifier can't be one work: the identifier stands for the volume that both are in.
pub(super) fn contradict(a: &Keys, b: &Keys) -> bool {
    if a.apart != b.apart {
        return true;
    }
    if a.title.is_empty() || b.title.is_empty() {
        return false;
    }
    let title = likeness(&a.title, &b.title);
    let contained = a.title.starts_with(&b.title) || b.title.starts_with(&a.title);
    if title >= 0.6 || contained {
        return false;
    }
    let authors = a.surname.is_empty() || b.surname.is_empty() || surnames_agree(&a.surname, &b.surname);
    let pages = agree(a.page.as_ref(), b.page.as_ref());
    !authors || pages == Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::fold::{number, words};

    /// title | year | surname | venue | volume | page | doi
    fn keys(line: &str) -> Keys {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let record =
            crate::sources::record::Record { title: Some(parts[0].to_owned()), ..Default::default() };
        Keys {
            year: parts[1].parse().ok(),
            surname: parts[2].to_owned(),
            venue: words(parts[3]),
            volume: number(parts[4]),
            page: parts.get(5).and_then(|p| number(p)),
            doi: parts.get(6).and_then(|d| crate::corpus::identifiers::doi(d)),
            ..Keys::of(&record)
        }
    }

    fn same(a: &str, b: &str) -> bool {
        matches!(compare(&keys(a), &keys(b), false), Verdict::Same(_))
    }

    #[test]
    fn works_that_are_one() {
        for (a, b) in [
            (
                "Inflammation and cancer|2002|coussens|Nature|420|860",
                "Inflammation and cancer|2002|coussens|NATURE|420|860",
            ),
            (
                "A study of many things|2002|kim|J. Stud.|1|5|10.1000/1",
                "A Study of Many Things|2002|kim|Journal of Studies||",
            ),
            (
                "A sudy of many thing that matter|2002|kim|J. Stud.|1|5",
                "A Study of Many Things That Matter|2002|kim|||5",
            ),
            ("A study of many things|2002|kim|J. Stud.|1|5", "A study of many things|2003|kim|J. Stud.|1|5"),
        ] {
            assert!(same(a, b), "{a} / {b}");
        }
    }

    #[test]
    fn works_that_are_two() {
        for (a, b) in [
            ("Cancer statistics, 2005|2005|jemal|CA|55|10", "Cancer statistics, 2006|2006|jemal|CA|56|106"),
            (
                "Law and Sociology|2012|freeman|Law and Sociology||1|10.1093/1.003",
                "Law and Sociology|2012|freeman|Law and Sociology||1|10.1093/1.001",
            ),
            (
                "A study of many things|2002|kim|J. Stud.|1|5",
                "Erratum: A study of many things|2002|kim|J. Stud.|1|5",
            ),
            (
                "A study of many things|2002|kim|J. Stud.|1|5",
                "Reply to: A study of many things|2002|kim|J. Stud.|1|9",
            ),
            ("Ductile glass. Part I|2002|kim|J. Stud.|1|5", "Ductile glass. Part II|2002|kim|J. Stud.|1|9"),
            ("Ductile glass. Part A|2002|kim|J. Stud.|1|5", "Ductile glass. Part B|2002|kim|J. Stud.|1|9"),
            ("Editorial|2002|kim|J. Stud.|1|5", "Editorial|2002|kim|J. Other|7|9"),
            ("A study of many things|2002|kim|J. Stud.|1|5", "A study of many things|2002|lee|J. Stud.|1|7"),
            (
                "A study of many things|2002|kim|Proc. Conf.|3|77",
                "A study of many things|2002|kim|J. Stud.|1|5",
            ),
            ("A study of many things|2002|kim||", "A study of many things|2009|kim||"),
        ] {
            assert!(!same(a, b), "{a} / {b}");
        }
    }

    #[test]
    fn a_preprint_is_linked_unless_asked() {
        let preprint = keys("A study of many things|2001|kim|arXiv|||10.48550/arxiv.1");
        let preprint = Keys { preprint: true, ..preprint };
        let article = keys("A study of many things|2002|kim|J. Stud.|1|5|10.1000/1");
        assert_eq!(compare(&preprint, &article, false), Verdict::Linked);
    }
}
