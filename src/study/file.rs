//! Reading and checking a study file, before the first byte of data is read. Every error names the file and the line.

use std::path::{Path, PathBuf};

use super::bibliometrics::is_defined_on;
use super::lines::{Step, line_at, line_of};
use super::paths;
use super::raw::{RawRank, RawStudy, RawTrace};
use super::settings::{CorpusFiles, Event, RankStudy, ReportStudy, ReviewFiles, Study, TraceStudy};
use crate::claims::ClaimRule;
use crate::claims::account::STEPS;
use crate::claims::uncertain::CERTAIN_FROM;
use crate::corpus::overrides;
use crate::error::{Error, Place, Result};
use crate::flags::{Resources, Rule, RulePack};
use crate::graph::NetworkName;
use crate::measures::Measure;
use crate::sources::{ColumnMap, FIELDS};

/// The figures that a study can name, in the order in which they are shown where it names none.
pub const FIGURES: [&str; 7] = ["funnel", "timeline", "flow", "network", "matrix", "ranking", "mainpath"];

/// The networks that a study can rank.
pub const NETWORKS: [&str; 4] = ["citation", "coauthors", "institutions", "countries"];

/// The sets of papers that every study has; a claim of its own can take one of them as its base.
pub const SETS: [&str; 7] =
    ["papers", "window", "selected", "candidates", "suspected", "dismissed", "undecided"];

/// Names that no claim of a study can have: those of tables and of claims that every study has.
const TAKEN: [&str; 18] = [
    "attrition",
    "cells",
    "events",
    "fields",
    "files",
    "flags",
    "flow",
    "funnel",
    "matrix",
    "network",
    "outcomes",
    "people",
    "reviews",
    "rewiring",
    "suspected-of-candidates",
    "timeline",
    "trails",
    "uncertain",
];

/// Reads the study at `path`.
///
/// # Errors
/// The file can't be read ([`Error::Io`]); anything in it is wrong ([`Error::Settings`]): an unknown key, a file that is
/// not there, an empty window, an unknown country, pack, field, network, figure, a claim on an unknown base.
pub fn read(path: &Path) -> Result<Study> {
    let text = std::fs::read_to_string(path).map_err(Error::io(path, "read the study"))?;
    let raw: RawStudy = toml::from_str(&text).map_err(|e| {
        let line = e.span().map_or(1, |span| line_at(&text, &span));
        let what = e.message().trim_end().replace('\n', " ");
        Error::settings(
            Place::line(path, line),
            what,
            "correct this line; the README lists the keys of a study",
        )
    })?;
    let folder = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    Checker { path, text: &text, folder }.study(raw)
}

pub(super) struct Checker<'a> {
    path: &'a Path,
    text: &'a str,
    folder: PathBuf,
}

