//! A text as folded words with their places in it: what every matcher of this room works on.
//!
//! A word is a run of letters and digits, lower-cased, without diacritics (NFKD, combining marks dropped; `ß` → `ss`,
//! `ø` → `o` and the like). An apostrophe joins (`People's` → `peoples`), single letters in a row join whatever
//! stands between them (`U. S. A.`, `U S A` → `usa`), `&` and its HTML entities are the word `and`, a Chinese or Japanese
//! character is a word by itself, and names that were run together part where a long lower-case run meets a capital or
//! a long number meets letters (`EngineeringNanchang University330031China`). Time O(length), memory O(length).

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// What stands before a word, from nothing to the end of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing or blanks, hyphens: the word continues a name.
    Space,
    /// A full stop, an abbreviation's or a sentence's; a slash, inside a name or between two.
    Dot,
    /// A comma, colon, bracket, dash between blanks or the like: a new segment of the affiliation.
    Comma,
    /// A semicolon, bar or line break: a new affiliation.
    Part,
    /// The start of the text.
    Start,
}

/// One folded word.
#[derive(Clone, Debug)]
pub struct Word {
    folded: Range<u32>,
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
    /// What stands before it.
    pub gap: Gap,
    /// Whether its letters are all capitals in the text.
    pub capitals: bool,
    /// Whether it begins with a capital.
    pub capital: bool,
    /// Whether capitals stand after its first letter (`CNRS`, `UPenn`).
    pub inner_capital: bool,
}

/// A text as its folded words.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The words with a blank between each two, so that a run of them is one slice.
    folded: String,
    words: Vec<Word>,
}

impl Words {
    /// Splits and folds a text.
    pub fn of(text: &str) -> Self {
        Splitter::new(text).run()
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether the text has no word at all.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The folded form of a word; empty past the end.
    pub fn get(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |w| &self.folded[w.folded.start as usize..w.folded.end as usize])
    }

    /// A word with its place.
    pub fn word(&self, at: usize) -> Option<&Word> {
        self.words.get(at)
    }

    /// What stands before a word; [`Gap::Part`] past the last one.
    pub fn gap(&self, at: usize) -> Gap {
        self.words.get(at).map_or(Gap::Part, |w| w.gap)
    }

    /// The folded words, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.words.iter().map(|w| &self.folded[w.folded.start as usize..w.folded.end as usize])
    }

    /// The bytes of the text that words `range` cover.
    pub fn span(&self, range: Range<usize>) -> Range<usize> {
        let start = self.words.get(range.start).map_or(0, |w| w.span.start);
        let end =
            range.end.checked_sub(1).and_then(|last| self.words.get(last)).map_or(start, |w| w.span.end);
        start..end.max(start)
    }

    /// Whether a name that ends before word `at` goes on there: "Nanjing University | of Posts".
    pub fn goes_on_after(&self, at: usize) -> bool {
        at < self.len() && self.gap(at) == Gap::Space && matches!(self.get(at), "of" | "for")
    }

    /// Words `range` joined by single blanks; empty where the range is or goes past the end.
    pub fn joined(&self, range: Range<usize>) -> &str {
        let last = range.end.checked_sub(1).filter(|last| *last >= range.start);
        match (self.words.get(range.start), last.and_then(|last| self.words.get(last))) {
            (Some(first), Some(last)) => &self.folded[first.folded.start as usize..last.folded.end as usize],
            _ => "",
        }
    }
}

/// Folds a text to its words joined by single blanks: the key under which names are compared.
pub fn fold(text: &str) -> String {
    let words = Words::of(text);
    words.joined(0..words.len()).to_owned()
}

struct Splitter<'t> {
    text: &'t str,
    out: Words,
    gap: Gap,
    /// Start of the current word in the folded text and in the text.
    open: Option<(usize, usize)>,
    lower_run: usize,
    digit_run: usize,
    letters: usize,
    capitals: usize,
    capital: bool,
    inner: bool,
    /// Whether the last finished word is made of single letters and may take another.
    initials: bool,
}

impl<'t> Splitter<'t> {
    fn new(text: &'t str) -> Self {
        let out =
            Words { folded: String::with_capacity(text.len()), words: Vec::with_capacity(text.len() / 6) };
        Self {
            text,
            out,
            gap: Gap::Start,
            open: None,
            lower_run: 0,
            digit_run: 0,
            letters: 0,
            capitals: 0,
            capital: false,
            inner: false,
            initials: false,
        }
    }

    fn run(mut self) -> Words {
        let mut chars = self.text.char_indices();
        while let Some((at, c)) = chars.next() {
            if c == '&' {
                let (entity_end, word) = entity(&self.text[at..]);
                if let Some(c) = numeric_entity(&self.text[at..at + entity_end]).filter(|c| *c != '&') {
                    self.one(at, c);
                } else if word {
                    self.close(at);
                    self.push_and(at, at + entity_end);
                } else {
                    self.close(at);
                    self.widen(Gap::Space);
                }
                let skip_to = at + entity_end;
                while chars.offset() < skip_to && chars.next().is_some() {}
            } else {
                self.one(at, c);
            }
        }
        self.close(self.text.len());
        self.out
    }

