//! Text as it is drawn: cleaned, measured with the font that the program carries, shortened, wrapped; numbers as
//! they are printed.
//!
//! Widths are sums of the advances of DejaVu Sans. A letter that the font lacks (Korean, Chinese, Japanese) counts as
//! one em, which is what fonts of those scripts give it.

use std::sync::LazyLock;

use ttf_parser::Face;
use unicode_normalization::char::is_combining_mark;

/// The font of the figures; the second name has nearly the same widths where the first is not installed.
pub const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";
/// What stands for the part that was cut.
pub const ELLIPSIS: char = '…';

/// Stroke weight of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// As running text.
    #[default]
    Regular,
    /// Headings.
    Bold,
}

static REGULAR: LazyLock<Option<Face<'static>>> =
    LazyLock::new(|| Face::parse(dejavu::sans::regular(), 0).ok());
static BOLD: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::parse(dejavu::sans::bold(), 0).ok());

/// The width of `text` in the units of `size`.
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let face = match weight {
        Weight::Regular => REGULAR.as_ref(),
        Weight::Bold => BOLD.as_ref(),
    };
    text.chars().map(|letter| advance(face, letter)).sum::<f64>() * size
}

/// The advance of one letter in em.
fn advance(face: Option<&Face<'static>>, letter: char) -> f64 {
    if is_invisible(letter) {
        return 0.0;
    }
    let known = face.and_then(|face| {
        let glyph = face.glyph_index(letter)?;
        Some(f64::from(face.glyph_hor_advance(glyph)?) / f64::from(face.units_per_em()))
    });
    match known {
        Some(advance) => advance,
        None if is_combining_mark(letter) => 0.0,
        None => 1.0,
    }
}

/// Marks without a shape: joiners and marks of direction.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}')
}

/// Whether the font that the program carries has this letter.
pub fn in_own_font(letter: char) -> bool {
    is_invisible(letter) || REGULAR.as_ref().is_some_and(|face| face.glyph_index(letter).is_some())
}

/// `text` without what would break a figure or deceive its reader: control characters, characters that XML forbids,
/// marks that turn the direction of what follows; each run of white space is one space.
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {}
            space if space.is_whitespace() || space.is_control() => {
                if !cleaned.is_empty() && !cleaned.ends_with(' ') {
                    cleaned.push(' ');
                }
            }
            other => cleaned.push(other),
        }
    }
    cleaned.truncate(cleaned.trim_end().len());
    cleaned
}

/// The cleaned name, or words that say that there is none.
pub fn named(text: &str) -> String {
    let cleaned = clean(text);
    if cleaned.is_empty() { "(no name)".to_owned() } else { cleaned }
}

/// `name` (already clean) and behind it `tail` (a count), the name cut so that both fit into `room`. Behind a name that is read from the
/// right a mark keeps the tail on its side.
pub fn with_tail(name: &str, tail: &str, room: f64, size: f64) -> String {
    let mut shown = fit(name, room - width(tail, size, Weight::Regular), size, Weight::Regular);
    if !tail.is_empty() && shown.chars().any(runs_leftward) {
        shown.push(LEFT_TO_RIGHT);
    }
    shown.push_str(tail);
    shown
}

/// The invisible mark that ends a passage read from the right.
const LEFT_TO_RIGHT: char = '\u{200e}';

/// Whether a letter belongs to a script that is written from the right (Hebrew to Syriac, and their presentation forms).
fn runs_leftward(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// As much of `text` (already clean) as fits into `room`, with an ellipsis where something was cut. Empty where not even
/// the ellipsis fits.
pub fn fit(text: &str, room: f64, size: f64, weight: Weight) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let mut left = room - width("…", size, weight);
    if left < 0.0 {
        return String::new();
    }
    let mut end = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((_, letter)) = letters.next() {
        left -= width(letter.encode_utf8(&mut [0; 4]), size, weight);
        if left < 0.0 {
            break;
        }
        // A letter is never parted from the marks upon it.
        match letters.peek() {
            Some((_, next)) if is_combining_mark(*next) => {}
            Some((at, _)) => end = *at,
            None => end = text.len(),
        }
    }
    let mut shown = text[..end].trim_end_matches([' ', ',', ';', '-']).to_owned();
    shown.push(ELLIPSIS);
    shown
}

