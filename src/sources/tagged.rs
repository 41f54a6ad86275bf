//! Records of tagged lines: the common part of Web of Science text, MEDLINE text and RIS.

use super::format::Sink;
use super::lines::{LONGEST, Lines};
use crate::Result;

/// What one line is in a tagged format.
pub(super) enum TagLine<'a> {
    /// `tag` and what stands behind it.
    Field(&'a str, &'a str),
    /// More of the field before.
    More(&'a str),
    /// More of the field before inside a record, a remark outside.
    Text(&'a str),
    /// The first field of a record.
    Begin(&'a str, &'a str),
    /// The end of a record.
    End,
    /// Nothing of a record: a blank line, a file's head or foot.
    Nothing,
    /// What ends a record that has the field of this tag, and is nothing in another.
    EndAfter(&'a str),
}

impl Tagged {
    fn has(&self, tag: &str) -> bool {
        self.fields.iter().any(|(have, _)| have == tag)
    }
}

/// One record as its lines say it.
#[derive(Debug)]
pub(super) struct Tagged {
    /// The line on which it begins.
    pub(super) line: u64,
    /// Its fields in order; a tag that is repeated stands repeatedly.
    pub(super) fields: Vec<(String, Vec<String>)>,
    /// Whether its end was marked, or another record or the end of the file came first.
    pub(super) ended: Ended,
    /// Its bytes.
    size: usize,
}

impl Tagged {
    fn add(&mut self, line: &TagLine) {
        match line {
            TagLine::Field(tag, value) => self.fields.push(((*tag).to_owned(), vec![(*value).to_owned()])),
            TagLine::More(value) | TagLine::Text(value) => {
                if let Some((_, values)) = self.fields.last_mut() {
                    values.push((*value).to_owned());
                }
            }
            TagLine::Begin(..) | TagLine::End | TagLine::Nothing | TagLine::EndAfter(_) => {}
        }
    }

    fn too_long(&self, sink: &mut Sink) {
        sink.reject(self.line, format!("the record is longer than {} MiB", LONGEST >> 20), "");
    }
}

/// How a record ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// By its mark.
    Marked,
    /// By the next record.
    ByNext,
    /// By the end of the file.
    ByFile,
}

/// Reads records of tagged lines, one at a time; lines outside any record are rejected.
pub(super) struct TaggedReader {
    lines: Lines,
    tell: for<'a> fn(&'a str) -> TagLine<'a>,
    pending: Option<Tagged>,
    finished: bool,
}

impl TaggedReader {
    /// A reader that tells lines by `tell`.
    pub(super) fn new(lines: Lines, tell: for<'a> fn(&'a str) -> TagLine<'a>) -> Self {
        Self { lines, tell, pending: None, finished: false }
    }

    /// The next record; stray lines before it go to the sink as one reject.
    pub(super) fn next_record(&mut self, sink: &mut Sink) -> Result<Option<Tagged>> {
        let mut stray: Option<(u64, String, u64)> = None;
        let mut odd_line = None;
        while !self.finished {
            let Some(line) = self.lines.next_line()? else {
                self.finished = true;
                break;
            };
            let (text, odd) = line.text();
            if odd && odd_line.is_none() {
                odd_line = Some(line.number);
            }
            if let Some(record) = &mut self.pending {
                record.size += line.bytes.len();
            }
            // Some files have a carriage return at the front of lines, left over from a mixed line end.
            let text = text.trim_start_matches('\r').to_owned();
            let done = match (self.tell)(&text) {
                TagLine::Begin(tag, value) => {
                    let begun = Tagged {
                        line: line.number,
                        fields: vec![(tag.to_owned(), vec![value.to_owned()])],
                        ended: Ended::ByFile,
                        size: line.bytes.len(),
                    };
                    self.pending.replace(begun).map(|before| Tagged { ended: Ended::ByNext, ..before })
                }
                TagLine::End => {
                    if self.pending.is_none() {
                        // The record without its first line ends here: the next such is another one.
                        report(sink, stray.take(), odd_line.take());
                    }
                    self.pending.take().map(|whole| Tagged { ended: Ended::Marked, ..whole })
                }
                TagLine::EndAfter(tag) => self
                    .pending
                    .take_if(|record| record.has(tag))
                    .map(|whole| Tagged { ended: Ended::Marked, ..whole }),
                TagLine::Nothing => None,
                TagLine::Text(_) if self.pending.is_none() => None,
                inside => {
                    match &mut self.pending {
                        Some(record) if record.size <= LONGEST => record.add(&inside),
                        Some(_) => {}
                        None => stray.get_or_insert((line.number, text, 0)).2 += 1,
                    }
                    None
                }
            };
            let Some(record) = done else { continue };
            report(sink, stray.take(), odd_line.take());
            if record.size <= LONGEST {
                return Ok(Some(record));
            }
            record.too_long(sink);
        }
        report(sink, stray, odd_line);
        match self.pending.take() {
            Some(record) if record.size > LONGEST => record.too_long(sink),
            last => return Ok(last),
        }
        Ok(None)
    }
}

/// Says what stood between records.
fn report(sink: &mut Sink, stray: Option<(u64, String, u64)>, odd_line: Option<u64>) {
    if let Some((line, text, count)) = stray {
        sink.reject(
            line,
            format!("{count} lines stand outside any record: its first line is missing or damaged"),
            &text,
        );
    }
    if let Some(line) = odd_line {
        sink.odd_bytes(line);
    }
}
