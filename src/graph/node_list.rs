//! Files about nodes: dates (`--nodes`: columns `node`, `date`) and plain lists (`--seeds`, `--restart`).
//!
//! A node of the dates' file that no edge names is a paper without citations: it joins the graph as an isolated node,
//! numbered after the others in the order of the file. In a plain list a node that is not in the graph is an error.

use std::io::BufRead as _;
use std::path::Path;

use polars::prelude::DataFrame;

use super::names::Names;
use super::parquet;
use crate::date::PartialDate;
use crate::error::{Error, Place, Result};
use crate::sources::open::{open_text_shown, read_error};
use crate::sources::user_rows::Rows;

const DATES_REMEDY: &str =
    "the file needs the columns `node` and `date` (YYYY, YYYY-MM or YYYY-MM-DD, empty where unknown)";

/// The dates of the nodes, in the order of `names`; `None` where the file says none. Nodes that only this file
/// names are added to `names`.
///
/// Columns `node` (or `paper`) and `date` (or `year`), CSV or Parquet.
///
/// # Errors
/// A missing column, a date that is none, two different dates for one node: with file and line.
pub fn read_dates(path: &Path, names: &mut Vec<String>) -> Result<Vec<Option<PartialDate>>> {
    let mut known = Names::from(std::mem::take(names));
    let result = collect_dates(path, &mut known);
    *names = known.into_vec();
    let mut dates = result?;
    dates.resize(names.len(), None);
    Ok(dates)
}

fn collect_dates(path: &Path, known: &mut Names) -> Result<Vec<Option<PartialDate>>> {
    let mut dates: Vec<Option<PartialDate>> = Vec::new();
    each_cell_pair(path, &mut |node, date, place| {
        let number = known.number_or_add(node)? as usize;
        if dates.len() <= number {
            dates.resize(number + 1, None);
        }
        if date.is_empty() {
            return Ok(());
        }
        let date: PartialDate = date.parse().map_err(|_| {
            Error::input(place(), format!("`{date}` is no date"), "write YYYY, YYYY-MM or YYYY-MM-DD")
        })?;
        match dates[number] {
            Some(before) if before != date => Err(Error::input(
                place(),
                format!("`{node}` is dated {date} here and {before} before"),
                "keep one date for each node",
            )),
            _ => {
                dates[number] = Some(date);
                Ok(())
            }
        }
    })?;
    Ok(dates)
}

type EachPair<'a> = dyn FnMut(&str, &str, &dyn Fn() -> Place) -> Result<()> + 'a;

fn each_cell_pair(path: &Path, each: &mut EachPair) -> Result<()> {
    if path.extension().is_some_and(|e| e == "parquet") {
        let columns = |frame: &DataFrame| {
            let column = |names: &[&str]| {
                let found = names.iter().find_map(|name| frame.column(name).ok());
                found.cloned().ok_or_else(|| {
                    Error::input(Place::file(path), format!("no column `{}`", names[0]), DATES_REMEDY)
                })
            };
            Ok(vec![column(&["node", "paper"])?, column(&["date", "year"])?])
        };
        return parquet::each_row(path, &columns, &mut |cells, place| {
            let Some(node) = cells[0].filter(|node| !node.is_empty()) else {
                return Err(Error::input(place, "the node has no name", DATES_REMEDY));
            };
            each(node, cells[1].unwrap_or_default(), &|| place.clone())
        });
    }
    let mut rows = Rows::open(path, DATES_REMEDY)?;
    let node = rows.column(&["node", "paper"], DATES_REMEDY)?;
    let date = rows.column(&["date", "year"], DATES_REMEDY)?;
    while rows.advance()? {
        each(rows.filled_cell(node, "node")?, rows.cell(date)?, &|| rows.place())?;
    }
    Ok(())
}

