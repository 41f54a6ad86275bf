//! Bytes to lines of text: byte order marks, UTF-16, Windows-1252 bytes, CRLF, and lines without end.
//!
//! A file is read as UTF-8 unless it says otherwise (a byte order mark, or the zero bytes of UTF-16). Bytes that are
//! not UTF-8 are read as Windows-1252, one by one, and the line is marked, so that a file of mixed encodings keeps
//! what is right in it.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::open::read_error;
use crate::Result;

/// The longest line (and record) that is held: what is longer is rejected without being held.
pub(super) const LONGEST: usize = 64 << 20;

/// How much of a file without byte order mark is looked at for the zero bytes of UTF-16.
const GUESSED: usize = 256 << 10;

/// One line of a file, without its end.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// Its number, from 1.
    pub(super) number: u64,
    /// Its bytes; the first [`LONGEST`] when `overlong`.
    pub(super) bytes: Vec<u8>,
    /// Whether it was longer than [`LONGEST`].
    pub(super) overlong: bool,
}

impl Line {
    /// The line as text, and whether some of its bytes were not UTF-8.
    pub(super) fn text(&self) -> (String, bool) {
        decode(&self.bytes)
    }
}

/// The lines of one file, one at a time.
pub(super) struct Lines {
    path: PathBuf,
    input: Box<dyn BufRead + Send>,
    read: u64,
}

impl Lines {
    /// The lines of `input`, which [`unicode`] has made of the file `path`.
    pub(super) fn new(path: &Path, input: Box<dyn BufRead + Send>) -> Self {
        Self { path: path.to_path_buf(), input, read: 0 }
    }

    /// The next line, or `None` at the end.
    pub(super) fn next_line(&mut self) -> Result<Option<Line>> {
        let mut bytes = Vec::new();
        let mut overlong = false;
        let mut ended = false;
        let mut any = false;
        while !ended {
            let chunk = self.input.fill_buf().map_err(|error| read_error(&self.path, error))?;
            if chunk.is_empty() {
                break;
            }
            any = true;
            let end = chunk.iter().position(|&byte| byte == b'\n');
            let part = &chunk[..end.unwrap_or(chunk.len())];
            let room = LONGEST.saturating_sub(bytes.len());
            overlong |= part.len() > room;
            bytes.extend_from_slice(&part[..part.len().min(room)]);
            let used = end.map_or(chunk.len(), |end| end + 1);
            ended = end.is_some();
            self.input.consume(used);
        }
        if !any {
            return Ok(None);
        }
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        self.read += 1;
        Ok(Some(Line { number: self.read, bytes, overlong }))
    }
}

/// Text from bytes that should be UTF-8, and whether some were not: those are read as Windows-1252.
pub(super) fn decode(bytes: &[u8]) -> (String, bool) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), false);
    }
    let mut text = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    (text, true)
}

/// How many lines end in these bytes.
pub(super) fn newlines(bytes: &[u8]) -> u64 {
    bytes.split(|byte| *byte == b'\n').count() as u64 - 1
}

/// The start of a file (at most `size` bytes) and a reader that gives the file from the start again.
pub(super) fn peek<'t>(
    mut input: Box<dyn BufRead + Send + 't>,
    size: usize,
) -> io::Result<(Vec<u8>, Box<dyn BufRead + Send + 't>)> {
    let mut start = Vec::new();
    (&mut input).take(size as u64).read_to_end(&mut start)?;
    Ok((start.clone(), Box::new(Cursor::new(start).chain(input))))
}

/// A reader of UTF-8 without byte order mark from UTF-8 or UTF-16 with none, one or several: a file that had one when it
/// was brought into the other encoding has two.
pub(super) fn unicode<'t>(input: Box<dyn BufRead + Send + 't>) -> io::Result<Box<dyn BufRead + Send + 't>> {
    let (start, mut input) = peek(input, GUESSED)?;
    let mark: &[u8] = match start.as_slice() {
        [0xef, 0xbb, 0xbf, ..] => b"\xef\xbb\xbf",
        [0xff, 0xfe, ..] if !narrow(&start) => b"\xff\xfe",
        [0xfe, 0xff, ..] if !narrow(&start) => b"\xfe\xff",
        _ => b"",
    };
    if !mark.is_empty() {
        let marks = start.chunks_exact(mark.len()).take_while(|chunk| *chunk == mark).count();
        input.read_exact(&mut vec![0; marks * mark.len()])?;
    }
    let utf_16 = match start.as_slice() {
        [0xff, 0xfe, ..] if !narrow(&start) => Some(UTF_16LE),
        [0xfe, 0xff, ..] if !narrow(&start) => Some(UTF_16BE),
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 && wide(&start) => Some(UTF_16LE),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 && wide(&start) => Some(UTF_16BE),
        _ => None,
    };
    Ok(match utf_16 {
        None => input,
        Some(encoding) => {
            let decoder = encoding.new_decoder_without_bom_handling();
            Box::new(BufReader::with_capacity(
                1 << 16,
                Utf16 { input, decoder, ready: Vec::new(), given: 0, done: false },
            ))
        }
    })
}

