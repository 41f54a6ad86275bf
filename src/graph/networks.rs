//! The networks of a corpus: who cites whom (`citation`), who writes with whom (`coauthors`, `institutions`, `countries`), and
//! which papers are cited together (`cocitation`) or cite the same (`coupling`).
//!
//! A paper with k authors (institutions, countries) ties each of its k(k−1)/2 pairs. What a pair gets depends on the
//! counting:
//!
//! - [`Counting::Full`]: 1, so a weight is the number of joint papers;
//! - [`Counting::Fractional`]: 2/(k(k−1)), so each paper with two or more spreads 1 over its pairs;
//! - [`Counting::Newman`]: 1/(k−1), so each author's weights sum to the number of their joint papers (Newman, Phys. Rev. E
//!   64 (2001) 016132).
//!
//! Time O(Σ k²) over the papers, memory as many pairs.

use std::fmt;
use std::str::FromStr;

use super::csr::Graph;
use super::projections;
use crate::corpus::schema::Corpus;
use crate::error::{Error, Result};
use crate::ids::PaperId;

/// Which network of a corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NetworkName {
    /// Papers; an edge runs from the citing to the cited paper. Directed, without weights.
    Citation,
    /// Authors; undirected, weighted by joint papers.
    Coauthors,
    /// Institutions that papers name; undirected, weighted by joint papers.
    Institutions,
    /// Countries that papers name; undirected, weighted by joint papers.
    Countries,
    /// Papers; undirected, weighted by how many papers cite both.
    Cocitation,
    /// Papers; undirected, weighted by how many papers both cite.
    Coupling,
}

impl NetworkName {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Citation,
        Self::Coauthors,
        Self::Institutions,
        Self::Countries,
        Self::Cocitation,
        Self::Coupling,
    ];

    /// The word of study files and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Citation => "citation",
            Self::Coauthors => "coauthors",
            Self::Institutions => "institutions",
            Self::Countries => "countries",
            Self::Cocitation => "cocitation",
            Self::Coupling => "coupling",
        }
    }

    /// Whether its nodes are papers, numbered as in the corpus.
    pub fn is_of_papers(self) -> bool {
        matches!(self, Self::Citation | Self::Cocitation | Self::Coupling)
    }
}

impl Network {
    /// How many papers a node has.
    pub fn papers(&self, node: usize) -> u32 {
        self.papers_of[node].len() as u32
    }
}

impl fmt::Display for NetworkName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for NetworkName {
    type Err = Error;

    /// `authors` is another word for `coauthors`.
    fn from_str(text: &str) -> Result<Self> {
        let text = if text == "authors" { "coauthors" } else { text };
        Self::ALL.into_iter().find(|name| name.as_str() == text).ok_or_else(|| {
            Error::argument(
                format!("there is no network `{text}`"),
                "choose among citation, coauthors, institutions, countries, cocitation, coupling",
            )
        })
    }
}

/// What a joint paper adds to a pair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counting {
    /// 1.
    #[default]
    Full,
    /// 2/(k(k−1)).
    Fractional,
    /// 1/(k−1).
    Newman,
}

impl Counting {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Full, Self::Fractional, Self::Newman];

    /// The word of the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Fractional => "fractional",
            Self::Newman => "newman",
        }
    }

    fn weight(self, members: usize) -> f64 {
        let k = members as f64;
        match self {
            Self::Full => 1.0,
            Self::Fractional => 2.0 / (k * (k - 1.0)),
            Self::Newman => 1.0 / (k - 1.0),
        }
    }
}

impl FromStr for Counting {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|counting| counting.as_str() == text).ok_or_else(|| {
            Error::argument(format!("there is no counting `{text}`"), "choose among full, fractional, newman")
        })
    }
}

/// A network of a corpus with what its nodes are.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Which network it is.
    pub name: NetworkName,
    /// Its edges.
    pub graph: Graph,
    /// What identifies each node: the number of the paper or author, the registry's id, the country's code.
    pub keys: Vec<String>,
    /// What a reader calls each node: title, name. Authors' names are not pseudonyms here.
    pub labels: Vec<String>,
    /// The country of each node: the institution's own; for papers and authors the one of most of their authorships (the first of the
    /// alphabet among equals).
    pub countries: Vec<Option<String>>,
    /// The papers of each node, ascending: of a paper itself alone.
    pub papers_of: Vec<Vec<PaperId>>,
}

