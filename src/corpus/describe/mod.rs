//! What a corpus holds and what it lacks, at a glance. Every share prints n of N; unknown is a class of its own.

mod quality;
mod text;

use std::collections::BTreeMap;

use hashbrown::HashMap;
use serde::Serialize;
use serde_json::Value;

pub use quality::{Quality, quality};

use super::schema::{AuthorBasis, Corpus, ReferenceMethod};
use crate::date::Precision;
use crate::places::Countries;

/// How many of all have something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Known {
    /// Those that have it.
    pub known: u64,
    /// Those that have it not.
    pub unknown: u64,
}

impl Known {
    fn add(&mut self, known: bool) {
        *(if known { &mut self.known } else { &mut self.unknown }) += 1;
    }
}

/// A name with the number of papers that it stands on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The code of a country, the id of an institution.
    pub id: String,
    /// Its name.
    pub name: String,
    /// On how many papers.
    pub papers: u64,
}

/// What became of the references of the corpus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct References {
    /// Listed by papers, each cited work once.
    pub listed: u64,
    /// Tied to papers of the corpus.
    pub resolved: u64,
    /// By an identifier of the source.
    pub by_id: u64,
    /// By DOI.
    pub by_doi: u64,
    /// By text.
    pub by_text: u64,
    /// Not tied to any paper.
    pub unresolved: u64,
}

/// What a corpus holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Description {
    /// Papers.
    pub papers: u64,
    /// Papers of each year.
    pub by_year: BTreeMap<i16, u64>,
    /// Papers without a date.
    pub undated: u64,
    /// Papers by how finely their date is known.
    pub by_precision: BTreeMap<&'static str, u64>,
    /// Papers of each kind; `unknown` where no record says.
    pub by_kind: BTreeMap<String, u64>,
    /// Rows by the format of their file.
    pub formats: BTreeMap<String, u64>,
    /// What no record of a file has, by the format of the file.
    pub lacking: BTreeMap<String, Vec<String>>,
    /// The files with their counts, as in `ingest.json`.
    pub files: Value,
    /// What became of the references.
    pub references: References,
    /// Papers by whether they have each field.
    pub papers_with: BTreeMap<&'static str, Known>,
    /// Affiliations on papers by whether an institution of the registry was found.
    pub institutions: Known,
    /// Affiliations on papers by whether a country was found.
    pub countries: Known,
    /// Countries by the papers that they stand on.
    pub top_countries: Vec<Named>,
    /// Institutions by the papers that they stand on.
    pub top_institutions: Vec<Named>,
    /// Authors by what their identity rests on.
    pub authors_by_basis: BTreeMap<&'static str, u64>,
    /// Retracted papers.
    pub retracted: u64,
}

