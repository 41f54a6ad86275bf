//! Rows of a CSV file, one at a time, with what the usual readers lack: an unbalanced quote costs its own row and not
//! the rest of the file.
//!
//! A row is read over as many lines as its quotes ask for. When it then has not as many cells as the header, or a
//! quote stands where none can (a line break before it, text behind it), only its first line is given up; the lines
//! after it are tried one by one until one begins a row that fits. The cells themselves are taken apart by the csv
//! crate. Time: linear; memory: one row.

use std::collections::VecDeque;

use super::lines::{LONGEST, Line, Lines, decode};
use crate::Result;

/// How many lines are tried as one row while looking for the next sound row behind a damaged one.
const LINES_TRIED: usize = 200;

/// A row, or the lines that were given up before the next one.
pub(super) enum Row {
    /// Cells that fit the header.
    Cells(Cells),
    /// Lines that make no row.
    Damaged(Damaged),
}

/// The cells of one row.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// The line on which the row begins.
    pub(super) line: u64,
    /// The cells in order.
    pub(super) texts: Vec<String>,
    /// Whether some bytes were not UTF-8.
    pub(super) odd_bytes: bool,
}

/// Lines that make no row.
#[derive(Debug)]
pub(super) struct Damaged {
    /// The first of them.
    pub(super) line: u64,
    /// Why.
    pub(super) reason: String,
    /// How the first of them begins.
    pub(super) excerpt: String,
}

/// The rows of one CSV file.
pub(super) struct CsvRows {
    lines: Lines,
    ahead: VecDeque<Line>,
    ended: bool,
    delimiter: u8,
    quoting: bool,
    /// The least and most cells of a sound row.
    width: (usize, usize),
    /// A second row in the line that was given up last: the line break between the two is lost.
    glued: Option<Damaged>,
    /// How all sound rows begin, where they all begin alike.
    shape: Shape,
}

/// How rows begin: the kinds of their first two letters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Unknown,
    Alike([u8; 2]),
    Various,
}

impl Shape {
    /// The kinds of the first two letters of a line.
    fn kinds(line: &[u8]) -> [u8; 2] {
        let kind = |at: usize| match line.get(at) {
            Some(byte) if byte.is_ascii_digit() => b'0',
            Some(byte) if byte.is_ascii_alphabetic() || !byte.is_ascii() => b'a',
            Some(byte) => *byte,
            None => b' ',
        };
        // Numbers are of any length.
        [kind(0), if kind(0) == b'0' { b'0' } else { kind(1) }]
    }

    /// Learns from the first line of a sound row.
    fn learn(&mut self, line: &[u8]) {
        let kinds = Self::kinds(line);
        *self = match *self {
            Self::Unknown => Self::Alike(kinds),
            Self::Alike(before) if before == kinds => *self,
            _ => Self::Various,
        };
    }
}

/// What became of trying the lines ahead as one row.
enum Attempt {
    Fits(usize),
    Misfits { cells: usize, lines: usize },
    StrayQuote { cells: usize, lines: usize },
    Open,
    Overlong,
}

impl CsvRows {
    /// Rows of `lines`; any number of cells fits until [`CsvRows::expect`] is called.
    pub(super) fn new(lines: Lines, delimiter: u8, quoting: bool) -> Self {
        Self {
            lines,
            ahead: VecDeque::new(),
            ended: false,
            delimiter,
            quoting,
            width: (0, usize::MAX),
            glued: None,
            shape: Shape::Unknown,
        }
    }

    /// From here on a row has `least` to `most` cells.
    pub(super) fn set_width(&mut self, least: usize, most: usize) {
        self.width = (least, most);
        // What was read before is the header.
        self.shape = Shape::Unknown;
    }

    /// The next row or the damage before it; `None` at the end. Blank lines are no rows.
    pub(super) fn next_row(&mut self) -> Result<Option<Row>> {
        if let Some(second) = self.glued.take() {
            return Ok(Some(Row::Damaged(second)));
        }
        while self.line(0)?.is_some_and(|line| line.bytes.iter().all(u8::is_ascii_whitespace)) {
            self.ahead.pop_front();
        }
        if self.line(0)?.is_none() {
            return Ok(None);
        }
        match self.attempt(usize::MAX)? {
            Attempt::Fits(lines) => Ok(self.take(lines).map(Row::Cells)),
            failed => self.give_up(&failed).map(|damaged| damaged.map(Row::Damaged)),
        }
    }

