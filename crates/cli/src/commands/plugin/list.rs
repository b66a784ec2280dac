//! `followback plugin list`: what there is, and whether it may be loaded.

use std::fmt::Write as _;

use clap::Args;
use followback_host::{BundledRules, Found, Installed, Manifest, Mode};
use serde_json::json;

use super::words;
use crate::args::TextFormat;
use crate::console::Console;
use crate::outcome::Outcome;
use crate::plugins;
use crate::render::clean::clean;

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// How to write the list.
    #[arg(long, value_enum, default_value_t = TextFormat::Human)]
    format: TextFormat,
}

pub(super) fn run(args: &ListArgs) -> anyhow::Result<Outcome> {
    let built_in = plugins::built_in_manifests()?;
    let found = plugins::home().map_or_else(Found::default, |home| home.installed());
    match args.format {
        TextFormat::Human => Console::tell(&human(&built_in, &found))?,
        TextFormat::Json => {
            let built_in = built_in.iter().map(|manifest| {
                let mut line = words::json(manifest);
                line["built_in"] = json!(true);
                line
            });
            let all: Vec<_> =
                built_in
                    .chain(found.plugins.iter().map(listed))
                    .chain(found.problems.iter().map(
                        |problem| json!({"id": problem.id, "built_in": false, "problem": problem.error.to_string()}),
                    ))
                    .collect();
            Console::print(&format!("{}\n", serde_json::to_string_pretty(&all)?))?;
        }
    }
    // One that may not be loaded is an answer, and the answer is no.
    let may_be_loaded = found.plugins.iter().all(|plugin| plugin.check().is_ok());
    Ok(if may_be_loaded && found.problems.is_empty() { Outcome::Done } else { Outcome::No })
}

fn listed(plugin: &Installed) -> serde_json::Value {
    let mut line = words::json(&plugin.manifest);
    line["built_in"] = json!(false);
    line["mode"] = json!(plugin.settings.mode.word());
    line["rules_on"] = json!(plugin.settings.rules == BundledRules::All);
    line["sha256"] = json!(plugin.sha256());
    line["folder"] = json!(plugin.folder());
    line["problem"] = json!(plugin.check().err());
    line
}

fn human(built_in: &[Manifest], found: &Found) -> String {
    let mut text = String::new();
    for manifest in built_in {
        let _ = writeln!(text, "{} {}: {}", manifest.id, manifest.version, manifest.doc);
        text.push_str(&words::lines(manifest, &[("from", "this program".to_owned())]));
    }
    for plugin in &found.plugins {
        let manifest = &plugin.manifest;
        let _ = writeln!(text, "\n{} {}: {}", manifest.id, manifest.version, manifest.doc);
        let rules = match (plugin.rules.is_empty(), plugin.settings.rules) {
            (true, _) => "none",
            (false, BundledRules::All) => "on",
            (false, BundledRules::Off) => "off, but for those that your settings turn on",
        };
        let closed = match plugin.settings.mode {
            Mode::Isolated => words::closed(manifest),
            Mode::InProcess => "nothing: it runs in the process of followback".to_owned(),
        };
        let mut more = vec![
            ("closed", closed),
            ("rules", rules.to_owned()),
            ("runs", plugin.settings.mode.word().to_owned()),
            ("from", plugin.folder().display().to_string()),
            ("sha256", plugin.sha256().to_owned()),
        ];
        more.extend(plugin.check().err().map(|problem| ("PROBLEM", problem)));
        text.push_str(&words::lines(manifest, &more));
    }
    for problem in &found.problems {
        let of = problem.id.as_deref().unwrap_or("all of them");
        let _ = writeln!(text, "\n{of}\n  PROBLEM  {}", clean(&problem.error.to_string()));
    }
    if found.plugins.is_empty() && !found.problems.iter().any(|problem| problem.is_added) {
        text.push_str("\nno other plugin was added; `followback plugin add FOLDER` adds one\n");
    }
    text
}