/// Builds a network of the whole corpus.
///
/// Nodes: all papers; all authors; the institutions and countries that some paper names, in the corpus's (the alphabet's) order.
pub fn build(corpus: &Corpus, name: NetworkName, counting: Counting) -> Network {
    build_of(corpus, name, counting, &|_| true)
}

/// Builds a network of the papers that `keep` takes: those of a time slice, a field, a set.
///
/// The networks of papers keep all papers as nodes, so that numbers stay those of the corpus. Citations are those between
/// papers that are kept; papers are co-cited by kept papers; coupled papers are kept, what they cite may be any.
pub fn build_of(
    corpus: &Corpus,
    name: NetworkName,
    counting: Counting,
    keep: &dyn Fn(PaperId) -> bool,
) -> Network {
    build_above(corpus, name, counting, 1, keep)
}

/// As [`build_of`], without ties that weigh less than `threshold` (co-citation, coupling: fewer papers than that; else
/// their weight as counted). Citations have no weight and are all kept.
pub fn build_above(
    corpus: &Corpus,
    name: NetworkName,
    counting: Counting,
    threshold: u32,
    keep: &dyn Fn(PaperId) -> bool,
) -> Network {
    let network = match name {
        NetworkName::Citation => return citation(corpus, &|citing, cited| keep(citing) && keep(cited)),
        NetworkName::Cocitation => {
            let network = citation(corpus, &|citing, _| keep(citing));
            return Network { name, graph: projections::cocitation(&network.graph, threshold), ..network };
        }
        NetworkName::Coupling => {
            let network = citation(corpus, &|citing, _| keep(citing));
            return Network { name, graph: projections::coupling(&network.graph, threshold), ..network };
        }
        NetworkName::Coauthors => {
            let members = members(corpus, keep, |at| corpus.authorships[at].author.map(|a| a.0));
            let (graph, papers_of) = joint(corpus.authors.len(), &members, counting);
            Network {
                name,
                graph,
                keys: (0..corpus.authors.len()).map(|n| n.to_string()).collect(),
                labels: corpus.authors.iter().map(|a| a.name.clone()).collect(),
                countries: usual_countries(corpus, corpus.authors.len(), |at| {
                    corpus.authorships[at].author.map(|a| a.0)
                }),
                papers_of,
            }
        }
        NetworkName::Institutions => {
            let members = members(corpus, keep, |at| corpus.authorships[at].institution.map(|i| i.0));
            let mut named: Vec<u32> = members.iter().flat_map(|of_paper| &of_paper.1).copied().collect();
            named.sort_unstable();
            named.dedup();
            let (graph, papers_of) = joint(named.len(), &renumbered(members, &named), counting);
            let institution = |n: &u32| &corpus.institutions[*n as usize];
            Network {
                name,
                graph,
                keys: named.iter().map(|n| institution(n).ror.clone()).collect(),
                labels: named.iter().map(|n| institution(n).name.clone()).collect(),
                countries: named.iter().map(|n| institution(n).country.clone()).collect(),
                papers_of,
            }
        }
        NetworkName::Countries => {
            let mut codes: Vec<&str> =
                corpus.authorships.iter().filter_map(|a| a.country.as_deref()).collect();
            codes.sort_unstable();
            codes.dedup();
            let code_of = |at: usize| {
                let code = corpus.authorships[at].country.as_deref()?;
                codes.binary_search(&code).ok().map(|n| n as u32)
            };
            let members = members(corpus, keep, code_of);
            let (graph, papers_of) = joint(codes.len(), &members, counting);
            let keys: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
            Network {
                name,
                graph,
                labels: keys.clone(),
                countries: keys.iter().cloned().map(Some).collect(),
                keys,
                papers_of,
            }
        }
    };
    if threshold > 1 { Network { graph: heavy(&network.graph, threshold), ..network } } else { network }
}

/// The ties that weigh `threshold` or more.
fn heavy(graph: &Graph, threshold: u32) -> Graph {
    let (edges, weights) = graph.edge_list();
    let weights = weights.unwrap_or_default();
    let kept = edges.iter().zip(&weights).filter(|(e, w)| e.0 < e.1 && **w >= f64::from(threshold));
    let (edges, weights): (Vec<(u32, u32)>, Vec<f64>) = kept.unzip();
    Graph::undirected(graph.nodes(), &edges, Some(&weights)).0
}

