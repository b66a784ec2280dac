//! `followback plugin`: which plugins of others are used, and may be loaded.

mod add;
mod list;
mod new;
mod remove;
mod verify;
mod words;

use anyhow::Context;
use clap::{Args, Subcommand};
use followback_host::Home;

use crate::outcome::Outcome;
use crate::plugins;

#[derive(Debug, Args)]
pub(crate) struct PluginArgs {
    #[command(subcommand)]
    command: PluginCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PluginCommand {
    /// List the plugins that are used. Runs none of their code.
    List(list::ListArgs),
    /// Add a plugin: shows what it is and does, asks, and remembers the digest of its library.
    Add(add::AddArgs),
    /// Remove a plugin.
    Remove(remove::RemoveArgs),
    /// Check whether a plugin keeps its part of the interface.
    Verify(verify::VerifyArgs),
    /// Begin a plugin that builds and passes `verify`.
    New(new::NewArgs),
}

pub(crate) fn run(args: &PluginArgs) -> anyhow::Result<Outcome> {
    match &args.command {
        PluginCommand::List(args) => list::run(args),
        PluginCommand::Add(args) => add::run(args),
        PluginCommand::Remove(args) => remove::run(args),
        PluginCommand::Verify(args) => verify::run(args),
        PluginCommand::New(args) => new::run(args),
    }
}

/// The plugins of this user.
fn home() -> anyhow::Result<Home> {
    plugins::home()
        .context("there is no user to keep plugins for: neither `HOME` nor `XDG_CONFIG_HOME` is an absolute path")
}
