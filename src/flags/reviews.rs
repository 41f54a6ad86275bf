//! What reviewers decided about candidates.
//!
//! A decision names its paper by DOI, by the id of a record's source, or by the paper's number (tried in this order). A
//! decision about a work that is not in the corpus is an error, for a decision lost to a typing error would change
//! the counts; one about a paper that is no candidate is kept in the log, counted apart, and decides nothing. Where one
//! reviewer decided twice about one paper the later date counts, and the later row where the dates do not tell.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hashbrown::HashMap;
use polars::prelude::{Column, DataFrame};
use serde::{Deserialize, Serialize};

use crate::corpus::Corpus;
use crate::date::PartialDate;
use crate::error::{Error, Result};
use crate::ids::PaperId;
use crate::sources::user_csv::Table;

/// How several reviewers' decisions on one paper combine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReviewRule {
    /// More than half of those who judged the paper.
    #[default]
    Majority,
    /// At least one.
    Any,
    /// Every one who judged it.
    All,
    /// The named adjudicator alone.
    Adjudicator,
}

/// One reviewer's word on one paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The paper is suspected.
    Suspected,
    /// It is not.
    Dismissed,
}

impl Verdict {
    /// The word in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Suspected => "suspected",
            Self::Dismissed => "dismissed",
        }
    }
}

/// One row of a decisions file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The paper.
    pub paper: PaperId,
    /// How the file names it.
    pub paper_text: String,
    /// Who decided.
    pub reviewer: String,
    /// What.
    pub verdict: Verdict,
    /// When.
    pub date: Option<PartialDate>,
    /// Why.
    pub reason: String,
    /// The file.
    pub file: PathBuf,
    /// Its line.
    pub line: u64,
}

/// Reads the decisions of `files` and ties them to the papers of `corpus`, in the order of the files and rows.
///
/// # Errors
/// A file can't be read, lacks a column, or has a row with an unknown paper, decision or date or without a reviewer: each
/// with its line.
pub fn read(files: &[PathBuf], corpus: &Corpus) -> Result<Vec<Decision>> {
    let names = PaperNames::new(corpus);
    let mut decisions = Vec::new();
    for file in files {
        read_file(file, &names, &mut decisions)?;
    }
    Ok(decisions)
}

fn read_file(path: &Path, names: &PaperNames, decisions: &mut Vec<Decision>) -> Result<()> {
    let table = Table::read(path)?;
    let what = "a table of decisions (columns paper, reviewer, decision, date, reason)";
    let [paper, reviewer, decision] =
        ["paper", "reviewer", "decision"].map(|name| table.needed(&[name], what));
    let (paper, reviewer, decision) = (Some(paper?), Some(reviewer?), Some(decision?));
    let [date, reason] = ["date", "reason"].map(|name| table.column(&[name]));
    for row in table.rows() {
        let cell = |column: Option<usize>| row.cell(column);
        let wrong = |what: String, remedy: &str| Err(row.error(what, remedy));
        let name = cell(paper);
        let Some(id) = names.find(name) else {
            return wrong(
                format!("no paper of the corpus is called `{name}`"),
                "give a DOI, the id of the record's source, or the paper's number",
            );
        };
        let verdict = match cell(decision).to_ascii_lowercase().as_str() {
            "suspected" => Verdict::Suspected,
            "dismissed" => Verdict::Dismissed,
            other => return wrong(format!("`{other}` is no decision"), "write suspected or dismissed"),
        };
        let date = match cell(date) {
            "" => None,
            text => match text.parse() {
                Ok(date) => Some(date),
                Err(_) => {
                    return wrong(format!("`{text}` is no date"), "write it as 2024-03-01, 2024-03 or 2024");
                }
            },
        };
        if cell(reviewer).is_empty() {
            return wrong("the reviewer is not named".to_string(), "give every reviewer a name or a code");
        }
        decisions.push(Decision {
            paper: id,
            paper_text: name.to_string(),
            reviewer: cell(reviewer).to_string(),
            verdict,
            date,
            reason: cell(reason).to_string(),
            file: path.to_path_buf(),
            line: row.line(),
        });
    }
    Ok(())
}

