//! What figures show of a corpus as it is, without a study: counts and networks, brought into the figures' data.

// All have the signature of `FromCorpus`; only some can fail.
#![allow(clippy::unnecessary_wraps)]

use std::collections::BTreeMap;

use hashbrown::HashSet;

use super::flow::{Flow, Link};
use super::matrix::{Cell, Matrix, Scale};
use super::network::{Network, Node};
use super::ranking::{Item, Ranking};
use super::text;
use super::timeline::{Count, Timeline};
use super::{Caption, Figure};
use crate::corpus::Corpus;
use crate::date::PartialDate;
use crate::error::{Error, Result};
use crate::graph::networks::{self, Counting, NetworkName};
use crate::ids::AuthorId;
use crate::places::countries::Countries;
use crate::places::watch::WatchMatcher;

/// What of the corpus is drawn.
#[derive(Debug)]
pub struct View<'a> {
    /// The corpus.
    pub corpus: &'a Corpus,
    /// The network, for figures of one.
    pub network: NetworkName,
    /// What a joint paper adds to a pair.
    pub counting: Counting,
    /// Marks the institutions that it lists, themselves or as a part of another, whatever the dates.
    pub watch: Option<&'a WatchMatcher>,
    /// Whether authors are called by name.
    pub names: bool,
    /// Where layouts begin.
    pub seed: u64,
    /// How many nodes of a network are drawn.
    pub most_nodes: usize,
}

/// The caption with what is said where the user says nothing.
fn filled(caption: Caption, title: &str, base: String) -> Caption {
    let or = |own: String, other: String| if text::clean(&own).is_empty() { other } else { own };
    Caption { title: or(caption.title, title.to_owned()), base: or(caption.base, base), ..caption }
}

fn all_papers(corpus: &Corpus) -> String {
    format!("N = {} papers of the corpus", text::count(corpus.len() as u64))
}

/// The English name of a country's code; the text itself where it is no code.
fn country_name(code: &str) -> String {
    code.parse().map_or_else(|_| code.to_owned(), |code| Countries::embedded().name(code).to_owned())
}

/// Papers by year and kind of document.
pub(super) fn timeline(view: &View, caption: Caption) -> Result<Box<dyn Figure>> {
    let mut counts: BTreeMap<(Option<i16>, &str), u64> = BTreeMap::new();
    for paper in &view.corpus.papers {
        let year = paper.date.map(PartialDate::year_number);
        *counts.entry((year, paper.kind.as_deref().unwrap_or("unknown"))).or_default() += 1;
    }
    let counts = counts
        .into_iter()
        .map(|((year, class), count)| Count { year, class: class.to_owned(), count })
        .collect();
    let caption = filled(caption, "Papers by year and kind", all_papers(view.corpus));
    Ok(Box::new(Timeline { caption, unit: "papers".into(), counts, ..Timeline::default() }))
}

/// A network of the corpus, brought to labels that may be shown.
struct Named {
    network: networks::Network,
    labels: Vec<String>,
    listed: Vec<bool>,
    node_name: &'static str,
}

fn named(view: &View) -> Named {
    let network = networks::build(view.corpus, view.network, view.counting);
    let (labels, node_name): (Vec<String>, _) = match view.network {
        NetworkName::Coauthors if !view.names => {
            ((0..network.keys.len()).map(|at| AuthorId(at as u32).pseudonym()).collect(), "authors")
        }
        NetworkName::Coauthors => (network.labels.clone(), "authors"),
        NetworkName::Countries => (network.keys.iter().map(|code| country_name(code)).collect(), "countries"),
        NetworkName::Institutions => (network.labels.clone(), "institutions"),
        NetworkName::Citation | NetworkName::Cocitation | NetworkName::Coupling => {
            (network.labels.clone(), "papers")
        }
    };
    let ever_listed = match (view.network, view.watch) {
        (NetworkName::Institutions, Some(watch)) => view.corpus.ever_listed(watch),
        _ => HashSet::new(),
    };
    let listed = network.keys.iter().map(|key| ever_listed.contains(key.as_str())).collect();
    Named { network, labels, listed, node_name }
}

impl Named {
    /// What the size of a node shows: its papers; of a paper, how many it is tied to.
    fn amount(&self, node: usize) -> f64 {
        match self.network.name {
            name if name.is_of_papers() => self.network.graph.cited_by(node as u32).len() as f64,
            _ => f64::from(self.network.papers(node)),
        }
    }

    fn amount_name(&self) -> &'static str {
        match self.network.name {
            NetworkName::Citation => "citations received",
            NetworkName::Cocitation => "papers cited together with it",
            NetworkName::Coupling => "papers that share a reference",
            _ => "papers",
        }
    }
}

fn base(view: &View, named: &Named) -> String {
    let nodes = text::count(named.labels.len() as u64);
    format!("N = {nodes} {} on {} papers", named.node_name, text::count(view.corpus.len() as u64))
}