/// Describes a corpus. `report` is its `ingest.json`, `top` the length of the lists. Time: linear.
pub fn describe(corpus: &Corpus, report: &Value, top: usize) -> Description {
    let mut d = Description { papers: corpus.len() as u64, ..Description::default() };
    for precision in [Precision::Day, Precision::Month, Precision::Year] {
        d.by_precision.insert(precision.as_str(), 0);
    }
    let fields = [
        "DOI",
        "date",
        "venue",
        "language",
        "abstract",
        "keywords",
        "topics",
        "authors",
        "affiliations",
        "references",
        "funding",
        "citation count",
    ];
    for field in fields {
        d.papers_with.insert(field, Known::default());
    }
    let mut of_country: HashMap<&str, u64> = HashMap::new();
    let mut of_institution = vec![0u64; corpus.institutions.len()];
    for (at, paper) in corpus.papers.iter().enumerate() {
        let id = crate::ids::PaperId(at as u32);
        match paper.date {
            Some(date) => {
                *d.by_year.entry(date.year_number()).or_default() += 1;
                *d.by_precision.entry(date.precision().as_str()).or_default() += 1;
            }
            None => d.undated += 1,
        }
        *d.by_kind.entry(paper.kind.clone().unwrap_or_else(|| "unknown".to_owned())).or_default() += 1;
        d.retracted += u64::from(paper.retracted);
        d.references.listed += u64::from(paper.references_listed);
        let authorships = corpus.authorships_of(id);
        let has = [
            paper.doi.is_some(),
            paper.date.is_some(),
            paper.venue.is_some(),
            paper.language.is_some(),
            corpus.abstract_of(id).is_some(),
            !paper.keywords.is_empty(),
            !paper.topics.is_empty(),
            authorships.iter().any(|a| a.author.is_some()),
            authorships.iter().any(|a| !a.affiliation.is_empty()),
            paper.references_listed > 0,
            !corpus.funding_of(id).is_empty(),
            paper.cited_by_count.is_some(),
        ];
        for (field, has) in fields.iter().zip(has) {
            d.papers_with.entry(field).or_default().add(has);
        }
        for country in corpus.countries_of(id) {
            *of_country.entry(country).or_default() += 1;
        }
        for institution in corpus.institutions_of(id) {
            of_institution[institution.index()] += 1;
        }
    }
    for (at, row) in corpus.authorships.iter().enumerate() {
        // An affiliation that names two institutions has two rows; it counts once.
        let again = at.checked_sub(1).and_then(|b| corpus.authorships.get(b)).is_some_and(|b| {
            (b.paper, b.position, &b.affiliation) == (row.paper, row.position, &row.affiliation)
        });
        if !row.affiliation.is_empty() && !again {
            d.institutions.add(row.institution.is_some());
            d.countries.add(row.country.is_some());
        }
    }
    for citation in &corpus.citations {
        match citation.method {
            ReferenceMethod::Id => d.references.by_id += 1,
            ReferenceMethod::Doi => d.references.by_doi += 1,
            ReferenceMethod::Text => d.references.by_text += 1,
        }
    }
    d.references.resolved = corpus.citations.len() as u64;
    d.references.unresolved = d.references.listed - d.references.resolved.min(d.references.listed);
    for basis in
        [AuthorBasis::Orcid, AuthorBasis::SourceId, AuthorBasis::NameAndInstitution, AuthorBasis::NameOnly]
    {
        d.authors_by_basis.insert(basis.as_str(), 0);
    }
    for author in &corpus.authors {
        *d.authors_by_basis.entry(author.basis.as_str()).or_default() += 1;
    }
    let countries = Countries::embedded();
    let name = |code: &str| code.parse().map_or(code.to_owned(), |c| countries.name(c).to_owned());
    let named =
        of_country.into_iter().map(|(code, papers)| Named { id: code.to_owned(), name: name(code), papers });
    d.top_countries = most(named.collect(), top);
    let named = corpus.institutions.iter().zip(of_institution).filter(|(_, papers)| *papers > 0);
    let named = named.map(|(i, papers)| Named { id: i.ror.clone(), name: i.name.clone(), papers });
    d.top_institutions = most(named.collect(), top);
    d.files = report["files"].clone();
    for file in report["files"].as_array().into_iter().flatten() {
        let rows = file["rows"].as_u64().unwrap_or_default();
        *d.formats.entry(file["format"].as_str().unwrap_or("unknown").to_owned()).or_default() += rows;
    }
    d.lacking = lacking(report);
    d
}

/// The fields that no record of any file of a format has.
fn lacking(report: &Value) -> BTreeMap<String, Vec<String>> {
    let mut of_format: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let kept = |file: &&Value| file["rows"].as_u64() > file["rejected"].as_u64();
    for file in report["files"].as_array().into_iter().flatten().filter(kept) {
        let Some(lacking) = file["lacking"].as_array() else { continue };
        let lacking: Vec<String> = lacking.iter().filter_map(|f| f.as_str().map(str::to_owned)).collect();
        let format = file["format"].as_str().unwrap_or("unknown").to_owned();
        match of_format.get_mut(&format) {
            Some(known) => known.retain(|field| lacking.contains(field)),
            None => {
                of_format.insert(format, lacking);
            }
        }
    }
    of_format.retain(|_, fields| !fields.is_empty());
    of_format
}

/// The first `top` by papers, then by id.
fn most(mut named: Vec<Named>, top: usize) -> Vec<Named> {
    named.sort_by(|a, b| b.papers.cmp(&a.papers).then_with(|| a.id.cmp(&b.id)));
    named.truncate(top);
    named
}
