//! `citetrace synth`: a bibliography anew, byte by byte; and what it must hold.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::Path;

use citetrace::corpus::ingest::{IngestSettings, ingest};
use citetrace::places::matching::Matcher;
use citetrace::places::registry::Registry;
use citetrace::progress::Timings;

use crate::accuracy::{print_kinds, print_row};
use crate::support::citetrace;

/// The text of a file that may be compressed.
pub(crate) fn text(path: &Path) -> String {
    let bytes = std::fs::read(path).expect("a readable file");
    let mut text = String::new();
    if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("compressed text");
    } else {
        text = String::from_utf8(bytes).expect("text");
    }
    text
}

/// All files below a folder, by their paths in it.
fn files(folder: &Path) -> Vec<String> {
    let mut files: Vec<String> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| Some(entry.path().strip_prefix(folder).ok()?.to_str()?.to_owned()))
        .collect();
    files.sort();
    files
}

#[test]
fn a_small_bibliography_is_written_whole_and_marks_every_record() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("small");
    let run =
        citetrace().args(["synth", "--records", "400", "--seed", "9", "--json", "--out"]).arg(&out).assert();
    let summary: serde_json::Value = serde_json::from_slice(&run.success().get_output().stdout).unwrap();
    assert_eq!(summary["records"], 400);
    let (mut rows, mut cut) = (0, 0);
    for name in files(&out).iter().filter(|name| name.starts_with("records/")) {
        let text = text(&out.join(name));
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        let at = |name: &str| header.iter().position(|h| h == name).unwrap();
        for row in reader.records() {
            let row = row.unwrap();
            rows += 1;
            if row.len() < header.len() {
                cut += 1;
                continue;
            }
            assert!(row[at("Abstract")].ends_with("[synthetic record]"), "{row:?}");
            assert!(row[at("EID")].starts_with("2-s2.0-SYNTH"), "{row:?}");
            assert!(row[at("DOI")].is_empty() || row[at("DOI")].starts_with("10.5555/"), "{row:?}");
            assert!(
                row[at("Publisher")].contains("invented") && row[at("Source title")].contains("Synthetic")
            );
        }
    }
    assert_eq!((rows, cut), (400, 2));
}

#[test]
fn too_few_records_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let run = citetrace().args(["synth", "--records", "10", "--out"]).arg(folder.path().join("x")).assert();
    let error = String::from_utf8(run.failure().code(2).get_output().stderr.clone()).unwrap();
    insta::assert_snapshot!(error.trim(), @"citetrace: a synthetic bibliography of 10 records can't be made; ask for 300 to 900000 records");
}

/// The demonstration is what the program makes, byte by byte. A change of the generator is a change of the
/// demonstration: `citetrace synth --out datasets/demo` makes it anew.
#[test]
fn the_demonstration_is_made_anew_byte_by_byte() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo");
    let folder = tempfile::tempdir().unwrap();
    let anew = folder.path().join("demo");
    citetrace().args(["synth", "--quiet", "--out"]).arg(&anew).assert().success();
    assert_eq!(files(&kept), files(&anew));
    let mut bytes = 0;
    for name in files(&kept) {
        let (old, new) = (std::fs::read(kept.join(&name)).unwrap(), std::fs::read(anew.join(&name)).unwrap());
        bytes += old.len();
        // Texts first: where they are the same and the bytes are not, the compression is at fault.
        assert!(text(&kept.join(&name)) == text(&anew.join(&name)), "{name} differs");
        assert!(old == new, "{name} is compressed otherwise");
    }
    assert!(bytes <= 6_000_000, "{bytes} bytes");
}

/// How well the program reads the affiliations of the demonstration, against the truth beside them.
#[test]
fn affiliations_are_read_as_the_truth_says() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo");
    let registry = Registry::read(&demo.join("institutions.csv")).unwrap();
    let matcher = Matcher::new(&registry);
    let truth = text(&demo.join("truth/affiliations.csv.gz"));
    let (mut all, mut right_country, mut wrong_country) = (0, 0, 0);
    let (mut unnamed, mut right_named, mut right, mut wrong) = (0, 0, 0, Vec::new());
    for row in csv::Reader::from_reader(truth.as_bytes()).records() {
        let row = row.unwrap();
        let found = matcher.find(&row[0]);
        all += 1;
        let codes: Vec<&str> = found.countries.iter().map(|c| c.country.as_str()).collect();
        right_country += usize::from(codes == [&row[2]]);
        wrong_country += usize::from(!codes.is_empty() && codes != [&row[2]]);
        unnamed += usize::from(row[1].is_empty());
        let ids: Vec<&str> =
            found.institutions.iter().map(|i| registry.entries()[i.entry].id.as_str()).collect();
        if ids == [&row[1]] || (ids.is_empty() && row[1].is_empty()) {
            right += 1;
            right_named += usize::from(!row[1].is_empty());
        } else if !ids.is_empty() {
            wrong.push(row[0].to_owned());
        }
    }
    let with_institution = all - unnamed;
    print_row("demonstration: countries of affiliations", all, right_country, wrong_country);
    print_row("demonstration: institutions of affiliations", with_institution, right_named, wrong.len());
    // Where the country does not stand, the city must tell it; where a name is misspelt, `unresolved` is an answer.
    assert!(right_country * 1000 >= all * 999, "{right_country} of {all} countries");
    assert!(right * 100 >= all * 98, "{right} of {all} institutions");
    assert!(wrong.len() * 1000 <= all, "{wrong:#?}");
}

/// The rows of one of the demonstration's truth tables.
pub(crate) fn truth(name: &str) -> Vec<csv::StringRecord> {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo");
    let text = text(&demo.join(format!("truth/{name}.csv.gz")));
    csv::Reader::from_reader(text.as_bytes()).records().map(|row| row.expect("a row")).collect()
}

