//! Drawing a historiograph.

use super::rows::rows;
use super::{MainPath, Paper};
use crate::error::Result;
use crate::figures::canvas::{Anchor, Look, Outline, Type};
use crate::figures::frame::{Frame, Key, MARGIN, Mark};
use crate::figures::palette::{BLUE, Colour, HAIR, INK, SOFT_INK, WHITE};
use crate::figures::text::{self, Weight, clean, width};

const WIDE: f64 = 960.0;
const ROW: f64 = 44.0;
const RADIUS: f64 = 6.0;
const SIZE: f64 = 11.5;
const LINE: Colour = Colour(0x6f, 0x78, 0x80);
/// Orange of Okabe and Ito, with a square: what the study flagged.
const FLAGGED: Colour = Colour(0xe6, 0x9f, 0x00);

pub(super) fn draw(path: &MainPath) -> Result<String> {
    let (shown, citations) = path.cut()?;
    let papers: Vec<&Paper> = shown.iter().map(|paper| &path.papers[*paper]).collect();
    let base = format!(
        "N = {} papers, {} citations",
        text::count(path.papers.len() as u64),
        text::count(path.citations.len() as u64)
    );
    let mut frame = Frame::begin(&path.caption, WIDE, &base);
    if papers.is_empty() {
        frame.nothing("no main path");
        return frame.finish("A main path without papers.");
    }
    if papers.iter().any(|paper| paper.flagged) {
        frame.legend(&[
            Key { name: "flagged paper".into(), count: None, colour: FLAGGED, mark: Mark::Square },
            Key { name: "other paper".into(), count: None, colour: BLUE, mark: Mark::Disc },
        ]);
    }
    let pairs: Vec<(usize, usize)> = citations.iter().map(|(citing, cited, _)| (*citing, *cited)).collect();
    let years: Vec<Option<i16>> = papers.iter().map(|paper| paper.year).collect();
    let rows = rows(&years, &pairs);
    let any_year = years.iter().any(Option::is_some);
    let left = MARGIN + if any_year { width("no date", SIZE, Weight::Bold) + 26.0 } else { 30.0 };
    let right = WIDE - MARGIN;
    let mut at = vec![(0.0, 0.0, 0.0); papers.len()];
    let mut year_before = None;
    for (row_at, row) in rows.iter().enumerate() {
        let y = frame.top + (row_at as f64 + 0.5) * ROW;
        if any_year && year_before != Some(row.year) {
            year_before = Some(row.year);
            let name = row.year.map_or_else(|| "no date".to_owned(), |year| year.to_string());
            frame.canvas.text(MARGIN, y + 4.0, &name, &Type::new(SIZE).bold().ink(SOFT_INK));
            if row_at > 0 {
                frame.canvas.line((MARGIN, y - ROW / 2.0), (right, y - ROW / 2.0), &Look::stroked(HAIR, 0.8));
            }
        }
        // A paper stands left in its part of the row, for its label stands to its right.
        let slot = (right - left) / row.papers.len() as f64;
        for (place, paper) in row.papers.iter().enumerate() {
            let x = left + slot * (place as f64 + 0.1);
            at[*paper] = (x, y, left + slot * (place as f64 + 1.0) - x - RADIUS - 16.0);
        }
    }
    lines(&mut frame, &citations, &at, &papers);
    for (paper, (x, y, room)) in papers.iter().zip(&at) {
        let year = paper.year.map_or_else(|| "no date".to_owned(), |year| year.to_string());
        let flagged = if paper.flagged { ", flagged" } else { "" };
        frame.canvas.begin(&format!("{} ({year}{flagged})", paper.label));
        if paper.flagged {
            let look = Look::filled(FLAGGED).outlined(INK, 1.0);
            frame.canvas.rectangle(x - RADIUS, y - RADIUS, 2.0 * RADIUS, 2.0 * RADIUS, &look);
        } else {
            frame.canvas.circle(*x, *y, RADIUS, &Look::filled(BLUE).outlined(WHITE, 1.0));
        }
        let lines = text::wrap(&text::named(&paper.label), *room, SIZE, Weight::Regular, 2);
        let first = y + 4.0 - 6.5 * (lines.len() as f64 - 1.0);
        for (line_at, line) in lines.iter().enumerate() {
            let face = Type::new(SIZE).haloed().at(Anchor::Start);
            frame.canvas.text(x + RADIUS + 5.0, first + 13.0 * line_at as f64, line, &face);
        }
        frame.canvas.end();
    }
    frame.top += rows.len() as f64 * ROW + 6.0;
    let mut notes = vec!["A line runs from the cited paper down to the citing one.".to_owned()];
    if citations.iter().any(|(_, _, weight)| weight.is_some()) {
        let name =
            if clean(&path.weight_name).is_empty() { "its weight".into() } else { clean(&path.weight_name) };
        notes.push(format!("Its width shows {name} on a logarithmic scale."));
    }
    if papers.len() < path.papers.len() {
        notes.push(format!(
            "Drawn are the {} papers of the heaviest citations, of {}.",
            papers.len(),
            text::count(path.papers.len() as u64)
        ));
    }
    frame.paragraph(&notes.join(" "), 11.0, 3);
    let said: Vec<String> = rows
        .iter()
        .flat_map(|row| &row.papers)
        .map(|paper| {
            let year = papers[*paper].year.map_or_else(String::new, |year| format!(" {year}"));
            format!("{}{year}", clean(&papers[*paper].label))
        })
        .collect();
    frame.finish(&format!("A main path of {} papers from the oldest: {}.", papers.len(), said.join("; ")))
}

fn lines(
    frame: &mut Frame,
    citations: &[(usize, usize, Option<f64>)],
    at: &[(f64, f64, f64)],
    papers: &[&Paper],
) {
    let logs = citations.iter().filter_map(|(_, _, weight)| *weight).map(|weight| weight.max(1e-300).ln());
    let (low, high) = logs.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), w| (l.min(w), h.max(w)));
    for (citing, cited, weight) in citations {
        let ((x0, y0, _), (x1, y1, _)) = (at[*cited], at[*citing]);
        let share = match weight {
            Some(weight) if high > low => (weight.max(1e-300).ln() - low) / (high - low),
            _ => 0.5,
        };
        let down = y1 - y0;
        // A line over several rows in one column would hide behind the papers between: it bows out to the left.
        let bow =
            if down.abs() > 1.5 * ROW && (x1 - x0).abs() < 24.0 { 26.0 + down.abs() * 0.06 } else { 0.0 };
        let bow = bow.min(x0.min(x1) - 2.0);
        let outline =
            Outline::from(x0, y0).curve((x0 - bow, y0 + down * 0.45), (x1 - bow, y1 - down * 0.45), (x1, y1));
        let number = weight.map_or_else(String::new, |weight| format!(": {}", text::value(weight)));
        frame.canvas.begin(&format!("{} cites {}{number}", papers[*citing].label, papers[*cited].label));
        frame.canvas.path(&outline, &Look::stroked(LINE, 1.0 + 4.0 * share).opacity(0.6));
        frame.canvas.end();
    }
}
