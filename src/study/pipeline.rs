//! Running a study: ingest, flag, review, count, trace, rank, draw, report, manifest.
//!
//! Everything is written into one folder that appears whole: `report.html`, `report.ipynb`, `figures/`, `tables/`, `claims.json`,
//! `evidence.jsonl`, `manifest.json`, and `corpus/`, the corpus that the other commands can go on from. The corpus holds people's
//! names as the records do, whatever `[report] people` says: leave it out when the folder is handed on.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::bounds::without_uncertain;
use super::manifest::{Manifest, relative};
use super::output::{MANIFEST, Tables, check_target};
use super::rankings::rank;
use super::results::Results;
use super::settings::{Study, TraceStudy};
use super::{pictures, sheets};
use crate::claims::{Account, AccountSettings};
use crate::corpus::ingest::{IngestSettings, Ingested, ingest};
use crate::error::{Error, Result};
use crate::flags::{Reviewed, apply, reviews};
use crate::places::{WatchList, WatchMatcher};
use crate::progress::Timings;
use crate::report::{html, notebook};
use crate::trace::base_rates::BaseRates;
use crate::trace::evidence::write_evidence;
use crate::trace::null_model::{NullModel, Rewiring};
use crate::trace::{CorpusTrace, TraceSettings};
use crate::whole::{WholeFolder, write_file};

/// How to run a study, beside what its file says.
#[derive(Clone, Debug)]
pub struct RunSettings {
    /// The folder of the results.
    pub out: PathBuf,
    /// The seed of everything random.
    pub seed: u64,
}

impl RunSettings {
    /// Where results go unless `--out` says otherwise: `notebooks-out/NAME` in the working folder.
    pub fn default_out(study: &Study) -> PathBuf {
        Path::new("notebooks-out").join(&study.name)
    }
}

/// What a run says at its end.
#[derive(Clone, Debug)]
pub struct Ran {
    /// The headline numbers, each with its base.
    pub headlines: Vec<String>,
    /// What limits them.
    pub limits: Vec<String>,
    /// The report.
    pub report: PathBuf,
    /// How many rows were rejected.
    pub rejected: u64,
    /// The machine-readable summary.
    pub summary: serde_json::Value,
}

/// Runs `study`.
///
/// # Errors
/// Any stage fails, or `out` holds something that is no run's results; nothing is left behind then, and older results stay.
pub fn run(study: &Study, settings: &RunSettings, timings: &mut Timings) -> Result<Ran> {
    check_target(&settings.out)?;
    let lists = study.trace.iter().flat_map(|trace| &trace.watch_lists);
    let lists: Vec<WatchList> = lists.map(|path| WatchList::read(path)).collect::<Result<_>>()?;
    let matcher = WatchMatcher::new(&lists);
    let mut manifest = Manifest::of_inputs(study, settings.seed)?;
    timings.stage("inputs");

    let mut ingested = read_records(study, timings)?;
    manifest.overrides.clone_from(&ingested.report.overrides_by_kind);
    let decisions = match &study.review {
        Some(files) => Some(reviews::read(&files.decisions, &ingested.corpus)?),
        None => None,
    };
    let without = without_uncertain(study, &mut ingested.corpus, decisions.as_deref(), &matcher)?;
    timings.stage("without uncertain matches");
    let corpus = &ingested.corpus;
    let flagged = apply(corpus, &study.flags, study.window, &study.resources)?;
    timings.stage("flag");
    let reviewed = study.review.as_ref().zip(decisions).map(|(files, decisions)| {
        Reviewed::new(decisions, &flagged.candidates, files.rule, files.adjudicator.as_deref())
    });
    let mut account = Account::new(corpus, &flagged, reviewed.as_ref(), &counting(study), &study.resources)?;
    account.bound_by(&without.account);
    timings.stage("review and claims");

    let seeds = account.last()?;
    let traced = match &study.trace {
        Some(trace) if !seeds.is_empty() => {
            Some(CorpusTrace::new(corpus, seeds.papers(), &matcher, trace_settings(trace))?)
        }
        _ => None,
    };
    timings.stage("trace");
    let base_rates = match (&study.trace, &traced) {
        (Some(trace), Some(traced)) if trace.controls > 0 => {
            let settings = trace_settings(trace);
            let controls = trace.controls as usize;
            Some(BaseRates::new(corpus, seeds.papers(), &traced.watched, settings, controls)?)
        }
        _ => None,
    };
    timings.stage("controls");
    let null_model = match (&study.trace, &traced) {
        (Some(trace), Some(traced)) if trace.rewirings > 0 => {
            let rewiring =
                Rewiring { draws: trace.rewirings, field: trace.rewiring_field, seed: settings.seed };
            let settings = trace_settings(trace);
            Some(NullModel::new(corpus, seeds.papers(), &traced.watched, settings, rewiring)?)
        }
        _ => None,
    };
    timings.stage("rewirings");
    let (ranked, not_ranked) = match &study.rank {
        Some(study_rank) => rank(corpus, study_rank, study.report.people, settings.seed)?,
        None => (Vec::new(), Vec::new()),
    };
    timings.stage("rank");

    let results = Results {
        study,
        corpus,
        report: &ingested.report,
        flagged: &flagged,
        reviewed: reviewed.as_ref(),
        account: &account,
        matcher: &matcher,
        traced: traced.as_ref(),
        base_rates: base_rates.as_ref(),
        null_model: null_model.as_ref(),
        without_uncertain: Some(&without),
        ranked: &ranked,
        seed: settings.seed,
    };
    let folder = WholeFolder::begin(&settings.out)?;
    ingested.write(&folder.path().join("corpus"))?;
    timings.stage("write the corpus");
    let tables = Tables::new(folder.path().join("tables"));
    let (figures, mut notes) = pictures::draw_all(&results, &tables, &folder.path().join("figures"))?;
    timings.stage("figures");
    notes.extend(not_ranked);
    if study.trace.is_some() && traced.is_none() {
        notes.push(format!("Nothing was traced: there are no {} papers.", seeds.name()));
    }
    let mut report = sheets::report(&results, &tables, figures, &manifest.inputs)?;
    report.limits.extend(notes);
    write_results(&results, &report, folder.path())?;
    timings.stage("report and tables");
    manifest.add_outputs(folder.path())?;
    write_json(&folder.path().join(MANIFEST), &manifest)?;
    folder.finish()?;
    timings.stage("manifest");

    let headlines = account.claims.iter().filter(|claim| account.headlines.contains(&claim.id));
    Ok(Ran {
        headlines: headlines.map(|claim| format!("{}: {}", claim.figure(), claim.text)).collect(),
        limits: report.limits,
        report: settings.out.join("report.html"),
        rejected: ingested.report.rejected,
        summary: summary(&results, settings),
    })
}

