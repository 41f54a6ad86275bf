//! `timeline`: papers by year and class as stacked bars, with the dates of events as lines.
//!
//! Table: `year, class, count`; an empty year counts papers without a date, which stand in a bar of their own. Events
//! come from the study, not from the table.

mod events;

use std::collections::BTreeMap;

use super::axis::whole_ticks;
use super::canvas::{Anchor, Look, Type};
use super::frame::{Caption, Frame, Key, MARGIN, Mark};
use super::palette::{self, Colour, GREY, HAIR, INK, MOST_CLASSES, SOFT_INK, WHITE, is_remainder};
use super::text::{self, Weight, clean, width};
use super::{Figure, Kind, Table};
use crate::date::{PartialDate, Precision};
use crate::error::{Error, Result};

/// This figure in the list of figures.
pub const KIND: Kind = Kind {
    name: "timeline",
    about: "papers by year and class, with dated events",
    columns: "year, class, count",
    from_table: |table, caption| Ok(Box::new(Timeline::from_table(table, caption)?)),
    from_corpus: Some(super::from_corpus::timeline),
};

/// The data of a timeline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// The words about it.
    pub caption: Caption,
    /// What is counted: `papers`.
    pub unit: String,
    /// Rows of one year and class are added up.
    pub counts: Vec<Count>,
    /// The order of the classes, from the foot of a bar; classes not named follow by size.
    pub order: Vec<String>,
    /// Lines at dates.
    pub events: Vec<Event>,
}

/// So many of one class in one year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The year; `None` for what has no date.
    pub year: Option<i16>,
    /// The class.
    pub class: String,
    /// How many.
    pub count: u64,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub date: PartialDate,
    /// What.
    pub name: String,
}

impl Timeline {
    /// Reads a timeline from a table.
    ///
    /// # Errors
    /// When a column lacks or a cell is no year or no count.
    pub fn from_table(table: &Table, caption: Caption) -> Result<Self> {
        let (year, class, count) = (table.column("year")?, table.column("class")?, table.column("count")?);
        let mut counts = Vec::with_capacity(table.len());
        for row in 0..table.len() {
            let cell = table.cell(row, year).trim();
            let year = match cell {
                "" => None,
                cell => Some(cell.parse().map_err(|_| table.wrong(row, year, "is no year"))?),
            };
            counts.push(Count {
                year,
                class: table.cell(row, class).to_owned(),
                count: table.count(row, count)?,
            });
        }
        Ok(Self { caption, unit: "papers".into(), counts, ..Self::default() })
    }

    /// The classes in the order of drawing, each with its total; what is beyond the colours is one class.
    fn classes(&self) -> Vec<(String, u64)> {
        let mut totals: BTreeMap<&str, u64> = BTreeMap::new();
        for row in &self.counts {
            *totals.entry(&row.class).or_default() += row.count;
        }
        let mut classes: Vec<(String, u64)> =
            totals.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
        let place = |name: &str| self.order.iter().position(|other| other == name).unwrap_or(usize::MAX);
        classes.sort_by(|a, b| {
            is_remainder(&a.0)
                .cmp(&is_remainder(&b.0))
                .then_with(|| place(&a.0).cmp(&place(&b.0)))
                .then_with(|| b.1.cmp(&a.1))
                .then_with(|| a.0.cmp(&b.0))
        });
        classes
    }
}

const HEIGHT: f64 = 300.0;
const MOST_YEARS: i32 = 400;

/// One class as it is drawn: which of the data's classes it takes, and how.
struct Band {
    name: String,
    takes: Vec<String>,
    total: u64,
    colour: Colour,
}

