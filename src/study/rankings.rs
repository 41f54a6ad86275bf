//! The networks of the corpus and the measures of their nodes.

use polars::prelude::DataFrame;

use super::bibliometrics::{CitationsBy, FieldBy, bibliography, is_defined_on};
use super::settings::{People, RankStudy};
use crate::corpus::Corpus;
use crate::error::Result;
use crate::graph::networks::{self, Counting, Network, NetworkName};
use crate::ids::AuthorId;
use crate::measures::frame::frame;
use crate::measures::weights::Role;
use crate::measures::{Bibliography, Column, Measure, Settings, compute_all};

/// Above this number of nodes betweenness is estimated.
const EXACT_BETWEENNESS: usize = 20_000;

/// From how many sources it is estimated.
const SAMPLES: usize = 2_000;

/// One network with its measures.
#[derive(Clone, Debug)]
pub(super) struct Ranked {
    pub(super) network: Network,
    pub(super) columns: Vec<Column>,
    /// What the values rest on beside the graph, in sentences; may be empty.
    pub(super) basis: String,
}

/// Builds and measures every network of the study, over the whole corpus, joint papers counted in full. A network gets the
/// measures that are defined for its nodes, one without an edge only those that look at papers and not at the graph. What is left out is
/// said in sentences.
pub(super) fn rank(
    corpus: &Corpus,
    study: &RankStudy,
    people: People,
    seed: u64,
) -> Result<(Vec<Ranked>, Vec<String>)> {
    let (mut ranked, mut left_out) = (Vec::new(), Vec::new());
    let asked = study.measures.iter().map(|measure| measure.parse()).collect::<Result<Vec<Measure>>>()?;
    let looks_at_papers = |measure: &Measure| measure.is_of_papers() || measure.is_of_portfolios();
    let field = study.field.unwrap_or_else(|| FieldBy::of(corpus));
    for name in &study.networks {
        let name: NetworkName = name.parse()?;
        let mut network = networks::build(corpus, name, Counting::Full);
        let mut measures: Vec<Measure> =
            asked.iter().copied().filter(|&measure| is_defined_on(measure, name)).collect();
        if measures.is_empty() {
            left_out.push(format!(
                "None of the measures is defined for the network `{name}`: it was not ranked."
            ));
            continue;
        }
        if network.graph.edges() == 0 {
            measures.retain(looks_at_papers);
            if measures.is_empty() {
                left_out.push(format!("The network `{name}` has no edge and was not ranked."));
                continue;
            }
            let kept: Vec<&str> = measures.iter().map(|measure| measure.as_str()).collect();
            left_out.push(format!("The network `{name}` has no edge: it has only {}.", kept.join(", ")));
        }
        if name == NetworkName::Coauthors && people == People::Pseudonyms {
            network.labels = (0..network.labels.len() as u32).map(|n| AuthorId(n).pseudonym()).collect();
        }
        let settings = Settings {
            samples: (network.graph.nodes() > EXACT_BETWEENNESS).then_some(SAMPLES),
            weights: study.weights,
            dates: match name {
                _ if name.is_of_papers() => corpus.papers.iter().map(|paper| paper.date).collect(),
                _ => Vec::new(),
            },
            seed,
            bibliography: if measures.iter().any(looks_at_papers) {
                bibliography(corpus, &network, field, study.citations)
            } else {
                Bibliography::default()
            },
            ..Settings::default()
        };
        let columns = compute_all(&measures, &network.graph, &settings, |_| ())?;
        let weighted = network.graph.reference_rows().weights().is_some();
        let basis = basis(&measures, field, study, weighted);
        ranked.push(Ranked { network, columns, basis });
    }
    Ok((ranked, left_out))
}

/// What the values rest on beside the graph, in sentences.
fn basis(measures: &[Measure], field: FieldBy, study: &RankStudy, weighted: bool) -> String {
    let mut said = Vec::new();
    let counts_citations = |measure: &Measure| {
        let papers = matches!(measure, Measure::PapersFull | Measure::PapersFractional);
        measure.is_of_papers() || measure.is_of_portfolios() && !papers
    };
    if measures.iter().any(counts_citations) {
        said.push(match study.citations {
            CitationsBy::Corpus => "Citations are those by papers of the corpus.".to_owned(),
            CitationsBy::Source => "Citations are those that the source gives.".to_owned(),
        });
    }
    if measures.iter().any(|measure| measure.is_of_papers()) {
        said.push(match field {
            FieldBy::All => "All papers are of one field.".to_owned(),
            _ => format!("The field of a paper is given by its {field}."),
        });
    }
    let uses = |role| weighted && measures.iter().any(|m| m.role_of_weights(study.weights) == Some(role));
    if uses(Role::Length) {
        said.push("On paths a weight is a length.".to_owned());
    }
    if uses(Role::InverseLength) {
        said.push("On paths the length of a tie is one over its weight.".to_owned());
    }
    said.join(" ")
}

