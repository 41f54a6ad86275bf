//! `citetrace cluster`.

use super::{Context, Outcome};
use crate::error::{Error, Result};

/// The arguments of `cluster`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_args: &Args, _context: &mut Context) -> Result<Outcome> {
    Err(Error::argument("`cluster` is not built yet", "wait"))
}
