//! The colours: Okabe and Ito's for classes (told apart by readers with any colour vision), cividis for amounts
//! (Nuñez, Anderton and Renslow 2018, doi:10.1371/journal.pone.0199239), greys for what is unknown or left over.

use std::fmt;

/// A colour of the sRGB space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// Text and axes.
pub const INK: Colour = Colour(0x22, 0x22, 0x22);
/// Text on colours: at least one of black and white has a contrast of 4.5 on any.
const BLACK: Colour = Colour(0, 0, 0);
/// Text of second rank: bases, sources, ticks. Contrast 7.5 on white.
pub const SOFT_INK: Colour = Colour(0x55, 0x55, 0x55);
/// Lines that only guide the eye.
pub const HAIR: Colour = Colour(0xdd, 0xdd, 0xdd);
/// What is unknown, other or left over.
pub const GREY: Colour = Colour(0x9e, 0x9e, 0x9e);
/// Cells without a value.
pub const PALE: Colour = Colour(0xf4, 0xf4, 0xf4);
/// The paper.
pub const WHITE: Colour = Colour(0xff, 0xff, 0xff);
/// Blue of Okabe and Ito: the colour of a figure with one class.
pub const BLUE: Colour = Colour(0x00, 0x72, 0xb2);
/// Vermilion of Okabe and Ito: what is watch-listed or marked, never without a shape of its own.
pub const VERMILION: Colour = Colour(0xd5, 0x5e, 0x00);

/// Okabe and Ito's colours in the order in which classes take them. Their vermilion is the last, so that figures which
/// mark what is watch-listed can leave it out; their black is left to the text.
const CLASSES: [Colour; 7] = [
    BLUE,
    Colour(0xe6, 0x9f, 0x00),
    Colour(0x00, 0x9e, 0x73),
    Colour(0xcc, 0x79, 0xa7),
    Colour(0x56, 0xb4, 0xe9),
    Colour(0xf0, 0xe4, 0x42),
    VERMILION,
];

/// How many classes can be told apart; a figure folds what is beyond into one grey class.
pub const MOST_CLASSES: usize = CLASSES.len();

/// The colour of the class with this rank (0 is the largest); grey past the last.
pub fn class(rank: usize) -> Colour {
    CLASSES.get(rank).copied().unwrap_or(GREY)
}

/// Whether a class of this name is no class but a lack of one: it is drawn grey and last.
pub fn is_remainder(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    matches!(
        name.as_str(),
        "" | "unknown" | "other" | "others" | "none" | "unresolved" | "no country" | "no date"
    )
}

/// The colour of an amount, 0 the least and 1 the most. Runs from light to dark, so that more is darker on white.
pub fn amount(share: f64) -> Colour {
    let colour = colorous::CIVIDIS.eval_continuous((1.0 - share).clamp(0.0, 1.0));
    Colour(colour.r, colour.g, colour.b)
}

/// Black or white, whichever reads better on `fill` (by the contrast of WCAG 2).
pub fn ink_on(fill: Colour) -> Colour {
    if contrast(WHITE, fill) >= contrast(BLACK, fill) { WHITE } else { BLACK }
}

/// The contrast of two colours by WCAG 2: 1 (none) to 21 (black on white).
pub fn contrast(one: Colour, other: Colour) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// A darker shade of a colour, for outlines.
pub fn darker(colour: Colour) -> Colour {
    let shade = |channel: u8| (f64::from(channel) * 0.65).round() as u8;
    Colour(shade(colour.0), shade(colour.1), shade(colour.2))
}

fn luminance(colour: Colour) -> f64 {
    let linear = |channel: u8| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_on_white_has_the_contrast_of_the_standard() {
        assert!((contrast(Colour(0, 0, 0), WHITE) - 21.0).abs() < 1e-9);
        assert!((contrast(WHITE, WHITE) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn text_is_readable_on_every_fill() {
        for step in 0..=100 {
            let fill = amount(f64::from(step) / 100.0);
            assert!(contrast(ink_on(fill), fill) >= 4.5, "{fill}");
        }
        for rank in 0..=MOST_CLASSES {
            assert!(contrast(ink_on(class(rank)), class(rank)) >= 4.5, "{}", class(rank));
        }
        assert!(contrast(SOFT_INK, WHITE) >= 7.0);
    }

    #[test]
    fn a_larger_amount_is_darker() {
        assert!(luminance(amount(0.0)) > luminance(amount(0.5)));
        assert!(luminance(amount(0.5)) > luminance(amount(1.0)));
    }
}