fn citation(corpus: &Corpus, keep: &dyn Fn(PaperId, PaperId) -> bool) -> Network {
    let kept = corpus.citations.iter().filter(|c| keep(c.citing, c.cited));
    let edges: Vec<(u32, u32)> = kept.map(|c| (c.citing.0, c.cited.0)).collect();
    Network {
        name: NetworkName::Citation,
        graph: Graph::directed(corpus.len(), &edges, None).0,
        keys: (0..corpus.len()).map(|n| n.to_string()).collect(),
        labels: corpus.papers.iter().map(|p| p.title.clone()).collect(),
        countries: usual_countries(corpus, corpus.len(), |at| Some(corpus.authorships[at].paper.0)),
        papers_of: (0..corpus.len() as u32).map(|n| vec![PaperId(n)]).collect(),
    }
}

/// For each kept paper who (of whatever kind) stands on it, ascending and each once.
fn members(
    corpus: &Corpus,
    keep: &dyn Fn(PaperId) -> bool,
    member: impl Fn(usize) -> Option<u32>,
) -> Vec<Members> {
    let mut all = Vec::new();
    let mut start = 0;
    while start < corpus.authorships.len() {
        let paper = corpus.authorships[start].paper;
        let end = start + corpus.authorships[start..].partition_point(|a| a.paper == paper);
        if keep(paper) {
            let mut of_paper: Vec<u32> = (start..end).filter_map(&member).collect();
            of_paper.sort_unstable();
            of_paper.dedup();
            all.push((paper, of_paper));
        }
        start = end;
    }
    all
}

/// A paper and who stands on it.
type Members = (PaperId, Vec<u32>);

fn renumbered(mut members: Vec<Members>, named: &[u32]) -> Vec<Members> {
    for (_, of_paper) in &mut members {
        for member in of_paper.iter_mut() {
            *member = named.partition_point(|n| n < member) as u32;
        }
    }
    members
}

/// The undirected graph of who stands together, and the papers of each.
fn joint(nodes: usize, members: &[Members], counting: Counting) -> (Graph, Vec<Vec<PaperId>>) {
    let mut papers_of = vec![Vec::new(); nodes];
    let mut edges = Vec::new();
    let mut weights = Vec::new();
    for (paper, of_paper) in members {
        let weight = counting.weight(of_paper.len());
        for (at, &one) in of_paper.iter().enumerate() {
            papers_of[one as usize].push(*paper);
            for &other in &of_paper[at + 1..] {
                edges.push((one, other));
                weights.push(weight);
            }
        }
    }
    (Graph::undirected(nodes, &edges, Some(&weights)).0, papers_of)
}

