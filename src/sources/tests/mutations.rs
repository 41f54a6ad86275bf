//! Every real file, damaged at random: no panic, and rows are always the records kept plus the rejects.

use proptest::prelude::*;

use super::*;

const FILES: &[&str] = &[
    "scopus/bibliometrix.csv",
    "scopus/litstudy.csv",
    "scopus/mcda.bib",
    "wos/mcda.bib",
    "wos/bibliometrix.txt",
    "wos/savedrecs.txt",
    "wos/tab_delimited.txt",
    "wos/savedrecs.xls",
    "other/medline.nbib",
    "other/lens.csv",
    "other/openalex_ui.csv",
    "other/example.ris",
    "other/openalex_api.json",
    "other/openalex.jsonl",
    "other/crossref_references.json",
    "other/crossref_2025.jsonl",
    "other/dimensions.csv",
    "other/pubmed_1.xml",
];

/// The file that is no text and is taken whole.
const EXCEL: &str = "wos/savedrecs.xls";

/// How much of a file is taken: enough for many records, little enough for many cases.
const MOST: usize = 60_000;

/// One damage: what is done, and where, in thousandths of the file.
#[derive(Clone, Debug)]
enum Damage {
    Cut(usize),
    Byte(usize, u8),
    Double(usize),
    Drop(usize),
    Insert(usize, Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (0..1000_usize).prop_map(Damage::Cut),
        (0..1000_usize, any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        (0..1000_usize).prop_map(Damage::Double),
        (0..1000_usize).prop_map(Damage::Drop),
        (
            0..1000_usize,
            prop::collection::vec(prop::sample::select(b"\"{}[]()<>@,;\t\n\\&\xe9\xff\0".to_vec()), 1..4)
        )
            .prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
    ]
}

/// Where in the file, off its first bytes, which say what it is.
fn place(bytes: &[u8], at: usize) -> usize {
    (bytes.len() * at / 1000).min(bytes.len().saturating_sub(1))
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    if bytes.is_empty() {
        return;
    }
    let line = |bytes: &[u8], at: usize| {
        let from = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let to = bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| at + end + 1);
        from..to
    };
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
        Damage::Insert(at, more) => {
            let at = place(bytes, *at);
            bytes.splice(at..at, more.iter().copied());
        }
    }
}

/// The beginning of a real file, whole lines of it where it has lines.
fn beginning(name: &str) -> Option<Vec<u8>> {
    let mut bytes = std::fs::read(real_path(name)?).unwrap();
    if name != EXCEL && bytes.len() > MOST {
        bytes.truncate(MOST);
    }
    Some(bytes)
}

/// How many cases each file gets: `CITETRACE_CASES`, or few enough for every run.
fn cases() -> u32 {
    std::env::var("CITETRACE_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(24)
}

#[test]
fn damaged_real_files_never_panic_and_the_sum_holds() {
    for name in FILES {
        let Some(sound) = beginning(name) else { return };
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::with_cases(cases())
        });
        let run = runner.run(&prop::collection::vec(damage(), 1..5), |damages| {
            let mut bytes = sound.clone();
            for damage in &damages {
                apply(&mut bytes, damage);
            }
            // `read_bytes` checks the sum; a refusal of the whole file is an answer too.
            let _ = read_bytes(&bytes);
            Ok(())
        });
        assert!(run.is_ok(), "{name}: {run:?}");
    }
}

#[test]
fn one_changed_byte_costs_few_records() {
    for name in FILES.iter().filter(|name| **name != EXCEL) {
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
