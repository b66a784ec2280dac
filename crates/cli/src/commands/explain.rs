//! `followback explain`: a rule in words; with a profile, what it made of it. Or what the code of a fault means.

use std::fmt::Write as _;

use crate::args::{ExplainArgs, TextFormat};
use crate::console::Console;
use crate::explain::{ConditionLine, Explanation, ResultLine, Subject, ValueLine};
use crate::locale::{Locale, Words};
use crate::outcome::Outcome;
use crate::plugins::{Installed, Plugins};
use crate::render::clean::clean;
use crate::report::PluginLine;
use crate::session::{Session, Tests};
use crate::{codes, input, words};

pub(crate) fn run(args: &ExplainArgs) -> anyhow::Result<Outcome> {
    if let Some(page) = codes::page(&args.rule) {
        Console::tell(page)?;
        return Ok(Outcome::Done);
    }
    // What programs read does not depend on who runs them.
    let locale = match args.format {
        TextFormat::Json => args.locale.unwrap_or_default(),
        TextFormat::Human => Locale::or_environment(args.locale),
    };
    let installed = Installed::load()?;
    let mut profile = match args.input.input {
        Some(_) => Some(input::profile(&args.input, installed.schema())?),
        None => None,
    };
    let now = profile.as_ref().map(|p| p.now).or(args.input.now).unwrap_or_else(input::clock);
    let session = Session::speaking(locale, Tests::Read, &args.rules, &installed, now, args.input.input.as_slice())?;
    if let Some(profile) = &mut profile {
        session.warn();
        session.complete(&mut profile.record)?;
        let mut plugins = Plugins::start(&installed);
        for warning in plugins.ask_all(&installed.next_part(), profile).iter().filter_map(PluginLine::warning) {
            Console::remark(&format!("warning: {}", clean(&warning)));
        }
        plugins.take_heard().tell();
    }
    let rule = words::find(&session.program, &args.rule)?;
    let subject = profile.as_ref().map(|p| Subject { record: &p.record, now: p.now });
    match (args.format, &subject) {
        (TextFormat::Json, _) => {
            let explanation = Explanation::new(locale, &session.program, &session.sources, rule, subject.as_ref());
            Console::print(&format!("{}\n", serde_json::to_string_pretty(&explanation)?))?;
        }
        (TextFormat::Human, None) => {
            let code = &session.program.rules()[rule.index()];
            Console::tell(&words::rule(locale, &session.program, &session.sources, code))?;
        }
        (TextFormat::Human, Some(_)) => {
            let explanation = Explanation::new(locale, &session.program, &session.sources, rule, subject.as_ref());
            Console::tell(&human(locale.words(), &explanation)?)?;
        }
    }
    Ok(Outcome::Done)
}

/// What a rule made of a profile, for people: the result and what would flip it first.
fn human(say: &Words, explanation: &Explanation) -> anyhow::Result<String> {
    let mut text = String::new();
    if let Some(result) = &explanation.result {
        writeln!(text, "{}: {}", explanation.rule, say.result_word(result.status))?;
        outcome(say, &mut text, result)?;
        text.push('\n');
    }
    for part in &explanation.parts {
        writeln!(text, "{}", part.title)?;
        for line in &part.conditions {
            let values = values(say, &line.values);
            let values = if values.is_empty() { values } else { format!(": {values}") };
            let indent = 2 + line.depth * 2;
            writeln!(text, "{:indent$}{}{}{values}", "", mark(say, line), words::shortened(&line.words))?;
        }
    }
    for param in &explanation.params {
        let place = format!("{}:{}", param.file, param.line);
        let line = match &param.was {
            Some(was) => say.explain_param_set(&param.name, &param.value, place, was),
            None => say.explain_param(&param.name, &param.value, place),
        };
        writeln!(text, "{line}")?;
    }
    Ok(text)
}

fn outcome(say: &Words, text: &mut String, result: &ResultLine) -> anyhow::Result<()> {
    if let Some(by) = &result.by {
        writeln!(text, "{}", say.explain_superseded(by))?;
    }
    for missing in &result.missing {
        writeln!(text, "{}", say.explain_unknown(&missing.fact, say.unknown(&missing.fact, missing.reason)))?;
    }
    if let (Some(message), Some(effect)) = (&result.message, &result.effect) {
        writeln!(text, "{}", clean(message))?;
        writeln!(text, "{effect}")?;
    }
    if result.status == "off" {
        return Ok(());
    }
    match &result.flips[..] {
        [] => writeln!(text, "{}", say.explain_no_flip())?,
        flips => {
            writeln!(text, "{}", say.explain_flips())?;
            for flip in flips {
                writeln!(text, "  {}", clean(&flip.words))?;
            }
        }
    }
    Ok(())
}

fn mark(say: &Words, line: &ConditionLine) -> String {
    match line.result {
        None => String::new(),
        Some("true") => format!("[{}] ", say.yes_or_no(true)),
        Some("false") => format!("[{}] ", say.yes_or_no(false)),
        Some(_) => format!("[{}] ", say.explain_not_known()),
    }
}

/// How many values are shown behind a condition.
const MAX_VALUES: usize = 3;

/// The facts that a condition rests on; of a text the words that were found.
fn values(say: &Words, values: &[ValueLine]) -> String {
    let shown = values.iter().filter(|v| v.member.is_none()).filter_map(|line| match &line.value {
        serde_json::Value::String(_) if line.matches.is_empty() => None,
        serde_json::Value::String(_) => {
            let words: Vec<String> = line.matches.iter().take(MAX_VALUES).map(|w| format!("`{}`", clean(w))).collect();
            Some(say.value_found(words.join(", ")))
        }
        serde_json::Value::Null => Some(say.value_absent(&line.fact)),
        serde_json::Value::Array(labels) if labels.is_empty() => Some(say.value_empty(&line.fact)),
        serde_json::Value::Array(labels) => {
            let labels: Vec<&str> = labels.iter().filter_map(serde_json::Value::as_str).collect();
            Some(say.value_is(&line.fact, clean(&labels.join(", "))))
        }
        serde_json::Value::Number(n) => Some(say.value_is(&line.fact, say.exact(n.as_f64().unwrap_or_default()))),
        serde_json::Value::Bool(bit) => Some(say.value_is(&line.fact, say.yes_or_no(*bit))),
        value @ serde_json::Value::Object(_) => Some(say.value_is(&line.fact, value)),
    });
    shown.take(MAX_VALUES).collect::<Vec<_>>().join(", ")
}
