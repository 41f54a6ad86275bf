//! A trace on an edge table: no corpus, only who cites whom, and when.
//!
//! Papers are numbered by date, then by name (names of digits alone by their value and first, all others as text), so
//! "the lowest number" of the definitions means the same for any order of the edges.

use std::cmp::Ordering;
use std::path::Path;

use rayon::prelude::*;

use super::tables::{Called, condensed_table, not_causal_table, trails_table};
use super::trails::{TraceSettings, Trails, trace};
use crate::corpus::tables::{write_table, write_table_by};
use crate::date::PartialDate;
use crate::error::{Error, Result};
use crate::graph::csr::{Graph, Removed};
use crate::graph::edges::EdgeTable;
use crate::graph::node_list::{read_dates, read_nodes};

/// A dated citation graph under names.
#[derive(Clone, Debug)]
pub struct NamedGraph {
    /// Who cites whom.
    pub graph: Graph,
    /// The name of each paper.
    pub names: Vec<String>,
    /// The date of each paper, where known.
    pub dates: Vec<Option<PartialDate>>,
    /// The loops and repeats that were taken out.
    pub removed: Removed,
}

impl NamedGraph {
    /// Reads edges and dates and numbers the papers. Time O(n log n + m).
    ///
    /// # Errors
    /// What can't be read, and edges without a direction.
    pub fn read(edges: &Path, nodes: Option<&Path>) -> Result<Self> {
        let mut table = EdgeTable::read(edges)?;
        if table.undirected {
            return Err(Error::argument(
                format!("the edges of {} have no direction", edges.display()),
                "a trace needs to know who cites whom: write them as arcs from the citing to the cited paper",
            ));
        }
        let dates = match nodes {
            Some(nodes) => read_dates(nodes, &mut table.names)?,
            None => vec![None; table.names.len()],
        };
        Ok(Self::new(table.names, &dates, &table.edges))
    }

    /// Numbers the papers by date, then name.
    fn new(names: Vec<String>, dates: &[Option<PartialDate>], edges: &[(u32, u32)]) -> Self {
        let mut order: Vec<u32> = (0..names.len() as u32).collect();
        order.par_sort_unstable_by(|&a, &b| {
            let (a, b) = (a as usize, b as usize);
            let by_date = (dates[a].is_none(), dates[a]).cmp(&(dates[b].is_none(), dates[b]));
            by_date.then_with(|| by_name(&names[a], &names[b]))
        });
        let mut number_of = vec![0u32; names.len()];
        for (number, &was) in order.iter().enumerate() {
            number_of[was as usize] = number as u32;
        }
        let edges: Vec<(u32, u32)> = edges
            .iter()
            .map(|&(citing, cited)| (number_of[citing as usize], number_of[cited as usize]))
            .collect();
        let (graph, removed) = Graph::directed(names.len(), &edges, None);
        let mut old_names = names;
        let names = order.iter().map(|&was| std::mem::take(&mut old_names[was as usize])).collect();
        let dates = order.iter().map(|&was| dates[was as usize]).collect();
        Self { graph, names, dates, removed }
    }

    /// The papers that a file names, one a line or in a column `node`.
    ///
    /// # Errors
    /// A name that is not in the graph, or none at all.
    pub fn read_seeds(&self, path: &Path) -> Result<Vec<u32>> {
        read_nodes(path, &self.names)
    }

    /// Follows `seeds` downstream. The references that a paper lists are those in the graph: nothing else is known.
    ///
    /// # Errors
    /// As [`trace()`]; and when no paper has a date though trails are to respect time.
    pub fn trace(&self, seeds: &[u32], settings: TraceSettings) -> Result<Trails> {
        let dates_matter = settings.time_respecting && !settings.keep_undated && self.graph.edges() > 0;
        if dates_matter && self.dates.iter().all(Option::is_none) {
            return Err(no_dates());
        }
        trace(&self.graph, &self.dates, None, seeds, settings)
    }

    /// Writes `trails.parquet`, `not_causal.parquet` and `condensed_edges.parquet` into `folder`.
    ///
    /// # Errors
    /// When the folder can't be written.
    pub fn write(&self, trails: &Trails, hops: u32, folder: &Path) -> Result<()> {
        let called = Called::Names(&self.names);
        let write = |name: &str, frame: polars::prelude::PolarsResult<polars::prelude::DataFrame>| {
            let path = folder.join(name);
            write_table(&mut frame.map_err(Error::table(&path))?, &path)
        };
        write_table_by(&folder.join("trails.parquet"), trails.len(), |rows| {
            trails_table(trails, &self.dates, called, rows)
        })?;
        write("not_causal.parquet", not_causal_table(trails, hops, &self.dates, called))?;
        write("condensed_edges.parquet", condensed_table(trails, hops, &self.dates, called))
    }
}

/// What is said where trails are to respect time and no paper has a date.
pub(crate) fn no_dates() -> Error {
    Error::argument(
        "no paper has a date, so no citation is known to respect time",
        "give dates with --nodes FILE (columns node, date), or take every citation with --no-time",
    )
}

/// Names of digits alone come first, by their value; all others as text.
fn by_name(a: &str, b: &str) -> Ordering {
    match (digits(a), digits(b)) {
        (Some(of_a), Some(of_b)) => (of_a.len(), of_a, a).cmp(&(of_b.len(), of_b, b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}

/// A name of digits alone without the zeros in front.
fn digits(name: &str) -> Option<&str> {
    name.bytes().all(|byte| byte.is_ascii_digit()).then(|| name.trim_start_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_are_numbered_by_date_then_value_then_text() {
        let names = ["b", "10", "9", "a", "009", "old", "undated"].map(str::to_owned).to_vec();
        let dates = ["2016", "2016", "2016", "2016", "2016", "1999-05", ""].map(|d| d.parse().ok()).to_vec();
        let named = NamedGraph::new(names, &dates, &[(0, 5), (6, 1), (0, 0), (0, 5)]);
        assert_eq!(named.names, ["old", "009", "9", "10", "a", "b", "undated"]);
        assert_eq!(named.graph.references(5), [0]);
        assert_eq!(named.graph.references(6), [3]);
        assert_eq!((named.removed.self_loops, named.removed.repeated), (1, 1));
    }
}
