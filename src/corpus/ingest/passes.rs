//! The passes of an ingest, one after the other.

use std::path::Path;

use super::batches::{Batch, Gathered, Makers, Places, papers};
use super::out::Out;
use super::read::read_all;
use super::spill::Spill;
use super::{IngestSettings, Ingested, PreprintLink, expand, report};
use crate::corpus::affiliations::Institutions;
use crate::corpus::authors::{Known, People, people};
use crate::corpus::funding::Grant;
use crate::corpus::merge::{drafts, group, rank};
use crate::corpus::overrides::Overrides;
use crate::corpus::references::{Resolver, texts};
use crate::corpus::schema::{Corpus, Funding};
use crate::error::Result;
use crate::ids::PaperId;
use crate::places::CountryCode;
use crate::places::{Funders, Matcher, Registry};
use crate::progress::Timings;
use crate::sources::{ReadOptions, check_columns};

/// How many papers' rows of `authorships` are made at a time.
const PAPERS: usize = 4096;

/// Runs all passes; the records lie in the folder `aside` meanwhile.
pub(super) fn run(
    settings: &IngestSettings,
    batch: Batch,
    mut out: Out,
    aside: &Path,
    timings: &mut Timings,
) -> Result<Ingested> {
    if let Some(columns) = &settings.columns {
        check_columns(columns)?;
    }
    let paths = expand(&settings.records)?;
    let registry = match &settings.registry {
        Some(path) => Registry::read(path)?,
        None => Registry::default(),
    };
    let own_funders = settings.funders.as_deref().map(Funders::read).transpose()?;
    let funders = own_funders.as_ref().unwrap_or_else(|| Funders::embedded());
    let overrides = match &settings.overrides {
        Some(folder) => Overrides::read(folder, &registry)?,
        None => Overrides::default(),
    };
    let matcher = Matcher::new(&registry);
    timings.stage("registry");

    let spill = Spill::new(aside)?;
    let (kept, reads) = read_all(&paths, &ReadOptions { columns: settings.columns.clone() }, &spill)?;
    timings.stage("read");

    let files: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
    let ranks: Vec<usize> = reads.iter().map(|r| rank(r.format)).collect();
    let rows = kept.rows;
    let mut groups = group(kept.keys, &kept.contents, settings.merge_preprints);
    drop(kept.contents);
    overrides.regroup(&mut groups)?;
    let rank_of = |record: usize| ranks[rows[record].file as usize];
    let (drafts, place) = drafts(&groups, &rank_of, &|record| rows[record].date, &overrides)?;
    let preprints = groups
        .preprints
        .iter()
        // A group that a correction merged into another one has no place of its own.
        .filter(|(a, b, _)| !groups.members[*a].is_empty() && !groups.members[*b].is_empty())
        .map(|&(a, b, stated)| PreprintLink {
            preprint: PaperId(place[a] as u32),
            article: PaperId(place[b] as u32),
            method: if stated { "relation" } else { "text" },
        })
        .collect();
    drop((groups.members, place));
    timings.stage("merge");

    let listed = |paper: usize| -> Result<Vec<String>> {
        let mut listed = Vec::new();
        for &record in &drafts[paper].records {
            let record = spill.record(rows[record].place)?;
            listed.extend(texts(&record).map(str::to_owned));
        }
        Ok(listed)
    };
    let corrected = overrides.references(&drafts, &groups.keys, &listed)?;
    let resolver = Resolver::new(&drafts, &groups.keys, &kept.cited_as, corrected);
    timings.stage("index");

    let makers = Makers {
        drafts: &drafts,
        rows: &rows,
        keys: &groups.keys,
        files: &files,
        spill: &spill,
        resolver: &resolver,
    };
    let decided_funders = overrides.funders(funders, &registry);
    let places = Places {
        funders,
        registry: &registry,
        matcher: &matcher,
        affiliations: &overrides.affiliations,
        decided_funders: &decided_funders,
    };
    let gathered = papers(&makers, places, batch, &mut out)?;
    let mut report = report::report(&files, &reads, &drafts, &rows, &gathered.of_file, gathered.counts)?;
    decided_funders.check(&gathered.funders)?;
    overrides.check_affiliations(gathered.affiliations.texts())?;
    let mentions = &gathered.mentions;
    let decisions = overrides.authors(&drafts, &groups.keys, &|paper| {
        mentions.of_paper(paper).map(|at| mentions.name(at).to_owned()).collect()
    })?;
    drop(resolver);
    drop((groups.keys, kept.cited_as, drafts, rows));
    timings.stage("papers");

    let institutions_of = |mention: usize, keys: &mut Vec<u64>| {
        gathered.affiliations.keys(gathered.of_mention.get(mention), keys);
    };
    let countries_of = |mention: usize, countries: &mut Vec<CountryCode>| {
        gathered.affiliations.countries(gathered.of_mention.get(mention), countries);
    };
    let fields = |paper: u32| gathered.fields.get(paper as usize);
    let known = Known { institutions: &institutions_of, countries: &countries_of, fields: &fields };
    let mut persons = people(&gathered.mentions, known, &decisions)?;
    report.authors = persons.authors.len() as u64;
    report.overrides = overrides.rows.len() as u64;
    report.overrides_by_kind = overrides.by_kind();
    timings.stage("authors");

    let also: Vec<usize> = gathered.funding_entries.iter().copied().collect();
    let mut institutions = gathered.affiliations.institutions(&also);
    out.tables.add(Corpus {
        authors: std::mem::take(&mut persons.authors),
        institutions: std::mem::take(&mut institutions.rows),
        ..Corpus::default()
    })?;
    authorships(&gathered, &persons, &institutions, &mut out)?;
    funding(&gathered, &institutions, &spill, &mut out)?;
    let ingested = Ingested {
        corpus: out.tables.finish()?,
        report,
        rejects: reads.into_iter().flat_map(|r| r.rejects).collect(),
        conflicts: out.conflicts.finish()?,
        preprints,
        uncertain: out.uncertain.finish()?,
        shared_ids: persons.shared_ids,
        overrides: overrides.rows.clone(),
    };
    timings.stage("tables");
    Ok(ingested)
}

/// Writes `authorships`.
fn authorships(
    gathered: &Gathered,
    persons: &People,
    institutions: &Institutions,
    out: &mut Out,
) -> Result<()> {
    for start in (0..gathered.loose.len()).step_by(PAPERS) {
        let papers = start..gathered.loose.len().min(start + PAPERS);
        let rows = papers.flat_map(|paper| {
            let mentions = gathered.mentions.of_paper(paper);
            let authors = mentions.map(|at| (persons.of_mention[at], gathered.of_mention.get(at)));
            let loose = gathered.loose.get(paper);
            gathered.affiliations.rows(PaperId(paper as u32), loose, authors, institutions)
        });
        out.tables.add(Corpus { authorships: rows.collect(), ..Corpus::default() })?;
    }
    Ok(())
}

/// Writes `funding`.
fn funding(gathered: &Gathered, institutions: &Institutions, spill: &Spill, out: &mut Out) -> Result<()> {
    for &place in &gathered.grants {
        let grants: Vec<Grant> = spill.take(place)?;
        let rows = grants.into_iter().map(|grant| Funding {
            institution: grant.entry.and_then(|entry| institutions.id(entry)),
            ..grant.row
        });
        out.tables.add(Corpus { funding: rows.collect(), ..Corpus::default() })?;
    }
    Ok(())
}
