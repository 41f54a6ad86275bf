//! Ctrl-C: what is half written is removed before the program ends.

/// Waits for an interruption beside the work. Exit code 130 for Ctrl-C, 143 for a request to end, as shells have it.
#[cfg(unix)]
pub(super) fn watch() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    // Where the system takes no handler, an interruption ends the program as it always did.
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
    let waiting = std::thread::Builder::new().name("interrupt".to_owned());
    let _ = waiting.spawn(move || {
        if let Some(signal) = signals.forever().next() {
            let _abandoned = crate::whole::abandon();
            std::process::exit(128 + signal);
        }
    });
}

/// Elsewhere an interruption ends the program as the system has it.
#[cfg(not(unix))]
pub(super) fn watch() {}