/// For each node the country of most of its authorships.
fn usual_countries(
    corpus: &Corpus,
    nodes: usize,
    node: impl Fn(usize) -> Option<u32>,
) -> Vec<Option<String>> {
    let mut pairs: Vec<(u32, &str)> = Vec::new();
    for (at, authorship) in corpus.authorships.iter().enumerate() {
        if let (Some(node), Some(country)) = (node(at), authorship.country.as_deref()) {
            pairs.push((node, country));
        }
    }
    pairs.sort_unstable();
    let mut best: Vec<(usize, &str)> = vec![(0, ""); nodes];
    for group in pairs.chunk_by(|a, b| a == b) {
        let (node, country) = group[0];
        if group.len() > best[node as usize].0 {
            best[node as usize] = (group.len(), country);
        }
    }
    best.into_iter().map(|(count, country)| (count > 0).then(|| country.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::sample::{self, author, citation};
    use crate::corpus::schema::{Authorship, Institution, Paper};
    use crate::ids::InstitutionId;

    /// Paper 0: authors 0 (KP, institution 2), 1 (CN); paper 1: 0, 1, 2; paper 2: 2 alone, at two institutions.
    fn corpus() -> Corpus {
        let authorship =
            |paper: u32, author: u32, institution: Option<u32>, country: Option<&str>| Authorship {
                institution: institution.map(InstitutionId),
                country: country.map(str::to_owned),
                ..sample::authorship((paper, author))
            };
        let institution = |ror: &str| Institution {
            ror: ror.to_owned(),
            name: ror.to_uppercase(),
            ..Institution::default()
        };
        Corpus {
            papers: vec![Paper::default(); 3],
            authors: vec![author("A"), author("B"), author("C")],
            authorships: vec![
                authorship(0, 0, Some(2), Some("KP")),
                authorship(0, 1, Some(0), Some("CN")),
                authorship(1, 0, Some(2), Some("KP")),
                authorship(1, 1, None, Some("CN")),
                authorship(1, 2, None, Some("DE")),
                authorship(2, 2, Some(0), Some("CN")),
                authorship(2, 2, Some(2), Some("KP")),
            ],
            institutions: vec![institution("x"), institution("unnamed"), institution("z")],
            citations: [(1, 0), (2, 0), (2, 1)].map(citation).to_vec(),
            ..Corpus::default()
        }
    }

    fn weights(network: &Network) -> Vec<(u32, u32, f64)> {
        let (edges, weights) = network.graph.edge_list();
        edges.iter().zip(weights.unwrap()).filter(|(e, _)| e.0 < e.1).map(|(e, w)| (e.0, e.1, w)).collect()
    }

    #[test]
    fn co_authors_are_counted_in_three_ways() {
        let built = |counting| build(&corpus(), NetworkName::Coauthors, counting);
        assert_eq!(weights(&built(Counting::Full)), [(0, 1, 2.0), (0, 2, 1.0), (1, 2, 1.0)]);
        let third = 1.0 / 3.0;
        assert_eq!(
            weights(&built(Counting::Fractional)),
            [(0, 1, 1.0 + third), (0, 2, third), (1, 2, third)]
        );
        assert_eq!(weights(&built(Counting::Newman)), [(0, 1, 1.5), (0, 2, 0.5), (1, 2, 0.5)]);
        let full = built(Counting::Full);
        let papers: Vec<u32> = (0..3).map(|node| full.papers(node)).collect();
        assert_eq!(papers, [2, 2, 2]);
        // C's authorships are one each in CN, DE, KP: the first of the alphabet.
        assert_eq!(full.countries, [Some("KP"), Some("CN"), Some("CN")].map(|c| c.map(str::to_owned)));
    }

    #[test]
    fn institutions_and_countries_are_those_that_papers_name() {
        let institutions = build(&corpus(), NetworkName::Institutions, Counting::Full);
        assert_eq!(institutions.keys, ["x", "z"]);
        assert_eq!(weights(&institutions), [(0, 1, 2.0)]);
        let papers = [0, 2].map(PaperId).to_vec();
        assert_eq!(institutions.papers_of, [papers, [0, 1, 2].map(PaperId).to_vec()]);
        let two = build_above(&corpus(), NetworkName::Institutions, Counting::Full, 3, &|_| true);
        assert_eq!((two.graph.edges(), two.keys.len()), (0, 2));
        let countries = build(&corpus(), NetworkName::Countries, Counting::Full);
        assert_eq!(countries.keys, ["CN", "DE", "KP"]);
        assert_eq!(weights(&countries), [(0, 1, 1.0), (0, 2, 3.0), (1, 2, 1.0)]);
    }

    #[test]
    fn a_slice_takes_only_its_papers() {
        let slice = build_of(&corpus(), NetworkName::Citation, Counting::Full, &|p| p.0 != 1);
        assert_eq!(slice.graph.edge_list().0, [(2, 0)]);
        assert_eq!(slice.graph.nodes(), 3);
        let coupled = build(&corpus(), NetworkName::Coupling, Counting::Full);
        assert_eq!(weights(&coupled), [(1, 2, 1.0)]);
        let cocited = build(&corpus(), NetworkName::Cocitation, Counting::Full);
        assert_eq!(weights(&cocited), [(0, 1, 1.0)]);
        let slice = build_of(&corpus(), NetworkName::Coauthors, Counting::Full, &|p| p.0 == 1);
        assert!(slice.papers_of.iter().all(|papers| papers[..] == [PaperId(1)]));
        // 2 alone is kept: it cites 0 and 1 together, and both may be older.
        let cocited = build_of(&corpus(), NetworkName::Cocitation, Counting::Full, &|p| p.0 == 2);
        assert_eq!(weights(&cocited), [(0, 1, 1.0)]);
        let twice = build_above(&corpus(), NetworkName::Coupling, Counting::Full, 2, &|_| true);
        assert_eq!(twice.graph.edges(), 0);
    }

    #[test]
    fn unknown_names_are_refused() {
        assert!("citations".parse::<NetworkName>().is_err());
        assert_eq!("coauthors".parse::<NetworkName>().unwrap(), NetworkName::Coauthors);
        assert!("half".parse::<Counting>().is_err());
    }
}