/// `text` (already clean) in at most `most` lines of the width `room`; the last one is cut where there is more.
pub fn wrap(text: &str, room: f64, size: f64, weight: Weight, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() && lines.len() < most {
        if lines.len() + 1 == most || width(rest, size, weight) <= room {
            lines.push(fit(rest, room, size, weight));
            break;
        }
        let mut end = 0;
        for (at, _) in rest.match_indices(' ') {
            if width(&rest[..at], size, weight) > room {
                break;
            }
            end = at;
        }
        if end == 0 {
            // One word wider than the line: broken between letters.
            let cuts = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            end = cuts.take_while(|at| width(&rest[..*at], size, weight) <= room).last().unwrap_or(0);
            if end == 0 {
                break;
            }
        }
        lines.push(rest[..end].to_owned());
        rest = rest[end..].trim_start();
    }
    lines
}

/// A count with a comma between thousands: `9,012`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut printed = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            printed.push(',');
        }
        printed.push(digit);
    }
    printed
}

/// A count in few letters for narrow cells: `9012`, `12k`, `3.4M`.
pub fn short_count(number: u64) -> String {
    let scaled = |unit: f64, letter: char| {
        let value = number as f64 / unit;
        let digits = usize::from(value < 9.95);
        format!("{value:.digits$}{letter}")
    };
    match number {
        0..10_000 => number.to_string(),
        10_000..999_500 => scaled(1e3, 'k'),
        999_500..999_500_000 => scaled(1e6, 'M'),
        _ => scaled(1e9, 'G'),
    }
}

/// A value: whole numbers as counts, others with four significant digits, very small ones as powers of ten.
pub fn value(number: f64) -> String {
    let size = number.abs();
    if number.fract() == 0.0 && size < 1e15 {
        let sign = if number < 0.0 { "−" } else { "" };
        return format!("{sign}{}", count(size as u64));
    }
    if !(1e-4..1e7).contains(&size) {
        return format!("{number:.3e}").replace('-', "−");
    }
    let whole_digits = size.log10().floor() as i32 + 1;
    let digits = (4 - whole_digits).clamp(0, 8) as usize;
    format!("{number:.digits$}").replace('-', "−")
}

/// `n` of `base` as a percentage with one decimal, `16.7%`; `None` for an empty base.
pub fn percent(n: u64, base: u64) -> Option<String> {
    (base > 0).then(|| format!("{:.1}%", n as f64 * 100.0 / base as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_printed_as_people_write_them() {
        assert_eq!([count(0), count(999), count(1000), count(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(
            [short_count(9_999), short_count(12_400), short_count(1_000_000)],
            ["9999", "12k", "1.0M"]
        );
        assert_eq!(
            [short_count(999_499), short_count(999_500), short_count(9_949_999)],
            ["999k", "1.0M", "9.9M"]
        );
        assert_eq!(
            [value(12.0), value(0.001_234_56), value(0.000_012), value(-3.25)],
            ["12", "0.001235", "1.200e−5", "−3.250"]
        );
        assert_eq!(percent(110, 657).as_deref(), Some("16.7%"));
        assert_eq!(percent(0, 0), None);
    }

    #[test]
    fn what_deceives_is_taken_out() {
        assert_eq!(clean("a\u{202e}b\0c\n\n d\u{feff} "), "ab c d");
        assert_eq!(clean("\u{7} \t"), "");
    }

    #[test]
    fn a_count_stays_behind_a_name_that_runs_leftward() {
        assert_eq!(with_tail("abc", " (5)", 99.0, 10.0), "abc (5)");
        assert_eq!(with_tail("\u{5d0}\u{5d1}", " (5)", 99.0, 10.0), "\u{5d0}\u{5d1}\u{200e} (5)");
        assert_eq!(with_tail("abcdefgh", " (5)", 50.0, 10.0), "abc… (5)");
    }

    #[test]
    fn a_letter_keeps_its_marks() {
        let text = "e\u{301}e\u{301}e\u{301}e\u{301}";
        let shown = fit(text, width("ee…", 10.0, Weight::Regular) + 0.1, 10.0, Weight::Regular);
        assert_eq!(shown, "e\u{301}e\u{301}…");
    }

    #[test]
    fn text_without_spaces_is_broken_between_letters() {
        let lines = wrap("한국과학기술연구소", 35.0, 10.0, Weight::Regular, 9);
        assert_eq!(lines, ["한국과", "학기술", "연구소"]);
    }

    proptest! {
        #[test]
        fn what_is_fitted_fits(text in "\\PC{0,60}", room in 0.0..300.0f64) {
            let cleaned = clean(&text);
            prop_assert!(width(&fit(&cleaned, room, 12.0, Weight::Bold), 12.0, Weight::Bold) <= room);
            for line in wrap(&cleaned, room, 12.0, Weight::Regular, 3) {
                prop_assert!(width(&line, 12.0, Weight::Regular) <= room);
            }
        }

        #[test]
        fn cleaning_twice_is_cleaning_once(text in any::<String>()) {
            prop_assert_eq!(clean(&clean(&text)), clean(&text));
        }
    }
}
