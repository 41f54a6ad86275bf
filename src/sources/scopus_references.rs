//! Scopus's `References` cell taken apart into single references.
//!
//! References are separated by `; `, and so are things inside them. To 2022 a reference is `Surname, I., Surname, I.,
//! Title (year) Source, volume, pp. a-b. , note`, and its own `; ` stand in titles, between editors, before a publisher
//! or a reply. Since then it is `Surname I.; Surname I., Title, Source, volume, pp. a-b, (year)` and ends with the year.
//! A cut is taken back only where what follows can't be a reference of its own. Time: linear in the cell.

use super::record::RecordReference;

/// The references of one cell, in order, as written.
pub(super) fn references(cell: &str) -> Vec<RecordReference> {
    let fragments: Vec<&str> =
        cell.split("; ").map(str::trim).filter(|part| !matches!(*part, "" | ";")).collect();
    let year_last = fragments.iter().filter(|part| ends_with_year(part)).count();
    let year_inside = fragments.iter().filter(|part| has_year(part) && !ends_with_year(part)).count();
    let apart =
        if year_last > year_inside { year_last_style(&fragments) } else { year_inside_style(&fragments) };
    apart.into_iter().map(|text| RecordReference { text, ..RecordReference::default() }).collect()
}

/// The layout since 2022: a reference goes on up to its year at the end.
fn year_last_style(fragments: &[&str]) -> Vec<String> {
    let mut references: Vec<String> = Vec::new();
    let mut open = false;
    for fragment in fragments {
        let fragment = fragment.trim_end_matches(';');
        match references.last_mut() {
            Some(last) if open && !(last_names_more(last) && is_short_author(fragment)) => {
                last.push_str("; ");
                last.push_str(fragment);
            }
            _ => references.push(fragment.to_owned()),
        }
        open = !ends_with_year(fragment);
    }
    references
}

/// Whether the last fragment of a reference without year has more than a name in it: a title that ended it.
fn last_names_more(reference: &str) -> bool {
    reference.rsplit("; ").next().is_some_and(|fragment| fragment.contains(", "))
}

/// Whether a fragment begins with a name of the form `Surname I.J.`, alone or before `, `.
fn is_short_author(fragment: &str) -> bool {
    let name = fragment.split(", ").next().unwrap_or_default();
    let Some((surname, initials)) = name.rsplit_once(' ') else { return false };
    let capital = surname.chars().next().is_some_and(char::is_uppercase);
    capital && name.chars().count() <= 45 && is_initials(initials)
}

/// The layout to 2022: every `; ` ends a reference but for those that [`goes_on`] knows.
fn year_inside_style(fragments: &[&str]) -> Vec<String> {
    let mut references: Vec<String> = Vec::new();
    for fragment in fragments.iter().flat_map(|fragment| unglued(fragment.trim_end_matches(';'))) {
        match references.last_mut() {
            Some(last) if goes_on(last, fragment) => {
                last.push_str("; ");
                last.push_str(fragment);
            }
            _ => references.push(fragment.to_owned()),
        }
    }
    references
}

/// References that stand together without separator: `…, Osaka, 1977Jochems, D.B., Title (1979) …`.
fn unglued(fragment: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut before = ' ';
    for (at, c) in fragment.char_indices() {
        let glued = c.is_uppercase() && (before.is_ascii_digit() || matches!(before, ')' | ']'));
        if glued
            && fragment[at..].chars().nth(1).is_some_and(char::is_lowercase)
            && behind_author(&fragment[at..]).is_some_and(|behind| !behind.is_empty())
        {
            parts.push(&fragment[from..at]);
            from = at;
        }
        before = c;
    }
    parts.push(&fragment[from..]);
    parts
}

