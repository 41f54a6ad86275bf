//! The figures of a study: what each one draws, as a table and as a picture.
//!
//! A figure's numbers are written as a table of its own, so that whoever doubts a bar can look it up.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use polars::prelude::{Column, DataFrame};

use super::output::Tables;
use super::rankings::Ranked;
use super::results::Results;
use crate::claims::account::country_name;
use crate::error::{Error, Result};
use crate::figures::funnel::{Base, Funnel, Step};
use crate::figures::matrix::{Cell, Matrix, Scale};
use crate::figures::network::{Network, Node};
use crate::figures::ranking::{Item, Ranking};
use crate::figures::timeline::{Count, Event, Timeline};
use crate::figures::{Caption, Figure, Fonts, write_with};
use crate::graph::networks::{Counting, NetworkName, build_of};
use crate::ids::PaperId;
use crate::report::ReportFigure;

/// How many institutions the network shows.
const NETWORK_NODES: usize = 60;

/// A drawn figure before it is written.
pub(super) struct Picture {
    pub(super) id: String,
    pub(super) caption: Caption,
    /// What the report says under it.
    pub(super) words: String,
    pub(super) svg: String,
}

/// Draws every figure that the study names, writes each as SVG and PNG with its table, and returns them for the report
/// together with what a reader must know (letters that no font has, a figure that has nothing to show).
pub(super) fn draw_all(
    results: &Results,
    tables: &Tables,
    folder: &Path,
) -> Result<(Vec<ReportFigure>, Vec<String>)> {
    let fonts = Fonts::with_system();
    let (mut shown, mut notes) = (Vec::new(), Vec::new());
    for name in &results.study.report.figures {
        let pictures = match name.as_str() {
            "funnel" => vec![funnel(results, tables)?],
            "timeline" => vec![timeline(results, tables)?],
            "flow" => super::flow::flow(results, tables)?.into_iter().collect(),
            "network" => network(results, tables)?.into_iter().collect(),
            "matrix" => matrix(results, tables)?.into_iter().collect(),
            "ranking" => {
                results.ranked.iter().map(|ranked| ranking(results, ranked)).collect::<Result<_>>()?
            }
            "mainpath" => super::mainpath::mainpath(results, tables)?.into_iter().collect(),
            other => {
                return Err(Error::Broken(format!(
                    "the figure `{other}` passed the check of the study file"
                )));
            }
        };
        if pictures.is_empty() {
            notes.push(format!("The figure `{name}` was not drawn: this study has nothing for it to show."));
        }
        for picture in pictures {
            for ending in ["svg", "png"] {
                let path = folder.join(format!("{}.{ending}", picture.id));
                for warning in write_with(&picture.svg, &path, &fonts)? {
                    let note = format!("Figure `{}`: {warning}.", picture.id);
                    if !notes.contains(&note) {
                        notes.push(note);
                    }
                }
            }
            shown.push(ReportFigure {
                id: picture.id,
                title: picture.caption.title,
                caption: format!("{} {}", picture.caption.base, picture.words),
                svg: picture.svg,
            });
        }
    }
    Ok((shown, notes))
}

pub(super) fn picture(
    id: impl Into<String>,
    caption: Caption,
    words: &str,
    figure: &dyn Figure,
) -> Result<Picture> {
    Ok(Picture { id: id.into(), caption, words: words.to_string(), svg: figure.svg()? })
}

fn built(name: &str, rows: usize, columns: Vec<Column>) -> Result<DataFrame> {
    DataFrame::new(rows, columns).map_err(Error::table(name))
}

