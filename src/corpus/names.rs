//! Names of people, folded for comparison: what is the surname, is there more than initials.

use super::fold::words;

/// A name taken apart and folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// The surname's letters without gaps ("vantveer").
    pub surname: String,
    /// Given names and initials, folded, in order.
    pub given: Vec<String>,
    /// All words of the name of two or more letters, folded, sorted, each once.
    parts: Vec<String>,
}

impl Name {
    /// Takes a name apart: "Surname, Given", "Surname I.I." or "Surname II"; a name with neither comma nor initials
    /// keeps its last word as the surname, unless it is a single word or an organisation.
    pub fn parse(text: &str) -> Self {
        let mut name = Self::apart(text.trim());
        let folded = words(text);
        let long = |word: &&str| word.chars().count() > 1 || !word.is_ascii();
        let mut parts: Vec<String> = folded.split(' ').filter(long).map(str::to_owned).collect();
        parts.retain(|part| !part.is_empty() && !matches!(part.as_str(), "jr" | "sr" | "ii" | "iii"));
        parts.sort_unstable();
        parts.dedup();
        name.parts = parts;
        name
    }

    fn apart(text: &str) -> Self {
        if let Some((surname, given)) = text.split_once(',') {
            let given = given.trim();
            if is_suffix(given) {
                return Self::apart(surname);
            }
            return Self::of(surname, given);
        }
        let parts: Vec<&str> = text.split_whitespace().collect();
        let initials = parts.iter().rev().take_while(|p| is_initials(p) || is_suffix(p)).count();
        if initials > 0 && initials < parts.len() {
            let (surname, given) = parts.split_at(parts.len() - initials);
            let given: Vec<&str> = given.iter().copied().filter(|g| !is_suffix(g)).collect();
            return Self::of(&surname.join(" "), &given.join(" "));
        }
        match parts.split_last() {
            Some((last, first)) if !first.is_empty() && first.len() <= 3 => Self::of(last, &first.join(" ")),
            _ => Self::of(text, ""),
        }
    }

    fn of(surname: &str, given: &str) -> Self {
        let mut letters = words(surname);
        letters.retain(|c| c != ' ');
        let mut names = Vec::new();
        for part in given.split_whitespace().filter(|p| !is_suffix(p)) {
            if is_initials(part) {
                names.extend(words(part).chars().filter(|c| c.is_alphanumeric()).map(String::from));
            } else {
                names.extend(words(part).split(' ').filter(|w| !w.is_empty()).map(str::to_owned));
            }
        }
        Self { surname: letters, given: names, parts: Vec::new() }
    }

    /// The first letter of the first given name.
    pub fn initial(&self) -> Option<char> {
        self.given.first().and_then(|g| g.chars().next())
    }

    /// A key for one full name in any order and script ("Kim Jong-Hyon", "Jong Hyon Kim"): all words of two or more
    /// letters, sorted. `None` where there is nothing but a surname and initials.
    pub fn full_key(&self) -> Option<String> {
        let long = |word: &&String| word.chars().count() > 1 || !word.is_ascii();
        if self.surname.is_empty() || !self.given.iter().any(|g| long(&g)) {
            return None;
        }
        Some(self.parts.join(" "))
    }

    /// The letters of the given names without initials ("jonghyon" of "Kim, Jong-Hyon S.").
    pub fn given_names(&self) -> String {
        let long = |word: &&String| word.chars().count() > 1 || !word.is_ascii();
        self.given.iter().filter(long).map(String::as_str).collect()
    }

    /// The initials among the given names, which the key of the full name leaves out ("a" of "Garcia, Maria A.").
    pub fn initials(&self) -> String {
        let short = |word: &&String| word.chars().count() == 1 && word.is_ascii();
        self.given.iter().filter(short).map(String::as_str).collect()
    }
}

/// Whether the initials of two writings of one full name can be one person's: one of them leaves some out.
pub fn initials_agree(a: &str, b: &str) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// "A.G.", "W.-T.", "JS", "F.Th.": short, begins with a capital, and is dotted or all capitals.
pub fn is_initials(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 || letters > 5 || !word.chars().next().is_some_and(char::is_uppercase) {
        return false;
    }
    if word.chars().any(|c| !(c.is_alphabetic() || matches!(c, '.' | '-' | '‐' | '‑' | '–' | '\''))) {
        return false;
    }
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    if word.contains('.') { capitals * 3 >= letters } else { capitals == letters && letters <= 3 }
}

/// "Jr.", "III" and their like, which belong to no given name.
fn is_suffix(word: &str) -> bool {
    matches!(word.trim_matches(['.', ',']), "Jr" | "Sr" | "II" | "III" | "IV" | "2nd" | "3rd" | "jr" | "sr")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, String) {
        let name = Name::parse(text);
        (name.surname, name.given.join(" "))
    }

    #[test]
    fn names_come_apart() {
        for (text, surname, given) in [
            ("Van't Veer L.J.", "vantveer", "l j"),
            ("El-Deiry, W.S.", "eldeiry", "w s"),
            ("Knudson Jr. A.G.", "knudson", "a g"),
            ("Knudson, Jr.", "knudson", ""),
            ("Shin H.-R.", "shin", "h r"),
            ("Zhu AX", "zhu", "a x"),
            ("Kim, Jong-Hyon", "kim", "jong hyon"),
            ("Jong Hyon Kim", "kim", "jong hyon"),
            ("Sørlie T.", "sorlie", "t"),
            (
                "Early Breast Cancer Trialists' Collaborative Group",
                "earlybreastcancertrialistscollaborativegroup",
                "",
            ),
            ("", "", ""),
        ] {
            assert_eq!(parts(text), (surname.to_owned(), given.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_full_name_has_one_key_in_any_order() {
        let key = |text: &str| Name::parse(text).full_key();
        assert_eq!(key("Kim, Jong Hyon"), key("Jong Hyon Kim"));
        assert_eq!(key("Kim, Jong-Hyon"), key("Kim, Jong Hyon"));
        assert_eq!(key("Kim J.H."), None);
        assert_ne!(key("Yang, Cheng"), key("Yan, Cheng"));
        assert_eq!(key("Maria A. Garcia"), key("Garcia, Maria"));
        assert_eq!(Name::parse("Maria A. Garcia").initials(), "a");
        assert_eq!(Name::parse("Kim, Jong-Hyon S.").given_names(), "jonghyon");
        assert!(initials_agree("", "a") && initials_agree("ab", "a") && !initials_agree("b", "a"));
        assert_eq!(key("Anabela Cordeiro-da-Silva"), key("Cordeiro da Silva, Anabela"));
    }
}
