//! `citetrace match`.

use super::{Context, Outcome};
use crate::error::{Error, Result};

/// The arguments of `match`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_args: &Args, _context: &mut Context) -> Result<Outcome> {
    Err(Error::argument("`match` is not built yet", "wait"))
}
