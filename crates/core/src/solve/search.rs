//! The walk down a condition.

use super::edit::Step;
use super::{How, Solver};
use crate::eval::Tri;
use crate::program::{Cond, CondId, Presence, Test};
use crate::record::Fact;
use crate::schema::Kind;

/// How many steps are kept at each node.
const BREADTH: usize = 6;

/// What a step is meant to reach.
#[derive(Clone, Copy)]
pub(super) struct Goal {
    pub(super) cond: CondId,
    pub(super) wanted: bool,
}

impl Solver<'_> {
    pub(super) fn reached(&self, step: &Step, goal: Goal) -> bool {
        self.told(step, goal.cond) == Tri::from(goal.wanted)
    }

    /// Steps after which a condition is as wanted; the step itself where it is so already.
    pub(crate) fn reach(&self, from: &Step, cond: CondId, wanted: bool, depth: u32) -> Vec<Step> {
        let goal = Goal { cond, wanted };
        if self.reached(from, goal) {
            return vec![from.clone()];
        }
        if depth == 0 || self.exhausted() {
            return Vec::new();
        }
        let program = self.program;
        let steps = match (program.code.conds.get(cond.index()), wanted) {
            (Cond::All(parts), true) | (Cond::Any(parts), false) => {
                let parts: Vec<(CondId, bool)> = parts.iter().map(|&part| (part, wanted)).collect();
                return self.each(from, &parts, depth - 1);
            }
            (Cond::All(parts), false) | (Cond::Any(parts), true) => {
                let mut steps = Vec::new();
                for &part in parts {
                    let mut found = self.reach(from, part, wanted, depth - 1);
                    found.truncate(BREADTH / 2);
                    steps.append(&mut found);
                    if steps.len() >= BREADTH * 2 {
                        break;
                    }
                }
                steps
            }
            (Cond::Not(inner), _) => return self.reach(from, *inner, !wanted, depth - 1),
            (Cond::Leaf(test, _), _) => self.test(from, test, goal),
            // A finding depends on whole rules: what changes them is told for each by itself.
            (Cond::Fired(_), _) => Vec::new(),
        };
        self.kept(steps, |step| self.reached(step, goal))
    }

    /// Steps after which all of some conditions are as wanted, one after the other.
    pub(crate) fn each(&self, from: &Step, parts: &[(CondId, bool)], depth: u32) -> Vec<Step> {
        let all = |step: &Step| parts.iter().all(|&(cond, wanted)| self.reached(step, Goal { cond, wanted }));
        let mut steps = vec![from.clone()];
        // What is mended last can undo what was mended first, so there is a second round.
        for _ in 0..2 {
            for &(cond, wanted) in parts {
                steps = steps.iter().flat_map(|step| self.reach(step, cond, wanted, depth)).collect();
                steps.sort_by_key(Step::cost);
                steps.truncate(BREADTH);
            }
            if steps.iter().any(all) {
                break;
            }
        }
        self.kept(steps, all)
    }

    /// The steps that do what they should, nearest first, each once.
    fn kept(&self, mut steps: Vec<Step>, good: impl Fn(&Step) -> bool) -> Vec<Step> {
        steps.sort_by_key(Step::cost);
        let mut kept: Vec<Step> = Vec::new();
        for step in steps {
            if kept.len() >= BREADTH || self.exhausted() {
                break;
            }
            if !kept.iter().any(|k| k.record == step.record) && good(&step) {
                kept.push(step);
            }
        }
        kept
    }

    /// Steps for one test.
    fn test(&self, from: &Step, test: &Test, goal: Goal) -> Vec<Step> {
        match test {
            Test::Bool(fact, value) => self.set(from, *fact, Fact::bool(*value == goal.wanted), How::Value),
            Test::Number(a, op, b) => self.compared(from, *a, *op, *b, goal),
            Test::Between(of, low, high) => self.between(from, *of, *low, *high, goal),
            Test::Label(label, words) => self.label(from, *label, words, goal),
            Test::Compare(text, how, words) => self.whole_text(from, *text, *how, words, goal),
            Test::SameAs(a, b) | Test::SharesWord(a, b) => self.same_text(from, *a, *b, goal),
            Test::Contains(text, contains) => self.phrases(from, *text, contains, goal),
            Test::Matches(text, pattern) => self.pattern(from, *text, *pattern, 1, goal),
            Test::Has(set, label) => self.has(from, *set, label, goal.wanted),
            Test::Overlaps(a, b) => self.overlaps(from, *a, *b, goal),
            Test::Present(presence, wanted) => self.presence(from, *presence, *wanted == goal.wanted, goal),
        }
    }

    fn presence(&self, from: &Step, presence: Presence, there: bool, goal: Goal) -> Vec<Step> {
        match presence {
            Presence::Bool(fact) if there => self.set(from, fact, Fact::bool(true), How::Value),
            Presence::Bool(fact) => self.set(from, fact, Fact::Absent, How::Value),
            Presence::Number(num) => match self.program.code.nums.get(num.index()) {
                crate::program::Num::Fact(fact) if there => {
                    let Kind::Number { min, .. } = self.program.kind_of(*fact) else { return Vec::new() };
                    self.set(from, *fact, Fact::number(*min), How::Value)
                }
                crate::program::Num::Fact(fact) => self.set(from, *fact, Fact::Absent, How::Value),
                _ => Vec::new(),
            },
            Presence::Text(text) => self.text_there(from, text, there),
            Presence::Label(label) => self.label_there(from, label, there),
            Presence::Set(set) => self.set_there(from, set, there, goal),
            Presence::Members(view) => self.members(from, view, None, there, false, goal),
        }
    }
}
