use polars::prelude::{Column, DataFrame, ParquetReader, ParquetWriter, SerReader as _};

use super::*;
use crate::corpus::schema::*;
use crate::ids::{AuthorId, PaperId};
use crate::sources::record::ReferenceFields;

/// A text that is there.
macro_rules! text {
    ($text:literal) => {
        Some($text.to_owned())
    };
}

/// Two papers, one of them with everything filled and one with nothing.
fn sample() -> Corpus {
    let link = |file: &str, position, source_id| RecordLink { file: file.into(), position, source_id };
    let full = Paper {
        doi: text!("10.1000/a"),
        title: "On ünits".into(),
        date: "2016-12".parse().ok(),
        venue: text!("J. Tests"),
        kind: text!("article"),
        language: text!("English"),
        keywords: vec!["a".into(), "b; c".into()],
        topics: vec!["t".into()],
        cited_by_count: Some(7),
        references_listed: 3,
        references_resolved: 1,
        retracted: true,
        records: vec![link("a.csv", 0, text!("2-s2.0-1")), link("b.csv", 9, None)],
    };
    let empty = Paper { records: vec![link("a.csv", 1, None)], ..Paper::default() };
    Corpus {
        papers: vec![full, empty],
        texts: vec![PaperText { paper: PaperId(1), abstract_text: "words".into() }],
        authors: vec![Author {
            name: "Kim, Jong Hyon".into(),
            orcid: None,
            source_ids: vec!["scopus:1".into()],
            basis: AuthorBasis::SourceId,
        }],
        authorships: vec![
            Authorship { paper: PaperId(0), position: 1, author: Some(AuthorId(0)), ..Authorship::default() },
            Authorship {
                paper: PaperId(1),
                affiliation: "X, Y".into(),
                institution: Some(InstitutionId(1)),
                country: text!("KP"),
                method: text!("exact"),
                score: Some(0.5),
                span: text!("0..1"),
                runner_up: text!("Y (0.4)"),
                ..Authorship::default()
            },
        ],
        institutions: vec![
            Institution { ror: "r0".into(), name: "Academy".into(), ..Institution::default() },
            Institution {
                ror: "r1".into(),
                name: "X".into(),
                country: text!("KP"),
                kind: text!("education"),
                parents: vec![InstitutionId(0)],
            },
            Institution {
                ror: "r2".into(),
                name: "Y".into(),
                parents: vec![InstitutionId(1), InstitutionId(0)],
                ..Institution::default()
            },
        ],
        citations: vec![Citation {
            citing: PaperId(1),
            cited: PaperId(0),
            method: ReferenceMethod::Doi,
            score: 1.0,
        }],
        unresolved_references: vec![UnresolvedReference {
            citing: PaperId(0),
            text: "K., (1999)".into(),
            fields: ReferenceFields {
                authors: vec!["K.".into()],
                year: Some(1999),
                ..ReferenceFields::default()
            },
            reason: "not in the corpus".into(),
        }],
        funding: vec![Funding {
            paper: PaperId(0),
            funder: "NSFC".into(),
            state: Some(true),
            ..Funding::default()
        }],
    }
}

#[test]
fn a_corpus_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("corpus");
    for corpus in [sample(), Corpus::default()] {
        write(&corpus, &dir).unwrap();
        assert_eq!(read(&dir).unwrap(), corpus);
    }
}

#[test]
fn the_same_corpus_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    write(&sample(), &a).unwrap();
    write(&sample(), &b).unwrap();
    for table in TABLES {
        let name = format!("{table}.parquet");
        assert_eq!(fs::read(a.join(&name)).unwrap(), fs::read(b.join(&name)).unwrap(), "{name}");
    }
}

#[test]
fn half_and_foreign_folders_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("corpus");
    assert!(read(&dir).unwrap_err().to_string().contains("there is no such folder"));
    fs::create_dir(&dir).unwrap();
    fs::write(dir.join("notes.txt"), "mine").unwrap();
    assert!(read(&dir).unwrap_err().to_string().contains("holds no corpus"));
    let refused = write(&sample(), &dir).unwrap_err();
    assert_eq!(refused.exit_code(), 2);
    assert!(refused.to_string().contains("will not be replaced"), "{refused}");
    assert!(dir.join("notes.txt").exists());
    fs::remove_file(dir.join("notes.txt")).unwrap();
    write(&sample(), &dir).unwrap();
    fs::remove_file(dir.join("citations.parquet")).unwrap();
    let half = read(&dir).unwrap_err().to_string();
    assert!(half.contains("half a corpus: `citations.parquet` is missing"), "{half}");
    fs::write(dir.join("citations.parquet"), "not parquet").unwrap();
    assert!(read(&dir).unwrap_err().to_string().contains("no readable Parquet file"));
    fs::copy(dir.join("texts.parquet"), dir.join("citations.parquet")).unwrap();
    assert!(read(&dir).unwrap_err().to_string().contains("no column `cited`"));
}

#[test]
fn a_table_of_another_corpus_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    write(&sample(), &a).unwrap();
    write(&Corpus::default(), &b).unwrap();
    fs::copy(b.join("papers.parquet"), a.join("papers.parquet")).unwrap();
    let error = read(&a).unwrap_err().to_string();
    assert!(error.contains("names paper 1, but there are 0 papers"), "{error}");
}

/// Reads the table `institutions` of the sample as `change` leaves it.
fn with_institutions(change: impl Fn(DataFrame) -> DataFrame) -> Result<Vec<Institution>> {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("corpus");
    write(&sample(), &dir).unwrap();
    let path = dir.join("institutions.parquet");
    let table = ParquetReader::new(fs::File::open(&path).unwrap()).finish().unwrap();
    ParquetWriter::new(fs::File::create(&path).unwrap()).finish(&mut change(table)).unwrap();
    read(&dir).map(|corpus| corpus.institutions)
}

#[test]
fn all_parents_are_kept_and_a_corpus_that_knows_the_first_only_is_read() {
    let parents = |rows: &[Institution]| -> Vec<Vec<u32>> {
        rows.iter().map(|i| i.parents.iter().map(|id| id.0).collect()).collect()
    };
    let now = with_institutions(|table| {
        assert_eq!(
            table.column("parent").unwrap().u32().unwrap().to_vec(),
            [None, Some(0), Some(1)],
            "the design's column"
        );
        table
    });
    assert_eq!(parents(&now.unwrap()), [vec![], vec![0], vec![1, 0]]);
    let before = with_institutions(|table| table.drop("parents").unwrap());
    assert_eq!(parents(&before.unwrap()), [vec![], vec![0], vec![1]]);
    let neither = with_institutions(|table| table.drop("parents").unwrap().drop("parent").unwrap());
    let neither = neither.unwrap_err().to_string();
    assert!(neither.contains("there is no column `parent`"), "{neither}");
    let foreign = with_institutions(|mut table| {
        table.with_column(Column::new("parents".into(), ["0", "1", "2"])).unwrap();
        table
    });
    let foreign = foreign.unwrap_err().to_string();
    assert!(foreign.contains("the column `parents` has the wrong type"), "{foreign}");
}
