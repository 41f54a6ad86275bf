//! Decisions combined: each candidate becomes suspected, dismissed or stays undecided.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{Column, DataFrame};

use super::agreement::{Counts, NoAgreement, fleiss_kappa, krippendorff_alpha};
use super::reviews::{Decision, ReviewRule, Use, Verdict, uses};
use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::ids::PaperId;

/// What the reviewers made of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The rule of the study calls it suspected.
    Suspected,
    /// It calls it dismissed.
    Dismissed,
    /// Nobody judged it, or they are tied and no adjudicator settled it.
    Undecided,
}

impl Status {
    /// The word written into tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Suspected => "suspected",
            Self::Dismissed => "dismissed",
            Self::Undecided => "undecided",
        }
    }
}

/// One candidate's outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The paper.
    pub paper: PaperId,
    /// What became of it.
    pub status: Status,
    /// How many reviewers called it suspected; the adjudicator is not among them.
    pub suspected: u32,
    /// How many dismissed it.
    pub dismissed: u32,
    /// What the status rests on: `majority`, `tie`, `tie settled by the adjudicator`, `not judged`, ….
    pub basis: &'static str,
}

/// All reviews of a study.
#[derive(Clone, Debug)]
pub struct Reviewed {
    /// Every decision, in the order of the files.
    pub decisions: Vec<Decision>,
    /// What became of each.
    pub uses: Vec<Use>,
    /// One for each candidate, in order.
    pub outcomes: Vec<Outcome>,
    /// Those whose decisions count, sorted; without the adjudicator.
    pub reviewers: Vec<String>,
    /// How far they agree.
    pub agreement: Agreement,
}

/// How far the reviewers agree, the adjudicator apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// Fleiss' kappa over the candidates that every reviewer judged.
    pub fleiss_kappa: std::result::Result<f64, NoAgreement>,
    /// How many candidates those are.
    pub judged_by_all: u64,
    /// Krippendorff's alpha over the candidates that two or more judged.
    pub krippendorff_alpha: std::result::Result<f64, NoAgreement>,
    /// How many candidates those are.
    pub judged_by_two: u64,
}

impl Reviewed {
    /// Combines `decisions` about `candidates` (sorted) by `rule`. A named adjudicator is no reviewer among others: under
    /// [`ReviewRule::Adjudicator`] that decision alone counts, under [`ReviewRule::Majority`] it settles ties.
    pub fn new(
        decisions: Vec<Decision>,
        candidates: &[PaperId],
        rule: ReviewRule,
        adjudicator: Option<&str>,
    ) -> Self {
        let uses = uses(&decisions, candidates);
        let counted = || decisions.iter().zip(&uses).filter(|(_, u)| **u == Use::Counted).map(|(d, _)| d);
        let mut votes: BTreeMap<PaperId, (u32, u32)> =
            candidates.iter().map(|paper| (*paper, (0, 0))).collect();
        let mut settled: BTreeMap<PaperId, Verdict> = BTreeMap::new();
        let mut reviewers = BTreeSet::new();
        for decision in counted() {
            if adjudicator == Some(decision.reviewer.as_str()) {
                settled.insert(decision.paper, decision.verdict);
                continue;
            }
            reviewers.insert(decision.reviewer.clone());
            let (suspected, dismissed) = votes.entry(decision.paper).or_default();
            match decision.verdict {
                Verdict::Suspected => *suspected += 1,
                Verdict::Dismissed => *dismissed += 1,
            }
        }
        let counts: Vec<Counts> =
            votes.values().map(|(suspected, dismissed)| vec![*suspected, *dismissed]).collect();
        let outcomes = votes
            .into_iter()
            .map(|(paper, (suspected, dismissed))| {
                let (status, basis) = combine(rule, suspected, dismissed, settled.get(&paper).copied());
                Outcome { paper, status, suspected, dismissed, basis }
            })
            .collect();
        let agreement = Agreement::of(&counts, reviewers.len() as u32);
        Self { decisions, uses, outcomes, reviewers: reviewers.into_iter().collect(), agreement }
    }

