//! JSON of OpenAlex, Crossref and Lens: the real files, old and new layouts, damage.

use super::*;

#[test]
fn openalex_pages_of_both_layouts_are_read() {
    let Some((read, records)) = read_real("other/openalex_api.json") else { return };
    assert_eq!((read.format, read.rows, reasons(&read)), ("openalex json", 49, vec![]));
    assert_eq!(references(&records), 1063);
    let own: Vec<_> = records.iter().filter_map(|record| record.ids.openalex.as_deref()).collect();
    let inside = records
        .iter()
        .flat_map(|record| &record.references)
        .filter_map(|reference| reference.ids.openalex.as_deref());
    assert_eq!(inside.filter(|id| own.contains(id)).count(), 5);
    let duda = records.iter().find(|record| record.ids.openalex.as_deref() == Some("W2016584973")).unwrap();
    assert_eq!(duda.ids.doi.as_deref(), Some("10.1080/02508060008686803"));
    assert_eq!(duda.date.map(|date| date.to_string()).as_deref(), Some("2000-03"));
    assert!(duda.abstract_text.as_deref().is_some_and(|text| {
        text.starts_with("Abstract As the world approaches the 30-year anniversary of the Stockholm")
    }));
    assert_eq!((duda.volume.as_deref(), duda.page_end.as_deref()), (Some("25"), Some("126")));
    let Some((read, records)) = read_real("other/openalex_api_2024.json") else { return };
    assert_eq!((read.rows, reasons(&read), references(&records)), (25, vec![], 2073));
    let authors: Vec<_> = records.iter().flat_map(|record| &record.authors).collect();
    assert_eq!(authors.len(), 445);
    assert!(
        authors
            .iter()
            .all(|author| author.source_id.as_deref().is_some_and(|id| id.starts_with("openalex:A")))
    );
    let funded = records.iter().find(|record| !record.funding.is_empty()).unwrap();
    assert_eq!(funded.funding.len(), 7);
    assert_eq!(funded.funding[0].funder, "Sidaction");
    assert_eq!(funded.funding[0].awards, ["17-1-AAE-1138"]);
    assert_eq!(funded.funding[0].funder_id.as_deref(), Some("F4320310985"));
    let Some((read, records)) = read_real("other/openalex.jsonl") else { return };
    assert_eq!(
        (read.rows, records.len(), records.iter().filter(|r| r.abstract_text.is_some()).count()),
        (25, 25, 25)
    );
}

#[test]
fn the_new_funding_of_openalex_and_two_works_with_one_doi_are_read() {
    let work = |id: u32| {
        format!(
            "{{\"id\":\"https://openalex.org/W{id}\",\"doi\":\"https://doi.org/10.1000/same\",\"title\":\"T\",\"publication_year\":2001,\"publication_date\":\"2001-01-01\",\
             \"authorships\":[{{\"author\":{{\"id\":\"https://openalex.org/A1\",\"display_name\":\"Ann Kim\",\"orcid\":null}},\"institutions\":[{{\"display_name\":\"Univ One\"}}],\"raw_affiliation_strings\":[]}}],\
             \"awards\":[{{\"funder_id\":\"https://openalex.org/F1\",\"funder_display_name\":\"Fund\",\"funder_award_id\":\"X-1\"}}],\
             \"funders\":[{{\"id\":\"https://openalex.org/F1\",\"display_name\":\"Fund\"}},{{\"id\":\"https://openalex.org/F2\",\"display_name\":\"Other\"}}]}}"
        )
    };
    let (read, records) = read_bytes(format!("{}\n{}\n", work(1), work(2)).as_bytes()).unwrap();
    assert_eq!((read.rows, records.len()), (2, 2));
    let told: Vec<_> = records[0].funding.iter().map(|one| (one.funder.as_str(), one.awards.len())).collect();
    assert_eq!(told, [("Fund", 1), ("Other", 0)]);
    assert_eq!(records[0].authors[0].affiliations, ["Univ One"]);
    assert_eq!(records[0].date.map(|date| date.to_string()).as_deref(), Some("2001"));
    let page = format!("{{\"meta\":{{\"count\":2}},\"results\":[{},{}]}}", work(1), &work(2)[..90]);
    let (read, records) = read_bytes(page.as_bytes()).unwrap();
    assert_eq!((records.len(), read.rejects.len()), (1, 1));
}

