//! Leiden's refinement: every community is split into parts that hang together well. Nodes begin alone, and one that is
//! well tied to its community joins the best well-tied part of it.
//!
//! A community knows nothing of the others here, so each is refined for itself, on all threads.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::level::{Level, begins};
use super::moving::SMALL;
use super::sums::Sums;

/// A level's communities in parts.
pub(super) struct Parts {
    /// The part of each node; those of a community follow each other.
    pub(super) of: Vec<u32>,
    /// The community of each part.
    pub(super) community: Vec<u32>,
}

/// A member of a community: its part is named after the member that it began with, as long as parts grow.
#[derive(Clone, Default)]
struct Member {
    node: u32,
    part: u32,
    alone: bool,
    /// Of the part that is named after it: its mass and its weight to the rest of the community.
    mass: f64,
    outward: f64,
}

/// Communities that one thread splits one after the other: their members, and how many parts each falls into.
struct Batch<'a> {
    first: usize,
    members: &'a mut [Member],
    counts: &'a mut [u32],
}

/// Members that one thread takes at a time, and a batch has at least.
const MEMBERS: usize = if cfg!(test) { 4 } else { 512 };

/// Splits the communities 0..count, whose nodes are looked at in the given order.
pub(super) fn refine(level: &Level, community: &[u32], count: usize, gamma: f64, order: &[u32]) -> Parts {
    let begins = begins(community, count);
    let mut next = begins.clone();
    let mut members = vec![Member::default(); level.nodes()];
    let mut seat = vec![0u32; level.nodes()];
    for &node in order {
        let at = &mut next[community[node as usize] as usize];
        members[*at as usize].node = node;
        seat[node as usize] = *at;
        *at += 1;
    }
    members.par_chunks_mut(MEMBERS).with_max_len(1).for_each(|some| {
        for member in some {
            *member = Member::alone(level, community, member.node);
        }
    });
    let mut counts = vec![0u32; count];
    // A bridge deals out one batch at a time, in this order: the largest first, and the small ones fill what time is left.
    let mut batches = batches(&begins, &mut members, &mut counts);
    batches.sort_unstable_by_key(|batch| (Reverse(batch.members.len()), batch.first));
    batches.into_iter().par_bridge().for_each_init(Sums::new, |sums, batch| {
        let mut rest = batch.members;
        for (c, count) in (batch.first..).zip(batch.counts) {
            let (group, others) = rest.split_at_mut((begins[c + 1] - begins[c]) as usize);
            *count = split(level, &seat, begins[c], group, gamma, sums);
            rest = others;
        }
    });
    let mut of = vec![0u32; level.nodes()];
    let mut community = Vec::new();
    for c in 0..count {
        let before = community.len() as u32;
        for member in &members[begins[c] as usize..begins[c + 1] as usize] {
            of[member.node as usize] = before + member.part;
        }
        community.extend(std::iter::repeat_n(c as u32, counts[c] as usize));
    }
    Parts { of, community }
}

/// Cuts the communities, whose members begin at `begins`, into batches.
fn batches<'a>(begins: &[u32], mut members: &'a mut [Member], mut counts: &'a mut [u32]) -> Vec<Batch<'a>> {
    let mut batches = Vec::new();
    let (mut first, mut begin) = (0, 0);
    for (c, &end) in begins.iter().enumerate().skip(1) {
        let size = (end - begin) as usize;
        if size >= MEMBERS || c + 1 == begins.len() {
            let (some, other_members) = members.split_at_mut(size);
            let (their_counts, other_counts) = counts.split_at_mut(c - first);
            batches.push(Batch { first, members: some, counts: their_counts });
            (members, counts) = (other_members, other_counts);
            (first, begin) = (c, end);
        }
    }
    batches
}

