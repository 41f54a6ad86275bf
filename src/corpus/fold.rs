//! Texts folded for comparison only: lower case, no marks, no tags, words apart by one space. Digits stay, since
//! "Cancer statistics, 2005" and "Cancer statistics, 2006" are two works.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Folds a title or any other text to words of letters and digits, apart by one space.
///
/// Tags such as `<inf>2</inf>` are dropped without a gap, so `YBa<inf>2</inf>Cu` is one word; letters that
/// decomposition leaves whole (ø, ł, ß, æ) get their usual Latin spelling, Greek letters their names. Linear time.
pub fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if character == '<'
            && let Some(length) = tag_length(rest)
        {
            rest = &rest[length..];
            continue;
        }
        rest = &rest[character.len_utf8()..];
        if character.is_ascii() {
            if character.is_ascii_alphanumeric() {
                push(&mut out, &mut gap, character.to_ascii_lowercase());
            } else if character != '\'' {
                gap = true;
            }
            continue;
        }
        if matches!(character, '’' | '‘' | 'ʼ' | '\u{ad}') {
            continue;
        }
        fold(character, &mut out, &mut gap);
    }
    out
}

/// The length of a tag at the start of `text`: `<` or `</`, letters, `>`.
fn tag_length(text: &str) -> Option<usize> {
    let inside = text.get(1..)?;
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let closed = letters > 0 && letters <= 6 && name.as_bytes().get(letters) == Some(&b'>');
    closed.then(|| text.len() - name.len() + letters + 1)
}

fn push(out: &mut String, gap: &mut bool, character: char) {
    if *gap && !out.is_empty() {
        out.push(' ');
    }
    *gap = false;
    out.push(character);
}

fn fold(character: char, out: &mut String, gap: &mut bool) {
    for part in std::iter::once(character).nfkd() {
        if is_combining_mark(part) {
            continue;
        }
        if let Some(spelling) = spelling(part) {
            for letter in spelling.chars() {
                push(out, gap, letter);
            }
        } else if part.is_alphanumeric() {
            for letter in part.to_lowercase() {
                if let Some(spelling) = spelling(letter) {
                    for letter in spelling.chars() {
                        push(out, gap, letter);
                    }
                } else {
                    push(out, gap, letter);
                }
            }
        } else {
            *gap = true;
        }
    }
}

/// Letters that have no decomposition, and the names of Greek letters.
fn spelling(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ß' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        'α' => "alpha",
        'β' => "beta",
        'γ' => "gamma",
        'δ' => "delta",
        'ε' => "epsilon",
        'ζ' => "zeta",
        'η' => "eta",
        'θ' => "theta",
        'κ' => "kappa",
        'λ' => "lambda",
        'μ' => "mu",
        'ν' => "nu",
        'ξ' => "xi",
        'π' => "pi",
        'ρ' => "rho",
        'σ' | 'ς' => "sigma",
        'τ' => "tau",
        'φ' => "phi",
        'χ' => "chi",
        'ψ' => "psi",
        'ω' => "omega",
        _ => return None,
    })
}

/// A volume, page or article number without its leading zeros and marks: `S116`, `RR-17` → `rr17`. `None` when empty.
pub fn number(text: &str) -> Option<String> {
    let folded: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let trimmed = folded.trim_start_matches('0');
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// The words of a folded title that number it: digits, Roman numerals, and the word after "part". Two titles whose
/// numbers differ are two works, whatever else agrees.
pub fn numbers(folded: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    let mut after_part = false;
    for (at, word) in folded.split(' ').enumerate() {
        let digits = word.bytes().any(|b| b.is_ascii_digit());
        let roman = at > 0
            && (word.len() > 1 || after_part)
            && word.bytes().all(|b| b"ivx".contains(&b))
            && !word.is_empty();
        if digits || roman || (after_part && word.len() <= 5) {
            found.push(word);
        }
        after_part =
            matches!(word, "part" | "parts" | "paper" | "volume" | "vol" | "phase" | "report" | "chapter");
    }
    found.sort_unstable();
    found
}

/// FNV-1a over a kind and its parts: stable, 64 bits wide.
pub(super) fn hash(kind: char, parts: &[&str]) -> u64 {
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |byte: u8| sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    add(kind as u8);
    for part in parts {
        part.bytes().for_each(&mut add);
        add(0xff);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_fold_to_words() {
        for (text, folded) in [
            ("YBa<inf>2</inf>Cu<inf>3</inf>O<inf>7−z</inf> films", "yba2cu3o7 z films"),
            ("  The Warburg’s effect: a  review.", "the warburgs effect a review"),
            ("Müller, Sørlie & Łódź", "muller sorlie lodz"),
            ("TGF-β and NF-κB", "tgf beta and nf kappab"),
            ("T < 4 K and p<0.05", "t 4 k and p 0 05"),
            ("非晶 合金", "非晶 合金"),
            ("ﬁne ½", "fine 1 2"),
            ("", ""),
        ] {
            assert_eq!(words(text), folded, "{text}");
        }
    }

    #[test]
    fn the_numbers_of_a_title_are_found() {
        assert_eq!(numbers("cancer statistics 2005"), ["2005"]);
        assert_eq!(numbers("design of trials part ii analysis"), ["ii"]);
        assert_eq!(numbers("design of trials part b"), ["b"]);
        assert_eq!(numbers("i saw mixed results"), [""; 0]);
    }

    #[test]
    fn numbers_lose_zeros_and_marks() {
        assert_eq!(number("RR-17").as_deref(), Some("rr17"));
        assert_eq!(number("0012").as_deref(), Some("12"));
        assert_eq!(number(" - "), None);
    }
}
