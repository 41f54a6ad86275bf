//! Who is one person, with the ids of authors hidden from the program: the ids of the real files and the truth of the
//! demonstration are the answers. And ids that two people carry.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use citetrace::corpus::{Corpus, store};
use citetrace::sources::read_file;

use crate::accuracy::print_row;
use crate::bad_input::{HEADER, row};
use crate::ingest::{check_sums, ingest};
use crate::support::{citetrace, real_file};
use crate::synth::{text, truth};

/// The real files in which authors have ids (an Excel file apart, which is no text to strip them from).
const FILES: &[&str] = &[
    "scopus/litstudy.csv",
    "scopus/bibliometrix.csv",
    "wos/mcda.bib",
    "wos/bibliometrix.txt",
    "other/openalex_api.json",
    "other/openalex_api_2024.json",
    "other/openalex.jsonl",
    "other/openalex_ui.csv",
    "other/medline.nbib",
    "other/pubmed_1.xml",
    "other/crossref_3items.json",
    "other/crossref_references.json",
    "other/crossref_funded.json",
];

/// The text of an export without any id of an author: OpenAlex (`A50…`), ORCID, ResearcherID, Scopus (ten or eleven
/// digits, not those of an EID).
fn hidden(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let before = at.checked_sub(1).map(|b| bytes[b]);
        let boundary = !before.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
        if let Some(length) = id_at(rest).filter(|_| boundary) {
            at += length;
        } else {
            let next = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..next]);
            at += next;
        }
    }
    out.replace(" ()", "")
}

/// How many bytes of the text are an author's id, if it begins with one.
fn id_at(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits =
        |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|b| b.is_ascii_digit()).count();
    if text.starts_with("https://openalex.org/A") {
        return Some(22 + digits(22));
    }
    let groups = [0, 5, 10].iter().all(|&from| digits(from) == 4 && bytes.get(from + 4) == Some(&b'-'));
    if groups && digits(15) >= 3 {
        return Some(19);
    }
    let letters = bytes.iter().take_while(|b| b.is_ascii_uppercase()).count();
    if (1..=4).contains(&letters)
        && bytes.get(letters) == Some(&b'-')
        && digits(letters + 1) == 4
        && bytes.get(letters + 5) == Some(&b'-')
        && digits(letters + 6) == 4
    {
        return Some(letters + 10);
    }
    let run = digits(0);
    let behind = bytes.get(run);
    ((10..=11).contains(&run) && !behind.is_some_and(u8::is_ascii_alphanumeric)).then_some(run)
}

/// The ids of one mention: of the source, and ORCID.
type Ids = (Option<String>, Option<String>);

/// Whether two mentions are one person by their ids; `None` where these don't say.
fn one_person(a: &Ids, b: &Ids) -> Option<bool> {
    let same = |a: &Option<String>, b: &Option<String>| a.as_ref().zip(b.as_ref()).map(|(a, b)| a == b);
    let (orcid, source) = (same(&a.1, &b.1), same(&a.0, &b.0));
    if orcid == Some(true) || source == Some(true) { Some(true) } else { source.or(orcid) }
}

/// Ids that were seen to belong to one person, judged by eye, each with the id that stands for both.
fn corrections() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles/author_ids.csv");
    let mut rows = csv::Reader::from_path(path).unwrap();
    rows.records().map(|row| row.unwrap()).map(|row| (row[0].to_owned(), row[1].to_owned())).collect()
}

/// The ids of every author of a file by record and place (from 1).
fn ids(file: &Path) -> BTreeMap<(u64, u16), Ids> {
    let mut ids = BTreeMap::new();
    let digits = |id: &str| id.chars().filter(char::is_ascii_alphanumeric).rev().take(16).collect::<String>();
    let corrected = corrections();
    read_file(file, 0, &mut |record| {
        for (author, place) in record.authors.iter().zip(1..) {
            let orcid = author.orcid.as_deref().map(digits).filter(|id| id.len() == 16);
            let source = author.source_id.clone().map(|id| corrected.get(&id).cloned().unwrap_or(id));
            ids.insert((record.origin.position, place), (source, orcid));
        }
    })
    .unwrap();
    ids.retain(|_, (source, orcid)| source.is_some() || orcid.is_some());
    ids
}

