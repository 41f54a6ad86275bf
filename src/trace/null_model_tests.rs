//! The null model on a graph whose rewirings can all be written down.

use super::exchange::{ATTEMPTS, Exchanges};
use super::null_model::{Beside, NoExpectation, NullModel, Rewiring};
use super::strata::FieldIs;
use super::trails::TraceSettings;
use super::watched::{Subject, Watched};
use crate::corpus::Corpus;
use crate::corpus::sample::{at_institution, citation, institution, paper, watch_entry};
use crate::ids::{InstitutionId, PaperId};
use crate::places::watch::{WatchList, WatchMatcher};

/// Papers 0 to 2 of 2016 are cited by 3 to 5 of 2018, one by one; 6 of 2019 cites 3. 0 is flagged, institution `a` is listed and on 3
/// and 6, `b` on a paper that cites nothing.
fn corpus(citations: &[(u32, u32)]) -> (Corpus, WatchMatcher) {
    let years = ["2016", "2016", "2016", "2018", "2018", "2018", "2019"];
    let corpus = Corpus {
        papers: years.map(paper).to_vec(),
        citations: citations.iter().copied().map(citation).collect(),
        authorships: [(1, 1), (3, 0), (6, 0)].map(at_institution).to_vec(),
        institutions: vec![institution("a"), institution("b")],
        ..Corpus::default()
    };
    (corpus, WatchMatcher::new(&[WatchList::from_entries(vec![watch_entry("a"), watch_entry("b")])]))
}

fn model(citations: &[(u32, u32)], draws: u32) -> NullModel {
    let (corpus, matcher) = corpus(citations);
    let watched = Watched::new(&corpus, &matcher);
    let rewiring = Rewiring { draws, field: None, seed: 5 };
    NullModel::new(&corpus, &[PaperId(0)], &watched, TraceSettings::default(), rewiring).unwrap()
}

#[test]
fn the_mean_is_that_of_all_rewirings() {
    // The six ways to deal out 0, 1 and 2 to 3, 4 and 5: two of them give 0 to 3, which is of `a` and is cited by 6 of `a`.
    let found = model(&[(3, 0), (4, 1), (5, 2), (6, 3)], 9_999);
    assert_eq!(found.field, FieldIs::All);
    assert_eq!((found.citations, found.exchangeable, found.pairs, found.pairs_exchangeable), (4, 3, 2, 1));
    assert_eq!(found.rows.len(), 2);
    for row in &found.rows {
        for beside in [row.reached, row.citations] {
            let drawn = beside.drawn.unwrap();
            // A third of the draws, with a standard error of 0.0047.
            assert_eq!(beside.observed, 1);
            assert!((drawn.expected - 1.0 / 3.0).abs() < 0.02, "{drawn:?}");
            let as_many = (drawn.expected * 9_999.0).round();
            assert!((drawn.p - (1.0 + as_many) / 10_000.0).abs() < 1e-12);
            let binomial = (drawn.expected * (1.0 - drawn.expected) * 9_999.0 / 9_998.0).sqrt();
            assert!((drawn.deviation.unwrap() - binomial).abs() < 1e-9);
            assert!((beside.ratio().unwrap() - 3.0).abs() < 0.2);
        }
    }
    let of_a = &found.rows[1];
    assert_eq!(of_a.subject, Some(Subject::Institution(InstitutionId(0))));
    assert_eq!(of_a.reached.drawn.unwrap().q, Some(of_a.reached.drawn.unwrap().p));
    assert_eq!(found.rows[0].reached.drawn.unwrap().q, None);
    assert_eq!(found.exchanges.tried, 10_000 * 3 * ATTEMPTS as u64);
}

#[test]
fn without_a_possible_exchange_nothing_is_expected_and_the_reason_is_given() {
    let found = model(&[(3, 0), (6, 3)], 20);
    assert_eq!((found.exchangeable, found.exchanges), (0, Exchanges::default()));
    for row in &found.rows {
        assert_eq!(row.reached, Beside { observed: 1, drawn: Err(NoExpectation::NothingToExchange) });
        assert_eq!(row.citations.ratio(), None);
    }
    let (corpus, matcher) = corpus(&[(3, 0), (6, 3)]);
    let table = found.table(&corpus, &Watched::new(&corpus, &matcher)).unwrap();
    let citations = found.citations_table(&corpus, &Watched::new(&corpus, &matcher)).unwrap();
    for name in ["expected", "deviation", "ratio", "p", "q"] {
        assert_eq!(table.column(name).unwrap().null_count(), 2, "{name}");
        assert_eq!(citations.column(name).unwrap().null_count(), 2, "{name}");
    }
    let why = table.column("why_null").unwrap();
    assert!(why.get(0).unwrap().to_string().contains(NoExpectation::NothingToExchange.as_str()));
    assert!(found.summary().contains("0 of 2 citations in time can be exchanged"));
}

#[test]
fn citations_elsewhere_do_not_lend_an_institution_an_expectation() {
    // 4 and 5 can exchange 1 and 2, but 3, on which `a` rests, is the only paper of its year.
    let (mut corpus, matcher) = corpus(&[(3, 0), (4, 1), (5, 2), (6, 3)]);
    corpus.papers[3].date = "2017".parse().ok();
    let watched = Watched::new(&corpus, &matcher);
    let rewiring = Rewiring { draws: 20, field: None, seed: 5 };
    let settings = TraceSettings::default();
    let found = NullModel::new(&corpus, &[PaperId(0)], &watched, settings, rewiring).unwrap();
    assert_eq!(found.exchangeable, 2);
    assert_eq!(found.rows[1].reached, Beside { observed: 1, drawn: Err(NoExpectation::NothingToExchange) });
}

#[test]
fn any_number_of_threads_gives_the_same_draws() {
    let citations = [(3, 0), (4, 1), (5, 2), (4, 0), (5, 1), (6, 3)];
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| model(&citations, 64))
    };
    let one = with(1);
    assert_eq!(one, with(2));
    assert_eq!(one, with(8));
    assert!(one.exchanges.made > 0);
}

#[test]
fn without_a_listed_paper_there_is_another_reason() {
    let (corpus, _) = corpus(&[(3, 0), (4, 1)]);
    let nobody = WatchMatcher::new(&[]);
    let rewiring = Rewiring { draws: 3, field: None, seed: 5 };
    let watched = Watched::new(&corpus, &nobody);
    let found = NullModel::new(&corpus, &[PaperId(0)], &watched, TraceSettings::default(), rewiring).unwrap();
    assert_eq!(found.rows.len(), 1);
    assert_eq!(found.rows[0].reached, Beside { observed: 0, drawn: Err(NoExpectation::NothingListed) });
}

#[test]
fn no_draw_is_refused() {
    let (corpus, matcher) = corpus(&[]);
    let watched = Watched::new(&corpus, &matcher);
    let rewiring = Rewiring { draws: 0, field: None, seed: 1 };
    let settings = TraceSettings::default();
    assert!(NullModel::new(&corpus, &[], &watched, settings, rewiring).is_err());
}
