//! How much more often flagged papers reach watch-listed institutions than matched controls do.
//!
//! Observed: how many flagged papers have, within H hops, a paper of the institution from a date on which it is listed.
//! Expected: Σ over flagged papers of the share of their controls that have. Under the null hypothesis each paper of a
//! matched set is as likely to be the flagged one, so the observed number is a sum of independent trials with the
//! chance (reaching papers of the set) / (papers of the set); p is its exact upper tail, q the false discovery rate
//! over the institutions. Flagged papers without controls are left out and counted. How long a paper waits for the
//! first such citation is a Kaplan-Meier curve for flagged papers and controls; a paper that none has reached is
//! watched until the last date of the corpus. Times are between the middles of what the dates leave open.
//! Time O(listed papers · their ancestors within H hops).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use polars::prelude::{DataFrame, PolarsResult};
use rayon::prelude::*;

use super::causal::CausalGraph;
use super::controls::{MatchedSet, controls_table, matched_controls};
use super::reached::called;
use super::statistics::{SurvivalStep, Watch, benjamini_hochberg, kaplan_meier, upper_tail};
use super::tables::column;
use super::trails::TraceSettings;
use super::watched::{Subject, Watched, status_at};
use crate::corpus::Corpus;
use crate::corpus::tables::write_table;
use crate::date::{PartialDate, Precision};
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::ids::PaperId;
use crate::places::watch::Status;
use crate::progress;

/// Days in a year of the Julian calendar, the unit of the survival curves.
const YEAR: f64 = 365.25;

/// Flagged papers against their controls, for one institution or for all that are listed.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseRate {
    /// The institution; `None` for any of them.
    pub subject: Option<Subject>,
    /// How many flagged papers have controls.
    pub flagged: u32,
    /// How many of them reach it.
    pub observed: u32,
    /// How many would by the share of their controls.
    pub expected: f64,
    /// The exact upper tail.
    pub p: f64,
    /// The false discovery rate over the institutions; `None` for any of them.
    pub q: Option<f64>,
}

impl BaseRate {
    /// Observed / expected; `None` where nothing is expected.
    pub fn ratio(&self) -> Option<f64> {
        (self.expected > 0.0).then(|| f64::from(self.observed) / self.expected)
    }
}

/// Matched sets and what they say.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseRates {
    /// Each flagged paper with its controls.
    pub sets: Vec<MatchedSet>,
    /// For any listed institution first, then for each that is reached by a flagged paper or a control.
    pub rates: Vec<BaseRate>,
    /// Years until the first listed citation, for flagged papers with controls.
    pub flagged_curve: Vec<SurvivalStep>,
    /// The same for the controls, each weighted by what it counts for.
    pub control_curve: Vec<SurvivalStep>,
    citations: Graph,
}

/// For a paper the earliest date on which each listed institution is reached.
type Reaches = BTreeMap<Subject, PartialDate>;

impl BaseRates {
    /// Matches `per_flagged` controls to each flagged paper and compares them.
    ///
    /// # Errors
    /// As [`CausalGraph::new`].
    pub fn new(
        corpus: &Corpus,
        flagged: &[PaperId],
        watched: &Watched,
        settings: TraceSettings,
        per_flagged: usize,
    ) -> Result<Self> {
        let dates: Vec<Option<PartialDate>> = corpus.papers.iter().map(|p| p.date).collect();
        let edges: Vec<(u32, u32)> = corpus.citations.iter().map(|c| (c.citing.0, c.cited.0)).collect();
        let (graph, _) = Graph::directed(corpus.len(), &edges, None);
        let causal = CausalGraph::new(&graph, &dates, settings.time_respecting, settings.keep_undated)?;
        let sets = matched_controls(corpus, &graph, flagged, per_flagged);
        let of_interest: BTreeSet<PaperId> = sets
            .iter()
            .flat_map(|set| std::iter::once(set.flagged).chain(set.controls.iter().map(|c| c.paper)))
            .collect();
        let reaches = reaches(corpus, &causal, watched, settings.hops, &of_interest);
        let rates = rates(&sets, &reaches);
        let (flagged_curve, control_curve) = curves(corpus, &sets, &reaches);
        drop(causal);
        Ok(Self { sets, rates, flagged_curve, control_curve, citations: graph })
    }

