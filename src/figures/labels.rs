//! Labels beside discs: by priority, in eight positions, never one upon another, dropped rather than overlapped.
//!
//! The positions are those of cartography (Imhof 1975): right of the disc is best, left below is worst. Each free position is
//! scored by how much of other discs it would cover; one that would hide a disc is taken only by a
//! label that must be shown, and a label without a position is left out. Time O(labels × what
//! stands near).

use hashbrown::HashMap;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Area {
    /// The part that two rectangles share.
    pub fn shared(&self, other: &Self) -> f64 {
        let across = self.right.min(other.right) - self.left.max(other.left);
        let down = self.bottom.min(other.bottom) - self.top.max(other.top);
        if across > 0.0 && down > 0.0 { across * down } else { 0.0 }
    }

    /// Whether `inner` lies within.
    pub fn holds(&self, inner: &Self) -> bool {
        inner.left >= self.left
            && inner.right <= self.right
            && inner.top >= self.top
            && inner.bottom <= self.bottom
    }
}

/// A disc that a label may belong to and that labels should not cover.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disc {
    /// Its middle.
    pub x: f64,
    /// Its middle.
    pub y: f64,
    /// Its radius.
    pub radius: f64,
}

impl Disc {
    /// The part of the disc (as the square about it) that lies under a label.
    fn covered(&self, label: &Area) -> f64 {
        let own = 4.0 * self.radius * self.radius;
        if own > 0.0 { self.area().shared(label) / own } else { 0.0 }
    }

    fn area(&self) -> Area {
        Area {
            left: self.x - self.radius,
            top: self.y - self.radius,
            right: self.x + self.radius,
            bottom: self.y + self.radius,
        }
    }
}

/// A label that wants a place, most important first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wish {
    /// The position of its disc in the list of discs.
    pub disc: usize,
    /// The width of its text.
    pub width: f64,
    /// The height of its text.
    pub height: f64,
    /// Whether it may hide discs of labels without this mark rather than be left out.
    pub must: bool,
}

/// Space between a disc and its label.
const NEAR: f64 = 2.5;
/// Space between two labels.
const APART: f64 = 2.0;
/// The part of another disc that a label may lie over.
const MOST_COVERED: f64 = 0.2;
/// Squares of the grid in which neighbours are looked for.
const SQUARE: f64 = 48.0;

/// For each wish the area of its label, or `None` where it must be left out. Labels lie within `bounds`.
pub fn place(discs: &[Disc], wishes: &[Wish], bounds: Area) -> Vec<Option<Area>> {
    let mut disc_grid = Grid::default();
    for (at, disc) in discs.iter().enumerate() {
        disc_grid.insert(&disc.area(), at);
    }
    let mut musts = vec![false; discs.len()];
    for wish in wishes.iter().filter(|wish| wish.must && wish.disc < discs.len()) {
        musts[wish.disc] = true;
    }
    let mut label_grid = Grid::default();
    let mut placed: Vec<Area> = Vec::new();
    wishes
        .iter()
        .map(|wish| {
            let disc = discs.get(wish.disc)?;
            let mut best: Option<(f64, Area)> = None;
            for (rank, area) in positions(disc, wish.width, wish.height).into_iter().enumerate() {
                if !bounds.holds(&area) {
                    continue;
                }
                let around = Area {
                    left: area.left - APART,
                    top: area.top - APART,
                    right: area.right + APART,
                    bottom: area.bottom + APART,
                };
                if label_grid.near(&around).iter().any(|other| placed[*other].shared(&around) > 0.0) {
                    continue;
                }
                let parts = disc_grid.near(&area).into_iter().filter(|other| *other != wish.disc);
                let parts: Vec<(bool, f64)> = parts.map(|at| (musts[at], discs[at].covered(&area))).collect();
                let hides = |(must, part): &(bool, f64)| *part > MOST_COVERED && (*must || !wish.must);
                if parts.iter().any(hides) {
                    continue;
                }
                let sum: f64 = parts.iter().map(|(_, part)| part).sum();
                let cost = sum + 0.05 * rank as f64;
                if best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, area));
                }
            }
            let (_, area) = best?;
            label_grid.insert(&area, placed.len());
            placed.push(area);
            Some(area)
        })
        .collect()
}

