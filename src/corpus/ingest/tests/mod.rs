mod streamed;

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

/// Runs the two files with one file of overrides.
fn corrected(name: &str, rows: &str) -> Result<Ingested> {
    let (a, b) = two_files();
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in [("a.csv", &a), ("b.csv", &b)] {
        std::fs::write(folder.path().join(file), text).unwrap();
    }
    let overrides = folder.path().join("overrides");
    std::fs::create_dir(&overrides).unwrap();
    std::fs::write(overrides.join(name), rows).unwrap();
    let settings = IngestSettings {
        records: vec![folder.path().join("a.csv"), folder.path().join("b.csv")],
        overrides: Some(overrides),
        ..Default::default()
    };
    ingest(&settings, &mut Timings::default())
}

#[test]
fn overrides_are_applied_last_and_counted() {
    let rows = "action,paper,with,who,when,why\nsplit,2-s2.0-9,,Examiner,2024-01-01,two works\n";
    let split = corrected("papers.csv", rows).unwrap();
    assert_eq!((split.corpus.len(), split.report.overrides), (3, 1));
    assert_eq!(split.report.files[1].papers, 1);
    let rows = "action,paper,with,who,when,why\nmerge,2-s2.0-9,2-s2.0-2,Examiner,2024-01-01,one work\n";
    assert_eq!(corrected("papers.csv", rows).unwrap().corpus.len(), 1);
    let rows = "paper,date,who,when,why\n10.1000/A,2005-03,Examiner,2024-01-01,the issue\n";
    let dated = corrected("dates.csv", rows).unwrap();
    assert_eq!(dated.corpus.papers[1].date, "2005-03".parse().ok());
    let rows = "paper,retracted,who,when,why\n2-s2.0-2,yes,Examiner,2024-01-01,notice seen\n";
    assert!(corrected("retractions.csv", rows).unwrap().corpus.papers[1].retracted);
    let reference = "\"Ri, C., Another work of long title (1990) J. Other, 7, p. 3\"";
    let rows = format!(
        "citing,reference,cited,who,when,why\n2-s2.0-2,{reference},2-s2.0-1,Examiner,2024,same work\n"
    );
    let tied = corrected("references.csv", &rows).unwrap();
    assert!(tied.corpus.unresolved_references.is_empty());
    let reference = "\"Ri, C., On the strenght of glass fibres (2001) J. Tests, 1, pp. 11-19\"";
    let rows =
        format!("citing,reference,cited,who,when,why\n2-s2.0-2,{reference},,Examiner,2024,another work\n");
    let cut = corrected("references.csv", &rows).unwrap();
    assert!(cut.corpus.citations.is_empty());
    assert_eq!(cut.corpus.unresolved_references[0].reason, "set outside the corpus by an override");
}

#[test]
fn an_override_that_matches_nothing_names_the_nearest() {
    let rows = "paper,date,who,when,why\n10.1000/b,2005,Examiner,2024,x\n";
    let error = corrected("dates.csv", rows).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    let text = error.to_string();
    assert!(text.contains("dates.csv:2: no record has the id `10.1000/b`"), "{text}");
    assert!(text.contains("nearest: `10.1000/a`"), "{text}");
    let rows = "citing,reference,cited,who,when,why\n2-s2.0-2,No such text,2-s2.0-1,Examiner,2024,x\n";
    assert!(corrected("references.csv", rows).unwrap_err().to_string().contains("lists no reference"));
    let rows = "paper,date,who,when,why\n10.1000/a,2005,,2024,x\n";
    assert!(corrected("dates.csv", rows).unwrap_err().to_string().contains("nobody is named"));
    assert!(corrected("dates.csv", "paper,date\n").unwrap_err().to_string().contains("no column `who`"));
}

#[test]
fn a_preprint_is_linked_and_merged_only_when_asked() {
    let preprint =
        row("Ri C.", "On the strength of glass fibres", "2001", ("", ""), "10.48550/arXiv.1", "", "2-s2.0-1");
    let article =
        row("Ri C.", "On the strength of glass fibres", "2002", ("3", "5"), "10.1000/a", "", "2-s2.0-2");
    let (folder, linked) = run(&[("a.csv", format!("{HEADER}{preprint}{article}"))]);
    assert_eq!(linked.corpus.len(), 2);
    assert_eq!(
        linked.preprints,
        [PreprintLink { preprint: PaperId(0), article: PaperId(1), method: "text" }]
    );
    let settings = IngestSettings {
        records: vec![folder.path().join("a.csv")],
        merge_preprints: true,
        ..Default::default()
    };
    let merged = ingest(&settings, &mut Timings::default()).unwrap();
    assert_eq!(merged.corpus.len(), 1);
    let paper = &merged.corpus.papers[0];
    assert_eq!((paper.kind.as_deref(), paper.doi.as_deref()), (Some("article"), Some("10.1000/a")));
    let fields: Vec<_> = merged.conflicts.iter().map(|c| c.field).collect();
    assert_eq!(fields, ["doi", "year"]);
}

#[test]
fn references_that_are_only_identifiers_are_listed_each() {
    let work = |id: u32, cites: &str| {
        format!(
            "{{\"id\": \"https://openalex.org/W{id}\", \"title\": \"Work number {id} of a list\", \"publication_year\": 20{id}, \"referenced_works\": [{cites}]}}\n"
        )
    };
    let other = |id: u32| format!("\"https://openalex.org/W{id}\"");
    let file = work(10, &[other(901), other(902), other(902)].join(","))
        + &work(12, &[other(10), other(903)].join(","));
    let (_folder, ingested) = run(&[("works.jsonl", file)]);
    let listed: Vec<_> =
        ingested.corpus.papers.iter().map(|p| (p.references_listed, p.references_resolved)).collect();
    assert_eq!(listed, [(2, 0), (2, 1)]);
    let open: Vec<_> =
        ingested.corpus.unresolved_references.iter().map(|u| (u.text.as_str(), u.reason.as_str())).collect();
    let reason = "not in the corpus";
    assert_eq!(open, [("W901", reason), ("W902", reason), ("W903", reason)]);
}
