//! RIS and MEDLINE: the real files, and the ways of several programs.

use super::*;

#[test]
fn the_ris_of_ieee_is_read() {
    let Some((read, records)) = read_real("other/example.ris") else { return };
    assert_eq!((read.format, read.rows, reasons(&read)), ("ris", 25, vec![]));
    assert_eq!(records.iter().filter(|record| record.ids.doi.is_some()).count(), 24);
    assert_eq!(records.iter().filter(|record| record.date.is_some()).count(), 25);
    assert_eq!(records[0].authors.len(), 1);
    assert_eq!(records[1].authors.len(), 14);
    assert_eq!(records[1].date.map(|date| date.to_string()).as_deref(), Some("2019-09"));
}

#[test]
fn the_ways_of_other_programs_are_read() {
    let file = "Provider: A database\nContent: text/plain\n\n1. TY  - JOUR\nAU  - Kim, Ann\nT1  - A title\n  in two lines\nY1  - 2019//\nM3  - Article\nUR  - https://doi.org/10.1000/x\nER  - \n\n2.\nTY  - JOUR\nTI  - Scopus one\nPY  - 2020\nM3  - 10.1000/y\nN1  - Cited By :12\nN1  - References: Orr, C., One (1999) Cell, 1; Ahn, B., Two (2000) Cell, 2\nUR  - https://www.scopus.com/inward/record.uri?eid=2-s2.0-1234567890&doi=1\nER  -\nNL  - A journal, short\nAU  - Lost, L.\nTY  - JOUR\nTI  - No end\nTY  - JOUR\nTI  - Cut";
    let (read, records) = read_bytes(file.as_bytes()).unwrap();
    assert_eq!(read.rows, 5);
    assert_eq!(
        reasons(&read),
        [
            "23: 1 lines stand outside any record: its first line is missing or damaged",
            "26: the file ends inside this record: the export was cut short; export it again",
        ]
    );
    assert_eq!(records[0].title.as_deref(), Some("A title in two lines"));
    assert_eq!(records[0].date.map(|date| date.to_string()).as_deref(), Some("2019"));
    assert_eq!(records[0].ids.doi.as_deref(), Some("10.1000/x"));
    assert_eq!((records[1].ids.doi.as_deref(), records[1].cited_by_count), (Some("10.1000/y"), Some(12)));
    assert_eq!(records[1].ids.eid.as_deref(), Some("2-s2.0-1234567890"));
    assert_eq!(records[1].references.len(), 2);
    assert_eq!(records[2].title.as_deref(), Some("No end"));
}

#[test]
fn the_medline_file_is_read_and_its_cut_last_record_rejected() {
    let Some((read, records)) = read_real("other/medline.nbib") else { return };
    assert_eq!((read.format, read.rows), ("pubmed medline", 175));
    assert_eq!(
        reasons(&read),
        ["14925: the file ends inside this record: the export was cut short; export it again"]
    );
    let first = &records[0];
    assert_eq!(
        (first.ids.pmid.as_deref(), first.ids.doi.as_deref()),
        (Some("26524502"), Some("10.1016/j.gene.2015.10.064"))
    );
    assert_eq!(first.date.map(|date| date.to_string()).as_deref(), Some("2016-01-15"));
    assert_eq!(first.authors[2].name, "Staczek P");
    assert_eq!(first.authors[2].full_name.as_deref(), Some("Staczek, Pawel"));
    assert!(first.authors.iter().all(|author| author.affiliations.len() == 1));
    assert_eq!(records.iter().map(|record| record.funding.len()).sum::<usize>(), 14);
}

#[test]
fn medline_dates_grants_and_retractions_are_read() {
    let file = "PMID- 1\nDP  - 1998 Dec-1999 Jan\nTI  - T\nPT  - Journal Article\nPT  - Retracted Publication\nFAU - Kim, Ann\nAU  - Kim A\nAUID- ORCID: 0000-0000-0000-0001\nAD  - Univ One.\nAD  - Univ Two.\nFIR - Orr, C\nAD  - Not an author's.\nGR  - R01 HL065234/HL/NHLBI NIH HHS/United States\nSO  - J. 1998\n\nPMID- 2\nTI  - U\nSO  - J. 1999\n";
    let (read, records) = read_bytes(file.as_bytes()).unwrap();
    assert_eq!((read.rows, records.len()), (2, 2));
    let record = &records[0];
    assert_eq!(record.date.map(|date| date.to_string()).as_deref(), Some("1998"));
    assert!(record.retracted);
    assert_eq!(record.authors[0].affiliations, ["Univ One", "Univ Two"]);
    assert_eq!(record.authors[0].orcid.as_deref(), Some("0000-0000-0000-0001"));
    assert_eq!(
        (record.funding[0].funder.as_str(), record.funding[0].awards[0].as_str()),
        ("NHLBI NIH HHS, United States", "R01 HL065234")
    );
}
