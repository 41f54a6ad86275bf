//! From a laid out figure to a PDF of one page: what usvg makes of our SVG (filled and stroked outlines in plain
//! colours, groups with an opacity), written operator for operator.
//!
//! Letters are outlines too, so that the page looks the same on every machine, with or without fonts; its words can't
//! be searched, for which the SVG is there. The page is as large as the figure, 96 pixels an inch. Nothing in it tells the
//! time: the same figure gives the same bytes. PDF 1.7 (ISO 32000-1), 8.5 (paths), 11.6.4 (opacity), 11.6.6 (groups).

use std::collections::BTreeMap;
use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};
use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Chunk, Content, Filter, Finish, Name, Pdf, Rect, Ref, TextStr};
use resvg::tiny_skia::{PathSegment, Transform};
use resvg::usvg::{
    BlendMode, Fill, FillRule, Group, LineCap, LineJoin, Node, Paint, PaintOrder, Path, Stroke, Tree,
};

use crate::error::{Error, Result};

/// Points of a pixel: 72 points and 96 pixels make an inch.
const POINTS: f32 = 0.75;

/// The longest side of a page that readers open (ISO 32000-1, annex C), in points.
const LONGEST: f32 = 14_400.0;

/// The figure as a PDF with that title.
///
/// # Errors
/// When it holds what our canvas never draws: a gradient, a pattern, a picture, a mask, a clip or a filter.
pub(super) fn pdf(tree: &Tree, title: &str) -> Result<Vec<u8>> {
    let (width, height) = (tree.size().width() * POINTS, tree.size().height() * POINTS);
    // A page that would be too long for readers is written smaller.
    let fits = (LONGEST / width.max(height)).min(1.0);
    let (width, height) = (width * fits, height * fits);
    let page = Rect::new(0.0, 0.0, width, height);

    let mut file = Pdf::new();
    let [catalog, pages, sheet, drawing, info] = [1, 2, 3, 4, 5].map(Ref::new);
    let mut writer =
        Writer { forms: Chunk::new(), states: BTreeMap::new(), names: Vec::new(), next: 6, tree };
    let mut content = Content::new();
    let scale = POINTS * fits;
    content.transform([scale, 0.0, 0.0, -scale, 0.0, height]);
    writer.group(tree.root(), &mut content)?;

    file.catalog(catalog).pages(pages);
    file.pages(pages).kids([sheet]).count(1);
    let mut one = file.page(sheet);
    one.media_box(page).parent(pages).contents(drawing);
    one.group().transparency().color_space().device_rgb();
    let mut resources = one.resources();
    let mut states = resources.ext_g_states();
    for (name, reference) in writer.states.values() {
        states.pair(Name(name.as_bytes()), *reference);
    }
    states.finish();
    let mut forms = resources.x_objects();
    for (name, reference) in &writer.names {
        forms.pair(Name(name.as_bytes()), *reference);
    }
    forms.finish();
    resources.finish();
    one.finish();
    let packed = packed(&content.finish())?;
    file.stream(drawing, &packed).filter(Filter::FlateDecode);
    for (&(filled, stroked), (_, reference)) in &writer.states {
        let mut state = file.ext_graphics(*reference);
        state.non_stroking_alpha(opacity(filled)).stroking_alpha(opacity(stroked));
    }
    file.extend(&writer.forms);
    file.document_info(info).title(TextStr(title)).creator(TextStr("citetrace"));
    Ok(file.finish())
}

/// Opacities are kept in thousandths, so that there are few graphics states.
fn thousandths(opacity: f32) -> u16 {
    (opacity * 1000.0).round() as u16
}

fn opacity(thousandths: u16) -> f32 {
    f32::from(thousandths) / 1000.0
}

fn packed(content: &[u8]) -> Result<Vec<u8>> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    let done = packed.write_all(content).and_then(|()| packed.finish());
    done.map_err(|error| Error::Broken(format!("the figure can't be packed: {error}")))
}

fn unforeseen(what: &str) -> Error {
    Error::Broken(format!("the figure holds {what}, which is not written as PDF"))
}

struct Writer<'a> {
    /// Groups that are blended as a whole.
    forms: Chunk,
    names: Vec<(String, Ref)>,
    /// The graphics state of each pair of opacities, of filling and of stroking.
    states: BTreeMap<(u16, u16), (String, Ref)>,
    next: i32,
    tree: &'a Tree,
}

