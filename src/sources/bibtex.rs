//! BibTeX: entries one at a time, with every field that they have.
//!
//! An entry begins at a line that starts with `@word{` and ends before the next such line, so that braces that do not
//! balance cost one entry at most. Inside it values are read by their braces; `\{` and `\}` are characters and count for
//! nothing. Where that fails the fields are taken apart by lines instead. Names keep no letter case and no no-break
//! space; a repeated field keeps all its values.

use super::latex::plain;
use super::lines::{LONGEST, Line, Lines};
use crate::Result;

/// One entry.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// The line on which it begins.
    pub(super) line: u64,
    /// `article`, in small letters.
    pub(super) kind: String,
    /// The citation key.
    pub(super) key: String,
    /// Field names in small letters with their values, LaTeX taken out, in order.
    pub(super) fields: Vec<(String, String)>,
    /// Why it can't be taken.
    pub(super) damage: Option<String>,
    /// How it begins.
    pub(super) start: String,
    /// Whether some bytes were not UTF-8.
    pub(super) odd_bytes: bool,
    /// How many bytes of the text stand behind the brace that closes it.
    behind: usize,
}

impl Entry {
    /// The first value of the first of these fields that is there and not empty.
    pub(super) fn get(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.all(name).next())
    }

    /// All values of a field that are not empty.
    pub(super) fn all<'a, 'b>(&'a self, name: &'b str) -> impl Iterator<Item = &'a str> + use<'a, 'b> {
        let named = move |(have, value): &&'a (String, String)| have == name && !value.is_empty();
        self.fields.iter().filter(named).map(|(_, value)| value.as_str())
    }
}

/// The entries of a file.
pub(super) struct Entries {
    lines: Lines,
    next: Option<Line>,
    /// An entry whose first line is damaged, found behind the one before.
    headless: Option<Entry>,
}

impl Entries {
    /// The entries in these lines; what stands before the first is a comment.
    pub(super) fn new(lines: Lines) -> Self {
        Self { lines, next: None, headless: None }
    }

    /// The next entry that is a work; comments, strings and preambles are passed over.
    pub(super) fn next_entry(&mut self) -> Result<Option<Entry>> {
        if let Some(entry) = self.headless.take() {
            return Ok(Some(entry));
        }
        let mut before = Before::default();
        loop {
            let first = match self.next.take() {
                Some(line) => Some(line),
                None => self.lines.next_line()?,
            };
            let Some(first) = first else { return Ok(before.entry()) };
            if !begins(&first.bytes) {
                before.add(&first);
                continue;
            }
            if let Some(entry) = std::mem::take(&mut before).entry() {
                self.next = Some(first);
                return Ok(Some(entry));
            }
            let (number, mut bytes) = (first.number, first.bytes);
            let mut overlong = first.overlong;
            let mut last = true;
            while let Some(line) = self.lines.next_line()? {
                if begins(&line.bytes) {
                    self.next = Some(line);
                    last = false;
                    break;
                }
                overlong |= line.overlong || bytes.len() + line.bytes.len() > LONGEST;
                if !overlong {
                    bytes.push(b'\n');
                    bytes.extend_from_slice(&line.bytes);
                }
            }
            let (text, odd_bytes) = super::lines::decode(&bytes);
            let mut entry = parse(&text, last);
            entry.line = number;
            if entry.behind > 0 {
                self.headless = headless(&text[text.len() - entry.behind..], &text, number);
            }
            entry.odd_bytes = odd_bytes;
            if overlong {
                entry.damage = Some(format!("the entry is longer than {} MiB", LONGEST >> 20));
            }
            if !matches!(entry.kind.as_str(), "comment" | "string" | "preamble") {
                return Ok(Some(entry));
            }
            if let Some(entry) = self.headless.take() {
                return Ok(Some(entry));
            }
        }
    }
}

