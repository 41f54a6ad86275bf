//! How often the program is right, on labelled real files: each test prints a row of the table in `benches/RESULTS.md` and
//! holds its floor. `benches/accuracy/run` prints them all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use citetrace::corpus::{Corpus, store};

use crate::ingest::{check_sums, ingest};
use crate::support::real_file;

/// Pairs of positions of records.
type Pairs = BTreeSet<(u64, u64)>;

/// The citations of a corpus of one file as positions of records in it.
fn citations(corpus: &Corpus) -> Pairs {
    let position = |paper: citetrace::ids::PaperId| corpus.papers[paper.index()].records[0].position;
    corpus.citations.iter().map(|c| (position(c.citing), position(c.cited))).collect()
}

/// The rows of a labelled file.
fn oracle(name: &str) -> Vec<csv::StringRecord> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles").join(name);
    csv::Reader::from_path(path).expect(name).records().map(|row| row.expect(name)).collect()
}

/// The pairs of a labelled file: the first two columns, positions of records from 0.
fn labelled(name: &str) -> Pairs {
    let pair = |row: &csv::StringRecord| (row[0].parse().expect(name), row[1].parse().expect(name));
    oracle(name).iter().map(pair).collect()
}

/// Prints a row of the table of benches/RESULTS.md.
pub(crate) fn print_row(what: &str, labelled: usize, right: usize, wrong: usize) -> (f64, f64) {
    let share = |part: usize, whole: usize| if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
    let (precision, recall) = (share(right, right + wrong), share(right, labelled));
    let missed = labelled - right;
    eprintln!("| {what} | {labelled} | {right} | {wrong} | {missed} | {precision:.3} | {recall:.3} |");
    (precision, recall)
}

/// Prints how many of each kind were found: a line below the table.
pub(crate) fn print_kinds(what: &str, kinds: &BTreeMap<String, (usize, usize)>) {
    let kinds: Vec<String> =
        kinds.iter().map(|(kind, (found, all))| format!("{kind} {found} of {all}")).collect();
    eprintln!("* {what}, found by kind: {}", kinds.join("; "));
}

/// Prints a row of the table and holds the floors.
fn judge(what: &str, found: &Pairs, truth: &Pairs, floors: (f64, f64)) {
    let right = found.intersection(truth).count();
    let (precision, recall) = print_row(what, truth.len(), right, found.len() - right);
    let shown = |a: &Pairs, b: &Pairs| a.difference(b).take(10).copied().collect::<Vec<_>>();
    assert!(
        precision >= floors.0 && recall >= floors.1,
        "{what}: wrong {:?}, missed {:?}",
        shown(found, truth),
        shown(truth, found)
    );
}

/// Every reference of the file that points at a record of the file, labelled by hand: candidates came from a script
/// (likeness of titles; author, year, volume and page) and each was read. The kinds are in the column `kind`.
#[test]
fn references_inside_a_scopus_file() {
    let Some(file) = real_file("scopus/metaknowledge.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("corpus");
    let summary = ingest(&[&file], &out);
    check_sums(&summary);
    assert_eq!(summary["papers"], 220);
    let truth = labelled("scopus_metaknowledge_references.csv");
    let found = citations(&store::read(&out).unwrap());
    judge("references, scopus/metaknowledge.csv", &found, &truth, (1.0, 1.0));
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for row in oracle("scopus_metaknowledge_references.csv") {
        let (hit, all) = kinds.entry(row[3].to_owned()).or_default();
        *all += 1;
        *hit += usize::from(found.contains(&(row[0].parse().unwrap(), row[1].parse().unwrap())));
    }
    print_kinds("references, scopus/metaknowledge.csv", &kinds);
}

/// As above, for a Web of Science export; its references have no titles.
#[test]
fn references_inside_a_web_of_science_file() {
    let Some(file) = real_file("wos/savedrecs.txt") else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("corpus");
    check_sums(&ingest(&[&file], &out));
    let truth = labelled("wos_savedrecs_references.csv");
    judge("references, wos/savedrecs.txt", &citations(&store::read(&out).unwrap()), &truth, (1.0, 1.0));
}

/// Two databases on one topic. Which entries are one work was labelled by hand: equal DOIs, and every pair of titles
/// more than 75% alike was read. Entry 231 of the Scopus file is a second entry of one of the works with other pages; it
/// may be merged or not. The order of the files changes no byte of the tables.
#[test]
fn works_in_two_databases() {
    let (Some(scopus), Some(wos)) = (real_file("scopus/mcda.bib"), real_file("wos/mcda.bib")) else { return };
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    let summary = ingest(&[&scopus, &wos], &one);
    check_sums(&summary);
    assert_eq!(
        (summary["files"][0]["rows"].clone(), summary["files"][1]["rows"].clone()),
        (236.into(), 210.into())
    );
    let mut found = Pairs::new();
    for paper in &store::read(&one).unwrap().papers {
        let of = |part: &str| -> Vec<u64> {
            paper.records.iter().filter(|r| r.file.contains(part)).map(|r| r.position).collect()
        };
        for a in of("scopus") {
            found.extend(of("wos").into_iter().map(|b| (a, b)));
        }
    }
    found.remove(&(231, 77));
    let truth = labelled("mcda_same_works.csv");
    judge("works in both, scopus/mcda.bib and wos/mcda.bib", &found, &truth, (0.995, 0.98));
    ingest(&[&wos, &scopus], &two);
    for table in store::TABLES {
        let name = format!("{table}.parquet");
        assert_eq!(
            std::fs::read(one.join(&name)).unwrap(),
            std::fs::read(two.join(&name)).unwrap(),
            "{name}"
        );
    }
}
