//! Web of Science tab-delimited text: a header of two-letter tags, no quoting at all, cells that end early.

use super::columns::Header;
use super::csv_rows::{CsvRows, Row};
use super::format::{Format, Input, Sink, Start};
use super::text::split_outside;
use super::wos_record::{Fields, record};
use crate::Result;

/// The format.
pub(super) struct WosTab;

impl Format for WosTab {
    fn name(&self) -> &'static str {
        "wos tab"
    }

    fn looks_like(&self) -> &'static str {
        "Web of Science tab-delimited (a header `PT`, `AU`, …, `UT`)"
    }

    fn recognises(&self, start: &Start) -> bool {
        let first = start.lines().next().unwrap_or_default();
        let tags: Vec<&str> = first.split('\t').map(str::trim).collect();
        tags.len() >= 5 && tags[0] == "PT" && tags.contains(&"AU")
    }

    fn read(&self, input: Input, sink: &mut Sink) -> Result<()> {
        let mut rows = CsvRows::new(input.lines(), b'\t', false);
        let Some(Row::Cells(header)) = rows.next_row()? else {
            return Err(sink.error(1, "the header can't be read", "export it again"));
        };
        let names = Header::new(&header.texts).names;
        for needed in ["TI", "AU", "PY", "UT"] {
            if !names.iter().any(|name| name == needed) {
                let what = format!(
                    "no column `{needed}`; this looks like a Web of Science export cut to fewer fields"
                );
                return Err(sink.error(
                    header.line,
                    what,
                    "export again with the record content *Full Record and Cited References*",
                ));
            }
        }
        let mut listed = 0_u64;
        let mut counted = 0_u64;
        while let Some(row) = rows.next_row()? {
            match row {
                Row::Damaged(damaged) => sink.reject(damaged.line, damaged.reason, &damaged.excerpt),
                Row::Cells(row) => {
                    if row.odd_bytes {
                        sink.odd_bytes(row.line);
                    }
                    if row.texts.len() + 1 >= 2 * names.len() {
                        let why = "two rows stand in this line: the line break between them is lost";
                        sink.reject(row.line, why, &row.texts.join("\t"));
                        sink.reject(row.line, why, "");
                        continue;
                    }
                    let read = laid(&names, &row.texts).and_then(|fields| record(&fields));
                    if let Ok(record) = &read {
                        listed += record.references.len() as u64;
                        counted += u64::from(record.references_count.unwrap_or_default());
                    }
                    sink.take_row(row.line, read, &row.texts);
                }
            }
        }
        if listed == 0 && counted > 0 {
            sink.note(format!(
                "the column `CR` is empty though `NR` counts {counted} references: no citation can be read from this file; \
                 export again with the record content *Full Record and Cited References*"
            ));
        }
        Ok(())
    }
}

/// The fields of one row.
pub(super) fn laid(names: &[String], cells: &[String]) -> Result<Fields, String> {
    let spare = cells.get(names.len()..).unwrap_or_default();
    if spare.iter().any(|cell| !cell.trim().is_empty()) {
        return Err(format!("the row has {} cells where the header has {}", cells.len(), names.len()));
    }
    // The last column is `UT`, then at most `PG`-like remarks: a row that ends before it was cut.
    if cells.len() + 1 < names.len() {
        return Err(format!("the row has only {} cells where the header has {}", cells.len(), names.len()));
    }
    let mut fields = Fields::default();
    for (name, cell) in names.iter().zip(cells) {
        let cell = cell.trim();
        if !cell.is_empty() && !name.is_empty() {
            fields.0.insert(name.clone(), items(name, cell));
        }
    }
    let wrong = |tag: &str, sound: fn(&str) -> bool| fields.text(tag).filter(|text| !sound(text));
    if let Some(text) = wrong("PY", |text| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Err(format!(
            "the cells stand in the wrong columns: the column `PY` holds `{}`",
            start(&text)
        ));
    }
    if let Some(text) = wrong("UT", |text| text.contains(':') && !text.contains(' ')) {
        return Err(format!(
            "the cells stand in the wrong columns: the column `UT` holds `{}`",
            start(&text)
        ));
    }
    Ok(fields)
}

/// The first 40 characters.
fn start(text: &str) -> String {
    text.chars().take(40).collect()
}

/// The items of a cell, as the plain text has them line by line.
fn items(tag: &str, cell: &str) -> Vec<String> {
    match tag {
        "AU" | "AF" | "CR" => {
            cell.split("; ").map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
        }
        "C1" => split_outside(cell, ';'),
        _ => vec![cell.to_owned()],
    }
}
