//! The second pass: the papers in their order, some at a time. Their records are read back from the spill, merged, and
//! their places, funders and references found; the tables that need no more are written at once.

use std::ops::Range;

use hashbrown::HashSet;
use rayon::prelude::*;

use super::conflicts::{Conflict, conflicts};
use super::out::Out;
use super::read::Row;
use super::spill::{Place, Spill, decode};
use crate::corpus::affiliations::Affiliations;
use crate::corpus::authors::{Mentions, Parsed};
use crate::corpus::fold::{hash, words};
use crate::corpus::funding::{Grant, grants};
use crate::corpus::given;
use crate::corpus::merge::{Draft, Keys, work};
use crate::corpus::overrides::FunderDecisions;
use crate::corpus::references::{Counts, OfPaper, Resolver};
use crate::corpus::schema::{Corpus, Paper, PaperText};
use crate::corpus::strings::Lists;
use crate::error::Result;
use crate::ids::PaperId;
use crate::places::review::Decisions;
use crate::places::{Funders, Matcher, Registry};
use crate::progress::bar;

/// How much is read back at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Batch {
    /// Papers at most.
    pub(super) papers: usize,
    /// Bytes of records, from which on no further paper is taken.
    pub(super) bytes: u64,
}

impl Default for Batch {
    fn default() -> Self {
        Self { papers: 10_000, bytes: 16 << 20 }
    }
}

/// What the papers are made from.
pub(super) struct Makers<'a> {
    pub(super) drafts: &'a [Draft],
    pub(super) rows: &'a [Row],
    pub(super) keys: &'a [Keys],
    pub(super) files: &'a [String],
    pub(super) spill: &'a Spill,
    pub(super) resolver: &'a Resolver<'a>,
}

/// Where places and funders are looked up.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub(super) funders: &'a Funders,
    pub(super) registry: &'a Registry,
    pub(super) matcher: &'a Matcher,
    /// What the user decided about affiliations.
    pub(super) affiliations: &'a Decisions,
    /// And about funders.
    pub(super) decided_funders: &'a FunderDecisions<'a>,
}

/// What is left to be written when all papers were read, and the sums.
pub(super) struct Gathered<'a> {
    pub(super) mentions: Mentions,
    pub(super) affiliations: Affiliations<'a>,
    /// The affiliations of each mention.
    pub(super) of_mention: Lists,
    /// Those of each paper that are tied to no author.
    pub(super) loose: Lists,
    /// Keys of the journal, the keywords and the topics of each paper.
    pub(super) fields: Lists,
    /// Where the rows of `funding` lie, batch by batch.
    pub(super) grants: Vec<Place>,
    /// The entries of the registry that they name.
    pub(super) funding_entries: HashSet<usize>,
    /// The texts of all funders, where the user decided about some.
    pub(super) funders: HashSet<String>,
    /// Listed and resolved references of the records of each file.
    pub(super) of_file: Vec<(u64, u64)>,
    /// What became of the references.
    pub(super) counts: Counts,
}

/// One paper with all that its records give.
struct Made {
    paper: Paper,
    abstract_text: Option<String>,
    authors: Vec<(Parsed, Vec<String>)>,
    loose: Vec<String>,
    grants: Vec<Grant>,
    funders: Vec<String>,
    references: OfPaper,
    conflicts: Vec<Conflict>,
}

impl<'a> Gathered<'a> {
    fn new(places: Places<'a>, files: usize) -> Self {
        Self {
            mentions: Mentions::default(),
            affiliations: Affiliations::new(places.registry, places.matcher, places.affiliations),
            of_mention: Lists::default(),
            loose: Lists::default(),
            fields: Lists::default(),
            grants: Vec::new(),
            funding_entries: HashSet::new(),
            funders: HashSet::new(),
            of_file: vec![(0, 0); files],
            counts: Counts::default(),
        }
    }
}

/// Makes all papers and writes `papers`, `texts`, `citations` and `unresolved_references`.
pub(super) fn papers<'a>(
    makers: &Makers,
    places: Places<'a>,
    batch: Batch,
    out: &mut Out,
) -> Result<Gathered<'a>> {
    let mut gathered = Gathered::new(places, makers.files.len());
    let progress = bar("papers", makers.drafts.len() as u64);
    let mut next = 0;
    while next < makers.drafts.len() {
        let papers = makers.take(next, batch);
        next = papers.end;
        progress.set_position(next as u64);
        let bytes = makers.read_back(papers.clone())?;
        let made: Vec<Made> = papers
            .clone()
            .into_par_iter()
            .zip(bytes.starts.par_iter())
            .map(|(paper, &start)| makers.make(paper, &bytes, start, places))
            .collect::<Vec<Result<Made>>>()
            .into_iter()
            .collect::<Result<_>>()?;
        drop(bytes);
        gathered.add(papers.start, made, makers.spill, out)?;
    }
    progress.finish_and_clear();
    Ok(gathered)
}

/// The records of some papers as they lay in the spill.
struct Bytes {
    all: Vec<u8>,
    /// Where each record stands in `all`, paper by paper.
    pieces: Vec<Range<usize>>,
    /// The first piece of each paper.
    starts: Vec<usize>,
}

