//! The parts of a rule at work: levels, gates, `unless`, and what it supersedes.

use super::{Coverage, Event};
use crate::eval::{Evaluation, Seen, Status, Tri};
use crate::program::{Outline, Program, RuleCode, RuleId};

/// Everything that can happen to a rule, in a fixed order; [`happened`] tells the same things in that order.
pub(super) fn events(rule: &RuleCode, program: &Program) -> Vec<Event> {
    let event = |span, words: String| Event { span, words, hits: 0 };
    let mut out = Vec::new();
    out.extend(rule.when.as_ref().map(|o| {
        let words = if rule.levels.is_empty() { "fires" } else { "fires at no level" };
        event(o.span, words.to_owned())
    }));
    out.extend((1..).zip(&rule.levels).map(|(n, level)| event(level.when.span, format!("fires at level {n}"))));
    out.extend(rule.applies.as_ref().map(|o| event(o.span, "applies keeps the rule out".to_owned())));
    out.extend(rule.needs.as_ref().map(|o| event(o.span, "needs is not met".to_owned())));
    out.extend(rule.unless.as_ref().map(|o| event(o.span, "unless keeps the rule from firing".to_owned())));
    out.extend(entries(rule, program).map(|(entry, _)| event(entry.span, format!("supersedes {}", entry.value))));
    out
}

/// The entries of `supersedes` that name a rule, each with the rules that it names.
fn entries<'p>(
    rule: &'p RuleCode,
    program: &'p Program,
) -> impl Iterator<Item = (&'p crate::node::Spanned<String>, Vec<RuleId>)> {
    let fits = |pattern: &str, id: RuleId| {
        let other = &program.rules[id.index()];
        std::iter::once(&other.id).chain(&other.aliases).any(|name| crate::glob::matches(pattern, name))
    };
    rule.silences.iter().filter(|entry| !entry.value.starts_with('!')).filter_map(move |entry| {
        let named: Vec<RuleId> = rule.supersedes.iter().copied().filter(|&id| fits(&entry.value, id)).collect();
        (!named.is_empty()).then_some((entry, named))
    })
}

impl Coverage {
    pub(super) fn events(&mut self, evaluation: &mut Evaluation<'_, Seen>, counted: &[RuleId]) {
        let program = evaluation.program();
        for (id, (rule, plan)) in (0..).map(RuleId).zip(program.rules.iter().zip(&self.plans)) {
            let Some(unit) = plan.unit else { continue };
            let happened = happened(evaluation, rule, id, counted.contains(&id));
            for (event, happened) in self.units[unit].events.iter_mut().zip(happened) {
                event.hits += u32::from(happened);
            }
        }
    }
}

/// Which of the [`events`] happened. Whom the rule supersedes is seen in the tests of those rules as well.
fn happened(evaluation: &mut Evaluation<'_, Seen>, rule: &RuleCode, id: RuleId, counted: bool) -> Vec<bool> {
    let program = evaluation.program();
    let outcome = &evaluation.outcomes()[id.index()];
    let level = (counted && outcome.fired_by_itself()).then_some(outcome.level);
    let mut result = |outline: &Outline| if counted { evaluation.result(outline.cond) } else { Tri::Unknown };
    let [applies, needs, when, unless] =
        [&rule.applies, &rule.needs, &rule.when, &rule.unless].map(|part| part.as_ref().map(&mut result));
    let holds = |part: Option<Tri>| part.is_none_or(|result| result == Tri::True);
    let mut out = Vec::new();
    out.extend(when.map(|_| level == Some(0)));
    out.extend((1..=rule.levels.len()).map(|n| level == Some(n)));
    out.extend(applies.map(|result| result == Tri::False));
    out.extend(needs.map(|result| counted && holds(applies) && result != Tri::True));
    out.extend(unless.map(|result| holds(applies) && holds(needs) && holds(when) && result == Tri::True));
    let outcomes = evaluation.outcomes();
    out.extend(entries(rule, program).map(|(_, named)| {
        named.iter().any(|other| {
            let other = &outcomes[other.index()];
            other.status == Status::Superseded && other.by == Some(id)
        })
    }));
    out
}