    /// Drops lines up to the next that begins a sound row.
    fn give_up(&mut self, failed: &Attempt) -> Result<Option<Damaged>> {
        let at_end = self.ended && matches!(failed, Attempt::Open);
        let Some(first) = self.ahead.pop_front() else { return Ok(None) };
        let single = matches!(failed, Attempt::Misfits { lines: 1, .. });
        let mut dropped = 1_u64;
        while !single && self.line(0)?.is_some() {
            if matches!(self.attempt(LINES_TRIED)?, Attempt::Fits(_)) || self.row_begins() {
                break;
            }
            self.ahead.pop_front();
            dropped += 1;
        }
        if let Attempt::Misfits { cells, lines: 1 } | Attempt::StrayQuote { cells, lines: 1 } = *failed
            && self.width.0 > 1
            && cells + 1 >= 2 * self.width.0
        {
            self.glued = Some(Damaged {
                line: first.number,
                reason: "a second row stands in the line of the one before".to_owned(),
                excerpt: String::new(),
            });
        }
        let reason = match *failed {
            Attempt::Misfits { cells, .. } => {
                format!("the row has {cells} cells where the header has {}", self.width.0)
            }
            Attempt::Overlong => format!("the row is longer than {} MiB", LONGEST >> 20),
            _ if at_end && self.line(0)?.is_none() => {
                "the file ends inside a quoted cell: the export was cut short; export it again".to_owned()
            }
            _ if dropped > 1 => {
                format!(
                    "a quote is not closed or not doubled; {dropped} lines up to the next sound row were given up"
                )
            }
            _ => "a quote is not closed or not doubled".to_owned(),
        };
        Ok(Some(Damaged { line: first.number, reason, excerpt: excerpt(&decode_start(&first.bytes)) }))
    }

    /// Whether the line ahead begins as all sound rows do: then it is a row of its own, damaged too.
    fn row_begins(&self) -> bool {
        self.ahead.front().is_some_and(|line| {
            self.shape == Shape::Alike(Shape::kinds(&line.bytes)) && line.bytes.contains(&self.delimiter)
        })
    }

    /// Whether the lines ahead begin with a row that fits, and over how many lines it goes.
    fn attempt(&mut self, most_lines: usize) -> Result<Attempt> {
        let (delimiter, quoting, width) = (self.delimiter, self.quoting, self.width);
        let mut scan = Scan::new(delimiter, quoting);
        let mut size = 0;
        let mut lines = 0;
        while lines < most_lines {
            let Some(line) = self.line(lines)? else { break };
            size += line.bytes.len();
            if line.overlong || size > LONGEST {
                return Ok(Attempt::Overlong);
            }
            scan.line(&line.bytes);
            lines += 1;
            if !scan.open() {
                let fits = (width.0..=width.1).contains(&scan.cells);
                return Ok(match (fits, scan.stray) {
                    (true, false) => Attempt::Fits(lines),
                    (false, false) => Attempt::Misfits { cells: scan.cells, lines },
                    (_, true) => Attempt::StrayQuote { cells: scan.cells, lines },
                });
            }
            if scan.stray && lines > 1 {
                return Ok(Attempt::StrayQuote { cells: scan.cells, lines });
            }
        }
        Ok(Attempt::Open)
    }

    /// The row of the first `count` lines ahead.
    fn take(&mut self, count: usize) -> Option<Cells> {
        let first = self.ahead.pop_front()?;
        self.shape.learn(&first.bytes);
        let mut bytes = first.bytes;
        for _ in 1..count {
            let Some(line) = self.ahead.pop_front() else { break };
            bytes.push(b'\n');
            bytes.extend_from_slice(&line.bytes);
        }
        let (text, odd_bytes) = decode(&bytes);
        let cells = cells_of(&text, self.delimiter, self.quoting);
        Some(Cells { line: first.number, texts: cells, odd_bytes })
    }

    /// The line that stands `offset` lines ahead.
    fn line(&mut self, offset: usize) -> Result<Option<&Line>> {
        while self.ahead.len() <= offset && !self.ended {
            match self.lines.next_line()? {
                Some(line) => self.ahead.push_back(line),
                None => self.ended = true,
            }
        }
        Ok(self.ahead.get(offset))
    }
}

/// The cells of one row of text.
pub(super) fn cells_of(text: &str, delimiter: u8, quoting: bool) -> Vec<String> {
    if !quoting {
        return text.split(char::from(delimiter)).map(str::to_owned).collect();
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(text.len().clamp(64, 1 << 16))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    match reader.read_record(&mut record) {
        Ok(true) => record.iter().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// The first 200 characters.
pub(super) fn excerpt(text: &str) -> String {
    text.chars().take(200).collect()
}

/// The start of a line as text, for an excerpt.
fn decode_start(bytes: &[u8]) -> String {
    decode(&bytes[..bytes.len().min(1000)]).0
}

/// Follows the quotes of a row as the csv crate does, without keeping the cells.
struct Scan {
    delimiter: u8,
    quoting: bool,
    state: State,
    cells: usize,
    /// A quote stood inside a quoted cell, neither doubled nor at its end.
    stray: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    QuoteSeen,
}

impl Scan {
    fn new(delimiter: u8, quoting: bool) -> Self {
        Self { delimiter, quoting, state: State::CellStart, cells: 1, stray: false }
    }

    /// Whether the row goes on in the next line.
    fn open(&self) -> bool {
        self.state == State::Quoted
    }

    fn line(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.state = match (self.state, byte) {
                (State::CellStart, b'"') if self.quoting => State::Quoted,
                (State::Quoted, b'"') => State::QuoteSeen,
                (State::QuoteSeen, b'"') | (State::Quoted, _) => State::Quoted,
                (_, byte) if byte == self.delimiter => {
                    self.cells += 1;
                    State::CellStart
                }
                (State::QuoteSeen, _) => {
                    self.stray = true;
                    State::Plain
                }
                _ => State::Plain,
            };
        }
    }
}
