//! The CSV files that users write by hand: registries, watch lists, corrections, reviews, claims. Columns are found by
//! name whatever their letter case, cells are separated by `,`, `;` or tab (what a spreadsheet saves), each row knows its
//! line, and what is wrong is named with file and line.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use csv::StringRecord;

use crate::error::{Error, Place, Result};

/// A read CSV table: rows by column name.
pub(crate) struct Table {
    path: PathBuf,
    /// The names in small letters.
    header: Vec<String>,
    rows: Vec<(u64, StringRecord)>,
}

/// One row of a [`Table`].
#[derive(Clone, Copy)]
pub(crate) struct Row<'t> {
    table: &'t Table,
    line: u64,
    record: &'t StringRecord,
}

impl Table {
    /// Reads a table from text; `path` is for messages.
    pub(crate) fn parse(path: &Path, text: &str) -> Result<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let (text, before, delimiter) = marked(text).unwrap_or((text, 0, delimiter(text)));
        check_quotes(path, text, before, delimiter)?;
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
        let header: Vec<String> = reader
            .headers()
            .map_err(|e| unreadable(path, &e))?
            .iter()
            .map(|name| name.trim().to_lowercase())
            .collect();
        if header.iter().all(String::is_empty) {
            return Err(Error::input(
                Place::file(path),
                "the file is empty",
                "give a CSV file with a header row",
            ));
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| unreadable(path, &e))?;
            let line = record.position().map_or(0, |position| before + line_of(text, position));
            if record.len() > header.len() && record.iter().skip(header.len()).any(|cell| !cell.is_empty()) {
                return Err(Error::input(
                    Place::line(path, line),
                    format!("the row has {} cells and the header {}", record.len(), header.len()),
                    "quote cells that hold a comma",
                ));
            }
            rows.push((line, record));
        }
        Ok(Self { path: path.to_path_buf(), header, rows })
    }

    /// Reads a table file, plain or compressed, in UTF-8 or UTF-16.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        Self::parse(path, &read_text(path)?)
    }

    /// Where the first of these columns stands that is there.
    pub(crate) fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.header.iter().position(|h| h == name))
    }

    /// Where a column stands that `what` can't do without.
    pub(crate) fn needed(&self, names: &[&str], what: &str) -> Result<usize> {
        self.column(names).ok_or_else(|| {
            Error::input(
                Place::line(&self.path, 1),
                format!("no column `{}` in the header ({})", names[0], self.header.join(", ")),
                format!("{what} needs it"),
            )
        })
    }

    /// Where the columns stand that say who decided, when and why.
    pub(crate) fn signature(&self) -> Signature {
        let [who, when, why] = ["who", "when", "why"].map(|name| self.column(&[name]));
        Signature { who, when, why }
    }

    /// The rows, in order, without those that hold nothing.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.all_rows().filter(|row| row.record.iter().any(|cell| !cell.trim().is_empty()))
    }

    /// The rows, in order, blank ones too.
    pub(crate) fn all_rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { table: self, line: *line, record })
    }
}

/// Where the columns stand that say who decided, when and why.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signature {
    who: Option<usize>,
    when: Option<usize>,
    why: Option<usize>,
}

impl Row<'_> {
    /// Who decided, when and why.
    ///
    /// # Errors
    /// Nobody is named.
    pub(crate) fn signed(&self, columns: Signature) -> Result<[String; 3]> {
        let signed = [columns.who, columns.when, columns.why].map(|column| self.cell(column).to_owned());
        if signed[0].is_empty() {
            return Err(self.error("nobody is named in `who`", "say who decided, when and why"));
        }
        Ok(signed)
    }

    /// The trimmed cell of a column; empty where there is none.
    pub(crate) fn cell(&self, column: Option<usize>) -> &str {
        column.and_then(|c| self.record.get(c)).unwrap_or("").trim()
    }

    /// The cell of a column as it stands.
    pub(crate) fn raw(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or("")
    }

    /// The line of the row in its file.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// The file and the line of the row.
    pub(crate) fn place(&self) -> Place {
        Place::line(&self.table.path, self.line)
    }

    /// An error about this row.
    pub(crate) fn error(&self, what: impl Into<String>, remedy: impl Into<String>) -> Error {
        Error::input(self.place(), what, remedy)
    }

    /// The parts of a cell that lists names: separated by `;` or `|`.
    pub(crate) fn list(&self, column: Option<usize>) -> Vec<String> {
        split_list(self.cell(column))
    }
}

