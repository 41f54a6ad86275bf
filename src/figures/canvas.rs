//! The sheet that figures draw on: a small writer of SVG in f64 with escaped text, titles on marks, and halos.

use std::fmt::Write as _;

use super::palette::{Colour, INK, WHITE};
use super::text::{FAMILY, Weight, clean};
use crate::error::{Error, Result};

/// How a shape looks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Look {
    /// Its inside.
    pub fill: Option<Colour>,
    /// Its outline and the outline's width.
    pub stroke: Option<(Colour, f64)>,
    /// Dashes of the outline: on and off.
    pub dash: Option<(f64, f64)>,
    /// How solid it is; `None` is 1.
    pub opacity: Option<f64>,
}

impl Look {
    /// A shape filled with one colour.
    pub fn filled(colour: Colour) -> Self {
        Self { fill: Some(colour), ..Self::default() }
    }

    /// A line of one colour and width.
    pub fn stroked(colour: Colour, width: f64) -> Self {
        Self { stroke: Some((colour, width)), ..Self::default() }
    }

    /// The same with an outline.
    #[must_use]
    pub fn outlined(self, colour: Colour, width: f64) -> Self {
        Self { stroke: Some((colour, width)), ..self }
    }

    /// The same, less solid.
    #[must_use]
    pub fn opacity(self, opacity: f64) -> Self {
        Self { opacity: Some(opacity), ..self }
    }

    /// The same with a dashed outline.
    #[must_use]
    pub fn dashed(self, on: f64, off: f64) -> Self {
        Self { dash: Some((on, off)), ..self }
    }
}

/// Which part of a text stands at its position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    #[default]
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Type {
    /// Height of the letters in pixels.
    pub size: f64,
    /// Stroke weight.
    pub weight: Weight,
    /// Which part stands at the position.
    pub anchor: Anchor,
    /// Colour.
    pub colour: Colour,
    /// A white rim, for text over drawings.
    pub halo: bool,
    /// Turned about its position by so many degrees, clockwise.
    pub turn: f64,
}

impl Type {
    /// Running text of one size.
    pub fn new(size: f64) -> Self {
        Self { size, weight: Weight::Regular, anchor: Anchor::Start, colour: INK, halo: false, turn: 0.0 }
    }

