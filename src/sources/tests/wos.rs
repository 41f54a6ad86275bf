//! Web of Science text and tab-delimited: the real files, and what goes wrong in such files.

use super::*;

#[test]
fn the_recent_text_layout_is_read() {
    let Some((read, records)) = read_real("wos/bibliometrix.txt") else { return };
    assert_eq!((read.format, read.rows, reasons(&read), read.notes.len()), ("wos text", 8, vec![], 0));
    assert_eq!(references(&records), 252);
    let counted: u32 = records.iter().filter_map(|record| record.references_count).sum();
    assert_eq!(counted, 252);
    let toh = &records[0];
    assert_eq!(toh.ids.ut.as_deref(), Some("WOS:001702577900001"));
    assert_eq!(toh.date.map(|date| date.to_string()).as_deref(), Some("2026-02-25"));
    assert!(toh.title.as_deref().is_some_and(|title| title.contains("in real estate: a")));
    assert_eq!(toh.authors[0].full_name.as_deref(), Some("Toh, Ming Liang"));
    assert!(toh.authors[0].affiliations[0].ends_with("Sarawak, Malaysia"));
    assert!(records.iter().flat_map(|record| &record.authors).all(|author| !author.affiliations.is_empty()));
    assert!(
        records
            .iter()
            .flat_map(|record| &record.authors)
            .any(|a| a.orcid.as_deref() == Some("0000-0002-7401-8575"))
    );
}

#[test]
fn the_old_text_layout_is_read_and_the_damaged_one_loses_one_record() {
    let Some((read, records)) = read_real("wos/savedrecs.txt") else { return };
    assert_eq!((read.rows, reasons(&read)), (32, vec![]));
    assert_eq!(references(&records), 958);
    let funded = records.iter().find(|record| !record.funding.is_empty()).unwrap();
    assert_eq!(funded.funding[0].funder, "National Natural Science Foundation of China");
    assert_eq!(funded.funding[0].awards, ["60776062"]);
    assert!(funded.funding[3].is_statement);
    let Some((damaged, kept)) = read_real("wos/damaged.txt") else { return };
    assert_eq!(damaged.rows, 32);
    assert_eq!(kept.len(), 31);
    assert_eq!(
        reasons(&damaged),
        [
            "3: a cited reference stands among the addresses (`Abraham M., 1909, RC CIRC MAT PALERMO, V`): the line of the tag CR is damaged"
        ]
    );
    for (sound, kept) in records[1..].iter().zip(&kept) {
        assert_eq!(
            (&sound.title, &sound.references, &sound.authors),
            (&kept.title, &kept.references, &kept.authors)
        );
    }
}

#[test]
fn tab_delimited_files_are_read_without_quoting() {
    let Some((read, records)) = read_real("wos/tab_with_references.txt") else { return };
    assert_eq!((read.format, read.rows, reasons(&read)), ("wos tab", 232, vec![]));
    // `NR` counts 17,645: three cells end three references early.
    assert_eq!(references(&records), 17_642);
    assert_eq!(records.iter().filter(|record| record.date.is_some()).count(), 232);
    let tied = records
        .iter()
        .flat_map(|record| &record.authors)
        .filter(|author| !author.affiliations.is_empty())
        .count();
    assert_eq!(tied, 1250);
    let Some((read, records)) = read_real("wos/tab_delimited.txt") else { return };
    assert_eq!((records.len(), references(&records)), (71, 0));
    assert!(
        read.notes[0].starts_with("the column `CR` is empty though `NR` counts 2731 references"),
        "{:?}",
        read.notes
    );
}

const RECORD: &str = "PT J\nAU Kim, A\n   Lee, B\nAF Kim, Ann\n   Lee, Bo\nTI A title\n   in two lines\nC1 [Kim, Ann; Lee, Bo] Univ One, City, Japan.\n   [Lee, Bo] Univ Two, City, Peoples R China.\nCR Orr C, 1999, J TEST, V1, P2\nNR 1\nPY 2001\nPD MAR\nUT WOS:000000000000001\n";

fn text(records: &[&str]) -> Vec<u8> {
    format!("FN Clarivate Analytics Web of Science\nVR 1.0\n{}EF\n", records.concat()).into_bytes()
}

#[test]
fn records_without_end_marks_end_at_the_next() {
    let (read, records) = read_bytes(&text(&[RECORD, RECORD, RECORD, "ER\n\n"])).unwrap();
    assert_eq!((read.rows, records.len()), (3, 3));
    assert_eq!(read.notes, ["2 records without the line `ER` that ends a record: read up to the next `PT`"]);
    assert_eq!(
        records[0].authors[1].affiliations,
        ["Univ One, City, Japan", "Univ Two, City, Peoples R China"]
    );
    assert_eq!(records[0].date.map(|date| date.to_string()).as_deref(), Some("2001-03"));
}

#[test]
fn a_cut_record_and_stray_lines_are_rejected_with_their_lines() {
    let whole = format!("{RECORD}ER\n\n");
    let cut = format!("FN Web of Science\nVR 1.0\n{whole}{whole}{RECORD}");
    let (read, records) = read_bytes(cut.as_bytes()).unwrap();
    assert_eq!(records.len(), 2);
    assert_eq!(
        reasons(&read),
        ["35: the file ends inside this record: the export was cut short; export it again"]
    );
    let headless = whole.replacen("PT J\n", "", 1);
    let (read, records) = read_bytes(&text(&[&whole, &headless, &whole])).unwrap();
    assert_eq!(records.len(), 2);
    assert_eq!(
        reasons(&read),
        ["19: 13 lines stand outside any record: its first line is missing or damaged"]
    );
}

