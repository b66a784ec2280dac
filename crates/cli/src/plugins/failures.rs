//! What became of plugins that failed, over many profiles.

use std::collections::BTreeMap;

use crate::render::clean::clean;
use crate::report::PluginLine;

/// By plugin: over how many profiles it failed, and what it was the first time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Failures(BTreeMap<String, (usize, String)>);

impl Failures {
    /// Notes what became of the plugins that were asked about some profiles.
    pub(crate) fn note(&mut self, asked: &[Vec<PluginLine>]) {
        for line in asked.iter().flatten().filter(|line| line.failed) {
            let problem = || line.problem.clone().unwrap_or_default();
            self.0.entry(line.id.clone()).or_insert_with(|| (0, problem())).0 += 1;
        }
    }

    /// Adds what comes later.
    pub(crate) fn append(&mut self, later: Failures) {
        for (id, (n, problem)) in later.0 {
            self.0.entry(id).or_insert((0, problem)).0 += n;
        }
    }

    /// A sentence about each plugin.
    pub(crate) fn told(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(id, (n, problem))| {
            let profiles = if *n == 1 { "profile" } else { "profiles" };
            format!("plugin {id} had nothing to say of {n} {profiles}: {}", clean(problem))
        })
    }
}
