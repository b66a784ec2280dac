//! The test that is missing: a record on which a rule and its mutant differ.

use super::{Bench, Mutant, MutantKind};
use crate::eval::Status;
use crate::model::Severity;
use crate::program::{Cond, CondId, Num, Op, Program, Real, RuleId, Scope, Test, ViewId};
use crate::record::Record;
use crate::solve::{DEPTH, Solver, Step};
use crate::testing::{given, written};

/// A test that would have failed.
#[derive(Clone, Debug)]
pub struct MissingTest {
    /// The rule that it belongs to.
    pub rule: RuleId,
    /// The test, as it can be put under the rule.
    pub toml: String,
}

/// What a rule says of a record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Said {
    pub(super) status: Status,
    pub(super) severity: Option<Severity>,
    pub(super) points: Option<f64>,
}

/// How many times a record is evaluated in search of one missing test.
const BUDGET: u32 = 800;
/// How many rules, and how many tests of each, the search starts from.
const RULES: usize = 4;
const BASES: usize = 14;

/// Finds a test that holds for the rules and not for the mutant. `condition` is what a condition was and what it is.
pub(super) fn find(
    bench: &Bench<'_>,
    mutant: &Mutant,
    changed: &mut Program,
    condition: Option<(CondId, CondId)>,
) -> Option<MissingTest> {
    let apart = condition.map_or_else(Vec::new, |(before, after)| apart(changed, before, after));
    let changed = &*changed;
    for &rule in mutant.rules.iter().take(RULES) {
        let search = Search { bench, changed, rule };
        let bases = if mutant.kind == MutantKind::Supersedes { search.both(mutant.rules[0]) } else { search.bases() };
        if let Some(found) = search.find(&bases, &apart) {
            let said = bench.said(bench.program, rule, &search.completed(&found));
            let toml = written::test(bench.program.schema(), &found.record, &name(mutant, &found), said.expectation()?);
            return Some(MissingTest { rule, toml });
        }
    }
    None
}

fn name(mutant: &Mutant, found: &Step) -> String {
    let changes: Vec<String> = found.changes.iter().map(crate::solve::Change::words).collect();
    if changes.is_empty() { format!("not {}", mutant.what) } else { changes.join(", ") }
}

impl Said {
    fn expectation(self) -> Option<written::Expectation> {
        let word = match self.status {
            Status::Fired => "fires",
            Status::Passed => "passes",
            Status::NotApplicable => "not_applicable",
            Status::Unknown => "unknown",
            Status::Superseded => "superseded",
            Status::Suppressed | Status::Off => return None,
        };
        Some(written::Expectation { word, severity: self.severity.map(Severity::word), points: self.points })
    }
}

/// Conditions about the record that say in which way the old and the new condition differ.
fn apart(program: &mut Program, before: CondId, after: CondId) -> Vec<CondId> {
    let not = |program: &mut Program, cond| program.code.own_cond(Cond::Not(cond));
    let (not_before, not_after) = (not(program, before), not(program, after));
    let scope = program.code.conds.place(before.index()).scope;
    // Of parts that were joined, the one that is left out has to make the difference.
    let parts = |cond: CondId| match program.code.conds.get(cond.index()) {
        Cond::All(parts) => Some((true, parts.clone())),
        Cond::Any(parts) => Some((false, parts.clone())),
        _ => None,
    };
    let left_out = match (parts(before), parts(after)) {
        (Some((all, had)), Some((same, has))) if all == same => {
            had.iter().find(|part| !has.contains(part)).map(|&part| (all, part))
        }
        _ => None,
    };
    let ways: Vec<Vec<CondId>> = match left_out {
        Some((true, part)) => vec![vec![after, not(program, part)]],
        Some((false, part)) => vec![vec![part, not_after]],
        None => vec![vec![before, not_after], vec![after, not_before]],
    };
    let mut out = Vec::new();
    for way in ways {
        let both = program.code.own_cond(Cond::All(way.into()));
        out.extend(if scope == Scope::RECORD { Some(both) } else { some_member(program, scope, both) });
    }
    out
}

