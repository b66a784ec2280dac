//! The effective rule set of a run: packs, settings, and the program they make.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use followback_core::{
    Config, Declared, Diagnostic, Fact, Kind, Level, Pack, PackFiles, Program, Record, Schema, Scratch, Sources, check,
    check_locales, hush, lint, load, load_untested, nearest,
};

use followback_profile::complete_languages;

use crate::args::RuleArgs;
use crate::console::Console;
use crate::locale::Locale;
use crate::packs;
use crate::plugins::Installed;
use crate::render::diagnostics;

/// The settings file that is read when none is named.
const CONFIG: &str = "followback.toml";

/// The rules of a run, with the texts they came from.
pub(crate) struct Session {
    pub(crate) program: Program,
    pub(crate) sources: Sources,
    pub(crate) config: Config,
    /// Warnings only, those that are allowed too.
    faults: Vec<Diagnostic>,
    packs: Vec<Pack>,
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

/// What becomes of the tests beside the rules.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Tests {
    #[default]
    Read,
    /// Who only judges profiles need not read them; then nobody hears of faults in them.
    LeftOut,
}

impl Session {
    /// Loads and checks the rules that the arguments and the settings name. `audited` are the inputs, whose own folders are never
    /// asked for settings.
    ///
    /// # Errors
    /// [`RuleFaults`] when they have faults; other errors when they cannot be read.
    pub(crate) fn new(args: &RuleArgs, plugins: &Installed, now: i64, audited: &[PathBuf]) -> anyhow::Result<Self> {
        Self::speaking(Locale::En, Tests::Read, args, plugins, now, audited)
    }

    /// The same, where what the rules say is said in a language, as far as their packs speak it, with or without the tests beside
    /// the rules.
    ///
    /// # Errors
    /// As [`Session::new`].
    pub(crate) fn speaking(
        locale: Locale,
        tests: Tests,
        args: &RuleArgs,
        plugins: &Installed,
        now: i64,
        audited: &[PathBuf],
    ) -> anyhow::Result<Self> {
        Loader { locale, tests, ..Loader::default() }.session(args, plugins, now, audited)
    }

    /// Loads and checks packs as their authors do: without settings, and beside the default rules unless one of them declares
    /// a score of its own. The default rules are pack 0 then; returns the index of the first of `files` too.
    ///
    /// # Errors
    /// [`RuleFaults`] when they have faults.
    pub(crate) fn for_authors(files: &[PackFiles], schema: &Schema, now: i64) -> anyhow::Result<(Self, usize)> {
        let mut loader = Loader::default();
        for pack in files {
            loader.load(pack);
        }
        if loader.packs.iter().any(Pack::declares_score) {
            return Ok((loader.check(Config::default(), schema, now)?, 0));
        }
        let mut loader = Loader::default();
        loader.load(&packs::default_pack());
        for pack in files {
            loader.load(pack);
        }
        Ok((loader.check(Config::default(), schema, now)?, 1))
    }

    /// The program alone: the rules as they were written, which it was made of, take as much memory again.
    pub(crate) fn into_program(self) -> Program {
        self.program
    }

    /// The ids of the plugins that the packs from `first` on require.
    pub(crate) fn required(&self, first: usize) -> BTreeSet<&str> {
        let packs = self.packs.iter().skip(first);
        packs.flat_map(|pack| &pack.requires).map(|id| id.value.as_str()).collect()
    }

    /// Says on the standard error stream what is odd about the rules and the settings, each thing on a line.
    pub(crate) fn warn(&self) {
        let mut faults = self.faults.clone();
        hush(&self.packs, &self.config, &mut faults);
        if !faults.is_empty() {
            Console::remark(&diagnostics::short(&faults, &self.sources));
        }
    }

    /// All faults of the rules, also those that take time to find, and those of what they say in other languages. Errors among
    /// them are all of other languages.
    pub(crate) fn lint(&mut self, now: i64) -> Vec<Diagnostic> {
        let mut faults = self.faults.clone();
        let schema = self.program.schema();
        check_locales(&mut self.packs, schema, &self.config, now, &mut self.sources, &mut faults);
        lint(&self.packs, &self.program, &self.config, &mut faults);
        faults
    }

    /// Fills in what the rules and the settings know about a record: the languages of its texts, and what the owner declares.
    /// What the profile itself says stays.
    ///
    /// # Errors
    /// When the settings declare something that there is not.
    pub(crate) fn complete(&self, record: &mut Record<'static>) -> anyhow::Result<()> {
        complete_languages(record, &self.program, Scratch::default());
        let schema = self.program.schema();
        for (name, value) in self.config.declarations() {
            let Some(id) = schema.fact(&format!("account.{name}")).filter(|id| schema.decl(*id).declared) else {
                let declared = schema.facts().iter().filter(|f| f.declared);
                let known: Vec<&str> = declared.filter_map(|f| f.path.strip_prefix("account.")).collect();
                let near =
                    nearest(name, known.iter().copied()).map_or(String::new(), |n| format!("; did you mean `{n}`?"));
                bail!("`[profile]` of the settings has no field `{name}`{near} (it takes: {})", known.join(", "));
            };
            let fact = fact(name, &value, &schema.decl(id).kind)?;
            if *record.get(id) == Fact::Absent {
                record.set(id, fact);
            }
        }
        Ok(())
    }
}

