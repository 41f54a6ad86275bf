//! Scopus CSV: the three real layouts, and what goes wrong in such files.

use std::io::Write as _;

use super::*;

const HEADER: &str =
    "Authors,Title,Year,Source title,Link,Abstract,Funding Text 1,References,Document Type,Source,EID";

/// A row of the header above whose EID ends in `number`.
fn row(number: u32, title: &str) -> String {
    let eid = format!("2-s2.0-850000000{number:02}");
    format!(
        "\"Kim A., Lee B.\",\"{title}\",2017,J. Test.,\"https://www.scopus.com/inward/record.uri?eid={eid}&partnerID=40\",\
         \"An abstract\",\"\",\"Orr, C., Title (1999) Cell, 1, p. 2\",Article,Scopus,{eid}"
    )
}

fn titles(records: &[Record]) -> Vec<&str> {
    records.iter().filter_map(|record| record.title.as_deref()).collect()
}

#[test]
fn the_layout_of_2016_is_read() {
    let Some((read, records)) = read_real("scopus/metaknowledge.csv") else { return };
    assert_eq!((read.format, read.rows, reasons(&read), read.notes.len()), ("scopus csv", 220, vec![], 0));
    assert_eq!(records.iter().filter(|record| !record.references.is_empty()).count(), 175);
    assert_eq!(records.iter().filter(|record| !record.affiliations.is_empty()).count(), 207);
    assert_eq!(references(&records), 10_410);
    let wang = &records[1];
    assert_eq!(wang.ids.eid.as_deref(), Some("2-s2.0-84943362392"));
    assert_eq!(wang.ids.doi.as_deref(), Some("10.1007/s10948-015-3164-9"));
    assert_eq!(wang.date.map(|date| date.to_string()).as_deref(), Some("2015"));
    assert_eq!(wang.authors.len(), 7);
    assert!(wang.authors.iter().all(|author| !author.affiliations.is_empty()));
    let funded = records.iter().find(|record| record.funding.len() == 2).unwrap();
    assert_eq!(funded.funding[1].funder, "National Natural Science Foundation of China");
    assert_eq!(funded.funding[1].awards, ["51172143"]);
    let authors: Vec<_> = records.iter().flat_map(|record| &record.authors).collect();
    assert_eq!(authors.len(), 2031);
    assert!(authors.iter().flat_map(|author| &author.affiliations).all(|text| !text.contains("; ")));
}

#[test]
fn the_layout_of_2022_with_cells_more_than_the_header_is_laid_right() {
    let Some((read, records)) = read_real("scopus/litstudy.csv") else { return };
    assert_eq!((read.rows, reasons(&read)), (58, vec![]));
    assert!(read.notes[0].starts_with("56 rows have more cells than the header"), "{:?}", read.notes);
    assert_eq!(records.iter().filter(|record| !record.references.is_empty()).count(), 48);
    assert_eq!(references(&records), 2_416);
    // The answers of an independent reader that lays the rows right from both ends.
    let mufins = &records[17];
    assert_eq!(mufins.kind.as_deref(), Some("Article"));
    assert_eq!(mufins.language.as_deref(), Some("English"));
    assert_eq!(mufins.issns, ["20567189"]);
    assert_eq!(mufins.venue_abbreviated.as_deref(), Some("npj Syst. Bio. Appl."));
    let statements: Vec<_> = mufins.funding.iter().filter(|one| one.is_statement).collect();
    assert_eq!(statements.len(), 1);
    assert!(mufins.correspondence.as_deref().is_some_and(|text| text.starts_with("Kierzek, A.M.")));
    for record in &records {
        assert!(
            record.language.as_deref().is_none_or(|language| language == "English"),
            "{:?}",
            record.ids.eid
        );
        assert!(record.kind.is_some());
        assert!(record.authors.iter().all(|author| author.source_id.is_some()));
    }
}