/// The author of each mention in papers of one record.
fn mentions(corpus: &Corpus) -> BTreeMap<(u64, u16), u32> {
    let mut mentions = BTreeMap::new();
    for row in &corpus.authorships {
        let records = &corpus.papers[row.paper.index()].records;
        if let (Some(author), [record]) = (row.author, records.as_slice()) {
            mentions.insert((record.position, row.position), author.0);
        }
    }
    mentions
}

/// Pairs of mentions: labelled as one person, joined rightly, joined wrongly.
fn pairs(found: &BTreeMap<(u64, u16), u32>, ids: &BTreeMap<(u64, u16), Ids>) -> [usize; 3] {
    let labelled: Vec<(u32, &Ids)> =
        ids.iter().filter_map(|(at, ids)| Some((*found.get(at)?, ids))).collect();
    let mut counts = [0; 3];
    for (n, (author, ids)) in labelled.iter().enumerate() {
        for (other, others) in &labelled[..n] {
            let Some(one) = one_person(ids, others) else { continue };
            counts[0] += usize::from(one);
            counts[if one { 1 } else { 2 }] += usize::from(author == other);
        }
    }
    counts
}

#[test]
fn people_of_real_files_without_their_ids() {
    let mut total = [0; 3];
    for name in FILES {
        let Some(file) = real_file(name) else { return };
        let folder = tempfile::tempdir().unwrap();
        let stripped = folder.path().join("stripped");
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        std::fs::write(&stripped, hidden(&text)).unwrap();
        let left = ids(&stripped);
        assert!(left.is_empty(), "{name}: {:?}", left.first_key_value());
        let out = folder.path().join("corpus");
        check_sums(&ingest(&[&stripped], &out));
        let counts = pairs(&mentions(&store::read(&out).unwrap()), &ids(&file));
        if counts[0] > 0 {
            print_row(&format!("authors, ids hidden, {name}"), counts[0], counts[1], counts[2]);
        }
        total.iter_mut().zip(counts).for_each(|(sum, one)| *sum += one);
    }
    let (precision, _) = print_row("authors, ids hidden, all these files", total[0], total[1], total[2]);
    assert!(total[0] >= 100 && precision >= 0.98, "{total:?}");
}

#[test]
fn people_of_the_demonstration_without_their_ids() {
    let (precision, recall) = demonstration("demonstration: authors, ids hidden", &[]);
    assert!(precision >= 0.98 && recall >= 0.9, "{precision} {recall}");
}

#[test]
fn people_of_the_demonstration_with_its_registry_without_their_ids() {
    let registry = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo/institutions.csv");
    let more = ["--registry", registry.to_str().unwrap()];
    let (precision, recall) = demonstration("demonstration: authors, ids hidden, with its registry", &more);
    assert!(precision >= 0.98 && recall >= 0.95, "{precision} {recall}");
}

