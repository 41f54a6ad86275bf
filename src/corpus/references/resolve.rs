//! Resolving the references of all papers.

use hashbrown::{HashMap, HashSet};

use super::score::{CERTAIN, MARGIN, SURE, THRESHOLD, points, score};
use super::target::{CitedAs, Query, Targets};
use super::{parse, run_together};
use crate::corpus::fold::words;
use crate::corpus::identifiers;
use crate::corpus::merge::{Draft, Keys};
use crate::corpus::names::Name;
use crate::corpus::schema::{Citation, ReferenceMethod, UnresolvedReference};
use crate::ids::PaperId;
use crate::sources::record::{Identifiers, Record, RecordReference, ReferenceFields};

/// What became of the references of all papers; every reference is counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Listed by the records.
    pub listed: u64,
    /// Resolved by an identifier of the source.
    pub by_id: u64,
    /// Resolved by DOI.
    pub by_doi: u64,
    /// Resolved by the text.
    pub by_text: u64,
    /// References to the citing paper itself, dropped.
    pub to_itself: u64,
    /// Listed again by the same paper (another record of it, or the same list).
    pub repeated: u64,
    /// Not resolved.
    pub unresolved: u64,
}

/// A reference that was resolved by its text with a doubt, or with another paper close behind.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Uncertain {
    /// The paper that cites.
    pub citing: PaperId,
    /// The paper that it was tied to.
    pub cited: PaperId,
    /// How surely.
    pub score: f32,
    /// The next best paper.
    pub runner_up: Option<PaperId>,
    /// Its score.
    pub runner_up_score: Option<f32>,
    /// The reference as written.
    pub text: String,
}

/// The user's own decisions by citing paper.
pub(crate) type Corrected = HashMap<u32, Vec<(String, Option<u32>)>>;

/// What one reference became.
enum Found {
    Paper { paper: u32, method: ReferenceMethod, points: f64, runner_up: Option<(u32, f64)> },
    Nothing { reason: &'static str, fields: Box<ReferenceFields> },
}

/// What the references of one paper became.
#[derive(Debug, Default)]
pub(crate) struct OfPaper {
    /// Its rows of `citations`.
    pub(crate) cited: Vec<Citation>,
    /// Its rows of `unresolved_references`.
    pub(crate) unresolved: Vec<UnresolvedReference>,
    /// What was resolved with a doubt.
    pub(crate) uncertain: Vec<Uncertain>,
    /// Listed by the paper, each cited work once.
    pub(crate) listed: u32,
    /// For each of its records the number of the file and how many references are listed and resolved.
    pub(crate) files: Vec<(usize, u64, u64)>,
    /// The sums.
    pub(crate) counts: Counts,
}

impl Counts {
    /// Adds the counts of another paper.
    pub(crate) fn add(&mut self, add: Self) {
        self.listed += add.listed;
        self.by_id += add.by_id;
        self.by_doi += add.by_doi;
        self.by_text += add.by_text;
        self.to_itself += add.to_itself;
        self.repeated += add.repeated;
        self.unresolved += add.unresolved;
    }
}

/// Resolves the references of one paper after the other.
#[derive(Debug)]
pub(crate) struct Resolver<'a> {
    targets: Targets<'a>,
    drafts: &'a [Draft],
    corrected: Corrected,
}

impl<'a> Resolver<'a> {
    /// Indexes what references can point at. `keys` and `cited_as` are of all records; `corrected` are the user's own
    /// decisions: for a citing paper the folded text of a reference and the paper cited.
    pub(crate) fn new(
        drafts: &'a [Draft],
        keys: &'a [Keys],
        cited_as: &'a [CitedAs],
        corrected: Corrected,
    ) -> Self {
        Self { targets: Targets::new(drafts, keys, cited_as), drafts, corrected }
    }

    /// What became of the references of a paper, whose records stand in the order of its draft.
    pub(crate) fn of_paper(&self, paper: u32, records: &[Record]) -> OfPaper {
        let corrected = self.corrected.get(&paper).map_or(&[][..], Vec::as_slice);
        of_paper(paper, records, &self.targets, self.drafts, corrected)
    }
}

/// The references that a record lists, each text by itself.
pub(crate) fn texts(record: &Record) -> impl Iterator<Item = &str> {
    record.references.iter().flat_map(|r| run_together(&r.text))
}

