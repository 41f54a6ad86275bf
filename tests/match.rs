//! Tests of `match`.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::support::{citetrace, real_file};

const REGISTRY: &str = "id,name,aliases,country,city,kind,parent
kisu,Kim Il Sung University,KISU; Kim Il-sung Univ,KP,Pyongyang,education,
nju,Nanjing University,Nanking University,CN,Nanjing,education,
nuaa,Nanjing University of Aeronautics and Astronautics,,CN,Nanjing,education,
neu-us,Northeastern University,,US,Boston,education,
neu-cn,Northeastern University,,CN,Shenyang,education,
";

fn write(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

fn run(strings: &str, registry: &str, watch: Option<&str>) -> (String, serde_json::Value) {
    let folder = tempfile::tempdir().unwrap();
    let strings = write(folder.path(), "strings.csv", strings);
    let registry = write(folder.path(), "registry.csv", registry);
    let out = folder.path().join("out.csv");
    let mut command = citetrace();
    command.arg("match").arg(strings).arg("--registry").arg(registry).arg("--out").arg(&out).arg("--json");
    if let Some(watch) = watch {
        command.arg("--watch-list").arg(write(folder.path(), "watch.csv", watch));
    }
    let output = command.assert().success().get_output().stdout.clone();
    (fs::read_to_string(out).unwrap(), serde_json::from_slice(&output).unwrap())
}

fn fails(strings: &str, registry: &str, watch: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let strings = write(folder.path(), "strings.csv", strings);
    let registry = write(folder.path(), "registry.csv", registry);
    let watch = write(folder.path(), "watch.csv", watch);
    let mut command = citetrace();
    command.arg("match").arg(strings).arg("--registry").arg(registry).arg("--watch-list").arg(watch);
    let assert = command.arg("--out").arg(folder.path().join("out.csv")).assert().code(1);
    let message = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    message.replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn a_row_for_each_institution_and_one_for_a_string_without() {
    let (table, summary) = run(
        "affiliation\n\"Faculty of Physics, Kim Il Sung University, Pyongyang, DPR Korea\"\n\
         \"Nanjing University, Nanjing, China; Northeastern University, Boston, MA\"\n\
         \"Nanjing University of Posts and Telecommunications, Nanjing, China\"\n\"\"\n\
         \"Northeastern Univ, Shenyang, China, and Seoul, South Korea\"\n",
        REGISTRY,
        None,
    );
    insta::assert_snapshot!(table, @r#"
row,affiliation,country,institution,name,method,score,span,runner_up
0,"Faculty of Physics, Kim Il Sung University, Pyongyang, DPR Korea",KP,kisu,Kim Il Sung University,name,1,20..42,
1,"Nanjing University, Nanjing, China; Northeastern University, Boston, MA",CN,nju,Nanjing University,name,1,0..18,
1,"Nanjing University, Nanjing, China; Northeastern University, Boston, MA",US,neu-us,Northeastern University,name,1,36..59,
2,"Nanjing University of Posts and Telecommunications, Nanjing, China",CN,,,name,,61..66,
3,,,,,,,,
4,"Northeastern Univ, Shenyang, China, and Seoul, South Korea",CN,neu-cn,Northeastern University,name,1,0..17,
4,"Northeastern Univ, Shenyang, China, and Seoul, South Korea",KR,,,name,,47..58,
"#);
    insta::assert_snapshot!(summary, @r#"{"strings":5,"with_institution":3,"with_country":4,"without_country":1,"institutions":4,"by_method":{"name":4},"overrides":0}"#);
}

#[test]
fn the_watch_list_is_found_by_id_and_by_text() {
    let watch = "id,name,aliases,ror,country,parent,kind,source,source_url,valid_from,valid_to,note\n\
        w1,Kim Il Sung University,,kisu,KP,,university,a list,,2016-12-01,,\n\
        w2,Invented Institute of Rockets,IIR; Rocket Institute,,KP,,institute,a list,,2017,2019,\n";
    let (table, summary) = run(
        "affiliation\n\"KISU, Pyongyang, North Korea\"\n\"Rocket Institute, Pyongyang, DPRK\"\n\"IIR, Paris, France\"\n",
        REGISTRY,
        Some(watch),
    );
    insta::assert_snapshot!(table, @r#"
row,affiliation,country,institution,name,method,score,span,runner_up,watch_list
0,"KISU, Pyongyang, North Korea",KP,kisu,Kim Il Sung University,acronym,0.88,0..4,,w1
1,"Rocket Institute, Pyongyang, DPRK",KP,,,name,,29..33,,w2
2,"IIR, Paris, France",FR,,,name,,12..18,,
"#);
    assert_eq!(summary["on_watch_list"], 2);
}

#[test]
fn a_part_of_a_listed_institution_is_listed_and_says_through_whom() {
    let registry = "id,name,country,city,parent\nu,Example Rocket University,KP,Pyongyang,\n\
        l,Key Laboratory of Invented Engines,KP,Pyongyang,u\n";
    let watch = "id,name,source,ror,valid_from,valid_to\nw1,Rocket University,a list,u,2017,\n";
    let (table, _) = run(
        "affiliation\n\"Key Laboratory of Invented Engines, Pyongyang, DPR Korea\"\nHelp a.b@example.edu.kp\n",
        registry,
        Some(watch),
    );
    insta::assert_snapshot!(table, @r#"
row,affiliation,country,institution,name,method,score,span,runner_up,watch_list
0,"Key Laboratory of Invented Engines, Pyongyang, DPR Korea",KP,l,Key Laboratory of Invented Engines,name,1,0..34,,w1 (part of u)
1,Help a.b@example.edu.kp,KP,,,e-mail domain,,9..23,,
"#);
}

#[test]
fn a_second_parent_of_ror_is_asked_too() {
    let record = |id: &str, name: &str, parents: &[&str]| {
        let relations = parents.iter().map(|parent| serde_json::json!({"type": "parent", "id": parent}));
        let names = serde_json::json!([{"types": ["ror_display"], "value": name}]);
        serde_json::json!({"id": id, "names": names, "relationships": relations.collect::<Vec<_>>()})
    };
    let registry = serde_json::json!([
        record("l", "Key Laboratory of Invented Engines", &["u", "a"]),
        record("u", "Example Rocket University", &[]),
        record("a", "Example Academy of Flight", &["m"]),
        record("m", "Example Ministry of Flight", &[]),
    ]);
    let watch = "id,name,source,ror,valid_from,valid_to\nw1,A Ministry,a list,m,2017,\nw2,An Academy,a list,a,2017,\n";
    let strings = "affiliation\n\"Key Laboratory of Invented Engines, Pyongyang, DPR Korea\"\n";
    let (table, _) = run(strings, &registry.to_string(), Some(watch));
    insta::assert_snapshot!(table, @r#"
row,affiliation,country,institution,name,method,score,span,runner_up,watch_list
0,"Key Laboratory of Invented Engines, Pyongyang, DPR Korea",KP,l,Key Laboratory of Invented Engines,name,0.96,0..34,,w2 (part of a); w1 (part of m)
"#);
}

#[test]
fn parents_by_the_registry_and_by_the_watch_list_itself_count_and_are_told_apart() {
    let registry = "id,name,country,city,parent\nu,Example Rocket University,KP,Pyongyang,\n\
        l,Key Laboratory of Invented Engines,KP,Pyongyang,u\n";
    let watch = "id;name;source;ror;parent;valid_from;valid_to;kind\nw1;Rocket University;a list;u;w3;2017;;\n\
        w2;Key Laboratory of Invented Engines;a list;;;2015;2016;\nw3;Bureau of Invented Flight;a list;;;2010;;\n\
        w4;A. Person;a list;;;2010;;person\n";
    let (table, summary) = run(
        "affiliation\n\"Key Laboratory of Invented Engines, Pyongyang, DPR Korea\"\n\"Rocket University, Wonsan\"\n",
        registry,
        Some(watch),
    );
    insta::assert_snapshot!(table, @r#"
row,affiliation,country,institution,name,method,score,span,runner_up,watch_list
0,"Key Laboratory of Invented Engines, Pyongyang, DPR Korea",KP,l,Key Laboratory of Invented Engines,name,1,0..34,,w2; w1 (part of u); w3 (part of Bureau of Invented Flight)
1,"Rocket University, Wonsan",KP,,,region,,19..25,,w1; w3 (part of Bureau of Invented Flight)
"#);
    assert_eq!((&summary["on_watch_list"], &summary["watch_list_left_out"]), (&2.into(), &1.into()));
}

#[test]
fn wrong_input_is_named_with_line_and_remedy() {
    let strings = "affiliation\nSeoul\n";
    let watch = "id,name,source,valid_from,valid_to\nw1,A Laboratory,a list,,\n";
    insta::assert_snapshot!(fails("text\nSeoul\n", REGISTRY, watch), @r#"citetrace: strings.csv:1: no column `affiliation` in the header (text); `match` needs it"#);
    insta::assert_snapshot!(fails("", REGISTRY, watch), @r#"citetrace: strings.csv: the file is empty; give a CSV file with a header row"#);
    insta::assert_snapshot!(fails(strings, "id,title\n1,x\n", watch), @r#"citetrace: registry.csv:1: no column `name` in the header (id, title); a registry needs it"#);
    insta::assert_snapshot!(fails(strings, "id,name\n1,x\n1,y\n", watch), @r#"citetrace: registry.csv:3: the id `1` stands in line 2 already; keep one row for each institution; put other spellings into `aliases`"#);
    insta::assert_snapshot!(fails(strings, "id,name,country\n1,x,XQ\n", watch), @r#"citetrace: registry.csv:2: no country has the code `XQ`; write an ISO 3166-1 alpha-2 code such as KP"#);
    insta::assert_snapshot!(fails(strings, "id,name,parent\n1,x,2\n2,y,1\n", watch), @r#"citetrace: registry.csv:2: `1` is among its own parents; break the cycle in the column `parent`"#);
    insta::assert_snapshot!(fails(strings, "id,name,parent\n1,x,3\n", watch), @r#"citetrace: registry.csv:2: the parent `3` is no id of this file; add it or leave the cell empty"#);
    let wrong_date = "id,name,source,valid_from,valid_to\nw1,A Laboratory,a list,2019-13-01,\n";
    insta::assert_snapshot!(fails(strings, REGISTRY, wrong_date), @r#"citetrace: watch.csv:2: `2019-13-01` in the column `valid_from` is no date; write YYYY, YYYY-MM or YYYY-MM-DD"#);
    let backwards = "id,name,source,valid_from,valid_to\nw1,A Laboratory,a list,2019-05-01,2018-05-01\n";
    insta::assert_snapshot!(fails(strings, REGISTRY, backwards), @r#"citetrace: watch.csv:2: valid_to 2018-05-01 is before valid_from 2019-05-01; swap the two or leave `valid_to` empty for an entry that still holds"#);
    insta::assert_snapshot!(fails(strings, REGISTRY, "id,name\nw1,A Laboratory\n"), @r#"citetrace: watch.csv:1: no column `source` in the header (id, name); a watch list (who says so) needs it"#);
}

#[test]
fn the_real_strings_go_through_and_the_threads_do_not_matter() {
    let (Some(strings), Some(registry)) =
        (real_file("affiliations/strings.csv"), real_file("affiliations/registry.csv"))
    else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let table = |threads: &str| {
        let out = folder.path().join(format!("{threads}.csv"));
        let mut command = citetrace();
        command.arg("match").arg(&strings).arg("--registry").arg(&registry).arg("--out").arg(&out);
        command.args(["--threads", threads, "--quiet"]).assert().success();
        fs::read(out).unwrap()
    };
    let one = table("1");
    assert!(one == table("2"), "one thread and two write different bytes");
    let rows = csv::Reader::from_reader(one.as_slice()).into_records().count();
    assert!(rows >= 3000, "{rows}");
}

#[test]
fn doubts_are_written_for_review_and_come_back_as_overrides() {
    let folder = tempfile::tempdir().unwrap();
    let text = "affiliation\n\"Northeastern University\"\n\"Northeastern University\"\n\"Nanjing University, Nanjing, China\"\n";
    let strings = write(folder.path(), "strings.csv", text);
    let registry = write(folder.path(), "registry.csv", REGISTRY);
    let review = folder.path().join("review.csv");
    let out = folder.path().join("out.csv");
    let base = || {
        let mut command = citetrace();
        command.arg("match").arg(&strings).arg("--registry").arg(&registry).arg("--out").arg(&out);
        command
    };
    base().arg("--review").arg(&review).assert().success();
    insta::assert_snapshot!(fs::read_to_string(&review).unwrap(), @r#"
affiliation,strings,reason,candidates,institution,country,who,when,why
Northeastern University,2,no institution,"neu-us (Northeastern University, 0.94); neu-cn (Northeastern University, 0.94)",,,,,
"#);
    let header = "affiliation,institution,country,who,when,why\n";
    let filled = write(
        folder.path(),
        "a.csv",
        &format!("{header}Northeastern University,neu-cn,,A. Reader,2026-01-02,read the paper\n"),
    );
    base().arg("--overrides").arg(&filled).assert().success();
    insta::assert_snapshot!(fs::read_to_string(&out).unwrap(), @r#"
row,affiliation,country,institution,name,method,score,span,runner_up
0,Northeastern University,CN,neu-cn,Northeastern University,override,1,0..23,
1,Northeastern University,CN,neu-cn,Northeastern University,override,1,0..23,
2,"Nanjing University, Nanjing, China",CN,nju,Nanjing University,name,1,0..18,
"#);
    // The folder that `ingest` takes is read too, and what is decided is not asked again.
    let decisions = folder.path().join("overrides");
    fs::create_dir(&decisions).unwrap();
    fs::copy(&filled, decisions.join("affiliations-2026.csv")).unwrap();
    let decided = fs::read_to_string(&out).unwrap();
    base().arg("--overrides").arg(&decisions).arg("--review").arg(&review).assert().success();
    assert_eq!(fs::read_to_string(&out).unwrap(), decided);
    assert_eq!(fs::read_to_string(&review).unwrap().lines().count(), 1);
    let unused =
        write(folder.path(), "b.csv", &format!("{header}Northeastern Universty,neu-cn,,A. Reader,,\n"));
    let failed = base().arg("--overrides").arg(&unused).assert().code(1);
    let message = String::from_utf8(failed.get_output().stderr.clone()).unwrap();
    insta::assert_snapshot!(message.replace(&format!("{}/", folder.path().display()), ""), @r#"citetrace: b.csv:2: no string is `Northeastern Universty`; the nearest are `Northeastern University`, `Nanjing University, Nanjing, China`"#);
}

#[test]
fn the_affiliations_of_a_corpus_are_matched() {
    let Some(file) = real_file("scopus/bibliometrix.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus");
    citetrace().arg("ingest").arg(file).arg("--out").arg(&corpus).assert().success();
    let registry = write(folder.path(), "registry.csv", REGISTRY);
    let out = folder.path().join("out.csv");
    let mut command = citetrace();
    command.arg("match").arg(&corpus).arg("--registry").arg(registry).arg("--out").arg(&out).arg("--json");
    let summary: serde_json::Value =
        serde_json::from_slice(&command.assert().success().get_output().stdout).unwrap();
    let mut texts = std::collections::BTreeSet::new();
    for row in citetrace::corpus::store::read(&corpus).unwrap().authorships {
        texts.insert((row.paper, row.affiliation));
    }
    texts.retain(|(_, text)| !text.is_empty());
    assert!(!texts.is_empty());
    assert_eq!(summary["strings"].as_u64(), Some(texts.len() as u64));
}

#[test]
fn released_forms_of_ror_and_of_watch_lists_are_read() {
    let (Some(strings), Some(ror)) =
        (real_file("affiliations/strings.csv"), real_file("affiliations/ror_v2.json"))
    else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let summary = |registry: &Path, watch: Option<&Path>| -> serde_json::Value {
        let mut command = citetrace();
        command.arg("match").arg(&strings).arg("--registry").arg(registry).arg("--json");
        command.arg("--out").arg(folder.path().join("out.parquet"));
        if let Some(watch) = watch {
            command.arg("--watch-list").arg(watch);
        }
        serde_json::from_slice(&command.assert().success().get_output().stdout).unwrap()
    };
    let plain = summary(&ror, None);
    // In the zip, as ROR publishes it.
    let zipped = folder.path().join("v2.9-ror-data.zip");
    let mut archive = zip::ZipWriter::new(fs::File::create(&zipped).unwrap());
    archive.start_file("v2.9-ror-data.json", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(&fs::read(&ror).unwrap()).unwrap();
    archive.finish().unwrap();
    assert_eq!(summary(&zipped, None), plain);
    assert!(plain["with_institution"].as_u64().unwrap() > 1800, "{plain}");
    for watch in ["watch/csl.csv", "watch/opensanctions.csv"] {
        let Some(watch) = real_file(watch) else { return };
        assert!(summary(&zipped, Some(&watch))["on_watch_list"].is_u64());
    }
}
