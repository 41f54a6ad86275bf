//! Identifiers brought to one spelling, so that two sources' spellings of one work are equal.

/// A DOI without resolver, in lower case: `https://doi.org/10.1000/AB\_1.` → `10.1000/ab_1`. `None` when it is none.
pub fn doi(text: &str) -> Option<String> {
    let start = text.find("10.")?;
    let tail = &text[start..];
    let registrant = tail[3..].bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    if registrant < 4 || !matches!(tail[3 + registrant..].chars().next(), Some('/' | '%')) {
        return None;
    }
    let end =
        tail.find(|c: char| c.is_whitespace() || matches!(c, '"' | '|' | '{' | '}')).unwrap_or(tail.len());
    let mut cleaned = tail[..end].replace("\\_", "_").replace('\\', "");
    for (code, character) in
        [("%2f", "/"), ("%2F", "/"), ("%28", "("), ("%29", ")"), ("%3a", ":"), ("%3A", ":")]
    {
        cleaned = cleaned.replace(code, character);
    }
    cleaned = cleaned.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").to_lowercase();
    loop {
        let open = cleaned.matches('(').count();
        let close = cleaned.matches(')').count();
        let unwanted = cleaned.ends_with(['.', ',', ';', ':', '\'', ']']) && !cleaned.contains('[')
            || cleaned.ends_with(['.', ',', ';'])
            || (cleaned.ends_with(')') && close > open);
        if !unwanted {
            break;
        }
        cleaned.pop();
    }
    let rest = cleaned.get(3 + registrant + 1..)?;
    (!rest.is_empty()).then_some(cleaned)
}

/// An ORCID as `0000-0000-0000-000X`; `None` where the sixteen characters or the check character are wrong.
pub fn orcid(text: &str) -> Option<String> {
    let characters: Vec<u8> = text
        .rsplit('/')
        .next()?
        .bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|b| b.to_ascii_uppercase())
        .collect();
    let (check, digits) = characters.split_last()?;
    if digits.len() != 15 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // ISO 7064 11,2.
    let total = digits.iter().fold(0u32, |sum, digit| (sum + u32::from(digit - b'0')) * 2);
    let expected = match (12 - total % 11) % 11 {
        10 => b'X',
        value => b'0' + value as u8,
    };
    if *check != expected {
        return None;
    }
    let text = String::from_utf8(characters).ok()?;
    Some([&text[..4], &text[4..8], &text[8..12], &text[12..]].join("-"))
}

/// A source's own id in one spelling: the last part of an address, without `WOS:`, in lower case.
pub fn own(text: &str) -> Option<String> {
    let text = text.trim();
    let last = if text.contains("://") { text.rsplit('/').next()? } else { text };
    let lower = last.to_lowercase();
    let plain = ["wos:", "isi:", "pmid:"].iter().find_map(|p| lower.strip_prefix(p)).unwrap_or(&lower).trim();
    (!plain.is_empty()).then(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dois_have_one_spelling() {
        for (text, expected) in [
            ("10.1056/NEJMoa032691", Some("10.1056/nejmoa032691")),
            ("https://doi.org/10.1016/S0140-6736(00)04046-0", Some("10.1016/s0140-6736(00)04046-0")),
            ("DOI: 10.1007/978-3-642-1\\_5.", Some("10.1007/978-3-642-1_5")),
            ("(doi:10.1000/abc)", Some("10.1000/abc")),
            ("10.1002%2fjcc.20289", Some("10.1002/jcc.20289")),
            (
                "10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2",
                Some("10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2"),
            ),
            ("10.1/x", None),
            ("10.1000/", None),
            ("no doi", None),
            ("ISBN 10.12345", None),
        ] {
            assert_eq!(doi(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn an_orcid_is_checked() {
        assert_eq!(orcid("https://orcid.org/0000-0002-1825-0097").as_deref(), Some("0000-0002-1825-0097"));
        assert_eq!(orcid("000000021694233x").as_deref(), Some("0000-0002-1694-233X"));
        assert_eq!(orcid("0000-0002-1825-0098"), None);
        assert_eq!(orcid("not one"), None);
    }

    #[test]
    fn own_ids_lose_what_is_around_them() {
        assert_eq!(own("WOS:000123").as_deref(), Some("000123"));
        assert_eq!(own("https://openalex.org/W123").as_deref(), Some("w123"));
        assert_eq!(own("2-s2.0-84").as_deref(), Some("2-s2.0-84"));
        assert_eq!(own(" "), None);
    }
}