/// At least one member meets a condition.
fn some_member(program: &mut Program, scope: Scope, filter: CondId) -> Option<CondId> {
    let views = program.code.views.iter().enumerate().filter(|(_, view)| view.scope() == scope);
    // A narrow view is where rules look.
    let (index, _) = views.max_by_key(|(_, view)| (view.latest.is_some(), view.of.is_some()))?;
    let view = ViewId(u32::try_from(index).ok()?);
    let count = program.code.num(Num::Members { view, filter: Some(filter), share: false });
    let one = program.code.num(Num::Const(Real(1.0)));
    Some(program.code.own_cond(Cond::Leaf(Test::Number(count, Op::AtLeast, one), None)))
}

struct Search<'a, 'p> {
    bench: &'a Bench<'p>,
    changed: &'a Program,
    rule: RuleId,
}

impl Search<'_, '_> {
    fn completed(&self, step: &Step) -> Record<'static> {
        let mut record = step.record.clone();
        (self.bench.complete)(&mut record);
        record
    }

    /// What the tests give, those first whose rule fires: there every condition counts.
    fn bases(&self) -> Vec<Step> {
        let schema = self.bench.program.schema();
        let mut bases: Vec<(bool, Step)> = Vec::new();
        for case in self.bench.cases[self.rule.index()].iter().take(BASES) {
            let fires = case.test().expect.value == crate::model::Expect::Fires;
            let record = given::record(schema, case.test(), self.bench.now);
            bases.push((!fires, Step::new(record)));
        }
        bases.sort_by_key(|(passes, _)| *passes);
        bases.into_iter().map(|(_, step)| step).collect()
    }

    /// Records on which another rule fires and this one would, too.
    fn both(&self, other: RuleId) -> Vec<Step> {
        let complete = |record: &mut Record<'_>| (self.bench.complete)(record);
        let solver = Solver::new(self.changed, self.bench.now, &complete, BUDGET);
        let code = &self.changed.rules[self.rule.index()];
        let firing = Search { rule: other, ..*self }.bases();
        firing.iter().take(4).flat_map(|base| solver.to_fire(base, code)).collect()
    }

    fn find(&self, bases: &[Step], apart: &[CondId]) -> Option<Step> {
        if let Some(base) = bases.iter().find(|base| self.differs(base)) {
            return Some(base.clone());
        }
        let complete = |record: &mut Record<'_>| (self.bench.complete)(record);
        let solver = Solver::new(self.changed, self.bench.now, &complete, BUDGET);
        let mut near: Vec<Step> = Vec::new();
        for base in bases {
            for &cond in apart {
                let steps = solver.reach(base, cond, true, DEPTH);
                if let Some(step) = steps.iter().find(|step| self.differs(step)) {
                    return Some(step.clone());
                }
                near.extend(steps.into_iter().take(1));
            }
        }
        // The condition differs there, but the rest of the rule hides it.
        let complete = |record: &mut Record<'_>| (self.bench.complete)(record);
        let solver = Solver::new(self.bench.program, self.bench.now, &complete, BUDGET);
        let code = &self.bench.program.rules[self.rule.index()];
        let starts = near.iter().take(4).chain(bases.iter().take(4));
        let turned = starts.flat_map(|step| {
            let mut steps = solver.to_fire(step, code);
            steps.append(&mut solver.to_pass(step, code));
            steps
        });
        for step in turned {
            if self.differs(&step) {
                return Some(step);
            }
        }
        let solver = Solver::new(self.changed, self.bench.now, &complete, BUDGET);
        let code = &self.changed.rules[self.rule.index()];
        let turned = bases.iter().take(4).flat_map(|step| {
            let mut steps = solver.to_fire(step, code);
            steps.append(&mut solver.to_pass(step, code));
            steps
        });
        turned.into_iter().find(|step| self.differs(step))
    }

    fn differs(&self, step: &Step) -> bool {
        let record = self.completed(step);
        self.bench.said(self.bench.program, self.rule, &record) != self.bench.said(self.changed, self.rule, &record)
    }
}
