//! Leiden's refinement: every community is split into parts that hang together well. Nodes begin alone, and one that is
//! well tied to its community joins the best well-tied part of it.
//!
//! A community knows nothing of the others here, so each is refined for itself, on all threads.

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
    let mut groups: Vec<(u32, &mut [Member])> = Vec::with_capacity(count);
    let mut rest = members.as_mut_slice();
    for c in 0..count {
        let (group, others) = rest.split_at_mut((begins[c + 1] - begins[c]) as usize);
        groups.push((begins[c], group));
        rest = others;
    }
    let counts: Vec<u32> = groups
        .into_par_iter()
        .map_init(Sums::new, |sums, (begin, group)| split(level, &seat, begin, group, gamma, sums))
        .collect();
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

/// Splits one community, whose members have the seats from `begin` on; numbers its parts 0, 1, … and returns how many.
fn split(level: &Level, seat: &[u32], begin: u32, group: &mut [Member], gamma: f64, sums: &mut Sums) -> u32 {
    // Seats outside the community are no member's: the subtraction wraps around.
    let inside = |other: u32| seat[other as usize].wrapping_sub(begin) as usize;
    let size = group.len();
    let mut whole = 0.0;
    for (at, member) in group.iter_mut().enumerate() {
        let node = member.node;
        let mut outward = 0.0;
        level.each(node, |other, between| {
            if inside(other) < size {
                outward += between;
            }
        });
        let mass = level.mass[node as usize];
        whole += mass;
        *member = Member { node, part: at as u32, alone: true, mass, outward };
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
