//! A plugin of a run: what it can supply, and how it is asked.

use std::sync::Arc;

use followback_core::{FactDecl, Kind};
use followback_plugin::abi;

use crate::careful::{self, Backend, Broken};
use crate::loader::{Instance, Table};
use crate::manifest::{Manifest, ManifestError};
use crate::rows::{Answers, Fault, Rows, Value};

/// A plugin that is linked into the program.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// Its manifest.
    pub manifest: &'static str,
    /// Its table. Not called before the first question.
    pub table: fn() -> &'static abi::Plugin,
}

/// A plugin of a run. Nothing of it is loaded or started before the first question.
#[derive(Debug)]
pub struct Plugin {
    manifest: Manifest,
    facts: Vec<FactDecl>,
    backend: Local,
}

impl Plugin {
    /// A plugin that is linked into the program.
    ///
    /// # Errors
    /// When its manifest cannot be used.
    pub fn built_in(plugin: BuiltIn) -> Result<Self, ManifestError> {
        let manifest = Manifest::parse("followback-plugin.toml", plugin.manifest)?;
        let facts = manifest.facts();
        Ok(Plugin { manifest, facts, backend: Local { source: plugin, state: State::Fresh, breaks: 0 } })
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
        let places = match self.places(rows, wanted) {
            Ok(places) => places,
            Err(problem) => return Answers::all(wanted.len(), rows.len(), &Fault::Failed(problem)),
        };
        let mut answers = careful::ask(&mut self.backend, rows, &places);
        for (values, &fact) in answers.facts.iter().zip(wanted) {
            let decl = &self.facts[fact];
            for (row, value) in values.iter().enumerate() {
                if let Some(Err(problem)) = value.as_ref().map(|value| check(value, &decl.kind)) {
                    answers.faults.entry(row).or_insert(Fault::Failed(format!("`{}` {problem}", decl.path)));
                }
            }
        }
        answers.settle();
        answers
    }

    /// Where the facts stand in the table, which has to keep what the manifest says.
    fn places(&mut self, rows: &Rows<'_>, wanted: &[usize]) -> Result<Vec<usize>, String> {
        let table = self.backend.table()?;
        if table.id != self.manifest.id {
            return Err(format!("its manifest says that it is `{}`, its table `{}`", self.manifest.id, table.id));
        }
        let declared = table.inputs.iter().map(|input| (input.name.as_str(), input.optional));
        if !declared.eq(self.manifest.inputs()) {
            let list = |inputs: &mut dyn Iterator<Item = (&str, bool)>| {
                inputs
                    .map(|(path, optional)| format!("`{path}{}`", if optional { "?" } else { "" }))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            let said = list(&mut self.manifest.inputs());
            let reads = list(&mut table.inputs.iter().map(|input| (input.name.as_str(), input.optional)));
            return Err(format!("its manifest says that it reads {said}, its table {reads}"));
        }
        for (input, column) in rows.columns().iter().enumerate() {
            if !table.reads(input, column) {
                return Err(format!("it reads `{}` as another type than it has", table.inputs[input].name));
            }
        }
        wanted.iter().map(|&fact| place(&table, &self.facts[fact])).collect()
    }
}

fn place(table: &Table, decl: &FactDecl) -> Result<usize, String> {
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
fn check(value: &Value, kind: &Kind) -> Result<(), String> {
    match (value, kind) {
        (Value::Number(number), Kind::Number { min, max, .. }) if !(*min..=*max).contains(number) => {
            Err(format!("is {number}, which the manifest rules out"))
        }
        (Value::Text(word), Kind::Label(words)) if !words.is_empty() && !words.contains(word) => {
            Err(format!("is `{word}`, which the manifest does not list"))
        }
        _ => Ok(()),
    }
}

/// A plugin that runs in this process.
#[derive(Debug)]
struct Local {
    source: BuiltIn,
    state: State,
    breaks: u32,
}

#[derive(Debug)]
enum State {
    Fresh,
    Loaded(Arc<Table>),
    Running(Arc<Table>, Instance),
}

/// So often a plugin may break in a run.
const MAX_BREAKS: u32 = 25;

impl Local {
    fn table(&mut self) -> Result<Arc<Table>, String> {
        match &self.state {
            State::Loaded(table) | State::Running(table, _) => Ok(Arc::clone(table)),
            State::Fresh => {
                let table = Arc::new(Table::of((self.source.table)())?);
                self.state = State::Loaded(Arc::clone(&table));
                Ok(table)
            }
        }
    }
}

impl Backend for Local {
    fn ask(&mut self, rows: &Rows<'_>, wanted: &[usize]) -> Result<Answers, Broken> {
        let gone = |message| Broken { message, suspect: None, for_good: true };
        let table = self.table().map_err(gone)?;
        if let State::Loaded(_) = self.state {
            self.state = State::Running(Arc::clone(&table), Instance::open(Arc::clone(&table), "{}").map_err(gone)?);
        }
        let State::Running(_, instance) = &mut self.state else { return Ok(Answers::default()) };
        instance.ask(rows, wanted).map_err(|broken| {
            self.breaks += 1;
            // Whatever it was in the middle of may have left it in disorder.
            self.state = State::Loaded(table);
            Broken { for_good: self.breaks >= MAX_BREAKS, ..broken }
        })
    }
}
