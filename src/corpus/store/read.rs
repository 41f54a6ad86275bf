//! From the tables of a corpus back to rows, refusing what another program wrote or cut.

use super::columns::Rows;
use crate::corpus::schema::{
    Author, AuthorBasis, Authorship, Citation, Funding, Institution, Paper, PaperText, RecordLink,
    ReferenceMethod, UnresolvedReference,
};
use crate::error::Result;
use crate::ids::{AuthorId, InstitutionId, PaperId};
use crate::sources::record::ReferenceFields;

/// Takes the columns of a table apart: `name: kind` gives the vector of that column as an iterator.
macro_rules! take {
    ($rows:ident: $($name:ident = $kind:ident $(($column:literal))?),+ $(,)?) => {
        $(let mut $name = $rows.$kind(take!(@ $name $($column)?))?.into_iter();)+
    };
    (@ $name:ident) => { stringify!($name) };
    (@ $name:ident $column:literal) => { $column };
}

/// The next value of a column of the table's height.
fn next<T>(column: &mut impl Iterator<Item = Option<T>>) -> Option<T> {
    column.next().flatten()
}

/// Refuses a table whose rows are not numbered 0, 1, 2, ….
fn check_numbers(rows: &Rows<'_>, name: &str) -> Result<()> {
    let right = rows.u32s(name)?.into_iter().enumerate().all(|(at, number)| number == Some(at as u32));
    if right { Ok(()) } else { Err(rows.wrong(format!("the rows are not numbered in order by `{name}`"))) }
}

pub(super) fn papers(rows: &Rows<'_>) -> Result<Vec<Paper>> {
    check_numbers(rows, "paper")?;
    take!(rows: doi = texts, title = texts, venue = texts, kind = texts, language = texts, cited_by_count = u32s,
        references_listed = u32s, references_resolved = u32s, retracted = bools, keywords = lists, topics = lists);
    let mut dates = rows.dates("date", "date_precision")?.into_iter();
    let years = rows.i16s("year")?;
    let (lengths, links) = rows.struct_lists("records")?;
    let links = Rows::new(&links, std::path::Path::new("papers.parquet"));
    take!(links: file = texts, source_id = texts);
    let mut positions = super::positions(&links)?.into_iter();
    let mut papers = Vec::with_capacity(rows.height());
    for (length, year) in lengths.into_iter().zip(years) {
        let date = dates.next().flatten();
        if year != date.map(crate::date::PartialDate::year_number) {
            return Err(rows.wrong("a year and its date differ"));
        }
        let records = (0..length)
            .map(|_| RecordLink {
                file: next(&mut file).unwrap_or_default(),
                position: positions.next().unwrap_or_default(),
                source_id: next(&mut source_id),
            })
            .collect();
        papers.push(Paper {
            doi: next(&mut doi),
            title: next(&mut title).unwrap_or_default(),
            date,
            venue: next(&mut venue),
            kind: next(&mut kind),
            language: next(&mut language),
            keywords: keywords.next().unwrap_or_default(),
            topics: topics.next().unwrap_or_default(),
            cited_by_count: next(&mut cited_by_count),
            references_listed: next(&mut references_listed).unwrap_or_default(),
            references_resolved: next(&mut references_resolved).unwrap_or_default(),
            retracted: next(&mut retracted).unwrap_or_default(),
            records,
        });
    }
    Ok(papers)
}

pub(super) fn texts(rows: &Rows<'_>) -> Result<Vec<PaperText>> {
    let papers = rows.full("paper", rows.u32s("paper")?)?;
    let abstracts = rows.full("abstract", rows.texts("abstract")?)?;
    let text = |(paper, abstract_text)| PaperText { paper: PaperId(paper), abstract_text };
    Ok(papers.into_iter().zip(abstracts).map(text).collect())
}

pub(super) fn authors(rows: &Rows<'_>) -> Result<Vec<Author>> {
    check_numbers(rows, "author")?;
    take!(rows: name = texts, orcid = texts, source_ids = lists);
    let author = |basis: String| {
        Ok(Author {
            name: next(&mut name).unwrap_or_default(),
            orcid: next(&mut orcid),
            source_ids: source_ids.next().unwrap_or_default(),
            basis: AuthorBasis::parse(&basis)
                .ok_or_else(|| rows.wrong(format!("`{basis}` is no basis of an author")))?,
        })
    };
    rows.full("basis", rows.texts("basis")?)?.into_iter().map(author).collect()
}

