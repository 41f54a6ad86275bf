//! The rows of a CSV table that a user wrote or a spreadsheet saved, one at a time: what every such table means stands here
//! and, for quotes and line ends, in [`super::quotes`]; the cells are taken apart by the csv crate.
//!
//! UTF-8 or UTF-16, compressed or not; cells are separated by comma, semicolon or tab, told from the header or from a first line
//! `sep=;`; the header is the first row that holds something. Each row knows the line on which it begins. A cell beyond the
//! header must be empty. Time linear; memory: one row.

use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, StringRecord};
use memchr::memchr_iter;

use super::lines::unicode;
use super::open::{open_text_shown, read_error};
use super::quotes::{BLOCK, Watched};
use crate::error::{Error, Place, Result};

/// The rows of a table under its header.
pub(crate) struct Rows<'t> {
    path: PathBuf,
    reader: csv::Reader<Watched<'t>>,
    /// The present row: the header at first.
    record: ByteRecord,
    header: Vec<String>,
    header_line: u64,
}

impl Rows<'static> {
    /// Opens a file and reads its header; `remedy` is what to do about a file that is empty.
    pub(crate) fn open(path: &Path, remedy: &str) -> Result<Self> {
        Self::new(path, open_text_shown(path)?, remedy)
    }
}

impl<'t> Rows<'t> {
    /// The rows of unpacked bytes; `path` is for messages.
    pub(crate) fn new(path: &Path, input: Box<dyn BufRead + Send + 't>, remedy: &str) -> Result<Self> {
        let input = unicode(input).map_err(|error| read_error(path, error))?;
        let watched = Watched::new(path, input)?;
        let mut settings = csv::ReaderBuilder::new();
        settings.has_headers(false).flexible(true).delimiter(watched.separator()).buffer_capacity(BLOCK);
        let reader = settings.from_reader(watched);
        let path = path.to_path_buf();
        let mut rows = Self { path, reader, record: ByteRecord::new(), header: Vec::new(), header_line: 0 };
        while rows.header.iter().all(String::is_empty) {
            if !rows.read()? {
                return Err(Error::input(Place::file(&rows.path), "the file is empty", remedy));
            }
            let names = rows.record.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned());
            rows.header = names.collect();
        }
        rows.header_line = rows.line();
        Ok(rows)
    }

    /// The position of the first of `names` that the header has, in any case.
    pub(crate) fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.header.iter().position(|h| h.eq_ignore_ascii_case(name)))
    }

    /// Like [`Rows::find`], but its absence is an error.
    pub(crate) fn column(&self, names: &[&str], remedy: &str) -> Result<usize> {
        self.find(names).ok_or_else(|| {
            missing(
                Place::line(&self.path, self.header_line),
                names[0],
                self.header.iter().map(String::as_str),
                remedy,
            )
        })
    }

    /// Goes to the next row that holds something; false at the end. A row with fewer cells than the header is an error.
    pub(crate) fn advance(&mut self) -> Result<bool> {
        while self.read()? {
            if self.record.as_slice().iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            if self.record.len() < self.header.len() {
                return Err(self.wrong_width());
            }
            return self.refuse_wide().map(|()| true);
        }
        Ok(false)
    }

    /// Goes to the next row, also to one that holds nothing or lacks cells; false at the end. Blank lines are no rows.
    pub(crate) fn advance_any(&mut self) -> Result<bool> {
        let is_there = self.read()?;
        self.refuse_wide().map(|()| is_there)
    }

    fn read(&mut self) -> Result<bool> {
        self.reader.read_byte_record(&mut self.record).map_err(|error| {
            let error = match error.into_kind() {
                csv::ErrorKind::Io(error) => error,
                other => io::Error::other(format!("{other:?}")),
            };
            error.downcast::<Error>().unwrap_or_else(|error| read_error(&self.path, error))
        })
    }

    fn refuse_wide(&self) -> Result<()> {
        let width = self.header.len();
        if self.record.len() > width
            && self.record.iter().skip(width).any(|cell| !cell.trim_ascii().is_empty())
        {
            return Err(self.wrong_width());
        }
        Ok(())
    }

    fn wrong_width(&self) -> Error {
        let cells = self.record.len();
        let s = if cells == 1 { "" } else { "s" };
        let what = format!("the row has {cells} cell{s} and the header {}", self.header.len());
        let separator = char::from(self.reader.get_ref().separator()).escape_default();
        let remedy =
            format!("write as many cells as the header has, and quote one that holds a `{separator}`");
        Error::input(self.place(), what, remedy)
    }

    /// The line on which the present row begins.
    pub(crate) fn line(&self) -> u64 {
        // The reader stands behind the row, whose last line has ended; the other ends are in its cells.
        let inside = memchr_iter(b'\n', self.record.as_slice()).count() as u64;
        self.reader.get_ref().lines_before() + self.reader.position().line() - 1 - inside
    }

    /// Where the present row stands.
    pub(crate) fn place(&self) -> Place {
        Place::line(&self.path, self.line())
    }

    /// A cell of the present row without the blanks around it.
    pub(crate) fn cell(&self, column: usize) -> Result<&str> {
        let cell = self.record.get(column).unwrap_or_default();
        std::str::from_utf8(cell).map(str::trim).map_err(|_| not_utf8(self.place()))
    }

    /// A cell that must not be empty.
    pub(crate) fn filled_cell(&self, column: usize, name: &str) -> Result<&str> {
        let cell = self.cell(column)?;
        if cell.is_empty() {
            let what = format!("the cell of `{name}` is empty");
            return Err(Error::input(self.place(), what, "fill it or leave the row out"));
        }
        Ok(cell)
    }

    /// The cells of the present row as they stand.
    pub(crate) fn cells(&self) -> Result<StringRecord> {
        // A clone would have room for the largest row so far.
        let mut cells = ByteRecord::with_capacity(self.record.as_slice().len(), self.record.len());
        cells.extend(&self.record);
        StringRecord::from_byte_record(cells).map_err(|_| not_utf8(self.place()))
    }
}

