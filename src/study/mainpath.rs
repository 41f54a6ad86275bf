//! The figure `mainpath`: the chain of citations in the corpus with most search paths through it.

use std::collections::BTreeMap;

use super::output::Tables;
use super::pictures::{Picture, picture};
use super::results::Results;
use crate::error::Result;
use crate::figures::mainpath::{Citation, MainPath, Paper};
use crate::graph::networks::{Counting, NetworkName, build};
use crate::mainpath::tables::{Papers, route};
use crate::mainpath::{Acyclic, Kind, LeftOut, Link, Routes, SearchPaths};

/// How many citations of the path are drawn: a longer path is shown around its heaviest citation.
const MOST_DRAWN: usize = 40;

/// The historiograph and its table `mainpath`. `None` where no citation respects time.
pub(super) fn mainpath(results: &Results, tables: &Tables) -> Result<Option<Picture>> {
    let corpus = results.corpus;
    let network = build(corpus, NetworkName::Citation, Counting::Full);
    let dates: Vec<_> = corpus.papers.iter().map(|paper| paper.date).collect();
    let acyclic = Acyclic::of(&network.graph, &dates);
    let paths = SearchPaths::count(&acyclic, &[], &[]);
    let links = Routes::new(&acyclic, &paths, Kind::Spc).global();
    if links.is_empty() {
        return Ok(None);
    }
    let named = Papers { keys: &network.keys, labels: Some(&network.labels), dates: &dates };
    tables.write("mainpath", &mut route(&network.graph, &acyclic, &paths, Kind::Spc, &links, named)?)?;

    let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (paper, step) in acyclic.step_of.iter().enumerate() {
        members.entry(*step).or_default().push(paper as u32);
    }
    let mut place: BTreeMap<u32, u32> = BTreeMap::new();
    let mut papers: Vec<Paper> = Vec::new();
    let flagged = results.account.last()?;
    let mut put = |paper: u32| {
        *place.entry(paper).or_insert_with(|| {
            let row = &corpus.papers[paper as usize];
            papers.push(Paper {
                label: network.labels[paper as usize].clone(),
                year: row.date.map(crate::date::PartialDate::year_number),
                flagged: flagged.papers().binary_search(&crate::ids::PaperId(paper)).is_ok(),
            });
            papers.len() as u32 - 1
        })
    };
    let mut citations = Vec::new();
    let weight_of = |link: &Link| paths.weight(Kind::Spc, link.0, link.1);
    let heaviest =
        (0..links.len()).max_by(|a, b| weight_of(&links[*a]).compare(weight_of(&links[*b])).then(b.cmp(a)));
    let first =
        heaviest.unwrap_or(0).saturating_sub(MOST_DRAWN / 2).min(links.len().saturating_sub(MOST_DRAWN));
    let drawn = &links[first..links.len().min(first + MOST_DRAWN)];
    for &(citing_step, cited_step) in drawn {
        let weight = paths.weight(Kind::Spc, citing_step, cited_step).value();
        for &citing in members.get(&citing_step).into_iter().flatten() {
            for at in network.graph.reference_rows().range(citing) {
                let cited = network.graph.reference_rows().targets()[at];
                if acyclic.step_of[cited as usize] == cited_step && acyclic.left_out(at).is_none() {
                    let (citing, cited) = (put(citing), put(cited));
                    citations.push(Citation {
                        citing,
                        cited,
                        weight: Some(weight).filter(|w| w.is_finite()),
                    });
                }
            }
        }
    }
    let against = acyclic.count(LeftOut::AgainstTime);
    let words = format!(
        "The global main path: the chain whose citations have the most search paths (SPC, Batagelj 2003) from papers without \
         references in the corpus to papers that nothing in it cites; {against} citations against time are left out. Drawn are {} \
         of its {} citations, those around the heaviest; all are in `tables/mainpath`. One main path says little of a field: `citetrace mainpath` writes five variants and prints how far they agree.",
        drawn.len(),
        links.len()
    );
    let caption = results.caption("The main path of the corpus", "papers", corpus.len());
    let figure =
        MainPath { caption: caption.clone(), weight_name: "search paths (SPC)".into(), papers, citations };
    picture("mainpath", caption, &words, &figure).map(Some)
}
