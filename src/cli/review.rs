//! `citetrace review`.

use std::path::PathBuf;

use serde_json::json;

use super::args::check_apart;
use super::{Context, Outcome};
use crate::corpus::store;
use crate::corpus::tables::{check_table_path, write_table};
use crate::error::{Error, Result};
use crate::flags::agreement::NoAgreement;
use crate::flags::outcome::Status;
use crate::flags::reviews::{ReviewRule, decisions_table};
use crate::flags::{Reviewed, apply, reviews};
use crate::study;

/// The arguments of `review`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The corpus
    corpus: PathBuf,
    /// The study whose rules make the candidates and whose [review] says how decisions combine
    #[arg(long, value_name = "STUDY.toml")]
    study: PathBuf,
    /// Decisions in place of the study's: columns paper, reviewer, decision, date, reason; may be repeated
    #[arg(long, value_name = "FILE.csv")]
    decisions: Vec<PathBuf>,
    /// How several decisions combine, in place of the study's rule
    #[arg(long, value_enum)]
    rule: Option<Rule>,
    /// Whose decision settles ties, or alone counts under `--rule adjudicator`
    #[arg(long, value_name = "REVIEWER")]
    adjudicator: Option<String>,
    /// The table of the outcomes, a row for each candidate
    #[arg(long, value_name = "FILE.parquet|csv")]
    out: PathBuf,
    /// A table of every decision with what became of it
    #[arg(long, value_name = "FILE.parquet|csv")]
    log: Option<PathBuf>,
}

/// How several decisions combine.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Rule {
    /// More than half of those who judged the paper
    Majority,
    /// At least one
    Any,
    /// Every one who judged it
    All,
    /// The adjudicator alone
    Adjudicator,
}

impl From<Rule> for ReviewRule {
    fn from(rule: Rule) -> Self {
        match rule {
            Rule::Majority => Self::Majority,
            Rule::Any => Self::Any,
            Rule::All => Self::All,
            Rule::Adjudicator => Self::Adjudicator,
        }
    }
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    for path in std::iter::once(&args.out).chain(&args.log) {
        check_table_path(path)?;
    }
    check_apart(&args.out, args.log.as_deref(), "--log")?;
    let study = study::file::read(&args.study)?;
    let of_study = study.review.as_ref();
    let files = match (args.decisions.is_empty(), of_study) {
        (false, _) => args.decisions.clone(),
        (true, Some(review)) => review.decisions.clone(),
        (true, None) => {
            return Err(Error::argument(
                "the study has no [review]",
                "add one, or give --decisions FILE.csv",
            ));
        }
    };
    let rule = args.rule.map(ReviewRule::from).or(of_study.map(|review| review.rule)).unwrap_or_default();
    let adjudicator =
        args.adjudicator.clone().or_else(|| of_study.and_then(|review| review.adjudicator.clone()));
    if rule == ReviewRule::Adjudicator && adjudicator.is_none() {
        return Err(Error::argument(
            "the rule `adjudicator` needs to know who that is",
            "give --adjudicator REVIEWER",
        ));
    }
    let corpus = store::read(&args.corpus)?;
    let decisions = reviews::read(&files, &corpus)?;
    context.timings.stage("read");
    let flagged = apply(&corpus, &study.flags, study.window, &study.resources)?;
    context.timings.stage("flag");
    let reviewed = Reviewed::new(decisions, &flagged.candidates, rule, adjudicator.as_deref());
    write_table(&mut reviewed.outcomes_table(&corpus)?, &args.out)?;
    if let Some(log) = &args.log {
        write_table(&mut decisions_table(&corpus, &reviewed.decisions, &reviewed.uses)?, log)?;
    }
    context.timings.stage("review");
    Ok(outcome(&reviewed, args))
}

fn outcome(reviewed: &Reviewed, args: &Args) -> Outcome {
    let count = |status| reviewed.with_status(status).count();
    let all = reviewed.outcomes.len();
    let [suspected, dismissed, undecided] =
        [Status::Suspected, Status::Dismissed, Status::Undecided].map(count);
    let ties = reviewed.outcomes.iter().filter(|outcome| outcome.basis.starts_with("tie")).count();
    let agreement = &reviewed.agreement;
    let words = |value: std::result::Result<f64, NoAgreement>| match value {
        Ok(value) => format!("{value:.3}"),
        Err(why) => format!("none ({})", why.as_str()),
    };
    let text = format!(
        "{suspected}/{all} candidates are suspected, {dismissed}/{all} dismissed, {undecided}/{all} undecided; {ties} ties\n\
         {} decisions of {} reviewers, {} of them about papers that are no candidates\n\
         Fleiss' kappa {} over {} candidates that all judged; Krippendorff's alpha {} over {} that two or more judged\n\
         Written to {}\n",
        reviewed.decisions.len(),
        reviewed.reviewers.len(),
        reviewed.about_no_candidate(),
        words(agreement.fleiss_kappa),
        agreement.judged_by_all,
        words(agreement.krippendorff_alpha),
        agreement.judged_by_two,
        args.out.display()
    );
    let summary = json!({
        "candidates": all,
        "suspected": suspected,
        "dismissed": dismissed,
        "undecided": undecided,
        "ties": ties,
        "decisions": reviewed.decisions.len(),
        "reviewers": reviewed.reviewers,
        "about_no_candidate": reviewed.about_no_candidate(),
        "fleiss_kappa": agreement.fleiss_kappa.ok(),
        "judged_by_all": agreement.judged_by_all,
        "krippendorff_alpha": agreement.krippendorff_alpha.ok(),
        "judged_by_two": agreement.judged_by_two,
        "out": args.out.display().to_string(),
    });
    Outcome { summary, text, ..Outcome::default() }
}