/// Precision and recall of the pairs of mentions of the demonstration, whose ids are hidden; `more` are arguments of `ingest`.
fn demonstration(what: &str, more: &[&str]) -> (f64, f64) {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo");
    let folder = tempfile::tempdir().unwrap();
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(demo.join("records")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().trim_end_matches(".gz").to_owned();
        files.push(folder.path().join(name));
        std::fs::write(files.last().unwrap(), hidden(&text(&path))).unwrap();
    }
    files.sort();
    assert!(files.iter().all(|file| ids(file).is_empty()));
    let out = folder.path().join("corpus");
    let output =
        citetrace().arg("ingest").args(&files).args(more).arg("--out").arg(&out).arg("--json").output();
    check_sums(&serde_json::from_slice(&output.unwrap().stdout).unwrap());
    let corpus = store::read(&out).unwrap();
    let papers: BTreeMap<(String, u64), usize> = truth("papers")
        .iter()
        .map(|row| ((row[0].to_owned(), row[1].parse().unwrap()), row[3].parse().unwrap()))
        .collect();
    let persons: BTreeMap<(usize, u16), usize> = truth("authors")
        .iter()
        .map(|row| ((row[0].parse().unwrap(), row[1].parse().unwrap()), row[2].parse().unwrap()))
        .collect();
    let mut counts: [BTreeMap<(u32, usize), usize>; 3] = Default::default();
    let mut seen = BTreeSet::new();
    for row in &corpus.authorships {
        let Some(author) = row.author else { continue };
        let record = &corpus.papers[row.paper.index()].records[0];
        let file = Path::new(&record.file).file_stem().unwrap().to_str().unwrap().to_owned();
        let paper = papers[&(file, record.position)];
        if seen.insert((paper, row.position)) {
            let person = persons[&(paper, row.position)];
            let keys = [(0, person), (author.0, person), (author.0, 0)];
            counts.iter_mut().zip(keys).for_each(|(counts, key)| *counts.entry(key).or_default() += 1);
        }
    }
    let [same, right, joined] = counts.map(|counts| counts.values().map(|n| n * (n - 1) / 2).sum::<usize>());
    print_row(what, same, right, joined - right)
}

#[test]
fn an_id_that_two_people_carry_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let scopus = folder.path().join("scopus.csv");
    let other = row(2).replace("Lorn, Ada (992)", "Brisk, Tom (991)").replace("\"992\"", "\"991\"");
    let other = other.replace("\"Lorn A.\"", "\"Brisk T.\"").replace("Lorn A., Inv", "Brisk T., Inv");
    std::fs::write(&scopus, format!("{HEADER}\n{}\n{other}\n", row(1))).unwrap();
    let openalex = folder.path().join("openalex.jsonl");
    let work = |id: u32, name: &str| {
        format!(
            "{{\"id\":\"https://openalex.org/W900{id}\",\"doi\":null,\"title\":\"Synthetic work number {id}\",\"publication_year\":2020,\
             \"publication_date\":\"2020-01-0{id}\",\"type\":\"article\",\"authorships\":[{{\"author\":{{\"id\":\
             \"https://openalex.org/A501\",\"display_name\":\"{name}\"}},\"raw_author_name\":\"{name}\"}}],\"referenced_works\":[]}}\n"
        )
    };
    std::fs::write(&openalex, work(1, "Mira Quell") + &work(2, "Olaf Trent")).unwrap();
    let out = folder.path().join("corpus");
    let summary = ingest(&[&scopus, &openalex], &out);
    check_sums(&summary);
    assert_eq!((summary["papers"].as_u64(), summary["authors"].as_u64()), (Some(4), Some(4)));
    let reported = std::fs::read_to_string(out.join("shared_author_ids.jsonl")).unwrap();
    insta::assert_snapshot!(reported.trim(), @r#"
    {"id":"openalex:A501","names":["Mira Quell","Olaf Trent"]}
    {"id":"scopus:991","names":["Brisk, Tom","Lorn, Ada"]}
    "#);
}

/// Seen in a real file: Scopus gives one id to "Miyano S." and "Satoru M."; a surname and a given name changed places.
#[test]
fn an_id_with_two_names_in_a_real_file_is_reported() {
    let Some(file) = real_file("scopus/litstudy.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("corpus");
    ingest(&[&file], &out);
    let reported = std::fs::read_to_string(out.join("shared_author_ids.jsonl")).unwrap();
    insta::assert_snapshot!(reported.trim(), @r#"{"id":"scopus:7102554029","names":["Miyano S.","Satoru M."]}"#);
}