impl Figure for Timeline {
    fn svg(&self) -> Result<String> {
        let unit = if clean(&self.unit).is_empty() { "papers".to_owned() } else { clean(&self.unit) };
        let bands = self.bands();
        let total: u64 = bands.iter().map(|band| band.total).sum();
        let mut frame = Frame::begin(&self.caption, 900.0, &format!("N = {} {unit}", text::count(total)));
        let mut keys: Vec<Key> = bands
            .iter()
            .map(|band| Key {
                name: band.name.clone(),
                count: Some(band.total),
                colour: band.colour,
                mark: Mark::Square,
            })
            .collect();
        if !self.events.is_empty() {
            keys.push(Key { name: "event".into(), count: None, colour: INK, mark: Mark::Dashes });
        }
        let dated = self.counts.iter().filter_map(|row| row.year).map(i32::from);
        let (first, last) = (dated.clone().min(), dated.max());
        let undated = self.counts.iter().any(|row| row.year.is_none() && row.count > 0);
        if total == 0 {
            frame.nothing(&format!("no {unit}"));
            return frame.finish("A timeline without data.");
        }
        frame.legend(&keys);
        let years: Vec<i32> = match (first, last) {
            (Some(first), Some(last)) if last - first < MOST_YEARS => (first..=last).collect(),
            (Some(first), Some(last)) => {
                return Err(Error::unanswerable(
                    format!("the years {first} to {last} don't fit into one timeline"),
                    "look for wrong dates, or draw fewer years",
                ));
            }
            _ => Vec::new(),
        };
        let mut sums: BTreeMap<(Option<i32>, usize), u64> = BTreeMap::new();
        for row in &self.counts {
            if let Some(band) = bands.iter().position(|band| band.takes.contains(&row.class)) {
                *sums.entry((row.year.map(i32::from), band)).or_default() += row.count;
            }
        }
        let bar_total =
            |year: Option<i32>| (0..bands.len()).filter_map(|band| sums.get(&(year, band))).sum::<u64>();
        let bars: Vec<Option<i32>> = years.iter().map(|y| Some(*y)).chain(undated.then_some(None)).collect();
        let highest = bars.iter().map(|year| bar_total(*year)).max().unwrap_or(0);
        let ticks = whole_ticks(highest, 5);
        let ceiling = ticks.last().copied().unwrap_or(1).max(1) as f64;

        let axis_room =
            ticks.iter().map(|t| width(&text::count(*t), 12.0, Weight::Regular)).fold(0.0, f64::max);
        let left = MARGIN + axis_room + 10.0;
        let right = frame.width - MARGIN;
        // The bar of what has no date stands apart by half a slot.
        let slots = bars.len() as f64 + if undated && !years.is_empty() { 0.5 } else { 0.0 };
        let slot = (right - left) / slots;
        let placed = self.place_events(&mut frame, left, right, slot, first, years.len());
        let top = frame.top + 16.0;
        let foot = top + HEIGHT;
        for tick in &ticks {
            let y = foot - *tick as f64 / ceiling * HEIGHT;
            frame.canvas.line(
                (left, y),
                (right, y),
                &Look::stroked(if *tick == 0 { INK } else { HAIR }, 1.0),
            );
            let face = Type::new(12.0).ink(SOFT_INK).at(Anchor::End);
            frame.canvas.text(left - 6.0, y + 4.0, &text::count(*tick), &face);
        }
        let label_step = label_step(slot);
        let numbers_fit = width(&text::count(highest), 11.0, Weight::Regular) + 4.0 < slot;
        let bar_width = (slot * 0.76).min(64.0);
        let mut tops = Vec::with_capacity(bars.len());
        let mut under = Vec::new();
        for (at, year) in bars.iter().enumerate() {
            let apart = if year.is_none() && !years.is_empty() { 0.5 } else { 0.0 };
            let middle = left + (at as f64 + 0.5 + apart) * slot;
            let name = year.map_or_else(|| "no date".to_owned(), |year| year.to_string());
            let mut y = foot;
            for (band_at, band) in bands.iter().enumerate() {
                let Some(count) = sums.get(&(*year, band_at)).filter(|count| **count > 0) else { continue };
                let height = *count as f64 / ceiling * HEIGHT;
                y -= height;
                frame.canvas.begin(&format!(
                    "{name}, {}: {} of {} {unit}",
                    band.name,
                    text::count(*count),
                    text::count(bar_total(*year))
                ));
                let look = Look::filled(band.colour).outlined(WHITE, if slot > 8.0 { 0.6 } else { 0.0 });
                frame.canvas.rectangle(middle - bar_width / 2.0, y, bar_width, height, &look);
                frame.canvas.end();
            }
            tops.push((middle, y - 5.0, bar_total(*year)));
            let half = width(&name, 12.0, Weight::Regular) / 2.0;
            let at = middle.min(right - half).max(left + half);
            let wanted = year.is_none_or(|year| year.rem_euclid(label_step) == 0);
            if wanted {
                under.push((at, half, name));
            }
        }
        // The last label stands in any case; one that would touch the next is left out.
        let mut free_to = f64::INFINITY;
        for (at, half, name) in under.into_iter().rev() {
            if at + half + 4.0 <= free_to {
                free_to = at - half;
                frame.canvas.text(at, foot + 17.0, &name, &Type::new(12.0).at(Anchor::Middle));
            }
        }
        for (x, line_top) in placed {
            frame.canvas.line((x, line_top), (x, foot), &Look::stroked(INK, 1.3).dashed(4.0, 3.0));
        }
        // Above the lines, so that no line runs through a number.
        for (x, y, total) in tops.into_iter().filter(|_| numbers_fit) {
            frame.canvas.text(x, y, &text::count(total), &Type::new(11.0).at(Anchor::Middle).haloed());
        }
        frame.top = foot + 28.0;
        frame.finish(&self.described(&bands, &bars, bar_total, &unit))
    }
}

