//! Tests of `describe`.

use serde_json::Value;

use crate::support::{citetrace, real_file};

#[test]
fn a_real_file_is_described() {
    let Some(file) = real_file("scopus/metaknowledge.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("corpus");
    citetrace().arg("ingest").arg(&file).arg("--out").arg(&out).assert().success();
    let output = citetrace().arg("describe").arg(&out).arg("--json").output().unwrap();
    let d: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(d["papers"], 220);
    // Counted in the file by hand: 175 rows with references, 18 of 2002, all with a year.
    assert_eq!(d["papers_with"]["references"]["known"], 175);
    assert_eq!(d["by_year"]["2002"], 18);
    assert_eq!(d["undated"], 0);
    let references = &d["references"];
    let number = |key: &str| references[key].as_u64().unwrap();
    assert_eq!(number("listed"), number("resolved") + number("unresolved"));
    assert_eq!(number("resolved"), number("by_id") + number("by_doi") + number("by_text"));
    citetrace()
        .arg("describe")
        .arg(&out)
        .assert()
        .success()
        .stdout(predicates::str::contains("220 papers, 1956 to 2016; 0 without a date"));
    citetrace().arg("describe").arg(&out).arg("--quality").assert().success();
    let quality: Value = serde_json::from_slice(&std::fs::read(out.join("quality.json")).unwrap()).unwrap();
    let reasons = quality["reasons"].as_array().unwrap();
    let counted: u64 = reasons.iter().map(|r| r[1].as_u64().unwrap()).sum();
    assert_eq!(counted, number("unresolved"));
}

#[test]
fn what_is_no_corpus_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    citetrace()
        .arg("describe")
        .arg(folder.path())
        .assert()
        .code(1)
        .stderr(predicates::str::contains("this folder holds no corpus"));
    citetrace()
        .arg("describe")
        .arg(folder.path().join("none"))
        .assert()
        .code(1)
        .stderr(predicates::str::contains("there is no such folder"));
}

#[test]
fn the_loss_report_tells_what_was_lost_where() {
    let (Some(file), Some(damaged), Some(registry)) = (
        real_file("scopus/metaknowledge.csv"),
        real_file("wos/damaged.txt"),
        real_file("affiliations/ror_v2.json"),
    ) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("corpus");
    let mut ingest = citetrace();
    ingest.arg("ingest").args([&file, &damaged]).arg("--registry").arg(registry).arg("--out").arg(&out);
    ingest.assert().success();
    let path = folder.path().join("loss.json");
    let described = citetrace().arg("describe").arg(&out).arg("--quality").arg("--out").arg(&path).assert();
    let text = String::from_utf8(described.success().get_output().stdout.clone()).unwrap();
    let told: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let corpus = citetrace::corpus::store::read(&out).unwrap();

    // 220 rows and 32 rows, of which one is damaged; counted in the files by hand.
    let file = &told["files"][1];
    assert_eq!([&file["rows"], &file["papers"], &file["merged"], &file["rejected"]], [32, 31, 0, 1]);
    assert!(told["reject_reasons"][0][0].as_str().unwrap().contains("the line of the tag CR is damaged"));
    let pairs = |key: &str| -> Vec<(String, u64)> {
        let rows = told[key].as_array().unwrap().iter();
        rows.map(|row| (row[0].as_str().unwrap().to_owned(), row[1].as_u64().unwrap())).collect()
    };
    let without = pairs("papers_without");
    assert_eq!(without[0], ("date".to_owned(), 0));
    // 45 of the Scopus file list no reference, and 13 have no affiliation; of the other file one has neither `C1` nor `RP`.
    assert_eq!(without[1], ("references".to_owned(), 45));
    assert_eq!(without[2], ("affiliations".to_owned(), 14));
    // The commonest strings without an institution, counted from the table in another way.
    let mut papers: std::collections::BTreeMap<&str, std::collections::BTreeSet<u32>> =
        std::collections::BTreeMap::new();
    for row in corpus.authorships.iter().filter(|a| a.institution.is_none() && !a.affiliation.is_empty()) {
        papers.entry(&row.affiliation).or_default().insert(row.paper.0);
    }
    let listed = pairs("unresolved_affiliations");
    assert_eq!(listed.len(), 50);
    assert!(listed.windows(2).all(|pair| pair[0].1 >= pair[1].1));
    for (affiliation, count) in &listed {
        assert_eq!(papers[affiliation.as_str()].len() as u64, *count, "{affiliation}");
    }
    let most = papers.values().map(std::collections::BTreeSet::len).max().unwrap() as u64;
    assert_eq!(listed[0].1, most);
    let without = pairs("affiliations_without_country");
    let unplaced = corpus.authorships.iter().filter(|a| a.country.is_none() && !a.affiliation.is_empty());
    let unplaced: std::collections::BTreeSet<(&str, u32)> =
        unplaced.map(|a| (a.affiliation.as_str(), a.paper.0)).collect();
    assert!(!without.is_empty() && without.len() < 50);
    assert_eq!(without.iter().map(|(_, papers)| *papers).sum::<u64>(), unplaced.len() as u64);
    let nobody = corpus.funding.iter().filter(|f| f.name.is_none() && f.institution.is_none());
    let nobody: std::collections::BTreeSet<(&str, u32)> =
        nobody.map(|f| (f.funder.as_str(), f.paper.0)).collect();
    let funders = pairs("unresolved_funders");
    assert_eq!(funders.iter().map(|(_, papers)| *papers).sum::<u64>(), nobody.len() as u64);
    let bases: Vec<String> = pairs("authors_by_basis").into_iter().map(|(basis, _)| basis).collect();
    assert_eq!(bases, ["orcid", "source id", "name and institution", "name only"]);
    let authors: u64 = pairs("authors_by_basis").iter().map(|(_, count)| count).sum();
    assert_eq!(authors, corpus.authors.len() as u64);
    let outside = pairs("cited_outside");
    assert_eq!(outside.len(), 10);
    assert!(outside[0].1 > 5);
    for part in [
        "by id 0, by DOI",
        "unresolved: ",
        "Affiliations without a country: ",
        "Affiliations without an institution of the registry: ",
        "why rows were rejected",
        "why references are unresolved",
        "papers without",
        "authors by what they rest on",
        "commonest affiliations without an institution of the registry",
        "commonest affiliations without a country",
        "Grants whose funder neither the list nor the registry knows: ",
        "papers of the corpus cite it",
        "no record has author ids",
        "rejects.jsonl",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() < 260), "{text}");
}
