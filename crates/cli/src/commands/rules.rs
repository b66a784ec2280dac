//! `followback rules`: the effective set of rules, where its settings come from, and its faults.

use std::fmt::Write as _;

use followback_core::{Effect, RuleCode, Standing};

use crate::args::{DiagnosticFormat, RulesCheckArgs, RulesCommand, RulesListArgs, RulesShowArgs, TextFormat};
use crate::commands::{doc, schema};
use crate::console::Console;
use crate::locale::Locale;
use crate::outcome::Outcome;
use crate::plugins::Installed;
use crate::render::diagnostics;
use crate::session::{RuleFaults, Session};
use crate::{input, packs, words};

pub(crate) fn run(command: RulesCommand, console: &Console) -> anyhow::Result<Outcome> {
    match command {
        RulesCommand::List(args) => list(&args),
        RulesCommand::Show(args) => show(&args),
        RulesCommand::Check(args) => check(&args, console),
        RulesCommand::Schema(args) => schema::run(&args),
        RulesCommand::Doc(args) => doc::run(&args),
    }
}

fn list(args: &RulesListArgs) -> anyhow::Result<Outcome> {
    let installed = Installed::load()?;
    let session = Session::new(&args.rules, &installed, input::clock(), &[])?;
    let rules = session.program.rules();
    match args.format {
        TextFormat::Human => {
            let mut text = String::new();
            let width = rules.iter().map(|r| r.id.len()).max().unwrap_or(0);
            for rule in rules {
                let points = rule.weight();
                writeln!(text, "{:width$}  {:8} {points:>5}  {}", rule.id, severity(&rule.base), rule.title)?;
            }
            Console::tell(&text)?;
        }
        TextFormat::Json => {
            let rules: Vec<_> = rules.iter().map(|rule| listed(&session, rule)).collect();
            Console::print(&format!("{}\n", serde_json::to_string_pretty(&rules)?))?;
        }
    }
    Ok(Outcome::Done)
}

fn listed(session: &Session, rule: &RuleCode) -> serde_json::Value {
    let program = &session.program;
    serde_json::json!({
        "rule": rule.id, "factor": program.factors()[rule.factor.index()].id, "pack": program.packs()[rule.pack].name,
        "severity": rule.base.severity.map(followback_core::Severity::word), "points": rule.base.points,
        "cap": rule.base.cap, "title": rule.title, "why": rule.why, "tests": rule.tests.len(),
        "standing": standing(rule),
    })
}

fn severity(effect: &Effect) -> &'static str {
    effect.severity.map_or("levels", followback_core::Severity::word)
}

fn standing(rule: &RuleCode) -> &'static str {
    match rule.standing {
        Standing::On => "on",
        Standing::Off => "off",
        Standing::Suppressed { .. } => "suppressed",
    }
}

fn show(args: &RulesShowArgs) -> anyhow::Result<Outcome> {
    let installed = Installed::load()?;
    let session = Session::new(&args.rules, &installed, input::clock(), &[])?;
    let rule = words::find(&session.program, &args.rule)?;
    let code = &session.program.rules()[rule.index()];
    let mut text = words::rule(Locale::En, &session.program, &session.sources, code);
    let (file, line, _) = session.sources.position(code.span);
    writeln!(
        text,
        "\nfrom {} {}, {file}:{line}",
        session.program.packs()[code.pack].name,
        session.program.packs()[code.pack].version
    )?;
    writeln!(text, "standing: {}", standing(code))?;
    for setting in &code.settings {
        let (file, line, _) = session.sources.position(setting.span);
        writeln!(text, "{} = {} (was {}), set at {file}:{line}", setting.key, setting.value, setting.before)?;
    }
    Console::tell(&text)?;
    Ok(Outcome::Done)
}

pub(super) fn many(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

fn check(args: &RulesCheckArgs, console: &Console) -> anyhow::Result<Outcome> {
    let (installed, now) = (Installed::load()?, input::clock());
    let session = if args.checked.is_empty() {
        Session::new(&args.rules, &installed, now, &[])
    } else {
        let files = args.checked.iter().map(|path| packs::read_pack(path)).collect::<anyhow::Result<Vec<_>>>()?;
        Session::for_authors(&files, installed.schema(), now).map(|(session, _)| session)
    };
    let (sources, faults, rules) = match session {
        Ok(mut session) => {
            let faults = session.lint(now);
            let sound = faults.iter().all(|f| f.level == followback_core::Level::Warning);
            (session.sources, faults, sound.then(|| session.program.rules().len()))
        }
        Err(error) => {
            let RuleFaults { sources, faults } = error.downcast::<RuleFaults>()?;
            (sources, faults, None)
        }
    };
    let warnings = faults.iter().filter(|f| f.level == followback_core::Level::Warning).count();
    let mut text = diagnostics::render(args.format, &faults, &sources, console.out_style())?;
    if args.format == DiagnosticFormat::Human {
        match rules {
            Some(n) if warnings == 0 => writeln!(text, "{}, no faults", many(n, "rule"))?,
            Some(n) => writeln!(text, "{}, {}", many(n, "rule"), many(warnings, "warning"))?,
            None => writeln!(text, "{}, {}", many(faults.len() - warnings, "error"), many(warnings, "warning"))?,
        }
    }
    Console::print(&text)?;
    Ok(match rules {
        // Faulty rules are a rule error: not done.
        None => Outcome::Incomplete,
        Some(_) if args.deny_warnings && warnings > 0 => Outcome::No,
        Some(_) => Outcome::Done,
    })
}
