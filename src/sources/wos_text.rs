//! Web of Science plain text: `.txt` and `.ciw`, the old layout of capitals and the recent one.
//!
//! A record goes from `PT` to `ER`; where `ER` is missing (as in OpenAlex's export of that name) it ends at the next
//! `PT`. A line of three spaces goes on with the field before it.

use super::format::{Format, Input, Sink, Start};
use super::tagged::{Ended, TagLine, Tagged, TaggedReader};
use super::wos_record::{Fields, record};
use crate::Result;

/// The format.
pub(super) struct WosText;

impl Format for WosText {
    fn name(&self) -> &'static str {
        "wos text"
    }

    fn looks_like(&self) -> &'static str {
        "Web of Science plain text (`FN …`, then records from `PT` to `ER`)"
    }

    fn recognises(&self, start: &Start) -> bool {
        let mut lines = start.lines();
        let head = lines
            .next()
            .is_some_and(|line| line.starts_with("FN ") || line.starts_with("VR ") || is_begin(line));
        head && (is_begin(start.lines().next().unwrap_or_default())
            || start.lines().take(20).any(is_begin)
            || start.lines().count() <= 3)
    }

    fn read(&self, input: Input, sink: &mut Sink) -> Result<()> {
        let mut reader = TaggedReader::new(input.lines(), tell);
        let mut unmarked = 0_u64;
        let mut records = 0_u64;
        let mut last = None;
        while let Some(tagged) = reader.next_record(sink)? {
            if let Some(before) = last.replace(tagged) {
                unmarked += u64::from(before.ended != Ended::Marked);
                records += 1;
                take(&before, sink);
            }
        }
        let Some(last) = last else { return Ok(()) };
        // A file that marks the end of its records and then stops inside one was cut short.
        if last.ended == Ended::ByFile && unmarked * 2 <= records && records > 0 || last.fields.len() < 3 {
            let excerpt = last
                .fields
                .iter()
                .map(|(tag, lines)| format!("{tag} {}", lines.join(" ")))
                .collect::<Vec<_>>();
            sink.reject(
                last.line,
                "the file ends inside this record: the export was cut short; export it again",
                &excerpt.join("; "),
            );
        } else {
            unmarked += u64::from(last.ended != Ended::Marked);
            take(&last, sink);
        }
        if unmarked > 0 {
            sink.note(format!(
                "{unmarked} records without the line `ER` that ends a record: read up to the next `PT`"
            ));
        }
        Ok(())
    }
}

/// Whether a line begins a record.
fn is_begin(line: &str) -> bool {
    line.strip_prefix("PT ").is_some_and(|kind| kind.trim().len() <= 2) || line.trim_end() == "PT"
}

/// What a line of the format is.
fn tell(line: &str) -> TagLine<'_> {
    let line = line.trim_end();
    if line.is_empty() || line == "EF" || line.starts_with("FN ") || line.starts_with("VR ") {
        return TagLine::Nothing;
    }
    if line == "ER" {
        return TagLine::End;
    }
    if is_begin(line) {
        return TagLine::Begin("PT", line.get(3..).unwrap_or_default());
    }
    let bytes = line.as_bytes();
    let tag = bytes.len() >= 2
        && bytes[0].is_ascii_uppercase()
        && (bytes[1].is_ascii_uppercase() || bytes[1].is_ascii_digit())
        && bytes.get(2).is_none_or(|byte| *byte == b' ');
    if tag {
        TagLine::Field(&line[..2], line.get(3..).unwrap_or_default())
    } else {
        TagLine::More(line.trim_start())
    }
}

/// Keeps or rejects one record.
fn take(tagged: &Tagged, sink: &mut Sink) {
    let mut fields = Fields::default();
    for (tag, lines) in &tagged.fields {
        fields.0.entry(tag.clone()).or_default().extend(lines.iter().cloned());
    }
    let excerpt = fields.text("TI").or_else(|| fields.text("UT")).unwrap_or_default();
    sink.take(tagged.line, record(&fields), &excerpt);
}
