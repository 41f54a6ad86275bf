//! Ids, years and shares as types, so that none is taken for another.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The id as an index into the table whose rows it numbers.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A paper's number in its corpus: papers are numbered by date, then by key.
    PaperId
);
id!(
    /// An author's number in the corpus.
    AuthorId
);
impl AuthorId {
    /// What the person is called where names are not asked for: the same in every table, figure and report of a corpus.
    pub fn pseudonym(self) -> String {
        format!("P-{:04}", u64::from(self.0) + 1)
    }
}

id!(
    /// An institution's number in the corpus: its row in the table `institutions`.
    InstitutionId
);

/// A calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Year(pub i16);

/// A share of a whole, always inside 0..=1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Share(f64);

impl Share {
    /// A share, or `None` outside 0..=1 (and for NaN).
    pub fn new(value: f64) -> Option<Self> {
        (0.0..=1.0).contains(&value).then_some(Self(value))
    }

    /// `part` of `whole`; `None` for an empty whole or a part larger than it.
    pub fn of(part: u64, whole: u64) -> Option<Self> {
        if whole == 0 || part > whole { None } else { Some(Self(part as f64 / whole as f64)) }
    }

    /// The share as a number in 0..=1.
    pub fn value(self) -> f64 {
        self.0
    }

    /// The share in percent.
    pub fn percent(self) -> f64 {
        self.0 * 100.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_stays_inside_its_whole() {
        assert_eq!(Share::new(1.2), None);
        assert_eq!(Share::new(f64::NAN), None);
        assert_eq!(Share::of(1, 0), None);
        assert_eq!(Share::of(3, 2), None);
        assert_eq!(Share::of(110, 657).map(|s| (s.percent() * 10.0).round()), Some(167.0));
    }
}
