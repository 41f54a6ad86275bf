//! Breadth-first search level by level, from any number of nodes along one direction of a graph, on all cores.
//!
//! The front is kept in order of number and pushes to its neighbours: a node not reached before is reached through the
//! first of the front, the one with the lowest number, that has it as a neighbour. What is reached is a bit for each
//! node, which stays in the cache, and the next front is read off these bits, in order without sorting. No branch
//! depends on whether a node is new, since the processor could not foretell it.
//!
//! On several threads the front is cut into parts of about as many edges each, and a part notes what it finds in bits of
//! its own. The first part also marks it at once; the others do so afterwards, where no earlier part has found the node.
//! So the answer is that of one thread.
//!
//! Time O(n / 64 + m) over the rows of what is reached; memory 4 n bytes, n / 4 bits for each thread and, on several
//! threads, 8 bytes for each node of the largest level.
//!
//! There is no search from below (Beamer, Asanović and Patterson, Direction-optimizing breadth-first search, SC 2012):
//! in a citation graph the front never holds the most of the citations left. From eight papers of one with 2,000,000
//! papers it would look at 61 million citations where this looks at 69 million.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use rayon::prelude::*;

use super::csr::Csr;
use crate::memory::prefetch;

/// A part of the front has at least this many edges; in the tests a small front is parted too.
const PART: usize = if cfg!(test) { 2 } else { 1 << 14 };
/// The edges of this many nodes of the front are estimated, and go to one part, together.
const COUNTED: usize = if cfg!(test) { 1 } else { 256 };
/// One in so many of these is looked at for it.
const SHARE: usize = 16;
/// A part notes this many nodes before it hands them on.
const AT_ONCE: usize = 1024;
/// So many of what parts have noted one thread marks at least.
const HANDED: usize = 1 << 13;
/// Rows are fetched this far ahead of their use, and their bounds twice as far.
const AHEAD: usize = 16;
/// A level with fewer nodes than this share of all is sorted; the others are read off the bits.
const SPARSE: usize = 512;
/// The bits of this many words are read by one thread.
const WORDS: usize = 1024;
/// So many numbers one thread fills at least.
const FILLED: usize = 1 << 16;

/// Takes nodes with their marks.
type Hand<'h> = dyn FnMut(&[(u32, u32)]) + 'h;

/// What is reached so far.
pub(crate) struct Levels<'g> {
    rows: &'g Csr,
    /// A bit for each node that is reached.
    reached: Vec<u64>,
    /// What is new in a level.
    fresh: Vec<u64>,
    parts: Vec<Part>,
    marks: Vec<AtomicU32>,
}

/// What one part of the front sees.
struct Part {
    /// A bit for each node that is reached, and for what the part finds. Between levels that of the first is right.
    seen: Vec<u64>,
    /// What it finds, of the first part only as long as that is little.
    noted: Vec<(u32, u32)>,
    /// How many it finds.
    count: usize,
}

impl Part {
    fn clear(&mut self) {
        self.noted.clear();
        self.count = 0;
    }
}

impl<'g> Levels<'g> {
    /// Begins at `sources`, which are in the graph. They are marked as `blank`, and so is what is not reached.
    pub(crate) fn new(rows: &'g Csr, sources: &[u32], blank: u32) -> Self {
        let mut reached = vec![0; rows.nodes().div_ceil(64)];
        for &source in sources {
            reached[source as usize / 64] |= 1 << (source % 64);
        }
        let marks = if blank == 0 {
            vec![0; rows.nodes()].into_iter().map(AtomicU32::new).collect()
        } else {
            let blanks = rayon::iter::repeat_n(blank, rows.nodes()).with_min_len(FILLED);
            blanks.map(AtomicU32::new).collect()
        };
        let first = Part { seen: reached.clone(), noted: Vec::new(), count: 0 };
        Self { rows, fresh: vec![0; reached.len()], reached, parts: vec![first], marks }
    }

    /// The mark with which `node` was reached.
    #[inline]
    pub(crate) fn mark(&self, node: u32) -> u32 {
        self.marks[node as usize].load(Relaxed)
    }

    /// The marks of all nodes.
    pub(crate) fn into_marks(self) -> Vec<u32> {
        self.marks.into_iter().map(AtomicU32::into_inner).collect()
    }

