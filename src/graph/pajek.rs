//! Pajek networks (`.net`): `*Vertices n`, then `*Arcs` (directed) and `*Edges` (both ways), also as `*Arcslist` and
//! `*Edgeslist`. A byte order mark, quoted and unquoted labels, comments (`%`) and more relations are read.
//!
//! A node's name is its label where every label stands once, else the file's own number: real files repeat labels (the
//! labels are then kept beside).

use std::io::BufRead;
use std::path::Path;

use super::edges::{EdgeTable, read_weight};
use super::names::{Names, next_number};
use crate::error::{Error, Place, Result};
use crate::sources::open::{can_be_read_again, read_error};

#[derive(Clone, Copy, PartialEq)]
enum Section {
    Start,
    Vertices,
    Arcs,
    Edges,
    ArcsList,
    EdgesList,
    Other,
}

/// The vertices that what comes from a pipe may claim.
const MOST_FROM_A_PIPE: u64 = 100_000_000;

/// Reads an open Pajek file and notes, where asked to, the line of each edge.
pub(super) fn read(
    path: &Path,
    mut input: Box<dyn BufRead + Send>,
    mut lines: Option<&mut Vec<u64>>,
) -> Result<EdgeTable> {
    // A file can claim any number of vertices, and they cost memory.
    let most = if can_be_read_again(path) {
        let length = std::fs::metadata(path).map_or(0, |file| file.len());
        let remedy = "write the number of vertices that the file lists";
        (length.saturating_mul(100).max(1_000_000), "a file of this size can use", remedy)
    } else {
        (MOST_FROM_A_PIPE, "is taken from a pipe", "save the network as a file first")
    };
    let mut section = Section::Start;
    let mut labels: Vec<Option<String>> = Vec::new();
    let mut edges = Vec::new();
    let mut weights = Vec::new();
    let mut undirected = Vec::new();
    let mut line = Vec::new();
    let mut number = 0u64;
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line).map_err(|e| read_error(path, e))? == 0 {
            break;
        }
        number += 1;
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() || text.starts_with('%') {
            continue;
        }
        let place = || Place::line(path, number);
        if let Some(head) = text.strip_prefix('*') {
            section = begin(head, most, &mut labels, place)?;
            continue;
        }
        let count = labels.len();
        match section {
            Section::Start => {
                return Err(Error::input(
                    place(),
                    "a Pajek network begins with `*Vertices` and their number",
                    "save the network from Pajek again, or give the edges as CSV with `source` and `target`",
                ));
            }
            Section::Vertices => {
                let (vertex, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
                let vertex = read_vertex(vertex, count, place)?;
                labels[vertex as usize] = Some(read_label(rest.trim_start()).to_owned());
            }
            Section::Arcs | Section::Edges => {
                let mut cells = text.split_whitespace();
                let source = read_vertex(cells.next().unwrap_or_default(), count, place)?;
                let Some(target) = cells.next() else {
                    return Err(Error::input(
                        place(),
                        "the line names one vertex, and an edge has two",
                        "write the source and the target on one line, or the edges under `*Arcslist`",
                    ));
                };
                let target = read_vertex(target, count, place)?;
                let weight = cells.next().map_or(Ok(1.0), |cell| read_weight(cell, place))?;
                edges.push((source, target));
                weights.push(weight);
                undirected.push(section == Section::Edges);
            }
            Section::ArcsList | Section::EdgesList => {
                let mut cells = text.split_whitespace();
                let source = read_vertex(cells.next().unwrap_or_default(), count, place)?;
                for cell in cells {
                    edges.push((source, read_vertex(cell, count, place)?));
                    weights.push(1.0);
                    undirected.push(section == Section::EdgesList);
                }
            }
            Section::Other => {}
        }
        if let Some(lines) = &mut lines {
            lines.resize(edges.len(), number);
        }
    }
    if section == Section::Start {
        return Err(Error::input(
            Place::file(path),
            "the file is empty",
            "save the network from Pajek again",
        ));
    }
    let all_undirected = !undirected.is_empty() && undirected.iter().all(|&u| u);
    if !all_undirected {
        // An edge among arcs stands for both directions.
        for at in 0..undirected.len() {
            if undirected[at] {
                let (source, target) = edges[at];
                edges.push((target, source));
                weights.push(weights[at]);
                if let Some(lines) = &mut lines {
                    lines.push(lines[at]);
                }
            }
        }
    }
    let (names, labels) = name_nodes(labels)?;
    Ok(EdgeTable {
        names,
        labels,
        edges,
        weights: Some(weights),
        undirected: all_undirected,
        ..EdgeTable::default()
    })
}

