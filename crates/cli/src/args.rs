//! The command line.

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands::triage::TriageArgs;

/// What `--version` prints: also the notice that the licence of an embedded part wants to be shown with the program.
static LONG_VERSION: LazyLock<String> = LazyLock::new(|| {
    let (version, notice) = (env!("CARGO_PKG_VERSION"), avatar_vision::FACE_MODEL_LICENSE);
    format!("{version}\n\nFaces are found with the SeetaFace model, which comes with this notice:\n\n{notice}")
});

/// Says why people do not follow a profile back, and what each fix would gain.
///
/// Reads files that you already have, and sends nothing anywhere.
#[derive(Debug, Parser)]
#[command(name = "followback", version, propagate_version = true, max_term_width = 100)]
#[command(long_version = LONG_VERSION.as_str())]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to color the output.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
}

/// When to color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal that wants it.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Audit one profile.
    Audit(AuditArgs),
    /// Audit many profiles, one line each.
    Triage(TriageArgs),
    /// Show every fact about a profile: its value, or why it is unknown.
    Facts(FactsArgs),
    /// Explain a rule, with a profile what it made of it; or what the code of a fault means.
    Explain(ExplainArgs),
    /// Look at the effective set of rules.
    Rules(RulesArgs),
    /// Run the tests of a rule pack.
    Test(crate::testing::TestArgs),
    /// Show what an edit of the rules does to many profiles.
    Impact(crate::commands::impact::ImpactArgs),
    /// Use plugins, which measure more about a profile.
    Plugin(crate::commands::plugin::PluginArgs),
    /// Begin a rule pack, or add a rule to one.
    New {
        #[command(subcommand)]
        command: crate::commands::new::NewCommand,
    },
    /// Write settings to begin with.
    Init(crate::commands::new::InitArgs),
    /// Print the completions of a shell.
    Completions(crate::commands::shell::CompletionsArgs),
    /// Print the manual page.
    Man(crate::commands::shell::ManArgs),
    /// Measure the rules against texts that people have labelled.
    Eval(crate::commands::eval::EvalArgs),
}

/// Which rules to use.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Rules")]
pub(crate) struct RuleArgs {
    /// Add a rule pack: a folder, or one rule file.
    #[arg(long = "rules", value_name = "PACK")]
    pub(crate) packs: Vec<PathBuf>,
    /// Leave the default rules out.
    #[arg(long)]
    pub(crate) no_default: bool,
    /// Your settings; without this, `followback.toml` in the current folder if there is one.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// Which profile to read.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct InputArgs {
    /// An archive (folder or zip), a file, or `-` for the standard input.
    #[arg(value_name = "INPUT")]
    pub(crate) input: Option<PathBuf>,
    /// Take the format for granted instead of recognising it: x-archive, x-api-v1, x-api-v2, mastodon-export, mastodon-api,
    /// bluesky-api, bluesky-car, twibot20, csv or native.
    #[arg(long, value_name = "FORMAT", value_parser = crate::input::format)]
    pub(crate) input_format: Option<followback_profile::Format>,
    /// Which profile to take where the input holds several.
    #[arg(long, value_name = "NAME")]
    pub(crate) handle: Option<String>,
    /// The time that ages are counted to; without this the date of the archive, else the clock.
    #[arg(long, value_name = "TIME", value_parser = crate::input::time)]
    pub(crate) now: Option<i64>,
}

#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Use the embedded sample profile.
    #[arg(long, conflicts_with = "input")]
    pub(crate) demo: bool,
    /// Who looks at the profile: a TOML file with `topics`, or another profile. Adds what connects the two.
    #[arg(long, value_name = "VIEWER")]
    pub(crate) viewer: Option<PathBuf>,
    /// Audit with this profile picture: PNG, JPEG, GIF or WebP.
    #[arg(long, value_name = "IMAGE")]
    pub(crate) avatar: Option<PathBuf>,
    /// How to write the report.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub(crate) format: ReportFormat,
    /// The language of the report; without this, for people, the one of the environment (`LC_ALL`, `LC_MESSAGES`, `LANG`), else English.
    #[arg(long, value_enum)]
    pub(crate) locale: Option<crate::locale::Locale>,
    /// Add what changed since an earlier report on the same account, written with `--format json`; `-` is the standard input.
    #[arg(long, value_name = "OLD.json")]
    pub(crate) compare: Option<PathBuf>,
    /// Write to a file instead of the standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// End with 1 when the total is lower, or cannot be told.
    #[arg(long, value_name = "N", value_parser = mark)]
    pub(crate) fail_under: Option<f64>,
    /// End with 2 when a plugin failed or was not loaded; without this the report says so and what it would say is unknown.
    #[arg(long)]
    pub(crate) strict_plugins: bool,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

/// Parses `--fail-under`.
fn mark(text: &str) -> Result<f64, String> {
    let mark: Option<f64> = text.parse().ok();
    mark.filter(|mark| (0.0..=100.0).contains(mark)).ok_or_else(|| "a number from 0 to 100".to_owned())
}

/// How to write a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people.
    Human,
    /// One line a finding.
    Short,
    /// For programs.
    Json,
    /// For issues and chats.
    Markdown,
    /// A page for a browser, in one file.
    Html,
}

#[derive(Debug, Args)]
pub(crate) struct FactsArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Show which facts each format carries, and read nothing.
    #[arg(long, conflicts_with = "input")]
    pub(crate) formats: bool,
    /// How to write the facts.
    #[arg(long, value_enum, default_value_t = TextFormat::Human)]
    pub(crate) format: TextFormat,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

/// For people or for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The id of a rule, or the code of a fault.
    #[arg(value_name = "RULE|CODE")]
    pub(crate) rule: String,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// How to write the explanation.
    #[arg(long, value_enum, default_value_t = TextFormat::Human)]
    pub(crate) format: TextFormat,
    /// The language of the explanation; without this, for people, the one of the environment (`LC_ALL`, `LC_MESSAGES`, `LANG`), else English.
    #[arg(long, value_enum)]
    pub(crate) locale: Option<crate::locale::Locale>,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    #[command(subcommand)]
    pub(crate) command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// List the effective rules.
    List(RulesListArgs),
    /// Show one rule with every setting and where it comes from.
    Show(RulesShowArgs),
    /// Report every fault of rule packs and settings.
    Check(RulesCheckArgs),
    /// Write the JSON Schema with which editors complete and check rule files.
    Schema(crate::commands::schema::SchemaArgs),
    /// Write the rules of a pack as a document, in Markdown.
    Doc(crate::commands::doc::DocArgs),
}

#[derive(Debug, Args)]
pub(crate) struct RulesListArgs {
    /// How to write the list.
    #[arg(long, value_enum, default_value_t = TextFormat::Human)]
    pub(crate) format: TextFormat,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RulesShowArgs {
    /// The id of a rule.
    #[arg(value_name = "RULE")]
    pub(crate) rule: String,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RulesCheckArgs {
    /// Packs to check without your settings, beside the default rules unless one declares a score of its own; without any,
    /// the effective set.
    #[arg(value_name = "PACK")]
    pub(crate) checked: Vec<PathBuf>,
    /// How to write the faults.
    #[arg(long, value_enum, default_value_t = DiagnosticFormat::Human)]
    pub(crate) format: DiagnosticFormat,
    /// End with 1 when there are warnings.
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

/// How to write faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiagnosticFormat {
    /// With the lines they stand in.
    Human,
    /// One line each.
    Short,
    /// For programs.
    Json,
    /// Commands that GitHub shows beside the lines.
    Github,
    /// For code scanners: SARIF 2.1.0.
    Sarif,
}
