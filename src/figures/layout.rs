//! Positions for the nodes of a network: ForceAtlas2 with Barnes and Hut's approximation of the repulsion.
//!
//! Repulsion k·(deg(u)+1)(deg(v)+1)/d between all nodes, attraction w·d (or w·ln(1+d)) along ties, gravity towards the middle, and the
//! speed that the nodes' swinging allows. Jacomy, Venturini, Heymann and Bastian 2014,
//! doi:10.1371/journal.pone.0098679; Barnes and Hut 1986, doi:10.1038/324446a0. One iteration takes O(n log n + m). Each
//! node's forces are added up in a fixed order, so the positions are the same for any number of threads.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// Settings of the layout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ForceAtlas {
    /// Where it begins.
    pub seed: u64,
    /// How often the nodes move.
    pub iterations: usize,
    /// k of the repulsion.
    pub scaling: f64,
    /// How strongly all are drawn to the middle.
    pub gravity: f64,
    /// Attraction by the logarithm of the distance: groups stand apart more.
    pub lin_log: bool,
}

impl Default for ForceAtlas {
    fn default() -> Self {
        Self { seed: 1, iterations: 600, scaling: 2.0, gravity: 1.0, lin_log: true }
    }
}

/// How far off a cell must be, against its size, to act as one body.
const OPENING: f64 = 0.9;
/// A cell is not split below this depth; bodies nearer than that act as one.
const DEEPEST: usize = 32;
/// The swinging that is borne, of the paper's speed rule.
const TOLERANCE: f64 = 0.6;

impl ForceAtlas {
    /// The positions of `nodes` nodes. Ties to nodes that are not there and from a node to itself are passed over;
    /// weights count from 0 up.
    pub fn run(&self, nodes: usize, ties: &[(u32, u32, f64)]) -> Vec<(f64, f64)> {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        let spread = (nodes as f64).sqrt() * 10.0;
        let mut at: Vec<(f64, f64)> = (0..nodes)
            .map(|_| {
                let (turn, out) =
                    (random.random::<f64>() * std::f64::consts::TAU, random.random::<f64>().sqrt());
                (turn.cos() * out * spread, turn.sin() * out * spread)
            })
            .collect();
        let heaviest = ties.iter().map(|tie| tie.2).filter(|w| w.is_finite()).fold(0.0, f64::max);
        let mut neighbours: Vec<Vec<(u32, f64)>> = vec![Vec::new(); nodes];
        for &(u, v, weight) in ties {
            let pulls = weight.is_finite() && weight > 0.0 && u != v;
            if pulls && (u as usize) < nodes && (v as usize) < nodes {
                // The root keeps a few heavy ties from pulling all into one point.
                let pull = (weight / heaviest).sqrt();
                neighbours[u as usize].push((v, pull));
                neighbours[v as usize].push((u, pull));
            }
        }
        let mass: Vec<f64> = neighbours.iter().map(|own| own.len() as f64 + 1.0).collect();
        let mut before = vec![(0.0, 0.0); nodes];
        let mut speed = 1.0;
        for _ in 0..self.iterations {
            let tree = Tree::build(&at, &mass);
            let forces: Vec<(f64, f64)> = (0..nodes)
                .into_par_iter()
                .with_min_len(64)
                .map(|node| self.force(node, &at, &mass, &neighbours, &tree))
                .collect();
            let (mut swinging, mut traction) = (0.0, 0.0);
            for node in 0..nodes {
                swinging += mass[node] * distance(forces[node], before[node]);
                traction += mass[node] * length(sum(forces[node], before[node])) / 2.0;
            }
            if swinging > 0.0 {
                let allowed = TOLERANCE * traction / swinging;
                speed = allowed.min(speed * 1.5).max(1e-4);
            }
            for node in 0..nodes {
                let own_swing = mass[node] * distance(forces[node], before[node]);
                let step = speed / (1.0 + (speed * own_swing).sqrt());
                let step = step.min(spread * 0.2 / length(forces[node]).max(1e-12));
                at[node].0 += forces[node].0 * step;
                at[node].1 += forces[node].1 * step;
            }
            before = forces;
        }
        at
    }

