//! The study file: what is read, and the message of each thing that can be wrong.

use std::fs;

use super::file::read;
use super::settings::{People, Study};
use crate::error::{Error, Result};
use crate::flags::condition::InWindow;
use crate::flags::reviews::ReviewRule;

/// The study of the design, word for word.
const DESIGN: &str = r#"name = "demo"
corpus = { records = ["records/*.csv.gz"], registry = "institutions.csv", funders = "funders.csv" }

[window]
from = 2016-12-01
to = 2023-09-30

[[flag]]                       # a paper is flagged when all that a rule states holds
rule = "aerospace with a sanctioned partner"
countries.all_of = ["KP"]
countries.any_other = true
topics.pack = "unscr-2270-2321"  # a rule pack in datasets/rules/, dated, each field with its paragraph
topics.fields = ["aerospace"]

[review]                       # what experts decided: paper, reviewer, decision, date, reason
decisions = ["reviews.csv"]
rule = "majority"              # or "any", "all", "adjudicator"

[trace]
hops = 3
time_respecting = true
self_citations = "both"        # counted with and without, by author and by institution
watch_lists = ["watchlists/defence-labs.csv"]
controls = 20                  # matched unflagged papers for each flagged one

[rank]
networks = ["citation", "coauthors", "institutions", "countries"]
measures = ["pagerank", "betweenness"]

[report]
figures = ["funnel", "timeline", "flow", "network", "matrix", "mainpath"]
people = "pseudonyms"
"#;

/// Reads `text` as a study in a folder that holds the files of the design's study.
fn study(text: &str) -> Result<Study> {
    let folder = tempfile::tempdir().unwrap();
    for name in ["records/b.csv.gz", "records/a.csv.gz", "institutions.csv", "funders.csv", "reviews.csv"] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    fs::create_dir(folder.path().join("watchlists")).unwrap();
    fs::write(
        folder.path().join("watchlists/defence-labs.csv"),
        "id,name,aliases,ror,country,parent,kind,source,source_url,valid_from,valid_to,note\n\
         L1,Invented Laboratory,,,CN,,laboratory,invented,,2018-01-01,,synthetic\n",
    )
    .unwrap();
    let path = folder.path().join("study.toml");
    fs::write(&path, text).unwrap();
    read(&path)
}

/// The message of what is wrong when `from` in the design's study is replaced by `to`, without the folder.
fn message(from: &str, to: &str) -> String {
    assert!(DESIGN.contains(from), "{from}");
    let error = study(&DESIGN.replacen(from, to, 1)).unwrap_err();
    assert!(matches!(error, Error::Settings { .. }), "{error:?}");
    assert_eq!(error.exit_code(), 2);
    let Error::Settings { place, what, remedy } = error else { unreachable!() };
    let folder = format!("{}/", place.path.parent().unwrap().display());
    format!("study.toml:{}: {what}; {remedy}", place.line.unwrap_or(0)).replace(&folder, "")
}

#[test]
fn the_designs_study_is_read() {
    let study = study(DESIGN).unwrap();
    let names: Vec<_> = study.corpus.records.iter().filter_map(|p| p.file_name()?.to_str()).collect();
    assert_eq!(names, ["a.csv.gz", "b.csv.gz"]);
    assert_eq!(study.window.place("2016-11-30".parse().ok()), InWindow::No);
    assert_eq!(study.flags[0].condition.countries.as_ref().unwrap().any_other, Some(true));
    assert_eq!(study.review.as_ref().unwrap().rule, ReviewRule::Majority);
    let trace = study.trace.as_ref().unwrap();
    assert_eq!((trace.hops, trace.time_respecting, trace.controls), (3, true, 20));
    assert_eq!((trace.rewirings, trace.rewiring_field), (0, None));
    assert_eq!((study.report.people, study.report.figures.len()), (People::Pseudonyms, 6));
    assert!(study.resources.packs.contains_key("unscr-2270-2321"));
}

#[test]
fn an_unknown_key_names_its_line() {
    insta::assert_snapshot!(message("hops = 3", "hop = 3"), @"study.toml:20: unknown field `hop`, expected one of `hops`, `time_respecting`, `keep_undated`, `self_citations`, `watch_lists`, `controls`, `rewirings`, `rewiring_field`; correct this line; the README lists the keys of a study");
    insta::assert_snapshot!(message("countries.any_other", "countries.other"), @"study.toml:11: unknown field `other`, expected one of `all_of`, `any_of`, `none_of`, `any_other`; correct this line; the README lists the keys of a study");
    insta::assert_snapshot!(message("[report]", "[reports]"), @"study.toml:30: unknown field `reports`, expected one of `name`, `description`, `synthetic`, `as_of`, `kind`, `corpus`, `window`, `flag`, `claim`, `review`, `trace`, `rank`, `report`; correct this line; the README lists the keys of a study");
    insta::assert_snapshot!(message("\"majority\"", "\"most\""), @"study.toml:17: unknown variant `most`, expected one of `majority`, `any`, `all`, `adjudicator`; correct this line; the README lists the keys of a study");
}

#[test]
fn a_missing_file_names_its_line() {
    insta::assert_snapshot!(message("records/*.csv.gz", "records/*.csv"), @"study.toml:2: there is no file `records/*.csv`; paths are relative to the study file; correct the path or put the file there");
    insta::assert_snapshot!(message("funders.csv", "payers.csv"), @"study.toml:2: there is no file `payers.csv`; paths are relative to the study file; correct the path or put the file there");
    insta::assert_snapshot!(message("watchlists/defence-labs.csv", "labs.csv"), @"study.toml:23: there is no file `labs.csv`; paths are relative to the study file; correct the path or put the file there");
}