impl Checker<'_> {
    pub(super) fn wrong<T>(
        &self,
        at: &[Step],
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Result<T> {
        Err(Error::settings(Place::line(self.path, line_of(self.text, at)), what, remedy))
    }

    fn study(&self, raw: RawStudy) -> Result<Study> {
        self.name(&raw.name)?;
        if raw.window.is_empty() {
            return self.wrong(
                &["window".into(), "to".into()],
                format!("the window is empty: it begins after its end ({})", raw.window),
                "exchange `from` and `to`, or correct them",
            );
        }
        let corpus = self.corpus(&raw)?;
        let review = self.review(&raw)?;
        let trace = raw.trace.as_ref().map(|trace| self.trace(trace)).transpose()?;
        let mut resources = Resources::default();
        let mut flags = Vec::new();
        for (at, flag) in raw.flag.iter().enumerate() {
            let condition = flag.condition();
            self.condition(&["flag".into(), at.into()], &condition, &mut resources)?;
            flags.push(Rule { name: flag.rule.clone(), condition });
        }
        if flags.is_empty() {
            return self.wrong(
                &[],
                "there is no [[flag]]: the study asks for nothing",
                "add a [[flag]] with a `rule`",
            );
        }
        let claims = self.claims(&raw, &mut resources)?;
        let rank = raw.rank.as_ref().map(|rank| self.rank(rank)).transpose()?;
        Ok(Study {
            path: self.path.to_path_buf(),
            folder: self.folder.clone(),
            report: self.report(&raw)?,
            name: raw.name,
            description: raw.description,
            synthetic: raw.synthetic,
            as_of: raw.as_of,
            kind: raw.kind,
            corpus,
            window: raw.window,
            flags,
            claims,
            review,
            trace,
            rank,
            named: self.named(&resources)?,
            resources,
        })
    }

    /// `[rank]`. A measure must be defined on one of the networks.
    fn rank(&self, rank: &RawRank) -> Result<RankStudy> {
        self.words(&["rank".into(), "networks".into()], "network", &rank.networks, &NETWORKS)?;
        let measures: Vec<&str> = Measure::ALL.iter().map(|measure| measure.as_str()).collect();
        self.words(&["rank".into(), "measures".into()], "measure", &rank.measures, &measures)?;
        let networks = rank.networks.iter().map(|name| name.parse()).collect::<Result<Vec<NetworkName>>>()?;
        for (number, name) in rank.measures.iter().enumerate() {
            let at = ["rank".into(), "measures".into(), number.into()];
            let measure: Measure = name.parse()?;
            if measure == Measure::PersonalizedPagerank {
                return self.wrong(
                    &at,
                    "a study names no nodes at which `personalized_pagerank` could start anew",
                    "leave it out; the command `rank` computes it with `--restart FILE`",
                );
            }
            if !networks.iter().any(|&network| is_defined_on(measure, network)) {
                let (nodes, remedy) = if measure.is_of_papers() {
                    ("papers", "citation")
                } else {
                    ("those who have papers", "coauthors, institutions or countries")
                };
                return self.wrong(
                    &at,
                    format!("`{name}` is defined for {nodes}, and none of the networks is of them"),
                    format!("leave it out, or add the network {remedy}"),
                );
            }
        }
        Ok(RankStudy {
            networks: rank.networks.clone(),
            measures: rank.measures.clone(),
            field: rank.field,
            citations: rank.citations,
            weights: rank.weights,
        })
    }

    /// The files of the packs and watch lists that rules name.
    fn named(&self, resources: &Resources) -> Result<Vec<PathBuf>> {
        let embedded = RulePack::embedded_names();
        let packs = resources.packs.keys().filter(|name| !embedded.contains(&name.as_str()));
        packs.chain(resources.watch_lists.keys()).map(|name| self.file(&[], name)).collect()
    }

    fn name(&self, name: &str) -> Result<()> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.starts_with('.') || !name.chars().all(plain) {
            return self.wrong(
                &["name".into()],
                format!("`{name}` can't name a folder"),
                "use letters, digits, `-`, `_` and `.`, and no dot in front",
            );
        }
        Ok(())
    }

    fn corpus(&self, raw: &RawStudy) -> Result<CorpusFiles> {
        let at = |key| ["corpus".into(), Step::Key(key)];
        let mut records = Vec::new();
        if raw.corpus.records.is_empty() {
            return self.wrong(&at("records"), "`records` names no file", "name the exports to read");
        }
        for (number, pattern) in raw.corpus.records.iter().enumerate() {
            let files = self.files(&["corpus".into(), "records".into(), number.into()], pattern)?;
            // A file that two patterns name is read once.
            records.extend(files.into_iter().filter(|file| !records.contains(file)).collect::<Vec<_>>());
        }
        let one = |key: &'static str, name: &Option<String>| {
            name.as_ref().map(|name| self.file(&at(key), name)).transpose()
        };
        if let Some(columns) = &raw.corpus.columns {
            self.columns(columns)?;
        }
        let overrides = overrides::beside(self.path);
        let corrections = overrides.as_deref().map(overrides::files).transpose()?.unwrap_or_default();
        Ok(CorpusFiles {
            records,
            registry: one("registry", &raw.corpus.registry)?,
            funders: one("funders", &raw.corpus.funders)?,
            columns: raw.corpus.columns.clone(),
            overrides,
            corrections,
        })
    }

    /// Checks which fields the columns of plain CSV files are said to hold.
    fn columns(&self, columns: &ColumnMap) -> Result<()> {
        let at = |key| ["corpus".into(), "columns".into(), Step::Key(key)];
        if let Some(field) = columns.keys().find(|field| !FIELDS.contains(&field.as_str())) {
            return self.wrong(
                &at(field),
                format!("a record has no field `{field}`"),
                format!("the fields are {}", FIELDS.join(", ")),
            );
        }
        if !columns.contains_key("title") {
            return self.wrong(
                &["corpus".into(), "columns".into()],
                "`columns` names no column for `title`",
                "name it: a record without title can't be used",
            );
        }
        Ok(())
    }

    fn review(&self, raw: &RawStudy) -> Result<Option<ReviewFiles>> {
        let Some(review) = &raw.review else { return Ok(None) };
        let mut decisions = Vec::new();
        for (number, pattern) in review.decisions.iter().enumerate() {
            decisions.extend(self.files(&["review".into(), "decisions".into(), number.into()], pattern)?);
        }
        if decisions.is_empty() {
            return self.wrong(
                &["review".into(), "decisions".into()],
                "`decisions` names no file",
                "name the CSV files",
            );
        }
        if review.rule == crate::flags::reviews::ReviewRule::Adjudicator && review.adjudicator.is_none() {
            return self.wrong(
                &["review".into(), "rule".into()],
                "the rule `adjudicator` needs to know who that is",
                "add `adjudicator = \"…\"`, the name in the column `reviewer`",
            );
        }
        Ok(Some(ReviewFiles { decisions, rule: review.rule, adjudicator: review.adjudicator.clone() }))
    }

    fn trace(&self, raw: &RawTrace) -> Result<TraceStudy> {
        if raw.hops == 0 {
            return self.wrong(
                &["trace".into(), "hops".into()],
                "`hops = 0` follows nothing",
                "give 1 or more",
            );
        }
        let mut watch_lists = Vec::new();
        for (number, pattern) in raw.watch_lists.iter().enumerate() {
            watch_lists.extend(self.files(&["trace".into(), "watch_lists".into(), number.into()], pattern)?);
        }
        Ok(TraceStudy {
            hops: raw.hops,
            time_respecting: raw.time_respecting,
            keep_undated: raw.keep_undated,
            self_citations: raw.self_citations,
            watch_lists,
            controls: raw.controls,
            rewirings: raw.rewirings,
            rewiring_field: raw.rewiring_field,
        })
    }

    fn claims(&self, raw: &RawStudy, resources: &mut Resources) -> Result<Vec<ClaimRule>> {
        let mut claims: Vec<ClaimRule> = Vec::new();
        for (number, claim) in raw.claim.iter().enumerate() {
            let at = |key| ["claim".into(), number.into(), Step::Key(key)];
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if claim.id.is_empty() || !claim.id.chars().all(plain) {
                return self.wrong(
                    &at("id"),
                    format!("`{}` is no id of a claim", claim.id),
                    "use small letters, digits and `-`: it names a table",
                );
            }
            let is_taken = STEPS.contains(&claim.id.as_str()) || TAKEN.contains(&claim.id.as_str());
            if is_taken || claims.iter().any(|other| other.id == claim.id) {
                return self.wrong(
                    &at("id"),
                    format!("`{}` is the name of another set", claim.id),
                    "choose another",
                );
            }
            let earlier: Vec<&str> = claims.iter().map(|c| c.id.as_str()).collect();
            if !STEPS.contains(&claim.of.as_str()) && !earlier.contains(&claim.of.as_str()) {
                return self.wrong(
                    &at("of"),
                    format!("there is no set `{}`", claim.of),
                    format!("name one of {}, or the id of an earlier claim", STEPS.join(", ")),
                );
            }
            let decided = ["suspected", "dismissed", "undecided"].contains(&claim.of.as_str());
            if decided && raw.review.is_none() {
                return self.wrong(
                    &at("of"),
                    format!("the set `{}` needs reviewers' decisions", claim.of),
                    "add [review], or count inside `candidates`",
                );
            }
            let condition = claim.condition();
            self.condition(&["claim".into(), number.into()], &condition, resources)?;
            claims.push(ClaimRule {
                id: claim.id.clone(),
                text: claim.text.clone(),
                of: claim.of.clone(),
                condition,
            });
        }
        Ok(claims)
    }

    fn report(&self, raw: &RawStudy) -> Result<ReportStudy> {
        let report = &raw.report;
        let figures = match &report.figures {
            Some(figures) => {
                self.words(&["report".into(), "figures".into()], "figure", figures, &FIGURES)?;
                figures.clone()
            }
            None => FIGURES.map(String::from).to_vec(),
        };
        let claims_from = report.claims_from.unwrap_or(ReportStudy::CLAIMS_FROM);
        if !(0.0..=1.0).contains(&claims_from) {
            return self.wrong(
                &["report".into(), "claims_from".into()],
                "a share lies in 0..=1",
                "give 0.05, say",
            );
        }
        let certain_from = report.certain_from.unwrap_or(CERTAIN_FROM);
        if !(0.0..=1.0).contains(&certain_from) {
            return self.wrong(
                &["report".into(), "certain_from".into()],
                "a score lies in 0..=1",
                "give 0.97, say",
            );
        }
        let events =
            report.events.iter().filter_map(|e| Some(Event { date: e.date?, label: e.label.clone() }));
        Ok(ReportStudy {
            figures,
            people: report.people,
            events: events.collect(),
            claims_from,
            certain_from,
        })
    }

    fn words(&self, at: &[Step], what: &str, words: &[String], known: &[&str]) -> Result<()> {
        for (number, word) in words.iter().enumerate() {
            if !known.contains(&word.as_str()) {
                return self.wrong(
                    &[at, &[number.into()]].concat(),
                    format!("there is no {what} `{word}`"),
                    format!("name one of: {}", known.join(", ")),
                );
            }
        }
        Ok(())
    }

    fn files(&self, at: &[Step], pattern: &str) -> Result<Vec<PathBuf>> {
        let files = paths::files(&self.folder, pattern);
        if files.is_empty() {
            let place = self.folder.join(pattern);
            return self.wrong(
                at,
                format!("there is no file `{}`", place.display()),
                "paths are relative to the study file; correct the path or put the file there",
            );
        }
        Ok(files)
    }

    pub(super) fn file(&self, at: &[Step], name: &str) -> Result<PathBuf> {
        let path = self.folder.join(name);
        if path.is_file() { Ok(path) } else { self.files(at, name).map(|mut files| files.remove(0)) }
    }
}
