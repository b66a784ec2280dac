//! `followback eval`: how well the rules read texts that people have labelled.

use std::path::PathBuf;

use clap::Args;

use crate::args::{RuleArgs, TextFormat};
use crate::console::Console;
use crate::eval::{NOW, Question, chosen, measure, read, table};
use crate::outcome::Outcome;
use crate::plugins::Installed;
use crate::session::Session;

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// Labelled texts, one JSON object a line: `bio`, `lang`, and 0 or 1 for each question; or `bio`, `posts` and `verdict`.
    #[arg(long = "gold", value_name = "FILE", required = true)]
    gold: Vec<PathBuf>,
    /// Only this question.
    #[arg(long, value_name = "QUESTION")]
    only: Vec<String>,
    /// Which rule answers which label, instead of the questions of the default rules; `LABEL=!RULE` where the rule fires when
    /// the label is 0.
    #[arg(long = "question", value_name = "LABEL=RULE")]
    questions: Vec<Question>,
    /// Leave out the rows whose labels are in doubt (`sure` is 0).
    #[arg(long)]
    sure: bool,
    /// Name every row where the rules disagree with the label, or cannot tell.
    #[arg(long)]
    mistakes: bool,
    /// How to write the figures.
    #[arg(long, value_enum, default_value_t = TextFormat::Human)]
    format: TextFormat,
    #[command(flatten)]
    rules: RuleArgs,
}

pub(crate) fn run(args: &EvalArgs) -> anyhow::Result<Outcome> {
    let installed = Installed::load()?;
    let session = Session::new(&args.rules, &installed, NOW, &[])?;
    session.warn();
    let asked = chosen(&args.questions, &args.only, &session.program)?;
    let mut rows = Vec::new();
    for path in &args.gold {
        rows.extend(read(path)?);
    }
    rows.retain(|row| row.sure || !args.sure);
    let measured = measure(&rows, &asked, args.mistakes, &session, installed.schema())?;
    match args.format {
        TextFormat::Human => Console::tell(&table(&measured)?)?,
        TextFormat::Json => Console::print(&(serde_json::to_string_pretty(&measured)? + "\n"))?,
    }
    Ok(Outcome::Done)
}
