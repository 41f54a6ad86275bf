//! The curves of a corpus over time: growth, the age of what is cited, bursts of keywords, the years of references.

use std::collections::BTreeMap;

use super::bibliometrics::folded;
use crate::corpus::Corpus;
use crate::corpus::schema::{Paper, UnresolvedReference};
use crate::date::PartialDate;
use crate::measures::bursts::{Automaton, Burst};
use crate::measures::citation_age::Ages;
use crate::measures::growth::{Growth, growth};
use crate::measures::reference_years::deviations;

/// A word on fewer papers is not looked at for bursts.
const LEAST_PAPERS: u64 = 5;
/// Printed works that are cited are of this year or later; what is before is a misread number.
const FIRST_YEAR: i16 = 1450;

/// A burst of a word, in years.
#[derive(Clone, Debug, PartialEq)]
pub struct WordBurst {
    /// The word, in lower case.
    pub word: String,
    /// Its level, its weight and its batches, which are years from [`Curves::first_year`] on.
    pub burst: Burst,
    /// Papers with the word in these years.
    pub papers: u64,
    /// Papers with any word in these years.
    pub of_papers: u64,
}

/// The references to works of one year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReferenceYear {
    /// The year.
    pub year: i16,
    /// References tied to papers of the corpus.
    pub resolved: u64,
    /// Other references.
    pub unresolved: u64,
    /// All of them less the median of the five years around.
    pub deviation: i64,
    /// The work that most of them cite (among equals the first of the alphabet), and how many do.
    pub most_cited: Option<(String, u64)>,
}

/// The curves of a corpus.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// Papers a year; `None` where no paper has a date.
    pub growth: Option<Growth>,
    /// Papers without a date.
    pub undated: u64,
    /// Ages of the citations between papers of the corpus.
    pub citations: Ages,
    /// Ages of all references whose year is known, in the corpus or not.
    pub references: Ages,
    /// References without a year, of papers without a year, or of an impossible one.
    pub references_left_out: u64,
    /// Which words were looked at: `keywords`, `topics`, or `None` where papers have neither.
    pub words_of: Option<&'static str>,
    /// How many words stand on enough papers to be looked at.
    pub words: u64,
    /// The bursts, heaviest first.
    pub bursts: Vec<WordBurst>,
    /// The years of the references, without a gap.
    pub reference_years: Vec<ReferenceYear>,
}

impl Curves {
    /// Draws all curves. Time O(papers, references and words × years).
    pub fn of(corpus: &Corpus, automaton: &Automaton) -> Self {
        let year_of = |paper: &Paper| paper.date.map(PartialDate::year_number);
        let years: Vec<Option<i16>> = corpus.papers.iter().map(year_of).collect();
        let span = years.iter().flatten().min().copied().zip(years.iter().flatten().max().copied());
        let growth = span.map(|(first, last)| {
            let mut papers = vec![0; (last - first) as usize + 1];
            years.iter().flatten().for_each(|&year| papers[(year - first) as usize] += 1);
            growth(first, &papers)
        });
        let mut curves = Self {
            growth,
            undated: years.iter().filter(|year| year.is_none()).count() as u64,
            citations: Ages::default(),
            references: Ages::default(),
            references_left_out: 0,
            words_of: None,
            words: 0,
            bursts: Vec::new(),
            reference_years: Vec::new(),
        };
        curves.count_references(corpus, &years);
        if let Some((first, last)) = span {
            curves.find_bursts(corpus, &years, first, last, automaton);
        }
        curves
    }

    /// The first year of [`Curves::growth`] and of the batches of bursts.
    pub fn first_year(&self) -> i16 {
        self.growth.as_ref().map_or(0, |growth| growth.first_year)
    }

    fn count_references(&mut self, corpus: &Corpus, years: &[Option<i16>]) {
        let mut of_year: BTreeMap<i16, ReferenceYear> = BTreeMap::new();
        let mut works: BTreeMap<i16, BTreeMap<String, u64>> = BTreeMap::new();
        let mut take = |citing: Option<i16>, cited: Option<i16>, work: String, resolved: bool| {
            let (Some(citing), Some(cited)) = (citing, cited) else { return false };
            // An early view is dated a year after what cites it.
            if !(FIRST_YEAR..=citing.saturating_add(1)).contains(&cited) && !resolved {
                return false;
            }
            if resolved {
                self.citations.add(citing, cited);
            }
            self.references.add(citing, cited);
            let year = of_year.entry(cited).or_default();
            *(if resolved { &mut year.resolved } else { &mut year.unresolved }) += 1;
            *works.entry(cited).or_default().entry(work).or_default() += 1;
            true
        };
        let mut left_out = 0;
        for citation in &corpus.citations {
            let work = corpus.papers[citation.cited.index()].title.clone();
            let taken = take(years[citation.citing.index()], years[citation.cited.index()], work, true);
            left_out += u64::from(!taken);
        }
        for reference in &corpus.unresolved_references {
            let taken =
                take(years[reference.citing.index()], reference.fields.year, called(reference), false);
            left_out += u64::from(!taken);
        }
        self.references_left_out = left_out;
        let (Some(first), Some(last)) = (of_year.keys().next().copied(), of_year.keys().last().copied())
        else {
            return;
        };
        let mut all: Vec<ReferenceYear> = (first..=last)
            .map(|year| ReferenceYear { year, ..of_year.remove(&year).unwrap_or_default() })
            .collect();
        let counts: Vec<u64> = all.iter().map(|year| year.resolved + year.unresolved).collect();
        for (year, deviation) in all.iter_mut().zip(deviations(&counts)) {
            year.deviation = deviation;
            let cited = works.remove(&year.year).unwrap_or_default();
            // The last of the highest in reverse order is the first of the alphabet.
            year.most_cited = cited.into_iter().rev().max_by_key(|work| work.1);
        }
        self.reference_years = all;
    }