    /// Takes one character that is no ampersand.
    fn one(&mut self, at: usize, c: char) {
        if c.is_alphanumeric() || is_combining_mark(c) {
            self.take(at, c);
        } else if matches!(c, '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | '¨' | '¸' | '\u{ad}' | '\u{200b}')
            && self.open.is_some()
        {
            // Joins what it stands between.
        } else {
            self.close(at);
            self.widen(match c {
                ';' | '|' | '\n' | '\r' => Gap::Part,
                ',' | ':' | '(' | ')' | '[' | ']' | '{' | '}' | '"' | '“' | '”' | '„' | '«' | '»' | '、'
                | '，' | '；' | '•' | '*' | '\t' | '#' | '<' | '>' => Gap::Comma,
                '.' | '。' | '/' => Gap::Dot,
                // A dash with blanks around it separates; one without joins.
                '-' | '–' | '—' if self.stands_free(at, c) => Gap::Comma,
                _ => Gap::Space,
            });
        }
    }

    /// Whether blanks stand on both sides of the character at `at`.
    fn stands_free(&self, at: usize, c: char) -> bool {
        let blank = char::is_whitespace;
        self.text[..at].ends_with(blank) && self.text[at + c.len_utf8()..].starts_with(blank)
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// Where the next word begins in the folded text: behind a blank, unless it is the first.
    fn begin(&mut self) -> usize {
        if !self.out.folded.is_empty() {
            self.out.folded.push(' ');
        }
        self.out.folded.len()
    }

    fn push_and(&mut self, start: usize, end: usize) {
        let from = self.begin();
        self.out.folded.push_str("and");
        self.push_word(from, start, end, false);
        self.initials = false;
    }

    fn push_word(&mut self, from: usize, start: usize, end: usize, capitals: bool) {
        let folded = from as u32..self.out.folded.len() as u32;
        self.out.words.push(Word {
            folded,
            span: start..end,
            gap: self.gap,
            capitals,
            capital: self.capital,
            inner_capital: capitals || self.inner,
        });
        self.gap = Gap::Space;
    }

    fn take(&mut self, at: usize, c: char) {
        let alone = is_ideograph(c);
        let parts = match self.open {
            Some(_) if alone => true,
            Some((from, _)) if c.is_uppercase() => {
                self.lower_run >= 5
                    || self.lower_run >= 2 && runs_into_country(&self.text[at..])
                    || self.digit_run >= 4
                    || self.is_footnote(from)
                        && self.starts_word(at)
                        && !self.text[..at].ends_with(['\'', '’'])
            }
            Some(_) if c.is_alphabetic() => self.digit_run >= 4 && self.letters == 0,
            // A number after a long word is a postal code that ran into it.
            Some(_) if c.is_ascii_digit() => self.lower_run >= 5,
            _ => false,
        };
        if parts {
            self.close(at);
        }
        if self.open.is_none() {
            self.capital = c.is_uppercase();
            self.open = Some((self.begin(), at));
        }
        fold_char(c, &mut self.out.folded);
        if c.is_alphabetic() {
            self.letters += 1;
            self.digit_run = 0;
            self.capitals += usize::from(c.is_uppercase());
            self.lower_run = if c.is_lowercase() { self.lower_run + 1 } else { 0 };
        } else if c.is_numeric() {
            self.digit_run += 1;
            self.lower_run = 0;
        }
        if alone {
            self.close(at + c.len_utf8());
        }
    }

    /// Whether the open word is a footnote's mark that ran into the text: one or two digits, or one small letter.
    fn is_footnote(&self, from: usize) -> bool {
        let open = &self.out.folded[from..];
        let digits = self.letters == 0 && open.len() <= 2 && self.gap >= Gap::Comma;
        digits || open.len() == 1 && self.lower_run == 1 && self.gap >= Gap::Dot
    }

    /// Whether a capital at `at` begins a word: a small letter follows it, or after a number another capital.
    fn starts_word(&self, at: usize) -> bool {
        let next = self.text[at..].chars().nth(1);
        next.is_some_and(|c| c.is_lowercase() || self.letters == 0 && c.is_uppercase())
    }

    fn close(&mut self, end: usize) {
        let Some((from, start)) = self.open.take() else { return };
        let single =
            self.letters == 1 && self.out.folded.len() == from + 1 && self.out.folded.is_char_boundary(from);
        let capitals = self.letters > 0 && self.capitals == self.letters;
        self.inner = self.capitals > usize::from(self.capital);
        (self.lower_run, self.digit_run, self.letters, self.capitals) = (0, 0, 0, 0);
        if self.out.folded.len() == from {
            self.out.folded.truncate(from.saturating_sub(1));
            return;
        }
        let joins = single && self.initials && self.gap <= Gap::Dot;
        // A footnote's mark is no initial: "b | U.S. Geological Survey".
        let mark = |last: &Word| !last.capitals && capitals && self.gap == Gap::Space;
        if let Some(last) = self.out.words.last_mut().filter(|last| joins && !mark(last)) {
            self.out.folded.remove(from - 1);
            last.folded.end = self.out.folded.len() as u32;
            last.span.end = end;
            last.capitals &= capitals;
            self.gap = Gap::Space;
            return;
        }
        self.push_word(from, start, end, capitals);
        self.initials = single;
    }
}

/// Whether a text begins with a country's name that ends there: names that were run together ("Tamil NaduIndia").
fn runs_into_country(text: &str) -> bool {
    const COUNTRIES: [&str; 24] = [
        "India",
        "China",
        "Japan",
        "Korea",
        "Taiwan",
        "Germany",
        "France",
        "Italy",
        "Spain",
        "Brazil",
        "Canada",
        "Mexico",
        "Australia",
        "Turkey",
        "Iran",
        "Egypt",
        "Russia",
        "Poland",
        "Sweden",
        "Malaysia",
        "Pakistan",
        "Thailand",
        "Netherlands",
        "Switzerland",
    ];
    let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    COUNTRIES.iter().any(|country| text.strip_prefix(country).is_some_and(ends))
}

/// The length of the HTML entity (or the lone ampersand) at the start of `text`, and whether it stands for `&`.
fn entity(text: &str) -> (usize, bool) {
    let end = text.bytes().take(12).position(|b| b == b';');
    match end.map(|e| (&text[1..e], e + 1)) {
        Some(("amp" | "AMP" | "#38" | "#x26" | "#x0026" | "#X26", length)) => (length, true),
        // An `&amp;` that lost its semicolon to somebody's list separator.
        _ if text.starts_with("&amp ") => (4, true),
        Some((name, length))
            if !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#') =>
        {
            (length, false)
        }
        _ => (1, true),
    }
}

/// The character of a numeric HTML entity (`&#x00E8;`).
fn numeric_entity(entity: &str) -> Option<char> {
    let number = entity.strip_prefix("&#")?.strip_suffix(';')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code)
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

fn fold_char(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    match c {
        'ß' | 'ẞ' => out.push_str("ss"),
        'ø' | 'Ø' => out.push('o'),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'ł' | 'Ł' => out.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
        'þ' | 'Þ' => out.push_str("th"),
        'ħ' | 'Ħ' => out.push('h'),
        'ı' | 'İ' => out.push('i'),
        'ə' | 'Ə' => out.push('e'),
        _ if is_combining_mark(c) => {}
        // Hangul would fall apart into its letters.
        '\u{ac00}'..='\u{d7a3}' => out.push(c),
        _ => {
            for part in std::iter::once(c).nfkd().filter(|p| !is_combining_mark(*p)) {
                out.extend(part.to_lowercase().filter(|l| l.is_alphanumeric()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_fold_join_and_part() {
        for (text, folded) in [
            ("People's Rep. of China", "peoples rep of china"),
            ("U. S. A.", "usa"),
            ("D.P.R. Korea", "dpr korea"),
            ("P R China", "pr china"),
            ("Technische Universität Łódź", "technische universitat lodz"),
            ("Texas A&amp;M, A &#x0026; M, A&amp M", "texas a and m a and m a and m"),
            ("Straße, Türkiye, Đà Nẵng", "strasse turkiye da nang"),
            (
                "EngineeringNanchang UniversityNanchang330031People's",
                "engineering nanchang university nanchang 330031 peoples",
            ),
            ("McGill, Oncofrance, DeKalb", "mcgill oncofrance dekalb"),
            ("清华大学", "清 华 大 学"),
            ("평양 시", "평양 시"),
            ("CB2 1TN, EC3N 4DX", "cb2 1tn ec3n 4dx"),
            ("1Kyungpook, aDepartment, &#x00E8; Xi&#x0027;an", "1 kyungpook a department e xian"),
            ("", ""),
            ("…!?", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn gaps_tell_segments_from_parts() {
        let words = Words::of("Univ. of X, Y; Z");
        let gaps: Vec<Gap> = (0..words.len()).map(|at| words.gap(at)).collect();
        assert_eq!(gaps, [Gap::Start, Gap::Dot, Gap::Space, Gap::Comma, Gap::Part]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn every_span_is_a_slice_of_the_text_in_order(text in "\\PC{0,80}") {
            let words = Words::of(&text);
            let mut before = 0;
            for at in 0..words.len() {
                let span = words.span(at..at + 1);
                prop_assert!(text.get(span.clone()).is_some());
                prop_assert!(span.start >= before);
                before = span.end;
                prop_assert!(!words.get(at).is_empty());
            }
        }
    }
}