/// Whether all of the start of a file has the zero bytes of UTF-16: one line of it at the front of a file in UTF-8 must not
/// spoil the rest.
fn wide(start: &[u8]) -> bool {
    let zeros = |part: &[u8]| part.split(|byte| *byte == 0).count() - 1;
    start.chunks(1 << 10).all(|part| zeros(part) * 10 > part.len())
}

/// Whether a kilobyte in the start of a file is plain ASCII, which no UTF-16 is, whatever its byte order mark says.
fn narrow(start: &[u8]) -> bool {
    start.chunks_exact(1 << 10).any(|part| part.iter().all(|byte| byte.is_ascii() && *byte != 0))
}

/// Reads UTF-16 as UTF-8; what is no character becomes U+FFFD.
struct Utf16<'t> {
    input: Box<dyn BufRead + Send + 't>,
    decoder: Decoder,
    ready: Vec<u8>,
    given: usize,
    done: bool,
}

impl Read for Utf16<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.done {
            let chunk = self.input.fill_buf()?;
            let last = chunk.is_empty();
            let mut text =
                String::with_capacity(self.decoder.max_utf8_buffer_length(chunk.len()).unwrap_or(1 << 16));
            let (result, used, _) = self.decoder.decode_to_string(chunk, &mut text, last);
            self.input.consume(used);
            self.done = last && result == CoderResult::InputEmpty;
            self.ready = text.into_bytes();
            self.given = 0;
        }
        let n = buffer.len().min(self.ready.len() - self.given);
        buffer[..n].copy_from_slice(&self.ready[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<(u64, String, bool)> {
        let input = unicode(Box::new(Cursor::new(bytes.to_vec()))).unwrap();
        let mut lines = Lines::new(Path::new("a.txt"), input);
        let mut out = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            let (text, odd) = line.text();
            out.push((line.number, text, odd));
        }
        out
    }

    #[test]
    fn marks_and_line_ends_are_taken_off() {
        let expected =
            vec![(1, "é".to_owned(), false), (2, String::new(), false), (3, "b".to_owned(), false)];
        assert_eq!(lines("\u{feff}é\r\n\nb".as_bytes()), expected);
        assert_eq!(lines("é\n\r\nb\n".as_bytes()), expected);
        assert_eq!(lines("\u{feff}\u{feff}é\n\nb".as_bytes()), expected);
        for big in [false, true] {
            for mark in ["", "\u{feff}", "\u{feff}\u{feff}"] {
                let text = format!("{mark}Aé\n\nb");
                let units: Vec<u8> = text
                    .encode_utf16()
                    .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                    .collect();
                assert_eq!(lines(&units).len(), 3, "{big} {mark:?}");
                assert_eq!(lines(&units)[0].1, "Aé");
            }
        }
    }

    #[test]
    fn other_bytes_are_windows_1252_and_marked() {
        assert_eq!(
            lines(b"Universit\xe9 \x93q\x94 \xc3\xa9"),
            vec![(1, "Université “q” é".to_owned(), true)]
        );
    }

    #[test]
    fn a_line_without_end_is_not_held() {
        let mut bytes = vec![b'a'; LONGEST + 5];
        bytes.extend_from_slice(b"\nnext");
        let mut lines = Lines::new(Path::new("a.txt"), Box::new(Cursor::new(bytes)));
        let first = lines.next_line().unwrap().unwrap();
        assert!(first.overlong && first.bytes.len() == LONGEST);
        assert_eq!(lines.next_line().unwrap().unwrap().bytes, b"next");
    }
}