    /// One level. The front is what `order` holds from `front` on, ascending; what is reached from it is added to
    /// `order`, ascending, with the mark `mark(place, node)` of the lowest node of the front that has an edge to it that
    /// `takes(node, neighbour)`. The place is that in `order`.
    pub(crate) fn step(
        &mut self,
        order: &mut Vec<u32>,
        front: usize,
        mark: impl Fn(usize, u32) -> u32 + Sync,
        takes: impl Fn(u32, u32) -> bool + Sync,
    ) {
        let ranges = self.ranges(order, front);
        let push = |range: &Range<usize>, seen: &mut [u64], hand: &mut Hand| {
            let front = &order[range.clone()];
            push(self.rows, front, seen, |at| mark(range.start + at, front[at]), &takes, hand);
        };
        let (marks, sparse) = (&self.marks, self.rows.nodes() / SPARSE);
        self.parts.resize_with(ranges.len().max(self.parts.len()), || Part {
            seen: self.reached.clone(),
            noted: Vec::new(),
            count: 0,
        });
        let parts = &mut self.parts[..ranges.len()];
        // The first part has what it finds for certain.
        let first = |part: &mut Part, range: &Range<usize>| {
            part.clear();
            push(range, &mut part.seen, &mut |some| {
                for (at, &(node, mark)) in some.iter().enumerate() {
                    if let Some(&(later, _)) = some.get(at + AHEAD) {
                        prefetch(marks, later as usize);
                    }
                    marks[node as usize].store(mark, Relaxed);
                }
                part.count += some.len();
                if part.count < sparse {
                    part.noted.extend_from_slice(some);
                }
            });
        };
        let later = |part: &mut Part, range: &Range<usize>| {
            part.clear();
            part.seen.copy_from_slice(&self.reached);
            push(range, &mut part.seen, &mut |some| {
                part.count += some.len();
                part.noted.extend_from_slice(some);
            });
        };
        if let [range] = &ranges[..] {
            first(&mut parts[0], range);
        } else {
            parts.par_iter_mut().zip(&ranges).enumerate().for_each(|(number, (part, range))| {
                if number == 0 { first(part, range) } else { later(part, range) }
            });
        }
        let (parts, reached) = (&self.parts[..ranges.len()], &self.reached);
        let count: usize = parts.iter().map(|part| part.count).sum();
        if count < sparse {
            mark_the_rest(parts, marks);
            let found = parts.iter().flat_map(|part| &part.noted).map(|(node, _)| *node).collect();
            self.enter(order, found);
        } else {
            let fresh = &mut self.fresh;
            let work = (|| mark_the_rest(parts, marks), || tell_fresh(fresh, parts, reached));
            let ((), counts) = rayon::join(work.0, work.1);
            self.read_off(order, &counts);
        }
    }

    /// The front in parts of about as many edges each: places in `order`.
    fn ranges(&self, order: &[u32], front: usize) -> Vec<Range<usize>> {
        let threads = rayon::current_num_threads();
        let whole = front..order.len();
        if threads == 1 {
            return vec![whole];
        }
        // Some nodes of a block tell about the others: to look at all takes a tenth of the time of pushing them.
        let edges_of = |some: &[u32]| {
            let looked_at = &some[..some.len().div_ceil(SHARE)];
            let edges: usize = looked_at.iter().map(|node| self.rows.range(*node).len()).sum();
            edges * some.len() / looked_at.len()
        };
        let blocks = order[front..].chunks(COUNTED).enumerate().map(|(block, some)| {
            if let Some(&later) = order.get(front + (block + 2) * COUNTED) {
                self.rows.prefetch_bounds(later);
            }
            edges_of(some)
        });
        let counts: Vec<usize> = blocks.collect();
        let edges: usize = counts.iter().sum();
        let parts = threads.min(edges / PART);
        if parts < 2 {
            return vec![whole];
        }
        let mut ranges = Vec::with_capacity(parts);
        let (mut start, mut so_far) = (front, 0);
        for (number, count) in counts.into_iter().enumerate() {
            so_far += count;
            let end = (front + (number + 1) * COUNTED).min(order.len());
            if so_far * parts >= edges * (ranges.len() + 1) || end == order.len() {
                ranges.push(start..end);
                start = end;
            }
        }
        ranges
    }