#[test]
fn crossref_files_are_read() {
    let mut told = Vec::new();
    for name in [
        "crossref_3items.json",
        "crossref_references.json",
        "crossref_funded.json",
        "crossref_affiliations.json",
        "crossref_2025.jsonl",
    ] {
        let Some((read, records)) = read_real(&format!("other/{name}")) else { return };
        assert_eq!((read.format, read.rejects.len()), ("crossref json", 0));
        let with_doi =
            records.iter().flat_map(|record| &record.references).filter(|one| one.ids.doi.is_some()).count();
        told.push((records.len(), references(&records), with_doi));
        if name == "crossref_references.json" {
            assert_eq!(records[1].funding[0].awards, ["DK007056-42"]);
            assert_eq!(records[0].venue.as_deref(), Some("Software & Systems Modeling"));
            assert_eq!(records[0].references[1].fields.year, None);
            assert_eq!(
                records[1].references[0].fields.title.as_deref(),
                Some("United States Health Care Reform: Progress to Date and Next Steps")
            );
        }
        if name == "crossref_affiliations.json" {
            let tied: Vec<_> = records[0]
                .authors
                .iter()
                .map(|author| author.affiliations.len())
                .filter(|n| *n > 0)
                .collect();
            assert_eq!(tied, [1, 2, 2, 3]);
        }
    }
    assert_eq!(told, [(3, 86, 65), (2, 71, 46), (1, 72, 53), (1, 0, 0), (3, 0, 0)]);
}

#[test]
fn crossref_oddities_are_read() {
    let work = r#"{"DOI":"10.1000/x","title":["R&amp;D"],"subtitle":["In parts"],"issued":{"date-parts":[[null]]},"published-print":{"date-parts":[[{"$numberLong":"2019"},{"$numberInt":"7"}]]},"is-referenced-by-count":{"$numberLong":"12"},"page":"e12","update-to":[{"type":"retraction"}],"author":[{"name":"A Group"}],"abstract":"<jats:p>Text</jats:p>"}"#;
    let answer = format!("{{\"status\":\"ok\",\"message-type\":\"work\",\"message\":{work}}}");
    let answers = format!(
        "{{\"status\":\"ok\",\"message-type\":\"work-list\",\"message\":{{\"items\":[{work},{work}]}}}}"
    );
    for (text, rows) in
        [(work.to_owned(), 1), (answer, 1), (answers, 2), (format!("{work}\n{work}\n{{\"DOI\":"), 3)]
    {
        let (read, records) = read_bytes(text.as_bytes()).unwrap();
        assert_eq!((read.format, read.rows), ("crossref json", rows), "{text}");
        let record = &records[0];
        assert_eq!(record.title.as_deref(), Some("R&D: In parts"));
        assert_eq!(record.date.map(|date| date.to_string()).as_deref(), Some("2019-07"));
        assert_eq!(
            (record.cited_by_count, record.retracted, record.page_start.as_deref()),
            (Some(12), true, Some("e12"))
        );
        assert_eq!(
            (record.authors[0].name.as_str(), record.abstract_text.as_deref()),
            ("A Group", Some("Text"))
        );
    }
}

#[test]
fn lens_lines_are_read() {
    let work = r#"{"lens_id":"000-1","title":"T","publication_type":"journal article","year_published":2020,"date_published":"2020-11-22","source":{"title":"J","issn":[{"type":"print","value":"21945411"}]},"authors":[{"first_name":"null","last_name":"Smith"},{"first_name":"Ann","last_name":"Kim","affiliations":[{"name":"Univ One"}]}],"external_ids":[{"type":"doi","value":"10.1000/x"}],"references":[{"lens_id":"000-2"},{"text":"a text"}],"funding":[{"org":"Fund","funding_id":"X"}]}"#;
    let (read, records) = read_bytes(format!("{work}\n{{\"data\":1}}\n").as_bytes()).unwrap();
    assert_eq!(
        (read.format, reasons(&read)),
        ("lens json", vec!["2: the object has neither a title nor a Lens id".to_owned()])
    );
    let record = &records[0];
    assert_eq!(
        record.authors.iter().map(|author| author.name.as_str()).collect::<Vec<_>>(),
        ["Smith", "Kim, Ann"]
    );
    assert_eq!(record.references[0].ids.other.as_deref(), Some("lens:000-2"));
    assert_eq!((record.references[1].text.as_str(), record.issns[0].as_str()), ("a text", "21945411"));
}

