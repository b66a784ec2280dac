//! A plugin in a child process: whatever it does there ends with the child.

mod ending;
mod process;

use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

pub(crate) use ending::{end, ended, has_ended, last_words};
use process::Process;
pub(crate) use process::{GRACE, temporary};

use crate::careful::{Backend, Broken, MAX_BREAKS, Way};
use crate::code::Code;
use crate::loader::Table;
use crate::manifest::Need;
use crate::pace::Pace;
use crate::rows::{Answers, Rows};
use crate::wire::{Kind, Reader, Writer};

/// How a plugin is run in a child process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Isolation {
    /// The program that serves as the child, with the arguments that make it do so.
    pub program: PathBuf,
    /// See `program`.
    pub args: Vec<String>,
    /// Time for loading and opening.
    pub open_timeout: Duration,
    /// Time for one batch.
    pub timeout: Duration,
    /// Most memory of the child, in bytes.
    pub memory: Option<u64>,
    /// Over so many rows of one part of a run a plugin may break, and over ten times as many in the run. One over which it hangs
    /// counts as five.
    pub max_breaks: u32,
    /// What the plugin says it uses: the rest is closed to it, where the system can do that.
    pub needs: Vec<Need>,
}

impl Isolation {
    /// The usual limits.
    #[must_use]
    pub fn new(program: PathBuf, args: &[&str]) -> Self {
        Isolation {
            program,
            args: args.iter().map(|&arg| arg.to_owned()).collect(),
            open_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(10),
            memory: Some(4 << 30),
            max_breaks: MAX_BREAKS,
            needs: Vec::new(),
        }
    }
}

/// The longest pause before a child is started again.
const MAX_PAUSE: Duration = Duration::from_millis(50);

/// A plugin that runs in child processes.
#[derive(Debug)]
pub(crate) struct Isolated {
    code: Code,
    config: String,
    how: Isolation,
    process: Option<Process>,
    /// What came of the first start, or of the last one if that failed: whoever could not start it does not wait for it again.
    table: Option<Result<Arc<Table>, String>>,
    pace: Pace,
    /// So often it broke since it answered last.
    breaks: u32,
}

impl Isolated {
    pub(crate) fn new(code: Code, config: String, how: Isolation) -> Self {
        let pace = Pace::new(Some(how.timeout));
        Isolated { code, config, how, process: None, table: None, pace, breaks: 0 }
    }

    /// The plugin's table; starts a child if that has not been done.
    pub(crate) fn table(&mut self) -> Result<Arc<Table>, String> {
        match &self.table {
            Some(table) => table.clone(),
            None => self.restart(),
        }
    }

    fn restart(&mut self) -> Result<Arc<Table>, String> {
        thread::sleep(pause(self.breaks));
        // What goes wrong once may be an accident; twice it is the plugin.
        let table = self.start().or_else(|_| {
            thread::sleep(MAX_PAUSE);
            self.start()
        });
        self.table = Some(table.clone());
        table
    }

    fn start(&mut self) -> Result<Arc<Table>, String> {
        let place = self.code.place()?;
        let mut process =
            Process::start(&self.how).map_err(|error| format!("cannot start a process for it: {error}"))?;
        let mut body = Writer::default();
        body.run(place.path.as_os_str().as_bytes());
        body.run(place.name.as_os_str().as_bytes());
        body.run(self.config.as_bytes());
        let answer = process.call(Kind::Open, body.bytes, self.how.open_timeout)?;
        let table = Table::from_bytes(&answer).map_err(|_| "it answered what makes no sense".to_owned())?;
        self.process = Some(process);
        Ok(Arc::new(table))
    }
}

impl Backend for Isolated {
    fn ask(&mut self, rows: &Rows<'_>, wanted: &[usize]) -> Result<Answers, Broken> {
        if self.process.is_none() {
            self.restart().map_err(|message| Broken { message, suspect: None, way: Way::ForGood })?;
        }
        let Some(process) = &mut self.process else { return Ok(Answers::default()) };
        let millis = u64::try_from(self.how.timeout.as_millis()).unwrap_or(u64::MAX);
        let body = Writer::ask(rows, wanted, millis);
        let result = process.call(Kind::Ask, body, self.how.timeout).and_then(|answer| {
            let answers = Reader::new(&answer).answers(wanted.len(), rows.len());
            answers.map_err(|_| "it answered what makes no sense".to_owned())
        });
        let (suspect, way) = (process.suspect(), process.way);
        if result.is_err() && way == Way::TooMuch {
            return result.map_err(|message| Broken { message, suspect: None, way });
        }
        self.breaks = if result.is_ok() { 0 } else { self.breaks.saturating_add(1) };
        result.map_err(|message| {
            // Whatever it was in the middle of may have left it in disorder.
            self.process = None;
            Broken { message, suspect, way }
        })
    }

    fn pace(&mut self) -> &mut Pace {
        &mut self.pace
    }
}

/// How long is waited before a child is started again that broke so often in a row. Not after the first time: most often the row
/// was to blame. One that breaks over everything does not keep the machine busy with starting it.
fn pause(breaks: u32) -> Duration {
    match breaks {
        0 | 1 => Duration::ZERO,
        more => Duration::from_millis(1 << (more - 2).min(16)).min(MAX_PAUSE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_breaks_again_and_again_is_started_more_and_more_slowly() {
        let pauses = [0, 1, 2, 3, 4, 7, 8, 1000, u32::MAX].map(|breaks| pause(breaks).as_millis());
        assert_eq!(pauses, [0, 0, 1, 2, 4, 32, 50, 50, 50]);
    }
}
