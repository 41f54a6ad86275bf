//! `matrix`: counts of pairs (country by country) as a heat map with printed numbers.
//!
//! Table: `row, column, count`. A pair that the table lacks is an empty cell; a count of zero is printed as 0.

use std::collections::BTreeMap;

use super::canvas::{Anchor, Look, Type};
use super::frame::{Caption, Frame, MARGIN};
use super::palette::{GREY, PALE, SOFT_INK, WHITE, amount, ink_on};
use super::text::{self, Weight, clean, width};
use super::{Figure, Kind, Table};
use crate::error::Result;

/// This figure in the list of figures.
pub const KIND: Kind = Kind {
    name: "matrix",
    about: "counts of pairs as a heat map",
    columns: "row, column, count",
    from_table: |table, caption| Ok(Box::new(Matrix::from_table(table, caption)?)),
    from_corpus: Some(super::from_corpus::matrix),
};

/// How many rows and columns are drawn; those with the largest sums.
pub const MOST_LINES: usize = 30;

/// The data of a matrix.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// The words about it.
    pub caption: Caption,
    /// What a row is: `country of the citing paper`.
    pub row_name: String,
    /// What a column is.
    pub column_name: String,
    /// What is counted: `papers`.
    pub unit: String,
    /// How a count becomes a colour.
    pub scale: Scale,
    /// Cells; of one pair given twice the counts are added up.
    pub cells: Vec<Cell>,
}

/// One pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its row.
    pub row: String,
    /// Its column.
    pub column: String,
    /// How many.
    pub count: u64,
}

/// How a count becomes a colour. Counts of pairs are so uneven that a plain scale would show two cells and paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// By the square root.
    #[default]
    Root,
    /// By the logarithm.
    Log,
}

impl Scale {
    /// The root; the logarithm where the largest count is over ten thousand, for then the root shows few cells too.
    pub fn fitting(cells: &[Cell]) -> Self {
        if cells.iter().any(|cell| cell.count > 10_000) { Self::Log } else { Self::Root }
    }

