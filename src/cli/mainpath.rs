//! `citetrace mainpath`.

use super::{Context, Outcome};
use crate::error::{Error, Result};

/// The arguments of `mainpath`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_args: &Args, _context: &mut Context) -> Result<Outcome> {
    Err(Error::argument("`mainpath` is not built yet", "wait"))
}
