//! What separates the cells of a CSV table: a first line `sep=;` says it, else the header tells.

/// What can separate them. Of several that the header has as many of, the last is taken.
const SEPARATORS: [u8; 3] = [b'\t', b';', b','];

/// What a line `sep=;` says, which spreadsheets write.
pub(super) fn mark(line: &[u8]) -> Option<u8> {
    match line {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', mark] if SEPARATORS.contains(mark) => Some(*mark),
        _ => None,
    }
}

/// Of comma, semicolon and tab the one that the header, with which `text` begins, has most of outside quotes; and whether the
/// header ends in `text`. Lines end in `\n`.
pub(super) fn told(text: &[u8]) -> (u8, bool) {
    let mut counts = [0_usize; SEPARATORS.len()];
    let (mut place, mut is_whole) = (Place::Begin, false);
    for &byte in text {
        let separator = SEPARATORS.iter().position(|separator| *separator == byte);
        place = match (place, byte, separator) {
            (Place::Quoted, b'"', _) => Place::Quote,
            (Place::Begin | Place::Quote, b'"', _) | (Place::Quoted, ..) => Place::Quoted,
            (_, b'\n', _) => {
                is_whole = true;
                break;
            }
            (.., Some(separator)) => {
                counts[separator] += 1;
                Place::Begin
            }
            _ => Place::Cell,
        };
    }
    let most = (0..SEPARATORS.len()).max_by_key(|&at| counts[at]).unwrap_or_default();
    (SEPARATORS[most], is_whole)
}

#[derive(Clone, Copy)]
enum Place {
    /// Where a cell begins.
    Begin,
    /// In a cell, outside quotes.
    Cell,
    Quoted,
    /// Behind a quote in a quoted cell: the first half of a doubled one, or the cell's end.
    Quote,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_what_the_header_has_most_of_outside_quotes() {
        for (text, expected) in [
            ("a;b\nc,d,e,f\n", (b';', true)),
            ("a\tb;c\td", (b'\t', false)),
            ("a,b;c", (b',', false)),
            ("a", (b',', false)),
            ("\"a,b\n,c\";\"d,\"\"e\"\n", (b';', true)),
            ("a;\"b,c,d\"\n", (b';', true)),
            ("5\",b;c,d\n", (b',', true)),
            ("\"a;b\nc,d\n", (b',', false)),
        ] {
            assert_eq!(told(text.as_bytes()), expected, "{text}");
        }
        let marks = [&b"sep=;"[..], b"SEP=\t", b"sep=.", b"sep=;;", b"sep"].map(mark);
        assert_eq!(marks, [Some(b';'), Some(b'\t'), None, None, None]);
    }
}