    /// The table `controls`.
    ///
    /// # Errors
    /// None but those of polars.
    pub fn controls_table(&self) -> PolarsResult<DataFrame> {
        controls_table(&self.sets, &self.citations)
    }

    /// The table `base_rates`; `name` is null in the row for any listed institution.
    ///
    /// # Errors
    /// None but those of polars.
    pub fn rates_table(&self, corpus: &Corpus, watched: &Watched) -> PolarsResult<DataFrame> {
        let rates = &self.rates;
        let who: Vec<_> = rates.iter().map(|r| r.subject.map(|s| called(s, corpus, watched))).collect();
        let columns = vec![
            column("institution", who.iter().map(|w| w.and_then(|w| w.0)).collect::<Vec<Option<u32>>>()),
            column("name", who.iter().map(|w| w.map(|w| w.2)).collect::<Vec<Option<&str>>>()),
            column("flagged", rates.iter().map(|r| r.flagged).collect::<Vec<u32>>()),
            column("observed", rates.iter().map(|r| r.observed).collect::<Vec<u32>>()),
            column("expected", rates.iter().map(|r| r.expected).collect::<Vec<f64>>()),
            column("ratio", rates.iter().map(BaseRate::ratio).collect::<Vec<Option<f64>>>()),
            column("p", rates.iter().map(|r| r.p).collect::<Vec<f64>>()),
            column("q", rates.iter().map(|r| r.q).collect::<Vec<Option<f64>>>()),
        ];
        DataFrame::new(rates.len(), columns)
    }

    /// The table `survival`: the steps of both curves.
    ///
    /// # Errors
    /// None but those of polars.
    pub fn survival_table(&self) -> PolarsResult<DataFrame> {
        let flagged = self.flagged_curve.iter().map(|step| ("flagged", step));
        let steps: Vec<_> = flagged.chain(self.control_curve.iter().map(|step| ("controls", step))).collect();
        let columns = vec![
            column("group", steps.iter().map(|s| s.0).collect::<Vec<&str>>()),
            column("years", steps.iter().map(|s| s.1.time).collect::<Vec<f64>>()),
            column("at_risk", steps.iter().map(|s| s.1.at_risk).collect::<Vec<f64>>()),
            column("events", steps.iter().map(|s| s.1.events).collect::<Vec<f64>>()),
            column("survival", steps.iter().map(|s| s.1.survival).collect::<Vec<f64>>()),
            column("lower", steps.iter().map(|s| s.1.interval.map(|i| i.0)).collect::<Vec<Option<f64>>>()),
            column("upper", steps.iter().map(|s| s.1.interval.map(|i| i.1)).collect::<Vec<Option<f64>>>()),
        ];
        DataFrame::new(steps.len(), columns)
    }

    /// Writes `controls.parquet`, `base_rates.parquet` and `survival.parquet` into `folder`.
    ///
    /// # Errors
    /// When the folder can't be written.
    pub fn write(&self, corpus: &Corpus, watched: &Watched, folder: &Path) -> Result<()> {
        let write = |name: &str, frame: PolarsResult<DataFrame>| {
            let path = folder.join(name);
            write_table(&mut frame.map_err(Error::table(&path))?, &path)
        };
        write("controls.parquet", self.controls_table())?;
        write("base_rates.parquet", self.rates_table(corpus, watched))?;
        write("survival.parquet", self.survival_table())
    }
}

/// Goes upstream from every paper of a listed institution.
fn reaches(
    corpus: &Corpus,
    causal: &CausalGraph,
    watched: &Watched,
    hops: u32,
    of_interest: &BTreeSet<PaperId>,
) -> BTreeMap<PaperId, Reaches> {
    let listed = listed_papers(corpus, watched);
    let bar = progress::bar("upstream of listed papers", listed.len() as u64);
    let ancestors: Vec<Vec<u32>> = listed
        .par_iter()
        .map(|(paper, _, _)| {
            let mut found = ancestors(causal, *paper, hops);
            found.retain(|paper| of_interest.contains(&PaperId(*paper)));
            bar.inc(1);
            found
        })
        .collect();
    bar.finish_and_clear();
    let mut reaches = BTreeMap::<PaperId, Reaches>::new();
    for ((_, date, subjects), ancestors) in listed.iter().zip(ancestors) {
        for ancestor in ancestors {
            let of_paper = reaches.entry(PaperId(ancestor)).or_default();
            for subject in subjects {
                let known = of_paper.entry(*subject).or_insert(*date);
                *known = (*known).min(*date);
            }
        }
    }
    reaches
}

