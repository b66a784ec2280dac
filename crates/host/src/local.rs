//! A plugin that runs in this process.

use std::sync::Arc;
use std::time::Duration;

use followback_plugin::abi;

use crate::careful::{Backend, Broken, Way};
use crate::code::Code;
use crate::loader::{Instance, Library, Table};
use crate::pace::Pace;
use crate::rows::{Answers, Rows};
use crate::watchdog::{Watchdog, watched};

/// Where the code is.
#[derive(Debug)]
pub(crate) enum Source {
    BuiltIn(fn() -> &'static abi::Plugin),
    Library(Code),
}

/// A plugin that runs in this process.
#[derive(Debug)]
pub(crate) struct Local {
    source: Source,
    config: String,
    table: Option<Arc<Table>>,
    instance: Option<Instance>,
    /// What the watchdog calls it, and the time of a call, if there is a limit.
    limit: Option<(String, Duration)>,
    watchdog: Option<Arc<Watchdog>>,
    pace: Pace,
}

impl Local {
    pub(crate) fn new(source: Source, config: &str) -> Self {
        let (config, pace) = (config.to_owned(), Pace::new(None));
        Local { source, config, table: None, instance: None, limit: None, watchdog: None, pace }
    }

    /// From then on a call that takes longer is asked to give up, told of, and at last ends the process.
    pub(crate) fn limit_time(&mut self, id: &str, limit: Duration) {
        self.limit = Some((id.to_owned(), limit));
        self.pace = Pace::new(Some(limit));
    }

    /// The plugin's table; loads it if that has not been done.
    pub(crate) fn table(&mut self) -> Result<Arc<Table>, String> {
        if let Some(table) = &self.table {
            return Ok(Arc::clone(table));
        }
        if let (Some((id, limit)), None) = (&self.limit, &self.watchdog) {
            let watchdog = Watchdog::new(id, *limit).map_err(|error| format!("nobody can watch over it: {error}"))?;
            self.watchdog = Some(Arc::new(watchdog));
        }
        let table = watched(self.watchdog.as_deref(), "its loading", || match &self.source {
            Source::BuiltIn(table) => Table::of(table()),
            Source::Library(code) => {
                if let Code::Pinned(pin) = code {
                    // What is loaded stays loaded, under this path: nobody else may ever have it.
                    std::mem::forget(Arc::clone(pin));
                }
                Library::load_here(&code.place()?)
            }
        });
        let table = Arc::new(table?);
        table.check_config(&self.config)?;
        self.table = Some(Arc::clone(&table));
        Ok(table)
    }
}

impl Backend for Local {
    fn ask(&mut self, rows: &Rows<'_>, wanted: &[usize]) -> Result<Answers, Broken> {
        let gone = |message| Broken { message, suspect: None, way: Way::ForGood };
        let mut instance = if let Some(instance) = self.instance.take() {
            instance
        } else {
            let table = self.table().map_err(gone)?;
            Instance::open_watched(table, &self.config, None, self.watchdog.clone()).map_err(gone)?
        };
        // Whatever it breaks over may leave it in disorder: the next question finds a new one then.
        let asked = instance.ask(rows, wanted);
        if asked.as_ref().map_or_else(|broken| broken.way == Way::TooMuch, |_| true) {
            self.instance = Some(instance);
        }
        asked
    }

    fn pace(&mut self) -> &mut Pace {
        &mut self.pace
    }
}