    fn share(self, count: u64, most: u64) -> f64 {
        let (count, most) = (count as f64, most.max(1) as f64);
        match self {
            Self::Root => (count / most).sqrt(),
            Self::Log => count.ln_1p() / most.ln_1p(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Root => "square-root",
            Self::Log => "logarithmic",
        }
    }
}

impl Matrix {
    /// Reads a matrix from a table.
    ///
    /// # Errors
    /// When a column lacks or a cell is no count.
    pub fn from_table(table: &Table, caption: Caption) -> Result<Self> {
        let (row, column, count) = (table.column("row")?, table.column("column")?, table.column("count")?);
        let mut cells = Vec::with_capacity(table.len());
        for at in 0..table.len() {
            cells.push(Cell {
                row: table.cell(at, row).to_owned(),
                column: table.cell(at, column).to_owned(),
                count: table.count(at, count)?,
            });
        }
        Ok(Self { caption, scale: Scale::fitting(&cells), cells, ..Self::default() })
    }
}

/// The names with the largest sums, largest first, at most [`MOST_LINES`]; and how many there are in all.
fn largest<'a>(cells: &'a [Cell], name: impl Fn(&'a Cell) -> &'a str) -> (Vec<&'a str>, usize) {
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for cell in cells {
        *sums.entry(name(cell)).or_default() += cell.count;
    }
    let mut names: Vec<(&str, u64)> = sums.into_iter().collect();
    names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let all = names.len();
    (names.into_iter().take(MOST_LINES).map(|(name, _)| name).collect(), all)
}

const SIZE: f64 = 12.0;

impl Figure for Matrix {
    fn svg(&self) -> Result<String> {
        let unit = if clean(&self.unit).is_empty() { "papers".to_owned() } else { clean(&self.unit) };
        let (mut rows, all_rows) = largest(&self.cells, |cell| &cell.row);
        let (mut columns, all_columns) = largest(&self.cells, |cell| &cell.column);
        // Where both sides name the same things they stand in the same order, so that the diagonal is one.
        let same = {
            let (mut a, mut b) = (rows.clone(), columns.clone());
            a.sort_unstable();
            b.sort_unstable();
            a == b
        };
        if same {
            columns.clone_from(&rows);
        }
        rows.truncate(MOST_LINES);
        let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for cell in &self.cells {
            *counts.entry((&cell.row, &cell.column)).or_default() += cell.count;
        }
        let shown: Vec<u64> = rows
            .iter()
            .flat_map(|row| columns.iter().filter_map(|column| counts.get(&(*row, *column)).copied()))
            .collect();
        let most = shown.iter().copied().max().unwrap_or(0);
        let total: u64 = self.cells.iter().map(|cell| cell.count).sum();

        let row_names =
            rows.iter().map(|name| width(&text::named(name), SIZE, Weight::Regular)).fold(0.0, f64::max);
        let row_room = row_names.min(230.0);
        let numbers =
            shown.iter().map(|n| width(&text::short_count(*n), 11.0, Weight::Regular)).fold(0.0, f64::max);
        let side = (numbers + 8.0).max(if columns.len() > 16 { 26.0 } else { 34.0 });
        let down = side.min(30.0);
        let base = format!("N = {} {unit} in {} pairs", text::count(total), text::count(counts.len() as u64));
        let grid = side * columns.len() as f64;
        let column_names = columns
            .iter()
            .map(|name| width(&text::named(name), SIZE, Weight::Regular))
            .fold(0.0, f64::max)
            .min(170.0);
        let upright =
            columns.iter().all(|name| width(&text::named(name), SIZE, Weight::Regular) < side - 2.0);
        let needs = 2.0 * MARGIN + row_room + 10.0 + grid + 8.0;
        let mut frame = Frame::begin(&self.caption, needs.max(640.0), &base);
        if shown.is_empty() {
            frame.nothing("no pairs");
            return frame.finish("A matrix without data.");
        }
        let left = MARGIN + row_room + 10.0;
        let (row_name, column_name) = (clean(&self.row_name), clean(&self.column_name));
        if !row_name.is_empty() || !column_name.is_empty() {
            frame.paragraph(&format!("Rows: {row_name}. Columns: {column_name}."), SIZE, 2);
        }
        self.scale_bar(&mut frame, most, &unit);
        let top = frame.top + if upright { 18.0 } else { column_names + 12.0 };
        for (at, name) in columns.iter().enumerate() {
            let x = left + (at as f64 + 0.5) * side;
            let shown = text::fit(
                &text::named(name),
                if upright { side } else { column_names },
                SIZE,
                Weight::Regular,
            );
            frame.canvas.begin(name);
            if upright {
                frame.canvas.text(x, top - 6.0, &shown, &Type::new(SIZE).at(Anchor::Middle));
            } else {
                frame.canvas.text(x + 4.0, top - 6.0, &shown, &Type::new(SIZE).turned(-90.0));
            }
            frame.canvas.end();
        }
        for (down_at, row) in rows.iter().enumerate() {
            let y = top + down_at as f64 * down;
            frame.canvas.begin(row);
            let name = text::fit(&text::named(row), row_room, SIZE, Weight::Regular);
            frame.canvas.text(left - 8.0, y + down / 2.0 + 4.0, &name, &Type::new(SIZE).at(Anchor::End));
            frame.canvas.end();
            for (at, column) in columns.iter().enumerate() {
                let x = left + at as f64 * side;
                let Some(count) = counts.get(&(*row, *column)) else {
                    frame.canvas.rectangle(x, y, side, down, &Look::filled(PALE).outlined(WHITE, 1.0));
                    continue;
                };
                let colour = if *count == 0 { PALE } else { amount(self.scale.share(*count, most)) };
                frame.canvas.begin(&format!("{row}, {column}: {} {unit}", text::count(*count)));
                frame.canvas.rectangle(x, y, side, down, &Look::filled(colour).outlined(WHITE, 1.0));
                let ink = if *count == 0 { SOFT_INK } else { ink_on(colour) };
                let face = Type::new(11.0).at(Anchor::Middle).ink(ink);
                frame.canvas.text(x + side / 2.0, y + down / 2.0 + 4.0, &text::short_count(*count), &face);
                frame.canvas.end();
            }
        }
        frame.top = top + down * rows.len() as f64 + 8.0;
        let mut notes = vec![format!(
            "Colours on a {} scale; an empty cell is a pair that does not occur.",
            self.scale.name()
        )];
        if all_rows > rows.len() || all_columns > columns.len() {
            notes.push(format!(
                "Shown are the {} of {all_rows} rows and {} of {all_columns} columns with the largest sums.",
                rows.len(),
                columns.len()
            ));
        }
        frame.paragraph(&notes.join(" "), 11.0, 3);
        let mut pairs: Vec<(&(&str, &str), &u64)> = counts.iter().collect();
        pairs.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
        let said: Vec<String> =
            pairs.iter().take(10).map(|((r, c), n)| format!("{} and {} {n}", clean(r), clean(c))).collect();
        frame.finish(&format!("A heat map of {unit} by pairs. The largest: {}.", said.join("; ")))
    }
}

impl Matrix {
    /// The legend of the colours: a strip with its ends and its middle named.
    fn scale_bar(&self, frame: &mut Frame, most: u64, unit: &str) {
        const STRIP: f64 = 180.0;
        const PARTS: usize = 60;
        let y = frame.top + 4.0;
        let part = STRIP / PARTS as f64;
        for at in 0..PARTS {
            let colour = amount((at as f64 + 0.5) / PARTS as f64);
            frame.canvas.rectangle(MARGIN + at as f64 * part, y, part + 0.3, 10.0, &Look::filled(colour));
        }
        frame.canvas.rectangle(MARGIN, y, STRIP, 10.0, &Look::stroked(GREY, 0.6));
        let middle = match self.scale {
            Scale::Root => most / 4,
            Scale::Log => (((most as f64).ln_1p() / 2.0).exp_m1()).round() as u64,
        };
        let face = Type::new(11.0).ink(SOFT_INK);
        frame.canvas.text(MARGIN, y + 23.0, "0", &face);
        if middle > 0 {
            frame.canvas.text(
                MARGIN + STRIP / 2.0,
                y + 23.0,
                &text::short_count(middle),
                &face.at(Anchor::Middle),
            );
        }
        frame.canvas.text(MARGIN + STRIP, y + 23.0, &text::short_count(most), &face.at(Anchor::End));
        let name = text::fit(unit, frame.room() - STRIP - 12.0, 11.0, Weight::Regular);
        frame.canvas.text(MARGIN + STRIP + 10.0, y + 9.0, &name, &face);
        frame.top += 32.0;
    }
}
