//! What a corpus tells the bibliometric measures: citations, fields, and who has which papers.

use std::fmt;
use std::str::FromStr;

use hashbrown::HashMap;
use serde::Deserialize;

use crate::corpus::Corpus;
use crate::corpus::schema::Paper;
use crate::date::PartialDate;
use crate::error::{Error, Result};
use crate::graph::networks::{Network, NetworkName};
use crate::ids::PaperId;
use crate::measures::credit::Work;
use crate::measures::{Bibliography, Measure};

/// What says to which field a paper belongs. A paper of several fields belongs to each in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldBy {
    /// Its index terms and topics.
    Topics,
    /// Its journal, book or proceedings.
    Venue,
    /// Its authors' keywords.
    Keywords,
    /// Nothing: all papers are of one field.
    All,
}

impl FieldBy {
    /// All of them, in the order in which they are preferred.
    pub const ALL: [Self; 4] = [Self::Topics, Self::Venue, Self::Keywords, Self::All];

    /// The word of the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Topics => "topics",
            Self::Venue => "venue",
            Self::Keywords => "keywords",
            Self::All => "all",
        }
    }

    /// The first of topics, venue and keywords that at least half of the papers have; else all are of one field.
    pub fn of(corpus: &Corpus) -> Self {
        let most_have = |by: &Self| {
            let have = corpus.papers.iter().filter(|paper| !by.fields(paper).is_empty()).count();
            have > 0 && 2 * have >= corpus.len()
        };
        Self::ALL.into_iter().find(most_have).unwrap_or(Self::All)
    }

    /// The fields of a paper, in lower case, each once; empty where the records say nothing.
    pub fn fields(self, paper: &Paper) -> Vec<String> {
        let mut fields: Vec<String> = match self {
            Self::Topics => folded(&paper.topics),
            Self::Venue => folded(paper.venue.as_slice()),
            Self::Keywords => folded(&paper.keywords),
            Self::All => vec!["all".to_owned()],
        };
        fields.sort_unstable();
        fields.dedup();
        fields
    }
}

impl fmt::Display for FieldBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for FieldBy {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == text).ok_or_else(|| {
            Error::argument(format!("`{text}` tells no field"), "choose among topics, venue, keywords, all")
        })
    }
}

/// Words as they are compared: in lower case, without the blanks around them.
pub(crate) fn folded(words: &[String]) -> Vec<String> {
    words.iter().map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty()).collect()
}

/// Whose count of a paper's citations is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CitationsBy {
    /// The papers of the corpus that cite it, of any date.
    #[default]
    Corpus,
    /// What the source said when it was exported.
    Source,
}

impl CitationsBy {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Corpus, Self::Source];

    /// The word of the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Corpus => "corpus",
            Self::Source => "source",
        }
    }

    /// The citations of every paper of the corpus; `None` where the source says nothing.
    pub fn counts(self, corpus: &Corpus) -> Vec<Option<u32>> {
        match self {
            Self::Source => corpus.papers.iter().map(|paper| paper.cited_by_count).collect(),
            Self::Corpus => {
                let mut counts = vec![0u32; corpus.len()];
                corpus.citations.iter().for_each(|c| counts[c.cited.index()] += 1);
                counts.into_iter().map(Some).collect()
            }
        }
    }
}

impl fmt::Display for CitationsBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for CitationsBy {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == text).ok_or_else(|| {
            Error::argument(format!("`{text}` counts no citations"), "choose among corpus, source")
        })
    }
}

/// Whether a measure is defined for the nodes of a network: those of papers for papers, those of people and places for
/// these, those of graphs for all.
pub fn is_defined_on(measure: Measure, network: NetworkName) -> bool {
    if network.is_of_papers() { !measure.is_of_portfolios() } else { !measure.is_of_papers() }
}

/// The columns of the nodes of `network`, a network of `corpus`. Time O(papers and members).
pub fn bibliography(
    corpus: &Corpus,
    network: &Network,
    field: FieldBy,
    citations: CitationsBy,
) -> Bibliography {
    let counts = citations.counts(corpus);
    if network.name.is_of_papers() {
        // A paper's only paper is itself.
        let papers: Vec<PaperId> = network.papers_of.iter().flatten().copied().collect();
        return Bibliography {
            citations: papers.iter().map(|p| counts[p.index()].map_or(f64::NAN, f64::from)).collect(),
            classes: classes(corpus, &papers, field),
            works: Vec::new(),
        };
    }
    let mut members = vec![0u32; corpus.len()];
    network.papers_of.iter().flatten().for_each(|paper| members[paper.index()] += 1);
    let work = |paper: &PaperId| Work { citations: counts[paper.index()], members: members[paper.index()] };
    let works = network.papers_of.iter().map(|papers| papers.iter().map(work).collect()).collect();
    Bibliography { works, ..Bibliography::default() }
}