impl Ranked {
    /// The name of its table.
    pub(super) fn table_name(&self) -> String {
        format!("rank_{}", self.network.name)
    }

    /// The nodes from the highest value of the first measure on (nulls last), ties in the order of the network.
    pub(super) fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.network.keys.len()).collect();
        if let Some(first) = self.columns.first() {
            let value = |node: usize| first.get(node).unwrap_or(f64::NEG_INFINITY);
            order.sort_by(|a, b| value(*b).total_cmp(&value(*a)).then(a.cmp(b)));
        }
        order
    }

    /// `node, label` and a column for each measure, the highest first.
    pub(super) fn table(&self) -> Result<DataFrame> {
        let order = self.order();
        let pick =
            |texts: &[String]| -> Vec<String> { order.iter().map(|node| texts[*node].clone()).collect() };
        let columns: Vec<Column> = self.columns.iter().map(|column| reordered(column, &order)).collect();
        frame(&pick(&self.network.keys), Some(&pick(&self.network.labels)), &columns)
    }
}

fn reordered(column: &Column, order: &[usize]) -> Column {
    use crate::measures::Values;
    let values = match &column.values {
        Values::Counts(values) => Values::Counts(order.iter().map(|node| values[*node]).collect()),
        Values::Reals(values) => Values::Reals(order.iter().map(|node| values[*node]).collect()),
    };
    Column { values, ..column.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::sample::{author, authorship, citation, paper};
    use crate::measures::Weights;

    /// Two papers by authors 0 and 1, one by 1 alone, which cites both.
    fn corpus() -> Corpus {
        Corpus {
            papers: ["2000", "2000", "2001"].map(paper).to_vec(),
            authors: ["A", "B"].map(author).to_vec(),
            authorships: [(0, 0), (0, 1), (1, 0), (1, 1), (2, 1)].map(authorship).to_vec(),
            citations: [(2, 0), (2, 1)].map(citation).to_vec(),
            ..Corpus::default()
        }
    }

    fn study(networks: &[&str], measures: &[&str], citations: CitationsBy) -> RankStudy {
        let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        RankStudy {
            networks: owned(networks),
            measures: owned(measures),
            field: None,
            citations,
            weights: Weights::Strengths,
        }
    }

    #[test]
    fn each_network_has_the_measures_of_its_nodes() {
        let measures = ["h_index", "citation_percentile", "closeness", "papers_fractional"];
        let study = study(&["citation", "coauthors"], &measures, CitationsBy::Corpus);
        let (ranked, left_out) = rank(&corpus(), &study, People::Pseudonyms, 1).unwrap();
        let names = |at: usize| ranked[at].columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>();
        assert_eq!(names(0), ["citation_percentile", "closeness"]);
        assert_eq!(names(1), ["h_index", "closeness", "papers_fractional"]);
        assert!(left_out.is_empty());
        let fractions: Vec<Option<f64>> = (0..2).map(|node| ranked[1].columns[2].get(node)).collect();
        assert_eq!(fractions, [Some(1.0), Some(2.0)]);
        // Two joint papers: half a step.
        assert_eq!(ranked[1].columns[1].get(0), Some(2.0));
        insta::assert_snapshot!(ranked[0].basis, @"Citations are those by papers of the corpus. All papers are of one field.");
        insta::assert_snapshot!(ranked[1].basis, @"Citations are those by papers of the corpus. On paths the length of a tie is one over its weight.");
    }

    #[test]
    fn what_is_left_out_is_said() {
        let mut corpus = corpus();
        corpus.citations.clear();
        let study =
            study(&["citation", "coauthors"], &["citations_normalised", "pagerank"], CitationsBy::Source);
        let (ranked, left_out) = rank(&corpus, &study, People::Names, 1).unwrap();
        assert_eq!(ranked[0].columns.len(), 1);
        // No source says how often its papers are cited.
        assert_eq!((ranked[0].columns[0].nulls(), ranked[1].columns[0].name.as_str()), (3, "pagerank"));
        insta::assert_snapshot!(left_out.join(" "), @"The network `citation` has no edge: it has only citations_normalised.");
        corpus.authorships.clear();
        let study = self::study(&["coauthors", "citation"], &["citations_normalised"], CitationsBy::Corpus);
        let (_, left_out) = rank(&corpus, &study, People::Names, 1).unwrap();
        insta::assert_snapshot!(left_out.join(" "), @"None of the measures is defined for the network `coauthors`: it was not ranked. The network `citation` has no edge: it has only citations_normalised.");
    }
}
