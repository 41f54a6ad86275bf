//! One printed number: n papers of a named set out of N papers of another.

use serde::{Deserialize, Serialize};

use super::interval::{Z_95, wilson};
use super::set::PaperSet;
use crate::date::PartialDate;
use crate::error::{Error, Result};
use crate::ids::Share;

/// Whether the denominator is everything there is, or drawn from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClaimKind {
    /// All papers of the stated kind in the records: no interval.
    #[default]
    Census,
    /// A random sample: the share gets a 95% Wilson interval.
    Sample,
}

impl ClaimKind {
    /// The word written into `claims.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Census => "census",
            Self::Sample => "sample",
        }
    }
}

/// A number that is printed, as `claims.json` holds it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Claim {
    /// Short and stable.
    pub id: String,
    /// The sentence, without the number.
    pub text: String,
    /// n.
    pub numerator: u64,
    /// The name of the set that n counts.
    pub numerator_set: String,
    /// N.
    pub denominator: u64,
    /// The name of the set that N counts.
    pub denominator_set: String,
    /// n/N; null where N = 0.
    pub share: Option<Share>,
    /// What is counted.
    pub unit: String,
    /// The date up to which the records reach.
    pub as_of: Option<PartialDate>,
    /// Census or sample.
    pub kind: ClaimKind,
    /// The 95% Wilson interval of a sample's share.
    pub interval: Option<(f64, f64)>,
    /// The lower of the two values with the uncertain matches off and on; null where that was not asked.
    pub minimum: Option<Bound>,
    /// The higher of the two.
    pub maximum: Option<Bound>,
}

/// The value of a claim with the [uncertain matches](super::uncertain) all off or all on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bound {
    /// n.
    pub numerator: u64,
    /// N: a paper that leaves the base leaves this too.
    pub denominator: u64,
    /// n/N; null where N = 0.
    pub share: Option<Share>,
}

impl Bound {
    /// n of N.
    pub fn new(numerator: u64, denominator: u64) -> Self {
        Self { numerator, denominator, share: Share::of(numerator, denominator) }
    }

    /// By share, then by number; without a base lowest.
    fn order(&self) -> (f64, u64) {
        (self.share.map_or(-1.0, Share::percent), self.numerator)
    }
}

/// `64 to 67`, or `64/108 to 67/110` where the base differs too; `None` where the two are one.
pub fn range(minimum: Bound, maximum: Bound, of: &str) -> Option<String> {
    if minimum == maximum {
        None
    } else if minimum.denominator == maximum.denominator {
        Some(format!("{} to {}", minimum.numerator, maximum.numerator))
    } else {
        let one = |bound: Bound| format!("{}{of}{}", bound.numerator, bound.denominator);
        Some(format!("{} to {}", one(minimum), one(maximum)))
    }
}

impl Claim {
    /// Counts the papers of `numerator` among those of `denominator`.
    ///
    /// # Errors
    /// A paper of the numerator is not in the denominator: then no share of it means anything.
    pub fn count(
        id: impl Into<String>,
        text: impl Into<String>,
        numerator: &PaperSet,
        denominator: &PaperSet,
        as_of: Option<PartialDate>,
        kind: ClaimKind,
    ) -> Result<Self> {
        let id = id.into();
        if let Some(paper) = numerator.first_outside(denominator) {
            return Err(Error::Broken(format!(
                "claim `{id}`: paper {paper} is in `{}` and not in its base `{}`; a numerator must lie inside its \
                 denominator",
                numerator.name(),
                denominator.name()
            )));
        }
        let (n, of) = (numerator.len() as u64, denominator.len() as u64);
        Ok(Self {
            id,
            text: text.into(),
            numerator: n,
            numerator_set: numerator.name().to_string(),
            denominator: of,
            denominator_set: denominator.name().to_string(),
            share: Share::of(n, of),
            unit: "papers".to_string(),
            as_of,
            kind,
            interval: if kind == ClaimKind::Sample { wilson(n, of, Z_95) } else { None },
            minimum: None,
            maximum: None,
        })
    }

