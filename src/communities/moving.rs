//! Leiden's two ways of moving nodes: fast local moving, in which only nodes with a changed neighbourhood are looked
//! at again, and the refinement, which splits each community into parts that hang together.
//!
//! The gain of node v in community C is w(v, C) − γ' m(v) m(C): the weight between them less what the objective asks for.

use std::collections::VecDeque;

use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

use super::level::{Level, Sums};

/// Gains below this share of a node's own weight are rounding.
const SMALL: f64 = 1e-12;

/// Moves single nodes to the community of the largest gain until none has a better one. `community` is numbered below
/// the number of nodes and stays so. Returns whether any node moved.
pub(super) fn move_nodes(level: &Level, community: &mut [u32], gamma: f64, random: &mut ChaCha8Rng) -> bool {
    let nodes = level.nodes();
    let mut mass = vec![0.0; nodes];
    let mut size = vec![0u32; nodes];
    for node in 0..nodes {
        mass[community[node] as usize] += level.mass[node];
        size[community[node] as usize] += 1;
    }
    let mut empty: Vec<u32> = (0..nodes as u32).rev().filter(|&c| size[c as usize] == 0).collect();
    let mut order: Vec<u32> = (0..nodes as u32).collect();
    order.shuffle(random);
    let mut queue: VecDeque<u32> = order.into();
    let mut queued = vec![true; nodes];
    let mut sums = Sums::new(nodes);
    let mut moved = false;
    while let Some(node) = queue.pop_front() {
        queued[node as usize] = false;
        let own = community[node as usize];
        let weight = level.mass[node as usize];
        for (other, between) in level.row(node) {
            sums.add(community[other as usize], between);
        }
        mass[own as usize] -= weight;
        size[own as usize] -= 1;
        let gain = |c: u32| sums.get(c) - gamma * weight * mass[c as usize];
        let mut best = (gain(own), own);
        let margin = SMALL * best.0.abs().max(1.0);
        for &c in sums.keys() {
            let gain = gain(c);
            if c != own && gain > best.0 + margin || (best.1 != own && gain == best.0 && c < best.1) {
                best = (gain, c);
            }
        }
        if best.0 < -margin && size[own as usize] > 0 {
            // Alone it gains 0.
            if let Some(&alone) = empty.last() {
                best = (0.0, alone);
            }
        }
        sums.clear();
        let to = best.1;
        mass[to as usize] += weight;
        if to != own {
            if size[to as usize] == 0 {
                empty.pop();
            }
            if size[own as usize] == 0 {
                empty.push(own);
            }
            moved = true;
            community[node as usize] = to;
            for (other, _) in level.row(node) {
                if community[other as usize] != to && !queued[other as usize] {
                    queued[other as usize] = true;
                    queue.push_back(other);
                }
            }
        }
        size[to as usize] += 1;
    }
    moved
}

/// Splits every community into parts that hang together well: nodes begin alone, and one that is well tied to its
/// community joins the best well-tied part of it. Returns the part of each node and their number.
pub(super) fn refine(
    level: &Level,
    community: &[u32],
    gamma: f64,
    random: &mut ChaCha8Rng,
) -> (Vec<u32>, usize) {
    let nodes = level.nodes();
    let mut whole = vec![0.0; nodes];
    for node in 0..nodes {
        whole[community[node] as usize] += level.mass[node];
    }
    let mut part: Vec<u32> = (0..nodes as u32).collect();
    let mut mass = level.mass.clone();
    // The weight from each part to the rest of its community.
    let mut outward: Vec<f64> = (0..nodes as u32)
        .map(|node| {
            let same = |&(other, _): &(u32, f64)| community[other as usize] == community[node as usize];
            level.row(node).filter(same).map(|(_, between)| between).sum()
        })
        .collect();
    let mut alone = vec![true; nodes];
    let well_tied =
        |outward: f64, mass: f64, whole: f64| outward >= gamma * mass * (whole - mass) * (1.0 - SMALL);
    let mut order: Vec<u32> = (0..nodes as u32).collect();
    order.shuffle(random);
    let mut sums = Sums::new(nodes);
    for node in order {
        let at = node as usize;
        let whole = whole[community[at] as usize];
        let weight = level.mass[at];
        if !alone[at] || !well_tied(outward[at], weight, whole) {
            continue;
        }
        for (other, between) in level.row(node) {
            if community[other as usize] == community[at] {
                sums.add(part[other as usize], between);
            }
        }
        let mut best = (0.0, node);
        for &p in sums.keys() {
            let gain = sums.get(p) - gamma * weight * mass[p as usize];
            let better = gain > best.0 || gain == best.0 && best.1 != node && p < best.1;
            if better && well_tied(outward[p as usize], mass[p as usize], whole) {
                best = (gain, p);
            }
        }
        let to = best.1;
        if to != node {
            let between = sums.get(to);
            outward[to as usize] += outward[at] - 2.0 * between;
            mass[to as usize] += weight;
            alone[to as usize] = false;
            alone[at] = false;
            part[at] = to;
        }
        sums.clear();
    }
    number(part)
}

/// Numbers communities 0, 1, … in order of their first node.
pub(super) fn number(mut community: Vec<u32>) -> (Vec<u32>, usize) {
    let mut numbers = vec![u32::MAX; community.len()];
    let mut count = 0;
    for c in &mut community {
        let number = &mut numbers[*c as usize];
        if *number == u32::MAX {
            *number = count;
            count += 1;
        }
        *c = *number;
    }
    (community, count as usize)
}
