//! Where the nodes and ribbons of a flow stand, and drawing them.

use super::{Diagram, Flow, Node};
use crate::error::Result;
use crate::figures::canvas::{Anchor, Look, Outline, Type};
use crate::figures::frame::{Frame, MARGIN, watch_list_key};
use crate::figures::palette::{self, Colour, GREY, INK, SOFT_INK, VERMILION, is_remainder};
use crate::figures::text::{self, Weight, clean, width};

const SIZE: f64 = 12.0;
/// A node is at least so far from the next that their labels keep apart.
const LABEL: f64 = 16.0;
const GAP: f64 = 4.0;
const NODE: f64 = 14.0;
/// The height of the bars of the fullest column, without gaps.
const BARS: f64 = 420.0;
const WIDE: f64 = 1000.0;
/// The colours that countries take; vermilion is left to what is watch-listed.
const COLOURS: usize = palette::MOST_CLASSES - 1;

/// Where a node stands.
#[derive(Clone, Copy, Default)]
struct Place {
    x: f64,
    y: f64,
    height: f64,
}

pub(super) fn draw(flow: &Flow) -> Result<String> {
    let unit = if clean(&flow.unit).is_empty() { "papers".to_owned() } else { clean(&flow.unit) };
    let diagram = flow.diagram();
    let first: u64 = diagram.nodes.iter().filter(|node| node.column == 0).map(Node::amount).sum();
    let mut frame = Frame::begin(
        &flow.caption,
        WIDE,
        &format!("N = {} {unit}, each counted in every one of its first ribbons", text::count(first)),
    );
    if diagram.links.is_empty() {
        frame.nothing(&format!("no {unit} flow"));
        return frame.finish("A flow without data.");
    }
    if diagram.nodes.iter().any(|node| node.watch_listed) {
        frame.legend(&[watch_list_key()]);
    }
    let order = order(&diagram);
    let label_room = label_rooms(&diagram);
    let left = MARGIN + label_room.0;
    let right = WIDE - MARGIN - label_room.1;
    let step = if diagram.columns > 1 { (right - left - NODE) / (diagram.columns - 1) as f64 } else { 0.0 };
    heads(&mut frame, flow, diagram.columns, left, step);

    let fullest = (0..diagram.columns)
        .map(|column| {
            diagram.nodes.iter().filter(|node| node.column == column).map(Node::amount).sum::<u64>()
        })
        .max()
        .unwrap_or(1);
    let scale = BARS / fullest.max(1) as f64;
    let places = place(&diagram, &order, scale, frame.top, left, step);
    let colours = colours(&diagram);
    ribbons(&mut frame, &diagram, &places, &order, &colours, scale, &unit);
    for (at, node) in diagram.nodes.iter().enumerate() {
        let room = if node.column == 0 {
            label_room.0 - 10.0
        } else if node.column + 1 == diagram.columns {
            label_room.1 - 10.0
        } else {
            step - NODE - 26.0
        };
        let alone = node.column == 0 && order[0].len() == 1;
        draw_node(&mut frame, node, places[at], colours[at], room, &unit, alone);
    }
    frame.top = places.iter().map(|place| place.y + place.height.max(LABEL)).fold(frame.top, f64::max) + 8.0;
    let mut largest = diagram.links.clone();
    largest.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| (a.0, a.1).cmp(&(b.0, b.1))));
    let said: Vec<String> = largest
        .iter()
        .take(12)
        .map(|(from, to, count)| {
            format!("{} to {} {count}", clean(&diagram.nodes[*from].name), clean(&diagram.nodes[*to].name))
        })
        .collect();
    let listed: Vec<String> =
        diagram.nodes.iter().filter(|node| node.watch_listed).map(|node| clean(&node.name)).collect();
    let listed =
        if listed.is_empty() { String::new() } else { format!(" On a watch list: {}.", listed.join("; ")) };
    frame.finish(&format!("A flow of {unit}. The largest ribbons: {}.{listed}", said.join("; ")))
}

