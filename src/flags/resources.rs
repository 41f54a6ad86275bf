//! What rules name and do not hold themselves: rule packs and watch lists, read once for all rules of a study.

use std::collections::BTreeMap;

use super::pack::RulePack;
use crate::error::{Error, Result};

/// Rule packs and watch lists by the names that the rules use.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    /// The rule packs.
    pub packs: BTreeMap<String, RulePack>,
}

impl Resources {
    /// The pack that a rule calls `name`.
    pub(super) fn pack(&self, name: &str) -> Result<&RulePack> {
        self.packs.get(name).ok_or_else(|| {
            Error::argument(
                format!("the rule pack `{name}` was not loaded"),
                "load the packs that the rules name into `Resources`",
            )
        })
    }
}