impl Timeline {
    fn bands(&self) -> Vec<Band> {
        let classes = self.classes();
        let proper = classes.iter().filter(|(name, _)| !is_remainder(name)).count();
        let own_colour = if proper > MOST_CLASSES { MOST_CLASSES - 1 } else { proper };
        let mut bands: Vec<Band> = Vec::new();
        let mut folded =
            Band { name: String::new(), takes: Vec::new(), total: 0, colour: Colour(0x77, 0x77, 0x77) };
        let mut rest = Vec::new();
        for (at, (name, total)) in classes.into_iter().enumerate() {
            if is_remainder(&name) {
                let shown = if clean(&name).is_empty() { "unknown".to_owned() } else { name.clone() };
                rest.push(Band { name: shown, takes: vec![name], total, colour: GREY });
            } else if at < own_colour {
                bands.push(Band { name: name.clone(), takes: vec![name], total, colour: palette::class(at) });
            } else {
                folded.total += total;
                folded.takes.push(name);
            }
        }
        if !folded.takes.is_empty() {
            folded.name = format!("{} more classes", folded.takes.len());
            bands.push(folded);
        }
        bands.extend(rest);
        bands.retain(|band| band.total > 0);
        bands
    }

    /// Writes the names of the events above the bars, in as many rows as keep them apart; returns for each the x of its
    /// line and where the line begins.
    fn place_events(
        &self,
        frame: &mut Frame,
        left: f64,
        right: f64,
        slot: f64,
        first: Option<i32>,
        years: usize,
    ) -> Vec<(f64, f64)> {
        const SIZE: f64 = 11.0;
        let Some(first) = first else { return Vec::new() };
        let mut events: Vec<(f64, &Event)> = self
            .events
            .iter()
            .map(|event| (left + (year_position(event.date) - f64::from(first)) * slot, event))
            .filter(|(x, _)| *x >= left && *x <= left + slot * years as f64)
            .collect();
        events.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.name.cmp(&b.1.name)));
        let names: Vec<(String, String)> = events
            .iter()
            .map(|(_, event)| {
                let words = format!("{} {}", event.date, clean(&event.name));
                (text::fit(&words, (right - left) * 0.45, SIZE, Weight::Regular), words)
            })
            .collect();
        let wishes: Vec<events::Wish> = events
            .iter()
            .zip(&names)
            .map(|((x, _), (shown, _))| events::Wish { x: *x, width: width(shown, SIZE, Weight::Regular) })
            .collect();
        let (spots, rows) = events::place(&wishes, left, right);
        let mut lines = Vec::with_capacity(spots.len());
        for ((spot, wish), (shown, words)) in spots.iter().zip(&wishes).zip(&names) {
            let y = frame.top + 12.0 + spot.row as f64 * 16.0;
            frame.canvas.begin(words);
            frame.canvas.text(spot.start, y, shown, &Type::new(SIZE));
            frame.canvas.end();
            lines.push((wish.x, y - 10.0));
        }
        frame.top += rows as f64 * 16.0;
        lines
    }

    fn described(
        &self,
        bands: &[Band],
        bars: &[Option<i32>],
        bar_total: impl Fn(Option<i32>) -> u64,
        unit: &str,
    ) -> String {
        let by_year: Vec<String> = bars
            .iter()
            .take(60)
            .map(|year| {
                let name = year.map_or_else(|| "no date".to_owned(), |year| year.to_string());
                format!("{name} {}", bar_total(*year))
            })
            .collect();
        let classes: Vec<String> =
            bands.iter().map(|band| format!("{} {}", clean(&band.name), band.total)).collect();
        let events: Vec<String> =
            self.events.iter().map(|event| format!("{} {}", event.date, clean(&event.name))).collect();
        let events =
            if events.is_empty() { String::new() } else { format!(" Events: {}.", events.join("; ")) };
        format!(
            "Stacked bars of {unit} by year: {}. By class: {}.{events}",
            by_year.join("; "),
            classes.join("; ")
        )
    }
}

/// Where a date stands among the years: a day in July 2016 near 2016.5; a date known only to the year at its middle.
fn year_position(date: PartialDate) -> f64 {
    let day = date.first_day();
    let within = match date.precision() {
        Precision::Year => 0.5,
        Precision::Month => (f64::from(day.month()) - 0.5) / 12.0,
        Precision::Day => (f64::from(day.day_of_year()) - 0.5) / f64::from(day.days_in_year()),
    };
    f64::from(date.year_number()) + within
}

/// Every how many years a label fits.
fn label_step(slot: f64) -> i32 {
    let needs = width("2020", 12.0, Weight::Regular) + 8.0;
    [1, 2, 5, 10, 20, 50].into_iter().find(|step| f64::from(*step) * slot >= needs).unwrap_or(100)
}
