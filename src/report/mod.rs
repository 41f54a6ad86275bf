//! Floor 8: the report of a study: one HTML file that stands alone, and a notebook over the study's tables.
//!
//! The report takes plain data ([`Report`]) and draws conclusions from none of it: the pipeline fills it, [`html`]
//! and [`notebook`] write it down. Every text may come from a record and is hostile until escaped; only the SVG of the
//! figures, which the figures' own canvas has escaped, goes in as it is.

pub mod escape;
pub mod html;
mod method;
pub mod notebook;
#[cfg(test)]
mod tests;

use crate::claims::Bound;
use crate::claims::claim::range;

/// All that a report shows.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The study's name.
    pub name: String,
    /// Lines under the title in the study's own words.
    pub description: Vec<String>,
    /// Whether the records are synthetic: the page says so at the top.
    pub synthetic: bool,
    /// The window, as text ("1 December 2016 to 30 September 2023"); `None` for a study without one.
    pub window: Option<String>,
    /// The date up to which the records reach.
    pub as_of: String,
    /// The program's version.
    pub version: String,
    /// The claims, headline ones first.
    pub claims: Vec<ReportClaim>,
    /// The figures in the order in which they are shown.
    pub figures: Vec<ReportFigure>,
    /// What the trace reached: one sheet for each reached watch-listed (paper, institution).
    pub evidence: Vec<EvidenceSheet>,
    /// Tables by section.
    pub tables: Vec<ReportTable>,
    /// Facts about this study that limit what it can say (undated papers, unresolved references, …), with counts.
    pub limits: Vec<String>,
    /// Every paper that a claim's list or a sheet names, sorted by number.
    pub papers: Vec<PaperLine>,
    /// The inputs: file and SHA-256.
    pub inputs: Vec<(String, String)>,
}

/// One printed number with its base and the papers that make it.
#[derive(Clone, Debug, Default)]
pub struct ReportClaim {
    /// The claim's id in `claims.json`.
    pub id: String,
    /// The sentence.
    pub text: String,
    /// n.
    pub numerator: u64,
    /// The name of the set that n counts.
    pub numerator_set: String,
    /// N.
    pub denominator: u64,
    /// The name of the base.
    pub denominator_set: String,
    /// What is counted ("papers").
    pub unit: String,
    /// `census` or `sample`.
    pub kind: String,
    /// The 95% interval of a sample's share.
    pub interval: Option<(f64, f64)>,
    /// The lower and the higher value with the uncertain matches off and on.
    pub bounds: Option<(Bound, Bound)>,
    /// Whether it stands among the headline numbers at the top.
    pub headline: bool,
    /// The numbers of the papers in the numerator set.
    pub papers: Vec<u32>,
}

impl ReportClaim {
    /// n/N with the share in percent: `110 of 657 (16.7%)`, with `; 104 to 110 by uncertain matches` where these make a
    /// difference. Without a base (N = 0) no percentage is printed.
    pub fn figure(&self) -> String {
        let (n, of) = (self.numerator, self.denominator);
        let share = crate::ids::Share::of(n, of).map(|share| format!("{:.1}%", share.percent()));
        let range = self.bounds.and_then(|(low, high)| range(low, high, " of "));
        let range = range.map(|range| format!("{range} by uncertain matches"));
        let inside: Vec<String> = share.into_iter().chain(range).collect();
        if inside.is_empty() {
            format!("{n} of {of}")
        } else {
            format!("{n} of {of} ({})", inside.join("; "))
        }
    }
}

/// One figure.
#[derive(Clone, Debug, Default)]
pub struct ReportFigure {
    /// The file's stem in `figures/`.
    pub id: String,
    /// What it is called; the figure itself shows its title.
    pub title: String,
    /// What is drawn, its base, how to read it.
    pub caption: String,
    /// The SVG, escaped by the canvas that drew it.
    pub svg: String,
}

/// The part of the report in which a table stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Flags, reviews, agreement.
    Flagged,
    /// Institutions and people reached.
    #[default]
    Reached,
    /// Rankings.
    Ranking,
    /// What was read, rejected, merged, unresolved.
    Data,
}

/// One table.
#[derive(Clone, Debug, Default)]
pub struct ReportTable {
    /// The file's stem in `tables/`.
    pub id: String,
    /// The heading.
    pub title: String,
    /// A line under the heading: what a row is, the base, what was left out.
    pub note: String,
    /// Where it stands.
    pub section: Section,
    /// The columns' names.
    pub header: Vec<String>,
    /// The cells; a value that is not there is `None` and printed as a dash.
    pub rows: Vec<Vec<Option<String>>>,
    /// How many rows the whole table has in `tables/` (the report may show the first of them).
    pub total_rows: usize,
}

/// One reached watch-listed institution on one paper, with each step that leads there.
#[derive(Clone, Debug, Default)]
pub struct EvidenceSheet {
    /// The heading: institution and date.
    pub title: String,
    /// What is known of it, in order: label and text.
    pub facts: Vec<(String, String)>,
    /// The chain from the flagged paper to the reached one.
    pub steps: Vec<u32>,
    /// The affiliation's text and the bytes of it that named the institution.
    pub affiliation: Option<(String, std::ops::Range<usize>)>,
}

/// One paper in the lists.
#[derive(Clone, Debug, Default)]
pub struct PaperLine {
    /// Its number in the corpus.
    pub paper: u32,
    /// Its title.
    pub title: String,
    /// Its date with what is known of it.
    pub date: String,
    /// Its venue.
    pub venue: String,
    /// Its DOI.
    pub doi: Option<String>,
    /// Its countries, as text.
    pub countries: String,
}
