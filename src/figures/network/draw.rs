//! Choosing what of a network is drawn, and drawing it.

use std::collections::BTreeMap;

use super::{Network, Node};
use crate::error::{Error, Result};
use crate::figures::canvas::{Anchor, Look, Outline, Type};
use crate::figures::fitting::into_field;
use crate::figures::frame::{Frame, Key, MARGIN, Mark, watch_list_key};
use crate::figures::labels::{self, Area, Disc, Wish};
use crate::figures::layout::ForceAtlas;
use crate::figures::palette::{self, Colour, INK, SOFT_INK, VERMILION, WHITE, is_remainder};
use crate::figures::text::{self, Weight, clean, width};

const WIDE: f64 = 1000.0;
/// The colours that groups take; vermilion is left to what is watch-listed.
const COLOURS: usize = palette::MOST_CLASSES - 1;
const TIE: Colour = Colour(0x6f, 0x78, 0x80);
const LABEL_ROOM: f64 = 210.0;
/// More labels than that make no figure clearer.
const MOST_LABELS: usize = 110;

/// What is drawn of the network: nodes and ties between them, largest first.
struct Shown<'a> {
    nodes: Vec<&'a Node>,
    ties: Vec<(u32, u32, f64)>,
}

pub(super) fn draw(network: &Network) -> Result<String> {
    if let Some(node) = network.nodes.iter().find(|node| !node.amount.is_finite() || node.amount < 0.0) {
        return Err(Error::Broken(format!("network: `{}` has an amount that no disc can show", node.label)));
    }
    let shown = choose(network);
    let (all, drawn) = (network.nodes.len(), shown.nodes.len());
    let node_name = clean(&network.node_name);
    let mut frame =
        Frame::begin(&network.caption, WIDE, &format!("N = {} {node_name}", text::count(all as u64)));
    if drawn == 0 {
        frame.nothing(&format!("no {node_name}"));
        return frame.finish("A network without nodes.");
    }
    let groups = groups(&shown.nodes);
    legend(&mut frame, network, &shown, &groups);

    let ceiling = largest_radius(drawn);
    let most = shown.nodes.iter().map(|node| node.amount).fold(0.0, f64::max);
    let radii: Vec<f64> = shown.nodes.iter().map(|node| radius(node.amount, most, ceiling)).collect();
    let layout = ForceAtlas { seed: network.seed, iterations: iterations(drawn), ..ForceAtlas::default() };
    let high = if drawn > 150 {
        860.0
    } else if drawn > 20 {
        660.0
    } else {
        480.0
    };
    let field = Area { left: MARGIN, top: frame.top, right: WIDE - MARGIN, bottom: frame.top + high };
    // Room at the sides for the labels of the outermost nodes.
    let inner = Area {
        left: field.left + 60.0,
        right: field.right - 90.0,
        top: field.top + 8.0,
        bottom: field.bottom - 8.0,
    };
    let apart = (70.0 / (drawn as f64).sqrt()).clamp(3.0, 14.0);
    // A diamond reaches further than a disc of its area.
    let reach: Vec<f64> = radii
        .iter()
        .zip(&shown.nodes)
        .map(|(r, node)| r + if node.watch_listed { 3.0 } else { 0.0 })
        .collect();
    let discs = into_field(&layout.run(drawn, &shown.ties), &reach, inner, apart);

    ties(&mut frame, &shown, &discs);
    // Large nodes first, so that small ones are never hidden.
    for (at, node) in shown.nodes.iter().enumerate() {
        let group = node.group.as_deref().map(clean).filter(|group| !group.is_empty());
        let group = group.unwrap_or_else(|| format!("{} unknown", network.group_name));
        let listed = if node.watch_listed { ", on a watch list" } else { "" };
        let amount = text::value(node.amount);
        frame.canvas.begin(&format!("{}: {amount} {}, {group}{listed}", node.label, network.amount_name));
        let colour = groups.colour(node);
        let disc = discs[at];
        if node.watch_listed {
            let look = Look::filled(colour).outlined(VERMILION, 2.6);
            frame.canvas.diamond(disc.x, disc.y, radii[at] + 2.0, &look);
        } else {
            let look = Look::filled(colour).outlined(WHITE, if drawn > 250 { 0.5 } else { 1.0 });
            frame.canvas.circle(disc.x, disc.y, radii[at], &look);
        }
        frame.canvas.end();
    }
    let unlabelled = write_labels(&mut frame, &shown, &discs, field);
    frame.top = field.bottom + 8.0;
    let mut notes = Vec::new();
    if all > drawn {
        notes.push(format!(
            "Drawn are {} of {} {node_name}: those on a watch list and those with the most {}.",
            text::count(drawn as u64),
            text::count(all as u64),
            clean(&network.amount_name)
        ));
    }
    if unlabelled > 0 {
        let names = if unlabelled == 1 { "name is" } else { "names are" };
        notes.push(format!("{} {names} left out for want of room.", text::count(unlabelled)));
    }
    let width_shows = match clean(&network.tie_name) {
        name if name.is_empty() || shown.ties.is_empty() => String::new(),
        name => format!(" The width of a tie shows {name}."),
    };
    notes.push(format!("Near means tied; the directions mean nothing.{width_shows}"));
    frame.paragraph(&notes.join(" "), 11.0, 3);
    let largest: Vec<String> = shown
        .nodes
        .iter()
        .take(10)
        .map(|node| format!("{} {}", clean(&node.label), text::value(node.amount)))
        .collect();
    frame.finish(&format!(
        "A network of {} {node_name} with {} ties. The largest by {}: {}.",
        text::count(drawn as u64),
        text::count(shown.ties.len() as u64),
        clean(&network.amount_name),
        largest.join("; ")
    ))
}

