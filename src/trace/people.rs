//! Authors of flagged papers who later publish with watch-listed institutions: themselves there, or beside a co-author
//! who is.
//!
//! Later means dated after the author's first dated flagged paper at the coarser of the two precisions: two papers of one year
//! say nothing of an order. What an author's identity rests on is kept; an author known by name only is one paper's and never appears
//! twice, so nothing here rests on a name alone. Time O(authorships).

use std::collections::BTreeSet;

use polars::prelude::{DataFrame, PolarsResult};

use super::reached::called;
use super::tables::{column, date_column};
use super::trails::Trails;
use super::watched::{Hit, Subject, Watched, status_at};
use crate::corpus::Corpus;
use crate::corpus::schema::AuthorBasis;
use crate::date::PartialDate;
use crate::ids::{AuthorId, PaperId};
use crate::places::watch::{Listing, PartOf, Status};

/// How a person's later paper touches a watch-listed institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// The person's own affiliation names it.
    OwnAffiliation,
    /// Only another affiliation on the paper does.
    OnThePaper,
}

impl How {
    /// The words written into the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OwnAffiliation => "own affiliation",
            Self::OnThePaper => "co-author's affiliation",
        }
    }
}

/// One later paper of one author with one watch-list entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaterPaper {
    /// The author.
    pub author: AuthorId,
    /// What the author's identity rests on.
    pub basis: AuthorBasis,
    /// The author's first dated flagged paper.
    pub flagged_paper: PaperId,
    /// How many flagged papers the author has.
    pub flagged_papers: u32,
    /// The later paper.
    pub paper: PaperId,
    /// Whose affiliation it is.
    pub how: How,
    /// The institution.
    pub subject: Subject,
    /// The entry, by its number in the matcher.
    pub entry: usize,
    /// Through whom; none where the entry is about the institution itself.
    pub part_of: Option<PartOf>,
    /// Its status at the date of the later paper.
    pub status: Status,
    /// Whether that date is known finely enough to be sure of the status.
    pub status_is_sure: bool,
}

/// Collects them in order of author, later paper, institution and entry.
pub fn people(corpus: &Corpus, flagged: &[PaperId], watched: &Watched) -> Vec<LaterPaper> {
    let is_flagged: BTreeSet<PaperId> = flagged.iter().copied().collect();
    let mut of_author: Vec<(AuthorId, PaperId)> = corpus
        .authorships
        .iter()
        .filter_map(|authorship| Some((authorship.author?, authorship.paper)))
        .collect();
    of_author.sort_unstable();
    of_author.dedup();
    let mut found = Vec::new();
    for papers in of_author.chunk_by(|a, b| a.0 == b.0) {
        let author = papers[0].0;
        let flagged_papers: Vec<PaperId> =
            papers.iter().map(|p| p.1).filter(|p| is_flagged.contains(p)).collect();
        let first = flagged_papers.iter().filter_map(|p| Some((corpus.papers[p.index()].date?, *p))).min();
        let Some((since, flagged_paper)) = first else { continue };
        for &(_, paper) in papers {
            let Some(date) = corpus.papers[paper.index()].date.filter(|d| d.compare(since).is_gt()) else {
                continue;
            };
            for of_entry in
                watched.on_paper(paper).chunk_by(|a, b| (a.subject, a.entry) == (b.subject, b.entry))
            {
                let (status, status_is_sure) = status_at(watched.entry(of_entry[0].entry), Some(date));
                found.push(LaterPaper {
                    author,
                    basis: corpus.authors[author.index()].basis,
                    flagged_paper,
                    flagged_papers: flagged_papers.len() as u32,
                    paper,
                    how: how(corpus, author, of_entry),
                    subject: of_entry[0].subject,
                    entry: of_entry[0].entry,
                    part_of: of_entry[0].part_of,
                    status,
                    status_is_sure,
                });
            }
        }
    }
    found
}

fn how(corpus: &Corpus, author: AuthorId, hits: &[Hit]) -> How {
    let is_own = |hit: &Hit| corpus.authorships[hit.authorship].author == Some(author);
    if hits.iter().any(is_own) { How::OwnAffiliation } else { How::OnThePaper }
}

/// The table `people`: persons by pseudonym, and by `name` too where names are asked for (else the column is null).
/// `hop` is that of the later paper where the trace reaches it.
pub fn people_table(
    people: &[LaterPaper],
    names: bool,
    corpus: &Corpus,
    trails: &Trails,
    watched: &Watched,
) -> PolarsResult<DataFrame> {
    let institutions: Vec<_> = people.iter().map(|p| called(p.subject, corpus, watched)).collect();
    let date = |paper: PaperId| -> Option<PartialDate> { corpus.papers[paper.index()].date };
    let name = |p: &LaterPaper| names.then(|| corpus.authors[p.author.index()].name.as_str());
    let hop = |p: &LaterPaper| trails.row(p.paper.0).map(|row| trails.hop[row]);
    let entry = |p: &LaterPaper| watched.entry(p.entry);
    let listed_as = |p: &LaterPaper| {
        let above = watched.above(p.subject, Listing { entry: p.entry, part_of: p.part_of });
        above.map_or_else(|| "itself".to_owned(), |above| format!("part of {}", above.name))
    };
    let columns = vec![
        column("person", people.iter().map(|p| p.author.pseudonym()).collect::<Vec<String>>()),
        column("name", people.iter().map(name).collect::<Vec<Option<&str>>>()),
        column("basis", people.iter().map(|p| p.basis.as_str()).collect::<Vec<&str>>()),
        column("flagged_paper", people.iter().map(|p| p.flagged_paper.0).collect::<Vec<u32>>()),
        date_column("flagged_date", people.iter().map(|p| date(p.flagged_paper))),
        column("flagged_papers", people.iter().map(|p| p.flagged_papers).collect::<Vec<u32>>()),
        column("paper", people.iter().map(|p| p.paper.0).collect::<Vec<u32>>()),
        date_column("date", people.iter().map(|p| date(p.paper))),
        column("hop", people.iter().map(hop).collect::<Vec<Option<u32>>>()),
        column("how", people.iter().map(|p| p.how.as_str()).collect::<Vec<&str>>()),
        column("institution", institutions.iter().map(|i| i.0).collect::<Vec<Option<u32>>>()),
        column("ror", institutions.iter().map(|i| i.1).collect::<Vec<Option<&str>>>()),
        column("institution_name", institutions.iter().map(|i| i.2).collect::<Vec<&str>>()),
        column("watch_list_entry", people.iter().map(|p| entry(p).id.as_str()).collect::<Vec<&str>>()),
        column("watch_list_source", people.iter().map(|p| entry(p).source.as_str()).collect::<Vec<&str>>()),
        column("watch_list_status", people.iter().map(|p| p.status.as_str()).collect::<Vec<&str>>()),
        column("listed_as", people.iter().map(listed_as).collect::<Vec<String>>()),
        column("status_is_sure", people.iter().map(|p| p.status_is_sure).collect::<Vec<bool>>()),
    ];
    DataFrame::new(people.len(), columns)
}
