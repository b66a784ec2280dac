//! The effective rule set of a run: packs, settings, and the program they make.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use followback_core::{
    Config, Declared, Diagnostic, Fact, Level, PackFiles, Program, Record, Schema, Sources, check, load,
};

use crate::args::RuleArgs;
use crate::packs;

/// The settings file that is read when none is named.
const CONFIG: &str = "followback.toml";

/// The rules of a run, with the texts they came from.
pub(crate) struct Session {
    pub(crate) program: Program,
    pub(crate) sources: Sources,
    pub(crate) config: Config,
    /// Warnings only.
    pub(crate) faults: Vec<Diagnostic>,
}

/// Rules that cannot be used.
pub(crate) struct RuleFaults {
    pub(crate) sources: Sources,
    pub(crate) faults: Vec<Diagnostic>,
}

impl fmt::Debug for RuleFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for RuleFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.faults.iter().filter(|d| d.level == Level::Error).count();
        write!(f, "the rules have {n} {}", if n == 1 { "fault" } else { "faults" })
    }
}

impl std::error::Error for RuleFaults {}

impl Session {
    /// Loads and checks the rules that the arguments and the settings name.
    ///
    /// # Errors
    /// [`RuleFaults`] when they have faults; other errors when they cannot be read.
    pub(crate) fn new(args: &RuleArgs, schema: &Schema, now: i64) -> anyhow::Result<Self> {
        let mut sources = Sources::default();
        let mut faults = Vec::new();
        let (config, base) = settings(args.config.as_deref(), &mut sources, &mut faults)?;
        let mut files = Vec::new();
        if !args.no_default && !config.no_default {
            files.push(packs::default_pack());
        }
        for pack in &config.packs {
            files.push(packs::read_pack(&base.join(&pack.value))?);
        }
        for path in &args.packs {
            files.push(packs::read_pack(path)?);
        }
        Self::from_files(&files, config, schema, now, sources, faults)
    }

    /// Loads and checks packs by themselves, without settings.
    ///
    /// # Errors
    /// [`RuleFaults`] when they have faults.
    pub(crate) fn of_packs(files: &[PackFiles], schema: &Schema, now: i64) -> anyhow::Result<Self> {
        Self::from_files(files, Config::default(), schema, now, Sources::default(), Vec::new())
    }

    fn from_files(
        files: &[PackFiles],
        config: Config,
        schema: &Schema,
        now: i64,
        mut sources: Sources,
        mut faults: Vec<Diagnostic>,
    ) -> anyhow::Result<Self> {
        let packs: Vec<_> = files.iter().map(|pack| load(pack, &mut sources, &mut faults)).collect();
        match check(&packs, schema, &config, now, &mut faults) {
            Some(program) => Ok(Session { program, sources, config, faults }),
            None => Err(RuleFaults { sources, faults }.into()),
        }
    }

    /// Puts what the owner declares in the settings into a record. What the profile itself declares stays.
    pub(crate) fn declare(&self, record: &mut Record<'static>) {
        let schema = self.program.schema();
        for (name, value) in self.config.declarations() {
            let Some(id) = schema.fact(&format!("account.{name}")) else { continue };
            if !schema.decl(id).declared || *record.get(id) != Fact::Absent {
                continue;
            }
            record.set(id, fact(&value, &schema.decl(id).kind));
        }
    }
}

fn fact(value: &Declared<'_>, kind: &followback_core::Kind) -> Fact<'static> {
    let words: Vec<String> = match value {
        Declared::Word(word) => vec![(*word).to_owned()],
        Declared::Words(words) => words.iter().map(|w| (*w).to_owned()).collect(),
    };
    match kind {
        followback_core::Kind::Set => Fact::set(words),
        _ => words.into_iter().next().map_or(Fact::Absent, Fact::label),
    }
}

/// The settings, and the folder that paths in them start from.
fn settings(
    named: Option<&Path>,
    sources: &mut Sources,
    faults: &mut Vec<Diagnostic>,
) -> anyhow::Result<(Config, PathBuf)> {
    let path = match named {
        Some(path) => path,
        None if Path::new(CONFIG).is_file() => Path::new(CONFIG),
        None => return Ok((Config::default(), PathBuf::new())),
    };
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read the settings `{}`", path.display()))?;
    let file = sources.add(path.display().to_string(), text.as_str());
    let config = Config::parse(file, &text, faults);
    Ok((config, path.parent().map(Path::to_path_buf).unwrap_or_default()))
}