fn choose(network: &Network) -> Shown<'_> {
    let mut order: Vec<usize> = (0..network.nodes.len()).collect();
    let key = |at: usize| &network.nodes[at];
    order.sort_by(|a, b| {
        key(*b)
            .watch_listed
            .cmp(&key(*a).watch_listed)
            .then_with(|| key(*b).amount.total_cmp(&key(*a).amount))
            .then_with(|| key(*a).label.cmp(&key(*b).label))
            .then_with(|| a.cmp(b))
    });
    order.truncate(network.most_nodes);
    order.sort_by(|a, b| {
        let by_amount = key(*b).amount.total_cmp(&key(*a).amount);
        by_amount.then_with(|| key(*a).label.cmp(&key(*b).label)).then_with(|| a.cmp(b))
    });
    let mut place = vec![None; network.nodes.len()];
    for (at, node) in order.iter().enumerate() {
        place[*node] = Some(at as u32);
    }
    let mut merged: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for (u, v, weight) in &network.ties {
        let ends = (place.get(*u as usize).copied().flatten(), place.get(*v as usize).copied().flatten());
        if let (Some(u), Some(v)) = ends
            && u != v
            && weight.is_finite()
        {
            *merged.entry((u.min(v), u.max(v))).or_default() += weight.max(0.0);
        }
    }
    let ties = merged.into_iter().map(|((u, v), weight)| (u, v, weight)).collect();
    Shown { nodes: order.into_iter().map(|at| &network.nodes[at]).collect(), ties }
}

/// Which colours the groups have.
struct Groups {
    /// The groups with colours of their own, largest first, with how many nodes each has.
    own: Vec<(String, usize)>,
    others: usize,
    unknown: usize,
}

fn groups(nodes: &[&Node]) -> Groups {
    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    let mut unknown = 0;
    for node in nodes {
        match node.group.as_deref().map(clean) {
            Some(group) if !is_remainder(&group) => *sizes.entry(group).or_default() += 1,
            _ => unknown += 1,
        }
    }
    let mut own: Vec<(String, usize)> = sizes.into_iter().collect();
    own.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let others = own.iter().skip(COLOURS).map(|(_, n)| n).sum();
    own.truncate(COLOURS);
    Groups { own, others, unknown }
}

/// Groups without a colour of their own.
const OTHER: Colour = Colour(0x6b, 0x6b, 0x6b);
/// Nodes without a group.
const UNKNOWN: Colour = Colour(0xc4, 0xc4, 0xc4);

impl Groups {
    fn colour(&self, node: &Node) -> Colour {
        match node.group.as_deref().map(clean) {
            Some(group) if !is_remainder(&group) => {
                self.own.iter().position(|(name, _)| *name == group).map_or(OTHER, palette::class)
            }
            _ => UNKNOWN,
        }
    }
}

fn legend(frame: &mut Frame, network: &Network, shown: &Shown, groups: &Groups) {
    let mut keys = Vec::new();
    let disc = |name: String, count: usize, colour: Colour| Key {
        name,
        count: Some(count as u64),
        colour,
        mark: Mark::Disc,
    };
    if !groups.own.is_empty() {
        for (rank, (name, size)) in groups.own.iter().enumerate() {
            keys.push(disc(name.clone(), *size, palette::class(rank)));
        }
        let group_name = clean(&network.group_name);
        if groups.others > 0 {
            keys.push(disc(format!("other {group_name}"), groups.others, OTHER));
        }
        if groups.unknown > 0 {
            keys.push(disc(format!("{group_name} unknown"), groups.unknown, UNKNOWN));
        }
    }
    if shown.nodes.iter().any(|node| node.watch_listed) {
        keys.push(Key { colour: WHITE, ..watch_list_key() });
    }
    frame.legend(&keys);
    let most = shown.nodes.iter().map(|node| node.amount).fold(0.0, f64::max);
    if most <= 0.0 {
        return;
    }
    // Two discs say what the areas mean.
    let ceiling = largest_radius(shown.nodes.len());
    let small = if most >= 8.0 { (most / 4.0).round() } else { most / 4.0 };
    let y = frame.top + ceiling;
    let mut x = MARGIN;
    let words = clean(&network.amount_name);
    for (amount, name) in [(small, text::value(small)), (most, format!("{} {words}", text::value(most)))] {
        let radius = radius(amount, most, ceiling);
        frame.canvas.circle(x + radius, y, radius, &Look::stroked(SOFT_INK, 1.2));
        x += 2.0 * radius + 6.0;
        let name = text::fit(&name, frame.room() - x, 12.0, Weight::Regular);
        frame.canvas.text(x, y + 4.0, &name, &Type::new(12.0).ink(SOFT_INK));
        x += width(&name, 12.0, Weight::Regular) + 16.0;
    }
    frame.top += 2.0 * ceiling.max(8.0) + 6.0;
}

