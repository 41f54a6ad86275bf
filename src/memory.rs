//! What the program tells the memory system: that large blocks want large pages, and which cell is needed next.
//!
//! This is the one file with `unsafe`. It pays: a sweep over a citation graph reads and writes an array of 8 or 16 bytes a
//! paper at random, and with pages of 4 KB almost every access to an array of some megabytes must also look up where its
//! page is. Under Linux with transparent large pages on request (`madvise`, the usual setting) [`LargePages`] asks for
//! pages of 2 MB: on 2 million papers and 26.5 million citations PageRank and the path counts take half the time,
//! building the graph two thirds (`benches/RESULTS.md`). A prefetch hides what is left of the waiting where the order of
//! access is known beforehand.
//!
//! Why it is sound. The allocator hands every call to the system's own with the arguments that it got, so its promises
//! are those of [`System`]; `madvise(MADV_HUGEPAGE)` changes neither the contents nor the rights of a page, its range
//! lies in pages that the block touches, and whether it succeeds is of no matter. A prefetch is a hint that never
//! faults, whatever the address, and the address is computed without a claim that it lies inside the slice.
//! `bash tests/memory/run` runs all of it under AddressSanitizer and under valgrind, beside errors made on purpose that
//! they must report.

#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};

/// Blocks from this size on ask for large pages.
const LEAST: usize = 4 << 20;

/// The system's allocator, which asks for large pages for large blocks. The program installs it:
///
/// ```
/// #[global_allocator]
/// static MEMORY: citetrace::memory::LargePages = citetrace::memory::LargePages;
/// assert_eq!(vec![7u64; 1 << 20].iter().sum::<u64>(), 7 << 20);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct LargePages;

// SAFETY: every call is handed on to `System` unchanged; `advise` neither reads nor writes the block.
unsafe impl GlobalAlloc for LargePages {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the promises that `System` asks for.
        let block = unsafe { System.alloc(layout) };
        advise(block, layout.size());
        block
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as in `alloc`.
        let block = unsafe { System.alloc_zeroed(layout) };
        advise(block, layout.size());
        block
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: `block` came from `System` with this layout, since all blocks do.
        let block = unsafe { System.realloc(block, layout, size) };
        advise(block, size);
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as in `realloc`.
        unsafe { System.dealloc(block, layout) }
    }
}

/// Asks for large pages under a large block.
#[inline]
fn advise(block: *mut u8, size: usize) {
    #[cfg(all(target_os = "linux", not(miri)))]
    if size >= LEAST && !block.is_null() {
        const PAGE: usize = 4096;
        let into_page = block.addr() % PAGE;
        // SAFETY: the range begins at a page's start and covers pages of the block alone; the advice changes nothing
        // that a program can read, and an error is of no matter.
        unsafe {
            libc::madvise(block.wrapping_sub(into_page).cast(), into_page + size, libc::MADV_HUGEPAGE);
        }
    }
    #[cfg(not(all(target_os = "linux", not(miri))))]
    let _ = (block, size);
}

/// Says that `cells[at]` is needed soon; nothing happens where `at` is past the end.
#[inline(always)]
pub fn prefetch<T>(cells: &[T], at: usize) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    // SAFETY: a prefetch never faults; `wrapping_add` makes no claim about the address.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(cells.as_ptr().wrapping_add(at).cast());
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    let _ = (cells, at);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_every_size_keep_what_is_written() {
        for size in [1, 4096, LEAST - 1, LEAST, 3 * LEAST + 5] {
            let layout = Layout::from_size_align(size, 8).unwrap();
            let grown = Layout::from_size_align(2 * size, 8).unwrap();
            // SAFETY: each block is used inside its size and freed once with the layout that it has.
            unsafe {
                let block = LargePages.alloc_zeroed(layout);
                assert!(!block.is_null() && *block.add(size - 1) == 0);
                *block = 7;
                *block.add(size - 1) = 9;
                let block = LargePages.realloc(block, layout, 2 * size);
                assert_eq!((*block.add(size - 1), size == 1 || *block == 7), (9, true));
                LargePages.dealloc(block, grown);
            }
        }
    }

    #[test]
    fn a_prefetch_may_point_anywhere() {
        for at in [0, 2, 3, 1 << 40, usize::MAX] {
            prefetch(&[1u64, 2, 3], at);
        }
    }
}