fn begin(
    head: &str,
    (most, why, remedy): (u64, &str, &str),
    labels: &mut Vec<Option<String>>,
    place: impl Fn() -> Place,
) -> Result<Section> {
    let word = head.split(|c: char| c.is_whitespace() || c == ':').next().unwrap_or_default().to_lowercase();
    let section = match word.as_str() {
        "vertices" => {
            let count =
                head.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).ok_or_else(|| {
                    Error::input(
                        place(),
                        "`*Vertices` without their number",
                        "write `*Vertices` and how many there are",
                    )
                })?;
            next_number(usize::try_from(count).unwrap_or(usize::MAX)).map_err(|error| error.at(place()))?;
            if count > most {
                let what = format!("`*Vertices {count}` is more than {why}");
                return Err(Error::input(place(), what, remedy));
            }
            labels.resize(count as usize, None);
            Section::Vertices
        }
        "arcs" => Section::Arcs,
        "edges" => Section::Edges,
        "arcslist" => Section::ArcsList,
        "edgeslist" => Section::EdgesList,
        "matrix" => {
            return Err(Error::input(
                place(),
                "the network is written as a matrix",
                "save it from Pajek as arcs and edges",
            ));
        }
        _ => Section::Other,
    };
    Ok(section)
}

fn read_vertex(text: &str, count: usize, place: impl FnOnce() -> Place) -> Result<u32> {
    match text.parse::<u64>() {
        Ok(number) if (1..=count as u64).contains(&number) => Ok((number - 1) as u32),
        _ => Err(Error::input(
            place(),
            format!("`{text}` is no vertex from 1 to {count}"),
            "number the vertices from 1 and write their count after `*Vertices`",
        )),
    }
}

/// A quoted label ends at a quote with a blank or nothing behind it: real labels hold quotes inside.
fn read_label(rest: &str) -> &str {
    let Some(inside) = rest.strip_prefix('"') else {
        return rest.split_whitespace().next().unwrap_or_default();
    };
    let end = inside
        .match_indices('"')
        .find(|(at, _)| inside[at + 1..].chars().next().is_none_or(char::is_whitespace))
        .map_or(inside.len(), |(at, _)| at);
    inside[..end].trim()
}

type NamesAndLabels = (Vec<String>, Option<Vec<String>>);

fn name_nodes(labels: Vec<Option<String>>) -> Result<NamesAndLabels> {
    let number = |at: usize| (at + 1).to_string();
    let labels: Vec<String> = labels
        .into_iter()
        .enumerate()
        .map(|(at, label)| label.filter(|l| !l.is_empty()).unwrap_or_else(|| number(at)))
        .collect();
    let mut seen = Names::default();
    for (at, label) in labels.iter().enumerate() {
        if seen.number_or_add(label)? as usize != at {
            return Ok(((0..labels.len()).map(number).collect(), Some(labels)));
        }
    }
    Ok((labels, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(text: &str) -> Result<EdgeTable> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("e.net");
        std::fs::write(&path, text).unwrap();
        EdgeTable::read(&path)
    }

    #[test]
    fn labels_are_names_where_each_stands_once() {
        let table = net(concat!(
            "\u{feff}% made by hand\r\n*Vertices 4\r\n 1 \"A \"x\"_B(2012)\" 0.1 0.2\r\n2 plain ic Red\r\n 3 \"Müller\"\r\n",
            "*Arcs :1 \"cites\"\r\n1 2 1\r\n3 1\r\n*Edges\r\n2 3 2.5\r\n"
        ))
        .unwrap();
        assert_eq!(table.names, ["A \"x\"_B(2012)", "plain", "Müller", "4"]);
        assert_eq!(table.edges, [(0, 1), (2, 0), (1, 2), (2, 1)]);
        assert_eq!(table.weights, Some(vec![1.0, 1.0, 2.5, 2.5]));
        assert!(!table.undirected);
    }

    #[test]
    fn repeated_labels_leave_the_numbers_as_names() {
        let table = net("*vertices 3\n1 \"U\"\n2 \"U\"\n3 \"V\"\n*edgeslist\n1 2 3\n").unwrap();
        assert_eq!(table.names, ["1", "2", "3"]);
        assert_eq!(table.labels.as_ref().unwrap()[1], "U");
        assert!(table.undirected);
        let (graph, _) = table.graph();
        assert_eq!((graph.edges(), graph.references(2)), (2, &[0][..]));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, line) in [
            ("1 2\n", ":1:"),
            ("*Vertices many\n", ":1:"),
            ("*Vertices 2\n1 a\n2 b\n*Arcs\n1 3\n", ":5:"),
            ("*Vertices 2\n*Arcs\n1 2 x\n", ":3:"),
            ("*Vertices 2\n*Matrix\n0 1\n", ":2:"),
        ] {
            let message = net(text).unwrap_err().to_string();
            assert!(message.contains(line), "{message}");
        }
        assert!(net("").is_err());
        assert!(net("*Vertices 4294967296\n").is_err());
    }
}