#[test]
fn openalex_says_which_institution_stands_in_which_affiliation() {
    let Some((_, records)) = read_real("other/openalex_api.json") else { return };
    let bayon = records.iter().find(|r| r.authors.iter().any(|a| a.name == "Ricardo Bay\u{f3}n")).unwrap();
    let place = &bayon.places[0];
    assert_eq!(place.affiliation, "Inter-American Development Bank");
    assert_eq!(
        (place.ror.as_deref(), place.country.as_deref()),
        (Some("https://ror.org/02gjn4306"), Some("US"))
    );
    // Counted in the file with Python: the pairs of text and institution of each work, each once.
    assert_eq!(records.iter().map(|record| record.places.len()).sum::<usize>(), 101);

    let work = |authorship: &str| {
        format!(
            "{{\"id\":\"https://openalex.org/W1\",\"title\":\"T\",\"publication_year\":2001,\"authorships\":[{authorship}]}}\n"
        )
    };
    let places = |authorship: &str| -> Vec<String> {
        let (_, records) = read_bytes(work(authorship).as_bytes()).unwrap();
        let told = |place: &crate::sources::record::RecordPlace| {
            format!(
                "{} {} {}",
                place.affiliation,
                place.ror.as_deref().unwrap_or("-"),
                place.country.as_deref().unwrap_or("-")
            )
        };
        records[0].places.iter().map(told).collect()
    };
    let two = "\"institutions\":[{\"id\":\"i1\",\"display_name\":\"One\",\"ror\":\"r1\",\"country_code\":\"NO\"},\
        {\"id\":\"i2\",\"display_name\":\"Two\",\"ror\":\"r2\",\"country_code\":\"NO\"}]";
    let author = "\"author\":{\"display_name\":\"Ann Kim\"}";
    // Stated text by text; one text; names in place of texts; several texts of which only the country is certain.
    assert_eq!(
        places(&format!(
            "{{{author},{two},\"raw_affiliation_strings\":[\"A\",\"B\"],\"affiliations\":[{{\"raw_affiliation_string\":\"A\",\"institution_ids\":[\"i2\"]}},\
             {{\"raw_affiliation_string\":\"B\",\"institution_ids\":[]}}]}}"
        )),
        ["A r2 NO"]
    );
    assert_eq!(
        places(&format!("{{{author},{two},\"raw_affiliation_strings\":[\"A\"]}}")),
        ["A r1 NO", "A r2 NO"]
    );
    assert_eq!(
        places(&format!("{{{author},{two},\"raw_affiliation_strings\":[]}}")),
        ["One r1 NO", "Two r2 NO"]
    );
    assert_eq!(
        places(&format!("{{{author},{two},\"raw_affiliation_strings\":[\"A\",\"B\",\"C\"]}}")),
        ["A - NO", "B - NO", "C - NO"]
    );
    let abroad = two.replacen("NO", "SE", 1);
    assert_eq!(
        places(&format!("{{{author},{abroad},\"raw_affiliation_strings\":[\"A\",\"B\",\"C\"]}}")),
        Vec::<String>::new()
    );
}

#[test]
fn crossref_gives_ror_ids_and_relations() {
    let work = r#"{"DOI":"10.1000/x","title":["T"],"type":"posted-content","issued":{"date-parts":[[2020,2]]},"author":[{"family":"Kim","given":"Ann","affiliation":[{"name":"Univ One","id":[{"id":"https://ror.org/01","id-type":"ROR","asserted-by":"publisher"}]},{"id":[{"id":"https://ror.org/02","id-type":"ROR"}]}]}],"relation":{"is-preprint-of":[{"id-type":"doi","id":"10.1000/article","asserted-by":"subject"},{"id-type":"uri","id":"http://example.org"}],"has-review":[{"id-type":"doi","id":"10.1000/review"}],"is-version-of":{"id-type":"doi","id":"10.1000/other"}}}"#;
    let (_, records) = read_bytes(work.as_bytes()).unwrap();
    let record = &records[0];
    assert_eq!(record.authors[0].affiliations, ["Univ One", "https://ror.org/02"]);
    let told: Vec<_> = record.places.iter().map(|p| (p.affiliation.as_str(), p.ror.as_deref())).collect();
    assert_eq!(
        told,
        [("Univ One", Some("https://ror.org/01")), ("https://ror.org/02", Some("https://ror.org/02"))]
    );
    let told: Vec<_> = record.relations.iter().map(|r| format!("{:?} {}", r.kind, r.doi)).collect();
    assert_eq!(told, ["IsPreprintOf 10.1000/article", "IsVersionOf 10.1000/other"]);
}

#[test]
fn the_snapshot_of_openalex_is_read_packed_and_in_its_old_form() {
    use std::io::Write as _;
    let index = r#"{\"IndexLength\":3,\"InvertedIndex\":{\"again\":[2],\"Glass\":[0],\"breaks\":[1]}}"#;
    let work = |id: u32, text: &str| {
        format!(
            "{{\"id\":\"https://openalex.org/W{id}\",\"title\":\"T\",\"publication_year\":2001,\"publication_date\":\"2001-05-01\",\"is_retracted\":true,\"authorships\":[],{text}}}\n"
        )
    };
    let lines = [
        work(1, "\"abstract_inverted_index\":{\"again\":[2],\"Glass\":[0],\"breaks\":[1]}"),
        work(2, &format!("\"abstract_inverted_index\":\"{index}\"")),
        work(3, "\"abstract\":\"Glass breaks again\""),
    ]
    .concat();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(lines.as_bytes()).unwrap();
    let (read, records) = read_bytes(&gzip.finish().unwrap()).unwrap();
    assert_eq!((read.format, read.rows, reasons(&read)), ("openalex json", 3, vec![]));
    for record in records {
        assert_eq!(record.abstract_text.as_deref(), Some("Glass breaks again"));
        assert!(record.retracted);
        assert_eq!(record.date.map(|date| date.to_string()).as_deref(), Some("2001-05"));
    }
}
