//! What rules name and do not hold themselves: rule packs and watch lists, read once for all rules of a study.

use std::collections::BTreeMap;

use super::pack::RulePack;
use crate::error::{Error, Result};
use crate::places::WatchList;

/// Rule packs and watch lists by the names that the rules use.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    /// The rule packs.
    pub packs: BTreeMap<String, RulePack>,
    /// The watch lists.
    pub watch_lists: BTreeMap<String, WatchList>,
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

    /// The watch list that a rule calls `name`.
    pub(super) fn watch_list(&self, name: &str) -> Result<&WatchList> {
        self.watch_lists.get(name).ok_or_else(|| {
            Error::argument(
                format!("the watch list `{name}` was not loaded"),
                "load the lists that the rules name into `Resources`",
            )
        })
    }
}
