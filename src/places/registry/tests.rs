//! The released forms of ROR, hand-made from their published layouts with invented institutions, and lists that are wrong.

use super::*;

fn read(name: &str, bytes: &[u8]) -> Result<Registry> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    Registry::read(&path)
}

fn message(name: &str, bytes: &[u8]) -> String {
    let text = read(name, bytes).unwrap_err().to_string();
    text[text.find(name).unwrap_or(0)..].to_owned()
}

const V2: &str = r#"[
{"admin":{},"domains":["example.edu"],"established":1900,"external_ids":[{"all":["grid.1.1"],"preferred":null,"type":"grid"},
 {"all":["501100000001","100000002"],"preferred":"501100000001","type":"fundref"}],"id":"https://ror.org/a","links":[],
 "locations":[{"geonames_details":{"country_code":"CN","country_name":"China","country_subdivision_name":"Jiangsu","lat":1.0,
 "lng":2.0,"name":"Nanjing"},"geonames_id":1}],"names":[{"lang":"en","types":["ror_display","label"],"value":"Invented University"},
 {"lang":null,"types":["acronym"],"value":"IVU"},{"lang":"zh","types":["label"],"value":"虚构大学"},
 {"lang":null,"types":["alias"],"value":"Invented \"Old\" College"}],
 "relationships":[{"label":"B","type":"child","id":"https://ror.org/b"}],"status":"active","types":["education","funder"]},
{"id":"https://ror.org/b","locations":[],"names":[{"lang":null,"types":["ror_display"],"value":"Key Laboratory of Inventions"}],
 "relationships":[{"label":"A","type":"parent","id":"https://ror.org/a"}],"status":"active","types":["facility"]},
{"id":"https://ror.org/c","names":[{"types":["ror_display"],"value":"Withdrawn College"}],"locations":[],
 "relationships":[{"label":"A","type":"successor","id":"https://ror.org/a"}],"status":"withdrawn","types":[]}
]"#;

const V1: &str = r#"[
{"id":"https://ror.org/a","name":"Invented University","types":["Education","Funder"],"status":"active","aliases":["Invented \"Old\" College"],
 "acronyms":["IVU"],"labels":[{"label":"虚构大学","iso639":"zh"}],"links":[],"country":{"country_name":"China","country_code":"CN"},
 "addresses":[{"city":"Nanjing","state":"Jiangsu","primary":false,"geonames_city":{}}],
 "external_ids":{"GRID":{"preferred":"grid.1.1","all":"grid.1.1"},"FundRef":{"preferred":null,"all":["501100000001","100000002"]}},
 "relationships":[{"label":"B","type":"Child","id":"https://ror.org/b"}]},
{"id":"https://ror.org/b","name":"Key Laboratory of Inventions","types":["Facility"],"status":"active","aliases":[],"acronyms":[],
 "labels":[],"country":{"country_code":"CN"},"addresses":[],"external_ids":{},
 "relationships":[{"label":"A","type":"Parent","id":"https://ror.org/a"}]},
{"id":"https://ror.org/c","name":"Withdrawn College","types":[],"status":"withdrawn","country":{"country_code":"CN"},
 "relationships":[{"label":"A","type":"Successor","id":"https://ror.org/a"}]}
]"#;

const V2_CSV: &str = "id,names.types.ror_display,names.types.label,names.types.alias,names.types.acronym,status,types,\
locations.geonames_details.country_code,locations.geonames_details.name,locations.geonames_details.country_subdivision_name,\
external_ids.type.fundref.all,domains,relationships\n\
https://ror.org/a,Invented University,en: Invented University; zh: 虚构大学,no_lang_code: Old College,no_lang_code: IVU,active,\
education; funder,CN,Nanjing,Jiangsu,501100000001; 100000002,example.edu,child: https://ror.org/b\n\
https://ror.org/b,Key Laboratory of Inventions,,,,active,facility,CN,Nanjing,Jiangsu,,,parent: https://ror.org/a\n\
https://ror.org/c,Withdrawn College,,,,withdrawn,,CN,Nanjing,,,,successor: https://ror.org/a\n";

const V1_CSV: &str = "id,name,types,status,aliases,labels,acronyms,addresses[0].city,addresses[0].state,country.country_code,\
external_ids.FundRef.all,relationships\n\
https://ror.org/a,Invented University,Education; Funder,active,Old College,zh: 虚构大学,IVU,Nanjing,Jiangsu,CN,\
501100000001; 100000002,Child: https://ror.org/b\n\
https://ror.org/b,Key Laboratory of Inventions,Facility,active,,,,Nanjing,Jiangsu,CN,,Parent: https://ror.org/a\n\
https://ror.org/c,Withdrawn College,,withdrawn,,,,Nanjing,,CN,,Successor: https://ror.org/a\n";