/// Whether `next` goes on with the reference `so_far`.
fn goes_on(so_far: &str, next: &str) -> bool {
    if let Some(behind) = behind_author(next) {
        let only_editor =
            behind.is_empty() || matches!(behind, "Eds." | "Ed." | "(Eds.)" | "(Ed.)" | "eds." | "Eds");
        return only_editor && has_year(so_far);
    }
    let web = next.starts_with("http") || next.starts_with("www.");
    let small_start = !web && next.chars().next().is_some_and(char::is_lowercase);
    let bracket_open = closes_first(next) && so_far.matches('(').count() > so_far.matches(')').count();
    if bracket_open {
        return true;
    }
    if has_year(next) {
        let title_only = behind_author(so_far).is_some_and(|behind| !behind.is_empty())
            && !has_year(so_far)
            && !so_far.contains(", , ")
            && !so_far.contains("in press")
            && !so_far.contains("http")
            && !has_bare_year(so_far);
        return title_only || (small_start && !has_year(so_far));
    }
    small_start || is_remainder(next) || is_publisher(so_far, next)
}

/// Whether a fragment without author and year is the rest of a reference: a DOI, a bracketed remark, a date of access.
fn is_remainder(next: &str) -> bool {
    let bytes = next.as_bytes();
    let year_first = bytes.len() >= 4
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes.get(4).is_none_or(|byte| matches!(byte, b'.' | b'-' | b','));
    let bare_doi = next.starts_with("10.") && !next.contains(' ');
    let bracketed = next.starts_with('[') && next.ends_with(']');
    let remark =
        ["Available at", "Available from", "Accessed ", "Last accessed", "Version ", "PMID", "PMCID"];
    let short_year = next.len() < 60 && next.starts_with("Year") && next.contains("Available");
    year_first || bare_doi || bracketed || short_year || remark.iter().any(|start| next.starts_with(start))
}

/// Whether a fragment is a publisher and its place: `Springer-Verlag: Berlin`, `Cambridge, MA: MIT Press`.
fn is_publisher(so_far: &str, next: &str) -> bool {
    let plain = next.chars().count() <= 60
        && !next.bytes().any(|byte| byte.is_ascii_digit())
        && !next.contains("http");
    let behind_editors =
        ["Eds.", "Ed.", "(Ed.)", "(Eds.)", "Ed)", "Eds)"].iter().any(|end| so_far.ends_with(end));
    let place = next
        .split_once(": ")
        .is_some_and(|(left, right)| left.split(' ').count() <= 5 && right.split(' ').count() <= 5);
    let press = next.ends_with(" Press");
    has_year(so_far) && (behind_editors && next.chars().count() <= 70 || plain && (place || press))
}

/// Whether the first bracket in the text is a closing one.
fn closes_first(text: &str) -> bool {
    text.find(['(', ')']).is_some_and(|at| text[at..].starts_with(')'))
}

