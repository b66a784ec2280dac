//! `followback explain`: a rule in words; with a profile, what it made of it. Or what the code of a fault means.

use std::fmt::Write as _;

use crate::args::{ExplainArgs, TextFormat};
use crate::console::Console;
use crate::explain::{ConditionLine, Explanation, ResultLine, Subject, ValueLine};
use crate::outcome::Outcome;
use crate::plugins::{Installed, Plugins};
use crate::render::clean::clean;
use crate::report::PluginLine;
use crate::session::Session;
use crate::{codes, input, words};

pub(crate) fn run(args: &ExplainArgs) -> anyhow::Result<Outcome> {
    if let Some(page) = codes::page(&args.rule) {
        Console::tell(page)?;
        return Ok(Outcome::Done);
    }
    let installed = Installed::load()?;
    let mut profile = match args.input.input {
        Some(_) => Some(input::profile(&args.input, installed.schema())?),
        None => None,
    };
    let now = profile.as_ref().map(|p| p.now).or(args.input.now).unwrap_or_else(input::clock);
    let session = Session::new(&args.rules, &installed, now, args.input.input.as_slice())?;
    if let Some(profile) = &mut profile {
        session.warn();
        session.complete(&mut profile.record)?;
        let mut plugins = Plugins::start(&installed);
        for warning in plugins.ask_all(&installed.next_part(), profile).iter().filter_map(PluginLine::warning) {
            Console::remark(&format!("warning: {}", clean(&warning)));
        }
        plugins.tell_notes();
    }
    let rule = words::find(&session.program, &args.rule)?;
    let subject = profile.as_ref().map(|p| Subject { record: &p.record, now: p.now });
    match (args.format, &subject) {
        (TextFormat::Json, _) => {
            let explanation = Explanation::new(&session.program, &session.sources, rule, subject.as_ref());
            Console::print(&format!("{}\n", serde_json::to_string_pretty(&explanation)?))?;
        }
        (TextFormat::Human, None) => {
            let code = &session.program.rules()[rule.index()];
            Console::tell(&words::rule(&session.program, &session.sources, code))?;
        }
        (TextFormat::Human, Some(_)) => {
            let explanation = Explanation::new(&session.program, &session.sources, rule, subject.as_ref());
            Console::tell(&human(&explanation)?)?;
        }
    }
    Ok(Outcome::Done)
}

/// What a rule made of a profile, for people: the result and what would flip it first.
fn human(explanation: &Explanation) -> anyhow::Result<String> {
    let mut text = String::new();
    if let Some(result) = &explanation.result {
        writeln!(text, "{}: {}", explanation.rule, result.status)?;
        outcome(&mut text, result)?;
        text.push('\n');
    }
    for part in &explanation.parts {
        writeln!(text, "{}", part.title)?;
        for line in &part.conditions {
            let values = values(&line.values);
            let values = if values.is_empty() { values } else { format!(": {values}") };
            let indent = 2 + line.depth * 2;
            writeln!(text, "{:indent$}{}{}{values}", "", mark(line), words::shortened(&line.words))?;
        }
    }
    for param in &explanation.params {
        let was = param.was.as_ref().map_or(String::new(), |was| format!(", was {was}"));
        writeln!(text, "${} is {} ({}:{}{was})", param.name, param.value, param.file, param.line)?;
    }
    Ok(text)
}

fn outcome(text: &mut String, result: &ResultLine) -> anyhow::Result<()> {
    if let Some(by) = &result.by {
        writeln!(text, "superseded by {by}")?;
    }
    for missing in &result.missing {
        writeln!(text, "not known: {} ({})", missing.fact, missing.reason)?;
    }
    if let (Some(message), Some(effect)) = (&result.message, &result.effect) {
        writeln!(text, "{}", clean(message))?;
        writeln!(text, "{effect}")?;
    }
    if result.status == "off" {
        return Ok(());
    }
    match &result.flips[..] {
        [] => writeln!(text, "no single change was found that flips it")?,
        flips => {
            writeln!(text, "what would flip it, nearest first:")?;
            for flip in flips {
                writeln!(text, "  {}", clean(&flip.words))?;
            }
        }
    }
    Ok(())
}

fn mark(line: &ConditionLine) -> &'static str {
    match line.result {
        None => "",
        Some("true") => "[yes] ",
        Some("false") => "[no] ",
        Some(_) => "[not known] ",
    }
}

/// How many values are shown behind a condition.
const MAX_VALUES: usize = 3;

/// The facts that a condition rests on; of a text the words that were found.
fn values(values: &[ValueLine]) -> String {
    let shown = values.iter().filter(|v| v.member.is_none()).filter_map(|line| match &line.value {
        serde_json::Value::String(_) if line.matches.is_empty() => None,
        serde_json::Value::String(_) => {
            let words: Vec<String> = line.matches.iter().take(MAX_VALUES).map(|w| format!("`{}`", clean(w))).collect();
            Some(format!("found {}", words.join(", ")))
        }
        serde_json::Value::Null => Some(format!("{} is absent", line.fact)),
        serde_json::Value::Array(labels) if labels.is_empty() => Some(format!("{} is empty", line.fact)),
        serde_json::Value::Array(labels) => {
            let labels: Vec<&str> = labels.iter().filter_map(serde_json::Value::as_str).collect();
            Some(format!("{} is {}", line.fact, clean(&labels.join(", "))))
        }
        serde_json::Value::Number(n) => {
            let n = n.as_f64().unwrap_or_default();
            Some(format!("{} is {}", line.fact, (n * 1000.0).round() / 1000.0))
        }
        value => Some(format!("{} is {value}", line.fact)),
    });
    shown.take(MAX_VALUES).collect::<Vec<_>>().join(", ")
}
