//! Words as the matcher compares them: abbreviations and other languages' forms under one form (`Univ`, `Universität` →
//! `university`), words without weight dropped (`the`, `of`), words that many institutions share known as such.

use std::borrow::Cow;
use std::sync::LazyLock;

use hashbrown::{HashMap, HashSet};

use crate::places::text::{Gap, Words};

static FORMS: LazyLock<Forms> = LazyLock::new(Forms::load);

struct Forms {
    canonical: HashMap<&'static str, &'static str>,
    stop: HashSet<&'static str>,
    generic: HashSet<&'static str>,
    subject: HashSet<&'static str>,
}

impl Forms {
    fn load() -> Self {
        let mut forms = Self {
            canonical: HashMap::new(),
            stop: HashSet::new(),
            generic: HashSet::new(),
            subject: HashSet::new(),
        };
        for line in include_str!("../../../datasets/places/word_forms.csv").lines().skip(1) {
            let mut cells = line.split(',');
            let (Some(form), Some(canonical), Some(class)) = (cells.next(), cells.next(), cells.next())
            else {
                continue;
            };
            match class {
                "stop" => _ = forms.stop.insert(form),
                "generic" => _ = forms.generic.insert(form),
                "subject" => _ = forms.subject.insert(form),
                _ => _ = forms.canonical.insert(form, canonical),
            }
        }
        forms
    }
}

/// The form under which a folded word is compared.
pub(super) fn canonical(word: &str) -> &str {
    FORMS.canonical.get(word).copied().unwrap_or(word)
}

/// The form with the umlauts `ae`, `oe`, `ue` as `a`, `o`, `u`: `muenster` is `munster`.
pub(super) fn spelling(form: &str) -> Cow<'_, str> {
    let has = |pair: &[u8]| pair[1] == b'e' && matches!(pair[0], b'a' | b'o' | b'u');
    if !form.as_bytes().windows(2).any(has) {
        return Cow::Borrowed(form);
    }
    let mut out = String::with_capacity(form.len());
    let mut before = ' ';
    for c in form.chars() {
        if !(c == 'e' && matches!(before, 'a' | 'o' | 'u')) {
            out.push(c);
        }
        before = c;
    }
    Cow::Owned(out)
}

/// Two short words of a name as one: syllables that are written together or apart ("Jiao Tong", "Hong Kong").
pub(super) fn together(first: &str, second: &str) -> Option<String> {
    let short = |word: &str| {
        (2..=6).contains(&word.len())
            && word.bytes().all(|b| b.is_ascii_lowercase())
            && !is_generic(canonical(word))
    };
    (first.len() + second.len() <= 10 && short(first) && short(second)).then(|| format!("{first}{second}"))
}

/// Whether a folded word has no weight.
pub(super) fn is_stop(word: &str) -> bool {
    FORMS.stop.contains(word)
}

/// Whether many institutions share the canonical word.
pub(super) fn is_generic(word: &str) -> bool {
    FORMS.generic.contains(word)
}

/// Whether the canonical word is what an institution calls itself.
pub(super) fn is_institution_noun(word: &str) -> bool {
    matches!(
        word,
        "university" | "institute" | "college" | "academy" | "hospital" | "polytechnic" | "center" | "clinic"
    )
}

/// Whether the canonical word begins a part of an institution.
pub(super) fn is_unit_noun(word: &str) -> bool {
    matches!(
        word,
        "department"
            | "faculty"
            | "school"
            | "division"
            | "laboratory"
            | "institute"
            | "college"
            | "center"
            | "unit"
            | "group"
            | "section"
            | "program"
            | "campus"
            | "graduate"
            | "library"
            | "museum"
            | "office"
            | "chair"
            | "from"
            | "box"
            | "building"
            | "professor"
            | "dr"
            | "at"
            | "road"
            | "street"
            | "ave"
            | "avenue"
    )
}

/// Whether a canonical word says in what form a company is registered: "AstraZeneca UK | Ltd".
pub(super) fn is_legal_form(word: &str) -> bool {
    matches!(
        word,
        "ltd" | "limited" | "inc" | "gmbh" | "ag" | "llc" | "plc" | "corp" | "sa" | "bv" | "kk" | "pty"
    )
}

/// Whether the canonical word looks like a field of study, by its ending or because it is a known one.
pub(super) fn is_subject(word: &str) -> bool {
    const ENDINGS: [&str; 17] = [
        "ology", "ologie", "ologia", "ics", "istry", "ences", "ering", "graphy", "ation", "ement", "icine",
        "nomy", "ecture", "matics", "biotics", "surgery", "therapy",
    ];
    FORMS.subject.contains(word) || word.len() > 3 && ENDINGS.iter().any(|e| word.ends_with(e))
}