    /// Takes a few nodes for the next front.
    fn enter(&mut self, order: &mut Vec<u32>, mut found: Vec<u32>) {
        found.sort_unstable();
        found.dedup();
        for &node in &found {
            let (word, bit) = (node as usize / 64, 1 << (node % 64));
            self.reached[word] |= bit;
            self.parts[0].seen[word] |= bit;
        }
        order.extend(found);
    }

    /// Takes for the next front what is fresh; `counts` says how many nodes each block of words has.
    fn read_off(&mut self, order: &mut Vec<u32>, counts: &[usize]) {
        let before = order.len();
        grow(order, counts.iter().sum());
        let mut rest = &mut order[before..];
        let mut slices = Vec::with_capacity(counts.len());
        for &count in counts {
            let (slice, behind) = rest.split_at_mut(count);
            slices.push(slice);
            rest = behind;
        }
        let words = self.reached.par_chunks_mut(WORDS).zip(self.parts[0].seen.par_chunks_mut(WORDS));
        let blocks = self.fresh.par_chunks(WORDS).zip(words).zip(slices).enumerate();
        blocks.for_each(|(block, ((fresh, (reached, seen)), slice))| {
            for ((fresh, reached), seen) in fresh.iter().zip(&mut *reached).zip(seen) {
                *reached |= fresh;
                *seen = *reached;
            }
            let mut places = slice.iter_mut();
            for (at, &word) in fresh.iter().enumerate() {
                let mut left = word;
                while left != 0 {
                    if let Some(place) = places.next() {
                        *place = ((block * WORDS + at) * 64) as u32 + left.trailing_zeros();
                    }
                    left &= left - 1;
                }
            }
        });
    }
}

/// Marks what the later parts have found: what several have is the first one's.
fn mark_the_rest(parts: &[Part], marks: &[AtomicU32]) {
    parts.par_iter().enumerate().skip(1).for_each(|(number, part)| {
        part.noted.par_chunks(HANDED).for_each(|some| {
            for (at, &(node, mark)) in some.iter().enumerate() {
                if let Some(&(later, _)) = some.get(at + AHEAD) {
                    prefetch(marks, later as usize);
                }
                if !parts[..number].iter().any(|earlier| has(&earlier.seen, node)) {
                    marks[node as usize].store(mark, Relaxed);
                }
            }
        });
    });
}

/// Writes down what any part has found, and how much that is in each block of words.
fn tell_fresh(fresh: &mut [u64], parts: &[Part], reached: &[u64]) -> Vec<usize> {
    let blocks = fresh.par_chunks_mut(WORDS).zip(reached.par_chunks(WORDS)).enumerate();
    let told = blocks.map(|(block, (fresh, reached))| {
        fresh.fill(0);
        for part in parts {
            for (fresh, seen) in fresh.iter_mut().zip(&part.seen[block * WORDS..]) {
                *fresh |= seen;
            }
        }
        for (fresh, reached) in fresh.iter_mut().zip(reached) {
            *fresh &= !reached;
        }
        fresh.iter().map(|word| word.count_ones() as usize).sum()
    });
    told.collect()
}

/// Adds `more` zeros on all cores, so that these share the work of getting new memory from the system.
pub(crate) fn grow(numbers: &mut Vec<u32>, more: usize) {
    numbers.par_extend(rayon::iter::repeat_n(0, more).with_min_len(FILLED));
}

fn has(bits: &[u64], node: u32) -> bool {
    bits[node as usize / 64] >> (node % 64) & 1 == 1
}

