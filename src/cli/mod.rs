//! Floor 10: one file a command: its arguments and the one library call it makes.
//!
//! A command returns an [`Outcome`]; only this file prints. Data goes to stdout, talk to stderr.

mod args;
mod check;
mod cluster;
mod completions;
mod describe;
mod draw;
mod export;
mod flag;
mod graph_input;
mod ingest;
mod interrupt;
mod mainpath;
mod r#match;
mod rank;
mod review;
mod run;
mod synth;
mod trace;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use args::whole;

use crate::error::{Error, Result};
use crate::progress::{self, Timings};
use crate::whole::{Together, write_file};

/// From bibliographic exports to who builds on whom, with the evidence for every step.
#[derive(Debug, Parser)]
#[command(name = "citetrace", version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

/// The options that every command takes.
#[derive(Clone, Debug, Args)]
pub struct Globals {
    /// Print a machine-readable summary (JSON) on stdout
    #[arg(long, global = true, help_heading = "Options of every command")]
    pub json: bool,
    /// Write the seconds of each stage to this file
    #[arg(long, global = true, help_heading = "Options of every command", value_name = "FILE.json")]
    pub timings: Option<PathBuf>,
    /// Number of threads [default: all cores]; the results are the same for any number
    #[arg(
        long,
        global = true,
        help_heading = "Options of every command",
        value_name = "N",
        value_parser = whole::<usize>,
        allow_negative_numbers = true,
    )]
    pub threads: Option<usize>,
    /// Seed for everything random
    #[arg(
        long,
        global = true,
        help_heading = "Options of every command",
        value_name = "N",
        default_value_t = Globals::SEED,
        value_parser = whole::<u64>,
        allow_negative_numbers = true,
    )]
    pub seed: u64,
    /// No progress and no talk on stderr but errors
    #[arg(long, global = true, help_heading = "Options of every command")]
    pub quiet: bool,
}

impl Globals {
    /// The seed that is used unless another is given.
    pub const SEED: u64 = 1;
}

/// Beyond this, threads only cost memory.
const MOST_THREADS: usize = 4096;

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a whole study: from its records to the report
    Run(run::Args),
    /// Read exports into a corpus
    Ingest(ingest::Args),
    /// Say what a corpus holds and what it lacks
    Describe(describe::Args),
    /// Find institutions and countries in affiliation texts
    Match(r#match::Args),
    /// Apply the rules of a study to a corpus
    Flag(flag::Args),
    /// Combine reviewers' decisions and measure their agreement
    Review(review::Args),
    /// Follow flagged papers downstream
    Trace(trace::Args),
    /// Rank the nodes of a network by one or more measures
    Rank(rank::Args),
    /// Find the communities of a network
    Cluster(cluster::Args),
    /// Weigh citations by search paths and find the main paths
    Mainpath(mainpath::Args),
    /// Draw one figure
    Draw(draw::Args),
    /// Write a network for another program
    Export(export::Args),
    /// Make a synthetic bibliography or graph with its truth
    Synth(synth::Args),
    /// Audit typed claims against known sets
    Check(check::Args),
    /// Print shell completions
    Completions(completions::Args),
    /// Print the manual page
    Man,
}

/// What a command hands back to be printed.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The machine-readable summary, printed with `--json`.
    pub summary: serde_json::Value,
    /// The text for people, printed without `--json`.
    pub text: String,
    /// How many inputs were rejected; with `strict` any makes the exit code 3.
    pub rejected: u64,
    /// Whether `--strict` was given.
    pub strict: bool,
}

/// What every command gets beside its own arguments.
#[derive(Debug)]
pub struct Context {
    /// The options that every command takes.
    pub globals: Globals,
    /// Seconds for each stage; a command ends its stages here.
    pub timings: Timings,
}

impl Cli {
    /// Runs the command and prints its outcome. Exit codes: 0 done, 1 the run failed, 2 the arguments or the study
    /// file are wrong, 3 done but some input was rejected and `--strict` was given.
    pub fn main(self) -> ExitCode {
        progress::set_quiet(self.globals.quiet);
        interrupt::watch();
        match self.run() {
            Ok(code) => code,
            Err(error) => {
                report(&error);
                ExitCode::from(error.exit_code())
            }
        }
    }

    fn run(self) -> Result<ExitCode> {
        if let Some(threads) = self.globals.threads {
            if threads == 0 {
                return Err(Error::argument("--threads 0 leaves nobody to work", "give 1 or more"));
            }
            if threads > MOST_THREADS {
                return Err(Error::argument(
                    format!("--threads {threads} is more than any machine runs"),
                    format!("give {MOST_THREADS} or fewer; one for each core is best"),
                ));
            }
            rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build_global()
                .map_err(|e| Error::Broken(format!("the threads could not be started: {e}")))?;
        }
        let mut context = Context { globals: self.globals, timings: Timings::default() };
        // Several files of one command appear at its end: one that fails or is stopped leaves none of them.
        let together = Together::begin();
        let outcome = match self.command {
            Command::Run(args) => run::run(&args, &mut context),
            Command::Ingest(args) => ingest::run(&args, &mut context),
            Command::Describe(args) => describe::run(&args, &mut context),
            Command::Match(args) => r#match::run(&args, &mut context),
            Command::Flag(args) => flag::run(&args, &mut context),
            Command::Review(args) => review::run(&args, &mut context),
            Command::Trace(args) => trace::run(&args, &mut context),
            Command::Rank(args) => rank::run(&args, &mut context),
            Command::Cluster(args) => cluster::run(&args, &mut context),
            Command::Mainpath(args) => mainpath::run(&args, &mut context),
            Command::Draw(args) => draw::run(&args, &mut context),
            Command::Export(args) => export::run(&args, &mut context),
            Command::Synth(args) => synth::run(&args, &mut context),
            Command::Check(args) => check::run(&args, &mut context),
            Command::Completions(args) => Ok(completions::run(&args)),
            Command::Man => completions::man(),
        }?;
        if let Some(path) = &context.globals.timings {
            let seconds: serde_json::Map<String, serde_json::Value> =
                context.timings.stages().iter().map(|(name, s)| (name.clone(), (*s).into())).collect();
            write_file(path, |out| Ok(serde_json::to_writer_pretty(out, &seconds)?))?;
        }
        together.finish()?;
        print(&outcome, context.globals.json);
        Ok(ExitCode::from(if outcome.strict && outcome.rejected > 0 { 3 } else { 0 }))
    }
}

/// Prints the outcome on stdout. A reader that closed the pipe has seen what it wanted: no error.
fn print(outcome: &Outcome, json: bool) {
    let text = if json { format!("{:#}\n", outcome.summary) } else { outcome.text.clone() };
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Prints the error once, with what caused it.
fn report(error: &Error) {
    let mut err = std::io::stderr().lock();
    let _ = writeln!(err, "citetrace: {error}");
}
