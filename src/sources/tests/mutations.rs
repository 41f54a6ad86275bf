//! Every real file, damaged at random: no panic, rows are always the records kept plus the rejects, and no row is lost:
//! there are at least as many rows as beginnings of records in the damaged bytes, which `starts` counts knowing nothing
//! of the readers.

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use super::starts::{self, Starts};
use super::*;

/// How much of a file is taken: enough for several records, little enough for many cases.
const MOST: usize = 30_000;
/// The same for formats whose records are long.
const MOST_LONG: usize = 75_000;

/// One damage: what is done, and where, in thousandths of the file.
#[derive(Clone, Debug)]
enum Damage {
    Cut(usize),
    Byte(usize, u8),
    Double(usize),
    Drop(usize),
    /// Two lines that change places.
    Swap(usize, usize),
    Insert(usize, Vec<u8>),
    /// A line in Windows-1252, with a letter that UTF-8 writes otherwise.
    Latin(usize),
    /// A line in UTF-16.
    Wide(usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        1 => (0..1000_usize).prop_map(Damage::Cut),
        2 => (0..1000_usize, any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        2 => (0..1000_usize).prop_map(Damage::Double),
        2 => (0..1000_usize).prop_map(Damage::Drop),
        2 => (0..1000_usize, 0..1000_usize).prop_map(|(one, other)| Damage::Swap(one, other)),
        2 => (
            0..1000_usize,
            prop::collection::vec(prop::sample::select(b"\"{}[]()<>@,;\t\n\\&\xe9\xff\0".to_vec()), 1..4)
        )
            .prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        1 => (0..1000_usize).prop_map(Damage::Latin),
        1 => (0..1000_usize).prop_map(Damage::Wide),
    ]
}

/// Where in the file.
fn place(bytes: &[u8], at: usize) -> usize {
    (bytes.len() * at / 1000).min(bytes.len().saturating_sub(1))
}

/// The line around a place, with its end.
fn line(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let from = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let to = bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| at + end + 1);
    from..to
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    if bytes.is_empty() {
        return;
    }
    match damage {
        Damage::Cut(at) => bytes.truncate(place(bytes, *at)),
        Damage::Byte(at, byte) => {
            let at = place(bytes, *at);
            bytes[at] = *byte;
        }
        Damage::Double(at) => {
            let range = line(bytes, place(bytes, *at));
            let copy = bytes[range.clone()].to_vec();
            bytes.splice(range.end..range.end, copy);
        }
        Damage::Drop(at) => {
            let range = line(bytes, place(bytes, *at));
            bytes.drain(range);
        }
        Damage::Swap(one, other) => {
            let (one, other) = (line(bytes, place(bytes, *one)), line(bytes, place(bytes, *other)));
            let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
            if first != second {
                let swapped =
                    [&bytes[second.clone()], &bytes[first.end..second.start], &bytes[first.clone()]];
                let swapped = swapped.concat();
                bytes.splice(first.start..second.end, swapped);
            }
        }
        Damage::Insert(at, more) => {
            let at = place(bytes, *at);
            bytes.splice(at..at, more.iter().copied());
        }
        Damage::Latin(at) => {
            let at = place(bytes, *at);
            let range = line(bytes, at);
            let text = String::from_utf8_lossy(&bytes[range.clone()]).into_owned();
            let mut latin = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
            latin.insert((at - range.start).min(latin.len()), 0xe9);
            bytes.splice(range, latin);
        }
        Damage::Wide(at) => {
            let range = line(bytes, place(bytes, *at));
            let text = String::from_utf8_lossy(&bytes[range.clone()]).into_owned();
            bytes.splice(range, text.encode_utf16().flat_map(u16::to_le_bytes));
        }
    }
}

/// How many cases each file gets: 500 under CI=true, fewer by hand, `CITETRACE_CASES` where it is set.
fn cases() -> u32 {
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    let set = std::env::var("CITETRACE_CASES").ok().and_then(|cases| cases.parse().ok());
    set.unwrap_or(if in_ci { 500 } else { 50 })
}