/// A network of the corpus; nodes coloured by country.
pub(super) fn network(view: &View, caption: Caption) -> Result<Box<dyn Figure>> {
    let named = named(view);
    let graph = &named.network.graph;
    let is_citation = view.network == NetworkName::Citation;
    let nodes = (0..named.labels.len())
        .map(|at| Node {
            label: named.labels[at].clone(),
            amount: named.amount(at),
            group: named.network.countries[at].as_deref().map(country_name),
            watch_listed: named.listed[at],
        })
        .collect();
    let (edges, weights) = graph.edge_list();
    let ties = edges
        .iter()
        .enumerate()
        .filter(|(_, (u, v))| is_citation || u < v)
        .map(|(at, (u, v))| (*u, *v, weights.as_ref().map_or(1.0, |weights| weights[at])))
        .collect();
    let title = match view.network {
        NetworkName::Citation => "Who cites whom",
        NetworkName::Cocitation => "Papers that are cited together",
        NetworkName::Coupling => "Papers that cite the same papers",
        NetworkName::Coauthors => "Authors who write together",
        NetworkName::Institutions => "Institutions that write together",
        NetworkName::Countries => "Countries that write together",
    };
    Ok(Box::new(Network {
        caption: filled(caption, title, base(view, &named)),
        node_name: named.node_name.into(),
        amount_name: named.amount_name().into(),
        group_name: "country".into(),
        tie_name: match view.network {
            NetworkName::Citation => String::new(),
            NetworkName::Cocitation => "how often they are cited together".into(),
            NetworkName::Coupling => "how many references they share".into(),
            _ => "joint papers".into(),
        },
        nodes,
        ties,
        most_nodes: view.most_nodes,
        seed: view.seed,
    }))
}

/// Joint papers of each two countries (institutions, authors).
pub(super) fn matrix(view: &View, caption: Caption) -> Result<Box<dyn Figure>> {
    if view.network.is_of_papers() {
        return Err(Error::argument(
            "a matrix of papers by papers would be empty cells",
            "name another network: countries, institutions or coauthors",
        ));
    }
    let counting = Counting::Full;
    let named = named(&View { counting, ..*view });
    let (edges, weights) = named.network.graph.edge_list();
    let cells: Vec<Cell> = edges
        .iter()
        .enumerate()
        .map(|(at, (u, v))| Cell {
            row: named.labels[*u as usize].clone(),
            column: named.labels[*v as usize].clone(),
            count: weights.as_ref().map_or(1, |weights| weights[at].round() as u64),
        })
        .collect();
    let title = format!("Joint papers by pairs of {}", named.node_name);
    let base = format!("{}; each pair stands on both sides of the diagonal", base(view, &named));
    Ok(Box::new(Matrix {
        caption: filled(caption, &title, base),
        row_name: named.node_name.into(),
        column_name: named.node_name.into(),
        unit: "joint papers".into(),
        scale: Scale::fitting(&cells),
        cells,
    }))
}

/// The nodes of a network with the most papers; of a network of papers, those that are tied to the most.
pub(super) fn ranking(view: &View, caption: Caption) -> Result<Box<dyn Figure>> {
    let named = named(view);
    let value_name = named.amount_name();
    let items = (0..named.labels.len())
        .map(|at| Item {
            name: named.labels[at].clone(),
            value: Some(named.amount(at)),
            watch_listed: named.listed[at],
        })
        .collect();
    let title = format!("The {} with the most {value_name}", named.node_name);
    let caption = filled(caption, &title, base(view, &named));
    Ok(Box::new(Ranking { caption, value_name: value_name.into(), items }))
}

/// All papers to their countries to their institutions; what is not known is its own class.
pub(super) fn flow(view: &View, caption: Caption) -> Result<Box<dyn Figure>> {
    let corpus = view.corpus;
    let mut countries: BTreeMap<&str, u64> = BTreeMap::new();
    let mut institutions: BTreeMap<(&str, Option<u32>), u64> = BTreeMap::new();
    for paper in 0..corpus.len() {
        let rows = corpus.authorships_of(crate::ids::PaperId(paper as u32));
        let mut pairs: Vec<(&str, Option<u32>)> = rows
            .iter()
            .map(|row| (row.country.as_deref().unwrap_or(""), row.institution.map(|i| i.0)))
            .collect();
        if pairs.is_empty() {
            pairs.push(("", None));
        }
        pairs.sort_unstable();
        pairs.dedup();
        for pair in &pairs {
            *institutions.entry(*pair).or_default() += 1;
        }
        let mut own: Vec<&str> = pairs.iter().map(|(country, _)| *country).collect();
        own.dedup();
        for country in own {
            *countries.entry(country).or_default() += 1;
        }
    }
    let name = |code: &str| if code.is_empty() { "unknown".to_owned() } else { country_name(code) };
    let link = |stage, source: &str, target: String, count| Link {
        stage,
        source: source.to_owned(),
        target,
        count,
        watch_listed: false,
    };
    let mut links: Vec<Link> =
        countries.iter().map(|(country, count)| link(0, "all papers", name(country), *count)).collect();
    let ever_listed = view.watch.map_or_else(HashSet::new, |watch| corpus.ever_listed(watch));
    for ((country, institution), count) in institutions {
        let institution = institution.and_then(|at| corpus.institutions.get(at as usize));
        let target = institution.map_or_else(|| "unresolved".to_owned(), |i| i.name.clone());
        let watch_listed = institution.is_some_and(|i| ever_listed.contains(i.ror.as_str()));
        links.push(Link { watch_listed, ..link(1, &name(country), target, count) });
    }
    let base =
        format!("{}; a paper counts once for each of its countries and institutions", all_papers(corpus));
    Ok(Box::new(Flow {
        caption: filled(caption, "From papers to countries to institutions", base),
        unit: "papers".into(),
        columns: ["papers", "country", "institution"].map(String::from).to_vec(),
        links,
    }))
}
