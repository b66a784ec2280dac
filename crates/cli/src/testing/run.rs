//! One run: everything that is tested, in parallel, and what came of it in a fixed order.

use std::path::Path;

use anyhow::bail;
use followback_core::{Coverage, Program, Record, RuleId, TestResult, Verdict, glob_matches};
use rayon::prelude::*;

use super::TestArgs;
use crate::packs;
use crate::session::Session;

/// The frozen present of tests: nothing in a rule's test depends on the day it runs.
pub(crate) const NOW: i64 = 1_750_000_000;

/// What came of a run.
pub(crate) struct Run {
    pub(crate) session: Session,
    /// By rule, then in the order of the file.
    pub(crate) tests: Vec<TestResult>,
    /// What was seen by what held.
    pub(crate) coverage: Option<Coverage>,
}

impl Run {
    /// Tests what the arguments name.
    ///
    /// # Errors
    /// When the pack cannot be read, has faults, or holds nothing that fits the filter.
    pub(crate) fn new(args: &TestArgs) -> anyhow::Result<Self> {
        let schema = followback_profile::schema();
        let pack =
            args.pack.as_deref().map_or_else(|| Ok(packs::default_pack()), |path: &Path| packs::read_pack(path))?;
        let (session, first) = Session::for_authors(std::slice::from_ref(&pack), &schema, NOW)?;
        let program = &session.program;
        let fits = |name: &str| args.filter.as_deref().is_none_or(|glob| glob_matches(glob, name));
        let own = program.rules().iter().filter(|rule| rule.pack >= first && fits(&rule.id));
        let rules: Vec<RuleId> = own.filter_map(|rule| program.rule(&rule.id)).collect();
        if let (Some(glob), true) = (&args.filter, rules.is_empty()) {
            bail!("no rule of the pack fits `{glob}`");
        }
        let start = args.coverage.wanted().then(|| program.coverage(first));
        let (tests, coverage) = tests(program, &rules, start.as_ref());
        Ok(Run { session, tests, coverage })
    }
}

/// Runs the tests of rules; `start` is a coverage that has seen nothing yet.
fn tests(program: &Program, rules: &[RuleId], start: Option<&Coverage>) -> (Vec<TestResult>, Option<Coverage>) {
    let complete = |record: &mut Record<'_>| followback_profile::complete(record);
    let cases: Vec<_> = rules.par_iter().flat_map_iter(|&rule| program.test_cases(rule, NOW, &complete)).collect();
    let results: Vec<TestResult> = cases.par_iter().map(|case| program.run_test(case)).collect();
    let coverage = start.map(|start| {
        let held = cases.par_iter().zip(&results).filter(|(_, result)| result.verdict() == Verdict::Passed);
        let parts = held.fold(
            || start.clone(),
            |mut coverage, (case, _)| {
                coverage.test(program, case);
                coverage
            },
        );
        parts.reduce(
            || start.clone(),
            |mut all, part| {
                all.add(&part);
                all
            },
        )
    });
    (results, coverage)
}
