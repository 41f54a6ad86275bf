//! What rules name and do not hold themselves: rule packs and watch lists, read once for all rules of a study.

use std::collections::BTreeMap;

use super::pack::RulePack;

/// Rule packs and watch lists by the names that the rules use.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    /// The rule packs.
    pub packs: BTreeMap<String, RulePack>,
}