/// Right, left, above, below, then the four corners.
fn positions(disc: &Disc, width: f64, height: f64) -> [Area; 8] {
    let side = disc.radius + NEAR;
    let corner = disc.radius * 0.72 + NEAR * 0.5;
    let at = |left: f64, top: f64| Area { left, top, right: left + width, bottom: top + height };
    let (x, y) = (disc.x, disc.y);
    [
        at(x + side, y - height / 2.0),
        at(x - side - width, y - height / 2.0),
        at(x - width / 2.0, y - side - height),
        at(x - width / 2.0, y + side),
        at(x + corner, y - corner - height),
        at(x + corner, y + corner),
        at(x - corner - width, y - corner - height),
        at(x - corner - width, y + corner),
    ]
}

/// What stands in which squares.
#[derive(Default)]
struct Grid {
    squares: HashMap<(i64, i64), Vec<usize>>,
}

impl Grid {
    fn insert(&mut self, area: &Area, what: usize) {
        for square in squares(area) {
            self.squares.entry(square).or_default().push(what);
        }
    }

    /// What may share a part with `area`, ascending, each once.
    fn near(&self, area: &Area) -> Vec<usize> {
        let mut found: Vec<usize> =
            squares(area).filter_map(|square| self.squares.get(&square)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn squares(area: &Area) -> impl Iterator<Item = (i64, i64)> + use<> {
    let index = |position: f64| (position / SQUARE).floor() as i64;
    let (left, right, top, bottom) =
        (index(area.left), index(area.right), index(area.top), index(area.bottom));
    (left..=right).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOUNDS: Area = Area { left: 0.0, top: 0.0, right: 400.0, bottom: 300.0 };

    proptest! {
        #[test]
        fn no_label_is_upon_another_or_outside(
            at in prop::collection::vec((0.0..400.0f64, 0.0..300.0f64, 1.0..20.0f64, 5.0..120.0f64), 0..80),
        ) {
            let discs: Vec<Disc> = at.iter().map(|d| Disc { x: d.0, y: d.1, radius: d.2 }).collect();
            let wishes: Vec<Wish> =
                at.iter().enumerate().map(|(disc, d)| Wish { disc, width: d.3, height: 13.0, must: false }).collect();
            let placed = place(&discs, &wishes, BOUNDS);
            prop_assert_eq!(placed.len(), wishes.len());
            let areas: Vec<Area> = placed.iter().flatten().copied().collect();
            for (at, area) in areas.iter().enumerate() {
                prop_assert!(BOUNDS.holds(area));
                prop_assert!(areas[at + 1..].iter().all(|other| area.shared(other) == 0.0));
            }
            for (wish, area) in wishes.iter().zip(&placed) {
                let Some(area) = area else { continue };
                let others = discs.iter().enumerate().filter(|(at, _)| *at != wish.disc);
                for (_, disc) in others {
                    prop_assert!(disc.covered(area) <= MOST_COVERED);
                }
            }
        }
    }

    #[test]
    fn the_first_wish_gets_the_right_side() {
        let discs = [Disc { x: 100.0, y: 100.0, radius: 5.0 }];
        let placed = place(&discs, &[Wish { disc: 0, width: 50.0, height: 10.0, must: false }], BOUNDS);
        assert_eq!(placed, [Some(Area { left: 107.5, top: 95.0, right: 157.5, bottom: 105.0 })]);
    }

    #[test]
    fn what_finds_no_place_is_left_out() {
        let discs = [Disc { x: 100.0, y: 100.0, radius: 5.0 }];
        let wishes = [
            Wish { disc: 0, width: 500.0, height: 10.0, must: false },
            Wish { disc: 7, width: 5.0, height: 10.0, must: false },
        ];
        assert_eq!(place(&discs, &wishes, BOUNDS), [None, None]);
    }
}