/// Every dated paper on which an institution is listed at its date, with these institutions.
pub(super) fn listed_papers(corpus: &Corpus, watched: &Watched) -> Vec<(u32, PartialDate, Vec<Subject>)> {
    (0..corpus.len() as u32)
        .filter_map(|paper| {
            let date = corpus.papers[paper as usize].date?;
            let hits = watched.on_paper(PaperId(paper));
            let listed =
                hits.iter().filter(|h| status_at(watched.entry(h.entry), Some(date)).0 == Status::Listed);
            let mut subjects: Vec<Subject> = listed.map(|hit| hit.subject).collect();
            subjects.dedup();
            (!subjects.is_empty()).then_some((paper, date, subjects))
        })
        .collect()
}

/// What `paper` rests on within 1 to `hops` causal steps.
fn ancestors(causal: &CausalGraph, paper: u32, hops: u32) -> Vec<u32> {
    let mut found = BTreeSet::from([paper]);
    let mut frontier = vec![paper];
    for _ in 0..hops {
        let cited = frontier.iter().flat_map(|&citing| causal.references(citing));
        frontier = cited.filter(|cited| found.insert(*cited)).collect();
    }
    found.remove(&paper);
    found.into_iter().collect()
}

fn rates(sets: &[MatchedSet], reaches: &BTreeMap<PaperId, Reaches>) -> Vec<BaseRate> {
    let sets: Vec<&MatchedSet> = sets.iter().filter(|set| !set.controls.is_empty()).collect();
    let rate = |subject: Option<Subject>| {
        let does_reach = |paper: &PaperId| {
            reaches.get(paper).is_some_and(|reached| subject.is_none_or(|s| reached.contains_key(&s)))
        };
        let (mut observed, mut expected) = (0, 0.0);
        let mut chances = Vec::new();
        for set in &sets {
            let flagged = does_reach(&set.flagged);
            let controls = set.controls.iter().filter(|c| does_reach(&c.paper)).count();
            observed += u32::from(flagged);
            expected += controls as f64 / set.controls.len() as f64;
            let reaching = controls + usize::from(flagged);
            if reaching > 0 {
                chances.push(reaching as f64 / (set.controls.len() + 1) as f64);
            }
        }
        let p = upper_tail(&chances, observed as usize);
        BaseRate { subject, flagged: sets.len() as u32, observed, expected, p, q: None }
    };
    let in_sets = |paper: &PaperId| {
        sets.iter().any(|set| set.flagged == *paper || set.controls.iter().any(|c| c.paper == *paper))
    };
    let subjects: BTreeSet<Subject> = reaches
        .iter()
        .filter(|(paper, _)| in_sets(paper))
        .flat_map(|(_, reached)| reached.keys().copied())
        .collect();
    let mut rates = vec![rate(None)];
    rates.extend(subjects.into_iter().map(|subject| rate(Some(subject))));
    let p_values: Vec<f64> = rates[1..].iter().map(|r| r.p).collect();
    for (rate, q) in rates[1..].iter_mut().zip(benjamini_hochberg(&p_values)) {
        rate.q = Some(q);
    }
    rates
}

fn curves(
    corpus: &Corpus,
    sets: &[MatchedSet],
    reaches: &BTreeMap<PaperId, Reaches>,
) -> (Vec<SurvivalStep>, Vec<SurvivalStep>) {
    let Some(end) = corpus.papers.iter().filter_map(|p| p.date).map(middle).max_by(f64::total_cmp) else {
        return (Vec::new(), Vec::new());
    };
    let watch = |paper: PaperId, weight: f64| -> Option<Watch> {
        let start = middle(corpus.papers[paper.index()].date?);
        let first = reaches.get(&paper).and_then(|reached| reached.values().min());
        let until = first.map_or(end, |date| middle(*date));
        Some(Watch { time: ((until - start) / YEAR).max(0.0), happened: first.is_some(), weight })
    };
    let sets = || sets.iter().filter(|set| !set.controls.is_empty());
    let mut weights = BTreeMap::<PaperId, f64>::new();
    for set in sets() {
        for control in &set.controls {
            *weights.entry(control.paper).or_default() += 1.0 / set.controls.len() as f64;
        }
    }
    let flagged: Vec<Watch> = sets().filter_map(|set| watch(set.flagged, 1.0)).collect();
    let controls: Vec<Watch> = weights.iter().filter_map(|(paper, weight)| watch(*paper, *weight)).collect();
    (kaplan_meier(&flagged), kaplan_meier(&controls))
}