    /// The candidates of one status.
    pub fn with_status(&self, status: Status) -> impl Iterator<Item = PaperId> + '_ {
        self.outcomes.iter().filter(move |outcome| outcome.status == status).map(|outcome| outcome.paper)
    }

    /// How many decisions are about papers that are no candidates.
    pub fn about_no_candidate(&self) -> u64 {
        self.uses.iter().filter(|u| **u == Use::NoCandidate).count() as u64
    }

    /// The outcomes as a table: `paper, doi, title, status, suspected, dismissed, basis`.
    ///
    /// # Errors
    /// polars can't build the table.
    pub fn outcomes_table(&self, corpus: &Corpus) -> Result<DataFrame> {
        let rows = &self.outcomes;
        let paper = |outcome: &Outcome| corpus.papers.get(outcome.paper.index());
        DataFrame::new(
            rows.len(),
            vec![
                Column::new("paper".into(), rows.iter().map(|o| o.paper.0).collect::<Vec<u32>>()),
                Column::new(
                    "doi".into(),
                    rows.iter().map(|o| paper(o).and_then(|p| p.doi.clone())).collect::<Vec<_>>(),
                ),
                Column::new(
                    "title".into(),
                    rows.iter().map(|o| paper(o).map(|p| p.title.clone())).collect::<Vec<_>>(),
                ),
                Column::new("status".into(), rows.iter().map(|o| o.status.as_str()).collect::<Vec<_>>()),
                Column::new("suspected".into(), rows.iter().map(|o| o.suspected).collect::<Vec<u32>>()),
                Column::new("dismissed".into(), rows.iter().map(|o| o.dismissed).collect::<Vec<u32>>()),
                Column::new("basis".into(), rows.iter().map(|o| o.basis).collect::<Vec<_>>()),
            ],
        )
        .map_err(Error::table("outcomes.parquet"))
    }
}

impl Agreement {
    fn of(counts: &[Counts], reviewers: u32) -> Self {
        let by_all: Vec<Counts> =
            counts.iter().filter(|c| c.iter().sum::<u32>() == reviewers).cloned().collect();
        let by_two = counts.iter().filter(|c| c.iter().sum::<u32>() >= 2).count();
        let kappa = if reviewers < 2 { Err(NoAgreement::NothingShared) } else { fleiss_kappa(&by_all) };
        Self {
            fleiss_kappa: kappa,
            judged_by_all: if reviewers == 0 { 0 } else { by_all.len() as u64 },
            krippendorff_alpha: krippendorff_alpha(counts),
            judged_by_two: by_two as u64,
        }
    }
}

