//! Checking what a rule or a claim of the study file states, and loading the packs and watch lists that it names.

use std::path::Path;

use super::file::Checker;
use super::lines::Step;
use crate::error::{Error, Result};
use crate::flags::condition::WatchListTest;
use crate::flags::{Condition, Resources, RulePack};
use crate::places::{Countries, CountryCode, WatchList};

impl Checker<'_> {
    /// Checks one condition and loads the packs and lists that it names.
    pub(super) fn condition(
        &self,
        at: &[Step],
        condition: &Condition,
        resources: &mut Resources,
    ) -> Result<()> {
        let path = |keys: &[Step<'static>]| [at, keys].concat();
        if *condition == Condition::default() {
            return self.wrong(
                at,
                "this states no condition, so it holds for every paper",
                "state at least one",
            );
        }
        if let Some(countries) = &condition.countries {
            for (key, codes) in [
                ("all_of", &countries.all_of),
                ("any_of", &countries.any_of),
                ("none_of", &countries.none_of),
            ] {
                self.countries(&path(&["countries".into(), key.into()]), codes)?;
            }
        }
        if let Some(funders) = &condition.funders {
            self.countries(&path(&["funders".into(), "countries".into()]), &funders.countries)?;
        }
        if let Some(dates) = condition.dates.filter(|dates| dates.is_empty()) {
            return self.wrong(
                &path(&["dates".into()]),
                format!("these dates are empty: they begin after their end ({dates})"),
                "exchange `from` and `to`, or correct them",
            );
        }
        if let Some(test) = &condition.watch_lists {
            self.watch_lists(at, test, resources)?;
        }
        if let Some(topics) = &condition.topics {
            match &topics.pack {
                Some(name) => {
                    let pack = self.pack(&path(&["topics".into(), "pack".into()]), name, resources)?;
                    for (number, field) in topics.fields.iter().enumerate() {
                        if pack.field(field).is_none() {
                            return self.wrong(
                                &path(&["topics".into(), "fields".into(), number.into()]),
                                format!("the pack `{name}` has no field `{field}`"),
                                format!("name one of: {}", pack.field_names()),
                            );
                        }
                    }
                }
                None if !topics.fields.is_empty() => {
                    return self.wrong(
                        &path(&["topics".into(), "fields".into()]),
                        "fields of no pack",
                        "add `topics.pack`",
                    );
                }
                None => {}
            }
        }
        Ok(())
    }

    fn countries(&self, at: &[Step], codes: &[String]) -> Result<()> {
        for (number, code) in codes.iter().enumerate() {
            let countries = Countries::embedded();
            if !code.parse::<CountryCode>().is_ok_and(|code| countries.knows(code)) {
                let meant = countries
                    .code_of(code)
                    .map_or("North Korea is KP".to_string(), |c| format!("{code} is {c}"));
                return self.wrong(
                    &[at, &[number.into()]].concat(),
                    format!("`{code}` is no code of a country"),
                    format!("use the two capital letters of ISO 3166-1 ({meant})"),
                );
            }
        }
        Ok(())
    }

    fn watch_lists(&self, at: &[Step], test: &WatchListTest, resources: &mut Resources) -> Result<()> {
        let path = |key: &'static str, number: usize| {
            [at, &["watch_lists".into(), key.into(), number.into()]].concat()
        };
        for (number, name) in test.lists.iter().enumerate() {
            if !resources.watch_lists.contains_key(name) {
                let list = WatchList::read(&self.file(&path("lists", number), name)?)?;
                resources.watch_lists.insert(name.clone(), list);
            }
        }
        for (number, id) in test.entries.iter().enumerate() {
            let lists = test.lists.iter().filter_map(|name| resources.watch_lists.get(name));
            if !lists.flat_map(WatchList::entries).any(|entry| entry.id == *id) {
                return self.wrong(
                    &path("entries", number),
                    format!("no watch list of this rule has an entry `{id}`"),
                    "name entries by the column `id` of the lists in `watch_lists.lists`",
                );
            }
        }
        Ok(())
    }

    fn pack<'r>(&self, at: &[Step], name: &str, resources: &'r mut Resources) -> Result<&'r RulePack> {
        if !resources.packs.contains_key(name) {
            let pack = match RulePack::embedded(name) {
                Some(pack) => pack?,
                None if Path::new(name).extension().is_some_and(|ending| ending == "toml") => {
                    RulePack::read(&self.file(at, name)?)?
                }
                None => {
                    return self.wrong(
                        at,
                        format!("there is no rule pack `{name}`"),
                        format!(
                            "name one of {}, or the path of a .toml file",
                            RulePack::embedded_names().join(", ")
                        ),
                    );
                }
            };
            resources.packs.insert(name.to_string(), pack);
        }
        match resources.packs.get(name) {
            Some(pack) => Ok(pack),
            None => Err(Error::Broken(format!("the rule pack `{name}` was lost"))),
        }
    }
}
