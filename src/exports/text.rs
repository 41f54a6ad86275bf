//! Text from records made harmless for XML and for the line formats.

use std::borrow::Cow;

/// Text for XML content and attributes: the five special characters and line breaks become references, and characters
/// that XML 1.0 forbids become U+FFFD.
pub(super) fn xml(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| !matches!(c, '&' | '<' | '>' | '"' | '\'') && (' '..'\u{fffe}').contains(&c)) {
        return text.into();
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\n' => safe.push_str("&#10;"),
            '\r' => safe.push_str("&#13;"),
            '\t' => safe.push_str("&#9;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe.into()
}

/// Text on one line: every control character and line separator becomes a blank, and runs of blanks one.
pub(super) fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '\u{2028}' | '\u{2029}');
    text.split(breaks).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_break_xml_is_gone() {
        assert_eq!(
            xml("<a b='1' c=\"2\">&\n\u{1}\u{ffff}"),
            "&lt;a b=&apos;1&apos; c=&quot;2&quot;&gt;&amp;&#10;\u{fffd}\u{fffd}"
        );
        assert_eq!(xml("Université 김일성 𝔸"), "Université 김일성 𝔸");
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(one_line(" a\r\n\tb\u{2028}c\u{0}d "), "a b c d");
    }
}
