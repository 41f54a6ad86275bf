//! Topics of one paper: a rule pack's fields and the study's own terms, sought in title, abstract, keywords and topics.

use super::condition::{TextField, TopicTest};
use super::evidence::Evidence;
use super::pack::{Field, FieldTerms, RulePack};
use super::resources::Resources;
use super::words::{Hit, Terms, Word, words};
use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::ids::PaperId;

/// A [`TopicTest`] made ready to be asked of many papers.
#[derive(Clone, Debug)]
pub(super) struct Topics<'a> {
    test: &'a TopicTest,
    pack: Option<&'a RulePack>,
    fields: Vec<(&'a Field, FieldTerms)>,
    all_of: Terms,
    any_of: Terms,
    none_of: Terms,
}

/// One text of a paper, cut into words.
struct Text<'c> {
    field: String,
    text: &'c str,
    words: Vec<Word>,
}

impl<'a> Topics<'a> {
    pub(super) fn new(test: &'a TopicTest, resources: &'a Resources) -> Result<Self> {
        let pack = match &test.pack {
            Some(name) => Some(resources.pack(name)?),
            None => None,
        };
        let mut fields = Vec::new();
        for name in &test.fields {
            let field = pack.and_then(|pack| pack.field(name));
            fields.push(field.ok_or_else(|| {
                Error::argument(
                    format!("the rule pack has no field `{name}`"),
                    format!("name one of: {}", pack.map_or(String::new(), RulePack::field_names)),
                )
            })?);
        }
        if test.fields.is_empty() {
            fields.extend(pack.iter().flat_map(|pack| &pack.fields));
        }
        Ok(Self {
            test,
            pack,
            fields: fields.into_iter().map(|field| (field, FieldTerms::new(field))).collect(),
            all_of: Terms::new(&test.all_of),
            any_of: Terms::new(&test.any_of),
            none_of: Terms::new(&test.none_of),
        })
    }

    /// Whether the test holds; with `out`, what it rests on: each term once a text.
    pub(super) fn hold(&self, corpus: &Corpus, paper: PaperId, mut out: Option<&mut Vec<Evidence>>) -> bool {
        let texts = self.texts(corpus, paper);
        if texts.iter().any(|text| !self.none_of.find(&text.words).is_empty()) {
            return false;
        }
        let mut pack_found = self.pack.is_none();
        let mut any_found = self.test.any_of.is_empty();
        let mut all_found = vec![false; self.test.all_of.len()];
        for text in &texts {
            for (field, terms) in &self.fields {
                for hit in first_of_each(terms.find(&text.words)) {
                    pack_found = true;
                    let Some(out) = out.as_deref_mut() else { break };
                    out.push(Evidence {
                        term: field.terms[hit.term].clone(),
                        pack_field: Some(field.name.clone()),
                        paragraphs: field.paragraphs.clone(),
                        note: self.later_paragraphs(corpus, paper, field),
                        ..text.evidence("topics.pack", &hit)
                    });
                }
            }
            for hit in first_of_each(self.all_of.find(&text.words)) {
                all_found[hit.term] = true;
                if let Some(out) = out.as_deref_mut() {
                    let term = self.test.all_of[hit.term].clone();
                    out.push(Evidence { term, ..text.evidence("topics.all_of", &hit) });
                }
            }
            for hit in first_of_each(self.any_of.find(&text.words)) {
                any_found = true;
                if let Some(out) = out.as_deref_mut() {
                    let term = self.test.any_of[hit.term].clone();
                    out.push(Evidence { term, ..text.evidence("topics.any_of", &hit) });
                }
            }
        }
        pack_found && any_found && all_found.iter().all(|found| *found)
    }

    /// The paragraphs that were adopted after the paper's date, as a note.
    fn later_paragraphs(&self, corpus: &Corpus, paper: PaperId, field: &Field) -> Option<String> {
        let date = corpus.papers.get(paper.index())?.date?;
        let later: Vec<String> = field
            .paragraphs
            .iter()
            .filter_map(|id| self.pack?.paragraph(id))
            .filter(|paragraph| date.compare(paragraph.adopted).is_lt())
            .map(|paragraph| format!("{} (adopted {})", paragraph.id, paragraph.adopted))
            .collect();
        (!later.is_empty()).then(|| format!("the paper is dated {date}, before {}", later.join(" and ")))
    }

    fn texts<'c>(&self, corpus: &'c Corpus, paper: PaperId) -> Vec<Text<'c>> {
        let Some(row) = corpus.papers.get(paper.index()) else { return Vec::new() };
        let look_in = if self.test.look_in.is_empty() { &TextField::ALL[..] } else { &self.test.look_in };
        let mut texts = Vec::new();
        let mut add = |field: String, text: &'c str| texts.push(Text { field, text, words: words(text) });
        for field in look_in {
            match field {
                TextField::Title => add("title".into(), &row.title),
                TextField::Abstract => {
                    if let Some(text) = corpus.abstract_of(paper) {
                        add("abstract".into(), text);
                    }
                }
                TextField::Keywords => {
                    for (at, keyword) in row.keywords.iter().enumerate() {
                        add(format!("keywords {}", at + 1), keyword);
                    }
                }
                TextField::Topics => {
                    for (at, topic) in row.topics.iter().enumerate() {
                        add(format!("topics {}", at + 1), topic);
                    }
                }
            }
        }
        texts
    }
}

impl Text<'_> {
    fn evidence(&self, condition: &'static str, hit: &Hit) -> Evidence {
        let covered = &self.words[hit.words.clone()];
        let start = covered.first().map_or(0, |word| word.span.start);
        let end = covered.last().map_or(self.text.len(), |word| word.span.end);
        Evidence::on(condition, self.field.clone(), self.text, start..end)
    }
}

/// The first occurrence of each term.
fn first_of_each(hits: Vec<Hit>) -> Vec<Hit> {
    let mut seen = std::collections::BTreeSet::new();
    hits.into_iter().filter(|hit| seen.insert(hit.term)).collect()
}