#[test]
fn the_layout_of_2026_is_read() {
    let Some((read, records)) = read_real("scopus/bibliometrix.csv") else { return };
    assert_eq!((read.rows, reasons(&read)), (8, vec![]));
    assert_eq!(references(&records), 381);
    assert_eq!(
        records.iter().map(|record| record.references.len()).collect::<Vec<_>>(),
        [43, 30, 66, 34, 49, 55, 66, 38]
    );
    let liu = &records[0];
    assert_eq!(liu.authors[0].name, "Liu F.");
    assert_eq!(liu.authors[0].full_name.as_deref(), Some("Liu, Fengyuan"));
    assert_eq!(liu.authors[0].source_id.as_deref(), Some("scopus:60410297700"));
    assert!(liu.authors[0].affiliations[0].ends_with("Changsha, China"));
    assert_eq!(liu.funding[0].awards, ["2022JJ30412"]);
    assert!(liu.funding[1].is_statement);
    assert_eq!((liu.ids.pmid.as_deref(), liu.issue.as_deref()), (None, None));
    assert_eq!(records[1].ids.pmid.as_deref(), Some("41494690"));
}

#[test]
fn packing_marks_and_line_ends_change_nothing() {
    let text = format!("{HEADER}\n{}\n{}\n", row(1, "One"), row(2, "Two,\nin two lines"));
    let expected = read_bytes(text.as_bytes()).unwrap();
    assert_eq!(titles(&expected.1), ["One", "Two,\nin two lines"]);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    // Spreadsheets of many countries save with semicolons.
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    for row in csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).records() {
        writer.write_record(&row.unwrap()).unwrap();
    }
    let resaved = writer.into_inner().unwrap();
    let utf_16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [
        gzip.finish().unwrap(),
        zstd::encode_all(text.as_bytes(), 1).unwrap(),
        utf_16,
        format!("\u{feff}{text}").into_bytes(),
        text.replace('\n', "\r\n").into_bytes(),
        text.trim_end().as_bytes().to_vec(),
        resaved,
    ] {
        assert_eq!(read_bytes(&bytes).unwrap(), expected);
    }
}

#[test]
fn bytes_of_windows_1252_are_read_and_noted() {
    let mut bytes = format!("{HEADER}\n{}\n{}\n", row(1, "Caf#"), row(2, "Café")).into_bytes();
    bytes.iter_mut().filter(|byte| **byte == b'#').for_each(|byte| *byte = 0xe9);
    let (read, records) = read_bytes(&bytes).unwrap();
    assert_eq!(titles(&records), ["Café", "Café"]);
    assert_eq!(
        read.notes.last().unwrap(),
        "1 row with bytes that are not UTF-8, read as Windows-1252 (the first on line 2)"
    );
}

#[test]
fn an_unbalanced_quote_costs_its_own_row() {
    let damaged = row(2, "Two").replace("\"An abstract\"", "\"An abstract");
    let text =
        format!("{HEADER}\n{}\n{damaged}\n{}\n{}\n", row(1, "One"), row(3, "Three"), row(4, "Four\nlines"));
    let (read, records) = read_bytes(text.as_bytes()).unwrap();
    assert_eq!(titles(&records), ["One", "Three", "Four\nlines"]);
    assert_eq!(read.rejects[0].line, 3);
    assert!(read.rejects[0].excerpt.contains("Two"));
    let at_the_end = row(2, "Two").replace("Scopus,2-s2", "Scopus,\"2-s2");
    for last in [
        row(3, "Three"),
        row(3, "Three")
            .replace('"', "")
            .replace("Kim A., Lee B.", "Kim A.")
            .replace("Orr, C., Title (1999) Cell, 1, p. 2", ""),
    ] {
        let text = format!("{HEADER}\n{at_the_end}\n{last}\n");
        let (read, records) = read_bytes(text.as_bytes()).unwrap();
        assert_eq!(titles(&records), ["Three"], "{last}");
        assert_eq!(reasons(&read), ["2: a quote is not closed or not doubled"]);
    }
}

#[test]
fn a_cut_file_loses_its_last_row_and_says_so() {
    let text = format!("{HEADER}\n{}\n{}", row(1, "One"), row(2, "Two"));
    for cut in [3, 15, 60, 130, 200] {
        let (read, records) = read_bytes(&text.as_bytes()[..text.len() - cut]).unwrap();
        assert_eq!(titles(&records), ["One"], "{cut}");
        assert_eq!((read.rows, read.rejects[0].line), (2, 3));
    }
    let (read, _) = read_bytes(&text.as_bytes()[..text.len() - 90]).unwrap();
    assert_eq!(
        reasons(&read),
        ["3: the file ends inside a quoted cell: the export was cut short; export it again"]
    );
}

