//! What the papers are about: for each topic the words of which titles, abstracts and keywords are made.

use super::{topics_engineering, topics_materials, topics_other};

/// One topic. A title is made of a thing, an aspect, a means and a setting.
#[derive(Debug)]
pub(super) struct Topic {
    /// The name in `truth/papers`.
    pub(super) key: &'static str,
    /// The venue's field ("Synthetic Journal of …") and its abbreviation.
    pub(super) venue: (&'static str, &'static str),
    /// What is studied; in a technical topic each carries a term of the rule pack.
    pub(super) things: &'static [&'static str],
    /// What of it.
    pub(super) aspects: &'static [&'static str],
    /// How.
    pub(super) means: &'static [&'static str],
    /// Where or under which conditions.
    pub(super) settings: &'static [&'static str],
    /// Authors' keywords.
    pub(super) keywords: &'static [&'static str],
    /// In a technical topic: terms of the rule pack, of which every candidate has one as a keyword. Elsewhere: phrases
    /// that hold a term of the pack and that the pack excludes.
    pub(super) terms: &'static [&'static str],
    /// Index keywords.
    pub(super) index: &'static [&'static str],
    /// Departments that work on it.
    pub(super) departments: &'static [&'static str],
}

/// All topics: the technical ones first.
pub(super) fn all() -> Vec<&'static Topic> {
    let technical = topics_materials::TOPICS.iter().chain(topics_engineering::TOPICS);
    technical.chain(topics_other::TOPICS).collect()
}

/// How many of [`all`] are technical.
pub(super) fn technical() -> usize {
    topics_materials::TOPICS.len() + topics_engineering::TOPICS.len()
}

/// Of the technical topics those that speak of composites (0) and of cracks (1).
pub(super) const COMPOSITES: usize = 0;
pub(super) const CRACKS: usize = 1;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flags::pack::FieldTerms;
    use crate::flags::words::words;

    /// The claim about composites and cracks must find the papers that were made for it and no others.
    #[test]
    fn only_two_topics_speak_of_composites_and_cracks() {
        for (index, topic) in all().into_iter().take(technical()).enumerate() {
            let words = [
                topic.things,
                topic.aspects,
                topic.means,
                topic.settings,
                topic.keywords,
                topic.terms,
                topic.index,
            ]
            .concat();
            let text = words.join(" ").to_lowercase();
            assert_eq!(text.contains("composite"), index == COMPOSITES, "{}", topic.key);
            assert_eq!(text.contains("crack"), index == CRACKS, "{}", topic.key);
        }
    }

    /// The demonstration's candidates are those that the pack finds: each technical topic's terms are found by it, and
    /// nothing in any other topic.
    #[test]
    fn the_rule_pack_finds_the_technical_topics_and_no_others() {
        let pack = crate::flags::RulePack::embedded("unscr-2270-2321").unwrap().unwrap();
        let fields: Vec<_> = pack.fields.iter().map(FieldTerms::new).collect();
        let found = |text: &str| fields.iter().any(|field| !field.find(&words(text)).is_empty());
        for (index, topic) in all().into_iter().enumerate() {
            for term in topic.terms {
                assert_eq!(found(term), index < technical(), "{term}");
            }
            if index >= technical() {
                let all =
                    [topic.things, topic.aspects, topic.means, topic.settings, topic.keywords, topic.index]
                        .concat();
                for text in all {
                    assert!(!found(text), "{}: {text}", topic.key);
                }
            }
        }
    }

    #[test]
    fn every_topic_makes_enough_titles() {
        for topic in all() {
            let titles =
                topic.things.len() * topic.aspects.len() * (topic.means.len() + topic.settings.len());
            assert!(titles > 1_500, "{}: {titles}", topic.key);
            assert!(topic.keywords.len() >= 8 && topic.index.len() >= 6 && topic.departments.len() >= 3);
        }
    }
}
