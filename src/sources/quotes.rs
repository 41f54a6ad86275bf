//! The bytes of a CSV table on their way to the csv crate, which takes every text apart without a word: here a lost quote is
//! an error with its line, before it can swallow rows.
//!
//! A cell that begins with a quote ends with one, and the separator or the line's end stands behind it (blanks may come
//! between). A quote in another cell is a letter; only where it ends that cell, behind a quoted cell that goes over several
//! lines, has one of the two lost its other quote. Lines end in `\n`, `\r\n` or `\r`; from here on all of them, and the file,
//! end in `\n`. Blank lines before the header are left out, and a line `sep=;`.
//!
//! Time linear: text without quotes is searched for them and no more. Memory: one block.

use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use memchr::{memchr, memchr_iter, memchr2};

use super::open::read_error;
use super::separator;
use crate::error::{Error, Place, Result};

/// So much is read at once.
pub(super) const BLOCK: usize = 1 << 16;
/// A quoted cell that is longer than this is held for one whose quote is never closed.
const LONGEST: usize = 1 << 20;
const REMEDY: &str = "close the quote at the end of its cell, and write a quote inside a cell twice";

/// A table whose quotes are watched while it is read.
pub(super) struct Watched<'t> {
    path: PathBuf,
    input: Box<dyn BufRead + Send + 't>,
    separator: u8,
    /// How many lines stand before the header.
    lines_before: u64,
    /// What was read, and how much of it is handed on.
    block: Vec<u8>,
    handed: usize,
    /// The last byte before the block.
    last: u8,
    /// The line of the byte at `counted` in the block.
    line: u64,
    counted: usize,
    state: State,
    /// Where the present quoted cell begins: in the block, or the line where that is known.
    begin: usize,
    opened: Option<u64>,
    /// How much of the present quoted cell stands in the blocks before.
    length: usize,
    /// The line of the last quoted cell that goes over several.
    long: Option<u64>,
    /// Whether the block ended in `\r`, which a `\n` may follow.
    is_halved: bool,
    is_ended: bool,
    /// What is wrong behind the block.
    fault: Option<Error>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Outside quotes.
    Plain,
    /// Behind a quote in a cell without quotes around it.
    Letter,
    Quoted,
    /// Behind a quote in a quoted cell: the first half of a doubled one, or the cell's end.
    Quote,
    /// Behind the quote that ends a cell and a blank.
    Closed,
}

impl<'t> Watched<'t> {
    /// Reads up to the header and tells the separator from it.
    pub(super) fn new(path: &Path, input: Box<dyn BufRead + Send + 't>) -> Result<Self> {
        let mut this = Self {
            path: path.to_path_buf(),
            input,
            separator: b',',
            lines_before: 0,
            block: Vec::with_capacity(2 * BLOCK),
            handed: 0,
            last: b'\n',
            line: 1,
            counted: 0,
            state: State::Plain,
            begin: 0,
            opened: None,
            length: 0,
            long: None,
            is_halved: false,
            is_ended: false,
            fault: None,
        };
        let (mut from, mut marked) = (0, None);
        loop {
            let rest = &this.block[from..];
            let Some(length) = memchr(b'\n', rest) else {
                if this.is_ended || rest.len() > LONGEST {
                    break;
                }
                this.take_in()?;
                continue;
            };
            let line = &rest[..length];
            if !line.iter().all(u8::is_ascii_whitespace) {
                let mark = separator::mark(line);
                if marked.is_some() || mark.is_none() {
                    break;
                }
                marked = mark;
            }
            from += length + 1;
            this.lines_before += 1;
        }
        this.block.drain(..from);
        this.line += this.lines_before;
        let (mut told, mut is_whole) = separator::told(&this.block);
        while !is_whole && !this.is_ended && this.block.len() <= LONGEST {
            this.take_in()?;
            (told, is_whole) = separator::told(&this.block);
        }
        this.separator = marked.unwrap_or(told);
        this.watch();
        Ok(this)
    }

    pub(super) fn separator(&self) -> u8 {
        self.separator
    }

    pub(super) fn lines_before(&self) -> u64 {
        self.lines_before
    }

