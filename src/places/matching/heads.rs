//! "X University" for "X University School of …": where a registry lists a school, college or faculty and neither the
//! university itself nor a parent of the school, a text that names the university means the one entry that is of it.
//! Time O(names).

use hashbrown::{HashMap, HashSet};

use super::forms;
use super::index::NameKind;
use super::naming::{Pending, Vocabulary};
use crate::places::countries::Countries;
use crate::places::registry::Registry;

/// The names of universities that stand in names of their schools only, each for its school.
pub(super) fn of(registry: &Registry, names: &[Pending], vocabulary: &Vocabulary) -> Vec<Pending> {
    let form = |word: u32| vocabulary.forms.get(word as usize).map_or("", |form| &**form);
    let whole: HashSet<&[u32]> = names.iter().map(|name| &*name.words).collect();
    let own = names.iter().filter(|name| matches!(name.kind, NameKind::Name | NameKind::Alias));
    let mut found: HashMap<&[u32], Option<u32>> = HashMap::new();
    for name in own {
        let alone = registry.entries().get(name.entry as usize).is_some_and(|entry| entry.parents.is_empty());
        let head = alone.then(|| head(&name.words, form)).flatten();
        if let Some(head) = head.filter(|head| !whole.contains(head)) {
            // A university of two entries is neither.
            let entry = found.entry(head).or_insert(Some(name.entry));
            *entry = entry.filter(|known| *known == name.entry);
        }
    }
    let mut heads: Vec<Pending> = found
        .into_iter()
        .filter_map(|(head, entry)| {
            let words = head.into();
            Some(Pending { entry: entry?, kind: NameKind::Head, words, city: Box::default(), of: true })
        })
        .collect();
    heads.sort_unstable();
    heads
}

/// The university in the name of its school: before the school's own words, or after them from "University" on.
fn head<'w>(words: &'w [u32], form: impl Fn(u32) -> &'w str) -> Option<&'w [u32]> {
    let is_unit =
        |word: &u32| matches!(form(*word), "school" | "college" | "faculty" | "department" | "graduate");
    let is_subject = |word: &u32| matches!(form(*word), "medical" | "law" | "business" | "dental");
    // Its hospital is not the university.
    if words.iter().any(|word| matches!(form(*word), "hospital" | "clinic")) {
        return None;
    }
    let alma = words.iter().position(|word| form(*word) == "university")?;
    let unit = words.iter().position(is_unit)?;
    let head = if unit > alma {
        let fields = words[..unit].iter().rev().take_while(|word| is_subject(word)).count();
        &words[..(unit - fields).max(alma + 1)]
    } else if unit == 0 && alma + 1 == words.len() {
        // "School of Applied Sciences | RMIT University".
        let own = |word: &&u32| !forms::is_generic(form(**word)) && !forms::is_subject(form(**word));
        &words[alma - words[..alma].iter().rev().take_while(own).count()..]
    } else if unit == 0 {
        &words[alma..]
    } else {
        return None;
    };
    let rare = |word: &u32| !forms::is_generic(form(*word));
    let of_a_region =
        head.iter().all(|word| !rare(word) || Countries::embedded().region(form(*word)).is_some());
    (head.len() >= 2 && head.len() < words.len() && head.iter().any(rare) && !of_a_region).then_some(head)
}
