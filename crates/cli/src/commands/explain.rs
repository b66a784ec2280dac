//! `followback explain`: a rule in words; with a profile, what it made of it. Or what the code of a fault means.

use std::fmt::Write as _;

use followback_core::{Evidence, EvidenceValue, Status, Trace, Tri};

use crate::args::ExplainArgs;
use crate::commands::facts::shown;
use crate::console::Console;
use crate::outcome::Outcome;
use crate::render::clean::clean;
use crate::session::Session;
use crate::{codes, input, words};

pub(crate) fn run(args: &ExplainArgs) -> anyhow::Result<Outcome> {
    if let Some(page) = codes::page(&args.rule) {
        Console::tell(page)?;
        return Ok(Outcome::Done);
    }
    let schema = followback_profile::schema();
    let Some(_) = &args.input.input else {
        let session = Session::new(&args.rules, &schema, args.input.now.unwrap_or_else(input::clock), None)?;
        let rule = words::find(&session.program, &args.rule)?;
        let text = words::rule(&session.program, &session.sources, &session.program.rules()[rule.index()]);
        Console::tell(&text)?;
        return Ok(Outcome::Done);
    };
    let mut profile = input::profile(&args.input, &schema)?;
    let session = Session::new(&args.rules, &schema, profile.now, args.input.input.as_deref())?;
    session.warn();
    session.complete(&mut profile.record)?;
    let program = &session.program;
    let rule = words::find(program, &args.rule)?;
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
    for section in words::sections(program, code) {
        writeln!(text, "{}", section.title)?;
        for line in &section.lines {
            let result = line.cond.and_then(|cond| evaluation.recorder().result(cond));
            let grounds = match line.cond {
                Some(cond) if line.test => values(&evaluation.grounds(cond)),
                _ => String::new(),
            };
            let values = if grounds.is_empty() { grounds } else { format!(": {grounds}") };
            let indent = 2 + line.depth * 2;
            writeln!(text, "{:indent$}{}{}{values}", "", mark(result), words::shortened(&line.words))?;
        }
    }
    Console::tell(&text)?;
    Ok(Outcome::Done)
}

fn mark(result: Option<Tri>) -> &'static str {
    match result {
        None => "",
        Some(Tri::True) => "[yes] ",
        Some(Tri::False) => "[no] ",
        Some(Tri::Unknown) => "[not known] ",
    }
}

/// How many values are shown behind a condition.
const MAX_VALUES: usize = 3;

/// The facts that a condition rests on; of a text the words that were found.
fn values(grounds: &[Evidence]) -> String {
    let shown = grounds.iter().filter(|g| g.member.is_none()).filter_map(|ground| match &ground.value {
        EvidenceValue::Text(_) if ground.spans.is_empty() => None,
        EvidenceValue::Text(_) => {
            let words: Vec<String> =
                ground.spans.iter().take(MAX_VALUES).map(|s| format!("`{}`", clean(&s.text))).collect();
            Some(format!("found {}", words.join(", ")))
        }
        value => Some(format!("{} is {}", ground.fact, shown(value))),
    });
    shown.take(MAX_VALUES).collect::<Vec<_>>().join(", ")
}