/// The error for a table without a column.
pub(crate) fn missing<'a>(
    place: Place,
    name: &str,
    columns: impl Iterator<Item = &'a str>,
    remedy: &str,
) -> Error {
    /// No table needs longer names, and a file that is no table has any.
    const LONGEST: usize = 40;
    let shown = |column: &str| column.chars().take(LONGEST).flat_map(char::escape_debug).collect::<String>();
    let there: Vec<String> = columns.take(12).map(|column| format!("`{}`", shown(column))).collect();
    let there = if there.is_empty() { "none".to_owned() } else { there.join(", ") };
    Error::input(place, format!("no column `{name}`; the columns are {there}"), remedy)
}

/// The error for text in an encoding that is not told by its bytes.
pub(super) fn not_utf8(place: Place) -> Error {
    Error::input(place, "the text is not UTF-8", "save the file as UTF-8 and try again")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::user_csv::{Row, Table};
    use proptest::prelude::*;

    /// The cells of a row and its line.
    type Lined = (u64, Vec<String>);

    fn path() -> &'static Path {
        Path::new("t.csv")
    }

    /// The cells of each row with its line.
    fn read(text: &[u8]) -> Result<Vec<Lined>> {
        let mut rows = Rows::new(path(), Box::new(text), "write one")?;
        let mut all = Vec::new();
        while rows.advance()? {
            let cells: Result<Vec<String>> =
                (0..rows.header.len()).map(|at| rows.cell(at).map(str::to_owned)).collect();
            all.push((rows.line(), cells?));
        }
        Ok(all)
    }

    /// The same by way of a [`Table`], which takes short rows, too.
    fn read_whole(text: &[u8]) -> Result<Vec<Lined>> {
        let width = Rows::new(path(), Box::new(text), "write one")?.header.len();
        let table = Table::parse(path(), text)?;
        let cells = |row: Row| (0..width).map(|at| row.cell(Some(at)).to_owned()).collect();
        Ok(table.rows().map(|row| (row.line(), cells(row))).collect())
    }

    fn owned(line: u64, cells: &[&str]) -> Lined {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn lines_are_those_of_the_file_whatever_ends_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["", "a,b", "1,2", "", ",", "\"3\n4\",\"5 \"\"6\"\"\" ", "7,8"].join(end);
            let expected = [owned(3, &["1", "2"]), owned(6, &["3\n4", "5 \"6\""]), owned(8, &["7", "8"])];
            assert_eq!(read(text.as_bytes()).unwrap(), expected, "{end:?}");
            assert_eq!(read_whole(text.as_bytes()).unwrap(), expected, "{end:?}");
            // Through many blocks: each row says where it begins.
            let (mut text, mut line) = (format!("sep=;{end}{end}line;b{end}"), 4);
            while text.len() < 5 * BLOCK {
                let lines = line % 7;
                text += &format!(
                    "{line};\"{}\"{end}{}",
                    "é\"\"".repeat(40) + &end.repeat(lines),
                    end.repeat(lines % 3)
                );
                line += 1 + lines + lines % 3;
            }
            let rows = read(text.as_bytes()).unwrap();
            assert!(rows.iter().all(|(line, cells)| line.to_string() == cells[0]), "{end:?}");
            assert_eq!(read_whole(text.as_bytes()).unwrap(), rows);
            text += "\"";
            let error = read(text.as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with(&format!("t.csv:{line}: a quote that opens here")), "{error}");
        }
    }

    #[test]
    fn tables_are_read_as_spreadsheets_save_them() {
        for (text, line) in [
            ("\u{feff}sep=;\r\na;b\r\né;1,5\r\n", 3),
            ("\u{feff}\u{feff}SEP=\t\r\na\tb\r\né\t1,5\r\n", 3),
            // The separator counts outside quotes, in the whole of the header.
            ("\r\n\"a,\r\n,\";b\r\n;\r\né;1,5", 5),
            ("  \na;\"b,,\"\né;1,5", 3),
            // Rows that hold nothing may stand before the header, too.
            (";\r\na;b\r\né;1,5;;", 3),
        ] {
            let expected = [owned(line, &["é", "1,5"])];
            assert_eq!(read(text.as_bytes()).unwrap(), expected);
            assert_eq!(read_whole(text.as_bytes()).unwrap(), expected);
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            if text.starts_with('\u{feff}') {
                assert_eq!(read(&wide).unwrap(), expected);
            }
        }
    }

    #[test]
    fn a_lost_quote_swallows_no_rows() {
        let lines = "x,y\n".repeat(1 << 19);
        let long = ":2: a quoted cell that begins here goes over several lines, and a quote in line";
        for (text, expected) in [
            ("a,b\n1,2\n\"3,4\n5,6\n", ":3: a quote that opens here is never closed"),
            ("a,b\n1,2\n\"3,4\n5,6\n\"x\",y\n", ":3: the quotes of a cell that begins here don't fit"),
            ("a,b\n1\n\"", ":2: the row has 1 cell and the header 2; write as many cells"),
            (
                "a\tb\r\n1\t2\t3\r\n",
                ":2: the row has 3 cells and the header 2; write as many cells as the header has, and quote one that holds a `\\t`",
            ),
            ("a,b\n\"1,2\n3,\",x\"\n", &format!("{long} 3 has no other")),
            ("a,b\n\"1,2\n3,4\n5,\",x\"\"\"", &format!("{long} 4 has no other")),
            (&format!("a,b\n\"{lines}"), ":2: a quote that opens"),
            (&format!("a,b\n\"{lines}\",c\n"), ":2: a quote that opens"),
        ] {
            let message = read(text.as_bytes()).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
        for (sound, cells) in [
            ("a,b\n\"b \"\"c\"\"\n, d\",x\n5\" disk,y\n", 2),
            ("a,b\n5\",6\"\n\"7\n\",8\n", 2),
            ("a,b\n\"\",\"1\"", 1),
            ("a,b\n\"a\"  ,b\"\"\n", 1),
        ] {
            assert_eq!(read(sound.as_bytes()).unwrap().len(), cells, "{sound}");
            assert_eq!(read_whole(sound.as_bytes()).unwrap().len(), cells, "{sound}");
        }
    }

    /// A table as the csv crate writes it, where each of its rows ends, and which of its rows hold something.
    fn written(table: &Written) -> (Vec<u8>, Vec<usize>, Vec<Vec<String>>) {
        let (rows, separator, end, quotes) = table;
        let mut out = csv::WriterBuilder::new()
            .delimiter(*separator)
            .terminator(*end)
            .quote_style(*quotes)
            .from_writer(Vec::new());
        out.write_record(["x", "y", "z"]).unwrap();
        let (mut ends, mut filled) = (Vec::new(), Vec::new());
        // A line break inside a cell becomes `\n`.
        let read_back = |cell: &String| cell.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned();
        for row in rows {
            out.write_record(row).unwrap();
            out.flush().unwrap();
            if row.iter().any(|cell| !cell.trim().is_empty()) {
                ends.push(out.get_ref().len());
                filled.push(row.iter().map(read_back).collect());
            }
        }
        (out.into_inner().unwrap(), ends, filled)
    }

    type Written = (Vec<[String; 3]>, u8, csv::Terminator, csv::QuoteStyle);

    fn tables() -> impl Strategy<Value = Written> {
        let row = prop::array::uniform3("[a\",;\\r\\n\\té ]{0,5}");
        let ends = [csv::Terminator::CRLF, csv::Terminator::Any(b'\n'), csv::Terminator::Any(b'\r')];
        let quotes = [csv::QuoteStyle::Necessary, csv::QuoteStyle::Always];
        (
            prop::collection::vec(row, 0..20),
            prop::sample::select(b",;\t".to_vec()),
            prop::sample::select(ends.to_vec()),
            prop::sample::select(quotes.to_vec()),
        )
    }

    fn cells(rows: Vec<Lined>) -> Vec<Vec<String>> {
        rows.into_iter().map(|(_, row)| row).collect()
    }

    type Reader = fn(&[u8]) -> Result<Vec<Lined>>;
    const READERS: [Reader; 2] = [read, read_whole];

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_read_back(table in tables()) {
            let (text, _, expected) = written(&table);
            for read in READERS {
                prop_assert_eq!(cells(read(&text).unwrap()), expected.clone());
            }
        }

        #[test]
        fn a_cut_loses_no_row_without_a_word(table in tables(), at: prop::sample::Index) {
            let (text, ends, expected) = written(&table);
            let cut = at.index(text.len() + 1);
            let whole = ends.iter().filter(|end| **end <= cut).count();
            for read in READERS {
                match read(&text[..cut]) {
                    Ok(rows) => {
                        prop_assert!(rows.len() <= whole + 1);
                        prop_assert_eq!(&cells(rows)[..whole], &expected[..whole]);
                    }
                    Err(Error::Input { place, .. }) => prop_assert!(place.line.is_some() || cut == 0),
                    Err(error) => panic!("{error}"),
                }
            }
        }

        #[test]
        fn a_lost_quote_loses_no_row_without_a_word(table in tables(), at: prop::sample::Index) {
            let (mut text, _, expected) = written(&table);
            let quotes: Vec<usize> = (0..text.len()).filter(|&at| text[at] == b'"').collect();
            prop_assume!(!quotes.is_empty());
            text.remove(quotes[at.index(quotes.len())]);
            for read in READERS {
                match read(&text) {
                    Ok(rows) => prop_assert!(rows.len() >= expected.len()),
                    Err(Error::Input { place, .. }) => prop_assert!(place.line.is_some()),
                    Err(error) => panic!("{error}"),
                }
            }
        }
    }
}
