//! Facts that plugins supply: asked for what the rules of a profile that are still open need, in batches, and not before.
//!
//! ```text
//! Installed (one a run) -Plugins::start-> Plugins (one a worker) -close_rules-> profiles with more facts, PluginLines
//! ```

mod conduct;
mod inputs;
mod installed;
mod names;
mod open;
mod said;

use std::collections::{BTreeMap, BTreeSet};

use followback_core::{Fact, FactId, FieldId, Members, Program, Schema};
use followback_host::{Fault, FaultKind, Part, Plugin, Scope};
use followback_profile::{POSTS, Profile};

pub(crate) use conduct::{Conduct, Heard};
pub(crate) use installed::{CHILD, Installed, built_in_manifests, home, pack, schema};
pub(crate) use names::check_id;
pub(crate) use open::Open;

use crate::report::{Fared, PluginLine};
use inputs::{Input, Subject};
use said::{Said, put};

/// The plugins of one worker. None is started before the first question.
#[derive(Debug)]
pub(crate) struct Plugins<'i> {
    schema: &'i Schema,
    /// Every fact that a plugin supplies, by its path as rules read it.
    supplied: &'i [(String, Target)],
    sources: Vec<Source>,
    /// Those that are part of the program are among the sources: not before there is a picture to look at.
    has_built_in: bool,
    /// Facts that are told of a picture which is looked at anyway.
    told: BTreeSet<Target>,
    /// What was odd about answers.
    heard: Heard,
}

/// A plugin, and where its inputs and facts stand in the catalogue.
#[derive(Debug)]
struct Source {
    plugin: Plugin,
    inputs: Vec<Input>,
    /// For each fact that it supplies.
    targets: Vec<Option<Target>>,
}

/// Where a fact of a plugin stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    /// In the record of a profile.
    Profile(FactId),
    /// In every post.
    Post(FieldId),
}

/// What was asked about a profile: for each plugin, in the order of the sources, why it could not say, if it could not.
type Asked = BTreeMap<usize, Option<Fault>>;

/// A question about some rows: the plugin, and the numbers of its facts.
type Question = (usize, Vec<usize>);

impl<'i> Plugins<'i> {
    /// The plugins of one worker.
    pub(crate) fn start(installed: &'i Installed) -> Self {
        let schema = installed.schema();
        let sources = installed.start().into_iter().map(|plugin| Source::new(plugin, schema)).collect();
        Plugins {
            schema,
            supplied: installed.supplied(),
            sources,
            has_built_in: false,
            told: BTreeSet::new(),
            heard: Heard::default(),
        }
    }

    /// The same plugins, but only these of those that the user has added.
    pub(crate) fn only(mut self, ids: &BTreeSet<&str>) -> Self {
        self.sources.retain(|source| ids.contains(source.plugin.manifest().id.as_str()));
        self
    }

    /// The same plugins, of which one that is asked about a profile is asked for these facts as well.
    pub(crate) fn telling(mut self, facts: &[FactId]) -> Self {
        self.told = facts.iter().copied().map(Target::Profile).collect();
        self
    }

