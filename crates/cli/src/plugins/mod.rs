//! Facts that plugins supply: asked for what the rules of a profile that are still open need, and not before.

mod inputs;
mod open;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use followback_core::{Fact, FactId, Kind, Program, Reason, Schema};
use followback_host::{Answers, BuiltIn, Fault, Plugin, Value};
use followback_profile::Profile;

use crate::report::PluginLine;

/// The plugins that are part of this program.
const BUILT_IN: [BuiltIn; 1] = [BuiltIn { manifest: avatar_vision::MANIFEST, table: avatar_vision::plugin }];

/// The plugins of a run.
#[derive(Debug)]
pub(crate) struct Plugins {
    plugins: Vec<Plugin>,
}

/// What was asked about a profile: for each plugin that was asked, why it could not say, if it could not.
type Asked = BTreeMap<usize, Option<Fault>>;

impl Plugins {
    /// The plugins that could say something about a profile.
    ///
    /// # Errors
    /// When a manifest cannot be used.
    pub(crate) fn for_profile(profile: &Profile<'_>) -> anyhow::Result<Self> {
        // Without a picture there is nothing to look at, and not even a manifest is read.
        if profile.avatar.is_none() {
            return Ok(Plugins { plugins: Vec::new() });
        }
        let plugins = BUILT_IN.into_iter().map(Plugin::built_in).collect::<Result<_, _>>();
        Ok(Plugins { plugins: plugins.context("a plugin of this program is faulty")? })
    }

    /// Asks for the facts that open rules need, until no rule is open that an unasked fact could close.
    pub(crate) fn close_rules(&mut self, program: &Program, profile: &mut Profile<'_>) -> Vec<PluginLine> {
        let mut asked = Asked::new();
        let mut pending = self.pending(program.schema(), profile);
        while !pending.is_empty() {
            let wanted = open::facts(program, profile, &pending);
            if wanted.is_empty() {
                break;
            }
            pending.retain(|path| !wanted.contains(path));
            self.ask(program.schema(), profile, &wanted, &mut asked);
        }
        self.lines(&asked)
    }

    /// Asks for every fact.
    pub(crate) fn ask_all(&mut self, schema: &Schema, profile: &mut Profile<'_>) -> Vec<PluginLine> {
        let mut asked = Asked::new();
        let pending = self.pending(schema, profile);
        self.ask(schema, profile, &pending, &mut asked);
        self.lines(&asked)
    }

    /// The facts that plugins could say and nobody else has said.
    fn pending(&self, schema: &Schema, profile: &Profile<'_>) -> BTreeSet<String> {
        let able = self.plugins.iter().filter(|plugin| inputs::has_all(plugin, schema, profile));
        let facts = able.flat_map(Plugin::facts).map(|fact| &fact.path);
        facts.filter(|path| unsaid(schema, profile, path)).cloned().collect()
    }

    fn ask(&mut self, schema: &Schema, profile: &mut Profile<'_>, wanted: &BTreeSet<String>, asked: &mut Asked) {
        for (index, plugin) in self.plugins.iter_mut().enumerate() {
            let places: Vec<usize> =
                (0..plugin.facts().len()).filter(|&place| wanted.contains(&plugin.facts()[place].path)).collect();
            if places.is_empty() {
                continue;
            }
            let answers = plugin.ask(&inputs::rows(plugin, schema, profile), &places);
            let fault = answers.faults.get(&0).cloned();
            take(plugin, &places, answers, schema, profile);
            let before = asked.entry(index).or_default();
            *before = before.take().or(fault);
        }
    }

    fn lines(&self, asked: &Asked) -> Vec<PluginLine> {
        let line = |(&index, fault): (&usize, &Option<Fault>)| {
            let manifest = self.plugins[index].manifest();
            PluginLine {
                id: manifest.id.clone(),
                version: manifest.version.clone(),
                sha256: None,
                problem: fault.as_ref().map(|fault| fault.message().to_owned()),
            }
        };
        asked.iter().map(line).collect()
    }
}

fn unsaid(schema: &Schema, profile: &Profile<'_>, path: &str) -> bool {
    schema.fact(path).is_some_and(|id| matches!(profile.record.get(id), Fact::Unknown(_)))
}

/// Puts answers about one row into the record. What the plugin did not say is unknown for a reason.
fn take(plugin: &Plugin, places: &[usize], answers: Answers, schema: &Schema, profile: &mut Profile<'_>) {
    let silent = match answers.faults.get(&0) {
        Some(Fault::Failed(_)) => Reason::PluginFailed,
        Some(Fault::Declined(_)) | None => Reason::NotMeasured,
    };
    for (&place, values) in places.iter().zip(answers.facts) {
        let Some(id) = schema.fact(&plugin.facts()[place].path) else { continue };
        let value = values.into_iter().next().flatten();
        profile.record.set(id, value.map_or(Fact::Unknown(silent), |value| fact(value, schema, id)));
    }
}

fn fact(value: Value, schema: &Schema, id: FactId) -> Fact<'static> {
    match (value, &schema.decl(id).kind) {
        (Value::Bool(bit), _) => Fact::bool(bit),
        (Value::Number(number), _) => Fact::number(number),
        (Value::Text(word), Kind::Label(_)) => Fact::label(word),
        (Value::Text(text), _) => Fact::text(text),
        (Value::List(labels), _) => Fact::set(labels),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facts_of_built_in_plugins_are_those_of_the_catalogue() {
        let schema = followback_profile::schema();
        for built_in in BUILT_IN {
            let plugin = Plugin::built_in(built_in).unwrap();
            for fact in plugin.facts() {
                let known = schema.fact(&fact.path).map(|id| schema.decl(id));
                assert_eq!(known, Some(fact));
            }
            let supplied = schema.facts().iter().filter(|f| f.suppliers.contains(&plugin.manifest().id)).count();
            assert_eq!(supplied, plugin.facts().len());
        }
    }
}
