//! What a finding rests on: for each condition the text that fulfils it and the bytes of it that do.

use std::ops::Range;

use crate::corpus::schema::Authorship;

/// One piece of evidence. Where nothing in a text can be pointed at (a date, a kind), `span` covers the whole of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The part of the rule that this fulfils, as the study file spells it: `countries.all_of`, `topics.pack`, ….
    pub condition: &'static str,
    /// Where the text stands on the record: `title`, `abstract`, `keywords 2`, `affiliation of author 3`, `funding 1`, ….
    pub field: String,
    /// The text, or the stretch of it around the place when it is long.
    pub text: String,
    /// The byte of the record's text at which `text` begins: 0 unless it was cut.
    pub offset: usize,
    /// The bytes of `text` that fulfil the condition.
    pub span: Range<usize>,
    /// What was sought: the term of the pack, the country's code, the funder's name.
    pub term: String,
    /// The rule pack's field.
    pub pack_field: Option<String>,
    /// The paragraphs that name the field.
    pub paragraphs: Vec<String>,
    /// How the place was found, where the corpus says so.
    pub method: Option<String>,
    /// How surely, 0 to 1.
    pub score: Option<f32>,
    /// What a reader must know besides.
    pub note: Option<String>,
}

/// A text longer than this is cut around the place that is shown.
const LONGEST: usize = 400;

/// How much of a long text is shown on either side.
const AROUND: usize = 150;

impl Evidence {
    /// Evidence on `span` of `text`; a long text is cut at words around it.
    pub fn on(condition: &'static str, field: impl Into<String>, text: &str, span: Range<usize>) -> Self {
        let (start, end) = if text.len() > LONGEST { window(text, &span) } else { (0, text.len()) };
        Self {
            condition,
            field: field.into(),
            text: text[start..end].to_string(),
            offset: start,
            span: span.start - start..span.end - start,
            ..Self::default()
        }
    }

    /// The piece of the text that fulfils the condition.
    pub fn found(&self) -> &str {
        self.text.get(self.span.clone()).unwrap_or_default()
    }
}

/// Evidence on `span` of an affiliation, with how the corpus found what it names.
pub(super) fn on_affiliation(condition: &'static str, row: &Authorship, span: Range<usize>) -> Evidence {
    let field = match row.author {
        Some(_) => format!("affiliation of author {}", row.position),
        None => "affiliation of no stated author".to_string(),
    };
    Evidence {
        method: row.method.clone(),
        score: row.score,
        ..Evidence::on(condition, field, &row.affiliation, span)
    }
}

/// The ends of a stretch of `text` around `span`, at borders of words where there are any nearby.
fn window(text: &str, span: &Range<usize>) -> (usize, usize) {
    let mut start = span.start.saturating_sub(AROUND);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = (span.end + AROUND).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    if start > 0 {
        start = text[start..span.start].find(' ').map_or(start, |space| start + space + 1);
    }
    if end < text.len() {
        end = text[span.end..end].rfind(' ').map_or(end, |space| span.end + space);
    }
    (start, end)
}

/// The span that the corpus stores as text, where it fits `text`; else all of `text`.
pub(super) fn stored_span(span: Option<&str>, text: &str) -> Range<usize> {
    span.and_then(|span| {
        let (start, end) = span.split_once("..")?;
        let range = start.parse().ok()?..end.parse().ok()?;
        text.get(range.clone()).map(|_| range)
    })
    .unwrap_or(0..text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_stored_span_must_fit_its_text() {
        assert_eq!(stored_span(Some("2..4"), "abcdef"), 2..4);
        assert_eq!(stored_span(Some("2..9"), "abcdef"), 0..6);
        assert_eq!(stored_span(Some("4..2"), "abcdef"), 0..6);
        assert_eq!(stored_span(Some("1..2"), "é"), 0..2);
        assert_eq!(stored_span(None, "ab"), 0..2);
    }

    proptest! {
        #[test]
        fn a_cut_text_shows_the_same_place(before in "[a-zé ]{0,700}", place in "[a-zé]{1,9}", after in "[a-zé ]{0,700}") {
            let text = format!("{before}{place}{after}");
            let span = before.len()..before.len() + place.len();
            let evidence = Evidence::on("topics.any_of", "abstract", &text, span);
            prop_assert_eq!(evidence.found(), place.as_str());
            prop_assert_eq!(&text[evidence.offset..evidence.offset + evidence.text.len()], evidence.text.as_str());
            prop_assert!(evidence.text.len() <= LONGEST.max(2 * AROUND + place.len() + 8));
        }
    }
}
