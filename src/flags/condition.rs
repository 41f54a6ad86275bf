//! What a rule can state about a paper. A [`Condition`] holds when every part that it states holds; a part that is
//! not stated says nothing. The same conditions serve `[[flag]]` and `[[claim]]` of a study file.

use serde::{Deserialize, Deserializer, Serialize};

use crate::date::{PartialDate, Precision};

/// One rule: a name and the condition under which it flags a paper.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rule {
    /// The name that findings carry.
    pub name: String,
    /// What must hold.
    pub condition: Condition,
}

/// All that must hold of one paper.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// Countries of the authors' affiliations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub countries: Option<CountryTest>,
    /// Institutions of the authors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institutions: Option<InstitutionTest>,
    /// Entries of watch lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watch_lists: Option<WatchListTest>,
    /// Who paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub funders: Option<FunderTest>,
    /// When it appeared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<Window>,
    /// What kind of document it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kinds: Option<KindTest>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topics: Option<TopicTest>,
}

/// Countries by ISO 3166-1 alpha-2 code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CountryTest {
    /// Each of these has an author on the paper.
    pub all_of: Vec<String>,
    /// At least one of these has.
    pub any_of: Vec<String>,
    /// None of these has.
    pub none_of: Vec<String>,
    /// `true`: a country that stands in neither `all_of` nor `any_of` has an author on it too; `false`: none has.
    /// An affiliation whose country is unknown is no other country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any_other: Option<bool>,
}

/// Institutions by the registry's id or name; an institution below a named one (by its parents) counts as it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InstitutionTest {
    /// Each of these is on the paper.
    pub all_of: Vec<String>,
    /// At least one of these is.
    pub any_of: Vec<String>,
    /// None of these is.
    pub none_of: Vec<String>,
}

/// An author's institution (or the text of the affiliation) stands on a watch list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WatchListTest {
    /// The lists' files, relative to the study.
    pub lists: Vec<String>,
    /// Only these entries, by id; all of the lists where empty.
    pub entries: Vec<String>,
    /// Which status at the paper's own date counts.
    pub status: StatusTest,
}

/// Which watch-list status at the paper's date fulfils a [`WatchListTest`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatusTest {
    /// Listed on that date.
    #[default]
    Listed,
    /// Listed at any time, before or after.
    Any,
}

/// At least one funder of the paper fulfils all that is stated here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FunderTest {
    /// The funder's country is one of these.
    pub countries: Vec<String>,
    /// The list of funders calls it a state body (`true`) or says that it is none (`false`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<bool>,
    /// The funder's name in the list of funders is one of these.
    pub names: Vec<String>,
}

/// Kinds of document, in the corpus's words (`article`, `conference paper`, …).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KindTest {
    /// The kind is one of these.
    pub any_of: Vec<String>,
    /// The kind is none of these; a paper of unknown kind passes.
    pub none_of: Vec<String>,
}

/// Words of the paper: a rule pack's fields, or terms that the study states itself, or both (then both must hold).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TopicTest {
    /// A rule pack: the name of one that comes with the program, or a path relative to the study.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pack: Option<String>,
    /// The pack's fields of which one must match; all of them where empty.
    pub fields: Vec<String>,
    /// Terms each of which must occur.
    pub all_of: Vec<String>,
    /// Terms of which one must occur.
    pub any_of: Vec<String>,
    /// Terms none of which may occur.
    pub none_of: Vec<String>,
    /// Where to look: `title`, `abstract`, `keywords`, `topics`; all four where empty.
    pub look_in: Vec<TextField>,
}

/// A text of a paper in which terms are sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextField {
    /// The title.
    Title,
    /// The abstract.
    Abstract,
    /// The authors' keywords.
    Keywords,
    /// Index terms and topics that the source assigned.
    Topics,
}

impl TextField {
    /// Every field, in the order in which evidence is given.
    pub const ALL: [Self; 4] = [Self::Title, Self::Abstract, Self::Keywords, Self::Topics];
}

/// A stretch of time, both ends in it. Either end may be open and known to the day, the month or the year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The first date in it.
    #[serde(default, deserialize_with = "toml_date", skip_serializing_if = "Option::is_none")]
    pub from: Option<PartialDate>,
    /// The last date in it.
    #[serde(default, deserialize_with = "toml_date", skip_serializing_if = "Option::is_none")]
    pub to: Option<PartialDate>,
}

/// How a date lies to a [`Window`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InWindow {
    /// Inside, whatever the unknown parts of the date are.
    Yes,
    /// At a border that is known more precisely than the date: inside as far as the date tells (2016 against
    /// 1 December 2016). It counts as inside and is counted apart.
    AsFarAsKnown,
    /// Outside.
    No,
    /// There is no date: outside, and counted apart.
    Undated,
}

impl InWindow {
    /// Whether it counts as inside.
    pub fn counts(self) -> bool {
        matches!(self, Self::Yes | Self::AsFarAsKnown)
    }
}

