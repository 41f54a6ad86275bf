//! Tests of what sources themselves say: ids of institutions, one DOI on several works.

use std::fs;

use citetrace::corpus::{Corpus, store};

use crate::support::{citetrace, real_file};

fn corpus(records: &std::path::Path, options: &[&std::ffi::OsStr]) -> Corpus {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("corpus");
    citetrace().arg("ingest").arg(records).args(options).arg("--out").arg(&out).assert().success();
    store::read(&out).unwrap()
}

#[test]
fn ids_of_openalex_are_the_surest_method() {
    let Some(registry) = real_file("affiliations/ror_v2.json") else { return };
    // Counted in the files with Python: affiliations of authors with the ROR id of an organisation of the registry, less
    // those whose text names another country ("Shell International, London, UK" with the id of Shell in the Netherlands).
    for (name, expected) in [("other/openalex_api.json", 36), ("other/openalex_api_2024.json", 218)] {
        let Some(records) = real_file(name) else { return };
        let options = ["--registry".as_ref(), registry.as_os_str()];
        let corpus = corpus(&records, &options);
        let by_id: Vec<_> =
            corpus.authorships.iter().filter(|a| a.method.as_deref() == Some("source id")).collect();
        assert_eq!(by_id.len(), expected, "{name}");
        assert!(by_id.iter().all(|a| a.institution.is_some() && a.country.is_some()));
    }
}

#[test]
fn one_doi_on_two_works_loses_no_row() {
    let work = |id: u32, doi: &str, title: &str, year: u32| {
        format!(
            "{{\"id\":\"https://openalex.org/W{id}\",\"doi\":\"https://doi.org/{doi}\",\"title\":\"{title}\",\"publication_year\":{year},\
             \"authorships\":[{{\"author\":{{\"display_name\":\"Ann Kim{id}\"}}}}],\"biblio\":{{\"first_page\":\"{id}\"}}}}\n"
        )
    };
    let folder = tempfile::tempdir().unwrap();
    let records = folder.path().join("works.jsonl");
    // One work twice, and a DOI of a volume on two of its papers.
    let lines = [
        work(1, "10.5555/same", "The strength of invented glass", 2001),
        work(1, "10.5555/same", "The strength of invented glass", 2001),
        work(2, "10.5555/volume", "Fracture of invented stone under water", 2001),
        work(3, "10.5555/volume", "On the trade in salted herring", 2001),
    ];
    fs::write(&records, lines.concat()).unwrap();
    let corpus = corpus(&records, &[]);
    let mut titles: Vec<&str> = corpus.papers.iter().map(|paper| paper.title.as_str()).collect();
    titles.sort_unstable();
    assert_eq!(
        titles,
        [
            "Fracture of invented stone under water",
            "On the trade in salted herring",
            "The strength of invented glass"
        ]
    );
    assert_eq!(corpus.papers.iter().map(|paper| paper.records.len()).sum::<usize>(), 4);
}
