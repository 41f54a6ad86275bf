//! Web of Science plain text: `.txt` and `.ciw`, the old layout of capitals and the recent one.
//!
//! A record goes from `PT` to `ER`; where `ER` is missing (as in OpenAlex's export of that name) it ends at the next
//! `PT`. A line of three spaces goes on with the field before it. OpenAlex's has names with the given name first, ids
//! separated by commas, institutions for addresses, and the count of citations under `NR`, the tag of the count of references.

use super::format::{Format, Input, Sink, Start};
use super::record::Record;
use super::tagged::{Ended, TagLine, Tagged, TaggedReader};
use super::wos_record::{Fields, record};
use crate::Result;

/// The format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WosText {
    /// Web of Science's own.
    Own,
    /// The export of that name of OpenAlex's web interface: `FN OpenAlex`.
    Openalex,
}

impl Format for WosText {
    fn name(&self) -> &'static str {
        match self {
            Self::Own => "wos text",
            Self::Openalex => "openalex text",
        }
    }

    fn looks_like(&self) -> &'static str {
        match self {
            Self::Own => "Web of Science plain text (`FN …`, then records from `PT` to `ER`)",
            Self::Openalex => "OpenAlex's text in the form of Web of Science (`FN OpenAlex`)",
        }
    }

    fn recognises(&self, start: &Start) -> bool {
        if *self == Self::Openalex
            && !start.lines().next().is_some_and(|line| line.starts_with("FN OpenAlex"))
        {
            return false;
        }
        let first = start.lines().next().unwrap_or_default();
        let head = first.starts_with("FN ") || first.starts_with("VR ");
        is_begin(first) || head && (start.lines().any(is_begin) || start.lines().count() <= 3)
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
                take(*self, &before, sink);
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
            take(*self, &last, sink);
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
fn take(format: WosText, tagged: &Tagged, sink: &mut Sink) {
    let mut fields = Fields::default();
    for (tag, lines) in &tagged.fields {
        fields.0.entry(tag.clone()).or_default().extend(lines.iter().cloned());
    }
    let excerpt = fields.text("TI").or_else(|| fields.text("UT")).unwrap_or_default();
    let read = match format {
        WosText::Own => record(&fields),
        WosText::Openalex => openalex(fields),
    };
    sink.take(tagged.line, read, &excerpt);
}

/// The record of OpenAlex's text.
fn openalex(mut fields: Fields) -> Result<Record, String> {
    let cited_by = fields.0.remove("NR");
    // `name/id, name/id`, where the id can be a link.
    for tag in ["RI", "OI"] {
        let Some(lines) = fields.0.get_mut(tag) else { continue };
        let text = lines.join(" ").replace("https://openalex.org/", "").replace("https://orcid.org/", "");
        *lines = vec![text.replace(", ", "; ")];
    }
    let mut record = record(&fields)?;
    record.cited_by_count = cited_by.and_then(|lines| lines.join("").trim().parse().ok());
    for author in &mut record.authors {
        // The one name that there is stands in both lists.
        author.full_name = None;
        if let Some(id) = author.source_id.as_deref().and_then(|id| id.strip_prefix("wos:")) {
            author.source_id = Some(format!("openalex:{id}"));
        }
    }
    Ok(record)
}
