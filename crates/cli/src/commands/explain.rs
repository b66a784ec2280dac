//! `followback explain`: a rule in words; with a profile, what it made of it.

use std::fmt::Write as _;

use followback_core::{Status, Trace};

use crate::args::ExplainArgs;
use crate::console::Console;
use crate::outcome::Outcome;
use crate::render::clean::clean;
use crate::session::Session;
use crate::{explain, input};

pub(crate) fn run(args: &ExplainArgs) -> anyhow::Result<Outcome> {
    let schema = followback_profile::schema();
    let Some(_) = &args.input.input else {
        let session = Session::new(&args.rules, &schema, args.input.now.unwrap_or_else(input::clock), None)?;
        let rule = explain::find(&session.program, &args.rule)?;
        let text = explain::rule(&session.program, &session.program.rules()[rule.index()]);
        Console::write(None, &text)?;
        return Ok(Outcome::Done);
    };
    let mut profile = input::profile(&args.input, &schema)?;
    let session = Session::new(&args.rules, &schema, profile.now, args.input.input.as_deref())?;
    session.declare(&mut profile.record)?;
    let program = &session.program;
    let rule = explain::find(program, &args.rule)?;
    let code = &program.rules()[rule.index()];
    let mut evaluation = program.evaluate_with(&profile.record, profile.now, Trace::default());
    let outcome = evaluation.outcomes()[rule.index()].clone();
    let mut text = format!("{}: {}\n", code.id, outcome.status.word());
    if let Some(by) = outcome.by {
        writeln!(text, "superseded by {}", program.rules()[by.index()].id)?;
    }
    for missing in evaluation.missing(rule) {
        writeln!(text, "not known: {} ({})", missing.fact, missing.reason)?;
    }
    let evidence = evaluation.evidence(rule);
    if outcome.status == Status::Fired {
        writeln!(text, "{}", clean(&evaluation.message(rule, &evidence)))?;
    }
    text.push('\n');
    explain::tree(&mut text, program, code, &|cond| evaluation.recorder().result(cond));
    for found in evidence.iter().filter(|e| !e.spans.is_empty()) {
        let words: Vec<String> = found.spans.iter().map(|s| format!("`{}`", clean(&s.text))).collect();
        writeln!(text, "found in {}: {}", found.fact, words.join(", "))?;
    }
    Console::write(None, &text)?;
    Ok(Outcome::Done)
}