/// Within each column: the first by amount, the others by where their ribbons come from, so that ribbons cross little.
fn order(diagram: &Diagram) -> Vec<Vec<usize>> {
    let mut rank = vec![0.0; diagram.nodes.len()];
    let mut order = Vec::with_capacity(diagram.columns);
    for column in 0..diagram.columns {
        let mut own: Vec<usize> =
            (0..diagram.nodes.len()).filter(|at| diagram.nodes[*at].column == column).collect();
        let mut pull = vec![0.0; diagram.nodes.len()];
        for at in &own {
            let (mut sum, mut weight) = (0.0, 0.0);
            for (from, _, count) in diagram.links.iter().filter(|(_, to, _)| to == at) {
                sum += rank[*from] * *count as f64;
                weight += *count as f64;
            }
            pull[*at] = if weight > 0.0 { sum / weight } else { 0.0 };
        }
        let last = |at: usize| diagram.nodes[at].stands_for > 1 || is_remainder(&diagram.nodes[at].name);
        own.sort_by(|a, b| {
            last(*a)
                .cmp(&last(*b))
                .then_with(|| pull[*a].total_cmp(&pull[*b]))
                .then_with(|| diagram.nodes[*b].amount().cmp(&diagram.nodes[*a].amount()))
                .then_with(|| diagram.nodes[*a].name.cmp(&diagram.nodes[*b].name))
        });
        for (place, at) in own.iter().enumerate() {
            rank[*at] = place as f64;
        }
        order.push(own);
    }
    order
}

fn place(diagram: &Diagram, order: &[Vec<usize>], scale: f64, top: f64, left: f64, step: f64) -> Vec<Place> {
    let height = |at: &usize| (diagram.nodes[*at].amount() as f64 * scale).max(1.5);
    let slot = |at: &usize| height(at).max(LABEL) + GAP;
    let tallest = order.iter().map(|own| own.iter().map(slot).sum::<f64>()).fold(0.0, f64::max);
    let mut places = vec![Place::default(); diagram.nodes.len()];
    for (column, own) in order.iter().enumerate() {
        let mut y = top + (tallest - own.iter().map(slot).sum::<f64>()) / 2.0;
        for at in own {
            let free = slot(at) - height(at);
            places[*at] = Place { x: left + column as f64 * step, y: y + free / 2.0, height: height(at) };
            y += slot(at);
        }
    }
    places
}

/// The second column gives the colours (its largest nodes); where there are only two, the first does.
fn colours(diagram: &Diagram) -> Vec<Colour> {
    let leading = usize::from(diagram.columns > 2);
    let mut lead: Vec<usize> = (0..diagram.nodes.len())
        .filter(|at| {
            let node = &diagram.nodes[*at];
            node.column == leading && node.stands_for == 1 && !is_remainder(&node.name)
        })
        .collect();
    lead.sort_by(|a, b| {
        let (a, b) = (&diagram.nodes[*a], &diagram.nodes[*b]);
        b.amount().cmp(&a.amount()).then_with(|| a.name.cmp(&b.name))
    });
    let mut colours = vec![GREY; diagram.nodes.len()];
    for (rank, at) in lead.iter().take(COLOURS).enumerate() {
        colours[*at] = palette::class(rank);
    }
    // Later columns take the colour of their largest ribbon.
    for column in leading + 1..diagram.columns {
        for at in (0..diagram.nodes.len()).filter(|at| diagram.nodes[*at].column == column) {
            let main = diagram
                .links
                .iter()
                .filter(|link| link.1 == at)
                .max_by_key(|link| (link.2, usize::MAX - link.0));
            if let Some((from, _, _)) = main.filter(|_| diagram.nodes[at].stands_for == 1) {
                colours[at] = colours[*from];
            }
        }
    }
    for at in (0..diagram.nodes.len()).filter(|at| diagram.nodes[*at].column < leading) {
        colours[at] = Colour(0x55, 0x55, 0x55);
    }
    colours
}

