//! From rows to the tables of a corpus: the column names and types are the contract of the design.

use std::ops::Range;

use crate::date::PartialDate;
use polars::prelude::{Column, DataFrame, PolarsResult};

use super::columns::{column, dates, lists, number_lists, struct_lists};
use crate::corpus::schema::{
    Author, Authorship, Citation, Corpus, Funding, Institution, Paper, PaperText, UnresolvedReference,
};

/// The tables of a corpus, each with the name of its file without the ending.
pub const TABLES: [&str; 8] = [
    "papers",
    "texts",
    "authors",
    "authorships",
    "institutions",
    "citations",
    "unresolved_references",
    "funding",
];

/// Some rows of one table of [`TABLES`] as a frame; the first of them is row `first` of the table.
pub(super) fn frame(
    corpus: &Corpus,
    table: &str,
    rows: Range<usize>,
    first: usize,
) -> PolarsResult<DataFrame> {
    match table {
        "papers" => papers(&corpus.papers[rows], first),
        "texts" => texts(&corpus.texts[rows]),
        "authors" => authors(&corpus.authors[rows], first),
        "authorships" => authorships(&corpus.authorships[rows]),
        "institutions" => institutions(&corpus.institutions[rows], first),
        "citations" => citations(&corpus.citations[rows]),
        "unresolved_references" => unresolved(&corpus.unresolved_references[rows]),
        _ => funding(&corpus.funding[rows]),
    }
}

fn vector<'a, T, V>(rows: &'a [T], get: impl Fn(&'a T) -> V) -> Vec<V> {
    rows.iter().map(get).collect()
}

fn numbers(name: &str, first: usize, rows: usize) -> Column {
    column(name, (first as u32..(first + rows) as u32).collect::<Vec<u32>>())
}

fn table(height: usize, columns: Vec<Column>) -> PolarsResult<DataFrame> {
    DataFrame::new(height, columns)
}

fn papers(rows: &[Paper], first: usize) -> PolarsResult<DataFrame> {
    let lengths: Vec<usize> = vector(rows, |p| p.records.len());
    let links: Vec<_> = rows.iter().flat_map(|p| &p.records).collect();
    let records = struct_lists(
        "records",
        &lengths,
        &[
            column("file", links.iter().map(|r| r.file.as_str()).collect::<Vec<_>>()),
            column("position", links.iter().map(|r| r.position).collect::<Vec<u64>>()),
            column("source_id", links.iter().map(|r| r.source_id.as_deref()).collect::<Vec<_>>()),
        ],
    )?;
    table(
        rows.len(),
        vec![
            numbers("paper", first, rows.len()),
            column("doi", vector(rows, |p| p.doi.as_deref())),
            column("title", vector(rows, |p| p.title.as_str())),
            dates("date", rows.iter().map(|p| &p.date)),
            column("date_precision", vector(rows, |p| p.date.map(|d| d.precision().as_str()))),
            column("year", vector(rows, |p| p.date.map(PartialDate::year_number))),
            column("venue", vector(rows, |p| p.venue.as_deref())),
            column("kind", vector(rows, |p| p.kind.as_deref())),
            column("language", vector(rows, |p| p.language.as_deref())),
            lists("keywords", rows.iter().map(|p| &p.keywords)),
            lists("topics", rows.iter().map(|p| &p.topics)),
            column("cited_by_count", vector(rows, |p| p.cited_by_count)),
            column("references_listed", vector(rows, |p| p.references_listed)),
            column("references_resolved", vector(rows, |p| p.references_resolved)),
            column("retracted", vector(rows, |p| p.retracted)),
            records,
        ],
    )
}

fn texts(rows: &[PaperText]) -> PolarsResult<DataFrame> {
    table(
        rows.len(),
        vec![
            column("paper", vector(rows, |t| t.paper.0)),
            column("abstract", vector(rows, |t| t.abstract_text.as_str())),
        ],
    )
}

