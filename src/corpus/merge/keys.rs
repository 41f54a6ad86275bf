//! What a record is compared by when duplicates are looked for: its identifiers and its folded parts.

use std::cmp::Ordering;

use crate::corpus::fold::{number, numbers, words};
use crate::corpus::identifiers;
use crate::corpus::kinds;
use crate::corpus::names::Name;
use crate::date::PartialDate;
use crate::sources::record::{Record, RelationKind};

/// What another work is to a record that names its DOI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::corpus) enum Related {
    /// Its article.
    Article,
    /// Its preprint.
    Preprint,
    /// Another version.
    Version,
}

/// The folded parts of one record.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::corpus) struct Keys {
    /// Normalised DOI.
    pub(in crate::corpus) doi: Option<String>,
    /// The sources' own ids, `name:id`, sorted: of one work at most one of each name.
    pub(in crate::corpus) own: Vec<String>,
    /// The folded title.
    pub(in crate::corpus) title: String,
    /// The year.
    pub(in crate::corpus) year: Option<i16>,
    /// The first author's surname.
    pub(in crate::corpus) surname: String,
    /// The first author's first initial.
    pub(in crate::corpus) initial: Option<char>,
    /// The folded venue.
    pub(in crate::corpus) venue: String,
    /// Volume.
    pub(in crate::corpus) volume: Option<String>,
    /// First page.
    pub(in crate::corpus) page: Option<String>,
    /// Last page.
    pub(in crate::corpus) page_end: Option<String>,
    /// Article number.
    pub(in crate::corpus) article: Option<String>,
    /// What a title or a kind says that sets a record apart from its article: an erratum, a reply, a comment.
    pub(in crate::corpus) apart: &'static str,
    /// Whether it is a preprint.
    pub(in crate::corpus) preprint: bool,
    /// The works that it names as its article, preprint or version, by normalised DOI.
    pub(in crate::corpus) related: Vec<(Related, String)>,
}

impl Keys {
    pub(in crate::corpus) fn of(record: &Record) -> Self {
        let doi = record.ids.doi.as_deref().and_then(identifiers::doi);
        let mut own: Vec<String> = [
            ("eid", &record.ids.eid),
            ("ut", &record.ids.ut),
            ("pmid", &record.ids.pmid),
            ("openalex", &record.ids.openalex),
            ("other", &record.ids.other),
        ]
        .into_iter()
        .filter_map(|(name, id)| Some(format!("{name}:{}", identifiers::own(id.as_deref()?)?)))
        .collect();
        own.sort_unstable();
        let title = words(without_original(record.title.as_deref().unwrap_or_default()));
        let first = record.authors.first().map(|a| Name::parse(a.full_name.as_deref().unwrap_or(&a.name)));
        let folded = |text: &Option<String>| text.as_deref().and_then(number);
        let related = related(record);
        let preprint = kinds::is_preprint(record.kind.as_deref(), doi.as_deref(), record.venue.as_deref())
            || related.iter().any(|(related, _)| *related == Related::Article);
        let kind = record.kind.as_deref().map_or("other", kinds::kind);
        Self {
            apart: apart(kind, &title),
            year: record.date.map(PartialDate::year_number),
            initial: first.as_ref().and_then(Name::initial),
            surname: first.map(|name| name.surname).unwrap_or_default(),
            venue: words(record.venue.as_deref().unwrap_or_default()),
            volume: folded(&record.volume),
            page: folded(&record.page_start),
            page_end: folded(&record.page_end),
            article: folded(&record.article_number),
            preprint,
            related,
            doi,
            own,
            title,
        }
    }

    /// The words of the title that number it.
    pub(super) fn numbers(&self) -> Vec<&str> {
        numbers(&self.title)
    }

    /// The own ids of two records of one source that differ: the source holds them apart.
    pub(super) fn held_apart(&self, other: &Self) -> bool {
        let name = |id: &'_ str| -> usize { id.find(':').unwrap_or_default() };
        self.own.iter().any(|a| {
            other.own.iter().any(|b| a != b && !a.starts_with("other:") && a[..name(a)] == b[..name(b)])
        })
    }
}

/// The works that a record names as its article, preprint or version.
fn related(record: &Record) -> Vec<(Related, String)> {
    let of = |relation: &crate::sources::record::RecordRelation| {
        let related = match relation.kind {
            RelationKind::IsPreprintOf => Related::Article,
            RelationKind::HasPreprint => Related::Preprint,
            RelationKind::IsVersionOf => Related::Version,
        };
        Some((related, identifiers::doi(&relation.doi)?))
    };
    let mut related: Vec<(Related, String)> = record.relations.iter().filter_map(of).collect();
    related.sort_unstable();
    related.dedup();
    related
}

/// A title without the original title that databases put in square brackets behind a translation.
fn without_original(title: &str) -> &str {
    let title = title.trim_end();
    let cut = title.ends_with(']').then(|| title.rfind(" [")).flatten();
    cut.map(|at| title[..at].trim_end()).filter(|rest| rest.len() >= 20).unwrap_or(title)
}

/// The word that sets a notice, reply or comment apart from the article that it is about; empty for articles.
fn apart(kind: &str, title: &str) -> &'static str {
    for (start, word) in [
        ("erratum", "erratum"),
        ("errata", "erratum"),
        ("corrigend", "erratum"),
        ("correction", "erratum"),
        ("author correction", "erratum"),
        ("publisher correction", "erratum"),
        ("publishers note", "erratum"),
        ("retraction", "retraction"),
        ("notice of retraction", "retraction"),
        ("expression of concern", "concern"),
        ("reply", "reply"),
        ("authors reply", "reply"),
        ("author reply", "reply"),
        ("response to", "reply"),
        ("rejoinder", "reply"),
        ("re ", "comment"),
        ("comment on", "comment"),
        ("comments on", "comment"),
        ("commentary on", "comment"),
        ("discussion of", "comment"),
        ("letter to", "comment"),
        ("editorial comment", "comment"),
        ("book review", "review of a book"),
        ("review of", "review of a book"),
    ] {
        if title.starts_with(start) {
            return word;
        }
    }
    if title.ends_with(" reply") {
        return "reply";
    }
    match kind {
        "erratum" => "erratum",
        "retraction" => "retraction",
        _ => "",
    }
}

/// All that a record says, its place left out: the longer comes first, then any fixed order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::corpus) struct Content {
    /// How many bytes it takes.
    pub(in crate::corpus) length: u32,
    /// The first 128 bits of its SHA-256.
    pub(in crate::corpus) hash: [u8; 16],
}

impl Ord for Content {
    fn cmp(&self, other: &Self) -> Ordering {
        other.length.cmp(&self.length).then_with(|| self.hash.cmp(&other.hash))
    }
}

impl PartialOrd for Content {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_original_title_behind_a_translation_is_left_out() {
        assert_eq!(
            without_original("Choosing the place of a cut [Wyb\u{f3}r miejsca]"),
            "Choosing the place of a cut"
        );
        for whole in
            ["[A whole title in brackets of old]", "Short [sic]", "Growth of [Fe(CN)6] layers on a sheet"]
        {
            assert_eq!(without_original(whole), whole);
        }
    }
}
