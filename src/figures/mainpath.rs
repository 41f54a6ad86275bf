//! `mainpath`: a historiograph (Garfield, Pudovkin and Istomin 2003, doi:10.1002/asi.10226): papers by year from above to
//! below, a line from each cited paper down to the citing one, its width by the search paths through it.
//!
//! Table: `citing, cited`, and where known `weight` (or `spc`, `splc`, `spnp`), `citing_date`, `cited_date`, `citing_label`, `cited_label`.

mod draw;
mod rows;

use std::collections::BTreeMap;

use super::frame::Caption;
use super::{Figure, Kind, Table};
use crate::date::PartialDate;
use crate::error::{Error, Result};

/// This figure in the list of figures.
pub const KIND: Kind = Kind {
    name: "mainpath",
    about: "the papers of a main path by year",
    columns: "citing, cited, [weight or spc, splc, spnp], [citing_date, cited_date, citing_label, cited_label]",
    from_table: |table, caption| Ok(Box::new(MainPath::from_table(table, caption)?)),
    from_corpus: None,
};

/// How many papers are drawn: those of the citations with the largest weights.
pub const MOST_PAPERS: usize = 80;

/// The data of a historiograph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MainPath {
    /// The words about it.
    pub caption: Caption,
    /// What the widths show: `search paths (SPC)`.
    pub weight_name: String,
    /// The papers.
    pub papers: Vec<Paper>,
    /// Who cites whom, by positions of `papers`.
    pub citations: Vec<Citation>,
}

/// One paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// What stands beside it: its title, or first author and year.
    pub label: String,
    /// Its year; `None` where it is not known.
    pub year: Option<i16>,
    /// Whether it is one of those that the study flagged.
    pub flagged: bool,
}

/// One citation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Citation {
    /// The citing paper.
    pub citing: u32,
    /// The cited paper.
    pub cited: u32,
    /// Its weight, 0 or more; `None` where it was not computed.
    pub weight: Option<f64>,
}

/// A citation of the part that is drawn: citing and cited as positions of that part, and the weight.
type Line = (usize, usize, Option<f64>);

impl MainPath {
    /// Reads a main path from a table.
    ///
    /// # Errors
    /// When a column lacks or a cell can't be read.
    pub fn from_table(table: &Table, caption: Caption) -> Result<Self> {
        let ends = [("citing", "citing_date", "citing_label"), ("cited", "cited_date", "cited_label")];
        let weight = ["weight", "spc", "splc", "spnp"].into_iter().find_map(|name| table.find(name));
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        let mut papers: Vec<Paper> = Vec::new();
        let mut citations = Vec::with_capacity(table.len());
        for row in 0..table.len() {
            let mut pair = [0; 2];
            for (at, (key, date, label)) in ends.iter().enumerate() {
                let key = table.cell(row, table.column(key)?);
                let number = *numbers.entry(key.to_owned()).or_insert(papers.len() as u32);
                if number as usize == papers.len() {
                    papers.push(Paper { label: key.to_owned(), ..Paper::default() });
                }
                let paper = &mut papers[number as usize];
                if let Some(column) = table.find(label).filter(|column| !table.cell(row, *column).is_empty())
                {
                    table.cell(row, column).clone_into(&mut paper.label);
                }
                if let Some(column) = table.find(date).filter(|column| !table.cell(row, *column).is_empty()) {
                    let date: PartialDate = table
                        .cell(row, column)
                        .parse()
                        .map_err(|_| table.wrong(row, column, "is no date"))?;
                    paper.year = Some(date.year_number());
                }
                pair[at] = number;
            }
            let weight = weight.map_or(Ok(None), |column| table.number(row, column))?;
            citations.push(Citation { citing: pair[0], cited: pair[1], weight });
        }
        let weight_name = weight.map_or_else(String::new, |column| table.columns()[column].clone());
        Ok(Self { caption, weight_name, papers, citations })
    }

    /// The part that is drawn: the citations with the largest weights, as long as their papers are few enough.
    fn cut(&self) -> Result<(Vec<usize>, Vec<Line>)> {
        let mut order: Vec<&Citation> = self.citations.iter().filter(|c| c.citing != c.cited).collect();
        for citation in &order {
            let known = |paper: u32| (paper as usize) < self.papers.len();
            let drawable = citation.weight.is_none_or(|w| w.is_finite() && w >= 0.0);
            if !known(citation.citing) || !known(citation.cited) || !drawable {
                return Err(Error::Broken(format!("mainpath: the citation {citation:?} can't be drawn")));
            }
        }
        order.sort_by(|a, b| {
            let weight = |c: &Citation| c.weight.unwrap_or(-1.0);
            weight(b).total_cmp(&weight(a)).then_with(|| (a.citing, a.cited).cmp(&(b.citing, b.cited)))
        });
        let mut place = vec![None; self.papers.len()];
        let mut shown = Vec::new();
        let mut drawn: BTreeMap<(usize, usize), Option<f64>> = BTreeMap::new();
        for citation in order {
            let ends = [citation.citing as usize, citation.cited as usize];
            let new = ends.iter().filter(|paper| place[**paper].is_none()).count();
            if shown.len() + new > MOST_PAPERS {
                continue;
            }
            let mut number = |paper: usize| {
                *place[paper].get_or_insert_with(|| {
                    shown.push(paper);
                    shown.len() - 1
                })
            };
            let pair = (number(ends[0]), number(ends[1]));
            drawn.entry(pair).or_insert(citation.weight);
        }
        // A path of one paper without citations is a path.
        for (paper, place) in place.iter().enumerate() {
            if place.is_none() && shown.len() < MOST_PAPERS && self.citations.is_empty() {
                shown.push(paper);
            }
        }
        Ok((shown, drawn.into_iter().map(|((citing, cited), weight)| (citing, cited, weight)).collect()))
    }
}

impl Figure for MainPath {
    fn svg(&self) -> Result<String> {
        draw::draw(self)
    }
}
