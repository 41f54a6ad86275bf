//! What stands about every figure: the title, the line that names the base, the legend, the source.

use super::canvas::{Canvas, Look, Type};
use super::palette::{Colour, INK, SOFT_INK, VERMILION};
use super::text::{self, Weight, clean, width};
use crate::error::Result;

/// The words about a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// What it shows.
    pub title: String,
    /// Its base, naming N: `Base: N = 657 papers flagged by …`. Where it is empty the figure counts its data.
    pub base: String,
    /// Where the data comes from and as of when; may be empty.
    pub source: String,
}

/// Space between the figure and the edge of the sheet.
pub const MARGIN: f64 = 24.0;

/// A figure under way: its sheet, and how far down it has come.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The sheet.
    pub canvas: Canvas,
    /// Its width.
    pub width: f64,
    /// The first free line below what has been drawn.
    pub top: f64,
    caption: Caption,
}

/// One entry of a legend.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// What the colour or the shape means.
    pub name: String,
    /// How many it stands for, printed after the name.
    pub count: Option<u64>,
    /// The colour.
    pub colour: Colour,
    /// The shape.
    pub mark: Mark,
}

/// The shape of a legend's entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A class of areas.
    Square,
    /// A class of nodes.
    Disc,
    /// What is watch-listed.
    Diamond,
    /// A dashed line.
    Dashes,
}

impl Frame {
    /// Begins a sheet with the title and the base. `base` is used where the caption names none.
    pub fn begin(caption: &Caption, width: f64, base: &str) -> Self {
        let mut frame = Self { canvas: Canvas::new(), width, top: MARGIN, caption: caption.clone() };
        if clean(&frame.caption.base).is_empty() {
            base.clone_into(&mut frame.caption.base);
        }
        let room = frame.room();
        for line in text::wrap(&clean(&caption.title), room, 19.0, Weight::Bold, 3) {
            frame.canvas.text(MARGIN, frame.top + 16.0, &line, &Type::new(19.0).bold());
            frame.top += 25.0;
        }
        let base = clean(&frame.caption.base);
        frame.paragraph(&base, 13.0, 4);
        frame.top += 8.0;
        frame
    }

    /// The width between the margins.
    pub fn room(&self) -> f64 {
        self.width - 2.0 * MARGIN
    }

    /// A paragraph of second rank over the whole width.
    pub fn paragraph(&mut self, words: &str, size: f64, most: usize) {
        for line in text::wrap(&clean(words), self.room(), size, Weight::Regular, most) {
            self.canvas.text(MARGIN, self.top + size, &line, &Type::new(size).ink(SOFT_INK));
            self.top += (size * 1.4).round();
        }
    }

    /// A legend in as many lines as it needs; nothing for no entries.
    pub fn legend(&mut self, keys: &[Key]) {
        const SIZE: f64 = 12.0;
        if keys.is_empty() {
            return;
        }
        let right = self.width - MARGIN;
        let mut x = MARGIN;
        let mut y = self.top + 8.0;
        for key in keys {
            let number = key.count.map_or_else(String::new, |count| format!(" ({})", text::count(count)));
            let name = text::with_tail(&text::named(&key.name), &number, self.room() - 24.0, SIZE);
            let needs = 20.0 + width(&name, SIZE, Weight::Regular);
            if x > MARGIN && x + needs > right {
                x = MARGIN;
                y += 20.0;
            }
            self.mark(x + 7.0, y, key);
            self.canvas.text(x + 19.0, y + 4.5, &name, &Type::new(SIZE));
            x += needs + 16.0;
        }
        self.top = y + 18.0;
    }

    fn mark(&mut self, x: f64, y: f64, key: &Key) {
        let look = Look::filled(key.colour);
        match key.mark {
            Mark::Square => self.canvas.rectangle(x - 6.0, y - 6.0, 12.0, 12.0, &look),
            Mark::Disc => self.canvas.circle(x, y, 6.0, &look),
            Mark::Diamond => self.canvas.diamond(x, y, 7.0, &look.outlined(INK, 1.2)),
            Mark::Dashes => {
                self.canvas.line(
                    (x - 7.0, y),
                    (x + 7.0, y),
                    &Look::stroked(key.colour, 1.6).dashed(4.0, 3.0),
                );
            }
        }
    }

    /// Says that there is nothing to draw: an empty figure is a result and must not look like a broken one.
    pub fn nothing(&mut self, words: &str) {
        let room = self.room();
        self.canvas.rectangle(
            MARGIN,
            self.top,
            room,
            90.0,
            &Look::stroked(super::palette::HAIR, 1.0).dashed(6.0, 4.0),
        );
        let shown = text::fit(&clean(words), room - 20.0, 15.0, Weight::Regular);
        let face = Type::new(15.0).ink(SOFT_INK).at(super::canvas::Anchor::Middle);
        self.canvas.text(self.width / 2.0, self.top + 50.0, &shown, &face);
        self.top += 100.0;
    }

    /// Ends the sheet with the source line. `description` says in words what the figure shows.
    ///
    /// # Errors
    /// When a position was no finite number.
    pub fn finish(mut self, description: &str) -> Result<String> {
        let source = clean(&self.caption.source);
        if !source.is_empty() {
            self.top += 6.0;
            self.paragraph(&source, 11.0, 3);
        }
        let height = (self.top + MARGIN - 6.0).ceil();
        let title = if clean(&self.caption.title).is_empty() { "Figure" } else { &*self.caption.title };
        let words = format!("{}. {description}", clean(&self.caption.base).trim_end_matches('.'));
        self.canvas.finish(self.width, height, title, &words)
    }
}

/// The legend's entry for what is watch-listed.
pub fn watch_list_key() -> Key {
    Key { name: "on a watch list".into(), count: None, colour: VERMILION, mark: Mark::Diamond }
}