impl Window {
    /// Whether no date can lie in it.
    pub fn is_empty(self) -> bool {
        matches!((self.from, self.to), (Some(from), Some(to)) if from.compare(to).is_gt())
    }

    /// Where `date` lies; an open window holds everything, undated papers too.
    pub fn place(self, date: Option<PartialDate>) -> InWindow {
        if self.from.is_none() && self.to.is_none() {
            return InWindow::Yes;
        }
        let Some(date) = date else { return InWindow::Undated };
        let before = self.from.is_some_and(|from| date.compare(from).is_lt());
        let after = self.to.is_some_and(|to| date.compare(to).is_gt());
        if before || after {
            return InWindow::No;
        }
        let unclear = |border: Option<PartialDate>| {
            border.is_some_and(|border| {
                date.precision() < border.precision()
                    && date.compare(border).is_eq()
                    && date.precision() < Precision::Day
            })
        };
        // A first of January, or a last of December, leaves nothing unclear.
        let from_unclear =
            unclear(self.from) && self.from.is_some_and(|from| from.epoch_days() != date.epoch_days());
        let to_unclear = unclear(self.to) && self.to.is_some_and(|to| !is_last_day(to, date.precision()));
        if from_unclear || to_unclear { InWindow::AsFarAsKnown } else { InWindow::Yes }
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) => write!(f, "{from} to {to}"),
            (Some(from), None) => write!(f, "from {from}"),
            (None, Some(to)) => write!(f, "up to {to}"),
            (None, None) => f.write_str("all dates"),
        }
    }
}

/// Whether `border` ends its own year (or month), so that a date known only to that year lies inside as a whole.
fn is_last_day(border: PartialDate, precision: Precision) -> bool {
    let day = border.first_day();
    let last_month =
        border.precision() == Precision::Month && day.month() == 12 && precision == Precision::Year;
    let last_day = border.precision() == Precision::Day
        && match precision {
            Precision::Year => day == day.last_of_year(),
            _ => day == day.last_of_month(),
        };
    last_month || last_day
}

/// Reads a TOML date (`2016-12-01`), a year (`2016`) or a text (`"2016-12"`).
pub(crate) fn toml_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PartialDate>, D::Error> {
    let value = toml::Value::deserialize(deserializer)?;
    let text = match &value {
        toml::Value::Datetime(date) => date.to_string(),
        toml::Value::Integer(year) => year.to_string(),
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text.parse().map(Some).map_err(|_| {
        serde::de::Error::custom(format!("`{text}` is no date; write 2016-12-01, \"2016-12\" or 2016"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(from: &str, to: &str) -> Window {
        Window { from: from.parse().ok(), to: to.parse().ok() }
    }

    fn place(window: Window, date: &str) -> InWindow {
        window.place(date.parse().ok())
    }

    #[test]
    fn both_ends_are_inside_and_coarse_dates_are_told_apart() {
        let model = window("2016-12-01", "2023-09-30");
        assert_eq!(place(model, "2016-12-01"), InWindow::Yes);
        assert_eq!(place(model, "2016-11-30"), InWindow::No);
        assert_eq!(place(model, "2023-09-30"), InWindow::Yes);
        assert_eq!(place(model, "2023-10-01"), InWindow::No);
        assert_eq!(place(model, "2016"), InWindow::AsFarAsKnown);
        assert_eq!(place(model, "2016-12"), InWindow::Yes);
        assert_eq!(place(model, "2019"), InWindow::Yes);
        assert_eq!(place(model, "2023"), InWindow::AsFarAsKnown);
        assert_eq!(place(model, "2023-09"), InWindow::Yes);
        assert_eq!(place(model, "2015"), InWindow::No);
        assert_eq!(place(model, ""), InWindow::Undated);
        assert_eq!(place(Window::default(), ""), InWindow::Yes);
    }

    #[test]
    fn whole_years_leave_nothing_unclear() {
        assert_eq!(place(window("2017-01-01", "2019-12-31"), "2019"), InWindow::Yes);
        assert_eq!(place(window("2017-01-01", "2019-12-31"), "2017"), InWindow::Yes);
        assert_eq!(place(window("2017", "2019"), "2019-05-02"), InWindow::Yes);
        assert_eq!(place(window("2017", "2019-12"), "2019"), InWindow::Yes);
        assert!(window("2019", "2018-12-31").is_empty());
        assert!(!window("2019", "2019-12-31").is_empty());
    }

    #[test]
    fn dates_are_read_in_three_forms() {
        for text in ["from = 2016-12-01", "from = \"2016-12\"", "from = 2016"] {
            assert!(toml::from_str::<Window>(text).is_ok(), "{text}");
        }
        let wrong = toml::from_str::<Window>("from = 2016-12-01T07:00:00").unwrap_err();
        assert!(wrong.message().contains("is no date"), "{}", wrong.message());
    }
}
