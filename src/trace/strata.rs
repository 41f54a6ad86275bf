//! Classes of papers of one field and year, inside which the null model exchanges citations.
//!
//! The classes must not overlap, so a paper has one field here: its venue, or the first of its topics. Papers of which the
//! records give no field, or no date, are classes of their own. Time O(n).

use std::fmt;
use std::str::FromStr;

use hashbrown::HashMap;
use serde::Deserialize;

use crate::corpus::Corpus;
use crate::corpus::schema::Paper;
use crate::date::PartialDate;
use crate::error::{Error, Result};

/// What says which one field a paper is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldIs {
    /// Its journal, book or proceedings.
    Venue,
    /// The first of its topics or index terms.
    Topic,
    /// Nothing: all papers are of one field.
    All,
}

impl FieldIs {
    /// All of them, in the order in which they are preferred.
    pub const ALL: [Self; 3] = [Self::Venue, Self::Topic, Self::All];

    /// The word of the command line and of the study file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Venue => "venue",
            Self::Topic => "topic",
            Self::All => "all",
        }
    }

    /// The first of venue and topic that at least half of the papers have; else all are of one field.
    pub fn of(corpus: &Corpus) -> Self {
        let most_have = |is: &Self| {
            let have = corpus.papers.iter().filter(|paper| is.field(paper).is_some()).count();
            have > 0 && 2 * have >= corpus.len()
        };
        Self::ALL.into_iter().find(most_have).unwrap_or(Self::All)
    }

    /// The field of a paper, in lower case.
    fn field(self, paper: &Paper) -> Option<String> {
        let text = match self {
            Self::Venue => paper.venue.as_ref(),
            Self::Topic => paper.topics.first(),
            Self::All => return Some(String::new()),
        };
        text.map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty())
    }

    /// For each paper the number of its class, by first appearance.
    pub(super) fn classes(self, corpus: &Corpus) -> Vec<u32> {
        let mut numbers = HashMap::<(Option<String>, Option<i16>), u32>::new();
        let class_of = |paper: &Paper| {
            let next = numbers.len() as u32;
            let year = paper.date.map(PartialDate::year_number);
            *numbers.entry((self.field(paper), year)).or_insert(next)
        };
        corpus.papers.iter().map(class_of).collect()
    }
}

impl fmt::Display for FieldIs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for FieldIs {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|is| is.as_str() == text).ok_or_else(|| {
            Error::argument(format!("`{text}` tells no field"), "choose among venue, topic, all")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::sample;

    #[test]
    fn papers_of_one_venue_and_year_are_of_one_class_and_unknown_is_a_class() {
        let paper = |date: &str, venue: &str, topic: &str| Paper {
            venue: (!venue.is_empty()).then(|| venue.to_owned()),
            topics: vec![topic.to_owned()],
            ..sample::paper(date)
        };
        let papers = vec![
            paper("2018-03", "Invented J", "a"),
            paper("2018", " invented j", "b"),
            paper("2019", "Invented J", "a"),
            paper("2018", "", "a"),
            paper("2018", "", ""),
            paper("", "Invented J", "a"),
        ];
        let corpus = Corpus { papers, ..Corpus::default() };
        assert_eq!(FieldIs::of(&corpus), FieldIs::Venue);
        assert_eq!(FieldIs::Venue.classes(&corpus), [0, 0, 1, 2, 2, 3]);
        assert_eq!(FieldIs::Topic.classes(&corpus), [0, 1, 2, 0, 3, 4]);
        assert_eq!(FieldIs::All.classes(&corpus), [0, 0, 1, 0, 0, 2]);
        assert_eq!(FieldIs::of(&Corpus::default()), FieldIs::All);
        assert!("journal".parse::<FieldIs>().is_err());
    }
}
