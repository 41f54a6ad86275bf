//! The control: a program with the allocator of src/memory.rs that does what its argument says. `run` must see each of
//! the errors reported, and no error in `sound`.

use std::alloc::{GlobalAlloc as _, Layout};
use std::hint::black_box;

use memory::LargePages;

#[global_allocator]
static MEMORY: LargePages = LargePages;

/// Large enough that large pages are asked for.
const SIZE: usize = 8 << 20;

fn main() {
    let told = std::env::args().nth(1).unwrap_or_default();
    let layout = Layout::from_size_align(SIZE, 8).expect("a layout");
    // SAFETY: only of `sound`; the others break the promises on purpose.
    unsafe {
        let block = LargePages.alloc_zeroed(layout);
        match told.as_str() {
            "read-past-the-end" => drop(black_box(*black_box(block.add(SIZE)))),
            "write-before-the-start" => *black_box(block.sub(1)) = 7,
            "read-after-free" => {
                LargePages.dealloc(block, layout);
                black_box(*black_box(block));
                return;
            }
            "free-twice" => LargePages.dealloc(black_box(block), layout),
            "read-where-it-stood" => {
                let moved = LargePages.realloc(block, layout, 16 * SIZE);
                black_box(*black_box(block));
                LargePages.dealloc(moved, Layout::from_size_align(16 * SIZE, 8).expect("a layout"));
                return;
            }
            "sound" => sound(),
            _ => std::process::exit(2),
        }
        LargePages.dealloc(block, layout);
    }
}

/// Vectors of all sizes that grow, shrink and go, on four threads; hints that point anywhere.
fn sound() {
    let work = |thread: usize| {
        let mut kept: Vec<Vec<u64>> = Vec::new();
        for round in 0..40 {
            let length = (thread + 1) << (round % 20);
            let mut cells = vec![0u64; length];
            cells[length - 1] = round as u64;
            cells.extend(0..length as u64 / 2);
            assert_eq!((cells[length - 1], cells.len()), (round as u64, length + length / 2));
            cells.truncate(length / 3 + 1);
            cells.shrink_to_fit();
            for at in [0, cells.len(), cells.len() + SIZE, usize::MAX] {
                memory::prefetch(&cells, at);
            }
            kept.push(cells);
            if kept.len() > 5 {
                kept.remove(round % 5);
            }
        }
    };
    std::thread::scope(|scope| (0..4).for_each(|thread| drop(scope.spawn(move || work(thread)))));
}