/// Damages the beginning of a real file in many ways and reads it.
fn storm(name: &str, most: usize, starts: Starts) {
    let Some(path) = real_path(name) else { return };
    let mut sound = std::fs::read(path).unwrap();
    sound.truncate(most);
    let (read, _) = read_bytes(&sound).unwrap();
    assert!(
        read.rows >= starts(&sound),
        "{name}: {} rows of {} in the sound file",
        read.rows,
        starts(&sound)
    );
    let config = ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::with_cases(cases())
    };
    let dice = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, dice);
    let run = runner.run(&prop::collection::vec(damage(), 1..5), |damages| {
        let mut bytes = sound.clone();
        for damage in &damages {
            apply(&mut bytes, damage);
        }
        // `read_bytes` checks the sum. A refusal of the whole file is an answer, and so is another format where the
        // damage is in the part that says what the file is.
        if let Ok((damaged, _)) = read_bytes(&bytes)
            && damaged.format == read.format
        {
            // A file whose beginning is in two bytes a letter is read so; its lines can't be counted in bytes.
            let wide = bytes[..bytes.len().min(64)].contains(&0);
            // Lines that change places begin and end records where none was.
            let swapped = damages.iter().any(|damage| matches!(damage, Damage::Swap(..)));
            let (rows, least) = (damaged.rows, if wide || swapped { 0 } else { starts(&bytes) });
            prop_assert!(rows >= least, "{rows} rows, {least} begin: {:?}", reasons(&damaged));
        }
        Ok(())
    });
    if let Err(error) = run {
        panic!("{name}: {error}");
    }
}

/// One test a file, so that they run side by side.
macro_rules! storms {
    ($($test:ident: $name:literal, $most:expr, $starts:expr;)*) => {
        $(
            #[test]
            fn $test() {
                storm($name, $most, $starts);
            }
        )*
    };
}

storms! {
    scopus_csv: "scopus/metaknowledge.csv", MOST, starts::scopus_rows;
    scopus_csv_shifted: "scopus/litstudy.csv", MOST_LONG, starts::scopus_rows;
    scopus_csv_recent: "scopus/bibliometrix.csv", MOST_LONG, starts::scopus_rows;
    scopus_bibtex: "scopus/mcda.bib", MOST_LONG, starts::entries;
    wos_bibtex: "wos/mcda.bib", MOST_LONG, starts::entries;
    wos_text: "wos/bibliometrix.txt", MOST, starts::wos_records;
    wos_text_old: "wos/savedrecs.txt", MOST, starts::wos_records;
    wos_text_damaged: "wos/damaged.txt", MOST, starts::wos_records;
    wos_tab: "wos/tab_delimited.txt", MOST, starts::lines_below_header;
    wos_tab_references: "wos/tab_with_references.txt", MOST_LONG, starts::lines_below_header;
    wos_excel: "wos/savedrecs.xls", usize::MAX, starts::none;
    openalex_page: "other/openalex_api.json", MOST_LONG, starts::openalex_works;
    openalex_page_2024: "other/openalex_api_2024.json", MOST_LONG, starts::openalex_works;
    openalex_lines: "other/openalex.jsonl", MOST_LONG, starts::lines;
    openalex_csv: "other/openalex_ui.csv", MOST, starts::openalex_rows;
    crossref_items: "other/crossref_3items.json", MOST_LONG, starts::indented_objects;
    crossref_references: "other/crossref_references.json", MOST_LONG, starts::indented_objects;
    crossref_funded: "other/crossref_funded.json", MOST, starts::indented_objects;
    crossref_affiliations: "other/crossref_affiliations.json", MOST, starts::indented_objects;
    crossref_lines: "other/crossref_2025.jsonl", MOST, starts::lines;
    pubmed_text: "other/medline.nbib", MOST, starts::medline_records;
    pubmed_xml: "other/pubmed_1.xml", MOST_LONG, starts::pubmed_articles;
    pubmed_xml_old: "other/pubmed_3.xml", MOST, starts::pubmed_articles;
    lens_csv: "other/lens.csv", MOST, starts::lens_rows;
    dimensions_csv: "other/dimensions.csv", MOST_LONG, starts::dimensions_rows;
    ris: "other/example.ris", MOST, starts::ris_records;
}

#[test]
fn one_changed_byte_costs_few_records() {
    let names = [
        "scopus/litstudy.csv",
        "scopus/mcda.bib",
        "wos/mcda.bib",
        "wos/savedrecs.txt",
        "wos/tab_delimited.txt",
        "other/medline.nbib",
        "other/lens.csv",
        "other/openalex_ui.csv",
        "other/openalex_api.json",
        "other/openalex.jsonl",
        "other/dimensions.csv",
        "other/pubmed_1.xml",
    ];
    for name in names {
        let Some(path) = real_path(name) else { return };
        let bytes = std::fs::read(path).unwrap();
        if bytes.len() > 700_000 {
            continue;
        }
        let sound = read_bytes(&bytes).unwrap().1.len();
        for at in [400, 650, 900] {
            let mut changed = bytes.clone();
            let at = place(&changed, at);
            changed[at] = b'"';
            let kept = read_bytes(&changed).unwrap().1.len();
            assert!(kept + 2 >= sound, "{name} at {at}: {kept} of {sound}");
        }
    }
}