    /// The rules of a program that plugins could have a say in.
    pub(crate) fn open<'p>(&self, program: &'p Program) -> Open<'p>
    where
        'i: 'p,
    {
        Open::new(program, self.supplied)
    }

    /// Asks for the facts that open rules of some programs need, until no rule is open that an unasked fact could close. The
    /// profiles are a part of the run. Returns for each of them the plugins that were asked.
    pub(crate) fn close_rules(
        &mut self,
        part: &Part,
        open: &mut [Open<'_>],
        profiles: &mut [Profile<'_>],
    ) -> Vec<Vec<PluginLine>> {
        let mut asked: Vec<Asked> = profiles.iter().map(|_| Asked::new()).collect();
        let has_nobody_to_ask = self.sources.is_empty() && profiles.iter().all(|profile| profile.avatar.is_none());
        if has_nobody_to_ask {
            return self.lines(&asked);
        }
        for open in open.iter_mut() {
            open.prepare();
        }
        if open.iter().all(Open::is_empty) {
            return self.lines(&asked);
        }
        self.look_at_pictures(profiles);
        let mut pending: Vec<BTreeSet<Target>> = profiles.iter().map(|profile| self.pending(profile)).collect();
        loop {
            let mut questions: BTreeMap<Question, Vec<usize>> = BTreeMap::new();
            for (row, (profile, pending)) in profiles.iter().zip(&mut pending).enumerate() {
                if pending.is_empty() {
                    continue;
                }
                let mut wanted: BTreeSet<Target> =
                    open.iter_mut().flat_map(|open| open.facts(profile, pending)).collect();
                if self.sources.iter().any(|source| source.supplies(&wanted) && source.supplies(&self.told)) {
                    wanted.extend(pending.intersection(&self.told));
                }
                if wanted.is_empty() {
                    pending.clear();
                }
                pending.retain(|target| !wanted.contains(target));
                for question in self.questions(&wanted) {
                    questions.entry(question).or_default().push(row);
                }
            }
            if questions.is_empty() {
                return self.lines(&asked);
            }
            for (question, rows) in questions {
                self.ask(part, &question, &rows, profiles, &mut asked);
            }
        }
    }

    /// Asks for every fact about a profile.
    pub(crate) fn ask_all(&mut self, part: &Part, profile: &mut Profile<'_>) -> Vec<PluginLine> {
        let profiles = std::slice::from_mut(profile);
        self.look_at_pictures(profiles);
        let mut asked = [Asked::new()];
        let pending = self.pending(&profiles[0]);
        for question in self.questions(&pending) {
            self.ask(part, &question, &[0], profiles, &mut asked);
        }
        self.lines(&asked).pop().unwrap_or_default()
    }

    /// What was odd about answers, and what plugins had to say, since this was asked last.
    pub(crate) fn take_heard(&mut self) -> Heard {
        std::mem::take(&mut self.heard)
    }

    /// Without a picture there is nothing for the plugins of this program to look at, and not even their manifests are read.
    fn look_at_pictures(&mut self, profiles: &[Profile<'_>]) {
        if !self.has_built_in && profiles.iter().any(|profile| profile.avatar.is_some()) {
            // That their manifests can be used is tested.
            let built_in = installed::BUILT_IN.into_iter().filter_map(|(_, plugin)| Plugin::built_in(plugin).ok());
            self.sources.extend(built_in.map(|plugin| Source::new(plugin, self.schema)));
            self.has_built_in = true;
        }
    }

    /// The facts that plugins could say of a profile and nobody else has said.
    fn pending(&self, profile: &Profile<'_>) -> BTreeSet<Target> {
        let able = self.sources.iter().filter(|source| source.is_able(profile));
        able.flat_map(|source| source.targets.iter().flatten())
            .copied()
            .filter(|target| is_unsaid(*target, profile))
            .collect()
    }

    /// The questions that bring some facts.
    fn questions(&self, wanted: &BTreeSet<Target>) -> Vec<Question> {
        let question = |(index, source): (usize, &Source)| {
            let of = source.targets.iter().enumerate();
            let places: Vec<usize> =
                of.filter(|(_, target)| target.is_some_and(|t| wanted.contains(&t))).map(|(place, _)| place).collect();
            (!places.is_empty()).then_some((index, places))
        };
        if wanted.is_empty() { Vec::new() } else { self.sources.iter().enumerate().filter_map(question).collect() }
    }

    /// Asks one question about some of the profiles that could be answered about each of them.
    fn ask(
        &mut self,
        part: &Part,
        (index, places): &Question,
        rows: &[usize],
        profiles: &mut [Profile<'_>],
        asked: &mut [Asked],
    ) {
        let source = &mut self.sources[*index];
        let rows: Vec<usize> = rows.iter().copied().filter(|&row| source.is_able(&profiles[row])).collect();
        // Each row of the question: the profile, and the post if posts are asked about.
        let mut at: Vec<(usize, Option<usize>)> = Vec::new();
        for &row in &rows {
            match (source.plugin.manifest().scope, profiles[row].record.members(POSTS)) {
                (Scope::Profiles, _) => at.push((row, None)),
                (Scope::Posts, Members::Known(posts)) => {
                    let able = posts.iter().enumerate().filter(|(_, post)| {
                        let subject = Subject { profile: &profiles[row], post: Some(*post) };
                        source.inputs.iter().all(|input| input.is_there(subject))
                    });
                    at.extend(able.map(|(post, _)| (row, Some(post))));
                }
                (Scope::Posts, Members::Unknown(_)) => {}
            }
        }
        let subject = |&(row, post): &(usize, Option<usize>)| {
            let profile = &profiles[row];
            let post = match (post, profile.record.members(POSTS)) {
                (Some(post), Members::Known(posts)) => posts.get(post),
                _ => None,
            };
            Subject { profile, post }
        };
        let subjects: Vec<Subject<'_>> = at.iter().map(subject).collect();
        let mut answers = source.plugin.ask_in(part, &inputs::columns(&source.inputs, &subjects), places);
        self.heard.append(&source.plugin.manifest().id, std::mem::take(&mut answers.notes));
        let targets: Vec<Option<Target>> = places.iter().map(|&place| source.targets[place]).collect();
        for &row in &rows {
            asked[row].entry(*index).or_default();
        }
        let mut said = Vec::with_capacity(at.len());
        for (number, at) in at.into_iter().enumerate() {
            let facts = answers.facts.iter_mut().map(|values| values[number].take()).collect();
            let fault = answers.faults.remove(&number);
            if let (Some(fault), Some(first)) = (&fault, asked[at.0].get_mut(index)) {
                // The first one is told, but a row that was passed on hides none over which the plugin failed.
                let is_worse = fault.is_failure() && first.as_ref().is_some_and(|first| !first.is_failure());
                if first.is_none() || is_worse {
                    *first = Some(fault.clone());
                }
            }
            said.push((at, Said { facts, fault }));
        }
        put(profiles, self.schema, &targets, said.into_iter());
    }

    fn lines(&self, asked: &[Asked]) -> Vec<Vec<PluginLine>> {
        let line = |(&index, fault): (&usize, &Option<Fault>)| {
            let plugin = &self.sources[index].plugin;
            PluginLine {
                id: plugin.manifest().id.clone(),
                version: plugin.manifest().version.clone(),
                sha256: plugin.sha256().map(str::to_owned),
                problem: fault.as_ref().map(|fault| fault.message.clone()),
                fared: match fault.as_ref().map(|fault| fault.kind) {
                    None => Fared::Answered,
                    Some(FaultKind::Declined | FaultKind::Unasked) => Fared::Passed,
                    Some(FaultKind::Failed | FaultKind::Refused) => Fared::Failed,
                    Some(FaultKind::GivenUp) => Fared::GivenUp,
                },
            }
        };
        // By id: which plugins are there first depends on which pictures were.
        let sorted = |asked: &Asked| {
            let mut lines: Vec<PluginLine> = asked.iter().map(line).collect();
            lines.sort_by(|a, b| a.id.cmp(&b.id));
            lines
        };
        asked.iter().map(sorted).collect()
    }
}

impl Source {
    fn new(plugin: Plugin, schema: &Schema) -> Self {
        let scope = plugin.manifest().scope;
        let target = |path: &str| match scope {
            Scope::Profiles => schema.fact(path).map(Target::Profile),
            Scope::Posts => schema.collection_decl(POSTS).field(path).map(Target::Post),
        };
        let targets = plugin.facts().iter().map(|fact| target(&fact.path)).collect();
        Source { inputs: Input::all(plugin.manifest(), schema), targets, plugin }
    }

    /// Whether it supplies one of these facts.
    fn supplies(&self, facts: &BTreeSet<Target>) -> bool {
        self.targets.iter().flatten().any(|target| facts.contains(target))
    }

    /// Whether a profile has everything that the plugin cannot do without, leaving aside what its posts have.
    fn is_able(&self, profile: &Profile<'_>) -> bool {
        let subject = Subject { profile, post: None };
        self.inputs.iter().all(|input| input.is_of_post() || input.is_there(subject))
    }
}

fn is_unsaid(target: Target, profile: &Profile<'_>) -> bool {
    match (target, profile.record.members(POSTS)) {
        (Target::Profile(id), _) => matches!(profile.record.get(id), Fact::Unknown(_)),
        (Target::Post(field), Members::Known(posts)) => {
            posts.iter().any(|post| matches!(post.get(field), Fact::Unknown(_)))
        }
        (Target::Post(_), Members::Unknown(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facts_of_built_in_plugins_are_those_of_the_catalogue() {
        let schema = followback_profile::schema();
        for (id, built_in) in installed::BUILT_IN {
            let plugin = Plugin::built_in(built_in).unwrap();
            assert_eq!(plugin.manifest().id, id);
            for fact in plugin.facts() {
                let known = schema.fact(&fact.path).map(|id| schema.decl(id));
                assert_eq!(known, Some(fact));
            }
            let supplied = schema.facts().iter().filter(|f| f.suppliers.contains(&plugin.manifest().id)).count();
            assert_eq!(supplied, plugin.facts().len());
        }
    }
}
