//! What holds because ingest is streamed: nothing depends on how much is read back at a time, and nothing is left behind.

use super::*;

/// Files of `count` papers, some of them in two files, that cite one another and share authors.
fn library(count: usize) -> Vec<(&'static str, String)> {
    let title = |at: usize| format!("On the ductile failure of glass number {at} under a long load");
    let mut texts = [HEADER.to_owned(), HEADER.to_owned(), HEADER.to_owned()];
    for at in 0..count {
        let year = (1990 + at % 17).to_string();
        let cites: Vec<String> = (1..6)
            .map(|step| (at + step * 7) % count)
            .map(|to| {
                format!("Ri, C., {} ({}) J. Tests, {to}, pp. {to}-{}", title(to), 1990 + to % 17, to + 9)
            })
            .collect();
        let (place, doi, eid) = (at.to_string(), format!("10.1000/{at}"), format!("2-s2.0-{at}"));
        let line = row(
            ["Ri, Chol", "Pak, Min Su", "Kim J."][at % 3],
            &title(at),
            &year,
            (&place, &place),
            &doi,
            &cites.join("; "),
            &eid,
        );
        texts[at % 3].push_str(&line);
        if at % 4 == 0 {
            texts[(at + 1) % 3].push_str(&line);
        }
    }
    ["a.csv", "b.csv", "c.csv"].into_iter().zip(texts).collect()
}

fn write_files(folder: &Path, files: &[(&str, String)]) -> Vec<PathBuf> {
    let write = |(name, text): &(&str, String)| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    files.iter().map(write).collect()
}

/// Every file of a folder with its bytes.
fn bytes(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|e| (e.file_name().to_string_lossy().into_owned(), std::fs::read(e.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn the_corpus_is_the_same_whatever_is_read_back_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let records = write_files(folder.path(), &library(60));
    let settings = IngestSettings { records, ..Default::default() };
    let whole = ingest(&settings, &mut Timings::default()).unwrap();
    assert_eq!((whole.corpus.len(), whole.report.merged, whole.rejects.len()), (60, 15, 0));
    assert_eq!(whole.corpus.citations.len() + whole.corpus.unresolved_references.len(), 300);
    whole.write(&folder.path().join("whole")).unwrap();
    let expected = bytes(&folder.path().join("whole"));
    assert_eq!(expected.len(), store::TABLES.len() + 7);
    for batch in [(1, 1 << 20), (7, 1 << 20), (10_000, 1 << 20), (10_000, 2000)] {
        let batch = Batch { papers: batch.0, bytes: batch.1 };
        let in_memory = in_memory(&settings, batch, &mut Timings::default()).unwrap();
        assert!(in_memory.corpus == whole.corpus, "{batch:?}");
        let dir = folder.path().join("streamed");
        let report = in_folder(&dir, &settings, batch, &mut Timings::default()).unwrap();
        assert_eq!(report, whole.report);
        assert!(bytes(&dir) == expected, "{batch:?}");
    }
}

#[test]
fn the_order_of_files_changes_no_table_but_the_links_to_records() {
    let folder = tempfile::tempdir().unwrap();
    let mut records = write_files(folder.path(), &library(60));
    let settings = |records: &[PathBuf]| IngestSettings { records: records.to_vec(), ..Default::default() };
    let first = ingest(&settings(&records), &mut Timings::default()).unwrap();
    for _ in 0..2 {
        records.rotate_left(1);
        let turned = ingest(&settings(&records), &mut Timings::default()).unwrap();
        assert!(turned.corpus == first.corpus);
        assert_eq!(turned.report.references, first.report.references);
    }
}

#[test]
fn nothing_is_left_beside_the_corpus_after_success_and_after_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut records = write_files(folder.path(), &library(9));
    let place = folder.path().join("place");
    let names = || names_in(&place);
    let mut settings = IngestSettings { records: records.clone(), ..Default::default() };
    ingest_to(&place.join("corpus"), &settings, &mut Timings::default()).unwrap();
    assert_eq!(names(), ["corpus"]);
    let unknown = folder.path().join("unknown.csv");
    std::fs::write(&unknown, "what,is,this\n1,2,3\n").unwrap();
    records.push(unknown);
    settings.records = records;
    ingest_to(&place.join("other"), &settings, &mut Timings::default()).unwrap_err();
    assert_eq!(names(), ["corpus"]);
}

fn names_in(folder: &Path) -> Vec<String> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect()
}
