//! A named set of papers, and the table that opens it.

use polars::prelude::{Column, DataFrame};

use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::ids::PaperId;

/// A set of papers with the name under which claims count it. The papers are sorted, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperSet {
    name: String,
    description: String,
    papers: Vec<PaperId>,
}

impl PaperSet {
    /// Makes a set; papers named twice count once.
    pub fn new(
        name: impl Into<String>,
        description: impl Into<String>,
        papers: impl IntoIterator<Item = PaperId>,
    ) -> Self {
        let mut papers: Vec<PaperId> = papers.into_iter().collect();
        papers.sort_unstable();
        papers.dedup();
        Self { name: name.into(), description: description.into(), papers }
    }

    /// The name: short, of letters, digits and hyphens, for it names a table too.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is in it, in words.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The papers, sorted.
    pub fn papers(&self) -> &[PaperId] {
        &self.papers
    }

    /// How many papers it holds.
    pub fn len(&self) -> usize {
        self.papers.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.papers.is_empty()
    }

    /// Whether it holds `paper`.
    pub fn contains(&self, paper: PaperId) -> bool {
        self.papers.binary_search(&paper).is_ok()
    }

    /// The papers of this set that `keep` takes, under a new name.
    pub fn filter(
        &self,
        name: impl Into<String>,
        description: impl Into<String>,
        mut keep: impl FnMut(PaperId) -> bool,
    ) -> Self {
        let papers = self.papers.iter().copied().filter(|paper| keep(*paper)).collect();
        Self { name: name.into(), description: description.into(), papers }
    }

    /// The first paper of this set that is not in `other`.
    pub fn first_outside(&self, other: &Self) -> Option<PaperId> {
        self.papers.iter().copied().find(|paper| !other.contains(*paper))
    }

    /// The set as a table: `paper, doi, source_id, date, title`.
    ///
    /// # Errors
    /// A paper of the set is not in the corpus.
    pub fn table(&self, corpus: &Corpus) -> Result<DataFrame> {
        let rows: Vec<_> = self
            .papers
            .iter()
            .map(|paper| {
                corpus.papers.get(paper.index()).ok_or_else(|| {
                    Error::Broken(format!(
                        "the set `{}` holds paper {paper}, which is not in the corpus",
                        self.name
                    ))
                })
            })
            .collect::<Result<_>>()?;
        let source_id =
            |links: &[crate::corpus::schema::RecordLink]| links.iter().find_map(|l| l.source_id.clone());
        DataFrame::new(
            self.papers.len(),
            vec![
                Column::new("paper".into(), self.papers.iter().map(|p| p.0).collect::<Vec<u32>>()),
                Column::new("doi".into(), rows.iter().map(|p| p.doi.clone()).collect::<Vec<_>>()),
                Column::new(
                    "source_id".into(),
                    rows.iter().map(|p| source_id(&p.records)).collect::<Vec<_>>(),
                ),
                Column::new(
                    "date".into(),
                    rows.iter().map(|p| p.date.map(|d| d.to_string())).collect::<Vec<_>>(),
                ),
                Column::new("title".into(), rows.iter().map(|p| p.title.clone()).collect::<Vec<_>>()),
            ],
        )
        .map_err(Error::table(format!("{}.parquet", self.name)))
    }
}
