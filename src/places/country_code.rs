//! An ISO 3166-1 alpha-2 code as a type: two capital letters that the embedded list knows.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::table::Row;

/// A country or territory of ISO 3166-1 (or `XK`, which statistics use for Kosovo), by its alpha-2 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// The code from two ASCII letters of either case; whether a country has it is not checked here.
    pub(crate) fn from_letters(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }

    /// The code in a cell of a table that a user wrote, and none where the cell is empty.
    ///
    /// # Errors
    /// No country has the code; the message names file and line.
    pub(crate) fn of_cell(row: &Row, column: Option<usize>) -> crate::error::Result<Option<Self>> {
        match row.cell(column) {
            "" => Ok(None),
            code => code.parse().map(Some).map_err(|NotACountry| {
                row.error(
                    format!("no country has the code `{code}`"),
                    "write an ISO 3166-1 alpha-2 code such as KP",
                )
            }),
        }
    }

    /// The two capital letters.
    pub fn as_str(&self) -> &str {
        // Built from ASCII letters only.
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no code of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACountry;

impl fmt::Display for NotACountry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no country has this code; use an ISO 3166-1 alpha-2 code such as KP")
    }
}

impl std::error::Error for NotACountry {}

impl FromStr for CountryCode {
    type Err = NotACountry;

    /// Reads an alpha-2 code of either case; a code that no country has is refused.
    fn from_str(text: &str) -> Result<Self, NotACountry> {
        let code = Self::from_letters(text.trim()).ok_or(NotACountry)?;
        if super::Countries::embedded().knows(code) { Ok(code) } else { Err(NotACountry) }
    }
}

impl Serialize for CountryCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CountryCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|NotACountry| serde::de::Error::custom(format!("`{text}`: {NotACountry}")))
    }
}