fn funnel(results: &Results, tables: &Tables) -> Result<Picture> {
    let account = results.account;
    let mut steps =
        vec![Step { name: "records: rows that were read".into(), count: results.report.rows, base: None }];
    for (name, base, words) in [
        ("papers", None, "papers: duplicates merged"),
        ("window", Some("papers"), "window: dated in the window"),
        ("selected", Some("window"), "selected: a rule holds, topics apart"),
        ("candidates", Some("selected"), "candidates: a topic matches too"),
        ("suspected", Some("selected"), "suspected: by the reviewers' decisions"),
    ] {
        let Ok(set) = account.set(name) else { continue };
        let base = match base {
            Some(base) => Some(Base { name: base.into(), count: account.set(base)?.len() as u64 }),
            None => None,
        };
        steps.push(Step { name: words.into(), count: set.len() as u64, base });
    }
    let last = account.last()?.name();
    for claim in
        account.claims.iter().filter(|c| account.headlines.contains(&c.id) && c.denominator_set == last)
    {
        steps.push(Step {
            name: claim.text.clone(),
            count: claim.numerator,
            base: Some(Base { name: claim.denominator_set.clone(), count: claim.denominator }),
        });
    }
    let mut frame = built(
        "funnel",
        steps.len(),
        vec![
            Column::new("step".into(), steps.iter().map(|s| s.name.clone()).collect::<Vec<_>>()),
            Column::new("count".into(), steps.iter().map(|s| s.count).collect::<Vec<_>>()),
            Column::new(
                "base".into(),
                steps.iter().map(|s| s.base.as_ref().map(|b| b.name.clone())).collect::<Vec<_>>(),
            ),
            Column::new(
                "base_count".into(),
                steps.iter().map(|s| s.base.as_ref().map(|b| b.count)).collect::<Vec<_>>(),
            ),
        ],
    )?;
    tables.write("funnel", &mut frame)?;
    let caption =
        results.caption("From records to what reviewers decided", "papers", account.set("papers")?.len());
    let words = "Each bar is what is left after a step; each share names its base.";
    let figure = Funnel { caption: caption.clone(), unit: "papers".into(), steps };
    picture("funnel", caption, words, &figure)
}

fn timeline(results: &Results, tables: &Tables) -> Result<Picture> {
    let base = results.account.set("selected")?;
    let order: Vec<String> = results.classes().iter().map(|class| (*class).to_string()).collect();
    let mut counts: BTreeMap<(Option<i16>, usize), u64> = BTreeMap::new();
    for &paper in base.papers() {
        let year = results
            .corpus
            .papers
            .get(paper.index())
            .and_then(|row| row.date)
            .map(crate::date::PartialDate::year_number);
        *counts.entry((year, results.class_of(paper))).or_default() += 1;
    }
    let counts: Vec<Count> = counts
        .into_iter()
        .map(|((year, class), count)| Count { year, class: order[class].clone(), count })
        .collect();
    let mut frame = built(
        "timeline",
        counts.len(),
        vec![
            Column::new(
                "year".into(),
                counts.iter().map(|c| c.year.map(i32::from)).collect::<Vec<Option<i32>>>(),
            ),
            Column::new("class".into(), counts.iter().map(|c| c.class.clone()).collect::<Vec<_>>()),
            Column::new("count".into(), counts.iter().map(|c| c.count).collect::<Vec<u64>>()),
        ],
    )?;
    tables.write("timeline", &mut frame)?;
    let events =
        results.study.report.events.iter().map(|e| Event { date: e.date, name: e.label.clone() }).collect();
    let caption = results.caption("Selected papers by year", "selected papers", base.len());
    let words = "Bars are stacked by what became of the papers; lines are dated events.";
    let figure = Timeline { caption: caption.clone(), unit: "papers".into(), counts, order, events };
    picture("timeline", caption, words, &figure)
}

fn network(results: &Results, tables: &Tables) -> Result<Option<Picture>> {
    let base = results.account.set("selected")?;
    let network =
        build_of(results.corpus, NetworkName::Institutions, Counting::Full, &|paper| base.contains(paper));
    let used: Vec<u32> = (0..network.keys.len() as u32).filter(|n| network.papers(*n as usize) > 0).collect();
    if used.is_empty() {
        return Ok(None);
    }
    let place: BTreeMap<u32, u32> = used.iter().enumerate().map(|(at, node)| (*node, at as u32)).collect();
    let ever_listed = results.ever_listed();
    let nodes: Vec<Node> = used
        .iter()
        .map(|node| {
            let node = *node as usize;
            Node {
                label: network.labels[node].clone(),
                amount: f64::from(network.papers(node)),
                group: network.countries[node].as_deref().map(country_name),
                watch_listed: ever_listed.contains(network.keys[node].as_str()),
            }
        })
        .collect();
    let (edges, weights) = network.graph.edge_list();
    let ties: Vec<(u32, u32, f64)> = edges
        .iter()
        .enumerate()
        .filter(|(_, (a, b))| a < b)
        .filter_map(|(at, (a, b))| {
            let weight = weights.as_ref().map_or(1.0, |weights| weights[at]);
            Some((*place.get(a)?, *place.get(b)?, weight))
        })
        .collect();
    let name = |at: u32| nodes[at as usize].label.clone();
    let mut frame = built(
        "network",
        ties.len(),
        vec![
            Column::new("source".into(), ties.iter().map(|t| name(t.0)).collect::<Vec<_>>()),
            Column::new("target".into(), ties.iter().map(|t| name(t.1)).collect::<Vec<_>>()),
            Column::new("weight".into(), ties.iter().map(|t| t.2).collect::<Vec<f64>>()),
        ],
    )?;
    tables.write("network", &mut frame)?;
    let caption = results.caption("Institutions that write together", "selected papers", base.len());
    let figure = Network {
        caption: caption.clone(),
        node_name: "institutions".into(),
        amount_name: "papers".into(),
        group_name: "country".into(),
        tie_name: "papers written together".into(),
        nodes,
        ties,
        most_nodes: NETWORK_NODES,
        seed: results.seed,
    };
    let words = "A node is an institution, its area its papers; a diamond stands on a watch list at some time, itself or as a part of another. Affiliations that were matched to no institution are not shown.";
    picture("network", caption, words, &figure).map(Some)
}

