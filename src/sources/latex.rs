//! LaTeX in BibTeX values to plain text: escaped characters, accents, grouping braces.

use unicode_normalization::UnicodeNormalization;

/// The value without LaTeX: `\_` is `_`, `{\"o}` is `ö`, `{[}` is `[`. What is not known stays as it is.
pub(super) fn plain(value: &str) -> String {
    if !value.contains(['\\', '{', '}']) {
        return value.trim().to_owned();
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        let behind = &rest[c.len_utf8()..];
        match c {
            '{' | '}' => rest = behind,
            '\\' => rest = command(behind, &mut out),
            _ => {
                out.push(c);
                rest = behind;
            }
        }
    }
    out.trim().nfc().collect()
}

/// Takes one command (what stands behind the backslash) and gives what is left behind it.
fn command<'a>(text: &'a str, out: &mut String) -> &'a str {
    let Some(c) = text.chars().next() else {
        out.push('\\');
        return text;
    };
    let behind = &text[c.len_utf8()..];
    if "_&%$#{}[]()/-, ".contains(c) {
        if c != '/' && c != '-' {
            out.push(c);
        }
        return behind;
    }
    if let Some(accent) = accent(c)
        && (!c.is_ascii_alphabetic() || behind.starts_with(['{', ' ']))
    {
        return accented(behind, accent, out).unwrap_or(behind);
    }
    let word_end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let word = &text[..word_end];
    if let Some((_, letter)) = LETTERS.iter().find(|(name, _)| *name == word) {
        out.push_str(letter);
        return text[word_end..]
            .strip_prefix("{}")
            .or_else(|| text[word_end..].strip_prefix(' '))
            .unwrap_or(&text[word_end..]);
    }
    out.push('\\');
    text
}

/// Puts the accent on the letter that follows; `None` when no letter follows.
fn accented<'a>(text: &'a str, accent: char, out: &mut String) -> Option<&'a str> {
    let inner = text.trim_start();
    let inner = inner.strip_prefix('{').unwrap_or(inner);
    let inner = inner.strip_prefix('\\').filter(|rest| rest.starts_with(['i', 'j'])).unwrap_or(inner);
    let letter = inner.chars().next().filter(|c| c.is_alphabetic())?;
    out.push(letter);
    out.push(accent);
    Some(&inner[letter.len_utf8()..])
}

/// The combining accent of an accent command.
fn accent(command: char) -> Option<char> {
    Some(match command {
        '`' => '\u{300}',
        '\'' => '\u{301}',
        '^' => '\u{302}',
        '~' => '\u{303}',
        '=' => '\u{304}',
        'u' => '\u{306}',
        '.' => '\u{307}',
        '"' => '\u{308}',
        'r' => '\u{30a}',
        'H' => '\u{30b}',
        'v' => '\u{30c}',
        'd' => '\u{323}',
        'c' => '\u{327}',
        'k' => '\u{328}',
        _ => return None,
    })
}

/// Commands that are a letter or a sign.
const LETTERS: &[(&str, &str)] = &[
    ("ss", "ß"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("aa", "å"),
    ("AA", "Å"),
    ("o", "ø"),
    ("O", "Ø"),
    ("l", "ł"),
    ("L", "Ł"),
    ("i", "ı"),
    ("textendash", "–"),
    ("textemdash", "—"),
    ("textquoteright", "’"),
    ("textquoteleft", "‘"),
    ("textquotedblleft", "“"),
    ("textquotedblright", "”"),
    ("textquotesingle", "'"),
    ("textbackslash", "\\"),
    ("textunderscore", "_"),
    ("textasciitilde", "~"),
    ("textdegree", "°"),
    ("textmu", "µ"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_accents_are_taken_out() {
        for (value, expected) in [
            ("10.1000/a\\_b", "10.1000/a_b"),
            ("Research \\& Science", "Research & Science"),
            ("{[}Anonymous], {*}WAT", "[Anonymous], *WAT"),
            (
                "M{\\\"u}ller and Sk\\\"old and Garc{\\'\\i}a and {\\v{C}}ech",
                "Müller and Sköld and García and Čech",
            ),
            ("{\\O}rsted Wei{\\ss} \\L{}ukasz", "Ørsted Weiß Łukasz"),
            ("$\\alpha$-phase 100\\%", "$\\alpha$-phase 100%"),
            ("a \\", "a \\"),
            ("plain", "plain"),
        ] {
            assert_eq!(plain(value), expected, "{value}");
        }
    }
}
