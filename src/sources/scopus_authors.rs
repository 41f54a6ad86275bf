//! Scopus's author columns: the list, the ids, the full names, and `Authors with affiliations` taken apart per author.

use super::record::RecordAuthor;
use super::text::split_list;

/// The authors in order, with ids, full names and affiliations where they can be told for certain.
///
/// Ids are used when there is one for each author. `affiliations` is the record's own list, by which the text of an
/// author with several affiliations is taken apart.
pub(super) fn authors(
    list: &str,
    full_names: Option<&str>,
    ids: Option<&str>,
    with_affiliations: Option<&str>,
    affiliations: &[String],
) -> Vec<RecordAuthor> {
    let full: Vec<(String, Option<String>)> =
        full_names.map(split_list).unwrap_or_default().iter().map(|one| with_id(one)).collect();
    let ids: Vec<String> = ids.map(split_list).unwrap_or_default();
    let names = names(list, full.len().max(ids.len()));
    let mut authors: Vec<RecordAuthor> =
        names.into_iter().map(|name| RecordAuthor { name, ..RecordAuthor::default() }).collect();
    if ids.len() == authors.len() {
        for (author, id) in authors.iter_mut().zip(&ids) {
            author.source_id = Some(format!("scopus:{id}"));
        }
    }
    if full.len() == authors.len() {
        for (author, (name, id)) in authors.iter_mut().zip(full) {
            author.full_name = Some(name);
            author.source_id = id.map(|id| format!("scopus:{id}")).or_else(|| author.source_id.take());
        }
    }
    match with_affiliations {
        Some(cell) => tie(&mut authors, cell, affiliations),
        None => {
            if let [only] = authors.as_mut_slice() {
                only.affiliations = affiliations.to_vec();
            }
        }
    }
    authors
}

/// The names of the author list: separated by `; ` since 2022, by `, ` before. `expected` is how many ids there are.
fn names(list: &str, expected: usize) -> Vec<String> {
    let list = list.trim();
    if list.starts_with("[No author") || list.is_empty() {
        return Vec::new();
    }
    let names = if list.contains(';') || expected == 1 {
        split_list(list)
    } else {
        list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    if names.len() <= expected.max(1) || list.contains(';') {
        return names;
    }
    let mut joined: Vec<String> = Vec::new();
    for name in names {
        match joined.last_mut() {
            Some(last) if is_suffix(&name) => {
                last.push_str(", ");
                last.push_str(&name);
            }
            _ => joined.push(name),
        }
    }
    joined
}

/// A suffix that is set off by a comma and is no author.
fn is_suffix(name: &str) -> bool {
    matches!(name.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV")
}

/// `Liu, Fengyuan (60410297700)` as name and id.
fn with_id(text: &str) -> (String, Option<String>) {
    match text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
        Some((name, id)) if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) => {
            (name.trim().to_owned(), Some(id.to_owned()))
        }
        _ => (text.to_owned(), None),
    }
}

/// Gives each author the affiliations that `Authors with affiliations` names for them.
///
/// Its parts stand in the order of the authors and begin with the name: `Yagai, T., Sophia University, Tokyo, Japan`
/// (to 2022), `Liu F., Department …` or `Liu, Fengyuan, Department …` (since). A part that begins with no author's name
/// goes on with the affiliation before it.
fn tie(authors: &mut [RecordAuthor], cell: &str, affiliations: &[String]) {
    let mut at = None;
    for part in cell.split("; ").map(|part| part.trim().trim_end_matches(';')).filter(|part| !part.is_empty())
    {
        let from = at.map_or(0, |at| at + 1);
        let found =
            (from..authors.len()).find_map(|next| after_name(part, &authors[next]).map(|rest| (next, rest)));
        match (found, at) {
            (Some((next, rest)), _) => {
                authors[next].affiliations = taken_apart(rest, affiliations);
                at = Some(next);
            }
            (None, Some(last)) => {
                if let Some(text) = authors[last].affiliations.last_mut() {
                    text.push_str("; ");
                    text.push_str(part);
                }
            }
            (None, None) => {}
        }
    }
}

/// What follows the author's name in a part of `Authors with affiliations`; `None` when it does not begin with it.
fn after_name<'a>(part: &'a str, author: &RecordAuthor) -> Option<&'a str> {
    [Some(author.name.as_str()), author.full_name.as_deref()]
        .into_iter()
        .flatten()
        .find_map(|name| without_prefix(part, name))
}

/// Strips `name` from the front of `part`, whatever punctuation stands between the letters, with the comma behind it.
fn without_prefix<'a>(part: &'a str, name: &str) -> Option<&'a str> {
    let mut letters = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).peekable();
    letters.peek()?;
    let mut end = 0;
    for (at, c) in part.char_indices() {
        if letters.peek().is_none() {
            break;
        }
        if c.is_alphanumeric() {
            for lower in c.to_lowercase() {
                if letters.next() != Some(lower) {
                    return None;
                }
            }
        }
        end = at + c.len_utf8();
    }
    if letters.peek().is_some() {
        return None;
    }
    let behind = past_initials(&part[end..]);
    let rest = behind.trim_start_matches(['.', '\'', '-']).trim_start();
    let rest = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(rest, |(_, rest)| rest);
    // Some exports lack the comma: `Burnett, R.T.University of Ottawa`.
    let glued = behind.starts_with('.') && behind[1..].starts_with(char::is_uppercase);
    if rest.is_empty() || glued { Some(rest) } else { rest.strip_prefix(',').map(str::trim) }
}

