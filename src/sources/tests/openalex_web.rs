//! The exports of OpenAlex's web interface: text in the form of Web of Science, RIS, CSV of two layouts.

use super::*;

/// Two works as the text has them: names with the given name first, ids between commas, the citations under `NR`.
const TEXT: &str = "FN OpenAlex\nVR 1.0\nPT J\nAU Ann Kim\n   Bo Lee\nAF Ann Kim\n   Bo Lee\nTI A title of one\nSO J Test\nLA English\n\
    DT Article\nC1 [Ann Kim] Univ One, NO\n   [Ann Kim] Univ Two, SE\n   [Bo Lee]\nC3 Univ One, NO; Univ Two, SE\nRI Ann Kim/https://openalex.org/A11, \
    Bo Lee/https://openalex.org/A12\nOI Ann Kim/0000-0002-1825-0097\nFU Fund [X-1]; Other\nNR 77\nPU None\nSN 1234-5678\nPD MAR\nPY 2001\n\
    VL 3\nIS\nBP 1\nEP 9\nDI 10.1000/one\nPM\n";

#[test]
fn the_text_of_openalex_ends_a_record_at_the_next() {
    // As seen: thirteen `PT` and two `ER`, and a head again for each page.
    let second = TEXT.replace("FN OpenAlex\nVR 1.0\n", "").replace("one", "two");
    let mut file = format!("{TEXT}ER\n\n{second}");
    for number in 3..14 {
        file.push_str(&second.replace("10.1000/two", &format!("10.1000/{number}")));
    }
    file.push_str("ER\n");
    let (read, records) = read_bytes(file.as_bytes()).unwrap();
    assert_eq!((read.format, read.rows, records.len()), ("openalex text", 13, 13));
    assert_eq!(
        read.notes[0],
        "11 records without the line `ER` that ends a record: read up to the next `PT`"
    );
    let first = &records[0];
    assert_eq!(first.ids.doi.as_deref(), Some("10.1000/one"));
    assert_eq!((first.cited_by_count, first.references_count), (Some(77), None));
    assert_eq!(first.date.map(|date| date.to_string()).as_deref(), Some("2001-03"));
    let authors: Vec<_> = first
        .authors
        .iter()
        .map(|a| (a.name.as_str(), a.source_id.as_deref(), a.orcid.as_deref(), a.affiliations.len()))
        .collect();
    let expected = [
        ("Ann Kim", Some("openalex:A11"), Some("0000-0002-1825-0097"), 2),
        ("Bo Lee", Some("openalex:A12"), None, 0),
    ];
    assert_eq!(authors, expected);
    assert_eq!((first.funding[0].funder.as_str(), first.funding[0].awards[0].as_str()), ("Fund", "X-1"));
    assert!(read.lacking.contains(&"references") && !read.lacking.contains(&"affiliations tied to authors"));
}

#[test]
fn the_ris_of_openalex_ties_affiliations_to_authors() {
    let file = "TY  - JOUR\nTI  - A title\nPY  - 2001\nPB  - A house\nSN  - 1234-5678\nT2  - J Test\nDO  - 10.1000/x\nDOI - 10.1000/x\n\
        DI  - 10.1000/x\nURL  - https://doi.org/10.1000/x\nDA  - 2001-01-01\nAU  - Ann Kim\nC1  - Univ One, Oslo, Norway\nC1  - Univ Two\n\
        AU  - Bo Lee\nAU  - Cy Orr\nC1  - Univ Two\nLA  - en\nKW  - Physics\nVL  - 3\nSP  - 1\nEP  - 9\nAB - The text of it.\nER  -\n\
        TY  - ERRT\nTI  - Erratum\nPY  - 2002\nDI  - 10.1000/y\nDO  - 10.1000/y\nER  -\n";
    let (read, records) = read_bytes(file.as_bytes()).unwrap();
    assert_eq!((read.format, read.rows, reasons(&read)), ("ris", 2, vec![]));
    let first = &records[0];
    assert_eq!((first.ids.doi.as_deref(), first.page_end.as_deref()), (Some("10.1000/x"), Some("9")));
    assert_eq!(first.abstract_text.as_deref(), Some("The text of it."));
    // OpenAlex writes the first of January where it knows the year only.
    assert_eq!(first.date.map(|date| date.to_string()).as_deref(), Some("2001"));
    let tied: Vec<_> = first.authors.iter().map(|author| author.affiliations.join("|")).collect();
    assert_eq!(tied, ["Univ One, Oslo, Norway|Univ Two", "", "Univ Two"]);
    assert_eq!(first.affiliations, ["Univ One, Oslo, Norway", "Univ Two"]);
}

#[test]
fn the_csv_of_openalex_is_read_in_the_older_layout_and_in_windows_1252() {
    let file = "id,display_name,publication_date,primary_location_display_name,author_ids,author_names,author_institution_names,\
        cited_by_count,doi,pmid,publication_year,type,is_retracted,biblio_volume,biblio_first_page,referenced_works\n\
        https://openalex.org/W1,Fl\u{e4}che,2001-05-07,J Test,https://openalex.org/A1|https://openalex.org/A2,Ann Kim|Bo L\u{e9}e,\
        Univ One|Univ One,7,https://doi.org/10.1000/x,https://pubmed.ncbi.nlm.nih.gov/5,2001,article,False,3,1,https://openalex.org/W2|https://openalex.org/W3\n";
    let (bytes, _, lost) = encoding_rs::WINDOWS_1252.encode(file);
    assert!(!lost);
    let (read, records) = read_bytes(&bytes).unwrap();
    assert_eq!((read.format, read.rows, reasons(&read)), ("openalex csv", 1, vec![]));
    assert!(read.notes.iter().any(|note| note.contains("read as Windows-1252")), "{:?}", read.notes);
    let record = &records[0];
    assert_eq!((record.title.as_deref(), record.venue.as_deref()), (Some("Fl\u{e4}che"), Some("J Test")));
    assert_eq!(record.authors[1].name, "Bo L\u{e9}e");
    assert_eq!(record.authors[1].source_id.as_deref(), Some("openalex:A2"));
    assert_eq!((record.ids.pmid.as_deref(), record.references.len()), (Some("5"), 2));
    assert_eq!((record.volume.as_deref(), record.page_start.as_deref()), (Some("3"), Some("1")));
    assert_eq!(record.affiliations, ["Univ One"]);
}

#[test]
fn the_csv_of_openalex_gives_the_one_country_of_its_affiliations() {
    let Some((_, records)) = read_real("other/openalex_ui.csv") else { return };
    let told: Vec<_> = records[0].places.iter().map(|place| place.country.as_deref()).collect();
    assert_eq!(told, [Some("IT"), Some("IT")]);
}
