//! The figure `flow`: from the flagged papers over the countries to the institutions that cite them downstream.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{Column, DataFrame};

use super::output::Tables;
use super::pictures::{Picture, picture};
use super::results::Results;
use crate::claims::account::{country_name, members};
use crate::error::{Error, Result};
use crate::figures::flow::{Flow, Link};
use crate::ids::PaperId;
use crate::trace::CorpusTrace;

/// One institution on one paper: country, name, whether it is listed on the paper's date.
type Stop = (String, String, bool);

/// Where the study has traced: who stands on the reached papers. Where it has not: who stands on the papers of the last
/// step. A paper counts once for each country and once for each institution on it.
pub(super) fn flow(results: &Results, tables: &Tables) -> Result<Option<Picture>> {
    let last = results.account.last()?;
    let papers: Vec<PaperId> = match results.traced {
        Some(traced) => {
            let rows = (0..traced.trails.len()).filter(|row| traced.trails.hop[*row] > 0);
            rows.map(|row| PaperId(traced.trails.papers[row])).collect()
        }
        None => last.papers().to_vec(),
    };
    let source = format!("{} ({})", members(last.name()), last.len());
    let mut of_country: BTreeMap<String, u64> = BTreeMap::new();
    let mut of_institution: BTreeMap<(String, String), (u64, bool)> = BTreeMap::new();
    for &paper in &papers {
        let stops = stops(results, paper);
        let countries: BTreeSet<&String> = stops.iter().map(|stop| &stop.0).collect();
        for country in countries {
            *of_country.entry(country.clone()).or_default() += 1;
        }
        for (country, institution, listed) in stops {
            let slot = of_institution.entry((country, institution)).or_default();
            slot.0 += 1;
            slot.1 |= listed;
        }
    }
    if of_country.is_empty() {
        return Ok(None);
    }
    let mut links: Vec<Link> = of_country
        .into_iter()
        .map(|(country, count)| Link { source: source.clone(), target: country, count, ..Link::default() })
        .collect();
    links.extend(of_institution.into_iter().map(|((country, institution), (count, watch_listed))| Link {
        stage: 1,
        source: country,
        target: institution,
        count,
        watch_listed,
    }));
    let mut frame = DataFrame::new(
        links.len(),
        vec![
            Column::new("stage".into(), links.iter().map(|l| l.stage as u32).collect::<Vec<u32>>()),
            Column::new("source".into(), links.iter().map(|l| l.source.clone()).collect::<Vec<_>>()),
            Column::new("target".into(), links.iter().map(|l| l.target.clone()).collect::<Vec<_>>()),
            Column::new("count".into(), links.iter().map(|l| l.count).collect::<Vec<u64>>()),
            Column::new("watch_listed".into(), links.iter().map(|l| l.watch_listed).collect::<Vec<bool>>()),
        ],
    )
    .map_err(Error::table("flow"))?;
    tables.write("flow", &mut frame)?;
    let (title, of, words) = match results.traced {
        Some(traced) => (
            "Who builds on the flagged papers",
            format!(
                "papers reached in 1 to {} citation steps from {} {}",
                traced.settings.hops,
                last.len(),
                members(last.name())
            ),
            "Ribbons count reached papers, once for each country and institution on them, so they do not add up to papers. Marked institutions are watch-listed on the date of a reached paper. A citation is use of a public text, not proof of transfer.",
        ),
        None => (
            "Who wrote the flagged papers",
            members(last.name()).to_string(),
            "Ribbons count papers, once for each country and institution on them, so they do not add up to papers.",
        ),
    };
    let caption = results.caption(title, &of, papers.len());
    let columns = vec!["flagged papers".into(), "country".into(), "institution".into()];
    let figure = Flow { caption: caption.clone(), unit: "papers".into(), columns, links };
    picture("flow", caption, words, &figure).map(Some)
}

/// The institutions of a paper, each once, in order of country and name. An affiliation without an institution stands for
/// its country as `institution unknown`.
fn stops(results: &Results, paper: PaperId) -> Vec<Stop> {
    let corpus = results.corpus;
    let mut stops: BTreeMap<(String, String), bool> = BTreeMap::new();
    for row in corpus.authorships_of(paper) {
        let institution = row.institution.and_then(|id| corpus.institutions.get(id.index()));
        let country = institution.and_then(|i| i.country.as_deref()).or(row.country.as_deref());
        let country = country.map_or("country unknown".to_string(), country_name);
        let name = match institution {
            Some(institution) => institution.name.clone(),
            // One name in two columns would be one node.
            None => format!("unknown ({country})"),
        };
        stops.entry((country, name)).or_insert(false);
    }
    for (country, name) in listed(results.traced, paper) {
        stops.insert((country, name), true);
    }
    stops.into_iter().map(|((country, name), listed)| (country, name, listed)).collect()
}

/// The watch-listed institutions of a reached paper that are listed on its date.
fn listed(traced: Option<&CorpusTrace>, paper: PaperId) -> Vec<(String, String)> {
    let evidence = traced.map_or(&[][..], |traced| traced.evidence.as_slice());
    evidence
        .iter()
        .filter(|sheet| sheet.paper == paper && sheet.counts)
        .map(|sheet| {
            let country = sheet.institution.country.as_deref();
            (country.map_or("country unknown".to_string(), country_name), sheet.institution.name.clone())
        })
        .collect()
}