/// The middle of what a date leaves open, in days since 1970.
fn middle(date: PartialDate) -> f64 {
    let first = f64::from(date.epoch_days());
    let days = |day: Date| match date.precision() {
        Precision::Year => f64::from(day.days_in_year()),
        Precision::Month => f64::from(day.days_in_month()),
        Precision::Day => 1.0,
    };
    first + (days(date.first_day()) - 1.0) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::sample::{at_institution, citation, institution, paper, watch_entry};
    use crate::ids::InstitutionId;
    use crate::places::watch::{WatchEntry, WatchList, WatchMatcher};

    /// Papers 0 to 4 are of 2017, 0 is flagged. 5 (2018) cites 0, 6 (2019) cites 5 and 1, 7 (2016) cites 2 against
    /// time, 8 (2021) cites 3. 5 has no institution, 6 and 7 have the listed one, 8 one whose listing ended.
    fn corpus() -> (Corpus, WatchMatcher) {
        let years =
            ["2017-07-01"; 5].into_iter().chain(["2018-07-01", "2019-07-01", "2016-07-01", "2021-07-01"]);
        let entry = |ror: &str, valid_to: Option<&str>| WatchEntry {
            valid_to: valid_to.and_then(|d| d.parse().ok()),
            ..watch_entry(ror)
        };
        let corpus = Corpus {
            papers: years.map(paper).collect(),
            citations: [(5, 0), (6, 1), (6, 5), (7, 2), (8, 3)].map(citation).to_vec(),
            authorships: [(6, 0), (7, 0), (8, 1)].map(at_institution).to_vec(),
            institutions: vec![institution("a"), institution("b")],
            ..Corpus::default()
        };
        let list = WatchList::from_entries(vec![entry("a", None), entry("b", Some("2020"))]);
        (corpus, WatchMatcher::new(&[list]))
    }

    #[test]
    fn observed_and_expected_are_what_can_be_counted_by_hand() {
        let (corpus, matcher) = corpus();
        let watched = Watched::new(&corpus, &matcher);
        let settings = TraceSettings { hops: 2, ..TraceSettings::default() };
        let found = BaseRates::new(&corpus, &[PaperId(0)], &watched, settings, 4).unwrap();
        assert_eq!(found.sets[0].controls.len(), 4);
        // Of the set of five, 0 (over 5) and 1 reach institution a: p = 2/5.
        let any = &found.rates[0];
        assert_eq!((any.flagged, any.observed, any.expected, any.p), (1, 1, 0.25, 0.4));
        assert_eq!(any.ratio(), Some(4.0));
        assert_eq!(found.rates.len(), 2);
        assert_eq!(found.rates[1].subject, Some(Subject::Institution(InstitutionId(0))));
        assert_eq!(found.rates[1].q, Some(0.4));
        // Both wait two years; of the controls one in four does.
        let step = found.flagged_curve[0];
        assert!((step.time - 730.0 / YEAR).abs() < 1e-9 && step.survival == 0.0);
        assert_eq!(found.control_curve[0].survival, 0.75);
        let fewer_hops = TraceSettings { hops: 1, ..settings };
        let found = BaseRates::new(&corpus, &[PaperId(0)], &watched, fewer_hops, 4).unwrap();
        assert_eq!((found.rates[0].observed, found.rates[0].p), (0, 1.0));
    }

    #[test]
    fn the_middle_of_a_date_is_the_middle_of_what_it_leaves_open() {
        let middle_of = |text: &str| middle(text.parse().unwrap());
        assert_eq!(middle_of("1970-01-01"), 0.0);
        assert_eq!(middle_of("1970-01"), 15.0);
        assert_eq!(middle_of("1970"), 182.0);
    }
}
