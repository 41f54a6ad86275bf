//! Weighing what an affiliation says about countries: where each phrase stands, and which ones count.

mod in_names;
mod judging;
mod phrases;

use std::ops::Range;

use super::countries::CountryMatch;
use super::country_code::CountryCode;
use super::country_names::{Kind, Names};
use super::text::{Gap, Words};

/// Where a phrase stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// A segment of its own, or after a postal code.
    Alone,
    /// At the end of a segment, after other words.
    End,
    /// Before further words of a name, or after "of".
    Inside,
}

#[derive(Clone, Debug)]
struct Hit {
    words: Range<usize>,
    kind: Kind,
    country: Option<CountryCode>,
    standing: Standing,
    method: &'static str,
    ambiguous: bool,
}

/// Reads one text.
pub(super) struct Reader<'a> {
    names: &'a Names,
    words: &'a Words,
    hits: Vec<Hit>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(names: &'a Names, words: &'a Words) -> Self {
        Self { names, words, hits: Vec::new() }
    }

    pub(super) fn read(mut self) -> Vec<CountryMatch> {
        self.collect();
        let mut found: Vec<Hit> = Vec::new();
        let mut end = self.hits.len();
        while end > 0 {
            // Hits are in reverse order of the text; a part is a run of them without a part gap between.
            let mut start = end - 1;
            while start > 0 && !self.parted(&self.hits[start], &self.hits[start - 1]) {
                start -= 1;
            }
            let mut part: Vec<Hit> = self.hits[start..end].to_vec();
            part.reverse();
            found.extend(self.judge(&part));
            end = start;
        }
        if found.is_empty() {
            found.extend(self.weak());
        }
        self.distinct(found)
    }

    /// Whether a part ends between two hits, the first of which stands earlier in the text.
    fn parted(&self, earlier: &Hit, later: &Hit) -> bool {
        (earlier.words.end..=later.words.start).any(|at| self.words.gap(at) == Gap::Part)
    }

    fn is_capitals(&self, at: usize) -> bool {
        self.words.word(at).is_some_and(|w| w.capitals)
    }

    fn owner(&self, territory: Option<CountryCode>) -> Option<CountryCode> {
        territory.and_then(|c| self.names.owner(c))
    }

    /// Each country once (where it stands last), in the order of the text.
    fn distinct(&self, mut found: Vec<Hit>) -> Vec<CountryMatch> {
        found.sort_by_key(|h| h.words.start);
        let mut out: Vec<CountryMatch> = Vec::new();
        for hit in found {
            let Some(country) = hit.country else { continue };
            out.retain(|m| m.country != country);
            out.push(CountryMatch { country, span: self.words.span(hit.words), method: hit.method });
        }
        out
    }
}
