//! How plugins behaved over many profiles.

use std::collections::BTreeMap;

use followback_host::Notes;

use crate::console::Console;
use crate::render::clean::clean;
use crate::report::{Fared, PluginLine};

/// So many different notes of a plugin are told.
const TOLD: usize = 10;

/// By plugin: what was odd about its answers, and what it had to say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heard(BTreeMap<String, Notes>);

/// How plugins fared, and what was heard of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conduct {
    tallies: BTreeMap<String, Tally>,
    heard: Heard,
}

/// Over how many profiles a plugin fared in which way.
#[derive(Clone, Debug, Default)]
struct Tally {
    asked: usize,
    given_up: usize,
    failed: Reasons,
    passed: Reasons,
}

/// How often, and what was said the first time.
#[derive(Clone, Debug, Default)]
struct Reasons {
    n: usize,
    first: String,
}

impl Reasons {
    fn append(&mut self, later: Reasons) {
        if self.n == 0 {
            self.first = later.first;
        }
        self.n += later.n;
    }
}

impl Tally {
    fn of(line: &PluginLine) -> Self {
        let reasons = |fared| {
            let problem = (line.fared == fared).then(|| line.problem.clone().unwrap_or_default());
            problem.map_or_else(Reasons::default, |first| Reasons { n: 1, first })
        };
        let given_up = usize::from(line.fared == Fared::GivenUp);
        Tally { asked: 1, given_up, failed: reasons(Fared::Failed), passed: reasons(Fared::Passed) }
    }

    fn append(&mut self, later: Tally) {
        self.asked += later.asked;
        self.given_up += later.given_up;
        self.failed.append(later.failed);
        self.passed.append(later.passed);
    }
}

impl Heard {
    /// Adds what came later.
    pub(super) fn append(&mut self, id: &str, notes: Notes) {
        if notes != Notes::default() {
            self.0.entry(id.to_owned()).or_default().append(notes);
        }
    }

    /// Says it on the standard error stream.
    pub(crate) fn tell(&self) {
        for (id, notes) in &self.0 {
            for (note, times) in notes.iter().take(TOLD) {
                let often = if times == 1 { String::new() } else { format!(" ({times} times)") };
                Console::remark(&format!("warning: plugin {id}: {}{often}", clean(note)));
            }
            let more = notes.more() + notes.iter().skip(TOLD).map(|(_, times)| times).sum::<u64>();
            if more > 0 {
                Console::remark(&format!("warning: plugin {id} had something else to say {more} times"));
            }
        }
    }
}

impl Conduct {
    /// Notes what became of the plugins that were asked about some profiles, and what was heard of them.
    pub(crate) fn note(&mut self, asked: &[Vec<PluginLine>], heard: Heard) {
        for line in asked.iter().flatten() {
            self.tallies.entry(line.id.clone()).or_default().append(Tally::of(line));
        }
        self.hear(heard);
    }

    /// Adds what comes later.
    pub(crate) fn append(&mut self, later: Conduct) {
        for (id, tally) in later.tallies {
            self.tallies.entry(id).or_default().append(tally);
        }
        self.hear(later.heard);
    }

    fn hear(&mut self, later: Heard) {
        for (id, notes) in later.0 {
            self.heard.append(&id, notes);
        }
    }

    /// A sentence about each plugin that failed.
    pub(crate) fn failures(&self) -> impl Iterator<Item = String> {
        self.tallies.iter().filter(|(_, tally)| tally.failed.n + tally.given_up > 0).map(|(id, tally)| {
            let Tally { failed: Reasons { n, first }, given_up, .. } = tally;
            let more = if *given_up == 0 {
                String::new()
            } else {
                format!("; of {} it was not asked, as it had broken too often (`max_breaks`)", profiles(*given_up))
            };
            format!("plugin {id} had nothing to say of {}: {}{more}", profiles(*n), clean(first))
        })
    }

    /// Says on the standard error stream what was odd.
    pub(crate) fn tell(&self) {
        for failure in self.failures() {
            Console::remark(&format!("warning: {failure}"));
        }
        for (id, Tally { asked, passed: Reasons { n, first }, .. }) in &self.tallies {
            if *n > 0 {
                Console::remark(&format!(
                    "note: plugin {id} passed on {n} of {}; first: {}",
                    profiles(*asked),
                    clean(first)
                ));
            }
        }
        self.heard.tell();
    }
}

fn profiles(n: usize) -> String {
    format!("{n} {}", if n == 1 { "profile" } else { "profiles" })
}
