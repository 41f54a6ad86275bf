//! How many records begin in the bytes of an export, by its plainest marks and without the readers: what the readers find
//! must not be fewer.

/// Counts the beginnings of records.
pub(super) type Starts = fn(&[u8]) -> u64;

fn all_lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

fn count(bytes: &[u8], begins: impl Fn(&[u8]) -> bool) -> u64 {
    all_lines(bytes).filter(|line| begins(line)).count() as u64
}

fn occurrences(bytes: &[u8], text: &[u8]) -> u64 {
    bytes.windows(text.len()).filter(|window| *window == text).count() as u64
}

/// A format without marks of its own.
pub(super) fn none(_: &[u8]) -> u64 {
    0
}

/// Lines that are not blank; a zero is the second half of a blank in UTF-16.
pub(super) fn lines(bytes: &[u8]) -> u64 {
    count(bytes, |line| line.iter().any(|byte| !byte.is_ascii_whitespace() && *byte != 0))
}

/// Lines that are not blank, but for the first.
pub(super) fn lines_below_header(bytes: &[u8]) -> u64 {
    lines(bytes).saturating_sub(1)
}

/// Scopus's CSV: the rows end with the EID.
pub(super) fn scopus_rows(bytes: &[u8]) -> u64 {
    count(bytes, |line| {
        let line = line.strip_suffix(b"\"").unwrap_or(line);
        let digits = line.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        digits > 4 && line[..line.len() - digits].ends_with(b"2-s2.0-")
    })
}

/// BibTeX: `@article{` at the front of a line.
pub(super) fn entries(bytes: &[u8]) -> u64 {
    count(bytes, |line| {
        let word = line.iter().skip(1).take_while(|byte| byte.is_ascii_alphabetic()).count();
        line.first() == Some(&b'@') && word > 2 && line.get(word + 1) == Some(&b'{')
    })
}

/// Web of Science text: a `PT` begins a record, and so does the first tagged line behind an `ER` where the `PT` is gone.
pub(super) fn wos_records(bytes: &[u8]) -> u64 {
    let (mut records, mut open) = (0, true);
    for line in all_lines(bytes) {
        let tag = line.len() > 3 && line[2] == b' ' && line[..2].iter().all(u8::is_ascii_uppercase);
        if matches!(line, b"PT J" | b"PT C" | b"PT B" | b"PT S") {
            records += 1;
            open = true;
        } else if line == b"ER" {
            open = false;
        } else if tag && !open && !line.starts_with(b"FN ") && !line.starts_with(b"VR ") {
            records += 1;
            open = true;
        }
    }
    records
}

/// MEDLINE: `PMID- ` with a number.
pub(super) fn medline_records(bytes: &[u8]) -> u64 {
    count(bytes, |line| {
        line.starts_with(b"PMID- ") && line.len() > 8 && line[6..].iter().all(u8::is_ascii_digit)
    })
}

/// RIS: `TY  - ` with a type.
pub(super) fn ris_records(bytes: &[u8]) -> u64 {
    count(bytes, |line| line.starts_with(b"TY  - ") && line.len() > 8)
}

/// OpenAlex's JSON: objects that begin with the id of a work.
pub(super) fn openalex_works(bytes: &[u8]) -> u64 {
    occurrences(bytes, b"{\"id\": \"https://openalex.org/W")
}

/// Crossref's JSON as it is laid out in the files at hand: an opening brace behind four spaces.
pub(super) fn indented_objects(bytes: &[u8]) -> u64 {
    count(bytes, |line| line == b"    {")
}

/// PubMed's XML.
pub(super) fn pubmed_articles(bytes: &[u8]) -> u64 {
    occurrences(bytes, b"<PubmedArticle>")
}

/// OpenAlex's CSV: the rows begin with the id.
pub(super) fn openalex_rows(bytes: &[u8]) -> u64 {
    count(bytes, |line| line.starts_with(b"\"https://openalex.org/W"))
}

/// Lens's CSV: the rows begin with the id.
pub(super) fn lens_rows(bytes: &[u8]) -> u64 {
    count(bytes, |line| {
        line.len() > 22 && line[0] == b'"' && line[4] == b'-' && line[8] == b'-' && &line[20..23] == b"\",\""
    })
}

/// Dimensions' CSV: the rows begin with the rank and the id.
pub(super) fn dimensions_rows(bytes: &[u8]) -> u64 {
    count(bytes, |line| {
        let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
        digits > 0 && line[digits..].starts_with(b",pub.1")
    })
}
