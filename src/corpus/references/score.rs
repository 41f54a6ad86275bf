//! How well a reference fits a record: points for and against, summed, and turned into a score between 0 and 1.
//!
//! | evidence | agrees | differs |
//! | --- | --- | --- |
//! | title (likeness of letters; whole, or its beginning or end) | to 6 | to -4 |
//! | numbers in the title | | -6 |
//! | year | 1.5 | -2 from two years on, -4 from four |
//! | first author | 1.5 | -2 |
//! | other authors | 0.75 | |
//! | volume | 1.5 | -1.5 |
//! | first page or article number | 2.5 | -2.5, and as much again in one volume |
//! | last page | 0.5 | |
//! | venue | 1 | -0.5 |
//!
//! A reference without title and page ("Grinstein G., Koch R.H., Phys. Rev. Lett., 90, (2003)") is compared only with
//! records that have exactly its authors, year, volume and venue, and is listed as uncertain.
//!
//! score = 1 / (1 + exp(3.6 - points)); a reference is resolved from [`THRESHOLD`] points on, when the runner-up has
//! [`MARGIN`] less. The weights are checked on pairs labelled by hand
//! (`tests/oracles/`).

use super::target::{Query, Target};
use crate::corpus::fold::numbers;
use crate::corpus::merge::{likeness, same_place, surnames_agree};
use crate::corpus::venues::compatible;

/// Points from which a reference is resolved by its text.
pub(super) const THRESHOLD: f64 = 5.25;
/// Points that the runner-up must stay behind.
pub(super) const MARGIN: f64 = 1.5;
/// Points from which a reference may point at a work dated later.
pub(super) const SURE: f64 = 8.0;

/// Points from which the only paper of exactly the title is taken without looking for others.
pub(super) const CERTAIN: f64 = 10.0;

/// The score of so many points.
pub(super) fn score(points: f64) -> f32 {
    (1.0 / (1.0 + (3.6 - points).exp())) as f32
}

/// The points of a pair; `None` where they can't pass `cutoff`, which is known before the titles are compared.
pub(super) fn points(query: &Query, target: Target, cutoff: f64) -> Option<f64> {
    let volume = agree(query.volume.as_deref(), target.keys.volume.as_deref());
    let page = same_place(
        [query.page.as_deref(), query.article.as_deref()],
        [target.keys.page.as_deref(), target.keys.article.as_deref()],
    );
    // Some exports give the first page as the issue.
    let page = page.or_else(|| issue_is_page(query, target).then_some(true));
    // Without a title only the place itself can tell one article of a volume from another, or, where the reference
    // gives none, all that it does give.
    if query.title.is_empty() && page != Some(true) && !(page.is_none() && same_but_for_page(query, target)) {
        return None;
    }
    let mut sum = author_points(query, target);
    sum += match (query.year, target.keys.year) {
        (Some(a), Some(b)) => match (i32::from(a) - i32::from(b)).abs() {
            0 => 1.5,
            1 => 0.0,
            2 | 3 => -2.0,
            _ => -4.0,
        },
        _ => 0.0,
    };
    sum += match volume {
        Some(true) => 1.5,
        Some(false) => -1.5,
        None => 0.0,
    };
    sum += match page {
        Some(true) if query.page.as_deref() == Some("1") => 1.0,
        Some(true) => 2.5,
        Some(false) => -2.5,
        None => 0.0,
    };
    if page == Some(true) && agree(query.page_end.as_deref(), target.keys.page_end.as_deref()) == Some(true) {
        sum += 0.5;
    }
    let most = if query.title.is_empty() || target.keys.title.is_empty() { 0.0 } else { 6.0 };
    if sum + most + 1.0 <= cutoff {
        return None;
    }
    let venue = [target.keys.venue.as_str(), target.venue_abbreviated()]
        .into_iter()
        .filter_map(|v| compatible(&query.venue, v))
        .max();
    sum += match venue {
        Some(true) => 1.0,
        Some(false) => -0.5,
        None => 0.0,
    };
    if sum + most <= cutoff {
        return None;
    }
    let (title, exact) = title_points(&query.title, &target.keys.title);
    if page == Some(false) && volume == Some(true) && !exact {
        sum -= 2.5;
    }
    Some(sum + title).filter(|points| *points > cutoff)
}

/// Whether a reference without page has the record's page in the place of the issue.
fn issue_is_page(query: &Query, target: Target) -> bool {
    query.page.is_none()
        && query.article.is_none()
        && query.issue.is_some()
        && (query.issue == target.keys.page || query.issue == target.keys.article)
}

/// Whether a reference names all authors of a record, its year, volume and venue: in physics some exports print no more
/// of an article ("Grinstein G., Koch R.H., Phys. Rev. Lett., 90, (2003)").
fn same_but_for_page(query: &Query, target: Target) -> bool {
    let venues = [target.keys.venue.as_str(), target.venue_abbreviated()];
    query.gives_all_but_page()
        && query.year == target.keys.year
        && query.volume == target.keys.volume
        && query.surnames.len() == target.surnames().count()
        && query.surnames.iter().all(|name| target.surnames().any(|other| other == name))
        && target.surnames().all(|name| query.surnames.iter().any(|other| other == name))
        && venues.into_iter().any(|venue| compatible(&query.venue, venue) == Some(true))
}

fn agree(one: Option<&str>, other: Option<&str>) -> Option<bool> {
    Some(one? == other?)
}

