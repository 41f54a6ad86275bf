//! Edge tables: `source` cites `target`, node names are text, an optional `weight`.
//!
//! Read from CSV (also `.csv.gz` and other compressed forms), Parquet and Pajek `.net`. Nodes are numbered by first appearance, row by
//! row, the source before the target; in Pajek by the file's own numbers. A name is what the cell says without the
//! blanks around it: `0001001` keeps its zeros; an integer column of a Parquet file becomes decimal text.
//! Time and memory O(n + m).

use std::io::BufRead;
use std::path::Path;

use super::csr::{Graph, Removed};
use super::names::{Name, Names};
use super::{pajek, parquet};
use crate::error::{Error, Place, Result};
use crate::sources::open::{can_be_read_again, open_text_shown, read_error};
use crate::sources::user_rows::Rows;

/// A graph as its file states it: loops and repeats are still there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EdgeTable {
    /// The name of each node.
    pub names: Vec<String>,
    /// What a node is called beside its name: the labels of a Pajek file that repeats some of them.
    pub labels: Option<Vec<String>>,
    /// (source, target) in the order of the file.
    pub edges: Vec<(u32, u32)>,
    /// Beside `edges`; `None` where the file has no weights or all are 1.
    pub weights: Option<Vec<f64>>,
    /// Whether the file has weights and all are 1.
    pub unit_weights: bool,
    /// Whether the file says that its edges have no direction (Pajek with `*Edges` and no `*Arcs`).
    pub undirected: bool,
}

impl EdgeTable {
    /// Reads an edge table; the form is told by the ending (`.parquet`, `.net`), all else is CSV, plain or compressed.
    ///
    /// # Errors
    /// A file without the columns `source` and `target`, an empty name, a weight that is no finite number: the place and
    /// the remedy.
    pub fn read(path: &Path) -> Result<Self> {
        Self::read_noting(path, None)
    }

    /// Reads an edge table and notes, where asked to, the line of each edge.
    fn read_noting(path: &Path, lines: Option<&mut Vec<u64>>) -> Result<Self> {
        let mut table = if path.extension().is_some_and(|ending| ending == "parquet") {
            parquet::read(path)?
        } else {
            let mut input = open_text_shown(path)?;
            let start = input.fill_buf().map_err(|error| read_error(path, error))?;
            if is_pajek(path, start) {
                pajek::read(path, input, lines)?
            } else {
                Self::read_csv(path, input, lines)?
            }
        };
        if table.weights.as_ref().is_some_and(|weights| weights.iter().all(|&w| w == 1.0)) {
            table.weights = None;
            table.unit_weights = true;
        }
        Ok(table)
    }

    /// Where the first edge stands in its file that `is_it`, told by its two nodes and its weight: read again, since only an
    /// error asks for it. `None` where no edge is; of a pipe, which is read once, no more than its name.
    pub fn place_of(path: &Path, mut is_it: impl FnMut(&str, &str, f64) -> bool) -> Option<Place> {
        if !can_be_read_again(path) {
            return Some(Place::file(path));
        }
        let mut lines = Vec::new();
        let table = Self::read_noting(path, Some(&mut lines)).ok()?;
        let name = |node: u32| table.names[node as usize].as_str();
        let at = (0..table.edges.len()).find(|&at| {
            let (source, target) = table.edges[at];
            is_it(name(source), name(target), table.weights.as_ref().map_or(1.0, |weights| weights[at]))
        })?;
        Some(lines.get(at).map_or_else(|| Place::row(path, at as u64 + 1), |&line| Place::line(path, line)))
    }

    /// Takes weights that are all 1 as weights, so that those of repeated edges add up: three edges of weight 1 are one of 3.
    ///
    /// # Errors
    /// A table without weights.
    pub fn with_weights(mut self) -> Result<Self> {
        if self.unit_weights {
            self.weights = Some(vec![1.0; self.edges.len()]);
        }
        if self.weights.is_none() {
            return Err(Error::argument(
                "the edge table has no weights",
                "give it a column `weight` with numbers, or leave `--weights` out",
            ));
        }
        Ok(self)
    }

