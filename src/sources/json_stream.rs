//! Works in a JSON file, one at a time: JSON lines, pages (`results`, `items`, `message.items`), arrays, a single work.
//!
//! The file is cut into works by counting braces outside strings, so only one work is held; nesting costs a counter and
//! no stack. A work that can't be parsed is looked through for sound works behind the damage.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::lines::{LONGEST, decode, newlines};
use super::open::read_error;
use crate::Result;

/// The keys under which a page holds its works.
const LISTS: [&str; 4] = ["results", "items", "data", "works"];

/// How works begin, white space left out, and nothing inside a work does: of OpenAlex, Crossref (the API, the yearly file),
/// Lens.
const BEGINNINGS: [&[u8]; 4] = [
    b"{\"id\":\"https://openalex.org/W",
    b"{\"indexed\":{\"date-parts\"",
    b"{\"URL\":\"http://dx.doi.org/",
    b"{\"lens_id\":\"",
];

/// A piece of the file that should be a work.
pub(super) struct Piece {
    /// The line on which it begins.
    pub(super) line: u64,
    /// The work, or why there is none.
    pub(super) work: Result<Value, String>,
    /// How it begins.
    pub(super) start: String,
    /// Whether some bytes were not UTF-8.
    pub(super) odd_bytes: bool,
}

/// The works of one file.
pub(super) struct Works {
    path: PathBuf,
    input: Box<dyn BufRead + Send>,
    line: u64,
    by_line: bool,
    /// Whether the file is one work and no list.
    single: bool,
    is_work: fn(&Value) -> bool,
    /// The keys of the containers that are open around the place where the reader stands, outside any work.
    open: Vec<Container>,
    key: String,
    found: std::collections::VecDeque<Piece>,
    /// The line on which a work begins whose own brace is damaged: its members stand in the list of works.
    headless: Option<u64>,
}

/// A container that is open outside the works.
struct Container {
    is_list: bool,
    holds_works: bool,
}

impl Works {
    /// The works in `input`. `is_work` tells a work from other objects where the file is damaged.
    pub(super) fn new(
        path: &Path,
        input: Box<dyn BufRead + Send>,
        start: &str,
        is_work: fn(&Value) -> bool,
    ) -> Self {
        Self {
            path: path.to_path_buf(),
            input,
            line: 1,
            by_line: is_json_lines(start),
            single: start.trim_start().starts_with('{') && !names_list(start),
            is_work,
            open: Vec::new(),
            key: String::new(),
            found: std::collections::VecDeque::new(),
            headless: None,
        }
    }

    /// The next piece.
    pub(super) fn next_piece(&mut self) -> Result<Option<Piece>> {
        if let Some(piece) = self.found.pop_front() {
            return Ok(Some(piece));
        }
        if self.by_line { self.next_line() } else { self.next_object() }
    }

    fn byte(&mut self) -> Result<Option<u8>> {
        let chunk = self.input.fill_buf().map_err(|error| read_error(&self.path, error))?;
        let Some(&byte) = chunk.first() else { return Ok(None) };
        self.input.consume(1);
        self.line += u64::from(byte == b'\n');
        Ok(Some(byte))
    }

    /// The next line that is not blank.
    fn next_line(&mut self) -> Result<Option<Piece>> {
        loop {
            let line = self.line;
            let mut bytes = Vec::new();
            let (mut overlong, mut any) = (false, false);
            loop {
                let chunk = self.input.fill_buf().map_err(|error| read_error(&self.path, error))?;
                if chunk.is_empty() {
                    break;
                }
                any = true;
                let end = chunk.iter().position(|&byte| byte == b'\n');
                let part = &chunk[..end.unwrap_or(chunk.len())];
                overlong |= bytes.len() + part.len() > LONGEST;
                if !overlong {
                    bytes.extend_from_slice(part);
                }
                let used = end.map_or(chunk.len(), |end| end + 1);
                self.input.consume(used);
                if end.is_some() {
                    self.line += 1;
                    break;
                }
            }
            if !any {
                return Ok(None);
            }
            if overlong {
                return Ok(Some(too_long(line, &bytes)));
            }
            if !bytes.trim_ascii().is_empty() {
                let one = piece(line, &bytes);
                if one.work.is_err()
                    && let Some(mut two) = glued(line, &bytes).or_else(|| cut_at_beginnings(line, &bytes))
                {
                    let first = two.pop_front();
                    self.found = two;
                    return Ok(first);
                }
                return Ok(Some(one));
            }
        }
    }