#[test]
fn the_four_released_forms_of_ror_say_the_same() {
    for (name, text) in [("v2.json", V2), ("v1.json", V1), ("v2.csv", V2_CSV), ("v1.csv", V1_CSV)] {
        let registry = read(name, text.as_bytes()).unwrap();
        let [a, b, c] = registry.entries() else { panic!("{name}") };
        assert_eq!(
            (a.name.as_str(), a.city(), a.kind.as_str()),
            ("Invented University", Some("Nanjing"), "education; funder"),
            "{name}"
        );
        assert_eq!(a.country.map(|c| c.to_string()), Some("CN".into()), "{name}");
        assert!(a.aliases.iter().any(|alias| alias == "虚构大学"), "{name}: {:?}", a.aliases);
        assert!(a.aliases.iter().any(|alias| alias.ends_with("College")), "{name}: {:?}", a.aliases);
        assert_eq!(a.acronyms, ["IVU"], "{name}");
        assert_eq!(a.funder_ids, ["501100000001", "100000002"], "{name}");
        assert_eq!((b.parents.as_slice(), b.standing), (&[0][..], Standing::Active), "{name}");
        assert_eq!((c.standing, registry.standing_for(2)), (Standing::Withdrawn, 0), "{name}");
        assert_eq!(registry.ancestors(1).collect::<Vec<_>>(), [0], "{name}");
    }
}

#[test]
fn what_is_wrong_in_a_list_is_named_with_its_line() {
    insta::assert_snapshot!(message("r.csv", b"id,name\n1,K\xe6ln\n"), @"r.csv:2: the text is not UTF-8; save the file as UTF-8 and try again");
    insta::assert_snapshot!(message("r.csv", b"id,name\n1,x\n1,y\n"), @"r.csv:3: the id `1` stands in line 2 already; keep one row for each institution; put other spellings into `aliases`");
    insta::assert_snapshot!(message("r.csv", b"id,name,parent\n1,x,2\n2,y,3\n3,z,1\n"), @"r.csv:2: `1` is among its own parents; break the cycle in the column `parent`");
    let cut = V2.split_at(V2.len() / 2).0;
    insta::assert_snapshot!(message("r.json", cut.as_bytes()), @"r.json:7: this is no list of ROR organisations (EOF while parsing an object at line 7 column 21); give ROR's data dump (v2 or v1 JSON) unchanged");
    let twice = V1.replace("ror.org/b\",\"name", "ror.org/a\",\"name");
    insta::assert_snapshot!(message("r.json", twice.as_bytes()), @"r.json:2: the id `https://ror.org/a` stands in line 1 already; keep the newest record of each organisation");
    insta::assert_snapshot!(message("r.json", V2.replace("\"CN\"", "\"XQ\"").as_bytes()), @"r.json:1: no country has the code `XQ`; write an ISO 3166-1 alpha-2 code such as KP");
    insta::assert_snapshot!(message("r.json", V2.replace("\"value\":\"Key", "\"valu\":\"Key").as_bytes()), @"r.json:9: this is no list of ROR organisations (missing field `value` at line 1 column 125); give ROR's data dump (v2 or v1 JSON) unchanged");
}

#[test]
fn two_entries_of_ror_that_name_each_other_as_parent_are_no_cycle() {
    let both = V2.replace(
        "\"type\":\"child\",\"id\":\"https://ror.org/b\"",
        "\"type\":\"parent\",\"id\":\"https://ror.org/b\"",
    );
    let registry = read("r.json", both.as_bytes()).unwrap();
    assert_eq!(registry.entries()[0].parents, [1]);
    assert_eq!(registry.entries()[1].parents, [] as [usize; 0]);
}

/// A release with these parents: `a-bc` says that `a` is a part of `b` and of `c`.
fn release(parts: &[&str]) -> String {
    let id = |letter: char| format!("https://ror.org/{letter}");
    let records = parts.iter().map(|part| {
        let parents =
            part.chars().skip(2).map(|parent| serde_json::json!({"type": "parent", "id": id(parent)}));
        let own = id(part.chars().next().unwrap());
        let name = serde_json::json!({"types": ["ror_display"], "value": format!("Institute of {own}")});
        serde_json::json!({"id": own, "names": [name], "relationships": parents.collect::<Vec<_>>()})
    });
    serde_json::Value::from(records.collect::<Vec<_>>()).to_string()
}

#[test]
fn all_parents_lead_upwards_the_nearest_first_and_circles_end() {
    let above = |parts: &[&str], entry: usize| -> Vec<usize> {
        read("r.json", release(parts).as_bytes()).unwrap().ancestors(entry).collect()
    };
    // a is a part of c and of b; b of d, c of d and e.
    let tree = ["a-cb", "b-d", "c-de", "d-", "e-"];
    assert_eq!(above(&tree, 0), [2, 1, 3, 4]);
    assert_eq!(above(&tree, 1), [3]);
    assert_eq!(above(&tree, 3), [] as [usize; 0]);
    // A circle of three through second parents: the last link is dropped, the others stay.
    let circle = ["a-db", "b-c", "c-a", "d-"];
    assert_eq!(above(&circle, 0), [3, 1, 2]);
    assert_eq!(above(&circle, 2), [] as [usize; 0]);
    assert_eq!(above(&["a-a", "b-aa"], 1), [0]);
    assert_eq!(above(&["a-a", "b-aa"], 0), [] as [usize; 0]);
    // Built by hand, where nothing was checked.
    let entry = |parents: &[usize]| Entry { parents: parents.to_vec(), ..Entry::default() };
    let by_hand = Registry::from_entries(vec![entry(&[0, 1]), entry(&[0, 7])]);
    assert_eq!(by_hand.ancestors(0).collect::<Vec<_>>(), [1, 7]);
    assert_eq!(by_hand.ancestors(9).count(), 0);
}

#[test]
fn a_long_line_of_parents_takes_no_time() {
    let entry = |at: usize| Entry { parents: vec![at + 1], ..Entry::default() };
    let line = Registry::from_entries((0..200_000).map(entry).collect());
    assert_eq!(line.ancestors(0).count(), 200_000);
}