/// Names separated by `;` or `|`, trimmed, empty ones dropped.
pub(crate) fn split_list(text: &str) -> Vec<String> {
    text.split([';', '|']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Reads a whole text file, plain or compressed; bytes that are neither UTF-8 nor marked UTF-16 are an error with their line.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    super::open::open(path)?.read_to_end(&mut bytes).map_err(|e| super::open::read_error(path, e))?;
    to_text(path, bytes)
}

/// Bytes as text: UTF-8, or UTF-16 with its byte order mark (what a spreadsheet calls Unicode text); an error with the line
/// where they are neither.
pub(crate) fn to_text(path: &Path, mut bytes: Vec<u8>) -> Result<String> {
    if matches!(bytes.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        let mut decoded = Vec::new();
        let reader = super::lines::unicode(Box::new(std::io::Cursor::new(bytes)));
        let read = reader.and_then(|mut reader| reader.read_to_end(&mut decoded));
        read.map_err(|e| super::open::read_error(path, e))?;
        bytes = decoded;
    }
    String::from_utf8(bytes).map_err(|e| {
        let good = e.utf8_error().valid_up_to();
        let line = 1 + String::from_utf8_lossy(&e.as_bytes()[..good]).matches('\n').count() as u64;
        Error::input(Place::line(path, line), "the text is not UTF-8", "save the file as UTF-8 and try again")
    })
}

/// The line on which a row begins. The reader's position may stand before the second half of the last line's end and before
/// blank lines.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let rest = text.as_bytes().get(position.byte() as usize..).unwrap_or_default();
    let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + ends.filter(|byte| **byte == b'\n').count() as u64
}

/// Refuses a quote that is never closed, and one that closes before its cell ends: rows behind it would be lost in one cell.
fn check_quotes(path: &Path, text: &str, before: u64, delimiter: u8) -> Result<()> {
    let bytes = text.as_bytes();
    let ends =
        |byte: Option<&u8>| byte.is_none_or(|byte| *byte == delimiter || matches!(byte, b'\r' | b'\n'));
    let (mut line, mut at, mut begins) = (before + 1, 0, true);
    while let Some(byte) = bytes.get(at) {
        if *byte != b'"' || !begins {
            line += u64::from(*byte == b'\n');
            begins = ends(Some(byte));
            at += 1;
            continue;
        }
        let opened = line;
        at += 1;
        // To the quote that closes the cell; a doubled one is a letter of it.
        while let Some(byte) = bytes.get(at).filter(|byte| **byte != b'"' || bytes.get(at + 1) == Some(&b'"'))
        {
            line += u64::from(*byte == b'\n');
            at += if *byte == b'"' { 2 } else { 1 };
        }
        let what = if at == bytes.len() {
            "a quote that opens here is never closed"
        } else if !ends(bytes[at + 1..].iter().find(|byte| **byte != b' ')) {
            "the quotes of a cell that begins here don't fit"
        } else {
            begins = false;
            at += 1;
            continue;
        };
        let remedy = "close the quote at the end of its cell, and write a quote inside a cell twice";
        return Err(Error::input(Place::line(path, opened), what, remedy));
    }
    Ok(())
}

/// The text behind a first line `sep=;`, which spreadsheets write to say what separates the cells; how many lines that is; the
/// mark.
fn marked(text: &str) -> Option<(&str, u64, u8)> {
    let rest = text.strip_prefix("sep=").or_else(|| text.strip_prefix("SEP="))?;
    let mark = *rest.as_bytes().first().filter(|mark| matches!(mark, b',' | b';' | b'\t'))?;
    let rest = rest[1..].trim_start_matches('\r').strip_prefix('\n')?;
    Some((rest, 1, mark))
}

/// What separates the cells: of comma, semicolon and tab the one that the header has most of outside quotes.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |mark: u8| super::csv_rows::cells_of(header, mark, true).len();
    // Of several that it has as many of, the last is taken: the comma.
    [b'\t', b';', b','].into_iter().max_by_key(|mark| count(*mark)).unwrap_or(b',')
}

