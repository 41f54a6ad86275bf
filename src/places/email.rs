//! The country of an e-mail address by its top-level domain: evidence of last resort, for a text that says nothing else.
//!
//! A domain of two letters is its country's, but for those that are sold to everybody (`.io`, `.co`, `.me`, …) and `.eu`. Of
//! the domains of institutions in ROR's records of 2026, `.gov` is in the United States for 388 of 391; `.edu` for 1,958 of about
//! 2,200 and `.mil` for 201 of 216, so these two say nothing here. Time O(length).

use super::countries::{Countries, CountryMatch, methods};
use super::country_code::CountryCode;

/// Domains of countries that anybody registers, or that more than one country used.
const SOLD: [&str; 32] = [
    "ac", "ag", "ai", "am", "as", "bz", "cc", "cf", "co", "cx", "fm", "ga", "gg", "gl", "gq", "im", "io",
    "is", "la", "ly", "me", "ml", "ms", "nu", "pw", "sc", "sh", "st", "tk", "to", "tv", "ws",
];

/// The countries of the e-mail addresses in a text, each once, in its order.
pub(super) fn countries(text: &str) -> Vec<CountryMatch> {
    let mut found: Vec<CountryMatch> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let start = at + 1;
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let length = text[start..].find(|c| !part(c)).unwrap_or(text.len() - start);
        let domain = text[start..start + length].trim_end_matches(['.', '-']);
        let local = text[..at].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        let Some((host, last)) = domain.rsplit_once('.') else { continue };
        if !local || host.is_empty() || host.starts_with('.') {
            continue;
        }
        let country = match last.to_ascii_lowercase().as_str() {
            "uk" => CountryCode::from_letters("GB"),
            "gov" => CountryCode::from_letters("US"),
            code if SOLD.contains(&code) => None,
            code => CountryCode::from_letters(code),
        };
        let known = |c: &CountryCode| Countries::embedded().knows(*c);
        if let Some(country) = country.filter(known).filter(|c| !found.iter().any(|f| f.country == *c)) {
            found.push(CountryMatch { country, span: start..start + domain.len(), method: methods::EMAIL });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, &str)> {
        countries(text).into_iter().map(|m| (m.country.to_string(), &text[m.span])).collect()
    }

    #[test]
    fn only_domains_of_one_country_count() {
        for (text, expected) in [
            ("A. Author, a.author@example.ac.jp", vec![("JP", "example.ac.jp")]),
            ("a@example.co.uk; b@example.KP.", vec![("GB", "example.co.uk"), ("KP", "example.KP")]),
            ("a@lab.example.gov", vec![("US", "lab.example.gov")]),
            ("a@example.com, b@example.org, c@example.edu, d@example.mil", vec![]),
            ("a@example.io b@example.co c@example.me d@example.tv e@example.ai f@example.eu", vec![]),
            ("a@example.zz, @jp, a@jp, a@.jp, a @ example.jp, @example.jp", vec![]),
            ("réunion@exämple.fr", vec![]),
            ("", vec![]),
        ] {
            let expected: Vec<(String, &str)> =
                expected.into_iter().map(|(code, span)| (code.to_owned(), span)).collect();
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
