//! Rule packs: dated lists of fields, each with its terms and the paragraphs that name it.
//!
//! A pack is a TOML file: `name`, `title`, `caution`, then `[[paragraph]]` (id, resolution, adopted, test, undecidable) and
//! `[[field]]` (name, label, paragraphs, terms, excluded). The packs in `datasets/rules/` come inside the program;
//! any other is named by its path.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::condition::toml_date;
use super::words::{Hit, Terms, Word};
use crate::date::PartialDate;
use crate::error::{Error, Place, Result};

/// The packs inside the program, by name.
const EMBEDDED: [(&str, &str); 1] =
    [("unscr-2270-2321", include_str!("../../datasets/rules/unscr-2270-2321.toml"))];

/// A rule pack as its file states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulePack {
    /// Its name.
    pub name: String,
    /// What it is, for a heading.
    pub title: String,
    /// What a match does not mean: printed wherever matches are.
    pub caution: String,
    /// The paragraphs behind the fields.
    #[serde(rename = "paragraph", default)]
    pub paragraphs: Vec<Paragraph>,
    /// The fields.
    #[serde(rename = "field", default)]
    pub fields: Vec<Field>,
}

/// A paragraph that names fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paragraph {
    /// How it is cited; fields name it by this.
    pub id: String,
    /// The resolution.
    pub resolution: String,
    /// When that was adopted.
    #[serde(deserialize_with = "required_date")]
    pub adopted: PartialDate,
    /// What it asks, in this project's words.
    pub test: String,
    /// Why bibliographic records do not answer that.
    pub undecidable: String,
}

/// A field with its terms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The name by which studies name it.
    pub name: String,
    /// What it is called in reports.
    pub label: String,
    /// The ids of the paragraphs that name it.
    pub paragraphs: Vec<String>,
    /// What to look for (see [`super::words`]).
    pub terms: Vec<String>,
    /// Phrases in which a term does not count.
    #[serde(default)]
    pub excluded: Vec<String>,
}