    /// Sets both bounds from the value with the uncertain matches off; the claim itself has them on.
    pub(super) fn bounded_by(&mut self, off: Bound) {
        let on = Bound::new(self.numerator, self.denominator);
        let (low, high) = if off.order() <= on.order() { (off, on) } else { (on, off) };
        (self.minimum, self.maximum) = (Some(low), Some(high));
    }

    /// `110/657 (16.7% of selected)`; without a base no percentage: `0/0 (of selected)`; with `; 104 to 110 by uncertain
    /// matches` where these make a difference.
    pub fn figure(&self) -> String {
        let share = self.share.map_or(String::new(), |share| format!("{:.1}% ", share.percent()));
        let interval = self.interval.map_or(String::new(), |(low, high)| {
            format!(", 95% interval {:.1}% to {:.1}%", low * 100.0, high * 100.0)
        });
        let range = self.minimum.zip(self.maximum).and_then(|(low, high)| range(low, high, "/"));
        let range = range.map_or(String::new(), |range| format!("; {range} by uncertain matches"));
        let base = &self.denominator_set;
        format!("{}/{} ({share}of {base}{interval}{range})", self.numerator, self.denominator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PaperId;

    fn set(name: &str, papers: &[u32]) -> PaperSet {
        PaperSet::new(name, "", papers.iter().copied().map(PaperId))
    }

    #[test]
    fn a_count_names_its_base() {
        let all = set("selected", &(0..657).collect::<Vec<_>>());
        let some = set("suspected", &(0..110).collect::<Vec<_>>());
        let claim =
            Claim::count("suspected", "suspected", &some, &all, "2023-09-30".parse().ok(), ClaimKind::Census);
        let claim = claim.unwrap();
        assert_eq!(claim.figure(), "110/657 (16.7% of selected)");
        insta::assert_snapshot!(serde_json::to_string_pretty(&claim).unwrap(), @r#"
        {
          "id": "suspected",
          "text": "suspected",
          "numerator": 110,
          "numerator_set": "suspected",
          "denominator": 657,
          "denominator_set": "selected",
          "share": 0.167427701674277,
          "unit": "papers",
          "as_of": "2023-09-30",
          "kind": "census",
          "interval": null,
          "minimum": null,
          "maximum": null
        }
        "#);
    }

    #[test]
    fn the_bounds_are_shown_where_they_differ() {
        let base: Vec<u32> = (0..110).collect();
        let mut claim =
            Claim::count("x", "", &set("a", &base[..67]), &set("b", &base), None, ClaimKind::Census).unwrap();
        claim.bounded_by(Bound::new(67, 110));
        assert_eq!(claim.figure(), "67/110 (60.9% of b)");
        claim.bounded_by(Bound::new(64, 110));
        assert_eq!(claim.figure(), "67/110 (60.9% of b; 64 to 67 by uncertain matches)");
        // Without the uncertain matches the share is higher: fewer papers stand in the base.
        claim.bounded_by(Bound::new(66, 100));
        assert_eq!(claim.figure(), "67/110 (60.9% of b; 67/110 to 66/100 by uncertain matches)");
        assert_eq!(claim.minimum, Some(Bound::new(67, 110)));
        claim.bounded_by(Bound::new(0, 0));
        assert_eq!(claim.minimum.unwrap().share, None);
    }

    #[test]
    fn a_numerator_outside_its_denominator_is_an_error() {
        let error = Claim::count("x", "", &set("a", &[1, 7]), &set("b", &[1, 2]), None, ClaimKind::Census)
            .unwrap_err();
        insta::assert_snapshot!(error, @"claim `x`: paper 7 is in `a` and not in its base `b`; a numerator must lie inside its denominator");
    }

    #[test]
    fn an_empty_base_has_no_share_and_a_sample_has_an_interval() {
        let empty = Claim::count("x", "", &set("a", &[]), &set("b", &[]), None, ClaimKind::Census).unwrap();
        assert_eq!((empty.share, empty.figure().as_str()), (None, "0/0 (of b)"));
        let base: Vec<u32> = (0..20).collect();
        let sample =
            Claim::count("x", "", &set("a", &[]), &set("b", &base), None, ClaimKind::Sample).unwrap();
        assert_eq!(sample.figure(), "0/20 (0.0% of b, 95% interval 0.0% to 16.1%)");
    }
}
