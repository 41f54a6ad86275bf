//! Grant numbers taken out of a funding text: `under Grant No. 11272105`, `(51575404, 2017YFB1103700)`, `[EP/K503733/1]`.
//!
//! A number is a word with at least four digits (or two and a letter code) that no other word explains: not a year, not a
//! date, not a telephone number's length. Time O(length).

use std::ops::Range;

/// A grant number with its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
    /// The number as written.
    pub number: String,
    /// The bytes of the text that hold it.
    pub span: Range<usize>,
}

/// All grant numbers of a text, in its order.
pub fn find(text: &str) -> Vec<Award> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside =
            c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '_') || (c == '.' && start.is_some());
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                start = None;
                let word = &text[from..at];
                let trimmed = word.trim_matches(['-', '/', '.', '_']);
                let offset = from + word.find(trimmed).unwrap_or(0);
                if is_award(trimmed) {
                    out.push(Award { number: trimmed.to_owned(), span: offset..offset + trimmed.len() });
                }
            }
            _ => {}
        }
    }
    out
}

fn is_award(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let lower = word.bytes().filter(u8::is_ascii_lowercase).count();
    if word.len() > 40 || lower > 3 {
        return false;
    }
    let year = letters == 0 && digits == 4;
    let years = word.len() == 9
        && digits == 8
        && word.as_bytes()[4] == b'-'
        && (word.starts_with("19") || word.starts_with("20"));
    let date = word.len() == 10 && digits == 8 && word.as_bytes()[4] == b'-' && word.as_bytes()[7] == b'-';
    !(year || years || date) && (digits >= 5 || (digits >= 4 && (letters > 0 || word.contains(['/', '-']))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<String> {
        find(text).into_iter().map(|a| a.number).collect()
    }

    #[test]
    fn numbers_are_taken_out_and_years_are_not() {
        assert_eq!(
            numbers("National Natural Science Foundation of China (NSFC) under Grant No. 11272105"),
            ["11272105"]
        );
        assert_eq!(
            numbers("NSFC (51575404, 51675385); 2017YFB1103700."),
            ["51575404", "51675385", "2017YFB1103700"]
        );
        assert_eq!(numbers("EPSRC [EP/K503733/1], in 2016, 2016-2018, on 2016-12-01"), ["EP/K503733/1"]);
        assert_eq!(
            numbers("NIH R01-GM12345; H2020-MSCA-ITN-2015; the 973 Program"),
            ["R01-GM12345", "H2020-MSCA-ITN-2015"]
        );
        assert_eq!(numbers("no number, Program 111"), Vec::<String>::new());
    }

    #[test]
    fn spans_are_slices() {
        let text = "Grant (No. 11272105).";
        let award = &find(text)[0];
        assert_eq!(&text[award.span.clone()], "11272105");
    }
}