/// The nodes that a file lists, ascending and each once: one name a line, or a CSV (or Parquet) file with a column
/// `node` (or `paper`).
///
/// # Errors
/// A name that is not in the graph (with its line), or an empty list.
pub fn read_nodes(path: &Path, names: &[String]) -> Result<Vec<u32>> {
    let known = Names::from(names.to_vec());
    let mut nodes = Vec::new();
    let mut take = |name: &str, place: Place| match known.number(name) {
        Some(number) => {
            nodes.push(number);
            Ok(())
        }
        None => Err(Error::input(
            place,
            format!("`{name}` is not in the graph"),
            "check the spelling against the edge table (names are text: `007` is not `7`), or remove the line",
        )),
    };
    if path.extension().is_some_and(|e| e == "parquet") {
        let columns = |frame: &DataFrame| {
            let column = LISTED.iter().find_map(|name| frame.column(name).ok());
            column.map(|column| vec![column.clone()]).ok_or_else(|| {
                Error::input(Place::file(path), "no column `node`", "name the column of the nodes `node`")
            })
        };
        parquet::each_row(path, &columns, &mut |cells, place| take(cells[0].unwrap_or_default(), place))?;
    } else {
        let mut input = open_text_shown(path)?;
        let start = input.fill_buf().map_err(|error| read_error(path, error))?;
        if has_header(path, start) {
            let mut rows = Rows::new(path, input, LIST_REMEDY)?;
            let column = rows.column(&LISTED, "name the column of the nodes `node`")?;
            while rows.advance()? {
                take(rows.filled_cell(column, "node")?, rows.place())?;
            }
        } else {
            for (line, text) in input.lines().enumerate() {
                let text = text.map_err(|error| read_error(path, error))?;
                let name = text.trim();
                if !name.is_empty() {
                    take(name, Place::line(path, line as u64 + 1))?;
                }
            }
        }
    }
    if nodes.is_empty() {
        return Err(Error::input(Place::file(path), "the list names no node", LIST_REMEDY));
    }
    nodes.sort_unstable();
    nodes.dedup();
    Ok(nodes)
}

const LIST_REMEDY: &str = "write one node name a line";
/// The column of a list of nodes.
const LISTED: [&str; 2] = ["node", "paper"];

/// Whether what begins so is a table with a column of nodes and no plain list.
fn has_header(path: &Path, start: &[u8]) -> bool {
    let rows = Rows::new(path, Box::new(start), LIST_REMEDY);
    rows.is_ok_and(|rows| rows.find(&LISTED).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        ["a", "b", "007"].map(str::to_owned).to_vec()
    }

    fn write(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("n.csv");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn dates_come_in_the_order_of_the_names_and_new_nodes_join() {
        let (_folder, path) = write("date,node\n2016,b\n2017-03-02,lonely\n,a\n");
        let mut names = names();
        let dates = read_dates(&path, &mut names).unwrap();
        assert_eq!(names, ["a", "b", "007", "lonely"]);
        let text: Vec<String> = dates.iter().map(|d| d.map(|d| d.to_string()).unwrap_or_default()).collect();
        assert_eq!(text, ["", "2016", "", "2017-03-02"]);
    }

    #[test]
    fn wrong_dates_are_refused_with_their_line() {
        for (text, expected) in [
            ("node,date\na,2016\na,soon\n", ":3: `soon` is no date"),
            ("node,date\na,2016\na,2017\n", ":3: `a` is dated 2017 here and 2016 before"),
            ("node,when\na,2016\n", ":1: no column `date`"),
        ] {
            let (_folder, path) = write(text);
            let message = read_dates(&path, &mut names()).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn a_list_of_nodes_is_plain_or_a_column() {
        for text in ["007\n\na\na\n", "note,node\nx,a\ny,007\n", "paper\n007\na\n"] {
            let (_folder, path) = write(text);
            assert_eq!(read_nodes(&path, &names()).unwrap(), [0, 2], "{text}");
        }
        for (text, expected) in
            [("a\n7\n", ":2: `7` is not in the graph"), ("", "names no node"), ("node\n", "names no node")]
        {
            let (_folder, path) = write(text);
            let message = read_nodes(&path, &names()).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }
}