pub(super) fn authorships(rows: &Rows<'_>) -> Result<Vec<Authorship>> {
    take!(rows: position = u16s, author = u32s, affiliation = texts, institution = u32s, country = texts,
        method = texts, score = f32s, span = texts, runner_up = texts);
    let papers = rows.full("paper", rows.u32s("paper")?)?;
    let authorship = |paper| Authorship {
        paper: PaperId(paper),
        position: next(&mut position).unwrap_or_default(),
        author: next(&mut author).map(AuthorId),
        affiliation: next(&mut affiliation).unwrap_or_default(),
        institution: next(&mut institution).map(InstitutionId),
        country: next(&mut country),
        method: next(&mut method),
        score: next(&mut score),
        span: next(&mut span),
        runner_up: next(&mut runner_up),
    };
    Ok(papers.into_iter().map(authorship).collect())
}

pub(super) fn institutions(rows: &Rows<'_>) -> Result<Vec<Institution>> {
    check_numbers(rows, "institution")?;
    take!(rows: ror = texts, country = texts, kind = texts);
    // Older corpora know the first parent only.
    let lists = rows.number_lists("parents")?;
    let mut parents = match lists {
        Some(lists) => lists,
        None => rows.u32s("parent")?.into_iter().map(|parent| parent.into_iter().collect()).collect(),
    }
    .into_iter();
    let institution = |name| Institution {
        ror: next(&mut ror).unwrap_or_default(),
        name,
        country: next(&mut country),
        kind: next(&mut kind),
        parents: parents.next().unwrap_or_default().into_iter().map(InstitutionId).collect(),
    };
    Ok(rows.full("name", rows.texts("name")?)?.into_iter().map(institution).collect())
}

pub(super) fn citations(rows: &Rows<'_>) -> Result<Vec<Citation>> {
    let mut cited = rows.full("cited", rows.u32s("cited")?)?.into_iter();
    take!(rows: method = texts, score = f32s);
    let citation = |citing| {
        let method = next(&mut method).unwrap_or_default();
        Ok(Citation {
            citing: PaperId(citing),
            cited: PaperId(cited.next().unwrap_or_default()),
            method: ReferenceMethod::parse(&method)
                .ok_or_else(|| rows.wrong(format!("`{method}` is no method of resolving a reference")))?,
            score: next(&mut score).unwrap_or_default(),
        })
    };
    rows.full("citing", rows.u32s("citing")?)?.into_iter().map(citation).collect()
}

pub(super) fn unresolved(rows: &Rows<'_>) -> Result<Vec<UnresolvedReference>> {
    take!(rows: text = texts, title = texts, venue = texts, year = i16s, volume = texts, issue = texts,
        page_start = texts, page_end = texts, article_number = texts, doi = texts, reason = texts, authors = lists);
    let reference = |citing| UnresolvedReference {
        citing: PaperId(citing),
        text: next(&mut text).unwrap_or_default(),
        fields: ReferenceFields {
            authors: authors.next().unwrap_or_default(),
            title: next(&mut title),
            venue: next(&mut venue),
            year: next(&mut year),
            volume: next(&mut volume),
            issue: next(&mut issue),
            page_start: next(&mut page_start),
            page_end: next(&mut page_end),
            article_number: next(&mut article_number),
            doi: next(&mut doi),
        },
        reason: next(&mut reason).unwrap_or_default(),
    };
    Ok(rows.full("citing", rows.u32s("citing")?)?.into_iter().map(reference).collect())
}

pub(super) fn funding(rows: &Rows<'_>) -> Result<Vec<Funding>> {
    take!(rows: funder = texts, institution = u32s, name = texts, country = texts, state = bools, award = texts,
        method = texts, score = f32s);
    let grant = |paper| Funding {
        paper: PaperId(paper),
        funder: next(&mut funder).unwrap_or_default(),
        institution: next(&mut institution).map(InstitutionId),
        name: next(&mut name),
        country: next(&mut country),
        state: next(&mut state),
        award: next(&mut award),
        method: next(&mut method),
        score: next(&mut score),
    };
    Ok(rows.full("paper", rows.u32s("paper")?)?.into_iter().map(grant).collect())
}
