//! When a rule fires, as something to be wanted of a record.

use super::satisfy::{Goal, Want};
use crate::program::{Outline, Program, RuleCode};

/// A condition that has to come out in some way for a rule to fire.
#[derive(Clone, Copy)]
pub(super) struct Part<'p> {
    pub(super) outline: &'p Outline,
    pub(super) goal: Goal,
}

impl Part<'_> {
    pub(super) fn want(self) -> Want {
        Want::Cond(self.outline.cond, self.goal)
    }
}

/// What has to hold for a rule to fire, besides one of its levels if it has no condition of its own. In the order in which
/// it is asked.
pub(super) fn parts<'p>(program: &'p Program, rule: &'p RuleCode) -> Vec<Part<'p>> {
    let factor = program.factors[rule.factor.index()].applies.as_ref();
    let holds = [factor, rule.applies.as_ref(), rule.needs.as_ref(), rule.when.as_ref()];
    let holds = holds.into_iter().flatten().map(|outline| Part { outline, goal: Goal::True });
    holds.chain(rule.unless.iter().map(|outline| Part { outline, goal: Goal::False })).collect()
}

/// The rule fires.
pub(super) fn fires(program: &Program, rule: &RuleCode) -> Want {
    let mut all: Vec<Want> = parts(program, rule).into_iter().map(Part::want).collect();
    if rule.when.is_none() {
        all.push(Want::Any(rule.levels.iter().map(|l| Want::Cond(l.when.cond, Goal::True)).collect()));
    }
    Want::All(all)
}

/// The rule does not fire: it passes, does not apply, or cannot be told.
pub(super) fn does_not_fire(program: &Program, rule: &RuleCode) -> Want {
    let not = |part: Part<'_>| {
        let goal = if part.goal == Goal::True { Goal::NotTrue } else { Goal::NotFalse };
        Want::Cond(part.outline.cond, goal)
    };
    let mut any: Vec<Want> = parts(program, rule).into_iter().map(not).collect();
    if rule.when.is_none() {
        any.push(Want::All(rule.levels.iter().map(|l| Want::Cond(l.when.cond, Goal::NotTrue)).collect()));
    }
    Want::Any(any)
}
