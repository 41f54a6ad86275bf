//! Where the names of events stand above a timeline: each beside the top of its line, in rows such that no line runs
//! through a name.

/// An event before it is placed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    /// Where its line stands.
    pub(super) x: f64,
    /// The width of its name.
    pub(super) width: f64,
}

/// An event as it is placed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spot {
    /// The row of its name, 0 the uppermost.
    pub(super) row: usize,
    /// The left end of its name.
    pub(super) start: f64,
}

/// Space between a line and a name.
const BESIDE: f64 = 4.0;
/// Space between two names of one row.
const APART: f64 = 8.0;

/// Places the events (in the order of their x) between `left` and `right`; returns their spots and the number of rows.
///
/// Each takes the row nearest to the first one's in which its name meets no other, its line (from its row down to the
/// bars) runs through no name, and no line runs through its name; where there is none, the one with the fewest crossings.
/// Two names never meet.
pub(super) fn place(wishes: &[Wish], left: f64, right: f64) -> (Vec<Spot>, usize) {
    let mut placed: Vec<(i32, f64, f64, f64)> = Vec::new();
    for wish in wishes {
        let (low, high) = placed.iter().fold((0, 0), |(low, high), spot| (low.min(spot.0), high.max(spot.0)));
        let sides = [wish.x + BESIDE, wish.x - BESIDE - wish.width];
        let inside = |start: f64| start >= left && start + wish.width <= right;
        let mut best: Option<(usize, i32, i32, f64)> = None;
        for row in low - 1..=high + 1 {
            for (side, start) in sides.into_iter().enumerate().filter(|(_, start)| inside(*start)) {
                let end = start + wish.width;
                let clashes: usize = placed
                    .iter()
                    .map(|(other, x, from, to)| {
                        let names_meet = *other == row && start < to + APART && *from < end + APART;
                        let own_line_through = *other > row && *from - 1.0 < wish.x && wish.x < to + 1.0;
                        let line_through_own = *other < row && start - 1.0 < *x && *x < end + 1.0;
                        let line_at_name = *other == row && start - 1.0 < *x && *x < end + 1.0;
                        let lines = [own_line_through, line_through_own, line_at_name];
                        // Two names upon each other are worse than any number of lines through names.
                        if names_meet { 1000 } else { lines.into_iter().filter(|clash| *clash).count() }
                    })
                    .sum();
                let cost = (clashes, row.abs() * 2 + side as i32, row, start);
                if best.is_none_or(|best| (cost.0, cost.1, cost.2) < (best.0, best.1, best.2)) {
                    best = Some(cost);
                }
            }
        }
        let (row, start) = match best {
            Some((_, _, row, start)) => (row, start),
            // No side has room: a row of its own above all others.
            None => (low - 1, sides[0].min(right - wish.width).max(left)),
        };
        placed.push((row, wish.x, start, start + wish.width));
    }
    let low = placed.iter().map(|spot| spot.0).min().unwrap_or(0);
    let high = placed.iter().map(|spot| spot.0).max().unwrap_or(0);
    let spots = placed.iter().map(|spot| Spot { row: (spot.0 - low) as usize, start: spot.2 }).collect();
    (spots, if placed.is_empty() { 0 } else { (high - low + 1) as usize })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_later_event_begins_below_a_name_that_it_would_cross() {
        let wishes =
            [Wish { x: 10.0, width: 100.0 }, Wish { x: 50.0, width: 40.0 }, Wish { x: 150.0, width: 40.0 }];
        let (spots, rows) = place(&wishes, 0.0, 300.0);
        assert_eq!(spots.iter().map(|spot| spot.row).collect::<Vec<_>>(), [0, 1, 0]);
        assert_eq!(rows, 2);
    }

    proptest! {
        #[test]
        fn names_of_one_row_do_not_meet(
            events in prop::collection::vec((0.0..800.0f64, 10.0..300.0f64), 0..14),
        ) {
            let mut wishes: Vec<Wish> = events.iter().map(|e| Wish { x: e.0, width: e.1 }).collect();
            wishes.sort_by(|a, b| a.x.total_cmp(&b.x));
            let (spots, rows) = place(&wishes, 0.0, 800.0);
            for (at, spot) in spots.iter().enumerate() {
                prop_assert!(spot.row < rows);
                prop_assert!(spot.start >= 0.0 && spot.start + wishes[at].width <= 800.0);
                for (other, wish) in spots.iter().zip(&wishes).skip(at + 1).filter(|(o, _)| o.row == spot.row) {
                    let apart = spot.start + wishes[at].width <= other.start || other.start + wish.width <= spot.start;
                    prop_assert!(apart, "{spot:?} {other:?}");
                }
            }
        }
    }
}
