//! `followback impact`: what an edit of the rules does to a corpus.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, ValueEnum};
use followback_core::PackFiles;

use crate::console::Console;
use crate::impact::{self, Impact, Plan, Side};
use crate::outcome::Outcome;
use crate::plugins::Installed;
use crate::render::clean::clean;
use crate::{input, packs};

/// Arguments of `impact`.
#[derive(Debug, Args)]
pub(crate) struct ImpactArgs {
    /// The edited pack: a folder, or one rule file; without it, the default rules in this program. It is used without your
    /// settings, and beside the default rules unless it declares a score of its own.
    #[arg(long = "rules", value_name = "PACK")]
    pub(crate) pack: Option<PathBuf>,
    /// What to compare with: a pack, `default` for the default rules in this program, or a revision of git at which the edited
    /// pack is read.
    #[arg(long, value_name = "PACK|REV")]
    pub(crate) base: String,
    /// The profiles to look at: anything that `audit` reads, and files with one profile a line.
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub(crate) corpus: Vec<PathBuf>,
    /// End with 1 when more profiles than this change their band or verdict: a number, or a share such as `5%`.
    #[arg(long, value_name = "N|N%", value_parser = limit)]
    pub(crate) max_flips: Option<Limit>,
    /// How to write it.
    #[arg(long, value_enum, default_value_t = ImpactFormat::Human)]
    pub(crate) format: ImpactFormat,
    /// How many flipped profiles, and profiles that move most, are named.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) top: usize,
    /// How many threads; without this one for each processor.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// The time that ages are counted to; without this the date of the archive, else the clock.
    #[arg(long, value_name = "TIME", value_parser = crate::input::time)]
    pub(crate) now: Option<i64>,
    /// End with 2 when a plugin failed or was not loaded; without this that is told, and what it would say is unknown.
    #[arg(long)]
    pub(crate) strict_plugins: bool,
    /// Write to a file instead of the standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// How to write what an edit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ImpactFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For a pull request.
    Markdown,
}

/// How many profiles may flip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Limit {
    /// So many.
    Count(u64),
    /// So many in a hundred.
    Percent(f64),
}

impl Limit {
    fn holds(self, flips: u64, profiles: u64) -> bool {
        match self {
            Limit::Count(most) => flips <= most,
            Limit::Percent(most) => flips as f64 * 100.0 <= most * profiles as f64,
        }
    }
}

fn limit(text: &str) -> Result<Limit, String> {
    let limit = match text.strip_suffix('%') {
        Some(share) => share.trim().parse().ok().filter(|share| (0.0..=100.0).contains(share)).map(Limit::Percent),
        None => text.parse().ok().map(Limit::Count),
    };
    limit.ok_or_else(|| "a number of profiles, or a share from 0% to 100%".to_owned())
}

pub(crate) fn run(args: &ImpactArgs) -> anyhow::Result<Outcome> {
    let installed = Installed::load()?;
    let schema = installed.schema();
    let clock = input::clock();
    let now = args.now.unwrap_or(clock);
    let after = args.pack.as_deref().map_or_else(|| Ok(packs::default_pack()), |path: &Path| packs::read_pack(path))?;
    let base = impact::base_pack(&args.base, args.pack.as_deref())?;
    let side = |label: String, files: &PackFiles| Side::new(label, files, schema, now);
    let edited = args.pack.as_deref().map_or_else(|| "default".to_owned(), |path| path.display().to_string());
    let jobs = args.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    let plan = Plan { installed: &installed, now: args.now, clock, jobs, kept: args.top };
    let inputs: Vec<&Path> = args.corpus.iter().map(PathBuf::as_path).collect();
    let (base, after) = (side(args.base.clone(), &base)?, side(edited, &after)?);
    if args.strict_plugins {
        installed.insist(&base.required().chain(after.required()).collect())?;
    }
    let impact = Impact::of(base, after, &inputs, &plan)?;
    if let (true, Some(failure)) = (args.strict_plugins, impact.plugins().failures().next()) {
        bail!("{failure}; with `--strict-plugins` nothing is written");
    }
    let text = match args.format {
        ImpactFormat::Human => clean_lines(&impact::human(&impact)),
        ImpactFormat::Markdown => clean_lines(&impact::markdown(&impact)),
        ImpactFormat::Json => format!("{:#}\n", impact::json(&impact)),
    };
    Console::write(args.output.as_deref(), &inputs, &text)?;
    impact.plugins().tell();
    let (errors, unread) = impact.unread();
    for error in errors {
        Console::remark(&format!("error: {}", clean(error)));
    }
    if unread > errors.len() as u64 {
        Console::remark(&format!("and {} more that could not be read", unread - errors.len() as u64));
    }
    let (flips, profiles) = impact.flips();
    if profiles == 0 && unread == 0 {
        Console::remark("note: the corpus holds no profiles");
    }
    if args.max_flips.is_some_and(|limit| !limit.holds(flips, profiles)) {
        Console::remark(&format!("{flips} of {profiles} profiles flip, more than `--max-flips` allows"));
        return Ok(Outcome::No);
    }
    Ok(if unread == 0 { Outcome::Done } else { Outcome::Incomplete })
}

/// Handles and the text of packs are somebody else's.
fn clean_lines(text: &str) -> String {
    crate::render::clean::Cleaned::lines(text).text().to_owned()
}