    fn find_bursts(
        &mut self,
        corpus: &Corpus,
        years: &[Option<i16>],
        first: i16,
        last: i16,
        automaton: &Automaton,
    ) {
        let any =
            |words: fn(&Paper) -> &Vec<String>| corpus.papers.iter().any(|paper| !words(paper).is_empty());
        let (name, words_of): (_, fn(&Paper) -> &Vec<String>) = if any(|paper| &paper.keywords) {
            ("keywords", |paper| &paper.keywords)
        } else if any(|paper| &paper.topics) {
            ("topics", |paper| &paper.topics)
        } else {
            return;
        };
        self.words_of = Some(name);
        let batches = (last - first) as usize + 1;
        let mut all = vec![0u64; batches];
        let mut with: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for (paper, year) in corpus.papers.iter().zip(years) {
            let mut words = folded(words_of(paper));
            let Some(year) = year.filter(|_| !words.is_empty()) else { continue };
            let batch = (year - first) as usize;
            all[batch] += 1;
            words.sort_unstable();
            words.dedup();
            for word in words {
                with.entry(word).or_insert_with(|| vec![0; batches])[batch] += 1;
            }
        }
        with.retain(|_, with| with.iter().sum::<u64>() >= LEAST_PAPERS);
        self.words = with.len() as u64;
        for (word, with) in with {
            for burst in automaton.bursts(&with, &all) {
                let sum = |counts: &[u64]| counts[burst.first..=burst.last].iter().sum();
                let (papers, of_papers) = (sum(&with), sum(&all));
                self.bursts.push(WordBurst { word: word.clone(), burst, papers, of_papers });
            }
        }
        // Stable: equal weights stay in the order of the alphabet, then of time.
        self.bursts.sort_by(|a, b| b.burst.weight.total_cmp(&a.burst.weight));
    }
}

/// What a reference outside the corpus is called, the same for all that cite the work as far as can be told.
fn called(reference: &UnresolvedReference) -> String {
    let fields = &reference.fields;
    match (&fields.doi, &fields.title) {
        (Some(doi), _) => format!("doi:{}", doi.to_lowercase()),
        (None, Some(title)) => title.trim().to_owned(),
        (None, None) => reference.text.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::sample::{self, citation};
    use crate::ids::PaperId;
    use crate::sources::record::ReferenceFields;

    fn corpus() -> Corpus {
        let paper = |(year, words): (&str, &[&str])| Paper {
            title: format!("Invented {year}"),
            keywords: words.iter().map(|&w| w.to_owned()).collect(),
            ..sample::paper(year)
        };
        let unresolved = |(citing, year): (u32, Option<i16>)| UnresolvedReference {
            citing: PaperId(citing),
            fields: ReferenceFields {
                year,
                title: Some("Old book".to_owned()),
                ..ReferenceFields::default()
            },
            ..UnresolvedReference::default()
        };
        Corpus {
            papers: [("2000", &["A"][..]), ("2002", &["a ", "b"]), ("2002", &["b"]), ("", &["a"])]
                .map(paper)
                .to_vec(),
            citations: [(1, 0), (2, 0), (3, 0)].map(citation).to_vec(),
            unresolved_references: [(1, Some(1905)), (2, Some(1905)), (2, None), (2, Some(2050))]
                .map(unresolved)
                .to_vec(),
            ..Corpus::default()
        }
    }

    #[test]
    fn references_are_counted_by_year_wherever_they_lead() {
        let curves = Curves::of(&corpus(), &Automaton::default());
        assert_eq!(
            curves.growth.as_ref().map(|g| (g.first_year, g.papers.clone())),
            Some((2000, vec![1, 0, 2]))
        );
        assert_eq!(curves.undated, 1);
        assert_eq!(curves.citations.counts, BTreeMap::from([(2, 2)]));
        assert_eq!(curves.references.counts, BTreeMap::from([(2, 2), (97, 2)]));
        assert_eq!(curves.references_left_out, 3);
        let years = &curves.reference_years;
        assert_eq!((years.len(), years[0].year, years[95].year), (96, 1905, 2000));
        assert_eq!((years[0].unresolved, years[0].deviation), (2, 2));
        assert_eq!(years[0].most_cited, Some(("Old book".to_owned(), 2)));
        assert_eq!(years[95].most_cited, Some(("Invented 2000".to_owned(), 2)));
        assert_eq!(years[50].most_cited, None);
    }

    #[test]
    fn words_are_compared_in_lower_case_and_rare_ones_left_out() {
        let mut corpus = corpus();
        let curves = Curves::of(&corpus, &Automaton::default());
        assert_eq!((curves.words_of, curves.words), (Some("keywords"), 0));
        let (common, rare) = (corpus.papers[0].clone(), corpus.papers[2].clone());
        corpus.papers = [vec![common; 40], vec![rare; 8]].concat();
        corpus.citations.clear();
        corpus.unresolved_references.clear();
        let curves = Curves::of(&corpus, &Automaton::default());
        assert_eq!(curves.words, 2);
        // `b` stands on all 8 papers of 2002 and on none of the 40 before.
        let found = &curves.bursts[0];
        assert_eq!((found.word.as_str(), found.burst.first, found.burst.last), ("b", 2, 2));
        assert_eq!((found.papers, found.of_papers), (8, 8));
        let none = Curves::of(&Corpus::default(), &Automaton::default());
        assert_eq!((none.growth, none.words_of, none.reference_years.len()), (None, None, 0));
    }
}
