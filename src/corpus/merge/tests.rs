use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::date::PartialDate;
use crate::sources::record::{Origin, Record, RecordAuthor};

/// A record of few possible values, so that many collide.
fn record() -> impl Strategy<Value = Record> {
    let title = prop::sample::select(vec![
        "Glass under load",
        "Glass under load, part II",
        "Erratum: Glass under load",
        "A long study of the ductile failure of glass",
        "A long study of the ductile failure of glas",
        "Cancer statistics, 2005",
        "Cancer statistics, 2006",
        "",
    ]);
    let doi = prop::sample::select(vec!["", "", "10.1000/a", "10.1000/b", "10.48550/arxiv.1"]);
    let author = prop::sample::select(vec!["Kim J.", "Kim, Jong", "Ri C.", ""]);
    (title, doi, author, 2000i16..2003, 0u8..3, 0u8..4).prop_map(
        |(title, doi, author, year, volume, page)| {
            let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let number = |n: u8| (n > 0).then(|| n.to_string());
            let name =
                (!author.is_empty()).then(|| RecordAuthor { name: author.to_owned(), ..Default::default() });
            let mut record = Record {
                title: some(title),
                date: PartialDate::year(year),
                authors: name.into_iter().collect(),
                volume: number(volume),
                page_start: number(page),
                ..Record::default()
            };
            record.ids.doi = some(doi);
            record
        },
    )
}

/// Groups records as ingest does.
fn group(records: &[Record]) -> Groups {
    let content = |record: &Record| {
        let bare = format!("{:?}", Record { origin: Origin::default(), ..record.clone() });
        Content {
            length: bare.len() as u32,
            hash: [hash('c', &[&bare]).to_le_bytes(); 2].concat().try_into().unwrap(),
        }
    };
    let contents: Vec<Content> = records.iter().map(content).collect();
    super::group(records.iter().map(Keys::of).collect(), &contents, false)
}

/// Each group as the set of what its records say, without their places.
fn said(records: &[Record]) -> Vec<BTreeSet<String>> {
    let grouped = group(records);
    let bare = |&r: &usize| format!("{:?}", Record { origin: Origin::default(), ..records[r].clone() });
    let mut sets: Vec<BTreeSet<String>> =
        grouped.members.iter().map(|g| g.iter().map(bare).collect()).collect();
    sets.sort();
    sets
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_record_is_in_one_group_whatever_the_order(records in prop::collection::vec(record(), 0..14), turn in 0usize..14) {
        let grouped = group(&records);
        let mut members: Vec<usize> = grouped.members.iter().flatten().copied().collect();
        members.sort_unstable();
        prop_assert_eq!(members, (0..records.len()).collect::<Vec<_>>());
        let mut turned = records.clone();
        turned.rotate_left(turn.min(records.len()));
        turned.reverse();
        prop_assert_eq!(said(&records), said(&turned));
    }

    #[test]
    fn no_group_holds_two_dois_or_an_erratum_beside_its_article(records in prop::collection::vec(record(), 0..14)) {
        let grouped = group(&records);
        for members in &grouped.members {
            let dois: BTreeSet<_> = members.iter().filter_map(|&r| grouped.keys[r].doi.clone()).collect();
            let apart: BTreeSet<_> = members.iter().map(|&r| grouped.keys[r].apart).collect();
            prop_assert!(dois.len() <= 1, "{:?}", dois);
            prop_assert!(apart.len() <= 1, "{:?}", apart);
        }
    }
}

#[test]
fn one_doi_on_each_paper_of_a_volume_merges_none_of_them() {
    let record = |title: &str, author: &str| {
        let mut record = Record {
            title: Some(title.to_owned()),
            authors: vec![RecordAuthor { name: author.to_owned(), ..Default::default() }],
            ..Record::default()
        };
        record.ids.doi = Some("10.1000/volume".to_owned());
        record
    };
    let records = [record("Ductile failure of glass", "Kim J."), record("On the market for tea", "Ri C.")];
    assert_eq!(group(&records).members.len(), 2);
}