    /// The graph of the table and what building it removed.
    pub fn graph(&self) -> (Graph, Removed) {
        let build = if self.undirected { Graph::undirected } else { Graph::directed };
        build(self.names.len(), &self.edges, self.weights.as_deref())
    }

    fn read_csv(
        path: &Path,
        input: Box<dyn BufRead + Send>,
        mut lines: Option<&mut Vec<u64>>,
    ) -> Result<Self> {
        let mut rows = Rows::new(path, input, REMEDY)?;
        let source = rows.column(&["source"], REMEDY)?;
        let target = rows.column(&["target"], REMEDY)?;
        let weight = rows.find(&["weight"]);
        let mut weights = Vec::new();
        let mut fill = |ends: &mut Ends| {
            while !ends.is_full() {
                if !rows.advance()? {
                    break;
                }
                ends.push(rows.filled_cell(source, "source")?);
                ends.push(rows.filled_cell(target, "target")?);
                if let Some(weight) = weight {
                    weights.push(read_weight(rows.cell(weight)?, || rows.place())?);
                }
                if let Some(lines) = &mut lines {
                    lines.push(rows.line());
                }
            }
            Ok(())
        };
        let mut numbered = Numbered::default();
        let (mut ready, mut next) = (Ends::default(), Ends::default());
        fill(&mut ready)?;
        // While some are numbered the next ones are read.
        while !ready.is_empty() {
            let (numbered, read) = rayon::join(|| numbered.add(&ready.names()), || fill(&mut next));
            numbered.and(read)?;
            std::mem::swap(&mut ready, &mut next);
            next.clear();
        }
        let weights = weight.is_some().then_some(weights);
        let (names, edges) = numbered.whole();
        Ok(Self { names, edges, weights, ..Self::default() })
    }
}

/// So many edges are numbered together.
pub(super) const AT_ONCE: usize = 1 << 14;

pub(super) const REMEDY: &str =
    "an edge table needs the columns `source` (the citing node) and `target` (the cited one)";

/// By the ending, or by the first word of the file.
fn is_pajek(path: &Path, start: &[u8]) -> bool {
    const FIRST: &[u8] = b"*vertices";
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name = name.trim_end_matches(".gz").trim_end_matches(".zst");
    Path::new(name).extension().is_some_and(|ending| ending == "net")
        || start.trim_ascii_start().get(..FIRST.len()).is_some_and(|word| word.eq_ignore_ascii_case(FIRST))
}

/// A finite number.
pub(super) fn read_weight(text: &str, place: impl FnOnce() -> Place) -> Result<f64> {
    match text.trim().parse::<f64>() {
        Ok(weight) if weight.is_finite() => Ok(weight),
        _ => Err(Error::input(
            place(),
            format!("the weight `{}` is no finite number", text.trim()),
            "write weights as numbers (2 or 0.5), or leave the column `weight` out",
        )),
    }
}

pub(super) type NamedEdges = (Vec<String>, Vec<(u32, u32)>);

/// Edges whose ends are numbered.
#[derive(Default)]
pub(super) struct Numbered {
    names: Names,
    pub(super) edges: Vec<(u32, u32)>,
    numbers: Vec<u32>,
}

impl Numbered {
    /// Adds edges: the source and the target of each in turn.
    pub(super) fn add<N: Name>(&mut self, ends: &[N]) -> Result<()> {
        self.numbers.clear();
        self.names.number_all(ends, &mut self.numbers)?;
        let (pairs, _) = self.numbers.as_chunks::<2>();
        self.edges.extend(pairs.iter().map(|&[from, to]| (from, to)));
        Ok(())
    }

    pub(super) fn whole(self) -> NamedEdges {
        (self.names.into_vec(), self.edges)
    }
}

/// The ends of some edges as text, the source and the target of each in turn.
#[derive(Default)]
struct Ends {
    text: String,
    ends: Vec<usize>,
}

