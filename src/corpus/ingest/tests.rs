use super::*;

const HEADER: &str = "Authors,Author(s) ID,Title,Year,Source title,Volume,Issue,Art. No.,Page start,Page end,Cited by,DOI,\
Link,Affiliations,Authors with affiliations,Abstract,Author Keywords,Index Keywords,Funding Details,References,\
Document Type,Source,EID\n";

/// One row: author, title, year, volume, page, doi, references, eid.
fn row(
    author: &str,
    title: &str,
    year: &str,
    place: (&str, &str),
    doi: &str,
    references: &str,
    eid: &str,
) -> String {
    let (volume, page) = place;
    format!(
        "\"{author}\",,\"{title}\",{year},J. Tests,{volume},,,{page},,,{doi},,,\"{author}, Institute, Chad\",,,,,\"{references}\",Article,Scopus,{eid}\n"
    )
}

fn run(files: &[(&str, String)]) -> (tempfile::TempDir, Ingested) {
    let folder = tempfile::tempdir().unwrap();
    let records = files
        .iter()
        .map(|(name, text)| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        })
        .collect();
    let ingested =
        ingest(&IngestSettings { records, ..Default::default() }, &mut Timings::default()).unwrap();
    (folder, ingested)
}

fn two_files() -> (String, String) {
    let early =
        row("Ri C.", "On the strength of glass fibres", "2001", ("1", "11"), "10.1000/a", "", "2-s2.0-1");
    let cites = "Ri, C., On the strenght of glass fibres (2001) J. Tests, 1, pp. 11-19; Ri, C., Another work of long title (1990) J. Other, 7, p. 3; Pak, M., Fibres under load (2003) J. Tests, 3, p. 5";
    let later = row("Pak M.", "Fibres under load", "2003", ("3", "5"), "", cites, "2-s2.0-2");
    let again = row(
        "Ri C.",
        "On the Strength of Glass Fibres",
        "2001",
        ("1", "11"),
        "https://doi.org/10.1000/A",
        "",
        "2-s2.0-9",
    );
    (format!("{HEADER}{early}{later}"), format!("{HEADER}{again}{later}"))
}

#[test]
fn rows_are_papers_merged_or_rejected_for_each_file() {
    let (a, b) = two_files();
    let (_folder, ingested) = run(&[("a.csv", a), ("b.csv", b)]);
    let counts: Vec<_> =
        ingested.report.files.iter().map(|f| (f.rows, f.papers, f.merged, f.rejected)).collect();
    assert_eq!(counts, [(2, 2, 0, 0), (2, 0, 2, 0)]);
    assert_eq!(ingested.corpus.len(), 2);
    let counts = ingested.report.references;
    assert_eq!(
        (counts.listed, counts.by_text, counts.to_itself, counts.repeated, counts.unresolved),
        (6, 1, 2, 2, 1)
    );
    let paper = &ingested.corpus.papers[1];
    assert_eq!((paper.references_listed, paper.references_resolved), (2, 1));
    assert_eq!(ingested.corpus.citations[0].cited, PaperId(0));
    assert_eq!(ingested.corpus.papers[0].doi.as_deref(), Some("10.1000/a"));
}

#[test]
fn the_order_of_files_changes_only_what_a_paper_counts_for() {
    let (a, b) = two_files();
    let (one, first) = run(&[("a.csv", a.clone()), ("b.csv", b.clone())]);
    let (other, second) = run(&[("b.csv", b), ("a.csv", a)]);
    let named = |folder: &tempfile::TempDir, mut corpus: Corpus| {
        for link in corpus.papers.iter_mut().flat_map(|p| &mut p.records) {
            link.file = link.file.replace(&folder.path().display().to_string(), "");
        }
        corpus
    };
    assert_eq!(named(&one, first.corpus), named(&other, second.corpus));
    assert_eq!(second.report.files[0].papers, 2);
}

#[test]
fn a_written_corpus_is_read_back() {
    let (a, b) = two_files();
    let (folder, ingested) = run(&[("a.csv", a), ("b.csv", b)]);
    let dir = folder.path().join("corpus");
    ingested.write(&dir).unwrap();
    assert_eq!(store::read(&dir).unwrap(), ingested.corpus);
    assert_eq!(store::read_report(&dir).unwrap()["papers"], 2);
}

#[test]
fn what_is_no_file_is_refused_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let refuse = |path: PathBuf| expand(&[path]).unwrap_err().to_string();
    assert!(refuse(folder.path().to_path_buf()).contains("this is a folder"));
    assert!(refuse(folder.path().join("a.csv")).contains("there is no such file"));
    assert!(refuse(folder.path().join("*.csv")).contains("no file matches"));
    assert_eq!(expand(&[]).unwrap_err().exit_code(), 2);
}