#[test]
fn utf_16_and_ciw_files_are_read() {
    let whole = String::from_utf8(text(&[RECORD, "ER\n\n"])).unwrap();
    let expected = read_bytes(whole.as_bytes()).unwrap();
    for mark in ["", "\u{feff}"] {
        let marked = format!("{mark}{whole}");
        let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [little, big, marked.into_bytes()] {
            assert_eq!(read_bytes(&bytes).unwrap(), expected, "{mark:?}");
        }
    }
    // As EndNote takes it: another head, carriage returns, tags without text, continued lines, every field there is.
    let ciw = "FN Thomson Reuters Web of Science\u{2122}\nVR 1.0\nPT J\nAU Kim, A\n   Lee, B\nAF Kim, Ann\n   Lee, Bo\nTI A title\n   in two lines\nSO J TEST\nLA English\nDT Article; Retracted Publication\n\
        DE glass; fibres\nID STRENGTH\nAB The text\n   goes on.\nC1 [Kim, Ann] Univ One, City, Japan.\n   [Lee, Bo] Univ Two, City,\n   Peoples R China.\nC3 University One; University Two\n\
        RP Lee, B (corresponding author), Univ Two, City, Peoples R China.\nEM bo.lee@example.org\nRI Lee, Bo/A-1234-2010\nOI Kim, Ann/0000-0002-1825-0097\n\
        FU National Fund [17-1, 17-2]; Other Fund\nFX Supported by the National Fund.\nCR Orr C, 1999, J TEST, V1, P2\n   [Anonymous], 2000, BOOK\nNR 2\nTC 5\nSN 1234-5678\nEI 1234-5679\nJ9 J TEST\n\
        PD MAR 5\nPY 2001\nVL 3\nIS 2\nAR 105\nDI 10.1000/ciw\nUT WOS:000000000000001\nPM 31234567\nOA\nER\n\nEF\n";
    let (read, records) = read_bytes(ciw.replace('\n', "\r\n").as_bytes()).unwrap();
    assert_eq!((read.format, read.rows, reasons(&read), read.lacking), ("wos text", 1, vec![], vec![]));
    let record = &records[0];
    assert_eq!(record.date.map(|date| date.to_string()).as_deref(), Some("2001-03-05"));
    assert_eq!(record.authors[1].affiliations, ["Univ Two, City, Peoples R China"]);
    let ids = (record.authors[0].orcid.as_deref(), record.authors[1].source_id.as_deref());
    assert_eq!(ids, (Some("0000-0002-1825-0097"), Some("wos:A-1234-2010")));
    assert_eq!(record.funding[0].awards, ["17-1", "17-2"]);
    assert!(record.funding[2].is_statement && record.retracted);
    assert!(record.correspondence.as_deref().is_some_and(|text| text.ends_with("; bo.lee@example.org")));
    assert_eq!((record.references.len(), record.article_number.as_deref()), (2, Some("105")));
    // Where no address is given the institutions are.
    let kept: Vec<&str> = ciw.lines().filter(|line| !line.starts_with("RP")).collect();
    let bare = kept.join("\n") + "\n";
    let from = bare.find("C1 ").unwrap();
    let to = bare.find("C3 ").unwrap();
    let (_, records) = read_bytes(format!("{}{}", &bare[..from], &bare[to..]).as_bytes()).unwrap();
    assert_eq!(records[0].affiliations, ["University One", "University Two"]);
}

#[test]
fn addresses_without_authors_are_tied_only_where_it_is_certain() {
    let plain = RECORD.replace("[Kim, Ann; Lee, Bo] ", "").replace("[Lee, Bo] ", "");
    let (_, records) =
        read_bytes(&text(&[&plain, "RP Lee, B (reprint author), UNIV TWO, CITY, JAPAN.\nER\n"])).unwrap();
    assert_eq!(records[0].affiliations.len(), 2);
    assert!(records[0].authors[0].affiliations.is_empty());
    assert_eq!(records[0].authors[1].affiliations, ["UNIV TWO, CITY, JAPAN"]);
}

#[test]
fn a_tab_row_of_wrong_width_is_rejected() {
    let header = "PT\tAU\tTI\tSO\tPY\tUT";
    let row = "J\tKim, A\tA \"title\tJ TEST\t2001\tWOS:1";
    let file =
        format!("{header}\n{row}\nJ\tKim, A\n{row}\t\n{row}\tmore\nJ\tKim, A\tTitle\t2001\tJ TEST\tWOS:1\n");
    let (read, records) = read_bytes(file.as_bytes()).unwrap();
    assert_eq!(records.len(), 2);
    assert_eq!(records[0].title.as_deref(), Some("A \"title"));
    assert_eq!(
        reasons(&read),
        [
            "3: the row has only 2 cells where the header has 6",
            "5: the row has 7 cells where the header has 6",
            "6: the cells stand in the wrong columns: the column `PY` holds `J TEST`",
        ]
    );
    assert_eq!(
        refusal(header.replace("\tUT", "").as_bytes()),
        "export:1: no column `UT`; this looks like a Web of Science export cut to fewer fields; export again with the record content *Full Record and Cited References*"
    );
}
