//! `followback audit`: one profile, one report.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::args::{AuditArgs, ReportFormat};
use crate::compare::{self, Old};
use crate::console::Console;
use crate::locale::Locale;
use crate::outcome::Outcome;
use crate::plugins::{Installed, Plugins};
use crate::render::{Style, html::html, human::human, markdown::markdown, short::short};
use crate::report::{Annex, PictureLine, PluginLine, Report};
use crate::session::{Session, Tests};
use crate::viewer::Viewer;
use crate::{input, render::clean::clean};

pub(crate) fn run(args: &AuditArgs, console: &Console) -> anyhow::Result<Outcome> {
    // What programs read does not depend on who runs them.
    let locale = match args.format {
        ReportFormat::Json | ReportFormat::Short => args.locale.unwrap_or_default(),
        ReportFormat::Human | ReportFormat::Markdown | ReportFormat::Html => Locale::or_environment(args.locale),
    };
    let is_stdin = |path: &Option<PathBuf>| path.as_deref() == Some(Path::new("-"));
    if is_stdin(&args.compare) && is_stdin(&args.input.input) {
        bail!("the profile and the earlier report cannot both be the standard input; name a file for one of them");
    }
    // A file that is no report says so before anything else is read.
    let old = args.compare.as_deref().map(Old::read).transpose()?;
    let installed = Installed::load()?;
    let schema = installed.schema();
    let mut profile = if args.demo { input::demo(&args.input, schema)? } else { input::profile(&args.input, schema)? };
    // Never dropped: the process ends with the report.
    let audited = args.input.input.as_slice();
    let session =
        ManuallyDrop::new(Session::speaking(locale, Tests::LeftOut, &args.rules, &installed, profile.now, audited)?);
    session.warn();
    if args.strict_plugins {
        installed.insist(&session.required(0))?;
    }
    session.complete(&mut profile.record)?;
    if let Some(path) = &args.viewer {
        Viewer::read(path, &session.program, args.input.now, input::clock())?.look_at(&mut profile.record);
    }
    if let Some(path) = &args.avatar {
        profile.replace_avatar(input::picture(path)?);
    }
    let mut plugins = Plugins::start(&installed).telling(&PictureLine::FACTS);
    let mut open = [plugins.open(&session.program)];
    let part = installed.next_part();
    let asked = plugins.close_rules(&part, &mut open, std::slice::from_mut(&mut profile)).pop().unwrap_or_default();
    let has_failed = asked.iter().any(PluginLine::has_failed);
    plugins.take_heard().tell();
    let mut evaluation = session.program.evaluate(&profile.record, profile.now);
    let mut report = Report::new(&profile, &mut evaluation, locale).with_plugins(asked);
    if let Some((old, path)) = old.as_ref().zip(args.compare.as_deref()) {
        old.is_about(&report, path)?;
        report.changes = Some(compare::changes(old, &report, &session.program));
    }
    let style = if args.output.is_some() { Style::PLAIN } else { console.out_style() };
    let text = match args.format {
        ReportFormat::Human => human(&report, &style),
        ReportFormat::Short => short(&report),
        ReportFormat::Json => json(&report)?,
        ReportFormat::Markdown => markdown(&report, &Annex::new(&profile, &mut evaluation, locale)),
        ReportFormat::Html => html(&report, &Annex::new(&profile, &mut evaluation, locale))?,
    };
    if matches!(args.format, ReportFormat::Short | ReportFormat::Json) {
        for warning in &report.warnings {
            Console::remark(&format!("warning: {}", clean(&warning.message)));
        }
    }
    let inputs = args.input.input.iter().chain(&args.viewer).chain(&args.avatar).chain(&args.compare);
    let inputs: Vec<&Path> = inputs.map(PathBuf::as_path).collect();
    Console::write(args.output.as_deref(), &inputs, &text)?;
    if args.strict_plugins && has_failed {
        Console::remark("error: a plugin failed, and `--strict-plugins` does without none");
        return Ok(Outcome::Incomplete);
    }
    Ok(match args.fail_under {
        Some(least) if report.score.total.is_none_or(|total| total < least) => Outcome::No,
        _ => Outcome::Done,
    })
}

fn json(report: &Report) -> anyhow::Result<String> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    Ok(text)
}
