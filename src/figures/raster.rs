//! From SVG to a file: `.svg` as it is, `.png` drawn by resvg and `.pdf` written from the same outlines, with the DejaVu
//! Sans that the program carries.
//!
//! The system's fonts are looked at only for letters that DejaVu lacks (Korean, Chinese, Japanese); a letter that no
//! font has is reported.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use quick_xml::events::Event;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};
use ttf_parser::Face;

use super::text::in_own_font;
use crate::error::{Error, Place, Result};
use crate::whole::write_file;

/// How many pixels of a PNG stand for one of the figure: sharp on dense screens and in print.
pub const SCALE: f32 = 2.0;

/// The most pixels of a PNG; a larger figure is drawn smaller.
const MOST_PIXELS: f64 = 64e6;

/// Where letters come from.
#[derive(Clone, Debug)]
pub struct Fonts {
    database: Database,
    system: bool,
}

impl Fonts {
    /// The fonts that the program carries and, only for letters that they lack, the system's.
    pub fn with_system() -> Self {
        Self { system: true, ..Self::bundled() }
    }

    /// The fonts that the program carries and nothing else: the same bytes on every machine.
    pub fn bundled() -> Self {
        let mut database = Database::new();
        for font in [dejavu::sans::regular(), dejavu::sans::bold()] {
            database.load_font_data(font.to_vec());
        }
        database.set_sans_serif_family("DejaVu Sans");
        database.set_serif_family("DejaVu Sans");
        Self { database, system: false }
    }

    /// Adds a font file of the user's, for letters that the others lack.
    ///
    /// # Errors
    /// When it can't be read or holds no font.
    pub fn add_file(&mut self, path: &Path) -> Result<()> {
        let before = self.database.len();
        let data = std::fs::read(path).map_err(Error::io(path, "read"))?;
        self.database.load_font_data(data);
        if self.database.len() == before {
            return Err(Error::input(Place::file(path), "this is no font", "give a .ttf, .otf or .ttc file"));
        }
        Ok(())
    }

    /// The letters of the figure's texts that no font has.
    fn missing(&self, svg: &str) -> BTreeSet<char> {
        let mut letters = letters_of(svg);
        letters.retain(|letter| !in_own_font(*letter) && !letter.is_whitespace());
        for face in self.database.faces() {
            if letters.is_empty() {
                break;
            }
            self.database.with_face_data(face.id, |data, index| {
                if let Ok(face) = Face::parse(data, index) {
                    letters.retain(|letter| face.glyph_index(*letter).is_none());
                }
            });
        }
        letters
    }
}

/// The letters within the `<text>` elements.
fn letters_of(svg: &str) -> BTreeSet<char> {
    let mut letters = BTreeSet::new();
    let mut reader = quick_xml::Reader::from_str(svg);
    let mut in_text = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => in_text = start.name().as_ref() == "text",
            Ok(Event::End(_)) => in_text = false,
            // Entities stand for letters that every font has.
            Ok(Event::Text(text)) if in_text => letters.extend(text.chars()),
            Ok(Event::Eof) | Err(_) => return letters,
            Ok(_) => {}
        }
    }
}

fn broken(what: &str) -> Error {
    Error::Broken(format!("the figure can't be drawn: {what}"))
}

/// The figure with its letters laid out, and warnings.
fn laid_out(svg: &str, fonts: &Fonts) -> Result<(Tree, Vec<String>)> {
    let mut fonts = fonts.clone();
    let mut missing = fonts.missing(svg);
    if fonts.system && !missing.is_empty() {
        fonts.database.load_system_fonts();
        missing = fonts.missing(svg);
    }
    let mut warnings = Vec::new();
    if !missing.is_empty() {
        let shown: String = missing.iter().take(12).collect();
        let more = if missing.len() > 12 { "…" } else { "" };
        warnings.push(format!(
            "no font has {} letters of the labels ({shown}{more}), they are drawn as boxes; install a font for that \
             script or name one with --font",
            missing.len()
        ));
    }
    let options =
        Options { fontdb: Arc::new(fonts.database), font_family: "DejaVu Sans".into(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|e| broken(&e.to_string()))?;
    Ok((tree, warnings))
}

/// The figure as a PNG of [`SCALE`] times its size, and warnings.
///
/// # Errors
/// When the SVG can't be read or the picture can't be held in memory.
pub fn png(svg: &str, fonts: &Fonts) -> Result<(Vec<u8>, Vec<String>)> {
    let (tree, warnings) = laid_out(svg, fonts)?;
    let (width, height) = (f64::from(tree.size().width()), f64::from(tree.size().height()));
    let fits = (MOST_PIXELS / (width * height)).sqrt();
    let scale = f64::from(SCALE).min(fits);
    let (across, down) = ((width * scale).ceil() as u32, (height * scale).ceil() as u32);
    let mut pixels = Pixmap::new(across, down).ok_or_else(|| broken(&format!("{across} × {down} pixels")))?;
    resvg::render(&tree, Transform::from_scale(scale as f32, scale as f32), &mut pixels.as_mut());
    let bytes = pixels.encode_png().map_err(|e| broken(&e.to_string()))?;
    Ok((bytes, warnings))
}

/// The figure as a PDF of one page as large as the figure, its letters as outlines, and warnings.
///
/// # Errors
/// When the SVG can't be read or holds what figures never draw (gradients, pictures).
pub fn pdf(svg: &str, fonts: &Fonts) -> Result<(Vec<u8>, Vec<String>)> {
    let (tree, warnings) = laid_out(svg, fonts)?;
    Ok((super::pdf::pdf(&tree, &title_of(svg))?, warnings))
}

/// The text of the figure's own `<title>`, its first.
fn title_of(svg: &str) -> String {
    let mut title = String::new();
    let mut reader = quick_xml::Reader::from_str(svg);
    let mut inside = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) if start.name().as_ref() == "title" => inside = true,
            Ok(Event::Text(text)) if inside => title.push_str(&text),
            Ok(Event::GeneralRef(entity)) if inside => match entity.resolve_char_ref() {
                Ok(Some(letter)) => title.push(letter),
                _ => {
                    title.push_str(quick_xml::escape::resolve_predefined_entity(&entity).unwrap_or_default());
                }
            },
            Ok(Event::End(_)) if inside => return title,
            Ok(Event::Eof) | Err(_) => return title,
            Ok(_) => {}
        }
    }
}

