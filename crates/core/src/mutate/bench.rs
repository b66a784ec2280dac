//! Running the tests against mutants.

use super::missing::{self, MissingTest};
use super::{Mutant, MutantKind};
use crate::eval::Plain;
use crate::program::{Program, RuleId};
use crate::record::Record;
use crate::testing::TestCase;

/// What became of a mutant.
#[derive(Clone, Debug)]
pub enum Fate {
    /// A test failed, or a fixture came out differently.
    Killed,
    /// Every test held. The test that would have failed is there if one was found.
    Survived(Option<MissingTest>),
}

/// The tests that mutants are held against.
pub struct Bench<'p> {
    pub(super) program: &'p Program,
    /// By rule.
    pub(super) cases: Vec<Vec<TestCase>>,
    /// Records whose whole outcome is kept, with the present of each.
    fixtures: Vec<(Record<'static>, i64)>,
    pub(super) now: i64,
    pub(super) complete: &'p (dyn Fn(&mut Record<'_>) + Sync),
}

impl<'p> Bench<'p> {
    /// The tests beside some rules, and completed records whose whole outcome is kept in snapshots. Tests that are known not to
    /// hold, and tests that fail as it is, show nothing.
    #[must_use]
    pub fn new(
        program: &'p Program,
        rules: &[RuleId],
        fixtures: Vec<(Record<'static>, i64)>,
        now: i64,
        complete: &'p (dyn Fn(&mut Record<'_>) + Sync),
    ) -> Self {
        let mut cases: Vec<Vec<TestCase>> = vec![Vec::new(); program.rules.len()];
        for &rule in rules {
            let sound = |case: &TestCase| case.test().todo.is_none() && program.holds(case);
            cases[rule.index()] = program.test_cases(rule, now, complete).into_iter().filter(sound).collect();
        }
        Bench { program, cases, fixtures, now, complete }
    }

    /// What becomes of some mutants, in their order. Works on one copy of the program.
    #[must_use]
    pub fn fates(&self, mutants: &[Mutant]) -> Vec<Fate> {
        let mut changed = self.program.clone();
        mutants.iter().map(|mutant| self.fate(mutant, &mut changed)).collect()
    }

    fn fate(&self, mutant: &Mutant, changed: &mut Program) -> Fate {
        let applied = mutant.edit.apply(changed);
        let fate = if self.noticed(mutant, changed) {
            Fate::Killed
        } else if mutant.kind == MutantKind::Phrase {
            Fate::Survived(None)
        } else {
            Fate::Survived(missing::find(self, mutant, changed, applied.changed))
        };
        applied.take_back(changed);
        fate
    }

    fn noticed(&self, mutant: &Mutant, changed: &Program) -> bool {
        let failed = |rule: &RuleId| self.cases[rule.index()].iter().any(|case| !changed.holds(case));
        mutant.rules.iter().any(failed) || self.fixtures.iter().any(|(record, now)| self.differs(record, *now, changed))
    }

    /// Whether the whole outcome of a record is another one.
    fn differs(&self, record: &Record<'static>, now: i64, changed: &Program) -> bool {
        let (before, after) = (self.program.evaluate(record, now), changed.evaluate(record, now));
        before.outcomes() != after.outcomes()
            || (self.program.rules.iter().zip(&changed.rules))
                .zip(before.outcomes())
                .any(|((a, b), o)| o.status == crate::eval::Status::Fired && a.effect(o.level) != b.effect(o.level))
    }

    /// What a program makes of a rule on a record: the status, and what the finding does.
    pub(super) fn said(&self, program: &Program, rule: RuleId, record: &Record<'static>) -> missing::Said {
        let evaluation = program.evaluate_among(record, self.now, Plain, &program.deciders(rule));
        let outcome = &evaluation.outcomes()[rule.index()];
        let effect = program.rules[rule.index()].effect(outcome.level);
        let fired = outcome.status == crate::eval::Status::Fired;
        missing::Said {
            status: outcome.status,
            severity: effect.severity.filter(|_| fired),
            points: effect.points.filter(|_| fired),
        }
    }
}
