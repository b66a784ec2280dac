//! `followback test`: the tests beside the rules of a pack.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::bail;
use followback_core::{Diagnostic, Verdict, glob_matches};
use rayon::prelude::*;

use crate::args::TestArgs;
use crate::console::Console;
use crate::outcome::Outcome;
use crate::packs;
use crate::render::clean::clean;
use crate::render::diagnostics;
use crate::session::Session;

/// The frozen present of tests: nothing in a rule's test depends on the day it runs.
const NOW: i64 = 1_750_000_000;

pub(crate) fn run(args: &TestArgs, console: &Console) -> anyhow::Result<Outcome> {
    let schema = followback_profile::schema();
    let pack = args.pack.as_deref().map_or_else(|| Ok(packs::default_pack()), |path: &Path| packs::read_pack(path))?;
    let (session, first) = Session::for_authors(std::slice::from_ref(&pack), &schema, NOW)?;
    let program = &session.program;
    let wanted: Vec<_> = program
        .rules()
        .iter()
        .filter(|rule| rule.pack >= first)
        .filter(|rule| args.filter.as_deref().is_none_or(|glob| glob_matches(glob, &rule.id)))
        .filter_map(|rule| program.rule(&rule.id))
        .collect();
    if let (Some(glob), true) = (&args.filter, wanted.is_empty()) {
        bail!("no rule of the pack fits `{glob}`");
    }
    let complete = |record: &mut followback_core::Record<'_>| followback_profile::complete(record);
    let results: Vec<_> = wanted
        .par_iter()
        .flat_map_iter(|&rule| program.test_cases(rule, NOW, &complete))
        .map(|case| program.run_test(&case))
        .collect();
    let mut text = String::new();
    if args.verbose {
        for result in &results {
            let word = match result.verdict() {
                Verdict::Passed => "ok",
                Verdict::Failed => "FAILED",
                Verdict::Todo => "todo",
                Verdict::Mended => "MENDED",
            };
            writeln!(text, "{word:6} {}: {}", result.rule, clean(&result.name))?;
        }
    }
    let count = |verdict| results.iter().filter(|r| r.verdict() == verdict).count();
    let failed = results.iter().filter(|r| r.verdict() == Verdict::Failed);
    let failures: Vec<Diagnostic> = failed.filter_map(|r| r.failure.clone()).collect();
    text.push_str(&diagnostics::human(&failures, &session.sources, console.out_style()));
    write!(text, "{} passed, {} failed", count(Verdict::Passed) + count(Verdict::Mended), failures.len())?;
    if count(Verdict::Todo) > 0 {
        write!(text, ", {} todo", count(Verdict::Todo))?;
    }
    text.push('\n');
    Console::print(&text)?;
    Ok(if failures.is_empty() { Outcome::Done } else { Outcome::No })
}
