//! The `followback` command.

mod args;
mod bulk;
mod codes;
mod commands;
mod compare;
mod console;
mod eval;
mod explain;
mod impact;
mod input;
mod locale;
mod outcome;
mod packs;
mod plugins;
mod render;
mod report;
mod scaffold;
mod session;
mod testing;
mod viewer;
mod words;

use std::io;
use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::console::Console;
use crate::outcome::Outcome;
use crate::render::{clean::clean, diagnostics};
use crate::session::RuleFaults;

/// Rules are many small things, and so is what they find: the allocator of the system takes a third longer over both.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Before anything else: what runs a plugin of others needs nothing of the rest.
    if std::env::args_os().nth(1).is_some_and(|arg| arg == plugins::CHILD) {
        return followback_host::serve();
    }
    let cli = Cli::parse();
    let console = Console::new(cli.color);
    match run(cli.command, &console) {
        Ok(outcome) => outcome.into(),
        Err(error) if closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error, &console);
            Outcome::Incomplete.into()
        }
    }
}

fn run(command: Command, console: &Console) -> anyhow::Result<Outcome> {
    match command {
        Command::Audit(args) => commands::audit::run(&args, console),
        Command::Triage(args) => commands::triage::run(&args),
        Command::Facts(args) => commands::facts::run(&args),
        Command::Explain(args) => commands::explain::run(&args),
        Command::Rules(args) => commands::rules::run(args.command, console),
        Command::Test(args) => testing::run(&args, console),
        Command::Impact(args) => commands::impact::run(&args),
        Command::Plugin(args) => commands::plugin::run(&args),
        Command::New { command } => commands::new::run(&command),
        Command::Init(args) => commands::new::init(&args),
        Command::Completions(args) => commands::shell::completions(&args),
        Command::Man(args) => commands::shell::man(&args),
        Command::Eval(args) => commands::eval::run(&args),
    }
}

/// Somebody who reads no further is no error.
fn closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|e| e.downcast_ref::<io::Error>()).any(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

fn report(error: &anyhow::Error, console: &Console) {
    if let Some(faults) = error.downcast_ref::<RuleFaults>() {
        Console::remark(&diagnostics::human(&faults.faults, &faults.sources, console.err_style()));
    }
    let chain: Vec<String> = error.chain().map(|e| clean(&e.to_string()).into_owned()).collect();
    // The readers' errors say themselves what lies behind them; a link that repeats the one before is left out.
    let mut text = String::new();
    for link in chain {
        if !text.contains(&link) {
            text = if text.is_empty() { link } else { format!("{text}: {link}") };
        }
    }
    Console::remark(&format!("error: {text}"));
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn arguments_are_sound() {
        super::Cli::command().debug_assert();
    }
}
