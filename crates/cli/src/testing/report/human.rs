//! The results of a run for people.

use std::fmt::Write as _;

use followback_core::{Diagnostic, Verdict};

use super::{Summary, TestReport, word};
use crate::render::clean::clean;
use crate::render::{Style, diagnostics};
use crate::testing::args::TestArgs;
use crate::testing::coverage;
use crate::testing::diff::diff;
use crate::testing::fixtures::State;
use crate::testing::run::Run;

/// What failed and why, what changed, what was covered, and how many.
pub(crate) fn human(run: &Run, report: &TestReport, args: &TestArgs, style: Style) -> String {
    let mut text = String::new();
    if args.verbose {
        names(&mut text, run);
    }
    let sources = &run.session.sources;
    let failed = run.tests.iter().filter(|result| result.verdict() == Verdict::Failed);
    let mut failures: Vec<Diagnostic> = failed.filter_map(|result| result.failure.clone()).collect();
    for result in run.tests.iter().filter(|result| result.verdict() == Verdict::Mended) {
        let message = format!("`{}`, test `{}`: it holds, although it is marked `todo`", result.rule, result.name);
        failures.push(Diagnostic::warning("failed-test", result.span, message).help("take `todo` out of it"));
    }
    let faults =
        run.fixtures.iter().filter_map(|f| if let State::Faulty(fault) = &f.state { Some(fault) } else { None });
    failures.extend(faults.cloned());
    text.push_str(&diagnostics::human(&failures, sources, style));
    snapshots(&mut text, run, args, style);
    if let Some(coverage) = &run.coverage {
        if args.coverage.lines {
            text.push_str(&coverage::lines(coverage, sources));
        }
        if args.coverage.show || args.coverage.min.is_some() {
            text.push_str(&coverage::human(coverage, sources, args.verbose));
        }
    }
    summary(&mut text, report.summary);
    text
}

fn names(text: &mut String, run: &Run) {
    for result in &run.tests {
        let todo = result.todo.as_ref().map_or(String::new(), |reason| format!(" (todo: {reason})"));
        let line = format!("{:7} {}: {}{todo}", word(result.verdict()), result.rule, result.name);
        let _ = writeln!(text, "{}", clean(&line));
    }
    for fixture in &run.fixtures {
        let word = match &fixture.state {
            State::Same => "passed",
            State::Changed(change) if change.old.is_some() => "changed",
            State::Changed(_) => "new",
            State::Faulty(_) => "failed",
        };
        let _ = writeln!(text, "{word:7} {}", clean(&fixture.id()));
    }
}

fn snapshots(text: &mut String, run: &Run, args: &TestArgs, style: Style) {
    let changes = run.changes();
    for change in &changes {
        match &change.old {
            Some(old) => {
                let _ = writeln!(text, "{}: the snapshot says otherwise", clean(&change.file));
                text.push_str(&diff(&format!("{old}\n"), &format!("{}\n", change.new), style));
            }
            None => {
                let _ = writeln!(text, "{}: there is no snapshot yet", clean(&change.file));
            }
        }
        text.push('\n');
    }
    for stray in &run.strays {
        let _ = writeln!(text, "{}: {}\n", clean(&stray.file), clean(&stray.problem));
    }
    if !changes.is_empty() || !run.strays.is_empty() {
        let pack = args.pack.as_ref().map_or(String::new(), |pack| format!(" {}", pack.display()));
        let _ = writeln!(
            text,
            "`followback test{pack} --review` shows them one by one, `--accept` takes over all and removes what has no fixture\n"
        );
    }
}

fn summary(text: &mut String, summary: Summary) {
    let _ = write!(text, "{} passed, {} failed", summary.passed, summary.failed);
    let more = [
        (summary.todo, "todo"),
        (summary.mended, "todo that holds"),
        (summary.accepted, "accepted"),
        (summary.removed, "removed"),
    ];
    for (n, word) in more.into_iter().filter(|(n, _)| *n > 0) {
        let _ = write!(text, ", {n} {word}");
    }
    text.push('\n');
}
