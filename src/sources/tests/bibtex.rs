//! BibTeX: the real files of Scopus and Web of Science, those of reference managers, and damaged ones.

use super::*;

#[test]
fn the_bibtex_of_scopus_is_read_whole() {
    let Some((read, records)) = read_real("scopus/mcda.bib") else { return };
    assert_eq!((read.format, read.rows, reasons(&read)), ("scopus bibtex", 236, vec![]));
    assert_eq!(records.iter().filter(|record| !record.references.is_empty()).count(), 233);
    assert_eq!(records.iter().filter(|record| record.ids.doi.is_some()).count(), 213);
    assert!(
        records
            .iter()
            .all(|record| record.ids.eid.is_some() && record.kind.is_some() && record.date.is_some())
    );
    assert!(records.iter().all(|record| record.cited_by_count.is_some()));
    let first = &records[0];
    assert_eq!(
        first.authors.iter().map(|author| author.name.as_str()).collect::<Vec<_>>(),
        ["Yenduri, G.", "Gadekallu, T.R."]
    );
    assert_eq!(first.article_number.as_deref(), Some("22386"));
    // The file has 93 first funding texts and 15 second ones, under a name with a no-break space.
    let statements = records.iter().flat_map(|record| &record.funding).filter(|one| one.is_statement).count();
    assert_eq!(statements, 108);
    let stanford = records
        .iter()
        .flat_map(|record| &record.funding)
        .find(|one| one.funder.contains("Stanford"))
        .unwrap();
    assert_eq!(stanford.funder, "Stanford University");
}

#[test]
fn the_bibtex_of_web_of_science_is_read_whole() {
    let Some((read, records)) = read_real("wos/mcda.bib") else { return };
    assert_eq!((read.format, read.rows, reasons(&read)), ("wos bibtex", 210, vec![]));
    // The file counts 8,249 and lists two fewer in one record.
    assert_eq!(references(&records), 8_247);
    assert_eq!(records.iter().filter_map(|record| record.references_count).sum::<u32>(), 8_249);
    assert!(
        records.iter().all(|record| record.ids.ut.is_some()
            && record.date.is_some()
            && !record.affiliations.is_empty())
    );
    assert!(records.iter().flat_map(|record| &record.ids.doi).all(|doi| !doi.contains('\\')));
    // Ids stand one a line without semicolons between them; each goes to the author whose name stands before it.
    for (id, name, papers) in
        [("0000-0002-0216-6536", "Ohman, Karin", 3), ("0000-0003-4122-2366", "Thokala, Pra", 3)]
    {
        let carriers: Vec<&str> = records
            .iter()
            .flat_map(|record| &record.authors)
            .filter(|author| author.orcid.as_deref() == Some(id))
            .map(|author| author.name.as_str())
            .collect();
        assert_eq!(carriers.len(), papers, "{carriers:?}");
        assert!(carriers.iter().all(|carrier| carrier.starts_with(name)), "{carriers:?}");
    }
    let chen = &records[1];
    assert_eq!(chen.authors[1].name, "Kilgour, D. Marc");
    assert_eq!(
        chen.authors[2].affiliations,
        ["Univ Waterloo, Dept Syst Design Engn, Waterloo, ON N2L 3G1, Canada"]
    );
    assert_eq!(chen.references[0].text, "[Anonymous], 2000, ENERGY DECISIONS ENV");
    assert_eq!(chen.references[3].ids.doi.as_deref(), Some("10.2307/2584181"));
    assert_eq!(chen.date.map(|date| date.to_string()).as_deref(), Some("2008-05"));
    assert_eq!((chen.page_start.as_deref(), chen.page_end.as_deref()), (Some("280"), Some("292")));
}

#[test]
fn one_lone_brace_costs_no_record() {
    let entry = |number: u32, cited: &str| {
        format!(
            "@article{{ WOS:{number:015},\nAuthor = {{Kim, Ann and Lee, Bo}},\nTitle = {{Title {number}}},\nYear = {{2001}},\n\
             DOI = {{10.1000/a\\_{number}}},\nCited-References = {{{cited}.\n   Orr C, 2000, J TEST, V1, P2.}},\nUnique-ID = {{WOS:{number:015}}},\n}}\n\n"
        )
    };
    let file =
        [entry(1, "Ahn B, 1999, J \\{ TEST"), entry(2, "Ahn B, 1999, J { TEST"), entry(3, "Ahn B, 1999")]
            .concat();
    let (read, records) = read_bytes(file.as_bytes()).unwrap();
    assert_eq!((records.len(), reasons(&read)), (3, vec![]));
    for (record, number) in records.iter().zip(1..) {
        assert_eq!(record.ids.doi, Some(format!("10.1000/a_{number}")));
        assert_eq!(record.references.len(), 2, "{number}");
        assert_eq!(record.ids.ut, Some(format!("WOS:{number:015}")));
    }
    let (read, records) = read_bytes(&file.as_bytes()[..file.len() - 40]).unwrap();
    assert_eq!(records.len(), 2);
    assert_eq!(
        reasons(&read),
        ["21: the file ends inside this entry: the export was cut short; export it again"]
    );
}

#[test]
fn repeated_keys_and_fields_of_reference_managers_are_read() {
    let file = "% made by hand\n@comment{ignore}\n@string{jt = {J. Test.}}\n\
        @article{kim2001,\n  title = {{A Title} of {\\\"U}bung},\n  author = {Kim, Ann and Lee, Bo and others},\n  date = {2001-03-04},\n  \
        journaltitle = {J. Test.},\n  pages = {1--9},\n  keywords = {one, two},\n  url = {https://doi.org/10.1000/x}\n}\n\
        @book{kim2001,\n  title = \"A book\",\n  year = 1999,\n  month = mar,\n  keywords = {three;four}\n}\n";
    let (read, records) = read_bytes(file.as_bytes()).unwrap();
    assert_eq!((read.format, read.rows), ("bibtex", 2));
    let article = &records[0];
    assert_eq!(article.title.as_deref(), Some("A Title of Übung"));
    assert_eq!(article.authors.len(), 2);
    assert_eq!(article.authors[0].full_name.as_deref(), Some("Kim, Ann"));
    assert_eq!(article.date.map(|date| date.to_string()).as_deref(), Some("2001-03-04"));
    assert_eq!((article.page_start.as_deref(), article.page_end.as_deref()), (Some("1"), Some("9")));
    assert_eq!(article.ids.doi.as_deref(), Some("10.1000/x"));
    assert_eq!(article.keywords, ["one", "two"]);
    assert_eq!(records[1].date.map(|date| date.to_string()).as_deref(), Some("1999-03"));
    assert_eq!(records[1].kind.as_deref(), Some("book"));
}
