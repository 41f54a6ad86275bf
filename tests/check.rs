//! Tests of `check`.

use std::fs;

use predicates::prelude::*;

use crate::support::citetrace;

/// The model case: reports of one study give 67 of the 110, and one prints 75 as 61%.
#[test]
fn a_percentage_that_fits_no_base_of_the_study_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let sets = write("sets.csv", "set,size\nselected,657\nsuspected,110\nwith China,94\n");
    let claims = write(
        "claims.csv",
        "id,numerator,denominator,percent\na,67,suspected,60.9%\nb,75,,61\nc,94,110,86%\n",
    );
    let table = folder.path().join("findings.csv");
    let check = || {
        let mut command = citetrace();
        command.arg("check").arg(&claims).arg("--known").arg(&sets);
        command
    };
    check()
        .arg("--out")
        .arg(&table)
        .assert()
        .success()
        .stdout(predicate::str::contains(
            "a: fits: 67 of 110 is 60.91%; 67 printed as 60.9% fits only N = 110",
        ))
        .stdout(predicate::str::contains(
            "b: does not fit: 75 printed as 61% fits only N = 122 or 123: no known set",
        ))
        .stdout(predicate::str::contains(
            "c: does not fit: 94 of 110 is 85.5%; 94 printed as 86% fits only N = 109",
        ))
        .stdout(predicate::str::contains("2 of 3 claims do not fit"));
    check().arg("--strict").assert().code(3);
    assert!(fs::read_to_string(&table).unwrap().contains("b,,75,,61%,does not fit,122,123"));

    let wrong = write("wrong.csv", "id,numerator,percent\na,67,about 60\n");
    citetrace()
        .arg("check")
        .arg(&wrong)
        .arg("--known")
        .arg(&sets)
        .assert()
        .code(1)
        .stderr(predicate::str::contains("wrong.csv:2: `about 60` is no percentage"));
}
