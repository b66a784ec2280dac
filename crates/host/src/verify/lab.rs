//! A plugin on the bench: its table, which agrees with the manifest, and how it is asked.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;

use followback_core::FactDecl;

use super::rows::Probe;
use super::{Finding, Subject};
use crate::code::Place;
use crate::confine::is_denied;
use crate::loader::{Guarded, Instance, Library, Manner, Table};
use crate::plugin::{agree, check, place};
use crate::rows::{Answers, FaultKind};

/// Called with what is about to be done, so that a crash can be told where it happened.
pub(super) type Phase<'p> = RefCell<&'p mut dyn FnMut(&str)>;

/// A plugin on the bench.
pub(super) struct Lab<'s> {
    pub(super) config: &'s str,
    pub(super) table: Arc<Table>,
    pub(super) facts: Vec<FactDecl>,
    /// Where these facts stand in the table.
    pub(super) wanted: Vec<usize>,
    phase: Phase<'s>,
}

impl<'s> Lab<'s> {
    /// Loads the plugin.
    ///
    /// # Errors
    /// Why it cannot be asked at all.
    pub(super) fn new(subject: &'s Subject, phase: &'s mut dyn FnMut(&str)) -> Result<Self, String> {
        phase("while it was loaded");
        let table = load(&subject.library)?;
        agree(&subject.manifest, &table)?;
        let facts = subject.manifest.facts();
        let wanted = facts.iter().map(|fact| place(&table, fact)).collect::<Result<_, _>>()?;
        Ok(Lab { config: &subject.config, table: Arc::new(table), facts, wanted, phase: RefCell::new(phase) })
    }

    pub(super) fn phase(&self, what: &str) {
        (self.phase.borrow_mut())(what);
    }

    pub(super) fn open(&self) -> Result<Instance, String> {
        self.phase("while it was opened");
        Instance::open(Arc::clone(&self.table), self.config, None)
            .map_err(|problem| format!("it does not open: {problem}"))
    }

    /// Asks for all facts.
    pub(super) fn ask(&self, instance: &mut Instance, probe: &Probe) -> Result<Answers, String> {
        instance.ask(&probe.rows(), &self.wanted).map(|answers| self.settled(answers)).map_err(|broken| broken.message)
    }

    /// Asks for all facts with columns in guarded memory.
    pub(super) fn ask_guarded(
        &self,
        memory: &mut Guarded,
        instance: &mut Instance,
        probe: &Probe,
        manner: Manner,
    ) -> Result<Answers, String> {
        let asked = memory.ask(instance, &probe.rows(), &self.wanted, manner);
        let asked = asked.map_err(|error| format!("there is no guarded memory: {error}"))?;
        asked.map(|answers| self.settled(answers)).map_err(|broken| broken.message)
    }

    /// Values that the manifest does not allow are faults of their rows.
    fn settled(&self, mut answers: Answers) -> Answers {
        for (values, decl) in answers.facts.iter().zip(&self.facts) {
            for (row, value) in values.iter().enumerate() {
                if let Some(Err(problem)) = value.as_ref().map(|value| check(value, &decl.kind)) {
                    answers.faults.entry(row).or_insert(FaultKind::Failed.saying(format!("`{}` {problem}", decl.path)));
                }
            }
        }
        answers.settle();
        answers
    }
}

/// Loads a library by the absolute path of a file that may be named in any way.
pub(super) fn load(library: &Path) -> Result<Table, String> {
    let path = std::path::absolute(library).map_err(|error| error.to_string())?;
    Library::load(&Place::of(&path))
}

/// Rows that a plugin failed on, as problems. Rows that it declines are none, as long as it did not panic and was denied nothing.
pub(super) fn faults(finding: &mut Finding, probe: &Probe, answers: &Answers) {
    for (&row, fault) in &answers.faults {
        let message = &fault.message;
        if fault.kind == FaultKind::Failed || message.starts_with("panicked at ") || is_denied(message) {
            finding.problem(format!("{message}; the row has {}", probe.words(row)));
        }
    }
}
