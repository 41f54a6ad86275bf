//! `funnel`: how many are left after each step of a selection, each with its share of a named base.
//!
//! Table: `step, count, base`. `base` is the name of another step (or empty: no share is printed); a base that is no step has its
//! count in the column `base_count`.

use super::canvas::{Look, Outline, Type};
use super::frame::{Caption, Frame, MARGIN};
use super::palette::{BLUE, Colour};
use super::text::{self, Weight, clean, width};
use super::{Figure, Kind, Table};
use crate::error::{Error, Result};

/// This figure in the list of figures.
pub const KIND: Kind = Kind {
    name: "funnel",
    about: "what is left after each step, with shares of named bases",
    columns: "step, count, base, [base_count]",
    from_table: |table, caption| Ok(Box::new(Funnel::from_table(table, caption)?)),
    from_corpus: None,
};

/// How many steps are drawn; a longer list is cut, and says so.
pub const MOST_STEPS: usize = 40;

/// The data of a funnel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Funnel {
    /// The words about it.
    pub caption: Caption,
    /// What is counted: `papers`.
    pub unit: String,
    /// From the widest to the narrowest, in the order to be drawn.
    pub steps: Vec<Step>,
}

/// One step of a funnel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// What is left.
    pub name: String,
    /// How many.
    pub count: u64,
    /// What the share is a share of; `None` prints no share.
    pub base: Option<Base>,
}

/// A named denominator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// Its name.
    pub name: String,
    /// How many are in it.
    pub count: u64,
}

impl Funnel {
    /// Reads a funnel from a table.
    ///
    /// # Errors
    /// When a column lacks, a cell is no count, or a base is neither a step nor has a count.
    pub fn from_table(table: &Table, caption: Caption) -> Result<Self> {
        let (step, count, base) = (table.column("step")?, table.column("count")?, table.column("base")?);
        let base_count = table.find("base_count");
        let mut steps = Vec::with_capacity(table.len());
        for row in 0..table.len() {
            let base_name = table.cell(row, base);
            let base = if base_name.is_empty() {
                None
            } else if let Some(column) = base_count.filter(|column| !table.cell(row, *column).is_empty()) {
                Some(Base { name: base_name.to_owned(), count: table.count(row, column)? })
            } else {
                let Some(at) = (0..table.len()).find(|other| table.cell(*other, step) == base_name) else {
                    return Err(table.wrong(
                        row,
                        base,
                        "is no step, and no `base_count` says how many are in it",
                    ));
                };
                Some(Base { name: base_name.to_owned(), count: table.count(at, count)? })
            };
            steps.push(Step {
                name: table.cell(row, step).to_owned(),
                count: table.count(row, count)?,
                base,
            });
        }
        Ok(Self { caption, unit: String::new(), steps })
    }
}

impl Step {
    /// `110 (16.7% of 657, flagged papers)`.
    fn words(&self) -> String {
        let shown = text::count(self.count);
        match &self.base {
            None => shown,
            Some(base) => match text::percent(self.count, base.count) {
                Some(share) => {
                    let base_words = text::with_tail(&text::named(&base.name), ")", f64::INFINITY, SIZE);
                    format!("{shown} ({share} of {}, {base_words}", text::count(base.count))
                }
                None => format!("{shown} of 0, {}", clean(&base.name)),
            },
        }
    }
}

impl Figure for Funnel {
    fn svg(&self) -> Result<String> {
        for step in &self.steps {
            if let Some(base) = step.base.as_ref().filter(|base| base.count < step.count) {
                return Err(Error::Broken(format!(
                    "funnel: `{}` counts {}, more than its base `{}` with {}",
                    step.name, step.count, base.name, base.count
                )));
            }
        }
        let most = self.steps.iter().map(|step| step.count).max().unwrap_or(0);
        let unit = clean(&self.unit);
        let base = match self.steps.first() {
            Some(first) => format!("N = {}: {}", with_unit(first.count, &unit), text::named(&first.name)),
            None => "N = 0".to_owned(),
        };
        let mut frame = Frame::begin(&self.caption, 860.0, &base);
        if self.steps.is_empty() {
            frame.nothing("no steps");
        }
        // The longest bars for which all words beside them fit.
        let room = frame.room();
        let bar_room = self
            .steps
            .iter()
            .filter(|step| step.count > 0)
            .map(|step| {
                (room - 10.0 - width(&step.words(), SIZE, Weight::Regular)) * most as f64 / step.count as f64
            })
            .fold(room * 0.9, f64::min)
            .max(room * 0.4);
        let length = |count: u64| if most == 0 { 0.0 } else { count as f64 / most as f64 * bar_room };
        let drawn_steps = &self.steps[..self.steps.len().min(MOST_STEPS)];
        for (at, step) in drawn_steps.iter().enumerate() {
            let last = at + 1 == drawn_steps.len();
            let bar = length(step.count);
            frame.canvas.begin(&format!("{}: {}", step.name, step.words()));
            let name = text::fit(&text::named(&step.name), room, SIZE, Weight::Bold);
            frame.canvas.text(MARGIN, frame.top + 14.0, &name, &Type::new(SIZE).bold());
            let top = frame.top + 20.0;
            // A thin bar is still a bar; zero has none.
            let drawn = if step.count > 0 { bar.max(1.5) } else { 0.0 };
            frame.canvas.rectangle(MARGIN, top, drawn, BAR, &Look::filled(BLUE));
            let words = text::fit(&step.words(), room - bar - 8.0, SIZE, Weight::Regular);
            frame.canvas.text(MARGIN + bar + 8.0, top + BAR / 2.0 + 5.0, &words, &Type::new(SIZE));
            frame.canvas.end();
            if let Some(next) = drawn_steps.get(at + 1) {
                let next = length(next.count);
                let below = top + BAR;
                let slope = Outline::from(MARGIN, below)
                    .line(MARGIN + bar, below)
                    .line(MARGIN + next, below + GAP)
                    .line(MARGIN, below + GAP)
                    .close();
                frame.canvas.path(&slope, &Look::filled(SLOPE));
            }
            frame.top = top + BAR + if last { 10.0 } else { GAP };
        }
        let mut notes = Vec::new();
        if !unit.is_empty() {
            notes.push(format!("The bars' lengths are proportional to the number of {unit}."));
        }
        if self.steps.len() > drawn_steps.len() {
            notes.push(format!("The first {MOST_STEPS} of {} steps are drawn.", self.steps.len()));
        }
        frame.paragraph(&notes.join(" "), 11.0, 2);
        let said: Vec<String> =
            drawn_steps.iter().map(|step| format!("{}: {}.", clean(&step.name), step.words())).collect();
        frame.finish(&format!("A funnel of {} steps. {}", self.steps.len(), said.join(" ")))
    }
}

const SIZE: f64 = 13.0;
const BAR: f64 = 26.0;
const GAP: f64 = 10.0;
const SLOPE: Colour = Colour(0xcf, 0xe3, 0xf0);

fn with_unit(count: u64, unit: &str) -> String {
    if unit.is_empty() { text::count(count) } else { format!("{} {unit}", text::count(count)) }
}