impl Member {
    /// A part of one node.
    fn alone(level: &Level, community: &[u32], node: u32) -> Self {
        let own = community[node as usize];
        let mut outward = 0.0;
        level.each(node, |other, between| {
            outward += if community[other as usize] == own { between } else { 0.0 };
        });
        Self { node, part: 0, alone: true, mass: level.mass[node as usize], outward }
    }
}

/// Splits one community, whose members have the seats from `begin` on; numbers its parts 0, 1, … and returns how many.
fn split(level: &Level, seat: &[u32], begin: u32, group: &mut [Member], gamma: f64, sums: &mut Sums) -> u32 {
    // Seats outside the community are no member's: the subtraction wraps around.
    let inside = |other: u32| seat[other as usize].wrapping_sub(begin) as usize;
    let size = group.len();
    let mut whole = 0.0;
    for (at, member) in group.iter_mut().enumerate() {
        whole += member.mass;
        member.part = at as u32;
    }
    let well_tied = |part: &Member| part.outward >= gamma * part.mass * (whole - part.mass) * (1.0 - SMALL);
    for at in 0..size {
        let own = group[at].clone();
        if !own.alone || !well_tied(&own) {
            continue;
        }
        sums.make_room(level.range(own.node).len().min(size));
        level.each(own.node, |other, between| {
            if let Some(other) = group.get(inside(other)) {
                sums.add(other.part, between);
            }
        });
        let mut best = (0.0, at as u32, 0.0);
        for (part, between) in sums.iter() {
            let other = &group[part as usize];
            let gain = between - gamma * own.mass * other.mass;
            let better = gain > best.0 || gain == best.0 && best.1 != at as u32 && part < best.1;
            if better && well_tied(other) {
                best = (gain, part, between);
            }
        }
        sums.clear();
        let (_, to, between) = best;
        if to != at as u32 {
            let joined = &mut group[to as usize];
            joined.outward += own.outward - 2.0 * between;
            joined.mass += own.mass;
            joined.alone = false;
            group[at].alone = false;
            group[at].part = to;
        }
    }
    // A part keeps its name even when that member has not joined another: names come first in order of seats no longer.
    let mut numbers = vec![u32::MAX; size];
    let mut count = 0;
    for member in group {
        let number = &mut numbers[member.part as usize];
        if *number == u32::MAX {
            *number = count;
            count += 1;
        }
        member.part = *number;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::communities::Objective;
    use crate::graph::{Graph, weak};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_hang_together_inside_their_community(
            edges in prop::collection::vec((0u32..20, 0u32..20), 0..60),
            community in prop::collection::vec(0u32..3, 20),
            order in Just((0u32..20).collect::<Vec<u32>>()).prop_shuffle(),
        ) {
            let graph = Graph::undirected(20, &edges, None).0;
            let level = Level::of(&graph, Objective::Modularity).unwrap();
            let gamma = 1.0 / level.mass.iter().sum::<f64>().max(1.0);
            let parts = refine(&level, &community, 3, gamma, &order);
            let count = parts.community.len();
            for (node, &part) in parts.of.iter().enumerate() {
                prop_assert_eq!(parts.community[part as usize], community[node]);
            }
            let inner: Vec<(u32, u32)> = graph.edge_list().0.into_iter()
                .filter(|e| parts.of[e.0 as usize] == parts.of[e.1 as usize]).collect();
            let pieces = weak::components(&Graph::undirected(20, &inner, None).0);
            prop_assert_eq!(pieces.into_iter().max().map_or(0, |last| last as usize + 1), count);
        }
    }

    #[test]
    fn a_bridge_is_cut() {
        // Two triangles tied by one edge, wrongly one community: at γ = 0.4 its parts are the triangles.
        let edges = [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)];
        let level = Level::of(&Graph::undirected(6, &edges, None).0, Objective::Modularity).unwrap();
        let parts = refine(&level, &[0; 6], 1, 0.4 / 14.0, &[0, 1, 2, 3, 4, 5]);
        assert_eq!((parts.of, parts.community), (vec![0, 0, 0, 1, 1, 1], vec![0, 0]));
    }
}
