//! Writing a synthetic citation graph: the citations as an edge table, the papers with their dates beside it.

use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use polars::prelude::{Column, DataFrame};

use super::citation_graph::CitationGraph;
use crate::corpus::tables::write_table;
use crate::date::{PartialDate, Precision};
use crate::error::{Error, Result};
use crate::progress;
use crate::whole::write_file;

/// The forms of an edge table that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Parquet,
    Csv,
    CsvGz,
}

impl Form {
    fn of(path: &Path) -> Result<(Self, &str)> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        [(Self::Parquet, ".parquet"), (Self::Csv, ".csv"), (Self::CsvGz, ".csv.gz")]
            .into_iter()
            .find_map(|(form, ending)| {
                Some((form, name.strip_suffix(ending).filter(|stem| !stem.is_empty())?))
            })
            .ok_or_else(|| {
                Error::argument(
                    format!("`{}` ends in none of .parquet, .csv and .csv.gz", path.display()),
                    "name the output with one of the three endings",
                )
            })
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::CsvGz => "csv.gz",
        }
    }
}

/// Where the papers of the graph at `path` are written: `graph.csv.gz` has `graph.nodes.csv.gz` beside it.
///
/// # Errors
/// [`Error::Argument`] where the ending is none of `.parquet`, `.csv` and `.csv.gz`.
pub fn nodes_path(path: &Path) -> Result<PathBuf> {
    let (form, stem) = Form::of(path)?;
    Ok(path.with_file_name(format!("{stem}.nodes.{}", form.ending())))
}

impl CitationGraph {
    /// Writes the citations (columns `source`, `target`) to `path` and the papers (`node`, `date`) to [`nodes_path`].
    ///
    /// # Errors
    /// [`Error::Argument`] on an unknown ending, [`Error::Io`] where the system refuses.
    pub fn write(&self, path: &Path) -> Result<()> {
        let nodes = nodes_path(path)?;
        let (form, _) = Form::of(path)?;
        if form == Form::Parquet {
            let numbers: Vec<u32> = (0..self.days.len() as u32).collect();
            let dates: Vec<String> = self.days.iter().map(|&day| date(day)).collect();
            table(
                path,
                ("source", self.sources.as_slice()),
                Column::new("target".into(), self.targets.as_slice()),
            )?;
            return table(&nodes, ("node", &numbers), Column::new("date".into(), dates));
        }
        rows(path, form, "source,target\n", self.sources.len(), |row, line| {
            push_number(line, self.sources[row]);
            line.push(b',');
            push_number(line, self.targets[row]);
        })?;
        rows(&nodes, form, "node,date\n", self.days.len(), |row, line| {
            push_number(line, row as u32);
            line.push(b',');
            line.extend_from_slice(date(self.days[row]).as_bytes());
        })
    }
}

fn date(day: i32) -> String {
    PartialDate::from_epoch_days(day, Precision::Day).map(|date| date.to_string()).unwrap_or_default()
}

fn table(path: &Path, (name, numbers): (&str, &[u32]), second: Column) -> Result<()> {
    let columns = vec![Column::new(name.into(), numbers), second];
    let mut frame = DataFrame::new(numbers.len(), columns).map_err(Error::table(path))?;
    write_table(&mut frame, path)
}

/// Writes a header and `count` rows, each without its line end, in pieces of a megabyte.
fn rows(
    path: &Path,
    form: Form,
    header: &str,
    count: usize,
    row: impl Fn(usize, &mut Vec<u8>),
) -> Result<()> {
    let all = |out: &mut dyn Write| -> std::io::Result<()> {
        let mut piece = header.as_bytes().to_vec();
        for number in progress::shown("writing", 0..count) {
            row(number, &mut piece);
            piece.push(b'\n');
            if piece.len() >= 1 << 20 {
                out.write_all(&piece)?;
                piece.clear();
            }
        }
        out.write_all(&piece)
    };
    write_file(path, |out| {
        if form == Form::CsvGz {
            let mut encoder = GzEncoder::new(out, Compression::fast());
            all(&mut encoder)?;
            encoder.finish()?;
        } else {
            all(out)?;
        }
        Ok(())
    })
}

/// Appends the decimal digits of `number`.
fn push_number(line: &mut Vec<u8>, mut number: u32) {
    let mut digits = [0_u8; 10];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    line.extend_from_slice(&digits[first..]);
}

#[cfg(test)]
mod tests {
    use super::super::citation_graph::{GraphSettings, citation_graph};
    use super::*;
    use crate::graph::edges::EdgeTable;
    use crate::graph::node_list::read_dates;

    #[test]
    fn every_form_reads_back_as_the_same_graph() {
        let settings =
            GraphSettings { papers: 300, citations: 2_000, shuffle: true, ..GraphSettings::default() };
        let graph = citation_graph(&settings).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut tables = Vec::new();
        for name in ["g.parquet", "g.csv", "g.csv.gz"] {
            let path = folder.path().join(name);
            graph.write(&path).unwrap();
            let mut table = EdgeTable::read(&path).unwrap();
            for (&(source, target), (s, t)) in
                table.edges.iter().zip(graph.sources.iter().zip(&graph.targets))
            {
                assert_eq!(table.names[source as usize], s.to_string());
                assert_eq!(table.names[target as usize], t.to_string());
            }
            let dates = read_dates(&nodes_path(&path).unwrap(), &mut table.names).unwrap();
            assert_eq!(table.names.len(), 300);
            for (name, known) in table.names.iter().zip(dates) {
                let number: usize = name.parse().unwrap();
                assert_eq!(known.map(PartialDate::epoch_days), Some(graph.days[number]));
            }
            tables.push(table);
        }
        assert!(tables.windows(2).all(|pair| pair[0] == pair[1]));
        assert!(
            graph.write(&folder.path().join("g.net")).unwrap_err().to_string().contains("none of .parquet")
        );
    }

    #[test]
    fn numbers_are_written_in_decimal() {
        for number in [0, 7, 10, 4_294_967_295] {
            let mut line = Vec::new();
            push_number(&mut line, number);
            assert_eq!(String::from_utf8(line).unwrap(), number.to_string());
        }
    }
}
