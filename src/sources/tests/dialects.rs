//! RIS and BibTeX as databases and reference managers write them. The layouts follow what each program exports; the works
//! are invented.

use super::*;

#[test]
fn the_ris_of_scopus_is_read() {
    let file = "\u{feff}TY  - JOUR\nAU  - Kim, A.\nAU  - Lee, B.\nTI  - A title of glass\nPY  - 2020\nT2  - Journal of Tests\nJ2  - J. Tests\nVL  - 5\nIS  - 2\n\
        C7  - 105\nSP  - 1\nEP  - 9\nDO  - 10.1000/scopus.1\nUR  - https://www.scopus.com/inward/record.uri?eid=2-s2.0-85000000001&doi=10.1000%2fscopus.1&partnerID=40\n\
        AD  - Univ One, Oslo, Norway\nAD  - Univ Two, Bergen, Norway\nAB  - The text.\nKW  - glass\nKW  - fibres\nPB  - A house\nSN  - 12345678 (ISSN)\n\
        LA  - English\nDB  - Scopus\nC2  - 31234567\nN1  - Export Date: 1 May 2024\nN1  - Cited By: 12\nN1  - Correspondence Address: Kim, A.; Univ One; email: a.kim@example.org\n\
        N1  - References: Orr, C., One (1999) Cell, 1; Ahn, B., Two (2000) Cell, 2\nN1  - Funding details: Fund of Tests, FT, 17-1\nN1  - Funding text 1: Supported by the Fund of Tests.\nER  -\n\n";
    let (read, records) = read_bytes(file.as_bytes()).unwrap();
    assert_eq!((read.format, read.rows, reasons(&read)), ("ris", 1, vec![]));
    let record = &records[0];
    assert_eq!(record.ids.eid.as_deref(), Some("2-s2.0-85000000001"));
    assert_eq!(
        (record.ids.pmid.as_deref(), record.article_number.as_deref()),
        (Some("31234567"), Some("105"))
    );
    assert_eq!((record.references.len(), record.cited_by_count), (2, Some(12)));
    assert_eq!(record.affiliations.len(), 2);
    assert_eq!(record.funding.len(), 2);
    assert!(record.correspondence.as_deref().is_some_and(|text| text.contains("example.org")));
    assert!(read.lacking.contains(&"affiliations tied to authors"));
}

