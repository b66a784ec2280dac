//! A plugin of a run: what it can supply, and how it is asked.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use followback_core::{FactDecl, Kind};
use followback_plugin::abi;

use crate::careful::{self, MAX_BREAKS};
use crate::code::Code;
use crate::confine::explain;
use crate::isolated::Isolation;
use crate::loader::Table;
use crate::local::{Local, Source};
use crate::manifest::{Manifest, ManifestError};
use crate::patience::{Exhausted, Part, Patience};
use crate::pool::Pool;
use crate::rows::{Answers, Fault, FaultKind, Rows, Value};
use crate::trust::Pin;

/// A plugin that is linked into the program.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// Its manifest.
    pub manifest: &'static str,
    /// Its table. Not called before the first question.
    pub table: fn() -> &'static abi::Plugin,
}

/// A plugin of one worker. Nothing of it is loaded or started before the first question.
#[derive(Debug)]
pub struct Plugin {
    manifest: Manifest,
    facts: Vec<FactDecl>,
    runner: Runner,
    /// Over so many rows of one part of a run it may break.
    max_breaks: u32,
    /// Of whoever asks without saying which part of a run it is.
    patience: Patience,
    /// What its library has to be.
    pin: Option<Arc<Pin>>,
}

/// Where a plugin runs.
#[derive(Debug)]
enum Runner {
    Local(Local),
    Isolated(Arc<Pool>),
}

impl Plugin {
    /// A plugin that is linked into the program.
    ///
    /// # Errors
    /// When its manifest cannot be used.
    pub fn built_in(plugin: BuiltIn) -> Result<Self, ManifestError> {
        let manifest = Manifest::parse("followback-plugin.toml", plugin.manifest)?;
        Ok(Self::new(manifest, Runner::Local(Local::new(Source::BuiltIn(plugin.table), "{}"))))
    }

    /// A library that runs in this process: the fastest way, but whatever the plugin does it does to this process.
    #[must_use]
    pub fn in_process(manifest: Manifest, library: PathBuf, config: &str) -> Self {
        Self::local(manifest, Code::File(library), config)
    }

    /// The same of any code.
    pub(crate) fn local(manifest: Manifest, code: Code, config: &str) -> Self {
        Self::new(manifest, Runner::Local(Local::new(Source::Library(code), config)))
    }

    /// The same plugin, which is asked to give up when it takes so long over a batch; when it goes on, that is said on the
    /// standard error stream, and at three times that time the process ends. For one that runs in child processes see
    /// [`Isolation`].
    #[must_use]
    pub fn watched(mut self, limit: Duration) -> Self {
        if let Runner::Local(local) = &mut self.runner {
            local.limit_time(&self.manifest.id, limit);
        }
        self
    }

    /// A library that runs in child processes.
    #[must_use]
    pub fn isolated(manifest: Manifest, library: PathBuf, config: &str, how: Isolation) -> Self {
        let how = Isolation { needs: manifest.needs.clone(), ..how };
        Self::pooled(manifest, Arc::new(Pool::new(Code::File(library), config.to_owned(), how)))
    }

    /// A library that runs in child processes, which others may use as well.
    pub(crate) fn pooled(manifest: Manifest, pool: Arc<Pool>) -> Self {
        Self::new(manifest, Runner::Isolated(pool))
    }

    fn new(manifest: Manifest, runner: Runner) -> Self {
        let facts = manifest.facts();
        let max_breaks = match &runner {
            Runner::Local(_) => MAX_BREAKS,
            Runner::Isolated(pool) => pool.max_breaks(),
        };
        Plugin { manifest, facts, runner, max_breaks, patience: Patience::default(), pin: None }
    }

    /// The same plugin, which may break over so many rows of one part of a run.
    pub(crate) fn breaking_over(mut self, most: u32) -> Self {
        self.max_breaks = most;
        self
    }

    /// The same plugin, whose library has to have a digest.
    pub(crate) fn pinned(mut self, pin: Arc<Pin>) -> Self {
        self.pin = Some(pin);
        self
    }

    /// The digest of its library; none for one that is part of the program, or was named by its path alone.
    #[must_use]
    pub fn sha256(&self) -> Option<&str> {
        self.pin.as_deref().map(Pin::sha256)
    }

    /// What it says of itself.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The facts that it supplies, in the order in which [`Plugin::ask`] numbers them.
    #[must_use]
    pub fn facts(&self) -> &[FactDecl] {
        &self.facts
    }

    /// Asks for facts, by their numbers in [`Plugin::facts`], about rows whose columns are the inputs of the manifest.
    pub fn ask(&mut self, rows: &Rows<'_>, wanted: &[usize]) -> Answers {
        let part = self.patience.next_part();
        self.ask_in(&part, rows, wanted)
    }

    /// Asks about rows that belong to a part of a run on which others work as well.
    pub fn ask_in(&mut self, part: &Part, rows: &Rows<'_>, wanted: &[usize]) -> Answers {
        let asked = self.asked(part, rows, wanted);
        let mut answers = asked.unwrap_or_else(|fault| Answers::all(wanted.len(), rows.len(), &fault));
        if let Runner::Isolated(_) = self.runner {
            let needs = &self.manifest.needs;
            answers.faults.values_mut().for_each(|fault| explain(&mut fault.message, needs));
        }
        answers
    }

