//! The matches that a number should not hang on: which are uncertain, and the corpus without them.
//!
//! Uncertain is a match with a score below a stated limit (an institution, a funder, a reference), and a country that only a city, an
//! e-mail domain or the name of an institution tells. Without its match an affiliation keeps the country that its own text names;
//! a text that another sure match explains counts as that alone. Names on watch lists and in the list of funders that stand word
//! for word in a text are sure. Time O(authorships + funding + citations), memory O(what is uncertain + citations).

use crate::corpus::Corpus;
use crate::corpus::schema::{Authorship, Citation, Funding};
use crate::places::Countries;
use crate::places::countries::methods;

/// The least score of a sure match unless a study says otherwise: that of a name or an alias as the registry has it.
pub const CERTAIN_FROM: f32 = 0.97;

/// Ways to a country that are no more than likely.
const WEAK: [&str; 3] = [methods::CITY, methods::EMAIL, methods::IN_NAME];

/// How many matches there are, and how many of them are uncertain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// All.
    pub all: u64,
    /// The uncertain ones.
    pub uncertain: u64,
}

impl Matches {
    fn of(uncertain: impl Iterator<Item = bool>) -> Self {
        uncertain.fold(Self::default(), |sum, is_uncertain| Self {
            all: sum.all + 1,
            uncertain: sum.uncertain + u64::from(is_uncertain),
        })
    }
}

/// The uncertain matches of a corpus, and what stands in their place when they are off.
#[derive(Clone, Debug, Default)]
pub struct Uncertain {
    /// Affiliations that were matched to an institution.
    pub institutions: Matches,
    /// Affiliations without institution of which the country is known.
    pub countries: Matches,
    /// Funders that were matched.
    pub funders: Matches,
    /// References that were resolved.
    pub references: Matches,
    authorships: Vec<(usize, Authorship)>,
    funding: Vec<(usize, Funding)>,
    citations: Vec<Citation>,
}

impl Uncertain {
    /// Finds the matches below `certain_from`.
    pub fn new(corpus: &Corpus, certain_from: f32) -> Self {
        let low = |score: Option<f32>| score.is_some_and(|score| score < certain_from);
        let rows = &corpus.authorships;
        let is_matched = |row: &&Authorship| row.institution.is_some();
        let by_country = |row: &&Authorship| row.institution.is_none() && row.country.is_some();
        let is_uncertain = |row: &Authorship| match row.institution {
            Some(_) => low(row.score),
            None => is_weak(row.method.as_deref()),
        };
        let off = |(at, row): (usize, &Authorship)| (at, without_match(corpus, row, &is_uncertain));
        let funding = corpus.funding.iter().enumerate().filter(|(_, row)| low(row.score));
        Self {
            institutions: Matches::of(rows.iter().filter(is_matched).map(is_uncertain)),
            countries: Matches::of(rows.iter().filter(by_country).map(is_uncertain)),
            funders: Matches::of(corpus.funding.iter().filter(|f| f.method.is_some()).map(|f| low(f.score))),
            references: Matches::of(corpus.citations.iter().map(|c| low(Some(c.score)))),
            authorships: rows.iter().enumerate().filter(|(_, row)| is_uncertain(row)).map(off).collect(),
            funding: funding.map(|(at, row)| (at, unmatched(row))).collect(),
            citations: corpus.citations.iter().filter(|c| !low(Some(c.score))).cloned().collect(),
        }
    }

    /// Whether every match is sure.
    pub fn is_empty(&self) -> bool {
        [self.institutions, self.countries, self.funders, self.references].iter().all(|of| of.uncertain == 0)
    }

    /// Puts what stands here into the corpus and keeps what stood there: the first call switches the uncertain matches
    /// off, the next on again.
    pub fn switch(&mut self, corpus: &mut Corpus) {
        for (at, row) in &mut self.authorships {
            std::mem::swap(row, &mut corpus.authorships[*at]);
        }
        for (at, row) in &mut self.funding {
            std::mem::swap(row, &mut corpus.funding[*at]);
        }
        std::mem::swap(&mut self.citations, &mut corpus.citations);
    }
}

fn is_weak(method: Option<&str>) -> bool {
    let country = method.and_then(|method| method.strip_prefix("country: "));
    country.is_some_and(|method| WEAK.contains(&method))
}

