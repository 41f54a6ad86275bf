//! The study file as TOML spells it: every key that there is, and no other.

use serde::Deserialize;

use super::bibliometrics::{CitationsBy, FieldBy};
use super::settings::{People, SelfCitations};
use crate::claims::ClaimKind;
use crate::date::PartialDate;
use crate::flags::Condition;
use crate::flags::condition::{
    CountryTest, FunderTest, InstitutionTest, KindTest, TopicTest, WatchListTest, Window, toml_date,
};
use crate::flags::reviews::ReviewRule;
use crate::measures::Weights;
use crate::sources::ColumnMap;
use crate::trace::strata::FieldIs;

/// A table whose keys are some of its own and those of a condition: serde can't flatten where unknown keys are errors.
macro_rules! with_condition {
    ($(#[$doc:meta])* $name:ident { $($key:ident: $type:ty),* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            $(pub(super) $key: $type,)*
            countries: Option<CountryTest>,
            institutions: Option<InstitutionTest>,
            watch_lists: Option<WatchListTest>,
            funders: Option<FunderTest>,
            dates: Option<Window>,
            kinds: Option<KindTest>,
            topics: Option<TopicTest>,
        }

        impl $name {
            /// The condition that the table states.
            pub(super) fn condition(&self) -> Condition {
                Condition {
                    countries: self.countries.clone(),
                    institutions: self.institutions.clone(),
                    watch_lists: self.watch_lists.clone(),
                    funders: self.funders.clone(),
                    dates: self.dates,
                    kinds: self.kinds.clone(),
                    topics: self.topics.clone(),
                }
            }
        }
    };
}

with_condition! {
    /// `[[flag]]`.
    RawFlag { rule: String }
}

with_condition! {
    /// `[[claim]]`.
    RawClaim { id: String, text: String, of: String }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStudy {
    pub(super) name: String,
    #[serde(default)]
    pub(super) description: Vec<String>,
    #[serde(default)]
    pub(super) synthetic: bool,
    #[serde(default, deserialize_with = "toml_date")]
    pub(super) as_of: Option<PartialDate>,
    #[serde(default)]
    pub(super) kind: ClaimKind,
    pub(super) corpus: RawCorpus,
    #[serde(default)]
    pub(super) window: Window,
    #[serde(default)]
    pub(super) flag: Vec<RawFlag>,
    #[serde(default)]
    pub(super) claim: Vec<RawClaim>,
    pub(super) review: Option<RawReview>,
    pub(super) trace: Option<RawTrace>,
    pub(super) rank: Option<RawRank>,
    #[serde(default)]
    pub(super) report: RawReport,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCorpus {
    pub(super) records: Vec<String>,
    pub(super) registry: Option<String>,
    pub(super) funders: Option<String>,
    pub(super) columns: Option<ColumnMap>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReview {
    pub(super) decisions: Vec<String>,
    #[serde(default)]
    pub(super) rule: ReviewRule,
    pub(super) adjudicator: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTrace {
    #[serde(default = "RawTrace::hops")]
    pub(super) hops: u32,
    #[serde(default = "RawTrace::time_respecting")]
    pub(super) time_respecting: bool,
    #[serde(default)]
    pub(super) keep_undated: bool,
    #[serde(default)]
    pub(super) self_citations: SelfCitations,
    #[serde(default)]
    pub(super) watch_lists: Vec<String>,
    #[serde(default)]
    pub(super) controls: u32,
    #[serde(default)]
    pub(super) rewirings: u32,
    pub(super) rewiring_field: Option<FieldIs>,
}

impl RawTrace {
    fn hops() -> u32 {
        3
    }

    fn time_respecting() -> bool {
        true
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRank {
    pub(super) networks: Vec<String>,
    pub(super) measures: Vec<String>,
    pub(super) field: Option<FieldBy>,
    #[serde(default)]
    pub(super) citations: CitationsBy,
    #[serde(default)]
    pub(super) weights: Weights,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawReport {
    pub(super) figures: Option<Vec<String>>,
    pub(super) people: People,
    pub(super) events: Vec<RawEvent>,
    pub(super) claims_from: Option<f64>,
    pub(super) certain_from: Option<f32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEvent {
    #[serde(deserialize_with = "toml_date")]
    pub(super) date: Option<PartialDate>,
    pub(super) label: String,
}
