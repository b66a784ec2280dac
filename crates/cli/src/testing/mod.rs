//! `followback test`: the tests beside the rules of a pack, what they cover, and the profiles that lie with it.

mod args;
mod coverage;
mod diff;
mod fixtures;
mod mutation;
mod report;
mod review;
mod run;
mod settle;

use std::path::Path;

use crate::console::Console;
use crate::outcome::Outcome;
use crate::render::Style;
use args::TestFormat;
use report::{TestReport, human, junit};
use run::Run;
use settle::settle;

pub(crate) use args::TestArgs;

/// Runs the tests and says what came of them.
pub(crate) fn run(args: &TestArgs, console: &Console) -> anyhow::Result<Outcome> {
    if args.mutate {
        return mutation::run(args);
    }
    let mut run = Run::new(args)?;
    let settled = settle(args, &mut run, console)?;
    let report = TestReport::new(&run, settled);
    let style = if args.output.is_some() { Style::PLAIN } else { console.out_style() };
    let text = match args.format {
        TestFormat::Human => human(&run, &report, args, style),
        TestFormat::Json => report.json()?,
        TestFormat::Junit => junit(&report),
    };
    write(args, args.output.as_deref(), &text)?;
    if let (Some(coverage), Some(path)) = (&run.coverage, &args.coverage.lcov) {
        write(args, Some(path), &coverage::lcov(coverage, &run.session.sources))?;
    }
    let covered = match (&run.coverage, args.coverage.min) {
        (Some(coverage), Some(min)) => coverage::reaches(coverage, min),
        _ => true,
    };
    // A known gap that is none any more is good news while one works, and has to be seen before it is forgotten.
    let forgotten = args.check && report.summary.mended > 0;
    Ok(if report.summary.failed == 0 && covered && !forgotten { Outcome::Done } else { Outcome::No })
}

/// Writes a result. It may lie in the folder of the pack, but not in the place of what the pack is made of.
fn write(args: &TestArgs, output: Option<&Path>, text: &str) -> anyhow::Result<()> {
    let of_packs = |path: &Path| path.extension().is_some_and(|e| ["toml", "txt", "snap"].iter().any(|own| e == *own));
    let pack = args.pack.as_deref().filter(|_| output.is_some_and(of_packs));
    Console::write(output, &pack.into_iter().collect::<Vec<_>>(), text)
}
