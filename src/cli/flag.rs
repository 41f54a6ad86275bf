//! `citetrace flag`.

use super::{Context, Outcome};
use crate::error::{Error, Result};

/// The arguments of `flag`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_args: &Args, _context: &mut Context) -> Result<Outcome> {
    Err(Error::argument("`flag` is not built yet", "wait"))
}