/// Whether a line begins an entry: `@word{` or `@word(` at its start.
fn begins(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let Some(rest) = line.strip_prefix(b"@") else { return false };
    let word = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    word > 0 && matches!(rest[word..].trim_ascii_start().first(), Some(b'{' | b'('))
}

/// Takes one entry apart. `last` says that the file ends behind it.
fn parse(text: &str, last: bool) -> Entry {
    let text = text.trim_start();
    let open = text.find(['{', '(']).unwrap_or(text.len());
    let mut entry = Entry {
        kind: text.get(1..open).unwrap_or_default().trim().to_ascii_lowercase(),
        start: super::csv_rows::excerpt(text),
        ..Entry::default()
    };
    let body = text.get(open + 1..).unwrap_or_default();
    let Some((key, fields)) = body.split_once(',') else {
        entry.damage = Some("the entry has no fields".to_owned());
        return entry;
    };
    key.trim().clone_into(&mut entry.key);
    match by_braces(fields) {
        Some((fields, behind)) => {
            entry.fields = fields;
            entry.behind = behind;
        }
        None if last || !text.trim_end().ends_with('}') => {
            entry.damage = Some(if last {
                "the file ends inside this entry: the export was cut short; export it again".to_owned()
            } else {
                "the entry is not closed before the next one begins".to_owned()
            });
        }
        None => entry.fields = by_lines(fields),
    }
    if entry.damage.is_none() && entry.fields.is_empty() {
        entry.damage = Some("the entry has no fields".to_owned());
    }
    for (name, value) in &mut entry.fields {
        *name = name.replace('\u{a0}', " ").trim().to_lowercase();
        *value = plain(value);
    }
    entry
}

/// The entry in what stands behind another, where that is more than a remark: its first line is damaged.
fn headless(behind: &str, whole: &str, line: u64) -> Option<Entry> {
    if behind.lines().filter(|line| is_field(line)).count() < 2 {
        return None;
    }
    let begun = behind.trim_start();
    let above = whole[..whole.len() - begun.len()].matches('\n').count() as u64;
    Some(without_head(line + above, begun))
}

/// Whether a line has the form of a field.
fn is_field(line: &str) -> bool {
    line.split_once('=').is_some_and(|(name, value)| {
        let name = name.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        !name.is_empty() && name.chars().all(plain) && value.trim_start().starts_with(['{', '"'])
    })
}

/// An entry that can't be taken because its first line is damaged.
fn without_head(line: u64, text: &str) -> Entry {
    Entry {
        line,
        start: super::csv_rows::excerpt(text),
        damage: Some("the first line of this entry is damaged: it begins with no `@word{`".to_owned()),
        ..Entry::default()
    }
}

/// The lines before the first entry: remarks, or an entry whose first line is damaged.
#[derive(Default)]
struct Before {
    line: u64,
    start: String,
    fields: usize,
}

impl Before {
    fn add(&mut self, line: &Line) {
        let (text, _) = line.text();
        if is_field(&text) {
            self.fields += 1;
        }
        // The line before the first field is the damaged one.
        if self.fields == 0 && !text.trim().is_empty() {
            self.line = line.number;
            self.start = text;
        }
    }

    fn entry(&self) -> Option<Entry> {
        (self.fields >= 2).then(|| without_head(self.line.max(1), &self.start))
    }
}

/// The fields by their braces and quotes, and how much stands behind them; `None` when these do not balance.
fn by_braces(mut rest: &str) -> Option<(Vec<(String, String)>, usize)> {
    let mut fields = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if rest.starts_with(['}', ')']) {
            return Some((fields, rest.len() - 1));
        }
        let (name, behind) = rest.split_once('=')?;
        if name.trim().is_empty() || name.contains(['{', '}', '"', '\n']) || name.len() > 60 {
            return None;
        }
        let mut value = String::new();
        rest = behind.trim_start();
        loop {
            let end = value_end(rest)?;
            value.push_str(rest[..end].trim_matches(|c: char| c.is_whitespace()).trim_matches('"'));
            rest = rest[end..].trim_start();
            match rest.strip_prefix('#') {
                Some(more) => rest = more.trim_start(),
                None => break,
            }
        }
        fields.push((name.trim().to_owned(), strip_outer(&value).to_owned()));
        if !rest.starts_with([',', '}', ')']) {
            return None;
        }
    }
}

