//! Marked-up text to plain text: entities and tags in abstracts and titles.

use super::text::tidy;

/// The text with `&amp;`, `&lt;`, `&gt;`, `&quot;`, `&apos;`, `&nbsp;` and numbered entities as characters.
pub(super) fn without_entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(end, _)| end);
        if let Some((c, end)) = end.and_then(|end| Some((character(&rest[1..end])?, end))) {
            out.push(c);
            rest = &rest[end + 1..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// The character of one entity.
pub(super) fn character(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    })
}

/// The text without tags (`<jats:p>…`), a space where a block ends; `None` when nothing is left.
pub(super) fn without_tags(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tag = &rest[at..];
        let named = tag[1..].trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic());
        if let Some(end) = tag.find('>').filter(|_| named) {
            let name = tag[1..end].trim_start_matches('/').trim_start_matches("jats:");
            if ["p", "title", "sec", "br", "div", "list", "list-item"]
                .iter()
                .any(|block| name.trim_end_matches('/').trim() == *block)
            {
                out.push(' ');
            }
            rest = &tag[end + 1..];
        } else {
            out.push('<');
            rest = &tag[1..];
        }
    }
    out.push_str(rest);
    tidy(&without_entities(&out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_and_tags_are_taken_out() {
        assert_eq!(without_entities("R&amp;D &#233; &#xe9; &unknown; & Co"), "R&D é é &unknown; & Co");
        assert_eq!(
            without_tags("<jats:title>Abstract</jats:title><jats:p>p &lt; 5 and a <b>b</b> 1 < 2</jats:p>")
                .as_deref(),
            Some("Abstract p < 5 and a b 1 < 2")
        );
        assert_eq!(without_tags("<jats:p/>"), None);
    }
}
