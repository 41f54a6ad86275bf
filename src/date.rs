//! Dates that know how precise they are: a year, a month of a year, or a day.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How much of a date the source states, from coarse to fine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Only the year is known.
    Year,
    /// Year and month are known.
    Month,
    /// The day is known.
    Day,
}

impl Precision {
    /// The word written into tables: `year`, `month` or `day`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
        }
    }

    /// Reads what [`Precision::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "year" => Some(Self::Year),
            "month" => Some(Self::Month),
            "day" => Some(Self::Day),
            _ => None,
        }
    }
}

/// A date with its precision. The unknown parts are stored as 1, so the derived order sorts a year before its months.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    first_day: Date,
    precision: Precision,
}

impl PartialDate {
    /// A year. `None` outside 1..=9999.
    pub fn year(year: i16) -> Option<Self> {
        Self::new(year, None, None)
    }

    /// A date from its parts; a day without a month is dropped. `None` when the calendar has no such date.
    pub fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        if year < 1 {
            return None;
        }
        let (day, precision) = match (month, day) {
            (Some(_), Some(day)) => (day, Precision::Day),
            (Some(_), None) => (1, Precision::Month),
            (None, _) => (1, Precision::Year),
        };
        let first_day = Date::new(year, month.unwrap_or(1), day).ok()?;
        Some(Self { first_day, precision })
    }

    /// A full calendar day.
    pub fn from_day(day: Date) -> Self {
        Self { first_day: day, precision: Precision::Day }
    }

    /// From days since 1 January 1970 and a precision, as the tables store it.
    pub fn from_epoch_days(days: i32, precision: Precision) -> Option<Self> {
        let epoch = Date::constant(1970, 1, 1);
        let first_day = epoch.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
        Some(Self { first_day, precision })
    }

    /// Days since 1 January 1970 of the first day that the date can mean.
    pub fn epoch_days(self) -> i32 {
        let epoch = Date::constant(1970, 1, 1);
        (self.first_day - epoch).get_days()
    }

    /// The year.
    pub fn year_number(self) -> i16 {
        self.first_day.year()
    }

    /// The first day that the date can mean.
    pub fn first_day(self) -> Date {
        self.first_day
    }

    /// How much of the date is known.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// The same date known to no more than `precision`.
    pub fn coarsened(self, precision: Precision) -> Self {
        let precision = precision.min(self.precision);
        let first_day = match precision {
            Precision::Year => Date::constant(self.first_day.year(), 1, 1),
            Precision::Month => self.first_day.first_of_month(),
            Precision::Day => self.first_day,
        };
        Self { first_day, precision }
    }

    /// Compares at the coarser of the two precisions: 2016 and 2016-12-01 are equal, for nothing more is known.
    pub fn compare(self, other: Self) -> Ordering {
        let precision = self.precision.min(other.precision);
        self.coarsened(precision).first_day.cmp(&other.coarsened(precision).first_day)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.first_day.year(), self.first_day.month(), self.first_day.day());
        match self.precision {
            Precision::Year => write!(f, "{year:04}"),
            Precision::Month => write!(f, "{year:04}-{month:02}"),
            Precision::Day => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is no date of the forms `2016`, `2016-12` or `2016-12-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADate;

impl FromStr for PartialDate {
    type Err = NotADate;

    /// Reads `YYYY`, `YYYY-MM` and `YYYY-MM-DD`, and nothing else.
    fn from_str(text: &str) -> Result<Self, NotADate> {
        fn number(part: Option<&str>, digits: usize) -> Result<Option<i16>, NotADate> {
            part.map(|p| {
                let right = p.len() == digits && p.bytes().all(|b| b.is_ascii_digit());
                if right { p.parse().map_err(|_| NotADate) } else { Err(NotADate) }
            })
            .transpose()
        }
        let mut parts = text.trim().splitn(3, '-');
        let year = number(parts.next(), 4)?.ok_or(NotADate)?;
        let month = number(parts.next(), 2)?.map(|m| m as i8);
        let day = number(parts.next(), 2)?.map(|d| d as i8);
        Self::new(year, month, day).ok_or(NotADate)
    }
}

impl Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|NotADate| {
            serde::de::Error::custom(format!("`{text}` is no date; write YYYY, YYYY-MM or YYYY-MM-DD"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    #[test]
    fn comparison_takes_the_coarser_precision() {
        assert_eq!(date("2016").compare(date("2016-12-01")), Ordering::Equal);
        assert_eq!(date("2016-11").compare(date("2016-12-01")), Ordering::Less);
        assert_eq!(date("2017").compare(date("2016-12-01")), Ordering::Greater);
        assert_eq!(date("2016-12-02").compare(date("2016-12-01")), Ordering::Greater);
    }

    #[test]
    fn a_date_survives_its_text_and_its_day_number() {
        for text in ["2016", "2016-12", "2016-12-01", "1969-12-31", "0988"] {
            let d = date(text);
            assert_eq!(d.to_string(), text);
            assert_eq!(PartialDate::from_epoch_days(d.epoch_days(), d.precision()), Some(d));
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "16", "2016-13", "2016-02-30", "2016-1-1", "20161", "2016-12-01T00", "abcd", "-016"]
        {
            assert_eq!(text.parse::<PartialDate>(), Err(NotADate), "{text}");
        }
    }
}