fn matrix(results: &Results, tables: &Tables) -> Result<Option<Picture>> {
    let base = results.account.set("selected")?;
    let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
    for &paper in base.papers() {
        let here: BTreeSet<String> =
            results.corpus.countries_of(paper).into_iter().map(country_name).collect();
        for row in &here {
            for column in here.iter().filter(|column| *column != row) {
                *counts.entry((row.clone(), column.clone())).or_default() += 1;
            }
        }
    }
    if counts.is_empty() {
        return Ok(None);
    }
    let cells: Vec<Cell> =
        counts.into_iter().map(|((row, column), count)| Cell { row, column, count }).collect();
    let mut frame = built(
        "matrix",
        cells.len(),
        vec![
            Column::new("row".into(), cells.iter().map(|c| c.row.clone()).collect::<Vec<_>>()),
            Column::new("column".into(), cells.iter().map(|c| c.column.clone()).collect::<Vec<_>>()),
            Column::new("count".into(), cells.iter().map(|c| c.count).collect::<Vec<u64>>()),
        ],
    )?;
    tables.write("matrix", &mut frame)?;
    let caption = results.caption("Countries that write together", "selected papers", base.len());
    let figure = Matrix {
        caption: caption.clone(),
        row_name: "country".into(),
        column_name: "country".into(),
        unit: "papers".into(),
        scale: Scale::Root,
        cells,
    };
    let words = "A cell counts the papers with an author in both countries; a paper of three countries counts in three pairs.";
    picture("matrix", caption, words, &figure).map(Some)
}

fn ranking(results: &Results, ranked: &Ranked) -> Result<Picture> {
    let measure = ranked.columns.first().map_or("", |column| column.name.as_str());
    let name = ranked.network.name;
    let ever_listed = results.ever_listed();
    let items = ranked
        .order()
        .into_iter()
        .take(crate::figures::ranking::MOST_BARS)
        .map(|node| Item {
            name: match name {
                NetworkName::Countries => country_name(&ranked.network.keys[node]),
                _ if name.is_of_papers() => titled(results, node),
                _ => ranked.network.labels[node].clone(),
            },
            value: ranked.columns.first().and_then(|column| column.get(node)),
            watch_listed: name == NetworkName::Institutions
                && ever_listed.contains(ranked.network.keys[node].as_str()),
        })
        .collect();
    let what = match name {
        NetworkName::Citation | NetworkName::Cocitation | NetworkName::Coupling => "papers",
        NetworkName::Coauthors => "authors",
        NetworkName::Institutions => "institutions",
        NetworkName::Countries => "countries",
    };
    let caption =
        results.caption(&format!("Highest {measure} among {what}"), what, ranked.network.keys.len());
    let figure = Ranking { caption: caption.clone(), value_name: measure.to_string(), items };
    let words = match name {
        NetworkName::Citation => "The graph of all citations between papers of the corpus.",
        NetworkName::Cocitation => "The graph of papers that are cited together, weighted by how often.",
        NetworkName::Coupling => "The graph of papers that cite the same papers, weighted by how many.",
        _ => "The graph of all joint papers of the corpus, each counted once for every pair.",
    };
    picture(format!("ranking-{name}"), caption, words, &figure)
}

/// A paper in a ranking: its year and title.
fn titled(results: &Results, node: usize) -> String {
    let Some(paper) = results.corpus.papers.get(PaperId(node as u32).index()) else { return String::new() };
    let year = paper.date.map_or("undated".to_string(), |date| date.year_number().to_string());
    format!("{year}, {}", paper.title)
}