/// How well the demonstration is merged, its people told apart and its references resolved, against the truth.
#[test]
fn papers_people_and_references_are_read_as_the_truth_says() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo");
    let mut records: Vec<_> =
        std::fs::read_dir(demo.join("records")).unwrap().map(|e| e.unwrap().path()).collect();
    records.sort();
    let settings = IngestSettings {
        records,
        registry: Some(demo.join("institutions.csv")),
        funders: Some(demo.join("funders.csv")),
        ..IngestSettings::default()
    };
    let corpus = ingest(&settings, &mut Timings::default()).unwrap().corpus;
    // Papers: every row of one true paper is a record of one paper of the corpus, and of no other.
    let rows: BTreeMap<(String, u64), usize> = truth("papers")
        .iter()
        .map(|row| ((row[0].to_owned(), row[1].parse().unwrap()), row[3].parse().unwrap()))
        .collect();
    let mut true_paper = Vec::new();
    for paper in &corpus.papers {
        let meant: BTreeSet<usize> = paper
            .records
            .iter()
            .map(|record| {
                let name = Path::new(&record.file).file_name().unwrap().to_str().unwrap();
                rows[&(name.trim_end_matches(".csv.gz").to_owned(), record.position)]
            })
            .collect();
        assert_eq!(meant.len(), 1, "merged wrongly: {paper:?}");
        true_paper.extend(meant);
    }
    assert_eq!(
        true_paper.iter().collect::<BTreeSet<_>>().len(),
        corpus.papers.len(),
        "a duplicate was not merged"
    );
    // References: pairs of citing and cited paper.
    let mut written: BTreeMap<(usize, usize), String> = BTreeMap::new();
    for row in truth("references").iter().filter(|row| !row[2].is_empty()) {
        written.insert((row[0].parse().unwrap(), row[2].parse().unwrap()), row[3].to_owned());
    }
    let found: BTreeSet<(usize, usize)> = corpus
        .citations
        .iter()
        .map(|c| (true_paper[c.citing.0 as usize], true_paper[c.cited.0 as usize]))
        .collect();
    let right = found.iter().filter(|pair| written.contains_key(pair)).count();
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (pair, writing) in &written {
        let (hit, all) = kinds.entry(writing.clone()).or_default();
        *all += 1;
        *hit += usize::from(found.contains(pair));
    }
    let (precision, recall) =
        print_row("demonstration: references", written.len(), right, found.len() - right);
    print_kinds("demonstration: references", &kinds);
    assert!(precision >= 0.999, "{precision}");
    assert!(recall >= 0.97, "{recall}: {kinds:?}");
    // People: an author of the corpus is one person, and mostly a person is one author (a few have two ids).
    let mut persons: BTreeMap<(usize, u16), usize> = BTreeMap::new();
    for row in truth("authors") {
        persons.insert((row[0].parse().unwrap(), row[1].parse().unwrap()), row[2].parse().unwrap());
    }
    let mut persons_of_author: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    let mut authors_of_person: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
    let mut mentions: BTreeMap<(usize, u16), u32> = BTreeMap::new();
    for row in &corpus.authorships {
        let Some(author) = row.author else { continue };
        let mention = (true_paper[row.paper.0 as usize], row.position);
        let person = persons[&mention];
        mentions.insert(mention, author.0);
        persons_of_author.entry(author.0).or_default().insert(person);
        authors_of_person.entry(person).or_default().insert(author.0);
    }
    let mixed = persons_of_author.values().filter(|persons| persons.len() > 1).count();
    let split = authors_of_person.values().filter(|authors| authors.len() > 1).count();
    let (authors, people) = (persons_of_author.len(), authors_of_person.len());
    eprintln!(
        "* demonstration: {authors} authors, {mixed} of them several people; {people} people, {split} of them several authors"
    );
    let pairs =
        |counts: BTreeMap<(u32, usize), usize>| counts.values().map(|n| n * (n - 1) / 2).sum::<usize>();
    let count = |key: &dyn Fn(u32, usize) -> (u32, usize)| {
        let mut counts: BTreeMap<(u32, usize), usize> = BTreeMap::new();
        for ((paper, position), author) in &mentions {
            *counts.entry(key(*author, persons[&(*paper, *position)])).or_default() += 1;
        }
        pairs(counts)
    };
    let (joined, same) = (count(&|author, _| (author, 0)), count(&|_, person| (0, person)));
    let right = count(&|author, person| (author, person));
    print_row("demonstration: authors, pairs of mentions", same, right, joined - right);
    assert_eq!(mixed, 0);
    assert!(split * 100 <= people * 3, "{split} of {people}");
}

#[test]
fn a_synthetic_graph_has_its_dates_beside_it_and_is_made_anew_byte_by_byte() {
    let folder = tempfile::tempdir().unwrap();
    let make = |name: &str| {
        let out = folder.path().join(name);
        let numbers = ["--papers", "500", "--citations", "4000", "--seed", "3"];
        citetrace()
            .args(["synth", "--graph", "--shuffle"])
            .args(numbers)
            .arg("--out")
            .arg(&out)
            .assert()
            .success();
        text(&out)
    };
    let edges = make("a.csv.gz");
    assert_eq!(edges, make("b.csv.gz"));
    assert_eq!((edges.lines().next(), edges.lines().count()), (Some("source,target"), 4001));
    let nodes = text(&folder.path().join("a.nodes.csv.gz"));
    assert_eq!((nodes.lines().next(), nodes.lines().count()), (Some("node,date"), 501));
}
