//! What a study finds when its uncertain matches are switched off: the rules, reviews, counts and trace once more.
//!
//! The claims' bounds are the two values with all uncertain matches off and on. They are no bounds over every choice of some of them: a
//! condition with `none_of` can go higher between. Time that of flagging, counting and tracing once.

use polars::prelude::{Column, DataFrame};

use super::output::{Shown, Tables};
use super::pipeline::{counting, trace_settings};
use super::results::Results;
use super::settings::Study;
use crate::claims::{Account, AccountSettings, Uncertain};
use crate::corpus::Corpus;
use crate::corpus::schema::AuthorBasis;
use crate::error::{Error, Result};
use crate::flags::reviews::Decision;
use crate::flags::{Reviewed, apply};
use crate::places::WatchMatcher;
use crate::report::{ReportTable, Section};
use crate::trace::CorpusTrace;

/// The study without its uncertain matches.
pub(super) struct WithoutUncertain {
    pub(super) account: Account,
    /// What is reached; `None` where nothing is traced.
    reached: Option<Reached>,
    uncertain: Uncertain,
}

/// How much a trace reaches.
#[derive(Clone, Copy)]
struct Reached {
    flagged: u64,
    papers: u64,
    institutions: u64,
    listed: u64,
    people: u64,
}

impl Reached {
    /// `by_name_only`: whether people count whose identity rests on nothing but a name.
    fn new(traced: &CorpusTrace, by_name_only: bool) -> Self {
        let by_hop = traced.trails.by_hop();
        let mut people: Vec<_> = traced
            .people
            .iter()
            .filter(|person| by_name_only || person.basis != AuthorBasis::NameOnly)
            .map(|person| person.author)
            .collect();
        people.dedup();
        Self {
            flagged: by_hop.first().copied().unwrap_or(0),
            papers: by_hop.iter().skip(1).sum(),
            institutions: traced.institutions.len() as u64,
            listed: traced.institutions.iter().filter(|i| i.papers_while_listed > 0).count() as u64,
            people: people.len() as u64,
        }
    }
}

/// Switches the uncertain matches of `corpus` off, goes through the study, and switches them on again.
pub(super) fn without_uncertain(
    study: &Study,
    corpus: &mut Corpus,
    decisions: Option<&[Decision]>,
    matcher: &WatchMatcher,
) -> Result<WithoutUncertain> {
    let mut uncertain = Uncertain::new(corpus, study.report.certain_from);
    uncertain.switch(corpus);
    let found = found(study, corpus, decisions, matcher);
    uncertain.switch(corpus);
    let (account, reached) = found?;
    Ok(WithoutUncertain { account, reached, uncertain })
}

fn found(
    study: &Study,
    corpus: &Corpus,
    decisions: Option<&[Decision]>,
    matcher: &WatchMatcher,
) -> Result<(Account, Option<Reached>)> {
    let flagged = apply(corpus, &study.flags, study.window, &study.resources)?;
    let reviewed = study.review.as_ref().zip(decisions).map(|(files, decisions)| {
        Reviewed::new(decisions.to_vec(), &flagged.candidates, files.rule, files.adjudicator.as_deref())
    });
    // A country that is too small here for a claim of its own may have one in the whole study.
    let settings = AccountSettings { claims_from: 0.0, ..counting(study) };
    let account = Account::new(corpus, &flagged, reviewed.as_ref(), &settings, &study.resources)?;
    let seeds = account.last()?;
    let reached = match &study.trace {
        Some(_) if seeds.is_empty() => {
            Some(Reached { flagged: 0, papers: 0, institutions: 0, listed: 0, people: 0 })
        }
        Some(trace) => {
            let traced = CorpusTrace::new(corpus, seeds.papers(), matcher, trace_settings(trace))?;
            Some(Reached::new(&traced, false))
        }
        None => None,
    };
    Ok((account, reached))
}

/// The tables `uncertain` (how many matches are) and `reached_bounds` (what is reached without and with them).
pub(super) fn tables(results: &Results, tables: &Tables) -> Result<Vec<ReportTable>> {
    let Some(without) = results.without_uncertain else { return Ok(Vec::new()) };
    let uncertain = &without.uncertain;
    let kinds = [
        ("affiliations matched to an institution", uncertain.institutions),
        ("other affiliations of which the country is known", uncertain.countries),
        ("funders matched", uncertain.funders),
        ("references resolved", uncertain.references),
    ];
    let texts = |name: &str, of: Vec<&str>| Column::new(name.into(), of);
    let counts = |name: &str, of: Vec<u64>| Column::new(name.into(), of);
    let columns = vec![
        texts("matches", kinds.map(|kind| kind.0).to_vec()),
        counts("all", kinds.map(|kind| kind.1.all).to_vec()),
        counts("uncertain", kinds.map(|kind| kind.1.uncertain).to_vec()),
    ];
    let mut frame = DataFrame::new(kinds.len(), columns).map_err(Error::table("uncertain"))?;
    let note = format!(
        "Uncertain: a score below {}, or a country that only a city, an e-mail domain or the name of an institution tells. Every claim is counted with these matches on, and again with all of them off; where the two differ both are shown.",
        results.study.report.certain_from
    );
    let shown_as = Shown {
        id: "uncertain",
        title: "Matches that are uncertain",
        note: &note,
        section: Section::Data,
        columns: &[],
        most: 10,
    };
    let mut shown = vec![tables.show(&shown_as, &mut frame)?];
    if let Some((off, traced)) = without.reached.zip(results.traced) {
        let on = Reached::new(traced, true);
        let rows = [
            ("flagged papers that are followed", off.flagged, on.flagged),
            ("papers reached", off.papers, on.papers),
            ("institutions reached", off.institutions, on.institutions),
            ("of these listed at the date of a reached paper", off.listed, on.listed),
            ("authors of flagged papers who later publish with listed institutions", off.people, on.people),
        ];
        let columns = vec![
            texts("what", rows.map(|row| row.0).to_vec()),
            counts("without_uncertain_matches", rows.map(|row| row.1).to_vec()),
            counts("with_uncertain_matches", rows.map(|row| row.2).to_vec()),
        ];
        let mut frame = DataFrame::new(rows.len(), columns).map_err(Error::table("reached_bounds"))?;
        let shown_as = Shown {
            id: "reached_bounds",
            title: "What is reached without and with uncertain matches",
            note: "Without them uncertain references are not followed either, and authors known by nothing but a name do not count.",
            section: Section::Reached,
            columns: &[],
            most: 10,
        };
        shown.push(tables.show(&shown_as, &mut frame)?);
    }
    Ok(shown)
}
