//! Web of Science Excel exports, `.xls` and `.xlsx`: long column names in place of tags.
//!
//! A workbook can't be streamed, so it is held: at most 256 MiB of file, and what an `.xlsx` unpacks to is measured
//! before it is read. A workbook with macros is refused.

use std::cell::Cell;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use calamine::{Data, Reader, open_workbook_auto_from_rs};

use super::format::{Format, Input, Sink, Start};
use super::open::read_error;
use super::wos_record::record;
use super::wos_tab::laid;
use crate::Result;

/// The largest workbook that is read.
const LARGEST: u64 = 256 << 20;
/// How many times its size, beyond 64 MiB, a workbook may unpack to.
const MOST_EXPANSION: u64 = 100;

/// The column names and the tags that they stand for.
const COLUMNS: &[(&str, &str)] = &[
    ("Publication Type", "PT"),
    ("Authors", "AU"),
    ("Author Full Names", "AF"),
    ("Article Title", "TI"),
    ("Source Title", "SO"),
    ("Language", "LA"),
    ("Document Type", "DT"),
    ("Author Keywords", "DE"),
    ("Keywords Plus", "ID"),
    ("Abstract", "AB"),
    ("Addresses", "C1"),
    ("Affiliations", "C3"),
    ("Reprint Addresses", "RP"),
    ("Email Addresses", "EM"),
    ("Researcher Ids", "RI"),
    ("ORCIDs", "OI"),
    ("Funding Orgs", "FU"),
    ("Funding Text", "FX"),
    ("Cited References", "CR"),
    ("Cited Reference Count", "NR"),
    ("Times Cited, WoS Core", "TC"),
    ("Times Cited, All Databases", "Z9"),
    ("ISSN", "SN"),
    ("eISSN", "EI"),
    ("Journal Abbreviation", "J9"),
    ("Journal ISO Abbreviation", "JI"),
    ("Publication Date", "PD"),
    ("Publication Year", "PY"),
    ("Volume", "VL"),
    ("Issue", "IS"),
    ("Start Page", "BP"),
    ("End Page", "EP"),
    ("Article Number", "AR"),
    ("DOI", "DI"),
    ("Early Access Date", "EA"),
    ("WoS Categories", "WC"),
    ("Research Areas", "SC"),
    ("Pubmed Id", "PM"),
    ("UT (Unique WOS ID)", "UT"),
    ("UT (Unique ID)", "UT"),
];

/// The format.
pub(super) struct WosExcel;

impl Format for WosExcel {
    fn name(&self) -> &'static str {
        "wos excel"
    }

    fn looks_like(&self) -> &'static str {
        "Web of Science Excel (`.xls`, `.xlsx`)"
    }

    fn recognises(&self, start: &Start) -> bool {
        start.bytes.starts_with(b"PK\x03\x04") || start.bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    }

    fn read(&self, input: Input, sink: &mut Sink) -> Result<()> {
        let Input { path, bytes, .. } = input;
        let mut held = Vec::new();
        bytes.take(LARGEST + 1).read_to_end(&mut held).map_err(|error| read_error(&path, error))?;
        if held.len() as u64 > LARGEST {
            return Err(sink.error(1, "the workbook is larger than 256 MiB", "export tab-delimited text"));
        }
        if let Some(why) = danger(&held) {
            return Err(sink.error(
                1,
                why,
                "export tab-delimited text, or save the sheet alone as a new workbook",
            ));
        }
        let read = quietly(|| rows(held));
        let rows = match read {
            Ok(Ok(rows)) => rows,
            Ok(Err(why)) => return Err(sink.error(1, why, "export it again, or as tab-delimited text")),
            Err(()) => {
                return Err(sink.error(
                    1,
                    "the workbook is damaged",
                    "export it again, or as tab-delimited text",
                ));
            }
        };
        let mut rows = rows.into_iter().zip(1_u64..).skip_while(|(row, _)| row.iter().all(String::is_empty));
        let Some((header, line)) = rows.next() else {
            return Err(sink.error(1, "the first sheet is empty", "export it again"));
        };
        let names: Vec<String> = header.iter().map(|name| tag(name).unwrap_or("").to_owned()).collect();
        for (needed, long) in [("TI", "Article Title"), ("UT", "UT (Unique WOS ID)")] {
            if !names.iter().any(|name| name == needed) {
                let what = format!(
                    "no column `{long}`; this is no Excel export of Web of Science, or one cut to fewer fields"
                );
                return Err(sink.error(line, what, "export again with the record content *Full Record*; of other workbooks save the sheet as CSV"));
            }
        }
        for (cells, line) in rows {
            if cells.iter().all(String::is_empty) {
                continue;
            }
            let excerpt = cells.join("\t");
            sink.take(line, laid(&names, &cells).and_then(|fields| record(&fields)), &excerpt);
        }
        Ok(())
    }
}

thread_local! {
    /// Whether what this thread does now may panic without a word.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `read`, in which a damaged workbook can panic (calamine 0.38 indexes without asking), and gives `Err` for that.
/// The panic's own message is held back in this thread and nowhere else.
fn quietly<T>(read: impl FnOnce() -> T) -> Result<T, ()> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
    QUIET.set(true);
    let read = catch_unwind(AssertUnwindSafe(read));
    QUIET.set(false);
    read.map_err(drop)
}

/// The tag that a column name stands for.
fn tag(name: &str) -> Option<&'static str> {
    COLUMNS.iter().find(|(long, _)| long.eq_ignore_ascii_case(name.trim())).map(|(_, tag)| *tag)
}

/// Why a workbook is not read: it unpacks beyond measure, is no sound archive, or has macros.
fn danger(held: &[u8]) -> Option<String> {
    if held.starts_with(b"PK") {
        let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(held)) else {
            return Some("the workbook is damaged".to_owned());
        };
        let allowed = (64 << 20) + MOST_EXPANSION * held.len() as u64;
        let mut total = 0;
        for at in 0..archive.len() {
            let Ok(entry) = archive.by_index(at) else { return Some("the workbook is damaged".to_owned()) };
            if entry.name().is_ok_and(|name| name.ends_with("vbaProject.bin")) {
                return Some("the workbook has macros".to_owned());
            }
            let room = allowed.saturating_sub(total);
            match std::io::copy(&mut entry.take(room + 1), &mut std::io::sink()) {
                Ok(size) => total += size,
                Err(_) => return Some("the workbook is damaged".to_owned()),
            }
            if total > allowed {
                return Some(
                    "the workbook unpacks to more than 100 times its size, which no export does".to_owned(),
                );
            }
        }
        return None;
    }
    let macros: Vec<u8> = "_VBA_PROJECT".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let found = held.windows(macros.len()).any(|window| window == macros);
    found.then(|| "the workbook has macros".to_owned())
}

/// The rows of the first sheet as texts.
fn rows(held: Vec<u8>) -> Result<Vec<Vec<String>>, String> {
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(held))
        .map_err(|error| format!("the workbook can't be opened ({error})"))?;
    let sheet = workbook.worksheet_range_at(0).ok_or("the workbook has no sheet")?;
    let sheet = sheet.map_err(|error| format!("the first sheet can't be read ({error})"))?;
    Ok(sheet.rows().map(|row| row.iter().map(cell).collect()).collect())
}

/// A cell as text; a whole number without decimals.
fn cell(data: &Data) -> String {
    match data {
        Data::String(text) => text.trim().to_owned(),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        _ => String::new(),
    }
}