#[test]
fn an_empty_window_and_a_wrong_date_name_their_line() {
    insta::assert_snapshot!(message("to = 2023-09-30", "to = 2013-09-30"), @"study.toml:6: the window is empty: it begins after its end (2016-12-01 to 2013-09-30); exchange `from` and `to`, or correct them");
    insta::assert_snapshot!(message("to = 2023-09-30", "to = \"30 September\""), @r#"study.toml:6: `30 September` is no date; write 2016-12-01, "2016-12" or 2016; correct this line; the README lists the keys of a study"#);
    insta::assert_snapshot!(message("to = 2023-09-30", "to = 2023-09-31"), @"study.toml:6: invalid date, expected day between 01 and 30; correct this line; the README lists the keys of a study");
}

#[test]
fn unknown_names_are_answered_with_the_known_ones() {
    insta::assert_snapshot!(message("[\"KP\"]", "[\"North Korea\"]"), @"study.toml:10: `North Korea` is no code of a country; use the two capital letters of ISO 3166-1 (North Korea is KP)");
    insta::assert_snapshot!(message("[\"aerospace\"]", "[\"aerospace\", \"rockets\"]"), @"study.toml:13: the pack `unscr-2270-2321` has no field `rockets`; name one of: physics, computer-simulation, geospatial-navigation, nuclear, aerospace, materials, chemical, mechanical, electrical, industrial, manufacturing");
    insta::assert_snapshot!(message("unscr-2270-2321", "unscr-1718"), @"study.toml:12: there is no rule pack `unscr-1718`; name one of unscr-2270-2321, or the path of a .toml file");
    insta::assert_snapshot!(message("\"matrix\"", "\"pie\""), @"study.toml:31: there is no figure `pie`; name one of: funnel, timeline, flow, network, matrix, ranking, mainpath");
    insta::assert_snapshot!(message("\"countries\"]", "\"planets\"]"), @"study.toml:27: there is no network `planets`; name one of: citation, coauthors, institutions, countries");
}

#[test]
fn a_ranking_says_what_its_numbers_rest_on() {
    use super::bibliometrics::{CitationsBy, FieldBy};
    use crate::measures::Weights;

    let old = "measures = [\"pagerank\", \"betweenness\"]";
    let new = "measures = [\"h_index\", \"citation_percentile\"]\nfield = \"venue\"\ncitations = \"source\"\nweights = \"strengths\"";
    let rank = study(&DESIGN.replacen(old, new, 1)).unwrap().rank.unwrap();
    assert_eq!(rank.measures, ["h_index", "citation_percentile"]);
    assert_eq!(
        (rank.field, rank.citations, rank.weights),
        (Some(FieldBy::Venue), CitationsBy::Source, Weights::Strengths)
    );
    let rank = study(DESIGN).unwrap().rank.unwrap();
    assert_eq!((rank.field, rank.citations, rank.weights), (None, CitationsBy::Corpus, Weights::Usual));
    insta::assert_snapshot!(message("\"betweenness\"", "\"personalized_pagerank\""), @"study.toml:28: a study names no nodes at which `personalized_pagerank` could start anew; leave it out; the command `rank` computes it with `--restart FILE`");
    insta::assert_snapshot!(message(old, "measures = [\"h_index\"]\nfield = \"journal\""), @"study.toml:29: unknown variant `journal`, expected one of `topics`, `venue`, `keywords`, `all`; correct this line; the README lists the keys of a study");
    insta::assert_snapshot!(message(
        "\"citation\", \"coauthors\", \"institutions\", \"countries\"]\nmeasures = [\"pagerank\"",
        "\"citation\"]\nmeasures = [\"h_index\""
    ), @"study.toml:28: `h_index` is defined for those who have papers, and none of the networks is of them; leave it out, or add the network coauthors, institutions or countries");
    insta::assert_snapshot!(message(
        "[\"citation\", \"coauthors\", \"institutions\", \"countries\"]\nmeasures = [\"pagerank\"",
        "[\"countries\"]\nmeasures = [\"citations_normalised\""
    ), @"study.toml:28: `citations_normalised` is defined for papers, and none of the networks is of them; leave it out, or add the network citation");
}

#[test]
fn a_study_must_ask_for_something() {
    let rest = &DESIGN[..DESIGN.find("[[flag]]").unwrap()];
    assert!(study(rest).unwrap_err().to_string().contains("there is no [[flag]]"));
    assert!(
        study(&format!("{rest}[[flag]]\nrule = \"all\"\n"))
            .unwrap_err()
            .to_string()
            .contains("states no condition")
    );
    insta::assert_snapshot!(message("name = \"demo\"", "name = \"../demo\""), @"study.toml:1: `../demo` can't name a folder; use letters, digits, `-`, `_` and `.`, and no dot in front");
}

#[test]
fn a_claim_counts_inside_a_known_set() {
    let claim = |of: &str| {
        format!(
            "[report]\n[[claim]]\nid = \"x\"\ntext = \"x\"\nof = \"{of}\"\ncountries.all_of = [\"CN\"]\n[unused]"
        )
    };
    let with = |of: &str| {
        DESIGN.replacen("[report]", &claim(of).replace("[report]\n", "").replace("[unused]", "[report]"), 1)
    };
    assert_eq!(study(&with("suspected")).unwrap().claims.len(), 1);
    let error = study(&with("guilty")).unwrap_err().to_string();
    assert!(error.contains("there is no set `guilty`; name one of papers, window, selected"), "{error}");
}
