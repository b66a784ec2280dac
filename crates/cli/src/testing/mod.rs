//! `followback test`: the tests beside the rules of a pack, what they cover, and the profiles that lie with it.

mod args;
mod coverage;
mod run;

use std::fmt::Write as _;

use followback_core::{Diagnostic, Verdict};

use crate::console::Console;
use crate::outcome::Outcome;
use crate::render::clean::clean;
use crate::render::diagnostics;
use run::Run;

pub(crate) use args::TestArgs;

/// Runs the tests and says what came of them.
pub(crate) fn run(args: &TestArgs, console: &Console) -> anyhow::Result<Outcome> {
    let run = Run::new(args)?;
    let mut text = String::new();
    if args.verbose {
        for result in &run.tests {
            let word = match result.verdict() {
                Verdict::Passed => "ok",
                Verdict::Failed => "FAILED",
                Verdict::Todo => "todo",
                Verdict::Mended => "MENDED",
            };
            writeln!(text, "{word:6} {}: {}", result.rule, clean(&result.name))?;
        }
    }
    let count = |verdict| run.tests.iter().filter(|r| r.verdict() == verdict).count();
    let failed = run.tests.iter().filter(|r| r.verdict() == Verdict::Failed);
    let failures: Vec<Diagnostic> = failed.filter_map(|r| r.failure.clone()).collect();
    text.push_str(&diagnostics::human(&failures, &run.session.sources, console.out_style()));
    let sources = &run.session.sources;
    if let Some(coverage) = &run.coverage {
        if args.coverage.lines {
            text.push_str(&coverage::lines(coverage, sources));
        }
        if args.coverage.show || args.coverage.min.is_some() {
            text.push_str(&coverage::human(coverage, sources, args.verbose));
        }
        if let Some(path) = &args.coverage.lcov {
            Console::write(Some(path), &[], &coverage::lcov(coverage, sources))?;
        }
    }
    write!(text, "{} passed, {} failed", count(Verdict::Passed) + count(Verdict::Mended), failures.len())?;
    if count(Verdict::Todo) > 0 {
        write!(text, ", {} todo", count(Verdict::Todo))?;
    }
    text.push('\n');
    Console::print(&text)?;
    let covered = match (&run.coverage, args.coverage.min) {
        (Some(coverage), Some(min)) => coverage::reaches(coverage, min),
        _ => true,
    };
    Ok(if failures.is_empty() && covered { Outcome::Done } else { Outcome::No })
}
