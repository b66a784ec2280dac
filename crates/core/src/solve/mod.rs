//! solve: the smallest changes of a record that turn a condition.
//!
//! A search walks down a condition and, at each test that stands in the way, edits the facts that the test rests on: a number
//! to its boundary, a text by words added, removed or cut, a set by a label, a collection by members. Facts that follow from
//! others are never edited themselves. Every step is evaluated again before it is offered, so what is named does what is said of
//! it; where no step is found there is none to offer.

mod edit;
mod example;
mod members;
mod number;
mod search;
mod set;
mod text;
mod words;

use std::cell::Cell;

use crate::eval::{Evaluation, Plain, Status, Tri};
use crate::program::{Cond, CondId, Program, RuleCode, RuleId};
use crate::record::{Fact, Record};

pub(crate) use edit::Step;
pub use edit::{Change, How};
pub(crate) use number::{fine, tidy};

/// What would change the result of a rule.
#[derive(Clone, Debug)]
pub struct Flip {
    /// What has to be different, all of it.
    pub changes: Vec<Change>,
    /// The record with these changes, before anything is completed.
    pub record: Record<'static>,
    /// What the rule says of that record by itself.
    pub status: Status,
}

/// Fills in what follows from the facts of a record.
pub type Complete<'c> = dyn Fn(&mut Record<'_>) + 'c;

/// How many flips are offered.
const MAX_FLIPS: usize = 8;
/// How many times a record is evaluated in search of one rule's flips: what bounds the time.
const BUDGET: u32 = 1_500;

/// A search for changes of a record.
pub(crate) struct Solver<'p> {
    program: &'p Program,
    now: i64,
    complete: &'p Complete<'p>,
    with_rules: bool,
    left: Cell<u32>,
}

impl Program {
    /// The smallest changes of a record that change what a rule says by itself, nearest first: a rule that fired passes, any
    /// other one fires; one that cannot be told passes or fires. Empty where none was found.
    #[must_use]
    pub fn flips(&self, rule: RuleId, record: &Record<'static>, now: i64, complete: &Complete<'_>) -> Vec<Flip> {
        let solver = Solver::new(self, now, complete, BUDGET);
        let code = &self.rules[rule.index()];
        let from = Step::new(record.clone());
        let before = solver.status(&from, rule);
        let mut steps = Vec::new();
        if before == Status::Fired {
            steps.append(&mut solver.to_pass(&from, code));
        } else {
            steps.append(&mut solver.to_fire(&from, code));
            // What keeps the rule from being told comes first; after that it may pass.
            let told = solver.to_be_told(&from, code);
            let open = told.iter().filter(|step| solver.status(step, rule) == Status::Unknown);
            steps.extend(open.flat_map(|step| solver.to_pass(step, code)));
            steps.extend(told.into_iter().filter(|step| !step.changes.is_empty()));
        }
        steps.sort_by_key(|step| step.changes.len());
        // A change of three things is no near one; it is told only where there is nothing nearer.
        let least = steps.first().map_or(0, |step| step.changes.len());
        let mut flips: Vec<Flip> = Vec::new();
        for step in steps.into_iter().filter(|step| step.changes.len() <= least.max(1)) {
            let status = solver.status(&step, rule);
            let told = matches!(status, Status::Fired | Status::Passed | Status::NotApplicable);
            // The same words put elsewhere into a text are no second answer.
            let words = |changes: &[Change]| changes.iter().map(Change::words).collect::<Vec<_>>();
            let seen = flips.iter().any(|f| f.status == status && words(&f.changes) == words(&step.changes));
            if told && status != before && !seen && flips.len() < MAX_FLIPS {
                flips.push(Flip { changes: step.changes, record: step.record, status });
            }
        }
        flips
    }
}

impl<'p> Solver<'p> {
    pub(crate) fn new(program: &'p Program, now: i64, complete: &'p Complete<'p>, budget: u32) -> Self {
        let with_rules = program.code.conds.iter().any(|cond| matches!(cond, Cond::Fired(_)));
        Solver { program, now, complete, with_rules, left: Cell::new(budget) }
    }

    /// Asks something of a completed record.
    fn ask<T>(&self, step: &Step, question: impl FnOnce(&mut Evaluation<'_, Plain>) -> T) -> T {
        self.left.set(self.left.get().saturating_sub(1));
        let mut record = step.record.clone();
        (self.complete)(&mut record);
        question(&mut self.program.probe(&record, self.now, self.with_rules))
    }

    pub(crate) fn told(&self, step: &Step, cond: CondId) -> Tri {
        self.ask(step, |probe| probe.told(cond, step.row))
    }

    fn exhausted(&self) -> bool {
        self.left.get() == 0
    }

    /// What a rule says by itself, suppressed or not.
    fn status(&self, step: &Step, rule: RuleId) -> Status {
        let mut record = step.record.clone();
        (self.complete)(&mut record);
        self.program.evaluate(&record, self.now).outcomes()[rule.index()].by_itself()
    }

    /// Steps after which a rule that fires does not.
    pub(crate) fn to_pass(&self, from: &Step, code: &RuleCode) -> Vec<Step> {
        let mut steps = Vec::new();
        if let Some(outline) = &code.when {
            steps.append(&mut self.reach(from, outline.cond, false, DEPTH));
        }
        if let Some(outline) = &code.unless {
            steps.append(&mut self.reach(from, outline.cond, true, DEPTH));
        }
        if code.when.is_none() {
            let levels: Vec<(CondId, bool)> = code.levels.iter().map(|level| (level.when.cond, false)).collect();
            steps.append(&mut self.each(from, &levels, DEPTH));
        }
        if let Some(outline) = &code.applies {
            steps.append(&mut self.reach(from, outline.cond, false, DEPTH));
        }
        steps
    }

    /// Steps after which a rule applies and has what it needs.
    fn to_be_told(&self, from: &Step, code: &RuleCode) -> Vec<Step> {
        let factor = self.program.factors[code.factor.index()].applies.as_ref();
        let gates: Vec<(CondId, bool)> =
            factor.into_iter().chain(&code.applies).chain(&code.needs).map(|o| (o.cond, true)).collect();
        self.each(from, &gates, DEPTH)
    }

    /// Steps after which a rule fires.
    pub(crate) fn to_fire(&self, from: &Step, code: &RuleCode) -> Vec<Step> {
        let mut wanted: Vec<(CondId, bool)> = Vec::new();
        let factor = self.program.factors[code.factor.index()].applies.as_ref();
        wanted.extend(factor.into_iter().chain(&code.applies).chain(&code.needs).map(|o| (o.cond, true)));
        wanted.extend(code.when.iter().map(|o| (o.cond, true)));
        wanted.extend(code.unless.iter().map(|o| (o.cond, false)));
        if code.when.is_some() {
            return self.each(from, &wanted, DEPTH);
        }
        let with = |level: CondId| {
            let mut all = wanted.clone();
            all.push((level, true));
            all
        };
        code.levels.iter().flat_map(|level| self.each(from, &with(level.when.cond), DEPTH)).collect()
    }
}

/// How deep the search goes into nested conditions.
pub(crate) const DEPTH: u32 = 14;

/// The text of a fact as it stands in the record.
fn text_of<'r>(fact: &'r Fact<'_>) -> &'r str {
    match fact {
        Fact::Known(crate::record::Value::Text(text)) => text,
        _ => "",
    }
}
