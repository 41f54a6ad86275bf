//! The loss report: what was read, what was not, and why.

use hashbrown::HashMap;
use serde::Serialize;
use serde_json::Value;

use super::{Description, Known, References, describe};
use crate::corpus::fold::words;
use crate::corpus::names::Name;
use crate::corpus::schema::{AuthorBasis, Authorship, Corpus, Funding, UnresolvedReference};
use crate::sources::Reject;

/// How long the lists of reasons and works are.
const REASONS: usize = 10;
/// The reason of references that a record counts and the export does not list.
const ONLY_COUNTED: &str = "counted by the record, not listed in the export";
/// How long the lists of unresolved affiliations and funders are.
const UNRESOLVED: usize = 50;

/// What was lost on the way from the files to the corpus.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Quality {
    /// Each file: rows = papers + merged + rejected; references listed and resolved.
    pub files: Value,
    /// What became of the references.
    pub references: References,
    /// References that one paper lists again; they were dropped and count for nothing else.
    pub repeated_references: u64,
    /// References of a paper to itself; they were dropped and count for nothing else.
    pub references_to_itself: u64,
    /// The ten commonest reasons of unresolved references.
    pub reasons: Vec<(String, u64)>,
    /// The ten commonest reasons of rejects.
    pub reject_reasons: Vec<(String, u64)>,
    /// Papers without date, references, affiliations and every other field.
    pub papers_without: Vec<(String, u64)>,
    /// Authors by what their identity rests on.
    pub authors_by_basis: Vec<(String, u64)>,
    /// Affiliations on papers by whether a country was found.
    pub countries: Known,
    /// Affiliations on papers by whether an institution was found.
    pub institutions: Known,
    /// The fifty commonest texts without an institution, with their number of papers.
    pub unresolved_affiliations: Vec<(String, u64)>,
    /// The fifty commonest texts without a country, with their number of papers.
    pub affiliations_without_country: Vec<(String, u64)>,
    /// Rows of `funding` by whether the list of funders or the registry knows the funder.
    pub funders: Known,
    /// The fifty commonest funders that neither the list nor the registry knows, with their number of papers.
    pub unresolved_funders: Vec<(String, u64)>,
    /// The ten works outside the corpus that most of its papers cite.
    pub cited_outside: Vec<(String, u64)>,
}

/// Makes the loss report of a corpus from its tables, its `ingest.json` and its rejects.
pub fn quality(corpus: &Corpus, report: &Value, rejects: &[Reject]) -> Quality {
    let d = describe(corpus, report, 0);
    // What an analysis rests on is told even where nothing is missing.
    let first = ["date", "references", "affiliations"];
    let without = |field: &str| (field.to_owned(), d.papers_with.get(field).map_or(0, |known| known.unknown));
    let others = d.papers_with.keys().filter(|field| !first.contains(field)).map(|field| without(field));
    let without = first.iter().map(|field| without(field)).chain(others.filter(|(_, count)| *count > 0));
    let dropped = |key: &str| report["references"][key].as_u64().unwrap_or_default();
    // Some exports say how many references a paper has and list none of them.
    let listed = corpus.unresolved_references.len() as u64;
    let only_counted = d.references.unresolved.saturating_sub(listed);
    let reasons = corpus.unresolved_references.iter().map(|r| r.reason.as_str());
    let reasons = reasons.chain(std::iter::repeat_n(ONLY_COUNTED, only_counted as usize));
    Quality {
        files: d.files.clone(),
        references: d.references,
        reasons: commonest(reasons, REASONS),
        reject_reasons: commonest(rejects.iter().map(|r| r.reason.as_str()), REASONS),
        papers_without: without.collect(),
        repeated_references: dropped("repeated"),
        references_to_itself: dropped("to_itself"),
        authors_by_basis: by_basis(&d),
        countries: d.countries,
        institutions: d.institutions,
        unresolved_affiliations: affiliations(corpus, |row| row.institution.is_none()),
        affiliations_without_country: affiliations(corpus, |row| row.country.is_none()),
        funders: funders(corpus),
        unresolved_funders: unresolved_funders(corpus),
        cited_outside: cited_outside(corpus, REASONS),
    }
}