/// Packs being loaded.
#[derive(Default)]
struct Loader {
    locale: Locale,
    tests: Tests,
    packs: Vec<Pack>,
    sources: Sources,
    faults: Vec<Diagnostic>,
}

impl Loader {
    /// Loads and checks the rules that the arguments and the settings name.
    fn session(
        mut self,
        args: &RuleArgs,
        plugins: &Installed,
        now: i64,
        audited: &[PathBuf],
    ) -> anyhow::Result<Session> {
        let (config, base) = settings(args.config.as_deref(), audited, &mut self)?;
        if !args.no_default && !config.no_default {
            self.load(&packs::default_pack());
            self.beside_default(&config);
            // They speak of the factors of the default rules.
            for (pack, is_on) in plugins.packs() {
                self.bundled(&pack, is_on);
            }
        }
        for pack in &config.packs {
            self.load(&packs::read_pack(&base.join(&pack.value))?);
        }
        for path in &args.packs {
            self.load(&packs::read_pack(path)?);
        }
        self.check(config, plugins.schema(), now)
    }

    fn load(&mut self, files: &PackFiles) {
        let load = match self.tests {
            Tests::Read => load,
            Tests::LeftOut => load_untested,
        };
        let mut pack = load(files, &mut self.sources, &mut self.faults);
        pack.translate(self.locale.code(), &mut self.sources, &mut self.faults);
        self.packs.push(pack);
    }

    /// The rules that a plugin brings along: off until the settings turn them on.
    fn bundled(&mut self, files: &PackFiles, is_on: bool) {
        self.load(files);
        if let Some(pack) = self.packs.last_mut() {
            pack.rules.iter_mut().for_each(|rule| rule.off |= !is_on);
        }
    }

    /// The packs beside the default one, but for those that the settings leave out.
    fn beside_default(&mut self, config: &Config) {
        let names = packs::BESIDE_DEFAULT.map(|(name, _)| name);
        for unknown in config.without.iter().filter(|name| !names.contains(&name.value.as_str())) {
            let message = format!("no pack `{}` stands beside the default one", unknown.value);
            let fault = Diagnostic::error("unknown-word", unknown.span, message);
            self.faults.push(fault.did_you_mean(&unknown.value, names).help(format!("there is: {}", names.join(", "))));
        }
        for (name, files) in packs::BESIDE_DEFAULT {
            if !config.without.iter().any(|without| without.value == name) {
                self.load(&packs::embedded(name, files));
            }
        }
    }

    fn check(mut self, config: Config, schema: &Schema, now: i64) -> anyhow::Result<Session> {
        match check(&self.packs, schema, &config, now, &mut self.faults) {
            Some(program) => {
                Ok(Session { program, sources: self.sources, config, faults: self.faults, packs: self.packs })
            }
            None => Err(RuleFaults { sources: self.sources, faults: self.faults }.into()),
        }
    }
}

fn fact(name: &str, value: &Declared<'_>, kind: &Kind) -> anyhow::Result<Fact<'static>> {
    let words: Vec<String> = match value {
        Declared::Word(word) => vec![(*word).to_owned()],
        Declared::Words(words) => words.iter().map(|w| (*w).to_owned()).collect(),
    };
    let Kind::Label(known) = kind else { return Ok(Fact::set(words)) };
    let [word] = &words[..] else { bail!("`{name}` in `[profile]` of the settings takes one word") };
    if !known.is_empty() && !known.contains(word) {
        bail!("`{name}` in `[profile]` of the settings cannot be `{word}`; it is one of: {}", known.join(", "));
    }
    Ok(Fact::label(word.clone()))
}

/// The settings, and the folder that paths in them start from.
fn settings(named: Option<&Path>, audited: &[PathBuf], loader: &mut Loader) -> anyhow::Result<(Config, PathBuf)> {
    let path = match named {
        Some(path) => path,
        None if Path::new(CONFIG).is_file() => {
            if audited.iter().any(|input| is_audited_here(input)) {
                Console::remark(&format!(
                    "note: `{CONFIG}` lies in what is audited and is not used; name it with `--config` to use it"
                ));
                return Ok((Config::default(), PathBuf::new()));
            }
            Path::new(CONFIG)
        }
        None => return Ok((Config::default(), PathBuf::new())),
    };
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read the settings `{}`", path.display()))?;
    let file = loader.sources.add(path.display().to_string(), text.clone());
    let config = Config::parse(file, &text, &mut loader.faults);
    Ok((config, path.parent().map(Path::to_path_buf).unwrap_or_default()))
}

/// Files that show that a folder is an archive, or its `data` folder.
const ARCHIVE: [&str; 4] = ["manifest.js", "account.js", "tweets.js", "tweet.js"];

/// Whether the current folder is part of what is audited: what lies in it comes from whoever made the archive.
fn is_audited_here(input: &Path) -> bool {
    let (Ok(input), Ok(here)) = (input.canonicalize(), Path::new(".").canonicalize()) else { return false };
    let is_archive = || ARCHIVE.iter().any(|file| here.join(file).is_file() || here.join("data").join(file).is_file());
    here.starts_with(&input) || (input.starts_with(&here) && is_archive())
}