impl Makers<'_> {
    /// The papers of the batch that begins with one.
    fn take(&self, first: usize, batch: Batch) -> Range<usize> {
        let mut size = 0;
        let mut end = first;
        while end < self.drafts.len() && end - first < batch.papers && size < batch.bytes {
            size +=
                self.drafts[end].records.iter().map(|&r| u64::from(self.rows[r].place.length)).sum::<u64>();
            end += 1;
        }
        first..end
    }

    /// Reads the records of some papers in the order in which they lie.
    fn read_back(&self, papers: Range<usize>) -> Result<Bytes> {
        let mut places: Vec<(Place, usize)> = Vec::new();
        let mut starts = Vec::with_capacity(papers.len());
        for draft in &self.drafts[papers] {
            starts.push(places.len());
            for &record in &draft.records {
                places.push((self.rows[record].place, places.len()));
            }
        }
        places.sort_unstable();
        let total = places.iter().map(|(place, _)| place.length as usize).sum();
        let mut all = Vec::with_capacity(total);
        let mut pieces = vec![0..0; places.len()];
        // What lies one behind the other is read at once.
        for run in places.chunk_by(|(a, _), (b, _)| a.at + u64::from(a.length) == b.at) {
            let start = all.len();
            let length: u64 = run.iter().map(|(place, _)| u64::from(place.length)).sum();
            self.spill.read_to(run[0].0.at, length as usize, &mut all)?;
            for (place, piece) in run {
                let from = start + (place.at - run[0].0.at) as usize;
                pieces[*piece] = from..from + place.length as usize;
            }
        }
        Ok(Bytes { all, pieces, starts })
    }

    fn make(&self, paper: usize, bytes: &Bytes, start: usize, places: Places) -> Result<Made> {
        let draft = &self.drafts[paper];
        let id = PaperId(paper as u32);
        let pieces = &bytes.pieces[start..start + draft.records.len()];
        let records =
            pieces.iter().map(|piece| decode(&bytes.all[piece.clone()])).collect::<Result<Vec<_>>>()?;
        let mut work = work(draft, &records, self.keys, self.files);
        let references = self.resolver.of_paper(id.0, &records);
        work.paper.references_listed = references.listed;
        work.paper.references_resolved = references.cited.len() as u32;
        let conflicts = conflicts(id, draft, &work, &records, self.keys, self.files);
        let mut grants = grants(id, &work, places.funders, places.registry, places.matcher);
        let mut funders = Vec::new();
        if !places.decided_funders.is_empty() {
            for grant in &mut grants {
                funders.push(grant.row.funder.clone());
                places.decided_funders.decide(grant);
            }
        }
        let said = |texts: Vec<String>| -> Vec<String> {
            texts.into_iter().map(|text| given::tagged(&text, &work.places)).collect()
        };
        let authors = work.authors.into_iter().map(Parsed::of);
        Ok(Made {
            conflicts,
            grants,
            funders,
            paper: work.paper,
            abstract_text: work.abstract_text,
            authors: authors.map(|(author, texts)| (author, said(texts))).collect(),
            loose: said(work.loose_affiliations),
            references,
        })
    }
}

/// Keys of what a paper is about: its journal, its keywords and its topics, whatever their case and marks.
fn fields(paper: &Paper) -> impl Iterator<Item = u32> {
    let words = paper.venue.iter().chain(&paper.keywords).chain(&paper.topics).map(|text| words(text));
    words.filter(|words| !words.is_empty()).map(|words| hash('f', &[&words]) as u32)
}

impl Gathered<'_> {
    /// Takes the papers of one batch.
    fn add(&mut self, first: usize, made: Vec<Made>, spill: &Spill, out: &mut Out) -> Result<()> {
        let mut rows = Corpus::default();
        let mut batch_grants = Vec::new();
        for (at, made) in made.into_iter().enumerate() {
            self.fields.push(fields(&made.paper));
            rows.papers.push(made.paper);
            if let Some(abstract_text) = made.abstract_text {
                rows.texts.push(PaperText { paper: PaperId((first + at) as u32), abstract_text });
            }
            let affiliations = &mut self.affiliations;
            self.loose.push(made.loose.iter().map(|text| affiliations.number(text)));
            let of_mention = &mut self.of_mention;
            self.mentions.add(made.authors.into_iter().map(|(author, texts)| {
                of_mention.push(texts.iter().map(|text| affiliations.number(text)));
                author
            }));
            self.funding_entries.extend(made.grants.iter().filter_map(|grant| grant.entry));
            batch_grants.extend(made.grants);
            self.funders.extend(made.funders);
            self.counts.add(made.references.counts);
            for (file, listed, resolved) in made.references.files {
                if let Some(sums) = self.of_file.get_mut(file) {
                    sums.0 += listed;
                    sums.1 += resolved;
                }
            }
            rows.citations.extend(made.references.cited);
            rows.unresolved_references.extend(made.references.unresolved);
            out.uncertain.add(made.references.uncertain)?;
            out.conflicts.add(made.conflicts)?;
        }
        self.affiliations.match_new();
        if !batch_grants.is_empty() {
            self.grants.push(spill.put(&batch_grants)?);
        }
        out.tables.add(rows)
    }
}
