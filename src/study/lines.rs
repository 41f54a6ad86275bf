//! Where a key stands in a TOML file: for errors that are found after the file was parsed.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One step on the way to a value.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// A key of a table.
    Key(&'a str),
    /// An element of an array, from 0.
    At(usize),
}

impl<'a> From<&'a str> for Step<'a> {
    fn from(key: &'a str) -> Self {
        Self::Key(key)
    }
}

impl From<usize> for Step<'_> {
    fn from(at: usize) -> Self {
        Self::At(at)
    }
}

/// The line of the deepest part of `path` that is there, from 1.
pub fn line_of(text: &str, path: &[Step]) -> u64 {
    let Ok(root) = DeTable::parse(text) else { return 1 };
    line_at(text, &span_in_table(root.get_ref(), 0..0, path))
}

/// The line on which a stretch of bytes begins, from 1.
pub fn line_at(text: &str, span: &Range<usize>) -> u64 {
    let start = span.start.min(text.len());
    text.as_bytes()[..start].split(|byte| *byte == b'\n').count() as u64
}

fn span_in_table(table: &DeTable, here: Range<usize>, path: &[Step]) -> Range<usize> {
    let Some((Step::Key(key), rest)) = path.split_first() else { return here };
    match table.iter().find(|(name, _)| name.get_ref().as_ref() == *key) {
        Some((name, value)) => span_in_value(value, name.span(), rest),
        None => here,
    }
}

fn span_in_value(value: &Spanned<DeValue>, here: Range<usize>, path: &[Step]) -> Range<usize> {
    match (value.get_ref(), path.split_first()) {
        (DeValue::Table(table), Some(_)) => span_in_table(table, here, path),
        (DeValue::Array(array), Some((Step::At(at), rest))) => match array.get(*at) {
            Some(element) => span_in_value(element, element.span(), rest),
            None => here,
        },
        _ => here,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_known_part_gives_the_line() {
        let text = "name = \"x\"\n\n[[flag]]\nrule = \"a\"\n[[flag]]\nrule = \"b\"\ntopics.fields = [\n  \"one\",\n  \"two\",\n]\n";
        let line = |path: &[Step]| line_of(text, path);
        assert_eq!(line(&["name".into()]), 1);
        assert_eq!(line(&["flag".into(), 1.into(), "rule".into()]), 6);
        assert_eq!(line(&["flag".into(), 1.into(), "topics".into(), "fields".into(), 1.into()]), 9);
        assert_eq!(line(&["flag".into(), 1.into(), "topics".into(), "pack".into()]), 7);
        assert_eq!(line(&["flag".into(), 0.into(), "countries".into()]), 3);
        assert_eq!(line(&["window".into()]), 1);
    }
}