fn of_paper(
    paper: u32,
    records: &[Record],
    targets: &Targets,
    drafts: &[Draft],
    corrected: &[(String, Option<u32>)],
) -> OfPaper {
    let mut of = OfPaper::default();
    let mut cited: HashMap<u32, usize> = HashMap::new();
    let mut kept: HashSet<String> = HashSet::new();
    for record in records {
        let (mut listed, mut resolved) = (0, 0);
        for reference in &record.references {
            for text in pieces(reference) {
                listed += 1;
                let found = match decided(text, corrected) {
                    Some(Some(to)) => Found::Paper {
                        paper: *to,
                        method: ReferenceMethod::Id,
                        points: 50.0,
                        runner_up: None,
                    },
                    Some(None) => nothing("set outside the corpus by an override", parse(text)),
                    None => find(reference, text, paper, targets, drafts),
                };
                match found {
                    Found::Paper { paper: to, .. } if to == paper => of.counts.to_itself += 1,
                    Found::Paper { paper: to, method, points, runner_up } => {
                        resolved += 1;
                        let citation = Citation {
                            citing: PaperId(paper),
                            cited: PaperId(to),
                            method,
                            score: score(points),
                        };
                        if let Some(&at) = cited.get(&to) {
                            of.counts.repeated += 1;
                            let known = &mut of.cited[at];
                            if (method, -citation.score) < (known.method, -known.score) {
                                *known = citation;
                            }
                            continue;
                        }
                        cited.insert(to, of.cited.len());
                        of.cited.push(citation);
                        if method == ReferenceMethod::Text
                            && (points < THRESHOLD + 1.5 || runner_up.is_some())
                        {
                            of.uncertain.push(Uncertain {
                                citing: PaperId(paper),
                                cited: PaperId(to),
                                score: score(points),
                                runner_up: runner_up.map(|(p, _)| PaperId(p)),
                                runner_up_score: runner_up.map(|(_, s)| score(s)),
                                text: text.to_owned(),
                            });
                        }
                    }
                    Found::Nothing { reason, fields } => {
                        // Some sources give an identifier and no text.
                        let said = if text.is_empty() {
                            reference.ids.source_id().unwrap_or_default()
                        } else {
                            text
                        };
                        if !kept.insert(same_work(said, &fields)) {
                            of.counts.repeated += 1;
                            continue;
                        }
                        of.unresolved.push(UnresolvedReference {
                            citing: PaperId(paper),
                            text: said.to_owned(),
                            fields: *fields,
                            reason: reason.to_owned(),
                        });
                    }
                }
            }
        }
        of.counts.listed += listed;
        of.files.push((record.origin.file as usize, listed, resolved));
    }
    for citation in &of.cited {
        *match citation.method {
            ReferenceMethod::Id => &mut of.counts.by_id,
            ReferenceMethod::Doi => &mut of.counts.by_doi,
            ReferenceMethod::Text => &mut of.counts.by_text,
        } += 1;
    }
    of.counts.unresolved = of.unresolved.len() as u64;
    of.listed = (of.cited.len() + of.unresolved.len()) as u32;
    if of.listed == 0 {
        of.listed = records.iter().filter_map(|r| r.references_count).max().unwrap_or_default();
    }
    of.cited.sort_by_key(|c| c.cited);
    of.uncertain.sort_by_key(|u| u.cited);
    of
}

/// What the user decided about a reference, if anything.
fn decided<'a>(text: &str, corrected: &'a [(String, Option<u32>)]) -> Option<&'a Option<u32>> {
    if corrected.is_empty() {
        return None;
    }
    let folded = words(text);
    corrected.iter().find(|(decided, _)| *decided == folded).map(|(_, to)| to)
}

fn nothing(reason: &'static str, fields: ReferenceFields) -> Found {
    Found::Nothing { reason, fields: Box::new(fields) }
}

/// The references in one text; more than one only where an export ran them together.
fn pieces(reference: &RecordReference) -> Vec<&str> {
    let given = reference.fields != ReferenceFields::default() || reference.ids != Identifiers::default();
    if given { vec![reference.text.as_str()] } else { run_together(&reference.text) }
}

/// Under which key a reference that is not in the corpus is one with another: its DOI, its place, or its words.
fn same_work(text: &str, fields: &ReferenceFields) -> String {
    if let Some(doi) = &fields.doi {
        return format!("doi {doi}");
    }
    let surname = fields.authors.first().map(|a| Name::parse(a).surname).filter(|s| !s.is_empty());
    let page = fields.page_start.as_ref().or(fields.article_number.as_ref());
    if let (Some(surname), Some(year), Some(volume), Some(page)) =
        (surname, fields.year, &fields.volume, page)
    {
        return format!("{surname} {year} {volume} {page}");
    }
    words(text)
}

