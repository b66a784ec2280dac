//! How plugins behaved over many profiles.

use std::collections::BTreeMap;

use followback_host::Notes;

use crate::console::Console;
use crate::render::clean::clean;
use crate::report::PluginLine;

/// So many different notes of a plugin are told.
const TOLD: usize = 10;

/// By plugin: what was odd about its answers, and what it had to say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heard(BTreeMap<String, Notes>);

/// Which plugins failed, and what was heard of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conduct {
    /// Over how many profiles, and what it was the first time.
    failures: BTreeMap<String, (usize, String)>,
    heard: Heard,
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
        for line in asked.iter().flatten().filter(|line| line.failed) {
            let problem = || line.problem.clone().unwrap_or_default();
            self.failures.entry(line.id.clone()).or_insert_with(|| (0, problem())).0 += 1;
        }
        self.hear(heard);
    }

    /// Adds what comes later.
    pub(crate) fn append(&mut self, later: Conduct) {
        for (id, (n, problem)) in later.failures {
            self.failures.entry(id).or_insert((0, problem)).0 += n;
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
        self.failures.iter().map(|(id, (n, problem))| {
            let profiles = if *n == 1 { "profile" } else { "profiles" };
            format!("plugin {id} had nothing to say of {n} {profiles}: {}", clean(problem))
        })
    }

    /// Says on the standard error stream what was odd.
    pub(crate) fn tell(&self) {
        for failure in self.failures() {
            Console::remark(&format!("warning: {failure}"));
        }
        self.heard.tell();
    }
}