    /// Appends to the block what can be read at once, with every line's end as `\n`.
    fn take_in(&mut self) -> Result<()> {
        let chunk = self.input.fill_buf().map_err(|error| read_error(&self.path, error))?;
        if chunk.is_empty() {
            self.is_ended = true;
            if self.block.last().copied().unwrap_or(self.last) != b'\n' {
                self.block.push(b'\n');
            }
            return Ok(());
        }
        let taken = chunk.len().min(BLOCK);
        let mut rest = &chunk[..taken];
        if self.is_halved {
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        self.is_halved = chunk[taken - 1] == b'\r';
        while let Some(end) = memchr(b'\r', rest) {
            self.block.extend_from_slice(&rest[..end]);
            self.block.push(b'\n');
            rest = &rest[end + 1..];
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        self.block.extend_from_slice(rest);
        self.input.consume(taken);
        Ok(())
    }

    /// Follows the quotes through the block. Where one does not fit, the block ends before its cell.
    fn watch(&mut self) {
        let mut at = 0;
        self.begin = 0;
        while let Some(&byte) = self.block.get(at) {
            match self.state {
                State::Plain => {
                    let Some(next) = memchr(b'"', &self.block[at..]) else { break };
                    at += next;
                    let before = if at == 0 { self.last } else { self.block[at - 1] };
                    if self.ends_cell(before) {
                        (self.state, self.begin, self.opened, self.length) = (State::Quoted, at, None, 0);
                    } else {
                        self.state = State::Letter;
                    }
                    at += 1;
                }
                State::Letter if byte == b'"' => at += 1,
                State::Letter => {
                    if let Some(long) = self.long.filter(|_| self.ends_cell(byte)) {
                        let line = self.line_at(at);
                        let what = format!(
                            "a quoted cell that begins here goes over several lines, and a quote in line {line} has no other"
                        );
                        return self.refuse(at, long, what);
                    }
                    self.state = State::Plain;
                }
                State::Quoted => {
                    let Some(next) = memchr2(b'"', b'\n', &self.block[at..]) else { break };
                    at += next;
                    if self.block[at] == b'"' {
                        self.state = State::Quote;
                    } else {
                        self.long = Some(self.opened());
                    }
                    at += 1;
                }
                State::Quote if byte == b'"' => {
                    self.state = State::Quoted;
                    at += 1;
                }
                State::Quote | State::Closed if byte == b' ' => {
                    self.state = State::Closed;
                    at += 1;
                }
                State::Quote | State::Closed if self.ends_cell(byte) => self.state = State::Plain,
                State::Quote | State::Closed => {
                    let line = self.opened();
                    return self.refuse(self.begin, line, "the quotes of a cell that begins here don't fit");
                }
            }
        }
        if !matches!(self.state, State::Plain | State::Letter) {
            let line = self.opened();
            self.length += self.block.len() - self.begin;
            if self.state == State::Quoted && (self.is_ended || self.length > LONGEST) {
                return self.refuse(self.begin, line, "a quote that opens here is never closed");
            }
        }
        self.line_at(self.block.len());
        self.last = self.block.last().copied().unwrap_or(self.last);
    }

    fn ends_cell(&self, byte: u8) -> bool {
        byte == self.separator || byte == b'\n'
    }

    /// The line on which the present quoted cell begins.
    fn opened(&mut self) -> u64 {
        let line = self.opened.unwrap_or_else(|| self.line_at(self.begin));
        self.opened = Some(line);
        line
    }

    /// The line of a byte of the block that is not before the one asked for last.
    fn line_at(&mut self, at: usize) -> u64 {
        self.line += memchr_iter(b'\n', &self.block[self.counted..at]).count() as u64;
        self.counted = at;
        self.line
    }

    fn refuse(&mut self, at: usize, line: u64, what: impl Into<String>) {
        self.block.truncate(at);
        self.is_ended = true;
        self.fault = Some(Error::input(Place::line(&self.path, line), what, REMEDY));
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.handed == self.block.len() {
            if let Some(fault) = self.fault.take() {
                return Err(io::Error::other(fault));
            }
            if self.is_ended {
                return Ok(0);
            }
            self.block.clear();
            (self.handed, self.counted) = (0, 0);
            self.take_in().map_err(io::Error::other)?;
            self.watch();
        }
        let length = buffer.len().min(self.block.len() - self.handed);
        buffer[..length].copy_from_slice(&self.block[self.handed..self.handed + length]);
        self.handed += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What comes out, and the error.
    fn read(text: &[u8], at_once: usize) -> (String, Option<String>) {
        let input = Box::new(io::BufReader::with_capacity(at_once, text));
        let mut out = Vec::new();
        let read = Watched::new(Path::new("t.csv"), input).and_then(|mut watched| {
            watched.read_to_end(&mut out).map_err(|error| error.downcast::<Error>().unwrap())
        });
        (String::from_utf8(out).unwrap(), read.err().map(|error| error.to_string()))
    }

    #[test]
    fn rows_before_a_lost_quote_come_out() {
        let (out, error) = read(b"a,b\r\n1,2\r3,\"4\n5\"6\r\n", 1 << 16);
        assert_eq!(out, "a,b\n1,2\n3,");
        assert!(error.unwrap().starts_with("t.csv:3: the quotes of a cell that begins here"));
    }

    proptest! {
        #[test]
        fn blocks_of_any_size_say_the_same(text in "[a\",\\r\\n ]{0,40}", at_once in 1_usize..9) {
            let (whole, error) = read(text.as_bytes(), 1 << 16);
            let (parts, same) = read(text.as_bytes(), at_once);
            prop_assert_eq!(&error, &same);
            // Before a fault a part of its own row may have come out.
            prop_assert!(parts == whole || error.is_some() && parts.starts_with(&whole));
        }

        #[test]
        fn sound_text_comes_out_with_its_line_ends_alike(lines in prop::collection::vec("[a, ]{0,5}|a\"a", 0..9)) {
            for end in ["\n", "\r\n", "\r"] {
                let header = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(lines.len());
                let expected = lines[header..].join("\n");
                for at_once in [1, 2, 1 << 16] {
                    let found = read(lines.join(end).as_bytes(), at_once);
                    let found = (found.0.trim_end().to_owned(), found.1);
                    prop_assert_eq!(found, (expected.trim_end().to_owned(), None));
                }
            }
        }
    }
}