/// The paper that a reference points at.
fn find(reference: &RecordReference, text: &str, citing: u32, targets: &Targets, drafts: &[Draft]) -> Found {
    let parsed = || if text.is_empty() { ReferenceFields::default() } else { parse(text) };
    let mut fields =
        if reference.fields == ReferenceFields::default() { parsed() } else { reference.fields.clone() };
    if fields.doi.is_none() {
        fields.doi.clone_from(&reference.ids.doi);
    }
    if let Some(doi) = &fields.doi {
        fields.doi = identifiers::doi(doi);
    }
    let ids = &reference.ids;
    let own = [
        ("eid", &ids.eid),
        ("ut", &ids.ut),
        ("pmid", &ids.pmid),
        ("openalex", &ids.openalex),
        ("other", &ids.other),
    ];
    for (name, id) in own {
        let Some(id) = id.as_deref().and_then(identifiers::own) else { continue };
        if let [paper] = targets.by_id('i', &format!("{name}:{id}"))[..] {
            return Found::Paper { paper, method: ReferenceMethod::Id, points: 50.0, runner_up: None };
        }
    }
    let query = Query::of(&fields);
    if let Some(doi) = &fields.doi {
        let papers = targets.by_id('d', doi);
        if let [paper] = papers[..] {
            return Found::Paper { paper, method: ReferenceMethod::Doi, points: 50.0, runner_up: None };
        }
    }
    let place = query.page.is_some() || query.article.is_some();
    if query.title.is_empty() && !place && !query.gives_all_but_page() {
        let known = reference.ids != Identifiers::default() || fields.doi.is_some();
        return nothing(if known { "not in the corpus" } else { "too little to match on" }, fields);
    }
    if let Some(at) = targets.only_of_title(&query.title) {
        let target = targets.target(at);
        let certain = points(&query, target, CERTAIN).filter(|_| target.keys.title == query.title);
        if let Some(points) = certain.filter(|p| !forward(drafts, citing, target.paper, *p)) {
            return Found::Paper {
                paper: target.paper,
                method: ReferenceMethod::Text,
                points,
                runner_up: None,
            };
        }
    }
    let mut best: Option<(f64, u32)> = None;
    let mut second: Option<(f64, u32)> = None;
    for at in targets.candidates(&query) {
        let target = targets.target(at);
        let cutoff = best.map_or(0.0, |(most, _)| f64::max(0.0, most - 2.0 * MARGIN));
        let Some(points) = points(&query, target, cutoff) else { continue };
        match &mut best {
            Some((most, paper)) if *paper == target.paper => *most = most.max(points),
            Some(first) if points > first.0 => {
                second = Some(*first);
                best = Some((points, target.paper));
            }
            Some(_) if second.is_none_or(|(s, _)| points > s) => second = Some((points, target.paper)),
            None => best = Some((points, target.paper)),
            Some(_) => {}
        }
    }
    let Some((points, paper)) = best else { return nothing("not in the corpus", fields) };
    let runner_up = second.filter(|(s, p)| *p != paper && *s > points - 2.0 * MARGIN);
    if points < THRESHOLD {
        return nothing(if points < 2.5 { "not in the corpus" } else { "no paper fits well enough" }, fields);
    }
    if runner_up.is_some_and(|(s, _)| s > points - MARGIN) {
        return nothing("two papers fit equally", fields);
    }
    if paper != citing && forward(drafts, citing, paper, points) {
        return nothing("would cite a later paper", fields);
    }
    Found::Paper { paper, method: ReferenceMethod::Text, points, runner_up: runner_up.map(|(s, p)| (p, s)) }
}

/// Whether a reference found by its text goes forward in time further than its points allow.
fn forward(drafts: &[Draft], citing: u32, cited: u32, points: f64) -> bool {
    let date = |paper: u32| drafts[paper as usize].date;
    let (Some(citing), Some(cited)) = (date(citing), date(cited)) else { return false };
    let later = cited.compare(citing).is_gt();
    let by_more_than_a_year = cited.year_number() > citing.year_number() + 1;
    later && (by_more_than_a_year || points < SURE)
}