    fn force(
        &self,
        node: usize,
        at: &[(f64, f64)],
        mass: &[f64],
        neighbours: &[Vec<(u32, f64)>],
        tree: &Tree,
    ) -> (f64, f64) {
        let here = at[node];
        let mut force = tree.repulsion(here, OPENING);
        let k = self.scaling * mass[node];
        force = (force.0 * k, force.1 * k);
        for (other, pull) in &neighbours[node] {
            let there = at[*other as usize];
            let (dx, dy) = (there.0 - here.0, there.1 - here.1);
            let far = dx.hypot(dy);
            let strength = if self.lin_log { pull * far.ln_1p() / far.max(1e-9) } else { *pull };
            force.0 += dx * strength;
            force.1 += dy * strength;
        }
        let out = length(here).max(1e-9);
        // Gravity grows with the distance, so that parts without a tie to the rest stay near it.
        let hold = self.gravity * mass[node] * 0.02 * (1.0 + out * 0.05) / out;
        (force.0 - here.0 * hold, force.1 - here.1 * hold)
    }
}

fn sum(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0 + b.0, a.1 + b.1)
}

fn length(a: (f64, f64)) -> f64 {
    a.0.hypot(a.1)
}

fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

const NONE: u32 = u32::MAX;

/// One square of the tree.
#[derive(Clone, Copy)]
struct Square {
    middle: (f64, f64),
    half: f64,
    mass: f64,
    /// Centre of mass.
    centre: (f64, f64),
    children: [u32; 4],
    bodies: u32,
}

/// The quadtree over all bodies.
pub(super) struct Tree {
    squares: Vec<Square>,
}

impl Tree {
    pub(super) fn build(at: &[(f64, f64)], mass: &[f64]) -> Self {
        let mut low = (f64::INFINITY, f64::INFINITY);
        let mut high = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for (x, y) in at {
            low = (low.0.min(*x), low.1.min(*y));
            high = (high.0.max(*x), high.1.max(*y));
        }
        let half = ((high.0 - low.0).max(high.1 - low.1) / 2.0).max(1e-9) * 1.001;
        let middle = (f64::midpoint(low.0, high.0), f64::midpoint(low.1, high.1));
        let mut tree = Self { squares: Vec::with_capacity(at.len() * 2 + 1) };
        tree.squares.push(Square::new(middle, half));
        for (place, mass) in at.iter().zip(mass) {
            tree.insert(*place, *mass);
        }
        tree
    }

    fn insert(&mut self, place: (f64, f64), mass: f64) {
        let mut here = 0usize;
        for _ in 0..DEEPEST {
            let square = self.squares[here];
            if square.bodies == 1 {
                // A leaf with one body: that body moves down first.
                let child = self.child(here, square.centre);
                self.squares[child].add(square.centre, square.mass);
            }
            self.squares[here].add(place, mass);
            if square.bodies == 0 {
                return;
            }
            here = self.child(here, place);
        }
        self.squares[here].add(place, mass);
    }

    fn child(&mut self, of: usize, place: (f64, f64)) -> usize {
        let parent = self.squares[of];
        let (right, below) = (place.0 >= parent.middle.0, place.1 >= parent.middle.1);
        let which = usize::from(right) + 2 * usize::from(below);
        if parent.children[which] == NONE {
            let half = parent.half / 2.0;
            let middle = (
                parent.middle.0 + if right { half } else { -half },
                parent.middle.1 + if below { half } else { -half },
            );
            self.squares[of].children[which] = self.squares.len() as u32;
            self.squares.push(Square::new(middle, half));
        }
        self.squares[of].children[which] as usize
    }

