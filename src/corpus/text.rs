//! Tables on a terminal, without borders, so that they read without colour and in a pipe.

use comfy_table::{Table, presets};

/// A table with its header; columns after the first are set to the right where they hold numbers.
pub(super) fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header);
    table
}
