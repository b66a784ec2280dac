//! `followback completions` and `followback man`: what shells and readers need, from the same argument types.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::args::Cli;
use crate::console::Console;
use crate::outcome::Outcome;

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell that completes.
    #[arg(value_name = "SHELL", value_enum)]
    pub(crate) shell: Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write one page for each command into a folder; without this, the first page goes to the standard output.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
}

pub(crate) fn completions(args: &CompletionsArgs) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "followback", &mut script);
    Console::print(&String::from_utf8(script)?)?;
    Ok(Outcome::Done)
}

pub(crate) fn man(args: &ManArgs) -> anyhow::Result<Outcome> {
    if let Some(folder) = &args.folder {
        let shown = folder.display();
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{shown}`"))?;
        clap_mangen::generate_to(Cli::command(), folder).with_context(|| format!("cannot write into `{shown}`"))?;
        return Ok(Outcome::Done);
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    Console::print(&String::from_utf8(page)?)?;
    Ok(Outcome::Done)
}