    /// Σ mass · (here − there) / d² over all bodies: the push away from them for a body of mass 1.
    pub(super) fn repulsion(&self, here: (f64, f64), opening: f64) -> (f64, f64) {
        let mut force = (0.0, 0.0);
        let mut open = vec![0u32];
        while let Some(at) = open.pop() {
            let square = &self.squares[at as usize];
            let (dx, dy) = (here.0 - square.centre.0, here.1 - square.centre.1);
            let squared = dx * dx + dy * dy;
            let is_leaf = square.children == [NONE; 4];
            if is_leaf || 4.0 * square.half * square.half < opening * opening * squared {
                // The body itself stands at no distance.
                if squared > 1e-18 {
                    let push = square.mass / squared;
                    force.0 += dx * push;
                    force.1 += dy * push;
                }
            } else {
                open.extend(square.children.iter().rev().filter(|child| **child != NONE));
            }
        }
        force
    }
}

impl Square {
    fn new(middle: (f64, f64), half: f64) -> Self {
        Self { middle, half, mass: 0.0, centre: (0.0, 0.0), children: [NONE; 4], bodies: 0 }
    }

    fn add(&mut self, place: (f64, f64), mass: f64) {
        let total = self.mass + mass;
        if self.bodies == 0 {
            self.centre = place;
        } else {
            self.centre.0 += (place.0 - self.centre.0) * mass / total;
            self.centre.1 += (place.1 - self.centre.1) * mass / total;
        }
        self.mass = total;
        self.bodies += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn the_tree_is_near_the_sum_over_all_pairs(
            bodies in prop::collection::vec((-50.0..50.0f64, -50.0..50.0f64, 1.0..9.0f64), 2..60),
        ) {
            let at: Vec<(f64, f64)> = bodies.iter().map(|b| (b.0, b.1)).collect();
            let mass: Vec<f64> = bodies.iter().map(|b| b.2).collect();
            let tree = Tree::build(&at, &mass);
            for here in &at {
                let mut exact = (0.0, 0.0);
                for (there, mass) in at.iter().zip(&mass) {
                    let (dx, dy) = (here.0 - there.0, here.1 - there.1);
                    let squared = dx * dx + dy * dy;
                    if squared > 1e-18 {
                        exact.0 += dx * mass / squared;
                        exact.1 += dy * mass / squared;
                    }
                }
                // Never opened wider than the bodies themselves, the tree is the sum.
                let opened = tree.repulsion(*here, 0.0);
                prop_assert!(distance(opened, exact) <= 1e-9 * (1.0 + length(exact)));
            }
        }

        #[test]
        fn every_position_is_a_number(
            nodes in 0usize..40,
            ties in prop::collection::vec((0u32..50, 0u32..50, -1.0..9.0f64), 0..80),
        ) {
            let at = ForceAtlas { iterations: 60, ..ForceAtlas::default() }.run(nodes, &ties);
            prop_assert_eq!(at.len(), nodes);
            prop_assert!(at.iter().all(|(x, y)| x.is_finite() && y.is_finite()));
        }
    }

    #[test]
    fn two_groups_stand_apart() {
        let mut ties = vec![(0, 10, 1.0)];
        for group in [0u32, 10] {
            for u in 0..10 {
                ties.extend((0..u).map(|v| (group + u, group + v, 1.0)));
            }
        }
        let at = ForceAtlas::default().run(20, &ties);
        let mean = |from: usize| {
            at[from..from + 10].iter().fold((0.0, 0.0), |s, p| (s.0 + p.0 / 10.0, s.1 + p.1 / 10.0))
        };
        let apart = distance(mean(0), mean(10));
        let within = (0..20).map(|u| distance(at[u], mean(u / 10 * 10))).fold(0.0, f64::max);
        assert!(apart > 1.5 * within, "{apart} {within}");
    }

    #[test]
    fn the_same_seed_gives_the_same_positions() {
        let ties: Vec<(u32, u32, f64)> = (1..300u32).map(|u| (u, u / 2, 1.0 + f64::from(u % 3))).collect();
        let layout = ForceAtlas { iterations: 40, ..ForceAtlas::default() };
        let once = layout.run(300, &ties);
        let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        assert_eq!(once, one_thread.install(|| layout.run(300, &ties)));
        assert_ne!(once, ForceAtlas { seed: 2, ..layout }.run(300, &ties));
    }
}
