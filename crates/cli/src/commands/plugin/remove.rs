//! `followback plugin remove`: forgets a plugin, and its copy.

use clap::Args;
use serde_json::json;

use crate::args::TextFormat;
use crate::console::Console;
use crate::outcome::Outcome;

#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// Its id.
    #[arg(value_name = "ID")]
    id: String,
    /// How to write what was removed.
    #[arg(long, value_enum, default_value_t = TextFormat::Human)]
    format: TextFormat,
}

pub(super) fn run(args: &RemoveArgs) -> anyhow::Result<Outcome> {
    let home = super::home()?;
    home.remove(&args.id)?;
    match args.format {
        TextFormat::Human => Console::tell(&format!("removed {}\n", args.id))?,
        TextFormat::Json => Console::print(&format!("{:#}\n", json!({"removed": args.id})))?,
    }
    let settings = home.settings_file();
    // The settings are the user's own file, so they are the user's to change.
    if home.has_settings(&args.id).unwrap_or(true) {
        Console::remark(&format!("note: take `[{}]` out of `{}` as well", args.id, settings.display()));
    }
    Ok(Outcome::Done)
}
