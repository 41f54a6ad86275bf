//! Tests of the minima and maxima of claims: a study of which the values without uncertain matches are known by hand.

use std::fs;

use predicates::str::contains;
use serde_json::{Value, json};

use crate::support::citetrace;

/// 1 names both places word for word, 2 misspells the university and says North Korea, 3 misspells it and names no country, only a
/// town that no list of cities has, 4 is from Germany alone.
const RECORDS: &str = "Title,Authors,Affiliations,Year,DOI
Invented plates one,\"Kim, Ann\",\"Ryongsaebit University of Technology, Wolbongri, North Korea; Qinghelin University, Shenyang, China\",2018,10.5555/b.1
Invented plates two,\"Kim, Bea\",\"Ryongsaebit University of Tecenology, Wolbongri, North Korea; Qinghelin University, Shenyang, China\",2018,10.5555/b.2
Invented plates three,\"Kim, Cis\",\"Ryongsaebit University of Tecenology, Wolbongri; Qinghelin University, Shenyang, China\",2018,10.5555/b.3
Invented plates four,\"Kim, Dot\",\"Lindenau University, Leipzig, Germany\",2018,10.5555/b.4
";

const REGISTRY: &str = "id,name,aliases,country,city,kind,parent
i-1,Ryongsaebit University of Technology,,KP,Wolbongri,education,
i-2,Qinghelin University,,CN,Shenyang,education,
i-3,Lindenau University,,DE,Leipzig,education,
";

const STUDY: &str = r#"name = "bounds"
[corpus]
records = ["own.csv"]
registry = "institutions.csv"
columns = { title = "Title", authors = "Authors", affiliations = "Affiliations", year = "Year", doi = "DOI" }
[window]
from = 2018
to = 2018
[[flag]]
rule = "with KP"
countries.all_of = ["KP"]
countries.any_other = true
[[claim]]
id = "from-ryongsaebit"
text = "papers are of the university"
of = "selected"
institutions.any_of = ["i-1"]
"#;

/// The claims of the study, with `more` at its end.
fn claims(more: &str) -> (Vec<Value>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.csv"), RECORDS).unwrap();
    fs::write(folder.path().join("institutions.csv"), REGISTRY).unwrap();
    fs::write(folder.path().join("study.toml"), format!("{STUDY}{more}")).unwrap();
    let out = folder.path().join("out");
    let run = citetrace().arg("run").arg(folder.path().join("study.toml")).arg("--out").arg(&out).assert();
    let stdout = String::from_utf8(run.success().get_output().stdout.clone()).unwrap();
    let claims = serde_json::from_str(&fs::read_to_string(out.join("claims.json")).unwrap()).unwrap();
    (claims, stdout, fs::read_to_string(out.join("report.html")).unwrap())
}

/// Numerator and denominator of a claim, of its minimum and of its maximum.
fn numbers(claims: &[Value], id: &str) -> [(u64, u64); 3] {
    let claim = claims.iter().find(|claim| claim["id"] == id).unwrap();
    let pair = |of: &Value| (of["numerator"].as_u64().unwrap(), of["denominator"].as_u64().unwrap());
    [pair(claim), pair(&claim["minimum"]), pair(&claim["maximum"])]
}

#[test]
fn every_claim_has_its_value_without_and_with_uncertain_matches() {
    let (found, stdout, page) = claims("");
    // 3 is of North Korea only by the misspelt university: without that match it leaves the selected papers and every base below.
    assert_eq!(numbers(&found, "window"), [(4, 4); 3]);
    assert_eq!(numbers(&found, "selected"), [(3, 4), (2, 4), (3, 4)]);
    assert_eq!(numbers(&found, "candidates-with-cn"), [(3, 3), (2, 2), (3, 3)]);
    // 2 still is of North Korea, for it says so, but of no certain university.
    assert_eq!(numbers(&found, "from-ryongsaebit"), [(3, 3), (1, 2), (3, 3)]);
    let selected = found.iter().find(|claim| claim["id"] == "selected").unwrap();
    assert_eq!(selected["minimum"], json!({ "numerator": 2, "denominator": 4, "share": 0.5 }));
    assert!(stdout.contains("3/4 (75.0% of window; 2 to 3 by uncertain matches)"), "{stdout}");
    assert!(page.contains("3 of 3 (100.0%; 1 of 2 to 3 of 3 by uncertain matches)"));
    assert!(page.contains("<dt>minimum</dt><dd>1 of 2 (50.0%)</dd>"));
}

#[test]
fn the_limit_is_the_studys() {
    let (found, _, page) = claims("[report]\ncertain_from = 0.9\n");
    for claim in &found {
        let [value, low, high] = numbers(&found, claim["id"].as_str().unwrap());
        assert_eq!((low, high), (value, value), "{claim}");
    }
    assert!(!page.contains("by uncertain matches)"));
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.csv"), RECORDS).unwrap();
    fs::write(folder.path().join("institutions.csv"), REGISTRY).unwrap();
    let study = folder.path().join("study.toml");
    fs::write(&study, format!("{STUDY}[report]\ncertain_from = 97\n")).unwrap();
    citetrace()
        .arg("run")
        .arg(&study)
        .assert()
        .code(2)
        .stderr(contains("study.toml:19: a score lies in 0..=1"));
}
