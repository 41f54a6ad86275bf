//! Which papers of a corpus a file names.
//!
//! One a line, or in a CSV column `paper` (also `node`, `doi`, `eid`, `id`): a DOI, the id of a record's source (an EID,
//! say), or the paper's number, tried in this order.

use std::io::Read as _;
use std::path::Path;

use hashbrown::HashMap;

use crate::corpus::Corpus;
use crate::error::{Error, Place, Result};
use crate::ids::PaperId;
use crate::sources::open;

/// How many unknown names an error lists.
const LISTED: usize = 5;

/// The papers that the file `path` names, ascending and each once.
///
/// # Errors
/// A file that can't be read or names nothing; names that no paper has, with their lines.
pub fn read_seeds(path: &Path, corpus: &Corpus) -> Result<Vec<PaperId>> {
    let mut bytes = Vec::new();
    open::open(path)?.read_to_end(&mut bytes).map_err(|e| open::read_error(path, e))?;
    let text = String::from_utf8_lossy(&bytes);
    let names = names(text.trim_start_matches('\u{feff}'));
    if names.is_empty() {
        let remedy = "write one DOI, EID or paper number a line";
        return Err(Error::input(Place::file(path), "the list names no paper", remedy));
    }
    let known = Known::new(corpus);
    let mut papers = Vec::with_capacity(names.len());
    let mut unknown = Vec::new();
    for (line, name) in &names {
        match known.find(name) {
            Some(paper) => papers.push(paper),
            None => unknown.push((*line, name.as_str())),
        }
    }
    if let Some((line, _)) = unknown.first() {
        let some: Vec<String> = unknown.iter().take(LISTED).map(|(_, name)| format!("`{name}`")).collect();
        let more = unknown.len().saturating_sub(LISTED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        return Err(Error::input(
            Place::line(path, *line),
            format!("not in the corpus: {}{more}", some.join(", ")),
            "take them out of the list, or ingest the records that hold them",
        ));
    }
    papers.sort_unstable();
    papers.dedup();
    Ok(papers)
}

/// What each filled line or cell says, with its line.
fn names(text: &str) -> Vec<(u64, String)> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().filter_map(std::result::Result::ok).collect();
    let header = ["paper", "node", "doi", "eid", "id"];
    let column = rows.first().and_then(|first| {
        header.iter().find_map(|name| first.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name)))
    });
    let Some(column) = column else {
        let lines = text.lines().enumerate().map(|(at, line)| (at as u64 + 1, line.trim().to_owned()));
        return lines.filter(|(_, name)| !name.is_empty()).collect();
    };
    let cells = rows.iter().skip(1).map(|row| {
        let line = row.position().map_or(0, csv::Position::line);
        (line, row.get(column).unwrap_or_default().trim().to_owned())
    });
    cells.filter(|(_, name)| !name.is_empty()).collect()
}

/// Every name by which the corpus knows its papers.
struct Known<'a> {
    by_doi: HashMap<&'a str, PaperId>,
    by_source_id: HashMap<&'a str, PaperId>,
    papers: usize,
}

impl<'a> Known<'a> {
    fn new(corpus: &'a Corpus) -> Self {
        let mut known = Self { by_doi: HashMap::new(), by_source_id: HashMap::new(), papers: corpus.len() };
        for (number, paper) in corpus.papers.iter().enumerate() {
            let number = PaperId(number as u32);
            if let Some(doi) = &paper.doi {
                known.by_doi.entry(doi).or_insert(number);
            }
            for id in paper.records.iter().filter_map(|record| record.source_id.as_deref()) {
                known.by_source_id.entry(id).or_insert(number);
            }
        }
        known
    }

    fn find(&self, name: &str) -> Option<PaperId> {
        let lower = name.to_lowercase();
        let bare = ["https://", "http://", "dx.doi.org/", "doi.org/", "doi:"]
            .iter()
            .fold(lower.as_str(), |rest, front| rest.strip_prefix(front).unwrap_or(rest))
            .trim();
        let by_number = || name.parse().ok().filter(|n: &u32| (*n as usize) < self.papers).map(PaperId);
        self.by_doi.get(bare).or_else(|| self.by_source_id.get(name)).copied().or_else(by_number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::schema::{Paper, RecordLink};

    fn corpus() -> Corpus {
        let paper = |doi: &str, id: &str| Paper {
            doi: Some(doi.to_owned()),
            records: vec![RecordLink { source_id: Some(id.to_owned()), ..RecordLink::default() }],
            ..Paper::default()
        };
        Corpus { papers: vec![paper("10.1/a", "2-s2.0-1"), paper("10.1/b", "2-s2.0-2")], ..Corpus::default() }
    }

    fn read(text: &str) -> Result<Vec<PaperId>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.csv");
        std::fs::write(&path, text).unwrap();
        read_seeds(&path, &corpus())
    }

    #[test]
    fn papers_are_named_in_three_ways() {
        for text in [
            "1\n0\n1\n",
            "https://doi.org/10.1/A\r\n2-s2.0-2\r\n",
            "\u{feff}note,DOI\n\"x, y\",10.1/b\n,doi:10.1/a\n",
            "paper\n0\n\n1",
        ] {
            assert_eq!(read(text).unwrap(), [PaperId(0), PaperId(1)], "{text}");
        }
    }

    #[test]
    fn unknown_papers_are_named_with_the_first_line() {
        let message = read("0\n2\n10.1/c\n").unwrap_err().to_string();
        assert!(message.contains("s.csv:2: not in the corpus: `2`, `10.1/c`; take them out"), "{message}");
        let message = read("paper\n\n").unwrap_err().to_string();
        assert!(message.contains("the list names no paper"), "{message}");
    }
}