#[test]
fn cells_in_wrong_columns_are_never_taken() {
    let shifted = row(1, "One").replace("2017,J. Test.", "J. Test.,2017");
    let extra = row(2, "Two").replace("\"Kim A., Lee B.\"", "Kim A., Lee B.");
    let behind = row(5, "Five")
        .replace(
            "Orr, C., Title (1999) Cell, 1, p. 2",
            "A, B., C (1999) D; E, F., G (1999) H; I, J., K (2000) L; M, N., O (2001) P",
        )
        .replace(",Article,", ",,Article,");
    let empty = ",".repeat(10);
    let text = format!("{HEADER}\n{shifted}\n{extra}\n{empty}\n{behind}\n\n{}\n", row(3, "Three"));
    let (read, records) = read_bytes(text.as_bytes()).unwrap();
    assert_eq!(titles(&records), ["Three"]);
    assert_eq!(
        reasons(&read),
        [
            "2: the cells stand in the wrong columns: the column `Year` holds `J. Test.`",
            "3: the row has 12 cells where the header has 11, and they can't be laid right: the column `Year` holds `Two`",
            "4: the row has neither a title nor an EID",
            "5: the row has 12 cells where the header has 11, and they can't be laid right: the column `Funding Text` holds references",
        ]
    );
}

#[test]
fn a_field_of_ten_megabytes_is_read_and_one_of_a_hundred_is_rejected() {
    let big = row(1, &"a".repeat(10 << 20));
    let (_, records) = read_bytes(format!("{HEADER}\n{big}\n").as_bytes()).unwrap();
    assert_eq!(records[0].title.as_ref().map(String::len), Some(10 << 20));
    let huge = row(1, &"a".repeat(100 << 20));
    let (read, records) = read_bytes(format!("{HEADER}\n{huge}\n{}\n", row(2, "Two")).as_bytes()).unwrap();
    assert_eq!(titles(&records), ["Two"]);
    assert_eq!(reasons(&read), ["2: the row is longer than 64 MiB"]);
}

#[test]
fn a_file_without_rows_has_none_and_a_file_without_header_is_refused() {
    let (read, _) = read_bytes(format!("{HEADER}\n").as_bytes()).unwrap();
    assert_eq!((read.format, read.rows), ("scopus csv", 0));
    assert_eq!(refusal(b""), "export:1: the file is empty; export it again, or leave it out");
    assert_eq!(refusal(b"\xef\xbb\xbf\r\n"), "export:1: the file is empty; export it again, or leave it out");
    assert_eq!(
        refusal(HEADER.replace(",EID", "").as_bytes()),
        "export:1: no column `EID`; this looks like a Scopus export cut to fewer fields; export again with *All fields*, the interface set to English"
    );
    assert_eq!(
        refusal(HEADER.replace("Abstract", "Title").as_bytes()),
        "export:1: the column `Title` stands twice in the header; which of them holds is not guessed: export again from Scopus"
    );
    let unknown = refusal("Autoren,Titel,Jahr,Quelle\nKim,One,2017,J.\n".as_bytes());
    assert!(
        unknown.starts_with(
            "export:1: no known export begins with `Autoren,Titel,Jahr,Quelle`; expected one of: "
        ),
        "{unknown}"
    );
    assert!(unknown.contains("Scopus CSV"), "{unknown}");
    // Some columns keep their English names in other languages.
    let refused = refusal(HEADER.replace("Title", "Titel").as_bytes());
    assert!(refused.starts_with("export:1: no column `Title`; this looks like a Scopus export"), "{refused}");
}

#[test]
fn a_date_column_gives_the_day() {
    let header = HEADER.replace("Abstract", "Publication date");
    for (cell, expected) in
        [("2017-03-02", "2017-03-02"), ("2 March 2017", "2017-03-02"), ("Mar 2017", "2017-03"), ("", "2017")]
    {
        let text = format!("{header}\n{}\n", row(1, "One").replace("An abstract", cell));
        let (_, records) = read_bytes(text.as_bytes()).unwrap();
        assert_eq!(records[0].date.map(|date| date.to_string()).as_deref(), Some(expected));
    }
}

#[test]
fn retracted_works_are_marked() {
    for (title, kind, expected) in [
        ("RETRACTED: A title", "Article", true),
        ("Retraction notice to A title", "Erratum", true),
        ("A title", "Retracted", true),
        ("Retracted works of our time", "Article", false),
    ] {
        let text = format!("{HEADER}\n{}\n", row(1, title).replace("Article", kind));
        assert_eq!(read_bytes(text.as_bytes()).unwrap().1[0].retracted, expected, "{title}");
    }
}