fn authors(rows: &[Author], first: usize) -> PolarsResult<DataFrame> {
    table(
        rows.len(),
        vec![
            numbers("author", first, rows.len()),
            column("name", vector(rows, |a| a.name.as_str())),
            column("orcid", vector(rows, |a| a.orcid.as_deref())),
            lists("source_ids", rows.iter().map(|a| &a.source_ids)),
            column("basis", vector(rows, |a| a.basis.as_str())),
        ],
    )
}

fn authorships(rows: &[Authorship]) -> PolarsResult<DataFrame> {
    table(
        rows.len(),
        vec![
            column("paper", vector(rows, |a| a.paper.0)),
            column("position", vector(rows, |a| a.position)),
            column("author", vector(rows, |a| a.author.map(|id| id.0))),
            column(
                "affiliation",
                vector(rows, |a| Some(a.affiliation.as_str()).filter(|text| !text.is_empty())),
            ),
            column("institution", vector(rows, |a| a.institution.map(|id| id.0))),
            column("country", vector(rows, |a| a.country.as_deref())),
            column("method", vector(rows, |a| a.method.as_deref())),
            column("score", vector(rows, |a| a.score)),
            column("span", vector(rows, |a| a.span.as_deref())),
            column("runner_up", vector(rows, |a| a.runner_up.as_deref())),
        ],
    )
}

fn institutions(rows: &[Institution], first: usize) -> PolarsResult<DataFrame> {
    table(
        rows.len(),
        vec![
            numbers("institution", first, rows.len()),
            column("ror", vector(rows, |i| i.ror.as_str())),
            column("name", vector(rows, |i| i.name.as_str())),
            column("country", vector(rows, |i| i.country.as_deref())),
            column("kind", vector(rows, |i| i.kind.as_deref())),
            column("parent", vector(rows, |i| i.parent().map(|id| id.0))),
            number_lists("parents", rows.iter().map(|i| i.parents.iter().map(|id| id.0))),
        ],
    )
}

fn citations(rows: &[Citation]) -> PolarsResult<DataFrame> {
    table(
        rows.len(),
        vec![
            column("citing", vector(rows, |c| c.citing.0)),
            column("cited", vector(rows, |c| c.cited.0)),
            column("method", vector(rows, |c| c.method.as_str())),
            column("score", vector(rows, |c| c.score)),
        ],
    )
}

fn unresolved(rows: &[UnresolvedReference]) -> PolarsResult<DataFrame> {
    table(
        rows.len(),
        vec![
            column("citing", vector(rows, |r| r.citing.0)),
            column("text", vector(rows, |r| r.text.as_str())),
            lists("authors", rows.iter().map(|r| &r.fields.authors)),
            column("title", vector(rows, |r| r.fields.title.as_deref())),
            column("venue", vector(rows, |r| r.fields.venue.as_deref())),
            column("year", vector(rows, |r| r.fields.year)),
            column("volume", vector(rows, |r| r.fields.volume.as_deref())),
            column("issue", vector(rows, |r| r.fields.issue.as_deref())),
            column("page_start", vector(rows, |r| r.fields.page_start.as_deref())),
            column("page_end", vector(rows, |r| r.fields.page_end.as_deref())),
            column("article_number", vector(rows, |r| r.fields.article_number.as_deref())),
            column("doi", vector(rows, |r| r.fields.doi.as_deref())),
            column("reason", vector(rows, |r| r.reason.as_str())),
        ],
    )
}

fn funding(rows: &[Funding]) -> PolarsResult<DataFrame> {
    table(
        rows.len(),
        vec![
            column("paper", vector(rows, |f| f.paper.0)),
            column("funder", vector(rows, |f| f.funder.as_str())),
            column("institution", vector(rows, |f| f.institution.map(|id| id.0))),
            column("name", vector(rows, |f| f.name.as_deref())),
            column("country", vector(rows, |f| f.country.as_deref())),
            column("state", vector(rows, |f| f.state)),
            column("award", vector(rows, |f| f.award.as_deref())),
            column("method", vector(rows, |f| f.method.as_deref())),
            column("score", vector(rows, |f| f.score)),
        ],
    )
}
