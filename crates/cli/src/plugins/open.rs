//! Which facts could still change what a rule says, or how.

use std::collections::BTreeSet;

use followback_core::{Evaluation, Outline, OutlineKind, Program, RuleCode, Standing, Status};
use followback_profile::Profile;

/// The facts among the `pending` ones that some rule needs which is not settled without them.
pub(super) fn facts(program: &Program, profile: &Profile<'_>, pending: &BTreeSet<String>) -> BTreeSet<String> {
    let mut evaluation = program.evaluate(&profile.record, profile.now);
    let mut wanted = BTreeSet::new();
    for rule in program.rules() {
        let mut needed = program.reads(rule);
        needed.extend(program.speaks_of(rule));
        needed.retain(|path| pending.contains(path));
        if !needed.is_empty() && is_open(&mut evaluation, rule, pending) {
            wanted.extend(needed);
        }
    }
    wanted
}

fn is_open(evaluation: &mut Evaluation<'_>, rule: &RuleCode, pending: &BTreeSet<String>) -> bool {
    let program = evaluation.program();
    if rule.standing == Standing::Off {
        return false;
    }
    let Some(id) = program.rule(&rule.id) else { return false };
    match evaluation.outcomes()[id.index()].status {
        // What it says may speak of more than what made it fire.
        Status::Fired | Status::Suppressed => true,
        // A superseded rule comes back when the finding above it is mended, so it has to be known as well.
        _ => !evaluation.missing(id).is_empty() || counts_as(rule, pending),
    }
}

/// Whether some condition counts a pending fact as true or false while it is unknown: then the rule looks settled and is not.
fn counts_as(rule: &RuleCode, pending: &BTreeSet<String>) -> bool {
    fn any(outline: &Outline, pending: &BTreeSet<String>) -> bool {
        let here =
            matches!(&outline.kind, OutlineKind::Test(said) if said.unknown.is_some() && pending.contains(&said.fact));
        here || outline.parts.iter().any(|part| any(part, pending))
    }
    let levels = rule.levels.iter().map(followback_core::LevelCode::condition);
    rule.conditions().into_iter().map(|(_, outline)| outline).chain(levels).any(|outline| any(outline, pending))
}