    /// The same in bold.
    #[must_use]
    pub fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    /// The same at another anchor.
    #[must_use]
    pub fn at(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    /// The same in another colour.
    #[must_use]
    pub fn ink(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// The same with a white rim.
    #[must_use]
    pub fn haloed(self) -> Self {
        Self { halo: true, ..self }
    }

    /// The same, turned.
    #[must_use]
    pub fn turned(self, degrees: f64) -> Self {
        Self { turn: degrees, ..self }
    }
}

/// The `d` of a path, built piece by piece.
#[derive(Clone, Debug)]
pub struct Outline {
    written: String,
    finite: bool,
}

impl Outline {
    /// A path without any piece.
    pub fn empty() -> Self {
        Self { written: String::new(), finite: true }
    }

    /// A path that begins at a point.
    pub fn from(x: f64, y: f64) -> Self {
        Self::empty().moved(x, y)
    }

    /// Whether nothing was added yet.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// A new beginning elsewhere.
    #[must_use]
    pub fn moved(mut self, x: f64, y: f64) -> Self {
        self.push("M", &[x, y]);
        self
    }

    /// A straight line to a point.
    #[must_use]
    pub fn line(mut self, x: f64, y: f64) -> Self {
        self.push("L", &[x, y]);
        self
    }

    /// A cubic curve with two handles to a point.
    #[must_use]
    pub fn curve(mut self, handle: (f64, f64), other: (f64, f64), to: (f64, f64)) -> Self {
        self.push("C", &[handle.0, handle.1, other.0, other.1, to.0, to.1]);
        self
    }

    /// Back to where it began.
    #[must_use]
    pub fn close(mut self) -> Self {
        self.written.push('Z');
        self
    }

    fn push(&mut self, command: &str, numbers: &[f64]) {
        self.written.push_str(command);
        for (at, number) in numbers.iter().enumerate() {
            if at > 0 {
                self.written.push(' ');
            }
            self.finite &= number.is_finite();
            push_number(&mut self.written, *number);
        }
    }
}

/// A sheet under the pen.
#[derive(Clone, Debug, Default)]
pub struct Canvas {
    body: String,
    broken: bool,
    open: usize,
}

impl Canvas {
    /// An empty sheet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A rectangle by its upper left corner and size.
    pub fn rectangle(&mut self, x: f64, y: f64, width: f64, height: f64, look: &Look) {
        self.body.push_str("<rect");
        self.numbers(&[("x", x), ("y", y), ("width", width.max(0.0)), ("height", height.max(0.0))]);
        self.look(look, true);
        self.body.push_str("/>\n");
    }

    /// A disc.
    pub fn circle(&mut self, x: f64, y: f64, radius: f64, look: &Look) {
        self.body.push_str("<circle");
        self.numbers(&[("cx", x), ("cy", y), ("r", radius)]);
        self.look(look, true);
        self.body.push_str("/>\n");
    }

    /// A straight line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), look: &Look) {
        self.body.push_str("<line");
        self.numbers(&[("x1", from.0), ("y1", from.1), ("x2", to.0), ("y2", to.1)]);
        self.look(look, false);
        self.body.push_str("/>\n");
    }

    /// Any outline.
    pub fn path(&mut self, outline: &Outline, look: &Look) {
        self.broken |= !outline.finite || outline.is_empty();
        let _ = write!(self.body, "<path d=\"{}\"", outline.written);
        self.look(look, true);
        self.body.push_str("/>\n");
    }

    /// A diamond about a point: the shape of what is watch-listed.
    pub fn diamond(&mut self, x: f64, y: f64, radius: f64, look: &Look) {
        let outline =
            Outline::from(x, y - radius).line(x + radius, y).line(x, y + radius).line(x - radius, y).close();
        self.path(&outline, look);
    }

    /// A text on one line; it is cleaned and escaped.
    pub fn text(&mut self, x: f64, y: f64, text: &str, face: &Type) {
        let text = clean(text);
        if text.is_empty() {
            return;
        }
        self.body.push_str("<text");
        self.numbers(&[("x", x), ("y", y), ("font-size", face.size)]);
        match face.anchor {
            Anchor::Start => {}
            Anchor::Middle => self.body.push_str(" text-anchor=\"middle\""),
            Anchor::End => self.body.push_str(" text-anchor=\"end\""),
        }
        if face.weight == Weight::Bold {
            self.body.push_str(" font-weight=\"bold\"");
        }
        let _ = write!(self.body, " fill=\"{}\"", face.colour);
        if face.halo {
            let _ = write!(
                self.body,
                " stroke=\"{WHITE}\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\""
            );
        }
        if face.turn != 0.0 {
            self.broken |= !face.turn.is_finite();
            self.body.push_str(" transform=\"rotate(");
            for (at, number) in [face.turn, x, y].into_iter().enumerate() {
                if at > 0 {
                    self.body.push(' ');
                }
                push_number(&mut self.body, number);
            }
            self.body.push_str(")\"");
        }
        let _ = writeln!(self.body, ">{}</text>", escape(&text));
    }

    /// Begins a group whose marks say `title` when pointed at.
    pub fn begin(&mut self, title: &str) {
        let _ = writeln!(self.body, "<g><title>{}</title>", escape(&clean(title)));
        self.open += 1;
    }

    /// Ends the group that was begun last.
    pub fn end(&mut self) {
        if self.open > 0 {
            self.open -= 1;
            self.body.push_str("</g>\n");
        }
    }

    /// The whole document. `title` and `description` speak for the figure to those who can't see it.
    ///
    /// # Errors
    /// When a number was not finite.
    pub fn finish(mut self, width: f64, height: f64, title: &str, description: &str) -> Result<String> {
        while self.open > 0 {
            self.end();
        }
        if self.broken || !width.is_finite() || !height.is_finite() {
            return Err(Error::Broken(format!(
                "the figure `{title}` has a position that is no finite number"
            )));
        }
        let (title, description) = (clean(title), clean(description));
        // Two figures on one page must not share an id.
        let id = fnv1a(&[&title, &description, &self.body]);
        let mut svg = String::with_capacity(self.body.len() + 1024);
        svg.push_str("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"");
        let _ = write!(svg, " aria-labelledby=\"t{id:016x} d{id:016x}\"");
        for (name, number) in [(" width=\"", width), ("\" height=\"", height)] {
            svg.push_str(name);
            push_number(&mut svg, number);
        }
        svg.push_str("\" viewBox=\"0 0 ");
        push_number(&mut svg, width);
        svg.push(' ');
        push_number(&mut svg, height);
        let _ = writeln!(svg, "\" font-family=\"{FAMILY}\">");
        let _ = writeln!(svg, "<title id=\"t{id:016x}\">{}</title>", escape(&title));
        let _ = writeln!(svg, "<desc id=\"d{id:016x}\">{}</desc>", escape(&description));
        let _ = writeln!(svg, "<rect width=\"100%\" height=\"100%\" fill=\"{WHITE}\"/>");
        svg.push_str(&self.body);
        svg.push_str("</svg>\n");
        Ok(svg)
    }

    fn numbers(&mut self, attributes: &[(&str, f64)]) {
        for (name, number) in attributes {
            self.broken |= !number.is_finite();
            let _ = write!(self.body, " {name}=\"");
            push_number(&mut self.body, *number);
            self.body.push('"');
        }
    }

    fn look(&mut self, look: &Look, has_inside: bool) {
        match look.fill {
            Some(fill) => {
                let _ = write!(self.body, " fill=\"{fill}\"");
            }
            None if has_inside => self.body.push_str(" fill=\"none\""),
            None => {}
        }
        if let Some((stroke, width)) = look.stroke {
            let _ = write!(self.body, " stroke=\"{stroke}\"");
            self.numbers(&[("stroke-width", width)]);
        }
        if let Some((on, off)) = look.dash {
            let _ = write!(self.body, " stroke-dasharray=\"{on} {off}\"");
        }
        if let Some(opacity) = look.opacity {
            self.numbers(&[("opacity", opacity)]);
        }
    }
}

/// Writes a number with at most two decimals and no trailing zeros, so that the bytes don't hang on the last bit.
fn push_number(out: &mut String, number: f64) {
    let start = out.len();
    let _ = write!(out, "{number:.2}");
    if out[start..].contains('.') {
        let kept = out.trim_end_matches('0').trim_end_matches('.').len();
        out.truncate(kept);
    }
    if &out[start..] == "-0" {
        out.replace_range(start.., "0");
    }
}

/// `text` with the five characters escaped that mean something in XML.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The 64-bit FNV-1a hash of the parts.
fn fnv1a(parts: &[&str]) -> u64 {
    parts
        .iter()
        .flat_map(|part| part.bytes().chain([0]))
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let written = |number: f64| {
            let mut out = String::from("x");
            push_number(&mut out, number);
            out
        };
        assert_eq!(
            [written(1.0), written(-0.001), written(2.5), written(100.0)],
            ["x1", "x0", "x2.5", "x100"]
        );
    }

    #[test]
    fn a_hostile_text_stays_a_text() {
        let mut canvas = Canvas::new();
        canvas.begin("</title><script>");
        canvas.text(1.0, 2.0, "<script>alert('&')</script>\u{0}", &Type::new(10.0));
        let svg = canvas.finish(10.0, 10.0, "\"&\"", "<").unwrap();
        assert!(!svg.contains("<script>"));
        assert!(svg.contains("&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;</text>"));
    }

    #[test]
    fn a_number_that_is_none_is_an_error() {
        let mut canvas = Canvas::new();
        canvas.circle(f64::NAN, 0.0, 1.0, &Look::default());
        assert!(canvas.finish(1.0, 1.0, "a", "b").is_err());
    }
}