/// Reads the records. Files are then called by their place in the study's folder, so that results do not depend on where
/// that folder is.
fn read_records(study: &Study, timings: &mut Timings) -> Result<Ingested> {
    let settings = IngestSettings {
        records: study.corpus.records.clone(),
        registry: study.corpus.registry.clone(),
        funders: study.corpus.funders.clone(),
        columns: study.corpus.columns.clone(),
        overrides: study.corpus.overrides.clone(),
        ..IngestSettings::default()
    };
    let mut ingested = ingest(&settings, timings)?;
    let rename = |name: &mut String| *name = relative(Path::new(name), &study.folder);
    for one in &mut ingested.overrides {
        one.place.path = PathBuf::from(relative(&one.place.path, &study.folder));
    }
    ingested
        .corpus
        .papers
        .iter_mut()
        .flat_map(|paper| &mut paper.records)
        .for_each(|link| rename(&mut link.file));
    ingested.report.files.iter_mut().for_each(|file| rename(&mut file.file));
    ingested.rejects.iter_mut().for_each(|reject| rename(&mut reject.file));
    ingested
        .conflicts
        .iter_mut()
        .flat_map(|conflict| &mut conflict.said)
        .for_each(|said| rename(&mut said.file));
    Ok(ingested)
}

/// How the study's claims are counted.
pub(crate) fn counting(study: &Study) -> AccountSettings {
    let countries = study.flags.iter().filter_map(|rule| rule.condition.countries.as_ref());
    AccountSettings {
        window: study.window.to_string(),
        required_countries: countries.flat_map(|test| test.all_of.iter().cloned()).collect(),
        claims_from: study.report.claims_from,
        as_of: study.as_of(),
        kind: study.kind,
        own: study.claims.clone(),
    }
}

pub(super) fn trace_settings(trace: &TraceStudy) -> TraceSettings {
    TraceSettings {
        hops: trace.hops,
        keep_undated: trace.keep_undated,
        time_respecting: trace.time_respecting,
    }
}

fn write_results(results: &Results, report: &crate::report::Report, folder: &Path) -> Result<()> {
    write_json(&folder.join("claims.json"), &results.account.claims)?;
    let evidence = results.traced.map_or(&[][..], |traced| traced.evidence.as_slice());
    write_evidence(evidence, &folder.join("evidence.jsonl"))?;
    write_file(&folder.join("report.html"), |out| Ok(out.write_all(html::page(report).as_bytes())?))?;
    write_json(&folder.join("report.ipynb"), &notebook::notebook(report))
}

fn write_json(path: &Path, value: &impl serde::Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|e| Error::Broken(format!("{} could not be written: {e}", path.display())))?;
    write_file(path, |out| Ok(writeln!(out, "{text}")?))
}

fn summary(results: &Results, settings: &RunSettings) -> serde_json::Value {
    let account = results.account;
    let steps: serde_json::Map<String, serde_json::Value> =
        account.sets.iter().take(7).map(|set| (set.name().to_string(), set.len().into())).collect();
    let reached = results.traced.map(|traced| {
        json!({
            "papers": traced.trails.by_hop().iter().skip(1).sum::<u64>(),
            "institutions": traced.institutions.len(),
            "evidence": traced.evidence.len(),
            "evidence_that_counts": traced.evidence.iter().filter(|sheet| sheet.counts).count(),
        })
    });
    json!({
        "study": results.study.name,
        "out": settings.out.display().to_string(),
        "rows": results.report.rows,
        "merged": results.report.merged,
        "rejected": results.report.rejected,
        "sets": steps,
        "headlines": account.headlines,
        "claims": account.claims,
        "reached": reached,
    })
}