fn combine(
    rule: ReviewRule,
    suspected: u32,
    dismissed: u32,
    settled: Option<Verdict>,
) -> (Status, &'static str) {
    let of = |verdict: Verdict| match verdict {
        Verdict::Suspected => Status::Suspected,
        Verdict::Dismissed => Status::Dismissed,
    };
    if rule == ReviewRule::Adjudicator {
        return settled
            .map_or((Status::Undecided, "not judged by the adjudicator"), |v| (of(v), "adjudicator"));
    }
    if suspected + dismissed == 0 {
        return settled.map_or((Status::Undecided, "not judged"), |v| (of(v), "adjudicator alone"));
    }
    match rule {
        ReviewRule::Any if suspected > 0 => (Status::Suspected, "at least one"),
        ReviewRule::Any => (Status::Dismissed, "nobody"),
        ReviewRule::All if dismissed == 0 => (Status::Suspected, "all"),
        ReviewRule::All => (Status::Dismissed, "not all"),
        ReviewRule::Majority | ReviewRule::Adjudicator => match suspected.cmp(&dismissed) {
            std::cmp::Ordering::Greater => (Status::Suspected, "majority"),
            std::cmp::Ordering::Less => (Status::Dismissed, "majority"),
            std::cmp::Ordering::Equal => {
                settled.map_or((Status::Undecided, "tie"), |v| (of(v), "tie settled by the adjudicator"))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::corpus::schema::{Paper, RecordLink};
    use crate::flags::reviews::read;

    fn corpus() -> Corpus {
        let paper = |doi: &str, id: &str| Paper {
            doi: (!doi.is_empty()).then(|| doi.into()),
            records: vec![RecordLink { source_id: Some(id.into()), ..RecordLink::default() }],
            ..Paper::default()
        };
        let papers = vec![
            paper("10.1/a", "2-s2.0-1"),
            paper("", "2-s2.0-2"),
            paper("10.1/c", "1"),
            paper("", "x"),
            paper("", "y"),
        ];
        Corpus { papers, ..Corpus::default() }
    }

    fn decisions(text: &str) -> Result<Vec<Decision>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reviews.csv");
        fs::write(&path, text).unwrap();
        read(&[path], &corpus())
    }

    fn reviewed(text: &str, rule: ReviewRule, adjudicator: Option<&str>) -> String {
        let candidates: Vec<PaperId> = (0..4).map(PaperId).collect();
        let reviewed = Reviewed::new(decisions(text).unwrap(), &candidates, rule, adjudicator);
        let rows = reviewed.outcomes.iter();
        rows.map(|o| format!("{} {} {}:{} {}", o.paper, o.status.as_str(), o.suspected, o.dismissed, o.basis))
            .collect::<Vec<_>>()
            .join("\n")
    }

    const ROWS: &str = "paper,reviewer,decision,date,reason
https://doi.org/10.1/A,R1,suspected,2024-01-01,
10.1/a,R2,suspected,,
doi:10.1/a,R3,dismissed,,no
2-s2.0-2,R1,suspected,,
2-S2.0-2,R2,dismissed,,
1,R1,dismissed,2024-01-02,first
1,R1,suspected,2024-01-01,an older row that comes later
1,R2,dismissed,,
2-s2.0-2,R0,dismissed,,
4,R1,suspected,,about no candidate
";

    #[test]
    fn each_rule_combines_as_it_says() {
        insta::assert_snapshot!(reviewed(ROWS, ReviewRule::Majority, Some("R0")), @r"
        0 suspected 2:1 majority
        1 dismissed 1:1 tie settled by the adjudicator
        2 dismissed 0:2 majority
        3 undecided 0:0 not judged
        ");
        insta::assert_snapshot!(reviewed(ROWS, ReviewRule::Majority, None), @r"
        0 suspected 2:1 majority
        1 dismissed 1:2 majority
        2 dismissed 0:2 majority
        3 undecided 0:0 not judged
        ");
        insta::assert_snapshot!(reviewed(ROWS, ReviewRule::Any, None), @r"
        0 suspected 2:1 at least one
        1 suspected 1:2 at least one
        2 dismissed 0:2 nobody
        3 undecided 0:0 not judged
        ");
        insta::assert_snapshot!(reviewed(ROWS, ReviewRule::All, None), @r"
        0 dismissed 2:1 not all
        1 dismissed 1:2 not all
        2 dismissed 0:2 not all
        3 undecided 0:0 not judged
        ");
        insta::assert_snapshot!(reviewed(ROWS, ReviewRule::Adjudicator, Some("R0")), @r"
        0 undecided 2:1 not judged by the adjudicator
        1 dismissed 1:1 adjudicator
        2 undecided 0:2 not judged by the adjudicator
        3 undecided 0:0 not judged by the adjudicator
        ");
    }

    #[test]
    fn every_decision_is_kept_with_its_use() {
        let candidates: Vec<PaperId> = (0..4).map(PaperId).collect();
        let reviewed = Reviewed::new(decisions(ROWS).unwrap(), &candidates, ReviewRule::Majority, Some("R0"));
        assert_eq!(reviewed.decisions.len(), 10);
        assert_eq!(reviewed.uses[6], Use::Superseded);
        assert_eq!(reviewed.about_no_candidate(), 1);
        assert_eq!(reviewed.reviewers, ["R1", "R2", "R3"]);
        assert_eq!((reviewed.agreement.judged_by_all, reviewed.agreement.judged_by_two), (1, 3));
    }

    #[test]
    fn a_wrong_row_names_its_line() {
        let message = |text: &str| {
            let error = decisions(text).unwrap_err();
            let text = error.to_string();
            text[text.rfind("reviews.csv").unwrap()..].to_string()
        };
        insta::assert_snapshot!(message("paper,reviewer,decision\n10.1/a,R1,suspected\n10.1/zz,R1,suspected\n"), @"reviews.csv:3: no paper of the corpus is called `10.1/zz`; give a DOI, the id of the record's source, or the paper's number");
        insta::assert_snapshot!(message("paper,reviewer,decision\n10.1/a,R1,guilty\n"), @"reviews.csv:2: `guilty` is no decision; write suspected or dismissed");
        insta::assert_snapshot!(message("paper,reviewer,decision\n10.1/a,R1,suspected,no, not civil\n"), @"reviews.csv:2: the row has 5 cells and the header 3; write as many cells as the header has, and quote one that holds a `,`");
        insta::assert_snapshot!(message("paper,reviewer,decision,date\n10.1/a,R1,suspected,March\n"), @"reviews.csv:2: `March` is no date; write it as 2024-03-01, 2024-03 or 2024");
        insta::assert_snapshot!(message("paper,reviewer,decision,date\n10.1/a,,suspected,\n"), @"reviews.csv:2: the reviewer is not named; give every reviewer a name or a code");
        insta::assert_snapshot!(message("doi,who\n"), @"reviews.csv:1: no column `paper` in the header (doi, who); a table of decisions (columns paper, reviewer, decision, date, reason) needs it");
        insta::assert_snapshot!(message(""), @"reviews.csv: the file is empty; give a CSV file with a header row");
    }
}