/// The names by which a file can call a paper.
#[derive(Debug)]
pub struct PaperNames {
    by_name: HashMap<String, PaperId>,
    papers: usize,
}

impl PaperNames {
    /// DOIs and source ids of all papers of `corpus`. A name that two papers bear is the first one's.
    pub fn new(corpus: &Corpus) -> Self {
        let mut by_name = HashMap::new();
        for (number, paper) in corpus.papers.iter().enumerate() {
            let ids = paper.records.iter().filter_map(|record| record.source_id.as_deref());
            for name in paper.doi.as_deref().into_iter().chain(ids) {
                by_name.entry(plain(name)).or_insert(PaperId(number as u32));
            }
        }
        Self { by_name, papers: corpus.papers.len() }
    }

    /// The paper called `name`: by DOI (with or without a resolver), source id, or number.
    pub fn find(&self, name: &str) -> Option<PaperId> {
        let number = || name.parse::<u32>().ok().filter(|n| (*n as usize) < self.papers).map(PaperId);
        self.by_name.get(&plain(name)).copied().or_else(number)
    }
}

/// A name without what is written before a DOI, in lower case.
fn plain(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let prefixes = [
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
        "doi.org/",
        "doi:",
    ];
    let bare = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(&name);
    bare.trim().to_string()
}

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It counts.
    Counted,
    /// The same reviewer decided later about the same paper.
    Superseded,
    /// The paper is no candidate.
    NoCandidate,
}

impl Use {
    /// The words written into the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Superseded => "superseded by a later decision of the same reviewer",
            Self::NoCandidate => "the paper is no candidate",
        }
    }
}

/// What each decision is good for: for each paper and reviewer the latest counts, if the paper is among `candidates` (sorted).
pub fn uses(decisions: &[Decision], candidates: &[PaperId]) -> Vec<Use> {
    let mut latest: BTreeMap<(PaperId, &str), usize> = BTreeMap::new();
    for (at, decision) in decisions.iter().enumerate() {
        let slot = latest.entry((decision.paper, decision.reviewer.as_str())).or_insert(at);
        let earlier = match (decision.date, decisions[*slot].date) {
            (Some(new), Some(old)) => new.compare(old).is_lt(),
            _ => false,
        };
        if !earlier {
            *slot = at;
        }
    }
    decisions
        .iter()
        .enumerate()
        .map(|(at, decision)| {
            if candidates.binary_search(&decision.paper).is_err() {
                Use::NoCandidate
            } else if latest.get(&(decision.paper, decision.reviewer.as_str())) == Some(&at) {
                Use::Counted
            } else {
                Use::Superseded
            }
        })
        .collect()
}

/// Every decision as a table: `paper, doi, paper_text, reviewer, decision, date, reason, use, file, line`.
///
/// # Errors
/// polars can't build the table.
pub fn decisions_table(corpus: &Corpus, decisions: &[Decision], uses: &[Use]) -> Result<DataFrame> {
    fn texts(name: &str, decisions: &[Decision], of: impl Fn(&Decision) -> Option<String>) -> Column {
        Column::new(name.into(), decisions.iter().map(of).collect::<Vec<_>>())
    }
    DataFrame::new(
        decisions.len(),
        vec![
            Column::new("paper".into(), decisions.iter().map(|d| d.paper.0).collect::<Vec<u32>>()),
            texts("doi", decisions, |d| corpus.papers.get(d.paper.index()).and_then(|p| p.doi.clone())),
            texts("paper_text", decisions, |d| Some(d.paper_text.clone())),
            texts("reviewer", decisions, |d| Some(d.reviewer.clone())),
            texts("decision", decisions, |d| Some(d.verdict.as_str().into())),
            texts("date", decisions, |d| d.date.map(|date| date.to_string())),
            texts("reason", decisions, |d| (!d.reason.is_empty()).then(|| d.reason.clone())),
            Column::new("use".into(), uses.iter().map(|u| u.as_str()).collect::<Vec<_>>()),
            texts("file", decisions, |d| d.file.file_name().map(|name| name.to_string_lossy().into_owned())),
            Column::new("line".into(), decisions.iter().map(|d| d.line).collect::<Vec<u64>>()),
        ],
    )
    .map_err(Error::table("reviews.parquet"))
}
