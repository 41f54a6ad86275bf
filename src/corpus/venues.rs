//! Whether two names of a journal can mean the same one: equal, or one abbreviates the other.

/// Words that abbreviations leave out or spell in their own way.
const SMALL: [&str; 18] = [
    "of", "the", "and", "in", "for", "on", "a", "an", "de", "la", "et", "to", "u", "s", "us", "usa",
    "united", "states",
];

/// Compares two folded venues. `None` where one is empty.
///
/// Each word of the shorter has to abbreviate ("j", "natl", "mgmt") the word of the longer that stands at its place
/// once small words are left out; what stands in brackets after a name ("Nature (London)") may be there on one side
/// only. Time: linear.
pub fn compatible(one: &str, other: &str) -> Option<bool> {
    if one.is_empty() || other.is_empty() {
        return None;
    }
    if one == other {
        return Some(true);
    }
    let (a, b) = (words(one), words(other));
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let longest = a.len().max(b.len());
    let matched = a.iter().zip(&b).take_while(|(x, y)| abbreviates(x, y)).count();
    if matched == a.len().min(b.len()) && longest - matched <= 1 + matched / 4 {
        return Some(true);
    }
    // An acronym: "jama", "pnas".
    let acronym = |short: &[&str], long: &[&str]| {
        short.len() == 1 && long.len() >= 3 && {
            let initials: String = long.iter().filter_map(|w| w.chars().next()).collect();
            short[0].len() >= 3 && initials.starts_with(short[0])
        }
    };
    Some(acronym(&a, &b) || acronym(&b, &a))
}

fn words(text: &str) -> Vec<&str> {
    text.split(' ').filter(|w| w.len() > 6 || !SMALL.contains(w)).collect()
}

/// Whether one word abbreviates the other: both begin alike and the letters of the shorter stand in order in the
/// longer ("natl" in "national").
fn abbreviates(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if long.starts_with(short) {
        return true;
    }
    let mut letters = long.chars();
    let first = letters.next() == short.chars().next();
    first && short.len() >= 2 && short.chars().skip(1).all(|c| letters.any(|l| l == c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_understood() {
        for (one, other) in [
            ("n engl j med", "new england journal of medicine"),
            (
                "proc natl acad sci usa",
                "proceedings of the national academy of sciences of the united states of america",
            ),
            ("br j cancer", "british journal of cancer"),
            ("nature london", "nature"),
            ("eur j oper res", "european journal of operational research"),
            ("jama", "journal of the american medical association"),
        ] {
            assert_eq!(compatible(one, other), Some(true), "{one}");
        }
        for (one, other) in [
            ("nature", "nature reviews cancer"),
            ("lancet", "nature"),
            ("cancer", "cancer cell international"),
            ("j clin oncol", "journal of hepatology"),
        ] {
            assert_eq!(compatible(one, other), Some(false), "{one}");
        }
        assert_eq!(compatible("", "x"), None);
    }
}