    /// The next object that stands where works stand.
    fn next_object(&mut self) -> Result<Option<Piece>> {
        let mut string: Option<Vec<u8>> = None;
        let mut escaped = false;
        while let Some(byte) = self.byte()? {
            if let Some(text) = &mut string {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' => escaped = true,
                    // No sound string goes over lines: a quote too many ends here, or where a work begins.
                    b'\n' => string = None,
                    b'{' if self.work_is_next()? => return self.work().map(Some),
                    b'"' => {
                        self.key = String::from_utf8_lossy(text).into_owned();
                        string = None;
                    }
                    _ if text.len() < 64 => text.push(byte),
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => string = Some(Vec::new()),
                b':' if self.headless.is_none() && self.in_works() => self.headless = Some(self.line),
                b'{' if (self.headless.is_none() && self.work_begins()) || self.work_is_next()? => {
                    return self.work().map(Some);
                }
                b'{' => self.open.push(Container { is_list: false, holds_works: false }),
                b'[' => {
                    let holds_works = self.open.is_empty() || LISTS.contains(&self.key.as_str());
                    self.open.push(Container { is_list: true, holds_works });
                }
                b'}' if self.in_works() => {
                    // No object is open here but a work whose own brace is damaged.
                    if let Some(line) = self.headless.take() {
                        return Ok(Some(headless(line)));
                    }
                }
                b'}' | b']' => {
                    // One that closes nothing that is open is damage.
                    if self.open.last().is_some_and(|container| container.is_list == (byte == b']')) {
                        self.open.pop();
                    }
                    self.key.clear();
                    if !self.in_works()
                        && !self.open.iter().any(|container| container.holds_works)
                        && let Some(line) = self.headless.take()
                    {
                        return Ok(Some(headless(line)));
                    }
                }
                _ => {}
            }
        }
        Ok(self.headless.take().map(headless))
    }

    /// Whether the reader stands in a list of works, between works.
    fn in_works(&self) -> bool {
        self.open.last().is_some_and(|container| container.holds_works)
    }

    /// Whether an object that opens here is a work: in a list of works, or the `message` that is one.
    fn work_begins(&self) -> bool {
        self.open.last().map_or(self.single, |container| container.holds_works)
    }

    /// Whether the object whose brace was just read begins as only works do: one is found also where damage closed the list
    /// of works too early.
    fn work_is_next(&mut self) -> Result<bool> {
        let chunk = self.input.fill_buf().map_err(|error| read_error(&self.path, error))?;
        let begins: Vec<u8> = std::iter::once(b'{').chain(chunk.iter().take(200).copied()).collect();
        Ok(begins_work(&begins))
    }

    /// Reads the work whose brace was just read; one whose own brace is damaged and that is still open ends before it.
    fn work(&mut self) -> Result<Piece> {
        let work = self.object()?;
        let Some(line) = self.headless.take() else { return Ok(work) };
        self.found.push_front(work);
        Ok(headless(line))
    }

    /// Reads the object whose brace was just read.
    fn object(&mut self) -> Result<Piece> {
        let line = self.line;
        let mut bytes = vec![b'{'];
        let (mut depth, mut in_string, mut escaped) = (1_u64, false, false);
        let mut size = 1;
        while depth > 0 {
            let chunk = self.input.fill_buf().map_err(|error| read_error(&self.path, error))?;
            if chunk.is_empty() {
                break;
            }
            let mut used = 0;
            for &byte in chunk {
                used += 1;
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if in_string => escaped = true,
                    b'"' => in_string = !in_string,
                    b'{' | b'[' if !in_string => depth += 1,
                    b'}' | b']' if !in_string => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
            }
            let room = LONGEST.saturating_sub(bytes.len());
            bytes.extend_from_slice(&chunk[..used.min(room)]);
            size += used;
            self.line += newlines(&chunk[..used]);
            self.input.consume(used);
        }
        if size > LONGEST {
            let further = self.salvaged(line, &bytes);
            self.found.extend(further);
            return Ok(too_long(line, &bytes));
        }
        let mut piece = piece(line, &bytes);
        if piece.work.is_err() {
            if depth > 0 {
                piece.work = Err("the file ends inside this work, or its brackets do not match".to_owned());
            }
            let further = self.salvaged(line, &bytes);
            self.found.extend(further);
        }
        Ok(piece)
    }

