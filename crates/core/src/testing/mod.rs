//! Tests beside rules: records written in TOML, and what the rule is expected to say of them.
//!
//! [`Program::test_cases`] reads the records once; [`Program::run_test`] judges one and says what went wrong, and
//! [`Program::holds`] only whether it held. Both take a case of any program whose rules are the same ones in the same order,
//! so that a changed program can be held against the tests of the one it was made from. Only the rules that decide what
//! becomes of the tested one are evaluated.

pub(crate) mod given;
mod judge;
pub(crate) mod written;

use crate::diag::{Diagnostic, Span};
use crate::eval::Plain;
use crate::model::RuleTest;
use crate::program::{Program, RuleId};
use crate::record::Record;

/// A test beside a rule, ready to be run again and again.
#[derive(Clone, Debug)]
pub struct TestCase {
    rule: RuleId,
    test: RuleTest,
    record: Record<'static>,
    now: i64,
}

impl TestCase {
    /// The rule that is tested.
    #[must_use]
    pub fn rule(&self) -> RuleId {
        self.rule
    }

    /// The test as written.
    #[must_use]
    pub fn test(&self) -> &RuleTest {
        &self.test
    }

    /// What is given, completed.
    #[must_use]
    pub fn record(&self) -> &Record<'static> {
        &self.record
    }

    /// The present of the test.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.now
    }
}

/// What came of a test beside a rule.
#[derive(Clone, Debug)]
pub struct TestResult {
    /// The rule.
    pub rule: String,
    /// The test.
    pub name: String,
    /// Where it is written.
    pub span: Span,
    /// Why it is known not to hold, if its author says so.
    pub todo: Option<String>,
    /// What went wrong; none when it held.
    pub failure: Option<Diagnostic>,
}

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It held.
    Passed,
    /// It did not.
    Failed,
    /// It did not, as its author says.
    Todo,
    /// It held, although its author says that it does not.
    Mended,
}

impl TestResult {
    /// How the test ended.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match (&self.failure, &self.todo) {
            (None, None) => Verdict::Passed,
            (Some(_), None) => Verdict::Failed,
            (Some(_), Some(_)) => Verdict::Todo,
            (None, Some(_)) => Verdict::Mended,
        }
    }
}

impl Program {
    /// The tests of a rule with their records. `complete` fills in what follows from the given facts in this domain; `now`
    /// dates the members that have an age.
    pub fn test_cases(&self, rule: RuleId, now: i64, complete: &dyn Fn(&mut Record<'_>)) -> Vec<TestCase> {
        let case = |test: &RuleTest| {
            let mut record = given::record(&self.schema, test, now);
            complete(&mut record);
            TestCase { rule, test: test.clone(), record, now }
        };
        self.rules[rule.index()].tests.iter().map(case).collect()
    }

    /// Runs a test.
    #[must_use]
    pub fn run_test(&self, case: &TestCase) -> TestResult {
        let mut evaluation = self.evaluate_among(&case.record, case.now, Plain, &self.deciders(case.rule));
        TestResult {
            rule: self.rules[case.rule.index()].id.clone(),
            name: case.test.name.value.clone(),
            span: case.test.name.span,
            todo: case.test.todo.as_ref().map(|t| t.value.clone()),
            failure: judge::failure(&mut evaluation, case),
        }
    }

    /// Whether a test comes out as its author expects.
    #[must_use]
    pub fn holds(&self, case: &TestCase) -> bool {
        let mut evaluation = self.evaluate_among(&case.record, case.now, Plain, &self.deciders(case.rule));
        judge::holds(&mut evaluation, case)
    }

    /// The rules that decide what becomes of one: itself, those that supersede it, those that supersede these, and all
    /// whose results they read.
    #[must_use]
    pub fn deciders(&self, rule: RuleId) -> Vec<RuleId> {
        let mut found = vec![false; self.rules.len()];
        let silencing = |rule: RuleId| self.rules[rule.index()].superseded_by.as_slice();
        let reading = |rule: RuleId| self.rules[rule.index()].reads.as_slice();
        reach(&mut found, vec![rule], silencing);
        let start = self.order.iter().copied().filter(|r| found[r.index()]).collect();
        let mut all = vec![false; self.rules.len()];
        reach(&mut all, start, reading);
        self.order.iter().copied().filter(|r| all[r.index()]).collect()
    }
}

/// Marks all that can be reached.
fn reach<'p>(found: &mut [bool], mut next: Vec<RuleId>, from: impl Fn(RuleId) -> &'p [RuleId]) {
    while let Some(rule) = next.pop() {
        if !std::mem::replace(&mut found[rule.index()], true) {
            next.extend(from(rule));
        }
    }
}
