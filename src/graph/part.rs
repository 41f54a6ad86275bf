//! The rows of one part of a graph, made while the part is in the cache: a counting sort by source, then each row sorted.

use super::rows;

/// What belongs to a part: the ends of its rows, their targets and what the edges carry.
pub(super) struct Part<'a, W> {
    /// The first source.
    pub(super) first: u32,
    /// How many edges stand before the part.
    pub(super) begin: u64,
    pub(super) offsets: &'a mut [u64],
    pub(super) targets: &'a mut [u32],
    pub(super) weights: &'a mut [W],
}

/// What was seen in sorted rows.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    /// How many targets equal the one before them in their row.
    pub(super) repeated: u64,
    /// Whether every target is below its source.
    pub(super) falling: bool,
}

impl Default for Seen {
    fn default() -> Self {
        Self { repeated: 0, falling: true }
    }
}

impl Seen {
    /// What was seen here or there.
    pub(super) fn with(self, other: Self) -> Self {
        Self { repeated: self.repeated + other.repeated, falling: self.falling && other.falling }
    }
}

/// Where a part is laid aside; used again for the next one.
#[derive(Default)]
pub(super) struct Aside<W> {
    next: Vec<u32>,
    targets: Vec<u32>,
    weights: Vec<W>,
    long_row: Vec<(u32, W)>,
}

impl<W: Copy + Default> Aside<W> {
    /// Puts the edges of `part` in order of their source, whose number inside the part `sources` tells edge by edge.
    /// Edges of one source keep their order.
    pub(super) fn by_source(&mut self, sources: &[u16], part: &mut Part<W>) {
        let next = &mut self.next;
        next.clear();
        next.resize(part.offsets.len() + 1, 0);
        for &source in sources {
            next[usize::from(source) + 1] += 1;
        }
        for at in 0..part.offsets.len() {
            next[at + 1] += next[at];
            part.offsets[at] = part.begin + u64::from(next[at + 1]);
        }
        self.targets.clear();
        self.targets.extend_from_slice(part.targets);
        self.weights.clear();
        self.weights.extend_from_slice(part.weights);
        for ((&source, &target), &weight) in sources.iter().zip(&self.targets).zip(&self.weights) {
            let slot = &mut next[usize::from(source)];
            part.targets[*slot as usize] = target;
            part.weights[*slot as usize] = weight;
            *slot += 1;
        }
    }

    /// Sorts each row of `part`; equal edges keep their order.
    pub(super) fn sort(&mut self, part: &mut Part<W>) -> Seen {
        let mut seen = Seen::default();
        let mut start = 0;
        for (source, end) in (part.first..).zip(&*part.offsets) {
            let end = (end - part.begin) as usize;
            let row = &mut part.targets[start..end];
            rows::sort(row, &mut part.weights[start..end], &mut self.long_row);
            seen.repeated += row.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64;
            seen.falling &= row.last().is_none_or(|&last| last < source);
            start = end;
        }
        seen
    }
}
