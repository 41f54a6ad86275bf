//! A changed byte costs the record that it stands in and no other: every other record is read as before, and none is
//! lost without a word.

use super::*;
use crate::sources::record::Origin;

/// The records without their places.
fn bare(records: Vec<Record>) -> Vec<Record> {
    records.into_iter().map(|record| Record { origin: Origin::default(), ..record }).collect()
}

/// What changing the byte at `at` costs: records that are read no more as they were, and rows that are not told of.
fn cost(bytes: &[u8], at: usize, byte: u8, sound: &[Record]) -> (usize, usize) {
    let mut changed = bytes.to_vec();
    changed[at] = byte;
    let (read, records) = read_bytes(&changed).unwrap_or_else(|error| panic!("{at}: {error}"));
    let records = bare(records);
    let kept = sound.iter().filter(|record| records.contains(record)).count();
    (sound.len() - kept, sound.len().saturating_sub(read.rows as usize))
}

/// The places of a mark in a file, some of them.
fn places(bytes: &[u8], mark: &str, most: usize) -> Vec<usize> {
    let found: Vec<usize> = bytes
        .windows(mark.len())
        .enumerate()
        .filter(|(_, w)| *w == mark.as_bytes())
        .map(|(at, _)| at)
        .collect();
    let step = (found.len() / most).max(1);
    found.into_iter().step_by(step).collect()
}

#[test]
fn a_damaged_mark_costs_its_own_record() {
    // What begins, ends or divides records in each format; the byte that is changed stands `offset` behind its front.
    let files: &[(&str, &[(&str, usize)])] = &[
        ("wos/bibliometrix.txt", &[("\nPT ", 1), ("\nER\n", 1), ("\nCR ", 1), ("\nAU ", 1)]),
        ("wos/mcda.bib", &[("\n@article", 1), ("\n}", 1), ("{{", 0), ("}},", 0)]),
        ("scopus/litstudy.csv", &[("\",\"", 0), ("\",\"", 1), ("\",\"", 2)]),
        ("other/medline.nbib", &[("\nPMID-", 1), ("\nSO  -", 1), ("\nTI  -", 1)]),
        ("other/example.ris", &[("\nTY  -", 1), ("\nER  -", 1), ("\nAU  -", 1)]),
        (
            "other/openalex_api.json",
            &[
                ("{\"id\":\"https://openalex.org/W", 0),
                ("{\"id\":\"https://openalex.org/W", 1),
                ("\"}", 0),
                ("}]", 0),
                ("}]", 1),
            ],
        ),
        ("other/openalex.jsonl", &[("}\n", 0), ("\":[", 2), ("\"}", 0)]),
        ("other/pubmed_1.xml", &[("<PubmedArticle>", 3), ("</PubmedArticle>", 3), ("<MedlineCitation", 2)]),
    ];
    for (name, marks) in files {
        let Some(path) = real_path(name) else { return };
        let bytes = std::fs::read(path).unwrap();
        let sound = bare(read_bytes(&bytes).unwrap().1);
        for (mark, offset) in *marks {
            for (number, at) in places(&bytes, mark, 6).into_iter().enumerate() {
                let byte = if number % 2 == 0 { b'#' } else { b'"' };
                let (lost, silent) = cost(&bytes, at + offset, byte, &sound);
                assert!(
                    lost <= 1 && silent == 0,
                    "{name}: {mark:?} at {at} as {}: {lost} changed, {silent} silent",
                    char::from(byte)
                );
            }
        }
    }
}

#[test]
fn a_lost_line_break_costs_two_rows_at_most_and_both_are_told() {
    for name in ["wos/tab_delimited.txt", "scopus/bibliometrix.csv", "other/openalex.jsonl"] {
        let Some(path) = real_path(name) else { return };
        let bytes = std::fs::read(path).unwrap();
        let sound = bare(read_bytes(&bytes).unwrap().1);
        let breaks: Vec<usize> =
            places(&bytes, "\n", 10).into_iter().filter(|at| *at + 1 < bytes.len()).skip(1).collect();
        for at in breaks {
            let (lost, silent) = cost(&bytes, at, b' ', &sound);
            assert!(lost <= 2 && silent == 0, "{name} at {at}: {lost} changed, {silent} silent");
        }
    }
}