/// The classes of each paper, a class being a field in a year, numbered by first appearance; none for an undated paper.
fn classes(corpus: &Corpus, papers: &[PaperId], field: FieldBy) -> Vec<Vec<u32>> {
    let mut numbers: HashMap<(String, i16), u32> = HashMap::new();
    let mut class = |field: String, year: i16| {
        let next = numbers.len() as u32;
        *numbers.entry((field, year)).or_insert(next)
    };
    papers
        .iter()
        .map(|paper| {
            let paper = &corpus.papers[paper.index()];
            let Some(year) = paper.date.map(PartialDate::year_number) else { return Vec::new() };
            field.fields(paper).into_iter().map(|field| class(field, year)).collect()
        })
        .collect()
}

/// The keywords and topics of each node's papers, in lower case.
pub fn terms(corpus: &Corpus, network: &Network) -> Vec<Vec<String>> {
    let of = |paper: &PaperId| {
        let paper = &corpus.papers[paper.index()];
        folded(&paper.keywords).into_iter().chain(folded(&paper.topics))
    };
    network.papers_of.iter().map(|papers| papers.iter().flat_map(of).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::sample::{self, author, authorship, citation};
    use crate::graph::networks::{Counting, NetworkName, build};

    fn corpus() -> Corpus {
        let paper = |year: &str, venue: &str, cited: u32| Paper {
            venue: (!venue.is_empty()).then(|| venue.to_owned()),
            cited_by_count: Some(cited),
            ..sample::paper(year)
        };
        Corpus {
            papers: vec![
                paper("2000", "J", 7),
                paper("2000", "j", 1),
                paper("2001", "", 0),
                paper("", "J", 0),
            ],
            authors: vec![author("Invented"); 2],
            authorships: [(0, 0), (0, 1), (1, 1), (2, 1)].map(authorship).to_vec(),
            citations: [(1, 0), (2, 0), (2, 1)].map(citation).to_vec(),
            ..Corpus::default()
        }
    }

    #[test]
    fn fields_are_what_most_papers_have() {
        let mut corpus = corpus();
        assert_eq!(FieldBy::of(&corpus), FieldBy::Venue);
        corpus.papers[0].topics = vec!["A".to_owned()];
        assert_eq!(FieldBy::of(&corpus), FieldBy::Venue);
        corpus.papers[1].topics = vec!["a".to_owned(), " A ".to_owned()];
        assert_eq!(FieldBy::of(&corpus), FieldBy::Topics);
        assert_eq!(FieldBy::Topics.fields(&corpus.papers[1]), ["a"]);
        assert_eq!(FieldBy::of(&Corpus::default()), FieldBy::All);
        assert!("journal".parse::<FieldBy>().is_err());
    }

    #[test]
    fn papers_stand_in_the_classes_of_their_field_and_year() {
        let corpus = corpus();
        let network = build(&corpus, NetworkName::Citation, Counting::Full);
        let found = bibliography(&corpus, &network, FieldBy::Venue, CitationsBy::Corpus);
        assert_eq!(found.classes, [vec![0], vec![0], vec![], vec![]]);
        assert_eq!(found.citations, [2.0, 1.0, 0.0, 0.0]);
        let found = bibliography(&corpus, &network, FieldBy::All, CitationsBy::Source);
        assert_eq!(found.classes, [vec![0], vec![0], vec![1], vec![]]);
        assert_eq!(found.citations[0], 7.0);
    }

    #[test]
    fn authors_have_their_papers_with_the_number_of_members() {
        let corpus = corpus();
        let network = build(&corpus, NetworkName::Coauthors, Counting::Full);
        let found = bibliography(&corpus, &network, FieldBy::All, CitationsBy::Corpus);
        let work = |citations, members| Work { citations: Some(citations), members };
        assert_eq!(found.works, [vec![work(2, 2)], vec![work(2, 2), work(1, 1), work(0, 1)]]);
    }
}