#[test]
fn the_ris_of_embase_ovid_and_proquest_is_read() {
    // Embase: a number before each record, `M3` for the document type, `Y1` with slashes, its own id under `U2`.
    let embase = "\n1.\nTY  - JOUR\nID  - L2001\nA1  - Kim A.\nA1  - Lee B.\nY1  - 2019//\nT1  - A title of cells\nJF  - Journal of Tests\nJA  - J. Tests\n\
        VL  - 5\nIS  - 2\nSP  - 1\nEP  - 9\nM3  - Article\nAD  - A. Kim, Univ One, Norway\nKW  - cell\nN2  - The text.\nSN  - 1234-5678\nLA  - English\n\
        DO  - 10.1000/embase.1\nU2  - L2001\nL3  - http://dx.doi.org/10.1000/embase.1\nER  - \n\n2.\nTY  - JOUR\nT1  - Another\nY1  - 2018/03/05/\nM3  - Review\nER  - \n";
    let (read, records) = read_bytes(embase.as_bytes()).unwrap();
    assert_eq!((read.format, read.rows, reasons(&read)), ("ris", 2, vec![]));
    assert_eq!((records[0].authors.len(), records[0].ids.doi.as_deref()), (2, Some("10.1000/embase.1")));
    assert_eq!(records[0].date.map(|date| date.to_string()).as_deref(), Some("2019"));
    assert_eq!(records[1].date.map(|date| date.to_string()).as_deref(), Some("2018-03-05"));
    assert_eq!(records[1].ids.doi, None, "`M3` is no DOI here");
    assert_eq!((records[0].kind.as_deref(), records[1].kind.as_deref()), (Some("Article"), Some("Review")));
    assert_eq!(records[0].abstract_text.as_deref(), Some("The text."));

    // Ovid: a head of its own, `T2` for the venue, `Y1` as a date, `M1` for numbers, text that goes on without a tag.
    let ovid = "Database: Ovid MEDLINE(R) ALL <1946 to May 01, 2024>\nSearch Strategy:\n--------\n1     glass.ti. (5)\n\nTY  - JOUR\nDB  - Ovid MEDLINE(R)\nAN  - 31234567\n\
        A1  - Kim, Ann\nA1  - Lee, Bo\nT1  - A title of glass\n   that goes on\nSO  - Journal of Tests. 5(2):1-9, 2019 Mar\nY2  - 2019\nN2  - The text.\nPY  - 2019\nJF  - Journal of Tests\n\
        VL  - 5\nIS  - 2\nSP  - 1\nEP  - 9\nAD  - Kim, Ann. Univ One, Norway.\nDO  - https://dx.doi.org/10.1000/ovid.1\nPT  - Journal Article\nER  - \n";
    let (read, records) = read_bytes(ovid.as_bytes()).unwrap();
    assert_eq!((read.format, read.rows, reasons(&read)), ("ris", 1, vec![]));
    assert_eq!(records[0].title.as_deref(), Some("A title of glass that goes on"));
    assert_eq!(records[0].ids.doi.as_deref(), Some("10.1000/ovid.1"));
    assert_eq!(records[0].ids.pmid.as_deref(), Some("31234567"));
    assert_eq!(records[0].authors[0].full_name.as_deref(), Some("Kim, Ann"));

    // ProQuest: dates in words, copyright and place under `N1`, links under `UR` and `L2`.
    let proquest = "TY  - JOUR\nT1  - A title of trade\nAN  - 199999\nAU  - Kim, Ann\nAB  - The text.\nJF  - Journal of Tests\nJO  - J Test\nVL  - 5\nIS  - 2\nSP  - 1\nPY  - 2019\nDA  - Mar 2019\n\
        Y1  - 2019\nN1  - Copyright - A house 2019\nN1  - Last updated - 2024-01-01\nUR  - https://www.proquest.com/docview/199999\nL2  - http://resolver.example.org/?id=doi:10.1000/pq.1\nDO  - 10.1000/pq.1\nER  - \n";
    let (read, records) = read_bytes(proquest.as_bytes()).unwrap();
    assert_eq!((read.format, read.rows, reasons(&read)), ("ris", 1, vec![]));
    assert_eq!(records[0].date.map(|date| date.to_string()).as_deref(), Some("2019-03"));
    assert_eq!(
        (records[0].ids.doi.as_deref(), records[0].venue.as_deref()),
        (Some("10.1000/pq.1"), Some("Journal of Tests"))
    );
}

