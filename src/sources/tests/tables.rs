//! The CSV of Lens, OpenAlex and Dimensions, plain CSV by a column map, Excel of Web of Science, PubMed XML.

use std::io::Write as _;

use super::*;
use crate::sources::{ColumnMap, ReadOptions, read_file_with};

#[test]
fn lens_csv_is_read() {
    let Some((read, records)) = read_real("other/lens.csv") else { return };
    assert_eq!((read.format, read.rows, reasons(&read)), ("lens csv", 8, vec![]));
    assert!(
        records.iter().all(|record| record.ids.other.as_deref().is_some_and(|id| id.starts_with("lens:")))
    );
    assert_eq!(records[0].references.len(), 46);
    assert_eq!(references(&records), 517);
    assert_eq!(records[0].references[0].ids.other.as_deref(), Some("lens:000-928-794-577-264"));
    assert_eq!(records[0].funding[0].funder, "Engineering and Physical Sciences Research Council");
    assert_eq!((records[0].ids.pmid.as_deref(), records[1].ids.pmid.as_deref()), (Some("33251087"), None));
    assert_eq!(records[0].date.map(|date| date.to_string()).as_deref(), Some("2020-11-22"));
    let header = "Lens ID,Title,Author/s";
    let (read, records) = read_bytes(
        format!("{header}\n000-360-106-493-122,T,null Smith; Ann Kim\nT,000-360-106-493-122,x\n").as_bytes(),
    )
    .unwrap();
    assert_eq!(records[0].authors[0].name, "Smith");
    assert_eq!(reasons(&read), ["3: the cells stand in the wrong columns: the column `Lens ID` holds `T`"]);
}

#[test]
fn the_csv_of_openalex_is_read() {
    let Some((read, records)) = read_real("other/openalex_ui.csv") else { return };
    assert_eq!((read.format, read.rows, reasons(&read)), ("openalex csv", 8, vec![]));
    let aria = &records[0];
    assert_eq!(
        (aria.ids.openalex.as_deref(), aria.ids.doi.as_deref()),
        (Some("W2755950973"), Some("10.1016/j.joi.2017.08.007"))
    );
    assert_eq!(aria.authors[1].source_id.as_deref(), Some("openalex:A5049136342"));
    assert_eq!(aria.authors[1].orcid.as_deref(), Some("https://orcid.org/0000-0002-7401-8575"));
    assert_eq!(aria.affiliations.len(), 2);
    assert!(aria.authors.iter().all(|author| author.affiliations.is_empty()));
    assert_eq!(
        read.notes,
        ["no column `referenced_works`: no citation can be read from this file; the API's JSON has them"]
    );
}

#[test]
fn a_csv_of_others_with_an_id_is_not_taken_for_openalex() {
    let refused = read_bytes(b"abstract,id,title,publication_year,url\nx,7,A title,2001,y\n");
    assert!(refused.unwrap_err().to_string().contains("no known export begins with"));
}

#[test]
fn dimensions_csv_is_read_with_the_sentence_and_without() {
    let Some((read, records)) = read_real("other/dimensions.csv") else { return };
    assert_eq!((read.format, read.rows, reasons(&read)), ("dimensions csv", 169, vec![]));
    let rovina = &records[0];
    assert_eq!(rovina.ids.other.as_deref(), Some("dimensions:pub.1127237320"));
    assert_eq!(rovina.date.map(|date| date.to_string()).as_deref(), Some("2020-12"));
    assert_eq!(rovina.authors.len(), 6);
    assert_eq!(
        rovina.authors[5].affiliations,
        ["National and Kapodistrian University of Athens", "University General Hospital Attikon"]
    );
    assert!(rovina.authors[2].affiliations.is_empty());
    let collin = records[1].authors.iter().find(|author| author.name == "Collin, Jonathan").unwrap();
    assert_eq!(collin.affiliations, ["BioMed Central (United Kingdom)"]);
    let plain = "Publication ID,DOI,Title,PubYear,Authors,Authors (Raw Affiliation),Cited references\n\
        pub.1,10.1000/x,\"A title\nin two lines\",2020,\"Kim, Ann; Lee, Bo\",\"Kim, Ann (Dept A, Univ One, Japan); Lee, Bo (Univ Two)\",\"[Orr, C|ur.1|J Test|1999|8|2|1-9|10.1000/y|pub.2|5];[Ahn, D||J|2000||||||]\"\n";
    let (read, records) = read_bytes(plain.as_bytes()).unwrap();
    assert_eq!((read.format, read.rows, references(&records)), ("dimensions csv", 1, 2));
    let first = &records[0].references[0];
    assert_eq!(
        (first.ids.doi.as_deref(), first.ids.other.as_deref(), first.fields.year),
        (Some("10.1000/y"), Some("dimensions:pub.2"), Some(1999))
    );
    assert_eq!(records[0].authors[0].affiliations, ["Dept A, Univ One, Japan"]);
}