/// The row as it would be without its match.
fn without_match(
    corpus: &Corpus,
    row: &Authorship,
    is_uncertain: &impl Fn(&Authorship) -> bool,
) -> Authorship {
    let of_the_text = |other: &&Authorship| {
        other.position == row.position && other.affiliation == row.affiliation && !is_uncertain(other)
    };
    let others = corpus.authorships_of(row.paper);
    if let Some(other) = others.iter().filter(|other| other.country.is_some()).find(of_the_text) {
        return other.clone();
    }
    let named = Countries::embedded().find(&row.affiliation).into_iter().find(|c| !WEAK.contains(&c.method));
    Authorship {
        institution: None,
        score: None,
        runner_up: None,
        country: named.as_ref().map(|found| found.country.as_str().to_owned()),
        method: named.as_ref().map(|found| format!("country: {}", found.method)),
        span: named.map(|found| format!("{}..{}", found.span.start, found.span.end)),
        ..row.clone()
    }
}

fn unmatched(row: &Funding) -> Funding {
    Funding {
        institution: None,
        name: None,
        country: None,
        state: None,
        method: None,
        score: None,
        ..row.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::sample::citation;
    use crate::ids::{InstitutionId, PaperId};

    fn row(
        paper: u32,
        text: &str,
        institution: Option<u32>,
        country: &str,
        how: &str,
        score: f32,
    ) -> Authorship {
        Authorship {
            paper: PaperId(paper),
            position: 1,
            affiliation: text.to_owned(),
            institution: institution.map(InstitutionId),
            country: Some(country.to_owned()),
            method: Some(how.to_owned()),
            score: institution.map(|_| score),
            ..Authorship::default()
        }
    }

    #[test]
    fn what_is_uncertain_is_switched_off_and_on_again() {
        let funding = |score: f32| Funding {
            funder: "Invented Fund".to_owned(),
            country: Some("CN".to_owned()),
            state: Some(true),
            method: Some("name".to_owned()),
            score: Some(score),
            ..Funding::default()
        };
        let mut corpus = Corpus {
            authorships: vec![
                row(0, "Invented Univresity, Pyongyang, North Korea", Some(0), "KP", "fuzzy", 0.96),
                row(1, "Invented Univresity", Some(0), "KP", "fuzzy", 0.96),
                row(2, "Invented University", Some(0), "KP", "alias", 0.97),
                row(3, "Laboratory, Shenyang", None, "CN", "country: city", 0.0),
                row(4, "Laboratory, Pyongyang, North Korea", None, "KP", "country: name", 0.0),
                row(5, "Invented University, Invnted Institute", Some(0), "KP", "name", 1.0),
                row(5, "Invented University, Invnted Institute", Some(1), "CN", "fuzzy", 0.9),
            ],
            funding: vec![funding(0.9), funding(1.0)],
            citations: vec![citation((1, 0)), Citation { score: 0.9, ..citation((2, 0)) }],
            ..Corpus::default()
        };
        let on = corpus.clone();
        let mut uncertain = Uncertain::new(&corpus, CERTAIN_FROM);
        assert_eq!(uncertain.institutions, Matches { all: 5, uncertain: 3 });
        assert_eq!(uncertain.countries, Matches { all: 2, uncertain: 1 });
        assert_eq!(uncertain.funders, Matches { all: 2, uncertain: 1 });
        assert_eq!(uncertain.references, Matches { all: 2, uncertain: 1 });
        uncertain.switch(&mut corpus);
        let countries: Vec<Option<&str>> = corpus.authorships.iter().map(|a| a.country.as_deref()).collect();
        let kp = Some("KP");
        assert_eq!(countries, [kp, None, kp, None, kp, kp, kp]);
        let institutions: Vec<bool> = corpus.authorships.iter().map(|a| a.institution.is_some()).collect();
        assert_eq!(institutions, [false, false, true, false, false, true, true]);
        assert_eq!(corpus.authorships[6].institution, Some(InstitutionId(0)));
        assert_eq!((corpus.funding[0].country.as_ref(), corpus.funding[0].state), (None, None));
        assert_eq!(corpus.funding[1], on.funding[1]);
        assert_eq!(corpus.citations, on.citations[..1]);
        uncertain.switch(&mut corpus);
        assert_eq!(corpus, on);
        assert!(!uncertain.is_empty() && Uncertain::new(&Corpus::default(), 1.0).is_empty());
    }
}
