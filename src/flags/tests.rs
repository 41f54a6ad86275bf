//! Rules on small corpora made by hand, and on random ones against the plainest reading of the same words.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::apply::{apply, findings_table};
use super::condition::{Condition, CountryTest, Rule, Window};
use super::judge::Judge;
use super::pack::RulePack;
use super::resources::Resources;
use crate::corpus::Corpus;
use crate::corpus::schema::{Authorship, Funding, Institution, Paper, PaperText};
use crate::ids::{InstitutionId, PaperId};
use crate::places::{WatchEntry, WatchList};

fn condition(text: &str) -> Condition {
    toml::from_str(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn resources() -> Resources {
    let pack = RulePack::embedded("unscr-2270-2321").unwrap().unwrap();
    let list = WatchList::from_entries(vec![
        WatchEntry {
            id: "L1".into(),
            name: "Synthetic Institute".into(),
            ror: Some("r1".into()),
            source: "an invented list".into(),
            valid_from: "2018".parse().ok(),
            ..WatchEntry::default()
        },
        WatchEntry { id: "L2".into(), name: "Invented Univ".into(), ..WatchEntry::default() },
    ]);
    Resources {
        packs: [(pack.name.clone(), pack)].into(),
        watch_lists: [("list.csv".to_string(), list)].into(),
    }
}

fn authorship(
    paper: u32,
    position: u16,
    affiliation: &str,
    country: &str,
    institution: Option<u32>,
) -> Authorship {
    Authorship {
        paper: PaperId(paper),
        position,
        author: Some(crate::ids::AuthorId(position.into())),
        affiliation: affiliation.into(),
        institution: institution.map(InstitutionId),
        country: (!country.is_empty()).then(|| country.into()),
        ..Authorship::default()
    }
}

/// Four invented papers: 0 and 1 join KP and another country, 2 is from CN alone, 3 has an unknown country.
fn corpus() -> Corpus {
    let paper = |title: &str, date: &str, kind: &str, keywords: &[&str]| Paper {
        title: title.into(),
        date: date.parse().ok(),
        kind: (!kind.is_empty()).then(|| kind.into()),
        keywords: keywords.iter().map(ToString::to_string).collect(),
        ..Paper::default()
    };
    let institution = |ror: &str, name: &str, country: &str, parent: Option<u32>| Institution {
        ror: ror.into(),
        name: name.into(),
        country: Some(country.into()),
        parents: parent.map(InstitutionId).into_iter().collect(),
        ..Institution::default()
    };
    Corpus {
        papers: vec![
            paper("Buckling of rocket shells", "2016-03-01", "article", &["Carbon fibre composites"]),
            paper("Ginseng and the liver", "2018-05-02", "review", &["herbal medicine"]),
            paper("Composite index of cracks", "2018", "article", &[]),
            paper("Aircraft", "", "", &[]),
        ],
        texts: vec![PaperText {
            paper: PaperId(0),
            abstract_text: "Nuclear magnetic resonance of a rocket".into(),
        }],
        authorships: vec![
            authorship(0, 1, "Invented Univ, Pyongyang, DPR Korea", "KP", Some(0)),
            authorship(0, 2, "Dept X, Synthetic Inst, Harbin, China", "CN", Some(2)),
            authorship(1, 1, "Invented Univ, Pyongyang, DPR Korea", "KP", Some(0)),
            authorship(1, 2, "Synthetic Inst, Berlin, Germany", "DE", None),
            authorship(2, 1, "Synthetic Inst, Harbin, China", "CN", Some(1)),
            authorship(3, 1, "Invented Univ, Pyongyang, DPR Korea", "KP", Some(0)),
            authorship(3, 2, "Somewhere", "", None),
        ],
        institutions: vec![
            institution("r0", "Invented University", "KP", None),
            institution("r1", "Synthetic Institute", "CN", None),
            institution("r2", "Department X", "CN", Some(1)),
        ],
        funding: vec![
            Funding {
                paper: PaperId(0),
                funder: "Invented Science Foundation of China".into(),
                name: Some("Invented Science Foundation".into()),
                country: Some("CN".into()),
                state: Some(true),
                ..Funding::default()
            },
            Funding {
                paper: PaperId(0),
                funder: "A Company".into(),
                country: Some("DE".into()),
                state: Some(false),
                ..Funding::default()
            },
            Funding { paper: PaperId(1), funder: "Somebody".into(), ..Funding::default() },
        ],
        ..Corpus::default()
    }
}

fn holding(text: &str) -> Vec<u32> {
    let (corpus, condition, resources) = (corpus(), condition(text), resources());
    let judge = Judge::new(&corpus, &condition, &resources).unwrap();
    (0..4).filter(|n| judge.holds(PaperId(*n))).collect()
}

#[test]
fn countries() {
    assert_eq!(holding("countries.all_of = ['KP']"), [0, 1, 3]);
    assert_eq!(holding("countries.all_of = ['KP']\ncountries.any_other = true"), [0, 1]);
    assert_eq!(holding("countries.all_of = ['KP']\ncountries.any_other = false"), [3]);
    assert_eq!(
        holding("countries.all_of = ['KP']\ncountries.any_of = ['CN', 'DE']\ncountries.any_other = true"),
        [0_u32; 0]
    );
    assert_eq!(holding("countries.any_of = ['CN', 'DE']"), [0, 1, 2]);
    assert_eq!(holding("countries.all_of = ['KP']\ncountries.none_of = ['CN']"), [1, 3]);
}

#[test]
fn institutions_count_with_those_below_them() {
    assert_eq!(holding("institutions.any_of = ['r1']"), [0, 2]);
    assert_eq!(holding("institutions.any_of = ['synthetic institute']"), [0, 2]);
    assert_eq!(holding("institutions.any_of = ['r2']"), [0]);
    assert_eq!(holding("institutions.all_of = ['r0', 'r1']"), [0]);
    assert_eq!(holding("institutions.all_of = ['r0']\ninstitutions.none_of = ['r1']"), [1, 3]);
    assert_eq!(holding("institutions.any_of = ['nobody']"), [0_u32; 0]);
}

#[test]
fn a_circle_of_parents_ends() {
    let mut corpus = corpus();
    corpus.institutions[1].parents = vec![InstitutionId(2)];
    let (condition, resources) = (condition("institutions.any_of = ['r9']"), resources());
    assert!(!Judge::new(&corpus, &condition, &resources).unwrap().holds(PaperId(0)));
}

#[test]
fn funders() {
    assert_eq!(holding("funders.state = true"), [0]);
    assert_eq!(holding("funders.countries = ['CN']\nfunders.state = true"), [0]);
    // One funder must fulfil all that is stated: the German one is no state body.
    assert_eq!(holding("funders.countries = ['DE']\nfunders.state = true"), [0_u32; 0]);
    assert_eq!(holding("funders.names = ['INVENTED science foundation']"), [0]);
}

#[test]
fn watch_lists_judge_at_the_papers_date() {
    // Paper 0 names a department below L1 but appeared before the listing; paper 3 names L2 and has no date.
    assert_eq!(holding("watch_lists.lists = ['list.csv']"), [0, 1, 2]);
    assert_eq!(holding("watch_lists.lists = ['list.csv']\nwatch_lists.entries = ['L1']"), [2]);
    assert_eq!(
        holding("watch_lists.lists = ['list.csv']\nwatch_lists.entries = ['L1']\nwatch_lists.status = 'any'"),
        [0, 2]
    );
    assert_eq!(holding("watch_lists.lists = ['list.csv']\nwatch_lists.status = 'any'"), [0, 1, 2, 3]);
}

#[test]
fn dates_and_kinds() {
    assert_eq!(holding("dates.from = 2018-01-01"), [1, 2]);
    assert_eq!(holding("dates.to = 2017"), [0]);
    assert_eq!(holding("kinds.any_of = ['article']"), [0, 2]);
    assert_eq!(holding("kinds.none_of = ['article']"), [1, 3]);
}

#[test]
fn topics() {
    assert_eq!(holding("topics.pack = 'unscr-2270-2321'\ntopics.fields = ['aerospace']"), [0, 3]);
    assert_eq!(holding("topics.pack = 'unscr-2270-2321'\ntopics.fields = ['nuclear']"), [0_u32; 0]);
    assert_eq!(holding("topics.pack = 'unscr-2270-2321'"), [0, 2, 3]);
    assert_eq!(holding("topics.all_of = ['composite', 'crack']"), [2]);
    assert_eq!(holding("topics.any_of = ['composite', 'ginseng']"), [0, 1, 2]);
    assert_eq!(holding("topics.any_of = ['composite']\ntopics.none_of = ['rocket']"), [2]);
    assert_eq!(holding("topics.any_of = ['composite']\ntopics.look_in = ['title']"), [2]);
}

#[test]
fn an_unknown_field_is_answered_with_the_known_ones() {
    let (corpus, condition, resources) =
        (corpus(), condition("topics.pack = 'unscr-2270-2321'\ntopics.fields = ['rockets']"), resources());
    let error = Judge::new(&corpus, &condition, &resources).unwrap_err().to_string();
    assert!(
        error.starts_with("the rule pack has no field `rockets`; name one of: physics, computer"),
        "{error}"
    );
}

#[test]
fn findings_show_what_they_rest_on() {
    let corpus = corpus();
    let rules = [
        Rule {
            name: "partners".into(),
            condition: condition(
                "countries.all_of = ['KP']\ncountries.any_other = true\ntopics.pack = 'unscr-2270-2321'\ntopics.fields = ['aerospace']",
            ),
        },
        Rule { name: "reviews".into(), condition: condition("kinds.any_of = ['review']") },
    ];
    let flagged = apply(&corpus, &rules, Window::default(), &resources()).unwrap();
    assert_eq!((flagged.in_window.len(), flagged.undated, flagged.as_far_as_known), (4, 1, 0));
    assert_eq!(flagged.selected, [PaperId(0), PaperId(1)]);
    assert_eq!(flagged.candidates, [PaperId(0), PaperId(1)]);
    let shown: Vec<String> = flagged
        .findings
        .iter()
        .flat_map(|f| {
            f.evidence.iter().map(move |e| {
                format!(
                    "{} {} {} {} | {} [{}] {}",
                    f.paper,
                    f.rule,
                    f.is_candidate,
                    e.condition,
                    e.field,
                    e.found(),
                    e.term
                )
            })
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    0 partners true countries.all_of | affiliation of author 1 [DPR Korea] KP
    0 partners true countries.any_other | affiliation of author 2 [China] CN
    0 partners true topics.pack | title [rocket] rocket
    0 partners true topics.pack | abstract [rocket] rocket
    1 partners false countries.all_of | affiliation of author 1 [DPR Korea] KP
    1 partners false countries.any_other | affiliation of author 2 [Germany] DE
    1 reviews true kinds.any_of | kind [review] review
    ");
    let rocket = &flagged.findings[0].evidence[2];
    assert_eq!(rocket.paragraphs, ["S/RES/2270 (2016) §17", "S/RES/2321 (2016) §11"]);
    assert_eq!(
        rocket.note.as_deref(),
        Some(
            "the paper is dated 2016-03-01, before S/RES/2270 (2016) §17 (adopted 2016-03-02) and S/RES/2321 (2016) §11 (adopted 2016-11-30)"
        )
    );
    let table = findings_table(&corpus, &flagged.findings).unwrap();
    assert_eq!(table.height(), 7);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn country_tests_are_those_of_sets(
        papers in prop::collection::vec(prop::collection::btree_set(0_u8..5, 0..4), 1..8),
        all_of in prop::collection::btree_set(0_u8..5, 0..3),
        any_of in prop::collection::btree_set(0_u8..5, 0..3),
        none_of in prop::collection::btree_set(0_u8..5, 0..2),
        any_other in prop::option::of(any::<bool>()),
    ) {
        let code = |n: u8| format!("A{}", char::from(b'A' + n));
        let codes = |set: &BTreeSet<u8>| set.iter().map(|n| code(*n)).collect::<Vec<_>>();
        let mut corpus = Corpus { papers: vec![Paper::default(); papers.len()], ..Corpus::default() };
        for (paper, countries) in papers.iter().enumerate() {
            corpus.authorships.extend(countries.iter().map(|c| authorship(paper as u32, 1, "x", &code(*c), None)));
        }
        let condition = Condition {
            countries: Some(CountryTest {
                all_of: codes(&all_of), any_of: codes(&any_of), none_of: codes(&none_of), any_other,
            }),
            ..Condition::default()
        };
        let resources = Resources::default();
        let judge = Judge::new(&corpus, &condition, &resources).unwrap();
        let named: BTreeSet<u8> = all_of.union(&any_of).copied().collect();
        for (paper, countries) in papers.iter().enumerate() {
            let expected = all_of.is_subset(countries)
                && (any_of.is_empty() || !any_of.is_disjoint(countries))
                && none_of.is_disjoint(countries)
                && any_other.is_none_or(|wanted| wanted != countries.is_subset(&named));
            prop_assert_eq!(judge.holds(PaperId(paper as u32)), expected);
        }
    }
}
