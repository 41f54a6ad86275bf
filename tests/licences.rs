//! Every dependency can be used under a permissive licence that the project accepts (the list stands in `deny.toml`).

use std::process::Command;

/// Beside the licences of `deny.toml`: what one named crate may have.
const EXCEPTIONS: [(&str, &str); 1] = [("xxhash-rust", "BSL-1.0")];

/// The licences between `allow = [` and `]`.
fn allowed() -> Vec<String> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deny.toml")).unwrap();
    let settings: toml::Table = text.parse().unwrap();
    settings["licenses"]["allow"].as_array().unwrap().iter().map(|l| l.as_str().unwrap().to_owned()).collect()
}

/// Whether an SPDX expression can be met with the allowed licences. `AND` binds closer than `OR`; an old `/` is an `OR`.
fn can_be_met(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let tokens =
        expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ").replace(" WITH ", "+WITH+");
    let tokens: Vec<String> = tokens.split_whitespace().map(|t| t.replace("+WITH+", " WITH ")).collect();
    let mut at = 0;
    either(&tokens, &mut at, allowed)
}

fn either(tokens: &[String], at: &mut usize, allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut met = all_of(tokens, at, allowed);
    while tokens.get(*at).is_some_and(|t| t == "OR") {
        *at += 1;
        met |= all_of(tokens, at, allowed);
    }
    met
}

fn all_of(tokens: &[String], at: &mut usize, allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut met = one(tokens, at, allowed);
    while tokens.get(*at).is_some_and(|t| t == "AND") {
        *at += 1;
        met &= one(tokens, at, allowed);
    }
    met
}

fn one(tokens: &[String], at: &mut usize, allowed: &dyn Fn(&str) -> bool) -> bool {
    let Some(token) = tokens.get(*at) else { return false };
    *at += 1;
    if token != "(" {
        return allowed(token);
    }
    let met = either(tokens, at, allowed);
    *at += 1;
    met
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    let mit = |l: &str| l == "MIT";
    for (expression, met) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0 AND MIT", false),
        ("GPL-3.0 OR MIT AND MIT", true),
        ("(GPL-3.0 OR MIT) AND GPL-2.0", false),
        ("GPL-3.0/MIT", true),
        ("Apache-2.0 WITH LLVM-exception", false),
    ] {
        assert_eq!(can_be_met(expression, &mit), met, "{expression}");
    }
}

#[test]
fn every_dependency_has_an_accepted_licence() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--filter-platform",
            "x86_64-unknown-linux-gnu",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let list = allowed();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 50);
    let mut wrong = Vec::new();
    for package in packages {
        let (name, licence) = (package["name"].as_str().unwrap(), package["license"].as_str().unwrap_or(""));
        let fits = |l: &str| list.iter().any(|a| a == l) || EXCEPTIONS.contains(&(name, l));
        if !can_be_met(licence, &fits) {
            wrong.push(format!("{name}: {licence}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