/// Authors by what they rest on, the surest first.
fn by_basis(d: &Description) -> Vec<(String, u64)> {
    let mut bases: Vec<(String, u64)> =
        d.authors_by_basis.iter().map(|(basis, n)| ((*basis).to_owned(), *n)).collect();
    bases.sort_by_key(|(basis, _)| AuthorBasis::parse(basis));
    bases
}

/// The commonest texts, most first, then by text.
fn commonest<'a>(texts: impl Iterator<Item = &'a str>, top: usize) -> Vec<(String, u64)> {
    let mut counts: HashMap<&str, u64> = HashMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    let mut sorted: Vec<(String, u64)> = counts.into_iter().map(|(text, n)| (text.to_owned(), n)).collect();
    sorted.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    sorted.truncate(top);
    sorted
}

/// The commonest texts of affiliations of which something is not known, by their number of papers.
fn affiliations(corpus: &Corpus, unknown: impl Fn(&Authorship) -> bool) -> Vec<(String, u64)> {
    let rows = corpus.authorships.iter().filter(|row| !row.affiliation.is_empty() && unknown(row));
    by_papers(rows.map(|row| (row.affiliation.as_str(), row.paper.0)).collect())
}

/// A grant is resolved where the list of funders or the registry knows who pays.
fn is_resolved(row: &Funding) -> bool {
    row.name.is_some() || row.institution.is_some()
}

fn funders(corpus: &Corpus) -> Known {
    let mut known = Known::default();
    corpus.funding.iter().for_each(|row| known.add(is_resolved(row)));
    known
}

fn unresolved_funders(corpus: &Corpus) -> Vec<(String, u64)> {
    let rows = corpus.funding.iter().filter(|row| !is_resolved(row));
    by_papers(rows.map(|row| (row.funder.as_str(), row.paper.0)).collect())
}

/// The commonest texts by the papers that they stand on.
fn by_papers(mut rows: Vec<(&str, u32)>) -> Vec<(String, u64)> {
    rows.sort_unstable();
    rows.dedup();
    commonest(rows.into_iter().map(|(text, _)| text), UNRESOLVED)
}

/// Works outside the corpus by the papers that cite them: one DOI, one place, or one title and year is one work.
fn cited_outside(corpus: &Corpus, top: usize) -> Vec<(String, u64)> {
    let mut of_work: HashMap<String, (&str, Vec<u32>)> = HashMap::new();
    for reference in &corpus.unresolved_references {
        let Some(key) = work_key(reference) else { continue };
        let (shown, papers) = of_work.entry(key).or_insert((&reference.text, Vec::new()));
        if reference.text.len() > shown.len() {
            *shown = &reference.text;
        }
        if papers.last() != Some(&reference.citing.0) {
            papers.push(reference.citing.0);
        }
    }
    let mut sorted: Vec<(String, u64)> = of_work
        .into_values()
        .map(|(text, papers)| (text.to_owned(), papers.len() as u64))
        .filter(|(_, papers)| *papers > 1)
        .collect();
    sorted.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    sorted.truncate(top);
    sorted
}

fn work_key(reference: &UnresolvedReference) -> Option<String> {
    let fields = &reference.fields;
    if let Some(doi) = &fields.doi {
        return Some(format!("doi {doi}"));
    }
    let surname = fields.authors.first().map(|a| Name::parse(a).surname).unwrap_or_default();
    let place = fields.page_start.as_ref().or(fields.article_number.as_ref());
    if let (Some(year), Some(volume), Some(page)) = (fields.year, &fields.volume, place) {
        return Some(format!("{surname} {year} {volume} {page}"));
    }
    let title = words(fields.title.as_deref()?);
    (title.len() >= 20).then(|| format!("{title} {}", fields.year.unwrap_or_default()))
}
