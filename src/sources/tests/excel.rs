//! Workbooks of Web of Science in the newer form, made here as their parts.

use std::io::Write as _;

use super::*;

/// A workbook of one sheet of texts.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut sheet = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    for (at, row) in rows.iter().enumerate() {
        sheet.push_str(&format!("<row r=\"{}\">", at + 1));
        for (column, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let cell = format!("{}{}", char::from(b'A' + column as u8), at + 1);
            if text.parse::<f64>().is_ok() {
                sheet.push_str(&format!("<c r=\"{cell}\"><v>{text}</v></c>"));
            } else {
                sheet.push_str(&format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"));
            }
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "{head}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "{head}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "{head}<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{office}\"><sheets><sheet name=\"savedrecs\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "{head}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in &parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const HEADER: &[&str] = &[
    "Publication Type",
    "Authors",
    "Author Full Names",
    "Article Title",
    "Source Title",
    "Addresses",
    "Cited References",
    "Cited Reference Count",
    "Publication Year",
    "Publication Date",
    "DOI",
    "Funding Orgs",
    "UT (Unique WOS ID)",
];

#[test]
fn a_workbook_of_the_newer_form_is_read() {
    let row: &[&str] = &[
        "J",
        "Kim, A; Lee, B",
        "Kim, Ann; Lee, Bo",
        "A title of glass",
        "JOURNAL OF TESTS",
        "[Kim, Ann; Lee, Bo] Univ One, Oslo, Norway; [Lee, Bo] Univ Two, Bergen, Norway",
        "Orr C, 1999, J TEST, V1, P2; Ahn B, 2000, J TEST, V2, P3",
        "2",
        "2001",
        "MAR 5",
        "10.1000/x",
        "Fund of Tests [17-1]",
        "WOS:000000000000001",
    ];
    let odd: &[&str] =
        &["J", "", "", "Another", "", "", "", "", "no year", "", "", "", "WOS:000000000000002"];
    let (read, records) = read_bytes(&workbook(&[HEADER, row, odd])).unwrap();
    assert_eq!((read.format, read.rows), ("wos excel", 2));
    assert_eq!(reasons(&read), ["3: the cells stand in the wrong columns: the column `PY` holds `no year`"]);
    let record = &records[0];
    assert_eq!(record.ids.ut.as_deref(), Some("WOS:000000000000001"));
    assert_eq!(record.date.map(|date| date.to_string()).as_deref(), Some("2001-03-05"));
    assert_eq!((record.references.len(), record.references_count), (2, Some(2)));
    assert_eq!(record.authors[1].affiliations, ["Univ One, Oslo, Norway", "Univ Two, Bergen, Norway"]);
    assert_eq!(record.funding[0].awards, ["17-1"]);
}

#[test]
fn another_workbook_is_refused_with_what_was_expected() {
    let refused = refusal(&workbook(&[&["name", "size"], &["a", "1"]]));
    assert!(
        refused.starts_with("export:1: no column `Article Title`; this is no Excel export of Web of Science"),
        "{refused}"
    );
}
