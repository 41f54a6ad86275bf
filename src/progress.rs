//! Progress of long work: a bar on a terminal after a second, nothing in a pipe or with `--quiet`; stage timings.

use std::io::{IsTerminal as _, Write as _};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

static QUIET: AtomicBool = AtomicBool::new(false);

/// The bars that are shown, each on a line of its own.
static BARS: LazyLock<MultiProgress> =
    LazyLock::new(|| MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10)));

/// Switches all progress off (the program's `--quiet`).
pub fn set_quiet(quiet: bool) {
    QUIET.store(quiet, Ordering::Relaxed);
}

/// Whether talk on stderr is switched off.
pub fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// Says one line on stderr, unless all talk is switched off.
pub fn say(text: &str) {
    if !is_quiet() {
        // Nobody listens: no error.
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }
}

/// How long work goes on before its bar is shown.
const UNSEEN: Duration = Duration::from_secs(1);
/// How often a bar that is shown is drawn anew.
const REDRAWN: Duration = Duration::from_millis(200);

/// A bar over `length` steps with an estimate of the time left, shown on a terminal once a second has passed.
pub fn bar(what: impl Into<std::borrow::Cow<'static, str>>, length: u64) -> ProgressBar {
    let template = "{msg} {wide_bar} {pos}/{len}, {eta} left";
    shown_later(ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden()), template, what)
}

/// So few items are gone through in less than a second.
const FEW: usize = 1 << 16;
/// After so many items the bar moves.
const STEP: usize = 1 << 10;

/// The items under a bar that goes when they are gone through; few are left alone.
pub fn shown<T>(
    what: impl Into<std::borrow::Cow<'static, str>>,
    items: impl ExactSizeIterator<Item = T>,
) -> impl Iterator<Item = T> {
    let bar = match items.len() {
        0..FEW => ProgressBar::hidden(),
        length => bar(what, length as u64),
    };
    items.enumerate().map(move |(at, item)| {
        if at % STEP == 0 {
            bar.set_position(at as u64);
        }
        item
    })
}

/// A bar over the bytes of a file; of a pipe, whose length is not known, it counts them.
pub fn bytes(what: impl Into<std::borrow::Cow<'static, str>>, length: Option<u64>) -> ProgressBar {
    let template = match length {
        Some(_) => "{msg} {wide_bar} {bytes}/{total_bytes}, {eta} left",
        None => "{msg} {bytes}",
    };
    shown_later(ProgressBar::with_draw_target(length, ProgressDrawTarget::hidden()), template, what)
}

fn shown_later(
    bar: ProgressBar,
    template: &str,
    what: impl Into<std::borrow::Cow<'static, str>>,
) -> ProgressBar {
    if is_quiet() || !std::io::stderr().is_terminal() {
        return bar;
    }
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = bar.with_style(style).with_message(what).with_finish(ProgressFinish::AndClear);
    let waiting = bar.downgrade();
    // Where no thread can be had, the bar stays hidden.
    let _ = std::thread::Builder::new().name("progress".to_owned()).spawn(move || {
        std::thread::sleep(UNSEEN);
        if let Some(bar) = waiting.upgrade().filter(|bar| !bar.is_finished()) {
            BARS.add(bar.clone()).enable_steady_tick(REDRAWN);
        }
    });
    bar
}

/// Seconds for each stage of a run, in the order in which the stages ran.
#[derive(Debug)]
pub struct Timings {
    stages: Vec<(String, f64)>,
    since: Instant,
}

impl Default for Timings {
    fn default() -> Self {
        Self { stages: Vec::new(), since: Instant::now() }
    }
}

impl Timings {
    /// Ends a stage: what passed since the last call (or the start) is its time.
    pub fn stage(&mut self, name: impl Into<String>) {
        let now = Instant::now();
        self.stages.push((name.into(), (now - self.since).as_secs_f64()));
        self.since = now;
    }

    /// The stages with their seconds.
    pub fn stages(&self) -> &[(String, f64)] {
        &self.stages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_all_there() {
        for length in [0, 1, FEW - 1, FEW + STEP + 1] {
            assert!(shown("items", 0..length).eq(0..length));
        }
    }
}
