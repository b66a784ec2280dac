//! `followback rules schema`: JSON Schemas with which editors complete and check what people write.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use followback_core::{
    Level, Pack, PackFiles, Sources, load, locale_file_schema, rule_file_schema, settings_schema, topic_file_schema,
};
use serde_json::Value;

use crate::console::Console;
use crate::outcome::Outcome;
use crate::packs;
use crate::plugins::Installed;

/// Arguments of `rules schema`.
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// The pack whose files are edited, then packs it is used beside; without one, the default rules. The default rules are
    /// taken along unless the pack declares a score of its own.
    #[arg(value_name = "PACK")]
    pub(crate) packs: Vec<PathBuf>,
    /// Which files the schema is for.
    #[arg(long = "for", value_enum, default_value_t = Subject::Rules, value_name = "FILES")]
    pub(crate) subject: Subject,
    /// Write to a file instead of the standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Subject {
    /// The rule files of a pack.
    Rules,
    /// `followback.toml`.
    Settings,
    /// The files that a tagger reads its labels from.
    Topics,
    /// The texts of a pack in other languages.
    Locales,
}

pub(crate) fn run(args: &SchemaArgs) -> anyhow::Result<Outcome> {
    let files = args.packs.iter().map(|path| packs::read_pack(path)).collect::<anyhow::Result<Vec<_>>>()?;
    let text = write(&files, args.subject)?;
    Console::write(args.output.as_deref(), &[], &text)?;
    Ok(Outcome::Done)
}

/// The schema of some files, of which the first pack is edited.
///
/// # Errors
/// When the plugins of the user cannot be used.
pub(crate) fn write(files: &[PackFiles], subject: Subject) -> anyhow::Result<String> {
    let installed = Installed::load()?;
    let catalogue = installed.schema();
    let schema = match subject {
        Subject::Rules => rule_file_schema(&loaded(files), 0, catalogue),
        Subject::Settings => settings_schema(&loaded(files), catalogue, "account."),
        Subject::Topics => topic_file_schema(),
        Subject::Locales => locale_file_schema(&loaded(files)[0]),
    };
    let mut text = String::new();
    by_line(&mut text, &schema, 0);
    text.push('\n');
    Ok(text)
}

/// How deep a value is before it goes on one line.
const LINES: usize = 2;

/// Writes JSON with one definition a line: a schema is read by programs, and its changes by people.
fn by_line(text: &mut String, value: &Value, depth: usize) {
    let Some(table) = value.as_object().filter(|table| depth < LINES && !table.is_empty()) else {
        text.push_str(&value.to_string());
        return;
    };
    text.push('{');
    for (index, (key, value)) in table.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(text, "{comma}\n{:indent$}{}: ", "", Value::from(key.as_str()), indent = 2 * (depth + 1));
        by_line(text, value, depth + 1);
    }
    let _ = write!(text, "\n{:indent$}}}", "", indent = 2 * depth);
}

/// What can be read of the packs. Somebody who is in the middle of a change needs the schema too, so faults only get a remark.
fn loaded(files: &[PackFiles]) -> Vec<Pack> {
    let (mut sources, mut faults) = (Sources::default(), Vec::new());
    let mut loaded: Vec<Pack> = files.iter().map(|pack| load(pack, &mut sources, &mut faults)).collect();
    let errors = faults.iter().filter(|fault| fault.level == Level::Error).count();
    if errors > 0 {
        Console::remark(&format!(
            "note: the schema has what could be read of the packs; `followback rules check` shows their faults ({errors})"
        ));
    }
    if !loaded.iter().any(Pack::declares_score) {
        loaded.push(load(&packs::default_pack(), &mut sources, &mut faults));
    }
    loaded
}