fn author_points(query: &Query, target: Target) -> f64 {
    let (Some(first), Some(other)) = (query.surnames.first(), target.surnames().next()) else { return 0.0 };
    let rest = &query.surnames[1..];
    let known = |name: &String| target.surnames().any(|t| t == name);
    let shared = rest.iter().filter(|n| known(n)).count();
    let others = shared > 0 && shared * 10 >= rest.len() * 6;
    let first = if first == other {
        1.5
    } else if surnames_agree(first, other) || (first.len() >= 5 && one_letter_apart(first, other)) {
        1.0
    } else if known(first) {
        0.25
    } else if others {
        0.0
    } else {
        -2.0
    };
    first + if others { 0.75 } else { 0.0 }
}

/// Whether two names of one length differ in one letter.
fn one_letter_apart(one: &str, other: &str) -> bool {
    one.chars().count() == other.chars().count()
        && one.chars().zip(other.chars()).filter(|(a, b)| a != b).count() == 1
}

/// Points for the title, and whether it is whole and exact.
fn title_points(query: &str, target: &str) -> (f64, bool) {
    if query.is_empty() || target.is_empty() {
        return (0.0, false);
    }
    let whole = likeness(query, target);
    let (alike, part, seen, meant) = match part_of(query, target) {
        Some((seen, meant)) if whole < 0.9 => {
            let alike = likeness(seen, meant);
            if alike >= 0.9 && alike > whole {
                (alike, true, seen, meant)
            } else {
                (whole, false, query, target)
            }
        }
        _ => (whole, false, query, target),
    };
    let length = match target.len().min(query.len()) {
        0..20 => 0.65,
        20..30 => 0.85,
        _ => 1.0,
    };
    let mut points = match alike {
        0.98.. => 6.0 * length,
        0.93.. => 5.0 * length,
        0.87.. => 4.0 * length,
        0.8.. => 2.5 * length,
        0.7.. => 0.5,
        0.55.. => -2.0,
        _ => -4.0,
    };
    if part {
        points -= 1.5;
    }
    let (here, there) = (numbers(seen), numbers(meant));
    if here != there && alike >= 0.7 {
        let lost = here.is_empty() || there.is_empty();
        points -= if lost { 1.5 } else { 6.0 };
    }
    (points, alike >= 0.98 && !part)
}

/// The parts of two titles to compare where one goes on at its beginning or end: authors or a group left before it, a
/// subtitle or remark after it. Only for titles that say enough.
fn part_of<'a>(query: &'a str, target: &'a str) -> Option<(&'a str, &'a str)> {
    let count = |text: &str| text.split(' ').count();
    let (here, there) = (count(query), count(target));
    let (short, long, short_count) =
        if here <= there { (query, target, here) } else { (target, query, there) };
    if short_count < 4 || short.len() < 25 || here == there {
        return None;
    }
    let head = nth_gap(long.match_indices(' ').map(|(at, _)| at), short_count).map(|at| &long[..at]);
    let tail = nth_gap(long.rmatch_indices(' ').map(|(at, _)| at), short_count).map(|at| &long[at + 1..]);
    let better = match (head, tail) {
        (Some(head), Some(tail)) if likeness(tail, short) > likeness(head, short) => tail,
        (Some(head), _) => head,
        (None, tail) => tail?,
    };
    // The end of a title that the reference shortens at its beginning is no sign of it.
    if here <= there && !std::ptr::eq(better.as_ptr(), long.as_ptr()) {
        return None;
    }
    Some(if here <= there { (short, better) } else { (better, short) })
}

fn nth_gap(mut gaps: impl Iterator<Item = usize>, count: usize) -> Option<usize> {
    gaps.nth(count - 1)
}

#[cfg(test)]
mod tests {
    use super::super::target::CitedAs;
    use super::*;
    use crate::corpus::merge::Keys;
    use crate::sources::record::{Record, RecordAuthor, ReferenceFields};

    fn query(authors: &[&str], volume: &str, year: i16, issue: Option<&str>) -> Query {
        Query::of(&ReferenceFields {
            authors: authors.iter().map(|&a| a.to_owned()).collect(),
            venue: Some("Phys. Rev. Lett.".to_owned()),
            volume: Some(volume.to_owned()),
            issue: issue.map(str::to_owned),
            year: Some(year),
            ..ReferenceFields::default()
        })
    }

    fn target() -> Record {
        let author = |name: &str| RecordAuthor { name: name.to_owned(), ..RecordAuthor::default() };
        Record {
            title: Some("A work of two".to_owned()),
            authors: vec![author("So A."), author("Lee B.")],
            date: crate::date::PartialDate::year(2003),
            volume: Some("90".to_owned()),
            page_start: Some("207201".to_owned()),
            venue: Some("Physical Review Letters".to_owned()),
            ..Record::default()
        }
    }

    #[test]
    fn without_title_and_page_all_else_must_agree() {
        let (keys, cited_as) = (Keys::of(&target()), CitedAs::of(&target()));
        let target = Target { paper: 0, keys: &keys, cited_as: &cited_as };
        let resolved = |query: Query| points(&query, target, 0.0).is_some_and(|p| p >= THRESHOLD);
        assert!(resolved(query(&["So A.", "Lee B."], "90", 2003, None)));
        assert!(resolved(query(&["So A.", "Lee B."], "90", 2003, Some("20"))), "an issue");
        assert!(!resolved(query(&["So A."], "90", 2003, None)), "an author is missing");
        assert!(!resolved(query(&["So A.", "Kim C."], "90", 2003, None)), "another author");
        assert!(!resolved(query(&["So A.", "Lee B."], "91", 2003, None)), "another volume");
        assert!(!resolved(query(&["So A.", "Lee B."], "90", 2004, None)), "another year");
        assert!(
            resolved(query(&["So A."], "90", 2003, Some("207201"))),
            "the page stands in the issue's place"
        );
    }
}
