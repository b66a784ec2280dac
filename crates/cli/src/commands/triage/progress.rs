//! How far a run is, on a terminal.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::console::Console;

/// How far a run is; shown on the standard error stream if that is a terminal.
#[derive(Clone)]
pub(super) struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// For so many bytes, if that is known.
    pub(super) fn new(quiet: bool, bytes: Option<u64>) -> Self {
        if quiet || !io::stderr().is_terminal() {
            return Progress { bar: None };
        }
        let bar = ProgressBar::with_draw_target(bytes, ProgressDrawTarget::stderr());
        let progress = Progress { bar: Some(bar) };
        progress.style(bytes.is_some());
        progress
    }

    fn style(&self, known: bool) {
        let template = if known { "{wide_bar} {percent} %, {eta} left; {msg}" } else { "{spinner} {elapsed}; {msg}" };
        if let (Some(bar), Ok(style)) = (&self.bar, ProgressStyle::with_template(template)) {
            bar.set_style(style);
        }
    }

    /// So many more bytes have been read.
    pub(super) fn read(&self, bytes: usize) {
        let Some(bar) = &self.bar else { return };
        bar.inc(bytes as u64);
        // A packed file has more bytes than it takes on the disk.
        if bar.length().is_some_and(|length| bar.position() > length) {
            self.without_length();
        }
    }

    /// How much there is to do is not known after all.
    pub(super) fn without_length(&self) {
        if let Some(bar) = &self.bar {
            bar.unset_length();
            self.style(false);
        }
    }

    /// So many profiles have been judged in all.
    pub(super) fn judged(&self, profiles: usize) {
        if let Some(bar) = &self.bar {
            let rate = profiles as f64 / bar.elapsed().as_secs_f64().max(0.001);
            bar.set_message(format!("{profiles} profiles, {rate:.0} a second"));
        }
    }

    /// A remark that does not run into the bar.
    pub(super) fn remark(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| Console::remark(text)),
            None => Console::remark(text),
        }
    }

    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
