//! Dates as exports write them.

use crate::date::PartialDate;

/// The month that a word names: an English name or its first letters (three or more).
pub(super) fn month(word: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let named = |name: &str| word.len() >= 3 && name.starts_with(word.as_str());
    NAMES.iter().position(|name| named(name)).map(|at| at as i8 + 1)
}

/// A year of four digits, 1000 to 2999.
pub(super) fn year(text: &str) -> Option<i16> {
    let text = text.trim();
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|year| digits && (1000..3000).contains(year))
}

/// A date in any of the forms that exports use: `2016`, `2016-12`, `2016-12-01`, `2016/12/01`, `1 December 2016`,
/// `Dec 2016`, `December 1, 2016`, `2016 Dec 1`, `2016-12-01T00:00:00Z`. A form of numbers only in which day and month
/// can't be told apart (`01/12/2016`) gives the year, and so does a range of months (`Jan-Feb 2016`), for its end is as
/// likely; a range of days gives the month; what is no date gives `None`.
pub(super) fn date(text: &str) -> Option<PartialDate> {
    let text = text.trim();
    let text = text
        .split_once('T')
        .filter(|(day, _)| day.parse::<PartialDate>().is_ok())
        .map_or(text, |(day, _)| day);
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || ",/-.".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    let the_year = words.iter().position(|word| year(word).is_some())?;
    let whole = year(words[the_year])?;
    let rest: Vec<&str> =
        words.iter().enumerate().filter(|(at, _)| *at != the_year).map(|(_, word)| *word).collect();
    let number = |word: &&str| -> Option<i8> { word.parse().ok().filter(|_| word.len() <= 2) };
    let months: Vec<i8> = rest.iter().filter_map(|word| month(word)).collect();
    let numbers: Vec<i8> = rest.iter().filter_map(number).collect();
    let (the_month, day) = match (months.as_slice(), numbers.as_slice()) {
        ([one], [day]) => (Some(*one), Some(*day)),
        ([one], _) => (Some(*one), None),
        ([], [one, day, ..]) if the_year == 0 => (Some(*one), Some(*day)),
        ([], [one]) if the_year == 0 => (Some(*one), None),
        _ => (None, None),
    };
    PartialDate::new(whole, the_month, day)
        .or_else(|| PartialDate::new(whole, the_month, None))
        .or_else(|| PartialDate::year(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_many_forms_are_read() {
        for (text, expected) in [
            ("2016", "2016"),
            ("2016-12", "2016-12"),
            ("2016-12-01", "2016-12-01"),
            ("2016/12/1", "2016-12-01"),
            ("1 December 2016", "2016-12-01"),
            ("Dec 2016", "2016-12"),
            ("DEC 2016", "2016-12"),
            ("December 1, 2016", "2016-12-01"),
            ("2016 Sept. 1", "2016-09-01"),
            ("2019//", "2019"),
            ("2016-12-01T10:00:00Z", "2016-12-01"),
            ("01/12/2016", "2016"),
            ("2016-13-45", "2016"),
            ("2000 Spring", "2000"),
            ("1998 Dec-1999 Jan", "1998"),
            ("1 Jan.-Feb. 2019", "2019"),
            ("24-27 Sept. 2019", "2019-09"),
            ("2019//", "2019"),
        ] {
            assert_eq!(date(text).map(|date| date.to_string()), Some(expected.to_owned()), "{text}");
        }
        for text in ["", "December", "12", "20161", "abcd"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