/// Whether the canonical word, though many institutions share it, makes another institution of a name: "Tianjin
/// | Medical | University".
pub(super) fn is_qualifier(word: &str) -> bool {
    matches!(
        word,
        "medical"
            | "normal"
            | "technical"
            | "technology"
            | "technological"
            | "agricultural"
            | "agriculture"
            | "city"
            | "state"
            | "women"
            | "education"
            | "pedagogical"
            | "federal"
            | "catholic"
            | "autonomous"
            | "polytechnic"
            | "open"
            | "science"
            | "foreign"
            | "economics"
            | "arts"
            | "law"
            | "sport"
            | "maritime"
            | "islamic"
            | "christian"
            | "metropolitan"
            | "children"
            | "national"
            | "business"
            | "international"
            | "forestry"
            | "veterinary"
            | "petroleum"
            | "mining"
            | "military"
            | "electronic"
            | "commerce"
            | "geosciences"
            | "engineering"
            | "advanced"
            | "pharmacy"
            | "health"
    )
}

/// Whether a folded word, as written, is an adjective that makes another institution of the university after it:
/// "Technological | University Dublin", "Polytechnic | University of Turin".
pub(super) fn is_kind_of_university(word: &str) -> bool {
    matches!(
        word,
        "technological"
            | "technical"
            | "technische"
            | "polytechnic"
            | "politehnica"
            | "polytechnical"
            | "medical"
            | "medizinische"
            | "normal"
            | "agricultural"
            | "pedagogical"
            | "catholic"
            | "katholieke"
            | "catholique"
            | "catolica"
            | "cattolica"
            | "autonomous"
            | "autonoma"
            | "federal"
            | "state"
            | "national"
            | "metropolitan"
            | "free"
            | "freie"
            | "vrije"
            | "libre"
            | "open"
            | "islamic"
            | "christian"
            | "western"
            | "eastern"
            | "northern"
            | "southern"
            | "central"
    )
}

/// Whether a folded word tells a campus from the university whose name it follows: "Purdue University | Northwest".
pub(super) fn is_direction(word: &str) -> bool {
    matches!(
        word,
        "north"
            | "south"
            | "east"
            | "west"
            | "northwest"
            | "northeast"
            | "southwest"
            | "southeast"
            | "global"
    )
}

/// Whether a canonical word is a street's: "University | Road".
pub(super) fn is_street(word: &str) -> bool {
    matches!(
        word,
        "road"
            | "rd"
            | "street"
            | "str"
            | "st"
            | "avenue"
            | "ave"
            | "drive"
            | "boulevard"
            | "blvd"
            | "square"
    )
}

/// Whether a canonical word counts through a list of institutions of one name: "the Sixth Affiliated Hospital".
pub(super) fn is_ordinal(word: &str) -> bool {
    matches!(
        word,
        "first"
            | "second"
            | "third"
            | "fourth"
            | "fifth"
            | "sixth"
            | "seventh"
            | "eighth"
            | "ninth"
            | "tenth"
            | "1st"
            | "2nd"
            | "3rd"
            | "4th"
            | "5th"
            | "6th"
    )
}

/// Cities whose "X University" and "University of X" are two universities.
pub(super) fn is_of_two_universities(word: &str) -> bool {
    matches!(
        word,
        "washington"
            | "york"
            | "miami"
            | "newcastle"
            | "boston"
            | "jinan"
            | "indiana"
            | "ohio"
            | "oregon"
            | "kansas"
            | "london"
            | "victoria"
            | "concordia"
            | "columbia"
            | "georgetown"
            | "lincoln"
            | "cairo"
            | "rochester"
    )
}

/// One word of a text that has weight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    /// Its number among all words of the text.
    pub(super) at: usize,
    /// The widest gap since the kept word before it.
    pub(super) gap: Gap,
}

/// The words of a text that have weight. A text of words without weight only keeps them all ("The The").
pub(super) fn kept(words: &Words) -> Vec<Kept> {
    let mut out = Vec::with_capacity(words.len());
    let mut gap = Gap::Space;
    for at in 0..words.len() {
        gap = gap.max(words.gap(at));
        if !is_stop(words.get(at)) {
            out.push(Kept { at, gap });
            gap = Gap::Space;
        }
    }
    out
}