#[test]
fn the_excel_export_of_web_of_science_is_read() {
    let Some((read, records)) = read_real("wos/savedrecs.xls") else { return };
    assert_eq!((read.format, read.rows, reasons(&read)), ("wos excel", 18, vec![]));
    assert!(records.iter().all(|record| record.ids.ut.as_deref().is_some_and(|ut| ut.starts_with("WOS:"))));
    assert!(records.iter().all(|record| record.date.is_some() && !record.authors.is_empty()));
    assert_eq!(
        refusal(b"PK\x03\x04 no archive"),
        "export:1: the workbook is damaged; export tab-delimited text, or save the sheet alone as a new workbook"
    );
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("xl/vbaProject.bin", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(b"x").unwrap();
    assert!(refusal(archive.finish().unwrap().get_ref()).contains("the workbook has macros"));
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("xl/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
    for _ in 0..100 {
        archive.write_all(&vec![b'a'; 1 << 20]).unwrap();
    }
    assert!(refusal(archive.finish().unwrap().get_ref()).contains("unpacks to more than 100 times"));
}

#[test]
fn pubmed_xml_is_read() {
    let Some((read, records)) = read_real("other/pubmed_1.xml") else { return };
    assert_eq!((read.format, read.rows, reasons(&read)), ("pubmed xml", 5, vec![]));
    assert_eq!(references(&records), 34);
    let honda = &records[0];
    assert_eq!(
        (honda.ids.pmid.as_deref(), honda.ids.doi.as_deref()),
        (Some("36464820"), Some("10.5946/ce.2022.114"))
    );
    assert_eq!(honda.date.map(|date| date.to_string()).as_deref(), Some("2022-11"));
    assert_eq!(
        (honda.authors[1].name.as_str(), honda.authors[1].full_name.as_deref()),
        ("Mosko JD", Some("Mosko, Jeffrey D"))
    );
    assert!(
        honda.authors[1].affiliations[0]
            .ends_with("St. Michael's Hospital, University of Toronto, Toronto, ON, Canada")
    );
    let Some((read, records)) = read_real("other/pubmed_3.xml") else { return };
    assert_eq!((read.rows, records.len(), references(&records)), (4, 4, 0));
    assert!(records.iter().all(|record| record.date.is_some() && !record.topics.is_empty()));
}

#[test]
fn damaged_and_hostile_xml_costs_its_own_article() {
    let article = |pmid: u32, title: &str| {
        format!(
            "<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article><Journal><JournalIssue><PubDate><MedlineDate>1998 Dec-1999 Jan</MedlineDate></PubDate></JournalIssue></Journal><ArticleTitle>{title}</ArticleTitle></Article></MedlineCitation><PubmedData><ReferenceList><Reference><ArticleIdList><ArticleId IdType=\"pubmed\">7</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>\n"
        )
    };
    let deep = format!("<PubmedArticle>{}</PubmedArticle>\n", "<a>".repeat(100_000));
    let open = "<PubmedArticle><MedlineCitation>\n";
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n";
    let file = [
        bomb,
        "<PubmedArticleSet>\n",
        &article(1, "A &b; <i>title</i> &amp; more"),
        &deep,
        open,
        &article(2, "Two"),
        &article(3, "Three")[..90],
    ]
    .concat();
    let (read, records) = read_bytes(file.as_bytes()).unwrap();
    assert_eq!(records.len(), 2);
    assert_eq!(records[0].title.as_deref(), Some("A &b; title & more"));
    assert_eq!(records[0].date.map(|date| date.to_string()).as_deref(), Some("1998"));
    assert_eq!(records[0].references[0].ids.pmid.as_deref(), Some("7"));
    assert_eq!(
        reasons(&read),
        [
            "4: XML nested deeper than 64",
            "5: the article is not closed before the next one begins",
            "7: the file ends inside this article: it was cut short; get it again",
        ]
    );
}

#[test]
fn any_csv_is_read_by_a_column_map() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.csv");
    std::fs::write(&path, "Titel;Verfasser;Jahr;DOI\nEins;\"Kim A; Lee B\";2001;10.1000/x\nZwei;;abc;\n")
        .unwrap();
    let map = |pairs: &[(&str, &str)]| -> ColumnMap {
        pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    };
    let read = |columns: ColumnMap| {
        let mut records = Vec::new();
        let options = ReadOptions { columns: Some(columns) };
        read_file_with(&path, 0, &options, &mut |record| records.push(record)).map(|read| (read, records))
    };
    let (told, records) =
        read(map(&[("title", "Titel"), ("authors", "Verfasser"), ("year", "Jahr"), ("doi", "DOI")])).unwrap();
    assert_eq!(
        (told.format, told.rows, reasons(&told)),
        ("plain csv", 2, vec!["3: the column of the year holds `abc`".to_owned()])
    );
    assert_eq!(
        records[0].authors.iter().map(|author| author.name.as_str()).collect::<Vec<_>>(),
        ["Kim A", "Lee B"]
    );
    assert_eq!(records[0].ids.doi.as_deref(), Some("10.1000/x"));
    let wrong = read(map(&[("title", "Titel"), ("year", "Year")])).unwrap_err().to_string();
    assert!(wrong.contains("no column `Year`, which the column map names for `year`; the columns are Titel, Verfasser, Jahr, DOI"), "{wrong}");
    let wrong = read(map(&[("titel", "Titel")])).unwrap_err().to_string();
    assert!(wrong.starts_with("a column map has no field `titel`; the fields are title, authors"), "{wrong}");
}
