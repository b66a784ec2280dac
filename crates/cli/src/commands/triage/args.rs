//! The arguments of `triage`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::filter::Wish;
use crate::args::RuleArgs;

#[derive(Debug, Args)]
pub(crate) struct TriageArgs {
    /// Files, folders or patterns such as `exports/*.jsonl`; `-` for the standard input.
    ///
    /// Every format that `audit` reads; of files that hold many profiles all are judged.
    #[arg(value_name = "INPUT", required = true)]
    pub(crate) inputs: Vec<PathBuf>,
    /// Take the format for granted instead of recognising it.
    #[arg(long, value_name = "FORMAT", value_parser = crate::input::format)]
    pub(crate) input_format: Option<followback_profile::Format>,
    /// The time that ages are counted to; without this the clock.
    #[arg(long, value_name = "TIME", value_parser = crate::input::time)]
    pub(crate) now: Option<i64>,
    /// Who looks at the profiles: a TOML file of topics, or a profile; adds relevance and verdict.
    #[arg(long, value_name = "FILE")]
    pub(crate) viewer: Option<PathBuf>,
    /// Only rows that this is true of: `band=ready,gaps`, `verdict=likely`, `rule=bio/*`; `!=` for those it is not true of.
    ///
    /// Alternatives stand behind commas. Given more than once, all have to be true. `rule` asks for findings.
    #[arg(long = "where", value_name = "WISH")]
    pub(crate) wishes: Vec<Wish>,
    /// Only the best N rows, best first: by relevance with a viewer, else by score.
    #[arg(long, value_name = "N")]
    pub(crate) top: Option<usize>,
    /// Write whole reports instead of one short line each.
    #[arg(long)]
    pub(crate) full: bool,
    /// How to write the rows.
    #[arg(long, value_enum, default_value_t = RowFormat::Jsonl)]
    pub(crate) format: RowFormat,
    /// Also write the whole report of each row as a JSON file in this folder, which must be empty or new.
    #[arg(long, value_name = "DIR")]
    pub(crate) report: Option<PathBuf>,
    /// How many threads; without this one for each processor.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// The longest line or record that is read, in bytes; longer ones are skipped and said so.
    #[arg(long, value_name = "BYTES", default_value_t = followback_profile::MAX_RECORD)]
    pub(crate) max_line: usize,
    /// How much of a file of posts is held until its end, in bytes: posts of an account may stand anywhere in it.
    #[arg(long, value_name = "BYTES", default_value_t = 32 << 20)]
    pub(crate) max_gathered: usize,
    /// Write to a file instead of the standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// End with 2 as soon as a plugin fails or is not loaded; without this, what it would say is unknown and the run goes on.
    #[arg(long)]
    pub(crate) strict_plugins: bool,
    /// No progress and no summary.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

/// How to write rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RowFormat {
    /// A JSON object a line.
    Jsonl,
    /// Comma-separated values with a header; findings are in one column, with blanks between them.
    Csv,
}