/// Passes over initials that the author list leaves out, up to a comma: `Dias, M. F.R.G., University …` of `Dias, M.F.R.`.
fn past_initials(behind: &str) -> &str {
    let mut rest = behind;
    while let Some(initial) = rest.trim_start_matches(['.', ' ', '-']).strip_prefix(char::is_uppercase) {
        if !initial.starts_with('.') {
            break;
        }
        rest = initial;
    }
    if rest.starts_with(".,") { rest } else { behind }
}

/// The affiliations in the text behind one author's name: those of the record's list that it is made of, or the whole.
fn taken_apart(text: &str, affiliations: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text.trim().trim_end_matches(',').trim_end();
    while !rest.is_empty() {
        let follows = |one: &&String| {
            rest.strip_prefix(one.as_str())
                .is_some_and(|behind| behind.is_empty() || behind.starts_with(", "))
        };
        let Some(next) = affiliations.iter().filter(follows).max_by_key(|one| one.len()) else { break };
        found.push(next.clone());
        rest = rest[next.len()..].trim_start_matches([',', ' ']);
    }
    if !rest.is_empty() {
        if found.is_empty() {
            return vec![rest.to_owned()];
        }
        found.push(rest.to_owned());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(authors: &[RecordAuthor]) -> Vec<String> {
        authors
            .iter()
            .map(|a| {
                format!(
                    "{} [{}] {}: {}",
                    a.name,
                    a.source_id.as_deref().unwrap_or("-"),
                    a.full_name.as_deref().unwrap_or("-"),
                    a.affiliations.join(" | ")
                )
            })
            .collect()
    }

    #[test]
    fn the_old_layout_ties_authors_to_affiliations() {
        let list =
            ["Sophia University, Tokyo, Japan".to_owned(), "Meiji University, Kanagawa, Japan".to_owned()];
        let found = authors(
            "Yagai T., O'Neil-Smith J.-P., Kimura Y.",
            None,
            Some("1;2;3;"),
            Some(
                "Yagai, T., Sophia University, Tokyo, Japan, Meiji University, Kanagawa, Japan; O'Neil-Smith, J.-P.; Kimura, Y., Meiji University, Kanagawa, Japan",
            ),
            &list,
        );
        assert_eq!(
            told(&found),
            [
                "Yagai T. [scopus:1] -: Sophia University, Tokyo, Japan | Meiji University, Kanagawa, Japan",
                "O'Neil-Smith J.-P. [scopus:2] -: ",
                "Kimura Y. [scopus:3] -: Meiji University, Kanagawa, Japan",
            ]
        );
    }

    #[test]
    fn the_new_layouts_tie_authors_to_affiliations() {
        for tied in [
            "Liu F., Dept A; Section 2, Hunan, China; Li C., B University, China",
            "Liu, Fengyuan, Dept A; Section 2, Hunan, China; Li, Chunyun, B University, China",
        ] {
            let found = authors(
                "Liu F.; Li C.",
                Some("Liu, Fengyuan (60410297700); Li, Chunyun (58862216200)"),
                Some("60410297700; 58862216200"),
                Some(tied),
                &["B University, China".to_owned()],
            );
            assert_eq!(
                told(&found),
                [
                    "Liu F. [scopus:60410297700] Liu, Fengyuan: Dept A; Section 2, Hunan, China",
                    "Li C. [scopus:58862216200] Li, Chunyun: B University, China",
                ]
            );
        }
    }

    #[test]
    fn one_author_more_or_less_shifts_nobody() {
        let found = authors("Kim A., Kim B., Kim C.", None, Some("1;2"), Some("Kim, A., X; Kim, C., Y"), &[]);
        assert_eq!(told(&found), ["Kim A. [-] -: X", "Kim B. [-] -: ", "Kim C. [-] -: Y"]);
        let found = authors("Kim A., Lee B.", None, None, Some("Kim, A., X; Lee, B.Y University, Z"), &[]);
        assert_eq!(told(&found), ["Kim A. [-] -: X", "Lee B. [-] -: Y University, Z"]);
        let found = authors("Kim A.B.", None, None, Some("Kim, A. B.C.D., X.Y. University"), &[]);
        assert_eq!(told(&found), ["Kim A.B. [-] -: X.Y. University"]);
        let found = authors("MacKerell A.D., Jr., Field M.J.", None, Some("1;2"), None, &[]);
        assert_eq!(told(&found), ["MacKerell A.D., Jr. [scopus:1] -: ", "Field M.J. [scopus:2] -: "]);
        assert!(authors("[No author name available]", None, None, None, &[]).is_empty());
    }
}