/// Hands on what the nodes of `front` have as neighbours and is not `seen` yet, with the mark of the first that has it.
fn push(
    rows: &Csr,
    front: &[u32],
    seen: &mut [u64],
    mark: impl Fn(usize) -> u32,
    takes: impl Fn(u32, u32) -> bool,
    hand: &mut Hand,
) {
    let mut noted = [(0, 0); AT_ONCE];
    let mut count = 0;
    for (at, &node) in front.iter().enumerate() {
        if let Some(&later) = front.get(at + 2 * AHEAD) {
            rows.prefetch_bounds(later);
        }
        if let Some(&later) = front.get(at + AHEAD) {
            rows.prefetch_row(later);
        }
        let mark = mark(at);
        for some in rows.row(node).chunks(AT_ONCE / 2) {
            if count + some.len() > AT_ONCE {
                hand(&noted[..count]);
                count = 0;
            }
            for &neighbour in some {
                let word = &mut seen[neighbour as usize / 64];
                let bit = u64::from(takes(node, neighbour)) << (neighbour % 64);
                let is_new = bit & !*word != 0;
                *word |= bit;
                noted[count] = (neighbour, mark);
                count += usize::from(is_new);
            }
        }
    }
    hand(&noted[..count]);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::graph::Graph;
    use proptest::prelude::*;

    /// Level by level: the nodes and, for each, the lowest of the level before that has an edge to it.
    type Found = Vec<Vec<(u32, u32)>>;

    fn by_levels(graph: &Graph, sources: &[u32], takes: impl Fn(u32, u32) -> bool + Sync) -> Found {
        let mut levels = Levels::new(graph.reference_rows(), sources, 0);
        let (mut order, mut front) = (sources.to_vec(), 0);
        let mut found = Vec::new();
        loop {
            let behind = order.len();
            levels.step(&mut order, front, |place, node| node + 1000 * place as u32, &takes);
            if order.len() == behind {
                return found;
            }
            let through = |&node: &u32| {
                let (mark, placed) = (levels.mark(node), order[..behind].iter().enumerate().skip(front));
                let mut marks = placed.map(|(place, &from)| (from + 1000 * place as u32, from));
                marks.find(|marked| marked.0 == mark).map_or((node, u32::MAX), |marked| (node, marked.1))
            };
            found.push(order[behind..].iter().map(through).collect());
            front = behind;
        }
    }

    fn by_sets(edges: &[(u32, u32)], sources: &[u32]) -> Found {
        let mut reached: BTreeSet<u32> = sources.iter().copied().collect();
        let mut front = reached.clone();
        let mut found = Vec::new();
        while !front.is_empty() {
            let to: BTreeSet<u32> = edges.iter().filter(|e| front.contains(&e.0)).map(|e| e.1).collect();
            let new: BTreeSet<u32> = to.difference(&reached).copied().collect();
            let lowest = |node: u32| {
                edges.iter().filter(|e| e.1 == node && front.contains(&e.0)).map(|e| e.0).min().unwrap()
            };
            found.push(new.iter().map(|&node| (node, lowest(node))).collect());
            reached.extend(&new);
            front = new;
        }
        found.pop();
        found
    }

    fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
    }

    proptest! {
        #[test]
        fn levels_are_those_of_the_definition_on_any_number_of_threads(
            // In the larger graph small levels are sorted, in the smaller one all are read off the bits.
            (nodes, edges) in prop_oneof![Just(90u32), Just(900u32)].prop_flat_map(|nodes| {
                (Just(nodes), prop::collection::vec((0..nodes, 0..nodes), 0..900))
            }),
            sources in prop::collection::btree_set(0u32..90, 1..20),
            left_out in 2u32..9,
        ) {
            let graph = Graph::directed(nodes as usize, &edges, None).0;
            let sources: Vec<u32> = sources.into_iter().collect();
            let takes = |from: u32, to: u32| !(from + to).is_multiple_of(left_out);
            let taken: Vec<_> = edges.into_iter().filter(|e| takes(e.0, e.1)).collect();
            let expected = by_sets(&taken, &sources);
            for threads in [1, 2, 3, 8] {
                let found = on_threads(threads, || by_levels(&graph, &sources, takes));
                prop_assert_eq!(&found, &expected, "{} threads", threads);
            }
        }
    }

    #[test]
    fn a_row_longer_than_what_is_noted_at_once_is_read_whole() {
        let wide = 5 * AT_ONCE as u32;
        let edges: Vec<(u32, u32)> = (2..wide).flat_map(|to| [(0, to), (1, to)]).collect();
        let graph = Graph::directed(wide as usize, &edges, None).0;
        for threads in [1, 2] {
            let found = on_threads(threads, || by_levels(&graph, &[0, 1], |_, to| !to.is_multiple_of(3)));
            let expected: Vec<(u32, u32)> =
                (2..wide).filter(|to| !to.is_multiple_of(3)).map(|to| (to, 0)).collect();
            assert_eq!(found, [expected]);
        }
    }
}
