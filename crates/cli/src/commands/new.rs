//! `followback new` and `followback init`: files to begin with. Nothing that is there is written over.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use followback_core::{PackFiles, Severity};

use crate::commands::schema::{self, Subject};
use crate::console::Console;
use crate::outcome::Outcome;
use crate::plugins::Installed;
use crate::scaffold::{self, RULES_SCHEMA, SETTINGS_SCHEMA};
use crate::session::Session;
use crate::{input, packs};

/// What to begin.
#[derive(Debug, Subcommand)]
pub(crate) enum NewCommand {
    /// Begin a rule pack: a folder with a rule, its tests, and a schema for editors.
    Pack(NewPackArgs),
    /// Add a rule with tests to a pack.
    Rule(NewRuleArgs),
}

/// Arguments of `new pack`.
#[derive(Debug, Args)]
pub(crate) struct NewPackArgs {
    /// The folder of the pack; the last part of it is its name.
    #[arg(value_name = "NAME")]
    pub(crate) folder: PathBuf,
    #[command(flatten)]
    pub(crate) rule: RuleKind,
}

/// Arguments of `new rule`.
#[derive(Debug, Args)]
pub(crate) struct NewRuleArgs {
    /// The id of the rule: a subject, a slash and a name, such as `bio/too-short`.
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// The pack to add it to: a folder, or one rule file.
    #[arg(long, value_name = "PACK", default_value = ".")]
    pub(crate) pack: PathBuf,
    /// The rule file in the pack's folder; without this, one called like the subject of the id.
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<String>,
    #[command(flatten)]
    pub(crate) rule: RuleKind,
}

/// What the rule is like.
#[derive(Debug, Args)]
pub(crate) struct RuleKind {
    /// The factor it counts in; without this the subject of the id if there is a factor called so, else `bio`.
    #[arg(long, value_name = "FACTOR")]
    pub(crate) factor: Option<String>,
    /// How serious it is.
    #[arg(long, value_enum, default_value_t = Grade::Minor)]
    pub(crate) severity: Grade,
}

/// How serious a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Grade {
    /// A remark.
    Hint,
    /// Costs a little.
    Minor,
    /// Costs much.
    Major,
    /// Caps the whole factor.
    Blocker,
}

impl Grade {
    fn severity(self) -> Severity {
        match self {
            Grade::Hint => Severity::Hint,
            Grade::Minor => Severity::Minor,
            Grade::Major => Severity::Major,
            Grade::Blocker => Severity::Blocker,
        }
    }
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder for the settings.
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub(crate) folder: PathBuf,
}

pub(crate) fn run(command: &NewCommand) -> anyhow::Result<Outcome> {
    match command {
        NewCommand::Pack(args) => pack(args),
        NewCommand::Rule(args) => rule(args),
    }
}

/// Writes settings to begin with.
pub(crate) fn init(args: &InitArgs) -> anyhow::Result<Outcome> {
    let schema = args.folder.join(SETTINGS_SCHEMA);
    write_new(&args.folder.join("followback.toml"), scaffold::SETTINGS)?;
    if !schema.exists() {
        write_new(&schema, &schema::write(&[], Subject::Settings)?)?;
    }
    Ok(Outcome::Done)
}

