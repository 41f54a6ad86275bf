//! Hostile text made harmless for HTML.

use std::borrow::Cow;

/// The text with `&`, `<`, `>`, `"` and `'` as entities, and control characters that HTML forbids replaced by U+FFFD:
/// safe as element content and inside quoted attributes.
///
/// ```
/// use citetrace::report::escape::html;
/// assert_eq!(html("<b>\"R&D\"</b>"), "&lt;b&gt;&quot;R&amp;D&quot;&lt;/b&gt;");
/// ```
pub fn html(text: &str) -> Cow<'_, str> {
    let harmless = |c: char| !matches!(c, '&' | '<' | '>' | '"' | '\'') && !is_forbidden(c);
    if text.chars().all(harmless) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if is_forbidden(c) => safe.push('\u{FFFD}'),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// Control characters, and the marks that turn the direction of what follows them around.
fn is_forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The address of a DOI at the resolver; characters that could leave the attribute or the path are percent-encoded.
pub fn doi_address(doi: &str) -> String {
    let mut address = String::from("https://doi.org/");
    for byte in doi.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'.'
            | b'/'
            | b'-'
            | b'_'
            | b'('
            | b')'
            | b':'
            | b';' => {
                address.push(byte as char);
            }
            other => {
                address.push('%');
                address.push_str(&format!("{other:02X}"));
            }
        }
    }
    address
}

/// The text cut to at most `most` characters, with an ellipsis where something was cut.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    if text.chars().count() <= most {
        return Cow::Borrowed(text);
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    Cow::Owned(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_place() {
        assert_eq!(html("</script><img onerror='x'>"), "&lt;/script&gt;&lt;img onerror=&#39;x&#39;&gt;");
        assert_eq!(html("a\u{0}b\u{202E}c"), "a\u{FFFD}b\u{FFFD}c");
        assert_eq!(doi_address("10.1/a\"b<c"), "https://doi.org/10.1/a%22b%3Cc");
        assert_eq!(shortened("abcdef", 4), "abc…");
        assert_eq!(shortened("abcd", 4), "abcd");
    }
}