impl RulePack {
    /// The names of the packs inside the program.
    pub fn embedded_names() -> Vec<&'static str> {
        EMBEDDED.iter().map(|(name, _)| *name).collect()
    }

    /// The pack called `name` inside the program.
    ///
    /// # Errors
    /// The embedded file does not parse; the tests keep that from happening.
    pub fn embedded(name: &str) -> Option<Result<Self>> {
        let (_, text) = EMBEDDED.iter().find(|(embedded, _)| *embedded == name)?;
        Some(Self::parse(text, Path::new(&format!("{name}.toml"))))
    }

    /// Reads a pack's file.
    ///
    /// # Errors
    /// The file can't be read; it does not parse; a field names a paragraph that is not there, has no terms, or has
    /// the name of another: each with its line.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(Error::io(path, "read the rule pack"))?;
        Self::parse(&text, path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self> {
        let pack: Self = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count() as u64);
            Error::settings(
                Place::line(path, line),
                e.message().replace('\n', " "),
                "see datasets/rules/unscr-2270-2321.toml for the form of a rule pack",
            )
        })?;
        for (number, field) in pack.fields.iter().enumerate() {
            let wrong = |what: String, remedy: &str| Err(Error::settings(Place::file(path), what, remedy));
            if let Some(unknown) = field.paragraphs.iter().find(|id| pack.paragraph(id).is_none()) {
                return wrong(
                    format!(
                        "the field `{}` names the paragraph `{unknown}`, which is not in the pack",
                        field.name
                    ),
                    "add a [[paragraph]] with that id, or correct the name",
                );
            }
            if field.terms.is_empty() {
                return wrong(
                    format!("the field `{}` has no terms", field.name),
                    "add terms, or take the field out",
                );
            }
            if pack.fields[..number].iter().any(|other| other.name == field.name) {
                return wrong(
                    format!("two fields are called `{}`", field.name),
                    "give each a name of its own",
                );
            }
        }
        Ok(pack)
    }

    /// The field called `name`.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The paragraph cited as `id`.
    pub fn paragraph(&self, id: &str) -> Option<&Paragraph> {
        self.paragraphs.iter().find(|paragraph| paragraph.id == id)
    }

    /// The names of all fields, joined for a message.
    pub fn field_names(&self) -> String {
        self.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// A field's terms, ready to be found; terms inside an excluded phrase are left out.
#[derive(Clone, Debug)]
pub struct FieldTerms {
    terms: Terms,
    excluded: Terms,
}

impl FieldTerms {
    /// Prepares the terms of `field`.
    pub fn new(field: &Field) -> Self {
        Self { terms: Terms::new(&field.terms), excluded: Terms::new(&field.excluded) }
    }

    /// The occurrences that count, in order.
    pub fn find(&self, words: &[Word]) -> Vec<Hit> {
        let mut hits = self.terms.find(words);
        if !hits.is_empty() {
            let excluded = self.excluded.find(words);
            hits.retain(|hit| {
                !excluded
                    .iter()
                    .any(|out| out.words.start <= hit.words.start && hit.words.end <= out.words.end)
            });
        }
        hits
    }
}

fn required_date<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<PartialDate, D::Error> {
    toml_date(deserializer)?.ok_or_else(|| serde::de::Error::custom("a date is missing"))
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn embedded() -> RulePack {
        RulePack::embedded("unscr-2270-2321").unwrap().unwrap()
    }

    #[test]
    fn every_embedded_pack_parses_under_its_own_name() {
        for name in RulePack::embedded_names() {
            assert_eq!(RulePack::embedded(name).unwrap().unwrap().name, name);
        }
    }

    #[test]
    fn the_resolutions_stand_with_their_dates_and_fields() {
        let pack = embedded();
        let dates: Vec<String> = pack.paragraphs.iter().map(|p| format!("{} {}", p.id, p.adopted)).collect();
        assert_eq!(
            dates,
            [
                "S/RES/2270 (2016) §17 2016-03-02",
                "S/RES/2321 (2016) §10 2016-11-30",
                "S/RES/2321 (2016) §11 2016-11-30"
            ]
        );
        let of = |id: &str| -> Vec<&str> {
            pack.fields
                .iter()
                .filter(|f| f.paragraphs.iter().any(|p| p == id))
                .map(|f| f.name.as_str())
                .collect()
        };
        assert_eq!(
            of("S/RES/2270 (2016) §17"),
            ["physics", "computer-simulation", "geospatial-navigation", "nuclear", "aerospace"]
        );
        assert_eq!(
            of("S/RES/2321 (2016) §10"),
            ["materials", "chemical", "mechanical", "electrical", "industrial"]
        );
        assert_eq!(of("S/RES/2321 (2016) §11"), ["nuclear", "aerospace", "manufacturing"]);
        assert!(pack.caution.contains("never a breach"));
    }

    #[test]
    fn a_term_inside_an_excluded_phrase_does_not_count() {
        let pack = embedded();
        let nuclear = FieldTerms::new(pack.field("nuclear").unwrap());
        let materials = FieldTerms::new(pack.field("materials").unwrap());
        assert_eq!(nuclear.find(&words("Nuclear magnetic resonance of wood")).len(), 0);
        assert_eq!(nuclear.find(&words("Fuel rods of nuclear reactors")).len(), 2);
        assert_eq!(materials.find(&words("A composite index of crack cocaine use")).len(), 0);
        assert_eq!(materials.find(&words("A composite index for composites")).len(), 1);
    }

    #[test]
    fn a_wrong_pack_names_its_line() {
        let text = "name = 'x'\ntitle = 'x'\ncaution = 'x'\n[[field]]\nname = 'f'\nterm = ['a']\n";
        let error = RulePack::parse(text, Path::new("p.toml")).unwrap_err();
        insta::assert_snapshot!(error, @"p.toml:6: unknown field `term`, expected one of `name`, `label`, `paragraphs`, `terms`, `excluded`; see datasets/rules/unscr-2270-2321.toml for the form of a rule pack");
        let text = "name = 'x'\ntitle = 'x'\ncaution = 'x'\n[[field]]\nname = 'f'\nlabel='F'\nparagraphs=['9']\nterms=['a']";
        let error = RulePack::parse(text, Path::new("p.toml")).unwrap_err();
        insta::assert_snapshot!(error, @"p.toml: the field `f` names the paragraph `9`, which is not in the pack; add a [[paragraph]] with that id, or correct the name");
    }
}