fn pack(args: &NewPackArgs) -> anyhow::Result<Outcome> {
    let folder = &args.folder;
    let shown = folder.display();
    let name = folder.file_name().and_then(|name| name.to_str()).filter(|name| is_word(name));
    let Some(name) = name else {
        bail!("`{shown}` cannot name a pack; use lower-case letters, digits, `-` and `_`, such as `my-pack`");
    };
    if folder.exists() {
        bail!("`{shown}` is there already; add a rule to a pack with `followback new rule ID --pack {shown}`");
    }
    let mut files = PackFiles { name: name.to_owned(), prefix: format!("{shown}/"), ..PackFiles::default() };
    files.files.insert("pack.toml".to_owned(), scaffold::pack(name).into());
    let id = format!("{name}/example");
    let factor = factor(&args.rule, &id)?;
    let text = scaffold::rule(&id, &factor, args.rule.severity.severity());
    files.files.insert("rules.toml".to_owned(), (scaffold::schema_line(RULES_SCHEMA) + &text).into());
    check(&files)?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{shown}`"))?;
    for (file, text) in &files.files {
        write_new(&folder.join(file), text)?;
    }
    write_new(&folder.join(RULES_SCHEMA), &schema::write(std::slice::from_ref(&files), Subject::Rules)?)?;
    Console::remark(&format!("next: `followback rules check {shown}`, `followback test {shown}`"));
    Ok(Outcome::Done)
}

fn rule(args: &NewRuleArgs) -> anyhow::Result<Outcome> {
    let mut files = packs::read_pack(&args.pack)
        .with_context(|| "a new rule goes into a pack; `followback new pack NAME` begins one")?;
    let Some((subject, _)) = args.id.split_once('/') else {
        bail!("`{}` is not a rule id; write a subject, a slash and a name in lower case: `bio/too-short`", args.id);
    };
    let one_file = args.pack.is_file();
    let (folder, file) = if one_file {
        let name = args.pack.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        (args.pack.parent().map_or_else(PathBuf::new, Path::to_path_buf), name)
    } else {
        (args.pack.clone(), args.file.clone().unwrap_or_else(|| format!("{subject}.toml")))
    };
    if file.contains(['/', '\\']) || Path::new(&file).extension().is_none_or(|extension| extension != "toml") {
        bail!("`{file}` is no rule file; those are the `*.toml` directly in the pack's folder");
    }
    let factor = factor(&args.rule, &args.id)?;
    let rule = scaffold::rule(&args.id, &factor, args.rule.severity.severity());
    let before = files.files.get(&file).cloned();
    let added = match &before {
        Some(text) => format!("{}{rule}", gap(text)),
        None => scaffold::schema_line(RULES_SCHEMA) + &rule,
    };
    files.files.insert(file.clone(), (before.as_deref().unwrap_or_default().to_owned() + &added).into());
    check(&files)?;
    let path = folder.join(&file);
    if before.is_some() {
        let shown = path.display();
        let mut end = OpenOptions::new().append(true).open(&path).with_context(|| format!("cannot write `{shown}`"))?;
        end.write_all(added.as_bytes()).with_context(|| format!("cannot write `{shown}`"))?;
        Console::remark(&format!("added `{}` to {shown}", args.id));
    } else {
        write_new(&path, &added)?;
        let schema = folder.join(RULES_SCHEMA);
        if !schema.exists() {
            write_new(&schema, &schema::write(std::slice::from_ref(&files), Subject::Rules)?)?;
        }
    }
    Ok(Outcome::Done)
}

/// An empty line between what is there and what is added.
fn gap(text: &str) -> &'static str {
    match text {
        "" => "",
        text if text.ends_with("\n\n") => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    }
}

/// The factor that a rule is to count in.
fn factor(kind: &RuleKind, id: &str) -> anyhow::Result<String> {
    if let Some(factor) = &kind.factor {
        return Ok(factor.clone());
    }
    let subject = id.split('/').next().unwrap_or(id);
    let installed = Installed::load()?;
    let (session, _) = Session::for_authors(&[], installed.schema(), input::clock())?;
    let known = session.program.factors().iter().any(|factor| factor.id == subject && !factor.earns);
    Ok(if known { subject } else { "bio" }.to_owned())
}

/// What is about to be written has to be sound beside what is there.
fn check(files: &PackFiles) -> anyhow::Result<()> {
    let installed = Installed::load()?;
    Session::for_authors(std::slice::from_ref(files), installed.schema(), input::clock())
        .map(|_| ())
        .context("with the new rule the pack would have faults, so nothing was written")
}

fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

/// Writes a file that is not there yet.
pub(crate) fn write_new(path: &Path, text: &str) -> anyhow::Result<()> {
    let shown = path.display();
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .with_context(|| format!("cannot write `{shown}`: it is left as it is"))?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write `{shown}`"))?;
    Console::remark(&format!("wrote {shown}"));
    Ok(())
}
