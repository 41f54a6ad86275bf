//! `citetrace draw`.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::json;

use super::args::{People, whole};
use super::{Context, Outcome};
use crate::corpus::store;
use crate::error::{Error, Result};
use crate::figures::from_corpus::View;
use crate::figures::network::Network;
use crate::figures::{self, Caption, Figure, Fonts, Table};
use crate::graph::{Counting, NetworkName};
use crate::places::watch::{WatchList, WatchMatcher};

/// The arguments of `draw`.
#[derive(Debug, clap::Args)]
#[command(after_help = tables())]
pub(super) struct Args {
    /// A corpus folder, or a table (.csv, .parquet) that a command wrote
    #[arg(value_name = "CORPUS|TABLE")]
    input: PathBuf,
    /// The figure: funnel, timeline, flow, network, matrix, ranking or mainpath
    #[arg(long, value_name = "F")]
    figure: String,
    /// The file to write
    #[arg(long, value_name = "FILE.svg|png|pdf")]
    out: PathBuf,
    /// The heading
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The line under the heading: what N is
    #[arg(long, value_name = "TEXT")]
    base: Option<String>,
    /// The line at the foot: where the data comes from
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// A font for letters that DejaVu Sans lacks; may be repeated
    #[arg(long, value_name = "FILE.ttf|otf|ttc")]
    font: Vec<PathBuf>,
    /// Of a corpus: citation, coauthors, institutions, countries, cocitation or coupling [default: institutions; matrix: countries]
    #[arg(long, value_name = "NAME")]
    network: Option<NetworkName>,
    /// Of a corpus: what a joint paper adds to a pair: full, fractional or newman
    #[arg(long, value_name = "HOW", default_value = Counting::Full.as_str())]
    counting: Counting,
    /// Of a corpus: mark institutions that this list names, at any date; may be repeated
    #[arg(long, value_name = "FILE.csv")]
    watch_list: Vec<PathBuf>,
    /// Of a corpus: whether authors are called by pseudonym or by name
    #[arg(long, value_enum, default_value_t = People::Pseudonyms)]
    people: People,
    /// Of a corpus: how many nodes of a network are drawn
    #[arg(
        long,
        value_name = "N",
        default_value_t = Network::MOST_NODES,
        value_parser = whole::<usize>,
        allow_negative_numbers = true,
    )]
    most: usize,
}

/// The columns of each figure's table, for the help.
fn tables() -> String {
    let mut text = "Columns of the tables ([..] may lack):\n".to_owned();
    for kind in figures::KINDS {
        let _ = writeln!(text, "  {:<9} {}", kind.name, kind.columns);
    }
    text
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Outcome> {
    figures::check_path(&args.out)?;
    let kind = figures::kind(&args.figure)?;
    let mut fonts = Fonts::with_system();
    for font in &args.font {
        fonts.add_file(font)?;
    }
    let caption = Caption {
        title: args.title.clone().unwrap_or_default(),
        base: args.base.clone().unwrap_or_default(),
        source: args.source.clone().unwrap_or_default(),
    };
    let figure: Box<dyn Figure> = if args.input.is_dir() {
        let Some(from_corpus) = kind.from_corpus else {
            return Err(Error::argument(
                format!("`{}` is not drawn from a corpus", kind.name),
                format!("give a table with the columns {}", kind.columns),
            ));
        };
        let lists = args.watch_list.iter().map(|path| WatchList::read(path)).collect::<Result<Vec<_>>>()?;
        let watch = (!lists.is_empty()).then(|| WatchMatcher::new(&lists));
        let corpus = store::read(&args.input)?;
        let usual = if kind.name == "matrix" { NetworkName::Countries } else { NetworkName::Institutions };
        let view = View {
            corpus: &corpus,
            network: args.network.unwrap_or(usual),
            counting: args.counting,
            watch: watch.as_ref(),
            names: args.people == People::Names,
            seed: context.globals.seed,
            most_nodes: args.most,
        };
        from_corpus(&view, caption)?
    } else {
        let mut caption = caption;
        if caption.title.is_empty() {
            caption.title = args.input.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        }
        (kind.from_table)(&Table::read(&args.input)?, caption)?
    };
    context.timings.stage("read");
    let svg = figure.svg()?;
    context.timings.stage("draw");
    let warnings = figures::write_with(&svg, &args.out, &fonts)?;
    context.timings.stage("write");
    let mut text = format!("{} written to {}\n", kind.name, args.out.display());
    for warning in &warnings {
        let _ = writeln!(text, "warning: {warning}");
    }
    let summary = json!({ "figure": kind.name, "out": args.out.display().to_string(), "warnings": warnings });
    Ok(Outcome { summary, text, ..Outcome::default() })
}