#[test]
fn the_ris_of_zotero_and_endnote_is_read() {
    let zotero = "TY  - CONF\nTI  - A title of nets\nAU  - Kim, Ann\nAU  - Lee, Bo\nT2  - Proceedings of Tests\nDA  - 2019/03/05/\nPY  - 2019\nDO  - 10.1000/z.1\nDP  - DOI.org (Crossref)\n\
        SP  - 1\nEP  - 9\nJ2  - Proc. Tests\nLA  - en\nUR  - http://example.org/1\nY2  - 2019/05/01/10:11:12\nL1  - files/1/a.pdf\nKW  - nets\nER  - \n\n\
        TY  - BOOK\nTI  - A book\nA2  - Orr, Cy\nDA  - 2001///\nPY  - 2001\nSN  - 978-0-00-000000-2\nER  - \n";
    let (read, records) = read_bytes(zotero.as_bytes()).unwrap();
    assert_eq!((read.format, read.rows, reasons(&read)), ("ris", 2, vec![]));
    assert_eq!(records[0].date.map(|date| date.to_string()).as_deref(), Some("2019-03-05"));
    assert_eq!(records[1].date.map(|date| date.to_string()).as_deref(), Some("2001"));
    assert_eq!(records[0].venue.as_deref(), Some("Proceedings of Tests"));

    let endnote = "TY  - JOUR\nAU  - Kim, Ann\nAU  - Lee, Bo\nPY  - 2019\nDA  - Mar\nTI  - A title of stone\nT2  - Journal of Tests\nSP  - 1-9\nVL  - 5\nIS  - 2\nAD  - Univ One, Norway.\n\
        AN  - WOS:000123456700001\nC1  - a note of one's own\nDO  - 10.1000/e.1\nKW  - stone\nrock\nN1  - Times Cited: 3\nID  - 17\nER  - \n";
    let (read, records) = read_bytes(endnote.as_bytes()).unwrap();
    assert_eq!((read.format, read.rows, reasons(&read)), ("ris", 1, vec![]));
    let record = &records[0];
    assert_eq!((record.page_start.as_deref(), record.page_end.as_deref()), (Some("1"), Some("9")));
    assert_eq!(record.ids.ut.as_deref(), Some("WOS:000123456700001"));
    assert_eq!(record.date.map(|date| date.to_string()).as_deref(), Some("2019-03"));
    assert!(
        record.authors.iter().all(|author| author.affiliations.is_empty()),
        "`C1` is the user's own here"
    );
    assert_eq!(record.affiliations, ["Univ One, Norway."]);
}

#[test]
fn the_bibtex_of_reference_managers_is_read() {
    let zotero = "\n@article{kim_title_2019,\n\ttitle = {A title of {NaCl} and {\\'e}tudes},\n\tvolume = {5},\n\tcopyright = {open},\n\tissn = {1234-5678},\n\turl = {http://example.org/1},\n\t\
        doi = {10.1000/z.1},\n\tabstract = {The text, with 5 \\% of it.},\n\tlanguage = {en},\n\tnumber = {2},\n\turldate = {2024-05-01},\n\tjournal = {Journal of Tests},\n\t\
        author = {Kim, Ann and van der Berg, Bo and {A Group}},\n\tmonth = mar,\n\tyear = {2019},\n\tnote = {Publisher: A house},\n\tkeywords = {glass, fibres},\n\tpages = {1--9},\n}\n";
    let (read, records) = read_bytes(zotero.as_bytes()).unwrap();
    assert_eq!((read.format, read.rows, reasons(&read)), ("bibtex", 1, vec![]));
    let record = &records[0];
    assert_eq!(record.title.as_deref(), Some("A title of NaCl and \u{e9}tudes"));
    assert_eq!(record.date.map(|date| date.to_string()).as_deref(), Some("2019-03"));
    let names: Vec<_> = record.authors.iter().map(|author| author.name.as_str()).collect();
    assert_eq!(names, ["Kim, Ann", "van der Berg, Bo", "A Group"]);
    assert_eq!(record.abstract_text.as_deref(), Some("The text, with 5 % of it."));

    // EndNote and Mendeley: no braces around years, one field a line, a repeated key, a trailing comma.
    let endnote = "@article{RN17,\n   author = {Kim, A. and Lee, B.},\n   title = {A title of stone},\n   journal = {Journal of Tests},\n   volume = {5},\n   number = {2},\n   \
        pages = {1-9},\n   DOI = {10.1000/e.1},\n   year = {2019},\n   type = {Journal Article}\n}\n\n@inbook{RN17,\n   author = {Orr, Cy},\n   title = {A chapter},\n   booktitle = {A book},\n   year = 2001,\n   type = {Book Section}\n}\n";
    let (read, records) = read_bytes(endnote.as_bytes()).unwrap();
    assert_eq!((read.format, read.rows, reasons(&read)), ("bibtex", 2, vec![]));
    assert_eq!(records[0].ids.doi.as_deref(), Some("10.1000/e.1"));
    assert_eq!((records[1].kind.as_deref(), records[1].venue.as_deref()), (Some("inbook"), Some("A book")));
    assert_eq!(records[1].date.map(|date| date.to_string()).as_deref(), Some("2001"));
}