/// What a figure can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Vector graphics for the web and for editing.
    Svg,
    /// Pixels.
    Png,
    /// Vector graphics for print and for LaTeX.
    Pdf,
}

impl Ending {
    /// What the name of a file asks for.
    ///
    /// # Errors
    /// When the ending is none of `.svg`, `.png` and `.pdf`.
    pub fn of(path: &Path) -> Result<Self> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("svg") => Ok(Self::Svg),
            Some("png") => Ok(Self::Png),
            Some("pdf") => Ok(Self::Pdf),
            _ => Err(Error::argument(
                format!("`{}` ends in none of .svg, .png and .pdf", path.display()),
                "name the output with one of the three endings",
            )),
        }
    }
}

/// Writes a figure as .svg, .png or .pdf by the ending of `path`; returns warnings (letters that no font has).
///
/// # Errors
/// When the ending is another one, the figure can't be drawn or the file can't be written.
pub fn write(svg: &str, path: &Path) -> Result<Vec<String>> {
    write_with(svg, path, &Fonts::with_system())
}

/// As [`write`], with the fonts given.
///
/// # Errors
/// As [`write`].
pub fn write_with(svg: &str, path: &Path, fonts: &Fonts) -> Result<Vec<String>> {
    match Ending::of(path)? {
        Ending::Svg => {
            write_file(path, |out| Ok(out.write_all(svg.as_bytes())?))?;
            Ok(Vec::new())
        }
        Ending::Png => {
            let (bytes, warnings) = png(svg, fonts)?;
            write_file(path, |out| Ok(out.write_all(&bytes)?))?;
            Ok(warnings)
        }
        Ending::Pdf => {
            let (bytes, warnings) = pdf(svg, fonts)?;
            write_file(path, |out| Ok(out.write_all(&bytes)?))?;
            Ok(warnings)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::canvas::{Canvas, Type};

    fn sheet(words: &str) -> String {
        let mut canvas = Canvas::new();
        canvas.text(2.0, 16.0, words, &Type::new(12.0));
        canvas.finish(80.0, 24.0, "a", "b").unwrap()
    }

    #[test]
    fn a_png_is_twice_the_size_and_has_ink() {
        let (bytes, warnings) = png(&sheet("Größe"), &Fonts::bundled()).unwrap();
        assert!(warnings.is_empty());
        let pixels = Pixmap::decode_png(&bytes).unwrap();
        assert_eq!((pixels.width(), pixels.height()), (160, 48));
        assert!(pixels.pixels().iter().filter(|p| p.red() < 100).count() > 50);
    }

    #[test]
    fn a_letter_that_no_font_has_is_named() {
        let (_, warnings) = png(&sheet("연구 &amp; 所"), &Fonts::bundled()).unwrap();
        insta::assert_snapshot!(warnings.join("\n"), @"no font has 3 letters of the labels (所구연), they are drawn as boxes; install a font for that script or name one with --font");
    }

    #[test]
    fn a_pdf_is_titled_as_the_figure() {
        let svg = "<svg><title id=\"a\">Cited &lt;most&gt; &amp; first</title><title>other</title></svg>";
        assert_eq!(title_of(svg), "Cited <most> & first");
        let (bytes, warnings) = pdf(&sheet("Größe"), &Fonts::bundled()).unwrap();
        assert!(bytes.starts_with(b"%PDF-1.7") && warnings.is_empty());
    }

    #[test]
    fn other_endings_are_refused() {
        let refused = |name: &str| Ending::of(Path::new(name)).unwrap_err().to_string();
        insta::assert_snapshot!(refused("a.eps"), @"`a.eps` ends in none of .svg, .png and .pdf; name the output with one of the three endings");
        insta::assert_snapshot!(refused("a"), @"`a` ends in none of .svg, .png and .pdf; name the output with one of the three endings");
        assert_eq!(Ending::of(Path::new("A.PNG")).unwrap(), Ending::Png);
    }
}
