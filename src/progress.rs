//! Progress of long work: a bar on a terminal after a second, nothing in a pipe or with `--quiet`; stage timings.

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

static QUIET: AtomicBool = AtomicBool::new(false);

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

/// A bar over `length` steps with an estimate of the time left; hidden during its first second.
pub fn bar(what: &'static str, length: u64) -> ProgressBar {
    if is_quiet() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr_with_hz(5));
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}, {eta} left");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        .with_message(what)
        .with_elapsed(Duration::ZERO)
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
