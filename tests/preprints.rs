//! Tests of the ties between a preprint and its article that records state.

use std::fs;
use std::path::Path;

use crate::support::citetrace;

/// A work of Crossref: DOI, title, kind, and what it says of another.
fn work(doi: &str, title: &str, kind: &str, relation: &str) -> String {
    format!(
        "{{\"DOI\":\"{doi}\",\"title\":[\"{title}\"],\"type\":\"{kind}\",\"issued\":{{\"date-parts\":[[2020]]}},\
         \"author\":[{{\"family\":\"Kim\",\"given\":\"Ann\"}}],\"relation\":{relation}}}\n"
    )
}

fn to(kind: &str, doi: &str) -> String {
    format!("{{\"{kind}\":[{{\"id-type\":\"doi\",\"id\":\"{doi}\",\"asserted-by\":\"subject\"}}]}}")
}

/// The links of a corpus of these works, and how many papers it has.
fn linked(works: &[String], options: &[&str]) -> (String, usize) {
    let folder = tempfile::tempdir().unwrap();
    let records = folder.path().join("works.jsonl");
    fs::write(&records, works.concat()).unwrap();
    let out = folder.path().join("corpus");
    citetrace().arg("ingest").arg(&records).args(options).arg("--out").arg(&out).assert().success();
    let papers = citetrace::corpus::store::read(Path::new(&out)).unwrap().len();
    (fs::read_to_string(out.join("preprints.jsonl")).unwrap(), papers)
}

#[test]
fn a_stated_relation_links_works_of_different_titles() {
    let article = work("10.5555/article", "A later title of the work", "journal-article", "{}");
    let preprint = work(
        "10.5555/preprint",
        "What we call it first",
        "posted-content",
        &to("is-preprint-of", "10.5555/ARTICLE"),
    );
    let expected = "{\"preprint\":1,\"article\":0,\"method\":\"relation\"}\n".to_owned();
    assert_eq!(linked(&[article.clone(), preprint.clone()], &[]), (expected.clone(), 2));
    assert_eq!(linked(&[preprint.clone(), article.clone()], &[]), (expected.clone(), 2));
    assert_eq!(linked(&[article.clone(), preprint.clone()], &["--merge-preprints"]).1, 1);
    // The other side says it; a version of it says it; both say it.
    let plain = work("10.5555/preprint", "What we call it first", "posted-content", "{}");
    let says = work(
        "10.5555/article",
        "A later title of the work",
        "journal-article",
        &to("has-preprint", "10.5555/preprint"),
    );
    assert_eq!(linked(&[says.clone(), plain], &[]), (expected.clone(), 2));
    let version = work(
        "10.5555/preprint",
        "What we call it first",
        "posted-content",
        &to("is-version-of", "10.5555/article"),
    );
    assert_eq!(linked(&[article.clone(), version], &[]), (expected.clone(), 2));
    assert_eq!(linked(&[says, preprint], &[]), (expected, 2));
    // Two versions of one preprint are no preprint and article, and a work outside the corpus is none either.
    let first = work("10.5555/v1", "What we call it first", "posted-content", "{}");
    let second =
        work("10.5555/v2", "Quite another title of it", "posted-content", &to("is-version-of", "10.5555/v1"));
    assert_eq!(linked(&[first, second], &[]), (String::new(), 2));
    assert_eq!(
        linked(
            &[article, work("10.5555/p", "Other", "posted-content", &to("is-preprint-of", "10.5555/none"))],
            &[]
        )
        .0,
        ""
    );
}