/// Where the value at the front of the text ends.
fn value_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let first = *bytes.first()?;
    if first != b'{' && first != b'"' {
        return text.find([',', '}', '#', '\n']);
    }
    let mut depth = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'{' => depth += 1,
            b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 && first == b'{' {
                    return Some(at + 1);
                }
            }
            b'"' if first == b'"' && depth == 0 && at > 0 => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The value without its outer braces.
fn strip_outer(value: &str) -> &str {
    let value = value.trim();
    value.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).unwrap_or(value)
}

/// The fields by lines: one begins at a line `name = {` and ends before the next such line.
fn by_lines(text: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    // Where the first field is not indented no field is: what is indented goes on with the one before.
    let flush = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .is_some_and(|line| !line.starts_with(char::is_whitespace));
    for line in text.lines() {
        let indented = line.starts_with(char::is_whitespace);
        let begun = Some(line).filter(|_| !(flush && indented)).unwrap_or_default().split_once('=').filter(
            |(name, value)| {
                let name = name.trim();
                let word =
                    name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '\u{a0}' | ' '));
                !name.is_empty() && name.len() <= 60 && word && value.trim_start().starts_with(['{', '"'])
            },
        );
        match (begun, fields.last_mut()) {
            (Some((name, value)), _) => fields.push((name.trim().to_owned(), value.trim().to_owned())),
            (None, Some((_, value))) => {
                value.push('\n');
                value.push_str(line);
            }
            (None, None) => {}
        }
    }
    let count = fields.len();
    for (at, (_, value)) in fields.iter_mut().enumerate() {
        let mut text = value.trim_end();
        if at + 1 == count {
            text = text.strip_suffix('}').unwrap_or(text).trim_end();
        }
        text = text.trim_end_matches(',').trim_end();
        text = text.strip_suffix(['}', '"']).unwrap_or(text);
        *value = text.strip_prefix(['{', '"']).unwrap_or(text).to_owned();
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Vec<(String, String)> {
        let entry = parse(text, false);
        assert_eq!(entry.damage, None, "{text}");
        entry.fields
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn values_are_read_by_their_braces() {
        let read = fields(
            "@article{key,\n Title = {A {B}-title},\n year = 2001, funding_text\u{a0}1={x},\nfunding_text\u{a0}1={y},\n month = \"Mar\" # \"ch\",\n}\n",
        );
        assert_eq!(
            read,
            [
                pair("title", "A B-title"),
                pair("year", "2001"),
                pair("funding_text 1", "x"),
                pair("funding_text 1", "y"),
                pair("month", "March"),
            ]
        );
    }

    #[test]
    fn an_escaped_brace_counts_for_nothing_and_an_open_one_costs_no_field() {
        assert_eq!(
            fields("@a{k,\n A = {one \\{ two},\n B = {10.1000/a\\_b},\n}"),
            [pair("a", "one { two"), pair("b", "10.1000/a_b")]
        );
        assert_eq!(
            fields("@a{k,\nA = {one { two},\nCited-References = {X, 1999.\n   Y = {2000}},\nB = {3},\n}"),
            [pair("a", "one  two"), pair("cited-references", "X, 1999.\n   Y = 2000"), pair("b", "3")]
        );
    }

    #[test]
    fn what_is_not_closed_is_damage() {
        assert!(
            parse("@a{k, A = {one", true).damage.is_some_and(|why| why.starts_with("the file ends inside"))
        );
        assert!(
            parse("@a{k, A = {one,\n", false)
                .damage
                .is_some_and(|why| why.starts_with("the entry is not closed"))
        );
        assert!(parse("@a{k}", false).damage.is_some());
    }
}
