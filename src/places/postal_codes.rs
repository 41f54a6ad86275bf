//! How countries write postal codes, in folded words.

/// Whether a word holds a digit.
pub(super) fn has_digit(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

/// Whether a word is a number of so many digits.
pub(super) fn is_number(word: &str, digits: usize) -> bool {
    word.len() == digits && word.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a word is a ZIP code with its extension, run together.
pub(super) fn is_zip_plus_four(word: &str) -> bool {
    is_number(word, 9)
}

/// `M5S 1A1` or `M5S1A1`.
pub(super) fn is_canadian(first: &str, second: &str) -> bool {
    let shape = |word: &str, letters: [bool; 3]| {
        word.len() == 3
            && word
                .bytes()
                .zip(letters)
                .all(|(b, letter)| if letter { b.is_ascii_alphabetic() } else { b.is_ascii_digit() })
    };
    match first.len() {
        6 => first.is_char_boundary(3) && is_canadian(&first[..3], &first[3..]),
        _ => shape(first, [true, false, true]) && shape(second, [false, true, false]),
    }
}

/// `cb2 2qq`, `ec3n 4dx`: the outward and the inward half of a British postcode.
pub(super) fn is_british(outward: &str, inward: &str) -> bool {
    let letters = outward.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digit = outward.as_bytes().get(letters).is_some_and(u8::is_ascii_digit);
    let first = (1..=2).contains(&letters) && digit && (2..=4).contains(&outward.len());
    let second = inward.len() == 3
        && inward.as_bytes()[0].is_ascii_digit()
        && inward.bytes().skip(1).all(|b| b.is_ascii_alphabetic());
    first && second
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_postal_codes() {
        assert!(is_british("cb2", "2qq") && is_british("ec3n", "4dx"));
        assert!(!is_british("cb", "2qq") && !is_british("cb2", "qqq") && !is_british("2", "2qq"));
        assert!(is_canadian("m5s", "1a1") && is_canadian("m5s1a1", ""));
        assert!(!is_canadian("m55", "1a1") && !is_canadian("", ""));
        assert!(is_number("02139", 5) && !is_number("0213", 5) && is_zip_plus_four("021394307"));
        assert!(has_digit("b2") && !has_digit("b"));
    }
}