fn ribbons(
    frame: &mut Frame,
    diagram: &Diagram,
    places: &[Place],
    order: &[Vec<usize>],
    colours: &[Colour],
    scale: f64,
    unit: &str,
) {
    let mut rank = vec![0; diagram.nodes.len()];
    for own in order {
        for (place, at) in own.iter().enumerate() {
            rank[*at] = place;
        }
    }
    let mut starts = vec![0.0; diagram.links.len()];
    let mut ends = vec![0.0; diagram.links.len()];
    for (node, place) in places.iter().enumerate() {
        let mut out: Vec<usize> =
            (0..diagram.links.len()).filter(|at| diagram.links[*at].0 == node).collect();
        out.sort_by_key(|at| rank[diagram.links[*at].1]);
        let mut y = place.y;
        for at in out {
            starts[at] = y;
            y += diagram.links[at].2 as f64 * scale;
        }
        let mut into: Vec<usize> =
            (0..diagram.links.len()).filter(|at| diagram.links[*at].1 == node).collect();
        into.sort_by_key(|at| rank[diagram.links[*at].0]);
        let mut y = place.y;
        for at in into {
            ends[at] = y;
            y += diagram.links[at].2 as f64 * scale;
        }
    }
    // Wide ribbons lie below narrow ones.
    let mut drawing: Vec<usize> = (0..diagram.links.len()).collect();
    drawing.sort_by_key(|at| (std::cmp::Reverse(diagram.links[*at].2), *at));
    for at in drawing {
        let (from, to, count) = diagram.links[at];
        let thick = (count as f64 * scale).max(0.8);
        let (x0, x1) = (places[from].x + NODE, places[to].x);
        let (y0, y1) = (starts[at], ends[at]);
        let bend = (x1 - x0) * 0.5;
        let outline = Outline::from(x0, y0)
            .curve((x0 + bend, y0), (x1 - bend, y1), (x1, y1))
            .line(x1, y1 + thick)
            .curve((x1 - bend, y1 + thick), (x0 + bend, y0 + thick), (x0, y0 + thick))
            .close();
        // A ribbon has the colour of its country: the end that it goes to in the first stage, else where it comes from.
        let colour =
            if diagram.nodes[from].column == 0 && diagram.columns > 2 { colours[to] } else { colours[from] };
        let (source, target) = (&diagram.nodes[from].name, &diagram.nodes[to].name);
        frame.canvas.begin(&format!("{source} → {target}: {} {unit}", text::count(count)));
        frame.canvas.path(&outline, &Look::filled(colour).opacity(0.42));
        frame.canvas.end();
    }
}

fn draw_node(
    frame: &mut Frame,
    node: &Node,
    place: Place,
    colour: Colour,
    room: f64,
    unit: &str,
    alone: bool,
) {
    let number = text::count(node.amount());
    let listed = if node.watch_listed { ", on a watch list" } else { "" };
    // The ribbons of a lone source add up to more than its papers where one paper is in several: no number is better
    // than that one.
    let tail = if alone { String::new() } else { format!(" ({number})") };
    let amount = if alone { String::new() } else { format!(": {number} {unit}") };
    frame.canvas.begin(&format!("{}{amount}{listed}", node.name));
    let colour = if node.watch_listed { VERMILION } else { palette::darker(colour) };
    frame.canvas.rectangle(place.x, place.y, NODE, place.height, &Look::filled(colour));
    let middle = place.y + place.height / 2.0;
    let mark = if node.watch_listed { 18.0 } else { 0.0 };
    let label = text::with_tail(&text::named(&node.name), &tail, room - mark, SIZE);
    let face = Type::new(SIZE).haloed();
    if node.column == 0 {
        frame.canvas.text(place.x - 7.0, middle + 4.0, &label, &face.at(Anchor::End));
    } else {
        if node.watch_listed {
            let look = Look::filled(VERMILION).outlined(INK, 1.2);
            frame.canvas.diamond(place.x + NODE + 12.0, middle, 6.5, &look);
        }
        frame.canvas.text(place.x + NODE + 7.0 + mark, middle + 4.0, &label, &face);
    }
    frame.canvas.end();
}

fn heads(frame: &mut Frame, flow: &Flow, columns: usize, left: f64, step: f64) {
    if flow.columns.iter().all(|name| clean(name).is_empty()) {
        return;
    }
    for (column, name) in flow.columns.iter().take(columns).enumerate() {
        let x = left + column as f64 * step;
        let face = Type::new(SIZE).bold().ink(SOFT_INK);
        let (x, anchor, room) = if column == 0 {
            (MARGIN, Anchor::Start, left + NODE - MARGIN + step * 0.4)
        } else if column + 1 == columns {
            (x, Anchor::Start, frame.width - MARGIN - x)
        } else {
            (x, Anchor::Start, step * 0.95)
        };
        let shown = text::fit(&clean(name), room, SIZE, Weight::Bold);
        frame.canvas.text(x, frame.top + 14.0, &shown, &face.at(anchor));
    }
    frame.top += 26.0;
}

/// How much room the labels left of the first and right of the last column need.
fn label_rooms(diagram: &Diagram) -> (f64, f64) {
    let widest = |column: usize| {
        diagram
            .nodes
            .iter()
            .filter(|node| node.column == column)
            .map(|node| {
                let label = format!("{} ({})", text::named(&node.name), text::count(node.amount()));
                width(&label, SIZE, Weight::Regular) + if node.watch_listed { 18.0 } else { 0.0 }
            })
            .fold(0.0, f64::max)
    };
    (widest(0).min(170.0) + 12.0, widest(diagram.columns - 1).min(290.0) + 12.0)
}
