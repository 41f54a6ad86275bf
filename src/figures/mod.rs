//! Floor 8: one file a figure over a shared canvas, layout, labels and palette.
//!
//! A figure is plain data that its caller fills: it draws a table and computes nothing but positions. Every figure has a
//! title, a line that names its base (N), a source line, and `<title>`, `<desc>` and `role="img"` for those who can't
//! see it. The same data gives the same bytes.
//!
//! A new figure is one new file with a `KIND` and one line in [`KINDS`].
//!
//! ```
//! use citetrace::figures::{Caption, Figure, ranking::{Item, Ranking}};
//! let ranking = Ranking {
//!     caption: Caption { title: "Papers by country".into(), base: "N = 12 papers".into(), ..Caption::default() },
//!     value_name: "papers".into(),
//!     items: vec![Item { name: "Norway".into(), value: Some(12.0), watch_listed: false }],
//! };
//! assert!(ranking.svg()?.contains("<title>Norway: 12 papers</title>"));
//! # Ok::<(), citetrace::Error>(())
//! ```

pub mod axis;
pub mod canvas;
pub mod fitting;
pub mod flow;
pub mod frame;
pub mod from_corpus;
pub mod funnel;
pub mod labels;
pub mod layout;
pub mod mainpath;
pub mod matrix;
pub mod network;
pub mod palette;
mod pdf;
pub mod ranking;
pub mod raster;
pub mod table;
#[cfg(test)]
mod tests;
pub mod text;
pub mod timeline;

use std::path::Path;

pub use frame::Caption;
pub use raster::{Fonts, write, write_with};
pub use table::Table;

use self::from_corpus::View;
use crate::error::{Error, Result};

/// What every figure can do.
pub trait Figure {
    /// The figure as SVG text.
    ///
    /// # Errors
    /// Where the data contradicts itself (a count above its base) or a number is not finite.
    fn svg(&self) -> Result<String>;
}

/// Reads a figure's data from a table.
pub type FromTable = fn(&Table, Caption) -> Result<Box<dyn Figure>>;

/// Counts a figure's data in a corpus.
pub type FromCorpus = fn(&View, Caption) -> Result<Box<dyn Figure>>;

/// One kind of figure, as `draw --figure` names it.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The name on the command line and in study files.
    pub name: &'static str,
    /// What it shows.
    pub about: &'static str,
    /// The columns of the table that it draws; those in brackets may lack.
    pub columns: &'static str,
    /// Reads the figure's data from such a table.
    pub from_table: FromTable,
    /// Counts the figure's data in a corpus, where it shows one without a study.
    pub from_corpus: Option<FromCorpus>,
}

/// All figures.
pub const KINDS: &[Kind] =
    &[funnel::KIND, timeline::KIND, flow::KIND, network::KIND, matrix::KIND, ranking::KIND, mainpath::KIND];

/// The figure of that name.
///
/// # Errors
/// When there is none; the message lists those that there are.
pub fn kind(name: &str) -> Result<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name).ok_or_else(|| {
        let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        Error::argument(format!("there is no figure `{name}`"), format!("choose one of {}", names.join(", ")))
    })
}

/// Refuses a path that no figure can be written to: called before any work is done.
///
/// # Errors
/// When the ending is none of `.svg`, `.png` and `.pdf`.
pub fn check_path(path: &Path) -> Result<()> {
    raster::Ending::of(path).map(|_| ())
}