/// What follows a name of the form `Surname, I.J.` at the front of a text, without the comma; `None` without a name.
fn behind_author(text: &str) -> Option<&str> {
    let (surname, rest) = text.split_once(", ")?;
    let letters =
        surname.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.' | '`'));
    if !letters || surname.is_empty() || surname.chars().count() > 45 {
        return None;
    }
    let (initials, behind) = match rest.split_once(',') {
        Some((initials, behind)) => (initials, behind.trim()),
        None => (rest, ""),
    };
    is_initials(initials.trim()).then_some(behind)
}

/// Whether a text is initials: `J.`, `J.-P.`, `JC`, `R. D.`.
fn is_initials(text: &str) -> bool {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    let small = text.chars().filter(|c| c.is_lowercase()).count();
    let plain = text.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | ' ' | '\''));
    plain && capitals >= 1 && small <= capitals && text.chars().count() <= 14
}

/// Whether a year in brackets stands in the text.
fn has_year(text: &str) -> bool {
    text.match_indices('(').any(|(at, _)| bracketed_year(&text[at..]).is_some())
}

/// Whether the text ends with `, (year)`.
fn ends_with_year(text: &str) -> bool {
    let text = text.trim_end_matches(';');
    text.rfind(", (").is_some_and(|at| bracketed_year(&text[at + 2..]) == Some(text.len() - at - 2))
}

/// The length of a year in brackets at the front of the text: `(1999)`, `(1999a)`.
fn bracketed_year(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let year = bytes.get(1..5)?;
    let in_range = matches!(&year[..2], b"17" | b"18" | b"19" | b"20") && year.iter().all(u8::is_ascii_digit);
    let end = if bytes.get(5).is_some_and(u8::is_ascii_lowercase) { 6 } else { 5 };
    (in_range && bytes.get(end) == Some(&b')')).then_some(end + 1)
}

/// Whether four digits that can be a year stand in the text.
fn has_bare_year(text: &str) -> bool {
    text.as_bytes()
        .windows(4)
        .any(|four| matches!(&four[..2], b"19" | b"20") && four.iter().all(u8::is_ascii_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(cell: &str) -> Vec<String> {
        references(cell).into_iter().map(|reference| reference.text).collect()
    }

    /// Every cell is written with `|` where one reference ends and the next begins.
    fn cut_right(marked: &[&str]) {
        for marked in marked {
            let cell = marked.replace('|', "; ").replace('~', "");
            let expected: Vec<String> =
                marked.split(['|', '~']).map(|text| text.trim_end_matches(';').to_owned()).collect();
            assert_eq!(texts(&cell), expected, "{marked}");
        }
    }

    #[test]
    fn the_layout_with_the_year_inside_is_cut_where_references_end() {
        cut_right(&[
            "Kim, J., Lee, B., Title of one (1999) J. Test., 8, pp. 1-2. , note|Park, C., (2001) Nature, 1, p. 3",
            "Kim, J., A first part; a second part (1999) J. Test., 8|Title without author (2001) Science, 2, pp. 1-9",
            "Kim, J., (1998) Methods, 4, p. 39. , Lecture Notes; Orr, P.; Hahn, J.; Skel, R. D., Eds.; Springer-Verlag: Berlin|Lee, A., (1999) Cell, 1",
            "Kim, J., Title (1990) Systems 2, pp. 5-6. , In D. Orr (Ed.); San Mateo, CA: Morgan Kaufmann|Orr, C., In press work, , in press|Ahn, D., Cell, , in press",
            "Kim, J., A partner in t(11; 17)(q23; q25) (1999) PNAS, 96 (11), p. 1|Lee, B., (2000) Cell, 2",
            "Kim, J., Title (2007) N Engl J Med, 1; author reply 513|http://www.example.org/pdb|Systems web page, , http://www.example.org",
            "Kim, J., (2004) N. Engl. J. Med., 350, p. 2129; note",
            "Ahn B. Text as typed. Osaka, 1977~Joch, D.B., Title (1979) J. Test., 3|Orr C. Cancer Res. 64, 4693 (2004)~Burn, J.M., Other (2006) J. Test., 2",
            "Walczak, H, Kant, C., Receptors (2011) Physiology, pp. 23-36. , Reed JC, Green DR, editors. Press|Taylor, RC, Title: one (2008) Nat Rev, 9 (3), pp. 231-241. , PMID: 18073771",
        ]);
    }

    #[test]
    fn the_layout_with_the_year_at_the_end_is_cut_behind_years() {
        cut_right(&[
            "The burden of pain, Lancet, 5, (2023)|Cheng M.; Xue Y.; Cui M., Global burden; a study, Spine (Phila), 50, pp. 1-9, (2025)",
            "Calin GA; Ferr M, A signature of 15; 16 (2004) in it., N Engl J Med, 3, (2005)|Boud D., Issues, (1998)|Acar A. K., Yeni, Journal, 10, 2, (2025)",
            "Kim A.; Lee B., A work without year, Source|Orr C., Title, Source, 3, (2020)",
        ]);
    }

    #[test]
    fn an_empty_cell_has_no_references() {
        assert!(texts("").is_empty() && texts(" ; ;").is_empty());
    }
}
