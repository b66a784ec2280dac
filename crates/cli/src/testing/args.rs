//! The arguments of `followback test`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
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
    /// How to write the results.
    #[arg(long, value_enum, default_value_t = TestFormat::Human)]
    pub(crate) format: TestFormat,
    /// Write the results to a file instead of the standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write nothing beside the results, and let a `todo` that holds fail: for CI.
    #[arg(long, conflicts_with_all = ["review", "accept"], help_heading = "Snapshots")]
    pub(crate) check: bool,
    /// Show each snapshot that is new, changed or without a fixture, and ask for a key.
    #[arg(long, conflicts_with = "accept", help_heading = "Snapshots")]
    pub(crate) review: bool,
    /// Take over all snapshots that are new or changed, and remove those without a fixture.
    #[arg(long, help_heading = "Snapshots")]
    pub(crate) accept: bool,
    /// Change the rules in small ways, one after the other, and show which changes no test notices.
    #[arg(long, conflicts_with_all = ["check", "review", "accept", "show", "lines", "lcov"], help_heading = "Mutation")]
    pub(crate) mutate: bool,
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
    /// End with 1 when less is covered, or fewer of the changes of `--mutate` are noticed, in percent.
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

/// How to write the results of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For CI services.
    Junit,
}