fn largest_radius(nodes: usize) -> f64 {
    (90.0 / (nodes as f64).sqrt().max(1.0)).clamp(7.0, 24.0)
}

/// The area follows the amount; the smallest can still be seen.
fn radius(amount: f64, most: f64, ceiling: f64) -> f64 {
    let least = (ceiling * 0.22).max(2.6);
    if most > 0.0 { ((amount / most).sqrt() * ceiling).max(least) } else { (ceiling / 2.0).max(least) }
}

fn iterations(nodes: usize) -> usize {
    (400_000 / nodes.max(1)).clamp(150, 800)
}

/// Ties lie below the nodes, in five widths: each one path, so that a thousand ties stay few bytes.
fn ties(frame: &mut Frame, shown: &Shown, discs: &[Disc]) {
    const WIDTHS: usize = 5;
    let heaviest = shown.ties.iter().map(|tie| tie.2).fold(0.0, f64::max);
    let mut paths = vec![Outline::empty(); WIDTHS];
    for (u, v, weight) in &shown.ties {
        let share = if heaviest > 0.0 { (weight / heaviest).sqrt() } else { 0.0 };
        let class = ((share * WIDTHS as f64).ceil() as usize).clamp(1, WIDTHS) - 1;
        let (from, to) = (discs[*u as usize], discs[*v as usize]);
        let path = std::mem::replace(&mut paths[class], Outline::empty());
        paths[class] = path.moved(from.x, from.y).line(to.x, to.y);
    }
    let crowded = shown.ties.len() as f64 / shown.nodes.len() as f64;
    let opacity = (1.4 / crowded.max(1.0)).clamp(0.07, 0.55);
    for (class, path) in paths.iter().enumerate().filter(|(_, path)| !path.is_empty()) {
        let thick = 0.7 + 0.95 * class as f64;
        let opacity = (opacity + 0.07 * class as f64).min(0.7);
        frame.canvas.path(path, &Look::stroked(TIE, thick).opacity(opacity));
    }
}

/// Writes the labels that find a place; returns how many found none.
fn write_labels(frame: &mut Frame, shown: &Shown, discs: &[Disc], field: Area) -> u64 {
    let mut order: Vec<usize> = (0..shown.nodes.len()).collect();
    order.sort_by_key(|at| (!shown.nodes[*at].watch_listed, *at));
    let named: Vec<(usize, String, f64)> = order
        .into_iter()
        .take(MOST_LABELS)
        .map(|at| {
            let node = shown.nodes[at];
            let size = if node.watch_listed || at < 12 { 12.0 } else { 10.5 };
            (at, text::fit(&clean(&node.label), LABEL_ROOM, size, Weight::Regular), size)
        })
        .filter(|(_, name, _)| !name.is_empty())
        .collect();
    let wishes: Vec<Wish> = named
        .iter()
        .map(|(disc, name, size)| Wish {
            disc: *disc,
            width: width(name, *size, Weight::Regular),
            height: size * 1.05,
            must: shown.nodes[*disc].watch_listed,
        })
        .collect();
    let placed = labels::place(discs, &wishes, field);
    let mut dropped = shown.nodes.len().saturating_sub(MOST_LABELS) as u64;
    for ((at, name, size), area) in named.iter().zip(placed) {
        let Some(area) = area else {
            dropped += 1;
            continue;
        };
        // Held at the side of the disc: a script may be drawn narrower than it was measured.
        let disc = discs[*at];
        let (x, anchor) = if area.right <= disc.x {
            (area.right, Anchor::End)
        } else if area.left >= disc.x {
            (area.left, Anchor::Start)
        } else {
            (f64::midpoint(area.left, area.right), Anchor::Middle)
        };
        frame.canvas.begin(&shown.nodes[*at].label);
        frame.canvas.text(x, area.top + size * 0.81, name, &Type::new(*size).haloed().ink(INK).at(anchor));
        frame.canvas.end();
    }
    dropped
}