    /// The works behind the damage in a piece that could not be parsed; one that is no sound JSON either is told by how it
    /// begins.
    fn salvaged(&self, line: u64, bytes: &[u8]) -> Vec<Piece> {
        let mut found = Vec::new();
        let mut at = 1;
        while let Some(next) = bytes[at.min(bytes.len())..].iter().position(|&byte| byte == b'{') {
            let from = at + next;
            at = from + 1;
            let before = bytes[..from].trim_ascii_end().last();
            if !matches!(before, Some(b',' | b'[')) && bytes[from - 1] != b'\n' {
                continue;
            }
            let mut values = serde_json::Deserializer::from_slice(&bytes[from..]).into_iter::<Value>();
            let work = match values.next() {
                Some(Ok(work)) if (self.is_work)(&work) => Ok(work),
                Some(Err(error)) if begins_work(&bytes[from..]) => Err(format!("no sound JSON: {error}")),
                _ => continue,
            };
            let end = if work.is_ok() { from + values.byte_offset() } else { at };
            let above = newlines(&bytes[..from]);
            let start = super::csv_rows::excerpt(&decode(&bytes[from..bytes.len().min(from + 800)]).0);
            found.push(Piece { line: line + above, work, start, odd_bytes: false });
            at = end;
        }
        found
    }
}

/// A work without its first brace.
fn headless(line: u64) -> Piece {
    let work = Err("the brace that begins this work is damaged".to_owned());
    Piece { line, work, start: String::new(), odd_bytes: false }
}

/// The works of a line that holds several: the line breaks between them are lost. `None` where any is damaged.
fn glued(line: u64, bytes: &[u8]) -> Option<std::collections::VecDeque<Piece>> {
    let (text, odd_bytes) = decode(bytes);
    let mut found = std::collections::VecDeque::new();
    let mut rest = text.as_str();
    while let Some(from) = rest.find('{') {
        // More than the byte that was a line break between two works is damage of another kind.
        if rest[..from].chars().count() > 1 {
            return None;
        }
        let mut values = serde_json::Deserializer::from_str(&rest[from..]).into_iter::<Value>();
        let work = values.next()?.ok()?;
        let end = from + values.byte_offset();
        let start = super::csv_rows::excerpt(&rest[from..end]);
        found.push_back(Piece { line, work: Ok(work), start, odd_bytes });
        rest = &rest[end..];
    }
    (found.len() > 1 && rest.trim().chars().count() <= 1).then_some(found)
}

/// The pieces of a line in which several works begin, each to the beginning of the next; `None` where but one begins.
fn cut_at_beginnings(line: u64, bytes: &[u8]) -> Option<std::collections::VecDeque<Piece>> {
    let braces = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'{').map(|(at, _)| at);
    let starts: Vec<usize> = braces.filter(|&at| begins_work(&bytes[at..])).collect();
    if starts.len() < 2 {
        return None;
    }
    let from = std::iter::once(0).chain(starts[1..].iter().copied());
    let to = starts[1..].iter().copied().chain([bytes.len()]);
    let bare = |from: usize, to: usize| {
        let end = bytes[from..to].iter().rposition(|byte| *byte > b' ').map_or(from, |last| from + last + 1);
        piece(line, &bytes[from..end])
    };
    Some(from.zip(to).map(|(from, to)| bare(from, to)).collect())
}

/// Whether an object begins as only works do.
fn begins_work(bytes: &[u8]) -> bool {
    let squeezed: Vec<u8> =
        bytes.iter().take(200).copied().filter(|byte| !byte.is_ascii_whitespace()).take(40).collect();
    BEGINNINGS.iter().any(|beginning| squeezed.starts_with(beginning))
}

/// A piece of the file parsed.
fn piece(line: u64, bytes: &[u8]) -> Piece {
    let (text, odd_bytes) = decode(bytes);
    let start = super::csv_rows::excerpt(&text);
    let work = serde_json::from_str(&text).map_err(|error| format!("no sound JSON: {error}"));
    Piece { line, work, start, odd_bytes }
}

/// A piece that is not held.
fn too_long(line: u64, bytes: &[u8]) -> Piece {
    let start = super::csv_rows::excerpt(&decode(&bytes[..bytes.len().min(1000)]).0);
    Piece {
        line,
        work: Err(format!("the work is longer than {} MiB", LONGEST >> 20)),
        start,
        odd_bytes: false,
    }
}

/// Whether a list of works is named in the beginning of a file.
fn names_list(start: &str) -> bool {
    LISTS.iter().any(|key| {
        start.match_indices(&format!("\"{key}\"")).any(|(at, found)| {
            let behind = start[at + found.len()..].trim_start();
            behind.strip_prefix(':').is_some_and(|behind| behind.trim_start().starts_with('['))
        })
    })
}

