//! The segments of an affiliation that name an institution by what it calls itself, for texts that no registry knows:
//! "Inst. Optics, Univ. of Lund, Sweden" has `university lund`. Time O(length).

use super::forms::{canonical, is_generic, is_institution_noun, is_subject, is_unit_noun, kept};
use crate::places::text::{Gap, Words};

/// The words with weight of each such segment, under the forms that the matcher compares, in the text's order. A segment that
/// begins as a part of an institution does ("Department of …", "Institute of …") or has no word of its own ("Technical
/// University") is none.
pub fn named(text: &str) -> Vec<String> {
    let words = Words::of(text);
    let kept = kept(&words);
    let segments = kept.chunk_by(|_, next| next.gap < Gap::Comma);
    let forms = segments.map(|segment| segment.iter().map(|word| canonical(words.get(word.at))).collect());
    forms.filter(|forms: &Vec<&str>| is_named(forms)).map(|forms| forms.join(" ")).collect()
}

fn is_named(forms: &[&str]) -> bool {
    let number = |form: &str| form.bytes().any(|b| b.is_ascii_digit());
    let own = |form: &&&str| {
        !(is_institution_noun(form)
            || is_unit_noun(form)
            || is_generic(form)
            || is_subject(form)
            || number(form))
    };
    forms.iter().any(|form| is_institution_noun(form))
        && forms.first().is_some_and(|form| !is_unit_noun(form))
        && forms.iter().filter(own).count() > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_segments_with_a_name_of_their_own_count() {
        for (text, expected) in [
            ("Inst. Optics, Univ. of Lund, Sweden", &["university lund"][..]),
            ("Department of Physics, Lund University, SE-221 00 Lund, Sweden", &["lund university"]),
            ("Faculty of Arts, Technical University, Hospital of Glaston", &["hospital glaston"]),
            ("Lund, Sweden", &[]),
            ("", &[]),
        ] {
            assert_eq!(named(text), expected, "{text}");
        }
    }
}
