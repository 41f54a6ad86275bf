//! The program: reads the command line, runs one command, prints its result or one readable report of its error.

use std::process::ExitCode;

use clap::Parser as _;

#[global_allocator]
static MEMORY: citetrace::memory::LargePages = citetrace::memory::LargePages;

fn main() -> ExitCode {
    citetrace::cli::Cli::parse().main()
}