/// Whether a file that begins so has one work a line: one of its first lines is a whole object and no page.
fn is_json_lines(start: &str) -> bool {
    let Some(first) = start.lines().find(|line| !line.trim().is_empty()) else { return false };
    let first = first.trim_start();
    if !first.starts_with('{') {
        // The first line may be damaged, or be in another encoding than the rest.
        let further = || start.lines().any(|line| line.trim_start_matches('\0').starts_with("{\""));
        return !first.starts_with('[') && !names_list(start) && further();
    }
    let page = |value: &Value| {
        LISTS.iter().any(|key| value.get(key).is_some_and(Value::is_array)) || value.get("message").is_some()
    };
    match serde_json::from_str::<Value>(first) {
        Ok(value) => !page(&value),
        Err(_) if names_list(start) => false,
        // The line is damaged, or longer than what was looked at, or the file is laid out over lines.
        Err(_) => first.contains("\":") || start.lines().any(|line| line.starts_with("{\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let is_work = |value: &Value| value.get("id").is_some() && value.get("title").is_some();
        let mut works = Works::new(
            Path::new("a"),
            Box::new(std::io::Cursor::new(text.as_bytes().to_vec())),
            text,
            is_work,
        );
        let mut out = Vec::new();
        while let Some(piece) = works.next_piece().unwrap() {
            match piece.work {
                Ok(work) => out.push(format!("{} {}", piece.line, work["id"])),
                Err(why) => out.push(format!("{} {}", piece.line, why.split(':').next().unwrap_or_default())),
            }
        }
        out
    }

    #[test]
    fn pages_arrays_and_lines_give_their_works() {
        assert_eq!(
            told(
                "{\"meta\":{\"items\":3},\"results\":[{\"id\":1,\"a\":[{\"id\":9}]},\n{\"id\":2}],\"group_by\":[{\"id\":7}]}"
            ),
            ["1 1", "2 2"]
        );
        assert_eq!(told("{\n \"items\": [\n {\"id\": 1},\n {\"id\": 2}\n ]\n}"), ["3 1", "4 2"]);
        assert_eq!(told("{\"status\":\"ok\",\"message\":{\"facets\":{},\"items\":[{\"id\":1}]}}"), ["1 1"]);
        assert_eq!(told("[{\"id\":1},{\"id\":2}]"), ["1 1", "1 2"]);
        assert_eq!(told("{\n\"id\": 1,\n\"a\": [{\"id\": 2}]\n}\n"), ["1 1"]);
        assert_eq!(told("{\"id\":1}\n\n{\"id\":2,\n{\"id\":3}\n"), ["1 1", "3 no sound JSON", "4 3"]);
        assert!(told("{\"results\":[]}").is_empty());
    }

    #[test]
    fn works_behind_the_damage_are_found() {
        let text = "{\"results\":[{\"id\":1,\"title\":\"a\"},{\"id\":2,\"title\":\"b,\"x\":[{\"id\":8}]},{\"id\":3,\"title\":\"c\"}]}";
        assert_eq!(
            told(text),
            ["1 1", "1 the file ends inside this work, or its brackets do not match", "1 3"]
        );
    }

    #[test]
    fn a_list_that_closes_too_early_loses_no_work() {
        let work = |id: u32| {
            format!("{{\"id\":\"https://openalex.org/W{id}\",\"title\":\"a\",\"x\":[{{\"y\":1}}]}}")
        };
        for damage in ["}]\"title\"", "\"t}]\"title\"", "\"title"] {
            let first = work(1).replace("\"title\"", damage);
            assert_eq!(
                told(&format!("{{\"results\":[{first},{},{}]}}", work(2), work(3)))[1..],
                ["1 \"https://openalex.org/W2\"", "1 \"https://openalex.org/W3\""],
                "{first}"
            );
        }
    }

    #[test]
    fn a_line_with_two_works_of_which_one_is_cut_is_two_pieces() {
        let work = |id: u32| format!("{{\"id\":\"https://openalex.org/W{id}\",\"title\":\"a\"}}");
        let (first, second) = (work(1), work(2));
        let cut = &second[..second.len() - 3];
        assert_eq!(told(&format!("{first}\0{cut}\n")), ["1 \"https://openalex.org/W1\"", "1 no sound JSON"]);
        assert_eq!(told(&format!("\"\u{fffd}x\n{first}\n{second}\n")).len(), 3);
    }

    #[test]
    fn deep_nesting_is_a_reject_and_not_a_crash() {
        let deep = format!(
            "{{\"results\":[{{\"id\":1,\"a\":{}1{}}},{{\"id\":2}}]}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        assert_eq!(told(&deep), ["1 no sound JSON", "1 2"]);
        assert_eq!(
            told(&format!("{{\"id\":1}}\n{{\"a\":{}", "{\"a\":".repeat(100_000))),
            ["1 1", "2 no sound JSON"]
        );
    }
}
