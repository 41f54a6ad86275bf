//! How a record writes a reference: the style of the newest export, sometimes with a DOI, sometimes wrong.

use super::dice::Dice;
use super::wording::{misspell, title_case};

/// What is known of a cited work.
#[derive(Clone, Debug, Default)]
pub(super) struct Work {
    /// Short names in order.
    pub(super) authors: Vec<String>,
    pub(super) title: String,
    pub(super) venue: String,
    pub(super) venue_short: String,
    pub(super) volume: String,
    pub(super) issue: String,
    /// First and last page, or nothing where the work has an article number.
    pub(super) pages: Option<(usize, usize)>,
    pub(super) article_number: String,
    pub(super) year: i16,
    pub(super) doi: Option<String>,
}

/// How a reference was written; the word in `truth/references`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    Plain,
    Doi,
    Misspelt,
    OtherCase,
    WrongYear,
    NoTitle,
    NoPages,
}

impl Writing {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Doi => "doi",
            Self::Misspelt => "misspelt",
            Self::OtherCase => "other case",
            Self::WrongYear => "wrong year",
            Self::NoTitle => "no title",
            Self::NoPages => "no pages",
        }
    }
}

/// The text of a reference and how it was written.
pub(super) fn text(dice: &mut Dice, work: &Work) -> (String, Writing) {
    use Writing::{Doi, Misspelt, NoPages, NoTitle, OtherCase, Plain, WrongYear};
    let mut writing = [Plain, Doi, Misspelt, OtherCase, WrongYear, NoTitle, NoPages]
        [dice.weighted(&[700, 110, 55, 60, 15, 15, 45])];
    if writing == Doi && work.doi.is_none() {
        writing = Plain;
    }
    let mut parts: Vec<String> = Vec::new();
    let authors = work.authors.iter().take(3).cloned().collect::<Vec<_>>().join("; ");
    if !authors.is_empty() {
        parts.push(authors);
    }
    match writing {
        NoTitle => {}
        Misspelt => {
            let once = misspell(dice, &work.title);
            parts.push(if dice.chance(300) { misspell(dice, &once) } else { once });
        }
        OtherCase => parts.push(title_case(&work.title)),
        _ => parts.push(work.title.clone()),
    }
    parts.push(if dice.chance(800) { work.venue_short.clone() } else { work.venue.clone() });
    parts.push(work.volume.clone());
    if !work.issue.is_empty() && dice.chance(700) {
        parts.push(work.issue.clone());
    }
    match work.pages {
        Some((first, last)) if writing != NoPages => parts.push(format!("pp. {first}-{last}")),
        None if writing != NoPages && !work.article_number.is_empty() && dice.chance(500) => {
            parts.push(work.article_number.clone());
        }
        _ => {}
    }
    if let (Doi, Some(doi)) = (writing, &work.doi) {
        parts.push(match dice.below(3) {
            0 => format!("doi:{doi}"),
            1 => format!("https://doi.org/{}", doi.to_uppercase()),
            _ => format!("https://doi.org/{doi}"),
        });
    }
    // The newest layout ends a reference with its year.
    let year =
        if writing == WrongYear { work.year + if dice.chance(500) { 1 } else { -1 } } else { work.year };
    parts.push(format!("({year})"));
    (parts.join(", "), writing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_reference_has_the_newest_export_s_form() {
        let work = Work {
            authors: vec!["Kimdo C.J.".into(), "Lixue X.".into()],
            title: "Buckling of plates".into(),
            venue: "Synthetic Plates".into(),
            venue_short: "Synth. Plates".into(),
            volume: "12".into(),
            issue: String::new(),
            pages: Some((3, 9)),
            article_number: String::new(),
            year: 2017,
            doi: Some("10.5555/synth.1".into()),
        };
        let mut dice = Dice::new(1, "reference");
        let texts: Vec<(String, Writing)> = (0..400).map(|_| text(&mut dice, &work)).collect();
        let plain = "Kimdo C.J.; Lixue X., Buckling of plates, Synth. Plates, 12, pp. 3-9";
        assert!(texts.contains(&(format!("{plain}, (2017)"), Writing::Plain)));
        assert!(texts.contains(&(format!("{plain}, doi:10.5555/synth.1, (2017)"), Writing::Doi)));
        assert!(texts.iter().any(|(_, writing)| *writing == Writing::Misspelt));
    }
}
