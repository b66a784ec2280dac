//! Which facts could still change what a rule says, or how.

use std::collections::BTreeSet;

use followback_core::{Evaluation, Outline, OutlineKind, Program, RuleCode, RuleId, Scratch, Standing, Status};
use followback_profile::Profile;

use super::Target;

/// The rules of a program that read facts of plugins.
pub(crate) struct Open<'p> {
    program: &'p Program,
    supplied: &'p [(String, Target)],
    /// Found when they are first asked for: most runs have nobody to ask.
    rules: Option<Vec<Reader>>,
    scratch: Scratch,
}

/// A rule that reads facts of plugins.
struct Reader {
    rule: RuleId,
    facts: BTreeSet<Target>,
    /// Facts that a condition counts as true or false while they are unknown: with one of them the rule looks settled and is not.
    counted: BTreeSet<Target>,
}

impl<'p> Open<'p> {
    /// The rules of a program that read any of the facts that plugins supply.
    pub(super) fn new(program: &'p Program, supplied: &'p [(String, Target)]) -> Self {
        Open { program, supplied, rules: None, scratch: Scratch::default() }
    }

    /// Finds the rules, if that has not been done.
    pub(super) fn prepare(&mut self) {
        if self.rules.is_none() {
            let live = self.program.rules().iter().filter(|rule| rule.standing != Standing::Off);
            self.rules = Some(live.filter_map(|rule| Reader::of(self.program, rule, self.supplied)).collect());
        }
    }

    /// Whether no rule reads any fact of a plugin; not known before [`Open::prepare`].
    pub(super) fn is_empty(&self) -> bool {
        self.rules.as_ref().is_none_or(Vec::is_empty)
    }

    /// The facts among the `pending` ones that some rule needs which is not settled without them.
    pub(super) fn facts(&mut self, profile: &Profile<'_>, pending: &BTreeSet<Target>) -> BTreeSet<Target> {
        let mut wanted = BTreeSet::new();
        let readers = self.rules.as_deref().unwrap_or_default();
        if readers.iter().all(|reader| reader.facts.is_disjoint(pending)) {
            return wanted;
        }
        let scratch = std::mem::take(&mut self.scratch);
        let mut evaluation = self.program.evaluate_in(scratch, &profile.record, profile.now);
        for reader in readers {
            let mut needed = reader.facts.intersection(pending).filter(|fact| !wanted.contains(fact)).peekable();
            if needed.peek().is_some() && reader.is_open(&mut evaluation, pending) {
                let needed: Vec<Target> = needed.copied().collect();
                wanted.extend(needed);
            }
        }
        self.scratch = evaluation.into_scratch();
        wanted
    }
}

impl Reader {
    fn of(program: &Program, rule: &RuleCode, supplied: &[(String, Target)]) -> Option<Self> {
        let mut paths = program.reads(rule);
        paths.extend(program.speaks_of(rule));
        let read = supplied.iter().filter(|(path, _)| paths.contains(path));
        let facts: BTreeSet<Target> = read.clone().map(|(_, target)| *target).collect();
        if facts.is_empty() {
            return None;
        }
        let levels = rule.levels.iter().map(followback_core::LevelCode::condition);
        let outlines: Vec<&Outline> = rule.conditions().into_iter().map(|(_, outline)| outline).chain(levels).collect();
        let counted = read.filter(|(path, target)| outlines.iter().any(|outline| counts(outline, path, *target)));
        Some(Reader { rule: program.rule(&rule.id)?, facts, counted: counted.map(|(_, target)| *target).collect() })
    }

    fn is_open(&self, evaluation: &mut Evaluation<'_>, pending: &BTreeSet<Target>) -> bool {
        match evaluation.outcomes()[self.rule.index()].status {
            // What it says may speak of more than what made it fire.
            Status::Fired | Status::Suppressed => true,
            // A superseded rule comes back when the finding above it is mended, so it has to be known as well.
            _ => !evaluation.missing(self.rule).is_empty() || !self.counted.is_disjoint(pending),
        }
    }
}

/// Whether some test says what it counts as while a fact is unknown. Tests of posts name views and numbers made of them, so any
/// such test may be about the fact.
fn counts(outline: &Outline, path: &str, target: Target) -> bool {
    let is_about = |fact: &str| {
        matches!(target, Target::Post(_))
            || fact.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let here = matches!(&outline.kind, OutlineKind::Test(said) if said.unknown.is_some() && is_about(&said.fact));
    here || outline.parts.iter().any(|part| counts(part, path, target))
}
