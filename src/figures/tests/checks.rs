//! What must hold for every figure, whatever its data: well-formed XML, named for screen readers, every text inside the
//! sheet, no text upon another, no script. Used by the tests of all figures.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::figures::text::{Weight, width};

/// A text of a figure: its box and its words.
#[derive(Clone, Debug)]
pub(crate) struct TextBox {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
    /// Only for the messages of failed tests.
    #[allow(dead_code)]
    pub(crate) words: String,
}

impl TextBox {
    fn overlaps(&self, other: &Self) -> bool {
        let across = self.right.min(other.right) - self.left.max(other.left);
        let down = self.bottom.min(other.bottom) - self.top.max(other.top);
        across > 0.5 && down > 0.5
    }
}

fn attribute(start: &BytesStart, name: &str) -> Option<String> {
    start.attributes().map(Result::unwrap).find(|a| a.key.as_ref() == name).map(|a| a.value.to_string())
}

fn number(start: &BytesStart, name: &str) -> f64 {
    attribute(start, name).unwrap().parse().unwrap()
}

/// All texts of the figure with their boxes (ascent 0.76, descent 0.22 of the size), and the size of the sheet.
pub(crate) fn texts(svg: &str) -> (Vec<TextBox>, f64, f64) {
    let mut reader = Reader::from_str(svg);
    let (mut boxes, mut size) = (Vec::new(), (0.0, 0.0));
    let mut open: Option<(BytesStart<'static>, String)> = None;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                if start.name().as_ref() == "svg" {
                    size = (number(&start, "width"), number(&start, "height"));
                    assert_eq!(attribute(&start, "role").as_deref(), Some("img"));
                }
                if start.name().as_ref() == "text" {
                    open = Some((start.into_owned(), String::new()));
                }
            }
            Event::Text(text) => {
                if let Some((_, words)) = &mut open {
                    words.push_str(&text);
                }
            }
            Event::GeneralRef(entity) => {
                if let Some((_, words)) = &mut open {
                    words.push(match &*entity {
                        "amp" => '&',
                        "lt" => '<',
                        "gt" => '>',
                        "quot" => '"',
                        "#39" => '\'',
                        other => panic!("entity {other}"),
                    });
                }
            }
            Event::End(end) if end.name().as_ref() == "text" => {
                if let Some((start, words)) = open.take() {
                    boxes.push(text_box(&start, words));
                }
            }
            Event::Eof => return (boxes, size.0, size.1),
            _ => {}
        }
    }
}

fn text_box(start: &BytesStart, words: String) -> TextBox {
    let (x, y, size) = (number(start, "x"), number(start, "y"), number(start, "font-size"));
    let bold = attribute(start, "font-weight").is_some();
    let wide = width(&words, size, if bold { Weight::Bold } else { Weight::Regular });
    let left = match attribute(start, "text-anchor").as_deref() {
        Some("middle") => x - wide / 2.0,
        Some("end") => x - wide,
        _ => x,
    };
    let (up, down) = (0.76 * size, 0.22 * size);
    match attribute(start, "transform") {
        // Turned a quarter to the left: it runs upwards from its position.
        Some(turn) => {
            assert!(turn.starts_with("rotate(-90 "), "{turn}");
            let (near, far) = (y + (x - left), y + (x - left) - wide);
            TextBox { left: x - up, right: x + down, top: far, bottom: near, words }
        }
        None => TextBox { left, right: left + wide, top: y - up, bottom: y + down, words },
    }
}

/// Asserts what must hold for every figure.
pub(crate) fn assert_readable(svg: &str) {
    let (boxes, wide, high) = texts(svg);
    assert!(wide > 0.0 && high > 0.0 && high < 20_000.0, "{wide} × {high}");
    for words in ["<title id=", "<desc id=", "role=\"img\"", "viewBox=\"0 0 "] {
        assert!(svg.contains(words), "no {words}");
    }
    // Only inside tags: a label may well say NaN.
    let tags = svg.split('<').filter_map(|part| part.split('>').next());
    for tag in tags {
        let number = !tag.contains("NaN") && !tag.contains("inf\"") && !tag.contains("inf ");
        assert!(!tag.starts_with("script") && number, "{tag}");
    }
    for text in &boxes {
        let inside = text.left >= 0.0 && text.top >= 0.0 && text.right <= wide + 0.01 && text.bottom <= high;
        assert!(inside, "outside of {wide} × {high}: {text:?}");
    }
    for (at, text) in boxes.iter().enumerate() {
        for other in &boxes[at + 1..] {
            assert!(!text.overlaps(other), "one upon the other: {text:?} and {other:?}");
        }
    }
}

/// Names that try to break a figure: markup, control characters, direction marks, scripts, nothing, far too much.
pub(crate) const HOSTILE: [&str; 10] = [
    "<script>alert(1)</script>",
    "</title></svg>&amp;&lt;",
    "a\u{0}b\u{1b}[31mc\r\nd",
    "\u{202e}txet desrever",
    "معهد البحوث الاصطناعية",
    "מכון המחקר הדמיוני של הצפון",
    "架空複合材料研究所（合成）",
    "가상 항공우주 연구소 합성 기록",
    "",
    "Imaginary Institute for Extraordinarily Long Names in the Study of Synthetic Composite Materials, Cracks, \
     Fatigue and Everything Else That Would Not Fit Onto One Line of Any Figure Whatsoever",
];