impl Ends {
    fn push(&mut self, name: &str) {
        self.text.push_str(name);
        self.ends.push(self.text.len());
    }

    fn is_full(&self) -> bool {
        self.ends.len() >= 2 * AT_ONCE
    }

    fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    fn names(&self) -> Vec<&str> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(&start, &end)| &self.text[start..end]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(text: &str) -> Result<EdgeTable> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("e.csv");
        std::fs::write(&path, text).unwrap();
        EdgeTable::read(&path)
    }

    #[test]
    fn names_are_text_and_numbered_by_appearance() {
        let table = csv("\u{feff}target,source,note\r\n0001001,1001,x\r\n\"a, b\",0001001,y\r\n").unwrap();
        assert_eq!(table.names, ["1001", "0001001", "a, b"]);
        assert_eq!(table.edges, [(0, 1), (1, 2)]);
        assert_eq!(table.weights, None);
        let weighted = csv("source;target;weight\na;b;2\nb;c;0.5\n").unwrap();
        assert_eq!(weighted.weights, Some(vec![2.0, 0.5]));
        assert_eq!(csv("source\ttarget\tweight\na\tb\t1\n").unwrap().weights, None);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("e.csv");
        let message = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let error = EdgeTable::read(&path).unwrap_err().to_string();
            error.replace(&folder.path().display().to_string(), "")
        };
        insta::assert_snapshot!(message("source\na\n"), @"/e.csv:1: no column `target`; the columns are `source`; an edge table needs the columns `source` (the citing node) and `target` (the cited one)");
        insta::assert_snapshot!(message("source,target,weight\na,b,1\na,c,many\n"), @"/e.csv:3: the weight `many` is no finite number; write weights as numbers (2 or 0.5), or leave the column `weight` out");
        insta::assert_snapshot!(message("source,target,weight\na,b,NaN\n"), @"/e.csv:2: the weight `NaN` is no finite number; write weights as numbers (2 or 0.5), or leave the column `weight` out");
        insta::assert_snapshot!(message("source,target\na,b\n,c\n"), @"/e.csv:3: the cell of `source` is empty; fill it or leave the row out");
        insta::assert_snapshot!(message("source,target\na,b\nc\n"), @"/e.csv:3: the row has 1 cell and the header 2; write as many cells as the header has, and quote one that holds a `,`");
        insta::assert_snapshot!(message(""), @"/e.csv: the file is empty; an edge table needs the columns `source` (the citing node) and `target` (the cited one)");
    }

    #[test]
    fn an_edge_is_found_by_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let csv = "source,target,weight\r\na,b,1\r\n\r\n\"b\nx\",c,-2\r\nc,d,3\r\n";
        let net = "*Vertices 3\n1 a\n2 b\n3 c\n*Arcs\n1 2 1\n% no\n2 3 -2\n*Arcslist\n1 2 3\n";
        for (name, text, expected) in [
            ("e.csv", csv, [Some(4), Some(6), None]),
            ("e.net", net, [Some(8), None, None]),
            ("f.net", net, [Some(8), None, Some(10)]),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            let line = |place: Option<Place>| place.and_then(|place| place.line);
            let found = [
                line(EdgeTable::place_of(&path, |_, _, weight| weight < 0.0)),
                line(EdgeTable::place_of(&path, |_, _, weight| weight == 3.0)),
                line(EdgeTable::place_of(&path, |from, to, _| name == "f.net" && (from, to) == ("a", "c"))),
            ];
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn a_compressed_table_is_recognised_by_its_content() {
        use std::io::Write as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("e.csv.gz");
        let mut out =
            flate2::write::GzEncoder::new(std::fs::File::create(&path).unwrap(), flate2::Compression::fast());
        out.write_all(b"source,target\na,b\n").unwrap();
        out.finish().unwrap();
        assert_eq!(EdgeTable::read(&path).unwrap().names, ["a", "b"]);
    }
}
