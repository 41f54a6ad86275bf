//! Scopus CSV, every layout since 2014.
//!
//! The layouts differ in their columns (`Author full names` since 2022, `Funding Text 1..n` before `Funding Texts`,
//! `Art. No.` moved), in what separates authors (`, ` before 2022, `; ` since) and in how references are written. Some
//! exports have rows with more cells than the header: Scopus repeats `Funding Text` in the rows and names it once. Such
//! a row is laid right by the cells that can be recognised (EID, link, source), or rejected.

use super::columns::Header;
use super::csv_rows::{CsvRows, Row, cells_of};
use super::format::{Format, Input, Sink, Start};
use super::scopus_row::{Columns, record};
use crate::Result;

/// The columns by which the header is known: half of what any Scopus export has.
const KNOWN_BY: &[&str] = &[
    "Source title",
    "Authors with affiliations",
    "Author(s) ID",
    "Author full names",
    "Index Keywords",
    "Cited by",
    "Abbreviated Source Title",
    "Language of Original Document",
    "Document Type",
    "EID",
    "Art. No.",
    "CODEN",
    "Link",
    "Funding Text 1",
    "Funding Details",
    "Source",
];

/// How many cells more than the header a row may have.
const MOST_EXTRA: usize = 20;

/// The format.
pub(super) struct ScopusCsv;

impl Format for ScopusCsv {
    fn name(&self) -> &'static str {
        "scopus csv"
    }

    fn looks_like(&self) -> &'static str {
        "Scopus CSV (a header with `Authors`, `Title`, `Year`, `Source title`, …, `EID`)"
    }

    fn recognises(&self, start: &Start) -> bool {
        delimiter(&start.text).is_some()
    }

    fn read(&self, input: Input, sink: &mut Sink) -> Result<()> {
        let mark = delimiter(&input.start).unwrap_or(b',');
        let mut rows = CsvRows::new(input.lines(), mark, true);
        let Some(Row::Cells(header)) = rows.next_row()? else {
            return Err(sink.error(1, "the header can't be read", "export it again"));
        };
        let names = Header::new(&header.texts);
        let columns = Columns::find(&names, header.line, sink)?;
        let width = names.names.len();
        rows.set_width(width, width + MOST_EXTRA);
        let mut laid_right = 0_u64;
        while let Some(row) = rows.next_row()? {
            match row {
                Row::Damaged(damaged) => sink.reject(damaged.line, damaged.reason, &damaged.excerpt),
                Row::Cells(row) => {
                    if row.odd_bytes {
                        sink.odd_bytes(row.line);
                    }
                    let mut cells = row.texts;
                    let read = columns.lay_right(&mut cells).and_then(|moved| {
                        laid_right += u64::from(moved);
                        record(&columns, &cells)
                    });
                    sink.take_row(row.line, read, &cells);
                }
            }
        }
        if laid_right > 0 {
            sink.note(format!(
                "{laid_right} rows have more cells than the header: a further funding text that the header does not name, \
                 put to the one before it"
            ));
        }
        Ok(())
    }
}

/// What separates the cells of a Scopus header: a comma, or what a spreadsheet saved it with. `None` when the file does
/// not begin with such a header.
fn delimiter(text: &str) -> Option<u8> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    [b',', b';', b'\t'].into_iter().find(|mark| {
        let header = Header::new(&cells_of(first, *mark, true));
        let known = KNOWN_BY.iter().filter(|name| header.find(&[**name]).is_some()).count();
        let other =
            header.find(&["Publication ID", "Article Title", "Lens ID", "UT (Unique WOS ID)"]).is_some();
        known >= 3 && header.find(&["Source title", "EID"]).is_some() && !other
    })
}