    fn asked(&mut self, part: &Part, rows: &Rows<'_>, wanted: &[usize]) -> Result<Answers, Fault> {
        if let Some(Err(problem)) = self.pin.as_ref().map(|pin| pin.check()) {
            return Err(FaultKind::Refused.saying(problem));
        }
        let given_up = |Exhausted| {
            FaultKind::GivenUp.saying("it broke too often in this run (`max_breaks`) and is not asked any more")
        };
        let may_break = part.left(&self.manifest.id, self.max_breaks).map_err(given_up)?;
        let (manifest, facts) = (&self.manifest, &self.facts);
        let failed = |problem: String| FaultKind::Failed.saying(problem);
        let places = |table: &Table| places(manifest, facts, table, rows, wanted).map_err(failed);
        let (mut answers, cost) = match &mut self.runner {
            Runner::Local(local) => {
                let places = local.table().map_err(failed).and_then(|table| places(&table))?;
                careful::ask(local, rows, &places, may_break)
            }
            Runner::Isolated(pool) => pool.with(|isolated| {
                let places = isolated.table().map_err(failed).and_then(|table| places(&table))?;
                Ok(careful::ask(isolated, rows, &places, may_break))
            })?,
        };
        part.settle(&self.manifest.id, self.max_breaks, cost).map_err(given_up)?;
        for (values, &fact) in answers.facts.iter().zip(wanted) {
            let decl = &self.facts[fact];
            for (row, value) in values.iter().enumerate() {
                if let Some(Err(problem)) = value.as_ref().map(|value| check(value, &decl.kind)) {
                    answers.faults.entry(row).or_insert(failed(format!("`{}` {problem}", decl.path)));
                }
            }
        }
        answers.settle();
        Ok(answers)
    }
}

/// Where facts stand in a table, which has to keep what the manifest says.
fn places(
    manifest: &Manifest,
    facts: &[FactDecl],
    table: &Table,
    rows: &Rows<'_>,
    wanted: &[usize],
) -> Result<Vec<usize>, String> {
    agree(manifest, table)?;
    for (input, column) in rows.columns().iter().enumerate() {
        if !table.reads(input, column) {
            return Err(format!("it reads `{}` as another type than it has", table.inputs[input].name));
        }
    }
    wanted.iter().map(|&fact| place(table, &facts[fact])).collect()
}

/// Whether a table is that of a manifest.
pub(crate) fn agree(manifest: &Manifest, table: &Table) -> Result<(), String> {
    let said_and_is =
        |what: &str, said: &str, is: &str| format!("its manifest says that its {what} is `{said}`, its table `{is}`");
    if table.id != manifest.id {
        return Err(said_and_is("id", &manifest.id, &table.id));
    }
    if table.version != manifest.version {
        return Err(said_and_is("version", &manifest.version, &table.version));
    }
    let declared = || table.inputs.iter().map(|input| (input.name.as_str(), input.optional));
    if !declared().eq(manifest.inputs()) {
        return Err(format!(
            "its manifest says that it reads {}, its table {}",
            list(manifest.inputs()),
            list(declared())
        ));
    }
    Ok(())
}

fn list<'n>(inputs: impl Iterator<Item = (&'n str, bool)>) -> String {
    let names: Vec<String> =
        inputs.map(|(path, optional)| format!("`{path}{}`", if optional { "?" } else { "" })).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

pub(crate) fn place(table: &Table, decl: &FactDecl) -> Result<usize, String> {
    let name = decl.path.rsplit('.').next().unwrap_or(&decl.path);
    let place = table.facts.iter().position(|fact| fact.name == name);
    let place = place.ok_or_else(|| format!("its manifest lists `{}`, its table does not", decl.path))?;
    let fits = match decl.kind {
        Kind::Bool => table.facts[place].ty == abi::BOOL,
        Kind::Number { .. } => matches!(table.facts[place].ty, abi::I64 | abi::F64),
        Kind::Text | Kind::Label(_) => table.facts[place].ty == abi::STR,
        Kind::Set => table.facts[place].ty == abi::STR_LIST,
    };
    if fits {
        Ok(place)
    } else {
        Err(format!("its manifest says that `{}` is {}, its table does not", decl.path, decl.kind.noun()))
    }
}

/// A value has to be one that the manifest promises: rules were checked against that.
pub(crate) fn check(value: &Value, kind: &Kind) -> Result<(), String> {
    match (value, kind) {
        (Value::Number(number), Kind::Number { min, max, .. }) if !(*min..=*max).contains(number) => {
            Err(format!("is {number}, which the manifest rules out"))
        }
        (Value::Number(number), Kind::Number { whole: true, .. }) if number.fract() != 0.0 => {
            Err(format!("is {number}, where the manifest promises whole numbers"))
        }
        (Value::Text(word), Kind::Label(words)) if !words.is_empty() && !words.contains(word) => {
            Err(format!("is `{word}`, which the manifest does not list"))
        }
        (Value::Bool(_), Kind::Bool)
        | (Value::Number(_), Kind::Number { .. })
        | (Value::Text(_), Kind::Text | Kind::Label(_))
        | (Value::List(_), Kind::Set) => Ok(()),
        _ => Err(format!("is no {}", kind.noun().trim_start_matches("a "))),
    }
}
