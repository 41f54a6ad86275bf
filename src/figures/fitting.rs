//! From a layout's positions to places on the sheet: turned so that the longer side lies flat, scaled to the field, then
//! pushed apart until no node lies upon another.

use hashbrown::HashMap;

use super::labels::{Area, Disc};

/// How much more one axis may be stretched than the other; distances of a layout are only roughly meant.
const MOST_STRETCH: f64 = 1.5;
/// Places the nodes with the given radii in `field`, at least `apart` from each other where there is room. The positions
/// are turned, scaled and pushed apart.
pub fn into_field(positions: &[(f64, f64)], radii: &[f64], field: Area, apart: f64) -> Vec<Disc> {
    let turned = flat(positions);
    let most = radii.iter().copied().fold(0.0, f64::max);
    let room = (field.right - field.left - 2.0 * most, field.bottom - field.top - 2.0 * most);
    let bounds = |axis: fn(&(f64, f64)) -> f64| {
        let low = turned.iter().map(axis).fold(f64::INFINITY, f64::min);
        let high = turned.iter().map(axis).fold(f64::NEG_INFINITY, f64::max);
        (low, high)
    };
    let (x_low, x_high) = bounds(|p| p.0);
    let (y_low, y_high) = bounds(|p| p.1);
    let wanted =
        |low: f64, high: f64, room: f64| if high - low > 1e-9 { room / (high - low) } else { f64::INFINITY };
    let (across, down) = (wanted(x_low, x_high, room.0), wanted(y_low, y_high, room.1));
    let least = across.min(down);
    let scale = |own: f64| if least.is_finite() { own.min(least * MOST_STRETCH) } else { 1.0 };
    let (across, down) = (scale(across), scale(down));
    let middle = (f64::midpoint(field.left, field.right), f64::midpoint(field.top, field.bottom));
    let centre = (f64::midpoint(x_low, x_high), f64::midpoint(y_low, y_high));
    let mut discs: Vec<Disc> = turned
        .iter()
        .zip(radii)
        .map(|((x, y), radius)| Disc {
            x: middle.0 + (x - centre.0) * across,
            y: middle.1 + (y - centre.1) * down,
            radius: *radius,
        })
        .collect();
    push_apart(&mut discs, field, apart);
    discs
}

/// The positions turned so that their longest spread lies along x.
fn flat(positions: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let n = positions.len().max(1) as f64;
    let mean = positions.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0 / n, s.1 + p.1 / n));
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for (x, y) in positions {
        let (dx, dy) = (x - mean.0, y - mean.1);
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
    }
    let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
    let (sin, cos) = angle.sin_cos();
    positions
        .iter()
        .map(|(x, y)| {
            let (dx, dy) = (x - mean.0, y - mean.1);
            (dx * cos + dy * sin, dy * cos - dx * sin)
        })
        .collect()
}

/// Moves overlapping discs away from each other, a little each round, until none overlap or the rounds are used up.
fn push_apart(discs: &mut [Disc], field: Area, apart: f64) {
    let widest = discs.iter().map(|disc| disc.radius).fold(0.0, f64::max);
    let square = 2.0 * widest + apart;
    let index = |disc: &Disc| ((disc.x / square).floor() as i64, (disc.y / square).floor() as i64);
    for round in 0..300 {
        let mut grid: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
        for (at, disc) in discs.iter().enumerate() {
            grid.entry(index(disc)).or_default().push(at);
        }
        let mut moved = false;
        for at in 0..discs.len() {
            let (column, row) = index(&discs[at]);
            let mut near: Vec<usize> = (column - 1..=column + 1)
                .flat_map(|x| (row - 1..=row + 1).map(move |y| (x, y)))
                .filter_map(|square| grid.get(&square))
                .flatten()
                .copied()
                .filter(|other| *other > at)
                .collect();
            near.sort_unstable();
            for other in near {
                let (dx, dy) = (discs[other].x - discs[at].x, discs[other].y - discs[at].y);
                let far = dx.hypot(dy);
                let needs = discs[at].radius + discs[other].radius + apart;
                if far >= needs - 1e-6 {
                    continue;
                }
                moved = true;
                // Two nodes in one place part in a direction that hangs on their numbers.
                let turn = (at * 7 + other * 13 + round) as f64;
                let (ux, uy) = if far > 1e-9 { (dx / far, dy / far) } else { (turn.cos(), turn.sin()) };
                let push = (needs - far) / 2.0 * 1.02;
                // The smaller node gives way more.
                let heavier = discs[at].radius / (discs[at].radius + discs[other].radius);
                discs[at].x -= ux * push * 2.0 * (1.0 - heavier);
                discs[at].y -= uy * push * 2.0 * (1.0 - heavier);
                discs[other].x += ux * push * 2.0 * heavier;
                discs[other].y += uy * push * 2.0 * heavier;
            }
        }
        for disc in discs.iter_mut() {
            disc.x = disc.x.min(field.right - disc.radius).max(field.left + disc.radius);
            disc.y = disc.y.min(field.bottom - disc.radius).max(field.top + disc.radius);
        }
        if !moved {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FIELD: Area = Area { left: 10.0, top: 20.0, right: 610.0, bottom: 420.0 };

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn nodes_lie_in_the_field_and_not_upon_one_another(
            nodes in prop::collection::vec((-5.0..5.0f64, -5.0..5.0f64, 2.0..12.0f64), 1..60),
        ) {
            let positions: Vec<(f64, f64)> = nodes.iter().map(|n| (n.0, n.1)).collect();
            let radii: Vec<f64> = nodes.iter().map(|n| n.2).collect();
            let discs = into_field(&positions, &radii, FIELD, 2.0);
            for (at, disc) in discs.iter().enumerate() {
                prop_assert!(disc.x - disc.radius >= FIELD.left - 1e-9 && disc.x + disc.radius <= FIELD.right + 1e-9);
                prop_assert!(disc.y - disc.radius >= FIELD.top - 1e-9 && disc.y + disc.radius <= FIELD.bottom + 1e-9);
                for other in &discs[at + 1..] {
                    let far = (disc.x - other.x).hypot(disc.y - other.y);
                    prop_assert!(far >= disc.radius + other.radius, "{disc:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn one_node_stands_in_the_middle() {
        let discs = into_field(&[(3.0, 4.0)], &[5.0], FIELD, 2.0);
        assert_eq!(discs, [Disc { x: 310.0, y: 220.0, radius: 5.0 }]);
    }
}
