//! `followback triage`: many profiles, one line each, in the order of the input.
//!
//! Inputs come in batches, batches are judged on several threads, and what became of them is written in order:
//!
//! ```text
//! Inputs -batches-> Judge (one Desk a thread) -lines-> Output
//! ```

mod args;
mod filter;
mod inputs;
mod judge;
mod progress;
mod reports;
mod row;
mod summary;
mod top;

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, bail};
use followback_core::Program;
use followback_profile::{Options, PostFields};
use signal_hook::consts::SIGINT;

pub(crate) use args::TriageArgs;

use crate::bulk::ordered;
use crate::console::Console;
use crate::input;
use crate::locale::Locale;
use crate::outcome::Outcome;
use crate::plugins::Installed;
use crate::session::{Session, Tests};
use crate::viewer::Viewer;
use args::RowFormat;
use filter::Filter;
use inputs::Inputs;
use judge::{Judge, Judged};
use progress::Progress;
use reports::Reports;
use summary::Tally;
use top::{Chosen, Top};

pub(crate) fn run(args: &TriageArgs) -> anyhow::Result<Outcome> {
    if args.full && args.format == RowFormat::Csv {
        bail!("a whole report does not fit into a row of CSV; leave out `--full` or `--format csv`");
    }
    let paths = inputs::expand(&args.inputs)?;
    let installed = Installed::load()?;
    let schema = installed.schema();
    let now = args.now.unwrap_or_else(input::clock);
    let session = Session::speaking(Locale::En, Tests::LeftOut, &args.rules, &installed, now, &paths)?;
    session.warn();
    if args.strict_plugins {
        installed.insist(&session.required(0))?;
    }
    let program = &session.into_program();
    let viewer = args.viewer.as_deref().map(|path| Viewer::read(path, program, args.now, now)).transpose()?;
    let filter = Filter::new(&args.wishes, program)?;
    if filter.needs_a_viewer() && viewer.is_none() {
        bail!("`--where verdict=…` asks what a viewer thinks; name one with `--viewer`");
    }
    // Whole reports show more of a post than rules read, and plugins ask for what they like.
    let shows_posts = args.full || args.report.is_some() || !installed.added().is_empty();
    let options = Options {
        format: args.input_format,
        now: Some(now),
        max_record: args.max_line,
        max_gathered: args.max_gathered,
        post_fields: if shows_posts { PostFields::ALL } else { read_by(program) },
        ..Options::new(schema, now)
    };
    let mut judge = Judge::new(program, &installed, options, viewer, filter);
    (judge.format, judge.full, judge.reports, judge.top) = (args.format, args.full, args.report.is_some(), args.top);
    let judge = judge;

    let known: Vec<&Path> = paths.iter().map(AsRef::as_ref).chain(args.viewer.as_deref()).collect();
    let reports = args.report.as_deref().map(Reports::new).transpose()?;
    let writer = Console::writer(args.output.as_deref(), &known)?;
    let progress = Progress::new(args.quiet, inputs::size(&paths));
    let mut inputs = Inputs::new(paths, options, progress.clone());
    let top = args.top.map(Top::new);
    let strict = args.strict_plugins;
    let mut output = Output { writer, reports, top, tally: Tally::default(), written: 0, progress, strict };
    if args.format == RowFormat::Csv {
        output.writer.write_all(row::header(judge.viewer.is_some()).as_bytes())?;
    }
    let interrupted = on_interrupt()?;
    let source = || {
        let batch = if interrupted.load(Ordering::Relaxed) { None } else { inputs.next() };
        Ok(batch.map(|batch| (installed.next_part(), batch)))
    };
    let worker = || {
        let (judge, mut desk) = (&judge, judge.desk());
        move |(part, batch)| judge.batch(&mut desk, &part, batch)
    };
    let result = ordered(args.jobs.map_or_else(processors, usize::from), source, worker, |done| output.take(done));
    output.progress.end();
    result?;
    output.end()?;
    let unread = inputs.unread;
    Ok(output.tell(program, unread, args, judge.lists_faults(), interrupted.load(Ordering::Relaxed)))
}

/// The fields of posts that rules read.
fn read_by(program: &Program) -> PostFields {
    PostFields::of(program.schema(), program.reads_of_all().iter().map(String::as_str))
}

/// One thread for each processor.
fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// A flag that ctrl-C sets: what is under way is finished and written, nothing more is read. A second one ends the run at once.
fn on_interrupt() -> anyhow::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register_conditional_shutdown(SIGINT, 130, Arc::clone(&flag))
        .and_then(|_| signal_hook::flag::register(SIGINT, Arc::clone(&flag)))
        .context("cannot listen for ctrl-C")?;
    Ok(flag)
}

/// Where lines and reports go.
struct Output {
    writer: Box<dyn Write + Send>,
    reports: Option<Reports>,
    top: Option<Top>,
    tally: Tally,
    written: usize,
    progress: Progress,
    /// A plugin that fails ends the run.
    strict: bool,
}

impl Output {
    fn take(&mut self, done: Judged) -> anyhow::Result<()> {
        let before = self.tally.rows;
        self.tally.add(done.tally);
        self.progress.judged(self.tally.rows);
        // Whole lines at a time, so that no half line is left behind whenever the run ends.
        self.writer.write_all(&done.text)?;
        self.written += done.written;
        for row in done.rows {
            let row = Chosen { number: before + row.number, ..row };
            match &mut self.top {
                Some(top) => top.add(row),
                None => self.write(&row)?,
            }
        }
        if let (true, Some(failure)) = (self.strict, self.tally.plugins.failures().next()) {
            self.writer.flush()?;
            bail!("{failure}; `--strict-plugins` ends the run here");
        }
        Ok(())
    }

    fn write(&mut self, row: &Chosen) -> anyhow::Result<()> {
        self.writer.write_all(&row.line)?;
        if let (Some(reports), Some(report)) = (&self.reports, &row.report) {
            reports.write(row.number, report)?;
        }
        Ok(())
    }

    fn end(&mut self) -> anyhow::Result<()> {
        if let Some(top) = self.top.take() {
            self.written = 0;
            for row in top.into_rows() {
                self.written += 1;
                self.write(&row)?;
            }
        }
        self.writer.flush()?;
        Ok(())
    }

    /// The summary on the standard error stream, and how the run ends.
    fn tell(&self, program: &Program, unread: usize, args: &TriageArgs, listed: bool, interrupted: bool) -> Outcome {
        if !args.quiet && self.tally.rows > 0 {
            Console::remark(&self.tally.text(program, self.written));
        }
        self.tally.plugins.tell();
        let outcome = self.tally.outcome(unread, listed);
        if interrupted {
            Console::remark("interrupted: what was judged until then is written");
            return Outcome::Incomplete;
        }
        outcome
    }
}
