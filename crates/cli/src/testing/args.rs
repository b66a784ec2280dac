//! The arguments of `followback test`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// The pack to test, beside the default rules unless it declares a score of its own; without one, the default rules.
    #[arg(value_name = "PACK")]
    pub(crate) pack: Option<PathBuf>,
    /// Run only what fits, `*` standing for anything: a rule by its id, a fixture by `profiles/NAME`.
    #[arg(long, value_name = "GLOB")]
    pub(crate) filter: Option<String>,
    /// Name every test, and everything that was covered.
    #[arg(short, long)]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) coverage: CoverageArgs,
}

/// What of the coverage to show.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Coverage")]
pub(crate) struct CoverageArgs {
    /// Show what of the rules the tests have seen: each test of a condition true, false and unknown, each level, list and
    /// `supersedes` at work.
    #[arg(long = "coverage")]
    pub(crate) show: bool,
    /// Show it in the lines of the rule files, too.
    #[arg(long = "coverage-lines")]
    pub(crate) lines: bool,
    /// Write it for editors and CI services, in the format of lcov.
    #[arg(long = "coverage-lcov", value_name = "FILE")]
    pub(crate) lcov: Option<PathBuf>,
    /// End with 1 when less is covered, in percent.
    #[arg(long, value_name = "N", value_parser = percent)]
    pub(crate) min: Option<f64>,
}

impl CoverageArgs {
    /// Whether anybody asks for the coverage.
    pub(crate) fn wanted(&self) -> bool {
        self.show || self.lines || self.lcov.is_some() || self.min.is_some()
    }
}

/// Parses `--min`.
fn percent(text: &str) -> Result<f64, String> {
    let percent: Option<f64> = text.trim_end_matches('%').parse().ok();
    percent.filter(|n| (0.0..=100.0).contains(n)).ok_or_else(|| "a number from 0 to 100".to_owned())
}
