//! Which sources a sampled measure searches from.

use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::Settings;
use crate::error::{Error, Result};

/// The nodes in the random order of `settings.seed`, cut to the most that `settings.samples` allows (all without it). Time
/// and memory O(n).
///
/// # Errors
/// Fewer than two samples (they have no variance), an error that is not positive.
pub(super) fn sources(nodes: usize, settings: &Settings) -> Result<Vec<u32>> {
    check(nodes, settings)?;
    let mut sources: Vec<u32> = (0..nodes as u32).collect();
    sources.shuffle(&mut ChaCha8Rng::seed_from_u64(settings.seed));
    sources.truncate(settings.samples.unwrap_or(nodes));
    Ok(sources)
}

/// Refuses what [`sources`] refuses.
pub(super) fn check(nodes: usize, settings: &Settings) -> Result<()> {
    let most = settings.samples.unwrap_or(nodes);
    if most < 2 && nodes > 2 {
        return Err(Error::argument(
            format!("{most} samples have no standard error"),
            "give `--samples` 2 or more (100 to 1000 are usual)",
        ));
    }
    if settings.error.is_some_and(|e| !e.is_finite() || e <= 0.0) {
        return Err(Error::argument("the error must be above 0", "give `--error` as a share, as 0.05"));
    }
    Ok(())
}