fn unreadable(path: &Path, error: &csv::Error) -> Error {
    let place = match error.position() {
        Some(position) => Place::line(path, position.line()),
        None => Place::file(path),
    };
    Error::input(place, format!("the row can't be read ({error})"), "check its quotes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        let table = Table::parse(Path::new("t.csv"), text).unwrap();
        let columns = ["paper", "why"].map(|name| table.column(&[name]));
        table.rows().map(|row| columns.map(|column| row.cell(column).to_owned()).to_vec()).collect()
    }

    #[test]
    fn a_table_is_read_as_spreadsheets_save_it() {
        let expected = [["10.1/a", "no; doubt"], ["10.1/b", ""]];
        for text in [
            "paper,who,why\n10.1/a,A,no; doubt\n10.1/b,,\n,,\n",
            "\u{feff}Paper;Who;Why\r\n10.1/a;A;\"no; doubt\"\r\n 10.1/b ;;\r\n",
            "PAPER\tWHO\tWHY\n10.1/a\tA\tno; doubt\n10.1/b\t\t\n",
            "sep=;\r\npaper;who;why\r\n10.1/a;A;\"no; doubt\"\r\n10.1/b;;\r\n",
        ] {
            assert_eq!(cells(text), expected, "{text}");
        }
    }

    #[test]
    fn what_a_spreadsheet_calls_unicode_text_is_read() {
        let text = "\u{feff}\u{feff}paper\twho\r\n10.1/é\tA\r\n";
        for big in [false, true] {
            let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            let read = to_text(Path::new("t.csv"), text.encode_utf16().flat_map(bytes).collect()).unwrap();
            assert_eq!(cells(&read), [["10.1/é", ""]]);
        }
        let wrong = to_text(Path::new("t.csv"), b"paper\n\xe9\n".to_vec()).unwrap_err().to_string();
        assert_eq!(wrong, "t.csv:2: the text is not UTF-8; save the file as UTF-8 and try again");
    }

    #[test]
    fn lines_are_those_of_the_file_whatever_ends_them() {
        for end in ["\n", "\r\n"] {
            let text = ["paper,why", "a,b", "", "\"c\nd\",e", "f,g"].join(end);
            let table = Table::parse(Path::new("t.csv"), &text).unwrap();
            let lines: Vec<u64> = table.rows().map(|row| row.line()).collect();
            assert_eq!(lines, [2, 4, 6], "{end:?}");
        }
    }

    #[test]
    fn a_lost_quote_swallows_no_rows() {
        let message = |text: &str| Table::parse(Path::new("t.csv"), text).err().map(|e| e.to_string());
        let remedy = "close the quote at the end of its cell, and write a quote inside a cell twice";
        let open = Some(format!("t.csv:3: a quote that opens here is never closed; {remedy}"));
        assert_eq!(message("paper,why\na,b\n\"c,d\ne,f\n"), open);
        let odd = Some(format!("t.csv:2: the quotes of a cell that begins here don't fit; {remedy}"));
        assert_eq!(message("paper;why\r\na;\"b\r\n\"c\";\"d\"\r\n"), odd);
        for sound in [
            "paper,why\na,\"b \"\"c\"\"\n, d\"\ne,5\" disk\n",
            "paper,why\n\"\",\"\"",
            "paper,why\n\"a\" ,b\n",
            "paper\n\"\"\"\"\n",
        ] {
            assert_eq!(message(sound), None, "{sound}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let table = |text: &str| Table::parse(Path::new("t.csv"), text);
        let wide = table("paper,why\na,b\n\"a\nb\",c,d\n").err().unwrap().to_string();
        assert_eq!(wide, "t.csv:3: the row has 3 cells and the header 2; quote cells that hold a comma");
        let behind = table("sep=;\npaper;why\na;b\nc;d;e\n").err().unwrap().to_string();
        assert_eq!(behind, "t.csv:4: the row has 3 cells and the header 2; quote cells that hold a comma");
        let lacking = table("a,b\n").unwrap().needed(&["paper"], "this table").unwrap_err().to_string();
        assert_eq!(lacking, "t.csv:1: no column `paper` in the header (a, b); this table needs it");
        let table = table("paper,who\na,B\nb,\n").unwrap();
        let signed: Vec<_> =
            table.rows().map(|row| row.signed(table.signature()).map_err(|e| e.to_string())).collect();
        assert_eq!(signed[0], Ok(["B".to_owned(), String::new(), String::new()]));
        assert_eq!(
            signed[1],
            Err("t.csv:3: nobody is named in `who`; say who decided, when and why".to_owned())
        );
    }
}