impl Writer<'_> {
    fn reference(&mut self) -> Ref {
        let reference = Ref::new(self.next);
        self.next += 1;
        reference
    }

    /// Sets the opacities of filling and of stroking from here on.
    fn blend(&mut self, filled: f32, stroked: f32, content: &mut Content) {
        let key = (thousandths(filled), thousandths(stroked));
        if !self.states.contains_key(&key) {
            let reference = self.reference();
            self.states.insert(key, (format!("G{}", self.states.len()), reference));
        }
        content.set_parameters(Name(self.states[&key].0.as_bytes()));
    }

    fn group(&mut self, group: &Group, content: &mut Content) -> Result<()> {
        if group.mask().is_some() || group.clip_path().is_some() || !group.filters().is_empty() {
            return Err(unforeseen("a mask, a clip or a filter"));
        }
        if group.blend_mode() != BlendMode::Normal {
            return Err(unforeseen("a mode of blending"));
        }
        let shared = group.opacity().get();
        if shared >= 1.0 {
            return self.nodes(group, 1.0, content);
        }
        // One path that is filled or stroked, not both, needs no layer: its opacity is the product.
        if let [Node::Path(path)] = group.children()
            && (path.fill().is_none() || path.stroke().is_none())
        {
            return self.nodes(group, shared, content);
        }
        let mut inner = Content::new();
        self.nodes(group, 1.0, &mut inner)?;
        let reference = self.reference();
        let name = format!("F{}", self.names.len());
        let size = self.tree.size();
        // The resources of the page serve (ISO 32000-1, 7.8.3: a form without its own takes the page's).
        let packed = packed(&inner.finish())?;
        let mut form = self.forms.form_xobject(reference, &packed);
        form.bbox(Rect::new(0.0, 0.0, size.width(), size.height()));
        form.filter(Filter::FlateDecode);
        form.group().transparency().isolated(true).color_space().device_rgb();
        form.finish();
        content.save_state();
        self.blend(shared, shared, content);
        content.x_object(Name(name.as_bytes()));
        content.restore_state();
        self.names.push((name, reference));
        Ok(())
    }

    fn nodes(&mut self, group: &Group, shared: f32, content: &mut Content) -> Result<()> {
        for node in group.children() {
            match node {
                Node::Group(inner) => self.group(inner, content)?,
                Node::Path(path) => self.path(path, shared, content)?,
                Node::Text(text) => self.group(text.flattened(), content)?,
                Node::Image(_) => return Err(unforeseen("a picture")),
            }
        }
        Ok(())
    }

    fn path(&mut self, path: &Path, shared: f32, content: &mut Content) -> Result<()> {
        if !path.is_visible() || (path.fill().is_none() && path.stroke().is_none()) {
            return Ok(());
        }
        content.save_state();
        let placed = path.abs_transform();
        if !placed.is_identity() {
            let Transform { sx, ky, kx, sy, tx, ty } = placed;
            content.transform([sx, ky, kx, sy, tx, ty]);
        }
        let of = |opacity: Option<f32>| opacity.unwrap_or(1.0) * shared;
        let (filled, stroked) =
            (of(path.fill().map(|f| f.opacity().get())), of(path.stroke().map(|s| s.opacity().get())));
        if filled < 1.0 || stroked < 1.0 {
            self.blend(filled, stroked, content);
        }
        if let Some(stroke) = path.stroke() {
            pen(stroke, content)?;
        }
        let fill =
            |content: &mut Content| path.fill().map_or(Ok(()), |fill| filled_with(fill, path, content));
        let stroke = |content: &mut Content| {
            if path.stroke().is_some() {
                outline(path, content);
                content.stroke();
            }
        };
        // The white halo of a label lies under its letters.
        match path.paint_order() {
            PaintOrder::FillAndStroke => {
                fill(content)?;
                stroke(content);
            }
            PaintOrder::StrokeAndFill => {
                stroke(content);
                fill(content)?;
            }
        }
        content.restore_state();
        Ok(())
    }
}

fn rgb(paint: &Paint) -> Result<[f32; 3]> {
    match paint {
        Paint::Color(colour) => {
            Ok([colour.red, colour.green, colour.blue].map(|part| f32::from(part) / f32::from(u8::MAX)))
        }
        _ => Err(unforeseen("a gradient or a pattern")),
    }
}

fn filled_with(fill: &Fill, path: &Path, content: &mut Content) -> Result<()> {
    let [red, green, blue] = rgb(fill.paint())?;
    content.set_fill_rgb(red, green, blue);
    outline(path, content);
    match fill.rule() {
        FillRule::NonZero => content.fill_nonzero(),
        FillRule::EvenOdd => content.fill_even_odd(),
    };
    Ok(())
}

