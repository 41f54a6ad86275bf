//! The networks of the corpus and the measures of their nodes.

use polars::prelude::DataFrame;

use super::bibliometrics::{CitationsBy, FieldBy, bibliography};
use super::settings::{People, RankStudy};
use crate::corpus::Corpus;
use crate::error::Result;
use crate::graph::networks::{self, Counting, Network, NetworkName};
use crate::ids::AuthorId;
use crate::measures::frame::frame;
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
}

/// Builds and measures every network of the study, over the whole corpus, joint papers counted in full. A network without an
/// edge is left out; its name is returned apart.
pub(super) fn rank(
    corpus: &Corpus,
    study: &RankStudy,
    people: People,
    seed: u64,
) -> Result<(Vec<Ranked>, Vec<String>)> {
    let (mut ranked, mut empty) = (Vec::new(), Vec::new());
    let measures = study.measures.iter().map(|measure| measure.parse()).collect::<Result<Vec<Measure>>>()?;
    let of_papers = measures.iter().any(|measure| measure.is_of_papers() || measure.is_of_portfolios());
    let field = FieldBy::of(corpus);
    for name in &study.networks {
        let name: NetworkName = name.parse()?;
        let mut network = networks::build(corpus, name, Counting::Full);
        if network.graph.edges() == 0 {
            empty.push(name.as_str().to_string());
            continue;
        }
        if name == NetworkName::Coauthors && people == People::Pseudonyms {
            network.labels = (0..network.labels.len() as u32).map(|n| AuthorId(n).pseudonym()).collect();
        }
        let settings = Settings {
            samples: (network.graph.nodes() > EXACT_BETWEENNESS).then_some(SAMPLES),
            dates: match name {
                _ if name.is_of_papers() => corpus.papers.iter().map(|paper| paper.date).collect(),
                _ => Vec::new(),
            },
            seed,
            bibliography: if of_papers {
                bibliography(corpus, &network, field, CitationsBy::Corpus)
            } else {
                Bibliography::default()
            },
            ..Settings::default()
        };
        let columns = compute_all(&measures, &network.graph, &settings, |_| ())?;
        ranked.push(Ranked { network, columns });
    }
    Ok((ranked, empty))
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
