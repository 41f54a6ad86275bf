//! `citetrace completions` and `citetrace man`: what clap knows of the command line, for shells and for `man`.

use clap::CommandFactory as _;

use super::{Cli, Outcome};
use crate::error::{Error, Result};

/// The arguments of `completions`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell to print for
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "citetrace", &mut script);
    plain(&script)
}

pub(super) fn man() -> Result<Outcome> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page).map_err(Error::io("citetrace.1", "write"))?;
    Ok(plain(&page))
}

fn plain(bytes: &[u8]) -> Outcome {
    let text = String::from_utf8_lossy(bytes).into_owned();
    Outcome { summary: serde_json::json!({ "text": text }), text, ..Outcome::default() }
}