/// Colour, width, ends, corners and dashes of what is stroked.
fn pen(stroke: &Stroke, content: &mut Content) -> Result<()> {
    let [red, green, blue] = rgb(stroke.paint())?;
    content.set_stroke_rgb(red, green, blue).set_line_width(stroke.width().get());
    content.set_line_cap(match stroke.linecap() {
        LineCap::Butt => LineCapStyle::ButtCap,
        LineCap::Round => LineCapStyle::RoundCap,
        LineCap::Square => LineCapStyle::ProjectingSquareCap,
    });
    content.set_line_join(match stroke.linejoin() {
        LineJoin::Miter | LineJoin::MiterClip => LineJoinStyle::MiterJoin,
        LineJoin::Round => LineJoinStyle::RoundJoin,
        LineJoin::Bevel => LineJoinStyle::BevelJoin,
    });
    content.set_miter_limit(stroke.miterlimit().get());
    if let Some(dashes) = stroke.dasharray() {
        content.set_dash_pattern(dashes.iter().copied(), stroke.dashoffset());
    }
    Ok(())
}

fn outline(path: &Path, content: &mut Content) {
    let mut at = (0.0, 0.0);
    for segment in path.data().segments() {
        match segment {
            PathSegment::MoveTo(to) => {
                content.move_to(to.x, to.y);
                at = (to.x, to.y);
            }
            PathSegment::LineTo(to) => {
                content.line_to(to.x, to.y);
                at = (to.x, to.y);
            }
            // PDF has cubic curves only: a quadratic one is raised by a degree, exactly.
            PathSegment::QuadTo(bend, to) => {
                let third = |end: f32, bend: f32| (end + 2.0 * bend) / 3.0;
                content.cubic_to(
                    third(at.0, bend.x),
                    third(at.1, bend.y),
                    third(to.x, bend.x),
                    third(to.y, bend.y),
                    to.x,
                    to.y,
                );
                at = (to.x, to.y);
            }
            PathSegment::CubicTo(first, second, to) => {
                content.cubic_to(first.x, first.y, second.x, second.y, to.x, to.y);
                at = (to.x, to.y);
            }
            PathSegment::Close => {
                content.close_path();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use resvg::usvg::Options;

    fn written(body: &str) -> Result<Vec<u8>> {
        let svg = format!("<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'>{body}</svg>");
        pdf(&Tree::from_str(&svg, &Options::default()).unwrap(), "Größe (a)")
    }

    /// The unpacked drawing of the page.
    fn operators(file: &[u8]) -> String {
        let find = |what: &[u8], from: usize| {
            from + file[from..].windows(what.len()).position(|w| w == what).unwrap()
        };
        let start = find(b"stream\n", find(b"4 0 obj", 0)) + b"stream\n".len();
        let mut text = String::new();
        let mut unpacked = flate2::read::ZlibDecoder::new(&file[start..]);
        std::io::Read::read_to_string(&mut unpacked, &mut text).unwrap();
        text
    }

    #[test]
    fn a_page_has_the_size_of_the_figure_in_points() {
        let file = written("<path d='M1 2 L3 4 Q5 6 7 8 Z' fill='#ff0000' stroke='#0000ff'/>").unwrap();
        assert!(file.starts_with(b"%PDF-1.7"));
        let text = String::from_utf8_lossy(&file);
        assert!(text.contains("/MediaBox [0 0 30 15]"), "{text}");
        insta::assert_snapshot!(operators(&file), @r"
        0.75 0 0 -0.75 0 15 cm
        q
        0 0 1 RG
        1 w
        0 J
        0 j
        4 M
        1 0 0 rg
        1 2 m
        3 4 l
        4.3333335 5.3333335 5.6666665 6.6666665 7 8 c
        h
        f
        1 2 m
        3 4 l
        4.3333335 5.3333335 5.6666665 6.6666665 7 8 c
        h
        S
        Q
        ");
        assert_eq!(
            file,
            written("<path d='M1 2 L3 4 Q5 6 7 8 Z' fill='#ff0000' stroke='#0000ff'/>").unwrap()
        );
    }

    #[test]
    fn a_halo_lies_under_what_it_surrounds() {
        let order = |extra: &str| {
            let file =
                written(&format!("<rect width='5' height='5' fill='red' stroke='white' {extra}/>")).unwrap();
            let text = operators(&file);
            text.find("\nS\n").unwrap() < text.find("\nf\n").unwrap()
        };
        assert!(order("paint-order='stroke'"));
        assert!(!order(""));
    }

    #[test]
    fn what_our_canvas_never_draws_is_refused() {
        let gradient = "<linearGradient id='g'><stop stop-color='red'/><stop offset='1' stop-color='blue'/>\
                        </linearGradient><rect width='5' height='5' fill='url(#g)'/>";
        insta::assert_snapshot!(written(gradient).unwrap_err().to_string(), @"the figure holds a gradient or a pattern, which is not written as PDF");
    }
}
