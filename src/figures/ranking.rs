//! `ranking`: the largest values of a measure as bars with their numbers.
//!
//! Table: `name, value`, and `watch_listed` where it is known; rows in any order. What `rank` writes is such a table too: the
//! name is its `label` (without one, its `node`), the value its first measure.

use super::canvas::{Anchor, Look, Type};
use super::frame::{Caption, Frame, MARGIN, watch_list_key};
use super::palette::{BLUE, HAIR, INK, VERMILION};
use super::text::{self, Weight, clean, width};
use super::{Figure, Kind, Table};
use crate::error::{Error, Result};

/// This figure in the list of figures.
pub const KIND: Kind = Kind {
    name: "ranking",
    about: "the largest values as bars",
    columns: "name (or label, node), value (or the first other column), [watch_listed]",
    from_table: |table, caption| Ok(Box::new(Ranking::from_table(table, caption)?)),
    from_corpus: Some(super::from_corpus::ranking),
};

/// How many bars are drawn; the rest is counted in words.
pub const MOST_BARS: usize = 30;

/// The data of a ranking.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    /// The words about it.
    pub caption: Caption,
    /// What the values are: `papers`, `pagerank`.
    pub value_name: String,
    /// In any order; drawn from the largest, ties by name.
    pub items: Vec<Item>,
}

/// One bar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// Whose value it is.
    pub name: String,
    /// The value, 0 or more; `None` where it was not computed.
    pub value: Option<f64>,
    /// Whether it is on a watch list.
    pub watch_listed: bool,
}

impl Ranking {
    /// Reads a ranking from a table.
    ///
    /// # Errors
    /// When a column lacks or a cell is no number.
    pub fn from_table(table: &Table, caption: Caption) -> Result<Self> {
        let name = match ["name", "label", "node"].into_iter().find_map(|name| table.find(name)) {
            Some(at) => at,
            None => table.column("name")?,
        };
        let value = match table.find("value") {
            Some(at) => at,
            None => (0..table.columns().len())
                .find(|at| !["name", "label", "node", "watch_listed"].contains(&&*table.columns()[*at]))
                .map_or_else(|| table.column("value"), Ok)?,
        };
        let listed = table.find("watch_listed");
        let mut items = Vec::with_capacity(table.len());
        for row in 0..table.len() {
            items.push(Item {
                name: table.cell(row, name).to_owned(),
                value: table.number(row, value)?,
                watch_listed: table.yes(row, listed)?,
            });
        }
        Ok(Self { caption, value_name: table.columns()[value].clone(), items })
    }
}

const SIZE: f64 = 12.0;
const ROW: f64 = 22.0;

impl Figure for Ranking {
    fn svg(&self) -> Result<String> {
        if let Some(item) =
            self.items.iter().find(|item| item.value.is_some_and(|v| !v.is_finite() || v < 0.0))
        {
            return Err(Error::Broken(format!("ranking: `{}` has a value that no bar can show", item.name)));
        }
        let mut ranked: Vec<(&Item, f64)> =
            self.items.iter().filter_map(|item| Some((item, item.value?))).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.name.cmp(&b.0.name)));
        let without = self.items.len() - ranked.len();
        let shown = &ranked[..ranked.len().min(MOST_BARS)];

        let value_name = clean(&self.value_name);
        let mut frame = Frame::begin(
            &self.caption,
            860.0,
            &format!("N = {} ranked by {value_name}", text::count(ranked.len() as u64)),
        );
        if shown.is_empty() {
            frame.nothing("no values");
        }
        if shown.iter().any(|(item, _)| item.watch_listed) {
            frame.legend(&[watch_list_key()]);
        }
        let room = frame.room();
        let names = shown
            .iter()
            .map(|(item, _)| width(&text::named(&item.name), SIZE, Weight::Regular))
            .fold(0.0, f64::max);
        let mark = if shown.iter().any(|(item, _)| item.watch_listed) { 16.0 } else { 0.0 };
        let name_room = names.min(room * 0.42);
        let values =
            shown.iter().map(|(_, v)| width(&text::value(*v), SIZE, Weight::Regular)).fold(0.0, f64::max);
        let left = MARGIN + name_room + mark + 10.0;
        let bar_room = frame.width - MARGIN - values - 10.0 - left;
        let most = shown.first().map_or(0.0, |(_, value)| *value);
        for (item, value) in shown {
            let middle = frame.top + ROW / 2.0;
            let full = text::named(&item.name);
            let printed = text::value(*value);
            let listed = if item.watch_listed { ", on a watch list" } else { "" };
            frame.canvas.begin(&format!("{full}: {printed} {value_name}{listed}"));
            let name = text::fit(&full, name_room, SIZE, Weight::Regular);
            let face = Type::new(SIZE).at(Anchor::End);
            frame.canvas.text(MARGIN + name_room, middle + 4.0, &name, &face);
            if item.watch_listed {
                let look = Look::filled(VERMILION).outlined(INK, 1.0);
                frame.canvas.diamond(MARGIN + name_room + 12.0, middle, 5.5, &look);
            }
            let bar = if most > 0.0 { value / most * bar_room } else { 0.0 };
            let drawn = if *value > 0.0 { bar.max(1.0) } else { 0.0 };
            let colour = if item.watch_listed { VERMILION } else { BLUE };
            frame.canvas.rectangle(left, frame.top + 3.0, drawn, ROW - 6.0, &Look::filled(colour));
            frame.canvas.text(left + drawn + 6.0, middle + 4.0, &printed, &Type::new(SIZE));
            frame.canvas.end();
            frame.top += ROW;
        }
        if !shown.is_empty() {
            let from = frame.top - ROW * shown.len() as f64;
            frame.canvas.line((left, from), (left, frame.top), &Look::stroked(HAIR, 1.0));
        }
        frame.top += 6.0;
        let mut notes = Vec::new();
        if ranked.len() > shown.len() {
            notes.push(format!(
                "The largest {} of {} are shown.",
                shown.len(),
                text::count(ranked.len() as u64)
            ));
        }
        if without > 0 {
            notes.push(format!(
                "{} without a value (not computed) are left out.",
                text::count(without as u64)
            ));
        }
        frame.paragraph(&notes.join(" "), 11.0, 2);
        let said: Vec<String> = shown
            .iter()
            .take(10)
            .map(|(item, value)| format!("{} {}", clean(&item.name), text::value(*value)))
            .collect();
        frame.finish(&format!("A ranking by {value_name}: {}.", said.join("; ")))
    }
}
