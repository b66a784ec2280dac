//! What a run comes down to, for the end of it.

use std::fmt::Write;

use followback_core::{Program, Scored};

use crate::console::Console;
use crate::outcome::Outcome;
use crate::plugins::Conduct;
use crate::render::clean::clean;

/// So many of the most frequent findings are shown.
const REASONS: usize = 5;
/// So many of the rows that could not be read are shown.
const FAULTS: usize = 3;

/// What was counted, in one batch or in all.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) rows: usize,
    /// How many could not be read.
    pub(super) bad: usize,
    /// Why the first of these could not.
    pub(super) faults: Vec<String>,
    /// By band, in the order of the program; those without a total at the end.
    bands: Vec<usize>,
    /// How often each rule was a finding.
    findings: Vec<usize>,
    /// How plugins behaved.
    pub(super) plugins: Conduct,
}

impl Tally {
    pub(super) fn fault(&mut self, why: &str) {
        self.rows += 1;
        self.bad += 1;
        if self.faults.len() < FAULTS {
            self.faults.push(why.to_owned());
        }
    }

    pub(super) fn row(&mut self, program: &Program, scored: &Scored) {
        self.rows += 1;
        let bands = program.bands().count();
        self.bands.resize(bands + 1, 0);
        let band = scored.total.as_ref().and_then(|total| program.bands().position(|band| band == total.band));
        self.bands[band.unwrap_or(bands)] += 1;
        self.findings.resize(program.rules().len(), 0);
        for finding in &scored.findings {
            self.findings[finding.rule.index()] += 1;
        }
    }

    pub(super) fn add(&mut self, other: Tally) {
        self.rows += other.rows;
        self.bad += other.bad;
        self.faults.extend(other.faults);
        self.faults.truncate(FAULTS);
        add(&mut self.bands, &other.bands);
        add(&mut self.findings, &other.findings);
        self.plugins.append(other.plugins);
    }

    /// The bands and the most frequent findings.
    pub(super) fn text(&self, program: &Program, written: usize) -> String {
        let mut out = format!("{} {}", self.rows, plural(self.rows, "profile", "profiles"));
        let names = program.bands().chain(["without a score"]);
        let bands: Vec<String> =
            names.zip(&self.bands).filter(|(_, n)| **n > 0).map(|(name, n)| format!("{n} {name}")).collect();
        if !bands.is_empty() {
            let _ = write!(out, ": {}", bands.join(", "));
        }
        if written != self.rows {
            let _ = write!(out, "; {written} written");
        }
        out.push('\n');
        let mut reasons: Vec<(usize, usize)> =
            self.findings.iter().copied().enumerate().filter(|(_, n)| *n > 0).collect();
        // Rules lie in the order of their ids: a stable sort leaves ties in that order.
        reasons.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        let judged = self.rows - self.bad;
        for (rule, n) in reasons.into_iter().take(REASONS) {
            let rule = &program.rules()[rule];
            let share = 100.0 * n as f64 / judged as f64;
            let title = if rule.title.is_empty() { String::new() } else { format!("  {}", rule.title) };
            let _ = writeln!(out, "{share:>5.1} %  {}{}", rule.id, clean(&title));
        }
        out
    }

    /// Says what could not be read, and how the run ends; `unread` inputs could not be opened.
    pub(super) fn outcome(&self, unread: usize, listed: bool) -> Outcome {
        if self.rows == 0 && unread == 0 {
            Console::remark("note: the input holds no profiles");
        }
        if self.bad > 0 {
            let of = format!("{} of {} {}", self.bad, self.rows, plural(self.rows, "profile", "profiles"));
            if listed {
                Console::remark(&format!("{of} could not be read; their lines say why in `error`"));
            } else {
                let faults = self.faults.iter().fold(String::new(), |all, fault| all + "\n  " + &clean(fault));
                let more = if self.bad > self.faults.len() { "\n  …" } else { "" };
                Console::remark(&format!("{of} could not be read and were left out:{faults}{more}"));
            }
        }
        if self.bad + unread > 0 { Outcome::Incomplete } else { Outcome::Done }
    }
}

fn add(to: &mut Vec<usize>, from: &[usize]) {
    to.resize(to.len().max(from.len()), 0);
    for (to, from) in to.iter_mut().zip(from) {
        *to += from;
    }
}

fn plural<'w>(n: usize, one: &'w str, many: &'w str) -> &'w str {
    if n == 1 { one } else { many }
}
